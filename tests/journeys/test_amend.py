"""Somebody comes, goes or is moved after the build: what changes, what is opened, what stays."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from journeys.evening import BUILT_WITH, HEADER, REPOSITORY, Evening, Told, numbers_of, open_ledger, rest, snapshot
from journeys.killing import flaws_of_ledger

from vpr_print.model.identifier import Identifier, parse_number
from vpr_print.output.work_folder import WorkFolder
from vpr_print.track.ledger import Ledger
from vpr_print.track.paper import PaperState
from vpr_print.workflow import amending, build
from vpr_print.workflow.rooms import RoomWorker

ROOMS = ("101", "102", "103")
MOVE = ("--move", "103:1", "101")
NEW_NAME = "Новосёлова Алёна Игоревна"


def amend(evening: Evening, *options: object, typed: Iterable[object] = ()) -> Told:
    return evening.tell("amend", *options, "--yes", "--json", "--workers", 1, typed=typed)


def change_of(done: Told) -> dict[str, Any]:
    assert done.code == 0, done.err
    return {room["room"]: room for room in done.json["change"]["rooms"]}


def of_room(files: dict[str, str], room: str) -> dict[str, str]:
    return {file: digest for file, digest in files.items() if file.startswith(f"{room}/")}


def people(evening: Evening, room: str) -> int:
    return next(int(item["participants"]) for item in evening.manifest["rooms"] if item["room"] == room)


def pack(evening: Evening, *rooms: str) -> None:
    for told in (
        evening.tell("printed", *rooms),
        evening.tell("track", "record", "accepted", *rooms),
        evening.tell("track", "record", "packed", *rooms),
    ):
        assert told.code == 0, told.err


def test_a_move_makes_only_what_it_has_to_and_says_where(morning_after: Evening) -> None:
    evening = morning_after
    before, files, numbers = evening.manifest, snapshot(evening.work), numbers_of(evening.manifest, "103")
    moved = amend(evening, "--move", "103:1", "каб. 101")
    change = change_of(moved)
    assert sorted(change) == ["101", "103"]
    after, files_after = evening.manifest, snapshot(evening.work)
    assert of_room(files_after, "102") == of_room(files, "102")
    assert numbers_of(after, "102") == numbers_of(before, "102")
    assert people(evening, "101") + people(evening, "103") == 7 - people(evening, "102")
    for room in ("101", "103"):
        was, now = set(numbers_of(before, room).values()), set(numbers_of(after, room).values())
        told_out = {sheet["number"] for sheet in change[room]["take_out"]}
        told_in = {sheet["number"] for sheet in change[room]["put_in"]}
        # labels are numbered by their packets; the code sheet is cut up, its slips are named instead
        sheets = {number for numbers in (was, now) for number in numbers if number[0] == "9"}
        assert told_out - {change[room]["packet"]} >= was - now - sheets - {change[room]["packet"]}
        assert told_in >= now - was - sheets
        assert not told_in & told_out
    # one set more in the one room, one fewer in the other, no other set is touched
    sets = [sheet for sheet in change["101"]["put_in"] if sheet["kind"] == "set"]
    assert len(sets) == 1
    assert not [sheet for sheet in change["101"]["take_out"] if sheet["kind"] == "set"]
    assert [sheet["number"] for sheet in change["103"]["take_out"] if sheet["kind"] == "set"] == [
        numbers[f"set {max(int(key.split()[1]) for key in numbers if key.startswith('set '))}"]
    ]
    for room in change.values():
        for file in room["files"]:
            assert (evening.work / file).is_file()
    assert flaws_of_ledger(evening) == []
    assert rest(evening.school) == []


def test_only_new_sheets_lie_apart(morning_after: Evening) -> None:
    change = change_of(amend(morning_after, "--move", "103:1", "101"))
    apart = morning_after.work / "izmeneniya"
    found = sorted(path.relative_to(apart).as_posix() for path in apart.rglob("*.pdf"))
    assert found == sorted(file.removeprefix("izmeneniya/") for room in change.values() for file in room["files"])
    assert "103/1-komplekty.pdf" not in found
    assert len(pypdf.PdfReader(apart / "101" / "1-komplekty.pdf").pages) == 3  # one set
    for name in ("3-protokol.pdf", "4-etiketki.pdf", "5-opisi.pdf"):
        assert (apart / "101" / name).read_bytes() == (morning_after.work / "101" / name).read_bytes()
    slips = "".join(page.extract_text() for page in pypdf.PdfReader(apart / "101" / "2-kody.pdf").pages)
    (slip,) = change["101"]["slips_in"]
    assert slip["code"] in slips.replace(" ", "")


def test_dry_run_shows_the_same_and_changes_nothing(morning_after: Evening) -> None:
    evening = morning_after
    before = snapshot(evening.school, without=())
    seen = amend(evening, "--move", "103:1", "101", "--dry-run")
    assert (seen.code, seen.json["done"]) == (0, False)
    assert snapshot(evening.school, without=()) == before
    done = amend(evening, "--move", "103:1", "101")
    shown, made = seen.json["change"]["rooms"], done.json["change"]["rooms"]
    for room in (*shown, *made):
        room.pop("files")
    assert shown == made


def test_names_are_nowhere_but_in_the_source(morning_after: Evening) -> None:
    evening = morning_after
    said = amend(evening, "--add", "102", typed=[NEW_NAME, "5А", ""])
    assert said.code == 0, said.err
    # neither is a screen
    assert NEW_NAME.split()[0] not in said.out + said.err
    surnames = {*evening.surnames, NEW_NAME.split()[0]}
    outside = {path for path in evening.school.rglob("*") if path.is_file() and "source" not in path.parts}
    for path in outside:
        data = path.read_bytes()
        assert not [name for name in surnames if name.encode() in data], path.name
    kept = json.loads((evening.work / "source" / "inputs.json").read_bytes())
    listed = evening.work / "source" / f"{kept['rooms']['sha256']}.csv"
    assert NEW_NAME in listed.read_text("utf-8-sig")
    assert listed.stat().st_mode & 0o077 == 0


def test_an_added_participant_takes_a_free_code(morning_after: Evening) -> None:
    evening = morning_after
    with open_ledger(evening.school) as ledger:
        before = ledger.code_places(evening.work.name)
    spare = max(ordinal for room, ordinal in before.values() if room == "102")
    change = change_of(amend(evening, "--add", "102", typed=[NEW_NAME, "5А", ""]))["102"]
    with open_ledger(evening.school) as ledger:
        after = ledger.code_places(evening.work.name)
    assert before.items() <= after.items()
    (new,) = after.keys() - before.keys()
    assert after[new] == ("102", spare + 1)
    assert [slip["code"] for slip in change["slips_in"]] == [new]
    assert change["people"] == 1
    assert change["drafts"] == 2


def tied(evening: Evening) -> tuple[Path, list[str]]:
    """The list with a code for everybody, and their codes."""
    with open_ledger(evening.school) as ledger:
        places = {place: code for code, place in ledger.code_places(evening.work.name).items()}
    counts: dict[str, int] = {}
    rows = []
    for row in evening.rows:
        counts[str(row[3])] = counts.get(str(row[3]), 0) + 1
        rows.append([*row, places[str(row[3]), counts[str(row[3])]]])
    listed = evening.write_list(rows, header=(*HEADER, "Код участника"), name="kody-u-imen.xlsx")
    return listed, [str(row[-1]) for row in rows]


def test_codes_of_names_go_with_them_and_to_nobody_else(morning_after: Evening) -> None:
    evening = morning_after
    listed, codes = tied(evening)
    assert evening.build(*BUILT_WITH, "--replace", "--protocol", "filled", rooms=listed).code == 0
    first = codes[0]  # of room 101
    assert sorted(change_of(amend(evening, "--remove", first))) == ["101"]
    with open_ledger(evening.school) as ledger:
        assert first not in ledger.code_places(evening.work.name)
    added = change_of(amend(evening, "--add", "101", typed=[NEW_NAME, "5А", ""]))["101"]
    with open_ledger(evening.school) as ledger:
        places = ledger.code_places(evening.work.name)
    assert first not in places
    assert sorted(code for code in codes if code in places) == sorted(set(codes) - {first})
    assert first not in [slip["code"] for slip in added["slips_in"]]


def test_rooms_that_stay_keep_their_codes_whoever_has_got_them_since(morning_after: Evening) -> None:
    evening = morning_after
    listed, _codes = tied(evening)
    assert evening.build(*BUILT_WITH, "--replace", rooms=listed).code == 0
    with open_ledger(evening.school) as ledger:
        before = {code: place for code, place in ledger.code_places(evening.work.name).items() if place[0] == "102"}
    spare = max(before, key=lambda code: before[code][1])
    with evening.patch.context() as patch:
        for journey in (build, amending):
            patch.setattr(journey, "issued_codes", lambda _school: frozenset([spare]))
        assert sorted(change_of(amend(evening, "--remove", "101:1"))) == ["101"]
    with open_ledger(evening.school) as ledger:
        after = ledger.code_places(evening.work.name)
    assert {code: place for code, place in after.items() if place[0] == "102"} == before


def test_packed_packets_are_opened_and_no_other(morning_after: Evening) -> None:
    evening = morning_after
    pack(evening, "101", "102")
    packet = numbers_of(evening.manifest, "101")["packet delivery"]
    refused = amend(evening, "--move", "103:1", "101")
    assert (refused.code, refused.ids) == (50, ["ReasonNeeded"])
    change = change_of(amend(evening, "--move", "103:1", "101", "--reason", "переведён"))
    assert [room for room, told in change.items() if told["state"] == "packed"] == ["101"]
    assert change["101"]["packet"] == packet
    told = evening.tell("amend", "--last")
    assert told.out.count("Вскройте доставочный пакет") == 1
    assert " ".join([packet[i : i + 4] for i in range(0, 16, 4)]) in told.out


def test_the_cheap_way_is_offered_while_there_is_one(morning_after: Evening) -> None:
    """A spare set and a spare code that lie in the packet serve who comes; who stays away is absent."""
    evening = morning_after
    pack(evening, "101", "102")
    spare = numbers_of(evening.manifest, "102")["set 3"]
    told = amend(evening, "--move", "101:1", "102", "--dry-run").err
    assert f"дайте запасной комплект {' '.join(spare[i : i + 4] for i in range(0, 16, 4))} и запасной код" in told
    assert "выбывшего отметьте в протоколе неявкой" in told
    assert "запасной комплект" not in amend(evening, "--move", "101", "102", "--dry-run").err
    assert evening.tell("track", "record", "lost", spare, "--reason", "нет в пакете").code == 0
    assert "запасной комплект" not in amend(evening, "--move", "101:1", "102", "--dry-run").err


def test_what_lay_in_a_packet_lies_in_it_under_its_new_label(morning_after: Evening) -> None:
    evening = morning_after
    pack(evening, *ROOMS)
    change = change_of(amend(evening, "--remove", "103:1", "--reason", "не пишет"))["103"]
    label = numbers_of(evening.manifest, "103")["packet delivery"]
    assert change["label"] == label
    with open_ledger(evening.school) as ledger:
        sets = [thing for thing in ledger.things(evening.work.name, "103") if thing.is_set and thing.state != "voided"]
    assert {thing.packet for thing in sets} == {label}
    for told in (
        evening.tell("printed", "103"),
        evening.tell("track", "record", "packed", "103"),
        evening.tell("track", "record", "issued", "103"),
        evening.tell("track", "record", "used", sets[0].number),
    ):
        assert told.code == 0, told.err
    with open_ledger(evening.school) as ledger:
        states = {thing.state for thing in ledger.things(evening.work.name, "103") if thing.is_set} - {"voided"}
    assert states == {"issued", "used"}
    assert evening.tell("track", "verify").code == 0


def test_confirmed_sets_that_die_are_spoiled_and_planned_ones_never_count(morning_after: Evening) -> None:
    evening = morning_after
    assert evening.tell("printed", "103").code == 0
    assert amend(evening, "--move", "103:1", "101", "--reason", "переведён").code == 0
    balance = evening.tell("track", "balance", "--json").json
    rooms = {room["room"]: room for work in [balance] for room in work["rooms"]}
    assert rooms["103"]["spoiled"] == 1
    assert rooms["101"]["printed"] == 0


@pytest.mark.parametrize("step", ["issued", "used"])
def test_what_is_in_the_room_already_is_not_changed(morning_after: Evening, step: str) -> None:
    evening = morning_after
    pack(evening, *ROOMS)
    assert evening.tell("track", "record", "issued", "103").code == 0
    if step == "used":
        number = numbers_of(evening.manifest, "103")["set 1"]
        assert evening.tell("track", "record", "used", number).code == 0
    before = snapshot(evening.school / "works", without=())
    for reason in ((), ("--reason", "надо")):
        refused = amend(evening, "--move", "103:1", "101", *reason)
        assert (refused.code, refused.ids) == (51, ["TooLate"])
    assert snapshot(evening.school / "works", without=()) == before
    # a room whose packet is still here can be changed
    assert amend(evening, "--remove", "101:1", "--reason", "не пишет").code == 0


def test_two_rooms_are_swapped(morning_after: Evening) -> None:
    evening = morning_after
    counts = people(evening, "101"), people(evening, "103")
    change = change_of(amend(evening, "--move", "101", "103", "--move", "103", "101"))
    assert sorted(change) == ["101", "103"]
    assert (people(evening, "103"), people(evening, "101")) == counts


def test_a_new_room_and_an_emptied_one(morning_after: Evening) -> None:
    evening = morning_after
    gone = numbers_of(evening.manifest, "103")
    change = change_of(amend(evening, "--move", "103", "Актовый зал"))
    assert change["103"]["gone"]
    assert change["Актовый зал"]["new"]
    assert not (evening.work / "103").exists()
    assert [room["room"] for room in evening.manifest["rooms"]] == ["101", "102", "Актовый зал"]
    with open_ledger(evening.school) as ledger:
        for number in gone.values():
            identifier = parse_number(number)
            assert isinstance(identifier, Identifier)
            paper = ledger.lookup(identifier)
            assert paper and paper.state is PaperState.VOID
    assert flaws_of_ledger(evening) == []


def test_an_edited_list_says_the_same(morning_after: Evening) -> None:
    evening = morning_after
    rows = evening.rows
    last = max(index for index, row in enumerate(rows) if row[3] == "103")
    rows[last][3:6] = ["101", 3, 9]
    listed = evening.write_list(sorted(rows, key=lambda row: str(row[3])), name="novyy.xlsx")
    done = amend(evening, "--rooms", listed)
    assert sorted(change_of(done)) == ["101", "103"]
    same = amend(evening, "--rooms", listed)
    assert (same.code, same.json["done_before"]) == (3, True)
    same = amend(evening, "--rooms", listed, "--again")
    assert (same.code, same.ids) == (2, ["NothingToAmend"])
    # a plain build with that list changes nothing, one with the old list names what it would undo
    assert evening.build(*BUILT_WITH, rooms=listed).code == 0
    assert evening.tell("amend", "--last", "--json").json["change"] == done.json["change"]
    refused = evening.build(*BUILT_WITH, "--json")
    assert (refused.code, refused.ids) == (40, ["ExistingPapers"])
    assert evening.build(*BUILT_WITH, "--replace").code == 0
    assert not (evening.work / "izmeneniya").exists()
    assert evening.tell("amend", "--last").code == 2


def test_the_next_change_starts_from_the_changed_work(morning_after: Evening) -> None:
    evening = morning_after
    count = people(evening, "101")
    assert amend(evening, "--move", "103:1", "101").code == 0
    second = change_of(amend(evening, "--move", "102:1", "101"))
    assert people(evening, "101") == count + 2
    # nobody has confirmed the print of the first: both new sets lie there, and nothing that is dead
    pages = pypdf.PdfReader(evening.work / "izmeneniya" / "101" / "1-komplekty.pdf").pages
    assert len(pages) == 6
    assert "izmeneniya/101/1-komplekty.pdf" in second["101"]["files"]
    assert evening.tell("printed", "101").code == 0
    third = change_of(amend(evening, "--remove", "102:1"))
    assert sorted(third) == ["102"]
    replaced = evening.tell("replace", numbers_of(evening.manifest, "101")["set 1"], "--reason", "замят", "--json")
    assert replaced.code == 0, replaced.err
    assert amend(evening, "--move", "101:1", "103", "--reason", "переведён").code == 0
    assert flaws_of_ledger(evening) == []


@pytest.mark.parametrize(
    "options",
    [
        ("--print-drafts", "--per-set-files", "--sides", "two", "--protocol-copy"),
        ("--spares", 0, "--spare-codes", 1, "--door-list", "--class", "5А", "--class", "5Б"),
    ],
)
def test_the_build_goes_on_as_it_was_asked_for(evening: Evening, options: tuple[object, ...]) -> None:
    assert evening.build(*options).code == 0
    (work,) = (evening.school / "works").iterdir()
    before = snapshot(work)
    done = amend(evening, *MOVE)
    change = change_of(done)
    after = snapshot(work)
    assert of_room(after, "102") == of_room(before, "102")
    assert {file.split("/")[-1] for file in of_room(after, "101")} >= {
        file.split("/")[-1] for file in of_room(before, "101")
    }
    for room in change.values():
        for file in room["files"]:
            assert (work / file).is_file()
    assert amend(evening, "--move", f"101:{change['101']['people'] + people_of(work, '101') - 1}", "103").code == 0
    assert people_of(work, "103") == 3


def people_of(work: Path, room: str) -> int:
    manifest = json.loads((work / "manifest.json").read_bytes())
    return next(int(item["participants"]) for item in manifest["rooms"] if item["room"] == room)


def test_other_layouts_are_told_before_they_cost_paper(morning_after: Evening) -> None:
    own = morning_after.beside("makety")
    own.mkdir()
    text = (REPOSITORY / "layouts" / "vpr" / "individual-set.toml").read_text("utf-8")
    (own / "individual-set.toml").write_text(text.replace("gray = 0.35", "gray = 0.3"), "utf-8")
    told = amend(morning_after, *MOVE, "--layouts", own, "--dry-run").err
    assert "меняются ВСЕ комплекты" in told
    assert "меняются ВСЕ комплекты" not in amend(morning_after, *MOVE, "--dry-run").err


def test_a_list_of_counts_and_a_work_without_codes(evening: Evening) -> None:
    rows = [("101", "5А", 3), ("101", "5Б", 2), ("102", "5Б", 4)]
    listed = evening.write_list(rows, header=("Кабинет", "Класс", "Количество участников"), name="chislo.xlsx")
    assert evening.build(rooms=listed, codes=None).code == 3
    change = change_of(amend(evening, "--move", "101:4", "102"))
    assert {room: told["people"] for room, told in change.items()} == {"101": -1, "102": 1}
    added = change_of(amend(evening, "--add", "102", typed=["", "5Б", ""]))
    assert added["102"]["people"] == 1
    assert not added["102"]["slips_in"]
    assert people(evening, "102") == 6
    refused = amend(evening, "--add", "102", typed=[NEW_NAME, "5Б", ""])
    assert (refused.code, refused.ids) == (11, ["ListCannotBeChanged"]), refused.err


def test_a_replaced_set_of_another_room_stays_as_it_is(morning_after: Evening) -> None:
    evening = morning_after
    assert evening.tell("printed", "102").code == 0
    number = numbers_of(evening.manifest, "102")["set 1"]
    assert evening.tell("replace", number, "--reason", "замят").code == 0
    before, numbers = of_room(snapshot(evening.work), "102"), numbers_of(evening.manifest, "102")
    assert sorted(change_of(amend(evening, "--move", "103:1", "101"))) == ["101", "103"]
    assert of_room(snapshot(evening.work), "102") == before
    assert numbers_of(evening.manifest, "102") == numbers


@pytest.mark.parametrize(
    ("options", "code", "id"),
    [
        ((), 2, "NothingToAmend"),
        (("--remove", "999:1"), 2, "UnknownParticipant"),
        (("--remove", "101:77"), 2, "UnknownParticipant"),
        (("--remove", "кто-нибудь"), 2, "UnknownParticipant"),
        (("--remove", "101:1", "--move", "101", "102"), 2, "TwiceMeant"),
        (("--remove", "101", "--remove", "102", "--remove", "103"), 2, "NobodyLeft"),
        (("--move", "101:1", "!!!"), 2, "UnknownParticipant"),
        (("--move", "101:1", "101"), 2, "NothingToAmend"),
        (("--work", "net-takoy", "--remove", "101:1"), 2, "WhichWork"),
    ],
)
def test_what_cannot_be_meant_is_refused(morning_after: Evening, options: tuple[str, ...], code: int, id: str) -> None:
    before = snapshot(morning_after.school, without=())
    refused = amend(morning_after, *options)
    assert (refused.code, refused.ids) == (code, [id]), refused.err
    assert snapshot(morning_after.school, without=()) == before


def test_the_same_wish_again_is_not_carried_out_twice(morning_after: Evening) -> None:
    """Killed at its very end, or given again by mistake: place 1 is somebody else's by now."""
    evening = morning_after
    first = amend(evening, *MOVE)
    before = snapshot(evening.work, without=())
    again = amend(evening, *MOVE)
    assert (again.code, again.json["done_before"]) == (3, True)
    assert again.json["change"] == first.json["change"]
    assert snapshot(evening.work, without=()) == before
    assert people(evening, "103") == 2
    assert amend(evening, *MOVE, "--again").code == 0
    assert people(evening, "103") == 1
    assert amend(evening, "--add", "103", typed=[NEW_NAME, "5А", ""]).code == 0
    assert amend(evening, "--add", "103", typed=[NEW_NAME.replace("Алёна", "Инна"), "5 «а»", ""]).code == 0
    assert people(evening, "103") == 3


