"""A folder of files named by the SHA-256 of their content, filled whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from vpr_print.intake.store_errors import StoreFullError, StoreNotWritableError

HEAD = 512
"""Bytes by which a file is recognised."""
_ASIDE = ".reading-"
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Content:
    """One file that was copied, still aside."""

    sha256: str
    size: int
    head: bytes
    path: Path


class ContentStore:
    """The store during one reading: files are copied aside, then put in their places.

    A failure takes back what was put in place and the folder, if it was not there before. A killed process leaves
    a folder ``.reading-…``, which is the caller's to clear, and at most whole files, which are used again when their
    content is still right.
    Raises ``StoreFullError`` and ``StoreNotWritableError``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._fresh = False
        self._aside = folder
        self._copies = 0
        self._places: dict[str, Path] = {}
        self._created: list[Path] = []

    def __enter__(self) -> Self:
        with writing(self.folder):
            self._fresh = not self.folder.exists()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            self._aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.folder))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)
        if error is not None:
            for path in self._created:
                with suppress(OSError):
                    path.unlink()
            if self._fresh:
                with suppress(OSError):
                    self.folder.rmdir()

    def copy(self, pieces: Iterable[bytes]) -> Content:
        """The pieces as one file aside, for its owner only."""
        self._copies += 1
        path = self._aside / f"{self._copies}"
        digest = hashlib.sha256()
        size = 0
        head = b""
        with writing(self.folder):
            target = os.open(path, _NEW, 0o600)
        try:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                head = head if len(head) >= HEAD else (head + piece)[:HEAD]
                left = memoryview(piece)
                while left:
                    with writing(self.folder):
                        left = left[os.write(target, left) :]
        finally:
            os.close(target)
        return Content(digest.hexdigest(), size, head, path)

    def drop(self, content: Content) -> None:
        """Forget a copy."""
        with suppress(OSError):
            content.path.unlink()

    def place(self, content: Content) -> Path:
        """Where the content stands for good; the same content stands once."""
        target = self._places.get(content.sha256)
        if target is None:
            target = self._places[content.sha256] = self.folder / content.sha256
            with writing(self.folder):
                if not _holds(target, content):
                    content.path.replace(target)
                    self._created.append(target)
        return target


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Whatever the system says meanwhile is about the store in ``folder``."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StoreFullError(str(folder)) from error
        raise StoreNotWritableError(str(folder), error.strerror or type(error).__name__) from error


def _holds(path: Path, content: Content) -> bool:
    """Whether the file is there and right: a power cut may have left it with its name but not its content."""
    try:
        known = path.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(known.st_mode) or known.st_size != content.size:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == content.sha256
