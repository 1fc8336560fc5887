"""The school folder: made once, found from inside it, locked by one command at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from vpr_print.safe_files import make_folder, put
from vpr_print.settings.errors import FolderBusyError, NoSchoolError, SchoolExistsError, SchoolFolderError
from vpr_print.settings.template import settings_text
from vpr_print.settings.toml_file import Settings, parse_settings

SETTINGS_FILE = "vpr-print.toml"
LOCK_FILE = ".vpr-print.lock"
HOLDER_FILE = ".vpr-print.holder"
"""Who holds the lock; a file of its own, since Windows lets nobody read a locked one."""
WORKS_FOLDER = "works"
_PATIENCE_S = 2.0
"""A command that was killed just now may still hold the lock through its last workers."""


@dataclass(frozen=True, slots=True)
class SchoolFolder:
    """A school's folder and what its settings say."""

    root: Path
    settings: Settings

    @property
    def settings_path(self) -> Path:
        return self.root / SETTINGS_FILE

    @property
    def ledger_place(self) -> Path | str:
        """The ledger's file, which need not lie in the folder, or the address of its database."""
        return self.settings.ledger if "://" in self.settings.ledger else self.root / self.settings.ledger

    @property
    def works(self) -> Path:
        """The folder of the works, one folder for each."""
        return self.root / WORKS_FOLDER

    @property
    def own_layouts(self) -> Path | None:
        """The region's own layouts, where the settings name any."""
        own = self.settings.build.layouts
        return self.root / Path(own).expanduser() if own else None

    @contextmanager
    def lock(self, who: str = "") -> Iterator[None]:
        """Nobody else builds in this folder meanwhile. ``who`` is shown to the next one who tries.

        A command that was killed leaves no lock. Raises ``FolderBusyError`` at once when another command
        holds it for longer than a moment, ``SchoolFolderError``.
        """
        holder = self.root / HOLDER_FILE
        lock = FileLock(self.root / LOCK_FILE, mode=0o600)
        try:
            lock.acquire(timeout=_PATIENCE_S)
        except Timeout:
            raise FolderBusyError(str(self.root), _read_holder(holder)) from None
        except (OSError, NotImplementedError) as error:
            raise SchoolFolderError(str(self.root / LOCK_FILE), _reason(error)) from None
        try:
            _write_holder(holder, who)
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()


def settle_school(folder: Path, settings: Settings) -> SchoolFolder:
    """The school folder that is to get a ledger, with ``settings``; ``write_school`` completes it afterwards.

    Where settings of the same site lie there but their ledger is lost (or on a server), those are kept. Raises
    ``SchoolExistsError``, ``SchoolFolderError``, and the flaws of ``parse_settings``.
    """
    file = folder.absolute() / SETTINGS_FILE
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return SchoolFolder(_made(file.parent), settings)
    except OSError as error:
        raise SchoolFolderError(str(file), _reason(error)) from None
    left = SchoolFolder(file.parent, parse_settings(content, str(file)))
    place = left.ledger_place
    if (isinstance(place, Path) and place.exists()) or left.settings.site.number != settings.site.number:
        raise SchoolExistsError(str(file))
    return left


def write_school(school: SchoolFolder) -> SchoolFolder:
    """The folder with ``works/`` and, last, ``vpr-print.toml``, where they are not there yet.

    Raises ``SchoolFolderError``.
    """
    try:
        make_folder(school.works)
        if not school.settings_path.exists():
            put(school.settings_path, settings_text(school.settings).encode())
    except OSError as error:
        raise SchoolFolderError(error.filename or str(school.root), _reason(error)) from None
    return school


def find_school(start: Path) -> SchoolFolder:
    """The school folder that ``start`` lies in: the nearest folder upwards with ``vpr-print.toml``.

    Raises ``NoSchoolError``, ``SchoolFolderError``, and the flaws of ``parse_settings``.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        file = folder / SETTINGS_FILE
        try:
            content = file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise SchoolFolderError(str(file), _reason(error)) from None
        return SchoolFolder(folder, parse_settings(content, str(file)))
    raise NoSchoolError(str(start))


def _made(root: Path) -> Path:
    """The folder, made where it was missing; other files in it stay as they are."""
    try:
        make_folder(root)
    except OSError as error:
        raise SchoolFolderError(error.filename or str(root), _reason(error)) from None
    return root


def _write_holder(holder: Path, who: str) -> None:
    text = ", ".join(part for part in (who, f"процесс {os.getpid()}") if part)
    try:
        put(holder, text.encode("utf-8", "replace"))
    except OSError as error:
        raise SchoolFolderError(str(holder), _reason(error)) from None


def _read_holder(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8", errors="replace")[:200]
    except OSError:
        return ""


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
