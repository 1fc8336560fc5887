"""Every page of a pile ends in exactly one state, and what is missing or contradicts is named."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan.piles_by_hand import SITE, Heap, Room, fates, matched, page_of, states, told

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.work import SiteNumber
from vpr_print.scan.seen import Trouble
from vpr_print.scan.states import FactKind, Fate, PageState, Why

S = PageState
ROOM = Room("101", 1)
OTHER = Room("102", 21)
FOREIGN_SITE = Room("101", 1, site="640777")
LAST_YEAR = Room("101", 9001, work="2025-04-21-matematika-5")
USED, UNUSED = Fate.USED, Fate.UNUSED


def _packets(room: Room = ROOM) -> Heap:
    """Both packets of a room: sets 1 and 2 used, 3 not."""
    heap = Heap().add(room.used_manifest).add(*room.all_pages(1, 2)).add(room.protocol)
    return heap.add(room.unused_manifest).add(*room.all_pages(3))


# ── states ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_room_comes_back_and_nobody_has_to_look() -> None:
    result = matched(_packets(), told(ROOM))
    assert result.complete
    assert result.counts[S.SET_PAGE] == 12 and result.counts[S.MANIFEST] == 2 and result.counts[S.PROTOCOL] == 1
    assert fates(result) == {str(ROOM.set(1)): USED, str(ROOM.set(2)): USED, str(ROOM.set(3)): UNUSED}


def test_a_number_of_a_site_nobody_told_of_is_foreign() -> None:
    result = matched(_packets().add(FOREIGN_SITE.page(1, 1)), told(ROOM))
    page = result.pages[-1]
    assert (page.state, page.why, page.number) == (S.FOREIGN, Why.OTHER_SITE, "")
    assert page.texts == (str(FOREIGN_SITE.page(1, 1)),), "what was read is shown all the same"


def test_a_number_that_no_manifest_lists_is_foreign() -> None:
    unknown = Identifier(NumberKind.SET, SiteNumber(SITE), 777).of_page(1)
    page = matched(_packets().add(unknown), told(ROOM)).pages[-1]
    assert (page.state, page.why, page.number) == (S.FOREIGN, Why.UNKNOWN, "")


def test_a_rehearsal_is_foreign_to_real_schools_even_when_its_manifest_lies_about() -> None:
    rehearsal = Room("101", 1, site="000000")
    page = matched(_packets().add(rehearsal.page(1, 1)), told(ROOM), told(rehearsal)).pages[-1]
    assert (page.state, page.why) == (S.FOREIGN, Why.REHEARSAL)


def test_a_rehearsal_by_itself_is_read() -> None:
    rehearsal = Room("101", 1, site="000000")
    assert matched(_packets(rehearsal), told(rehearsal)).complete


def test_a_work_of_last_year_is_foreign_unless_it_is_asked_for() -> None:
    heap = Heap().add(LAST_YEAR.page(1, 1))
    page = matched(heap, told(ROOM), told(LAST_YEAR)).pages[0]
    assert (page.state, page.why, page.number) == (S.FOREIGN, Why.EARLIER_YEAR, "")
    asked = matched(heap, told(ROOM), told(LAST_YEAR), work=LAST_YEAR.work).pages[0]
    assert asked.state is S.SET_PAGE


def test_another_work_than_the_one_asked_for_is_foreign() -> None:
    other = Room("101", 501, work="2026-04-23-russkiy-5")
    page = matched(Heap().add(other.page(1, 1)), told(ROOM), told(other), work=ROOM.work).pages[0]
    assert (page.state, page.why) == (S.FOREIGN, Why.OTHER_WORK)


def test_a_page_that_the_set_does_not_have_is_foreign() -> None:
    page = matched(Heap().add(ROOM.set(1).of_page(5)), told(ROOM)).pages[0]
    assert (page.state, page.why) == (S.FOREIGN, Why.NO_SUCH_PAGE)


def test_the_number_of_a_whole_set_is_no_page() -> None:
    page = matched(Heap().add(ROOM.set(1)), told(ROOM)).pages[0]
    assert (page.state, page.why) == (S.UNREAD, Why.NOT_OF_A_PAGE)


def test_symbols_that_disagree_leave_the_page_unread_with_both_shown() -> None:
    page = matched(Heap().see(str(ROOM.page(1, 1)), str(ROOM.page(1, 2))), told(ROOM)).pages[0]
    assert (page.state, page.why, page.number) == (S.UNREAD, Why.DISAGREE, "")
    assert set(page.texts) == {str(ROOM.page(1, 1)), str(ROOM.page(1, 2))}


def test_a_page_without_symbols_is_blank_or_unread_by_its_ink() -> None:
    result = matched(Heap().blank().see(ink=0.02).see(qr="https://example.org", ink=0.0), told(ROOM))
    assert [(page.state, page.why) for page in result.pages] == [
        (S.BLANK, None),
        (S.UNREAD, Why.NO_SYMBOL),
        (S.UNREAD, Why.NO_NUMBER),
    ]


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_of_an_image_is_an_unread_page(trouble: Trouble) -> None:
    page = matched(Heap().trouble(trouble), told(ROOM)).pages[0]
    assert page.state is S.UNREAD and page.why and page.cannot_be_opened and page.needs_a_person


def test_foreign_texts_are_not_told() -> None:
    result = matched(Heap().see(qr="Берёзкин Арсений").see(bars="4600000000000"), told(ROOM))
    assert all(page.texts == () for page in result.pages)


def test_a_proof_page_is_another_paper() -> None:
    page = matched(Heap().see(qr="VPRPROOF1;1;1"), told(ROOM)).pages[0]
    assert (page.state, page.why, page.needs_a_person) == (S.OTHER_PAPER, Why.PROOF_PAGE, False)


@given(st.data())
def test_pages_in_are_pages_accounted_whatever_lies_in_the_pile(data: st.DataObject) -> None:
    numbers = [*ROOM.all_pages(1, 2, 3), ROOM.used_manifest, ROOM.unused_manifest, ROOM.used, ROOM.protocol]
    numbers += [OTHER.page(1, 1), OTHER.used_manifest, FOREIGN_SITE.page(1, 1), ROOM.set(1), ROOM.set(1).of_page(99)]
    heap = Heap()
    for _ in range(data.draw(st.integers(0, 25))):
        match data.draw(st.integers(0, 7)):
            case 0:
                heap.blank()
            case 1:
                heap.trouble()
            case 2:
                heap.file()
            case 3:
                heap.see(*(str(number) for number in data.draw(st.lists(st.sampled_from(numbers), max_size=3))))
            case _:
                heap.add(data.draw(st.sampled_from(numbers)), pixels=data.draw(st.sampled_from(["", "", "x"])))
    result = matched(heap, told(ROOM), told(OTHER))
    assert len(result.pages) == sum(file.pages for file in result.files) == sum(result.counts.values())
    handed_on = [page.place for packet in result.packets for page in packet.pages]
    assert len(set(handed_on)) == len(handed_on)
    numbers_on = [page.number for packet in result.packets for page in packet.pages if page.number]
    assert len(set(numbers_on)) == len(numbers_on), "each number is handed on once"


# ── what is missing ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_missing_pages_and_sets_are_named() -> None:
    pages = [number for number in ROOM.all_pages(1, 2) if number != ROOM.page(2, 3)]
    result = matched(Heap().add(ROOM.used_manifest, *pages), told(ROOM))
    (room,) = result.rooms
    assert [(item.ordinal, item.missing) for item in room.sets] == [(1, ()), (2, (3,))]
    assert [item.ordinal for item in room.lacking] == [3]
    assert not result.complete


def test_rooms_of_which_nothing_came_are_named() -> None:
    result = matched(_packets(), told(ROOM, OTHER))
    assert result.unseen == (OTHER.key,) and not result.complete


def test_rooms_of_works_that_nobody_scans_are_not_waited_for() -> None:
    other_work = Room("201", 501, work="2026-04-23-russkiy-5")
    assert matched(_packets(), told(ROOM), told(other_work)).complete


# ── used and unused ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_labels_say_what_came_back_as_manifests_do() -> None:
    heap = Heap().add(ROOM.used).add(*ROOM.all_pages(1)).add(ROOM.unused).add(*ROOM.all_pages(2))
    assert fates(matched(heap, told(ROOM))) == {str(ROOM.set(1)): USED, str(ROOM.set(2)): UNUSED}


def test_a_pile_fed_backwards_says_the_same() -> None:
    forward, backward = _packets(), Heap()
    backward.add(*[reading.texts[0] for reading in reversed(forward.files[0])])
    assert fates(matched(backward, told(ROOM))) == fates(matched(forward, told(ROOM)))


@given(st.randoms(use_true_random=False))
def test_the_order_of_pages_in_a_packet_does_not_matter(rnd: random.Random) -> None:
    used, unused = ROOM.all_pages(1, 2), ROOM.all_pages(3)
    rnd.shuffle(used)
    rnd.shuffle(unused)
    result = matched(Heap().add(ROOM.used_manifest, *used, ROOM.unused_manifest, *unused), told(ROOM))
    assert result.complete
    assert fates(result) == {str(ROOM.set(1)): USED, str(ROOM.set(2)): USED, str(ROOM.set(3)): UNUSED}


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
def test_odd_and_even_sides_come_as_two_piles(backwards: bool) -> None:
    fronts = [ROOM.used_manifest, *ROOM.all_pages(1, 2)[::2], ROOM.unused_manifest, *ROOM.all_pages(3)[::2]]
    backs = ROOM.all_pages(1, 2, 3)[1::2]
    heap = Heap().add(*fronts).file().add(*(backs[::-1] if backwards else backs))
    result = matched(heap, told(ROOM))
    assert fates(result) == {str(ROOM.set(1)): USED, str(ROOM.set(2)): USED, str(ROOM.set(3)): UNUSED}
    assert result.complete


def test_a_packet_goes_on_in_the_next_file() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)).file().add(*ROOM.all_pages(2))
    assert fates(matched(heap, told(ROOM)))[str(ROOM.set(2))] is USED


def test_a_sheet_scanned_later_does_not_change_what_its_set_is() -> None:
    pages = [number for number in ROOM.all_pages(1) if number.page != 3]
    heap = Heap().add(ROOM.used_manifest, *pages, ROOM.unused_manifest, *ROOM.all_pages(2)).file().add(ROOM.page(1, 3))
    result = matched(heap, told(ROOM))
    assert fates(result)[str(ROOM.set(1))] is USED and not result.facts


def test_without_any_packets_sheet_nothing_is_said_of_use() -> None:
    result = matched(Heap().add(*ROOM.all_pages(1, 2, 3)), told(ROOM))
    assert set(fates(result).values()) == {None} and result.complete


def test_a_foreign_manifest_ends_the_packet_before_it() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)).add(FOREIGN_SITE.used_manifest).add(*ROOM.all_pages(2))
    assert fates(matched(heap, told(ROOM)))[str(ROOM.set(2))] is None


def test_a_packet_of_last_year_ends_the_packet_before_it() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1), LAST_YEAR.unused_manifest, *ROOM.all_pages(2))
    result = matched(heap, told(ROOM), told(LAST_YEAR))
    assert fates(result)[str(ROOM.set(2))] is None and not result.facts


def test_an_unread_sheet_may_have_been_a_packets_and_nothing_after_it_is_sure() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)).see(ink=0.1).add(*ROOM.all_pages(2))
    (room,) = matched(heap, told(ROOM)).rooms
    assert [(item.fate, item.sure) for item in room.sets] == [(USED, True), (USED, False)]


# ── contradictions ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_set_in_both_packets_is_told_and_decided_by_nobody() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)[:2], *ROOM.all_pages(2))
    heap.add(ROOM.unused_manifest, *ROOM.all_pages(1)[2:])
    result = matched(heap, told(ROOM))
    (fact,) = result.facts
    assert (fact.kind, fact.number) == (FactKind.TWO_PACKETS, str(ROOM.set(1)))
    assert {packet.number for packet in fact.packets} == {str(ROOM.used), str(ROOM.unused)}
    assert fates(result)[str(ROOM.set(1))] is None


def test_one_stray_sheet_does_not_hide_what_its_set_is() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)[:3], ROOM.unused_manifest, ROOM.page(1, 4))
    result = matched(heap, told(ROOM))
    assert [fact.kind for fact in result.facts] == [FactKind.TWO_PACKETS]
    assert fates(result)[str(ROOM.set(1))] is USED


def test_a_set_of_another_room_in_a_packet_is_told() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1), *OTHER.all_pages(1))
    result = matched(heap, told(ROOM, OTHER))
    (fact,) = result.facts
    assert (fact.kind, fact.number, fact.room) == (FactKind.OTHER_ROOM, str(OTHER.set(1)), OTHER.key)
    assert fact.packets[0].number == str(ROOM.used)
    assert result.rooms[0].surplus == 4


def test_a_sheet_in_another_rooms_packet_does_not_change_what_its_set_is() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)[:3], OTHER.unused_manifest, ROOM.page(1, 4))
    result = matched(heap, told(ROOM, OTHER))
    assert [fact.kind for fact in result.facts] == [FactKind.OTHER_ROOM]
    assert fates(result)[str(ROOM.set(1))] is USED


def test_loose_sheets_in_a_file_of_their_own_lie_in_nobodys_packet() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)).file().add(*OTHER.all_pages(1))
    result = matched(heap, told(ROOM, OTHER))
    assert not result.facts and fates(result)[str(OTHER.set(1))] is None


def test_a_set_of_another_work_in_a_packet_is_told() -> None:
    other = Room("101", 501, work="2026-04-23-russkiy-5")
    result = matched(Heap().add(ROOM.used_manifest, *other.all_pages(1)), told(ROOM), told(other))
    assert [fact.kind for fact in result.facts] == [FactKind.OTHER_WORK]


def test_a_label_of_another_packet_than_the_manifest_is_told() -> None:
    heap = Heap().add(ROOM.used_manifest, ROOM.unused, *ROOM.all_pages(1))
    assert [fact.kind for fact in matched(heap, told(ROOM)).facts] == [FactKind.LABEL_DISAGREES]
    agreeing = Heap().add(ROOM.used_manifest).blank().add(ROOM.used, *ROOM.all_pages(1))
    assert matched(agreeing, told(ROOM)).facts == ()


def test_two_sheets_fed_together_are_told_with_what_they_hid() -> None:
    pages = [number for number in ROOM.all_pages(1, 2, 3) if number not in (ROOM.page(2, 2), ROOM.page(2, 3))]
    result = matched(Heap().add(ROOM.used_manifest, *pages), told(ROOM))
    (fact,) = result.facts
    assert fact.kind is FactKind.DOUBLE_FEED
    assert [page.number for page in fact.pages] == [str(ROOM.page(2, 1)), str(ROOM.page(2, 4))]
    assert fact.missing == (str(ROOM.page(2, 2)), str(ROOM.page(2, 3)))


def test_a_double_feed_that_was_scanned_again_is_none_any_more() -> None:
    pages = [number for number in ROOM.all_pages(1, 2, 3) if number not in (ROOM.page(2, 2), ROOM.page(2, 3))]
    heap = Heap().add(ROOM.used_manifest, *pages).file().add(ROOM.page(2, 2), ROOM.page(2, 3))
    assert matched(heap, told(ROOM)).facts == ()


def test_pages_scanned_one_by_one_in_any_order_were_not_fed_together() -> None:
    first = [1, 4, 7, 2, 5, 8, 3]  # 6 is missing, and no side lies behind its own
    room = Room("101", 1, sets=1, pages=8)
    result = matched(Heap().add(room.used_manifest, *(room.page(1, page) for page in first)), told(room))
    assert result.facts == () and result.rooms[0].missing_pages == 1


def test_sheets_printed_on_one_side_are_never_fed_together() -> None:
    pages = [number for number in ROOM.all_pages(1, 2, 3) if number not in (ROOM.page(2, 2), ROOM.page(2, 3))]
    result = matched(Heap().add(ROOM.used_manifest, *pages), told(ROOM, two_sided=False))
    assert result.facts == () and result.rooms[0].missing_pages == 2


# ── the packet's own QR code ────────────────────────────────────────────────────────────────────────────────────────


def _by_qr(room: Room) -> Heap:
    heap = Heap().see(str(room.used_manifest), str(room.used_manifest), room.packet_qr(room.used))
    return heap.add(*room.all_pages(1, 2), room.protocol)


def test_the_qr_code_of_a_manifest_is_enough_to_know_what_to_expect() -> None:
    result = matched(_by_qr(ROOM))
    (room,) = result.rooms
    assert room.expected == 3 and [item.number for item in room.lacking] == [str(ROOM.set(3))]
    assert fates(result) == {str(ROOM.set(1)): USED, str(ROOM.set(2)): USED}
    protocol = result.pages[-1]
    assert (protocol.state, protocol.why) == (S.PROTOCOL, Why.LIES_HERE)
    assert protocol.packet and protocol.packet.number == str(ROOM.used)


def test_a_qr_code_vouches_for_nothing_where_a_manifest_is_known() -> None:
    stranger = Identifier(NumberKind.SET, SiteNumber(SITE), 4)
    wider = Room("101", 1, sets=9)
    heap = Heap().see(str(ROOM.used_manifest), str(ROOM.used_manifest), wider.packet_qr(ROOM.used))
    result = matched(heap.add(stranger.of_page(1)), told(ROOM))
    assert states(result) == [S.MANIFEST, S.FOREIGN]


def test_a_qr_code_vouches_for_nothing_at_the_site_of_the_ledger() -> None:
    result = matched(_by_qr(ROOM), ledgers=[SITE])
    assert result.counts[S.FOREIGN] == len(result.pages)


def test_a_protocol_that_the_manifest_does_not_list_is_foreign_where_it_lies() -> None:
    other = Identifier(NumberKind.CONDUCT_PROTOCOL, SiteNumber(SITE), 700).of_page(1)
    page = matched(_packets().add(other), told(ROOM)).pages[-1]
    assert (page.state, page.why) == (S.FOREIGN, Why.UNKNOWN)


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_gives_an_unread_page_its_number_and_that_stays_visible() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1)[:3]).see(ink=0.1).say(5, number=ROOM.page(1, 4))
    result = matched(heap, told(ROOM))
    page = page_of(result, ROOM.page(1, 4))
    assert page.state is S.SET_PAGE and page.resolution and page.resolution.who == "Лосев"
    assert not result.to_look_at and result.rooms[0].missing_pages == 0


def test_a_person_may_say_that_a_page_is_blank_or_not_ours() -> None:
    heap = Heap().see(ink=0.1).say(1, state=S.BLANK).see(ink=0.1).say(2, state=S.FOREIGN)
    result = matched(heap, told(ROOM))
    assert states(result) == [S.BLANK, S.FOREIGN] and not result.to_look_at


# ── handed on ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_packets_hold_their_pages_by_set_and_page_whatever_came_first() -> None:
    pages = ROOM.all_pages(2, 1)[::-1]
    result = matched(Heap().add(ROOM.used_manifest, ROOM.protocol, *pages), told(ROOM))
    (packet,) = result.packets
    assert (packet.number, packet.folder) == (str(ROOM.used), "101")
    wanted = [ROOM.used_manifest, ROOM.protocol, *ROOM.all_pages(1, 2)]
    assert [page.number for page in packet.pages] == list(map(str, wanted))


def test_sets_of_which_no_packet_is_known_are_handed_on_by_room() -> None:
    result = matched(Heap().add(*ROOM.all_pages(1), *OTHER.all_pages(1)), told(ROOM, OTHER))
    assert [(packet.room.room, packet.number, len(packet.pages)) for packet in result.packets] == [
        ("101", "", 4),
        ("102", "", 4),
    ]


def test_many_schools_lie_in_one_pile() -> None:
    heap = _packets()
    heap.add(FOREIGN_SITE.used_manifest, *FOREIGN_SITE.all_pages(1, 2, 3))
    result = matched(heap, told(ROOM), told(FOREIGN_SITE))
    assert [room.key.site for room in result.rooms] == ["640123", "640777"] and result.complete
