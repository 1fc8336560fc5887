"""Dark areas of a page that hang together: where a symbol may stand that no decoder finds by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from PIL import Image, ImageChops, ImageFilter

_CELL_MM = 0.35
_CLOSED = 5
"""Cells: white up to 1.4 mm inside an area is bridged, as a streak leaves it; the quiet zone of a QR has 2 mm."""
_DARK = 0.6
"""Of the paper around."""
_STREAK = 0.55
"""A line across the whole page that is dark for more than this is dirt on the scanner's glass."""
_MM_PER_INCH = 25.4
_RUN = re.compile(rb"\x00+")


@dataclass(slots=True)
class DarkArea:
    """A box around an area, in pixels of the picture; the right and lower edges are outside."""

    left: int
    top: int
    right: int
    bottom: int

    def add(self, other: DarkArea) -> None:
        """Grow so that the other area is inside as well."""
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether the point is inside."""
        return self.left <= point[0] < self.right and self.top <= point[1] < self.bottom

    @property
    def sides(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top


def squares(picture: Image.Image, dpi: float, least_mm: float, most_mm: float) -> list[DarkArea]:
    """Areas about as wide as high, with sides between the two, those nearest to a square first."""
    factor = max(1, round(dpi * _CELL_MM / _MM_PER_INCH))
    least, most = (mm * dpi / _MM_PER_INCH / factor for mm in (least_mm, most_mm))
    found = []
    for area in _areas(_dark_mask(picture.reduce(factor) if factor > 1 else picture)):
        shorter, longer = sorted(area.sides)
        if least <= shorter and longer <= most and longer <= 1.7 * shorter:
            found.append((longer / shorter, area))
    found.sort(key=lambda pair: pair[0])
    return [
        DarkArea(area.left * factor, area.top * factor, area.right * factor, area.bottom * factor) for _, area in found
    ]


def _dark_mask(small: Image.Image) -> Image.Image:
    """Black where there is ink, white elsewhere, streaks left out and small gaps closed."""
    around = small.reduce(8).filter(ImageFilter.MaxFilter(3)).resize(small.size)
    limit = around.point([int(level * _DARK) for level in range(256)])
    mask = ImageChops.subtract(limit, small).point([255] + [0] * 255)
    return _without_streaks(mask).filter(ImageFilter.MinFilter(_CLOSED)).filter(ImageFilter.MaxFilter(_CLOSED))


def _without_streaks(mask: Image.Image) -> Image.Image:
    """Lines that are dark across the whole page painted over with what lies beside them, down, then across."""
    for _ in range(2):
        width, height = mask.size
        light = mask.resize((1, height), Image.Resampling.BOX).tobytes()
        for run in _RUN.finditer(bytes(255 * (level >= 255 * (1 - _STREAK)) for level in light)):
            first, last = max(run.start() - 1, 0), min(run.end() + 1, height)
            # at the edge there is a neighbour on one side only
            middle = first if first == 0 else last if last == height else (first + last) // 2
            if first < middle:
                mask.paste(mask.crop((0, first - 1, width, first)).resize((width, middle - first)), (0, first))
            if middle < last < height:
                mask.paste(mask.crop((0, last, width, last + 1)).resize((width, last - middle)), (0, middle))
        mask = mask.transpose(Image.Transpose.TRANSPOSE)
    return mask


def _areas(mask: Image.Image) -> list[DarkArea]:
    """Boxes of the black areas of a mask: runs of each line are joined with those above that they touch."""
    width, data = mask.width, mask.tobytes()
    parents: list[int] = []
    boxes: list[DarkArea] = []

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    above: list[tuple[int, int, int]] = []
    for y in range(mask.height):
        line: list[tuple[int, int, int]] = []
        first = 0
        for run in _RUN.finditer(data, y * width, (y + 1) * width):
            left, right, own = run.start() - y * width, run.end() - y * width, len(parents)
            parents.append(own)
            boxes.append(DarkArea(left, y, right, y + 1))
            while first < len(above) and above[first][1] < left:
                first += 1
            for other_left, _, other in islice(above, first, None):
                if other_left > right:
                    break
                joined, into = root(other), root(own)
                if joined != into:
                    parents[joined] = into
                    boxes[into].add(boxes[joined])
            line.append((left, right, own))
        above = line
    return [boxes[index] for index, parent in enumerate(parents) if parent == index]
