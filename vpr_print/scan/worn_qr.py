"""A QR code of ours that has lost a corner, to dirt, a pen or the stapler, read nevertheless.

Decoders look for the three squares in the corners; one that is struck through is not found, though the error correction
would carry the rest. Here all that is the same in every QR code of our papers (squares, timing, format: more than half
of the modules) is laid over the picture until it fits best. Then it is painted as it should be, and a decoder reads
the data, whose error correction decides as ever.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from PIL import Image, ImageFilter

from vpr_print.layout.symbol_size import QR_MODULES, QR_QUIET
from vpr_print.model.identifier import DIGITS
from vpr_print.scan.dark_areas import DarkArea, squares
from vpr_print.scan.decoding import centre, decode
from vpr_print.scan.our_code import our_code
from vpr_print.scan.seen import Point, Symbol, SymbolType
from vpr_print.scan.struck_qr import digits_beside_streaks

_MODULE_MM = 0.508
_MM_PER_INCH = 25.4
_SIDES_MM = 6.0, 22.0
"""Of areas where a code may stand: shrunk to 70 %, or with a pen's strokes sticking out."""
_MOST_AREAS = 8
_MODULE_RANGE = 0.6, 1.5
"""Times the size that is printed."""
_ANGLES = tuple(math.radians(angle) for angle in (-5.0, -2.5, 0.0, 2.5, 5.0))
_SHIFTS = tuple(1.25 * step for step in range(-2, 3))
"""Modules by which the area's middle may be off."""
_REFINED = 3
"""Places of an area that are looked at closely."""
_FITS = 100.0
"""Light against dark, of 255, above which it may be a code of ours: anything else stays below."""
_MARGIN = 6
"""Modules around an area."""
_PIXELS = 4
"""A module of the painted code."""
_BLACKS = (0.5, 0.3, 0.7)
"""Where black ends between the dark and the light of the pattern."""

_Place = tuple[float, float, float, float]
"""Middle (two), module in pixels, angle in radians."""


def read_worn_qr(picture: Image.Image, dpi: float, known: tuple[Symbol, ...] = ()) -> tuple[Symbol, ...]:
    """Codes of ours that stand in a gray picture of a page, with their corners in it; those that are known left out."""
    module = _MODULE_MM * dpi / _MM_PER_INCH
    places = [centre(symbol) for symbol in known]
    areas = [area for area in squares(picture, dpi, *_SIDES_MM) if not any(area.holds(place) for place in places)]
    if len(areas) > _MOST_AREAS:
        areas.sort(key=lambda area: _glance(picture, area, module), reverse=True)
    found: list[Symbol] = []
    for area in areas[:_MOST_AREAS]:
        symbol = _read_area(picture, area, module)
        if symbol is not None and symbol not in found:
            found.append(symbol)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What never changes in our codes, for one of four rotations."""

    modules: tuple[tuple[int, bool], ...]
    """Place (row by row) and whether it is dark."""
    dark: Any
    """Takes the dark places out of the 441."""
    light: Any
    darks: int
    lights: int
    turn: int
    """Quarters clockwise by which the code is turned."""

    def fit(self, modules: bytes) -> float:
        """How much lighter the light places are than the dark ones."""
        return float(sum(self.light(modules)) / self.lights - sum(self.dark(modules)) / self.darks)


@cache
def _patterns() -> tuple[_Pattern, ...]:
    code, side, corner = our_code("0" * DIGITS), QR_MODULES, 9
    fixed = {
        (row, column): code[row][column]
        for row in range(side)
        for column in range(side)
        if 6 in (row, column)
        or (row < corner and column < corner)
        or (row < corner and column >= side - corner + 1)
        or (row >= side - corner + 1 and column < corner)
    }
    patterns = []
    for turn in range(4):
        modules = tuple((row * side + column, dark) for (row, column), dark in sorted(fixed.items()))
        dark, light = ([place for place, is_dark in modules if is_dark is wanted] for wanted in (True, False))
        patterns.append(_Pattern(modules, itemgetter(*dark), itemgetter(*light), len(dark), len(light), turn))
        fixed = {(column, side - 1 - row): is_dark for (row, column), is_dark in fixed.items()}
    return tuple(patterns)


def _glance(picture: Image.Image, area: DarkArea, module: float) -> float:
    """How well a level code in the middle of the area would fit, looked at hastily."""
    x, y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
    steps = (-1.0, 0.0, 1.0)
    sizes = (module, max(area.sides) / (QR_MODULES + 0.5))
    return max(
        _fit(picture, (x + dx * size, y + dy * size, size, 0.0))[0] for size in sizes for dx in steps for dy in steps
    )


def _read_area(picture: Image.Image, area: DarkArea, module: float) -> Symbol | None:
    margin = round(_MARGIN * module)
    left, top = area.left - margin, area.top - margin
    crop = picture.crop((left, top, area.right + margin, area.bottom + margin))
    soft = crop.filter(ImageFilter.GaussianBlur(module / 4))
    sides = area.sides
    for fit, pattern, place in _best_places(soft, sides, module):
        if fit < _FITS:
            return None
        modules, corners = _modules(soft, place), _corners(place, pattern.turn, (left, top))
        for painted in _painted(modules, pattern):
            for symbol in decode(painted, bars=False, turned=False):
                return Symbol(symbol.type, symbol.text, corners)
        digits = digits_beside_streaks(_upright(modules, pattern))
        if digits is not None:
            return Symbol(SymbolType.QR, digits, corners)
    return None


def _upright(modules: Image.Image, pattern: _Pattern) -> int:
    """Which modules are dark, those of an upright code."""
    data = modules.tobytes()
    dark, light = sum(pattern.dark(data)) / pattern.darks, sum(pattern.light(data)) / pattern.lights
    levels = modules.rotate(90 * pattern.turn).tobytes()
    return int("".join("01"[level < (dark + light) / 2] for level in levels), 2)


def _best_places(soft: Image.Image, sides: tuple[int, int], module: float) -> Iterator[tuple[float, _Pattern, _Place]]:
    """The best fits, the better one first."""
    middle_x, middle_y = soft.width / 2, soft.height / 2
    filled = [side / across for side in sides for across in (QR_MODULES, QR_MODULES + 1.5)]
    wanted = {round(size, 2) for size in (module, 0.94 * module, 1.06 * module, *filled)}
    least, most = (factor * module for factor in _MODULE_RANGE)
    tried = [
        (*_fit(soft, place), place)
        for size in sorted(wanted)
        if least <= size <= most
        for angle in _ANGLES
        for dx in _SHIFTS
        for dy in _SHIFTS
        for place in ((middle_x + dx * size, middle_y + dy * size, size, angle),)
    ]
    tried.sort(key=lambda each: -each[0])
    refined = [_refined(soft, place) for _, _, place in tried[:_REFINED]]
    yield from sorted(refined, key=lambda each: -each[0])


def _refined(soft: Image.Image, place: _Place) -> tuple[float, _Pattern, _Place]:
    """The place moved, magnified and turned a little, as long as it fits better."""
    best, pattern = _fit(soft, place)
    steps = [place[2] * 0.6, place[2] * 0.6, place[2] * 0.025, 0.025]
    for _ in range(4):
        for which in range(4):
            for step in (steps[which], -steps[which]):
                moved = list(place)
                moved[which] += step
                near = moved[0], moved[1], moved[2], moved[3]
                fit, its_pattern = _fit(soft, near)
                if fit > best:
                    best, pattern, place = fit, its_pattern, near
        steps = [step * 0.6 for step in steps]
    return best, pattern, place


def _fit(soft: Image.Image, place: _Place) -> tuple[float, _Pattern]:
    modules = _modules(soft, place).tobytes()
    best = max(_patterns(), key=lambda pattern: pattern.fit(modules))
    return best.fit(modules), best


def _modules(soft: Image.Image, place: _Place) -> Image.Image:
    """The 21 × 21 modules of a code at this place, a pixel each."""
    x, y, size, angle = place
    half = QR_MODULES / 2
    right, down = size * math.cos(angle), size * math.sin(angle)
    matrix = (right, -down, x - right * half + down * half, down, right, y - down * half - right * half)
    return soft.transform((QR_MODULES, QR_MODULES), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def _painted(modules: Image.Image, pattern: _Pattern) -> Iterator[Image.Image]:
    """Clean pictures of the code, its fixed part as it should be; several, for where black ends is a guess."""
    data = modules.tobytes()
    dark, light = sum(pattern.dark(data)) / pattern.darks, sum(pattern.light(data)) / pattern.lights
    around = modules.filter(ImageFilter.BoxBlur(3)).tobytes()
    limits = [[dark + share * (light - dark)] * len(data) for share in _BLACKS]
    limits.insert(1, [(level + (dark + light) / 2) / 2 for level in around])
    for limit in limits:
        painted = bytearray(255 * (level >= end) for level, end in zip(data, limit, strict=True))
        for place, is_dark in pattern.modules:
            painted[place] = 255 * (not is_dark)
        code = Image.frombytes("L", modules.size, bytes(painted))
        side, quiet = QR_MODULES * _PIXELS, QR_QUIET * _PIXELS
        page = Image.new("L", (side + 2 * quiet, side + 2 * quiet), 255)
        page.paste(code.resize((side, side), Image.Resampling.NEAREST), (quiet, quiet))
        yield page


def _corners(place: _Place, turn: int, origin: tuple[int, int]) -> tuple[Point, Point, Point, Point]:
    """Corners of the code as it reads, in the whole picture."""
    x, y, size, angle = place
    half = QR_MODULES / 2 * size
    right, down = half * math.cos(angle), half * math.sin(angle)
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    lying = [
        (round(origin[0] + x + a * right - b * down, 1), round(origin[1] + y + a * down + b * right, 1))
        for a, b in signs
    ]
    first, second, third, fourth = lying[turn:] + lying[:turn]
    return first, second, third, fourth
