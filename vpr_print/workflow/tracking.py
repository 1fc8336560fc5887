"""The coordinator records where packets and sets are, one word for many numbers or for a room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vpr_print.errors import Notice
from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKind
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import RETURN_PACKETS, Why, missing
from vpr_print.track.events import EventKind, EventPlace
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.recording import Recorded
from vpr_print.track.scans import parse_bag_number
from vpr_print.track.thing import Thing
from vpr_print.workflow.custody_errors import EntryNameError, NumbersNeededError
from vpr_print.workflow.named import Named, built_papers, chosen_work, named, of_rooms, paper_number
from vpr_print.workflow.notices import unaccounted_notice
from vpr_print.workflow.school import open_ledger

_MEANT_BY_ROOM: dict[EventKind, tuple[PaperKind, ...]] = {
    EventKind.ACCEPTED: (PaperKind.SET,),
    EventKind.PACKED: (PaperKind.DELIVERY,),
    EventKind.ISSUED: (PaperKind.DELIVERY,),
    EventKind.OPENED: (PaperKind.DELIVERY,),
    EventKind.FILLED: RETURN_PACKETS,
    EventKind.RETURNED: RETURN_PACKETS,
    EventKind.COUNTED: RETURN_PACKETS,
    EventKind.BAGGED: RETURN_PACKETS,
    EventKind.KEPT: RETURN_PACKETS,
    EventKind.DISPATCHED: RETURN_PACKETS,
    EventKind.RECEIVED: RETURN_PACKETS,
    EventKind.SCANNED: RETURN_PACKETS,
    EventKind.HANDED_BACK: (PaperKind.CONDUCT_PROTOCOL,),
}
"""Which things of a room an event speaks of; what became of single sets is said by their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person wants recorded, as it was typed."""

    what: EventKind
    items: Sequence[str]
    """Numbers, or names of rooms."""
    work: str | None = None
    packet: str | None = None
    room: str | None = None
    bag: str | None = None
    entry: str | None = None
    """Of a correction: which entry, where it is not the last."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordReport:
    """What was recorded, and what a person must look at."""

    recorded: tuple[Recorded, ...]
    things: tuple[Thing, ...]
    """The things as they are now, in the same order."""
    notices: tuple[Notice, ...]


def record(school: SchoolFolder, word: Word, *, who: str, clock: Clock, station: str = "") -> RecordReport:
    """Record one event of many things, all or none. Raises errors of custody (51), of the ledger (50), of usage (2)."""
    with open_ledger(school, clock, station) as ledger:
        asked = named(word.items)
        if word.what is EventKind.CORRECTED:
            recorded = _take_back(ledger, word, asked, who)
        else:
            recorded = ledger.record(_steps(ledger, word, asked), who=who, reason=word.reason)
        rooms: dict[tuple[str, str], tuple[Thing, ...]] = {}
        things: list[Thing] = []
        for item in recorded:
            thing = ledger.thing(item.number, enclosed=True)
            if thing is None:  # a paper that is printed, but not followed
                continue
            things.append(thing)
            rooms.setdefault((thing.work, thing.room), ledger.things(thing.work, thing.room))
        counted = word.what is EventKind.COUNTED
        notices = tuple(_after_counting(own for own in rooms.values())) if counted else ()
        return RecordReport(recorded, tuple(things), notices)


def _steps(ledger: Ledger, word: Word, asked: Named) -> tuple[Step, ...]:
    numbers = [*asked.numbers, *_of_rooms(ledger, word, asked.rooms)]
    packet = paper_number(word.packet) if word.packet else None
    bag = parse_bag_number(word.bag) if word.bag else ""
    return tuple(
        Step(what=word.what, number=number, packet=packet, room=word.room or "", bag=bag)
        for number in dict.fromkeys(numbers)
    )


def _of_rooms(ledger: Ledger, word: Word, rooms: Sequence[str]) -> Iterable[Identifier]:
    """The things of the rooms that the event speaks of; of the sets only those that are not accepted yet."""
    if not rooms:
        return ()
    kinds = _MEANT_BY_ROOM.get(word.what)
    if kinds is None:
        raise NumbersNeededError(word.what, tuple(rooms))
    work = chosen_work(word.work, ledger.works())
    papers = [paper for paper in of_rooms(rooms, built_papers(ledger, work)) if paper.key.kind in kinds]
    if kinds != (PaperKind.SET,):
        return (paper.identifier for paper in papers)
    waiting = {
        thing.number
        for room in rooms
        for thing in ledger.things(work, room)
        if thing.state in (EventKind.PLANNED, EventKind.PRINTED)
    }
    return (paper.identifier for paper in papers if str(paper.identifier) in waiting)


def _take_back(ledger: Ledger, word: Word, asked: Named, who: str) -> tuple[Recorded, ...]:
    if asked.rooms or (word.entry and len(asked.numbers) > 1):
        raise NumbersNeededError(word.what, asked.rooms)
    try:
        event = EventPlace.parse(word.entry) if word.entry else None
    except ValueError:
        raise EntryNameError(word.entry or "") from None
    return tuple(ledger.take_back(number, who=who, event=event, reason=word.reason) for number in asked.numbers)


def _after_counting(rooms: Iterable[tuple[Thing, ...]]) -> Iterable[Notice]:
    for things in rooms:
        lost = [item.thing for item in missing(things) if item.why is Why.NOT_COUNTED]
        if lost:
            yield unaccounted_notice(lost)
