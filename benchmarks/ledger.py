"""The ledger beside a bare loop of ``INSERT``: ``python -m benchmarks.ledger [EVENTS]``.

Single durable events, folding, verifying, taking in, the board of 10,000 packets. Both sides of each ratio are
measured in the same run, on the same disk, with the same durability (WAL, ``synchronous=FULL``); single events and bare
ones turn by turn, since a disk is not equally quick at all times. Behind each figure stands what the processor alone
would allow: on a machine that others use it says more than the clock.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import harmonic_mean

from benchmarks.figures import figure
from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.board import board
from vpr_print.track.events import Event, EventKind
from vpr_print.track.folded import fold_site
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger
from vpr_print.track.projection import Projection

SITE = SiteNumber("640123")
EVENTS = 100_000
SINGLE, TURN = 1_000, 100
AT_ONCE = 500
OF_ROOM = 15
ROOMS, SETS_OF_ROOM = 3_333, 2
"""Three packets for each room: 10,000; with papers of their own, as many as a site's serials allow."""


def main(events: int) -> None:
    """Print each figure with its ratio to the bare loop."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rooms = max(events // 4 // OF_ROOM, 2 * SINGLE // OF_ROOM)
        ledger, sets, packets = _evening(folder / "ledger.sqlite", rooms=rooms, sets=OF_ROOM)
        with ledger:
            for start in range(0, len(sets), AT_ONCE):
                ledger.confirm_printed(sets[start : start + AT_ONCE], who="")
            _show("durable single events", *_single(ledger, sets[:SINGLE], folder / "bare"), asked=1_000)
            _rest(ledger, sets, packets)
            copied = ledger.events()
            with _bare_table(folder / "bulk") as insert:
                bare = _rate(len(copied), lambda: insert(copied))
            _show("folding, events in memory", _rate(len(copied), lambda: _fold(copied)), bare, asked=150_000)
            with ledger._database.reading() as connection:
                rate = _rate(len(copied), lambda: fold_site(connection, SITE))
                _show("folding, with reading", rate, bare, asked=150_000)
            _show("verify, the chain alone", _rate(len(copied), ledger.verify_chain), bare, asked=100_000)
            _show("verify everything", _rate(len(copied), lambda: _sound(ledger)), bare, asked=100_000)
            _show("export", _rate(len(copied), lambda: _export(ledger, folder / "out.jsonl")), bare)
        with _created(folder / "other.sqlite", range(90_000, 90_001), "b") as other:
            rate = _rate(len(copied), lambda: other.take_in(folder / "out.jsonl", who=""))
            _show("import", rate, bare, asked=20_000)
        board_of, _, _ = _evening(folder / "board.sqlite", rooms=ROOMS, sets=SETS_OF_ROOM)
        with board_of:
            rate = _rate(1, lambda: board(board_of.things()))
            found = f"{1 / rate.clock:.2f} s, processor {1 / rate.processor:.2f} s"
            figure("status of 10,000 packets", found, "< 1 s")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second."""

    clock: float
    processor: float
    """Of the time that this process computed, without waiting for the disk and for others."""


def _show(name: str, rate: Rate, bare: Rate, *, asked: int = 0) -> None:
    figure(
        name,
        f"{rate.clock:,.0f} events/s",
        f"≥ {asked:,}" if asked else "",
    )
    figure("  processor alone; × bare INSERT", f"{rate.processor:,.0f}/s; {rate.clock / bare.clock:.3f}")


def _fold(events: Sequence[Event]) -> None:
    Projection(SITE, ledger=events[0].ledger).fold(events)


def _rate(count: int, action: Callable[[], object]) -> Rate:
    began, computed = time.perf_counter(), time.process_time()
    action()
    return Rate(count / (time.perf_counter() - began), count / (time.process_time() - computed))


def _single(ledger: Ledger, sets: list[Identifier], bare: Path) -> tuple[Rate, Rate]:
    """One event for each transaction, ours and bare ones turn by turn."""
    ours, others, rows = [], [], ledger.events()[-len(sets) :]
    with _bare_table(bare) as insert:
        for start in range(0, len(sets), TURN):
            piece = sets[start : start + TURN]
            ours.append(_rate(len(piece), partial(_accept, ledger, piece)))
            others.append(_rate(len(piece), partial(_one_by_one, insert, rows[start : start + TURN])))
    return _together(ours), _together(others)


def _one_by_one(insert: Callable[[Sequence[Event]], None], events: Sequence[Event]) -> None:
    for event in events:
        insert((event,))


def _together(turns: list[Rate]) -> Rate:
    """The rate of turns of equal length."""
    return Rate(harmonic_mean(turn.clock for turn in turns), harmonic_mean(turn.processor for turn in turns))


def _accept(ledger: Ledger, sets: list[Identifier]) -> None:
    for number in sets:
        ledger.record([Step(what=EventKind.ACCEPTED, number=number, key=f"accepted:{number}")], who="")


def _rest(ledger: Ledger, sets: list[Identifier], packets: list[Identifier]) -> None:
    """What is left of the evening, many events at a time."""
    for what, numbers in (
        (EventKind.ACCEPTED, sets[SINGLE:]),
        (EventKind.PACKED, packets),
        (EventKind.ISSUED, packets),
        (EventKind.USED, sets),
    ):
        for start in range(0, len(numbers), AT_ONCE):
            ledger.record([Step(what=what, number=number) for number in numbers[start : start + AT_ONCE]], who="")


@contextmanager
def _bare_table(path: Path) -> Iterator[Callable[[Sequence[Event]], None]]:
    """The same rows into the same columns, with nothing else to do: each call is one transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(Event._fields)
    connection.execute(
        f"CREATE TABLE events ({columns}, PRIMARY KEY (site, ledger, seq), UNIQUE (site, ledger, key))"
    )
    statement = f"INSERT INTO events VALUES ({', '.join('?' * len(Event._fields))})"

    def insert(events: Sequence[Event]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for event in events:
            connection.execute(statement, event)
        connection.execute("COMMIT")

    yield insert
    connection.close()


def _evening(path: Path, *, rooms: int, sets: int) -> tuple[Ledger, list[Identifier], list[Identifier]]:
    """A ledger with a built work: sets and three packets in each room."""
    ledger = _created(path, range(1, 90_000), "a")
    requests = [
        PaperRequest(PaperKey(str(room), kind, ordinal), "a")
        for room in range(rooms)
        for kind, count in (
            (PaperKind.SET, sets),
            (PaperKind.DELIVERY, 1),
            (PaperKind.RETURN_USED, 1),
            (PaperKind.RETURN_UNUSED, 1),
        )
        for ordinal in range(1, count + 1)
    ]
    numbering = ledger.reserve("work", requests, who="")
    ledger.record_built("work", numbering, who="", manifest_sha256="0" * 64)
    of_kind: dict[PaperKind, list[Identifier]] = {kind: [] for kind in PaperKind}
    for paper in numbering.papers:
        of_kind[paper.key.kind].append(paper.identifier)
    return ledger, of_kind[PaperKind.SET], of_kind[PaperKind.DELIVERY]


def _created(path: Path, serials: range, letter: str) -> Ledger:
    return Ledger.create(path, site=SITE, serials=serials, clock=_now, ledger_id=letter * 32, who="")


def _now() -> datetime:
    return datetime.now(UTC)


def _sound(ledger: Ledger) -> None:
    assert not ledger.verify().flaws


def _export(ledger: Ledger, path: Path) -> None:
    with ledger.exported() as lines, path.open("w", encoding="utf-8") as file:
        file.writelines(lines)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
