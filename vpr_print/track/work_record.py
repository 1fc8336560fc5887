"""Everything that was recorded of one work, as of one head of the ledger: what acts and journals are drawn from."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from vpr_print.model.identifier import Identifier, NumberKind, parse_number
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.track.custody import STEPS, taken_back
from vpr_print.track.custody_rows import read_things
from vpr_print.track.events import Event, EventKind, EventPlace, NewEvent, canonical_json
from vpr_print.track.history import HistoryLine, history_of
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.projection import Projection
from vpr_print.track.protocol_typed import TYPED, Typing, typings_of
from vpr_print.track.rows import merged_order
from vpr_print.track.schema import EVENTS
from vpr_print.track.standing import Standing
from vpr_print.track.thing import Thing

_STEPS = frozenset(STEPS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of one number, with what it left behind."""

    line: HistoryLine
    paper: LedgerPaper
    """As the event left it."""
    inside: int
    """How many sets lay in the packet then; in a dispatch packet, how many packets."""
    again: bool
    """A step that says what was said before: two stations saw the same."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What an act of destruction is about."""

    files: int
    bytes: int
    sha256: str
    """Of the list of the files: a line ``SHA-256  name`` for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnUp:
    """A paper that was made of the ledger."""

    number: Identifier
    kind: PaperKind
    ordinal: int
    """Counts the papers of its kind and work."""
    cites: str
    """Hash of the head that stands on it."""
    sha256: str
    """Of its file."""
    lists: tuple[tuple[str, str], ...] = ()
    """Of an act: each event that it hands over by, and the number that the event is about."""
    destroyed: Destroyed | None = None
    """Of an act of destruction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """What the ledger knows of a work at one moment."""

    work: str
    subject: str
    """As the last build of the work named it; empty where none did."""
    grade: int
    ledger: str
    seq: int
    """Of the head."""
    hash: str
    at: str
    """When the head was recorded."""
    entries: tuple[Entry, ...]
    """Of papers, in the order in which all chains are folded."""
    things: tuple[Thing, ...]
    drawn_up: tuple[DrawnUp, ...]


def read_work_record(connection: Connection, standing: Standing, work: str) -> WorkRecord:
    """The work's events told in order, from their beginning to the head of the site's own ledger."""
    site, head = standing.site, standing.head
    rows = connection.execute(select(EVENTS).where(EVENTS.c.site == site, EVENTS.c.work == work))
    events = sorted(map(Event._make, rows), key=merged_order)
    built: dict[str, Any] = next((event.content for event in reversed(events) if event.what == EventKind.BUILT), {})
    of_head = (EVENTS.c.site == site, EVENTS.c.ledger == standing.ledger, EVENTS.c.seq == head.seq)
    return WorkRecord(
        work=work,
        subject=built.get("subject", ""),
        grade=built.get("grade", 0),
        ledger=standing.ledger,
        seq=head.seq,
        hash=head.hash,
        at=connection.scalar(select(EVENTS.c.at).where(*of_head)) or "",
        entries=_entries(site, events),
        things=read_things(connection, site, work=work),
        drawn_up=tuple(_drawn_up(event) for event in events if event.what == EventKind.DRAWN_UP),
    )


def read_drawn_up(
    connection: Connection, site: SiteNumber, work: str, *, after: EventPlace | None = None
) -> tuple[DrawnUp, ...]:
    """The papers that were made of the work's events, in order; ``after``: only those that came later in its chain."""
    of_work = (EVENTS.c.site == site, EVENTS.c.work == work)
    query = select(EVENTS).where(*of_work, EVENTS.c.what == EventKind.DRAWN_UP.value)
    if after is not None:
        query = query.where(EVENTS.c.ledger == after.ledger, EVENTS.c.seq > after.seq)
    return tuple(map(_drawn_up, sorted(map(Event._make, connection.execute(query)), key=merged_order)))


def read_typings(connection: Connection, site: SiteNumber, work: str) -> tuple[Typing, ...]:
    """Everything that was typed of the work's paper protocol, in the order in which all chains are folded."""
    kinds = [kind.value for kind in TYPED]
    query = select(EVENTS).where(EVENTS.c.site == site, EVENTS.c.work == work, EVENTS.c.what.in_(kinds))
    return typings_of(sorted(map(Event._make, connection.execute(query)), key=merged_order))


def drawn_up_event(work: str, drawn: DrawnUp) -> NewEvent:
    """The event that the paper was made, with everything that says which."""
    content: dict[str, Any] = {
        "kind": drawn.kind.value,
        "ordinal": drawn.ordinal,
        "cites": drawn.cites,
        "sha256": drawn.sha256,
        "lists": drawn.lists,
    } | ({"destroyed": asdict(drawn.destroyed)} if drawn.destroyed else {})
    number = str(drawn.number)
    key = f"{EventKind.DRAWN_UP}:{number}"
    return NewEvent(what=EventKind.DRAWN_UP, work=work, number=number, body=canonical_json(content), key=key)


def _drawn_up(event: Event) -> DrawnUp:
    content = event.content
    number = parse_number(event.number)
    assert isinstance(number, Identifier), "no code is ever drawn up"
    return DrawnUp(
        number=number,
        kind=PaperKind(content["kind"]),
        ordinal=content["ordinal"],
        cites=content["cites"],
        sha256=content["sha256"],
        lists=tuple((place, listed) for place, listed in content["lists"]),
        destroyed=Destroyed(**content["destroyed"]) if "destroyed" in content else None,
    )


def _entries(site: SiteNumber, events: list[Event]) -> tuple[Entry, ...]:
    """The events of papers, each with what folding it brings about."""
    undone = taken_back(events)
    known = Projection(site, taken_back=undone)
    inside: Counter[str] = Counter()
    entries: list[Entry] = []
    for event in events:
        number, before = event.number, len(known.custody.conflicts)
        was = known.custody.held_of(number).packet
        known.custody.moved.clear()
        known.fold((event,))
        paper = known.papers.get(number)
        if paper is None:
            continue
        wrong = frozenset((event.place,)) if len(known.custody.conflicts) > before else frozenset[EventPlace]()
        lies_in = "" if event.what == EventKind.VOIDED else known.custody.held_of(number).packet
        if was != lies_in:
            inside[was] -= _counts_in(number, was)
            inside[lies_in] += _counts_in(number, lies_in)
        (line,) = history_of((event,), undone, wrong)
        again = event.what in _STEPS and number not in known.custody.moved and event.place not in undone
        entries.append(Entry(line, paper, inside[number], again))
    return tuple(entries)


def _counts_in(number: str, packet: str) -> bool:
    """Whether what lies in the packet is counted there: a set, or anything in a dispatch packet."""
    return number[:1] == f"{NumberKind.SET:d}" or packet[:1] == f"{NumberKind.DISPATCH:d}"
