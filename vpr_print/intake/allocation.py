"""The room allocation of one work: who writes in which room, on which seat, with which code.

All flaws of the list are found before any is raised. Lines of other works are counted, not checked: a flaw of
grade 6 does not stop the packets of grade 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from natsort import natsorted

from vpr_print.errors import Notice, VprPrintError, raise_flaws
from vpr_print.intake import list_notices
from vpr_print.intake.allocation_checks import check_entries, seat_rooms
from vpr_print.intake.allocation_errors import ClassColumnsError, GroupRowError, NothingForWorkError, SeveralWorksError
from vpr_print.intake.allocation_lines import Line, Listed, read_lines
from vpr_print.intake.aside import LONG, read_aside
from vpr_print.intake.entries import Entry, EntryReader, Placement
from vpr_print.intake.list_errors import ColumnsNotFoundError, ColumnTwiceError, ListRole
from vpr_print.intake.list_headings import Column, ListKind, best_headings
from vpr_print.intake.list_values import parse_class, parse_mark, room_key
from vpr_print.intake.packed_rooms import pack_rooms, unpack_rooms
from vpr_print.intake.tables import StoredTables, Table, read_stored, tables_of
from vpr_print.intake.work_filter import SubjectMatch, WorkFilter, match_subjects, resembles
from vpr_print.model.seating import AllocatedRoom, RoomAllocation
from vpr_print.model.work import CellRef

NEEDED = "столбцы «ФИО» (или «Фамилия», «Имя», «Отчество») и «Кабинет»; либо «Кабинет» и «Количество участников»"

_ENLARGED = re.compile(r"\b[аa]\s?-?3\b|увелич|крупн\w*\s+шрифт|слабовид", re.IGNORECASE)
NEEDED_ROOM = "столбец «Кабинет» или строки «Кабинет 101» над участниками"


class SkipReason(StrEnum):
    """Why a row is not in the allocation of this work."""

    OTHER_SUBJECT = "other_subject"
    OTHER_GRADE = "other_grade"
    OTHER_CLASS = "other_class"
    OTHER_DATE = "other_date"
    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"
    """Free text."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows that are not taken, counted (people, where a row stands for several)."""

    reason: SkipReason
    count: int
    what: tuple[str, ...]
    """The other subjects, classes or dates; empty for totals and notes."""


@dataclass(frozen=True, slots=True)
class AllocationResult:
    """The allocation with everything a person should know about its reading."""

    allocation: RoomAllocation
    notices: tuple[Notice, ...]
    skipped: tuple[Skipped, ...]


def read_allocation(path: Path, *, work: WorkFilter, code_length: int | None = None) -> AllocationResult:
    """The people and rooms of one work, with notices about what was assumed.

    ``code_length`` None means the length that most codes of the list have. Raises a ``ListError`` when the file is
    no table, else all flaws at once (exit 11).
    """
    stored = read_stored(path, role=ListRole.ALLOCATION)
    if len(stored.data) < LONG:
        return _result(stored, work, code_length)
    bare, rooms = read_aside(_packed_result, stored, work, code_length)
    return replace(bare, allocation=replace(bare.allocation, rooms=unpack_rooms(rooms)))


def _packed_result(
    stored: StoredTables, work: WorkFilter, code_length: int | None
) -> tuple[AllocationResult, bytes]:
    """The result without its rooms, and these packed."""
    result = _result(stored, work, code_length)
    return replace(result, allocation=replace(result.allocation, rooms=())), pack_rooms(result.allocation.rooms)


def _result(stored: StoredTables, work: WorkFilter, code_length: int | None) -> AllocationResult:
    file, tables = stored.file, tables_of(stored)
    listed = read_lines(tables)
    if not listed.sheets:
        raise no_columns(file, tables, NEEDED)
    raise_flaws(_doubled_columns(listed))
    sorting = _Sorting(file, work)
    taken = sorting.take(listed)
    sorting.check()
    reader = EntryReader(code_length)
    entries = [entry for placed in taken for entry in reader.read(placed)]
    _check_rooms(file, listed, entries)
    entries, seat_notices, seat_flaws = seat_rooms(entries)
    flaws = [*sorting.flaws(), *reader.flaws(), *seat_flaws]
    if columns := _other_grades_beside(listed, work.grade):
        flaws.append(ClassColumnsError(columns))
    if doubtful := tuple(cell for sheet in listed.sheets for cell in sheet.doubtful):
        flaws.append(GroupRowError(doubtful))
    notices, found = check_entries(entries)
    raise_flaws([*flaws, *found])
    ignored = _unknown_columns(listed)
    return AllocationResult(
        RoomAllocation(rooms=_rooms(entries), subject=sorting.subject, grade=sorting.grade, date=sorting.date),
        (
            *_sheet_notices(file, listed, ignored),
            *([list_notices.rows_hidden(hidden)] if (hidden := _hidden(taken)) else ()),
            *([list_notices.enlarged_in_remarks(remarks)] if (remarks := _enlarged_in_remarks(taken)) else ()),
            *sorting.notices(),
            *reader.notices(),
            *seat_notices,
            *notices,
        ),
        sorting.skipped(listed),
    )


