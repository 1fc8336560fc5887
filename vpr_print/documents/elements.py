"""One element of a layout drawn on a page: text, rules, boxes, cells, symbols."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from vpr_print.drawing.fonts import Face, FontBook
from vpr_print.drawing.pdf_file import POINTS_PER_MM, ObjectBlock, stream_object
from vpr_print.drawing.qr_text import qr_text_rows
from vpr_print.drawing.sheet import Drawing, in_points
from vpr_print.drawing.typeset import Fit, Fitted, TypeStyle, fit_text
from vpr_print.layout.errors import QrOverflowError, TextOverflowError
from vpr_print.layout.fields import Template, fill, parse_template
from vpr_print.layout.ink import sample_modules
from vpr_print.layout.naming import name_of
from vpr_print.layout.papers import PAPERS
from vpr_print.layout.schema import (
    Align,
    Box,
    Cells,
    Code128,
    Element,
    Line,
    On,
    Overflow,
    Picture,
    QrCode,
    Style,
    Text,
    Valign,
)
from vpr_print.layout.strict import MIN_TYPE_PT
from vpr_print.layout.symbol_size import CODE128_QUIET, QR_QUIET, code128_extent, drawn
from vpr_print.model.geometry import Rect, Size, Turn
from vpr_print.model.identifier import DIGITS

Symbol = tuple[str, Rect]
"""What a symbol says, and its whole rectangle (mm, quiet zone and digits included)."""

_FITS = {Overflow.STOP: Fit.AS_IS, Overflow.SHRINK: Fit.SMALLER, Overflow.WRAP: Fit.LINES}
_ANCHORS = {Valign.TOP: 0.0, Valign.MIDDLE: 0.5, Valign.BOTTOM: 1.0}


@dataclass(frozen=True, slots=True)
class Underlay:
    """An official form that lies under a page's fields."""

    block: ObjectBlock
    form: int
    """Object number of its form XObject."""
    matrix: tuple[float, float, float, float, float, float]
    """From the form to the page, points."""
    digest: str
    """For fingerprints."""

    @property
    def content(self) -> bytes:
        """The operators that lay it down."""
        matrix = " ".join(f"{value:.6f}".rstrip("0").rstrip(".") for value in self.matrix)
        return b"q %b cm /U%d Do Q\n" % (matrix.encode(), self.form)

    def moved(self, right: float, up: float) -> Underlay:
        """The same form elsewhere on the page; mm."""
        a, b, c, d, e, f = self.matrix
        return replace(self, matrix=(a, b, c, d, e + right * POINTS_PER_MM, f + up * POINTS_PER_MM))


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture that a page may show."""

    block: ObjectBlock
    image: int
    """Object number of its image."""
    width: int
    """Pixels."""
    height: int
    digest: str

    @classmethod
    def of_jpeg(cls, data: bytes, width: int, height: int, number: int) -> PagePicture:
        """A gray JPEG as object ``number``."""
        entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (
            width,
            height,
        )
        body = stream_object(data, entries + b"/Filter/DCTDecode", level=0)
        return cls(ObjectBlock.of(number, [body]), number, width, height, hashlib.sha256(data).hexdigest())

    def laid(self, room: Rect, page_height: float) -> tuple[Underlay, Rect]:
        """The picture in the middle of ``room``, as large as fits (mm)."""
        scale = min(room.w / self.width, room.h / self.height)
        w, h = self.width * scale, self.height * scale
        rect = Rect(room.x + (room.w - w) / 2, room.y + (room.h - h) / 2, w, h)
        corner = rect.x * POINTS_PER_MM, (page_height - rect.bottom) * POINTS_PER_MM
        matrix = (w * POINTS_PER_MM, 0.0, 0.0, h * POINTS_PER_MM, *corner)
        return Underlay(self.block, self.image, matrix, self.digest), rect


@dataclass(frozen=True, slots=True)
class PageDrawing:
    """A drawn page, or a part to be placed on a sheet."""

    size: Size
    body: bytes
    """Operators on the grid of 600 dpi dots."""
    faces: frozenset[Face]
    symbols: tuple[Symbol, ...]
    unders: tuple[Underlay, ...] = ()

    @property
    def content(self) -> bytes:
        """Operators for a page whose unit is the point."""
        return b"".join(under.content for under in self.unders) + in_points(self.body)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The pages of one paper."""

    pages: tuple[PageDrawing, ...]

    @property
    def symbols(self) -> tuple[tuple[int, str, Rect], ...]:
        """Every symbol: its page from 1, what it says, its rectangle."""
        return tuple((number, text, rect) for number, page in enumerate(self.pages, 1) for text, rect in page.symbols)


