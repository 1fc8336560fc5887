"""Where a ledger stands: its range, its counter, the head of its chain; and how events are added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, func, insert, select, update

from vpr_print.model.work import SiteNumber
from vpr_print.track.errors import ForeignLedgerError, NotALedgerError
from vpr_print.track.events import FIRST_PREV, Head, NewEvent, chained, head_after
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.projection import Projection
from vpr_print.track.rows import write_codes, write_events, write_manifest, write_papers
from vpr_print.track.schema import EVENTS, LEDGERS


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
    connection.execute(
        update(LEDGERS)
        .where(LEDGERS.c.site == standing.site, LEDGERS.c.ledger == standing.ledger)
        .values(**_moving(standing))
    )


def read_standing(connection: Connection, site: SiteNumber, place: str) -> Standing:
    """Where the site's own ledger stands. Raises ``ForeignLedgerError``, ``NotALedgerError``."""
    rows = connection.execute(select(LEDGERS).where(LEDGERS.c.own == 1)).all()
    row = next((row for row in rows if row.site == site), None)
    if row is None and rows:
        raise ForeignLedgerError(place, ", ".join(row.site for row in rows), site)
    if row is None:
        raise NotALedgerError(place)
    return Standing(
        site=site,
        ledger=row.ledger,
        serials=range(row.first_serial, row.last_serial + 1),
        next_serial=row.next_serial,
        head=Head(row.head_seq, row.head_hash, row.lamport),
        folded_hash=row.folded_hash,
    )


def cut_off_at(connection: Connection, standing: Standing) -> int | None:
    """The sequence number where the end of the chain is not what it was; None when it is. Looks at the end only."""
    own = (EVENTS.c.site == standing.site, EVENTS.c.ledger == standing.ledger)
    last = connection.scalar(select(func.max(EVENTS.c.seq)).where(*own)) or 0
    last_hash = connection.scalar(select(EVENTS.c.hash).where(*own, EVENTS.c.seq == last))
    if (last, last_hash) == (standing.head.seq, standing.head.hash):
        return None
    return min(last, standing.head.seq) + (last != standing.head.seq)


def append_events(
    connection: Connection,
    standing: Standing,
    stamp: Stamp,
    news: Sequence[NewEvent],
    papers: Mapping[str, LedgerPaper] | None = None,
) -> None:
    """Add the events to the chain and bring projection and row up to them; ``papers`` are those they speak of."""
    if not news:
        return
    events = chained(
        news,
        standing.head,
        site=standing.site,
        ledger=standing.ledger,
        at=stamp.at,
        who=stamp.who,
        station=stamp.station,
    )
    write_events(connection, events)
    projection = Projection(standing.site, dict(papers or {}), next_serial=standing.next_serial)
    touched = projection.fold(events)
    changed = [(number, paper) for number, paper in projection.papers.items() if number in touched]
    write_papers(connection, standing.ledger, changed, known=frozenset(papers or ()))
    for work, places in projection.codes.items():
        write_codes(connection, standing.site, standing.ledger, work, places)
    for work, sha256 in projection.manifests.items():
        write_manifest(connection, standing.site, standing.ledger, work, sha256)
    head = head_after(events, standing.head)
    up_to_date = standing.folded_hash == standing.head.hash
    write_standing(
        connection,
        replace(
            standing,
            next_serial=projection.next_serial,
            head=head,
            folded_hash=head.hash if up_to_date else standing.folded_hash,
        ),
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
