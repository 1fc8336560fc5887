"""Whose codes a code list holds: the grade of each row, and names that stand beside codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from vpr_print.intake.list_headings import NAMES, Column, recognise
from vpr_print.intake.list_values import parse_class
from vpr_print.intake.tables import Row, Table
from vpr_print.intake.title_facts import read_facts, sheet_name_facts
from vpr_print.model.work import CellRef

_CODE = re.compile(r"(?<!\d)\d{4,7}(?!\d)")
_YEAR = re.compile(r"20\d\d")
_NAME = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class OfGrade:
    """A sheet without the rows of other grades."""

    table: Table
    others: tuple[CellRef, ...]
    """Rows with codes of other grades."""
    grades: frozenset[int]
    """Those other grades."""
    classes: frozenset[str] = frozenset()
    """Classes of this grade that the rows are said to belong to."""


def rows_of_grade(table: Table, grade: int | None) -> OfGrade:
    """The rows that may be of this grade: its own, and those that nothing ties to a grade.

    A row's grade is said by its cell below «Класс», else by the last row above it that says one and holds no
    code («6 класс»), else by the sheet's name. Such rows between the codes are left out, too.
    """
    if grade is None:
        return OfGrade(table, (), frozenset())
    known = sheet_name_facts(table.sheet).grade
    column: int | None = None
    kept: list[Row] = []
    others: list[CellRef] = []
    grades: set[int] = set()
    classes: set[str] = set()
    for row in table.rows:
        headings = {recognise(cell.own): index for index, cell in enumerate(row.cells) if cell.own}
        if Column.CODE in headings:
            column = headings.get(Column.CLASS, headings.get(Column.GRADE))
            kept.append(row)
            continue
        if not _has_code(row):
            said = read_facts(" ".join(row.own_texts)).grade
            known = said or known
            kept += [] if said and not _may_hold_codes(row) else [row]
            continue
        cell = parse_class(row.cell(column).text) if column is not None else None
        own = cell.grade if cell else known
        if own in (None, grade):
            kept.append(row)
            classes |= {cell.text} if cell else set()
        else:
            others.append(table.ref(row, next(index for index, cell in enumerate(row.cells) if cell.own)))
            grades.add(own or 0)
    return OfGrade(replace(table, rows=tuple(kept)), tuple(others), frozenset(grades), frozenset(classes))


def names_beside_codes(table: Table) -> tuple[CellRef, ...]:
    """Cells with a name, below a heading «ФИО» and beside a code: the list ties its codes to people."""
    columns: set[int] = set()
    found: list[CellRef] = []
    for row in table.rows:
        headings = {index: recognise(cell.own) for index, cell in enumerate(row.cells) if cell.own}
        if Column.CODE in headings.values():
            columns = {index for index, heading in headings.items() if heading in NAMES}
        elif _has_code(row):
            found += [table.ref(row, index) for index in sorted(columns) if _NAME.search(row.cell(index).own)]
    return tuple(found)


def _may_hold_codes(row: Row) -> bool:
    """Whether a cell of the row may be a code that was spoiled."""
    return any(sum(map(str.isdigit, _YEAR.sub("", text))) > 2 for text in row.own_texts)


def _has_code(row: Row) -> bool:
    return any(not _YEAR.fullmatch(number) for number in _codes(row.own_texts))


def _codes(texts: Iterable[str]) -> Iterable[str]:
    return (number for text in texts for number in _CODE.findall(text))
