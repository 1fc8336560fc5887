"""Tables of a room allocation → its lines, each with what the headings above it say.

Every row ends in exactly one state: title, header, group heading, total, signature, note, empty, or a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from vpr_print.intake.list_headings import NAMES, Column, Header, ListKind, header_at, recognise
from vpr_print.intake.list_values import parse_class, parse_count
from vpr_print.intake.tables import Cell, Row, Table
from vpr_print.intake.title_facts import (
    CountLine,
    Facts,
    is_signature,
    is_total,
    parse_count_line,
    read_facts,
    sheet_name_facts,
)
from vpr_print.model.work import CellRef

T = TypeVar("T")

HEADER_SEARCH_ROWS = 1000

_OFFICIALS = re.compile(r"организатор|учител|педагог|эксперт|дежурн|наблюдател|ответственн", re.IGNORECASE)
_OFFICIALS_TITLE = re.compile(
    rf"\b(?:список|график|распределение|назначение)\s+(?:\w+\s+)?(?:{_OFFICIALS.pattern})", re.IGNORECASE
)
_KEYS = (Column.CLASS, Column.ROOM, Column.SEAT, Column.DESK, Column.CODE)


class Ignored(StrEnum):
    """Why a sheet is not used."""

    NO_HEADER = "в нём нет строки с названиями столбцов"
    OFFICIALS = "в нём организаторы или учителя"
    HIDDEN = "он скрыт"
    NO_ROOMS = "в нём нет кабинетов"


@dataclass(frozen=True, slots=True)
class Line:
    """One row that stands for a participant, or for several without names."""

    table: Table
    row: Row
    header: Header | None
    facts: Facts
    """What headings, titles and the sheet's name say about the row."""
    name: str = ""
    """The name as it stands, in one column or in three."""
    counted: CountLine | None = None
    """The row says a number of people instead of one."""

    def cell(self, column: Column) -> Cell:
        """The row's cell in this column; an empty one where the list has no such column."""
        return self.row.cell(self.header.columns.get(column)) if self.header else Cell()

    def ref(self, *columns: Column) -> CellRef:
        """The address of the row's cell in the first of these columns that the list has."""
        for column in columns:
            if self.header and column in self.header.columns:
                return self.table.ref(self.row, self.header.columns[column])
        return self.table.ref(self.row, next((i for i, cell in enumerate(self.row.cells) if cell.own), 0))

    @property
    def people(self) -> int | None:
        """How many people the row stands for; None when its count cannot be read."""
        if self.counted:
            return self.counted.count
        if self.header and self.header.kind is ListKind.COUNTS:
            return parse_count(self.cell(Column.COUNT).own)
        return 1


@dataclass(frozen=True, slots=True)
class Total:
    """A row «Итого» whose number is not the number of people above it."""

    cell: CellRef
    stated: tuple[int, ...]
    counted: int


@dataclass(slots=True)
class ListedSheet:
    """What one sheet holds."""

    table: Table
    lines: list[Line] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    totals: list[CellRef] = field(default_factory=list)
    wrong_totals: list[Total] = field(default_factory=list)
    signatures: list[CellRef] = field(default_factory=list)
    notes: list[CellRef] = field(default_factory=list)
    """Rows of text that are nothing else: a person should look."""
    doubtful: list[CellRef] = field(default_factory=list)
    """Rows between people, which may be the heading of another room."""
    titles: Facts = field(default_factory=Facts)

    @property
    def has_rooms(self) -> bool:
        """Whether any of its lines can know a room."""
        if any(header.has(Column.ROOM) for header in self.headers):
            return True
        return any(line.counted or line.facts.room for line in self.lines)


@dataclass(frozen=True, slots=True)
class Listed:
    """All sheets that are used, and those that are not."""

    sheets: tuple[ListedSheet, ...]
    ignored: tuple[tuple[str, Ignored], ...]


def read_lines(tables: Sequence[Table]) -> Listed:
    """The lines of every sheet that is a room allocation; no sheets where there is none."""
    used: list[ListedSheet] = []
    ignored: list[tuple[str, Ignored]] = []
    for table in tables:
        start = _first_header(table)
        if start is None:
            ignored.append((table.sheet, Ignored.NO_HEADER))
        elif _is_of_officials(table, start):
            ignored.append((table.sheet, Ignored.OFFICIALS))
        else:
            used.append(_read_sheet(table, start))
    if not used:
        used = [sheet for table in tables if (sheet := _read_count_lines(table)) is not None]
        ignored = [(name, why) for name, why in ignored if name not in {sheet.table.sheet for sheet in used}]
    for why, is_good in ((Ignored.HIDDEN, _is_shown), (Ignored.NO_ROOMS, _has_rooms)):
        good = [sheet for sheet in used if is_good(sheet)]
        if good:
            ignored += [(sheet.table.sheet, why) for sheet in used if sheet not in good]
            used = good
    return Listed(tuple(used), tuple(ignored))


