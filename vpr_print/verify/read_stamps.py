"""Painted rectangles → symbols with their digits, exact to the dot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, reduce
from operator import attrgetter, or_

from vpr_print.model.geometry import Rect, Turn
from vpr_print.verify.code128 import MODULES, NotCode128, decode_bars, decode_row
from vpr_print.verify.painted import Drawing, Fill, Matrix, extent_of
from vpr_print.verify.qr import SIZE, NotQr, decode_modules

MM_PER_POINT = 25.4 / 72
_FEWEST_BARS = 13
"""Of four digits; tables and frames are rarely so regular, and must not look like damaged bars."""
_FEWEST_RUNS = 40
_SLACK = 0.02


class SymbolKind(StrEnum):
    CODE128 = "Code 128"
    QR = "QR"
    QR_LARGE = "QR (больше версии 1)"
    """Its text is left to another decoder."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol that was found in the drawing."""

    kind: SymbolKind
    digits: str
    rect: Rect
    """Of its ink, mm."""
    turn: Turn
    module_mm: float
    order: int
    """When it is painted, as in ``Drawing``."""
    rows: tuple[int, ...] = ()
    """Modules of a larger QR code, first row on top, the left module being the highest bit."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Ink that looks like a symbol and is none."""

    rect: Rect
    why: str


@dataclass(frozen=True, slots=True)
class Stamps:
    """All symbols of a page, what looks like one and cannot be read, and the black rectangles that are left."""

    symbols: tuple[Symbol, ...]
    unread: tuple[Unread, ...]
    rest: tuple[Rect, ...]
    """Ticks, rules, bars of a heading; mm."""


def read_stamps(drawing: Drawing, page_height_mm: float) -> Stamps:
    """The symbols that the drawing holds; ``page_height_mm`` turns the y axis."""
    symbols: list[Symbol] = []
    unread: list[Unread] = []
    rest: list[Rect] = []
    for fill in drawing.fills:
        if fill.gray != 0:
            continue
        symbol = None
        try:
            if len(fill.boxes) >= _FEWEST_BARS:
                symbol = _read_bars(fill, page_height_mm) or _read_qr(fill, page_height_mm)
        except (NotCode128, NotQr) as flaw:
            unread.append(Unread(rect_of(fill.extent, page_height_mm), str(flaw)))
            continue
        if symbol:
            symbols.append(symbol)
        else:
            rest += _rects(fill, page_height_mm)
    return Stamps(tuple(symbols), tuple(unread), tuple(rest))


def rect_of(extent: tuple[float, float, float, float], page_height_mm: float) -> Rect:
    """An extent in points as a rectangle in mm from the top left corner."""
    left, bottom, right, top = [value * MM_PER_POINT for value in extent]
    return Rect(left, page_height_mm - top, right - left, top - bottom)


def _read_bars(fill: Fill, page_height_mm: float) -> Symbol | None:
    """The Code 128 of rectangles that stand in one row; None when they do not."""
    boxes = fill.boxes
    first, last = boxes[0], boxes[-1]
    if first.y == last.y and first.h == last.h and len({(box.y, box.h) for box in boxes}) == 1:
        upwards = False
        row = reduce(or_, map(_IN_ROW, boxes))
        if row >= 0:
            return _symbol(SymbolKind.CODE128, decode_row(row), fill, page_height_mm, (0, 0, MODULES, 1), 1)
        digits, module = decode_bars((box.x, box.w) for box in boxes)
    elif first.x == last.x and first.w == last.w and len({(box.x, box.w) for box in boxes}) == 1:
        upwards = True
        digits, module = decode_bars((box.y, box.h) for box in boxes)
    else:
        return None
    return _symbol(SymbolKind.CODE128, digits, fill, page_height_mm, _extent(fill), module, upwards=upwards)


