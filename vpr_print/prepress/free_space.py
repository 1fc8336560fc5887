"""Where the stamp goes on each page: legal places that show no ink and lie in no zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vpr_print.drawing.sheet import tick_rects
from vpr_print.drawing.symbols import CODE128_QUIET, QR_QUIET, code128_extent, qr_extent
from vpr_print.layout.schema import Slot, Stamp, Taboo
from vpr_print.model.geometry import A4, INK_MARGIN_MM, Rect, Size, Turn
from vpr_print.prepress.errors import NoFreeSpaceError, Obstacle
from vpr_print.prepress.ink import InkMap, OpenedInk
from vpr_print.prepress.masters import Placed, StampPlacement

_NUMBERED = "numbered_line"
"""The line where it also holds the digits of the number: on a page without bars."""
_OBSTACLES = 3
"""How many of the best places of a part an error names."""


@dataclass(frozen=True, slots=True)
class InkedPage:
    """A page of a variant, by its file and its number there, with its ink."""

    file: str
    page: int
    ink: InkMap


@dataclass(frozen=True, slots=True)
class _Choice:
    """One place for one part."""

    part: str
    rank: int
    placed: Placed
    solid: tuple[Rect, ...]
    """What must be free: the whole rectangle, but of ticks only the rules."""
    dark: tuple[Rect, ...]
    """What may be black, for the distance from the paper's edge."""


_Four = tuple[_Choice, ...] | None


def place_stamps(pages: Sequence[InkedPage], stamp: Stamp) -> tuple[StampPlacement, ...]:
    """The stamp's places on each page of a variant: the same on all pages where possible.

    Each part takes the earliest of its slots that is free, as far as all four can be had together; the bars may be
    left out on a page that has no room for them. Raises ``NoFreeSpaceError`` for the first page without room.
    """
    choices = _choices(stamp)
    inks = [page.ink.opened() for page in pages]
    zones = [tuple(zone for zone in stamp.taboo if zone.on == "all" or number == 0) for number in range(len(pages))]
    common = _best(choices, InkMap.union(page.ink for page in pages).opened(), stamp.taboo)
    if common and common.bars:
        return (common,) * len(pages)
    found = []
    for page, ink, taboo in zip(pages, inks, zones, strict=True):
        placement = _best(choices, ink, taboo)
        if placement is None:
            raise NoFreeSpaceError(page.file, page.page, _obstacles(choices, ink, taboo))
        found.append(placement)
    if common and not any(placement.bars for placement in found):
        return (common,) * len(pages)
    return tuple(found)


def _choices(stamp: Stamp) -> dict[str, list[_Choice]]:
    """All places that the layout gives, by part, in its order."""
    bars = code128_extent(stamp.bars.module, stamp.bars.bars, stamp.bars.digits_size)
    side = qr_extent(stamp.qr.module)
    found: dict[str, list[_Choice]] = {"bars": [], "qr": [], "line": [], _NUMBERED: [], "ticks": []}
    quiet = CODE128_QUIET * stamp.bars.module
    for rank, slot in enumerate(stamp.bars.slots):
        rect = _rect(slot, bars)
        dark = _shrunk(rect, 0, quiet) if slot.turn is Turn.UP else _shrunk(rect, quiet, 0)
        found["bars"].append(_Choice("bars", rank, Placed(rect, slot.turn), (rect,), (dark,)))
    for rank, slot in enumerate(stamp.qr.slots):
        rect = _rect(slot, side)
        dark = rect.grown(-QR_QUIET * stamp.qr.module)
        found["qr"].append(_Choice("qr", rank, Placed(rect, slot.turn), (rect,), (dark,)))
    line = Size(*stamp.line.size)
    for part, size in (("line", line), (_NUMBERED, Size(line.w + stamp.line.number_width, line.h))):
        for rank, slot in enumerate(stamp.line.slots):
            rect = _rect(slot, size)
            found[part].append(_Choice("line", rank, Placed(rect, slot.turn), (rect,), (rect,)))
    for rank, slot in enumerate(stamp.ticks.slots):
        rules = tick_rects(*slot.at, distance_mm=stamp.ticks.distance, length_mm=stamp.ticks.length, turn=slot.turn)
        first, last = rules
        whole = Rect(first.x, first.y, last.right - first.x, last.bottom - first.y)
        found["ticks"].append(_Choice("ticks", rank, Placed(whole, slot.turn), rules, rules))
    return found


