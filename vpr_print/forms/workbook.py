"""Sheets of a workbook: what stands in which cell, and which cells may be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from vpr_print.forms.errors import FormFlaw, NotAFormError
from vpr_print.forms.package import Package

Place = tuple[int, int]
"""Row and column of a cell, both from 1."""

_WORKBOOK = "xl/workbook.xml"
_RELATION_ID = re.compile(r"\{.*\}id")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_AREA = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([^'!(),\s]+))!)?(\$?[A-Z]{1,3}\$?[0-9]{1,7})(?::(\$?[A-Z]{1,3}\$?[0-9]{1,7}))?"
)
MOST_CELLS = 100_000
"""Of an area that is looked at."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Where a sheet stands."""

    name: str
    part: str


class Workbook:
    """A workbook's sheets, names and texts, as far as filling a form asks for them."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = self._workbook_part()
        self.root = package.tree(self.part)

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The worksheets in the order of their tabs."""
        related = self.package.related(self.part)
        found = []
        for sheet in children(self.root, "sheets", "sheet"):
            relation = next((value for key, value in sheet.attrib.items() if _RELATION_ID.fullmatch(str(key))), "")
            part = related.get(str(relation), "")
            if part in self.package.parts:
                found.append(SheetPart(sheet.get("name", ""), part))
        return tuple(found)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the workbook's defined names mean, by the names in capitals."""
        found = children(self.root, "definedNames", "definedName")
        return {name.get("name", "").upper(): name.text or "" for name in found}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The shared strings."""
        part = self._related("sharedStrings.xml")
        if part is None:
            return ()
        return tuple(_text_of(item) for item in self.package.tree(part) if _local(item) == "si")

    @cached_property
    def locked_styles(self) -> tuple[bool, ...]:
        """For each cell style whether it locks the cell on a protected sheet; unless it says no, it does (ECMA-376,
        18.8.33)."""
        part = self._related("styles.xml")
        if part is None:
            return ()
        return tuple(
            all(protection.get("locked", "1") not in ("0", "false") for protection in children(style, "protection"))
            for style in children(self.package.tree(part), "cellXfs", "xf")
        )

    def sheet(self, part: str) -> Sheet:
        """One sheet, read anew."""
        return Sheet(self, part)

    def area(self, formula: str, home: Sheet) -> tuple[str, ...] | None:
        """Texts of the cells that a reference or a defined name means; None for any other formula."""
        formula = self.names.get(formula.strip().lstrip("=").upper(), formula).strip().lstrip("=")
        match = _AREA.fullmatch(formula)
        if not match:
            return None
        name = (match[1] or match[2] or "").replace("''", "'")
        sheet = home
        if name:
            part = next((item.part for item in self.sheets if item.name.casefold() == name.casefold()), None)
            if part is None:
                return None
            sheet = home if part == home.part else self.sheet(part)
        first, last = place_of(match[3]), place_of(match[4] or match[3])
        rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
        if len(rows) * len(columns) > MOST_CELLS:
            return None
        return tuple(sheet.text((row, column)) for row in rows for column in columns)

    def _related(self, end: str) -> str | None:
        """The workbook's part whose name ends so."""
        parts = self.package.related(self.part).values()
        return next((part for part in parts if part.endswith(end) and part in self.package.parts), None)

    def _workbook_part(self) -> str:
        found = [part for part in self.package.related("").values() if part.endswith("workbook.xml")]
        part = found[0] if found else _WORKBOOK
        if part not in self.package.parts:
            raise NotAFormError(self.package.file, FormFlaw.NOT_XLSX)
        return part