@dataclass(frozen=True, slots=True)
class Placed:
    """An element with its name for messages and its parsed text."""

    name: str
    element: Element
    on: On
    template: Template
    modules: int | None = None
    """Modules on a side that a QR code has room for; None where the paper is not one of ours."""

    @property
    def has_fields(self) -> bool:
        return bool(self.template.fields) or isinstance(self.element, Code128 | QrCode)


SetTexts = dict[tuple[object, ...], tuple[bytes, frozenset[Face]]]
"""Texts that were set in their boxes before, as operators: most of a form's texts come again in every room."""
_MOST_SET = 1000


@dataclass(slots=True)
class Canvas:
    """A page being drawn."""

    paper: str
    drawing: Drawing
    styles: Mapping[str, Style]
    fonts: FontBook
    values: Mapping[str, str]
    set_texts: SetTexts
    """Of pages of the same size with the same styles and fonts."""
    symbols: list[Symbol] = field(default_factory=list)
    unders: list[Underlay] = field(default_factory=list)

    def page(self, under: Underlay | None = None) -> PageDrawing:
        """What was drawn so far."""
        drawing = self.drawing
        unders = (*self.unders, *([under] if under else []))
        return PageDrawing(drawing.size, drawing.body(), drawing.faces, tuple(self.symbols), unders)

    def place(self, part: PageDrawing, x: float, y: float) -> None:
        """A part with its top left corner at (x, y)."""
        self.drawing.place(part.body, part.size, x, y, part.faces)
        self.symbols += [(text, rect.moved(x, y)) for text, rect in part.symbols]
        self.unders += [under.moved(x, self.drawing.size.h - part.size.h - y) for under in part.unders]

    def boxed_text(
        self,
        text: str,
        box: Rect,
        style_name: str,
        *,
        align: Align,
        overflow: Overflow,
        blame: Blame,
        valign: Valign = Valign.MIDDLE,
        turn: Turn = Turn.LEVEL,
    ) -> None:
        """A text in a box as its overflow rule allows. Raises ``TextOverflowError``, ``MissingLettersError``."""
        key = text, box, style_name, align, overflow, valign, turn
        found = self.set_texts.get(key)
        if found is None:
            drawing = Drawing(self.drawing.size, self.fonts)
            self._set_text(drawing, text, box, style_name, align, overflow, blame, valign, turn)
            if len(self.set_texts) >= _MOST_SET:
                self.set_texts.clear()
            found = self.set_texts[key] = drawing.body(), drawing.faces
        self.drawing.piece(*found)

    def _set_text(
        self,
        drawing: Drawing,
        text: str,
        box: Rect,
        style_name: str,
        align: Align,
        overflow: Overflow,
        blame: Blame,
        valign: Valign,
        turn: Turn,
    ) -> None:
        style = self.styles[style_name]
        room = Size(box.w, box.h) if turn is Turn.LEVEL else Size(box.h, box.w)
        fitted = fit_styled(text, room, style, overflow, self.fonts)
        if fitted is None:
            smallest = style.size if overflow is Overflow.STOP else MIN_TYPE_PT
            raise TextOverflowError(self.paper, blame.name, blame.fields, room.w, room.h, smallest, blame.row)
        anchor = _ANCHORS[valign]
        top, height, length = (box.y, box.h, box.w) if turn is Turn.LEVEL else (box.x, box.w, box.h)
        for (line, width), baseline in zip(fitted.lines, fitted.baselines(top, height, anchor), strict=True):
            if not line:
                continue
            indent = {Align.LEFT: 0.0, Align.CENTER: (length - width) / 2, Align.RIGHT: length - width}[align]
            x, y = (box.x + indent, baseline) if turn is Turn.LEVEL else (baseline, box.bottom - indent)
            drawing.text(
                x,
                y,
                line,
                size_pt=fitted.size_pt,
                bold=style.bold,
                gray=style.gray,
                spacing_mm=style.spacing,
                turn=turn,
            )


def fit_styled(text: str, room: Size, style: Style, overflow: Overflow, fonts: FontBook) -> Fitted | None:
    """The text as it is set in ``room``, or None where it does not fit. Raises ``MissingLettersError``."""
    return fit_text(
        text,
        room,
        TypeStyle(style.size, style.bold, style.leading, style.spacing),
        fonts,
        allowed=_FITS[overflow],
        smallest_pt=min(MIN_TYPE_PT, style.size),
    )


@dataclass(frozen=True, slots=True)
class Blame:
    """Whom a text that does not fit is blamed on."""

    name: str
    fields: tuple[str, ...]
    row: int | None = None


