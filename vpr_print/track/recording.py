"""What a person says becomes events: the steps of one transaction, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.model.identifier import Identifier
from vpr_print.model.work import SiteNumber
from vpr_print.track.custody import carries, is_packet, repeats
from vpr_print.track.custody_errors import (
    IdempotencyKeyError,
    LossReasonError,
    NothingToTakeBackError,
    StepsFollowError,
)
from vpr_print.track.custody_rows import read_leaning_on, read_packets, read_rooms_of
from vpr_print.track.events import Event, EventKind, EventPlace, NewEvent, canonical_json, head_after
from vpr_print.track.judging import Step, hindrance, living_paper, settled
from vpr_print.track.paper import PaperState
from vpr_print.track.projection import Projection
from vpr_print.track.replay import Replay, read_history_lines, standing_events
from vpr_print.track.rows import read_by_keys, read_papers, read_room
from vpr_print.track.standing import Stamp, Standing, chain_on, write_folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A step that the ledger holds durably."""

    event: str
    """Ledger and place in its chain: what a correction names."""
    what: EventKind
    number: str
    state: EventKind
    """Where the thing is now."""
    again: bool = False
    """Its key had been recorded before; nothing was added."""


class Recorder:
    """The steps of one transaction, each judged by what the ledger and the steps before it say."""

    def __init__(self, connection: Connection, standing: Standing, stamp: Stamp, reason: str | None) -> None:
        self._connection = connection
        self._standing = standing
        self._stamp = stamp
        self._reason = (reason or "").strip()
        self.fold_anew = False
        """What others say of things that lay in a packet counts again: more has changed than what was written."""
        self._events: tuple[Event, ...] = ()
        self._touched: set[str] = set()

    def record(self, steps: Sequence[Step]) -> tuple[Recorded, ...]:
        """All steps in their order. Raises their flaws; then nothing is written."""
        named = [number for step in steps for number in (step.number, step.packet) if number]
        packing = any(step.what is EventKind.PACKED for step in steps)  # a packet is closed: which sets does it lack?
        known = read_known(self._connection, self._standing.site, named, with_sets=packing)
        before = self._recorded_before(step.key for step in steps if step.key)
        flaws: list[VprPrintError] = []
        recorded: list[Recorded] = []
        for step in steps:
            try:
                earlier = before.get(step.key or "")
                recorded.append(_same(earlier, step, known) if earlier else self._take(step, known))
            except VprPrintError as flaw:
                flaws.append(flaw)
        raise_flaws(flaws)
        self._write(known)
        return tuple(recorded)

    def take_back(self, number: Identifier, event: EventPlace | None, key: str | None) -> Recorded:
        """Take back the named step of the number, or the last that nobody has taken back.

        What other steps already lean on cannot be taken back: ``StepsFollowError``.
        """
        known = read_known(self._connection, self._standing.site, (number,))
        whole = str(number.whole)
        disputed = known.custody.held_of(whole).conflicts > 0
        paper = known.papers[whole] if disputed and _is_void(known, whole) else living_paper(number, known)
        step = Step(what=EventKind.CORRECTED, number=number, key=key)
        if key and (earlier := self._recorded_before((key,)).get(key)):
            return _same(earlier, step, known)
        replay = Replay(self._connection, self._standing.site, (whole,))
        # of a void number nothing is taken back but what contradicts that
        events = replay.contradicting(whole) if _is_void(known, whole) else standing_events(replay, whole)
        wrong = next((one for one in reversed(events) if event in (None, one.place)), None)
        if wrong is None:
            raise NothingToTakeBackError(number.whole, paper.key, replay.lines())
        was, now = replay.projection(), replay.projection(without={wrong.place: whole})
        before, after = was.custody.held_of(whole), now.custody.held_of(whole)
        leaning: tuple[str, ...] = ()
        if carries(whole, before.state) and not carries(whole, after.state):
            leaning = read_leaning_on(self._connection, self._standing.site, whole)
        if leaning or after.conflicts > before.conflicts:
            raise StepsFollowError(number.whole, paper.key, replay.lines(), leaning)
        self.fold_anew = wrong.what == EventKind.LOST and is_packet(number)
        added = self._correct(wrong, key)
        known.held[whole] = after
        known.custody.moved.add(whole)
        known.papers[whole] = paper._replace(printed_confirmed=now.papers[whole].printed_confirmed)
        self._touched.add(whole)
        self._write(known)
        return Recorded(event=str(added.place), what=step.what, number=whole, state=known.custody.state(whole))

    def _take(self, step: Step, known: Projection) -> Recorded:
        content, number = settled(step, known), str(step.number.whole)
        if step.what is EventKind.LOST and is_packet(step.number) and not self._reason:
            raise LossReasonError(step.number.whole, known.papers[number].key)
        held = known.custody.held_of(number)
        if self._reason and held.conflicts:
            correction = self._settle(number, known)
            if held.state is step.what and repeats(held, content):
                return Recorded(event=str(correction.place), what=step.what, number=number, state=step.what)
        flaw = hindrance(step, content, known)
        if flaw and not self._reason:
            flaw.history = read_history_lines(self._connection, self._standing.site, (number,))
            raise flaw
        if flaw and held.state is not EventKind.LOST and known.custody.state(number) is EventKind.LOST:
            content.setdefault("packet", "")  # it was lost with its packet, and is found without it
        told = content | ({"reason": self._reason} if self._reason else {})
        body = canonical_json(told | {"overrules": True} if flaw else told)
        work = known.papers[number].work
        event = self._chain(NewEvent(what=step.what, work=work, number=number, body=body, key=step.key))
        self._touched |= known.fold((event,))
        return Recorded(event=str(event.place), what=step.what, number=number, state=known.custody.state(number))

    def _settle(self, number: str, known: Projection) -> Event:
        """The last correction of those that take back what contradicts the rest: a person says what is true."""
        wrong = Replay(self._connection, self._standing.site, (number,)).contradicting(number)
        corrections = [self._correct(event) for event in wrong]
        known.held[number].conflicts = 0
        known.custody.moved.add(number)
        return corrections[-1]

    def _correct(self, wrong: Event, key: str | None = None) -> Event:
        content = {"event": str(wrong.place)} | ({"reason": self._reason} if self._reason else {})
        body = canonical_json(content)
        return self._chain(
            NewEvent(what=EventKind.CORRECTED, work=wrong.work, number=wrong.number, body=body, key=key)
        )

    def _chain(self, new: NewEvent) -> Event:
        head = head_after(self._events, self._standing.head)
        event, *_ = chain_on(self._standing, self._stamp, (new,), head)
        self._events += (event,)
        return event

    def _write(self, known: Projection) -> None:
        if self._events:
            write_folded(self._connection, self._standing, self._events, known, self._touched)

    def _recorded_before(self, keys: Iterable[str]) -> dict[str, Event]:
        """Events of this ledger that have one of the keys."""
        return read_by_keys(self._connection, self._standing.site, self._standing.ledger, keys)


