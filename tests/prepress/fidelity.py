"""Whether a printed page shows what pdfium shows of the author's page; shares no code with the program.

The rule: outside the stamp at most 0.02 % of the pixels lie more than 48 levels outside the range of the original's
3 × 3 neighbourhood, and no connected spot of them is larger than 9 pixels.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from vpr_print.model.geometry import Rect

A4_POINTS = (595.276, 841.89)
_WITHIN = 1 - 2e-5
_HAIRS = (1e-5, 0.0, -1e-5)
_TILE = 128
_HOPELESS = 20_000
"""So many pixels are a difference whatever their spots."""


@dataclass(frozen=True)
class Difference:
    """How far two pictures are from each other."""

    share: float
    spot: int

    @property
    def small(self) -> bool:
        return self.share <= 0.0002 and self.spot <= 9


def difference(original: Image.Image, printed: Image.Image, stamp: Sequence[Rect] = ()) -> Difference:
    """The two pictures (RGB, of one size) compared outside the rectangles of the stamp (pixels)."""
    assert original.size == printed.size
    width, height = original.size
    apart = _highest(ImageChops.difference(original, printed)).point([0] * 49 + [255] * 207)
    draw = ImageDraw.Draw(apart)
    for box in stamp:
        draw.rectangle((box.x - 1, box.y - 1, box.right + 1, box.bottom + 1), fill=0)
    bad: set[tuple[int, int]] = set()
    for left, top in product(range(0, width, _TILE), range(0, height, _TILE)):
        tile = left, top, min(left + _TILE, width), min(top + _TILE, height)
        if apart.crop(tile).getbbox():  # elsewhere no pixel can be outside any range
            bad |= _outside(original, printed, apart, tile)
    return Difference(len(bad) / (width * height), len(bad) if len(bad) > _HOPELESS else _largest(bad))


def _outside(
    original: Image.Image, printed: Image.Image, apart: Image.Image, tile: tuple[int, int, int, int]
) -> set[tuple[int, int]]:
    """Row and column of the tile's pixels that lie more than 48 levels outside their range."""
    left, top, right, bottom = tile
    x, y = max(left - 1, 0), max(top - 1, 0)
    wide = x, y, min(right + 1, original.width), min(bottom + 1, original.height)
    theirs, ours = original.crop(wide), printed.crop(wide)
    low, high = theirs.filter(ImageFilter.MinFilter(3)), theirs.filter(ImageFilter.MaxFilter(3))
    out = _highest(ImageChops.lighter(ImageChops.subtract(ours, high), ImageChops.subtract(low, ours)))
    mask = ImageChops.darker(out.point([0] * 49 + [255] * 207), apart.crop(wide))
    mask = mask.crop((left - x, top - y, right - x, bottom - y))
    across = mask.width
    return {
        (top + place // across, left + place % across) for place, level in enumerate(mask.tobytes()) if level
    } if mask.getbbox() else set()  # fmt: skip


def _highest(image: Image.Image) -> Image.Image:
    """Of the three colours of each pixel."""
    red, green, blue = image.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


@dataclass(frozen=True)
class Laid:
    """Where an author's page must lie on the sheet: the rule of laying, said once more.

    Landscape turned anticlockwise; A4 within 2 mm at scale 1, others as large as the sheet takes; what is less than
    0.16 pt larger than A4 is fitted in. In the middle, but for parts of 0.24 pt.
    """

    size: tuple[float, float]
    """On the sheet, points."""
    turned: bool

    @classmethod
    def of(cls, w: float, h: float) -> Laid:
        turned = w > h * 1.02
        if turned:
            w, h = h, w
        near = abs(w - A4_POINTS[0]) < 5.67 and abs(h - A4_POINTS[1]) < 5.67
        over = max(w - A4_POINTS[0], h - A4_POINTS[1])
        full = min(A4_POINTS[0] / w, A4_POINTS[1] / h) * _WITHIN
        scale = full if not near or 0.001 < over <= 0.16 else 1.0
        return cls((w * scale, h * scale), turned)

    @property
    def corner(self) -> tuple[float, float]:
        """Left and top on the sheet, points."""
        left, top = (
            int(margin / 2 / 0.24) * 0.24 for margin in (A4_POINTS[0] - self.size[0], A4_POINTS[1] - self.size[1])
        )
        return left, top

    @property
    def covers_sheet(self) -> bool:
        return self.corner == (0, 0) and max(abs(a - b) for a, b in zip(self.size, A4_POINTS, strict=True)) < 0.1

    def pixels(self, dpi: int) -> tuple[int, int]:
        return max(round(self.size[0] * dpi / 72), 1), max(round(self.size[1] * dpi / 72), 1)

    def boxes(self, stamp: Sequence[Rect], dpi: int) -> list[Rect]:
        """Rectangles in mm of the sheet as pixels of the page's part of it."""
        k, left, top = dpi / 25.4, self.corner[0] * dpi / 72, self.corner[1] * dpi / 72
        return [Rect(box.x * k - left, box.y * k - top, box.w * k, box.h * k) for box in stamp]


def shown(page: pypdfium2.PdfPage, laid: Laid, dpi: int) -> Image.Image:
    """The author's page as pdfium shows it, with annotations and fields."""
    pixels = laid.pixels(dpi)
    bitmap = _white(pixels)
    place = (0, 0, *pixels, 3 if laid.turned else 0, raw.FPDF_ANNOT)
    raw.FPDF_RenderPageBitmap(bitmap, page, *place)
    if page.formenv:
        raw.FPDF_FFLDraw(page.formenv, bitmap, page, *place)
    image: Image.Image = bitmap.to_pil().convert("RGB")
    return image


def shown_of_sheet(sheet: pypdfium2.PdfPage, laid: Laid, dpi: int, hair: float = 1e-5) -> Image.Image:
    """The same part of our sheet, on the same pixels."""
    pixels = laid.pixels(dpi)
    kx, ky = pixels[0] / laid.size[0], pixels[1] / laid.size[1]
    bitmap = _white(pixels)
    # pdfium widens pictures to whole pixels: an edge that is just on a pixel's must not fall beyond it
    dx, dy = hair * pixels[0] / 2, hair * pixels[1] / 2
    matrix = raw.FS_MATRIX(kx * (1 - hair), 0, 0, ky * (1 - hair), dx - laid.corner[0] * kx, dy - laid.corner[1] * ky)
    clip = raw.FS_RECTF(0, 0, *pixels)
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap, sheet, ctypes.byref(matrix), ctypes.byref(clip), raw.FPDF_ANNOT)
    image: Image.Image = bitmap.to_pil().convert("RGB")
    return image


