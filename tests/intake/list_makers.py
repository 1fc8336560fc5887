"""Files of lists for tests: real workbooks and texts with invented people."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

Cells = Sequence[Sequence[object]]
SURNAMES = (
    "Пробкин",
    "Стулова",
    "Партин",
    "Мелова",
    "Книгин",
    "Доскина",
    "Ластиков",
    "Пеналова",
    "Глобусов",
    "Чернилина",
)


def people(count: int) -> list[str]:
    """That many different invented names."""
    given = ("Пётр", "Анна", "Иван", "Ольга", "Ярослав")
    return [f"{SURNAMES[i % 10]} {given[i // 10 % 5]} {'Ильич' * (i // 50 + 1)}" for i in range(count)]


def xlsx(
    path: Path,
    sheets: dict[str, Cells],
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
    hidden_rows: Iterable[int] = (),
) -> Path:
    """An XLSX; ``merged`` ranges and ``hidden_rows`` (from 1) are of the first sheet."""
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    del book["Sheet"]
    for area in merged:
        book.worksheets[0].merge_cells(area)
    for number in hidden_rows:
        book.worksheets[0].row_dimensions[number].hidden = True
    book.save(path)
    return path


def xls(path: Path, rows: Cells, merged: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """An XLS; ``merged`` are top, bottom, left, right."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Лист1")
    starts = {(top, left): (bottom, right) for top, bottom, left, right in merged}
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) in starts:
                bottom, right = starts[r, c]
                sheet.write_merge(r, bottom, c, right, value)
            elif isinstance(value, datetime.date):
                sheet.write(r, c, value, day)
            elif value is not None:
                sheet.write(r, c, value)
    book.save(str(path))
    return path


def ods(
    path: Path, rows: Cells, tall: dict[tuple[int, int], int] | None = None, hidden_rows: Iterable[int] = ()
) -> Path:
    """An ODS; ``tall`` says how many rows a cell spans, ``hidden_rows`` (from 1) which a filter hides."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Лист1")
    document.spreadsheet.addElement(table)
    spans = tall or {}
    covered = {(r + i, c) for (r, c), height in spans.items() for i in range(1, height)}
    for r, row in enumerate(rows):
        line = TableRow(visibility="filter" if r + 1 in hidden_rows else "visible")
        table.addElement(line)
        for c, value in enumerate(row):
            if (r, c) in covered:
                line.addElement(CoveredTableCell())
                continue
            span = {"numberrowsspanned": spans[r, c], "numbercolumnsspanned": 1} if (r, c) in spans else {}
            if isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=str(value), **span)
            else:
                cell = TableCell(valuetype="string", **span)
                cell.addElement(P(text="" if value is None else str(value)))
            line.addElement(cell)
    document.save(str(path))
    return path


def text_table(path: Path, rows: Cells, encoding: str = "utf-8", delimiter: str = ";") -> Path:
    """A CSV."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(target.getvalue().encode(encoding))
    return path
