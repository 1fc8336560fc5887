"""The year's register: which participant has which code. Pure.

One pupil keeps one code for all works of the year, and a code that was issued is never given to another. Whoever might
be two people, or one, is asked about and never decided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vpr_print.model.seating import FullName
from vpr_print.model.work import CellRef, ParticipantCode


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A code that was issued; it stays when its owner leaves the school."""

    code: ParticipantCode
    name: FullName | None
    """None while only the paper protocol knows whose it is."""
    class_name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """Somebody in a list of the school."""

    name: FullName
    class_name: str
    code: ParticipantCode | None = None
    """Where the list ties one to the person."""
    cell: CellRef


class Doubt(StrEnum):
    """Why somebody has to be asked about."""

    OTHER_CLASS = "other_class"
    """The register has the name in another class: moved, or a namesake?"""
    NAMESAKES = "namesakes"
    """The list has the name twice in one class."""
    SEVERAL = "several"
    """The register has the name twice in the class."""


class Answer(StrEnum):
    """What a person said to a question."""

    NEW = "new"
    """Somebody else: a new code."""
    SAME = "same"
    """The one with the code that is named beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A question that was answered."""

    person: ListedPerson
    answer: Answer
    code: ParticipantCode | None = None
    """Whose the code is, with ``SAME``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Somebody whose code cannot be told without asking."""

    person: ListedPerson
    doubt: Doubt
    codes: tuple[ParticipantCode, ...]
    """Codes of those whom the register knows by the name."""


class ConflictKind(StrEnum):
    """Why list and register cannot both be right."""

    CODE_OF_ANOTHER = "code_of_another"
    """The list gives somebody a code that the register has given to somebody else."""
    OTHER_CODE = "other_code"
    """The register has given this person another code."""
    CODE_TWICE = "code_twice"
    """The list gives one code to two people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """List and register contradict each other."""

    kind: ConflictKind
    person: ListedPerson
    code: ParticipantCode
    other: ParticipantCode | None = None
    """The register's code of this person."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who has which code after a list was held against the register."""

    register: tuple[RegisterRow, ...]
    """The old rows in their order, some with a name or class that was learnt, then the new ones."""
    codes: tuple[tuple[ListedPerson, ParticipantCode], ...]
    """Those of the lists who have a code now, in the order of the lists."""
    new: int
    respelled: tuple[tuple[ListedPerson, ParticipantCode], ...]
    """Same person, other spelling (ё and е, spaces, capitals)."""
    questions: tuple[Question, ...]
    conflicts: tuple[Conflict, ...]
    short: int
    """People for whom there was no free code left."""


def assign(
    register: Sequence[RegisterRow],
    people: Sequence[ListedPerson],
    free: Iterable[ParticipantCode],
    decisions: Sequence[Decision] = (),
) -> Assignment:
    """Codes for everybody in the lists: the one they have, or the next of ``free`` that was never issued."""
    return _Assigning(register, people, free, decisions).result()


