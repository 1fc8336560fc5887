"""Where everything is: the questions of a coordinator, answered as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vpr_print.model.identifier import CodeNumber, Identifier
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import ParticipantCode
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import Missing, RoomBalance, RoomBoard, balance, board, missing, stands_for
from vpr_print.track.custody import is_packet
from vpr_print.track.custody_errors import BagNumberError, ForeignNumberError, NotANumberError
from vpr_print.track.history import HistoryLine
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.protocol_typed import PaperRow
from vpr_print.track.scans import parse_bag_number, parse_scan
from vpr_print.track.thing import Thing
from vpr_print.track.work_record import DrawnUp
from vpr_print.workflow.custody_errors import NothingFoundError, UnknownRoomError, WhichWorkError
from vpr_print.workflow.named import paper_number
from vpr_print.workflow.school import open_ledger

_WITH_CODES = (PaperKind.SET, PaperKind.ANSWER_FORM)
"""Papers of which the protocol says whose they are."""


@dataclass(frozen=True, slots=True)
class CodePlace:
    """Where a participant code lies."""

    work: str
    room: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the ledger knows of one number."""

    paper: LedgerPaper | None = None
    """None for a code or a bag."""
    thing: Thing | None = None
    history: tuple[HistoryLine, ...] = ()
    inside: tuple[Thing, ...] = ()
    """Of a packet: what lies in it."""
    stands_for: Thing | None = None
    """The void set that protocol and manifests of the room still show in the place of this one."""
    papers: tuple[DrawnUp, ...] = ()
    """Acts and manifests on which something of the history stands."""
    codes: tuple[CodePlace, ...] = ()
    """Of a participant code: its place in each work."""
    in_bag: tuple[Thing, ...] = ()
    """Of a security bag: what lies in it."""
    typed: tuple[ParticipantCode, ...] = ()
    """Of a set or an answer form: the codes that the typed protocol gives it."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A number of which several ledgers say what cannot all be."""

    number: str
    paper: LedgerPaper | None
    """None while the ledger that gave the number has not been taken in."""
    thing: Thing | None
    said: tuple[str, ...]
    """Steps that contradict the rest and do not count."""
    history: tuple[HistoryLine, ...]


def read_status(school: SchoolFolder, clock: Clock, work: str | None = None) -> tuple[RoomBoard, ...]:
    """Every room with its sets and packets."""
    with open_ledger(school, clock) as ledger:
        return board(_things(ledger, work))


def read_balance(school: SchoolFolder, clock: Clock, work: str | None = None) -> tuple[RoomBalance, ...]:
    """The equation of every room."""
    with open_ledger(school, clock) as ledger:
        return balance(_things(ledger, work))


def read_missing(school: SchoolFolder, clock: Clock, work: str | None = None) -> tuple[Missing, ...]:
    """What is not where it should be by now."""
    with open_ledger(school, clock) as ledger:
        return missing(_things(ledger, work))


def read_disputes(school: SchoolFolder, clock: Clock) -> tuple[Dispute, ...]:
    """Every number of which several ledgers say what cannot all be, with what each of them said."""
    with open_ledger(school, clock) as ledger:
        steps: dict[str, list[str]] = {}
        for conflict in ledger.conflicts():
            steps.setdefault(conflict.event.number, []).append(conflict.event.what)
        return tuple(
            Dispute(number, known.paper, known.thing, tuple(dict.fromkeys(said)), known.history)
            for number, said in steps.items()
            for known in [_known(ledger, paper_number(number))]
        )


def read_room(school: SchoolFolder, clock: Clock, room: str, work: str | None = None) -> tuple[Thing, ...]:
    """Every set and packet of one room, void ones too. Raises ``UnknownRoomError``."""
    with open_ledger(school, clock) as ledger:
        things = _things(ledger, work)
        if not any(thing.room == room for thing in things):
            raise UnknownRoomError((room,), tuple(sorted({thing.room for thing in things} - {""})))
        return tuple(thing for thing in things if thing.room == room)


def find(school: SchoolFolder, clock: Clock, text: str) -> Found:
    """What is known of a paper, a page, a participant code or a security bag.

    Raises ``ForeignNumberError``, ``NotANumberError``, ``NothingFoundError``.
    """
    with open_ledger(school, clock) as ledger:
        try:
            number = parse_scan(text)
        except NotANumberError:
            return _bag(ledger, text)
        if isinstance(number, CodeNumber):
            return _code(ledger, number)
        return _paper(ledger, number.whole)


def _paper(ledger: Ledger, number: Identifier) -> Found:
    if number.site != ledger.site:
        raise ForeignNumberError(number, ledger.site)
    found = _known(ledger, number)
    if found.paper is None:
        raise NothingFoundError(str(number))
    return found


def _known(ledger: Ledger, number: Identifier) -> Found:
    paper, history = ledger.lookup(number), ledger.history(str(number))
    work = paper.work if paper else ""
    told = {line.event for line in history}
    thing = ledger.thing(str(number))
    return Found(
        paper,
        thing,
        history,
        tuple(other for other in ledger.things(work) if other.packet == str(number)) if is_packet(number) else (),
        stands_for(thing, ledger.contents(work, thing.room)) if thing else None,
        tuple(drawn for drawn in ledger.drawn_up(work) if told & {event for event, _ in drawn.lists}),
        typed=tuple(_typed(ledger, work, str(number))) if paper and paper.key.kind in _WITH_CODES else (),
    )


def _typed(ledger: Ledger, work: str, number: str) -> Iterator[ParticipantCode]:
    for typing in ledger.typings(work):
        row = typing.typed.content
        if typing.stands and isinstance(row, PaperRow) and number in (row.set_number, row.form_number):
            yield typing.typed.code


def places_of_code(ledger: Ledger, number: CodeNumber) -> tuple[CodePlace, ...]:
    """Where the code of a slip lies: one pupil has one code for all works."""
    return tuple(
        CodePlace(work, room, ordinal)
        for work in ledger.works()
        for code, (room, ordinal) in ledger.code_places(work).items()
        if number.site == ledger.site and code.zfill(len(number.digits)) == number.digits
    )


def _code(ledger: Ledger, number: CodeNumber) -> Found:
    places = places_of_code(ledger, number)
    if not places:
        raise NothingFoundError(str(number))
    return Found(codes=places)


def _bag(ledger: Ledger, text: str) -> Found:
    """The things in a bag. Digits alone that are no bag are told as a mistyped number."""
    try:
        bag = parse_bag_number(text)
    except BagNumberError:
        raise NotANumberError(text) from None
    things = tuple(thing for thing in ledger.things() if thing.bag == bag)
    if not things:
        raise NotANumberError(text) if bag.isdigit() else NothingFoundError(bag)
    return Found(in_bag=things)


def _things(ledger: Ledger, work: str | None) -> tuple[Thing, ...]:
    works = ledger.works()
    if work is not None and work not in works:
        raise WhichWorkError(work, works)
    return ledger.things(work)
