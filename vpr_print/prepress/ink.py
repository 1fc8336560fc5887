"""Where a page has ink: a small 1-bit map, asked for rectangles in mm.

The map is one long integer, a bit for each pixel. To know for every place of a page at once whether a rectangle laid
there would meet ink, the map is laid on itself, shifted, a dozen times: a fraction of a millisecond.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import or_

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
        bits = _darker(gray, _WHITE)
        # With less ink than that the commonest level is one of white's
        if int.from_bytes(bits, "big").bit_count() * (257 - _WHITE) >= gray.width * gray.height:
            bits = _darker(gray, _edge(gray))
        return cls(gray.size, zlib.compress(bits, 1))

    @property
    def image(self) -> Image.Image:
        """White where there is ink."""
        return Image.frombytes("1", self.size, zlib.decompress(self.packed))

    def opened(self) -> OpenedInk:
        """The map unpacked, to be asked many times."""
        return OpenedInk.union([self])


class OpenedInk:
    """An unpacked ink map; remembers what it worked out."""

    def __init__(self, size: tuple[int, int], bits: int) -> None:
        self._size = size
        self._bits = bits
        self._blocked: dict[tuple[int, int], Blocked] = {}

    @classmethod
    def union(cls, maps: Iterable[InkMap]) -> OpenedInk:
        """The ink of all maps (at least one, all of one size) together."""
        maps = tuple(maps)
        return cls(maps[0].size, reduce(or_, (int.from_bytes(zlib.decompress(item.packed), "big") for item in maps)))

    @property
    def blank(self) -> bool:
        """Whether the page shows nothing at all."""
        return not self._bits

    def meets(self, rect: Rect) -> bool:
        """Whether there is ink within the rectangle or ``AIR_MM`` around it (a pixel more at most: 0.25 mm)."""
        return self.blocked(rect.w, rect.h).at(rect.x, rect.y)

    def blocked(self, w: float, h: float) -> Blocked:
        """The same for all rectangles of one size."""
        kx, ky = self._size[0] / A4.w, self._size[1] / A4.h
        across, down = ceil((w + 2 * AIR_MM) * kx) + 1, ceil((h + 2 * AIR_MM) * ky) + 1
        found = self._blocked.get((across, down))
        if found is None:
            bits = _smeared(_smeared(self._bits, across, 1), down, self._stride * 8)
            count = self._stride * self._size[1]
            packed = (bits & ((1 << 8 * count) - 1)).to_bytes(count, "big")
            found = self._blocked[across, down] = Blocked(packed, self._stride, kx, ky)
        return found

    @property
    def _stride(self) -> int:
        """Bytes of a row."""
        return (self._size[0] + 7) // 8


@dataclass(frozen=True, slots=True)
class Blocked:
    """Where rectangles of one size meet ink: a bit for each pixel that may be their top left corner."""

    packed: bytes
    stride: int
    kx: float
    ky: float

    def at(self, x: float, y: float) -> bool:
        """Whether the rectangle with this corner (on the sheet, mm) meets ink."""
        across, down = self._pixel(x, y)
        return bool(self.packed[down * self.stride + (across >> 3)] & 0x80 >> (across & 7))

    def everywhere(self, corners: Rect) -> bool:
        """Whether it does with any of these corners; may say no though the answer is yes."""
        (left, top), (right, bottom) = self._pixel(corners.x, corners.y), self._pixel(corners.right, corners.bottom)
        full = b"\xff" * ((right >> 3) - (left >> 3) + 1)
        starts = range(top * self.stride + (left >> 3), bottom * self.stride + (left >> 3) + 1, self.stride)
        return all(self.packed.startswith(full, start) for start in starts)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return max(int((x - AIR_MM) * self.kx), 0), max(int((y - AIR_MM) * self.ky), 0)


def is_coloured(picture: Image.Image) -> bool:
    """Whether a black-and-white copier would lose something of the picture."""
    red, green, blue = picture.split()[:3]
    apart = ImageChops.difference(red, green), ImageChops.difference(green, blue)
    return any(any(one.histogram()[_TINGE + 1 :]) for one in apart if one.getbbox())


def _darker(gray: Image.Image, level: int) -> bytes:
    """A bit for each pixel that is darker than ``level``."""
    return gray.point([255] * level + [0] * (256 - level), "1").tobytes()


def _edge(gray: Image.Image) -> int:
    """The level from which on it is paper."""
    histogram = gray.histogram()
    ground = max(range(_PALEST_PAPER, 256), key=lambda level: histogram[level])
    return _WHITE if ground >= _WHITE or histogram[ground] * 20 < sum(histogram) else ground - _GRAIN


def _smeared(bits: int, count: int, step: int) -> int:
    """Each bit and the ``count`` - 1 before it, ``step`` apart from each other."""
    done = 1
    while done < count:
        more = min(done, count - done)
        bits |= bits << more * step
        done += more
    return bits
