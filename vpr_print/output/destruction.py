"""Files of a work that are destroyed: looked at, noted in a journal, removed one by one.

The journal lies in the work's folder. From the moment it is on the disk the destruction is only ever completed. No link
is followed: what a link stands for, or what lies behind one, is nobody's here.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from vpr_print.output.errors import BrokenJournalError, as_output_error
from vpr_print.output.scan_folder import HIDDEN
from vpr_print.output.work_folder import ACTS
from vpr_print.safe_files import make_folder, put, sync_folder

JOURNAL = ".purge.json"
LIST = "spisok-unichtozhennogo"
"""Begins the name of the list that is kept beside the act."""
Seen = tuple[str, int, int]
"""Place, size and time of change of a file: equal twice, and nobody has written it meanwhile."""


class Kind(StrEnum):
    """What a destroyed file was."""

    SETS = "sets"
    CODES = "codes"
    PROTOCOLS = "protocols"
    PLANS = "plans"
    """Door lists and plans of handing out."""
    PACKET_PAPERS = "packet_papers"
    """Labels, manifests, summary, drafts."""
    VARIANTS = "variants"
    """Of ``source/``."""
    LISTS = "lists"
    """Of ``source/``: of rooms and codes, as they came."""
    SCANS = "scans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A file that is going to be destroyed."""

    place: str
    """From the school folder, with forward slashes."""
    listed: str
    """What the list calls it that is kept: names that people gave to folders do not stand there."""
    kind: Kind
    size: int
    changed: int
    """Time of its last change, ns."""
    sha256: str = ""
    """Empty until the destruction begins."""

    @property
    def seen(self) -> Seen:
        return self.place, self.size, self.changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the journal says."""

    act: int
    """Ordinal that the act of them has at least."""
    files: tuple[Doomed, ...]


def files_below(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is no folder of its own, by name: files, and links of every sort.

    Raises ``OSError``.
    """
    todo = [folder]
    while todo:
        path = todo.pop()
        if is_own_folder(path):
            todo += sorted(path.iterdir(), reverse=True)
        else:
            yield path


def is_own_folder(path: Path) -> bool:
    """Whether it is a folder that really lies where it seems to: no link, no junction, no place where a disk begins."""
    return (
        stat.S_ISDIR(path.lstat().st_mode)
        and not os.path.ismount(path)
        and path.resolve() == path.parent.resolve() / path.name
    )


def look_at(root: Path, path: Path, kind: Kind, listed: str) -> Doomed | None:
    """The file as it is now; None for what is no plain file. Raises ``OSError``."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        return None
    place = path.relative_to(root).as_posix()
    return Doomed(place=place, listed=listed, kind=kind, size=found.st_size, changed=found.st_mtime_ns)


def list_sha256(files: Iterable[Doomed]) -> str:
    """SHA-256 of the list that is kept of the files."""
    return hashlib.sha256(_list_bytes(files)).hexdigest()


def _list_bytes(files: Iterable[Doomed]) -> bytes:
    """The list, as ``sha256sum --check`` reads it."""
    return "".join(f"{file.sha256}  {file.listed}\n" for file in sorted(files, key=lambda file: file.listed)).encode()


class Destruction:
    """Of files of one work. Every method raises ``OutputError`` when the disk refuses."""

    def __init__(self, root: Path, work: Path) -> None:
        """``root`` is the school folder, ``work`` that of the work."""
        self._root = root
        self._work = work
        self._journal = work / JOURNAL

    def begun(self) -> Noted | None:
        """What a destruction that was cut short has to complete, or None. Raises ``BrokenJournalError``."""
        with self._refusals():
            if not self._journal.exists():
                return None
            try:
                raw = json.loads(self._journal.read_bytes())
                files = tuple(Doomed(**{**file, "kind": Kind(file["kind"])}) for file in raw["files"])
                if any(Path(file.place).is_absolute() or ".." in Path(file.place).parts for file in files):
                    raise ValueError("not a place of ours")
                return Noted(act=int(raw["act"]), files=files)
            except (ValueError, TypeError, KeyError):
                raise BrokenJournalError(str(self._journal)) from None

    def begin(self, act: int, files: Sequence[Doomed]) -> Noted:
        """The files with their checksums, noted durably; nothing is removed yet. ``act`` is the next ordinal."""
        with self._refusals():
            noted = Noted(act=act, files=tuple(replace(file, sha256=self._sha256(file)) for file in files))
            put(self._journal, json.dumps(asdict(noted), indent=1).encode())
        return noted

    def remove(self, files: Iterable[Doomed]) -> tuple[Doomed, ...]:
        """Remove the files, and folders that are empty then; gives those in whose places something else is by now.

        What is gone already is passed over.
        """
        left: list[Doomed] = []
        folders: set[Path] = set()
        with self._refusals():
            for file in files:
                path = self._root / file.place
                folders.update(self._folders_of(path))
                if not os.path.lexists(path):
                    continue
                now = look_at(self._root, path, file.kind, file.listed) if self._no_link_to(path) else None
                if now is None or now.seen != file.seen:
                    left.append(file)
                else:
                    _unlink(path)
            for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
                with suppress(OSError):  # something of somebody's lies there still, or it is gone
                    folder.rmdir()
            sync_folder(self._work)
        return tuple(left)

    def keep_list(self, files: Sequence[Doomed]) -> str:
        """Write the list beside the acts; its name."""
        name = f"{LIST}-{list_sha256(files)[:16]}.sha256"
        with self._refusals():
            make_folder(self._work / ACTS)
            put(self._work / ACTS / name, _list_bytes(files))
        return name

    def close(self) -> None:
        """Everything is done and recorded."""
        with self._refusals():
            self._journal.unlink(missing_ok=True)
            sync_folder(self._work)

    def _sha256(self, file: Doomed) -> str:
        with (self._root / file.place).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    def _no_link_to(self, path: Path) -> bool:
        """Whether every folder on the way to it is one."""
        return all(is_own_folder(self._root / part) for part in path.relative_to(self._root).parents if part.parts)

    def _folders_of(self, path: Path) -> Iterator[Path]:
        """Folders that may go with the file: those inside the work's, or the scan's own."""
        if path.is_relative_to(self._work):
            yield from (folder for folder in path.parents if folder.is_relative_to(self._work) and folder != self._work)
        else:
            yield path.parent
            if path.parent.name == HIDDEN:
                yield path.parent.parent

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise as_output_error(error, str(self._work)) from error


def _unlink(path: Path) -> None:
    """Remove the file, also where Windows has it marked as read only."""
    try:
        path.unlink()
    except PermissionError:
        if os.name != "nt":
            raise
        path.chmod(stat.S_IWRITE)
        path.unlink()
