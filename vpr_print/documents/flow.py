"""Elements that may need several pages: tables and number lists; and the room's seats as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vpr_print.documents.elements import Blame, Canvas, Placed, centred_code128
from vpr_print.drawing.sheet import Segment
from vpr_print.layout.fields import fill, parse_template
from vpr_print.layout.schema import Align, Column, NumberList, Overflow, SeatingGrid, Table
from vpr_print.model.geometry import Rect
from vpr_print.model.seating import Seat


@dataclass(frozen=True, slots=True)
class SeatCard:
    """What stands in a seat's cell of the seating grid."""

    seat: Seat
    text: str
    caption: str = ""


class TableFlow:
    """A table with its rows, cut into pages; the head is repeated on each."""

    def __init__(self, placed: Placed, table: Table, rows: Sequence[Mapping[str, str]]) -> None:
        self._placed = placed
        self._table = table
        self._rows = rows
        self._templates = [parse_template(column.content) for column in table.columns]
        self._pages = _chunks(len(rows) + table.empty_rows, *table_capacity(table))

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def draw(self, canvas: Canvas, page: int) -> None:
        """This page's rows; nothing once the table has ended."""
        if page > len(self._pages):
            return
        table = self._table
        rows = self._pages[page - 1]
        x, y = table.at if page == 1 or table.next_at is None else table.next_at
        lefts = _edges(x, [column.width for column in table.columns])
        top = y + table.head_height + (table.number_height if table.numbered else 0.0)
        bottom = top + len(rows) * table.row_height
        self._draw_head(canvas, lefts, y)
        horizontal = [y, y + table.head_height, *([top] if table.numbered else [])]
        horizontal += [top + place * table.row_height for place in range(1, len(rows) + 1)]
        segments: list[Segment] = [(x, height, lefts[-1], height) for height in horizontal]
        segments += [(left, y, left, bottom) for left in lefts]
        canvas.drawing.rules(segments, weight_pt=table.weight)
        for place, number in enumerate(rows):
            if number < len(self._rows):
                self._draw_row(canvas, lefts, top + place * table.row_height, number)

    def _draw_head(self, canvas: Canvas, lefts: Sequence[float], y: float) -> None:
        table = self._table
        for number, (column, left) in enumerate(zip(table.columns, lefts, strict=False), 1):
            blame = Blame(f"{self._placed.name}, заголовок столбца {number}", ())
            box = Rect(left, y, column.width, table.head_height).grown(-table.padding)
            canvas.boxed_text(
                column.title, box, table.head_style, align=Align.CENTER, overflow=Overflow.WRAP, blame=blame
            )
            if table.numbered:
                canvas.boxed_text(
                    str(number),
                    Rect(left, y + table.head_height, column.width, table.number_height),
                    table.number_style,
                    align=Align.CENTER,
                    overflow=Overflow.SHRINK,
                    blame=blame,
                )

    def _draw_row(self, canvas: Canvas, lefts: Sequence[float], y: float, number: int) -> None:
        values = {**canvas.values, **self._rows[number]}
        table = self._table
        for place, column in enumerate(table.columns):
            cell = Rect(lefts[place], y, column.width, table.row_height)
            blame = Blame(f"{self._placed.name}, столбец {place + 1}", self._templates[place].fields, number + 1)
            self._draw_cell(canvas, column, cell, fill(self._templates[place], values), blame)

    def _draw_cell(self, canvas: Canvas, column: Column, cell: Rect, text: str, blame: Blame) -> None:
        padding = self._table.padding
        if column.draw == "code128":
            if text:
                centred_code128(
                    canvas, text, cell, module=column.module, bars=column.bars, digits_pt=column.digits_size
                )
            return
        room = Rect(cell.x + padding, cell.y, cell.w - 2 * padding, cell.h)
        if column.draw == "box":
            one, h = column.box
            w = column.boxes * one
            left = cell.x + ((cell.w - w) / 2 if not text else padding)
            boxes = [Rect(left + place * one, cell.y + (cell.h - h) / 2, one, h) for place in range(column.boxes)]
            canvas.drawing.frames(boxes, weight_pt=self._table.weight)
            room = Rect(left + w + padding, cell.y, cell.right - left - w - 2 * padding, cell.h)
        if text:
            canvas.boxed_text(text, room, column.style, align=column.align, overflow=column.overflow, blame=blame)


def table_capacity(table: Table) -> tuple[int, int, int | None]:
    """Rows on the first page, on each later one, and on the last one where that is another number."""
    head = table.head_height + (table.number_height if table.numbered else 0.0)

    def rows(height: float) -> int:
        return int((height - head) / table.row_height + 1e-6)

    last = None if table.last_height is None else rows(table.last_height)
    return rows(table.height), rows(table.next_height or table.height), last


