"""A list of participants as it stands, with a column of codes: for a build, which ties these codes to the names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from vpr_print.intake.allocation_lines import ListedSheet, read_lines
from vpr_print.intake.list_errors import ListRole
from vpr_print.intake.list_headings import Column
from vpr_print.intake.tables import Row, read_tables
from vpr_print.model.work import CellRef, ParticipantCode

TextSheet = tuple[str, tuple[tuple[str, ...], ...]]
"""Name and rows of a sheet, every cell as text."""


def with_codes(path: Path, codes: Mapping[CellRef, ParticipantCode]) -> tuple[TextSheet, ...]:
    """The sheets that hold participants, each line with its code; ``codes`` are by the cell that a line is named by.

    The codes stand in the list's own column «Код», else in a new one at the right. Raises a ``ListError`` when the file
    is no table.
    """
    sheets = read_lines(read_tables(path, role=ListRole.ALLOCATION)).sheets
    rows = {(cell.sheet, _row(cell)): code for cell, code in codes.items()}
    return tuple((sheet.table.sheet, tuple(_rows(sheet, rows))) for sheet in sheets)


def _rows(sheet: ListedSheet, codes: Mapping[tuple[str, int], ParticipantCode]) -> Iterator[tuple[str, ...]]:
    table = sheet.table
    width = max(len(row.cells) for row in table.rows)
    columns = {header.last.number: header.columns.get(Column.CODE) for header in sheet.headers}
    lines = {line.row.number for line in sheet.lines}
    column = next((known for known in columns.values() if known is not None), width)
    for row in table.rows:
        texts = list(_texts(row, repeated=row.number in lines))
        texts += [""] * (max(width, column + 1) - len(texts))
        if row.number in columns:
            texts[column] = Column.CODE.value
        elif code := codes.get((table.sheet, row.number)):
            texts[column] = code
        yield tuple(texts)


def _texts(row: Row, *, repeated: bool) -> Iterator[str]:
    """The row's cells; a merged class or room is repeated in the lines that it stands for, and nowhere else."""
    return (cell.text if repeated else cell.own for cell in row.cells)


def _row(cell: CellRef) -> int:
    return int(cell.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
