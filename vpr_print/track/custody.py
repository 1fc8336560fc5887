"""Chain of custody: where every set and packet is, and which step may follow which. Pure.

A thing's state is its last step that counts. ``LIFE`` is the procedure: for every kind of thing, each step with the
states that it may follow. Contents move with their packet: what lies in a packet that was issued is issued
(``CARRIED``), and nobody records that for each thing. What lies in a packet that was lost is lost with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import PaperKind
from vpr_print.track.events import Event, EventKind, EventPlace
from vpr_print.track.events import EventKind as E
from vpr_print.track.paper import LedgerPaper, PaperState

States = frozenset[EventKind]
Life = Mapping[EventKind, States]


def _after(*states: EventKind) -> States:
    return frozenset(states)


_ANY_OF_A_SET = _after(E.PLANNED, E.PRINTED, E.ACCEPTED, E.ISSUED, E.USED, E.UNUSED)
_READY_TO_GO = _after(E.COUNTED, E.BAGGED)

_SET: Life = {
    E.PRINTED: _after(E.PLANNED),
    # one prints, another looks at it (как на станции печати ГИА: напечатано то, что человек проверил)
    E.ACCEPTED: _after(E.PRINTED),
    # ISSUED again: a spare that goes on to another room
    E.ISSUED: _after(E.ACCEPTED, E.ISSUED),
    # Порядок ВПР, прил. 4, п. 7: использованные ИК — в один ВДП, неиспользованные — в другой
    E.USED: _after(E.ISSUED),
    E.UNUSED: _after(E.ISSUED),
    E.SPOILED: _ANY_OF_A_SET,
    E.LOST: _ANY_OF_A_SET,
}
_DELIVERY: Life = {
    # п. 7: комплектование по кабинетам и формирование доставочных пакетов
    E.PACKED: _after(E.PLANNED, E.PRINTED),
    E.ISSUED: _after(E.PACKED),
    E.OPENED: _after(E.ISSUED),
    # once it was opened, what lay in it goes its own ways
    E.LOST: _after(E.PLANNED, E.PRINTED, E.PACKED, E.ISSUED),
}
_RETURN: Life = {
    E.ACCEPTED: _after(E.PLANNED, E.PRINTED),
    # п. 7: два ВДП лежат в доставочном пакете; обычно их выдача следует из его выдачи
    E.ISSUED: _after(E.PLANNED, E.PRINTED, E.ACCEPTED),
    E.FILLED: _after(E.ISSUED),
    # the room has no scanner: what comes back has been filled, said or not
    E.RETURNED: _after(E.ISSUED, E.FILLED),
    E.COUNTED: _after(E.RETURNED),
    E.BAGGED: _after(E.COUNTED),
    E.KEPT: _READY_TO_GO,
    E.PACKED: _READY_TO_GO,
    E.DISPATCHED: _READY_TO_GO,
    E.RECEIVED: _after(E.DISPATCHED),
    E.OPENED: _after(E.RECEIVED),
    E.SCANNED: _after(E.OPENED),
    E.LOST: _after(
        E.PLANNED, E.PRINTED, E.ACCEPTED, E.ISSUED, E.FILLED, E.RETURNED, E.COUNTED, E.BAGGED, E.KEPT, E.PACKED,
        E.DISPATCHED, E.RECEIVED, E.OPENED, E.SCANNED,
    ),
}  # fmt: skip
_DISPATCH: Life = {
    E.PACKED: _after(E.PLANNED, E.PRINTED),
    E.BAGGED: _after(E.PACKED),
    E.DISPATCHED: _after(E.PACKED, E.BAGGED),
    E.RECEIVED: _after(E.DISPATCHED),
    E.OPENED: _after(E.RECEIVED),
    E.SCANNED: _after(E.OPENED),
    E.LOST: _after(E.PLANNED, E.PRINTED, E.PACKED, E.BAGGED, E.DISPATCHED, E.RECEIVED, E.OPENED, E.SCANNED),
}
# п. 7: протокол, коды и черновики лежат в доставочном пакете; дальше они идут с пакетами
_ENCLOSED: Life = {E.ACCEPTED: _after(E.PLANNED, E.PRINTED)}
# Инструкция технического специалиста ИКУ: бумажный протокол возвращается организатору после переноса в электронный;
# where nobody said that it lay in the delivery packet, nobody can say that it was handed to the room either
_PROTOCOL: Life = {**_ENCLOSED, E.HANDED_BACK: _after(E.PLANNED, E.PRINTED, E.ISSUED)}

LIFE: Mapping[NumberKind, Life] = MappingProxyType(
    {
        NumberKind.SET: _SET,
        NumberKind.DELIVERY: _DELIVERY,
        NumberKind.RETURN_USED: _RETURN,
        NumberKind.RETURN_UNUSED: _RETURN,
        NumberKind.DISPATCH: _DISPATCH,
        NumberKind.CONDUCT_PROTOCOL: _PROTOCOL,
        NumberKind.DRAFT_SHEET: _ENCLOSED,
        NumberKind.OTHER: _ENCLOSED,
    }
)
"""For each kind of thing: step → states that it may follow. Kinds that are not here are not tracked."""

STEPS: tuple[EventKind, ...] = tuple(
    step for step in EventKind if step is not E.PRINTED and any(step in life for life in LIFE.values())
)
"""Steps that a person records, in the order of an evening; PRINTED has a command of its own."""

# п. 7: что во что вкладывают; an own packet need not be named
GOES_INTO: Mapping[tuple[NumberKind, EventKind], NumberKind] = MappingProxyType(
    {
        (NumberKind.SET, E.ACCEPTED): NumberKind.DELIVERY,
        (NumberKind.RETURN_USED, E.ACCEPTED): NumberKind.DELIVERY,
        (NumberKind.RETURN_UNUSED, E.ACCEPTED): NumberKind.DELIVERY,
        (NumberKind.CONDUCT_PROTOCOL, E.ACCEPTED): NumberKind.DELIVERY,
        (NumberKind.DRAFT_SHEET, E.ACCEPTED): NumberKind.DELIVERY,
        (NumberKind.OTHER, E.ACCEPTED): NumberKind.DELIVERY,
        (NumberKind.SET, E.USED): NumberKind.RETURN_USED,
        (NumberKind.SET, E.UNUSED): NumberKind.RETURN_UNUSED,
        (NumberKind.SET, E.SPOILED): NumberKind.RETURN_UNUSED,
        (NumberKind.RETURN_USED, E.PACKED): NumberKind.DISPATCH,
        (NumberKind.RETURN_UNUSED, E.PACKED): NumberKind.DISPATCH,
    }
)
"""By which step what kind of thing goes into what kind of packet."""

OPEN: Mapping[NumberKind, States] = MappingProxyType(
    {
        NumberKind.DELIVERY: _after(E.PLANNED, E.PRINTED),
        NumberKind.RETURN_USED: _after(E.ISSUED, E.FILLED, E.RETURNED),
        NumberKind.RETURN_UNUSED: _after(E.ISSUED, E.FILLED, E.RETURNED),
        NumberKind.DISPATCH: _after(E.PLANNED, E.PRINTED),
    }
)
"""States of a packet in which things can go into it."""

RETURNED_STATES = _after(
    E.RETURNED, E.COUNTED, E.BAGGED, E.KEPT, E.PACKED, E.DISPATCHED, E.RECEIVED, E.OPENED, E.SCANNED
)
"""States of a return packet that came back."""

_LOST_WITH_IT: Mapping[EventKind, EventKind] = {E.LOST: E.LOST}
_TO_THE_ROOM: Mapping[EventKind, EventKind] = {E.ISSUED: E.ISSUED, E.OPENED: E.ISSUED, **_LOST_WITH_IT}
_TO_THE_CENTRE: Mapping[EventKind, EventKind] = {
    E.DISPATCHED: E.DISPATCHED,
    E.RECEIVED: E.RECEIVED,
    E.OPENED: E.RECEIVED,
    E.SCANNED: E.RECEIVED,
    **_LOST_WITH_IT,
}
_ENCLOSED_CARRIED = {E.ACCEPTED: _TO_THE_ROOM}
_SET_CARRIED = {
    E.ACCEPTED: _TO_THE_ROOM,
    E.USED: _LOST_WITH_IT,
    E.UNUSED: _LOST_WITH_IT,
    E.SPOILED: _LOST_WITH_IT,
}
_RETURN_CARRIED = {
    E.PLANNED: _TO_THE_ROOM,
    E.PRINTED: _TO_THE_ROOM,
    E.ACCEPTED: _TO_THE_ROOM,
    E.PACKED: _TO_THE_CENTRE,
}
CARRIED: Mapping[NumberKind, Mapping[EventKind, Mapping[EventKind, EventKind]]] = MappingProxyType(
    {
        NumberKind.SET: _SET_CARRIED,
        NumberKind.RETURN_USED: _RETURN_CARRIED,
        NumberKind.RETURN_UNUSED: _RETURN_CARRIED,
        NumberKind.CONDUCT_PROTOCOL: _ENCLOSED_CARRIED,
        NumberKind.DRAFT_SHEET: _ENCLOSED_CARRIED,
        NumberKind.OTHER: _ENCLOSED_CARRIED,
    }
)
"""Kind of thing → its own state → state of the packet that it lies in → the state that the thing has by that."""

_MADE = _after(E.ACCEPTED, E.ISSUED, E.USED, E.UNUSED)
"""A set that was seen so was printed, whatever nobody confirmed."""
_OUT_OF_PACKETS = _after(E.ISSUED, E.USED, E.UNUSED, E.SPOILED, E.LOST)
"""A set of which this is said on its own lies in no packet any more, unless the step names one."""


@dataclass(slots=True)
class Held:
    """What the steps say of one thing; what no step says, its paper says."""

    state: EventKind | None = None
    """None while no step counts: planned, printed or void as its paper is."""
    packet: str = ""
    """Number of the packet that it was put into."""
    room: str = ""
    """The room that it was handed to on its own."""
    bag: str = ""
    """The maker's number of the security bag."""
    leans_on: str = ""
    """The packet that had carried it where its own steps went on: that cannot be taken back any more."""
    made: bool = False
    """It exists on paper, even if nobody confirmed the print."""
    overruled: bool = False
    """A step was against the rules, and a person took that upon himself with a reason."""
    conflicts: int = 0
    """Steps that contradict the others and do not count."""
    at: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A step that could not be, in a history that several ledgers wrote."""

    event: Event
    state: EventKind | None
    """Where the thing was by then; None for a thing that no ledger knows."""


@dataclass(slots=True)
class Custody:
    """The things' states as a run of events leaves them; ``take`` adds the next step."""

    papers: Mapping[str, LedgerPaper]
    held: dict[str, Held] = field(default_factory=dict)
    deliveries: dict[tuple[str, str], str] = field(default_factory=dict)
    """By work and room: the number of the delivery packet, in which the return packets lie at first."""
    conflicts: list[Conflict] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)
    """Numbers of which ``held`` has changed."""

    def take(self, event: Event) -> None:
        """The next step. One that cannot be, and does not overrule, is a conflict and changes nothing."""
        number, what = event.number, event.what
        content = _content(event.body)
        held = self.held.get(number)
        if held is None:
            held = self.held[number] = Held()
        paper = self.papers.get(number)
        life = _LIFE_BY_DIGIT.get(number[:1])
        if paper is None or life is None or what not in life or paper.state is not PaperState.BUILT:
            self._refuse(event, held, None if paper is None else self.state(number))
            return
        own = held.state or (E.PRINTED if paper.printed_confirmed else E.PLANNED)
        state, carrier = self._carried(number, own, held, paper)
        overrules = content.get("overrules")
        if held.state == what and not overrules and repeats(held, content):
            return
        if overrules:
            held.overruled = True
        elif state not in life[what]:
            self._refuse(event, held, state)
            return
        if carrier and not overrules:
            held.leans_on = carrier
        held.state = step = _KINDS[what]
        held.packet = content.get("packet", "" if step in _OUT_OF_PACKETS else held.packet)
        if "room" in content:
            held.room = content["room"]
        if "bag" in content:
            held.bag = content["bag"]
        if step in _MADE:
            held.made = True
        held.at, held.who = event.at, event.who
        self.moved.add(number)

    def state(self, number: str) -> EventKind:
        """Where a known thing is now, what its packet carries along included."""
        paper = self.papers[number]
        if paper.state is not PaperState.BUILT:
            return E.VOIDED if paper.state is PaperState.VOID else E.RESERVED
        held = self.held_of(number)
        own = held.state or (E.PRINTED if paper.printed_confirmed else E.PLANNED)
        return self._carried(number, own, held, paper)[0]

    def held_of(self, number: str) -> Held:
        """What the steps say of a thing; nothing yet where it had none."""
        return self.held.get(number) or Held()

    def carrier(self, number: str) -> str:
        """The packet that a thing lies in, by its steps or from the beginning; empty for none."""
        paper = self.papers[number]
        return self._carrier(number, self.held_of(number), paper)

    def _carried(self, number: str, own: EventKind, held: Held, paper: LedgerPaper) -> tuple[EventKind, str]:
        """The state with what the packet carries along, and the packet if it does."""
        by_packet = _CARRIED_BY_DIGIT.get(number[0], _NOTHING).get(own)
        if by_packet is None:
            return own, ""
        carrier = self._carrier(number, held, paper)
        state = by_packet.get(packet_state(carrier, self.held), own)
        return state, carrier if state is not own else ""

    def _carrier(self, number: str, held: Held, paper: LedgerPaper) -> str:
        if held.packet:
            return self._relabelled(held.packet)
        if number[0] == "1":
            return ""
        return self.deliveries.get((paper.work, paper.key.room), "") if held.state is None else ""

    def _relabelled(self, packet: str) -> str:
        """The packet, or where a build has given it a new label before it went to the room, its new number."""
        paper = self.papers.get(packet)
        if paper is None or not was_relabelled(paper.key.kind, paper.state, packet_state(packet, self.held)):
            return packet
        return self.deliveries.get((paper.work, paper.key.room), packet)

    def _refuse(self, event: Event, held: Held, state: EventKind | None) -> None:
        held.conflicts += 1
        self.moved.add(event.number)
        self.conflicts.append(Conflict(event, state))


