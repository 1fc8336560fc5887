"""A folder of pictures for a person at a screen: appears whole, and replaces only an older one of ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vpr_print.output.errors import ForeignFolderError, as_output_error
from vpr_print.safe_files import make_folder, sync_folder, write_new

MARK = ".vpr-print-pictures"
"""Lists what we wrote, and so says what may be thrown away."""


@contextmanager
def picture_folder(target: Path) -> Iterator[Path]:
    """An empty folder, readable by its owner only, that takes the place of ``target`` when the block ends well.

    The block writes files, not folders, into it (``safe_files.write_new``). Raises ``ForeignFolderError`` before
    anything is written when the target holds anything that is not in the list of an older folder of ours, and other
    ``OutputError`` when the disk refuses.
    """
    target = target.absolute()
    aside = target.with_name(f".{target.name}.part")
    try:
        _refuse_foreign(target)
        if aside.exists():
            shutil.rmtree(aside)  # of a command that was killed: nobody else makes such a name
        make_folder(aside)
        try:
            yield aside
            names = sorted(path.name for path in aside.iterdir())
            write_new(aside / MARK, json.dumps([*names, MARK]).encode())
            sync_folder(aside)
            if target.exists():
                shutil.rmtree(target)
            aside.rename(target)
            sync_folder(target.parent)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    except OSError as error:
        raise as_output_error(error, str(target)) from error


def _refuse_foreign(folder: Path) -> None:
    """Raise ``ForeignFolderError`` for anything but no folder, an empty one, or one that holds what we listed."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ForeignFolderError(str(folder.parent), (folder.name,))
    if not folder.exists():
        return
    foreign = sorted({path.name for path in folder.iterdir()} - _listed(folder))
    if foreign or any(path.is_dir() for path in folder.iterdir()):
        raise ForeignFolderError(str(folder), tuple(foreign))


def _listed(folder: Path) -> set[str]:
    try:
        names = json.loads((folder / MARK).read_bytes())
    except (FileNotFoundError, ValueError):
        return set()
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()
