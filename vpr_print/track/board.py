"""Questions about sets and packets: where everything is, what is missing, whether the counts tie. Pure.

Each takes things as ``LedgerReader.things`` gives them, and answers by room in the order of their serials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vpr_print.model.packet import PaperKind
from vpr_print.track.custody import RETURNED_STATES
from vpr_print.track.events import EventKind
from vpr_print.track.events import EventKind as E
from vpr_print.track.thing import Thing

RETURN_PACKETS = (PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)
_OF_ROOMS = (PaperKind.DELIVERY, *RETURN_PACKETS)
ENDS = frozenset((E.USED, E.UNUSED, E.SPOILED, E.LOST))
"""What can become of a set."""
_COUNTED_OR_LOST = (RETURNED_STATES - {E.RETURNED}) | {E.LOST}


@dataclass(frozen=True, slots=True)
class DispatchBoard:
    """Where a packet to the scanning centre is."""

    packet: Thing
    inside: int
    """Packets that lie in it."""


@dataclass(frozen=True, slots=True)
class RoomBoard:
    """Where the sets and packets of one room are."""

    work: str
    room: str
    sets: Mapping[EventKind, int]
    """How many living sets are in each state."""
    void: int
    packets: Mapping[PaperKind, Thing]
    """The living packet of each kind that a room has one of."""
    dispatch: tuple[DispatchBoard, ...]
    """Packets to the scanning centre; they stand in the row of the work that has no room."""
    overruled: int
    """Things of which a step was recorded against the rules."""
    conflicts: int


@dataclass(frozen=True, slots=True)
class RoomBalance:
    """printed = used + unused + spoiled + lost, for the sets that were made for one room."""

    work: str
    room: str
    printed: int
    used: int
    unused: int
    spoiled: int
    """Void sets whose print was confirmed are among them."""
    lost: int
    open: tuple[Thing, ...]
    """Printed sets of which nobody has said yet what became of them: the difference, by name."""

    @property
    def closes(self) -> bool:
        return not self.open


class Why(StrEnum):
    """Why a thing counts as missing."""

    LOST = "lost"
    NOT_PACKED = "not_packed"
    """Its room's delivery packet was closed without it."""
    NOT_RETURNED = "not_returned"
    """A return packet of the room is back, this one is not."""
    NOT_COUNTED = "not_counted"
    """Each return packet was counted or lost, and the set was in none that was counted."""
    CONTRADICTED = "contradicted"
    """Two ledgers say of it what cannot both be."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A thing that is not where it should be by now."""

    thing: Thing
    why: Why


def board(things: Iterable[Thing]) -> tuple[RoomBoard, ...]:
    """Each room's sets and packets; packets to the scanning centre stand in a row of the work without a room."""
    things = tuple(things)
    inside = Counter(thing.packet for thing in things)
    return tuple(
        RoomBoard(
            work=work,
            room=room,
            sets=Counter(thing.state for thing in own if thing.is_set and thing.state is not E.VOIDED),
            void=sum(thing.state is E.VOIDED for thing in own if thing.is_set),
            packets={thing.kind: thing for thing in own if thing.kind in _OF_ROOMS and thing.state is not E.VOIDED},
            dispatch=tuple(
                DispatchBoard(thing, inside[thing.number]) for thing in own if thing.kind is PaperKind.DISPATCH
            ),
            overruled=sum(thing.overruled for thing in own),
            conflicts=sum(thing.conflicts for thing in own),
        )
        for (work, room), own in _by_room(things).items()
    )


def balance(things: Iterable[Thing]) -> tuple[RoomBalance, ...]:
    """The equation of every room that has sets."""
    rows = []
    for (work, room), own in _by_room(things).items():
        counts: Counter[EventKind | None] = Counter()
        left: list[Thing] = []
        printed = [thing for thing in own if thing.is_set and thing.printed]
        for thing in printed:
            counts[counted_as(thing)] += 1
            if counted_as(thing) is None:
                left.append(thing)
        if any(thing.is_set for thing in own):
            used, unused, spoiled, lost = (counts[end] for end in (E.USED, E.UNUSED, E.SPOILED, E.LOST))
            rows.append(RoomBalance(work, room, len(printed), used, unused, spoiled, lost, tuple(left)))
    return tuple(rows)


def counted_as(thing: Thing) -> EventKind | None:
    """Where a printed set stands in the equation: used, unused, spoiled, lost, or nowhere yet.

    A set voided after its print was confirmed is spoiled, unless it had been told to be something else before.
    """
    if thing.state is E.VOIDED:
        return thing.was if thing.was in ENDS else E.SPOILED
    return thing.state if thing.state in ENDS else None


def stands_for(thing: Thing, contents: Iterable[Thing]) -> Thing | None:
    """The void set in whose place this one was made after the room's protocol, which therefore shows the old number.

    ``contents`` are those of its room, as ``LedgerReader.contents`` gives them. A build that changes a set makes the
    protocol anew, with a later number.
    """
    own = [other for other in contents if other.room == thing.room]
    later = any(
        other.kind is PaperKind.CONDUCT_PROTOCOL and other.state is not E.VOIDED and other.serial > thing.serial
        for other in own
    )
    old = [other for other in own if other.key == thing.key and other.state is E.VOIDED]
    return None if later or thing.state is E.VOIDED or not thing.is_set or not old else old[-1]


def missing(things: Iterable[Thing]) -> tuple[Missing, ...]:
    """Everything that is not where it should be by now, by number."""
    found: list[Missing] = []
    for own in _by_room(things).values():
        living = [thing for thing in own if thing.state is not E.VOIDED]
        packets = {thing.kind: thing.state for thing in living if not thing.is_set}
        closed = packets.get(PaperKind.DELIVERY) in (E.PACKED, E.ISSUED, E.OPENED)
        returns = [packets[kind] for kind in RETURN_PACKETS if kind in packets]
        back = any(state in RETURNED_STATES for state in returns)
        counted = bool(returns) and all(state in _COUNTED_OR_LOST for state in returns)
        for thing in living:
            if why := _why(thing, closed=closed, back=back, counted=counted):
                found.append(Missing(thing, why))
    return tuple(found)


def _why(thing: Thing, *, closed: bool, back: bool, counted: bool) -> Why | None:
    if thing.conflicts:
        return Why.CONTRADICTED
    if thing.state is E.LOST:
        return Why.LOST
    if not thing.is_set:
        late = back and thing.kind in RETURN_PACKETS and thing.state not in RETURNED_STATES
        return Why.NOT_RETURNED if late else None
    if thing.state in ENDS:
        return None
    if counted and thing.printed:
        return Why.NOT_COUNTED
    return Why.NOT_PACKED if closed and thing.state in (E.PLANNED, E.PRINTED) else None


def _by_room(things: Iterable[Thing]) -> dict[tuple[str, str], list[Thing]]:
    rooms: dict[tuple[str, str], list[Thing]] = {}
    for thing in things:
        rooms.setdefault((thing.work, thing.room), []).append(thing)
    return rooms
