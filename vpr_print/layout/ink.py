"""What an element inks and the white that it needs, as far as its layout knows."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.layout.fields import BadTemplate, fill, parse_template
from vpr_print.layout.naming import name_of
from vpr_print.layout.paper_spec import PaperSpec
from vpr_print.layout.schema import (
    Box,
    Cells,
    Code128,
    Element,
    Line,
    NumberList,
    On,
    Picture,
    QrCode,
    SeatingGrid,
    Table,
    Text,
)
from vpr_print.layout.symbol_size import (
    CODE128_MODULES,
    CODE128_QUIET,
    POINT_MM,
    QR_MODULES,
    QR_QUIET,
    digits_line,
    drawn,
    qr_modules,
)
from vpr_print.model.geometry import Rect, Size, Turn
from vpr_print.model.identifier import DIGITS

FORM_QUIET_MM = 6.35
"""White beside the bars of a paper's own number: what document scanners want."""


@dataclass(frozen=True, slots=True)
class Ink:
    """An element's ink, and the white that a symbol needs."""

    key: tuple[str, int]
    """The list that it stands in, and its index there."""
    element: Element
    on: On
    rects: tuple[Rect, ...]
    white: Rect | None = None
    """A symbol with its quiet zones; None for what is no symbol."""

    @property
    def name(self) -> str:
        return name_of(self.element, self.key[1], on_sheet=self.key[0] == "sheet_elements")


def ink_of(key: tuple[str, int], element: Element, spec: PaperSpec, *, small: bool) -> Ink:
    """The ink of an element; ``small`` asks only for 10 modules of white beside bars."""
    match element:
        case Code128():
            return _code128(key, element, small)
        case QrCode():
            module = drawn(element.module)
            side = sample_modules(element.content, spec) * module
            square = Rect(*element.at, side, side)
            return Ink(key, element, element.on, (square,), square.grown(QR_QUIET * module))
        case Line():
            left, top = min(element.at[0], element.to[0]), min(element.at[1], element.to[1])
            w, h = abs(element.at[0] - element.to[0]), abs(element.at[1] - element.to[1])
            return Ink(key, element, element.on, (Rect(left, top, max(w, 0.02), max(h, 0.02)),))
        case Cells():
            whole = Rect(*element.at, element.cell[0] * element.count, element.cell[1])
            return Ink(key, element, element.on, (whole,))
        case Box():
            return Ink(key, element, element.on, _frame(element))
        case Table():
            width = sum(column.width for column in element.columns)
            rects = [Rect(*element.at, width, element.height)]
            if element.next_at is not None or element.next_height is not None:
                rects.append(Rect(*(element.next_at or element.at), width, element.next_height or element.height))
            return Ink(key, element, On.ALL, tuple(rects))
        case NumberList():
            rects = [Rect(*element.at, *element.size)]
            if element.next_at is not None or element.next_size is not None:
                rects.append(Rect(*(element.next_at or element.at), *(element.next_size or element.size)))
            return Ink(key, element, On.ALL, tuple(rects))
        case Text():
            return Ink(key, element, element.on, (Rect(*element.at, *element.size),))
        case SeatingGrid() | Picture():
            return Ink(key, element, On.ALL, (Rect(*element.at, *element.size),))


def sample_modules(content: str, spec: PaperSpec) -> int:
    """Modules on a side of a QR code with the longest samples of its fields."""
    samples = {field.name: field.sample for field in (*spec.fields, *spec.sheet_fields)}
    try:
        text = fill(parse_template(content), samples)
    except (BadTemplate, KeyError):  # told as a flaw of its own
        return QR_MODULES
    return QR_MODULES if len(text) == DIGITS and text.isdecimal() else qr_modules(len(text))


def _code128(key: tuple[str, int], element: Code128, small: bool) -> Ink:
    module = drawn(element.module)
    size = Size(
        CODE128_MODULES * module, drawn(element.bars) + (digits_line(element.digits_size) if element.digits else 0.0)
    )
    quiet = CODE128_QUIET * module if small else max(FORM_QUIET_MM, CODE128_QUIET * module)
    if element.turn is Turn.UP:
        ink = Rect(*element.at, size.h, size.w)
        return Ink(key, element, element.on, (ink,), Rect(ink.x, ink.y - quiet, ink.w, ink.h + 2 * quiet))
    ink = Rect(*element.at, size.w, size.h)
    return Ink(key, element, element.on, (ink,), Rect(ink.x - quiet, ink.y, ink.w + 2 * quiet, ink.h))


def _frame(box: Box) -> tuple[Rect, ...]:
    """A filled box is ink all over; of a frame only its four rules are, so a symbol may stand inside."""
    whole = Rect(*box.at, *box.size)
    if box.fill is not None and box.fill < 1:
        return (whole,)
    if not box.weight:
        return ()
    half = box.weight * POINT_MM / 2
    w, h = whole.w + 2 * half, whole.h + 2 * half
    return (
        Rect(whole.x - half, whole.y - half, w, 2 * half),
        Rect(whole.x - half, whole.bottom - half, w, 2 * half),
        Rect(whole.x - half, whole.y - half, 2 * half, h),
        Rect(whole.right - half, whole.y - half, 2 * half, h),
    )
