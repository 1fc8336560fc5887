"""Whether a step that a person says can be, by what the ledger knows of its thing and of the packets. Pure.

``custody.LIFE`` judges a thing by itself; here stands what needs its neighbours: which packet it goes into, whether
that is open, whether a packet that is closed is complete.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import PaperKind
from vpr_print.track.custody import GOES_INTO, LIFE, OPEN, STEPS, repeats
from vpr_print.track.custody_errors import (
    BagNeededError,
    ClosedPacketError,
    ForeignNumberError,
    HinderedError,
    ImpossibleStepError,
    IncompletePacketError,
    NoSuchStepError,
    NotTrackedError,
    OtherRoomError,
    PacketNeededError,
    WrongPacketError,
)
from vpr_print.track.events import EventKind
from vpr_print.track.events import EventKind as E
from vpr_print.track.number_errors import NotBuiltError, UnknownNumberError, VoidNumberError
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.projection import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that a person says of a set or packet."""

    what: EventKind
    number: Identifier
    """A page's number counts for its set."""
    packet: Identifier | None = None
    """What it goes into, where that is not the packet of its own room."""
    room: str = ""
    """Where a single set is handed over, where that is not its own room."""
    bag: str = ""
    """Maker's number of the security bag."""
    key: str | None = None
    """Idempotency key: recording again under the same changes nothing."""


def living_paper(number: Identifier, known: Projection) -> LedgerPaper:
    """The paper with this number. Raises ``ForeignNumberError``, ``UnknownNumberError``, ``VoidNumberError``,
    ``NotBuiltError``."""
    if number.site != known.site:
        raise ForeignNumberError(number, known.site)
    paper = known.papers.get(str(number.whole))
    match paper:
        case None:
            raise UnknownNumberError(number.whole)
        case LedgerPaper(state=PaperState.VOID):
            raise VoidNumberError(number.whole, paper.key)
        case LedgerPaper(state=PaperState.RESERVED):
            raise NotBuiltError(number.whole, paper.key)
    return paper


def settled(step: Step, known: Projection) -> dict[str, str]:
    """What the event says beside what and which: packet, room, bag; the packet of its own room need not be named.

    Raises what no reason can overrule: the number is none of ours, the thing has no such step, the packet is of a
    wrong kind.
    """
    paper, kind, whole = living_paper(step.number, known), step.number.kind, step.number.whole
    life = LIFE.get(kind)
    if life is None or (kind is NumberKind.OTHER and paper.key.kind is not PaperKind.CODE_SHEET):
        raise NotTrackedError(whole, paper.key)
    if step.what not in life or step.what is E.PRINTED:
        raise NoSuchStepError(whole, paper.key, step.what, tuple(what for what in STEPS if what in life))
    if (step.bag and step.what is not E.BAGGED) or (not step.bag and step.what is E.BAGGED):
        raise BagNeededError(whole, paper.key, step.bag)
    into = GOES_INTO.get((kind, step.what))
    packet = str(step.packet.whole) if step.packet else _own_packet(step, paper, into, known)
    if step.packet and (step.packet.kind is not into or living_paper(step.packet, known).work != paper.work):
        raise WrongPacketError(whole, paper.key, step.what, step.packet.whole)
    if into is NumberKind.DISPATCH and not packet:
        raise PacketNeededError(whole, paper.key)
    return {name: text for name, text in (("packet", packet), ("room", step.room), ("bag", step.bag)) if text}


def hindrance(step: Step, content: dict[str, str], known: Projection) -> HinderedError | None:
    """Why the step cannot be; with a reason a person may overrule it. Its history is the caller's to add."""
    number, whole = str(step.number.whole), step.number.whole
    paper, custody, packet = known.papers[number], known.custody, content.get("packet", "")
    state, held = custody.state(number), custody.held_of(number)
    if state not in LIFE[whole.kind][step.what] or (held.state is step.what and repeats(held, content)):
        return ImpossibleStepError(whole, paper.key, (), step.what, state)
    if packet:
        other = known.papers[packet]
        if other.key.room not in ("", _room_of(number, paper, known)):
            return OtherRoomError(whole, paper.key, (), other.identifier, other.key)
        if not _is_open(packet, known):
            return ClosedPacketError(whole, paper.key, (), other.identifier, other.key, custody.state(packet))
    lies_in = custody.carrier(number)
    if step.what is E.ISSUED and lies_in and custody.held_of(lies_in).state is E.PACKED:
        other = known.papers[lies_in]
        return ClosedPacketError(whole, paper.key, (), other.identifier, other.key, E.PACKED)
    if step.what is E.PACKED and whole.kind is NumberKind.DELIVERY and (lacking := _lacking(paper, known)):
        return IncompletePacketError(whole, paper.key, (), lacking)
    return None


def _own_packet(step: Step, paper: LedgerPaper, into: NumberKind | None, known: Projection) -> str:
    """The packet of the thing's room that it goes into; a delivery packet only while it is open."""
    if into is None or step.what is E.SPOILED:
        return ""
    room = _room_of(str(step.number.whole), paper, known)
    for number, other in known.papers.items():
        fits = other.identifier.kind is into and other.state is PaperState.BUILT
        if fits and (other.work, other.key.room) == (paper.work, room):
            useless = known.custody.state(number) is E.LOST or into is NumberKind.DELIVERY
            return number if _is_open(number, known) or not useless else ""
    return ""


def _room_of(number: str, paper: LedgerPaper, known: Projection) -> str:
    """The room where the thing is or belongs."""
    return known.custody.held_of(number).room or paper.key.room


def _is_open(packet: str, known: Projection) -> bool:
    """Whether things can go into the packet now."""
    return known.custody.state(packet) in OPEN[known.papers[packet].identifier.kind]


def _lacking(paper: LedgerPaper, known: Projection) -> tuple[tuple[Identifier, int, EventKind], ...]:
    """Sets of the packet's room that nobody has accepted: number, ordinal, state."""
    return tuple(
        (other.identifier, other.key.ordinal, state)
        for number, other in sorted(known.papers.items(), key=lambda item: item[1].key.ordinal)
        if other.identifier.kind is NumberKind.SET
        and other.state is PaperState.BUILT
        and (other.work, other.key.room) == (paper.work, paper.key.room)
        and (state := known.custody.state(number)) in (E.PLANNED, E.PRINTED)
    )
