"""A million events (EVENTS) by four stations at once, half to SQLite, half to PostgreSQL; then 200 kills (KILLS) of a
station that writes, and KILLS / 20 crashes of the server: every acknowledged event is there, once, in whole chains."""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from pathlib import Path

from track.postgres import Server, server
from track.stations import ROOMS, Said, flaws_after, killed_while_writing, prepare, start, write_at_once

from vpr_print.track.database import Place

_MOST_SETS = 96_000
"""Of one ledger: its serials have to suffice."""
_EVENTS_OF_A_SET = 3


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    events, kills = int(os.environ.get("EVENTS", "1000000")), int(os.environ.get("KILLS", "200"))
    chance = random.Random(seed)
    figures: list[str] = []
    flaws: list[str] = []
    with tempfile.TemporaryDirectory() as folder, server() as running:
        for kind in ("sqlite", "postgresql"):
            written, seconds, turn = 0, 0.0, 0
            while written < events // 2:
                turn += 1
                place = _place(kind, Path(folder) / f"{turn}.sqlite", running)
                sets = min(_MOST_SETS, (events // 2 - written) // _EVENTS_OF_A_SET + len(ROOMS))
                prepare(place, sets // len(ROOMS))
                said, took = write_at_once(place, at_once=100)
                written, seconds = written + sum(said.values()), seconds + took
                flaws += [f"{kind}: {flaw}" for flaw in flaws_after(place, said)]
                print(f"{kind}: {written} events, {len(flaws)} flaws", flush=True)
            figures.append(f"{kind} {written:,} events, {written / seconds:,.0f}/s")
            place = _place(kind, Path(folder) / "killed.sqlite", running)
            flaws += [f"{kind}: {flaw}" for flaw in _kills(place, kills // 2, chance)]
        running.new_test()
        flaws += [f"crash: {flaw}" for flaw in _crashes(running, kills // 20, chance)]
    figures.append(f"{kills} kills of a writing station, {kills // 20} crashes of the server")
    return "; ".join(figures), flaws


def _place(kind: str, file: Path, running: Server) -> Place:
    running.new_test()
    return file if kind == "sqlite" else running.empty_database()


def _kills(place: Place, kills: int, chance: random.Random) -> list[str]:
    prepare(place, 2_000)
    said: Said = Counter()
    flaws: list[str] = []
    for turn in range(kills):
        said += killed_while_writing(place, ROOMS[turn % len(ROOMS)], chance.choice((1, 1, 7, 50)), chance)
        flaws += flaws_after(place, said)
        print(f"kill {turn + 1}/{kills}: {len(said)} acknowledged, {len(flaws)} flaws", flush=True)
    return flaws


def _crashes(running: Server, crashes: int, chance: random.Random) -> list[str]:
    """The server stops at once, with nothing more written, in the middle of a station's evening."""
    place = running.empty_database()
    prepare(place, 2_000)
    said: Said = Counter()
    flaws: list[str] = []
    for turn in range(crashes):
        station = start(place, "evening", ROOMS[turn % len(ROOMS)], 1)
        assert station.stdin is not None
        assert station.stdout is not None
        station.stdin.write("\n")
        station.stdin.flush()
        lines = [station.stdout.readline() for _ in range(chance.randrange(2, 60))]
        running.control("stop", "-m", "immediate")
        lines += station.stdout.readlines()
        station.communicate()
        running.control("start")
        said += Counter((line.split()[0], line.split()[1]) for line in lines if len(line.split()) == 2)
        flaws += flaws_after(place, said)
        print(f"crash {turn + 1}/{crashes}: {len(said)} acknowledged, {len(flaws)} flaws", flush=True)
    return flaws
