"""Two computers of one school that worked apart, brought together: what contradicts is named, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from journeys.evening import BUILT_WITH, SITE, Evening


@dataclass(frozen=True, slots=True)
class Apart:
    """The office, where the work was built, and the second table; each has the other's ledger up to the print."""

    office: Evening
    table: Evening

    @property
    def both(self) -> tuple[Evening, Evening]:
        return self.office, self.table

    def exchange(self) -> tuple[int, int]:
        """Both take in what the other has; exit codes."""
        for name, here in (("a", self.office), ("b", self.table)):
            here.beside(f"{name}.jsonl").unlink(missing_ok=True)
            assert here.tell("track", "export", here.beside(f"{name}.jsonl")).code == 0
        first = self.office.tell("track", "import", self.table.beside("b.jsonl")).code
        return first, self.table.tell("track", "import", self.office.beside("a.jsonl")).code

    def states(self) -> tuple[dict[str, str], dict[str, str]]:
        first, second = (
            {thing["number"]: thing["state"] for thing in here.tell("track", "room", "101", "--json").json["things"]}
            for here in self.both
        )
        return first, second


def settle(evening: Evening, *folders: tuple[str, str]) -> list[Evening]:
    schools = []
    for name, serials in folders:
        school = evening.beside(name)
        words = ("init", school, "--site", SITE, "--name", "МБОУ «СОШ № 7»", "--serials", serials)
        assert evening.tell(*words, cwd=evening.school.parent).code == 0
        schools.append(replace(evening, school=school))
    return schools


@pytest.fixture
def apart(evening: Evening) -> Iterator[Apart]:
    """Room 101 is handed out and back; then the tables part."""
    office, table = settle(evening, ("kabinet-zavucha", "1-49999"), ("stol-2", "50000-59999"))
    assert office.build(*BUILT_WITH).code == 0
    assert office.tell("printed", "101").code == 0
    for event in ("accepted", "packed", "issued", "returned"):
        assert office.tell("track", "record", event, "101").code == 0
    two = Apart(office, table)
    assert two.exchange() == (0, 0)
    yield two


def numbers(apart: Apart) -> list[str]:
    room = next(item for item in apart.office.manifest["rooms"] if item["room"] == "101")
    return [item["number"] for item in room["sets"]]


def test_a_set_said_to_be_both_used_and_unused_is_named_and_settled_by_a_person(apart: Apart) -> None:
    disputed, *others = numbers(apart)
    assert apart.office.tell("track", "record", "used", disputed).code == 0
    assert apart.table.tell("track", "record", "unused", disputed).code == 0
    assert apart.exchange() == (3, 3)
    assert apart.states()[0] == apart.states()[1]
    assert apart.office.tell("track", "missing").code == 3
    for here in apart.both:
        told = here.tell("track", "conflicts")
        assert told.code == 3
        assert f"record unused {disputed} --reason" in told.out
        assert f"record used {disputed} --reason" in told.out
        (found,) = here.tell("track", "conflicts", "--json").json["conflicts"]
        assert (found["number"], {found["state"], *found["said"]}) == (disputed, {"used", "unused"})
        assert not any(other in told.out.replace(" ", "") for other in others)

    # what a person finds in the envelope is true, whichever of the two it is; without a reason nothing is settled
    assert apart.table.tell("track", "record", "unused", disputed).code == 51
    assert apart.table.tell("track", "record", "unused", disputed, "--reason", "лежит в пакете 2").code == 0
    assert apart.table.tell("track", "conflicts").code == 0
    assert apart.exchange() == (0, 0)
    for here in apart.both:
        assert here.tell("track", "conflicts").code == 0
        assert here.tell("track", "verify").code == 0
    assert apart.states()[0] == apart.states()[1]
    assert apart.states()[0][disputed] == "unused"
    assert "лежит в пакете 2" in apart.office.tell("track", "find", disputed).out


def test_the_state_that_stands_can_be_confirmed(apart: Apart) -> None:
    disputed = numbers(apart)[0]
    assert apart.office.tell("track", "record", "used", disputed).code == 0
    assert apart.table.tell("track", "record", "spoiled", disputed).code == 0
    apart.exchange()
    stands = apart.states()[0][disputed]
    assert apart.office.tell("track", "record", stands, disputed, "--reason", "посмотрела сама").code == 0
    assert apart.exchange() == (0, 0)
    assert apart.states()[0] == apart.states()[1]
    assert apart.states()[1][disputed] == stands


def test_a_set_that_went_on_under_a_void_number_is_named_and_taken_out(apart: Apart) -> None:
    old, other, *_ = numbers(apart)
    assert apart.office.tell("replace", old, "--reason", "замяло").code == 0
    for _ in range(5):  # so much that the table's events come after the office's
        assert apart.table.tell("track", "record", "lost", other).code == 0
        assert apart.table.tell("track", "record", "corrected", other).code == 0
    assert apart.table.tell("track", "record", "used", old).code == 0
    assert apart.table.tell("track", "record", "spoiled", old, "--reason", "и порван").code == 0
    assert apart.exchange() == (3, 3)
    assert "недействителен" in apart.office.tell("track", "conflicts").out
    for left in (3, 0):
        assert apart.office.tell("track", "record", "corrected", old, "--reason", "изъята").code == 0
        assert apart.office.tell("track", "conflicts").code == left
    assert apart.office.tell("track", "record", "corrected", old).code == 50
    assert apart.exchange() == (0, 0)
    assert apart.states()[0] == apart.states()[1]


def test_a_set_that_came_back_used_stays_used_when_its_number_dies(apart: Apart) -> None:
    old = numbers(apart)[0]
    assert apart.table.tell("track", "record", "used", old).code == 0
    for _ in range(3):
        assert apart.office.tell("replace", old, "--reason", "замяло", "--json").code in (0, 50)
    assert apart.exchange() == (0, 0)
    for here in apart.both:
        room = here.tell("track", "balance", "--json").json["rooms"][0]
        assert (room["used"], room["spoiled"]) == (1, 0)
