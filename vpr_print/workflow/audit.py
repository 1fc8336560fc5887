"""Audit of confidential storage (Порядок ВПР, прил. 4, пп. 6.2, 6.4): what lies where, and who can get at it.

It looks, and changes nothing. What a file holds is known from its place in the school folder; of other files it is read
off their content. It cannot see whether a disk is encrypted as a whole.
"""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from vpr_print.drawing.pdf_file import info_bytes
from vpr_print.errors import VprPrintError
from vpr_print.intake.class_lists import read_class_list
from vpr_print.intake.codes import read_codes
from vpr_print.model.identifier import DIGITS
from vpr_print.output.destruction import JOURNAL
from vpr_print.output.manifest_file import NAME as MANIFEST
from vpr_print.output.picture_folder import MARK
from vpr_print.output.scan_folder import HIDDEN
from vpr_print.output.work_folder import ACTS, SOURCE
from vpr_print.settings.school import WORKS_FOLDER, SchoolFolder
from vpr_print.track.disk import network_file_system
from vpr_print.workflow.codes_year import NAME as REGISTER
from vpr_print.workflow.destroyed import ACT
from vpr_print.workflow.errors import FolderMissingError
from vpr_print.workflow.layout_files import layout_text
from vpr_print.workflow.scan_order import APART


class Holds(StrEnum):
    """What a file holds that is nobody else's business."""

    NAMES = "names"
    MATERIALS = "materials"
    """Variants, sets, answers."""
    CODES = "codes"
    WORKS = "works"
    """Scanned works of pupils."""


class Readers(StrEnum):
    """Who can open a file on this computer, besides its administrator."""

    OWNER = "owner"
    GROUP = "group"
    EVERYBODY = "everybody"
    UNKNOWN = "unknown"
    """The system's lists of rights were not looked at (Windows)."""


class Risk(StrEnum):
    """Why somebody should do something about a file or a folder."""

    EVERYBODY = "everybody"
    GROUP = "group"
    SYNCED = "synced"
    """A program copies the folder to another computer or into a cloud."""
    NETWORK = "network"
    LOOSE = "loose"
    """A copy outside the works: no command ever removes it."""
    PAST = "past"
    """Past the term that the settings name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedFile:
    """A file that holds something confidential."""

    place: str
    """Relative to the folder that was looked at, with forward slashes."""
    holds: tuple[Holds, ...]
    work: str
    """Key of the work; empty where it belongs to none."""
    unreleased: bool
    """Materials of a work that has not been written yet."""
    readers: Readers
    locked: bool
    """Behind a password of its own."""
    until: date | None
    """Last day of its term."""
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedFolder:
    """A folder that was looked at, all that lies in it included."""

    path: str
    risks: tuple[Risk, ...]
    detail: str
    """Which cloud or which file system; empty without a risk."""
    files: tuple[AuditedFile, ...]
    unreadable: tuple[str, ...]
    """Folders that this account may not look into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyedWork:
    """A work whose materials were destroyed, as the acts in its folder say."""

    work: str
    acts: tuple[str, ...]
    """Their numbers."""
    unfinished: bool
    """A destruction was cut short, and has to be completed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found."""

    day: date
    keep_days: int | None
    """Term of the settings; None where they name none."""
    folders: tuple[AuditedFolder, ...]
    destroyed: tuple[DestroyedWork, ...]

    @property
    def files(self) -> tuple[AuditedFile, ...]:
        return tuple(file for folder in self.folders for file in folder.files)

    @property
    def risky(self) -> bool:
        """Whether somebody should do something."""
        return (
            any(folder.risks or folder.unreadable for folder in self.folders)
            or any(file.risks for file in self.files)
            or any(work.unfinished for work in self.destroyed)
            or self.rights_unknown
        )

    @property
    def rights_unknown(self) -> bool:
        """Whether nobody has looked at who can open the files: not on this system."""
        return any(file.readers is Readers.UNKNOWN for file in self.files)