class _Assigning:
    def __init__(
        self,
        register: Sequence[RegisterRow],
        people: Sequence[ListedPerson],
        free: Iterable[ParticipantCode],
        decisions: Sequence[Decision],
    ) -> None:
        self._rows = {row.code: row for row in register}
        self._known = len(self._rows)
        self._by_name: dict[str, list[ParticipantCode]] = defaultdict(list)
        for row in register:
            if row.name:
                self._by_name[row.name.folded].append(row.code)
        self._people = tuple(dict.fromkeys(people))
        self._said = {decision.person: decision for decision in decisions}
        reserved = {person.code for person in people if person.code}
        self._free = iter([code for code in dict.fromkeys(free) if code not in self._rows and code not in reserved])
        self._namesakes = {key for key, count in Counter(map(_who_where, self._people)).items() if count > 1}
        """Two rows of one list are two people; the same name in two lists may be one."""
        self._twice = _twice(self._people)
        self._before = frozenset(self._rows)
        """Codes that were issued before the list at hand."""
        self._questions: list[Question] = []
        self._conflicts: list[Conflict] = []
        self._codes: list[tuple[ListedPerson, ParticipantCode]] = []
        self._respelled: list[tuple[ListedPerson, ParticipantCode]] = []
        self._short = 0

    def result(self) -> Assignment:
        file = ""
        for person in self._people:
            if person.cell.file != file:
                file, self._before = person.cell.file, frozenset(self._rows)
            if person.code in self._twice and person.code:
                self._conflicts.append(Conflict(kind=ConflictKind.CODE_TWICE, person=person, code=person.code))
            elif person in self._said:
                self._decided(self._said[person])
            else:
                self._judge(person)
        rows = tuple(self._rows.values())
        return Assignment(
            register=rows,
            codes=tuple(self._codes),
            new=len(rows) - self._known,
            respelled=tuple(self._respelled),
            questions=tuple(self._questions),
            conflicts=tuple(self._conflicts),
            short=self._short,
        )

    def _judge(self, person: ListedPerson) -> None:
        named = [code for code in self._by_name.get(person.name.folded, ()) if code in self._before]
        here = [code for code in named if class_key(self._rows[code].class_name) == class_key(person.class_name)]
        if person.code in named and person.code:
            self._keep(person, person.code)  # the list says itself which of them it is
        elif _who_where(person) in self._namesakes and not person.code:
            self._questions.append(Question(person=person, doubt=Doubt.NAMESAKES, codes=tuple(named)))
        elif len(here) > 1:
            self._questions.append(Question(person=person, doubt=Doubt.SEVERAL, codes=tuple(here)))
        elif here and person.code:
            conflict = Conflict(kind=ConflictKind.OTHER_CODE, person=person, code=person.code, other=here[0])
            self._conflicts.append(conflict)
        elif here:
            self._keep(person, here[0])
        elif named and not person.code:
            self._questions.append(Question(person=person, doubt=Doubt.OTHER_CLASS, codes=tuple(named)))
        else:
            self._issue(person)

    def _decided(self, decision: Decision) -> None:
        if decision.answer is Answer.SAME and decision.code in self._rows and decision.code:
            self._keep(decision.person, decision.code)
        else:
            self._issue(decision.person)

    def _keep(self, person: ListedPerson, code: ParticipantCode) -> None:
        row = self._rows[code]
        if row.name and row.name.text.split() != person.name.text.split():
            self._respelled.append((person, code))
        self._rows[code] = replace(row, name=row.name or person.name, class_name=person.class_name or row.class_name)
        self._codes.append((person, code))

    def _issue(self, person: ListedPerson) -> None:
        code = person.code or next(self._free, None)
        if code is None:
            self._short += 1
            return
        row = self._rows.get(code)
        if row and row.name and row.name.folded != person.name.folded:
            self._conflicts.append(Conflict(kind=ConflictKind.CODE_OF_ANOTHER, person=person, code=code))
            return
        if row:
            self._keep(person, code)
            return
        self._rows[code] = RegisterRow(code=code, name=person.name, class_name=person.class_name)
        self._by_name[person.name.folded].append(code)
        self._codes.append((person, code))


def _who_where(person: ListedPerson) -> tuple[str, str, str]:
    return person.cell.file, person.name.folded, class_key(person.class_name)


def _twice(people: Sequence[ListedPerson]) -> frozenset[ParticipantCode]:
    """Codes that lists give to more than one name, or one list to two rows."""
    owners: dict[ParticipantCode, Counter[str]] = defaultdict(Counter)
    files: Counter[tuple[ParticipantCode, str]] = Counter()
    for person in people:
        if person.code:
            owners[person.code][person.name.folded] += 1
            files[person.code, person.cell.file] += 1
    several = {code for code, names in owners.items() if len(names) > 1}
    return frozenset(several | {code for (code, _), count in files.items() if count > 1})


def class_key(class_name: str) -> str:
    """One spelling of a class: «5 «А»», «5-а» and «5А» are one."""
    return "".join(sign for sign in class_name.casefold() if sign.isalnum())
