"""States of things as rows of the ledger's tables, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, delete, literal_column, or_, select, tuple_

from vpr_print.model.packet import PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.track.custody import Held, carried, packet_state, taken_back, was_relabelled
from vpr_print.track.events import Event, EventKind, EventPlace
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.rows import ASKED_AT_ONCE, Row, inserting, merged_order, paper_of
from vpr_print.track.schema import CUSTODY, EVENTS, PAPERS
from vpr_print.track.statements import carry_out
from vpr_print.track.thing import Thing

PACKETS = (PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED, PaperKind.DISPATCH)
THINGS = (PaperKind.SET, *PACKETS)
"""Kinds of papers that are tracked; the others lie in a packet and go with it."""
ENCLOSURES = (PaperKind.CONDUCT_PROTOCOL, PaperKind.PROTOCOL_COPY, PaperKind.CODE_SHEET, PaperKind.DRAFT_SHEETS)
"""What is laid into a delivery packet beside sets and return packets."""

_HELD = (
    CUSTODY.c.state,
    CUSTODY.c.packet,
    CUSTODY.c.room,
    CUSTODY.c.bag,
    CUSTODY.c.leans_on,
    CUSTODY.c.made,
    CUSTODY.c.overruled,
    CUSTODY.c.conflicts,
    CUSTODY.c.at,
    CUSTODY.c.who,
)


def read_held(connection: Connection, site: SiteNumber, numbers: Iterable[str]) -> dict[str, Held]:
    """What steps say of these numbers; those without a step are left out."""
    asked = tuple(dict.fromkeys(numbers))
    query = select(CUSTODY.c.number, *_HELD).where(CUSTODY.c.site == site)
    return {
        number: _held(row)
        for start in range(0, len(asked), ASKED_AT_ONCE)
        for number, *row in connection.execute(query.where(CUSTODY.c.number.in_(asked[start : start + ASKED_AT_ONCE])))
    }


def read_packets(connection: Connection, site: SiteNumber, numbers: Iterable[str]) -> dict[str, Held]:
    """The same of packets, and of those that they lie in."""
    held = read_held(connection, site, numbers)
    return held | read_held(connection, site, {item.packet for item in held.values() if item.packet} - held.keys())


def read_rooms_of(
    connection: Connection, site: SiteNumber, numbers: Collection[str], *, with_sets: bool
) -> tuple[dict[str, LedgerPaper], dict[str, Held]]:
    """Papers with these numbers, packets and perhaps sets of the rooms that they belong to, and what steps say."""
    papers: dict[str, LedgerPaper] = {}
    held: dict[str, Held] = {}
    asked = sorted(numbers)
    query = _WITH_THINGS if with_sets else _WITH_PACKETS
    for start in range(0, len(asked), ASKED_AT_ONCE):
        piece = asked[start : start + ASKED_AT_ONCE]
        for row in carry_out(connection, query, {"the_site": site, "numbers": piece}):
            papers[row.number] = paper_of(site, row)
            if row.held is not None:
                held[row.number] = _held(row[-len(_HELD) :])
    return papers, held


def read_all_held(connection: Connection, site: SiteNumber) -> dict[str, Held]:
    """What steps say of every number of the site."""
    query = select(CUSTODY.c.number, *_HELD).where(CUSTODY.c.site == site)
    return {number: _held(row) for number, *row in connection.execute(query)}


def write_held(connection: Connection, site: SiteNumber, held: Iterable[tuple[str, Held]]) -> None:
    """Put states into the projection. A thing of which no step counts any more has no row."""
    moved = list(held)
    if told := list(held_rows(site, moved)):
        connection.exec_driver_sql(f"{inserting(connection, CUSTODY)} {_OR_CHANGE}", told)
    if gone := [{"the_site": site, "the_number": number} for number, item in moved if item == _UNTOLD]:
        connection.execute(_GONE, gone)


def held_rows(site: SiteNumber, held: Iterable[tuple[str, Held]]) -> Iterator[Row]:
    """What steps say of each thing as rows of the table; of a thing without a step none."""
    return (
        (
            site, number, item.state.value if item.state else "", item.packet, item.room, item.bag, item.leans_on,
            int(item.made), int(item.overruled), item.conflicts, item.at, item.who,
        )
        for number, item in held
        if item != _UNTOLD
    )  # fmt: skip


def replace_held(connection: Connection, site: SiteNumber, held: Mapping[str, Held]) -> None:
    """Throw away what the site's steps say and put ``held`` there."""
    connection.execute(delete(CUSTODY).where(CUSTODY.c.site == site))
    write_held(connection, site, held.items())


def read_disputed(connection: Connection, site: SiteNumber) -> tuple[str, ...]:
    """Numbers of which several ledgers say what cannot all be."""
    query = select(CUSTODY.c.number).where(CUSTODY.c.site == site, CUSTODY.c.conflicts > 0)
    return tuple(connection.scalars(query.order_by(CUSTODY.c.number)))


def read_leaning_on(connection: Connection, site: SiteNumber, packet: str) -> tuple[str, ...]:
    """Numbers whose own steps went on from where this packet had carried them."""
    query = select(CUSTODY.c.number).where(CUSTODY.c.site == site, CUSTODY.c.leans_on == packet)
    return tuple(connection.scalars(query.order_by(CUSTODY.c.number)))


