"""Marks that were typed twice, held against each other: what both say, and where they differ. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from vpr_print.forms.electronic_protocol import TaskName
from vpr_print.model.work import ParticipantCode

CLASS, SEX, PREVIOUS = "Класс", "Пол", "Отметка за прошлый период"
"""What stands beside the tasks in a row of the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksEntry:
    """One person's typing of what the form asks of a participant beside the protocol's row."""

    code: ParticipantCode
    marks: tuple[tuple[TaskName, str], ...] = ()
    class_name: str = ""
    sex: str = ""
    previous: str = ""
    second: bool = False
    """Typed blind by a second person."""
    who: str = ""
    at: str = ""

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Every value by the title that it stands under."""
        beside = ((CLASS, self.class_name), (SEX, self.sex), (PREVIOUS, self.previous))
        return (*((name, value) for name, value in beside if value), *self.marks)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of which two typings say different things."""

    code: ParticipantCode
    title: str
    said: tuple[tuple[str, str], ...]
    """Who typed, and what; an empty value where somebody left the cell out."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What all typings say together."""

    entries: tuple[MarksEntry, ...]
    """One for each code on which all agree."""
    differences: tuple[Difference, ...]
    typed_once: tuple[ParticipantCode, ...]
    """Codes that wait for the second typing; empty where nobody has begun one."""


def compare(typed: Sequence[MarksEntry]) -> Compared:
    """The marks that nothing speaks against, and every difference. A class, sex or last mark may be typed once only."""
    by_code: dict[ParticipantCode, list[MarksEntry]] = defaultdict(list)
    for entry in typed:
        by_code[entry.code].append(entry)
    differences = [difference for code, entries in by_code.items() for difference in _differences(code, entries)]
    disputed = {difference.code for difference in differences}
    twice = any(entry.second for entry in typed)
    return Compared(
        tuple(_together(entries) for code, entries in by_code.items() if code not in disputed),
        tuple(differences),
        tuple(code for code, entries in by_code.items() if len({entry.second for entry in entries}) < 2)
        if twice
        else (),
    )


def _differences(code: ParticipantCode, entries: Sequence[MarksEntry]) -> list[Difference]:
    cells = [dict(entry.cells) for entry in entries]
    found = []
    for title in dict.fromkeys(title for one in cells for title in one):
        optional = title in (CLASS, SEX, PREVIOUS)
        values = [one.get(title, "") for one in cells if title in one or not optional]
        if len(set(values)) > 1:
            said = tuple((entry.who, one.get(title, "")) for entry, one in zip(entries, cells, strict=True))
            found.append(Difference(code, title, said))
    return found


def _together(entries: Sequence[MarksEntry]) -> MarksEntry:
    first = entries[0]
    return MarksEntry(
        code=first.code,
        marks=first.marks,
        class_name=next((entry.class_name for entry in entries if entry.class_name), ""),
        sex=next((entry.sex for entry in entries if entry.sex), ""),
        previous=next((entry.previous for entry in entries if entry.previous), ""),
    )
