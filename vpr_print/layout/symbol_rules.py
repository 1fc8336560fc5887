"""Sizes that scanners and people need: modules, bars, columns and rows of bars, slips, slots of the stamp."""

from __future__ import annotations

from collections.abc import Iterator

from vpr_print.layout.errors import FlawKind
from vpr_print.layout.schema import Code128, Element, Layout, NumberList, QrCode, Table, Text
from vpr_print.layout.stamp import Slot, Stamp
from vpr_print.layout.symbol_size import (
    CAPITAL,
    CODE128_QUIET,
    POINT_MM,
    QR_QUIET,
    code128_extent,
    drawn,
    qr_extent,
)
from vpr_print.model.geometry import Rect, Size, Turn

MIN_MODULE_MM = 0.38
MIN_QR_MODULE_MM = 0.5
MIN_BARS_MM = 12.0
MIN_ROW_BARS_MM = 7.0
"""Bars in rows of tables, on slips and on pages of sets."""
SLIP = Size(60.0, 35.0)
CODE_DIGITS_MM = 8.0
_SLACK_MM = 0.005

Flaw = tuple[FlawKind, tuple[str, int] | None, str, str, str]
"""Kind, element (list and index), what was found, what is needed, key."""


def broken_symbols(layout: Layout) -> Iterator[Flaw]:
    """Symbols too fine or too low, tables and lists without room for a row, slips and codes too small."""
    slip = layout.paper == "code_slip"
    for index, element in enumerate(layout.elements):
        yield from _element_flaws(("elements", index), element, small=slip)
    for index, element in enumerate(layout.sheet_elements):
        yield from _element_flaws(("sheet_elements", index), element, small=False)
    if slip:
        yield from _slip_flaws(layout)
    if layout.stamp is not None:
        bars, qr = layout.stamp.bars, layout.stamp.qr
        if drawn(bars.module) < MIN_MODULE_MM:
            yield FlawKind.FINE_MODULE, None, _n(bars.module), _n(MIN_MODULE_MM), "ключ stamp.bars.module"
        if drawn(qr.module) < MIN_QR_MODULE_MM:
            yield FlawKind.FINE_MODULE, None, _n(qr.module), _n(MIN_QR_MODULE_MM), "ключ stamp.qr.module"


def stamp_slots(layout: Layout) -> Iterator[tuple[str, Rect]]:
    """The ink of everything that a stamp's slots may hold, with the slot's key; of a strip at both its ends."""
    stamp = layout.stamp
    if stamp is None:
        return
    for key, slots, size, dx, dy in _stamp_parts(stamp):
        for number, slot in enumerate(slots, 1):
            w, h = size.w - 2 * dx, size.h - 2 * dy
            for x, y in (slot.at, slot.to) if slot.to else (slot.at,):
                rect = Rect(x + dx, y + dy, w, h) if slot.turn is Turn.LEVEL else Rect(x + dy, y + dx, h, w)
                yield f"stamp.{key}.slots[{number}]", rect


def _stamp_parts(stamp: Stamp) -> Iterator[tuple[str, tuple[Slot, ...], Size, float, float]]:
    """Key, slots, whole size lying level, and the white at its sides and above and below."""
    bars, qr = stamp.bars, stamp.qr
    yield (
        "bars",
        bars.slots,
        code128_extent(bars.module, bars.bars, bars.digits_size),
        CODE128_QUIET * drawn(bars.module),
        0.0,
    )
    white = QR_QUIET * drawn(qr.module)
    yield "qr", qr.slots, qr_extent(qr.module), white, white
    yield "line", stamp.line.slots, Size(*stamp.line.size), 0.0, 0.0
    yield "ticks", stamp.ticks.slots, Size(stamp.ticks.distance, stamp.ticks.length), 0.0, 0.0


def _element_flaws(key: tuple[str, int], element: Element, *, small: bool) -> Iterator[Flaw]:
    match element:
        case Code128():
            lowest = MIN_ROW_BARS_MM if small else MIN_BARS_MM
            if drawn(element.module) < MIN_MODULE_MM:
                yield FlawKind.FINE_MODULE, key, _n(element.module), _n(MIN_MODULE_MM), "module"
            if element.bars < lowest:
                yield FlawKind.LOW_BARS, key, _n(element.bars), _n(lowest), "bars"
            if not element.digits:
                yield FlawKind.NO_DIGITS, key, "", "", "digits"
        case QrCode():
            if drawn(element.module) < MIN_QR_MODULE_MM:
                yield FlawKind.FINE_MODULE, key, _n(element.module), _n(MIN_QR_MODULE_MM), "module"
        case Table():
            yield from _table_flaws(key, element)
        case NumberList():
            for name, size in (("size", element.size), ("next_size", element.next_size)):
                if size and (size[0] < element.column_width - _SLACK_MM or size[1] < element.row_height - _SLACK_MM):
                    yield FlawKind.NO_ROWS, key, "", name, name
        case _:
            pass


def _table_flaws(key: tuple[str, int], table: Table) -> Iterator[Flaw]:
    head = table.head_height + (table.number_height if table.numbered else 0.0)
    heights = {"height": table.height, "next_height": table.next_height, "last_height": table.last_height}
    for name, height in heights.items():
        if height is not None and height < head + table.row_height - _SLACK_MM:
            yield FlawKind.NO_ROWS, key, "", name, name
    for number, column in enumerate(table.columns, 1):
        at = f"columns[{number}]"
        boxes = column.boxes * column.box[0]
        if column.draw == "box" and column.width < boxes - _SLACK_MM:
            yield FlawKind.COLUMN_TOO_NARROW, key, _n(column.width), _n(boxes), f"{at}.width"
        if column.draw != "code128":
            continue
        size = code128_extent(column.module, column.bars, column.digits_size)
        if drawn(column.module) < MIN_MODULE_MM:
            yield FlawKind.FINE_MODULE, key, _n(column.module), _n(MIN_MODULE_MM), f"{at}.module"
        if column.bars < MIN_ROW_BARS_MM:
            yield FlawKind.LOW_BARS, key, _n(column.bars), _n(MIN_ROW_BARS_MM), f"{at}.bars"
        if column.width < size.w - _SLACK_MM:
            yield FlawKind.COLUMN_TOO_NARROW, key, _n(column.width), _n(size.w), f"{at}.width"
        if table.row_height < size.h - _SLACK_MM:
            yield FlawKind.ROW_TOO_LOW, key, _n(table.row_height), _n(size.h), "row_height"


def _slip_flaws(layout: Layout) -> Iterator[Flaw]:
    part = layout.page.size
    if part.w < SLIP.w or part.h < SLIP.h:
        found, needed = f"{_n(part.w)} × {_n(part.h)}", f"{_n(SLIP.w)} × {_n(SLIP.h)}"
        yield FlawKind.SMALL_PART, None, found, needed, "раздел [page]"
    for index, element in enumerate(layout.elements):
        if isinstance(element, Text) and "{slip.code}" in element.content and element.style in layout.styles:
            height = layout.styles[element.style].size * POINT_MM * CAPITAL
            if height < CODE_DIGITS_MM:
                yield FlawKind.SMALL_CODE, ("elements", index), f"{height:.1f}", _n(CODE_DIGITS_MM), "style"


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
