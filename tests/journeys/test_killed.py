"""A build killed at any moment: every room's folder is complete or absent, and the next run goes on.

``KILLS`` in the environment says how many builds are killed (10); ``python -m tests.prove kill`` kills hundreds.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from journeys.evening import BUILT_WITH, Evening, rest, snapshot
from journeys.killing import (
    BY_CHANGE,
    BY_CLOCK,
    Undisturbed,
    elsewhere,
    flaws_after_kill,
    flaws_of_going_on,
    flaws_of_ledger,
    flaws_of_other_input,
    kill_once,
    watch,
)

from vpr_print.safe_files import write_new
from vpr_print.track.ledger import Ledger
from vpr_print.workflow import rooms as rooms_of_build
from vpr_print.workflow import source
from vpr_print.workflow.rooms import RoomWorker

KILLS = int(os.environ.get("KILLS", "10"))
ROOMS = ("101", "102", "103")


def other_list(evening: Evening) -> Path:
    """One participant moved from the last room to the first."""
    rows = evening.rows
    rows[-1][3:6] = ["101", 3, 9]
    return evening.write_list(sorted(rows, key=lambda row: str(row[3])), name="moved.xlsx")


@pytest.fixture(scope="module")
def builds(built: Evening, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Undisturbed, Undisturbed]]:
    """A first build, and one that replaces papers, both left alone."""
    place = tmp_path_factory.mktemp("spokoyno")
    first = watch("first build", elsewhere(built, place / "s1"), None, BUILT_WITH, built.materials.allocation)
    moved = other_list(elsewhere(built, place / "s2"))
    yield first, watch("replacing", elsewhere(built, place / "s2"), built.school, (*BUILT_WITH, "--replace"), moved)


@pytest.mark.parametrize("turn", range(KILLS))
def test_a_killed_build_leaves_whole_rooms_and_the_next_run_goes_on(
    builds: tuple[Undisturbed, Undisturbed], evening: Evening, turn: int
) -> None:
    chance = random.Random(f"kill {turn}")
    quiet = builds[turn % 2]
    evening = elsewhere(evening, evening.beside("killed"))
    when = kill_once(evening, quiet, BY_CLOCK if turn % 5 == 4 else BY_CHANGE, chance)
    assert flaws_after_kill(evening, quiet) == [], when
    assert flaws_of_going_on(evening, quiet) == [], when


@pytest.mark.parametrize("turn", range(max(1, KILLS // 5)))
def test_after_a_kill_another_list_can_be_built(
    builds: tuple[Undisturbed, Undisturbed], evening: Evening, turn: int
) -> None:
    chance = random.Random(f"other {turn}")
    evening = elsewhere(evening, evening.beside("killed"))
    when = kill_once(evening, builds[1], BY_CHANGE, chance)
    flaws = flaws_of_other_input(evening, (*BUILT_WITH, "--replace"), evening.materials.allocation, ROOMS)
    assert flaws == [], when


def test_a_place_where_a_build_was_killed_at_its_end_can_be_built_again_after_others(morning_after: Evening) -> None:
    """Killed while it put its papers into --out; then the work changed; then the same place again."""
    evening = morning_after
    target = evening.beside("stick")
    with evening.patch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(Ledger, "record_built", power_cut)
        evening.build(*BUILT_WITH, "--replace", "--out", target, rooms=other_list(evening))
    assert (target / ".build" / "commit.json").exists()
    for options in ((), ("--out", target)):
        done = evening.build(*BUILT_WITH, "--replace", *options)
        assert done.code == 0, done.err
    assert snapshot(target) == snapshot(evening.work)
    assert rest(evening.school) == rest(target) == []


def test_rooms_that_were_ready_are_not_made_again(morning_after: Evening) -> None:
    """Killed when all rooms were ready aside: the next run takes them; a run with other papers takes none of them."""
    evening = morning_after
    options = (*BUILT_WITH, "--replace")
    rooms = other_list(evening)
    for papers in ("same", "other"):
        with evening.patch.context() as patch, pytest.raises(PowerCut):
            patch.setattr(rooms_of_build, "render_work_papers", power_cut)
            evening.build(*options, rooms=rooms if papers == "same" else evening.materials.allocation)
        ready = evening.work / ".build" / "rooms"
        assert sorted(entry.name for entry in ready.iterdir() if entry.is_dir()) == ["101", "103"]
        if papers == "same":
            with evening.patch.context() as patch:
                patch.setattr(RoomWorker, "make", power_cut)
                done = evening.build(*options, rooms=rooms)
            assert done.code == 0, done.err
            assert flaws_of_ledger(evening) == []
        else:
            assert flaws_of_other_input(evening, (*options, "--spares", 2), rooms, ROOMS) == []


def test_a_list_that_was_being_copied_goes_when_another_is_built(morning_after: Evening) -> None:
    """Killed in the middle of copying the list into ``source/``; nobody will ever finish that file."""
    evening = morning_after
    options = (*BUILT_WITH, "--replace")

    def cut_short(path: Path, data: bytes) -> None:
        write_new(path.with_name(f".{path.name}.part"), data[: len(data) // 2])
        raise PowerCut

    with evening.patch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(source, "put", cut_short)
        evening.build(*options, rooms=other_list(evening))
    foreign = evening.work / "source" / ".zametka.part"
    foreign.touch()
    assert len(rest(evening.work / "source")) == 2
    done = evening.build(*options)
    assert done.code == 0, done.err
    assert rest(evening.school) == [str(foreign.relative_to(evening.school))]


def test_papers_confirmed_since_the_kill_need_a_reason_and_no_more(morning_after: Evening) -> None:
    """Killed between the papers and the ledger; then a person confirmed papers that this build had replaced."""
    evening = morning_after
    options = (*BUILT_WITH, "--replace")
    rooms = other_list(evening)
    with evening.patch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(Ledger, "record_built", power_cut)
        evening.build(*options, rooms=rooms)
    assert evening.tell("printed", "103").code == 0
    refused = evening.build(*options, "--json", rooms=rooms)
    assert (refused.code, refused.ids) == (50, ["ReasonNeeded"])
    done = evening.build(*options, "--reason", "пересадка", rooms=rooms)
    assert done.code == 0, done.err
    assert rest(evening.school) == []


class PowerCut(BaseException):
    """The machine stops here."""


def power_cut(*_: object, **__: object) -> None:
    raise PowerCut
