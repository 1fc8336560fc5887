"""Who is meant, and where everybody sits after a late change: nobody is lost, and no set changes that need not."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.errors import VprPrintError
from vpr_print.intake.allocation import read_allocation
from vpr_print.intake.allocation_file import allocation_bytes, same_people
from vpr_print.intake.work_filter import WorkFilter
from vpr_print.model.packet import WorkPlan
from vpr_print.model.seating import AllocatedRoom, FullName, Participant, RoomAllocation, Seat
from vpr_print.model.work import CellRef, PageSpan, ParticipantCode, Site, SiteNumber, Variant, Work
from vpr_print.plan.packing import CodePool, PackingOptions, plan_work
from vpr_print.workflow.late_moves import Add, Change, Move, Remove, moved

WORK = Work("Математика", 5, date(2026, 4, 21), "2026-04-21-matematika-5")
POOL = CodePool(tuple(ParticipantCode(f"{60000 + n}") for n in range(200)), "коды.xlsx")
LETTERS = "абвгдежзик"


def person(room: int, number: int, *, seats: bool, enlarged: bool = False) -> Participant:
    name = f"Участников{LETTERS[room]} {LETTERS[number // 10].upper()}{LETTERS[number % 10]}"
    seat = Seat(1 + number // 4, 1 + number % 4, 0) if seats else None
    cell = CellRef("список.xlsx", "", f"B{number}")
    return Participant(class_name="5А", name=FullName(name), seat=seat, enlarged=enlarged, cell=cell)


def allocation(counts: tuple[int, ...], *, seats: bool) -> RoomAllocation:
    return RoomAllocation(
        rooms=tuple(
            AllocatedRoom(str(101 + room), tuple(person(room, number, seats=seats) for number in range(count)))
            for room, count in enumerate(counts)
        )
    )


def planned(listed: RoomAllocation) -> WorkPlan:
    variants = [Variant(number, (PageSpan(f"{number}.pdf", "0" * 64, (0, 1)),)) for number in (1, 2)]
    folders = [room.name for room in listed.rooms]
    site = Site(SiteNumber("640123"), "школа")
    return plan_work(site, WORK, listed, variants, folders, PackingOptions(spares=1), POOL, {})


def sets(plan: WorkPlan) -> dict[str, set[tuple[int, int, bool]]]:
    """Of each room what tells its sets apart: ordinal, variant, size."""
    return {room.name: {(item.ordinal, item.variant, item.enlarged) for item in room.sets} for room in plan.rooms}


def names(rooms: tuple[AllocatedRoom, ...]) -> Counter[str]:
    return Counter(one.name.text for room in rooms for one in room.participants if one.name)


@given(counts=st.lists(st.integers(2, 12), min_size=2, max_size=4), seats=st.booleans(), data=st.data())
def test_nobody_is_lost_and_no_set_changes_that_need_not(counts: list[int], seats: bool, data: st.DataObject) -> None:
    listed = allocation(tuple(counts), seats=seats)
    plan = planned(listed)
    spots = [f"{room.name}:{place.ordinal}" for room in plan.rooms for place in room.places]
    chosen = data.draw(st.lists(st.sampled_from(spots), unique=True, max_size=3))
    rooms = [room.name for room in plan.rooms]
    changes: list[Change] = []
    gone = 0
    for spot in chosen:
        if data.draw(st.booleans()):
            changes.append(Move(spot, data.draw(st.sampled_from([name for name in rooms if name != spot[:3]]))))
        else:
            changes.append(Remove(spot))
            gone += 1
    added = data.draw(st.lists(st.sampled_from(rooms), max_size=2))
    changes += [Add(room, person(9, number, seats=False)) for number, room in enumerate(added)]
    after = moved(plan, changes, ())
    assert names(after).total() == sum(counts) - gone + len(added)
    assert all(count == 1 for count in names(after).values())
    touched = {spot[:3] for spot in chosen} | {change.to for change in changes if not isinstance(change, Remove)}
    before_sets, after_sets = sets(plan), sets(planned(RoomAllocation(rooms=after)))
    for name in rooms:
        if name not in touched:
            assert before_sets[name] == after_sets[name]
            continue
        left = set(before_sets[name]) - after_sets.get(name, set())
        leaving = sum(spot.startswith(name) for spot in chosen)
        coming = sum(change.to == name for change in changes if not isinstance(change, Remove))
        if name in after_sets and leaving < len(before_sets[name]) - 1:
            # the sets of the places that are no more, and spares that have another variant at their new ordinal
            assert len(left) <= max(0, leaving - coming) + 1
    # a list is written that reads back as the same
    assert same_people(RoomAllocation(rooms=after), after)


@pytest.mark.parametrize("seats", [True, False])
def test_the_written_list_reads_back_as_the_same(tmp_path_factory: pytest.TempPathFactory, seats: bool) -> None:
    listed = allocation((5, 3, 4), seats=seats)
    with_code = [
        AllocatedRoom(
            room.name,
            tuple(
                Participant(
                    class_name=one.class_name,
                    name=one.name,
                    seat=one.seat,
                    code=ParticipantCode(f"0{room.name}{n}"),
                    enlarged=n == 1,
                    cell=one.cell,
                )
                for n, one in enumerate(room.participants)
            ),
        )
        for room in listed.rooms
    ]
    counts = [
        AllocatedRoom(room.name, tuple(Participant(class_name="5Б", cell=one.cell) for one in room.participants))
        for room in listed.rooms
    ]
    for rooms in (list(listed.rooms), with_code, counts):
        path = tmp_path_factory.mktemp("spisok") / "spisok.csv"
        path.write_bytes(allocation_bytes(rooms, WORK))
        assert allocation_bytes(rooms, WORK) == path.read_bytes()
        read = read_allocation(path, work=WorkFilter("Математика", 5, (), WORK.date)).allocation
        assert same_people(read, rooms)


def found(*said: str, seats: bool = True) -> list[str]:
    plan = planned(allocation((6, 6), seats=seats))
    left = names(moved(plan, [Remove(one) for one in said], ()))
    return sorted((names(tuple(planned_rooms(plan))) - left).elements())


def planned_rooms(plan: WorkPlan) -> list[AllocatedRoom]:
    return [AllocatedRoom(room.name, tuple(place.participant for place in room.places)) for room in plan.rooms]


@pytest.mark.parametrize(
    "said",
    ["102:3", "102/3", "102 № 3", "каб. 102 место 3", "Кабинет 102, строка 3", "102 ряд 1 парта 3", "60008"],
)
def test_a_place_can_be_said_in_many_ways(said: str) -> None:
    assert found(said) == ["Участниковб Ав"]


@pytest.mark.parametrize(
    "said",
    ["", "102:", "102 №", "102 место", "102:0", "102:7", "103:1", "ряд 1 парта 1", "99999", "101 102", "102:-1"],
)
def test_what_is_unclear_is_said(said: str) -> None:
    with pytest.raises(VprPrintError) as raised:
        found(said)
    assert raised.value.id == "UnknownParticipant"


def test_a_place_that_is_left_is_taken_by_who_comes() -> None:
    plan = planned(allocation((6, 6), seats=True))
    after = moved(plan, [Move("101:2", "102"), Move("102:5", "101")], ())
    assert sets(planned(RoomAllocation(rooms=after))) == sets(plan)


def test_rooms_are_swapped_with_their_seats() -> None:
    plan = planned(allocation((6, 4), seats=True))
    after = {room.name: room.participants for room in moved(plan, [Move("101", "102"), Move("102", "101")], ())}
    assert [one.name for one in after["102"]] == [place.participant.name for place in plan.rooms[0].places]
    assert [one.seat for one in after["102"]] == [place.seat for place in plan.rooms[0].places]
