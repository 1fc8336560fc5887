"""How a page lies in its image, by the symbols on it. Pure."""

from __future__ import annotations

import math

from vpr_print.model.identifier import NotOurNumber, NumberKind, parse_number
from vpr_print.scan.seen import Symbol, SymbolType


def turn_of(symbols: tuple[Symbol, ...], size: tuple[int, int]) -> int:
    """Degrees clockwise (0, 90, 180, 270) by which the image is turned to stand upright; 0 when nobody knows.

    QR codes always stand upright on our papers; bars do, but for those along a side margin of a set's page, which
    read from the bottom to the top.
    """
    qrs = [symbol for symbol in symbols if symbol.type is SymbolType.QR and _is_ours(symbol)]
    if qrs:
        return -quarters_of(qrs[0]) % 360
    for symbol in symbols:
        if symbol.type is SymbolType.BARS and _is_ours(symbol):
            quarters = quarters_of(symbol)
            along_long_side = (size[1] > size[0]) == (quarters % 180 == 90)
            up = symbol.text.startswith(str(NumberKind.SET.value)) and along_long_side
            return -(quarters + 90 * up) % 360
    return 0


def skew_of(symbols: tuple[Symbol, ...]) -> float:
    """Degrees clockwise by which the page is askew once it is upright, to half a degree or so; a QR code tells."""
    codes = [symbol for symbol in symbols if symbol.type is SymbolType.QR]
    if not codes:  # of bars decoders give a level box, however they stand
        return 0.0
    largest = max(codes, key=lambda symbol: math.dist(*symbol.corners[:2]))
    angle = _angle(largest)
    return round(2 * (angle - 90 * round(angle / 90))) / 2


def quarters_of(symbol: Symbol) -> int:
    """Which way the symbol reads, degrees clockwise from the right: 0, 90, 180 or 270."""
    return round(_angle(symbol) / 90) * 90 % 360


def _is_ours(symbol: Symbol) -> bool:
    try:
        parse_number(symbol.text)
    except NotOurNumber:
        return False
    return True


def _angle(symbol: Symbol) -> float:
    """Of the reading direction, degrees clockwise from the right: the mean of all four sides."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = symbol.corners
    across = (x2 - x1) + (x3 - x4), (y2 - y1) + (y3 - y4)
    down = (x4 - x1) + (x3 - x2), (y4 - y1) + (y3 - y2)
    if symbol.type is SymbolType.QR:  # a square: its height tells as much as its width
        across = across[0] + down[1], across[1] - down[0]
    return math.degrees(math.atan2(across[1], across[0]))
