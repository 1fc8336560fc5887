"""A session of typing the paper protocol: a code, then what belongs to it. No terminal, no clock.

Whatever was said to be written is durable by then, and what lacks is asked of the ledger: so a session begins again
after a power cut where it was. ``protocol_rows`` and ``protocol_marks`` say what belongs to a code.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from vpr_print.forms.agreement import PlannedPlace
from vpr_print.forms.form_sheet import TaskLimit
from vpr_print.model.identifier import CODE_LENGTH, USUAL_CODE_LENGTH, CodeNumber, Identifier, NotOurNumber
from vpr_print.model.work import ParticipantCode
from vpr_print.track.errors import LedgerBusyError, LedgerDiskError
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Ledger
from vpr_print.track.protocol_typed import Content, PaperMarks, PaperRow, Typed, Typing, only_adds, unconfirmed
from vpr_print.track.scanner import SAME_SCAN_S, Heard, Pause, Said, Scanner, Word
from vpr_print.track.scanner import Typed as Text
from vpr_print.track.server_errors import LedgerServerError
from vpr_print.workflow.protocol_replies import NO_CODE, Lacking, Reply, Says
from vpr_print.workflow.protocol_sources import PaperSources, ProtocolSources, held_together
from vpr_print.workflow.station_replies import Tone

_NOT_WRITTEN = (LedgerBusyError, LedgerServerError, LedgerDiskError)
_CODE = re.compile(r"[0-9]{4,7}", re.ASCII)
"""What may be a code where none were planned."""
_LEAST_REASON = 3
_CONFIRM, _WITHDRAW, _FORCE = ("верно", "dthyj"), ("снять", "cyznm"), ("код", "rjl")
"""Words that a code follows, as they are typed with either layout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Who types, and what."""

    who: str
    session: str
    """Random: with a count it makes the idempotency keys of what is recorded."""
    room: str = ""
    """Empty for all."""
    second: bool = False
    """Blind: what the first person typed is not shown."""
    forms: bool = False
    """A code is followed by the number of an answer form (assessment of teachers), not by a set."""
    tasks: tuple[TaskLimit, ...] = ()
    code_length: int = USUAL_CODE_LENGTH


class ProtocolDesk(ABC):
    """One session; ``hear`` takes the lines as they come."""

    what: ClassVar[EventKind]

    def __init__(self, ledger: Ledger, paper: PaperSources, sitting: Sitting) -> None:
        self.over = False
        self.sitting = sitting
        self.paper = paper
        self.code: ParticipantCode | None = None
        """In hand: the next line belongs to it."""
        self.sources: ProtocolSources
        self.places = {place.code: place for place in paper.planned}
        self._ledger = ledger
        self._scanner = Scanner()
        self._count = 0
        self._last: tuple[Heard | None, float] = (None, 0.0)
        self._may_end = False
        self._pending: Typed | None = None
        """Waits for the reason why it replaces what stands."""
        self._recorded: list[str] = []
        self._standing: dict[ParticipantCode, list[Typing]]
        self._refresh()

    # ── what a kind of session says ──────────────────────────────────────────────────────────────────────

    @abstractmethod
    def take(self, code: ParticipantCode, text: str) -> Iterator[Reply]:
        """What was typed for the code in hand."""

    @abstractmethod
    def take_number(self, number: Identifier) -> Iterator[Reply]:
        """A paper was scanned."""

    @abstractmethod
    def lacking(self) -> Lacking:
        """Whose row nobody has typed yet, in this session's room."""

    def take_first(self, text: str) -> Iterator[Reply] | None:
        """A text without a code in hand; None where it has no meaning."""
        return None

    def put_down(self) -> Reply | None:
        """Undo what is in hand and not recorded; None where nothing is."""
        if self.code is None:
            return None
        code, self.code = self.code, None
        return Reply(says=Says.DROPPED, tone=Tone.SAID, code=code)

    # ── what every session does ──────────────────────────────────────────────────────────────────────────

    def hear(self, line: str, at: float) -> Iterator[Reply]:
        """What is said to one line; ``at`` is seconds that never go back. Raises what makes going on impossible."""
        try:
            yield from self._hear(line, at)
        except _NOT_WRITTEN as error:
            yield Reply(says=Says.NOT_WRITTEN, tone=Tone.ALARM, error=error)

    def standing(self, code: ParticipantCode) -> tuple[Typing, ...]:
        """What stands of the code; in a blind session only what was typed blind."""
        return tuple(self._standing.get(code, ()))

    def typed(self, code: ParticipantCode) -> bool:
        """Whether this session, or one of its kind before, has typed the code."""
        return any(typing.typed.second == self.sitting.second for typing in self.standing(code))

    def say(self, code: ParticipantCode, content: Content) -> Iterator[Reply]:
        """Record it, unless something else stands: then the reason is asked for first."""
        self.code = None
        standing = self.standing(code)
        own = [typing for typing in standing if typing.typed.second == self.sitting.second]
        news = Typed(code=code, what=self.what, content=content, second=self.sitting.second)
        if not own:
            yield self._record(news, Says.RECORDED)
        elif all(unconfirmed(typing.typed.content) == unconfirmed(content) for typing in standing):
            yield Reply(says=Says.SAME, tone=Tone.SAID, code=code, content=content)
        elif all(only_adds(content, typing.typed.content) for typing in standing):
            yield self._record(replace(news, instead=tuple(typing.place for typing in standing)), Says.RECORDED)
        else:
            self._pending = replace(news, instead=tuple(typing.place for typing in standing))
            yield Reply(says=Says.OTHERWISE, tone=Tone.ALARM, code=code, content=content, former=standing)

    def alarm(self, says: Says, code: ParticipantCode = NO_CODE, text: str = "") -> Reply:
        return Reply(says=says, tone=Tone.ALARM, code=code, text=text)

    def known(self, text: str) -> ParticipantCode | None:
        """The code that a typed text is."""
        if self.places:
            return ParticipantCode(text) if text in self.places else None
        return ParticipantCode(text) if is_like_a_code(text) else None

    def _hear(self, line: str, at: float) -> Iterator[Reply]:
        text = " ".join(line.split())
        if self._pending:
            if text or at - self._last[1] >= SAME_SCAN_S:  # else it is the second line end of the scan
                yield from self._reason(self._pending, text)
            return
        if self.code and text and (taken := self._taken_whole(self.code, text)):
            self._last, self._may_end = (None, at), False
            yield from taken
            return
        for heard in self._scanner.hear(line, at):
            last, last_at = self._last
            if isinstance(heard, Pause):
                yield from self._pause(at - last_at)
                continue
            again = heard == last and at - last_at < SAME_SCAN_S and not isinstance(heard, Said)
            self._last, self._may_end = (heard, at), False
            if again:
                yield Reply(says=Says.REPEATED, tone=Tone.SAID)
            else:
                yield from self._answer(heard)

    def _taken_whole(self, code: ParticipantCode, text: str) -> Iterator[Reply] | None:
        """A line that has a meaning before numbers are looked for in it: digits of marks are no number."""
        return None

    def _answer(self, heard: Heard) -> Iterator[Reply]:
        match heard:
            case Said(word=Word.END):
                self.over = True
            case Said(word=Word.UNDO):
                yield self._undo()
            case Said(word=Word.WHAT_LACKS):
                self._refresh()
                yield Reply(says=Says.LACKS, tone=Tone.SAID, lacking=self.lacking())
            case CodeNumber():
                yield from self._code_number(heard)
            case Identifier():
                yield from self.take_number(heard)
            case Text(text=text):
                yield from self._text(text)
            case _:
                yield self.alarm(Says.UNREADABLE)

    def _text(self, text: str) -> Iterator[Reply]:
        first, _, rest = text.partition(" ")
        word, rest = first.casefold(), rest.strip()
        if word in (*_CONFIRM, *_WITHDRAW):
            yield from self._settle(word in _CONFIRM, rest)
        elif word in _FORCE and is_like_a_code(rest):
            self._scanner.forget()
            yield from self._take_code(ParticipantCode(rest))
        elif (self.places or not self.code) and (code := self.known(first)):
            self._scanner.forget()
            yield from self._take_code(code)
            if rest and self.code:
                yield from self._taken_whole(code, rest) or self.take(code, rest)
        elif self.code:
            self._scanner.forget()
            yield from self.take(self.code, text)
        elif (taken := self.take_first(text)) is not None:
            self._scanner.forget()
            yield from taken
        else:
            yield self.alarm(Says.NO_SUCH_CODE if is_like_a_code(text) else Says.UNREADABLE, text=text)

    def _code_number(self, number: CodeNumber) -> Iterator[Reply]:
        found = next((code for code in self.places if code.zfill(CODE_LENGTH) == number.digits), None)
        if found is None and not self.places:
            try:
                found = number.code(self.sitting.code_length)
            except NotOurNumber:
                found = None
        if found is None or number.site != self._ledger.site:
            yield self.alarm(Says.NO_SUCH_CODE, text=number.digits.lstrip("0"))
        else:
            yield from self._take_code(found)

    def _take_code(self, code: ParticipantCode) -> Iterator[Reply]:
        place = self.places.get(code)
        if self.sitting.room and place and place.room != self.sitting.room:
            yield self.alarm(Says.NOT_YOUR_ROOM, code)
            return
        if self.code and self.code != code:
            yield self.alarm(Says.CODE_LEFT, self.code)
        self._refresh()  # other stations may have been at it
        self.code = code
        yield from self.code_taken(code)

    def code_taken(self, code: ParticipantCode) -> Iterator[Reply]:
        """A code is in hand now."""
        yield Reply(says=Says.CODE, tone=Tone.SAID, code=code, former=self.standing(code))

    def _reason(self, news: Typed, text: str) -> Iterator[Reply]:
        if text and (len(text) < _LEAST_REASON or not any(map(str.isalpha, text))):
            yield self.alarm(Says.REASON_SHORT, news.code)
            return
        self._pending = None
        if not text or text.casefold() in Word.UNDO.value:
            yield Reply(says=Says.KEPT, tone=Tone.SAID, code=news.code)
        else:
            yield self._record(replace(news, reason=text), Says.RECORDED)

    def _settle(self, confirm: bool, rest: str) -> Iterator[Reply]:
        """«верно КОД причина»: the row is so, whatever speaks against it; «снять КОД причина»: nothing is said."""
        word, _, reason = rest.partition(" ")
        code = ParticipantCode(word)
        self._refresh()
        standing = self.standing(code)
        if not standing:
            yield self.alarm(Says.NOTHING_STANDS, text=word)
            return
        if len(reason.strip()) < _LEAST_REASON:
            yield self.alarm(Says.REASON_SHORT, code)
            return
        content = standing[-1].typed.content
        if confirm:
            if len(standing) > 1 or not isinstance(content, PaperRow):
                yield self.alarm(Says.UNREADABLE, code)
                return
            content = replace(content, confirmed=True)
        news = Typed(
            code=code,
            what=self.what,
            content=content if confirm else None,
            second=self.sitting.second,
            instead=tuple(typing.place for typing in standing),
            reason=reason.strip(),
        )
        self.code = None
        yield self._record(news, Says.CONFIRMED if confirm else Says.WITHDRAWN)

    def _record(self, news: Typed, says: Says) -> Reply:
        self._count += 1
        key = f"protocol:{self.sitting.session}:{self._count}"
        self._write((replace(news, key=key),))
        self._recorded.append(key)
        blind = self.sitting.second
        found = () if blind else self.sources.agreement.contradictions
        against = tuple(contradiction for contradiction in found if news.code in contradiction.codes)
        homeless = not blind and isinstance(news.content, PaperMarks) and news.code in self.sources.agreement.absent
        return Reply(
            says=says,
            tone=Tone.ALARM if against or homeless else Tone.ACCEPTED,
            code=news.code,
            content=news.content,
            contradictions=against,
            homeless=homeless,
            lacking=self.lacking(),
        )

    def _undo(self) -> Reply:
        if dropped := self.put_down():
            return dropped
        if not self._recorded:
            return self.alarm(Says.NOTHING_TO_UNDO)
        wrong = next(typing for typing in self.sources.typings if typing.typed.key == self._recorded[-1])
        undo = Typed(
            code=wrong.typed.code,
            what=self.what,
            second=self.sitting.second,
            undoes=wrong.place,
            key=f"undo:{wrong.place}",
        )
        self._write((undo,))
        self._recorded.pop()
        code = wrong.typed.code
        return Reply(
            says=Says.UNDONE, tone=Tone.ACCEPTED, code=code, former=self.standing(code), lacking=self.lacking()
        )

    def _write(self, typed: Sequence[Typed]) -> None:
        try:
            self._ledger.record_typed(self.paper.work, typed, who=self.sitting.who)
        except (LedgerBusyError, LedgerServerError):  # perhaps only the answer was lost: the key tells
            self._ledger.record_typed(self.paper.work, typed, who=self.sitting.who)
        self._refresh()

    def _pause(self, since_last: float) -> Iterator[Reply]:
        """An empty line right after a scan is its second line end; later two of them end the session."""
        if self._last[0] is not None and since_last < SAME_SCAN_S:
            return
        if self._may_end:
            self.over = True
            return
        self._may_end = True
        yield Reply(says=Says.END_ASKED, tone=Tone.SAID, lacking=self.lacking())

    def _refresh(self) -> None:
        self.sources = held_together(self.paper, self._ledger.typings(self.paper.work))
        self._standing = {}
        for typing in self.sources.typings:
            seen = typing.typed.second or not self.sitting.second
            if typing.stands and typing.typed.what is self.what and seen:
                self._standing.setdefault(typing.typed.code, []).append(typing)

    def _of_room(self, places: Sequence[PlannedPlace]) -> tuple[PlannedPlace, ...]:
        return tuple(place for place in places if not self.sitting.room or place.room == self.sitting.room)


def is_like_a_code(text: str) -> bool:
    """Whether a typed text may be a code that nobody has placed."""
    return bool(_CODE.fullmatch(text))