def _read_qr(fill: Fill, page_height_mm: float) -> Symbol | None:
    """The QR code of rectangles that fill a square lattice; None when they do not."""
    if len(fill.boxes) < _FEWEST_RUNS:
        return None
    square = reduce(or_, map(_IN_SQUARE, fill.boxes))
    if square >= 0:
        return _symbol(SymbolKind.QR, decode_modules(square), fill, page_height_mm, (0, 0, SIZE, SIZE), 1)
    own = _extent(fill)
    lattice = _lattice(fill, own[0], own[1])
    if lattice is None:
        return None
    columns, rows, widths, heights, side, module_x, module_y = lattice
    if (side - 17) % 4 or not SIZE <= side <= 177:
        return None
    a, b, c, d, _, _ = fill.matrix
    if abs(math.hypot(a, b) * module_x - math.hypot(c, d) * module_y) > _SLACK * math.hypot(a, b) * module_x:
        return None
    modules = 0
    for column, row, width, height in zip(columns, rows, widths, heights, strict=True):
        run = (1 << width) - 1 << side - column - width
        for line in range(row, row + height):
            modules |= run << line * side
    if side != SIZE:
        large = _symbol(SymbolKind.QR_LARGE, "", fill, page_height_mm, own, module_x)
        shifts = range(side * (side - 1), -1, -side)
        return replace(large, rows=tuple(modules >> shift & (1 << side) - 1 for shift in shifts))
    return _symbol(SymbolKind.QR, decode_modules(modules), fill, page_height_mm, own, module_x)


def _symbol(
    kind: SymbolKind,
    digits: str,
    fill: Fill,
    page_height_mm: float,
    own: tuple[float, float, float, float],
    module: float,
    *,
    upwards: bool = False,
) -> Symbol:
    """The symbol whose ink covers ``own`` in the fill's units; ``upwards``: its bars follow each other along y."""
    rect, turn, module_mm = _place(fill.matrix, own, module, page_height_mm, upwards)
    return Symbol(kind, digits, rect, turn, module_mm, fill.order)


@lru_cache(maxsize=4096)
def _place(
    matrix: Matrix, own: tuple[float, float, float, float], module: float, page_height_mm: float, upwards: bool
) -> tuple[Rect, Turn, float]:
    """Where a symbol lies on the page, how it is turned, its module in mm. Raises ``NotCode128``."""
    a, b, c, d, _, _ = matrix
    if min(abs(a) + abs(d), abs(b) + abs(c)) > 1e-6:
        raise NotCode128("slanted")
    if a * d - b * c <= 0:
        raise NotCode128("mirrored")
    across = (c, d) if upwards else (a, b)
    if across[0] > 0:
        turn = Turn.LEVEL
    elif across[1] > 0:
        turn = Turn.UP
    else:
        raise NotCode128("reads in no allowed direction")
    return rect_of(extent_of(matrix, *own), page_height_mm), turn, module * sum(map(abs, across)) * MM_PER_POINT


def _extent(fill: Fill) -> tuple[float, float, float, float]:
    boxes = fill.boxes
    return (
        min(box.x for box in boxes),
        min(box.y for box in boxes),
        max(box.x + box.w for box in boxes),
        max(box.y + box.h for box in boxes),
    )


def _lattice(
    fill: Fill, left: float, bottom: float
) -> tuple[list[int], list[int], list[int], list[int], int, float, float] | None:
    """Columns from the left, rows from the bottom, widths and heights in modules; modules on a side; module sizes."""
    x, y, w, h, _, _ = zip(*fill.boxes, strict=True)
    module_x, module_y = min(w), min(h)
    if module_x <= 0 or module_y <= 0:
        return None
    columns, rows = _whole(x, left, module_x), _whole(y, bottom, module_y)
    widths, heights = _whole(w, 0, module_x), _whole(h, 0, module_y)
    if not (columns and rows and widths and heights):
        return None
    side = max(map(sum, zip(columns, widths, strict=True)))
    if side != max(map(sum, zip(rows, heights, strict=True))):
        return None
    return columns, rows, widths, heights, side, module_x, module_y


def _whole(values: Sequence[float], start: float, module: float) -> list[int] | None:
    """The values in whole modules, or None when one of them is not."""
    counted = [(value - start) / module for value in values]
    whole = [round(value) for value in counted]
    return whole if max(abs(value - near) for value, near in zip(counted, whole, strict=True)) < _SLACK else None


def _rects(fill: Fill, page_height_mm: float) -> list[Rect]:
    return [
        rect_of(extent_of(fill.matrix, box.x, box.y, box.x + box.w, box.y + box.h), page_height_mm)
        for box in fill.boxes
    ]


_IN_ROW = attrgetter("in_row")
_IN_SQUARE = attrgetter("in_square")
