"""Where the stamps of known pages stand: told by manifests, which come from elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from vpr_print.model.geometry import Rect
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import PaperKind
from vpr_print.scan.expectation import Basis, Expected
from vpr_print.scan.stamps import stamps_of
from vpr_print.scan.states import RoomKey

BOXES = (Rect(8, 36, 9.4, 54.48), Rect(6, 172, 14.73, 14.73), Rect(8, 100, 3, 0.5), Rect(8, 200, 3, 0.5))
ROOM = RoomKey(site="640123", work="2026-04-21-matematika-5", room="101")


def a_set(serial: int, *pages: tuple[Rect, ...]) -> Expected:
    return Expected(
        number=Identifier(NumberKind.SET, "640123", serial),
        kind=PaperKind.SET,
        room=ROOM,
        folder="101",
        basis=Basis.MANIFEST,
        boxes=pages,
    )


def test_each_page_has_its_own_and_other_numbers_have_none() -> None:
    known = a_set(7, BOXES, BOXES[1:])
    stamps = stamps_of([known, a_set(8), replace(known, number=Identifier(NumberKind.OTHER, "640123", 9))])
    assert [stamps.boxes(known.number.of_page(page)) for page in (1, 2)] == [BOXES, BOXES[1:]]
    for number in (known.number, known.number.of_page(3), a_set(8).number.of_page(1), None):
        assert stamps.boxes(number) == ()
    assert stamps.boxes(Identifier(NumberKind.OTHER, "640123", 7, 1)) == ()
    assert stamps.boxes(Identifier(NumberKind.SET, "640124", 7, 1)) == ()


def test_sets_that_look_alike_are_sent_once() -> None:
    pages = (BOXES, BOXES)
    assert len(stamps_of(a_set(serial, *pages) for serial in range(1, 500)).kinds) == 1


@pytest.mark.parametrize(
    "odd",
    [Rect(0, 0, 0, 0), Rect(0, 0, 1e9, 1), Rect(-50, 3, 3, 0.5), Rect(math.nan, 1, 1, 1), Rect(1, 1, math.inf, 1)],
)
def test_rectangles_that_no_paper_has_count_for_nothing(odd: Rect) -> None:
    item = a_set(7, BOXES, (*BOXES, odd))
    assert stamps_of([item]).boxes(item.number.of_page(1)) == ()