@dataclass(slots=True)
class _Sorting:
    """Sorts lines into those of the work and the others."""

    file: str
    work: WorkFilter
    others: dict[SkipReason, list[tuple[Line, str]]] = field(default_factory=dict)
    facts: EntryReader = field(default_factory=lambda: EntryReader(None))
    taken: list[Placement] = field(default_factory=list)
    abbreviated: dict[str, list[CellRef]] = field(default_factory=dict)

    def take(self, listed: Listed) -> list[Placement]:
        """The lines of the work, in the order of the list."""
        classes = self.work.class_keys
        for sheet in listed.sheets:
            for line in sheet.lines:
                placed = self.facts.place(line)
                other = self._other(placed, classes)
                if other is None:
                    self.taken.append(placed)
                else:
                    self.others.setdefault(other[0], []).append((line, other[1]))
        return self.taken

    def _other(self, placed: Placement, classes: frozenset[str]) -> tuple[SkipReason, str] | None:
        work = self.work
        if work.date and placed.date and placed.date != work.date:
            return SkipReason.OTHER_DATE, f"{placed.date:%d.%m.%Y}"
        if work.subject and placed.subject and not self._is_subject(placed):
            return SkipReason.OTHER_SUBJECT, placed.subject
        if work.grade and placed.grade and placed.grade != work.grade:
            return SkipReason.OTHER_GRADE, placed.class_name or str(placed.grade)
        if classes and placed.class_name not in classes and (placed.class_name or not placed.class_is_flawed):
            return SkipReason.OTHER_CLASS, placed.class_name or "класс не указан"
        return None

    def _is_subject(self, placed: Placement) -> bool:
        match = match_subjects(placed.subject, self.work.subject or "")
        if match is SubjectMatch.ABBREVIATED:
            self.abbreviated.setdefault(placed.subject, []).append(placed.line.ref(Column.SUBJECT))
        return match is not SubjectMatch.OTHER

    def check(self) -> None:
        """Raise ``NothingForWorkError``, ``SeveralWorksError``."""
        if not self.taken:
            present = {
                SkipReason.OTHER_SUBJECT: "другие предметы",
                SkipReason.OTHER_GRADE: "другие классы",
                SkipReason.OTHER_CLASS: "другие классы",
                SkipReason.OTHER_DATE: "другие даты",
            }
            raise_flaws(self.flaws())
            raise NothingForWorkError(
                self.file,
                str(self.work),
                tuple(
                    f"есть {present[why]}: {', '.join(natsorted({what for _, what in rows})[:20])}"
                    for why, rows in self.others.items()
                ),
            )
        days = {placed.date for placed in self.taken if placed.date}
        for fact, option, values in (
            ("предметы", "--subject «Предмет»", _different_subjects(self.taken)),
            ("параллели", "--grade N", sorted({str(placed.grade) for placed in self.taken if placed.grade}, key=int)),
            ("даты", "--date ДД.ММ.ГГГГ", [f"{day:%d.%m.%Y}" for day in sorted(days)]),
        ):
            if len(values) > 1:
                raise SeveralWorksError(self.file, fact, option, tuple(values))

    @property
    def subject(self) -> str | None:
        """The subject that all taken lines have."""
        subjects = {placed.subject for placed in self.taken}
        return min(subjects, key=lambda name: (-len(name), name)) or None if "" not in subjects else None

    @property
    def grade(self) -> int | None:
        grades = {placed.grade for placed in self.taken}
        return grades.pop() if len(grades) == 1 else None

    @property
    def date(self) -> date | None:
        dates = {placed.date for placed in self.taken}
        return dates.pop() if len(dates) == 1 else None

    def flaws(self) -> list[VprPrintError]:
        """Flaws of classes, subjects and dates: without them no line can be sorted."""
        return self.facts.flaws()

    def notices(self) -> Iterator[Notice]:
        wanted = self.work.subject or ""
        if self.abbreviated:
            cells = [cell for cells in self.abbreviated.values() for cell in cells]
            yield list_notices.subject_abbreviated(wanted, self.abbreviated, cells)
        left = [(line, what) for line, what in self.others.get(SkipReason.OTHER_SUBJECT, ()) if resembles(what, wanted)]
        if left:
            names = dict.fromkeys(what for _, what in left)
            yield list_notices.subject_resembles(wanted, names, [line.ref(Column.SUBJECT) for line, _ in left])

    def skipped(self, listed: Listed) -> tuple[Skipped, ...]:
        """All rows that are not taken, by reason."""
        found = [
            Skipped(
                why,
                sum(line.people or 0 for line, _ in rows),
                tuple(natsorted({what for _, what in rows})),
            )
            for why, rows in self.others.items()
        ]
        for why, cells in (
            (SkipReason.TOTAL, [cell for sheet in listed.sheets for cell in sheet.totals]),
            (SkipReason.SIGNATURE, [cell for sheet in listed.sheets for cell in sheet.signatures]),
            (SkipReason.NOTE, [cell for sheet in listed.sheets for cell in sheet.notes]),
        ):
            if cells:
                found.append(Skipped(why, len(cells), ()))
        return tuple(sorted(found, key=lambda item: list(SkipReason).index(item.reason)))


