"""The scale of a printed page of a set, from the two ticks of its stamp. Pure: an image in, a number out.

The scanner's own scale is part of what is measured: a scanner that stretches cannot be told from a copier that does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from PIL import Image

from vpr_print.layout.symbol_size import CODE128_MODULES, CODE128_QUIET, QR_MODULES, QR_QUIET
from vpr_print.model.geometry import A3, A4, Rect, Size
from vpr_print.scan.affine import Affine, Point
from vpr_print.scan.identity import identify
from vpr_print.scan.proof_marks import straightened
from vpr_print.scan.seen import PageReading, Symbol, SymbolType

_MM_PER_INCH = 25.4
_SHEETS = (A4, A3)
_SHEET_SLACK = 0.05
_FINE = 12.0
"""Pixels for each mm of the piece that is looked at."""
_ASIDE_MM = (3.0, 2.0)
"""A tick may lie so far from where the symbols say, along and across; more, the farther it is from them."""
_ASIDE_SHARE = (0.02, 0.01)
_BAND_MM = 1.6
"""Height of the stretch of a tick that is looked at; a tick is 3 mm long."""
_STEP_MM = 0.4
_DARK = 0.2
_WIDTHS = (0.5, 2.0)
"""Of a tick's weight: what is narrower is a speck, what is wider a symbol or a picture."""
_MOST_OFF = 0.03
"""The ticks' distance against what the symbols say: more is another pair of strokes."""
_LEAST_MM = 20.0
"""Between the ticks: from less no scale is measured."""
_SAME_MM = 2.0
"""Across, the ticks of one page may differ by so much: the code that says how the page lies is small."""

_SAME_INK = 0.7
"""The paler tick of a page is at least so dark against the other one."""
_STRAIGHT_MM = 0.15
"""From one stretch of a tick to the next it stays in its place."""
_SHORT = 0.8
"""Of a tick's length: what is shorter belongs to a letter."""

Stroke = tuple[float, float, float]
"""Along and across (mm in the piece), and how dark."""


def tick_scale(image: Image.Image, reading: PageReading, boxes: Sequence[Rect]) -> float:
    """How large the page was printed: 1 = as drawn, 0.94 = shrunk to 94 %; ±0.3 % at 150 dpi and above.

    ``image`` is the page in gray as a viewer shows it, of any size; ``boxes`` are those of the page in
    ``manifest.json``, in their order: the two ticks come last. 0 when ticks or QR code are not found, or when
    ``reading.dpi`` does not make the image as large as a sheet of paper, so that nobody knows its scale.
    """
    number = str(identify(reading.symbols).number)
    own = {symbol.type: symbol for symbol in reversed(reading.symbols) if symbol.text == number}
    square = next((box for box in boxes if abs(box.w - box.h) < 0.05 * box.w), None)
    code, bars = own.get(SymbolType.QR), own.get(SymbolType.BARS)
    if square is None or code is None or len(boxes) < 3 or not _as_large_as_paper(reading):
        return 0.0
    ratio = image.width / reading.width
    place = _placed(square, code, max(boxes[0].w, boxes[0].h), bars, ratio)
    one, other = boxes[-2:]
    upright = other.y - one.y > other.x - one.x
    distance = other.y - one.y if upright else other.x - one.x
    if place is None or distance < _LEAST_MM:
        return 0.0
    weight, length = sorted((one.w, one.h))
    along = place.after(Affine(0, 1, one.x, 1, 0, one.y) if upright else Affine(1, 0, one.x, 0, 1, one.y))
    tick = Size(weight, length)
    near_one = _lines(_strokes(image, _moved(along, weight / 2), tick, _far(one, square)), length)
    near_other = _lines(_strokes(image, _moved(along, weight / 2 + distance), tick, _far(other, square)), length)
    gaps = [
        (abs(b[0] - a[0]), distance + b[0] - a[0])
        for a in near_one
        for b in near_other
        if abs(a[1] - b[1]) <= _SAME_MM and min(a[2], b[2]) >= _SAME_INK * max(a[2], b[2])
    ]
    _, found = min(gaps, default=(0.0, 0.0))
    if abs(found / distance - 1) > _MOST_OFF:
        return 0.0
    pixels = along.across * found / ratio
    return round(pixels / (reading.dpi / _MM_PER_INCH) / distance, 5)


