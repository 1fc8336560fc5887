"""Rows of the protocol and marks from a table by code, as a teacher or another program wrote it.

Columns are found by their titles; a column of names is not read. What gets into the ledger is held to patterns that
no name fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from vpr_print.errors import raise_flaws
from vpr_print.forms.electronic_protocol import NotAMark, parse_mark
from vpr_print.forms.form_sheet import Role, TaskLimit, parse_role, parse_task
from vpr_print.forms.protocol_errors import TableCellsError, TableColumnsError
from vpr_print.intake.list_errors import ListRole
from vpr_print.intake.tables import Cell, Row, Table, read_tables
from vpr_print.model.identifier import CODE_LENGTH, CodeNumber, Identifier, NotOurNumber, NumberKind, parse_number
from vpr_print.model.work import ParticipantCode
from vpr_print.track.events import EventKind
from vpr_print.track.protocol_typed import PaperMarks, PaperRow
from vpr_print.workflow.protocol_sources import PaperSources


@dataclass(frozen=True, slots=True)
class TableEntry:
    """What the table says of one code."""

    code: ParticipantCode
    what: EventKind
    content: PaperRow | PaperMarks


class _Extra(StrEnum):
    """Columns that the official form does not have."""

    SET = "комплект"
    CAME = "явка"


class _Wrong(StrEnum):
    """What cells are not."""

    CODE = "это не код участника"
    SET = "это не номер комплекта и не его № по порядку"
    VARIANT = "это не номер варианта"
    CAME = "непонятно, явился ли участник"
    BOTH = "не явился, а комплект, вариант или бланк указан"
    FORM = "это не номер бланка"
    MARK = "это не балл, не X и не прочерк"
    ABOVE = "баллов больше, чем даёт задание"
    BESIDE = "непонятное значение"


_EXTRA = (
    (_Extra.SET, re.compile(r"(номер\s+|№\s*)?(индивидуальн\w+\s+)?комплекта?(\s*\(.*\))?|ик")),
    (_Extra.CAME, re.compile(r"явка(\s*\(.*\))?|явился|присутстви\w+|присутствовал")),
)
_CAME = frozenset(
    ("да", "+", "1", "явился", "явилась", "был", "была", "присутствовал", "присутствовала", "я", "v")
)
_ABSENT = frozenset(
    ("н", "нет", "-", "–", "—", "0", "не явился", "не явилась", "отсутствовал", "отсутствовала", "н/я", "не был")
)
_BESIDE: Mapping[Role, re.Pattern[str]] = {
    Role.CLASS: re.compile(r"[0-9]{1,2}[ -]?[«\"(]?[А-ЯЁа-яёA-Za-z0-9]{0,3}[»\")]?"),
    Role.SEX: re.compile(r"[мжmf12]|муж(ской)?|жен(ский)?", re.IGNORECASE),
    Role.PREVIOUS: re.compile(r"[1-9][0-9]?0?|н/?а|-", re.IGNORECASE),
}
_FORM_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Za-zА-Яа-я./-]{2,40}")
_ORDINAL = re.compile(r"[0-9]{1,3}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,7}", re.ASCII)
_TOTALS = re.compile(r"(итого|всего)\b.*", re.IGNORECASE)
_HEAD_ROWS = 60
Column = Role | _Extra | TaskLimit
V = TypeVar("V")


def read_protocol_table(path: Path, paper: PaperSources, room: str, code_length: int) -> tuple[TableEntry, ...]:
    """What the table says, in its order; ``room`` is that of ordinals where no code says another.

    Raises what ``read_tables`` does (70), ``TableColumnsError``, and every cell that cannot be what its column says.
    """
    tables = read_tables(path, role=ListRole.PROTOCOL)
    found = [(table, *head) for table in tables if (head := _head(table))]
    if not found:
        raise TableColumnsError(path.name, "строка с заголовком «Код участника»")
    table, at, columns = next((one for one in found if one[0].sheet.strip().casefold() == "протокол"), found[0])
    if len(columns) < 2:
        raise TableColumnsError(path.name, "что ввести: рядом с кодом нет знакомых колонок")
    reading = _Reading(table, columns, paper, room, code_length)
    entries = tuple(entry for row in table.rows[at + 1 :] for entry in reading.entries(row))
    raise_flaws(TableCellsError(path.name, wrong.value, tuple(cells)) for wrong, cells in reading.wrong.items())
    return entries


def _head(table: Table) -> tuple[int, dict[Column, int]] | None:
    """Where the row of titles stands, and the column of each thing; None without a column of codes."""
    for at, row in enumerate(table.rows[:_HEAD_ROWS]):
        columns: dict[Column, int] = {}
        for place, cell in enumerate(row.cells):
            title = cell.text
            column = parse_role(title) or _extra(title) or parse_task(title)
            if column is not None:
                columns.setdefault(column, place)
        if Role.CODE in columns:
            return at, columns
    return None


def _extra(title: str) -> _Extra | None:
    folded = " ".join(title.casefold().replace("ё", "е").split()).rstrip(".:*")
    return next((column for column, pattern in _EXTRA if pattern.fullmatch(folded)), None)


@dataclass(slots=True)
class _Reading:
    """A table on its way in; what is wrong is gathered."""

    table: Table
    columns: Mapping[Column, int]
    paper: PaperSources
    room: str
    code_length: int
    wrong: dict[_Wrong, list[str]] = field(default_factory=dict)
    _places: dict[ParticipantCode, tuple[str, int]] = field(init=False)
    _set_at: dict[tuple[str, int], str] = field(init=False)

    def __post_init__(self) -> None:
        self._places = {place.code: (place.room, place.ordinal) for place in self.paper.planned}
        self._set_at = {(item.room, item.ordinal): item.number for item in self.paper.sets}

    def entries(self, row: Row) -> Iterator[TableEntry]:
        """What a row says; nothing for one without anything in our columns, for numbers of columns, for totals."""
        told = {column: cell for column, place in self.columns.items() if (cell := row.cell(place)).own}
        code_cell = told.pop(Role.CODE, None)
        if not told or (code_cell and _TOTALS.match(code_cell.text)) or self._numbers_columns(row):
            return
        code = self._code(code_cell) if code_cell else None
        if code is None:
            self._note(_Wrong.CODE, row, Role.CODE)
            return
        if content := self._row(row, told, code):
            yield TableEntry(code, EventKind.PROTOCOL_ROW, content)
        if marks := self._marks(row, told):
            yield TableEntry(code, EventKind.PROTOCOL_MARKS, marks)

    def _numbers_columns(self, row: Row) -> bool:
        filled = [(place, cell.text) for place, cell in enumerate(row.cells, 1) if cell.own]
        return len(filled) > 2 and all(text == str(place) for place, text in filled)

    def _code(self, cell: Cell) -> ParticipantCode | None:
        """The code; zeros that a spreadsheet ate are put back, the 16 digits of a slip are understood."""
        text = cell.text.replace(" ", "")
        try:
            number = parse_number(text)
        except NotOurNumber:
            number = None
        digits = number.digits if isinstance(number, CodeNumber) else text
        if not _DIGITS.fullmatch(digits):
            return None
        if isinstance(number, CodeNumber) or (cell.numeric and digits not in self._places):
            padded = digits.zfill(CODE_LENGTH)
            same = [code for code in self._places if code.zfill(CODE_LENGTH) == padded]
            lost = padded[: CODE_LENGTH - self.code_length].strip("0")
            return same[0] if same else ParticipantCode(digits if lost else padded[CODE_LENGTH - self.code_length :])
        return ParticipantCode(digits)

    def _row(self, row: Row, told: Mapping[Column, Cell], code: ParticipantCode) -> PaperRow | None:
        came = self._came(row, told.get(_Extra.CAME))
        room, ordinal = self._places.get(code, (self.room, 0))
        said = PaperRow(
            set_number=self._value(row, told, _Extra.SET, _Wrong.SET, lambda text: self._set(text, room)) or "",
            variant=self._value(row, told, Role.VARIANT, _Wrong.VARIANT, _variant),
            form_number=self._value(row, told, Role.FORM_NUMBER, _Wrong.FORM, _form_number) or "",
        )
        if said != PaperRow():
            if came is False:
                self._note(_Wrong.BOTH, row, _Extra.CAME)
            return said
        if came is None:
            return None
        own = self._set_at.get((room, ordinal), "")
        if came and not own:
            self._note(_Wrong.SET, row, _Extra.CAME)
        return PaperRow(set_number=own) if came else said

    def _came(self, row: Row, cell: Cell | None) -> bool | None:
        if cell is None:
            return None
        text = cell.text.casefold().replace("ё", "е").rstrip(".")
        if text not in _CAME | _ABSENT:
            self._note(_Wrong.CAME, row, _Extra.CAME)
        return text in _CAME if text in _CAME | _ABSENT else None

    def _set(self, text: str, room: str) -> str | None:
        if _ORDINAL.fullmatch(text):
            return self._set_at.get((room, int(text)))
        try:
            number = parse_number(text.replace(" ", ""))
        except NotOurNumber:
            return None
        is_set = isinstance(number, Identifier) and number.kind is NumberKind.SET
        return str(number.whole) if is_set and isinstance(number, Identifier) else None

    def _marks(self, row: Row, told: Mapping[Column, Cell]) -> PaperMarks | None:
        marks: list[tuple[str, str]] = []
        for task in (column for column in told if isinstance(column, TaskLimit)):
            try:
                mark = parse_mark(told[task].text)
            except NotAMark:
                self._note(_Wrong.MARK, row, task)
                continue
            if mark.isdigit() and int(mark) > task.most:
                self._note(_Wrong.ABOVE, row, task)
            marks.append((str(task.name), mark))
        beside = {
            role: self._value(row, told, role, _Wrong.BESIDE, _beside(pattern)) for role, pattern in _BESIDE.items()
        }
        said = PaperMarks(
            marks=tuple(marks),
            class_name=beside[Role.CLASS] or "",
            sex=beside[Role.SEX] or "",
            previous=beside[Role.PREVIOUS] or "",
        )
        return None if said == PaperMarks() else said

    def _value(
        self,
        row: Row,
        told: Mapping[Column, Cell],
        column: Column,
        wrong: _Wrong,
        parse: Callable[[str], V | None],
    ) -> V | None:
        """What a cell says; None for an empty one, and for one that is noted as wrong."""
        cell = told.get(column)
        if cell is None:
            return None
        value = parse(cell.text)
        if value is None:
            self._note(wrong, row, column)
        return value

    def _note(self, wrong: _Wrong, row: Row, column: Column) -> None:
        self.wrong.setdefault(wrong, []).append(str(self.table.ref(row, self.columns[column])))


def _variant(text: str) -> int | None:
    return int(text) if _ORDINAL.fullmatch(text) and int(text) else None


def _form_number(text: str) -> str | None:
    joined = "".join(text.split())  # ours stand on the form in groups of four
    return joined if _FORM_NUMBER.fullmatch(joined) else None


def _beside(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.fullmatch(text) else None
