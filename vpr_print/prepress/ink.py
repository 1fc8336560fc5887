"""Where a page has ink: a small 1-bit map, asked for rectangles in mm."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import ceil, floor

from PIL import Image, ImageChops

from vpr_print.model.geometry import A4, Rect

AIR_MM = 0.5
"""Distance that every part of the stamp keeps from ink."""
_WHITE = 250
"""On white paper everything darker than this is ink: even a watermark of 3 % gray."""
_PALEST_PAPER = 192
"""A page whose commonest level is at least this has a tinted or scanned ground, on which symbols still read."""
_GRAIN = 24
"""How far the ground of a scan swings around its commonest level."""
_TINGE = 24
"""Difference between the colours of a pixel that still passes for gray."""


@dataclass(frozen=True, slots=True)
class InkMap:
    """The ink of one page, or of several laid on each other."""

    size: tuple[int, int]
    packed: bytes

    @classmethod
    def of(cls, picture: Image.Image) -> InkMap:
        """The ink of a picture of the whole sheet.

        Ink is what is darker than the ground. The ground is white, or the commonest level of a page that has a pale
        tint or a scanner's gray all over; a page with a darker ground is ink everywhere.
        """
        gray = picture.convert("L")
        histogram = gray.histogram()
        ground = max(range(_PALEST_PAPER, 256), key=lambda level: histogram[level])
        edge = _WHITE if ground >= _WHITE or histogram[ground] * 20 < sum(histogram) else ground - _GRAIN
        mask = gray.point([255] * edge + [0] * (256 - edge)).convert("1", dither=Image.Dither.NONE)
        return cls(mask.size, zlib.compress(mask.tobytes(), 6))

    @classmethod
    def union(cls, maps: Iterable[InkMap]) -> InkMap:
        """The ink of all maps (at least one, all of one size) together."""
        images = [item._image() for item in maps]
        image = reduce(ImageChops.logical_or, images)
        return cls(image.size, zlib.compress(image.tobytes(), 6))

    def opened(self) -> OpenedInk:
        """The map unpacked, to be asked many times."""
        return OpenedInk(self._image())

    def _image(self) -> Image.Image:
        return Image.frombytes("1", self.size, zlib.decompress(self.packed))


class OpenedInk:
    """An unpacked ink map."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image

    @property
    def blank(self) -> bool:
        """Whether the page shows nothing at all."""
        return self._image.getbbox() is None

    def meets(self, rect: Rect) -> bool:
        """Whether there is ink within the rectangle or ``AIR_MM`` around it."""
        grown = rect.grown(AIR_MM)
        kx, ky = self._image.width / A4.w, self._image.height / A4.h
        left, top = max(floor(grown.x * kx), 0), max(floor(grown.y * ky), 0)
        right, bottom = min(ceil(grown.right * kx), self._image.width), min(ceil(grown.bottom * ky), self._image.height)
        if left >= right or top >= bottom:
            return False
        return self._image.crop((left, top, right, bottom)).getbbox() is not None


def is_coloured(picture: Image.Image) -> bool:
    """Whether a black-and-white copier would lose something of the picture."""
    red, green, blue = picture.split()
    apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return any(apart.histogram()[_TINGE + 1 :])
