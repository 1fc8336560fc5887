"""The layout language: what a layout file may say.

One file per paper. Lengths are millimetres from the top left corner of the page, type sizes are points.
Element kinds are fixed, ``{room.name}`` fields come from a closed list per paper (``layout/papers.py``), there is
no logic and no inheritance: a region's file replaces ours whole. Unknown keys are errors.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from vpr_print.layout.proof import Proof
from vpr_print.layout.stamp import Stamp
from vpr_print.layout.strict import MIN_TYPE_PT, Extent, Point, Positive, Strict
from vpr_print.model.geometry import A3, A4, A5, Size, Turn

LAYOUT_FORMAT = 1


class On(StrEnum):
    """On which pages of a paper an element stands."""

    ALL = "all"
    FIRST = "first"
    LATER = "later"
    """Every page but the first."""
    LAST = "last"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Valign(StrEnum):
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Overflow(StrEnum):
    """What happens to a text that is wider than its box."""

    STOP = "stop"
    """The build stops and names the text and the box (the default: nothing is cut silently)."""
    SHRINK = "shrink"
    """Smaller type, down to ``MIN_TYPE_PT``; then stop."""
    WRAP = "wrap"
    """Several lines; then smaller type; then stop."""


class Style(Strict):
    """A way of writing."""

    size: Annotated[float, Field(ge=MIN_TYPE_PT, le=200)]
    bold: bool = False
    gray: Annotated[float, Field(ge=0, le=1)] = 0.0
    """0 black … 1 white (white letters stand on a black bar)."""
    leading: Annotated[float, Field(ge=0.8, le=3)] = 1.15
    """Line distance as a multiple of the size."""
    spacing: Annotated[float, Field(ge=0, le=20)] = 0.0
    """Extra space between letters, mm."""


class Text(Strict):
    """A text in a box."""

    kind: Literal["text"]
    at: Point
    size: Extent
    content: str
    style: str = "body"
    align: Align = Align.LEFT
    valign: Valign = Valign.MIDDLE
    overflow: Overflow = Overflow.STOP
    turn: Turn = Turn.LEVEL
    on: On = On.ALL


class Line(Strict):
    """A rule from ``at`` to ``to``."""

    kind: Literal["line"]
    at: Point
    to: Point
    weight: Annotated[float, Field(ge=0.35, le=10)] = 0.5
    """Points."""
    dashed: bool = False
    on: On = On.ALL


class Box(Strict):
    """A frame, a filled area, or both; a box to tick or to write a count in."""

    kind: Literal["box"]
    at: Point
    size: Extent
    weight: Annotated[float, Field(ge=0, le=10)] = 0.5
    """Points; 0 draws no frame."""
    fill: Annotated[float, Field(ge=0, le=1)] | None = None
    """0 black … 1 white; None leaves the paper."""
    on: On = On.ALL


class Cells(Strict):
    """Digits or letters in separate boxes, as on state forms; cells that the content does not fill stay empty."""

    kind: Literal["cells"]
    at: Point
    cell: Extent
    count: Annotated[int, Field(ge=1, le=60)]
    content: str = ""
    style: str = "cells"
    align: Align = Align.LEFT
    weight: Annotated[float, Field(ge=0.35, le=10)] = 0.5
    on: On = On.ALL


class Code128(Strict):
    """Code 128 C of a 16-digit number with its digits in groups of four below the bars."""

    kind: Literal["code128"]
    at: Point
    """Top left corner of the bars (without quiet zone)."""
    content: str
    module: Annotated[float, Field(ge=0.25, le=1)] = 0.381
    """Width of the narrowest bar, mm; drawn in whole dots at 600 dpi."""
    bars: Annotated[float, Field(ge=5, le=60)] = 12.0
    """Height of the bars, mm."""
    digits: bool = True
    digits_size: Annotated[float, Field(ge=MIN_TYPE_PT, le=30)] = 8.0
    turn: Turn = Turn.LEVEL
    on: On = On.ALL


class QrCode(Strict):
    """QR code; a 16-digit number is 1-H, other ASCII text takes the version that it needs at level M."""

    kind: Literal["qr"]
    at: Point
    """Top left corner of the modules (without quiet zone)."""
    content: str
    module: Annotated[float, Field(ge=0.25, le=2)] = 0.508
    on: On = On.ALL


class Column(Strict):
    """One column of a table."""

    title: str
    width: Positive
    content: str = ""
    """Text with ``{row.…}`` fields; empty for a column that people write in."""
    draw: Literal["text", "code128", "box"] = "text"
    """How ``content`` is drawn: as text, as bars with digits below, or as empty boxes (then ``content`` is a
    caption or empty)."""
    style: str = "table"
    align: Align = Align.CENTER
    overflow: Overflow = Overflow.SHRINK
    bars: Annotated[float, Field(ge=5, le=60)] = 7.0
    module: Annotated[float, Field(ge=0.25, le=1)] = 0.381
    digits_size: Annotated[float, Field(ge=MIN_TYPE_PT, le=30)] = 7.0
    """Type size of the digits below the bars."""
    box: Extent = (4.0, 4.0)
    """Size of the box to tick, or of one for a digit."""
    boxes: Annotated[int, Field(ge=1, le=32)] = 1
    """How many boxes stand side by side: one for each digit of a number that people write in."""


class Table(Strict):
    """Rows of a closed list (``rows``), with the head and a row of column numbers repeated on every page."""

    kind: Literal["table"]
    rows: str
    at: Point
    height: Positive
    """Room for head and rows on the first page, mm."""
    next_at: Point | None = None
    """Where it goes on; None means the same place as on the first page."""
    next_height: Positive | None = None
    last_height: Positive | None = None
    """Room on the last page, where totals and signatures need place; None means as on the others."""
    row_height: Annotated[float, Field(ge=3, le=60)] = 8.0
    head_height: Annotated[float, Field(ge=3, le=60)] = 10.0
    head_style: str = "head"
    numbered: bool = True
    """A row of column numbers under the head, as officials expect."""
    number_height: Annotated[float, Field(ge=3, le=20)] = 4.0
    number_style: str = "caption"
    padding: Annotated[float, Field(ge=0, le=10)] = 0.8
    """White between a rule and the text beside it, mm."""
    empty_rows: Annotated[int, Field(ge=0, le=60)] = 0
    """Empty rows after the last one, for late entries by hand."""
    weight: Annotated[float, Field(ge=0.35, le=10)] = 0.5
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]


class NumberList(Strict):
    """A closed list of short texts (``items``) in columns of ten, each with a box to tick."""

    kind: Literal["number_list"]
    items: str
    at: Point
    size: Extent
    per_column: Annotated[int, Field(ge=1, le=50)] = 10
    row_height: Annotated[float, Field(ge=3, le=20)] = 5.0
    column_width: Positive = 60.0
    tick: bool = True
    style: str = "table"
    next_at: Point | None = None
    next_size: Extent | None = None


class SeatingGrid(Strict):
    """The room as it stands: a cell for each seat, the front marked (hand-out plan)."""

    kind: Literal["seating"]
    at: Point
    size: Extent
    style: str = "table"
    caption_style: str = "caption"
    front: str = "Доска"
    """What stands at the front of the room."""
    row_title: str = "Ряд"
    band: Annotated[float, Field(ge=3, le=30)] = 6.0
    """Height of the front's bar and of the row titles."""
    aisle: Annotated[float, Field(ge=0, le=60)] = 4.0
    """White between the rows and between the desks."""
    desk_height: Annotated[float, Field(ge=5, le=100)] = 18.0
    """Height of a seat's cell; less where the room is long."""
    seat_width: Annotated[float, Field(ge=5, le=100)] = 32.0
    """Width of a seat's cell; less where the room is wide."""


