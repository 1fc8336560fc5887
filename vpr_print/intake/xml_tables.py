"""Sheets of an «XML Spreadsheet 2003», which older school programs save with the ending ``.xls`` or ``.xml``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from lxml import etree

from vpr_print.intake.raw_sheets import BookTrouble, Merged, RawSheet, Value

MAX_CELLS = 2_000_000
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{_NAMESPACE}}}"
_FAR = 2_000_000
"""Rows and columns beyond are nobody's list."""


def is_xml_spreadsheet(start: bytes) -> bool:
    """Whether the content begins as such a workbook does."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _NAMESPACE.encode() in start


def xml_sheets(content: bytes) -> tuple[RawSheet, ...] | BookTrouble:
    """Every worksheet. No entity is resolved, nothing is fetched. For the process with limits."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
        sheets = tuple(_sheet(sheet) for sheet in root.iter(f"{_SS}Worksheet"))
    except (etree.XMLSyntaxError, ValueError):
        return BookTrouble.DAMAGED
    if sum(len(row) for sheet in sheets for _, row in sheet.rows) > MAX_CELLS:
        return BookTrouble.TOO_LARGE
    return sheets or BookTrouble.NOT_A_TABLE


def _sheet(sheet: etree._Element) -> RawSheet:
    rows: list[tuple[int, list[Value]]] = []
    merged: list[Merged] = []
    hidden: list[int] = []
    for index, row in _placed(sheet.findall(f"{_SS}Table/{_SS}Row"), "Span"):
        values: list[Value] = []
        for column, cell in _placed(row.findall(f"{_SS}Cell"), "MergeAcross"):
            down, across = _number(cell, "MergeDown"), _number(cell, "MergeAcross")
            values += [""] * (column - len(values)) + [_value(cell)]
            if down or across:
                merged.append((index, column, index + down, column + across))
        if any(value != "" for value in values):
            rows.append((index, values))
            hidden += [index] if row.get(f"{_SS}Hidden") == "1" else []
    shown = sheet.findtext("{urn:schemas-microsoft-com:office:excel}WorksheetOptions/"
                           "{urn:schemas-microsoft-com:office:excel}Visible")  # fmt: skip
    name = sheet.get(f"{_SS}Name", "")
    return RawSheet(name, shown in ("SheetHidden", "SheetVeryHidden"), rows, tuple(merged), tuple(hidden))


def _placed(elements: list[etree._Element], spans: str) -> Iterator[tuple[int, etree._Element]]:
    """Rows or cells with their 0-based place: the one that they name, else behind the last one and what it spans."""
    place = 0
    for element in elements:
        place = (_number(element, "Index") or place + 1) - 1
        if place > _FAR:
            raise ValueError("a row or cell far beyond any list")
        yield place, element
        place += 1 + _number(element, spans)


def _number(element: etree._Element, name: str) -> int:
    text = element.get(_SS + name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _value(cell: etree._Element) -> Value:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return ""
    text = "".join(map(str, data.itertext()))
    match data.get(f"{_SS}Type"):
        case "Number":
            return float(text)
        case "DateTime":
            return datetime.date.fromisoformat(text[:10])
        case "Boolean":
            return text.strip() == "1"
        case _:
            return text