class NumberListFlow:
    """Short texts with boxes to tick, down the columns, flowing over pages."""

    def __init__(self, placed: Placed, element: NumberList, items: Sequence[str]) -> None:
        self._placed = placed
        self._element = element
        self._items = items
        self._pages = _chunks(len(items), *list_capacity(element))

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def draw(self, canvas: Canvas, page: int) -> None:
        """This page's items; nothing once the list has ended."""
        if page > len(self._pages):
            return
        element = self._element
        later = page > 1
        x, y = element.next_at if later and element.next_at else element.at
        size = element.next_size if later and element.next_size else element.size
        across, down, _ = _bands(element, size)
        side = element.row_height * 0.7
        boxes: list[Rect] = []
        for place, number in enumerate(self._pages[page - 1]):
            column, row = divmod(place, down)
            band, column = divmod(column, across)
            left = x + column * element.column_width
            top = y + band * (down + 0.5) * element.row_height + row * element.row_height
            room = Rect(left, top, element.column_width, element.row_height)
            if element.tick:
                gap = (element.row_height - side) / 2
                boxes.append(Rect(left + gap, top + gap, side, side))
                room = Rect(left + side + 3 * gap, top, element.column_width - side - 4 * gap, element.row_height)
            canvas.boxed_text(
                self._items[number],
                room,
                element.style,
                align=Align.LEFT,
                overflow=Overflow.SHRINK,
                blame=Blame(self._placed.name, (element.items,), number + 1),
            )
        canvas.drawing.frames(boxes, weight_pt=0.5)


def list_capacity(element: NumberList) -> tuple[int, int]:
    """Items on the first page and on each later one."""
    return _bands(element, element.size)[2], _bands(element, element.next_size or element.size)[2]


def _bands(element: NumberList, size: tuple[float, float]) -> tuple[int, int, int]:
    """Columns side by side, rows in a column, items in all; bands of columns stand below each other."""
    across = int(size[0] / element.column_width + 1e-6)
    rows = int(size[1] / element.row_height + 1e-6)
    down = min(element.per_column, rows)
    bands = int((rows + 0.5) / (down + 0.5) + 1e-6) if down else 0
    return across, down, across * down * bands


def draw_seating(canvas: Canvas, placed: Placed, grid: SeatingGrid, cards: Sequence[SeatCard]) -> None:
    """The room seen from above, its front at the top, rows of desks side by side as they are numbered."""
    if not cards:
        return
    x, y = grid.at
    width, height = grid.size
    rows = sorted({card.seat.row for card in cards})
    sides = {row: 1 + max(card.seat.side for card in cards if card.seat.row == row) for row in rows}
    desks = max(card.seat.desk for card in cards)
    seats = sum(sides.values())
    seat_w = min(grid.seat_width, (width - grid.aisle * (len(rows) - 1)) / seats)
    seat_h = min(grid.desk_height, (height - 2 * grid.band) / desks - grid.aisle / 2)
    used = seat_w * seats + grid.aisle * (len(rows) - 1)
    left = x + (width - used) / 2
    blame = Blame(placed.name, ())
    front = Rect(left, y, used, grid.band)
    canvas.drawing.rect(front.grown(-0.5), weight_pt=0.5)
    canvas.boxed_text(grid.front, front, grid.caption_style, align=Align.CENTER, overflow=Overflow.SHRINK, blame=blame)
    frames: list[Rect] = []
    for row in rows:
        title = Rect(left, y + grid.band, seat_w * sides[row], grid.band)
        canvas.boxed_text(
            f"{grid.row_title} {row}",
            title,
            grid.caption_style,
            align=Align.CENTER,
            overflow=Overflow.SHRINK,
            blame=blame,
        )
        for card in cards:
            if card.seat.row == row:
                cell = Rect(
                    left + card.seat.side * seat_w,
                    y + 2 * grid.band + (card.seat.desk - 1) * (seat_h + grid.aisle / 2),
                    seat_w,
                    seat_h,
                )
                frames.append(cell)
                _draw_card(canvas, grid, card, cell, blame)
        left += seat_w * sides[row] + grid.aisle
    canvas.drawing.frames(frames, weight_pt=0.5)


def _draw_card(canvas: Canvas, grid: SeatingGrid, card: SeatCard, cell: Rect, blame: Blame) -> None:
    inner = cell.grown(-0.8)
    split = inner.h * (0.6 if card.caption else 1.0)
    canvas.boxed_text(
        card.text,
        Rect(inner.x, inner.y, inner.w, split),
        grid.style,
        align=Align.CENTER,
        overflow=Overflow.WRAP,
        blame=blame,
    )
    if card.caption:
        canvas.boxed_text(
            card.caption,
            Rect(inner.x, inner.y + split, inner.w, inner.h - split),
            grid.caption_style,
            align=Align.CENTER,
            overflow=Overflow.WRAP,
            blame=blame,
        )


def _chunks(count: int, first: int, later: int, last: int | None = None) -> list[range]:
    """Ranges of rows for each page; one empty range when there are none."""
    if first < 1 or later < 1:
        raise ValueError("no room for a single row")
    pages: list[range] = []
    start, room = 0, first
    while not pages or start < count:
        end = min(start + room, count)
        if end == count and last is not None and end - start > last:
            end = max(count - 1, start + 1) if last > 0 else count
        pages.append(range(start, end))
        start, room = end, later
    return pages


def _edges(left: float, widths: Sequence[float]) -> list[float]:
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges
