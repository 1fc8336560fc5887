"""All legal places of the stamp's parts, in the layout's order, and what keeps a part from lying in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil, inf

from vpr_print.drawing.sheet import tick_rects
from vpr_print.drawing.symbols import CODE128_QUIET, QR_QUIET, code128_extent, qr_extent
from vpr_print.layout.stamp import Slot, Stamp, Taboo
from vpr_print.layout.strict import Point
from vpr_print.model.geometry import A4, INK_MARGIN_MM, Rect, Size, Turn
from vpr_print.prepress.ink import Blocked, OpenedInk
from vpr_print.prepress.masters import PagePreflight, Placed
from vpr_print.prepress.space_errors import Hindrance, Obstacle, Part, Zone

SHEET = Rect(0, 0, A4.w, A4.h)
_STEP_MM = 0.5
"""How finely a strip is searched."""
_APART_MM = 4.0
"""Free places of a strip are taken so far from each other: nearer ones would hardly help the other parts."""
_MOST = 48
"""Free places of all strips of a part that are looked at."""


@dataclass(frozen=True, slots=True)
class PageOnSheet:
    """How a page lies on the A4 sheet that holds it, in its middle."""

    size: Size = A4
    """As a viewer shows it."""
    scale: float = 1.0
    turned: bool = False
    """A quarter to the left."""

    @classmethod
    def of(cls, page: PagePreflight) -> PageOnSheet:
        return cls(page.size, page.scale, page.turned)


UPRIGHT_A4 = PageOnSheet()


@dataclass(frozen=True, slots=True)
class Place:
    """One place for one part."""

    part: Part
    number: int
    """Of the slot in the layout, from 1."""
    rank: float
    """Lower ones are preferred."""
    placed: Placed
    solid: tuple[Rect, ...]
    """What must be free: the whole rectangle, but of ticks only the rules."""
    dark: tuple[Rect, ...]
    """What may be black, for the distance from the paper's edge."""

    def meets(self, other: Place) -> bool:
        return any(mine.meets(theirs) for mine in self.solid for theirs in other.solid)


class Places:
    """The places that a layout gives."""

    def __init__(self, stamp: Stamp) -> None:
        self._stamp = stamp
        self._slots: dict[Part, tuple[Slot, ...]] = {
            Part.BARS: stamp.bars.slots,
            Part.QR: stamp.qr.slots,
            Part.LINE: stamp.line.slots,
            Part.NUMBERED_LINE: stamp.line.slots,
            Part.TICKS: stamp.ticks.slots,
        }
        line = Size(*stamp.line.size)
        self._sizes = {
            Part.BARS: code128_extent(stamp.bars.module, stamp.bars.bars, stamp.bars.digits_size),
            Part.QR: qr_extent(stamp.qr.module),
            Part.LINE: line,
            Part.NUMBERED_LINE: Size(line.w + stamp.line.number_width, line.h),
        }

    def fixed(self, part: Part) -> Iterator[Place]:
        """The first place of each slot: the only one, unless the slot is a strip."""
        for number, slot in enumerate(self._slots[part], 1):
            yield self._place(part, number, slot, *slot.at)

    def free(self, part: Part, ink: OpenedInk, zones: Sequence[Zone], *, strips: bool = False) -> list[Place]:
        """Free places, best first; those further along strips only when they are asked for, and not all of these."""
        found = [place for place in self.fixed(part) if obstacle(place, ink, zones) is None]
        if strips:
            found += islice(self._in_strips(part, ink, zones), _MOST)
            found.sort(key=lambda place: place.rank)
        return found

    def _in_strips(self, part: Part, ink: OpenedInk, zones: Sequence[Zone]) -> Iterator[Place]:
        for number, slot in enumerate(self._slots[part], 1):
            if slot.to is None:
                continue
            corners = _corner_rect(slot.at, slot.to)
            solid = self._place(part, number, slot, corners.x, corners.y).solid
            blocked = [(rect.x - corners.x, rect.y - corners.y, ink.blocked(rect.w, rect.h)) for rect in solid]
            if any(mask.everywhere(corners.moved(dx, dy)) for dx, dy, mask in blocked):
                continue
            for order, (x, y) in enumerate(_free_corners(slot.at, slot.to, blocked), 1):
                place = self._place(part, number, slot, x, y, order)
                if obstacle(place, ink, zones) is None:
                    yield place

    def _place(self, part: Part, number: int, slot: Slot, x: float, y: float, order: int = 0) -> Place:
        up = slot.turn is Turn.UP
        rank = number + order / 1000
        if part is Part.TICKS:
            ticks = self._stamp.ticks
            rules = tick_rects(x, y, distance_mm=ticks.distance, length_mm=ticks.length, turn=slot.turn)
            whole = Rect(x, y, rules[1].right - x, rules[1].bottom - y)
            return Place(part, number, rank, Placed(whole, slot.turn), rules, rules)
        size = self._sizes[part].turned if up else self._sizes[part]
        rect = Rect(x, y, size.w, size.h)
        dark = rect
        if part is Part.BARS:
            quiet = CODE128_QUIET * self._stamp.bars.module
            dx, dy = (0.0, quiet) if up else (quiet, 0.0)
            dark = Rect(x + dx, y + dy, size.w - 2 * dx, size.h - 2 * dy)
        elif part is Part.QR:
            dark = rect.grown(-QR_QUIET * self._stamp.qr.module)
        return Place(part, number, rank, Placed(rect, slot.turn), (rect,), (dark,))


def obstacle(place: Place, ink: OpenedInk, zones: Sequence[Zone]) -> Obstacle | None:
    """What keeps the part from lying there; None when the place is free."""
    part, rect = place.part, place.placed.rect
    inner = SHEET.grown(-INK_MARGIN_MM)
    if not all(inner.holds(dark, 0.01) for dark in place.dark) or not all(SHEET.holds(it, 0.01) for it in place.solid):
        return Obstacle(part, place.number, rect, Hindrance.EDGE)
    for zone in zones:
        if any(solid.meets(zone.rect) for solid in place.solid):
            return Obstacle(part, place.number, rect, Hindrance.ZONE, zone.name)
    if any(ink.meets(solid) for solid in place.solid):
        return Obstacle(part, place.number, rect, Hindrance.INK)
    return None


def zones_on(taboo: Sequence[Taboo], page: PageOnSheet, *, first: bool) -> tuple[Zone, ...]:
    """The layout's zones, which are measured on an upright A4 page, as they lie on the sheet that holds this page.

    A page of another shape has its header at its own top and its table at its own bottom, as wide as it is itself:
    across, a zone grows with the page; downwards, it keeps its height and its distance from the nearer edge. The zones
    of a landscape page turn with it.
    """
    across, down = page.size.w * page.scale, page.size.h * page.scale
    found = []
    for zone in taboo:
        if zone.on == "first" and not first:
            continue
        rect = zone.rect
        k = across / A4.w
        top = rect.y if rect.y <= A4.h - rect.bottom else down - (A4.h - rect.y)
        on_page = Rect(rect.x * k, top, rect.w * k, rect.h)
        found.append(Zone(zone.name, _laid(on_page, across, down, turned=page.turned)))
    return tuple(found)


def _laid(rect: Rect, across: float, down: float, *, turned: bool) -> Rect:
    """A rectangle of a page that is so wide and high, on the sheet in whose middle the page lies."""
    if turned:  # a quarter to the left: the top of the page is at the left edge of the sheet
        return Rect(rect.y, across - rect.right, rect.h, rect.w).moved((A4.w - down) / 2, (A4.h - across) / 2)
    return rect.moved((A4.w - across) / 2, (A4.h - down) / 2)


def _corner_rect(start: Point, end: Point) -> Rect:
    return Rect(min(start[0], end[0]), min(start[1], end[1]), abs(end[0] - start[0]), abs(end[1] - start[1]))


def _free_corners(start: Point, end: Point, blocked: Sequence[tuple[float, float, Blocked]]) -> Iterator[Point]:
    """Free corners of a strip, apart from each other: along its longer side, then the same further across."""
    upright = abs(end[1] - start[1]) > abs(end[0] - start[0])
    along, across = (1, 0) if upright else (0, 1)
    steps = _steps(start[along], end[along], _STEP_MM)
    last_a = last_b = inf
    for a in _steps(start[across], end[across], _STEP_MM):
        if abs(a - last_a) < _APART_MM:
            continue
        for b in steps:
            x, y = (a, b) if upright else (b, a)
            if abs(b - last_b) >= _APART_MM and not any(mask.at(x + dx, y + dy) for dx, dy, mask in blocked):
                last_a, last_b = a, b
                yield x, y
        last_b = inf


def _steps(start: float, end: float, step: float) -> tuple[float, ...]:
    """Both ends and what lies between them."""
    count = ceil(abs(end - start) / step)
    return tuple(round(start + (end - start) * number / max(count, 1), 2) for number in range(count + 1))
