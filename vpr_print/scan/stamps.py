"""Where the stamps of known sets stand: small enough to go along with every call that reads pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vpr_print.model.geometry import Rect
from vpr_print.model.identifier import SERIALS, Identifier, NumberKind
from vpr_print.scan.expectation import Boxes, Expected

_SHEET_MM = 450.0
"""No stamp is larger, or farther away."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The rectangles of the stamp on each page, by the number of the set."""

    kinds: tuple[Boxes, ...] = ()
    """Sets that look alike share one."""
    of_sets: Mapping[int, int] = field(default_factory=dict)
    """Site and serial as one number → place in ``kinds``."""

    def boxes(self, number: Identifier | None) -> tuple[Rect, ...]:
        """Of the page of a set with this number, the two ticks last; empty where nobody knows."""
        if number is None or number.kind is not NumberKind.SET:
            return ()
        kind = self.of_sets.get(_key(number))
        pages = () if kind is None else self.kinds[kind]
        return pages[number.page - 1] if 1 <= number.page <= len(pages) else ()


def stamps_of(papers: Iterable[Expected]) -> Stamps:
    """The stamps of those papers of which a manifest tells them."""
    kinds: dict[Boxes, int] = {}
    of_sets: dict[int, int] = {}
    met: dict[int, tuple[Boxes, int]] = {}  # many rectangles are hashed slowly, and sets of a manifest share theirs
    for paper in papers:
        boxes = paper.boxes
        if not boxes or paper.number.kind is not NumberKind.SET:
            continue
        if id(boxes) not in met:
            met[id(boxes)] = boxes, kinds.setdefault(boxes if all(map(_on_paper, boxes)) else (), len(kinds))
        _, of_sets[_key(paper.number)] = met[id(boxes)]
    return Stamps(tuple(kinds), of_sets)


def _key(number: Identifier) -> int:
    return int(number.site) * SERIALS.stop + number.serial


def _on_paper(boxes: tuple[Rect, ...]) -> bool:
    """Whether a page's rectangles can be true: manifests come from elsewhere."""
    return all(
        0 <= box.x <= box.right <= _SHEET_MM and 0 <= box.y <= box.bottom <= _SHEET_MM and box.w > 0 and box.h > 0
        for box in boxes
    )