_CLOUDS = (
    "onedrive",
    "yandexdisk",
    "yandex.disk",
    "яндекс.диск",
    "яндекс диск",
    "dropbox",
    "google drive",
    "googledrive",
    "облако mail",
    "mail.ru cloud",
    "nextcloud",
    "owncloud",
    "icloud",
    "mega",
    "syncthing",
    "sync",
)
"""Names of folders that programs of clouds make, in small letters."""
_MARKS = (".stfolder", ".dropbox", ".owncloudsync.log", ".sync", "desktop.ini.onedrive")
_TABLES = frozenset((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv"))
_ARCHIVES = frozenset((".zip", ".rar", ".7z"))
_SCANS = frozenset((".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"))
_OF_ROOMS = {
    "1-komplekty": (Holds.MATERIALS,),
    "1a-komplekty": (Holds.MATERIALS,),
    "1b-zamena": (Holds.MATERIALS,),
    "2-kody": (Holds.CODES,),
    "kody-vse": (Holds.CODES,),
    "3-protokol": (Holds.NAMES, Holds.CODES),
    "3a-protokol-bez-imen": (Holds.CODES,),
    "plan-razdachi": (Holds.NAMES,),
}
"""What our files hold, by how their names begin; names may stand in the last two (design: protocol, door list)."""
_MOST_FILES = 200_000
_HARMLESS = (
    "proof_page", "storage_audit", "destruction_act", "handover_act", "print_journal", "balance_statement",
    "manifest_dispatch", "label_dispatch",
)  # fmt: skip
"""Papers of ours with neither names nor codes nor materials."""
_TAIL = 1 << 16
"""Bytes at the end of a file in which it says what it is."""


def audit(school: SchoolFolder, more: Sequence[Path], *, today: date) -> Audit:
    """What lies in the school folder and in ``more`` folders. Raises ``FolderMissingError`` (40)."""
    keep, harmless = school.settings.keep_days, _harmless(school)
    folders = [_Look(school.root, today, keep, harmless, ours=True).folder()]
    for path in more:
        if not path.is_dir():
            raise FolderMissingError(str(path))
        if not path.resolve().is_relative_to(school.root.resolve()):
            folders.append(_Look(path, today, keep, harmless, ours=False).folder())
    return Audit(day=today, keep_days=keep, folders=tuple(folders), destroyed=tuple(_destroyed(school)))


class _Look:
    """One folder while it is looked at."""

    def __init__(
        self, root: Path, today: date, keep_days: int | None, harmless: tuple[bytes, ...], *, ours: bool
    ) -> None:
        self._root = root
        self._today = today
        self._keep = keep_days
        self._harmless = harmless
        self._ours = ours
        self._unreadable: list[str] = []

    def folder(self) -> AuditedFolder:
        files = tuple(file for path in self._paths() if (file := self._file(path)))
        cloud, network = _cloud_of(self._root), network_file_system(self._root)
        risks = ((Risk.SYNCED,) if cloud else ()) + ((Risk.NETWORK,) if network else ())
        return AuditedFolder(
            path=str(self._root),
            risks=risks,
            detail=", ".join(filter(None, (cloud, network))),
            files=files,
            unreadable=tuple(self._unreadable),
        )

    def _paths(self) -> Iterator[Path]:
        """Files below the root in the order of their names; links are not followed out of it."""
        count = 0
        for folder, names, files in os.walk(self._root, onerror=self._refused):
            names.sort()
            for name in sorted(files):
                count += 1
                if count > _MOST_FILES:
                    self._unreadable.append(f"{folder}: …")
                    return
                yield Path(folder) / name

    def _refused(self, error: OSError) -> None:
        self._unreadable.append(str(error.filename))

    def _file(self, path: Path) -> AuditedFile | None:
        """The file, where it holds anything confidential."""
        place = path.relative_to(self._root)
        try:
            holds, work = self._known(place) or (_read_off(path, self._harmless), "")
            if not holds:
                return None
            readers, locked = readers_of(path), _is_locked(path)
        except OSError:
            self._unreadable.append(str(path))
            return None
        day = _day_of(work)
        until = day + timedelta(days=self._keep) if day and self._keep else None
        loose = not work and place.name != REGISTER and not (self._ours and HIDDEN in _folders_beside(path))
        risks = (
            *((Risk.EVERYBODY,) if readers is Readers.EVERYBODY and not locked else ()),
            *((Risk.GROUP,) if readers is Readers.GROUP and not locked else ()),
            *((Risk.LOOSE,) if loose else ()),
            *((Risk.PAST,) if until and until < self._today else ()),
        )
        return AuditedFile(
            place=place.as_posix(),
            holds=holds,
            work=work,
            unreleased=Holds.MATERIALS in holds and bool(day and day >= self._today),
            readers=readers,
            locked=locked,
            until=until,
            risks=risks,
        )

    def _known(self, place: Path) -> tuple[tuple[Holds, ...], str] | None:
        """What a file of ours holds, and its work; None for a file that is not ours."""
        if not self._ours:
            return None
        if place.name == REGISTER:
            return (Holds.NAMES, Holds.CODES), ""
        if len(place.parts) < 3 or place.parts[0] != WORKS_FOLDER:
            return None if place.suffix.lower() in _TABLES | _ARCHIVES | _SCANS else ((), "")
        work, inside = place.parts[1], place.parts[2:]
        if inside[0] == SOURCE:
            return _of_source(inside[-1]), work
        if inside[0] == ACTS or inside[-1] == MANIFEST:
            return (), work
        return next((holds for start, holds in _OF_ROOMS.items() if inside[-1].startswith(start)), ()), work


def _destroyed(school: SchoolFolder) -> Iterator[DestroyedWork]:
    """An act that lies in its place is one that the ledger knows."""
    for folder in sorted(school.works.glob("*/")):
        numbers = tuple(path.stem[-DIGITS:] for path in sorted((folder / ACTS).glob(f"{ACT}-*.pdf")))
        unfinished = (folder / JOURNAL).exists()
        if numbers or unfinished:
            yield DestroyedWork(work=folder.name, acts=numbers, unfinished=unfinished)


def readers_of(path: Path) -> Readers:
    """Who can open the file, the folders above it considered. Raises ``OSError``."""
    if sys.platform == "win32":
        return Readers.UNKNOWN
    mode = path.stat().st_mode
    everybody, group = bool(mode & stat.S_IROTH), bool(mode & stat.S_IRGRP)
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        everybody, group = everybody and bool(mode & stat.S_IXOTH), group and bool(mode & (stat.S_IXGRP | stat.S_IXOTH))
    return Readers.EVERYBODY if everybody else Readers.GROUP if group else Readers.OWNER


def _of_source(name: str) -> tuple[Holds, ...]:
    suffix = Path(name).suffix.lower()
    if suffix in _TABLES:
        return (Holds.NAMES, Holds.CODES)
    return (Holds.MATERIALS,) if suffix == ".pdf" else ()


def _harmless(school: SchoolFolder) -> tuple[bytes, ...]:
    """By what papers of ours are known that hold nothing confidential, wherever they lie."""
    found = []
    for key in _HARMLESS:
        with suppress(VprPrintError, tomllib.TOMLDecodeError):  # a layout that cannot be read has drawn nothing
            title = tomllib.loads(layout_text(key, school)).get("title")
            if isinstance(title, str):
                found.append(info_bytes(title))
    return tuple(found)


def _is_harmless(path: Path, harmless: tuple[bytes, ...]) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        end = file.read()
    return any(info in end for info in harmless)


def _read_off(path: Path, harmless: tuple[bytes, ...]) -> tuple[Holds, ...]:
    """What a file that is not ours holds, as far as its content tells. Raises ``OSError``."""
    suffix = path.suffix.lower()
    beside = _folders_beside(path)
    if HIDDEN in beside and suffix in _SCANS:
        return (Holds.WORKS, Holds.NAMES) if path.stem.endswith(APART) else (Holds.WORKS,)
    if MARK in beside or suffix in _ARCHIVES:
        return (Holds.MATERIALS,)
    if suffix in _TABLES:
        return _of_table(path)
    return (Holds.MATERIALS,) if suffix == ".pdf" and not _is_harmless(path, harmless) else ()


def _of_table(path: Path) -> tuple[Holds, ...]:
    try:
        read_class_list(path)
    except VprPrintError:
        pass
    else:
        return (Holds.NAMES,)
    try:
        read_codes(path)
    except VprPrintError:
        return ()
    return (Holds.CODES,)


def _folders_beside(path: Path) -> frozenset[str]:
    """Names in the file's folder that say whose it is."""
    return frozenset(name for name in (HIDDEN, MARK) if (path.parent / name).exists())


def _is_locked(path: Path) -> bool:
    """Whether the file has a password of its own: a PDF or a ZIP that is encrypted, a workbook in its container."""
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(64)
        if suffix == ".zip":
            return len(start) > 7 and bool(start[6] & 1)
        if suffix in (".xlsx", ".xlsm"):
            return start.startswith(b"\xd0\xcf\x11\xe0")
        if suffix == ".pdf":
            file.seek(max(0, path.stat().st_size - 4096))
            return b"/Encrypt" in file.read()
    return False


def _cloud_of(root: Path) -> str:
    """The folder above (or the root itself) that a cloud's program keeps; empty where none is known."""
    resolved = root.resolve()
    for folder in (resolved, *resolved.parents):
        name = folder.name.casefold()
        if any(name == cloud or name.startswith((f"{cloud} ", f"{cloud}-")) for cloud in _CLOUDS):
            return folder.name
        if any((folder / mark).exists() for mark in _MARKS):
            return folder.name
    return ""


def _day_of(work: str) -> date | None:
    try:
        return date.fromisoformat(work[:10])
    except ValueError:
        return None
