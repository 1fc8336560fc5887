"""Files of scans: where they are, what they are by their first bytes, how many pages they hold."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from natsort import natsort_keygen

from vpr_print import sandbox
from vpr_print.errors import raise_flaws
from vpr_print.sandbox import Limits, OutOfMemory, SandboxError, SandboxTimeout
from vpr_print.scan.errors import MissingScanError, NoScansError
from vpr_print.scan.seen import Trouble


class SourceKind(StrEnum):
    """What a file is."""

    PDF = "pdf"
    TIFF = "tiff"
    IMAGE = "image"
    """One picture: JPEG, PNG, WebP, BMP, GIF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of scans, its content named by its checksum."""

    path: Path
    sha256: str
    """Of the file; empty where it could not be read at all."""
    kind: SourceKind | None
    pages: int
    """A file that cannot be opened counts as one page, so that it is accounted for."""
    trouble: Trouble | None = None


COUNTING = Limits(seconds=30, megabytes=1024)
_SUFFIXES = frozenset((".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"))
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
_BLOCK = 1 << 20
_natural = natsort_keygen()
HEAD = 1024
"""Bytes that tell what a file is."""


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files that hold scans, folders entered, each once, in the order given and in natural order inside folders.

    In a folder a file counts when its name or its first bytes say that it is an image or a PDF; hidden ones do not.
    Raises ``MissingScanError`` for each path that is not there, ``NoScansError`` when nothing is found.
    """
    given = tuple(paths)
    raise_flaws(MissingScanError(str(path)) for path in given if not _is_there(path))
    found: dict[Path, None] = {}
    seen: set[tuple[int, int]] = set()
    for path in given:
        for file in _files_of(path, seen) if path.is_dir() else (path,):
            found.setdefault(file)
    if not found:
        raise NoScansError(tuple(map(str, given)))
    return tuple(found)


def open_source(path: Path) -> SourceFile:
    """What the file is and how many pages it holds; a file that cannot be opened has a ``trouble`` and one page."""
    try:
        sha256, head = _digest(path)
    except OSError:
        return SourceFile(path=path, sha256="", kind=None, pages=1, trouble=Trouble.MISSING)
    kind = kind_of(head)
    if kind is None:
        return SourceFile(path=path, sha256=sha256, kind=None, pages=1, trouble=Trouble.NOT_AN_IMAGE)
    if kind is SourceKind.IMAGE:
        return SourceFile(path=path, sha256=sha256, kind=kind, pages=1)
    counted = _counted(path, kind)
    if isinstance(counted, Trouble):
        return SourceFile(path=path, sha256=sha256, kind=kind, pages=1, trouble=counted)
    return SourceFile(path=path, sha256=sha256, kind=kind, pages=counted)


def kind_of(head: bytes) -> SourceKind | None:
    """What the first bytes of a file say; None when they are of nothing that is read here."""
    if b"%PDF-" in head[:HEAD]:
        return SourceKind.PDF
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return SourceKind.TIFF
    bitmap = head[:2] == b"BM" and head[6:10] == bytes(4)
    if head.startswith(_PICTURES) or bitmap or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return SourceKind.IMAGE
    return None


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _files_of(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Files below a folder, which is entered once however many links lead to it."""
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: _natural(entry.name))
    except OSError:
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for entry in entries:
        if entry.name.startswith((".", "~")):
            continue
        path = Path(entry.path)
        try:
            if entry.is_dir():
                yield from _files_of(path, seen)
            elif entry.is_file() and _looks_like_scan(path):
                yield path
        except OSError:
            yield path


def _looks_like_scan(path: Path) -> bool:
    if path.suffix.lower() in _SUFFIXES:
        return True
    with path.open("rb") as file:
        return kind_of(file.read(HEAD)) is not None


def _digest(path: Path) -> tuple[str, bytes]:
    if not path.is_file():  # a pipe would keep us waiting
        raise FileNotFoundError
    digest = hashlib.sha256()
    with path.open("rb") as file:
        head = file.read(_BLOCK)
        block = head
        while block:
            digest.update(block)
            block = file.read(_BLOCK)
    return digest.hexdigest(), head[:HEAD]


def _counted(path: Path, kind: SourceKind) -> int | Trouble:
    try:
        return sandbox.call(count_pages, path, kind, limits=COUNTING)
    except SandboxTimeout:
        return Trouble.TOO_SLOW
    except OutOfMemory:
        return Trouble.TOO_LARGE
    except SandboxError:
        return Trouble.DAMAGED


def count_pages(path: Path, kind: SourceKind) -> int | Trouble:
    """Pages of a file, or why they cannot be counted; runs in the sandbox."""
    from vpr_print.scan.page_files import opened
    from vpr_print.scan.page_pictures import PageTrouble

    try:
        with opened(path, kind) as file:
            return file.pages or Trouble.DAMAGED
    except PageTrouble as trouble:
        return trouble.trouble