def test_too_few_codes_are_a_shortage(morning_after: Evening) -> None:
    evening = morning_after
    before = snapshot(evening.school, without=())
    many = [option for _ in range(40) for option in ("--add", "102")]
    typed = [line for n in range(40) for line in (f"Новосёлова {chr(1040 + n % 32)}{'а' * (n // 32 + 1)}", "5А", "")]
    refused = amend(evening, *many, typed=typed)
    assert (refused.code, refused.ids) == (20, ["CodeShortage"]), refused.err
    assert snapshot(evening.school, without=()) == before


@pytest.mark.parametrize("said", ["6А", "", "5A", "класс"])
def test_who_comes_from_another_class_is_refused(morning_after: Evening, said: str) -> None:
    refused = amend(morning_after, "--add", "102", typed=[NEW_NAME, said, ""])
    assert (refused.code, refused.ids) == (2, ["WrongClass"]), refused.err


def test_a_name_in_the_reason_is_refused(morning_after: Evening) -> None:
    surname = str(morning_after.rows[0][1]).split()[0]
    refused = amend(morning_after, "--move", "103:1", "101", "--reason", f"{surname} переведён")
    assert (refused.code, refused.ids) == (2, ["NameInReason"])
    assert surname not in refused.out


def test_a_source_that_is_not_whole_is_refused(morning_after: Evening) -> None:
    (morning_after.work / "source" / "inputs.json").unlink()
    refused = amend(morning_after, "--remove", "101:1")
    assert (refused.code, refused.ids) == (40, ["SourceMissing"])


