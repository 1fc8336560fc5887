"""Whether a printed page shows what pdfium shows of the author's page; shares no code with the program.

The rule: outside the stamp at most 0.02 % of the pixels lie more than 48 levels outside the range of the original's
3 × 3 neighbourhood, and no connected spot of them is larger than 9 pixels.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from vpr_print.model.geometry import Rect

A4_POINTS = (595.276, 841.89)


@dataclass(frozen=True)
class Difference:
    """How far two pictures are from each other."""

    share: float
    spot: int

    @property
    def small(self) -> bool:
        return self.share <= 0.0002 and self.spot <= 9


def difference(original: Image.Image, printed: Image.Image, stamp: Sequence[Rect] = ()) -> Difference:
    """The two pictures of an A4 sheet compared outside the rectangles of the stamp."""
    width, height = min(original.width, printed.width), min(original.height, printed.height)
    assert abs(original.width - printed.width) <= 1 and abs(original.height - printed.height) <= 1
    original, printed = (image.convert("RGB").crop((0, 0, width, height)) for image in (original, printed))
    levels = ImageChops.difference(original, printed).histogram()
    low, high = original, original
    if any(sum(levels[start + 49 : start + 256]) for start in (0, 256, 512)):
        low, high = original.filter(ImageFilter.MinFilter(3)), original.filter(ImageFilter.MaxFilter(3))
    outside = ImageChops.lighter(ImageChops.subtract(printed, high), ImageChops.subtract(low, printed))
    flags = [channel.point(lambda level: 255 if level > 48 else 0) for channel in outside.split()]
    mask = ImageChops.lighter(ImageChops.lighter(flags[0], flags[1]), flags[2])
    draw, scale = ImageDraw.Draw(mask), width / 210
    for box in stamp:
        draw.rectangle((box.x * scale - 1, box.y * scale - 1, box.right * scale + 1, box.bottom * scale + 1), fill=0)
    marked = mask.tobytes() if mask.getbbox() else b""
    bad = {divmod(place, width) for place, level in enumerate(marked) if level}
    return Difference(len(bad) / (width * height), _largest(bad))


def both_shown(
    original: bytes, page: int, ours: bytes, our_page: int, dpi: int, *, unit: float = 1.0
) -> tuple[Image.Image, Image.Image]:
    """The author's page, landscape turned anticlockwise, and the part of our sheet where it must lie.

    The rule of laying, said once more: A4 within 2 mm at scale 1, others as large as the sheet takes; centred.
    """
    with pypdfium2.PdfDocument(original) as theirs, pypdfium2.PdfDocument(ours) as sheets:
        theirs.init_forms()
        source = theirs[page]
        w, h = (side * unit for side in source.get_size())
        turned = w > h * 1.02
        if turned:
            w, h = h, w
        near = abs(w - A4_POINTS[0]) < 5.67 and abs(h - A4_POINTS[1]) < 5.67
        scale = 1.0 if near else min(A4_POINTS[0] / w, A4_POINTS[1] / h)
        pixels = round(w * scale * dpi / 72), round(h * scale * dpi / 72)
        bitmap = pypdfium2.PdfBitmap.new_native(*pixels, raw.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *pixels)
        raw.FPDF_RenderPageBitmap(bitmap, source, 0, 0, *pixels, 3 if turned else 0, raw.FPDF_ANNOT)
        if theirs.formenv:
            raw.FPDF_FFLDraw(theirs.formenv, bitmap, source, 0, 0, *pixels, 3 if turned else 0, raw.FPDF_ANNOT)
        expected = bitmap.to_pil().convert("RGB")
        kx, ky = pixels[0] / (w * scale), pixels[1] / (h * scale)
        left, top = (A4_POINTS[0] - w * scale) / 2, (A4_POINTS[1] - h * scale) / 2
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *pixels)
        matrix = raw.FS_MATRIX(kx, 0, 0, ky, -left * kx, -top * ky)
        clip = raw.FS_RECTF(0, 0, *pixels)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, sheets[our_page], ctypes.byref(matrix), ctypes.byref(clip), 0)
        return expected, bitmap.to_pil().convert("RGB")


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
