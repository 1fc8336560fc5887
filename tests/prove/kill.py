"""Builds killed by SIGKILL, first ones and replacing ones: before every single change on the disk, then at random
moments of the clock with two workers, until KILLS (200) are reached; each folder is judged, and the build repeated.
Then as many kills of ``printed``, ``track record`` and ``replace``, before any statement to the ledger."""

from __future__ import annotations

import os
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from journeys.evening import BUILT_WITH, Evening, new_school, quick_starts
from journeys.killed_commands import COMMANDS, flaws_of_killed, leave_alone, random_moment
from journeys.killing import (
    BY_CHANGE,
    BY_CLOCK,
    elsewhere,
    flaws_after_kill,
    flaws_of_going_on,
    flaws_of_other_input,
    kill_once,
    watch,
)

from vpr_print.demo.materials import DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    wanted = int(os.environ.get("KILLS", "200"))
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, quick_starts(), pytest.MonkeyPatch.context() as patch:
        place = Path(folder)
        materials = write_materials(
            place / "materialy", DemoOptions(rooms=3, participants=7, variants=2, pages=3), fonts_dir()
        )
        school = new_school(place / "built" / "shkola")
        evening = Evening(school, materials, patch)
        assert evening.build(*BUILT_WITH).code == 0
        rows = evening.rows
        rows[-1][3:6] = ["101", 3, 9]
        moved = evening.write_list(sorted(rows, key=lambda row: str(row[3])))
        first = watch("first build", elsewhere(evening, place / "s1"), None, BUILT_WITH, materials.allocation)
        options = (*BUILT_WITH, "--replace")
        second = watch("replacing", elsewhere(evening, place / "s2"), school, options, moved)
        turns = [(build, BY_CHANGE, change) for build in (first, second) for change in range(1, build.changes + 1)]
        by_change = min(len(turns), wanted)
        turns = turns if len(turns) <= wanted else chance.sample(turns, wanted)
        turns += [((first, second)[i % 2], BY_CLOCK, 0) for i in range(max(wanted - by_change, wanted // 10))]
        flaws: list[str] = []
        others = 0
        for number, (build, how, change) in enumerate(turns, 1):
            here = replace(evening, school=place / "killed" / "shkola")
            when = kill_once(here, build, how, chance, change)
            found = flaws_after_kill(here, build)
            if build is second and number % 4 == 0:
                others += 1
                found += flaws_of_other_input(here, options, materials.allocation, ("101", "102", "103"))
            else:
                found += flaws_of_going_on(here, build)
            flaws += [f"{when}: {flaw}" for flaw in found]
            print(f"{number}/{len(turns)} {when}: {found or 'good'}", flush=True)
        flaws += _commands(evening, wanted, chance)
    return (
        f"{len(turns)} kills: {by_change} before a change on the disk (a first build has {first.changes}, a replacing "
        f"one {second.changes}), {len(turns) - by_change} by the clock; {others} went on with another list; "
        f"{wanted} kills of commands that record"
    ), flaws


def _commands(evening: Evening, kills: int, chance: random.Random) -> list[str]:
    """``evening`` has a built school."""
    assert evening.tell("printed", "101").code == 0
    quiet = {name: leave_alone(name, evening, evening.school) for name in COMMANDS}
    flaws: list[str] = []
    for turn in range(kills):
        name = COMMANDS[turn % len(COMMANDS)]
        moment = random_moment(quiet[name], chance)
        found = flaws_of_killed(evening, quiet[name], moment)
        flaws += [f"{name}, change {moment}: {flaw}" for flaw in found]
        print(f"{turn + 1}/{kills} {name}, change {moment} of {quiet[name].changes}: {found or 'good'}", flush=True)
    return flaws