class Picture(Strict):
    """A small picture of a scanned page, as large as fits (report of a scan)."""

    kind: Literal["picture"]
    at: Point
    size: Extent
    weight: Annotated[float, Field(ge=0, le=10)] = 0.35
    """Of the frame around the picture, points; 0 draws none."""


Element = Annotated[
    Text | Line | Box | Cells | Code128 | QrCode | Table | NumberList | SeatingGrid | Picture,
    Field(discriminator="kind"),
]


class Paper(StrEnum):
    """Sizes a page may have."""

    A3 = "A3"
    A4 = "A4"
    A5 = "A5"

    @property
    def size(self) -> Size:
        return {Paper.A3: A3, Paper.A4: A4, Paper.A5: A5}[self]


class Page(Strict):
    """The page that elements are placed on; ``width`` and ``height`` (mm) for parts of a page such as a slip."""

    paper: Paper | None = None
    landscape: bool = False
    width: Positive | None = None
    height: Positive | None = None

    @property
    def size(self) -> Size:
        """Size in mm. Exactly one of ``paper`` and ``width`` with ``height`` is given (checked on reading)."""
        if self.paper is None:
            assert self.width and self.height
            return Size(self.width, self.height)
        return self.paper.size.turned if self.landscape else self.paper.size


class Imposition(Strict):
    """How parts (slips, labels) lie on the sheet."""

    columns: Annotated[int, Field(ge=1, le=10)]
    rows: Annotated[int, Field(ge=1, le=20)]
    at: Point
    """Top left corner of the first part."""
    gutter: tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]]
    """Between columns and between rows, mm; cut marks stand there."""
    paper: Paper = Paper.A4
    landscape: bool = False
    cut_marks: bool = True
    mark: Annotated[float, Field(ge=1, le=20)] = 2.5
    """Length of a cut mark's arm, mm."""

    @property
    def size(self) -> Size:
        """The sheet in mm."""
        return self.paper.size.turned if self.landscape else self.paper.size


class Background(Strict):
    """An official form (PDF beside the layout file) under the fields."""

    file: str
    page: Annotated[int, Field(ge=1)] = 1


class Layout(Strict):
    """One paper's layout."""

    format: Literal[1]
    paper: str
    """Which paper it is for: a key of ``layout.papers.PAPERS``."""
    title: str
    """Russian name of the paper; the PDF's title."""
    page: Page
    styles: dict[str, Style]
    elements: tuple[Element, ...] = ()
    sheet: Imposition | None = None
    sheet_elements: tuple[Element, ...] = ()
    """Elements of the sheet that the parts lie on (cut instructions)."""
    stamp: Stamp | None = None
    """Only for ``individual_set``."""
    proof: Proof | None = None
    """Only for ``proof_page``."""
    background: Background | None = None
