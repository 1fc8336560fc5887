"""The whole projection of a site in its tables: read, or thrown away and put there anew."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, Table, delete, select

from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.track.custody_rows import held_rows, read_all_held, read_taken_back, replace_held
from vpr_print.track.errors import BrokenChainError
from vpr_print.track.events import ChainProof, ChainsBroken, Head
from vpr_print.track.projection import Projection
from vpr_print.track.rows import (
    Row,
    code_rows,
    merged,
    paper_row,
    read_events,
    read_papers,
    read_rows,
    write_codes,
    write_manifest,
    write_papers,
)
from vpr_print.track.schema import CODE_PLACES, CUSTODY, LEDGERS, PAPERS, WORKS
from vpr_print.track.standing import Standing, read_standings, write_standing


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, nobody looks for cycles: folding makes none, and to look takes a tenth of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_projection(connection: Connection, site: SiteNumber, next_serial: int) -> Projection:
    """Everything that the tables say now, as folding would build it."""
    codes: dict[str, dict[ParticipantCode, tuple[str, int]]] = {}
    for row in connection.execute(select(CODE_PLACES).where(CODE_PLACES.c.site == site)):
        codes.setdefault(row.work, {})[ParticipantCode(row.code)] = (row.room, row.ordinal)
    manifests = {row.work: row.manifest_sha256 for row in connection.execute(select(WORKS).where(WORKS.c.site == site))}
    papers, held = read_papers(connection, site), read_all_held(connection, site)
    return Projection(site, papers, codes, manifests, next_serial, held=held)


def tables_differ(connection: Connection, projection: Projection) -> bool:
    """Whether the tables say anything else than ``projection``, which was folded from all events."""
    site, ledger, codes, manifests = projection.site, projection.ledger, projection.codes, projection.manifests
    expected: tuple[tuple[Table, Iterable[Row]], ...] = (
        (PAPERS, (paper_row(ledger, number, paper) for number, paper in projection.papers.items())),
        (CUSTODY, held_rows(site, projection.held.items())),
        (CODE_PLACES, (row for work, places in codes.items() for row in code_rows(site, ledger, work, places))),
        (WORKS, ((site, work, ledger, sha256) for work, sha256 in manifests.items())),
    )
    return any(_differs(connection, table, site, rows) for table, rows in expected)


def _differs(connection: Connection, table: Table, site: SiteNumber, rows: Iterable[Row]) -> bool:
    """Whether the site's rows of the table are any others than these, in whatever order."""
    expected = {row[_KEY]: row for row in rows}
    found = read_rows(connection, select(table).where(table.c.site == site))
    return any(expected.pop(row[_KEY], None) != row for row in found) or bool(expected)


def fold_site(connection: Connection, site: SiteNumber) -> Projection:
    """What all chains of the site lead to, folded from their events alone."""
    projection = _before_events(connection, site)
    ledgers = [standing.ledger for standing in read_standings(connection, site)]
    with uncollected():
        projection.fold(merged([read_events(connection, site, ledger) for ledger in ledgers]))
    return projection


def fold_proved(connection: Connection, site: SiteNumber, heads: Mapping[str, Head]) -> Projection:
    """The same of chains that end at these heads, each event held to its hash on the way. Raises ``ChainsBroken``."""
    proof = ChainProof(heads)
    events = merged([proof.through(ledger, read_events(connection, site, ledger)) for ledger in heads])
    try:
        projection = _before_events(connection, site)
        projection.fold(events)
    finally:
        proof.finish(events)  # before any error of folding: that comes of what somebody changed
    return projection


def rebuild(connection: Connection, own: Standing, place: str) -> None:
    """Throw away everything but the events, and fold it anew from the chains of all ledgers of the site.

    Raises ``BrokenChainError`` instead of folding events that somebody has changed.
    """
    heads = {standing.ledger: standing.head for standing in read_standings(connection, own.site)}
    try:
        projection = fold_proved(connection, own.site, heads)
    except ChainsBroken as broken:
        raise BrokenChainError(place, min(broken.at.values())) from None
    replace_projection(connection, own, projection)


def replace_projection(connection: Connection, own: Standing, projection: Projection) -> None:
    """Throw away what the tables say of the site and put ``projection`` there, as of the heads of all chains."""
    site, ledger = own.site, own.ledger
    for table in (PAPERS, CODE_PLACES, WORKS):
        connection.execute(delete(table).where(table.c.site == site))
    write_papers(connection, ledger, projection.papers.items(), known=frozenset())
    replace_held(connection, site, projection.held)
    for work, places in projection.codes.items():
        write_codes(connection, site, ledger, work, places)
    for work, sha256 in projection.manifests.items():
        write_manifest(connection, site, ledger, work, sha256)
    for standing in read_standings(connection, site):
        serial = projection.next_serial if standing.ledger == ledger else standing.next_serial
        write_standing(connection, replace(standing, next_serial=serial, folded_hash=standing.head.hash))


def _before_events(connection: Connection, site: SiteNumber) -> Projection:
    """The projection before the first event, which has to know what later corrections take back."""
    own = connection.scalar(select(LEDGERS.c.ledger).where(LEDGERS.c.site == site, LEDGERS.c.own == 1))
    return Projection(site, ledger=own or "", taken_back=read_taken_back(connection, site))


_KEY = slice(1, 3)
"""Columns that no two rows of a table share, of those that ``tables_differ`` compares."""
