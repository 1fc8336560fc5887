"""Values of the ledger as rows of its tables, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import merge
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select, update

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.track.events import Event
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.schema import CODE_PLACES, EVENTS, PAPERS, WORKS
from vpr_print.track.statements import carry_out

_FETCHED_AT_ONCE = 250
WRITTEN_AT_ONCE = 2_000
ASKED_AT_ONCE = 500
T = TypeVar("T")
Row = tuple[Any, ...]
"""Of a table, its columns in their order."""


def read_events(connection: Connection, site: SiteNumber, ledger: str) -> Iterator[Event]:
    """The whole chain of one ledger in order, a piece at a time."""
    query = select(EVENTS).where(EVENTS.c.site == site, EVENTS.c.ledger == ledger).order_by(EVENTS.c.seq)
    with connection.execute(query.execution_options(yield_per=_FETCHED_AT_ONCE)) as rows:
        yield from map(Event._make, rows)


def read_rows(connection: Connection, query: Select[Any]) -> Iterator[Row]:
    """Rows as the driver gives them, without SQLAlchemy's wrapping of each."""
    with connection.execute(query) as result:
        while rows := result.cursor.fetchmany(_FETCHED_AT_ONCE):
            yield from rows


def merged(chains: Sequence[Iterator[Event]]) -> Iterator[Event]:
    """The events of these chains, in the one order in which they are folded everywhere."""
    return chains[0] if len(chains) == 1 else merge(*chains, key=merged_order)


def merged_order(event: Event) -> tuple[int, str, int]:
    """Where an event stands among those of other ledgers: after everything that its ledger knew."""
    return event.lamport, event.ledger, event.seq


def read_by_keys(connection: Connection, site: SiteNumber, ledger: str, keys: Iterable[str]) -> dict[str, Event]:
    """Events of one ledger that have one of these idempotency keys."""
    asked = tuple(keys)
    found = (
        event
        for start in range(0, len(asked), ASKED_AT_ONCE)
        for event in carry_out(
            connection, _BY_KEY, {"the_site": site, "the_ledger": ledger, "keys": asked[start : start + ASKED_AT_ONCE]}
        )
    )
    return {event.key or "": event for event in map(Event._make, found)}


def write_events(connection: Connection, events: Sequence[Event]) -> None:
    """Add the events to the table. As they are: a dict for each row would take longer than writing it."""
    sql = inserting(connection, EVENTS)
    for part in in_parts(events):
        connection.exec_driver_sql(sql, [tuple(event) for event in part])


def inserting(connection: Connection, table: Table) -> str:
    """The statement that adds a row to the table, its columns in their order, as the driver wants it."""
    return _inserting(table, "%s" if connection.dialect.name == "postgresql" else "?")


def read_papers(
    connection: Connection,
    site: SiteNumber,
    *,
    work: str | None = None,
    numbers: Iterable[str] | None = None,
    living: bool = False,
) -> dict[str, LedgerPaper]:
    """Papers by number in the order of their serials: of one work, with these numbers, or all.

    ``living`` leaves out the void ones.
    """
    query = select(PAPERS).where(PAPERS.c.site == site)
    if work is not None:
        query = query.where(PAPERS.c.work == work)
    if living:
        query = query.where(PAPERS.c.state != PaperState.VOID.value)
    if numbers is None:
        return {row.number: paper_of(site, row) for row in connection.execute(query.order_by(PAPERS.c.serial))}
    asked = tuple(dict.fromkeys(numbers))
    # Sorted here: asked to sort, SQLite goes through every paper of the site instead of the numbers.
    rows = (
        row
        for start in range(0, len(asked), ASKED_AT_ONCE)
        for row in connection.execute(query.where(PAPERS.c.number.in_(asked[start : start + ASKED_AT_ONCE])))
    )
    return {row.number: paper_of(site, row) for row in sorted(rows, key=lambda row: row.serial)}


def read_living(connection: Connection, site: SiteNumber, work: str) -> Iterator[LedgerPaper]:
    """The living papers of a work in the order of their serials, one at a time."""
    query = select(PAPERS).where(PAPERS.c.site == site, PAPERS.c.work == work, PAPERS.c.state != PaperState.VOID.value)
    with connection.execute(query.order_by(PAPERS.c.serial).execution_options(yield_per=WRITTEN_AT_ONCE)) as rows:
        yield from (paper_of(site, row) for row in rows)


def read_room(connection: Connection, site: SiteNumber, work: str, room: str) -> dict[str, LedgerPaper]:
    """Papers of one room of a work by number, void ones too."""
    query = select(PAPERS).where(PAPERS.c.site == site, PAPERS.c.work == work, PAPERS.c.room == room)
    return {row.number: paper_of(site, row) for row in connection.execute(query)}


def write_papers(
    connection: Connection, ledger: str, papers: Iterable[tuple[str, LedgerPaper]], *, known: frozenset[str]
) -> None:
    """Put papers into the projection: those of ``known`` numbers are brought up to date, the others added."""
    for part in in_parts(papers):
        if new := [paper_row(ledger, number, paper) for number, paper in part if number not in known]:
            connection.exec_driver_sql(inserting(connection, PAPERS), new)
        if changed := [_changes(number, paper) for number, paper in part if number in known]:
            connection.execute(_CHANGED, changed)


