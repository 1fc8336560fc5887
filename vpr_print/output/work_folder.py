"""A work's folder: rooms are staged, proved, and put in place together; a killed build is completed or cleared.

``.build/`` inside the folder holds what is not in place yet::

    .build/rooms/101/        a room's folder, complete as soon as it has this name
    .build/rooms/101.json    its record for the manifest
    .build/papers/           the work's papers and manifest.json
    .build/commit.json       the journal: from here on the build is only ever completed
    .build/old/              folders that were replaced

Until the journal is synced, nothing in place is touched; after it, every step can be repeated.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from vpr_print.model.manifest import FileRecord, WorkManifest
from vpr_print.output import manifest_file
from vpr_print.output.errors import BrokenJournalError, ForeignFolderError, as_output_error
from vpr_print.output.manifest_file import Outline, RoomLine
from vpr_print.safe_files import make_folder, put, sync_folder, write_new

SOURCE = "source"
ACTS = "acts"
"""Papers of the ledger: no build makes them, and none takes them away."""
LATE = "izmeneniya"
"""What a late change has made, once more, apart from what it left as it was: so that only this is printed."""
BUILD = ".build"
"""Nothing in it is in place yet."""


class FileState(Enum):
    """What became of a file that a build had put in place."""

    WHOLE = auto()
    MISSING = auto()
    ALTERED = auto()


@dataclass(frozen=True, slots=True)
class Commit:
    """What has to be put in place, in one go."""

    rooms: tuple[str, ...]
    """Staged room folders."""
    lost_rooms: tuple[str, ...]
    """Room folders of an earlier build that this one no longer has."""
    papers: tuple[str, ...]
    """Staged files of the work; the manifest is the last."""
    lost_papers: tuple[str, ...]
    note: Iterable[str]
    """What the caller wants back when the commit is completed after a crash: a text, or its pieces."""


class WorkFolder:
    """The folder of one work."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._build = root / BUILD
        self._journal = self._build / "commit.json"

    @property
    def source(self) -> Path:
        """Where inputs and prepared variants are kept; owner only, content-addressed."""
        return self.root / SOURCE

    @property
    def staged_rooms(self) -> Path:
        return self._build / "rooms"

    def place_of(self, folder: str, *, staged: bool) -> Path:
        """Where a room's folder is: still staged, or in place."""
        return (self.staged_rooms if staged else self.root) / folder

    def state_of(self, file: FileRecord) -> FileState:
        """Whether a file in place is what the manifest says."""
        try:
            data = (self.root / file.path).read_bytes()
        except FileNotFoundError:
            return FileState.MISSING
        except (IsADirectoryError, NotADirectoryError):
            return FileState.ALTERED
        except OSError as error:
            raise as_output_error(error, str(self.root)) from error
        return FileState.WHOLE if hashlib.sha256(data).hexdigest() == file.sha256 else FileState.ALTERED

    def read_manifest(self) -> Outline | None:
        """The manifest that is in place, or None. Raises ``manifest_file.NotAManifest``, ``OutputError``."""
        path = self.root / manifest_file.NAME
        try:
            return manifest_file.read_outline(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise as_output_error(error, str(path)) from error

    def refuse_foreign_content(self) -> None:
        """Raise ``ForeignFolderError`` when the folder has other things in it, ``OutputError`` when it is none."""
        if not self.root.exists() or (self.root / manifest_file.NAME).exists():
            return
        try:
            names = sorted(entry.name for entry in self.root.iterdir() if entry.name not in (BUILD, SOURCE, ACTS))
        except OSError as error:
            raise as_output_error(error, str(self.root)) from error
        if names and not self._build.exists():
            raise ForeignFolderError(str(self.root), tuple(names))

    def late_files(self) -> tuple[str, ...]:
        """Places of the files that late changes have put apart. Raises ``OSError``."""
        files = (path for path in (self.root / LATE).rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in files))

    def open_build(self, rooms: Iterable[tuple[str, str]]) -> None:
        """Prepare staging; what an interrupted build left is kept only if (folder, fingerprint) is in ``rooms``."""
        make_folder(self.staged_rooms)
        wanted = dict(rooms)
        for entry in sorted(self.staged_rooms.iterdir()):
            folder = entry.name.removesuffix(".json")
            line = self.staged(folder)
            if line is None or wanted.get(folder) != line.fingerprint:
                _remove(entry)
        _remove(self._build / "papers")
        make_folder(self._build / "papers")

    def staged(self, folder: str) -> RoomLine | None:
        """The record of a room that is staged complete, or None."""
        path = self.staged_rooms / f"{folder}.json"
        if not (self.staged_rooms / folder).is_dir() or not path.exists():
            return None
        try:
            return manifest_file.read_room(path)
        except manifest_file.NotAManifest:
            return None

    def stage_paper(self, name: str, data: bytes) -> None:
        """Write one of the work's own files, to be put in place by the commit."""
        stage_papers(self.staged_papers, [(name, data)])

    def stage_manifest(self, manifest: WorkManifest, rooms: Iterable[RoomLine]) -> str:
        """Write ``manifest.json`` with these rooms, to be put in place by the commit; gives its SHA-256."""
        path = self.staged_paper(manifest_file.NAME)
        digest = hashlib.sha256()

        def pieces() -> Iterator[bytes]:
            for piece in manifest_file.manifest_pieces(manifest, (room.read() for room in rooms)):
                digest.update(piece)
                yield piece

        write_new(path, pieces())
        return digest.hexdigest()

    @property
    def staged_papers(self) -> Path:
        return self._build / "papers"

    def staged_paper(self, name: str) -> Path:
        return self.staged_papers / name

    def commit(self, commit: Commit) -> None:
        """Put everything in place. Once the journal is on the disk, a crash only delays this."""
        sync_folder(self._build / "papers")
        sync_folder(self.staged_rooms)
        put(self._journal, _journal_pieces(commit))
        self._carry_out(commit)

    def complete_interrupted(self) -> str | None:
        """Finish a commit that was interrupted; gives its note in one piece, or None when there was none."""
        _remove(self._journal.with_name(f".{self._journal.name}.part"))
        if not self._journal.exists():
            return None
        try:
            raw = json.loads(self._journal.read_bytes())
            note: str = raw["note"]
            commit = Commit(
                rooms=tuple(raw["rooms"]),
                lost_rooms=tuple(raw["lost_rooms"]),
                papers=tuple(raw["papers"]),
                lost_papers=tuple(raw["lost_papers"]),
                note=note,
            )
        except (ValueError, TypeError, KeyError) as error:
            raise BrokenJournalError(str(self._journal)) from error
        self._carry_out(commit)
        return note

    def close_build(self) -> None:
        """Remove the staging folder, after the ledger knows what was built; or to drop a failed build."""
        if self._journal.exists():
            self._journal.unlink()
            sync_folder(self._build)
        _remove(self._build)

    @property
    def is_open(self) -> bool:
        """Whether a killed command has left its staging folder, be it empty."""
        return self._build.exists()

    def drop_build(self) -> None:
        """Remove what a failed build staged, unless its commit has begun."""
        if not self._journal.exists():
            _remove(self._build)

    def _carry_out(self, commit: Commit) -> None:
        old = self._build / "old"
        make_folder(old)
        for folder in commit.rooms:
            self._swap(self.staged_rooms / folder, self.root / folder, old / folder)
        for folder in commit.lost_rooms:
            if (self.root / folder).exists():
                _remove(old / folder)
                (self.root / folder).rename(old / folder)
        for name in commit.lost_papers:
            (self.root / name).unlink(missing_ok=True)
            self._drop_empty((self.root / name).parent)
        sync_folder(self.root)
        for name in commit.papers:
            if self.staged_paper(name).exists():
                make_folder((self.root / name).parent)
                self.staged_paper(name).replace(self.root / name)
        sync_folder(self.root)

    def _drop_empty(self, folder: Path) -> None:
        """The folder and those above it in the work, as far as nothing is left in them."""
        while folder != self.root and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    @staticmethod
    def _swap(new: Path, target: Path, old: Path) -> None:
        """New in, old aside. Every step may already have been done by a run that was killed."""
        if not new.exists():
            return
        if target.exists():
            _remove(old)
            target.rename(old)
        new.rename(target)


