"""``acts/`` of a work: papers of the ledger, each whole or not there, and never one that the ledger does not know.

A paper is written aside first; once the ledger has recorded it, it gets its name. What a killed command left aside is
put in place or removed by the next one, as the ledger says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vpr_print.model.identifier import Identifier, NotOurNumber, parse_number
from vpr_print.output.errors import as_output_error
from vpr_print.output.work_folder import ACTS
from vpr_print.safe_files import make_folder, sync_folder, write_new

_ASIDE = re.compile(r"\.(?P<name>.*-(?P<number>[0-9]{16})\.pdf)\.part")


class ActsFolder:
    """The folder ``acts`` inside a work's folder. Every method raises ``OutputError`` when the disk refuses."""

    def __init__(self, work: Path) -> None:
        self._root = work / ACTS

    def left_aside(self) -> tuple[tuple[str, Identifier], ...]:
        """Name and number of each paper that was written and has not got its name."""
        with self._refusals():
            entries = sorted(self._root.iterdir()) if self._root.is_dir() else ()
            found = filter(None, (_ASIDE.fullmatch(entry.name) for entry in entries))
            return tuple((match["name"], number) for match in found if (number := _number(match["number"])))

    def file_of(self, number: Identifier) -> Path | None:
        """The paper with this number, which stands at the end of its name."""
        with self._refusals():
            return next(iter(sorted(self._root.glob(f"*-{number}.pdf"))), None)

    def stage(self, name: str, data: bytes) -> Path:
        """Write a paper aside, synced; gives its path there."""
        with self._refusals():
            make_folder(self._root)
            aside = self._aside(name)
            aside.unlink(missing_ok=True)
            write_new(aside, data)
            return aside

    def put_in_place(self, name: str) -> Path:
        """Give a staged paper its name."""
        with self._refusals():
            self._aside(name).replace(self._root / name)
            sync_folder(self._root)
        return self._root / name

    def drop(self, name: str) -> None:
        """Remove a staged paper that is not wanted."""
        with self._refusals():
            self._aside(name).unlink(missing_ok=True)

    def _aside(self, name: str) -> Path:
        return self._root / f".{name}.part"

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise as_output_error(error, str(self._root)) from error


def _number(digits: str) -> Identifier | None:
    try:
        number = parse_number(digits)
    except NotOurNumber:
        return None
    return number if isinstance(number, Identifier) else None