def _is_shown(sheet: ListedSheet) -> bool:
    return not sheet.table.hidden


def _has_rooms(sheet: ListedSheet) -> bool:
    return sheet.has_rooms


def _first_header(table: Table) -> int | None:
    for index in range(min(len(table.rows), HEADER_SEARCH_ROWS)):
        if header_at(table.rows, index):
            return index
    return None


def _is_of_officials(table: Table, start: int) -> bool:
    titles = (text for row in table.rows[:start] for text in row.own_texts)
    return bool(_OFFICIALS.search(table.sheet)) or any(_OFFICIALS_TITLE.search(text) for text in titles)


class _Counter:
    """People since the last total, since the last heading, and on the sheet."""

    def __init__(self) -> None:
        self.since_total = self.since_heading = self.all = 0

    def add(self, people: int) -> None:
        self.since_total += people
        self.since_heading += people
        self.all += people

    def fits(self, numbers: Sequence[int]) -> bool:
        return bool({self.since_total, self.since_heading, self.all} & set(numbers))


def _read_sheet(table: Table, start: int) -> ListedSheet:
    sheet = ListedSheet(table, titles=_title_facts(table, start))
    counter = _Counter()
    group = Facts()
    context = sheet.titles
    header: Header | None = None
    names: list[int] = []
    between: list[CellRef] = []
    maybe_names: list[CellRef] = []  # «Дата Анна» is no signature if people follow
    for index in range(start, len(table.rows)):
        row = table.rows[index]
        if (found := _header_here(table.rows, index, header)) is not None:
            header = found
            sheet.headers.append(header)
            names = [header.columns[column] for column in NAMES if column in header.columns]
            maybe_names.clear()
            continue
        if header is None or row.number <= header.last.number or _is_column_numbers(row):
            continue
        texts = row.own_texts
        if not texts:
            continue
        line = Line(table, row, header, context, _name(row, names))
        if is_total(texts[0]) or (line.name and is_total(line.name)):
            _take_total(sheet, row, texts, counter)
        elif (heading := _heading(texts, line, header)) is not None:
            group = heading.over(group)
            context = group.over(sheet.titles)
            counter.since_heading = 0
            between.clear()
            maybe_names.clear()
        elif _is_line(texts, line, header):
            sheet.lines.append(line)
            counter.add(line.people or 0)
            if _inherits(line, group):
                sheet.doubtful += between
            between.clear()
            sheet.notes += maybe_names
            sheet.signatures = [cell for cell in sheet.signatures if cell not in maybe_names]
            maybe_names.clear()
        elif any(map(is_signature, texts)):
            sheet.signatures.append(line.ref())
            maybe_names += [line.ref()] if counter.since_heading and _looks_like_a_name(line.name) else []
        elif any(not re.fullmatch(r"[\d.\s]+", text) for text in texts):
            sheet.notes.append(line.ref())
            between += [line.ref()] if counter.since_heading else []
        elif counter.since_heading and any(len(text) > 2 for text in texts):
            between.append(line.ref())
    return sheet


def _name(row: Row, columns: Sequence[int]) -> str:
    texts = [row.cell(column).own for column in columns]
    return " ".join(text for text in texts if text) if len(texts) > 1 else "".join(texts)


def _header_here(rows: Sequence[Row], index: int, known: Header | None) -> Header | None:
    """A header in this row: the first one, or one that is repeated further down."""
    if known is None:
        return header_at(rows, index)
    row = rows[index]
    if row.number <= known.last.number:
        return None
    names = {known.columns.get(column) for column in NAMES}
    for column, cell in enumerate(row.cells):
        text = cell.text
        if text and not text[0].isdigit() and (column not in names or len(known.columns) == 1) and recognise(text):
            found = header_at(rows, index)
            return found if found and (len(found.columns) > 1 or len(known.columns) == 1) else None
    return None


def _is_column_numbers(row: Row) -> bool:
    """Whether the row is the line 1, 2, 3 … that officials put below a header."""
    texts = row.own_texts
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _heading(texts: Sequence[str], line: Line, header: Header) -> Facts | None:
    """What a row of its own between the lines says about those below it."""
    if len(texts) > 2 or header.kind is ListKind.COUNTS or (line.name and any(line.cell(key).own for key in _KEYS)):
        return None
    text = " ".join(texts)
    if len(text) > 120 or is_signature(text):
        return None
    facts = read_facts(text)
    if not facts and not header.has(Column.CLASS, Column.GRADE):
        facts = _class_alone(text)
    if line.name and not (facts.room or facts.class_name or facts.grade):
        return None
    return facts or None


