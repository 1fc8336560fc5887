"""A page drawn in millimetres from the top left corner, on an integer grid of 600 dpi dots.

The PDF's y axis is turned over here, not by a matrix. Every piece of content leaves the graphics state as it found
it, so pieces can be kept and placed again, and a symbol is one path with one fill: pure black, bars in whole dots.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from vpr_print.drawing.fonts import Face, FontBook
from vpr_print.drawing.qr_text import qr_text_rows
from vpr_print.drawing.symbols import code128_path, qr_number_path, qr_path
from vpr_print.layout.symbol_size import (
    CODE128_QUIET,
    DOTS_PER_INCH,
    POINT_MM,
    QR_MODULES,
    QR_QUIET,
    code128_extent,
    digits_line,
    dots,
    qr_extent,
)
from vpr_print.model.geometry import Rect, Size, Turn
from vpr_print.model.identifier import grouped

_DOTS_PER_POINT = DOTS_PER_INCH / 72
TICK_WEIGHT_MM = 0.5
"""Thickness of a scale tick."""

Segment = tuple[float, float, float, float]
"""From (x, y) to (x, y), mm."""


class Drawing:
    """Collects what stands on one page or one part of it; ``content`` gives the PDF operators.

    Methods return the rectangle (mm) that they drew in, quiet zones of symbols included. Texts raise
    ``MissingLettersError``.
    """

    __slots__ = ("_faces", "_fonts", "_height", "_out", "size")

    def __init__(self, size: Size, fonts: FontBook) -> None:
        self.size = size
        self._fonts = fonts
        self._height = dots(size.h)
        self._out: list[bytes] = []
        self._faces: set[Face] = set()

    @property
    def faces(self) -> frozenset[Face]:
        """The faces that the drawn texts need."""
        return frozenset(self._faces)

    def body(self) -> bytes:
        """Operators on the grid of dots, to be placed in another drawing."""
        return b"".join(self._out)

    def content(self) -> bytes:
        """Operators for a page or a form whose unit is the point; graphics state saved and restored."""
        return in_points(self.body())

    def place(self, body: bytes, size: Size, x: float, y: float, faces: Iterable[Face] = ()) -> Rect:
        """Another drawing's ``body`` with its top left corner at (x, y)."""
        self._out.append(b"q 1 0 0 1 %d %d cm\n%bQ\n" % (dots(x), self._height - dots(y) - dots(size.h), body))
        self._faces.update(faces)
        return Rect(x, y, size.w, size.h)

    def piece(self, body: bytes, faces: Iterable[Face] = ()) -> None:
        """Operators drawn earlier on a drawing of the same size, as they are."""
        self._out.append(body)
        self._faces.update(faces)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size_pt: float,
        bold: bool = False,
        gray: float = 0.0,
        spacing_mm: float = 0.0,
        turn: Turn = Turn.LEVEL,
    ) -> Rect:
        """One line whose baseline starts at (x, y); ``Turn.UP`` runs upwards from there."""
        shaped = self._fonts.shaped(text, bold=bold)
        if bold:
            self._faces.add(Face.BOLD_WIDE if shaped.wide else Face.BOLD)
        else:
            self._faces.add(Face.REGULAR_WIDE if shaped.wide else Face.REGULAR)
        place = b"%d %d Td" if turn is Turn.LEVEL else b"0 1 -1 0 %d %d Tm"
        line = b"BT /%b %b Tf %b <%b> Tj ET\n" % (
            b"B" if bold else b"R",
            _decimal(size_pt * _DOTS_PER_POINT),
            place % (dots(x), self._height - dots(y)),
            shaped.glyphs,
        )
        if spacing_mm:
            line = b"%d Tc\n%b0 Tc\n" % (dots(spacing_mm), line)
        if gray:
            line = b"%b g\n%b0 g\n" % (_decimal(gray, 2), line)
        self._out.append(line)
        length = shaped.width(size_pt, spacing_mm)
        size = size_pt * POINT_MM
        if turn is Turn.LEVEL:
            return Rect(x, y - 0.75 * size, length, size)
        return Rect(x - 0.75 * size, y - length, size, length)

    def rules(self, segments: Iterable[Segment], *, weight_pt: float, dashed: bool = False) -> None:
        """Straight rules, black, in one stroke."""
        height = self._height
        path = b"".join(
            [b"%d %d m %d %d l\n" % (dots(a), height - dots(b), dots(c), height - dots(d)) for a, b, c, d in segments]
        )
        if path:
            self._stroke(path, weight_pt, dashed)

    def frames(self, rects: Iterable[Rect], *, weight_pt: float) -> None:
        """Frames in one stroke; the rule's middle lies on the rectangle's edge."""
        path = b"".join([self._path(rect) for rect in rects])
        if path:
            self._stroke(path, weight_pt, dashed=False)

    def rect(self, rect: Rect, *, weight_pt: float = 0.0, fill: float | None = None) -> Rect:
        """A frame (weight above 0), a filled area (``fill`` 0 black … 1 white), or both."""
        path = self._path(rect)
        if fill is not None:
            self._out.append(b"%b g %bf 0 g\n" % (_decimal(fill, 2), path))
        if weight_pt:
            self._stroke(path, weight_pt, dashed=False)
        return rect

    def shape(self, points: Iterable[tuple[float, float]]) -> None:
        """A black polygon."""
        height = self._height
        path = [b"%d %d" % (dots(x), height - dots(y)) for x, y in points]
        self._out.append(b"0 g %b m %b l h f 0 g\n" % (path[0], b" l ".join(path[1:])))

    def code128(
        self,
        x: float,
        y: float,
        digits: str,
        *,
        module_mm: float,
        bars_mm: float,
        digits_pt: float,
        turn: Turn = Turn.LEVEL,
    ) -> Rect:
        """Code 128 C of a number; (x, y) is the top left corner of the whole rectangle (``code128_extent``)."""
        module, bars = dots(module_mm), dots(bars_mm)
        size = code128_extent(module_mm, bars_mm, digits_pt)
        left, top = dots(x), self._height - dots(y)
        path = code128_path(digits)
        if turn is Turn.LEVEL:
            matrix = b"%d 0 0 %d %d %d" % (module, bars, left + CODE128_QUIET * module, top - bars)
        else:
            size = size.turned
            matrix = b"0 %d -%d 0 %d %d" % (module, bars, left + bars, top - dots(size.h) + CODE128_QUIET * module)
        self._out.append(b"q %b cm\n%bf Q\n" % (matrix, path))
        if digits_pt:
            line = grouped(digits)
            length = self._fonts.width(line, size_pt=digits_pt)
            below = bars_mm + digits_line(digits_pt)
            if turn is Turn.LEVEL:
                self.text(x + (size.w - length) / 2, y + below, line, size_pt=digits_pt)
            else:
                self.text(x + below, y + (size.h + length) / 2, line, size_pt=digits_pt, turn=turn)
        return Rect(x, y, size.w, size.h)

    def qr(self, x: float, y: float, digits: str, *, module_mm: float) -> Rect:
        """QR 1-H of a number; (x, y) is the top left corner of the whole square (``qr_extent``)."""
        return self._qr(x, y, qr_number_path(digits), QR_MODULES, module_mm)

    def qr_text(self, x: float, y: float, text: str, *, module_mm: float) -> Rect:
        """QR code (level M) of an ASCII text, as large as it needs. Raises ``ValueError`` for other letters."""
        rows = qr_text_rows(text)
        return self._qr(x, y, qr_path(rows), len(rows), module_mm)

    def ticks(
        self, x: float, y: float, *, distance_mm: float, length_mm: float, turn: Turn = Turn.LEVEL
    ) -> tuple[Rect, Rect]:
        """Two short rules whose left (``UP``: upper) edges are a known distance apart; (x, y) is the first's corner."""
        first, second = tick_rects(x, y, distance_mm=distance_mm, length_mm=length_mm, turn=turn)
        self._out.append(b"%b%bf\n" % (self._path(first), self._path(second)))
        return first, second

    def _qr(self, x: float, y: float, path: bytes, modules: int, module_mm: float) -> Rect:
        module = dots(module_mm)
        size = qr_extent(module_mm, modules)
        self._out.append(
            b"q %d 0 0 %d %d %d cm\n%bf Q\n"
            % (
                module,
                module,
                dots(x) + QR_QUIET * module,
                self._height - dots(y) - (modules + QR_QUIET) * module,
                path,
            )
        )
        return Rect(x, y, size.w, size.h)

    def _path(self, rect: Rect) -> bytes:
        left, top = dots(rect.x), dots(rect.y)
        right, bottom = dots(rect.right), dots(rect.bottom)
        return b"%d %d %d %d re\n" % (left, self._height - bottom, right - left, bottom - top)

    def _stroke(self, path: bytes, weight_pt: float, dashed: bool) -> None:
        weight = max(1, round(weight_pt * _DOTS_PER_POINT))
        if dashed:
            self._out.append(b"%d w [30 24] 0 d\n%bS [] 0 d\n" % (weight, path))
        else:
            self._out.append(b"%d w\n%bS\n" % (weight, path))


def in_points(body: bytes) -> bytes:
    """Operators on the grid of dots, for a page or a form whose unit is the point: 72/600 of a point each."""
    return b"q .12 0 0 .12 0 0 cm\n%bQ\n" % body


def tick_rects(
    x: float, y: float, *, distance_mm: float, length_mm: float, turn: Turn = Turn.LEVEL
) -> tuple[Rect, Rect]:
    """Where ``Drawing.ticks`` draws."""
    if turn is Turn.LEVEL:
        first = Rect(x, y, TICK_WEIGHT_MM, length_mm)
        return first, first.moved(distance_mm, 0)
    first = Rect(x, y, length_mm, TICK_WEIGHT_MM)
    return first, first.moved(0, distance_mm)


@lru_cache(maxsize=4096)
def _decimal(value: float, places: int = 1) -> bytes:
    """A number as PDF writes it, without idle zeros."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return text.encode()
