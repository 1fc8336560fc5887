"""Gray → pure black and white that a laser printer holds: letters and lines solid, photographs and tints as a screen.

Drawings come without smoothed edges, so whatever is neither black nor white is meant to be gray. Where gray is wide
enough it gets a screen of dots at 45°; what is narrow (letters, lines) would fall apart in a screen, so it turns black
when it is dark and into short dashes when it is light. The soft edges of scanned letters are cut, not dotted.
"""

from __future__ import annotations

from functools import cache
from math import cos, pi

from PIL import Image, ImageChops, ImageFilter

_BLACK, _WHITE = 16, 240
"""Levels up to the first are black and from the second on white: no dots for a scanner's dust."""
_SOLID = 160
"""Narrow gray up to this level is printed black."""
_PALE = 208
"""Narrow gray from this level on gets half as many dashes."""
_CELL = 8
"""Pixels of a cell with two dots: 106 lines per inch at 600 dpi."""
_BAND = 1024
"""Rows that are worked on together, for memory."""
_SMALL = 4
"""Pixels of a side that become one in the maps of wide gray and of what is dark."""
_NARROW = 5
"""Wide gray holds a square of so many small pixels: 0.85 mm at 600 dpi."""

_REACH = 12
"""Small pixels around wide gray that belong to it: what letters on a tint enclose, the lights of a photograph."""

_AS_TONE = [0] * (_BLACK + 1) + [255] * (_WHITE - _BLACK - 1) + [0] * (256 - _WHITE)
_AS_DARK = [255] * (_SOLID + 1) + [0] * (255 - _SOLID)
_AS_LIGHT = [0] * (_SOLID + 1) + [255] * (_WHITE - _SOLID - 1) + [0] * (256 - _WHITE)
_WHOLE = [0] * 255 + [255]
_ANY = [0] + [255] * 255


def halftone(gray: Image.Image) -> Image.Image:
    """The picture (mode L, 600 dpi) in mode 1."""
    out = Image.new("1", gray.size, 1)
    wide = _reduced(gray, _AS_TONE, _WHOLE).filter(ImageFilter.BoxBlur(_NARROW // 2)).point(_WHOLE)
    has_wide = wide.getbbox() is not None
    wide = wide.filter(ImageFilter.BoxBlur(_REACH)).point(_ANY)
    dark = _reduced(gray, _AS_DARK, _ANY).filter(ImageFilter.BoxBlur(1)).point(_ANY)
    for top in range(0, gray.height, _BAND):
        box = (0, top, gray.width, min(top + _BAND, gray.height))
        band = gray.crop(box)
        done = _lines(band, _enlarged(dark, box))
        if has_wide:
            done = Image.composite(_screened(band), done, _enlarged(wide, box))
        out.paste(done.convert("1", dither=Image.Dither.NONE), box)
    return out


def _reduced(gray: Image.Image, chosen: list[int], kept: list[int]) -> Image.Image:
    """A small map of the pixels with ``chosen`` levels: those of its pixels whose share is one that is ``kept``."""
    return gray.point(chosen).reduce(_SMALL).point(kept)


def _enlarged(small: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """The part of a small map that lies on the box."""
    _, top, right, bottom = box
    part = small.crop((0, top // _SMALL, small.width, -(-bottom // _SMALL)))
    size = (part.width * _SMALL, part.height * _SMALL)
    return part.resize(size, Image.Resampling.NEAREST).crop((0, 0, right, bottom - top))


def has_tone(gray: Image.Image) -> bool:
    """Whether anything is neither black nor white."""
    return any(count for level, count in enumerate(gray.histogram()) if _AS_TONE[level])


def _lines(band: Image.Image, near_dark: Image.Image) -> Image.Image:
    """What is narrow: black, white, or dashes for what is light and stands alone."""
    lines = ImageChops.invert(band.point(_AS_DARK))
    alone = ImageChops.subtract(band.point(_AS_LIGHT), near_dark)
    if alone.getbbox() is None:
        return lines
    dashes = ImageChops.subtract(_tiled(_DASHES, band.size), band).point(_ANY)
    return ImageChops.subtract(lines, ImageChops.darker(alone, dashes))


def _screened(band: Image.Image) -> Image.Image:
    """Wide gray as dots; black and white stay what they are."""
    return ImageChops.subtract(band, _tiled(_SCREEN, band.size)).point(_ANY)


@cache
def _tiled(tile: bytes, size: tuple[int, int]) -> Image.Image:
    """A square tile laid over the whole size."""
    side = round(len(tile) ** 0.5)
    image = Image.new("L", size)
    image.paste(Image.frombytes("L", (side, side), tile), (0, 0))
    across, down = side, side
    while across < size[0]:
        image.paste(image.crop((0, 0, across, side)), (across, 0))
        across *= 2
    while down < size[1]:
        image.paste(image.crop((0, 0, size[0], down)), (0, down))
        down *= 2
    return image


def _screen() -> bytes:
    """Levels above which a pixel of the cell is white: dots that grow from two centres, holes from two others."""
    pixels = [(x, y) for y in range(_CELL) for x in range(_CELL)]

    def height(x: int, y: int) -> float:
        return cos(2 * pi * (x + y + 1) / _CELL) + cos(2 * pi * (x - y) / _CELL)

    # the parity splits pixels of one height between the two dots, so that both grow alike
    order = sorted(pixels, key=lambda pixel: (round(height(*pixel), 6), sum(pixel) % 2, pixel))
    step = (_WHITE - _BLACK) / len(order)
    levels = {pixel: int(_BLACK + (place + 0.5) * step) for place, pixel in enumerate(order)}
    return bytes(levels[pixel] for pixel in pixels)


_SCREEN = _screen()
_DASHES = bytes({0: 255, 2: _PALE}.get((x // 2 - y // 2) % 4, 0) for y in range(8) for x in range(8))
"""Levels below which a pixel is black: every fourth pixel of each row for what is pale, else every other."""
