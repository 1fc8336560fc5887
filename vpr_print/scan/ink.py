"""How much of a page is written or printed on, whatever the paper's colour: a white back has next to nothing."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

BLANK = 0.0005
"""A page with less ink has nothing on it but dust: a line of handwriting has twice as much."""
_SMALL = 800
"""Pixels that the long side of the picture that is looked at has at least: A4 at 70 dpi."""
_BORDER_MM, _LONG_SIDE_MM = 8.0, 297.0
_MARGIN_MM = 14.0
"""Inside the border: so far from the edge holes are punched and corners folded."""
_DARK = 0.72
"""Ink is what is so dark against the paper: pencil and weak toner are, what shines through is not."""
_SOLID_MM = 2.5
"""What is dark for so long in every direction is no stroke: a punched hole, a torn corner, the scanner's lid."""


def dark_share(picture: Image.Image) -> float:
    """Share of the page that is dark, 0 to 1, a border of 8 mm left out."""
    small, _ = _small(picture)
    return round(_dark_pixels(small)[0] / (small.width * small.height), 5)


def ink_share(picture: Image.Image) -> float:
    """The same without solid areas near the border: what is written or printed."""
    small, pixels_per_mm = _small(picture)
    dark, limit = _dark_pixels(small)
    if dark > BLANK * small.width * small.height:
        dark = _strokes(small.point([255 * (level < limit) for level in range(256)]), pixels_per_mm)
    return round(dark / (small.width * small.height), 5)


def _small(picture: Image.Image) -> tuple[Image.Image, float]:
    """The page without its border, reduced, and how many of its pixels a millimetre has."""
    factor = max(1, max(picture.size) // _SMALL)
    small = picture.reduce(factor) if factor > 1 else picture
    border = min(round(max(small.size) * _BORDER_MM / _LONG_SIDE_MM), (min(small.size) - 1) // 2)
    inner = small.crop((border, border, small.width - border, small.height - border))
    return inner, max(small.size) / _LONG_SIDE_MM


def _dark_pixels(small: Image.Image) -> tuple[int, int]:
    """How many there are, and which levels are dark."""
    counts = small.histogram()
    limit = round(_paper_level(counts) * _DARK)
    return sum(counts[:limit]), limit


def _strokes(dark: Image.Image, pixels_per_mm: float) -> int:
    """White pixels of the mask that belong to writing or print: in the margin nothing solid does."""
    cell = max(2, round(_SOLID_MM * pixels_per_mm / 2))
    full = dark.reduce(cell).point([0] * 250 + [255] * 6).filter(ImageFilter.MaxFilter(5))
    solid = full.resize((full.width * cell, full.height * cell), Image.Resampling.NEAREST).crop((0, 0, *dark.size))
    margin = round(_MARGIN_MM * pixels_per_mm)
    solid.paste(0, (margin, margin, max(dark.width - margin, margin), max(dark.height - margin, margin)))
    return ImageChops.subtract(dark, solid).histogram()[255]


def _paper_level(counts: list[int]) -> int:
    """Gray of the paper: a quarter of the picture is as light, or lighter."""
    left = sum(counts) / 4
    for level in range(255, -1, -1):
        left -= counts[level]
        if left <= 0:
            return level
    return 0
