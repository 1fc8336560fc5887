"""Commands that write to the ledger, killed at any moment; for the tests in a few rounds, for the proof in many."""

from __future__ import annotations

import random
import shutil
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from journeys.evening import Evening, open_ledger, rest, snapshot
from journeys.killing import elsewhere, killed_at

COMMANDS = ("printed", "record", "replace", "amend")


@dataclass(frozen=True, slots=True)
class Quiet:
    """A command that nobody kills: what it starts from, and what is there afterwards."""

    arguments: tuple[str, ...]
    start: Path
    changes: int
    """Changes on the disk and statements to the ledger, each a moment to be killed at."""
    events: Counter[tuple[str, str]]
    """Before it: number and what happened, as often as it did."""
    new_events: Counter[tuple[str, str]]
    after: dict[str, str]
    """Files of the work."""
    serial: int


def leave_alone(name: str, evening: Evening, start: Path) -> Quiet:
    """The command of this name on a copy of ``start``, a school whose room 101 has been built and printed."""
    evening = _begin(evening, start)
    first = evening.manifest["rooms"][0]["sets"][0]["number"]
    arguments = {
        "printed": ("printed", "102"),
        "record": ("track", "record", "accepted", "101"),
        "replace": ("replace", first, "--reason", "замят"),
        "amend": ("amend", "--move", "102:1", "103", "--yes", "--workers", "1"),
    }[name]
    before = _events(evening)
    done = killed_at(evening, 0, *arguments)
    *_, changes = done.stderr.split()
    assert done.returncode in (0, 3), done.stderr
    new = _events(evening) - before
    assert new
    return Quiet(arguments, start, int(changes), before, new, snapshot(evening.work), evening.next_serial())


def flaws_of_killed(evening: Evening, quiet: Quiet, moment: int) -> list[str]:
    """Killed before its change ``moment``, then given again: all or nothing, then all, and nothing twice."""
    evening = _begin(evening, quiet.start)
    done = killed_at(evening, moment, *quiet.arguments)
    assert done.returncode == -signal.SIGKILL, done.stderr
    flaws = _flaws_of_events(evening)
    new = _events(evening) - quiet.events
    if quiet.arguments[0] not in ("replace", "amend") and new not in (Counter(), quiet.new_events):
        flaws.append(f"after the kill half of it was there: {new}")
    if done.stdout and new != quiet.new_events:
        flaws.append("said before it was recorded")
    unfinished = any(name.endswith(".build") for name in rest(evening.school))
    again = evening.tell(*quiet.arguments)
    if again.code not in (0, 3) and (new != quiet.new_events or unfinished):
        flaws.append(f"exit {again.code}: {again.err}")
    if (added := _events(evening) - quiet.events) != quiet.new_events:
        flaws.append(f"given again: {added - quiet.new_events} too much, {quiet.new_events - added} too little")
    found = snapshot(evening.work)
    flaws += [f"{file} differs" for file in found.keys() | quiet.after if found.get(file) != quiet.after.get(file)]
    flaws += [f"left behind: {name}" for name in rest(evening.school)]
    if evening.next_serial() != quiet.serial:
        flaws.append(f"next serial {evening.next_serial()}, not {quiet.serial}")
    return flaws + _flaws_of_events(evening)


def random_moment(quiet: Quiet, chance: random.Random) -> int:
    return chance.randint(1, quiet.changes)


def _begin(evening: Evening, start: Path) -> Evening:
    here = elsewhere(evening, evening.beside("killed"))
    if here.school.exists():
        shutil.rmtree(here.school)
    shutil.copytree(start, here.school)
    return here


def _events(evening: Evening) -> Counter[tuple[str, str]]:
    with open_ledger(evening.school) as ledger:
        return Counter((event.number, event.what) for event in ledger.events())


def _flaws_of_events(evening: Evening) -> list[str]:
    with open_ledger(evening.school) as ledger:
        return [str(flaw) for flaw in ledger.verify().flaws]
