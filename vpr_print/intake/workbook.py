"""Workbooks of spreadsheet programs as raw values, read in a process with limits of time and memory.

calamine lays a sheet out as one block of cells: a file of 5 kB with text in A1 and XFD1048576 makes it ask for
512 GB, and Rust then ends the process. That must not be ours.
"""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from vpr_print.intake.raw_sheets import BookTrouble, RawSheet, Value
from vpr_print.intake.sheet_markup import SheetMarkup, read_markup
from vpr_print.intake.web_tables import html_sheets, is_html
from vpr_print.intake.xml_tables import is_xml_spreadsheet, xml_sheets
from vpr_print.sandbox import Crashed, Limits, OutOfMemory, SandboxError, SandboxTimeout, call

MAX_UNPACKED = 1_000_000_000
MAX_SHEETS = 200
MAX_VALUES = 8_000_000
"""Cells in all rows of a file that are not empty, empty cells between them included."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Look:
    """What the first bytes say."""

    workbook: bool = False
    foreign: str = ""
    """What it is, in Russian, when it is nothing that we read."""


def look_like(content: bytes) -> Look:
    """Whether the content is a workbook, a foreign file, or (neither) text."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    foreign = (
        (b"%PDF", "документ PDF"),
        (b"Rar!", "архив RAR"),
        (b"7z\xbc\xaf", "архив 7z"),
        (b"\x1f\x8b", "сжатый файл"),
        (b"\x89PNG", "картинка"),
        (b"\xff\xd8\xff", "картинка"),
        (b"GIF8", "картинка"),
        (b"II*\0", "картинка"),
        (b"MM\0*", "картинка"),
        (b"{\\rtf", "документ RTF"),
        (b"MZ", "программа"),
        (b"<?xml", "файл XML"),
    )
    if content.startswith((b"PK\x03\x04", _OLE)) or is_html(start) or is_xml_spreadsheet(start):
        return Look(workbook=True)
    return Look(foreign=next((name for mark, name in foreign if start.startswith(mark)), ""))


def read_workbook(content: bytes) -> bytes | BookTrouble:
    """Every worksheet of the content, packed, or what is wrong with it. Takes at most 60 s and 2 GB."""
    try:
        return call(pack_sheets, content, limits=Limits(seconds=60, megabytes=2048, result_megabytes=512))
    except (SandboxTimeout, OutOfMemory, Crashed):
        return BookTrouble.TOO_LARGE
    except SandboxError:
        return BookTrouble.DAMAGED


def pack_sheets(content: bytes) -> bytes:
    """``read_sheets`` as JSON, for the way out of the sandbox: a date is a list with its ISO text."""
    sheets = read_sheets(content)
    if isinstance(sheets, BookTrouble):
        return json.dumps(sheets.value).encode()
    plain = [(sheet.name, sheet.hidden, sheet.rows, sheet.merged, sheet.hidden_rows) for sheet in sheets]
    return json.dumps(plain, default=_plain, ensure_ascii=False).encode("utf-8", "surrogatepass")


def read_sheets(content: bytes) -> tuple[RawSheet, ...] | BookTrouble:
    """Every worksheet of the content, or what is wrong with it. For the process behind ``read_workbook``."""
    if not content.startswith((b"PK", _OLE)):
        return xml_sheets(content) if is_xml_spreadsheet(content[:1024]) else html_sheets(content)
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                if trouble := _package_trouble(package):
                    return trouble
        elif "EncryptedPackage".encode("utf-16-le") in content:
            return BookTrouble.PASSWORD
        elif "WordDocument".encode("utf-16-le") in content:
            return BookTrouble.NOT_A_TABLE
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return tuple(_sheets(book, read_markup(content)))
    except PasswordError:
        return BookTrouble.PASSWORD
    except _TooManyValues:
        return BookTrouble.TOO_LARGE
    except (CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError, ValueError, LookupError, EOFError):
        return BookTrouble.DAMAGED


def _package_trouble(package: zipfile.ZipFile) -> BookTrouble | None:
    members = package.infolist()
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        return BookTrouble.TOO_LARGE
    if any(member.flag_bits & 1 for member in members):
        return BookTrouble.PASSWORD
    names = {member.filename.replace("\\", "/").lower() for member in members}
    if not any(name == "content.xml" or name.startswith("xl/") for name in names):
        return BookTrouble.NOT_A_TABLE
    return None


def _plain(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return [value.date().isoformat()]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    return str(value)


def unpack_sheets(packed: bytes) -> tuple[RawSheet, ...] | BookTrouble:
    """The values of ``pack_sheets``; whatever does not have its shape is a damaged file."""
    try:
        plain = json.loads(packed.decode("utf-8", "replace"))
        if isinstance(plain, str):
            return BookTrouble(plain)
        return tuple(
            RawSheet(
                str(name),
                bool(hidden),
                [(int(index), [_value(value) for value in row]) for index, row in rows],
                tuple((int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in merged),
                tuple(map(int, hidden_rows)),
            )
            for name, hidden, rows, merged, hidden_rows in plain
        )
    except (ValueError, TypeError, RecursionError):
        return BookTrouble.DAMAGED


def _value(packed: Value | list[str]) -> Value:
    return datetime.date.fromisoformat(packed[0]) if isinstance(packed, list) else packed


class _TooManyValues(Exception):
    pass


def _sheets(book: CalamineWorkbook, markups: tuple[SheetMarkup, ...]) -> Iterator[RawSheet]:
    values = 0
    for index, about in enumerate(book.sheets_metadata[:MAX_SHEETS]):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        rows: list[tuple[int, list[Any]]] = []
        left = [""] * (sheet.start[1] if sheet.start else 0)
        for number, row in enumerate(sheet.iter_rows()):
            if any(value != "" for value in row):
                rows.append((number, [*left, *row]))
                values += len(row)
                if values > MAX_VALUES:
                    raise _TooManyValues
        merged = tuple((top, first, bottom, last) for (top, first), (bottom, last) in sheet.merged_cell_ranges or ())
        markup = markups[index] if index < len(markups) else SheetMarkup()
        hidden = markup.hidden_among([number for number, _ in rows])
        shown = about.visible is SheetVisibleEnum.Visible
        yield RawSheet(about.name, not shown, rows, merged if markup.merged is None else markup.merged, hidden)
