"""Pages of a PDF: the image that a scanner put there, taken out as it is; anything else drawn by pdfium.

The files are foreign: everything here runs in the sandbox.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf.models.image import PdfImage
from PIL import Image, JpegImagePlugin

from vpr_print.scan.gray import BROKEN, gray_of
from vpr_print.scan.only_image import filters_of, placed_image
from vpr_print.scan.page_pictures import (
    PageImage,
    PageTrouble,
    bytes_per_pixel,
    check_size,
    of_picture,
    shown_page,
)
from vpr_print.scan.seen import Trouble

DRAWN_DPI = 200
"""Of pages that pdfium draws."""
POINTS_PER_INCH = 72
_LONGEST_SIDE = 3600
"""Pixels of a drawn page."""
_PDF_BROKEN = (*BROKEN, pikepdf.PikepdfError, pypdfium2.PdfiumError)

_TRANSPOSES = {
    (0, False): None,
    (90, False): Image.Transpose.ROTATE_270,
    (180, False): Image.Transpose.ROTATE_180,
    (270, False): Image.Transpose.ROTATE_90,
    (0, True): Image.Transpose.FLIP_LEFT_RIGHT,
    (90, True): Image.Transpose.TRANSVERSE,
    (180, True): Image.Transpose.FLIP_TOP_BOTTOM,
    (270, True): Image.Transpose.TRANSPOSE,
}
"""By the turn clockwise, after left and right have been swapped."""


@contextlib.contextmanager
def opened_pdf(path: Path) -> Iterator[PdfPages]:
    """The PDF, open. Raises ``PageTrouble``."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise PageTrouble(Trouble.MISSING) from error
    with file:
        pdf = PdfPages(path)
        try:
            yield pdf
        finally:
            pdf.close()


@dataclass(slots=True)
class PdfPages:
    """One PDF as pikepdf reads it, and as pdfium draws it where that is needed."""

    path: Path
    _read: pikepdf.Pdf | None = field(default=None, init=False)
    _drawn: pypdfium2.PdfDocument | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        try:
            self._read = pikepdf.open(self.path)
        except pikepdf.PasswordError as error:
            raise PageTrouble(Trouble.LOCKED) from error
        except _PDF_BROKEN:
            self._drawing()  # another reader may mend it

    def close(self) -> None:
        """Let go of the file."""
        if self._read is not None:
            self._read.close()
        if self._drawn is not None:
            self._drawn.close()

    @property
    def pages(self) -> int:
        try:
            return len(self._read.pages) if self._read is not None else len(self._drawing())
        except _PDF_BROKEN as error:
            raise PageTrouble(Trouble.DAMAGED) from error

    def page(self, number: int) -> PageImage:
        if self._read is not None:
            with contextlib.suppress(*_PDF_BROKEN):
                found = _taken_out(self._read.pages[number - 1])
                if found is not None:
                    return replace(found, otherwise=lambda: self._drawn_page(number))
        return self._drawn_page(number)

    def _drawing(self) -> pypdfium2.PdfDocument:
        if self._drawn is None:
            try:
                self._drawn = pypdfium2.PdfDocument(self.path)
            except pypdfium2.PdfiumError as error:
                raise PageTrouble(Trouble.DAMAGED) from error
        return self._drawn

    def _drawn_page(self, number: int) -> PageImage:
        try:
            with contextlib.closing(self._drawing()[number - 1]) as page:
                width, height = page.get_size()
        except _PDF_BROKEN as error:
            raise PageTrouble(Trouble.DAMAGED) from error
        scale = min(DRAWN_DPI / POINTS_PER_INCH, _LONGEST_SIDE / max(width, height, 1))
        size = max(round(width * scale), 1), max(round(height * scale), 1)

        def decode(divisor: int) -> Image.Image:
            with contextlib.closing(self._drawing()[number - 1]) as page:
                # One byte a pixel; the flag for gray pictures would copy every image of the page in full
                bitmap = page.render(scale=scale / divisor, force_bitmap_format=pypdfium2.raw.FPDFBitmap_Gray)
                picture: Image.Image = bitmap.to_pil()
            return picture.convert("L")

        return PageImage(*size, scale * POINTS_PER_INCH, decode)


def _taken_out(page: pikepdf.Page) -> PageImage | None:
    """The page from its image, where that can be decoded here."""
    stored = placed_image(page)
    if stored is None:
        return None
    shown = _TRANSPOSES[stored.turn, stored.mirrored]
    width, height = int(stored.image.Width), int(stored.image.Height)
    check_size((width, height), 1)
    dpi = width / stored.width * POINTS_PER_INCH
    if not 0.95 < dpi / (height / stored.height * POINTS_PER_INCH) < 1.05:
        return None  # pdfium makes the pixels square
    if filters_of(stored.image) == ("/DCTDecode",):
        data = stored.image.read_raw_bytes()
        jpeg = of_picture(lambda: JpegImagePlugin.JpegImageFile(io.BytesIO(data)), heed_orientation=False)
        return shown_page(replace(jpeg, dpi=round(dpi, 1)), shown)
    image = PdfImage(stored.image)
    check_size((width, height), bytes_per_pixel(image.mode))
    full = gray_of(image.as_pil_image())

    def decode(divisor: int) -> Image.Image:
        return full.reduce(divisor) if divisor > 1 else full

    return shown_page(PageImage(width, height, round(dpi, 1), decode), shown)
