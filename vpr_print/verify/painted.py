"""What a page paints, as values: rectangles, text, forms; and how matrices place them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]
"""As in PDF: a, b, c, d, e, f; points, y upwards."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Decode = Callable[[bytes], str]
"""Bytes of a shown string → its text, by the font's ToUnicode."""


class Box(NamedTuple):
    """A rectangle in its matrix's own units, and what it covers if these units are modules of a symbol."""

    x: float
    y: float
    w: float
    h: float
    in_square: int
    """Bits of the 21 × 21 modules that it covers, first row on top, first column highest; −1 if it is none such."""
    in_row: int
    """Bits of the 123 modules in a row of height 1, the first highest; −1 if it is none such."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Rectangles that one operator fills."""

    matrix: Matrix
    boxes: Sequence[Box]
    gray: float
    """0 black, 1 white; −1 unknown."""
    order: int

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top on the page in points."""
        left, bottom = min(box.x for box in self.boxes), min(box.y for box in self.boxes)
        right, top = max(box.x + box.w for box in self.boxes), max(box.y + box.h for box in self.boxes)
        return extent_of(self.matrix, left, bottom, right, top)


@dataclass(frozen=True, slots=True)
class Shown:
    """A run of text that is shown in one go."""

    text: str
    matrix: Matrix
    """Of the text on the page; e, f are its origin in points."""
    size: float
    """Type size on the page in points."""
    visible: bool
    order: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A form or picture that the page draws."""

    name: str
    matrix: Matrix
    order: int


@dataclass(slots=True)
class Drawing:
    """All that one content stream paints."""

    fills: list[Fill] = field(default_factory=list)
    texts: list[Shown] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    strokes: int = 0
    """Other painted paths: rules and frames."""
    doubts: list[str] = field(default_factory=list)
    """Operators whose effect this reader does not follow."""


def extent_of(
    matrix: Matrix, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    """The upright rectangle on the page that a rectangle in a matrix's own units covers."""
    a, b, c, d, e, f = matrix
    xs = (a * left + c * bottom, a * right + c * bottom, a * left + c * top, a * right + c * top)
    ys = (b * left + d * bottom, b * right + d * bottom, b * left + d * top, b * right + d * top)
    return min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f


def times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix after another."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