def read_codes(connection: Connection, site: SiteNumber, work: str) -> dict[ParticipantCode, tuple[str, int]]:
    """Room and ordinal of each code of the work."""
    query = select(CODE_PLACES.c.code, CODE_PLACES.c.room, CODE_PLACES.c.ordinal).where(
        CODE_PLACES.c.site == site, CODE_PLACES.c.work == work
    )
    return {ParticipantCode(code): (room, ordinal) for code, room, ordinal in connection.execute(query)}


def read_codes_elsewhere(
    connection: Connection, site: SiteNumber, work: str, prefix: str
) -> frozenset[ParticipantCode]:
    """Codes placed in other works whose key begins with ``prefix``."""
    query = select(CODE_PLACES.c.code).where(
        CODE_PLACES.c.site == site,
        CODE_PLACES.c.work != work,
        CODE_PLACES.c.work.startswith(prefix, autoescape=True),
    )
    return frozenset(ParticipantCode(code) for (code,) in connection.execute(query))


def read_works(connection: Connection, site: SiteNumber) -> tuple[str, ...]:
    """Keys of the works that have been built."""
    query = select(WORKS.c.work).where(WORKS.c.site == site).order_by(WORKS.c.work)
    return tuple(work for (work,) in connection.execute(query))


def write_codes(
    connection: Connection,
    site: SiteNumber,
    ledger: str,
    work: str,
    places: Mapping[ParticipantCode, tuple[str, int]],
) -> None:
    """Put the code places of one work in the place of the former ones."""
    connection.execute(delete(CODE_PLACES).where(CODE_PLACES.c.site == site, CODE_PLACES.c.work == work))
    for part in in_parts(code_rows(site, ledger, work, places)):
        connection.exec_driver_sql(inserting(connection, CODE_PLACES), part)


def code_rows(
    site: SiteNumber, ledger: str, work: str, places: Mapping[ParticipantCode, tuple[str, int]]
) -> Iterator[Row]:
    """The places of a work's codes as rows of the table."""
    return ((site, work, code, ledger, room, ordinal) for code, (room, ordinal) in places.items())


def read_manifest(connection: Connection, site: SiteNumber, work: str) -> str | None:
    """SHA-256 of the manifest of the work's last finished build."""
    return connection.scalar(select(WORKS.c.manifest_sha256).where(WORKS.c.site == site, WORKS.c.work == work))


def write_manifest(connection: Connection, site: SiteNumber, ledger: str, work: str, sha256: str) -> None:
    """Put the manifest of the work's last finished build in the place of the former one."""
    connection.execute(delete(WORKS).where(WORKS.c.site == site, WORKS.c.work == work))
    connection.execute(insert(WORKS).values(site=site, work=work, ledger=ledger, manifest_sha256=sha256))


def paper_of(site: SiteNumber, row: Any) -> LedgerPaper:
    """The paper in a row of the table."""
    kind, digit = _KINDS[row.kind]
    return LedgerPaper(
        identifier=Identifier(digit, site, row.serial),
        work=row.work,
        key=PaperKey(row.room, kind, row.ordinal),
        fingerprint=row.fingerprint,
        state=_STATES[row.state],
        printed_confirmed=bool(row.printed_confirmed),
    )


def paper_row(ledger: str, number: str, paper: LedgerPaper) -> Row:
    """The paper as a row of the table; the inverse of ``paper_of``."""
    identifier, work, key, fingerprint, state, printed = paper
    return (
        identifier.site, number, ledger, identifier.serial, work, key.room, key.kind.value, key.ordinal, fingerprint,
        state.value, int(printed),
    )  # fmt: skip


def _changes(number: str, paper: LedgerPaper) -> dict[str, Any]:
    return {
        "the_site": paper.identifier.site,
        "the_number": number,
        "state": paper.state.value,
        "printed_confirmed": int(paper.printed_confirmed),
    }


@cache
def _inserting(table: Table, mark: str) -> str:
    names = table.columns.keys()
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"


def in_parts(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in parts: as the driver, or an event, wants them they take many times their room."""
    rest = iter(rows)
    while part := list(islice(rest, WRITTEN_AT_ONCE)):
        yield part


_BY_KEY = select(EVENTS).where(
    EVENTS.c.site == bindparam("the_site"),
    EVENTS.c.ledger == bindparam("the_ledger"),
    EVENTS.c.key.in_(bindparam("keys", expanding=True)),
)
"""Built once: building it anew takes longer than asking."""
_CHANGED = (
    update(PAPERS)
    .where(and_(PAPERS.c.site == bindparam("the_site"), PAPERS.c.number == bindparam("the_number")))
    .values(state=bindparam("state"), printed_confirmed=bindparam("printed_confirmed"))
)
_KINDS = {kind.value: (kind, kind.number_kind) for kind in PaperKind}
_STATES = {state.value: state for state in PaperState}
