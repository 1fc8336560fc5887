"""The same number twice: the same sheet again, another sheet, or a matter for a person."""

from __future__ import annotations

from dataclasses import replace

from scan.piles_by_hand import Heap, Room, matched, matched_with_pairs, states, told

from vpr_print.model.packet import PaperKind
from vpr_print.scan.expectation import Basis, Expected, Told, expect
from vpr_print.scan.likeness import Likeness
from vpr_print.scan.matching import match_pages
from vpr_print.scan.states import PageState, Why

S, L = PageState, Likeness
ROOM = Room("101", 1)


def test_the_same_image_again_is_scanned_again() -> None:
    heap = Heap().add(ROOM.page(1, 1), pixels="one").add(ROOM.page(1, 2)).file().add(ROOM.page(1, 1), pixels="one")
    result, pairs = matched_with_pairs(heap, told(ROOM))
    assert states(result) == [S.SET_PAGE, S.SET_PAGE, S.SCANNED_AGAIN]
    assert (result.pages[2].why, result.pages[2].twin) == (Why.SAME_IMAGE, 1)
    assert not pairs and not result.to_look_at


def test_an_unread_image_again_is_looked_at_once() -> None:
    result = matched(Heap().see(ink=0.1, pixels="one").see(ink=0.1, pixels="one"), told(ROOM))
    assert states(result) == [S.UNREAD, S.SCANNED_AGAIN] and len(result.to_look_at) == 1


def test_blank_pages_are_never_the_same_page() -> None:
    assert states(matched(Heap().blank().blank(), told(ROOM))) == [S.BLANK, S.BLANK]


def test_a_copy_of_a_file_is_scanned_again() -> None:
    heap = Heap().add(*ROOM.all_pages(1)).blank()
    pile = heap.pile
    copy = replace(pile.files[0], path="/skany/kopiya.pdf", name="kopiya.pdf")
    result, _ = match_pages(replace(pile, files=(*pile.files, copy)), expect([told(ROOM)]))
    assert states(result)[5:] == [S.SCANNED_AGAIN] * 4 + [S.BLANK]
    assert {page.why for page in result.pages[5:9]} == {Why.SAME_FILE}


def test_a_persons_word_of_a_page_counts_once_however_many_copies_its_file_has() -> None:
    heap = Heap().add(ROOM.page(1, 1), ROOM.page(1, 1)).say(2, state=S.PRINTED_TWICE)
    pile = heap.pile
    copy = replace(pile.files[0], path="/skany/kopiya.pdf", name="kopiya.pdf")
    result, _ = match_pages(replace(pile, files=(*pile.files, copy)), expect([told(ROOM)]))
    assert states(result) == [S.SET_PAGE, S.PRINTED_TWICE, S.SCANNED_AGAIN, S.SCANNED_AGAIN]


def test_another_image_of_a_number_waits_for_a_comparison_and_is_looked_at_until_then() -> None:
    heap = Heap().add(ROOM.page(1, 1), ROOM.page(1, 1))
    result, pairs = matched_with_pairs(heap, told(ROOM))
    assert states(result) == [S.SET_PAGE, S.LOOK] and result.pages[1].why is Why.NOT_COMPARED
    assert [(pair.one.page, pair.other.page, pair.thirds) for pair in pairs] == [(1, 2, ())]


def test_what_the_comparison_says_becomes_the_state() -> None:
    told_by = {
        L.SAME_SHEET: (S.SCANNED_AGAIN, Why.SAME_SHEET),
        L.OTHER_INK: (S.PRINTED_TWICE, Why.OTHER_INK),
        L.ALIKE: (S.LOOK, Why.ALIKE),
        L.FAILED: (S.LOOK, Why.NOT_COMPARED),
    }
    for likeness, state in told_by.items():
        heap = Heap().add(ROOM.page(1, 1), ROOM.page(1, 1)).compare(1, 2, likeness)
        result, pairs = matched_with_pairs(heap, told(ROOM))
        assert (result.pages[1].state, result.pages[1].why) == state
        assert not pairs


def test_a_page_is_compared_with_the_same_task_of_other_sets() -> None:
    room = Room("101", 1, sets=6)  # variants 1 and 2 by turns
    heap = Heap().add(*[room.page(ordinal, 2) for ordinal in (1, 2, 3, 5)], room.page(1, 2))
    _, (pair,) = matched_with_pairs(heap, told(room))
    assert [source.page for source in pair.thirds] == [3, 4], "sets 3 and 5 have the variant of set 1"


