"""What may come: manifests, the ledger and packets' QR codes, and whom of them is believed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from scan.piles_by_hand import SITE, WORK, Heap, Room, manifest, matched, told

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import PacketKind, PaperKind
from vpr_print.model.packet_qr import parse_packet_qr
from vpr_print.model.work import SiteNumber
from vpr_print.scan.expectation import (
    Basis,
    Expected,
    NotExpectable,
    Standing,
    Told,
    expect,
    school_year,
    told_by_manifest,
    told_by_manifests,
    told_by_qr,
)
from vpr_print.scan.matching import match_pages
from vpr_print.scan.states import FactKind, PageState, RoomKey, Why

ROOM = Room("101", 1)
REBUILT = Room("101", 101)
"""The same room, built anew: all its numbers are others."""


def _of_ledger(number: Identifier, standing: Standing = Standing.LIVING, *, room: str = "101") -> Expected:
    key = replace(ROOM.key, room=room)
    return Expected(
        number=number, kind=PaperKind.SET, room=key, folder="", ordinal=1, standing=standing, basis=Basis.LEDGER
    )


def test_every_number_of_a_manifest_is_known_with_its_place() -> None:
    known = expect([told(ROOM)])
    page = known.of(ROOM.page(2, 3))
    assert page and (page.room.room, page.ordinal, page.variant, page.pages) == ("101", 2, 2, 4)
    for number, kind in (
        (ROOM.used, PacketKind.RETURN_USED),
        (ROOM.used_manifest, PacketKind.RETURN_USED),
        (ROOM.unused_manifest, PacketKind.RETURN_UNUSED),
    ):
        paper = known.of(number)
        assert paper and paper.packet_kind is kind
    protocol = known.of(ROOM.protocol)
    assert protocol and protocol.kind is PaperKind.CONDUCT_PROTOCOL
    assert known.packets[ROOM.key, PacketKind.RETURN_USED] == ROOM.used
    assert [paper.number for paper in known.rooms[ROOM.key]] == [ROOM.set(1), ROOM.set(2), ROOM.set(3)]


def test_numbers_nobody_listed_are_not_known() -> None:
    known = expect([told(ROOM)])
    assert known.of(Identifier(NumberKind.SET, SiteNumber(SITE), 999)) is None
    assert known.of(Identifier(NumberKind.CONDUCT_PROTOCOL, SiteNumber(SITE), ROOM.set(1).serial)) is None


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_builds_the_later_counts_and_the_earlier_is_void(order: int) -> None:
    builds = [told(ROOM), told(REBUILT)][::order]
    known = expect([told_by_manifests(builds)])
    old, new = known.of(ROOM.page(1, 1)), known.of(REBUILT.page(1, 1))
    assert old and old.standing is Standing.REPLACED and old.living == str(REBUILT.set(1))
    assert new and new.standing is Standing.LIVING
    assert len(known.rooms[ROOM.key]) == 3


def test_a_sheet_of_the_earlier_build_is_void_and_the_manifests_are_named() -> None:
    heap = Heap().add(REBUILT.used_manifest, *REBUILT.all_pages(1), ROOM.page(1, 1))
    result = matched(heap, told(ROOM), told(REBUILT))
    page = result.pages[-1]
    assert (page.state, page.why, page.living) == (PageState.VOID, Why.REPLACED, str(REBUILT.set(1)))
    assert [fact.kind for fact in result.facts] == [FactKind.MANIFESTS_DISAGREE]


def test_a_room_that_was_given_up_is_an_old_build() -> None:
    gone = Room("102", 21)
    known = expect([told_by_manifests([told(ROOM, gone), told(REBUILT)])])
    paper = known.of(gone.page(1, 1))
    assert paper and paper.standing is Standing.OLD_BUILD


def test_the_same_manifest_twice_is_one() -> None:
    together = told_by_manifests([told(ROOM), told(ROOM)])
    assert not together.differing and len(together.papers) == len(told(ROOM).papers)


def test_a_number_that_two_works_claim_belongs_to_neither() -> None:
    rival = Room("101", 1, work="2026-04-23-russkiy-5")
    page = matched(Heap().add(ROOM.page(1, 1)), told(ROOM), told(rival)).pages[0]
    assert (page.state, page.why, page.number) == (PageState.FOREIGN, Why.DISPUTED, "")


def test_the_ledger_knows_better_than_a_manifest() -> None:
    ledger = Told(papers=(_of_ledger(ROOM.set(1), Standing.REPLACED), _of_ledger(ROOM.set(2), room="102")))
    known = expect([told(ROOM), ledger], ledgers=[SITE])
    void, moved = known.of(ROOM.set(1)), known.of(ROOM.set(2))
    assert void and void.standing is Standing.REPLACED and void.pages == 4, "pages stand in the manifest only"
    assert moved and moved.room.room == "102"


def test_nobody_waits_for_a_set_that_the_ledger_calls_lost() -> None:
    lost = replace(_of_ledger(ROOM.set(3)), ordinal=3, lost=True)
    heap = Heap().add(*ROOM.all_pages(1, 2))
    expectation = expect([told(ROOM), Told(papers=(lost,))])
    result, _ = match_pages(heap.pile, expectation)
    assert result.rooms[0].expected == 3 and result.rooms[0].lacking == ()


@pytest.mark.parametrize(
    ("pile", "lacking", "elsewhere"),
    [
        (ROOM.all_pages(1), [2], [3]),
        ([ROOM.used_manifest, *ROOM.all_pages(1, 2)], [], [3]),
        ([*ROOM.all_pages(1, 2), ROOM.unused_manifest], [3], []),
        ([ROOM.used_manifest, *ROOM.all_pages(3)], [1, 2], []),
        (ROOM.all_pages(3), [], [1, 2]),
    ],
    ids=["used, loose", "used", "used, and the other's manifest", "unused in the wrong packet", "unused, loose"],
)
def test_sets_lack_only_in_packets_of_which_something_was_scanned(
    pile: list[Identifier], lacking: list[int], elsewhere: list[int]
) -> None:
    counted = tuple(
        replace(_of_ledger(ROOM.set(n)), ordinal=n, return_packet=str(ROOM.unused if n == 3 else ROOM.used))
        for n in (1, 2, 3)
    )
    result, _ = match_pages(Heap().add(*pile).pile, expect([told(ROOM), Told(papers=counted)], ledgers=[SITE]))
    (room,) = result.rooms
    assert [item.ordinal for item in room.lacking] == lacking
    assert [item.ordinal for item in room.elsewhere] == elsewhere
    assert result.complete == (not lacking)


def test_a_room_stays_at_school_when_all_its_sets_are_kept_or_lost() -> None:
    other = Room("102", 21)
    stays = [replace(_of_ledger(other.set(n), room="102"), ordinal=n, kept=n < 3, lost=n == 3) for n in (1, 2, 3)]
    heap = Heap().add(*ROOM.all_pages(1, 2, 3))

    def unseen(*papers: Expected) -> tuple[tuple[RoomKey, ...], tuple[RoomKey, ...]]:
        result, _ = match_pages(heap.pile, expect([told(ROOM, other), Told(papers=papers)], ledgers=[SITE]))
        return result.unseen, result.stayed

    assert unseen(*stays) == ((), (other.key,))
    assert unseen(*stays[1:]) == ((other.key,), ())


def test_the_demos_own_ledger_knows_the_demo() -> None:
    demo = Room("101", 1, site="000000")
    assert expect([told(demo), told(ROOM)], ledgers=["000000"]).of(demo.page(1, 1))
    assert expect([told(demo), told(ROOM)], ledgers=[SITE]).of(demo.page(1, 1)) is None


def test_a_packets_qr_code_tells_its_sets_its_packet_and_its_manifest() -> None:
    qr = parse_packet_qr(ROOM.packet_qr(ROOM.used))
    known = expect([told_by_qr(qr, ROOM.used_manifest)])
    page = known.of(ROOM.page(3, 4))
    assert page and (page.pages, page.ordinal, page.basis) == (4, 0, Basis.PACKET_QR)
    assert known.of(ROOM.used) and known.of(ROOM.used_manifest)
    assert known.of(ROOM.unused) is None and known.of(ROOM.protocol) is None


def test_a_qr_code_tells_the_ledger_how_many_pages_a_set_has() -> None:
    ledger = Told(papers=(_of_ledger(ROOM.set(1)),))
    known = expect([told_by_qr(parse_packet_qr(ROOM.packet_qr(ROOM.used))), ledger], ledgers=[SITE])
    paper = known.of(ROOM.set(1))
    assert paper and (paper.pages, paper.basis) == (4, Basis.LEDGER)
    assert known.of(ROOM.set(2)) is None, "nor does it vouch for others"


@pytest.mark.parametrize(
    "bend",
    [
        {"site": "64012"},
        {"site": "640124"},
        {"work": "../../etc"},
        {"work": ""},
    ],
)
def test_a_manifest_of_odd_site_or_work_is_refused(bend: dict[str, Any]) -> None:
    odd = replace(manifest(ROOM), **bend)
    with pytest.raises(NotExpectable):
        told_by_manifest(odd, odd.rooms)


def test_a_manifest_that_lists_what_cannot_be_is_refused() -> None:
    room = ROOM.record
    first = room.sets[0]
    packet = room.packets[0]
    odd_rooms = [
        replace(room, room="101\x1b[2J"),
        replace(room, room=" "),
        replace(room, folder="../101"),
        replace(room, sets=(replace(first, number=str(ROOM.used)),)),
        replace(room, sets=(replace(first, number="1640123000010068"),)),
        replace(room, sets=(replace(first, pages=first.pages[1:]),)),
        replace(room, sets=(replace(first, pages=()),)),
        replace(room, sets=(first, first)),
        replace(room, packets=(replace(packet, number=str(Room("101", 1, site="640777").delivery)),)),
        replace(
            room,
            files=tuple(
                replace(file, numbers=file.numbers[:2]) if file.kind is FileKind.MANIFEST else file
                for file in room.files
            ),
        ),
    ]
    for odd in odd_rooms:
        with pytest.raises(NotExpectable):
            told_by_manifest(manifest(ROOM), [odd])
    odd_papers = replace(manifest(ROOM), papers=room.files)
    with pytest.raises(NotExpectable):
        told_by_manifest(odd_papers, odd_papers.rooms)


def test_a_school_year_begins_in_september() -> None:
    assert school_year("2026-08-31-fizika-7") == 2025
    assert school_year("2026-09-01-fizika-7") == 2026
    assert school_year(WORK) == 2025
    assert school_year("fizika") == 0
