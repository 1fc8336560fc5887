"""Where the stamp goes on each page: legal places that show no ink and lie in no zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from vpr_print.errors import raise_flaws
from vpr_print.layout.stamp import Stamp
from vpr_print.prepress.ink import InkMap, OpenedInk
from vpr_print.prepress.masters import StampPlacement
from vpr_print.prepress.places import UPRIGHT_A4, PageOnSheet, Place, Places, obstacle, zones_on
from vpr_print.prepress.space_errors import Hindrance, NoFreeSpaceError, Obstacle, Part, Zone

_WITH_BARS = (Part.QR, Part.BARS, Part.LINE, Part.TICKS)
_WITHOUT_BARS = (Part.QR, Part.NUMBERED_LINE, Part.TICKS)


@dataclass(frozen=True, slots=True)
class InkedPage:
    """A page of a variant with its ink."""

    file: str
    page: int
    """In the file, from 1."""
    ink: InkMap
    first: bool
    """Of the variant, or of one of its parts: it may have a table for marks."""
    lies: PageOnSheet = UPRIGHT_A4


def place_stamps(pages: Sequence[InkedPage], stamp: Stamp) -> tuple[StampPlacement, ...]:
    """The stamp's places on each page of a variant: the same on all pages where possible.

    Each part takes the earliest of its slots that is free, as far as all four can be had together; the bars may be
    left out on a page that has no room for them. Raises ``NoFreeSpaceError``, or ``Flaws`` of them for several pages.
    """
    places = Places(stamp)
    zones = [zones_on(stamp.taboo, page.lies, first=page.first) for page in pages]
    everywhere = tuple(dict.fromkeys(zone for some in zones for zone in some))
    common = _Search(places, OpenedInk.union(page.ink for page in pages), everywhere).best()
    if common and common.bars:
        return (common,) * len(pages)
    found: list[StampPlacement] = []
    flaws: list[NoFreeSpaceError] = []
    for page, taboo in zip(pages, zones, strict=True):
        search = _Search(places, page.ink.opened(), taboo)
        if placement := search.best():
            found.append(placement)
        else:
            flaws.append(NoFreeSpaceError(page.file, page.page, search.obstacles(), taboo, page.ink))
    raise_flaws(flaws)
    if common and not any(placement.bars for placement in found):
        return (common,) * len(pages)
    return tuple(found)


class _Search:
    """The search for places on one ink map; nothing is looked for before it is needed."""

    def __init__(self, places: Places, ink: OpenedInk, zones: Sequence[Zone]) -> None:
        self._places, self._ink, self._zones = places, ink, zones
        self._free: dict[tuple[Part, bool], list[Place]] = {}

    def best(self) -> StampPlacement | None:
        """The best combination of free places that do not meet.

        With bars before without; without strips before with them, since their places are found at greater cost.
        """
        for parts in (_WITH_BARS, _WITHOUT_BARS):
            for strips in (False, True):
                if all(self._free_for(part, strips) for part in parts):
                    found = _cheapest([self._free_for(part, strips) for part in parts])
                    if found:
                        placed = {place.part: place.placed for place in found}
                        line = placed[Part.LINE if Part.LINE in placed else Part.NUMBERED_LINE]
                        return StampPlacement(placed.get(Part.BARS), placed[Part.QR], line, placed[Part.TICKS])
        return None

    def obstacles(self) -> tuple[Obstacle, ...]:
        """Why there is no place: for each part that has none; if every part has one, for all that have to be there."""
        hindered = [part for part in _WITHOUT_BARS if not self._free_for(part, strips=True)]
        return tuple(
            obstacle(place, self._ink, self._zones)
            or Obstacle(part, place.number, place.placed.rect, Hindrance.OTHER_PART)
            for part in hindered or _WITHOUT_BARS
            for place in self._places.fixed(part)
        )

    def _free_for(self, part: Part, strips: bool) -> list[Place]:
        found = self._free.get((part, strips))
        if found is None:
            found = self._free[part, strips] = self._places.free(part, self._ink, self._zones, strips=strips)
        return found


def _cheapest(parts: Sequence[Sequence[Place]], most: float = inf) -> tuple[Place, ...] | None:
    """One place for each part, apart from each other, with the least sum of ranks, which is below ``most``."""
    if not parts:
        return ()
    if not all(parts):
        return None
    best: tuple[Place, ...] | None = None
    least = sum(places[0].rank for places in parts[1:])
    for place in parts[0]:
        if place.rank + least >= most:
            break
        apart = [[other for other in places if not place.meets(other)] for places in parts[1:]]
        rest = _cheapest(apart, most - place.rank)
        if rest is not None:
            best = (place, *rest)
            most = sum(chosen.rank for chosen in best)
    return best