class PowerCut(BaseException):
    """Nobody catches it: what runs next finds what a killed process would leave."""


def cut(*_: object, **__: object) -> None:
    raise PowerCut


def half_closed(folder: WorkFolder) -> None:
    """The journal is gone, the ledger knows all, the staging folder is still there."""
    (folder.root / ".build" / "commit.json").unlink()
    raise PowerCut


@pytest.mark.parametrize(
    ("owner", "moment", "begun"),
    [
        (RoomWorker, "make", False),
        (WorkFolder, "stage_manifest", False),
        (WorkFolder, "_swap", True),
        (Ledger, "record_built", True),
        (WorkFolder, "close_build", True),
        (WorkFolder, "half_closed", True),
    ],
)
def test_killed_at_any_moment_it_is_not_done_or_done_once(
    morning_after: Evening, changed: dict[str, str], owner: type, moment: str, begun: bool
) -> None:
    evening = morning_after
    with evening.patch.context() as patch, pytest.raises(PowerCut):
        if moment == "half_closed":
            patch.setattr(owner, "close_build", half_closed)
        else:
            patch.setattr(owner, moment, cut)
        amend(evening, *MOVE)
    again = amend(evening, *MOVE)
    assert (again.code, again.json["done_before"]) == ((3, True) if begun else (0, False)), again.err
    assert sorted(room["room"] for room in again.json["change"]["rooms"]) == ["101", "103"]
    assert snapshot(evening.work) == changed
    assert flaws_of_ledger(evening) == []
    assert rest(evening.school) == []