def stage_room(
    rooms: Path,
    folder: str,
    files: Sequence[tuple[str, bytes]],
    record: bytes,
    prove: Callable[[Path, bytes], None],
) -> RoomLine:
    """Write a room's files into staging, prove them, and give the folder its name: complete or absent.

    ``rooms`` is ``WorkFolder.staged_rooms``, ``record`` the room's line of the manifest, which is given back as it
    was read from the disk; ``prove`` gets the folder and that line and raises on a flaw. Raises ``OutputError``
    when the disk refuses.
    """
    part = rooms / f"{folder}.part"
    record_path = rooms / f"{folder}.json"
    try:
        _remove(part)
        make_folder(part)
        for name, data in files:
            make_folder((part / name).parent)
            write_new(part / name, data)
        for inner in {(part / name).parent for name, _ in files} | {part}:
            sync_folder(inner)
        record_path.unlink(missing_ok=True)
        write_new(record_path, record)
        written = record_path.read_bytes()
        prove(part, written)
        part.rename(rooms / folder)
        return manifest_file.outline_of(written, record_path, 0)
    except OSError as error:
        raise as_output_error(error, str(rooms.parent.parent)) from error


def stage_papers(papers: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files of the work into ``papers``, which is ``WorkFolder.staged_papers``. Raises ``OutputError``."""
    try:
        for name, data in files:
            path = papers / name
            make_folder(path.parent)
            write_new(path, data)
    except OSError as error:
        raise as_output_error(error, str(papers.parent.parent)) from error


def _journal_pieces(commit: Commit) -> Iterator[bytes]:
    """The commit as JSON; a long note is never in memory as a whole."""
    lists = ("rooms", "lost_rooms", "papers", "lost_papers")
    yield json.dumps({name: getattr(commit, name) for name in lists}).encode()[:-1] + b', "note": "'
    for piece in commit.note:
        yield json.dumps(piece).encode()[1:-1]
    yield b'"}'


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
