"""Participant codes in the order of their list: a column, a grid that is cut up, or the text of a PDF.

A number is taken for a code only where the file leaves no doubt: below a heading «Код участника», or where a
block of the sheet holds nothing but numbers of one length. Everything else is refused with the words to add.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from natsort import natsorted

from vpr_print.errors import Notice, VprPrintError, raise_flaws
from vpr_print.intake import list_notices
from vpr_print.intake.aside import LONG, read_aside
from vpr_print.intake.code_owners import names_beside_codes, rows_of_grade
from vpr_print.intake.code_pages import read_code_pages
from vpr_print.intake.entries import CODE_LENGTHS, commonest_length
from vpr_print.intake.list_errors import (
    CodeLengthError,
    CodeSignsError,
    CodesOfOtherGradeError,
    CodesUnclearError,
    DuplicateCodeError,
    ListRole,
    NoCodesError,
)
from vpr_print.intake.list_headings import Column, recognise
from vpr_print.intake.list_values import parse_code
from vpr_print.intake.tables import Cell, Row, StoredTables, Table, read_bytes, read_stored, tables_of
from vpr_print.intake.title_facts import is_signature, is_total
from vpr_print.model.work import CellRef, ParticipantCode

_CAPTION = re.compile(r"(?:код(?:\s+участника)?(?:\s+впр)?)\s*[:№–—-]*\s*(?P<code>\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes with everything a person should know about their reading."""

    codes: tuple[ParticipantCode, ...]
    """In list order; in a grid row by row."""
    notices: tuple[Notice, ...]
    named: tuple[CellRef, ...] = ()
    """Names that stand beside codes: the school has tied these codes to people."""
    classes: tuple[str, ...] = ()
    """Classes that the list names beside codes."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What may be a code: its digits (empty when it holds other signs), where, and whether it was a number."""

    digits: str
    cell: CellRef
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a list holds, before it is checked."""

    places: Sequence[_Found]
    others: Sequence[CellRef]
    """Codes of other grades."""
    grades: set[int]
    """Those other grades."""
    named: Sequence[CellRef]
    hidden: Sequence[CellRef]
    classes: frozenset[str] = frozenset()


def read_codes(path: Path, *, length: int | None = None, grade: int | None = None) -> CodeList:
    """The codes of a list.

    ``length`` None means the length that most of them have. Codes that a table gives to another ``grade`` are left
    out and said. Raises a ``ListError`` when the file cannot be read, ``CodesUnclearError``, ``NoCodesError``,
    ``CodesOfOtherGradeError``, else all flaws at once: signs, lengths, duplicates (exit 13).
    """
    content = read_bytes(path, ListRole.CODES)
    if content[:1024].lstrip().startswith(b"%PDF"):
        return _checked(path.name, _read_pages(path.name, content, length, grade), length, grade)
    stored = read_stored(path, role=ListRole.CODES)
    if len(stored.data) < LONG:
        return _of_tables(stored, length, grade)
    bare, codes = read_aside(_packed_list, stored, length, grade)
    return replace(bare, codes=tuple(map(ParticipantCode, codes.split())))


def _packed_list(stored: StoredTables, length: int | None, grade: int | None) -> tuple[CodeList, str]:
    """The list without its codes, and these as one text."""
    found = _of_tables(stored, length, grade)
    return replace(found, codes=()), " ".join(found.codes)


def _of_tables(stored: StoredTables, length: int | None, grade: int | None) -> CodeList:
    return _checked(stored.file, _read_sheets(_shown(tables_of(stored)), length, grade), length, grade)


def _checked(file: str, read: _Read, length: int | None, grade: int | None) -> CodeList:
    """The list, unless something is wrong with it."""
    places, others, grades = read.places, read.others, sorted(read.grades)
    if not places and grade and others:
        raise CodesOfOtherGradeError(file, grade, tuple(grades))
    if not places:
        raise NoCodesError(file)
    known = length or commonest_length([place.digits for place in places])
    raise_flaws(_flaws(places, known))
    numbers = [place.cell for place in places if place.numeric]
    notices = [list_notices.codes_were_numbers(numbers, known)] if numbers else []
    if others:
        notices.append(list_notices.codes_of_other_grades(grades, others))
    if read.hidden:
        notices.append(list_notices.rows_hidden(read.hidden))
    return CodeList(
        tuple(ParticipantCode(place.digits) for place in places),
        tuple(notices),
        tuple(read.named),
        tuple(natsorted(read.classes)),
    )


def _read_pages(file: str, content: bytes, length: int | None, grade: int | None) -> _Read:
    codes = read_code_pages(file, content, length)
    found = [(code, CellRef(file, "", f"стр. {code.page}")) for code in codes]
    foreign = [(code, cell) for code, cell in found if grade and code.grade not in (None, grade)]
    return _Read(
        places=[_Found(code.digits, cell) for code, cell in found if (code, cell) not in foreign],
        others=list(dict.fromkeys(cell for _, cell in foreign)),
        grades={code.grade for code, _ in foreign if code.grade},
        named=list(dict.fromkeys(cell for code, cell in found if code.named)),
        hidden=[],
    )


def _read_sheets(tables: Sequence[Table], length: int | None, grade: int | None) -> _Read:
    sheets = [rows_of_grade(table, grade) for table in tables]
    places = [place for sheet in sheets for place in _table_codes(sheet.table, length)]
    hidden = {cell for sheet in sheets for cell in _hidden_cells(sheet.table)}
    return _Read(
        places=places,
        others=[cell for sheet in sheets for cell in sheet.others],
        grades={other for sheet in sheets for other in sheet.grades},
        named=[cell for sheet in sheets for cell in names_beside_codes(sheet.table)],
        hidden=[place.cell for place in places if place.cell in hidden],
        classes=frozenset(name for sheet in sheets for name in sheet.classes),
    )


def _hidden_cells(table: Table) -> Iterable[CellRef]:
    for row in table.rows:
        if row.number in table.hidden_rows:
            yield from (table.ref(row, column) for column in range(len(row.cells)))


def _flaws(places: Sequence[_Found], length: int) -> Iterable[VprPrintError]:
    if signs := tuple(place.cell for place in places if not place.digits):
        yield CodeSignsError(ListRole.CODES, signs)
    if wrong := tuple(place.cell for place in places if place.digits and len(place.digits) != length):
        lengths = {len(place.digits) for place in places if place.digits}
        yield CodeLengthError(ListRole.CODES, length, wrong, lengths.pop() if len(lengths) == 1 else None)
    seen: dict[str, list[CellRef]] = {}
    for place in places:
        if place.digits:
            seen.setdefault(place.digits, []).append(place.cell)
    if again := {digits: cells for digits, cells in seen.items() if len(cells) > 1}:
        cells = tuple(cell for there in again.values() for cell in there)
        yield DuplicateCodeError(ListRole.CODES, tuple(map(ParticipantCode, again)), cells)


def _shown(tables: Sequence[Table]) -> Sequence[Table]:
    return [table for table in tables if not table.hidden] or tables


def _table_codes(table: Table, length: int | None) -> list[_Found]:
    """The codes of one sheet, row by row."""
    headed = {
        column
        for row in table.rows
        for column, cell in enumerate(row.cells)
        if cell.own and not cell.own[0].isdigit() and recognise(cell.own) is Column.CODE
    }
    below = _below_headings(table, headed) if headed else []
    if below:
        return below
    captioned = [
        _Found(match["code"], table.ref(row, column))
        for row in table.rows
        for column, cell in enumerate(row.cells)
        if cell.own and (match := _CAPTION.fullmatch(cell.own))
    ]
    return captioned or _by_shape(table, length)


def _below_headings(table: Table, columns: set[int]) -> list[_Found]:
    """Every cell below a heading «Код» that is not another heading, a total or a signature."""
    found = []
    open_columns: set[int] = set()
    for row in table.rows:
        texts = row.own_texts
        if not texts or is_total(texts[0]) or (open_columns and any(map(is_signature, texts))):
            continue
        for column in sorted(columns):
            cell = row.cell(column)
            if not cell.own:
                continue
            if recognise(cell.own) is Column.CODE:
                open_columns.add(column)
            elif column in open_columns and recognise(cell.own) is None:
                found.append(_found(table, row, column, cell))
    numbers = _column_numbers(table, columns)
    return [place for place in found if place.cell not in numbers]


def _column_numbers(table: Table, columns: set[int]) -> set[CellRef]:
    """Cells of a row 1, 2, 3 … that officials put below a header."""
    cells: set[CellRef] = set()
    for row in table.rows:
        texts = row.own_texts
        if len(texts) > 1 and texts == [str(number) for number in range(1, len(texts) + 1)]:
            cells |= {table.ref(row, column) for column in columns}
    return cells


def _by_shape(table: Table, length: int | None) -> list[_Found]:
    """Codes of a sheet without headings: columns of numbers of one length, beside ordinals only.

    Raises ``CodesUnclearError`` when other long numbers, or words between the codes, stand in the way.
    """
    columns: dict[int, list[tuple[Row, Cell]]] = {}
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            if cell.own:
                columns.setdefault(column, []).append((row, cell))
    numbers = {column: [_digits(cell) for _, cell in cells] for column, cells in columns.items()}
    numbers = {column: [text for text in digits if text] for column, digits in numbers.items()}
    lists = {column: digits for column, digits in numbers.items() if digits and not _are_ordinals(digits)}
    coded = {column: digits for column, digits in lists.items() if any(len(text) in CODE_LENGTHS for text in digits)}
    if length:
        coded = {column: digits for column, digits in coded.items() if any(len(text) == length for text in digits)}
    if not coded:
        return []
    lengths = Counter(len(text) for digits in coded.values() for text in digits)
    usual = length or commonest_length([text for digits in coded.values() for text in digits])
    where = str(CellRef(table.file, table.sheet, ""))
    doubtful = lengths[usual] * 2 <= sum(lengths.values()) or any(
        Counter(map(len, digits)).most_common(1)[0][0] != usual or len(set(digits)) * 2 <= len(digits)
        for digits in coded.values()
    )
    if doubtful or len(lists) > len(coded):
        raise CodesUnclearError(where)
    rows = [row.number for column in coded for row, cell in columns[column] if len(_digits(cell)) == usual]
    first, last = min(rows), max(rows)
    found = []
    for row in table.rows:
        inside = first <= row.number <= last
        for column in sorted(coded):
            cell = row.cell(column)
            if not cell.own or recognise(cell.own) or not (inside or _like_a_code(cell.own)):
                continue
            if cell.date is not None or (not inside and any(map(str.isalpha, row.own_texts))):
                raise CodesUnclearError(where)
            found.append(_found(table, row, column, cell))
    return found


def _like_a_code(text: str) -> bool:
    """Whether a cell above or below the codes may be one that was spoiled."""
    return bool(re.fullmatch(r"\w{3,8}", text)) and sum(map(str.isdigit, text)) * 2 > len(text)


def _digits(cell: Cell) -> str:
    parsed = parse_code(cell)
    return parsed[0] if parsed else ""


def _are_ordinals(digits: Sequence[str]) -> bool:
    """Whether the numbers are counted up one by one from 1, or too short for codes."""
    if all(len(text) < CODE_LENGTHS.start for text in digits):
        return True
    values = [int(text) for text in digits]
    return values[0] == 1 and all(b - a == 1 for a, b in pairwise(values))


def _found(table: Table, row: Row, column: int, cell: Cell) -> _Found:
    ref = table.ref(row, column)
    if match := _CAPTION.fullmatch(cell.own):
        return _Found(match["code"], ref)
    parsed = parse_code(cell)
    return _Found(parsed[0], ref, parsed[1]) if parsed else _Found("", ref)
