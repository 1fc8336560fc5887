"""Counts are tied, codes are neither lost nor doubled, and a room depends on its own lines only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.errors import ExitCode, VprPrintError
from vpr_print.model.geometry import Sides
from vpr_print.model.packet import WorkPlan
from vpr_print.model.seating import AllocatedRoom, FullName, Participant, RoomAllocation
from vpr_print.model.work import CellRef, PageSpan, ParticipantCode, Site, SiteNumber, Variant, Work
from vpr_print.plan.packing import CodePlaces, CodePool, PackingOptions, plan_work

SITE = Site(SiteNumber("640123"), "МОУ «СОШ № 1»")
WORK = Work("Математика", 5, date(2026, 4, 21), "2026-04-21-matematika-5")

PLAIN = PackingOptions()


def variants(count: int, pages: int = 3) -> list[Variant]:
    return [Variant(i, (PageSpan(f"{i}.pdf", "0" * 64, tuple(range(pages))),)) for i in range(1, count + 1)]


def people(count: int, room: int = 1, *, tied: bool = False) -> tuple[Participant, ...]:
    return tuple(
        Participant(
            class_name="5А",
            name=FullName(f"Участник {room}-{i}"),
            code=ParticipantCode(f"{room}{i:04d}") if tied else None,
            cell=CellRef("список.xlsx", "Лист1", f"B{i}"),
        )
        for i in range(1, count + 1)
    )


def allocation(*counts: int, tied: bool = False) -> RoomAllocation:
    rooms = (AllocatedRoom(str(100 + i), people(count, i, tied=tied)) for i, count in enumerate(counts, 1))
    return RoomAllocation(rooms=tuple(rooms))


def pool(count: int) -> CodePool:
    return CodePool(tuple(ParticipantCode(f"{60000 + i}") for i in range(count)), "коды.xlsx")


def plan(
    rooms: RoomAllocation,
    options: PackingOptions = PLAIN,
    codes: CodePool | None = None,
    earlier: CodePlaces | None = None,
    count: int = 2,
    pages: int = 3,
) -> WorkPlan:
    folders = [room.name for room in rooms.rooms]
    return plan_work(SITE, WORK, rooms, variants(count, pages), folders, options, codes, earlier or {})


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6), st.integers(0, 3), st.integers(0, 3), st.integers(1, 5))
def test_counts_are_tied(counts: list[int], spares: int, spare_codes: int, count: int) -> None:
    codes = pool(sum(counts) + spare_codes * len(counts))
    work = plan(allocation(*counts), PackingOptions(spares=spares, spare_codes=spare_codes), codes, count=count)
    for room, participants in zip(work.rooms, counts, strict=True):
        assert len(room.sets) == participants + spares
        assert len(room.codes) == room.protocol_rows == participants + spare_codes
        assert [item.ordinal for item in room.sets] == list(range(1, len(room.sets) + 1))
        assert [item.spare for item in room.sets] == [False] * participants + [True] * spares
        assert room.draft_sheets == 2 * participants
    given_out = [code for room in work.rooms for code in room.codes]
    assert sorted(given_out) == sorted(codes.codes)


def test_without_codes_there_are_no_slips_and_a_row_for_each_participant() -> None:
    room = plan(allocation(4), PackingOptions(spare_codes=2)).rooms[0]
    assert room.codes == () and room.protocol_rows == 4


@given(st.lists(st.integers(2, 12), min_size=3, max_size=5), st.data())
def test_a_move_leaves_every_other_room_as_it_was(counts: list[int], data: st.DataObject) -> None:
    codes = pool(sum(counts) + len(counts))
    options = PackingOptions(spares=1, spare_codes=1)
    before = plan(allocation(*counts), options, codes)
    earlier = {code: (room.name, i) for room in before.rooms for i, code in enumerate(room.codes, 1)}
    source, target = data.draw(st.permutations(range(len(counts))))[:2]
    rooms = [list(room.participants) for room in allocation(*counts).rooms]
    rooms[target].append(rooms[source].pop(data.draw(st.integers(0, counts[source] - 1))))
    moved = RoomAllocation(rooms=tuple(AllocatedRoom(str(101 + i), tuple(room)) for i, room in enumerate(rooms)))
    after = plan(moved, options, codes, earlier)
    for i, (old, new) in enumerate(zip(before.rooms, after.rooms, strict=True)):
        if i not in (source, target):
            assert old == new
    given_out = [code for room in after.rooms for code in room.codes]
    assert len(set(given_out)) == len(given_out)


def test_codes_go_to_places_in_the_order_of_the_list() -> None:
    work = plan(allocation(2, 3), codes=pool(9))
    assert [place.code for room in work.rooms for place in room.places] == list(pool(5).codes)


def test_tied_codes_stay_with_their_lines_and_are_given_to_no_other() -> None:
    rooms = allocation(2, tied=True)
    mixed = RoomAllocation(rooms=(*rooms.rooms, AllocatedRoom("200", people(2, 9))))
    codes = CodePool((ParticipantCode("10001"), ParticipantCode("10002"), *pool(2).codes), "коды.xlsx")
    work = plan(mixed, codes=codes)
    assert [place.code for room in work.rooms for place in room.places] == ["10001", "10002", "60000", "60001"]


@pytest.mark.parametrize("sides, pages, printed", [(Sides.ONE, 11, 11), (Sides.TWO, 11, 12), (Sides.TWO, 12, 12)])
def test_sets_are_padded_only_for_two_sides(sides: Sides, pages: int, printed: int) -> None:
    work = plan(allocation(2), PackingOptions(sides=sides), pages=pages)
    assert {item.pages for item in work.rooms[0].sets} == {printed}


def test_too_few_codes_are_a_shortage_with_figures() -> None:
    with pytest.raises(VprPrintError, match="не хватает 2") as caught:
        plan(allocation(3, 3), PackingOptions(spare_codes=1), pool(6))
    assert caught.value.exit_code is ExitCode.SHORTAGE


def test_all_flaws_come_together_and_the_lowest_code_wins() -> None:
    odd = Participant(class_name="5А", variant=7, code=ParticipantCode("99999"), cell=CellRef("с.xlsx", "", "D4"))
    rooms = RoomAllocation(rooms=(AllocatedRoom("101", (odd, *people(3))),))
    with pytest.raises(VprPrintError) as caught:
        plan(rooms, PackingOptions(filled_protocol=True), pool(1))
    text = str(caught.value)
    for part in ("вариант, которого нет", "заполненный протокол", "которых нет в списке кодов", "не хватает"):
        assert part in text
    assert caught.value.exit_code is ExitCode.ALLOCATION
    assert "Участник" not in text


def test_codes_in_some_lines_only_need_a_code_list() -> None:
    rooms = RoomAllocation(rooms=(AllocatedRoom("101", (*people(1, tied=True), *people(2, 2))),))
    with pytest.raises(VprPrintError, match="не у всех участников"):
        plan(rooms)