def _other_grades_beside(listed: Listed, grade: int | None) -> tuple[CellRef, ...]:
    """Headings «6А» of a list with counts: its «Всего» counts people of other works, too."""
    found = [
        (parsed.grade, sheet.table.ref(header.first, index))
        for sheet in listed.sheets
        for header in sheet.headers
        if header.kind is ListKind.COUNTS and not header.has(Column.CLASS, Column.GRADE)
        for index, text in header.unknown
        if (parsed := parse_class(text))
    ]
    return tuple(cell for _, cell in found) if {number for number, _ in found} - {grade} else ()


def _enlarged_in_remarks(taken: Iterable[Placement]) -> list[CellRef]:
    """Cells of columns that are not used, which speak of A3 while the line has no mark for it."""
    return [
        line.table.ref(line.row, index)
        for line in (placed.line for placed in taken)
        if line.header and not parse_mark(line.cell(Column.ENLARGED).text)
        for index, _ in line.header.unknown
        if _ENLARGED.search(line.row.cell(index).text)
    ]


def _hidden(taken: Iterable[Placement]) -> list[CellRef]:
    """Lines of the work that nobody sees in the table."""
    return [line.ref() for line in (placed.line for placed in taken) if line.row.number in line.table.hidden_rows]


def _different_subjects(taken: Iterable[Placement]) -> list[str]:
    """Subjects that are not spellings of one another."""
    different: list[str] = []
    for name in sorted({placed.subject for placed in taken if placed.subject}, key=lambda name: (-len(name), name)):
        if all(match_subjects(name, known) is SubjectMatch.OTHER for known in different):
            different.append(name)
    return different


def _rooms(entries: Sequence[Entry]) -> tuple[AllocatedRoom, ...]:
    rooms: dict[str, list[Entry]] = {}
    for entry in entries:
        rooms.setdefault(room_key(entry.room), []).append(entry)
    named = natsorted((people[0].room for people in rooms.values()), key=str.casefold)
    return tuple(AllocatedRoom(name, tuple(entry.participant for entry in rooms[room_key(name)])) for name in named)


def no_columns(file: str, tables: Sequence[Table], needed: str) -> ColumnsNotFoundError:
    """The error of a file in which no table has the columns that are ``needed``."""
    found = []
    for table in tables:
        if columns := best_headings(table):
            where = f"лист «{table.sheet}»: " if table.sheet else ""
            found.append(f"{where}есть столбцы {', '.join(f'«{column}»' for column in columns)}")
    return ColumnsNotFoundError(ListRole.ALLOCATION, file, needed, tuple(found))


def _check_rooms(file: str, listed: Listed, entries: Sequence[Entry]) -> None:
    """Raise ``ColumnsNotFoundError`` when no line at all has a room."""
    headers = [header for sheet in listed.sheets for header in sheet.headers]
    if any(header.has(Column.ROOM) for header in headers) or any(entry.room for entry in entries):
        return
    found = ", ".join(dict.fromkeys(f"«{column}»" for header in headers for column in header.columns))
    raise ColumnsNotFoundError(ListRole.ALLOCATION, file, NEEDED_ROOM, (f"есть столбцы {found}",))


def _doubled_columns(listed: Listed) -> list[VprPrintError]:
    return [
        ColumnTwiceError(
            ListRole.ALLOCATION, column.value, (sheet.table.ref(header.last, one), sheet.table.ref(header.last, other))
        )
        for sheet in listed.sheets
        for header in sheet.headers[:1]
        for column, one, other in header.twice
    ]


def _unknown_columns(listed: Listed) -> list[tuple[str, CellRef]]:
    return list(
        {
            (sheet.table.sheet, name): (name, sheet.table.ref(header.first, index))
            for sheet in listed.sheets
            for header in sheet.headers
            for index, name in header.unknown
        }.values()
    )


def _sheet_notices(file: str, listed: Listed, ignored: Sequence[tuple[str, CellRef]]) -> Iterable[Notice]:
    if ignored:
        yield list_notices.columns_ignored(ignored)
    if listed.ignored:
        yield list_notices.sheets_ignored(file, [(name, why.value) for name, why in listed.ignored])
    for sheet in listed.sheets:
        for total in sheet.wrong_totals:
            yield list_notices.total_differs(total.cell, total.stated, total.counted)
    notes = [cell for sheet in listed.sheets for cell in sheet.notes]
    if notes:
        yield list_notices.rows_not_taken(notes)
