"""Foreign tables (XLSX, XLS, XLSB, ODS, HTML, CSV) as rows of text cells with their addresses.

The format is told by the content, since school programs give any of them the ending ``.xls``. Workbooks are
read in a process with limits (``workbook``), text in this one (``delimited``).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from vpr_print.intake.cell_text import clean, column_letters
from vpr_print.intake.delimited import NotText, TooManyRows, read_delimited
from vpr_print.intake.list_errors import (
    ListDamagedError,
    ListEmptyError,
    ListError,
    ListPasswordError,
    ListRole,
    ListTooLargeError,
    ListUnreadableError,
    ListWrongKindError,
)
from vpr_print.intake.raw_sheets import BookTrouble, RawSheet, Value
from vpr_print.intake.workbook import look_like, read_workbook, unpack_sheets
from vpr_print.model.work import CellRef

MAX_BYTES = 64_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 512


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text with plain spaces."""

    text: str = ""
    numeric: bool = False
    """It was stored as a number: zeros in front are lost."""
    date: datetime.date | None = None
    """It was stored as a date."""
    filled: bool = False
    """It repeats the first cell of a merged region that it belongs to."""

    @property
    def own(self) -> str:
        """The text, unless it only repeats that of a merged region."""
        return "" if self.filled else self.text


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty; ``number`` counts from 1 as spreadsheet programs do."""

    number: int
    cells: tuple[Cell, ...]
    """From column A; empty cells at the end are left out."""

    def cell(self, column: int | None) -> Cell:
        """The cell of a column (0-based), an empty one beyond the end."""
        return self.cells[column] if column is not None and column < len(self.cells) else EMPTY

    @property
    def own_texts(self) -> list[str]:
        """Texts that stand in the row itself, merged repetitions and empty cells left out."""
        return [cell.text for cell in self.cells if cell.text and not cell.filled]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with its rows that are not empty."""

    file: str
    sheet: str
    """Empty for CSV."""
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of rows that nobody sees on the screen or on paper."""

    def ref(self, row: Row, column: int | None) -> CellRef:
        """The address of a cell; of the row's first cell when there is no such column."""
        return CellRef(self.file, self.sheet, f"{column_letters(column or 0)}{row.number}")


@dataclass(frozen=True, slots=True)
class StoredTables:
    """A file that has been read, and not yet been made into tables, which take many times its memory."""

    file: str
    role: ListRole
    data: bytes
    workbook: bool
    """The data are packed sheets, else text."""


def read_tables(path: Path, *, role: ListRole = ListRole.ALLOCATION) -> tuple[Table, ...]:
    """Every sheet of the file that has text, in the order of the file. Raises what ``read_stored`` and ``tables_of``
    do."""
    return tables_of(read_stored(path, role=role))


def read_stored(path: Path, *, role: ListRole) -> StoredTables:
    """What the file holds.

    ``role`` says whose exit code a flaw has. Raises a ``ListError``: unreadable, empty, wrong kind, password,
    damaged, too large (64 MB, or a bomb).
    """
    content = read_bytes(path, role)
    look = look_like(content)
    if look.foreign:
        raise ListWrongKindError(role, path.name, look.foreign)
    if not look.workbook:
        return StoredTables(path.name, role, content, workbook=False)
    packed = read_workbook(content)
    if isinstance(packed, BookTrouble):
        raise _trouble(packed, path.name, role)
    return StoredTables(path.name, role, packed, workbook=True)


def tables_of(stored: StoredTables) -> tuple[Table, ...]:
    """Every sheet that has text. Raises a ``ListError``: empty, wrong kind, damaged, too large (200,000 rows, 512
    columns)."""
    file, role = stored.file, stored.role
    try:
        tables = [_table(file, sheet, role) for sheet in _sheets(stored)]
    except TooManyRows:
        raise ListTooLargeError(role, file, f"больше {MAX_ROWS} строк на листе") from None
    if not any(table.rows for table in tables):
        raise ListEmptyError(role, file)
    return tuple(table for table in tables if table.rows)