def _as_large_as_paper(reading: PageReading) -> bool:
    if not reading.dpi or not reading.width or not reading.height:
        return False
    sides = sorted(side / reading.dpi * _MM_PER_INCH for side in (reading.width, reading.height))
    return any(
        all(abs(is_ / should - 1) <= _SHEET_SLACK for is_, should in zip(sides, (sheet.w, sheet.h), strict=True))
        for sheet in _SHEETS
    )


def _placed(square: Rect, code: Symbol, long: float, bars: Symbol | None, ratio: float) -> Affine | None:
    """Where the page lies, by the QR code, which stands upright on it; how large, by the bars where they were read.

    ``long`` is the length of the bars' box. Of bars a decoder tells the length well, and the slant not at all.
    """
    along = _reading_way(code)
    length, turn = math.hypot(*along), math.atan2(along[1], along[0])
    scale = ratio * length / (square.w * QR_MODULES / (QR_MODULES + 2 * QR_QUIET))
    if bars is not None:
        length = math.hypot(*_reading_way(bars))
        scale = ratio * length / (long * CODE128_MODULES / (CODE128_MODULES + 2 * CODE128_QUIET))
    if not scale:
        return None
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    across, down = (ratio * sum(corner[axis] for corner in code.corners) / 4 for axis in (0, 1))
    x, y = square.x + square.w / 2, square.y + square.h / 2
    return Affine(cos, -sin, across - cos * x + sin * y, sin, cos, down - sin * x - cos * y)


def _reading_way(symbol: Symbol) -> Point:
    """From the beginning of a symbol to its end, pixels."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = symbol.corners
    return (x2 - x1 + x3 - x4) / 2, (y2 - y1 + y3 - y4) / 2


def _moved(along: Affine, mm: float) -> Affine:
    return along.after(Affine(1, 0, mm, 0, 1, 0))


def _far(tick: Rect, square: Rect) -> float:
    return math.dist((tick.x, tick.y), (square.x + square.w / 2, square.y + square.h / 2))


def _lines(strokes: Iterable[Stroke], length: float) -> list[Stroke]:
    """Strokes one under another that are about as long together as a tick: their middle, and the darkest of them."""
    chains: list[list[Stroke]] = []
    for stroke in strokes:
        for chain in chains:
            along, across, _ = chain[-1]
            if abs(stroke[0] - along) <= _STRAIGHT_MM and 0 < stroke[1] - across < 1.5 * _STEP_MM:
                chain.append(stroke)
                break
        else:
            chains.append([stroke])
    return [
        (
            sum(along * dark for along, _, dark in chain) / sum(dark for _, _, dark in chain),
            (chain[0][1] + chain[-1][1]) / 2,
            max(dark for _, _, dark in chain),
        )
        for chain in chains
        if _SHORT * length <= len(chain) * _STEP_MM <= length + _BAND_MM + _STEP_MM
    ]


def _strokes(image: Image.Image, place: Affine, tick: Size, far: float) -> Iterator[Stroke]:
    """Dark stretches near the point where a tick should stand, along and across measured from there, top to bottom."""
    aside, beside = (least + share * far for least, share in zip(_ASIDE_MM, _ASIDE_SHARE, strict=True))
    depth = tick.h + 2 * beside
    piece = straightened(image, place.after(Affine(1, 0, -aside, 0, 1, -beside)), Size(2 * aside, depth), _FINE)
    white = sorted(piece.tobytes())[-piece.width * piece.height // 3]
    if white < 32:
        return
    across = 0.0
    while across + _BAND_MM <= depth:
        rows = piece.crop((0, round(across * _FINE), piece.width, round((across + _BAND_MM) * _FINE)))
        line = rows.resize((piece.width, 1), Image.Resampling.BOX).tobytes()
        dark = [max(0.0, 1 - value / white) for value in line]
        for first, last in _dark_runs(dark):
            if _WIDTHS[0] * tick.w <= (last - first) / _FINE <= _WIDTHS[1] * tick.w + 2 / _FINE:
                near = range(max(0, first - 3), min(len(dark), last + 3))
                total = sum(dark[place] for place in near)
                middle = sum(dark[place] * (place + 0.5) for place in near) / total / _FINE
                yield middle - aside, across + _BAND_MM / 2 - beside, max(dark[first:last])
        across += _STEP_MM


def _dark_runs(dark: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Stretches at least half as dark as the darkest, which is dark at all."""
    least = max(_DARK, max(dark) / 2)
    start: int | None = None
    for place, value in enumerate((*dark, 0.0)):
        if value >= least and start is None:
            start = place
        elif value < least and start is not None:
            yield start, place
            start = None