def packet_state(packet: str, held: Mapping[str, Held]) -> EventKind | None:
    """What a packet's own steps say of it; lost where the dispatch packet that it lies in is."""
    own = held.get(packet)
    if own and own.state is E.PACKED and (outer := held.get(own.packet)) and outer.state is E.LOST:
        return E.LOST
    return own.state if own else None


def was_relabelled(kind: PaperKind, paper: PaperState, packet: EventKind | None) -> bool:
    """Whether what lay in a packet lies in the one that the room has instead: its label died, the envelope did not."""
    return kind is PaperKind.DELIVERY and paper is PaperState.VOID and packet in (None, E.PACKED)


def carried(digit: str, own: EventKind, packet: EventKind | None) -> EventKind:
    """The state of a thing whose number begins with ``digit`` in a packet of state ``packet``."""
    state: EventKind = _CARRIED_BY_DIGIT.get(digit, _NOTHING).get(own, _NOTHING).get(packet, own)
    return state


def repeats(held: Held, content: Mapping[str, str]) -> bool:
    """Whether the step, the same as the last, says nothing new: two stations may both have seen it."""
    return (
        content.get("packet", held.packet) == held.packet
        and content.get("room", held.room) == held.room
        and content.get("bag", held.bag) == held.bag
    )


def is_packet(number: Identifier) -> bool:
    """Whether things lie in what has this number."""
    return number.kind in OPEN


