"""Rows of the paper protocol typed in: a code, then its set, or that the participant did not come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vpr_print.forms.agreement import KnownSet, SetFate
from vpr_print.model.identifier import Identifier, NotOurNumber, NumberKind, parse_number
from vpr_print.model.work import ParticipantCode
from vpr_print.track.events import EventKind
from vpr_print.track.protocol_typed import PaperRow
from vpr_print.track.scanner import may_be_ours
from vpr_print.workflow.protocol_desk import ProtocolDesk, is_like_a_code
from vpr_print.workflow.protocol_replies import Lacking, Reply, Says
from vpr_print.workflow.station_replies import Tone

ABSENT = frozenset(("н", "y", "нет", "ytn", "не явился", "не пришел", "не пришёл"))
"""What is typed for a participant who did not come, with either layout of the keys."""
OWN_SET = frozenset(("+", "="))
"""The set that lay beside the code."""
_ORDINAL = re.compile(r"[0-9]{1,3}", re.ASCII)
_VARIANT = re.compile(r"(?:вариант|вар|в|d)\.?(?P<variant>[0-9]{1,3})", re.IGNORECASE)
_FORM = re.compile(r"(?:бланк|б|,kfyr|,)\.?(?P<form>\S{2,40})", re.IGNORECASE)


class RowDesk(ProtocolDesk):
    """Who came, and with which set or answer form."""

    what = EventKind.PROTOCOL_ROW
    _absent_next = False
    """«н» was said: the next line should be the code."""

    def put_down(self) -> Reply | None:
        if not self._absent_next:
            return super().put_down()
        self._absent_next = False
        return Reply(says=Says.DROPPED, tone=Tone.SAID)

    def take_first(self, text: str) -> Iterator[Reply] | None:
        word, _, rest = text.partition(" ")
        if word.casefold() not in ABSENT and text.casefold() not in ABSENT:
            return None
        return self._absent(rest if word.casefold() in ABSENT else "")

    def code_taken(self, code: ParticipantCode) -> Iterator[Reply]:
        if self._absent_next:
            self._absent_next = False
            yield from self.say(code, PaperRow())
        else:
            yield from super().code_taken(code)

    def take(self, code: ParticipantCode, text: str) -> Iterator[Reply]:
        if text.casefold() in ABSENT:
            yield from self.say(code, PaperRow())
            return
        row = PaperRow()
        for word in text.split():
            if row.set_number and (word in OWN_SET or _ORDINAL.fullmatch(word)):
                yield self.alarm(Says.UNREADABLE, code, text)
                return
            if word in OWN_SET:
                row = replace(row, set_number=self._set_at(self._room_of(code), self._ordinal_of(code)))
            elif found := _VARIANT.fullmatch(word):
                row = replace(row, variant=int(found["variant"]))
                continue
            elif _ORDINAL.fullmatch(word) and not self.sitting.forms:
                row = replace(row, set_number=self._set_at(self._room_of(code), int(word)))
            elif (found := _FORM.fullmatch(word)) or (self.sitting.forms and _ORDINAL.fullmatch(word)):
                form = self._form(code, found["form"] if found else word)
                if form is None:
                    yield self.alarm(Says.NO_SUCH_FORM, code, word)
                    return
                row = replace(row, form_number=form)
                continue
            elif number := _set_number(word):
                yield from self.take_number(number)
                return
            elif self.sitting.forms and not may_be_ours(word, self._ledger.site):
                row = replace(row, form_number=word)
                continue
            else:
                yield self.alarm(Says.NO_SUCH_CODE if is_like_a_code(word) else Says.UNREADABLE, text=word)
                return
            if not row.set_number:
                yield self.alarm(Says.NO_SUCH_SET, code, word)
                return
        yield from self.say(code, row)

    def take_number(self, number: Identifier) -> Iterator[Reply]:
        code, whole = self.code, str(number.whole)
        self._absent_next = False
        if number.kind is NumberKind.OTHER and self.paper.forms:
            if code is None:
                yield self.alarm(Says.CODE_FIRST)
            elif whole not in {form.number for form in self.paper.forms}:
                yield self.alarm(Says.NO_SUCH_FORM, code, whole)
            else:
                yield from self.say(code, PaperRow(form_number=whole))
        elif number.kind is not NumberKind.SET:
            yield self.alarm(Says.NOT_A_SET)
        elif code is None:
            yield self.alarm(Says.CODE_FIRST)
        elif (item := self._sets().get(whole)) is None:
            yield self.alarm(Says.NO_SUCH_SET, code, whole)
        elif item.fate is SetFate.VOID or ((now := self._set_at(item.room, item.ordinal)) != whole != "" and (
            item.fate is SetFate.SPOILED and now
        )):
            yield self.alarm(Says.REPLACED_SET, code, self._set_at(item.room, item.ordinal))
        else:
            yield from self.say(code, PaperRow(set_number=whole))

    def lacking(self) -> Lacking:
        places = [place for place in self._of_room(self.paper.planned) if not place.spare]
        missing = tuple(place for place in places if not self.typed(place.code))
        return Lacking(len(places) - len(missing), len(places), missing)

    def _absent(self, rest: str) -> Iterator[Reply]:
        """«н», then the code; or both in one line."""
        self._absent_next = True
        if rest:
            yield from self._text(rest)
            self._absent_next = False
        else:
            yield Reply(says=Says.ABSENT_NEXT, tone=Tone.SAID)

    def _sets(self) -> dict[str, KnownSet]:
        return {item.number: item for item in self.paper.sets}

    def _set_at(self, room: str, ordinal: int) -> str:
        """Number of the living set of a place; empty for none."""
        living = [
            item.number
            for item in self.paper.sets
            if (item.room, item.ordinal) == (room, ordinal) and item.fate is not SetFate.VOID
        ]
        return living[-1] if living else ""

    def _form(self, code: ParticipantCode, text: str) -> str | None:
        """The number that was typed; of a form that was printed its ordinal in the room will do. None for no such."""
        if not self.paper.forms or not _ORDINAL.fullmatch(text):
            return text
        place = self._room_of(code), int(text)
        return next((form.number for form in self.paper.forms if (form.room, form.ordinal) == place), None)

    def _room_of(self, code: ParticipantCode) -> str:
        place = self.places.get(code)
        return place.room if place else self.sitting.room

    def _ordinal_of(self, code: ParticipantCode) -> int:
        place = self.places.get(code)
        return place.ordinal if place else 0


def _set_number(word: str) -> Identifier | None:
    try:
        number = parse_number(word)
    except NotOurNumber:
        return None
    return number if isinstance(number, Identifier) else None