def _inherits(line: Line, group: Facts) -> bool:
    """Whether the line's room or grade is only said by a heading above it."""
    has_class = line.cell(Column.CLASS).text or line.cell(Column.GRADE).text
    return bool((group.room and not line.cell(Column.ROOM).text) or (group.grade and not has_class))


def _class_alone(text: str) -> Facts:
    """The class of a row such as «5А» or «5 "Б" (кл. рук. …)»."""
    found = parse_class(re.split(r"[(,;]", text)[0])
    if found is None or found.latin or found.text.isdigit():
        return Facts()
    return Facts(class_name=found.text, grade=found.grade)


def _is_line(texts: Sequence[str], line: Line, header: Header) -> bool:
    """Whether the row stands for people."""
    if header.kind is ListKind.COUNTS:
        said = line.cell(Column.COUNT).own or line.cell(Column.ROOM).own
        return bool(said) and not is_signature(texts[0])
    keys = sum(1 for key in _KEYS if line.cell(key).own)
    if header.kind is ListKind.CODES:
        return bool(line.cell(Column.CODE).own) or keys > 1
    if keys > 1 and line.name:
        return True
    if any(map(is_signature, texts)):
        return keys > 0 and bool(line.name) and not any("___" in text for text in texts)
    if not line.name or keys:
        return keys > 0
    alone = not line.cell(Column.ORDINAL).own and header.has(*_KEYS)
    return not alone or _looks_like_a_name(line.name)


def _looks_like_a_name(text: str) -> bool:
    words = text.split()
    return len(words) <= 5 and all(word[:1].isupper() for word in words) and not re.search(r"[\d:;]", text)


def _may_be_a_person(text: str) -> bool:
    return 1 < len(text.split()) <= 5 and _looks_like_a_name(text) and not is_signature(text) and not is_total(text)


def _take_total(sheet: ListedSheet, row: Row, texts: Sequence[str], counter: _Counter) -> None:
    cell = sheet.table.ref(row, next(i for i, item in enumerate(row.cells) if item.own))
    sheet.totals.append(cell)
    numbers = tuple(int(number) for text in texts for number in re.findall(r"(?<!\d)\d{1,6}(?!\d)", text))
    if numbers and not counter.fits(numbers):
        sheet.wrong_totals.append(Total(cell, numbers, counter.since_total or counter.all))
    counter.since_total = 0


def _title_facts(table: Table, start: int) -> Facts:
    """Facts of the rows above the header, over those of the sheet's name. What is said in two ways is left out."""
    facts = [read_facts(text) for row in table.rows[:start] for text in (*row.own_texts, " ".join(row.own_texts))]

    title = Facts(
        _only(fact.room for fact in facts) or "",
        _only(fact.class_name for fact in facts) or "",
        _only(fact.grade for fact in facts),
        _only(fact.subject for fact in facts) or "",
        _only(fact.date for fact in facts),
    )
    return title.over(sheet_name_facts(table.sheet))


def _only(values: Iterable[T | None]) -> T | None:
    """The one value that is said; None when nothing or several are."""
    said = {value for value in values if value}
    return said.pop() if len(said) == 1 else None


def _read_count_lines(table: Table) -> ListedSheet | None:
    """A list without header whose rows say «каб. 101 — 15»; None when the sheet is something else."""
    found: list[tuple[Row, CountLine]] = []
    for row in table.rows:
        line = parse_count_line(" — ".join(row.own_texts))
        if line and not is_total(row.own_texts[0]) and len(row.own_texts) <= 3:
            found.append((row, line))
    if not any(line.certain for _, line in found):
        return None
    first = found[0][0].number
    taken = {row.number for row, _ in found}
    others = (text for row in table.rows if row.number > first and row.number not in taken for text in row.own_texts)
    if any(line.heads_names for _, line in found) and any(map(_may_be_a_person, others)):
        return None
    sheet = ListedSheet(table, titles=_title_facts(table, [row.number for row in table.rows].index(first)))
    counter = _Counter()
    lines = {row.number: line for row, line in found}
    for row in table.rows:
        if row.number in lines:
            counter.add(lines[row.number].count)
            sheet.lines.append(Line(table, row, None, sheet.titles, counted=lines[row.number]))
        elif row.own_texts and is_total(row.own_texts[0]):
            _take_total(sheet, row, row.own_texts, counter)
        elif row.number > first and row.own_texts:
            rest = sheet.signatures if any(map(is_signature, row.own_texts)) else sheet.notes
            rest.append(table.ref(row, 0))
    return sheet
