"""Whoever changes one value of one row behind the program's back is found, in whatever table and column it stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from track.behind_the_back import in_sql, without_triggers

from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.errors import BrokenChainError, LedgerDamagedError, ProjectionDiffersError
from vpr_print.track.events import ChainProof, ChainsBroken, Event, EventKind, Head, NewEvent, chained
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger
from vpr_print.track.schema import CODE_PLACES, CUSTODY, EVENTS, PAPERS, WORKS

SITE = SiteNumber("640123")
LEDGER = "5a" * 16
COLUMNS = [(table.name, column.name) for table in (PAPERS, CUSTODY, CODE_PLACES, WORKS) for column in table.columns]


def chain() -> tuple[Event, ...]:
    news = [NewEvent(what=EventKind.PLANNED, work="work", number=f"{n:016d}", key=f"k{n}") for n in range(1, 5)]
    return chained(news, Head(), site=SITE, ledger=LEDGER, at="2026-04-20T14:04:05.678Z", who="т", station="каб. 1")


def broken_at(events: tuple[Event, ...], head: Head) -> int | None:
    proof = ChainProof({LEDGER: head})
    try:
        proof.finish(proof.through(LEDGER, events))
    except ChainsBroken as broken:
        return broken.at[LEDGER]
    return None


@pytest.mark.parametrize("name", Event._fields)
def test_every_column_of_an_event_is_held_by_its_hash(name: str) -> None:
    first, second, *rest = chain()
    head = Head(rest[-1].seq, rest[-1].hash, rest[-1].lamport)
    assert broken_at((first, second, *rest), head) is None
    value = getattr(second, name)
    others = (value + 1, str(value), None) if isinstance(value, int) else (f"{value} ", "", None, value.encode())
    for other in others:
        if str(other) != str(value):
            assert broken_at((first, second._replace(**{name: other}), *rest), head) == 2, other


def test_a_chain_that_ends_before_or_after_its_head_is_broken() -> None:
    events = chain()
    heads = [Head(event.seq, event.hash, event.lamport) for event in events]
    assert broken_at(events[:-1], heads[-1]) == 4
    assert broken_at(events, heads[-2]) == 4
    assert broken_at((), heads[-1]) == 1


def test_time_never_goes_back_in_a_chain_though_every_hash_holds() -> None:
    first, second, *_ = chain()
    stamp = {"site": SITE, "ledger": LEDGER, "at": second.at, "who": second.who, "station": second.station}
    news = (NewEvent(what=EventKind.PLANNED, work="work", number=second.number, key=second.key),)
    (late,) = chained(news, Head(1, first.hash, 0), **stamp)
    assert late.lamport == first.lamport
    assert broken_at((first, late), Head(2, late.hash, late.lamport)) == 2


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A ledger with a row in every table."""
    place = tmp_path / "ledger.sqlite"
    with Ledger.create(place, site=SITE, clock=lambda: datetime.now(UTC), ledger_id=LEDGER, who="т") as ledger:
        kinds = (PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.SET)
        numbering = ledger.reserve("work", [PaperRequest(PaperKey("101", kind), "a") for kind in kinds], who="т")
        places = {ParticipantCode("60132"): ("101", 1)}
        ledger.record_built("work", numbering, who="т", manifest_sha256="0" * 64, code_places=places)
        numbers = [paper.identifier for paper in numbering.papers]
        ledger.confirm_printed(numbers, who="т")
        ledger.record([Step(what=EventKind.ACCEPTED, number=numbers[-1])], who="т")
    return place


@pytest.fixture
def ledger(place: Path) -> Iterator[Ledger]:
    with Ledger.open(place, site=SITE, clock=lambda: datetime.now(UTC)) as opened:
        assert not opened.verify().flaws
        yield opened


def change(place: Path, table: str, column: str, to: str) -> None:
    """Give one row another value, whatever the table thinks of it."""
    last = f"rowid = (SELECT max(rowid) FROM {table})"
    in_sql(place, "PRAGMA ignore_check_constraints = ON", f"UPDATE {table} SET {column} = {to} WHERE {last}")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_of_every_table_is_held_to_the_events(
    place: Path, ledger: Ledger, table: str, column: str
) -> None:
    for other in (f"{column} || '1'", "'x'", "x'00ff'"):
        change(place, table, column, other)
        assert [type(flaw) for flaw in ledger.verify().flaws] == [ProjectionDiffersError], other
        ledger.rebuild_projection()
        assert not ledger.verify().flaws


@pytest.mark.parametrize("table", ["papers", "custody", "code_places", "works"])
def test_a_row_too_many_and_a_row_too_few_are_found(place: Path, ledger: Ledger, table: str) -> None:
    with sqlite3.connect(place) as connection:
        names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    connection.close()
    unlike = {"number": "'2640123099990002'", "serial": "999", "code": "'60133'", "work": "'other'"}
    row = ", ".join(unlike.get(name, name) for name in names)
    for statement in (f"INSERT INTO {table} SELECT {row} FROM {table} LIMIT 1", f"DELETE FROM {table}"):
        in_sql(place, statement)
        assert [type(flaw) for flaw in ledger.verify().flaws] == [ProjectionDiffersError], statement
        ledger.rebuild_projection()


def test_tables_that_are_behind_the_events_are_not_called_folded_by_what_is_recorded_later(
    place: Path, ledger: Ledger
) -> None:
    in_sql(place, "DELETE FROM works", "UPDATE ledgers SET folded_hash = ''")
    ledger.new_dispatch_packet("work", who="т")
    assert ledger.verify().flaws
    with Ledger.open(place, site=SITE, clock=lambda: datetime.now(UTC)) as again:
        assert not again.verify().flaws


@pytest.mark.parametrize("column", [column.name for column in EVENTS.columns if column.name not in ("site", "ledger")])
def test_what_is_no_text_in_an_event_is_a_broken_chain_and_no_bug_of_ours(
    place: Path, ledger: Ledger, column: str
) -> None:
    in_sql(place, *without_triggers(place))
    change(place, "events", column, "x'00ff'")
    assert [type(flaw) for flaw in ledger.verify().flaws] == [BrokenChainError]


@pytest.mark.parametrize(("table", "column"), [("events", "who"), ("custody", "who"), ("papers", "room")])
def test_a_text_that_is_no_text_any_more_is_a_damaged_ledger(
    place: Path, ledger: Ledger, table: str, column: str
) -> None:
    in_sql(place, *without_triggers(place))
    change(place, table, column, "CAST(x'ff' AS TEXT)")
    with pytest.raises(LedgerDamagedError):
        ledger.verify()