@pytest.fixture(scope="module")
def changed(built: Evening, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The work as the move leaves it when nothing is killed. A change before makes files lie apart already."""
    with pytest.MonkeyPatch.context() as patch:
        school = shutil.copytree(built.school, tmp_path_factory.mktemp("spokoyno") / "shkola")
        evening = replace(built, school=school, patch=patch)
        assert amend(evening, *MOVE).code == 0
        yield snapshot(evening.work)


@pytest.mark.parametrize("turn", range(3))
def test_random_changes_touch_nothing_else(morning_after: Evening, turn: int) -> None:
    evening, chance = morning_after, random.Random(f"amend {turn}")
    packed = chance.sample(ROOMS, 2)
    pack(evening, *packed)
    before, files = evening.manifest, snapshot(evening.work)
    everybody = [f"{room}:{n}" for room in ROOMS for n in range(1, people(evening, room) + 1)]
    chosen = chance.sample(everybody, 3)
    options: list[object] = ["--remove", chosen[0]]
    for who in chosen[1 : 1 + turn]:
        options += ["--move", who, chance.choice(ROOMS)]
    options += ["--add", chance.choice(ROOMS)] * (turn % 2)
    done = amend(evening, *options, "--reason", "перемены", typed=[NEW_NAME, "5А", ""])
    change = change_of(done)
    after, files_after = evening.manifest, snapshot(evening.work)
    rooms = [room["room"] for room in after["rooms"]]
    for room in set(ROOMS) - change.keys():
        assert of_room(files_after, room) == of_room(files, room)
    # void are the numbers that occur no more; opened the packed packets of rooms that changed, and no other
    was, now = (
        {number for room in manifest["rooms"] for file in room["files"] for number in file["numbers"]}
        for manifest in (before, after)
    )
    with open_ledger(evening.school) as ledger:
        void = {str(paper.identifier) for paper in ledger.papers(evening.work.name) if paper.state is PaperState.VOID}
    assert was - now <= void
    assert not void & now
    opened = {room for room, told in change.items() if told["state"] == "packed"}
    assert opened == change.keys() & set(packed)
    # counts tie
    for room in after["rooms"]:
        assert len(room["sets"]) == room["participants"] + 1
        assert room["codes"] == room["participants"] + 1
    assert sum(people(evening, room) for room in rooms) == len(everybody) - 1 + turn % 2
    assert flaws_of_ledger(evening) == []
