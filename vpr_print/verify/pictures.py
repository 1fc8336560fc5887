"""Pages rendered by pdfium, symbols in them decoded by zxing, pictures compared with Pillow."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from vpr_print.model.geometry import Rect, Size, Turn
from vpr_print.verify.read_stamps import SymbolKind

READ_DPI = 200
LOOK_DPI = 100
_POINTS_PER_MM = 72 / 25.4
_CLEARLY = 48
"""Levels of gray (of 255) that tell ink from paper."""
_BLUR = 0.7
"""Pixels."""
_MANY = 20_000
"""So many differing pixels are a difference whatever their spots."""
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

    def size(self, page: int) -> Size:
        """Of a page (from 1) as a viewer shows it, mm."""
        width, height = self._document.get_page_size(page - 1)
        return Size(width / _POINTS_PER_MM, height / _POINTS_PER_MM)

    def viewed(self, page: int, pixels: tuple[int, int], *, turned: bool) -> Image.Image:
        """Gray picture of a whole page (from 1) with annotations and fields; ``turned`` a quarter to the left."""
        if self._document.formenv is None:
            self._document.init_forms()
        opened = self._document[page - 1]
        bitmap = _white(pixels)
        place = (0, 0, *pixels, 3 if turned else 0, pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE)
        pdfium.FPDF_RenderPageBitmap(bitmap, opened, *place)
        if opened.formenv:
            pdfium.FPDF_FFLDraw(opened.formenv, bitmap, opened, *place)
        return _closed(opened, bitmap)

    def part(self, page: int, rect: Rect, pixels: tuple[int, int]) -> Image.Image:
        """Gray picture of a rectangle (mm) of a page (from 1) on just so many pixels.

        Parts of a pixel count: a thin line between two pixels looks otherwise than one within a pixel.
        """
        opened = self._document[page - 1]
        # pdfium's y runs downwards here
        kx, ky = pixels[0] / (rect.w * _POINTS_PER_MM), pixels[1] / (rect.h * _POINTS_PER_MM)
        left, top = rect.x * _POINTS_PER_MM, rect.y * _POINTS_PER_MM
        matrix = pdfium.FS_MATRIX(kx, 0, 0, ky, -left * kx, -top * ky)
        clip = pdfium.FS_RECTF(0, 0, *pixels)
        bitmap = _white(pixels)
        pdfium.FPDF_RenderPageBitmapWithMatrix(
            bitmap, opened, ctypes.byref(matrix), ctypes.byref(clip), pdfium.FPDF_GRAYSCALE
        )
        return _closed(opened, bitmap)

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


def _white(pixels: tuple[int, int]) -> Any:
    bitmap = pypdfium2.PdfBitmap.new_native(*pixels, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *pixels)
    return bitmap


def _closed(page: Any, bitmap: Any) -> Image.Image:
    picture: Image.Image = bitmap.to_pil().convert("L")
    page.close()
    return picture


def _render(page: Any, scale: float, crop: tuple[float, float, float, float]) -> Image.Image:
    bitmap = page.render(scale=scale, crop=crop, grayscale=True, may_draw_forms=False)
    return _closed(page, bitmap)


def decode(picture: Image.Image, kind: SymbolKind) -> tuple[str, ...]:
    """Texts of the symbols of one kind that stand level in a picture."""
    found = zxingcpp.read_barcodes(
        picture, formats=_FORMATS[kind], try_rotate=False, try_downscale=False, try_invert=False
    )
    return tuple(barcode.text for barcode in found)


def largest_difference(one: Image.Image, other: Image.Image, boxes: Sequence[Rect] = ()) -> int:
    """Pixels of the largest connected spot outside the boxes (in pixels) where the two pictures clearly differ.

    A pixel differs when it lies outside the range of its neighbourhood in the other picture: that forgives an edge
    which falls between pixels otherwise. Pictures that still differ are compared again a little blurred, since thin
    letters look otherwise between pixels. Pictures of different size differ in every pixel.
    """
    if one.size != other.size:
        return one.width * one.height
    one, other = _without(one, boxes), _without(other, boxes)
    if _highest(ImageChops.difference(one, other)) <= _CLEARLY:
        return 0
    blur = ImageFilter.GaussianBlur(_BLUR)
    return min(_largest_spot(_differing(one, other)), _largest_spot(_differing(one.filter(blur), other.filter(blur))))


def _differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where either picture lies outside the range of the other's neighbourhood."""
    differing = Image.new("L", one.size)
    for first, second in ((one, other), (other, one)):
        for difference in (
            ImageChops.subtract(first.filter(ImageFilter.MinFilter(3)), second),
            ImageChops.subtract(first, second.filter(ImageFilter.MaxFilter(3))),
        ):
            differing = ImageChops.lighter(differing, difference)
    return differing.point([255 if value > _CLEARLY else 0 for value in range(256)])


def _largest_spot(marks: Image.Image) -> int:
    """Pixels of the largest spot of white ones that touch, corners included."""
    box = marks.getbbox()
    if box is None:
        return 0
    marks = ImageOps.expand(marks.crop(box), 1)
    count = marks.histogram()[255]
    if count > _MANY:
        return count
    width = marks.width
    left = {place for place, value in enumerate(marks.tobytes()) if value}
    largest = 0
    while left:
        spot = [left.pop()]
        for place in spot:
            for step in (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1):
                if place + step in left:
                    left.remove(place + step)
                    spot.append(place + step)
        largest = max(largest, len(spot))
    return largest


def _without(picture: Image.Image, boxes: Sequence[Rect]) -> Image.Image:
    """The picture with white boxes."""
    picture = picture.copy()
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.rectangle((box.x, box.y, box.right, box.bottom), fill=255)
    return picture


def _highest(picture: Image.Image) -> int:
    return max(level for level, count in enumerate(picture.histogram()) if count)
