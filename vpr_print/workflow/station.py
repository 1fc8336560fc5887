"""A station with a hand scanner: what each scan means, what is recorded, what is said. No terminal, no clock.

Whatever was said to be accepted had been recorded before; what a packet lacks is asked of the ledger, so that a
station begins again after a power cut where it was. Modes are in ``station_modes``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace

from vpr_print.errors import VprPrintError
from vpr_print.model.identifier import CodeNumber, Identifier, NotOurNumber, parse_number
from vpr_print.model.packet import MANIFEST_OF, PaperKey, PaperKind
from vpr_print.track.board import RoomBalance, balance
from vpr_print.track.custody_errors import CustodyError
from vpr_print.track.errors import LedgerBusyError, LedgerDiskError
from vpr_print.track.events import EventKind as E
from vpr_print.track.events import EventPlace
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger
from vpr_print.track.number_errors import NotBuiltError, UnknownNumberError, VoidNumberError
from vpr_print.track.recording import Recorded
from vpr_print.track.scanner import SAME_SCAN_S, Heard, Pause, Said, Scanner, Typed, Word
from vpr_print.track.server_errors import LedgerServerError
from vpr_print.track.thing import Thing
from vpr_print.workflow.questions import CodePlace, places_of_code
from vpr_print.workflow.station_replies import Ending, Reply, Tally, Tells, Tone

_REFUSED = (CustodyError, UnknownNumberError, VoidNumberError, NotBuiltError)
_NOT_WRITTEN = (LedgerBusyError, LedgerServerError, LedgerDiskError)
_PACKET_OF = {manifest: PaperKind(packet) for packet, manifest in MANIFEST_OF.items()}


class Station(ABC):
    """One session in one mode; ``hear`` takes the lines as they come."""

    def __init__(
        self, ledger: Ledger, *, who: str, session: str, rooms: Iterable[str] = (), work: str | None = None
    ) -> None:
        """``session`` is random: with the count of the scan it makes the idempotency key of what is recorded."""
        self.over = False
        self.ledger = ledger
        self.rooms = frozenset(rooms)
        self.work = work
        self.touched: dict[tuple[str, str], None] = {}
        """Works and rooms that were worked on, in order."""
        self._who = who
        self._session = session
        self._scanner = Scanner()
        self._scans = 0
        self._last: tuple[Heard | None, float] = (None, 0.0)
        self._may_end = False
        self._recorded: list[tuple[Recorded, ...]] = []
        self._just_recorded = True
        """The last scan was recorded: a word that follows means it."""
        self._known: dict[str, dict[str, tuple[Thing, ...]]] = {}

    # ── what a mode says ─────────────────────────────────────────────────────────────────────────────────

    @abstractmethod
    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        """A living paper of ours was scanned; a manifest stands for its packet, a page for its set."""

    @abstractmethod
    def tally(self) -> Tally | None:
        """What the work that is being done still lacks; None before anything was scanned."""

    @abstractmethod
    def end(self) -> Ending:
        """What the person leaves behind."""

    def take_text(self, text: str) -> Iterator[Reply] | None:
        """A text that is no number; None where the mode has no use for it."""
        return None

    def take_code(self, places: tuple[CodePlace, ...]) -> Iterator[Reply]:
        """The code of a slip was scanned."""
        place = places[0]
        yield Reply(tells=Tells.CODE, tone=Tone.SAID, key=PaperKey(place.room, PaperKind.CODE_SHEET, place.ordinal))

    def take_word(self, said: Said) -> Iterator[Reply]:
        """A word that only some modes know."""
        yield Reply(tells=Tells.NO_SUCH_WORD, tone=Tone.ALARM, text=said.word.value[0])

    def put_down(self) -> Reply | None:
        """Undo what is in hand and not recorded; None where nothing is."""
        return None

    # ── what every mode does ─────────────────────────────────────────────────────────────────────────────

    def hear(self, line: str, at: float) -> Iterator[Reply]:
        """What is said to one line; each reply comes when what it tells is durable. ``at``: seconds, never going back.

        Raises what makes it impossible to go on: a damaged ledger.
        """
        for heard in self._scanner.hear(line, at):
            last, last_at = self._last
            again = heard == last and at - last_at < SAME_SCAN_S and isinstance(heard, Identifier | CodeNumber | Typed)
            if isinstance(heard, Pause):
                yield from self._pause(at - last_at)
                continue
            self._last, self._may_end = (heard, at), False
            if again:
                yield Reply(tells=Tells.REPEATED, tone=Tone.SAID)
                continue
            self._scans += 1
            if not isinstance(heard, Said):
                self._just_recorded = False
            try:
                yield from self._answer(heard)
            except _REFUSED as error:
                yield self._refusal(error)
            except _NOT_WRITTEN as error:
                self._known.clear()
                yield Reply(tells=Tells.NOT_WRITTEN, tone=Tone.ALARM, error=error)

    def understood(self) -> None:
        """A text was taken for what it is: it is no part of a number."""
        self._scanner.forget()

    def record(self, *steps: Step) -> tuple[Recorded, ...]:
        """The steps of one scan, durable; a step that had been written although the answer was lost is not doubled."""
        keyed = [replace(step, key=f"{self._session}:{self._scans}:{at}") for at, step in enumerate(steps)]
        try:
            recorded = self.ledger.record(keyed, who=self._who)
        except (LedgerBusyError, LedgerServerError):
            recorded = self.ledger.record(keyed, who=self._who)
        self._recorded.append(recorded)
        self._just_recorded = True
        self._refresh(recorded)
        return recorded

    def things(self, work: str) -> tuple[Thing, ...]:
        """Living sets and packets of the work, in rooms of this session."""
        if work not in self._known:
            rooms: dict[str, list[Thing]] = {}
            for thing in self.ledger.things(work):
                rooms.setdefault(thing.room, []).append(thing)
            self._known[work] = {room: tuple(own) for room, own in rooms.items()}
        return tuple(
            thing
            for room, own in self._known[work].items()
            if not self.rooms or room in self.rooms or not room
            for thing in own
            if thing.state is not E.VOIDED
        )

    def thing(self, key: PaperKey, work: str) -> Thing:
        """A set or packet as it is now."""
        self._refresh_room(work, key.room)
        return next(thing for thing in self._known[work][key.room] if thing.key == key and thing.state is not E.VOIDED)

    def contents(self, work: str, room: str) -> tuple[Thing, ...]:
        """Everything living that lies in the room's delivery packet, and that packet."""
        return tuple(thing for thing in self.ledger.contents(work, room) if thing.state is not E.VOIDED)

    def balances(self) -> tuple[RoomBalance, ...]:
        """The equations of the rooms that were worked on."""
        return tuple(row for work, room in self.touched for row in balance(self.ledger.things(work, room)))

    # ── one scan ─────────────────────────────────────────────────────────────────────────────────────────

    def _answer(self, heard: Heard) -> Iterator[Reply]:
        match heard:
            case Said(word=Word.END):
                self.over = True
            case Said(word=Word.UNDO):
                yield self._undo()
            case Said(word=Word.WHAT_LACKS):
                self._known.clear()  # other stations may have been at it
                yield Reply(tells=Tells.LACKS, tone=Tone.SAID, tally=self.tally())
            case Said():
                yield from self.take_word(heard)
            case CodeNumber():
                yield from self._code(heard)
            case Identifier():
                yield from self._number(heard)
            case Typed(text=text, part=part):
                taken = self.take_text(text)
                if taken is not None:
                    yield from taken
                else:
                    yield Reply(tells=Tells.PART if part else Tells.UNREADABLE, tone=Tone.ALARM, text=text)

    def _number(self, number: Identifier) -> Iterator[Reply]:
        paper = self.ledger.living(number)
        key, whole = paper.key, number.whole
        if self.work not in (None, paper.work):
            yield Reply(tells=Tells.NOT_YOUR_WORK, tone=Tone.ALARM, key=key, text=paper.work)
            return
        if self.rooms and key.room and key.room not in self.rooms:
            yield Reply(tells=Tells.NOT_YOUR_ROOM, tone=Tone.ALARM, key=key)
            return
        if key.kind in _PACKET_OF:
            packet = self.thing(PaperKey(key.room, _PACKET_OF[key.kind]), paper.work)
            key, whole = packet.key, number_of(packet)
        for reply in self.take(key, whole, paper.work):
            yield replace(reply, page=number.page)

    def _code(self, number: CodeNumber) -> Iterator[Reply]:
        places = tuple(place for place in places_of_code(self.ledger, number) if self.work in (None, place.work))
        if places:
            yield from self.take_code(places)
        else:
            yield Reply(tells=Tells.FOREIGN_CODE, tone=Tone.ALARM)

    def _pause(self, since_last: float) -> Iterator[Reply]:
        """An empty line right after a scan is its second line end; later two of them end the session."""
        if self._last[0] is not None and since_last < SAME_SCAN_S:
            return
        if self._may_end:
            self.over = True
            return
        self._may_end = True
        yield Reply(tells=Tells.END_ASKED, tone=Tone.SAID, tally=self.tally())

    def _undo(self) -> Reply:
        dropped = self.put_down()
        if dropped:
            self._just_recorded = True
            return dropped
        if not self._recorded:
            return Reply(tells=Tells.NOTHING_TO_UNDO, tone=Tone.ALARM)
        steps = self._recorded[-1]
        paper = self.ledger.lookup(_identifier(steps[-1].number))
        assert paper is not None
        if not self._just_recorded:
            self._just_recorded = True
            return Reply(tells=Tells.NOT_RECORDED, tone=Tone.SAID, key=paper.key, what=steps[-1].what)
        for step in reversed(steps):
            event = EventPlace.parse(step.event)
            key = f"undo:{step.event}"  # said again after a failure half-way, it goes on where it was
            self.ledger.take_back(_identifier(step.number), who=self._who, event=event, key=key)
        self._recorded.pop()
        self._refresh(steps)
        return Reply(tells=Tells.UNDONE, tone=Tone.ACCEPTED, key=paper.key, what=steps[-1].what, tally=self.tally())

    def _refusal(self, error: VprPrintError) -> Reply:
        """With the living set that took the place of a void one."""
        if not isinstance(error, VoidNumberError):
            return Reply(tells=Tells.REFUSED, tone=Tone.ALARM, error=error)
        paper = self.ledger.lookup(error.number)
        assert paper is not None
        others = self.ledger.contents(paper.work, paper.key.room)
        living = [thing.number for thing in others if thing.key == paper.key and thing.state is not E.VOIDED]
        return Reply(tells=Tells.REFUSED, tone=Tone.ALARM, error=error, key=paper.key, text="".join(living))

    def _refresh(self, recorded: Iterable[Recorded]) -> None:
        for step in recorded:
            paper = self.ledger.lookup(_identifier(step.number))
            if paper and paper.key.room:
                self.touched[paper.work, paper.key.room] = None
                self._refresh_room(paper.work, paper.key.room)
            else:  # a dispatch packet moves with packets of many rooms in it
                self._known.clear()

    def _refresh_room(self, work: str, room: str) -> None:
        self.things(work)
        self._known[work][room] = self.ledger.things(work, room)


def number_of(thing: Thing) -> Identifier:
    """The number of a set or packet."""
    return _identifier(thing.number)


def _identifier(number: str) -> Identifier:
    try:
        parsed = parse_number(number)
    except NotOurNumber:
        raise AssertionError(number) from None
    assert isinstance(parsed, Identifier)
    return parsed