class Sheet:
    """One sheet's tree with its cells by their places."""

    def __init__(self, workbook: Workbook, part: str) -> None:
        self.part = part
        self.root = workbook.package.tree(part)
        self._workbook = workbook
        self._file = workbook.package.file
        self._ns = etree.QName(self.root).namespace or ""
        self.data = next(iter(children(self.root, "sheetData")), None)
        if self.data is None:
            raise NotAFormError(self._file, FormFlaw.NO_PART, f"{part}: sheetData")
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        """By row and column."""
        self._index()

    @cached_property
    def protected(self) -> bool:
        """Whether locked cells may not be written."""
        return any(item.get("sheet", "0") in ("1", "true") for item in children(self.root, "sheetProtection"))

    @cached_property
    def merged(self) -> frozenset[Place]:
        """Cells that lie under another one."""
        covered: set[Place] = set()
        for merge in children(self.root, "mergeCells", "mergeCell"):
            first, last = span_of(merge.get("ref", ""))
            if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) <= MOST_CELLS:
                covered |= {(r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1)}
                covered.discard(first)
        return frozenset(covered)

    @property
    def places(self) -> tuple[Place, ...]:
        """Cells that stand in the file, in order."""
        return tuple((row, column) for row in sorted(self._cells) for column in sorted(self._cells[row]))

    @property
    def last_row(self) -> int:
        return max(self._rows, default=0)

    def text(self, place: Place) -> str:
        """What the cell shows, spaces folded; numbers that are whole without a fraction."""
        cell = self._found(place)
        if cell is None:
            return ""
        value = next((item.text or "" for item in cell if _local(item) == "v"), "")
        match cell.get("t", "n"):
            case "s":
                number = int(value) if value.isdecimal() else -1
                value = self._workbook.texts[number] if 0 <= number < len(self._workbook.texts) else ""
            case "inlineStr":
                value = "".join(_text_of(item) for item in cell if _local(item) == "is")
            case "n":
                value = _plain_number(value)
        return " ".join(value.split())

    def is_number(self, place: Place) -> bool:
        """Whether the cell holds a number."""
        cell = self._found(place)
        return cell is not None and cell.get("t", "n") == "n" and bool(self.text(place))

    def is_formula(self, place: Place) -> bool:
        cell = self._found(place)
        return cell is not None and any(_local(item) == "f" for item in cell)

    def is_locked(self, place: Place) -> bool:
        """Whether the sheet's protection keeps the cell from being written."""
        if not self.protected:
            return False
        cell = self._found(place)
        style = int(cell.get("s", "0")) if cell is not None else self._style_of_empty(place)
        locked = self._workbook.locked_styles
        return locked[style] if style < len(locked) else True

    def write(self, place: Place, value: str | int) -> None:
        """Put a number or a text into a cell; its style stays."""
        cell = self._cell(place)
        for item in list(cell):
            cell.remove(item)
        cell.attrib.pop("t", None)
        if isinstance(value, int):
            etree.SubElement(cell, self._tag("v")).text = str(value)
            return
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, self._tag("is")), self._tag("t"))
        text.text = value
        if value != value.strip():
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def to_bytes(self) -> bytes:
        """The sheet's part."""
        return serialised(self.root)

    def _index(self) -> None:
        last_row = 0
        for row in children(self.root, "sheetData", "row"):
            number = _count(row.get("r"), last_row + 1)
            last_row = number
            self._rows[number] = row
            last_column = 0
            for cell in row:
                if _local(cell) != "c":
                    continue
                match = _REFERENCE.fullmatch(cell.get("r", ""))
                last_column = column_of(match[1]) if match else last_column + 1
                self._cells.setdefault(number, {})[last_column] = cell

    def _found(self, place: Place) -> etree._Element | None:
        return self._cells.get(place[0], {}).get(place[1])

    def _style_of_empty(self, place: Place) -> int:
        row = self._rows.get(place[0])
        if row is not None and row.get("customFormat") in ("1", "true"):
            return _count(row.get("s"), 0)
        for columns in children(self.root, "cols", "col"):
            if _count(columns.get("min"), 0) <= place[1] <= _count(columns.get("max"), 0):
                return _count(columns.get("style"), 0)
        return 0

    def _cell(self, place: Place) -> etree._Element:
        """The cell, made in its place in the row where it does not stand yet."""
        found = self._found(place)
        if found is not None:
            return found
        row = self._row(place[0])
        row.attrib.pop("spans", None)  # a hint of the columns that are used (ECMA-376, 18.3.1.73), which grows wrong
        cell = etree.Element(self._tag("c"), r=reference(place))
        if style := self._style_of_empty(place):
            cell.set("s", str(style))
        beside = self._cells.setdefault(place[0], {})
        before = max((column for column in beside if column < place[1]), default=0)
        row.insert(row.index(beside[before]) + 1 if before else 0, cell)
        beside[place[1]] = cell
        return cell

    def _row(self, number: int) -> etree._Element:
        found = self._rows.get(number)
        if found is not None:
            return found
        assert self.data is not None
        row = etree.Element(self._tag("row"), r=str(number))
        before = [other for other in self._rows if other < number]
        self.data.insert(self.data.index(self._rows[max(before)]) + 1 if before else 0, row)
        self._rows[number] = row
        return row

    def _tag(self, name: str) -> str:
        return f"{{{self._ns}}}{name}" if self._ns else name


def children(root: etree._Element, *path: str) -> Iterator[etree._Element]:
    """Elements at a path of local names, whatever their namespace: Excel has two for the same words."""
    found = [root]
    for name in path:
        found = [child for element in found for child in element if _local(child) == name]
    return iter(found)


def serialised(root: etree._Element) -> bytes:
    """A part as Excel writes it."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def reference(place: Place) -> str:
    """``(3, 28)`` → ``AB3``."""
    row, column = place
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def column_of(letters: str) -> int:
    """``AB`` → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def place_of(text: str) -> Place:
    """``$AB$3`` → (3, 28); (0, 0) for anything else."""
    match = _REFERENCE.fullmatch(text)
    return (int(match[2]), column_of(match[1])) if match else (0, 0)


def span_of(text: str) -> tuple[Place, Place]:
    """``A1:B3`` → its first and last cell."""
    first, _, last = text.partition(":")
    return place_of(first), place_of(last or first)


def _count(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() else otherwise


def _plain_number(text: str) -> str:
    """``60132.0`` and ``6.0132E4`` → ``60132``."""
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text


def _text_of(element: etree._Element) -> str:
    """All text runs of a string, without phonetic hints."""
    runs = []
    for item in element.iter():
        if isinstance(item.tag, str) and _local(item) == "t" and _local(item.getparent()) != "rPh":
            runs.append(item.text or "")
    return "".join(runs)


def _local(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""
