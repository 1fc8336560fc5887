"""A million events (EVENTS) by four stations at once, half to SQLite, half to PostgreSQL: a hundredth one by one, as at
a hand scanner, the rest a hundred in one transaction, as ``printed ROOM`` and ``track record`` write them. Then KILLS
(200) of a station that writes, and KILLS / 20 crashes of the server: every acknowledged event is there, once, in whole
chains."""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from pathlib import Path

from track.postgres import Server, server
from track.stations import ROOMS, Said, flaws_after, killed_while_writing, prepare, start, write_at_once

from vpr_print.track.database import Place

_ONE_BY_ONE = 100
"""Of so many events one is written in a transaction of its own."""
_AT_ONCE = 100
_MOST_SETS = 24_000
"""Of a room: the serials of a ledger have to suffice for four."""
_EVENTS_OF_A_SET = 3
_KILLS_OF_A_LEDGER = 8
_SETS_TO_KILL = 1_500
"""Of a room: more than a station can write until it is killed twice."""


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    events, kills = int(os.environ.get("EVENTS", "1000000")), int(os.environ.get("KILLS", "200"))
    chance = random.Random(seed)
    figures: list[str] = []
    flaws: list[str] = []
    with tempfile.TemporaryDirectory() as folder, server() as running:
        for kind in ("sqlite", "postgresql"):
            places = Places(kind, Path(folder), running)
            one_by_one = events // 2 // _ONE_BY_ONE
            for wanted, at_once in ((one_by_one, 1), (events // 2 - one_by_one, _AT_ONCE)):
                figure, found = _written(places, wanted, at_once)
                figures.append(figure)
                flaws += found
            flaws += _kills(places, kills // 2, chance)
        flaws += _crashes(running, kills // 20, chance)
    figures.append(f"{kills // 2 * 2} kills of a writing station, {kills // 20} crashes of the server")
    return "; ".join(figures), flaws


class Places:
    """Places of one kind of database, each for a new ledger."""

    def __init__(self, kind: str, folder: Path, running: Server) -> None:
        self.kind = kind
        self._folder = folder
        self._running = running
        self._given = 0

    def new(self) -> Place:
        """Another place; what lay at the one before is not needed any more."""
        self._running.new_test()
        self._given += 1
        return self._running.empty_database() if self.kind == "postgresql" else self._folder / f"{self._given}.sqlite"


def _written(places: Places, wanted: int, at_once: int) -> tuple[str, list[str]]:
    """So many events of four stations, ``at_once`` in each transaction: a figure, and flaws."""
    written, seconds = 0, 0.0
    flaws: list[str] = []
    while written < wanted:
        place = places.new()
        sets = min(_MOST_SETS, -(-(wanted - written) // _EVENTS_OF_A_SET // len(ROOMS)))
        prepare(place, sets)
        said, took = write_at_once(place, at_once)
        written, seconds = written + sum(said.values()), seconds + took
        flaws += [f"{places.kind}: {flaw}" for flaw in flaws_after(place, said)]
        print(f"{places.kind}: {written:,} events, {at_once} at once, {seconds:.0f} s, {len(flaws)} flaws", flush=True)
    return f"{places.kind} {written:,} events, {at_once} at once, {written / seconds:,.0f}/s", flaws


def _kills(places: Places, kills: int, chance: random.Random) -> list[str]:
    flaws: list[str] = []
    for turn in range(kills):
        if turn % _KILLS_OF_A_LEDGER == 0:
            place, said = places.new(), Counter[tuple[str, str]]()
            prepare(place, _SETS_TO_KILL)
        said += killed_while_writing(place, ROOMS[turn % len(ROOMS)], chance.choice((1, 1, 7, 50)), chance)
        flaws += [f"{places.kind}: {flaw}" for flaw in flaws_after(place, said)]
        print(f"{places.kind}: kill {turn + 1}/{kills}, {len(said)} acknowledged, {len(flaws)} flaws", flush=True)
    return flaws


def _crashes(running: Server, crashes: int, chance: random.Random) -> list[str]:
    """The server stops at once, with nothing more written, in the middle of a station's evening."""
    running.new_test()
    place = running.empty_database()
    prepare(place, _SETS_TO_KILL)
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
        flaws += [f"crash: {flaw}" for flaw in flaws_after(place, said)]
        print(f"crash {turn + 1}/{crashes}: {len(said)} acknowledged, {len(flaws)} flaws", flush=True)
    return flaws
