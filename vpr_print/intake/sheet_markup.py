"""What calamine does not tell of a workbook's sheets: hidden rows, and merged regions of an ODS."""

from __future__ import annotations

import io
import posixpath
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from lxml import etree

from vpr_print.intake.raw_sheets import Merged

_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODS_SHOWN = ("visible", None)


@dataclass(frozen=True, slots=True)
class SheetMarkup:
    """What one sheet says beside its values."""

    merged: tuple[Merged, ...] | None = None
    """None where calamine tells it."""
    hidden_rows: tuple[range, ...] = ()
    """0-based; hidden by hand or by a filter."""

    def hidden_among(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Those of the rows (0-based, rising) that are hidden."""
        found: set[int] = set()
        for hidden in self.hidden_rows:
            found.update(rows[bisect_left(rows, hidden.start) : bisect_left(rows, hidden.stop)])
        return tuple(sorted(found))


def read_markup(content: bytes) -> tuple[SheetMarkup, ...]:
    """The markup of every sheet in the order of the workbook; nothing for formats that are no packages of XML.

    Raises what ``zipfile`` and ``lxml`` raise for damaged packages. For the process with limits.
    """
    if not content.startswith(b"PK"):
        return ()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = {member.filename.replace("\\", "/").lower(): member for member in package.infolist()}
        if "content.xml" in members:
            with package.open(members["content.xml"]) as stream:
                return tuple(_ods_sheets(stream))
        if "xl/workbook.xml" not in members:
            return ()
        found = []
        for target in _xlsx_targets(package, members):
            if target not in members:
                found.append(SheetMarkup())
                continue
            with package.open(members[target]) as stream:
                found.append(SheetMarkup(hidden_rows=tuple(_xlsx_hidden(stream))))
        return tuple(found)


def _xlsx_targets(package: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> Iterator[str]:
    """The parts of the sheets in the order of the workbook (ECMA-376, part 1, 18.2.19, and part 2, 6.5)."""
    relations = members.get("xl/_rels/workbook.xml.rels")
    targets: dict[str, str] = {}
    if relations:
        with package.open(relations) as stream:
            for element in _elements(stream, "Relationship"):
                target = posixpath.join("/xl", element.get("Target", ""))
                targets[element.get("Id", "")] = posixpath.normpath(target).lstrip("/").lower()
    with package.open(members["xl/workbook.xml"]) as stream:
        for element in _elements(stream, "sheet"):
            own = next((value for key, value in element.items() if etree.QName(key).localname == "id"), "")
            yield targets.get(own, "")


def _xlsx_hidden(stream: IO[bytes]) -> Iterator[range]:
    """Hidden rows; neighbours are one range."""
    number = -1
    first: int | None = None
    for element in _elements(stream, "row"):
        told = element.get("r", "")
        before, number = number, int(told) - 1 if told.isdecimal() else number + 1
        hidden = element.get("hidden") in ("1", "true")
        if first is not None and (not hidden or number != before + 1):
            yield range(first, before + 1)
            first = None
        if hidden and first is None:
            first = number
    if first is not None:
        yield range(first, number + 1)


def _ods_sheets(stream: IO[bytes]) -> Iterator[SheetMarkup]:
    merged: list[Merged] = []
    hidden: list[range] = []
    row = column = 0
    for event, element in etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    ):
        match event, str(element.tag).removeprefix(_ODS_TABLE):
            case "start", "table":
                merged, hidden, row = [], [], 0
            case "end", "table":
                yield SheetMarkup(tuple(merged), tuple(hidden))
                element.clear()
            case "start", "table-row":
                column = 0
            case "end", "table-row":
                rows = int(element.get(_ODS_TABLE + "number-rows-repeated", "1"))
                if element.get(_ODS_TABLE + "visibility") not in _ODS_SHOWN:
                    hidden.append(range(row, row + rows))
                row += rows
                element.clear()
            case "end", "table-cell" | "covered-table-cell":
                down = int(element.get(_ODS_TABLE + "number-rows-spanned", "1"))
                across = int(element.get(_ODS_TABLE + "number-columns-spanned", "1"))
                if down > 1 or across > 1:
                    merged.append((row, column, row + down - 1, column + across - 1))
                column += int(element.get(_ODS_TABLE + "number-columns-repeated", "1"))


def _elements(stream: IO[bytes], name: str) -> Iterator[etree._Element]:
    """Elements of this name, whatever their namespace, each thrown away when the next is asked for."""
    for _, element in etree.iterparse(
        stream, events=("end",), tag=f"{{*}}{name}", resolve_entities=False, no_network=True, huge_tree=False
    ):
        yield element
        element.clear()
