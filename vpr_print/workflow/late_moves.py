"""Who is moved, taken off or added, in a person's words → the room allocation as it is then. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from natsort import natsorted

from vpr_print.errors import raise_flaws
from vpr_print.intake.list_values import parse_class, parse_room, room_key
from vpr_print.model.identifier import CodeNumber, Identifier, NotOurNumber, parse_number
from vpr_print.model.packet import PaperKind, Place, RoomPlan, WorkPlan
from vpr_print.model.seating import AllocatedRoom, Participant, Seat
from vpr_print.model.work import ParticipantCode
from vpr_print.plan.packing import CodePool
from vpr_print.track.paper import LedgerPaper
from vpr_print.workflow.amend_errors import (
    NoFreeCodeError,
    TwiceMeantError,
    UnknownParticipantError,
    WrongClassError,
)
from vpr_print.workflow.late_people import plan_people

_SIGN = r"(?:[:/№]|\bмест[оа]|\bстрок[аи]|\bномер|\bn\b)"
_PLACE = re.compile(rf"(?P<room>.+?)[\s,;]*{_SIGN}\s*№?\s*(?P<ordinal>\d{{1,4}})", re.IGNORECASE)
_CUT_OFF = re.compile(rf"(?:{_SIGN}|[,;])\s*$", re.IGNORECASE)
"""A place whose number was forgotten is no whole room."""
_SEAT = re.compile(
    r"(?P<room>.+?)[\s,;]+ряд\s*№?\s*(?P<row>\d{1,2})[\s,;]+(?:парта|стол)\s*№?\s*(?P<desk>\d{1,3})"
    r"(?:[\s,;]+место\s*№?\s*(?P<side>[12]))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Remove:
    """Somebody, or a whole room, does not write."""

    who: str


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody, or a whole room, writes in another room."""

    who: str
    to: str


@dataclass(frozen=True, slots=True)
class Add:
    """Somebody writes who was not in the list."""

    to: str
    participant: Participant


Change = Remove | Move | Add


def moved(plan: WorkPlan, changes: Sequence[Change], papers: Iterable[LedgerPaper]) -> tuple[AllocatedRoom, ...]:
    """All rooms with their people after the changes, each as of the plan: so two rooms can be swapped.

    A set belongs to a place, and so do the variants around it. So a place that is left is taken by who comes, else by
    who sits last, and who finds no such place comes last, at the next desk: then nobody else's set changes. Where a
    place is nothing but a line of the list the others move up. ``papers`` are the living ones, for who is named by the
    number of a set. Raises ``UnknownParticipantError`` and ``TwiceMeantError``.
    """
    finder = _Finder(plan, papers)
    found = {change.who: finder.find(change.who) for change in changes if not isinstance(change, Add)}
    unknown = [said for said, places in found.items() if not places]
    unknown += [change.to for change in changes if not isinstance(change, Remove) and not finder.room(change.to)]
    twice = _meant_twice([change.who for change in changes if not isinstance(change, Add)], found)
    rooms = tuple(room.name for room in plan.rooms)
    raise_flaws([UnknownParticipantError(tuple(unknown), rooms)] if unknown else ())
    raise_flaws([TwiceMeantError(twice)] if twice else ())
    leaving = {spot for places in found.values() for spot in places}
    coming: dict[str, list[Participant]] = {}
    for change in changes:
        match change:
            case Move(who, to):
                coming.setdefault(finder.room(to), []).extend(place.participant for place in found[who].values())
            case Add(to, participant):
                coming.setdefault(finder.room(to), []).append(participant)
    people = {room.name: _arranged(room, leaving, coming.pop(room.name, [])) for room in plan.rooms}
    people |= {name: _in_empty_room(there) for name, there in coming.items()}
    names = natsorted((name for name, there in people.items() if there), key=str.casefold)
    return tuple(AllocatedRoom(name, tuple(people[name])) for name in names)


def with_codes(
    changes: Sequence[Change], plan: WorkPlan, pool: CodePool | None, issued: Collection[ParticipantCode]
) -> tuple[Change, ...]:
    """The changes; where the list ties a code to everybody, who comes has one, too. Raises ``NoFreeCodeError``.

    The spare codes of the room come first: their slips lie in its packet.
    """
    tied = {person.code for person in plan_people(plan) if person.code}
    spare = {room_key(room.name): room.spare_codes for room in plan.rooms}
    elsewhere = {code for codes in spare.values() for code in codes}
    left = [code for code in (pool.codes if pool else ()) if code not in elsewhere]
    wanted: list[Change] = []
    for change in changes:
        if tied and isinstance(change, Add) and not change.participant.code:
            here = spare.get(room_key(parse_room(change.to) or ""), ())
            free = [code for code in (*here, *left) if code not in tied and code not in issued]
            if not free:
                raise NoFreeCodeError(pool.source if pool else "")
            tied.add(free[0])
            change = replace(change, participant=replace(change.participant, code=free[0]))
        wanted.append(change)
    return tuple(wanted)


