"""A workbook of plain text that we write for people: nothing in it is a number or a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_SHEET_NAME = 31
_WIDEST = 48
"""Characters of a column."""
MADE = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook has no time zone; no clock enters what we write


def text_workbook(sheets: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """The sheets, each with its name and rows; codes keep their zeros."""
    # imported here, so that only a process that writes a workbook carries it
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = "vpr_print"
    for sheet in book.worksheets:
        book.remove(sheet)
    for name, rows in sheets:
        sheet = book.create_sheet(_NOT_IN_SHEET_NAMES.sub(" ", name)[:_LONGEST_SHEET_NAME].strip() or "Список")
        fill_text(sheet, [[_NOT_IN_CELLS.sub("", text) for text in row] for row in rows])
        _widen(sheet, rows)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def fill_text(sheet: Worksheet, rows: Iterable[Sequence[str]], first: int = 1) -> None:
    """The rows from row ``first`` on; empty cells are text for whoever fills them in."""
    for number, row in enumerate(rows, first):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, text or None)
            cell.number_format = "@"
            cell.data_type = "s" if text else cell.data_type  # a text that begins with = is no formula


def _widen(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what stands in them, titles of one cell left out."""
    from openpyxl.utils import get_column_letter

    texts = zip_longest(*(row for row in rows if sum(map(bool, row)) > 1), fillvalue="")
    for column, cells in enumerate(texts, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(map(len, cells)), _WIDEST) + 2
