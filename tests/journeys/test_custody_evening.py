"""The coordinator's evening and the morning after, typed: from the print to the last packet put away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from journeys.evening import BUILT_WITH, WORK, Evening, numbers_of, open_ledger

from vpr_print.model.identifier import grouped


def set_numbers(evening: Evening, room: str = "101") -> list[str]:
    records = next(item for item in evening.manifest["rooms"] if item["room"] == room)["sets"]
    return [item["number"] for item in records]


@pytest.fixture
def packed(morning_after: Evening) -> Iterator[Evening]:
    """Room 101 printed, accepted and packed."""
    assert morning_after.tell("printed", "101").code == 0
    assert morning_after.tell("track", "record", "accepted", "101").code == 0
    assert morning_after.tell("track", "record", "packed", "101").code == 0
    return morning_after


def test_a_whole_evening_ends_with_an_equation_that_closes(packed: Evening) -> None:
    evening, sets = packed, set_numbers(packed)
    for event in ("issued", "opened", "filled", "returned"):
        assert evening.tell("track", "record", event, "101").code == 0
    half = evening.tell("track", "balance", "--json")
    assert half.code == 3
    assert [thing["number"] for thing in half.json["rooms"][0]["open"]] == sets
    assert evening.tell("track", "record", "used", *sets[:-1]).code == 0
    looked = evening.tell("track", "record", "counted", "101", "--json")
    assert (looked.code, [notice["id"] for notice in looked.json["notices"]]) == (3, ["unaccounted_sets"])
    lost = evening.tell("track", "missing")
    assert lost.code == 3
    assert sets[-1] in lost.out.replace(" ", "")
    assert evening.tell("track", "record", "unused", sets[-1]).code == 51  # the packets are closed
    assert evening.tell("track", "record", "unused", sets[-1], "--reason", "лежал на столе").code == 0
    assert evening.tell("track", "record", "bagged", "101", "--bag", "ЫИ1234567").code == 0
    assert evening.tell("track", "record", "kept", "101").code == 0
    room = evening.tell("track", "balance", "--json").json["rooms"][0]
    assert (room["printed"], room["used"], room["unused"], room["open"]) == (len(sets), len(sets) - 1, 1, [])
    assert evening.tell("track", "missing").code == 0
    board = evening.tell("track", "status")
    assert max(map(len, board.out.splitlines())) <= 100
    assert "с причиной 1" in board.out
    found = evening.tell("track", "find", sets[-1])
    assert "причина: лежал на столе" in found.out
    assert "SB1234567" in evening.tell("track", "room", "101").out
    assert len(evening.tell("track", "find", "sb1234567", "--json").json["in_bag"]) == 2


def test_what_cannot_be_is_refused_with_its_history_and_a_slip_is_taken_back(packed: Evening) -> None:
    first = set_numbers(packed)[0]
    refused = packed.tell("track", "record", "used", first, "--json")
    assert (refused.code, refused.ids) == (51, ["ImpossibleStep"])
    assert "принят" in refused.err
    assert packed.tell("track", "record", "lost", first).code == 0
    assert packed.tell("track", "record", "corrected", first, "--reason", "нашёлся").code == 0
    states = {thing["number"]: thing["state"] for thing in packed.tell("track", "room", "101", "--json").json["things"]}
    assert states[first] == "accepted"


@pytest.mark.parametrize(
    ("words", "code", "id"),
    [
        (("issued", "999"), 2, "UnknownRoom"),
        (("used", "101"), 2, "NumbersNeeded"),
        (("used", "1640123000010044"), 51, "NotANumber"),
        (("corrected", "101"), 2, "NumbersNeeded"),
        (("bagged", "101"), 51, "BagNeeded"),
        (("bagged", "101", "--bag", "12"), 51, "BagNumber"),
    ],
)
def test_what_was_typed_wrong_is_said(morning_after: Evening, words: tuple[str, ...], code: int, id: str) -> None:
    events = len(open_ledger(morning_after.school).events())
    told = morning_after.tell("track", "record", *words, "--json")
    assert (told.code, told.ids[0]) == (code, id)
    assert len(open_ledger(morning_after.school).events()) == events


def test_rehearsal_foreign_and_code_numbers_are_said_plainly(morning_after: Evening) -> None:
    for number, words in (("1000000000010044", "учебная бумага"), ("1640999000010038", "чужая бумага")):
        told = morning_after.tell("track", "find", number)
        assert told.code == 51
        assert words in told.err


def test_a_spoiled_set_gets_a_new_number_and_the_old_is_dead(morning_after: Evening) -> None:
    evening, old = morning_after, set_numbers(morning_after)[1]
    others = {room["room"]: room for room in evening.manifest["rooms"] if room["room"] != "101"}
    assert evening.tell("printed", "101").code == 0
    done = evening.tell("replace", old, "--reason", "замяло в копире", "--json").json["replaced"]
    new = done["new"]
    assert done["spoiled"]
    assert (evening.work / "101").joinpath(done["file"].rpartition("/")[2]).exists()
    assert set_numbers(evening)[1] == new
    assert {room["room"]: room for room in evening.manifest["rooms"] if room["room"] != "101"} == others
    packets = next(room for room in evening.manifest["rooms"] if room["room"] == "101")["packets"]
    assert [new in packet["contents"] for packet in packets if packet["kind"] == "delivery"] == [True]
    assert evening.tell("track", "record", "accepted", old).code == 50
    row = evening.tell("track", "balance", "--json").json["rooms"][0]
    assert row["spoiled"] == 1
    assert evening.tell("track", "record", "accepted", new).code == 51  # not printed yet
    assert evening.tell("printed", new).code == 0
    assert evening.tell("track", "record", "accepted", "101").code == 0
    assert evening.tell("track", "record", "packed", "101").code == 0
    ledger = open_ledger(evening.school)
    assert ledger.built_manifest(WORK)
    again = evening.tell("replace", new, "--reason", "и этот", "--json")
    assert again.code == 0
    assert ledger.verify_chain() is None


def test_a_print_is_confirmed_twice_only_as_a_reprint(morning_after: Evening) -> None:
    number = set_numbers(morning_after)[0]
    assert morning_after.tell("printed", "101").code == 0
    assert "уже подтверждено" in morning_after.tell("printed", "101").out
    assert morning_after.tell("printed", number).code == 51
    assert morning_after.tell("printed", number, "--reprint").code == 2
    assert morning_after.tell("printed", number, "--reprint", "--reason", "порвали").code == 0
    assert "повторно" in morning_after.tell("track", "find", number).out


def test_a_replacement_says_where_the_old_number_stands_and_the_papers_are_there(morning_after: Evening) -> None:
    evening, old, spare = morning_after, set_numbers(morning_after)[0], set_numbers(morning_after)[-1]
    papers = numbers_of(evening.manifest, "101")
    told = evening.tell("replace", old, "--reason", "замяло")
    new = set_numbers(evening)[0]
    for name in ("conduct_protocol 0", "manifest 0", "manifest 1", "manifest 2"):
        assert grouped(papers[name]) in told.out
    assert f"01 · {grouped(new)}" in told.out
    assert f"вместо {grouped(old)}" in evening.tell("track", "find", new).out
    by_hand = evening.tell("replace", spare, "--reason", "и этот", "--json").json["replaced"]["by_hand"]
    assert {paper["number"] for paper in by_hand} == {papers[f"manifest {at}"] for at in range(3)}
    assert evening.tell("printed", "101").code == 0
    assert evening.build(*BUILT_WITH, "--replace", "--reason", "новые описи").code == 0
    assert evening.tell("track", "find", new, "--json").json["stands_for"] is None


def test_packets_go_to_the_centre_in_one_and_get_lost_and_found(packed: Evening) -> None:
    evening, sets = packed, set_numbers(packed)
    for event in ("issued", "returned"):
        assert evening.tell("track", "record", event, "101").code == 0
    assert evening.tell("track", "dispatch").code == 51  # nothing is counted yet
    assert evening.tell("track", "record", "used", *sets).code == 0
    assert evening.tell("track", "record", "counted", "101").code == 0
    made = evening.tell("track", "dispatch", "--json").json["packet"]
    number = made["number"]
    assert len(made["inside"]) == 2
    assert evening.tell("track", "dispatch", "101", "--json").json["packet"] == made, "said again, it is the same"
    for event in ("packed", "dispatched"):
        assert evening.tell("track", "record", event, number).code == 0
    assert evening.tell("track", "act", "dispatched").code == 0
    assert "акт № 1" in evening.tell("track", "find", number).out
    board = evening.tell("track", "status").out
    assert grouped(number) in board
    assert max(map(len, board.splitlines())) <= 100

    assert evening.tell("track", "record", "lost", number, "--json").ids == ["LossReason"]
    assert evening.tell("track", "record", "lost", number, "--reason", "не довезли").code == 0
    missing = {item["thing"]["number"] for item in evening.tell("track", "missing", "--json").json["missing"]}
    assert missing == {number, *made["inside"], *sets}
    row = evening.tell("track", "balance", "--json").json["rooms"][0]
    assert (row["lost"], row["open"]) == (len(sets), [])
    assert evening.tell("track", "record", "corrected", number, "--reason", "нашёлся").code == 0
    assert evening.tell("track", "missing").code == 0
    for event in ("received", "opened", "scanned"):
        assert evening.tell("track", "record", event, number).code == 0
    assert evening.tell("track", "verify").code == 0
