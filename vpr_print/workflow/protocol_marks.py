"""Marks typed in: a code, then a mark for each task of the form, in the order of its columns."""

from __future__ import annotations

from collections.abc import Iterator

from vpr_print.forms.electronic_protocol import NotAMark, parse_mark
from vpr_print.forms.form_sheet import TaskLimit
from vpr_print.model.identifier import DIGITS, Identifier
from vpr_print.model.work import ParticipantCode
from vpr_print.track.events import EventKind
from vpr_print.track.protocol_typed import Content, PaperMarks, completed
from vpr_print.workflow.protocol_desk import ProtocolDesk
from vpr_print.workflow.protocol_replies import Lacking, Reply, Says
from vpr_print.workflow.station_replies import Tone


class MarksDesk(ProtocolDesk):
    """Marks of everybody who came."""

    what = EventKind.PROTOCOL_MARKS

    @property
    def tasks(self) -> tuple[TaskLimit, ...]:
        return self.sitting.tasks

    def code_taken(self, code: ParticipantCode) -> Iterator[Reply]:
        yield Reply(says=Says.CODE, tone=Tone.SAID, code=code, former=self.standing(code), tasks=self.tasks)

    def take(self, code: ParticipantCode, text: str) -> Iterator[Reply]:
        words = self._words(text)
        if len(words) != len(self.tasks):
            yield Reply(
                says=Says.MARKS_COUNT, tone=Tone.ALARM, code=code, tasks=self.tasks, number=len(words), text=text
            )
            return
        marks = []
        for task, word in zip(self.tasks, words, strict=True):
            try:
                mark = parse_mark(word)
            except NotAMark:
                yield Reply(says=Says.MARK_WRONG, tone=Tone.ALARM, code=code, task=task, text=word)
                return
            if mark.isdigit() and int(mark) > task.most:
                yield Reply(says=Says.MARK_ABOVE, tone=Tone.ALARM, code=code, task=task, text=word)
                return
            marks.append((str(task.name), mark))
        content: Content = PaperMarks(marks=tuple(marks))
        for former in self.standing(code):  # class, sex and last mark, which a table has said, stay
            content = completed(content, former.typed.content)
        yield from self.say(code, content)

    def take_number(self, number: Identifier) -> Iterator[Reply]:
        yield self.alarm(Says.CODE_FIRST)

    def lacking(self) -> Lacking:
        """Of those who came; of everybody while nothing is known of anybody."""
        come = {row.code for row in self.sources.agreement.rows}
        own = self._of_room(self.paper.planned)
        places = [place for place in own if place.code in come or not (come or place.spare)]
        missing = tuple(place for place in places if not self.typed(place.code))
        return Lacking(len(places) - len(missing), len(places), missing)

    def _taken_whole(self, code: ParticipantCode, text: str) -> Iterator[Reply] | None:
        """Marks are looked for first: a row of digits and dashes may look like a number or a word."""
        if text in self.places:
            return None
        words = self._words(text)
        fits = len(words) == len(self.tasks) and all(map(_is_mark, words)) and not (len(words) == 1 and len(text) > 3)
        return self.take(code, text) if fits else None

    def _words(self, text: str) -> list[str]:
        """The marks, apart; written together where every task gives less than ten points."""
        words = text.replace(";", " ").replace(",", " ").split()
        together = len(words) == 1 and len(text) == len(self.tasks) != DIGITS
        return list(text) if together and all(task.most < 10 for task in self.tasks) else words


def _is_mark(word: str) -> bool:
    try:
        parse_mark(word)
    except NotAMark:
        return False
    return True
