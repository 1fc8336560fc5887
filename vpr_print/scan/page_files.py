"""Opened files of scans, page by page.

The files are foreign: everything here runs in the sandbox.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from PIL import Image, ImageFile

from vpr_print.scan.gray import BROKEN
from vpr_print.scan.page_pictures import PageImage, PageTrouble, of_picture, of_tiff
from vpr_print.scan.pdf_pages import opened_pdf
from vpr_print.scan.seen import Trouble
from vpr_print.scan.sources import HEAD, SourceKind, kind_of

_FORMATS = {SourceKind.TIFF: ("TIFF",), SourceKind.IMAGE: ("JPEG", "PNG", "WEBP", "BMP", "GIF")}


class PageFile(Protocol):
    """A file of scans that is open."""

    @property
    def pages(self) -> int:
        """How many."""

    def page(self, number: int) -> PageImage:
        """A page, from 1. Raises ``PageTrouble``."""


@contextmanager
def opened(path: Path, kind: SourceKind | None = None) -> Iterator[PageFile]:
    """The file, open; of the kind that its content says unless it is given. Raises ``PageTrouble``."""
    with warnings.catch_warnings(), _as_file(path) as file:
        warnings.simplefilter("ignore")  # what Pillow thinks of a file, its pages tell
        if (kind := kind or kind_of(file.read(HEAD))) is None:
            raise PageTrouble(Trouble.NOT_AN_IMAGE)
        if kind is SourceKind.PDF:
            with opened_pdf(path) as pdf:
                yield pdf
        else:
            # No path is handed over: Pillow would map the file, and get lost in TIFFs that lie on their side
            yield _Pictures(_of_file(file, kind), kind, file)


@contextmanager
def _as_file(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise PageTrouble(Trouble.MISSING) from error
    with file:
        yield file


def _of_file(file: BinaryIO, kind: SourceKind) -> ImageFile.ImageFile:
    try:
        file.seek(0)
        return Image.open(file, formats=_FORMATS[kind])
    except BROKEN as error:
        raise PageTrouble(Trouble.DAMAGED) from error


@dataclass(frozen=True, slots=True)
class _Pictures:
    """A picture file; a TIFF may hold many."""

    image: ImageFile.ImageFile
    kind: SourceKind
    file: BinaryIO

    @property
    def pages(self) -> int:
        if self.kind is not SourceKind.TIFF:
            return 1
        try:
            return int(getattr(self.image, "n_frames", 1))
        except BROKEN as error:
            raise PageTrouble(Trouble.DAMAGED) from error

    def page(self, number: int) -> PageImage:
        try:
            if self.kind is SourceKind.IMAGE:
                return of_picture(lambda: _of_file(self.file, self.kind))
            self.image.seek(number - 1)
            return of_tiff(self.image)
        except BROKEN as error:
            raise PageTrouble(Trouble.DAMAGED) from error
