"""Pages rendered by pdfium, symbols in them decoded by zxing, pictures compared with Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from vpr_print.model.geometry import Rect, Turn
from vpr_print.verify.read_stamps import SymbolKind

READ_DPI = 200
LOOK_DPI = 100
_POINTS_PER_MM = 72 / 25.4
_CLEARLY = 96
"""Levels of gray (of 255) that tell ink from paper."""
_FORMATS = {
    SymbolKind.CODE128: zxingcpp.BarcodeFormat.Code128,
    SymbolKind.QR: zxingcpp.BarcodeFormat.QRCode,
    SymbolKind.QR_LARGE: zxingcpp.BarcodeFormat.QRCode,
}


class RenderedPdf:
    """A PDF opened by pdfium. Use as a context."""

    def __init__(self, data: bytes) -> None:
        """Raises ``pypdfium2.PdfiumError`` when pdfium refuses the file."""
        self._document: Any = pypdfium2.PdfDocument(data)

    def close(self) -> None:
        self._document.close()

    def __enter__(self) -> RenderedPdf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def page_count(self) -> int:
        return len(self._document)

    def picture(self, page: int, dpi: float, rect: Rect | None = None) -> Image.Image:
        """Gray picture of a page (from 1), or of a rectangle of it in mm."""
        opened = self._document[page - 1]
        crop: tuple[float, float, float, float] = (0, 0, 0, 0)
        if rect is not None:
            width, height = opened.get_size()
            crop = (
                max(rect.x * _POINTS_PER_MM, 0),
                max(height - rect.bottom * _POINTS_PER_MM, 0),
                max(width - rect.right * _POINTS_PER_MM, 0),
                max(rect.y * _POINTS_PER_MM, 0),
            )
        return _render(opened, dpi / 72, crop)

    def picture_as_wide(self, page: int, pixels: float) -> Image.Image:
        """Gray picture of a whole page (from 1), as a viewer shows it, so many pixels wide."""
        opened = self._document[page - 1]
        return _render(opened, pixels / opened.get_width(), (0, 0, 0, 0))

    def decode(self, page: int, rect: Rect, kind: SymbolKind, turn: Turn = Turn.LEVEL) -> tuple[str, ...]:
        """What a reader sees in a rectangle of a page at 200 dpi; the rectangle holds the quiet zones."""
        picture = self.picture(page, READ_DPI, rect)
        if turn is Turn.UP:
            picture = picture.transpose(Image.Transpose.ROTATE_270)
        return decode(picture, kind)


def decode_qr_rows(rows: Sequence[int]) -> tuple[str, ...]:
    """What another decoder reads from the modules of a QR code, first row on top, the left module the highest bit."""
    side = len(rows)
    row_bytes = (side + 7) // 8
    data = b"".join((row << row_bytes * 8 - side).to_bytes(row_bytes, "big") for row in rows)
    modules = ImageOps.invert(Image.frombytes("1", (side, side), data).convert("L"))
    picture = ImageOps.expand(modules.resize((side * 4, side * 4), Image.Resampling.NEAREST), 16, 255)
    return decode(picture, SymbolKind.QR)


def _render(page: Any, scale: float, crop: tuple[float, float, float, float]) -> Image.Image:
    bitmap = page.render(scale=scale, crop=crop, grayscale=True, may_draw_forms=False)
    picture: Image.Image = bitmap.to_pil().convert("L")
    page.close()
    return picture


def decode(picture: Image.Image, kind: SymbolKind) -> tuple[str, ...]:
    """Texts of the symbols of one kind that stand level in a picture."""
    found = zxingcpp.read_barcodes(
        picture, formats=_FORMATS[kind], try_rotate=False, try_downscale=False, try_invert=False
    )
    return tuple(barcode.text for barcode in found)


def differing_pixels(one: Image.Image, other: Image.Image, boxes: Sequence[Rect], dpi: float) -> int:
    """How many pixels outside the boxes (mm) are clearly darker in one picture than anything near in the other.

    Comparing with the neighbourhood forgives an edge that falls between pixels otherwise. Pictures of different
    size differ in every pixel.
    """
    if abs(one.width - other.width) > 1 or abs(one.height - other.height) > 1:
        return one.width * one.height
    if one.size != other.size:
        size = (0, 0, min(one.width, other.width), min(one.height, other.height))
        one, other = one.crop(size), other.crop(size)
    differing = Image.new("L", one.size)
    for first, second in ((one, other), (other, one)):
        for difference in (
            ImageChops.subtract(first.filter(ImageFilter.MinFilter(3)), second),
            ImageChops.subtract(first, second.filter(ImageFilter.MaxFilter(3))),
        ):
            differing = ImageChops.lighter(differing, difference)
    marks = differing.point([255 if value > _CLEARLY else 0 for value in range(256)])
    draw = ImageDraw.Draw(marks)
    for box in boxes:
        grown = box.grown(0.5)
        draw.rectangle([value / 25.4 * dpi for value in (grown.x, grown.y, grown.right, grown.bottom)], fill=0)
    return marks.histogram()[255]
