"""Files on the disk against their list: there, no others, readable by the owner only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from vpr_print.verify.errors import Promise, ProofError


def folder_flaws(folder: Path, paths: Iterable[str], *, told: str, skip: Iterable[str] = ()) -> Iterator[ProofError]:
    """What is missing from the folder, what is there and not listed, and what others than the owner may open.

    ``paths`` are those of the files inside the folder, with forward slashes; ``told`` is what the folder is called
    in messages; ``skip`` are entries right in the folder that are not looked into.
    """
    if folder.is_symlink() or not folder.is_dir():
        yield ProofError(Promise.FILES, told, 0, "папка с бумагами", "её нет")
        return
    listed = set(paths)
    folders = {parent.as_posix() for path in listed for parent in Path(path).parents} - {"."}
    yield from _permission_flaws(folder, told)
    found: set[str] = set()
    for entry, path in _entries(folder, frozenset(skip)):
        found.add(path)
        name = f"{told}/{path}"
        if path in listed:
            if entry.is_symlink() or not entry.is_file():
                yield ProofError(Promise.FILES, name, 0, "обычный файл", "ссылка или папка")
                continue
        elif path not in folders or not entry.is_dir():
            # a stranger's name is repeated only when it cannot hold a pupil's
            stranger = path if path.isascii() else "файл с посторонним именем"
            yield ProofError(Promise.FILES, told, 0, "только записанные файлы", f"ещё и {stranger}")
            continue
        yield from _permission_flaws(entry, name)
    for path in sorted(listed - found):
        yield ProofError(Promise.FILES, f"{told}/{path}", 0, "файл есть", "файла нет")


def _entries(folder: Path, skip: frozenset[str], prefix: str = "") -> Iterator[tuple[Path, str]]:
    for entry in sorted(folder.iterdir()):
        if not prefix and entry.name in skip:
            continue
        path = prefix + entry.name
        yield entry, path
        if entry.is_dir() and not entry.is_symlink():
            yield from _entries(entry, skip, f"{path}/")


def _permission_flaws(entry: Path, told: str) -> Iterator[ProofError]:
    if os.name != "posix":
        return
    mode = stat.S_IMODE(entry.stat().st_mode)
    if mode & 0o077:
        yield ProofError(Promise.PERMISSION, told, 0, "доступ только владельцу", f"права {mode:04o}")