def placed_elements(elements: Sequence[Element], paper: str, *, on_sheet: bool = False) -> tuple[Placed, ...]:
    """The elements of a layout with their names."""
    spec = next((spec for spec in PAPERS if spec.key == paper), None)
    return tuple(
        Placed(
            name_of(element, index, on_sheet=on_sheet),
            element,
            getattr(element, "on", On.ALL),
            parse_template(getattr(element, "content", "")),
            sample_modules(element.content, spec) if spec and isinstance(element, QrCode) else None,
        )
        for index, element in enumerate(elements)
    )


def draw_element(canvas: Canvas, placed: Placed) -> None:
    """Draw a simple element with the page's values."""
    drawing, element = canvas.drawing, placed.element
    match element:
        case Text():
            canvas.boxed_text(
                fill(placed.template, canvas.values),
                Rect(*element.at, *element.size),
                element.style,
                align=element.align,
                overflow=element.overflow,
                blame=Blame(placed.name, placed.template.fields),
                valign=element.valign,
                turn=element.turn,
            )
        case Line():
            drawing.rules([(*element.at, *element.to)], weight_pt=element.weight, dashed=element.dashed)
        case Box():
            drawing.rect(Rect(*element.at, *element.size), weight_pt=element.weight, fill=element.fill)
        case Cells():
            _draw_cells(canvas, placed, element)
        case Code128():
            draw_code128(canvas, fill(placed.template, canvas.values), element)
        case QrCode():
            _draw_qr(canvas, placed, element)
        case _:
            raise TypeError(f"{element.kind} is not a simple element")


def draw_picture(canvas: Canvas, element: Picture, picture: PagePicture) -> None:
    """A picture in its frame."""
    under, rect = picture.laid(Rect(*element.at, *element.size), canvas.drawing.size.h)
    canvas.unders.append(under)
    canvas.drawing.rect(rect, weight_pt=element.weight)


def draw_code128(canvas: Canvas, digits: str, element: Code128) -> None:
    """Bars whose own top left corner is the element's ``at``."""
    quiet = CODE128_QUIET * drawn(element.module)
    digits_pt = element.digits_size if element.digits else 0.0
    x, y = element.at
    level = element.turn is Turn.LEVEL
    rect = canvas.drawing.code128(
        x - quiet if level else x,
        y if level else y - quiet,
        digits,
        module_mm=element.module,
        bars_mm=element.bars,
        digits_pt=digits_pt,
        turn=element.turn,
    )
    canvas.symbols.append((digits, rect))


def centred_code128(canvas: Canvas, digits: str, cell: Rect, *, module: float, bars: float, digits_pt: float) -> None:
    """Bars in the middle of a cell."""
    size = code128_extent(module, bars, digits_pt)
    rect = canvas.drawing.code128(
        cell.x + (cell.w - size.w) / 2,
        cell.y + (cell.h - size.h) / 2,
        digits,
        module_mm=module,
        bars_mm=bars,
        digits_pt=digits_pt,
    )
    canvas.symbols.append((digits, rect))


def _draw_qr(canvas: Canvas, placed: Placed, element: QrCode) -> None:
    text = fill(placed.template, canvas.values)
    quiet = QR_QUIET * drawn(element.module)
    x, y = element.at[0] - quiet, element.at[1] - quiet
    if len(text) == DIGITS and text.isascii() and text.isdigit():
        rect = canvas.drawing.qr(x, y, text, module_mm=element.module)
    else:
        if placed.modules is not None and len(qr_text_rows(text)) > placed.modules:
            raise QrOverflowError(canvas.paper, placed.name, len(text), placed.modules)
        rect = canvas.drawing.qr_text(x, y, text, module_mm=element.module)
    canvas.symbols.append((text, rect))


def _draw_cells(canvas: Canvas, placed: Placed, element: Cells) -> None:
    x, y = element.at
    w, h = element.cell
    whole = Rect(x, y, w * element.count, h)
    blame = Blame(placed.name, placed.template.fields)
    text = fill(placed.template, canvas.values)
    if len(text) > element.count:
        raise TextOverflowError(canvas.paper, placed.name, blame.fields, whole.w, whole.h, MIN_TYPE_PT)
    canvas.drawing.frames([whole], weight_pt=element.weight)
    canvas.drawing.rules(
        [(x + w * place, y, x + w * place, y + h) for place in range(1, element.count)], weight_pt=element.weight
    )
    skip = element.count - len(text)
    first = {Align.LEFT: 0, Align.CENTER: skip // 2, Align.RIGHT: skip}[element.align]
    for place, letter in enumerate(text, first):
        if letter != " ":
            canvas.boxed_text(
                letter,
                Rect(x + w * place, y, w, h),
                element.style,
                align=Align.CENTER,
                overflow=Overflow.SHRINK,
                blame=blame,
            )
