"""Symbols that shine through from the other side of the sheet: they read as well as real ones, and are not this page's.

Seen from behind everything is mirrored. Decoders read a mirrored QR code without a word, and mirrored bars are bars.
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from vpr_print.layout.symbol_size import QR_MODULES
from vpr_print.model.identifier import DIGITS
from vpr_print.scan.identity import identify
from vpr_print.scan.ink import BLANK
from vpr_print.scan.our_code import our_code
from vpr_print.scan.seen import Symbol, SymbolType
from vpr_print.scan.uprightness import quarters_of

_SAMPLES = 3
"""Of each module, across and down."""
_LEVEL, _UPWARDS = 0, 270
"""How bars stand against the QR code of their page, degrees clockwise."""


def without_show_through(
    symbols: tuple[Symbol, ...], picture: Image.Image, scale: float, ink: float
) -> tuple[Symbol, ...]:
    """The symbols; those of the other side as ``OTHER``.

    ``picture`` has 1/``scale`` of the size in which the corners count; ``ink`` is the share of dark in it.
    """
    codes = [each for each in symbols if each.type is SymbolType.QR and len(each.text) == DIGITS]
    bars = [each for each in symbols if each.type is SymbolType.BARS]
    sure = identify(symbols).sure
    behind = {
        each.text for each in codes if (not sure or _crosswise(each, bars)) and _is_mirrored(each, picture, scale)
    }
    if not codes and ink < BLANK:  # too pale for bars of this side
        behind = {each.text for each in bars}
    return tuple(replace(each, type=SymbolType.OTHER) if each.text in behind else each for each in symbols)


def _crosswise(code: Symbol, bars: list[Symbol]) -> bool:
    """Whether bars stand against the code as on none of our papers."""
    own = [each for each in bars if each.text == code.text]
    return any((quarters_of(each) - quarters_of(code)) % 360 not in (_LEVEL, _UPWARDS) for each in own)


def _is_mirrored(code: Symbol, picture: Image.Image, scale: float) -> bool:
    """Whether the modules in the picture are those of the code with rows and columns swapped."""
    top_left, top_right, bottom_right, bottom_left = code.corners
    quad = [value / scale for point in (top_left, bottom_left, bottom_right, top_right) for value in point]
    side = QR_MODULES * _SAMPLES
    seen = picture.transform((side, side), Image.Transform.QUAD, quad, Image.Resampling.BILINEAR).reduce(_SAMPLES)
    levels, expected = seen.tobytes(), our_code(code.text)
    places = [(row, column) for row in range(QR_MODULES) for column in range(QR_MODULES)]
    upright = sum(levels[r * QR_MODULES + c] * (-1 if expected[r][c] else 1) for r, c in places)
    swapped = sum(levels[r * QR_MODULES + c] * (-1 if expected[c][r] else 1) for r, c in places)
    return swapped > upright