def read_history(connection: Connection, site: SiteNumber, numbers: Iterable[str]) -> tuple[Event, ...]:
    """The events of these numbers in the order in which all chains of the site are folded."""
    asked = tuple(dict.fromkeys(numbers))
    # the literal condition lets the partial index serve
    query = select(EVENTS).where(EVENTS.c.site == site, literal_column("number <> ''"), EVENTS.c.number.in_(asked))
    return tuple(sorted(map(Event._make, connection.execute(query)), key=merged_order))


def read_taken_back(connection: Connection, site: SiteNumber) -> dict[EventPlace, str]:
    """The events that corrections take back, with the number that each correction is about."""
    query = select(EVENTS).where(EVENTS.c.site == site, literal_column("what = 'corrected'"))
    return taken_back(map(Event._make, connection.execute(query)))


def read_things(
    connection: Connection,
    site: SiteNumber,
    *,
    work: str | None = None,
    room: str | None = None,
    kinds: Collection[PaperKind] = THINGS,
) -> tuple[Thing, ...]:
    """Sets and packets with a finished build, void ones too, in the order of their serials."""
    query = (
        select(
            PAPERS.c.number, PAPERS.c.work, PAPERS.c.room, PAPERS.c.kind, PAPERS.c.ordinal, PAPERS.c.state,
            PAPERS.c.printed_confirmed, *_HELD,
        )
        .outerjoin(CUSTODY, and_(CUSTODY.c.site == PAPERS.c.site, CUSTODY.c.number == PAPERS.c.number))
        .where(PAPERS.c.site == site, PAPERS.c.kind.in_([kind.value for kind in kinds]))
        .where(PAPERS.c.state != PaperState.RESERVED.value)
        .order_by(PAPERS.c.serial)
    )  # fmt: skip
    if work is not None:
        query = query.where(PAPERS.c.work == work)
    if room is not None:
        query = query.where(PAPERS.c.room == room)
    rows = connection.execute(query).all()
    packets = {row[0]: _held(row[7:]) for row in rows if row[7] and row[3] != PaperKind.SET.value}
    told = packets.keys() | {row[0] for row in rows}
    packets |= read_packets(connection, site, {row[8] for row in rows if row[8]} - told)
    deliveries = {
        (row[1], row[2]): row[0] for row in rows if row[3] == "delivery" and row[5] == PaperState.BUILT.value
    }
    relabelled = {
        row[0]: deliveries[row[1], row[2]]
        for row in rows
        if (row[1], row[2]) in deliveries
        and was_relabelled(_PAPER_KINDS[row[3]], PaperState(row[5]), packet_state(row[0], packets))
    }
    return tuple(_thing(row, packets, deliveries, relabelled) for row in rows)


def _thing(
    row: Any,
    packets: Mapping[str, Held],
    deliveries: Mapping[tuple[str, str], str],
    relabelled: Mapping[str, str],
) -> Thing:
    (number, work, room, kind, ordinal, paper_state, confirmed, state, packet, place, bag, _leans, made, overruled,
     conflicts, at, who) = row  # fmt: skip
    own = _EVENT_KINDS[state] if state else EventKind.PRINTED if confirmed else EventKind.PLANNED
    thing_kind = _PAPER_KINDS[kind]
    if not packet and not state and thing_kind in (PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED):
        packet = deliveries.get((work, room), "")
    packet = relabelled.get(packet, packet)
    now = carried(number[0], own, packet_state(packet, packets)) if packet else own
    void = paper_state == PaperState.VOID.value
    return Thing(
        number, work, room, thing_kind, ordinal, EventKind.VOIDED if void else now, bool(confirmed or made),
        packet or "", place or "", bag or "", bool(overruled), conflicts or 0, at or "", who or "",
        now if void else None,
    )  # fmt: skip


def _held(row: Iterable[Any]) -> Held:
    state, packet, room, bag, leans_on, made, overruled, *rest = row
    return Held(_EVENT_KINDS.get(state), packet, room, bag, leans_on, bool(made), bool(overruled), *rest)


_UNTOLD = Held()
_GONE = delete(CUSTODY).where(
    and_(CUSTODY.c.site == bindparam("the_site"), CUSTODY.c.number == bindparam("the_number"))
)
_OR_CHANGE = "ON CONFLICT (site, number) DO UPDATE SET " + ", ".join(
    f"{column.name} = excluded.{column.name}" for column in _HELD
)


def _rooms_of(*kinds: PaperKind) -> Select[Any]:
    """Papers with the numbers asked for, and those of the kinds in the same rooms, with what steps say of them."""
    asked = PAPERS.alias("asked")
    numbers: BindParameter[Any] = bindparam("numbers", expanding=True)
    rooms = select(asked.c.work, asked.c.room).where(
        asked.c.site == bindparam("the_site"), asked.c.number.in_(numbers)
    )
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        select(PAPERS, CUSTODY.c.number.label("held"), *(column.label(f"held_{column.name}") for column in _HELD))
        .outerjoin(CUSTODY, and_(CUSTODY.c.site == PAPERS.c.site, CUSTODY.c.number == PAPERS.c.number))
        .where(PAPERS.c.site == bindparam("the_site"))
        .where(tuple_(PAPERS.c.work, PAPERS.c.room).in_(rooms))
        .where(or_(literal_column(f"papers.kind IN ({named})"), PAPERS.c.number.in_(numbers)))
    )


_WITH_PACKETS, _WITH_THINGS = _rooms_of(*PACKETS), _rooms_of(*THINGS)
"""Built once: building it anew takes longer than asking."""
_EVENT_KINDS = {kind.value: kind for kind in EventKind}
_PAPER_KINDS = {kind.value: kind for kind in PaperKind}
