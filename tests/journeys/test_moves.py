"""A participant moves: papers of two rooms change, all others keep their numbers and bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from journeys.evening import BUILT_WITH, Evening, numbers_of, rest, snapshot

Rows = list[list[object]]
ROOM, SEAT_ROW, SEAT = 3, 4, 5


def moved(evening: Evening, person: int, room: str, seat: tuple[int, int] | None) -> Path:
    """The list with one line changed; the lines stay grouped by room, as a person would write them."""
    rows = evening.rows
    rows[person][ROOM] = room
    rows[person][SEAT_ROW : SEAT + 1] = seat or (None, None)
    return evening.write_list(sorted(rows, key=lambda row: str(row[ROOM])), name="moved.xlsx")


def without_seats(rows: Rows) -> Rows:
    return [[*row[:SEAT_ROW], None, None, row[6]] for row in rows]


def last_of(evening: Evening, room: str) -> int:
    return max(index for index, row in enumerate(evening.rows) if row[ROOM] == room)


def test_without_replace_the_papers_are_named_and_nothing_changes(morning_after: Evening) -> None:
    before, serial = snapshot(morning_after.school, without=()), morning_after.next_serial()
    rooms = moved(morning_after, last_of(morning_after, "103"), "101", (3, 9))
    refused = morning_after.build(*BUILT_WITH, "--json", rooms=rooms)
    assert (refused.code, refused.ids) == (40, ["ExistingPapers"])
    assert "каб. 101: протокол проведения" in refused.err
    assert "каб. 103: комплект" in refused.err
    assert "каб. 102" not in refused.err
    assert "--replace" in refused.err
    assert morning_after.next_serial() == serial
    # An opened ledger leaves its file as it was, byte for byte
    assert snapshot(morning_after.school, without=()) == before


def test_a_move_changes_its_two_rooms_and_no_other(morning_after: Evening) -> None:
    evening = morning_after
    before, files_before = evening.manifest, snapshot(evening.work)
    person = last_of(evening, "103")
    rooms = moved(evening, person, "101", (3, 9))
    done = evening.build(*BUILT_WITH, "--replace", rooms=rooms)
    assert done.code == 0, done.err
    after, files_after = evening.manifest, snapshot(evening.work)
    assert "Не изменились кабинеты: 102." in done.out
    assert numbers_of(after, "102") == numbers_of(before, "102")
    for file, digest in files_before.items():
        if file.startswith("102/"):
            assert files_after[file] == digest
    for room, change in (("101", 1), ("103", -1)):
        old, new = numbers_of(before, room), numbers_of(after, room)
        places = len([key for key in new if key.startswith("set ")]) - 1
        assert places == len([key for key in old if key.startswith("set ")]) - 1 + change
        for key, number in new.items():
            if key.startswith("set ") and int(key.split()[1]) < min(places, places - change):
                same = variant_of(before, old[key]) == variant_of(after, number)
                assert (number == old[key]) == same, key
            if not key.startswith("set "):
                assert number != old.get(key), key
    assert rest(evening.school) == []
    died = {number for room in ("101", "102", "103") for number in numbers_of(before, room).values()}
    died -= {number for room in ("101", "102", "103") for number in numbers_of(after, room).values()}
    assert died

    # Back again: what is void stays void
    assert evening.build(*BUILT_WITH, "--replace").code == 0
    back = evening.manifest
    alive = {number for room in ("101", "102", "103") for number in numbers_of(back, room).values()}
    assert not alive & died
    assert numbers_of(back, "102") == numbers_of(before, "102")
    assert files_before.keys() == snapshot(evening.work).keys()


def variant_of(manifest: object, number: str) -> object:
    rooms: Sequence[dict[str, Sequence[dict[str, object]]]] = manifest["rooms"]  # type: ignore[index]
    return next(item["variant"] for room in rooms for item in room["sets"] if item["number"] == number)


def test_a_move_without_known_seats_changes_its_two_rooms_and_no_other(evening: Evening) -> None:
    plain = evening.write_list(without_seats(evening.rows))
    assert evening.build(rooms=plain).code == 0
    before, files_before = evening.manifest, snapshot(evening.work)
    rows = evening.rows
    rows[last_of(evening, "102")][ROOM] = "103"
    done = evening.build("--replace", rooms=evening.write_list(without_seats(rows), name="moved.xlsx"))
    assert done.code == 0, done.err
    after, files_after = evening.manifest, snapshot(evening.work)
    assert numbers_of(after, "101") == numbers_of(before, "101")
    assert {f: d for f, d in files_after.items() if f[:4] == "101/"} == {
        f: d for f, d in files_before.items() if f[:4] == "101/"
    }
    kept = [key for key, number in numbers_of(after, "102").items() if numbers_of(before, "102")[key] == number]
    assert [key for key in kept if key.startswith("set ")] == [f"set {n}" for n in range(1, len(kept) + 1)]


def test_two_who_change_places_in_one_room_change_no_paper_of_a_blank_protocol(morning_after: Evening) -> None:
    """A set belongs to a place, not to a pupil."""
    before = snapshot(morning_after.work)
    rows = morning_after.rows
    same = [index for index, row in enumerate(rows) if row[ROOM] == "103" and not row[6]][:2]
    first, second = (rows[index] for index in same)
    first[1:3], second[1:3] = second[1:3], first[1:3]
    done = morning_after.build(*BUILT_WITH, rooms=morning_after.write_list(rows))
    assert done.code == 0, done.err
    assert snapshot(morning_after.work) == before


def test_a_room_that_is_no_longer_used_goes_with_its_numbers(morning_after: Evening) -> None:
    rows = morning_after.rows
    dropped = numbers_of(morning_after.manifest, "103")
    for index, row in enumerate(rows):
        if row[ROOM] == "103":
            row[ROOM:6] = ["102", 8, index + 1]
    rooms = morning_after.write_list(rows)
    refused = morning_after.build(*BUILT_WITH, "--json", rooms=rooms)
    assert (refused.code, refused.ids) == (40, ["ExistingPapers"])
    assert (morning_after.work / "103").is_dir()
    done = morning_after.build(*BUILT_WITH, "--replace", "--json", rooms=rooms)
    assert done.code == 0, done.err
    assert set(dropped.values()) <= set(done.json["voided"])
    assert not (morning_after.work / "103").exists()
    assert [room["room"] for room in morning_after.manifest["rooms"]] == ["101", "102"]


def the_room(evening: Evening) -> str:
    return "101"


def one_set(evening: Evening) -> str:
    return numbers_of(evening.manifest, "101")["set 1"]


@pytest.mark.parametrize("confirm", [the_room, one_set])
def test_printed_numbers_die_only_with_a_reason(morning_after: Evening, confirm: Callable[[Evening], str]) -> None:
    assert morning_after.tell("printed", confirm(morning_after)).code == 0
    rows = morning_after.rows
    gone = [index for index, row in enumerate(rows) if row[ROOM] == "101"]
    rooms = morning_after.write_list([row for index, row in enumerate(rows) if index not in gone])
    before, serial = snapshot(morning_after.school / "works", without=()), morning_after.next_serial()
    refused = morning_after.build(*BUILT_WITH, "--replace", "--json", rooms=rooms)
    assert (refused.code, refused.ids) == (50, ["ReasonNeeded"])
    assert "--reason" in refused.err
    assert snapshot(morning_after.school / "works", without=()) == before
    assert morning_after.next_serial() == serial
    done = morning_after.build(*BUILT_WITH, "--replace", "--reason", "кабинет закрыт", rooms=rooms)
    assert done.code == 0, done.err
    assert not (morning_after.work / "101").exists()


def test_printed_names_what_it_does_not_know(morning_after: Evening) -> None:
    unknown = morning_after.tell("printed", "999")
    assert unknown.code == 2
    assert "999" in unknown.err
    assert "101, 102, 103" in unknown.err
    number = numbers_of(morning_after.manifest, "101")["set 1"]
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert morning_after.tell("printed", wrong).code == 51