def read_known(
    connection: Connection, site: SiteNumber, numbers: Iterable[Identifier], *, with_sets: bool = False
) -> Projection:
    """What the ledger says of these numbers, of the packets (and sets) of their rooms, and of those they lie in."""
    asked = {str(number.whole) for number in numbers}
    papers, held = read_rooms_of(connection, site, asked, with_sets=with_sets)
    rooms = {(paper.work, paper.key.room) for paper in papers.values()}
    away = {(papers[number].work, item.room) for number, item in held.items() if item.room} - rooms
    others = {item.packet for item in held.values() if item.packet} - papers.keys()
    if away or others:
        others.update(number for work, room in away for number in read_room(connection, site, work, room))
        elsewhere = read_packets(connection, site, others)
        papers |= read_papers(connection, site, numbers=others | elsewhere.keys())
        held |= elsewhere
    return Projection(site, papers, held=held)


def _is_void(known: Projection, number: str) -> bool:
    paper = known.papers.get(number)
    return paper is not None and paper.state is PaperState.VOID


def _same(earlier: Event, step: Step, known: Projection) -> Recorded:
    """What was recorded under the step's key. Raises ``IdempotencyKeyError`` when that was something else."""
    number = str(step.number.whole)
    if (earlier.what, earlier.number) != (step.what, number):
        raise IdempotencyKeyError(step.number.whole, earlier.number, step.key or "")
    state = known.custody.state(number)
    return Recorded(event=str(earlier.place), what=step.what, number=number, state=state, again=True)
