"""The demo's lists as XLSX: the room allocation and the participant codes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from vpr_print.model.seating import AllocatedRoom
from vpr_print.model.work import ParticipantCode

HEADER = ("№", "ФИО", "Класс", "Кабинет", "Ряд", "Место", "Формат А3")
_GRID_COLUMNS = 5
_THIN = Side(style="thin")
_STAMP = (2026, 4, 20, 13, 30, 0)


def allocation_xlsx(title: Iterable[str], rooms: tuple[AllocatedRoom, ...]) -> bytes:
    """The room allocation: title rows, header, one row for each participant, a row «Итого»."""
    book = Workbook()
    sheet = _only_sheet(book, "Распределение")
    for line in title:
        sheet.append([line])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(HEADER))
        sheet.cell(sheet.max_row, 1).alignment = Alignment(horizontal="center")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(list(HEADER))
    _bold(sheet)
    number = 0
    for room in rooms:
        for person in room.participants:
            number += 1
            name = person.name.text if person.name else ""
            seat = [person.seat.row, person.seat.desk] if person.seat else [None, None]
            sheet.append([number, name, person.class_name, room.name, *seat, "да" if person.enlarged else None])
    sheet.append(["Итого", f"участников: {number}", None, f"кабинетов: {len(rooms)}"])
    _bold(sheet)
    _rule(sheet, sheet.max_row - number - 1)
    for column, width in zip("ABCDEFG", (8, 42, 9, 14, 8, 8, 12), strict=True):
        sheet.column_dimensions[column].width = width
    return _same_bytes(book)


def codes_xlsx(title: str, codes: tuple[ParticipantCode, ...]) -> bytes:
    """The codes as a grid of five columns, written as text, below a title row."""
    book = Workbook()
    sheet = _only_sheet(book, "Коды")
    sheet.append([title])
    sheet.append([])
    for start in range(0, len(codes), _GRID_COLUMNS):
        sheet.append(list(codes[start : start + _GRID_COLUMNS]))
        for cell in sheet[sheet.max_row]:
            cell.number_format = "@"
    return _same_bytes(book)


def invented_codes(count: int, chance: random.Random) -> tuple[ParticipantCode, ...]:
    """``count`` different codes of five digits; some begin with a zero."""
    return tuple(ParticipantCode(f"{code:05d}") for code in chance.sample(range(1_000, 100_000), count))


def _only_sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = title
    return sheet


def _bold(sheet: Worksheet) -> None:
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)


def _rule(sheet: Worksheet, first: int) -> None:
    for row in sheet.iter_rows(min_row=first, max_col=len(HEADER)):
        for cell in row:
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _same_bytes(book: Workbook) -> bytes:
    """The workbook without the clock: openpyxl writes the time of saving into two places."""
    raw = BytesIO()
    book.save(raw)
    out = BytesIO()
    with ZipFile(raw) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-04-20T13:30:00Z", content)
            member = ZipInfo(name, _STAMP)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 0
            target.writestr(member, content)
    return out.getvalue()
