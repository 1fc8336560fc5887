"""Folding events into what they say now: which number belongs to which paper, which code lies where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.plan.numbering import NumberedPaper
from vpr_print.track.custody import STEPS, Custody, Held
from vpr_print.track.events import Event, EventKind, EventPlace, NewEvent, canonical_json
from vpr_print.track.paper import LedgerPaper, PaperState

_STEPS = frozenset(STEPS)
_KINDS = {kind.value: (kind, kind.number_kind) for kind in PaperKind}
_DELIVERY = f"{NumberKind.DELIVERY:d}"


@dataclass(slots=True)
class Projection:
    """The state that a run of events leads to; ``fold`` adds the next ones."""

    site: SiteNumber
    papers: dict[str, LedgerPaper] = field(default_factory=dict)
    """By number, in the order in which the numbers were given."""
    codes: dict[str, dict[ParticipantCode, tuple[str, int]]] = field(default_factory=dict)
    """By work: room and ordinal of each code."""
    manifests: dict[str, str] = field(default_factory=dict)
    """By work: SHA-256 of the manifest of its last finished build."""
    next_serial: int = 0
    ledger: str = field(default="", compare=False)
    """Whose counter ``next_serial`` is; empty while the events are of one ledger."""
    taken_back: Mapping[EventPlace, str] = field(default_factory=dict, compare=False)
    """Events that count no more, with the number that the correction is about."""
    held: dict[str, Held] = field(default_factory=dict)
    """By number: what the steps of custody say."""
    custody: Custody = field(init=False, compare=False)
    known_papers: frozenset[str] = field(init=False, compare=False)
    """Numbers that it was given at the beginning, and may have changed since."""

    def __post_init__(self) -> None:
        self.custody = Custody(self.papers, self.held)
        self.known_papers = frozenset(self.papers)
        for number, paper in self.papers.items():
            if paper.state is PaperState.BUILT:
                self._note_delivery(number)

    def fold(self, events: Iterable[Event]) -> set[str]:
        """Take in the events in their order; returns the numbers whose papers have changed or are new.

        What moved without its paper changing stands in ``custody.moved``.
        """
        touched: set[str] = set()
        steps, take, taken_back = _STEPS, self.custody.take, self.taken_back
        for event in events:
            what, number = event.what, event.number
            if taken_back and taken_back.get(event.place) == number:
                continue
            if what in steps:
                take(event)
                continue
            match what:
                case EventKind.PLANNED:
                    self._change(number, touched, PaperState.BUILT)
                    self._note_delivery(number)
                case EventKind.PRINTED:
                    self._change(number, touched)
                case EventKind.VOIDED:
                    self._change(number, touched, PaperState.VOID)
                case EventKind.RESERVED:
                    touched.update(self._take_reserved(event))
                case EventKind.CODES_PLACED:
                    self.codes[event.work] = {
                        ParticipantCode(code): (room, ordinal) for code, room, ordinal in event.content["places"]
                    }
                case EventKind.BUILT:
                    self.manifests[event.work] = event.content["manifest_sha256"]
                case EventKind.LEDGER_CREATED if event.ledger == (self.ledger or event.ledger):
                    self.next_serial = event.content["next"]
        return touched

    def _take_reserved(self, event: Event) -> list[str]:
        numbers: list[str] = []
        content = event.content
        for serial, row in enumerate(content["papers"], start=content["first"]):
            room, of_kind, ordinal, fingerprint = row
            kind, number_kind = _KINDS[of_kind]
            identifier = Identifier(number_kind, self.site, serial)
            number = str(identifier)
            if number not in self.papers:  # two ledgers with one range: the first to give a number keeps it
                key = PaperKey(room, kind, ordinal)
                self.papers[number] = LedgerPaper(identifier, event.work, key, fingerprint, PaperState.RESERVED)
            numbers.append(number)
        if event.ledger == (self.ledger or event.ledger):
            self.next_serial = content["first"] + len(numbers)
        return numbers

    def _note_delivery(self, number: str) -> None:
        if number[:1] == _DELIVERY and (paper := self.papers.get(number)):
            self.custody.deliveries[paper.work, paper.key.room] = number

    def _change(self, number: str, touched: set[str], to: PaperState | None = None) -> None:
        """Bring the paper to this state; to none: a person has confirmed its print."""
        paper = self.papers.get(number)
        if paper is None:
            return  # of a ledger that has not come yet
        identifier, work, key, fingerprint, state, confirmed = paper
        if state is PaperState.VOID and to is PaperState.BUILT:
            return  # void for ever
        self.papers[number] = LedgerPaper(identifier, work, key, fingerprint, to or state, confirmed or to is None)
        touched.add(number)


def created_event(first: int, last: int, next_serial: int) -> NewEvent:
    """The first event of every ledger: its range, and where it begins to count."""
    body = canonical_json({"first": first, "last": last, "next": next_serial})
    return NewEvent(what=EventKind.LEDGER_CREATED, body=body)


def reserved_event(work: str, fresh: Sequence[NumberedPaper]) -> NewEvent:
    """The event that gives numbers to ``fresh`` papers, whose serials are consecutive."""
    first = fresh[0].identifier.serial
    assert [paper.identifier.serial for paper in fresh] == list(range(first, first + len(fresh)))
    rows = [[paper.key.room, paper.key.kind.value, paper.key.ordinal, paper.fingerprint] for paper in fresh]
    body = canonical_json({"first": first, "papers": rows})
    return NewEvent(what=EventKind.RESERVED, work=work, body=body, key=f"{EventKind.RESERVED}:{first}")


def planned_event(work: str, number: str) -> NewEvent:
    """The event that a finished build has made the paper."""
    return NewEvent(what=EventKind.PLANNED, work=work, number=number, key=f"{EventKind.PLANNED}:{number}")


def voided_event(work: str, number: str, reason: str | None) -> NewEvent:
    """The event that the number is void for ever."""
    body = canonical_json({"reason": reason} if reason else {})
    return NewEvent(what=EventKind.VOIDED, work=work, number=number, body=body, key=f"{EventKind.VOIDED}:{number}")


def printed_event(work: str, number: str, *, reprint: str | None = None) -> NewEvent:
    """The event that a person confirmed the paper as printed and good; ``reprint``: why it was printed once more."""
    body = canonical_json({"reprint": True, "reason": reprint} if reprint else {})
    return NewEvent(what=EventKind.PRINTED, work=work, number=number, body=body)


def built_event(
    work: str, manifest_sha256: str, *, planned: int, voided: int, subject: str = "", grade: int = 0
) -> NewEvent:
    """The event that a build of the work has finished, with the words that its papers have for the work."""
    content = {"manifest_sha256": manifest_sha256, "planned": planned, "voided": voided}
    body = canonical_json(content | ({"subject": subject, "grade": grade} if subject else {}))
    return NewEvent(what=EventKind.BUILT, work=work, body=body)


def codes_event(work: str, places: Mapping[ParticipantCode, tuple[str, int]]) -> NewEvent:
    """The event that says where each code of the work lies; it replaces what was said before."""
    rows = sorted([code, room, ordinal] for code, (room, ordinal) in places.items())
    return NewEvent(what=EventKind.CODES_PLACED, work=work, body=canonical_json({"places": rows}))
