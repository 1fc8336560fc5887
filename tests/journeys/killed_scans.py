"""Scans that are killed, and what has to hold then; for the tests in a few rounds, for the proof in many."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from journeys.evening import Evening, command, open_ledger, program_environment, snapshot
from journeys.killing import killed_at

_REPORTS = ("otchet.html", "otchet.pdf", "SHA256SUMS")
"""They say when they were made."""


@dataclass(frozen=True, slots=True)
class QuietScan:
    """A scan that nobody kills."""

    files: tuple[Path, ...]
    changes: int
    """Changes on the disk, each a moment to be killed at."""
    seconds: float
    told: Any
    packets: dict[str, str]
    events: Counter[tuple[str, str]]


def scan_quietly(evening: Evening, files: list[Path], place: Path) -> QuietScan:
    """The scan of the files in a copy of the school."""
    here = _copy(evening, place / "shkola")
    counted = killed_at(here, 0, *_arguments(files, place / "pervyy"))
    assert counted.returncode == 3, counted.stderr
    *_, changes = counted.stderr.split()
    here = _copy(evening, place / "shkola")
    began = os.times().elapsed
    done = here.run(*_arguments(files, place / "vyvod"))
    seconds = os.times().elapsed - began
    assert done.code == 3, done.err
    return QuietScan(
        tuple(files), int(changes), seconds, _told(done.json), _packets(place / "vyvod"), _events(here)
    )


def flaws_of_killed_scan(
    evening: Evening, quiet: QuietScan, place: Path, chance: random.Random, *, by_clock: bool
) -> list[str]:
    """Killed at a random moment, then given again until it ends: what is there that should not be, or is not."""
    here = _copy(evening, place / "shkola")
    out = place / "vyvod"
    shutil.rmtree(out, ignore_errors=True)
    if by_clock:
        when = f"after {_kill_by_clock(here, quiet, out, chance):.2f} s"
    else:
        change = chance.randint(1, quiet.changes)
        when = f"before change {change} of {quiet.changes}"
        killed = killed_at(here, change, *_arguments(list(quiet.files), out))
        if killed.returncode != -signal.SIGKILL:
            when += f" (ended with {killed.returncode} before)"
    done = here.run(*_arguments(list(quiet.files), out))
    if done.code != 3:
        return [f"{when}: exit {done.code}: {done.err}"]
    flaws = []
    if _told(done.json) != quiet.told:
        flaws.append(f"{when}: another result")
    if _packets(out) != quiet.packets:
        flaws.append(f"{when}: other files: {sorted(_packets(out).items() ^ quiet.packets.items())}")
    if _events(here) != quiet.events:
        flaws.append(f"{when}: other events in the ledger")
    left = [path.name for path in out.rglob("*") if path.suffix in (".part", ".new", ".tmp")]
    return flaws + [f"{when}: left behind: {name}" for name in left]


def _kill_by_clock(here: Evening, quiet: QuietScan, out: Path, chance: random.Random) -> float:
    """Seconds after which the whole process group was killed."""
    process = subprocess.Popen(
        command(*_arguments(list(quiet.files), out)),
        cwd=here.school,
        env=program_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    seconds = chance.uniform(0.1, 1) * quiet.seconds
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return seconds


def _arguments(files: list[Path], out: Path) -> list[object]:
    return ["scan", *files, "--out", out, "--json", "--workers", 2]


def _copy(evening: Evening, school: Path) -> Evening:
    shutil.rmtree(school, ignore_errors=True)
    return replace(evening, school=shutil.copytree(evening.school, school))


def _told(result: Any) -> Any:
    """What does not depend on where it stopped before."""
    return {key: result[key] for key in ("pages_in", "pages_accounted", "counts", "pages", "rooms", "unseen", "facts")}


def _packets(out: Path) -> dict[str, str]:
    return {name: digest for name, digest in snapshot(out, without=(".scan",)).items() if name not in _REPORTS}


def _events(evening: Evening) -> Counter[tuple[str, str]]:
    with open_ledger(evening.school) as ledger:
        return Counter((event.number, event.what) for event in ledger.events())
