"""What is known of a pile so far, kept so that a scan that was killed goes on where it was: append only, JSON lines.

Files by their content, readings of their pages, comparisons, and what people said of pages. A line that a power cut has
torn is the last one, and is dropped. Symbols that are none of ours are kept without their text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vpr_print.safe_files import sync_folder, write_new
from vpr_print.scan.errors import JournalDamagedError, JournalDiskError, ScanBusyError
from vpr_print.scan.journal_lines import (
    Asked,
    Json,
    Kept,
    NotAnEntry,
    asked_json,
    comparison_json,
    file_json,
    journal_json,
    line_of,
    measure,
    reading_json,
    resolution_json,
    resolve,
    scale_json,
    take_line,
    without_foreign_texts,
)
from vpr_print.scan.likeness import Likeness
from vpr_print.scan.repeats import Pair
from vpr_print.scan.seen import PageReading, PageSource
from vpr_print.scan.states import Resolution, ScannedFile

NAME = "journal.jsonl"
LOCK = "lock"
_PATIENCE_S = 2.0
"""A scan that was killed just now may still hold the lock through its last workers."""


class Journal:
    """The journal of one folder, or, without a folder, of this run alone."""

    def __init__(self, path: Path | None, kept: Kept) -> None:
        """Use ``opened_journal``."""
        self._path = path
        self.kept = kept

    def ask(self, asked: Asked) -> None:
        """Note what the scan was told, where that is new."""
        if asked != self.kept.asked:
            self._write([asked_json(asked)])
            self.kept.asked = asked

    def add_files(self, files: Iterable[ScannedFile]) -> None:
        """Files that are new, or not what they were."""
        new = [file for file in files if self.kept.files.get(file.path) != file]
        self._write([file_json(file) for file in new])
        self.kept.files.update((file.path, file) for file in new)

    def add_readings(self, readings: Iterable[PageReading]) -> None:
        """Readings of pages, durable when this returns."""
        new = [without_foreign_texts(reading) for reading in readings]
        self._write([reading_json(reading) for reading in new])
        self.kept.readings.update((reading.source, reading) for reading in new)

    def add_comparison(self, pair: Pair, likeness: Likeness) -> None:
        """What the comparison of two images said."""
        self._write([comparison_json(pair, likeness)])
        self.kept.comparisons[pair] = likeness

    def add_scales(self, scales: Mapping[PageSource, float]) -> None:
        """In which scale pages were printed that were read before."""
        self._write([scale_json(source, scale) for source, scale in scales.items()])
        for source, scale in scales.items():
            measure(self.kept, source, scale)

    def add_resolution(self, resolution: Resolution) -> None:
        """What a person said of a page."""
        self._write([resolution_json(resolution)])
        resolve(self.kept, resolution)

    def _write(self, lines: list[Json]) -> None:
        if self._path is None or not lines:
            return
        data = b"".join(map(line_of, lines))
        try:
            with self._path.open("ab") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise JournalDiskError(str(self._path), error.strerror or str(error)) from None


@contextmanager
def opened_journal(folder: Path | None) -> Iterator[Journal]:
    """The journal in ``folder``, where nobody else scans meanwhile; None keeps nothing.

    Raises ``ScanBusyError``, ``JournalDamagedError``, ``JournalDiskError``.
    """
    if folder is None:
        yield Journal(None, Kept())
        return
    lock = FileLock(folder / LOCK, mode=0o600)
    path = folder / NAME
    try:
        lock.acquire(timeout=_PATIENCE_S)
    except Timeout:
        raise ScanBusyError(str(folder.parent)) from None
    except (OSError, NotImplementedError) as error:
        raise JournalDiskError(str(folder / LOCK), str(error)) from None
    try:
        yield Journal(path, _read(path))
    finally:
        lock.release()


def read_journal(folder: Path) -> Kept:
    """What the journal in ``folder`` says; nothing is written, and a torn last line does not count.

    Raises ``JournalDamagedError``, ``OSError``.
    """
    data = (folder / NAME).read_bytes()
    return _kept(data[: data.rfind(b"\n") + 1], folder / NAME)


def _read(path: Path) -> Kept:
    """What the journal says; a torn last line is cut off, so that the next one begins a line of its own."""
    try:
        if not path.exists():
            write_new(path, line_of(journal_json()))
            sync_folder(path.parent)
        with path.open("r+b") as file:
            data = file.read()
            whole = data.rfind(b"\n") + 1
            if whole < len(data):
                file.truncate(whole)
                os.fsync(file.fileno())
    except OSError as error:
        raise JournalDiskError(str(path), error.strerror or str(error)) from None
    return _kept(data[:whole], path)


def _kept(whole: bytes, path: Path) -> Kept:
    kept = Kept()
    for at, line in enumerate(whole.splitlines(), start=1):
        try:
            take_line(kept, line)
        except NotAnEntry:
            raise JournalDamagedError(str(path), at) from None
    return kept
