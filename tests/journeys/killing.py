"""Builds that are killed, and what has to hold then; for the tests in a few rounds, for the proof in hundreds."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from journeys.evening import (
    Evening,
    command,
    new_school,
    open_ledger,
    program_environment,
    read_manifest,
    rest,
    snapshot,
)

from vpr_print.model.identifier import Identifier, parse_number
from vpr_print.track.paper import PaperState

_DRIVER = Path(__file__).with_name("killed_build.py")
BY_CLOCK = "by clock"
BY_CHANGE = "by change"


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A build that nobody kills: what it starts from, what it is, and what is there afterwards."""

    name: str
    start: Path | None
    """School folder that it starts from; None for a new one."""
    options: tuple[object, ...]
    rooms: Path
    before: dict[str, str]
    after: dict[str, str]
    serial: int
    """The next one afterwards."""
    changes: int
    """Changes on the disk, each a moment to be killed at."""
    seconds: float


def watch(name: str, evening: Evening, start: Path | None, options: tuple[object, ...], rooms: Path) -> Undisturbed:
    """The build of ``evening``'s materials with the list ``rooms``, made in ``evening.school`` and left alone."""
    _begin(evening, start)
    before = snapshot(evening.work)
    began = os.times().elapsed
    done = _run(evening, 0, options, rooms)
    seconds = os.times().elapsed - began
    *_, last = done.stderr.split()
    assert done.returncode == 0, done.stderr
    return Undisturbed(
        name, start, options, rooms, before, snapshot(evening.work), evening.next_serial(), int(last), seconds
    )


def kill_once(evening: Evening, build: Undisturbed, how: str, chance: random.Random, moment: int = 0) -> str:
    """Kill the build at a random ``moment`` in ``evening.school`` and say when; the folder is left as it then is."""
    _begin(evening, build.start)
    if how == BY_CHANGE:
        moment = moment or chance.randint(1, build.changes)
        done = _run(evening, moment, build.options, build.rooms)
        assert done.returncode == -signal.SIGKILL, done.stderr
        return f"{build.name}, change {moment} of {build.changes}"
    seconds = chance.uniform(build.seconds * 0.3, build.seconds * 1.1)
    options = (*build.options, "--workers", 2)
    running = subprocess.Popen(
        command(*evening.build_command(*options, rooms=build.rooms)),
        cwd=evening.school,
        env=program_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    return f"{build.name}, {seconds:.2f} s of {build.seconds:.2f} s"


def flaws_after_kill(evening: Evening, build: Undisturbed) -> list[str]:
    """Room folders that a person can see and that are not complete, old or new; and a ledger that is damaged."""
    found = snapshot(evening.work) if evening.work.exists() else {}
    flaws = []
    for room in sorted({file.split("/")[0] for file in found if "/" in file and not file.startswith(".")}):
        here = _below(found, room)
        if here not in (_below(build.before, room), _below(build.after, room)):
            flaws.append(f"room {room} is neither the old nor the new one")
    for file, digest in found.items():
        whole = (build.before.get(file), build.after.get(file))
        if "/" not in file and not file.startswith(".") and digest not in whole:
            flaws.append(f"{file} is neither the old nor the new one")
    with open_ledger(evening.school) as ledger:
        if (broken := ledger.verify_chain()) is not None:
            flaws.append(f"chain of the ledger is broken at {broken}")
    return flaws


def flaws_of_going_on(evening: Evening, build: Undisturbed) -> list[str]:
    """The same command again: done, equal to the build that was left alone, no rest, no number lost."""
    done = evening.build(*build.options, rooms=build.rooms)
    flaws = [] if done.code == 0 else [f"exit {done.code}: {done.err}"]
    found = snapshot(evening.work)
    files = sorted(found.keys() | build.after.keys())
    flaws += [f"{file} differs" for file in files if found.get(file) != build.after.get(file)]
    flaws += [f"left behind: {name}" for name in rest(evening.school)]
    if evening.next_serial() != build.serial:
        flaws.append(f"next serial {evening.next_serial()}, not {build.serial}")
    return flaws + flaws_of_ledger(evening)


def flaws_of_other_input(evening: Evening, options: Sequence[object], rooms: Path, names: Sequence[str]) -> list[str]:
    """Another list after the kill: the work is built whole from it, and every number in it is alive."""
    done = evening.build(*options, rooms=rooms)
    flaws = [] if done.code == 0 else [f"exit {done.code}: {done.err}"]
    flaws += [f"left behind: {name}" for name in rest(evening.school)]
    manifest = read_manifest(evening.work)
    if [room["room"] for room in manifest["rooms"]] != list(names):
        flaws.append("rooms are not those of the list")
    found = snapshot(evening.work)
    described = [file for room in manifest["rooms"] for file in room["files"]] + manifest["papers"]
    wanted = {file["path"]: file["sha256"] for file in described} | {"manifest.json": found["manifest.json"]}
    if found != wanted:
        flaws.append("files are not those of the manifest")
    return flaws + flaws_of_ledger(evening)


def flaws_of_ledger(evening: Evening) -> list[str]:
    """Numbers of the manifest that the ledger does not know as built, and living ones that no paper carries."""
    manifest = read_manifest(evening.work)
    numbers = {number for room in manifest["rooms"] for file in room["files"] for number in file["numbers"]}
    numbers |= {number for paper in manifest["papers"] for number in paper["numbers"]}
    flaws = []
    with open_ledger(evening.school) as ledger:
        for paper in ledger.papers(evening.work.name):
            alive = str(paper.identifier) in numbers
            if (paper.state is PaperState.BUILT) != alive:
                flaws.append(f"{paper.identifier} is {paper.state}, on paper: {alive}")
        for number in numbers:
            identifier = parse_number(number)
            if not isinstance(identifier, Identifier) or ledger.lookup(identifier) is None:
                flaws.append(f"{number} is not in the ledger")
        if (broken := ledger.verify_chain()) is not None:
            flaws.append(f"chain of the ledger is broken at {broken}")
    return flaws


def elsewhere(evening: Evening, school: Path) -> Evening:
    """The same materials, another place for the school folder."""
    return replace(evening, school=school)


def _begin(evening: Evening, start: Path | None) -> None:
    if evening.school.exists():
        shutil.rmtree(evening.school)
    if start is None:
        new_school(evening.school)
    else:
        shutil.copytree(start, evening.school)


def _run(
    evening: Evening, moment: int, options: Sequence[object], rooms: Path
) -> subprocess.CompletedProcess[str]:
    return killed_at(evening, moment, *evening.build_command(*options, rooms=rooms))


def killed_at(evening: Evening, moment: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The program, killed just before this change on the disk; with 0 it is not killed, and says how many there were.
    """
    return subprocess.run(
        [sys.executable, str(_DRIVER), str(moment), *map(str, arguments)],
        cwd=evening.school,
        env=program_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        start_new_session=True,
        check=False,
    )


def _below(files: dict[str, str], room: str) -> dict[str, str]:
    return {file: digest for file, digest in files.items() if file.startswith(f"{room}/")}
