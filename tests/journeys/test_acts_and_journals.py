"""Acts, journal and statement as a coordinator types them, and the work built again beside them."""

from __future__ import annotations

from journeys.evening import BUILT_WITH, WORK, Evening


def test_papers_of_the_ledger_outlive_the_next_build(morning_after: Evening) -> None:
    evening = morning_after
    for command in (("printed", "101"), ("track", "record", "accepted", "101"), ("track", "record", "packed", "101")):
        assert evening.tell(*command).code == 0
    act = evening.tell("track", "act", "packed", "--json")
    assert act.code == 0
    journal = evening.tell("track", "journal", WORK)
    assert journal.code == 0
    assert evening.tell("track", "statement", "--json").json["paper"]["ordinal"] == 1
    folder = evening.school / "works" / WORK / "acts"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(files) == 3
    assert all(name.isascii() and name.endswith(".pdf") for name in files)
    assert str(folder) in journal.out

    cites = act.json["paper"]["hash"]
    assert evening.tell("track", "verify", "--against", cites[:20]).code == 0
    assert evening.tell("track", "verify", "--against", "0" * 20).code == 50

    again = evening.build(*BUILT_WITH)
    assert again.code == 0, again.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    found = evening.tell("track", "find", act.json["paper"]["number"])
    assert "вся работа: акт приёма-передачи" in found.out
    assert "составлен" in found.out


def test_an_act_of_nothing_is_told(morning_after: Evening) -> None:
    told = morning_after.tell("track", "act", "issued", "101", "--json")
    assert (told.code, told.ids) == (51, ["NothingToHandOver"])
    assert morning_after.tell("track", "act", "printed").code == 2
    assert morning_after.tell("track", "journal", "--json").ids == ["NothingPrinted"]
    assert morning_after.tell("track", "statement", "net-takoy").code == 2
