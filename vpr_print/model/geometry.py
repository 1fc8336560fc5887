"""Lengths in millimetres from the top left corner of the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in mm."""

    w: float
    h: float

    @property
    def turned(self) -> Size:
        """The same sheet lying on its side."""
        return Size(self.h, self.w)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in mm: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def grown(self, mm: float) -> Rect:
        """The rectangle with ``mm`` added on each side; negative shrinks it."""
        return Rect(self.x - mm, self.y - mm, self.w + 2 * mm, self.h + 2 * mm)

    def moved(self, dx: float, dy: float) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    def meets(self, other: Rect) -> bool:
        """Whether the two share any area (a common edge does not count)."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Rect, slack: float = 1e-6) -> bool:
        """Whether ``other`` lies inside, edges included."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    @property
    def as_list(self) -> list[float]:
        """``[x, y, w, h]`` rounded to 0.01 mm, as in ``manifest.json``."""
        return [round(value, 2) for value in (self.x, self.y, self.w, self.h)]


class Turn(StrEnum):
    """How something lies on the page."""

    LEVEL = "level"
    UP = "up"
    """Turned a quarter to the left: read from the bottom to the top."""


class Sides(StrEnum):
    """On how many sides of the sheet the copier prints."""

    ONE = "one"
    TWO = "two"

    def sheets(self, pages: int) -> int:
        """Sheets that ``pages`` pages need."""
        return pages if self is Sides.ONE else (pages + 1) // 2


A3 = Size(297, 420)
A4 = Size(210, 297)
A5 = Size(148, 210)
INK_MARGIN_MM = 8.0
"""No ink of ours is nearer to the paper's edge: office copiers do not reach the last millimetres."""
SHEETS_PER_REAM = 500