def with_classes(changes: Iterable[Change], plan: WorkPlan) -> tuple[Change, ...]:
    """The changes; who comes is of a class written as the list has it. Raises ``WrongClassError``."""
    classes = tuple(dict.fromkeys(name for room in plan.rooms for name in room.class_names if name))
    grades = {found.grade for name in classes if (found := parse_class(name))}
    wanted: list[Change] = []
    for change in changes:
        if isinstance(change, Add) and classes:
            said = parse_class(change.participant.class_name)
            if said is None or said.latin or said.grade not in grades:
                raise WrongClassError(change.participant.class_name, classes)
            change = replace(change, participant=replace(change.participant, class_name=said.text))
        wanted.append(change)
    return tuple(wanted)


_Spot = tuple[str, int]
"""Room and ordinal of a place."""
_FRONT = Seat(0, 0)


class _Finder:
    """Who is meant by what a person says."""

    def __init__(self, plan: WorkPlan, papers: Iterable[LedgerPaper]) -> None:
        self._rooms = {room_key(room.name): room for room in plan.rooms}
        self._codes = {place.code: (room, place) for room in plan.rooms for place in room.places if place.code}
        self._sets = {
            str(paper.identifier): (paper.key.room, paper.key.ordinal)
            for paper in papers
            if paper.key.kind is PaperKind.SET
        }

    def room(self, said: str) -> str:
        """The name of a room of the work, or of a new one; empty for what is no name of a room."""
        name = parse_room(" ".join(said.split())) or ""
        known = self._rooms.get(room_key(name))
        return known.name if known else name

    def find(self, said: str) -> Mapping[_Spot, Place]:
        """The place that is meant, or all places of the room; nothing where it is unclear."""
        return dict(self._found(" ".join(said.split())))

    def _found(self, said: str) -> Iterator[tuple[_Spot, Place]]:
        if number := _number(said):
            yield from self._of_number(number)
        elif owner := self._codes.get(ParticipantCode(said)):
            room, place = owner
            yield (room.name, place.ordinal), place
        elif not _CUT_OFF.search(said) and (whole := self._known(said)):
            yield from (((whole.name, place.ordinal), place) for place in whole.places)
        elif (seat := _SEAT.fullmatch(said)) and (there := self._known(seat["room"])):
            side = int(seat["side"] or 1) - 1
            at = Seat(int(seat["row"]), int(seat["desk"]), side)
            yield from (((there.name, place.ordinal), place) for place in there.places if place.seat == at)
        elif (spot := _PLACE.fullmatch(said)) and (there := self._known(spot["room"])):
            ordinal = int(spot["ordinal"])
            yield from (((there.name, ordinal), place) for place in there.places if place.ordinal == ordinal)

    def _of_number(self, number: Identifier | CodeNumber) -> Iterator[tuple[_Spot, Place]]:
        if isinstance(number, CodeNumber):
            for code, (room, place) in self._codes.items():
                if code.zfill(len(number.digits)) == number.digits:
                    yield (room.name, place.ordinal), place
            return
        spot = self._sets.get(str(number.whole))
        room_of_set = self._rooms.get(room_key(spot[0])) if spot else None
        if spot and room_of_set:
            yield from ((spot, place) for place in room_of_set.places if place.ordinal == spot[1])

    def _known(self, said: str) -> RoomPlan | None:
        return self._rooms.get(room_key(parse_room(said) or ""))


def _number(said: str) -> Identifier | CodeNumber | None:
    try:
        return parse_number(re.sub(r"\s", "", said))
    except NotOurNumber:
        return None


def _meant_twice(said: Sequence[str], found: Mapping[str, Mapping[_Spot, Place]]) -> tuple[str, ...]:
    spots = [spot for who in said for spot in found[who]]
    return tuple(dict.fromkeys(who for who in said if any(spots.count(spot) > 1 for spot in found[who])))


def _arranged(room: RoomPlan, leaving: Collection[_Spot], coming: Sequence[Participant]) -> list[Participant]:
    """Who sits in the room, in the order of its places."""
    stay = [None if (room.name, place.ordinal) in leaving else place.participant for place in room.places]
    if not any(stay):
        return _in_empty_room(coming)
    waiting = list(coming)
    if any(place.seat or place.participant.code for place in room.places):
        while None in stay:
            at = stay.index(None)
            person = waiting.pop(0) if waiting else stay.pop()
            if person and at < len(stay):
                stay[at] = _at(person, room.places[at].seat, room.places[at].participant.variant)
    people = [person for person in stay if person]
    for person in waiting:
        seats = [other.seat for other in people]
        known = [seat for seat in seats if seat]
        last = max(known) if len(known) == len(seats) else None
        people.append(_at(person, Seat(last.row, last.desk + 1) if last else None, None))
    return people


def _in_empty_room(people: Sequence[Participant]) -> list[Participant]:
    """Who comes to a room where nobody stays: with the seats of the old room, if they still tell them apart."""
    seats = {person.seat for person in people if person.seat}
    if len(seats) == len(people):
        return sorted(people, key=lambda person: person.seat or _FRONT)
    return [_at(person, None, None) for person in people]


def _at(person: Participant, seat: Seat | None, variant: int | None) -> Participant:
    """The participant at a place; a variant that the list orders belongs to the place."""
    return replace(person, seat=seat, variant=variant)