def _rect(slot: Slot, level: Size) -> Rect:
    size = level.turned if slot.turn is Turn.UP else level
    return Rect(*slot.at, size.w, size.h)


def _shrunk(rect: Rect, dx: float, dy: float) -> Rect:
    return Rect(rect.x + dx, rect.y + dy, rect.w - 2 * dx, rect.h - 2 * dy)


def _best(choices: dict[str, list[_Choice]], ink: OpenedInk, taboo: Sequence[Taboo]) -> StampPlacement | None:
    """The best combination of free places that do not meet; with bars before without, then by the sum of ranks."""
    free = {part: [item for item in items if _obstacle(item, ink, taboo) is None] for part, items in choices.items()}
    found = _cheapest([free[part] for part in ("bars", "qr", "line", "ticks")])
    if found:
        bars, qr, line, ticks = found
        return StampPlacement(bars.placed, qr.placed, line.placed, ticks.placed)
    found = _cheapest([free[part] for part in ("qr", _NUMBERED, "ticks")])
    return StampPlacement(None, *(item.placed for item in found)) if found else None


def _cheapest(parts: Sequence[Sequence[_Choice]], taken: tuple[_Choice, ...] = (), most: int = 1 << 30) -> _Four:
    """One place for each part, apart from each other and from ``taken``, with a sum of ranks below ``most``."""
    if not parts:
        return ()
    best: _Four = None
    for item in parts[0]:
        if item.rank >= most:
            break
        if all(not mine.meets(theirs) for other in taken for mine in item.solid for theirs in other.solid):
            rest = _cheapest(parts[1:], (*taken, item), most - item.rank)
            if rest is not None:
                best = (item, *rest)
                most = sum(choice.rank for choice in best)
    return best


def _obstacle(item: _Choice, ink: OpenedInk, taboo: Sequence[Taboo]) -> Obstacle | None:
    """What keeps the part from lying there; None when the place is free."""
    sheet = Rect(0, 0, A4.w, A4.h)
    inner = sheet.grown(-INK_MARGIN_MM)
    if not all(inner.holds(rect, 0.01) for rect in item.dark) or not all(
        sheet.holds(rect, 0.01) for rect in item.solid
    ):
        return Obstacle(item.part, item.placed.rect, None, near_edge=True)
    for zone in taboo:
        if any(rect.meets(zone.rect) for rect in item.solid):
            return Obstacle(item.part, item.placed.rect, zone.name)
    if any(ink.meets(rect) for rect in item.solid):
        return Obstacle(item.part, item.placed.rect, None)
    return None


def _obstacles(choices: dict[str, list[_Choice]], ink: OpenedInk, taboo: Sequence[Taboo]) -> tuple[Obstacle, ...]:
    """Why there is no place: of each part that has none; if every part has one, of all that have to be there."""
    told: list[Obstacle] = []
    for part in ("qr", _NUMBERED, "ticks"):
        hindered = [_obstacle(item, ink, taboo) for item in choices[part]]
        if all(hindered):
            told += [item for item in hindered if item][:_OBSTACLES]
    if told:
        return tuple(told)
    for part in ("qr", _NUMBERED, "ticks"):
        for item in choices[part][:_OBSTACLES]:
            told.append(_obstacle(item, ink, taboo) or Obstacle(part, item.placed.rect, None, taken=True))
    return tuple(told)