def test_a_third_image_is_the_same_sheet_as_any_earlier_one() -> None:
    heap = Heap().add(*[ROOM.page(1, 1)] * 3).compare(1, 2, L.OTHER_INK).compare(1, 3, L.OTHER_INK)
    heap.compare(2, 3, L.SAME_SHEET)
    result = matched(heap, told(ROOM))
    assert states(result) == [S.SET_PAGE, S.PRINTED_TWICE, S.SCANNED_AGAIN]
    assert result.pages[2].twin == 2


def test_clean_pages_among_sheets_fed_once_more_are_the_same_sheets() -> None:
    heap = Heap().add(*ROOM.all_pages(1)).file().add(*ROOM.all_pages(1))
    heap.compare(1, 5, L.ALIKE).compare(2, 6, L.SAME_SHEET).compare(3, 7, L.ALIKE).compare(4, 8, L.ALIKE)
    result = matched(heap, told(ROOM))
    assert states(result)[4:] == [S.SCANNED_AGAIN] * 4
    assert [page.why for page in result.pages[4:]] == [Why.SAME_RUN, Why.SAME_SHEET, Why.SAME_RUN, Why.SAME_RUN]


def test_clean_pages_among_sheets_that_differ_are_looked_at() -> None:
    heap = Heap().add(*ROOM.all_pages(1)).file().add(*ROOM.all_pages(1))
    heap.compare(1, 5, L.ALIKE).compare(2, 6, L.SAME_SHEET).compare(3, 7, L.OTHER_INK).compare(4, 8, L.ALIKE)
    assert states(matched(heap, told(ROOM)))[4:] == [S.LOOK, S.SCANNED_AGAIN, S.PRINTED_TWICE, S.LOOK]


def test_a_clean_page_in_another_order_proves_nothing() -> None:
    heap = Heap().add(*ROOM.all_pages(1)).file().add(ROOM.page(1, 2), ROOM.page(1, 4))
    heap.compare(2, 5, L.SAME_SHEET).compare(4, 6, L.ALIKE)
    assert states(matched(heap, told(ROOM)))[4:] == [S.SCANNED_AGAIN, S.LOOK]


def test_a_new_page_among_them_ends_the_sheets_that_were_fed_once_more() -> None:
    heap = Heap().add(*ROOM.all_pages(1)).file().add(ROOM.page(1, 1), ROOM.page(2, 1), ROOM.page(1, 2))
    heap.compare(1, 5, L.SAME_SHEET).compare(2, 7, L.ALIKE)
    assert states(matched(heap, told(ROOM)))[4:] == [S.SCANNED_AGAIN, S.SET_PAGE, S.LOOK]


def test_where_nobody_knows_the_variant_nothing_stands_for_print() -> None:
    room = Room("101", 1)
    heap = Heap().see(str(room.used_manifest), str(room.used_manifest), room.packet_qr(room.used))
    _, (pair,) = matched_with_pairs(heap.add(room.page(1, 1), room.page(2, 1), room.page(1, 1)))
    assert pair.thirds == ()


def test_a_reprint_that_the_ledger_knows_is_said_and_not_looked_at() -> None:
    reprinted = Expected(
        number=ROOM.set(1),
        kind=PaperKind.SET,
        room=ROOM.key,
        folder="101",
        ordinal=1,
        basis=Basis.LEDGER,
        reprinted=True,
    )
    heap = Heap().add(ROOM.page(1, 1), ROOM.page(1, 1)).compare(1, 2, L.OTHER_INK)
    result, _ = match_pages(heap.pile, expect([Told(papers=(reprinted,))], ledgers=["640123"]))
    assert (result.pages[1].state, result.pages[1].why) == (S.PRINTED_TWICE, Why.REPRINTED)
    assert not result.to_look_at


def test_a_person_settles_a_repeat() -> None:
    heap = Heap().add(ROOM.page(1, 1), ROOM.page(1, 1)).compare(1, 2, L.ALIKE).say(2, state=S.SCANNED_AGAIN)
    result = matched(heap, told(ROOM))
    assert states(result) == [S.SET_PAGE, S.SCANNED_AGAIN] and not result.to_look_at


def test_a_repeat_is_not_settled_by_its_own_number() -> None:
    heap = Heap().add(ROOM.page(1, 1), ROOM.page(1, 1)).compare(1, 2, L.ALIKE).say(2, number=ROOM.page(1, 1))
    assert [page.place for page in matched(heap, told(ROOM)).to_look_at] == [2]


def test_repeats_do_not_hide_what_is_missing_or_make_sets_twice() -> None:
    heap = Heap().add(ROOM.used_manifest, *ROOM.all_pages(1), ROOM.page(1, 1)).compare(2, 6, L.OTHER_INK)
    result = matched(heap, told(ROOM))
    (room,) = result.rooms
    assert len(room.sets) == 1 and room.surplus == 1
    assert result.packets[0].pages[-1].number == str(ROOM.page(1, 4))
