"""Whether a printed page shows what pdfium shows of the author's page; shares no code with the program.

The rule: outside the stamp at most 0.02 % of the pixels lie more than 48 levels outside the range of the original's
3 × 3 neighbourhood, and no connected spot of them is larger than 9 pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
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
    low, high = original.filter(ImageFilter.MinFilter(3)), original.filter(ImageFilter.MaxFilter(3))
    outside = ImageChops.lighter(ImageChops.subtract(printed, high), ImageChops.subtract(low, printed))
    flags = [channel.point(lambda level: 255 if level > 48 else 0) for channel in outside.split()]
    mask = ImageChops.lighter(ImageChops.lighter(flags[0], flags[1]), flags[2])
    draw, scale = ImageDraw.Draw(mask), width / 210
    for box in stamp:
        draw.rectangle((box.x * scale - 1, box.y * scale - 1, box.right * scale + 1, box.bottom * scale + 1), fill=0)
    bad = {divmod(place, width) for place, level in enumerate(mask.tobytes()) if level}
    return Difference(len(bad) / (width * height), _largest(bad))


def shown(data: bytes, page: int, dpi: int, *, unit: float = 1.0, fit: bool = True) -> Image.Image:
    """The author's page as pdfium shows it, laid on a portrait A4 sheet: landscape turned anticlockwise, centred."""
    with pypdfium2.PdfDocument(data) as pdf:
        pdf.init_forms()
        source = pdf[page]
        w, h = (side * unit for side in source.get_size())
        turned = w > h * 1.02
        upright = (h, w) if turned else (w, h)
        near = all(abs(a - b) < 2.01 * 72 / 25.4 for a, b in zip(upright, A4_POINTS, strict=True))
        scale = 1.0 if near or not fit else min(a / b for a, b in zip(A4_POINTS, upright, strict=True))
        picture = source.render(scale=scale * unit * dpi / 72, draw_annots=True).to_pil().convert("RGB")
    if turned:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    sheet = Image.new("RGB", tuple(-int(-side * dpi // 72) for side in A4_POINTS), "white")
    left = round((A4_POINTS[0] - upright[0] * scale) / 2 * dpi / 72)
    top = round((A4_POINTS[1] - upright[1] * scale) / 2 * dpi / 72)
    sheet.paste(picture, (left, top))
    return sheet


def printed(data: bytes, page: int, dpi: int) -> Image.Image:
    """Our page as pdfium shows it."""
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[page].render(scale=dpi / 72).to_pil().convert("RGB")


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