def page_difference(
    source: pypdfium2.PdfPage, sheet: pypdfium2.PdfPage, laid: Laid, dpi: int, stamp: Sequence[Rect] = ()
) -> Difference:
    """How far the sheet (stamp in mm) is from the author's page.

    An edge that is just on a pixel's falls on either side by the last digit of a number: a page that is the same in
    one of several looks, a few thousandths of a pixel apart, is the same.
    """
    original, boxes = shown(source, laid, dpi), laid.boxes(stamp, dpi)
    looks = [partial(shown_of_sheet, sheet, laid, dpi, hair) for hair in _HAIRS]
    if laid.covers_sheet:
        looks.append(partial(shown, sheet, laid, dpi))
    found = []
    for look in looks:
        found.append(difference(original, look(), boxes))
        if found[-1].small:
            break
    return min(found, key=lambda each: (not each.small, each.share))


def file_difference(
    original: bytes, page: int, ours: bytes, our_page: int, dpi: int, *, unit: float = 1.0
) -> Difference:
    """How far a page of ours is from the author's."""
    with pypdfium2.PdfDocument(original) as theirs, pypdfium2.PdfDocument(ours) as sheets:
        theirs.init_forms()
        source, sheet = theirs[page], sheets[our_page]
        width, height = source.get_size()
        return page_difference(source, sheet, Laid.of(width * unit, height * unit), dpi)


def _white(pixels: tuple[int, int]) -> pypdfium2.PdfBitmap:
    bitmap = pypdfium2.PdfBitmap.new_native(*pixels, raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *pixels)
    return bitmap


def _largest(bad: set[tuple[int, int]]) -> int:
    largest, left = 0, set(bad)
    while left:
        spot = [left.pop()]
        for row, column in spot:
            near = {(row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left
            left -= near
            spot += near
        largest = max(largest, len(spot))
    return largest
