"""Every state, reason and contradiction of a scan has words."""

from __future__ import annotations

from vpr_print.model.packet import PacketKind
from vpr_print.scan.states import Fact, FactKind, PacketPlace, PageState, RoomKey, Why
from vpr_print.workflow.scan_words import STATES, WHY, fact_words, set_words

ROOM = RoomKey(site="640123", work="2026-04-21-matematika-5", room="101")
PACKET = PacketPlace(room=ROOM, kind=PacketKind.RETURN_USED, number="3640123000050014")


def test_nothing_is_without_words() -> None:
    assert set(STATES) == set(PageState)
    assert set(WHY) == set(Why)


def test_every_contradiction_is_told() -> None:
    for kind in FactKind:
        fact = Fact(kind=kind, room=ROOM, number="1640123000010043", packets=(PACKET,), missing=("1640123000010237",))
        assert fact_words(fact)


def test_a_set_is_called_by_its_ordinal_or_by_its_serial() -> None:
    assert set_words(7, "1640123000010043") == "комплект 07"
    assert set_words(0, "1640123000010043") == "комплект № 00001"