def read_bytes(path: Path, role: ListRole) -> bytes:
    """The content of a list. Raises ``ListUnreadableError``, ``ListEmptyError``, ``ListTooLargeError``."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ListTooLargeError(role, path.name, f"файл больше {MAX_BYTES // 1_000_000} МБ")
        content = path.read_bytes()
    except OSError as error:
        raise ListUnreadableError(role, path.name, _reason(error)) from error
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ListEmptyError(role, path.name)
    return content


def _sheets(stored: StoredTables) -> tuple[RawSheet, ...]:
    if stored.workbook:
        sheets = unpack_sheets(stored.data)
        if isinstance(sheets, BookTrouble):
            raise _trouble(sheets, stored.file, stored.role)
        return sheets
    try:
        return (RawSheet("", False, read_delimited(stored.data, MAX_ROWS), ()),)
    except NotText as error:
        raise ListWrongKindError(stored.role, stored.file, "файл неизвестного вида") from error


def _table(file: str, sheet: RawSheet, role: ListRole) -> Table:
    """The sheet with clean cells, merged regions filled. Equal values share one cell."""
    seen: dict[tuple[type, Value], Cell] = {}
    rows: dict[int, list[Cell]] = {}
    for index, values in sheet.rows:
        cells = []
        for value in values:
            if value == "":
                cells.append(EMPTY)
                continue
            key = (type(value), value)
            cell = seen.get(key)
            if cell is None:
                cell = seen[key] = _cell(value)
            cells.append(cell)
        while cells and not cells[-1].text:
            cells.pop()
        if cells:
            rows[index] = cells
    if len(rows) > MAX_ROWS:
        raise ListTooLargeError(role, file, f"больше {MAX_ROWS} строк на листе")
    if any(len(cells) > MAX_COLUMNS for cells in rows.values()):
        raise ListTooLargeError(role, file, f"заполнены столбцы правее {column_letters(MAX_COLUMNS - 1)}")
    _fill_merged(rows, sheet)
    found = tuple(Row(i + 1, tuple(rows[i])) for i in sorted(rows))
    return Table(file, sheet.name, found, sheet.hidden, frozenset(i + 1 for i in sheet.hidden_rows))


def _fill_merged(rows: dict[int, list[Cell]], sheet: RawSheet) -> None:
    """Repeat the first cell of each merged region over those of its rows that exist."""
    budget = 4 * MAX_ROWS
    for top, left, bottom, right in sheet.merged:
        origin = rows.get(top, [])
        if left >= len(origin) or not origin[left].text or left >= MAX_COLUMNS:
            continue
        first = origin[left]
        repeated = Cell(first.text, first.numeric, first.date, filled=True)
        for index in range(top, bottom + 1) if bottom - top < len(rows) else [i for i in rows if top <= i <= bottom]:
            cells = rows.get(index)
            if cells is None:
                continue
            last = min(right, MAX_COLUMNS - 1)
            budget -= last - left + 1
            if budget < 0:
                return
            cells += [EMPTY] * (last + 1 - len(cells))
            for column in range(left, last + 1):
                if (index, column) != (top, left) and not cells[column].text:
                    cells[column] = repeated


def _cell(value: Value) -> Cell:
    match value:
        case bool():
            return Cell("да" if value else "нет")
        case int() | float():
            whole = float(value).is_integer() and abs(value) < 1e15
            return Cell(str(int(value)) if whole else repr(value), numeric=True)
        case datetime.date():
            return Cell(f"{value:%d.%m.%Y}", date=value)
        case str():
            text = clean(value)
            return Cell(text) if text else EMPTY
        case _:
            return Cell(clean(str(value)))


def _trouble(trouble: BookTrouble, file: str, role: ListRole) -> ListError:
    match trouble:
        case BookTrouble.PASSWORD:
            return ListPasswordError(role, file)
        case BookTrouble.TOO_LARGE:
            return ListTooLargeError(role, file, "на чтение не хватает отведённой памяти или времени")
        case BookTrouble.NOT_A_TABLE:
            return ListWrongKindError(role, file, "документ другого вида")
        case BookTrouble.DAMAGED:
            return ListDamagedError(role, file)


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "файла с таким именем нет"
        case PermissionError():
            return "нет доступа или файл открыт в другой программе"
        case IsADirectoryError():
            return "это папка, а не файл"
        case _:
            return "диск или сеть не отвечает"
