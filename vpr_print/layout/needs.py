"""What a layout asks of a copier: how near to the edge its ink comes, how fine its symbols are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vpr_print.layout.ink import ink_of
from vpr_print.layout.papers import paper_spec
from vpr_print.layout.schema import Code128, Element, Layout, QrCode, Table
from vpr_print.layout.symbol_rules import stamp_slots
from vpr_print.layout.symbol_size import drawn
from vpr_print.model.copier import Edge
from vpr_print.model.geometry import Rect, Size, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class CopierNeeds:
    """Of one paper, on an upright sheet; None where it has no such symbol."""

    margin: tuple[tuple[Edge, float], ...]
    """How far from each edge the nearest ink stands, mm."""
    bars_across: float | None
    """The narrowest bar of codes that lie level, mm."""
    bars_along: float | None
    """The same of codes that stand upright."""
    qr: float | None


def needs_of(layout: Layout) -> CopierNeeds:
    """What the paper needs; a landscape page may come out turned either way."""
    sheet, landscape = _sheet(layout)
    rects = tuple(_inked(layout))
    margins = _margins(rects, sheet)
    level, upright = _finest(layout, Turn.LEVEL), _finest(layout, Turn.UP)
    if landscape:
        short, long = min(margins[Edge.LEFT], margins[Edge.RIGHT]), min(margins[Edge.TOP], margins[Edge.BOTTOM])
        margins = {Edge.TOP: short, Edge.BOTTOM: short, Edge.LEFT: long, Edge.RIGHT: long}
        level, upright = upright, level
    return CopierNeeds(
        margin=tuple((edge, margins[edge]) for edge in Edge),
        bars_across=level,
        bars_along=upright,
        qr=_finest_qr(layout),
    )


def _sheet(layout: Layout) -> tuple[Size, bool]:
    """The sheet that comes out of the copier, and whether it lies on its side."""
    if layout.sheet:
        return layout.sheet.size, layout.sheet.landscape
    return layout.page.size, layout.page.landscape


def _inked(layout: Layout) -> Iterator[Rect]:
    """Everything that may be black, on the sheet; nothing of a part that lies on another paper's sheet."""
    if layout.page.paper is None and layout.sheet is None:
        return
    spec = paper_spec(layout.paper)
    inks = [ink_of(("elements", 0), element, spec, small=True) for element in layout.elements]
    rects = [rect for ink in inks for rect in ink.rects] + [rect for _, rect in stamp_slots(layout)]
    sheet = layout.sheet
    if sheet is None:
        yield from rects
        return
    part = layout.page.size
    for element in layout.sheet_elements:
        yield from ink_of(("sheet_elements", 0), element, spec, small=False).rects
    for row in range(sheet.rows):
        for column in range(sheet.columns):
            x = sheet.at[0] + column * (part.w + sheet.gutter[0])
            y = sheet.at[1] + row * (part.h + sheet.gutter[1])
            yield from (rect.moved(x, y) for rect in rects)


def _margins(rects: tuple[Rect, ...], sheet: Size) -> dict[Edge, float]:
    far = {Edge.TOP: sheet.h, Edge.RIGHT: sheet.w, Edge.BOTTOM: sheet.h, Edge.LEFT: sheet.w}
    if not rects:
        return far
    return {
        Edge.TOP: min(rect.y for rect in rects),
        Edge.RIGHT: sheet.w - max(rect.right for rect in rects),
        Edge.BOTTOM: sheet.h - max(rect.bottom for rect in rects),
        Edge.LEFT: min(rect.x for rect in rects),
    }


def _finest(layout: Layout, turn: Turn) -> float | None:
    modules = [module for element in _elements(layout) for module in _modules(element, turn)]
    if layout.stamp:
        modules.append(layout.stamp.bars.module)  # its slots lie both ways
    return drawn(min(modules)) if modules else None


def _finest_qr(layout: Layout) -> float | None:
    modules = [element.module for element in _elements(layout) if isinstance(element, QrCode)]
    if layout.stamp:
        modules.append(layout.stamp.qr.module)
    return drawn(min(modules)) if modules else None


def _modules(element: Element, turn: Turn) -> Iterator[float]:
    if isinstance(element, Code128) and element.turn is turn:
        yield element.module
    if isinstance(element, Table) and turn is Turn.LEVEL:
        yield from (column.module for column in element.columns if column.draw == "code128")


def _elements(layout: Layout) -> tuple[Element, ...]:
    return (*layout.elements, *layout.sheet_elements)