def carries(number: str, state: EventKind | None) -> bool:
    """Whether a packet in this state has carried things to where their own steps may have gone on."""
    packed = NumberKind(int(number[0])) in (NumberKind.DELIVERY, NumberKind.DISPATCH)
    return packed and state in _CARRYING


def taken_back(events: Iterable[Event]) -> dict[EventPlace, str]:
    """The events that corrections take back, with the number that each correction is about."""
    return {
        EventPlace.parse(event.content["event"]): event.number for event in events if event.what == E.CORRECTED
    }


@lru_cache(maxsize=1_000)
def _content(body: str) -> Mapping[str, Any]:
    """The body read; the sets of a room say the same one after the other."""
    return MappingProxyType(json.loads(body))


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_KINDS: Mapping[str, EventKind] = {kind.value: kind for kind in EventKind}
_LIFE_BY_DIGIT: Mapping[str, Mapping[Any, States]] = {f"{kind:d}": life for kind, life in LIFE.items()}
_CARRIED_BY_DIGIT: Mapping[str, Mapping[Any, Mapping[Any, EventKind]]] = {
    f"{kind:d}": states for kind, states in CARRIED.items()
}
_CARRYING = frozenset((*_TO_THE_ROOM, *_TO_THE_CENTRE)) - {E.LOST}
