"""Where a layout's elements lie: inside the page, away from its edge and from cuts, symbols alone in their white."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vpr_print.layout.errors import FlawKind
from vpr_print.layout.ink import Ink, ink_of
from vpr_print.layout.paper_spec import PaperSpec
from vpr_print.layout.schema import Imposition, Layout, On
from vpr_print.layout.symbol_rules import broken_symbols, stamp_slots
from vpr_print.model.geometry import INK_MARGIN_MM, Rect, Size

DRIFT_MM = 2.0
"""A guillotine's cut may lie so far from its mark."""
MARK_HEIGHT_MM = 3.0
"""Height of the scissors on a cut: half of it is kept free on both sides."""
_SLACK_MM = 0.005
_FRAME_SLACK_MM = 0.25
"""Half a rule's thickness may lie outside a margin that its middle keeps."""


class Misplaced(NamedTuple):
    """A broken rule of place or size."""

    kind: FlawKind
    element: tuple[str, int] | None
    """List and index; None where no element is to blame."""
    found: str = ""
    needed: str = ""
    key: str = ""
    """Key inside the element; the place itself where there is no element."""


def broken_places(layout: Layout, spec: PaperSpec) -> Iterator[Misplaced]:
    """Every rule of place and size that the layout breaks."""
    slip = layout.paper == "code_slip"
    inks = [ink_of(("elements", index), item, spec, small=slip) for index, item in enumerate(layout.elements)]
    on_sheet = [
        ink_of(("sheet_elements", index), item, spec, small=False) for index, item in enumerate(layout.sheet_elements)
    ]
    for flaw in broken_symbols(layout):
        yield Misplaced(*flaw)
    page = _whole(layout.page.size)
    for ink in inks:
        if not _inside(ink, page):
            yield Misplaced(FlawKind.OUTSIDE_PAGE, ink.key, _area(ink.rects), f"{_n(page.w)} × {_n(page.h)} мм")
        elif layout.sheet is not None:
            yield from _near_cut(ink, page, layout.sheet.gutter)
        elif layout.page.paper is not None:
            yield from _near_edge(ink, page)
    yield from _crowded(inks)
    if layout.sheet is not None:
        sheet = _whole(layout.sheet.size)
        for ink in on_sheet:
            if not _inside(ink, sheet):
                yield Misplaced(FlawKind.OUTSIDE_PAGE, ink.key, _area(ink.rects), f"{_n(sheet.w)} × {_n(sheet.h)} мм")
            else:
                yield from _near_edge(ink, sheet)
        yield from _crowded(on_sheet)
        yield from _broken_imposition(layout.sheet, layout.page.size, inks, on_sheet)
    for key, rect in stamp_slots(layout):
        if not page.grown(-INK_MARGIN_MM).holds(rect, 0.05):
            yield Misplaced(FlawKind.TOO_NEAR_EDGE, None, _area((rect,)), _n(INK_MARGIN_MM), f"ключ {key}")


def _inside(ink: Ink, page: Rect) -> bool:
    return all(page.holds(rect, _FRAME_SLACK_MM) for rect in ink.rects)


def _near_edge(ink: Ink, page: Rect) -> Iterator[Misplaced]:
    if not all(page.grown(-INK_MARGIN_MM).holds(rect, _FRAME_SLACK_MM) for rect in ink.rects):
        yield Misplaced(FlawKind.TOO_NEAR_EDGE, ink.key, _area(ink.rects), _n(INK_MARGIN_MM))


def _near_cut(ink: Ink, part: Rect, gutter: tuple[float, float]) -> Iterator[Misplaced]:
    """On a sheet a part's edge is a cut, or half a gutter from it: a symbol keeps its white even when it drifts."""
    dx, dy = gutter[0] / 2 - DRIFT_MM, gutter[1] / 2 - DRIFT_MM
    safe = Rect(part.x - dx, part.y - dy, part.w + 2 * dx, part.h + 2 * dy)
    if ink.white is not None and not all(safe.holds(rect, _SLACK_MM) for rect in (*ink.rects, ink.white)):
        yield Misplaced(FlawKind.NEAR_CUT, ink.key, "", _n(DRIFT_MM))


def _crowded(inks: list[Ink]) -> Iterator[Misplaced]:
    for symbol in inks:
        if symbol.white is None:
            continue
        white = symbol.white.grown(-_SLACK_MM)
        for other in inks:
            if other is symbol or {symbol.on, other.on} == {On.FIRST, On.LATER}:
                continue
            if any(white.meets(rect) for rect in other.rects):
                quiet = max(symbol.rects[0].x - symbol.white.x, symbol.rects[0].y - symbol.white.y)
                yield Misplaced(FlawKind.CROWDED_SYMBOL, symbol.key, other.name, _n(quiet))


def _broken_imposition(sheet: Imposition, part: Size, inks: list[Ink], on_sheet: list[Ink]) -> Iterator[Misplaced]:
    w = sheet.columns * part.w + (sheet.columns - 1) * sheet.gutter[0]
    h = sheet.rows * part.h + (sheet.rows - 1) * sheet.gutter[1]
    whole = _whole(sheet.size)
    if not whole.holds(Rect(*sheet.at, w, h), 0.05):
        found = f"{_n(sheet.at[0] + w)} × {_n(sheet.at[1] + h)} мм"
        yield Misplaced(FlawKind.PARTS_MEET, None, found, f"{_n(whole.w)} × {_n(whole.h)}", "раздел [sheet]")
        return
    places = [
        Rect(x, y, part.w, part.h)
        for y in (sheet.at[1] + row * (part.h + sheet.gutter[1]) for row in range(sheet.rows))
        for x in (sheet.at[0] + column * (part.w + sheet.gutter[0]) for column in range(sheet.columns))
    ]
    printable = whole.grown(-INK_MARGIN_MM)
    for ink in inks:
        rects = tuple(rect.moved(place.x, place.y) for place in places for rect in ink.rects)
        if not all(printable.holds(rect, _FRAME_SLACK_MM) for rect in rects):
            yield Misplaced(FlawKind.TOO_NEAR_EDGE, ink.key, f"на листе {_area(rects)}", _n(INK_MARGIN_MM))
    dx, dy = ((gutter + MARK_HEIGHT_MM) / 2 if gutter else 0.0 for gutter in sheet.gutter)
    block = Rect(sheet.at[0] - dx, sheet.at[1] - dy, w + 2 * dx, h + 2 * dy)
    for ink in on_sheet:
        if any(block.meets(rect) for rect in ink.rects):
            yield Misplaced(FlawKind.ON_PARTS, ink.key, _area(ink.rects), _area((block,)))


def _whole(size: Size) -> Rect:
    return Rect(0, 0, size.w, size.h)


def _area(rects: tuple[Rect, ...]) -> str:
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    right, bottom = max(rect.right for rect in rects), max(rect.bottom for rect in rects)
    return f"{_n(left)}…{_n(right)} × {_n(top)}…{_n(bottom)} мм"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
