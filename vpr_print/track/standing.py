"""Where a ledger stands: its range, its counter, the head of its chain; and how events are added to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from vpr_print.model.work import SiteNumber
from vpr_print.track.custody_rows import write_held
from vpr_print.track.errors import ForeignLedgerError, NotALedgerError
from vpr_print.track.events import FIRST_PREV, Event, Head, NewEvent, chained, head_after
from vpr_print.track.projection import Projection
from vpr_print.track.rows import write_codes, write_events, write_manifest, write_papers
from vpr_print.track.schema import EVENTS, LEDGERS
from vpr_print.track.server_errors import NoLedgerOfSiteError
from vpr_print.track.statements import carry_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The ledger's own row."""

    site: SiteNumber
    ledger: str
    serials: range
    next_serial: int
    head: Head = field(default_factory=Head)
    folded_hash: str = FIRST_PREV
    """Head of the chain when the projection was last brought up to it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all events of one transaction share."""

    at: str
    who: str
    station: str


def write_new_standing(connection: Connection, standing: Standing) -> None:
    """Add the row of a new ledger."""
    connection.execute(
        insert(LEDGERS).values(
            site=standing.site,
            ledger=standing.ledger,
            own=1,
            first_serial=standing.serials[0],
            last_serial=standing.serials[-1],
            **_moving(standing),
        )
    )


def write_standing(connection: Connection, standing: Standing) -> None:
    """Bring the row up to date. Identity and range never change."""
    carry_out(connection, _MOVED, {"the_site": standing.site, "the_ledger": standing.ledger, **_moving(standing)})


def has_standing(connection: Connection, site: SiteNumber) -> bool:
    """Whether the site has a ledger of its own here."""
    return connection.scalar(select(LEDGERS.c.ledger).where(LEDGERS.c.site == site, LEDGERS.c.own == 1)) is not None


def read_standing(connection: Connection, site: SiteNumber, place: str) -> Standing:
    """Where the site's own ledger stands.

    Raises ``ForeignLedgerError`` for the file of another site, ``NotALedgerError``, and for a server, which has
    ledgers of many sites, ``NoLedgerOfSiteError``.
    """
    row = carry_out(connection, _OWN, {"the_site": site}).one_or_none()
    if row is None and connection.dialect.name == "postgresql":
        raise NoLedgerOfSiteError(place, site)
    if row is None:
        found = connection.scalar(select(LEDGERS.c.site).where(LEDGERS.c.own == 1))
        raise ForeignLedgerError(place, found, site) if found else NotALedgerError(place)
    return _standing(row)


def read_standings(connection: Connection, site: SiteNumber) -> tuple[Standing, ...]:
    """Where all ledgers of the site stand, its own and those that were imported."""
    rows = connection.execute(select(LEDGERS).where(LEDGERS.c.site == site).order_by(LEDGERS.c.ledger))
    return tuple(map(_standing, rows))


def cut_off_at(connection: Connection, standing: Standing) -> int | None:
    """The sequence number where the end of the chain is not what it was; None when it is. Looks at the end only."""
    own = (EVENTS.c.site == standing.site, EVENTS.c.ledger == standing.ledger)
    last = connection.scalar(select(func.max(EVENTS.c.seq)).where(*own)) or 0
    last_hash = connection.scalar(select(EVENTS.c.hash).where(*own, EVENTS.c.seq == last))
    if (last, last_hash) == (standing.head.seq, standing.head.hash):
        return None
    return min(last, standing.head.seq) + (last != standing.head.seq)


def append_events(
    connection: Connection, standing: Standing, stamp: Stamp, news: Sequence[NewEvent], known: Projection | None = None
) -> None:
    """Add the events to the chain and bring projection and row up to them; ``known`` holds what they speak of."""
    if not news:
        return
    known = known or Projection(standing.site)
    events = chain_on(standing, stamp, news)
    write_folded(connection, standing, events, known, known.fold(events))


def chain_on(standing: Standing, stamp: Stamp, news: Iterable[NewEvent], head: Head | None = None) -> tuple[Event, ...]:
    """The events as the next links of the ledger's chain, or those after ``head``."""
    return chained(
        news,
        head or standing.head,
        site=standing.site,
        ledger=standing.ledger,
        at=stamp.at,
        who=stamp.who,
        station=stamp.station,
    )


def write_folded(
    connection: Connection,
    standing: Standing,
    events: tuple[Event, ...],
    folded: Projection,
    touched: Collection[str],
) -> None:
    """Write events, and what ``folded`` says since it took them in; ``touched`` are the papers that changed."""
    site, ledger = standing.site, standing.ledger
    write_events(connection, events)
    if touched:
        papers = [(number, paper) for number, paper in folded.papers.items() if number in touched]
        write_papers(connection, ledger, papers, known=folded.known_papers)
    held = [(number, folded.held[number]) for number in folded.custody.moved]
    write_held(connection, site, held)
    for work, places in folded.codes.items():
        write_codes(connection, site, ledger, work, places)
    for work, sha256 in folded.manifests.items():
        write_manifest(connection, site, ledger, work, sha256)
    head = head_after(events, standing.head)
    up_to_date = standing.folded_hash == standing.head.hash
    write_standing(
        connection,
        replace(
            standing,
            next_serial=folded.next_serial or standing.next_serial,
            head=head,
            folded_hash=head.hash if up_to_date else standing.folded_hash,
        ),
    )


def _standing(row: Any) -> Standing:
    return Standing(
        site=SiteNumber(row.site),
        ledger=row.ledger,
        serials=range(row.first_serial, row.last_serial + 1),
        next_serial=row.next_serial,
        head=Head(row.head_seq, row.head_hash, row.lamport),
        folded_hash=row.folded_hash,
    )


def _moving(standing: Standing) -> dict[str, str | int]:
    """Only what changes: naming a key column in an update makes SQLite search every table that refers to it."""
    return {
        "next_serial": standing.next_serial,
        "head_seq": standing.head.seq,
        "head_hash": standing.head.hash,
        "lamport": standing.head.lamport,
        "folded_hash": standing.folded_hash,
    }


_OWN = select(LEDGERS).where(LEDGERS.c.site == bindparam("the_site"), LEDGERS.c.own == 1)
_MOVED = (
    update(LEDGERS)
    .where(LEDGERS.c.site == bindparam("the_site"), LEDGERS.c.ledger == bindparam("the_ledger"))
    .values({name: bindparam(name) for name in ("next_serial", "head_seq", "head_hash", "lamport", "folded_hash")})
)
"""Statements that every event needs are made once: building one costs as much as carrying it out."""
