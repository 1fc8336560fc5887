"""Stations that write to one ledger at once, each in a process of its own, and what has to hold afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.database import Place
from vpr_print.track.ledger import Ledger

SITE = SiteNumber("640123")
ACTIONS = Path(__file__).with_name("ledger_actions.py")
ROOMS = ("101", "102", "103", "104")
Said = Counter[tuple[str, str]]
"""Number and what happened to it, as often as it was acknowledged."""


def prepare(place: Place, sets: int, ledger_id: str = "5a" * 16) -> None:
    """A ledger with a built work: so many sets and a delivery packet in each of four rooms."""
    with Ledger.create(place, site=SITE, clock=_now, ledger_id=ledger_id, who="т") as ledger:
        requests = [PaperRequest(PaperKey(room, PaperKind.SET, n), "a") for room in ROOMS for n in range(1, sets + 1)]
        requests += [PaperRequest(PaperKey(room, PaperKind.DELIVERY), "a") for room in ROOMS]
        numbering = ledger.reserve("work", requests, who="т")
        ledger.record_built("work", numbering, who="т", manifest_sha256="0" * 64)


def start(place: Place, action: str, name: str, count: int) -> subprocess.Popen[str]:
    """The action in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(ACTIONS), str(place), action, name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def write_at_once(place: Place, at_once: int) -> tuple[Said, float]:
    """What four stations were told to be recorded, and the seconds that it took."""
    stations = [start(place, "evening", room, at_once) for room in ROOMS]
    for station in stations:
        assert station.stdout is not None
        assert station.stdout.readline() == "ready\n"
    began = time.monotonic()
    for station in stations:
        assert station.stdin is not None
        station.stdin.write("\n")
        station.stdin.flush()
    said: Said = Counter()
    with ThreadPoolExecutor(len(stations)) as listeners:  # a station that nobody listens to would stop and wait
        for text in listeners.map(lambda station: station.communicate()[0], stations):
            said.update(_said(text))
    assert [station.returncode for station in stations] == [0] * len(stations)
    return said, time.monotonic() - began


def killed_while_writing(place: Place, room: str, at_once: int, chance: random.Random) -> Said:
    """What a station was told to be recorded before it was killed at some moment."""
    station = start(place, "evening", room, at_once)
    assert station.stdout is not None
    assert station.stdin is not None
    assert station.stdout.readline() == "ready\n"
    station.stdin.write("\n")
    station.stdin.flush()
    first = station.stdout.readline()
    time.sleep(chance.random() * 0.3)
    station.send_signal(signal.SIGKILL)
    said = _said(first + station.stdout.read())
    assert station.wait() == -signal.SIGKILL, "it had nothing more to write"
    station.stdin.close()
    station.stdout.close()
    return said


def flaws_after(place: Place, said: Said) -> list[str]:
    """What is wrong with a ledger in which all this was acknowledged."""
    with Ledger.open(place, site=SITE, clock=_now) as ledger:
        recorded: Said = Counter((event.number, event.what) for event in ledger.events())
        flaws = [f"lost: {number} {what}" for number, what in said if not recorded[number, what]]
        flaws += [f"doubled: {number} {what}" for (number, what), times in recorded.items() if number and times > 1]
        return flaws + [str(flaw) for flaw in ledger.verify().flaws]


def _said(text: str) -> Said:
    """Whole lines only: what a killed station had not finished saying was not acknowledged."""
    return Counter((line.split()[0], line.split()[1]) for line in text.splitlines(keepends=True) if line.endswith("\n"))


def _now() -> datetime:
    return datetime.now(UTC)
