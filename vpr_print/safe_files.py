"""Files and folders that survive a power cut: owner-only, synced, put in place by renaming.

Papers are written by ``output`` alone; settings and the ledger are put on the disk in the same way. Every function
raises ``OSError`` when the disk refuses: the caller's room says it in its own words.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)


def write_new(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file that does not exist yet, readable by its owner only, synced to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        file.flush()
        os.fsync(file.fileno())


def put(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all, over an older one of the name."""
    aside = path.with_name(f".{path.name}.part")
    aside.unlink(missing_ok=True)
    try:
        write_new(aside, data)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and its parents, readable by their owner only; an existing one is left as it is.

    Raises ``FileExistsError`` for a file in the way.
    """
    for folder in reversed((path, *path.parents)):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)


def sync_folder(path: Path) -> None:
    """Make renames inside a folder durable (POSIX; Windows has no such call and needs none)."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
