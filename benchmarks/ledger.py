"""The ledger beside a bare loop of ``INSERT``: ``python -m benchmarks.ledger [EVENTS]``.

Single durable events, folding, verifying, taking in, the board of 10,000 packets. Both sides of each ratio are
measured in the same run, on the same disk, with the same durability (WAL, ``synchronous=FULL``).
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.events import Event, EventKind
from vpr_print.track.folded import fold_site
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger

SITE = SiteNumber("640123")
EVENTS = 100_000
SINGLE = 1_000
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
            single = _single(ledger, sets[:SINGLE])
            _rest(ledger, sets, packets)
            copied = ledger.events()
            bare_single = _bare(folder / "bare", copied[: SINGLE + 1], 1)
            bare = _bare(folder / "bulk", copied, len(copied))
            _show("durable single events", single, bare_single)
            with ledger._database.reading() as connection:
                _show("folding", _rate(len(copied), lambda: fold_site(connection, SITE)), bare)
            _show("verify, chain, heads and tables", _rate(len(copied), lambda: _sound(ledger)), bare)
            _show("verify, the chain alone", _rate(len(copied), lambda: ledger.verify_chain()), bare)
            _show("export", _rate(len(copied), lambda: _export(ledger, folder / "out.jsonl")), bare)
        with _created(folder / "other.sqlite", range(90_000, 90_001), "b") as other:
            _show("import", _rate(len(copied), lambda: other.take_in(folder / "out.jsonl", who="")), bare)
        board, _, _ = _evening(folder / "board.sqlite", rooms=ROOMS, sets=SETS_OF_ROOM)
        with board:
            seconds = 1 / _rate(1, lambda: board.things())
            print(f"{'things of 10,000 packets, for status':<36}{seconds:10.2f} s")


def _show(name: str, rate: float, bare: float) -> None:
    print(f"{name:<36}{rate:10,.0f} events/s   × bare INSERT {rate / bare:8.3f}", flush=True)


def _rate(count: int, action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return count / (time.perf_counter() - began)


def _single(ledger: Ledger, sets: list[Identifier]) -> float:
    def record() -> None:
        for number in sets:
            ledger.record([Step(what=EventKind.ACCEPTED, number=number, key=f"accepted:{number}")], who="")

    return _rate(len(sets), record)


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


def _bare(path: Path, events: tuple[Event, ...], at_once: int) -> float:
    """The same rows into the same columns, with nothing else to do."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(Event._fields)
    connection.execute(
        f"CREATE TABLE events ({columns}, PRIMARY KEY (site, ledger, seq), UNIQUE (site, ledger, key))"
    )
    insert = f"INSERT INTO events VALUES ({', '.join('?' * len(Event._fields))})"

    def write() -> None:
        for start in range(0, len(events), at_once):
            connection.execute("BEGIN IMMEDIATE")
            for event in events[start : start + at_once]:
                connection.execute(insert, event)
            connection.execute("COMMIT")

    rate = _rate(len(events), write)
    connection.close()
    return rate


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
