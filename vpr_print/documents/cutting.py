"""Cut marks of a sheet of parts: drawn in gutters and margins only, so that a cut that drifts hits no symbol."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from vpr_print.drawing.sheet import Drawing, Segment
from vpr_print.layout.places import MARK_HEIGHT_MM
from vpr_print.layout.schema import Imposition
from vpr_print.model.geometry import INK_MARGIN_MM, Size

_WEIGHT_PT = 0.5
SCISSORS = Size(5.0, MARK_HEIGHT_MM)
"""Size of the scissors sign, mm."""


def cut_lines(imposition: Imposition, part: Size) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where the knife goes: x of upright cuts, y of level cuts (mm), in the middle of the gutters.

    Outside the outermost parts the cut lies half a gutter away; where a part reaches the unprintable edge of the
    sheet there is none.
    """
    sheet = imposition.size
    return (
        _cuts(imposition.at[0], part.w, imposition.gutter[0], imposition.columns, sheet.w),
        _cuts(imposition.at[1], part.h, imposition.gutter[1], imposition.rows, sheet.h),
    )


def draw_cut_marks(drawing: Drawing, imposition: Imposition, part: Size) -> None:
    """Crosses where two cuts meet, ticks where a cut leaves the parts, scissors at the first one.

    No arm reaches beyond the outermost cut, so that words in the margin may stand close to it.
    """
    sheet = imposition.size
    upright, level = cut_lines(imposition, part)
    block_x = _reach(imposition.at[0], part.w, imposition.gutter[0], imposition.columns, sheet.w, upright)
    block_y = _reach(imposition.at[1], part.h, imposition.gutter[1], imposition.rows, sheet.h, level)
    arm = imposition.mark
    segments: list[Segment] = [(x, a, x, b) for x in upright for a, b in _arms(level, block_y, arm)]
    segments += [(a, y, b, y) for y in level for a, b in _arms(upright, block_x, arm)]
    drawing.rules(segments, weight_pt=_WEIGHT_PT)
    if level:
        _draw_scissors(drawing, block_x[0] + arm + 0.5, level[0])


def _arms(crossing: Sequence[float], reach: tuple[float, float], arm: float) -> list[tuple[float, float]]:
    """Stretches of a cut that are drawn: around the cuts that cross it, and at its two ends."""
    first, last = reach
    stretches = [(max(place - arm, first), min(place + arm, last)) for place in crossing]
    if not crossing or crossing[0] - arm > first:
        stretches.append((first, first + arm))
    if not crossing or crossing[-1] + arm < last:
        stretches.append((last - arm, last))
    return stretches


def _reach(
    start: float, part: float, gutter: float, count: int, sheet: float, cuts: Sequence[float]
) -> tuple[float, float]:
    """From where to where the cuts across the parts are drawn: the outermost cut, or the printable edge."""
    first, last = start, start + count * (part + gutter) - gutter
    return (
        min([max(first, INK_MARGIN_MM), *cuts[:1]]),
        max([min(last, sheet - INK_MARGIN_MM), *cuts[-1:]]),
    )


def _cuts(start: float, part: float, gutter: float, count: int, sheet: float) -> tuple[float, ...]:
    cuts = [start - gutter / 2 + place * (part + gutter) for place in range(count + 1)]
    return tuple(cut for cut in cuts if INK_MARGIN_MM <= cut <= sheet - INK_MARGIN_MM)


def _draw_scissors(drawing: Drawing, left: float, middle: float) -> None:
    """Open scissors that look to the right, ``SCISSORS`` large, centred on the cut."""
    pivot, tip, ring = left + 2.4, left + SCISSORS.w, 0.65
    for side in (1, -1):
        drawing.shape(
            [(pivot - 0.5, middle + side * 0.45), (tip, middle - side * 0.75), (tip - 0.5, middle - side * 1.0)]
        )
        x, y = left + 1.1, middle + side * 0.85
        corners = [
            (x + ring * math.cos(step * math.pi / 6), y + ring * math.sin(step * math.pi / 6)) for step in range(13)
        ]
        drawing.rules([(*a, *b) for a, b in pairwise(corners)], weight_pt=_WEIGHT_PT)
        drawing.rules([(x + ring * 0.8, y - side * 0.35, pivot, middle + side * 0.3)], weight_pt=_WEIGHT_PT * 2)
