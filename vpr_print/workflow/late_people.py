"""Who comes, goes or changes seats by a late change: for the screen only, where names may stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from vpr_print.model.packet import WorkPlan
from vpr_print.model.seating import FullName, Participant, Seat
from vpr_print.model.work import ParticipantCode
from vpr_print.workflow.amend_errors import NameInReasonError


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody sits."""

    room: str
    ordinal: int
    seat: Seat | None


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Somebody who comes, goes or moves. For the screen only."""

    name: FullName | None
    class_name: str
    was: Spot | None
    now: Spot | None


def plan_people(plan: WorkPlan) -> Iterator[Participant]:
    """Everybody, in the order of handing out."""
    return (place.participant for room in plan.rooms for place in room.places)


def people_changes(before: WorkPlan, after: WorkPlan) -> Iterator[PersonChange]:
    """Everybody who sits elsewhere now; those without name and code are told apart by nothing."""
    was, now = _spots(before), _spots(after)
    for who in dict.fromkeys((*was, *now)):
        old, new = was.get(who, []), now.get(who, [])
        staying = {(spot.room, spot.seat) for spot in old} & {(spot.room, spot.seat) for spot in new}
        gone = [spot for spot in old if (spot.room, spot.seat) not in staying]
        come = [spot for spot in new if (spot.room, spot.seat) not in staying]
        for left, taken in zip_longest(gone, come):
            yield PersonChange(who[0], who[1], left, taken)


def _spots(plan: WorkPlan) -> dict[tuple[FullName | None, str, ParticipantCode | None], list[Spot]]:
    found: dict[tuple[FullName | None, str, ParticipantCode | None], list[Spot]] = {}
    for room in plan.rooms:
        for place in room.places:
            person = place.participant
            if person.name or person.code:
                key = person.name, person.class_name, person.code
                found.setdefault(key, []).append(Spot(room.name, place.ordinal, place.seat))
    return found


def refuse_names(reason: str | None, people: Iterable[Participant]) -> None:
    """Raise ``NameInReasonError`` when the reason, which stays in the ledger for ever, names a participant."""
    words = FullName(reason or "").folded.split()
    stems = {_stem(person.name) for person in people if person.name} if words else set()
    if any(word.strip("«»\"'.,;:()").startswith(stem) for word in words for stem in stems if stem):
        raise NameInReasonError


def _stem(name: FullName) -> str:
    """A surname without its ending; empty for one that is too short to be told from a common word."""
    surname = name.folded.split()[0] if name.folded else ""
    stem = surname.rstrip("аеиоуыэюяйь")
    return stem if len(stem) > 3 else ""
