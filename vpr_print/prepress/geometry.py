"""How a page of any shape comes to lie on the portrait A4 sheet."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.drawing.pdf_file import POINTS_PER_MM
from vpr_print.model.geometry import A4, Size
from vpr_print.prepress.masters import PageSizePolicy

A4_SLACK_MM = 2.0
SHEET_PT = (round(A4.w * POINTS_PER_MM, 3), round(A4.h * POINTS_PER_MM, 3))
"""595.276 × 841.89: the BBox of every form."""
_LANDSCAPE = 1.02
"""A page is turned when it is wider than high by more than this: nearly square ones stay upright."""
_ROUNDING_PT = 0.16
"""Points by which A4 is larger where a program rounded it up: 595.32 × 841.92, 595 × 842."""
_WITHIN = 1 - 2e-5
"""Viewers widen pictures to whole pixels: a scan must not reach over the edge of the sheet by a hair."""
_STEP_PT = 0.24
"""A pixel at 300 dpi: margins are whole ones, so that a scan is not sampled anew between the pixels."""

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageShape:
    """A page's visible box in its own space, and how a viewer turns and magnifies it."""

    box: Box
    """left, bottom, right, top."""
    rotate: int
    """Clockwise, 0, 90, 180 or 270."""
    unit: float = 1.0
    """User unit in points."""

    @property
    def size(self) -> Size:
        """As a viewer shows it, mm."""
        w, h = self.box[2] - self.box[0], self.box[3] - self.box[1]
        if self.rotate % 180:
            w, h = h, w
        return Size(w * self.unit / POINTS_PER_MM, h * self.unit / POINTS_PER_MM)


@dataclass(frozen=True, slots=True)
class Laying:
    """Where a page lies on the sheet."""

    matrix: Matrix
    """From the page's own space to the sheet's points."""
    scale: float
    turned: bool
    standard: bool
    """A4 within ± 2 mm, on either side."""
    cropped: bool
    """Something may stick out of the sheet."""
    size: tuple[float, float]
    """Width and height on the sheet, points."""
    corner: tuple[float, float]
    """Left and top on the sheet, points."""


def lay(shape: PageShape, policy: PageSizePolicy) -> Laying:
    """The page on the portrait sheet, centred; landscape pages turned anticlockwise.

    The direction is that of printers: «landscape» is the portrait sheet's content turned by +90°, anticlockwise
    (RFC 8011, 5.2.10), so that a bound sheet is read by turning it clockwise, as ГОСТ 2.105 has it for tables.
    """
    size = shape.size
    turned = size.w > size.h * _LANDSCAPE
    rotate = (shape.rotate - 90 if turned else shape.rotate) % 360
    upright = size.turned if turned else size
    standard = abs(upright.w - A4.w) <= A4_SLACK_MM and abs(upright.h - A4.h) <= A4_SLACK_MM
    scale = _scale(upright, standard, policy)
    cropped = not standard and (scale * upright.w > A4.w + 0.1 or scale * upright.h > A4.h + 0.1)
    k = scale * shape.unit
    a, b, c, d, e, f = _turn(shape.box, rotate)
    w, h = upright.w * POINTS_PER_MM * scale, upright.h * POINTS_PER_MM * scale
    left, top = _margin(SHEET_PT[0] - w), _margin(SHEET_PT[1] - h)
    matrix = (a * k, b * k, c * k, d * k, e * k + left, f * k + SHEET_PT[1] - h - top)
    return Laying(matrix, scale, turned, standard, cropped, (w, h), (left, top))


def _scale(upright: Size, standard: bool, policy: PageSizePolicy) -> float:
    """1 for A4; less by a hair (0.02 % at most, not a pixel at 300 dpi) where its size in points was rounded up."""
    w, h = upright.w * POINTS_PER_MM, upright.h * POINTS_PER_MM
    full = min(SHEET_PT[0] / w, SHEET_PT[1] / h)
    if standard:
        over = max(w - SHEET_PT[0], h - SHEET_PT[1])
        return full * _WITHIN if 0.001 < over <= _ROUNDING_PT else 1.0
    return full * _WITHIN if policy is PageSizePolicy.FIT else 1.0


def _margin(both: float) -> float:
    """One of two margins, near the half of both."""
    return int(both / 2 / _STEP_PT) * _STEP_PT


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does ``first`` and ``then`` after it."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def around(box: Box, matrix: Matrix) -> Box:
    """The upright box around the corners of ``box`` after ``matrix``."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def operand(*values: float) -> bytes:
    """Numbers as a content stream has them: no exponent, no needless zeros."""
    return b" ".join((f"{value:.6f}".rstrip("0").rstrip(".") or "0").encode() for value in values).replace(
        b"-0 ", b"0 "
    )


def _turn(box: Box, rotate: int) -> Matrix:
    """From the page's own space to upright points from (0, 0)."""
    left, bottom, right, top = box
    match rotate:
        case 90:
            return (0, -1, 1, 0, -bottom, right)
        case 180:
            return (-1, 0, 0, -1, right, top)
        case 270:
            return (0, 1, -1, 0, top, -left)
        case _:
            return (1, 0, 0, 1, -left, -bottom)
