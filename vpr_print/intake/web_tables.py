"""Tables of a web page that a school program saved with the ending ``.xls``."""

from __future__ import annotations

import re

from lxml import etree, html

from vpr_print.intake.raw_sheets import BookTrouble, Merged, RawSheet

MAX_CELLS = 2_000_000

_START = re.compile(
    rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(html|!doctype html|table|head|meta|body|style)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


def is_html(start: bytes) -> bool:
    """Whether the content begins as a web page does."""
    return bool(_START.match(start))


def html_sheets(content: bytes) -> tuple[RawSheet, ...] | BookTrouble:
    """Every table of the page that holds no other table, one sheet each."""
    named = _CHARSET.search(content[:4096])
    try:
        encoding = named[1].decode("ascii") if named else _encoding(content)
        page = html.document_fromstring(content, parser=html.HTMLParser(encoding=encoding, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError):
        return BookTrouble.DAMAGED
    sheets: list[RawSheet] = []
    budget = MAX_CELLS
    for table in page.iter("table"):
        if table.find(".//table") is not None:
            continue
        sheet = _sheet(table, f"таблица {len(sheets) + 1}", budget)
        budget -= sum(len(row) for _, row in sheet.rows)
        if budget <= 0:
            return BookTrouble.TOO_LARGE
        sheets.append(sheet)
    return tuple(sheets) or BookTrouble.NOT_A_TABLE


def _sheet(table: html.HtmlElement, name: str, budget: int) -> RawSheet:
    rows: list[tuple[int, list[str]]] = []
    merged: list[Merged] = []
    taken: set[tuple[int, int]] = set()
    for index, line in enumerate(table.iter("tr")):
        texts: list[str] = []
        for cell in line.iter("td", "th"):
            while (index, len(texts)) in taken:
                texts.append("")
            down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            column = len(texts)
            budget -= down * across
            if budget <= 0:
                return RawSheet(name, False, [(0, [""] * MAX_CELLS)], ())
            if down > 1 or across > 1:
                merged.append((index, column, index + down - 1, column + across - 1))
                taken |= {(i, column + j) for i in range(index + 1, index + down) for j in range(across)}
            texts += [" ".join(cell.itertext()), *[""] * (across - 1)]
        if any(texts):
            rows.append((index, list(texts)))
    return RawSheet(name, False, rows, tuple(merged))


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def _span(text: str | None) -> int:
    return max(1, min(int(text), 5000)) if text and re.fullmatch("[0-9]{1,4}", text) else 1
