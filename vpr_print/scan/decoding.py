"""Symbols that zxing reads in a gray picture: Code 128 and QR, nothing else is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import zxingcpp
from PIL import Image

from vpr_print.scan.seen import Point, Symbol, SymbolType

_BARS, _QR = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode
_OUR_MAKES = {"]C0": SymbolType.BARS, "]Q1": SymbolType.QR}
"""Symbology identifiers (ISO/IEC 15424) of Code 128 without function characters and of QR without ECI."""
_DIGITS = 16


def decode(picture: Image.Image, *, bars: bool = True, qr: bool = True, turned: bool = True) -> tuple[Symbol, ...]:
    """Symbols of a gray picture; ``turned``: bars that stand upright are looked for as well."""
    # The bytes are handed over as they are: zxing would have Pillow copy them twice
    lines = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
    found = zxingcpp.read_barcodes(
        lines,
        formats=[*([_BARS] if bars else []), *([_QR] if qr else [])],
        try_rotate=turned,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return tuple(_symbol(each) for each in found)


def placed(symbols: Iterable[Symbol], place: Callable[[Point], Point]) -> tuple[Symbol, ...]:
    """The symbols with their corners where ``place`` puts them."""
    moved = []
    for symbol in symbols:
        a, b, c, d = ((round(x, 1), round(y, 1)) for x, y in map(place, symbol.corners))
        moved.append(Symbol(symbol.type, symbol.text, (a, b, c, d)))
    return tuple(moved)


def merged(symbols: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """The symbols, one that was seen several times once."""
    kept: list[Symbol] = []
    for symbol in symbols:
        if not any(_same(symbol, other) for other in kept):
            kept.append(symbol)
    return tuple(kept)


def _same(one: Symbol, other: Symbol) -> bool:
    if (one.type, one.text) != (other.type, other.text):
        return False
    (x1, y1), (x2, y2) = centre(one), centre(other)
    return abs(x1 - x2) + abs(y1 - y2) < span(one) / 2


def centre(symbol: Symbol) -> Point:
    """The middle of its corners."""
    return sum(x for x, _ in symbol.corners) / 4, sum(y for _, y in symbol.corners) / 4


def span(symbol: Symbol) -> float:
    """Length of its upper side in pixels."""
    (x1, y1), (x2, y2) = symbol.corners[:2]
    return float(((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5)


def _symbol(found: zxingcpp.Barcode) -> Symbol:
    place = found.position
    corners = (
        (float(place.top_left.x), float(place.top_left.y)),
        (float(place.top_right.x), float(place.top_right.y)),
        (float(place.bottom_right.x), float(place.bottom_right.y)),
        (float(place.bottom_left.x), float(place.bottom_left.y)),
    )
    return Symbol(_type(found), str(found.text), corners)


def _type(found: zxingcpp.Barcode) -> SymbolType:
    make = _OUR_MAKES.get(str(found.symbology_identifier), SymbolType.OTHER)
    text = str(found.text)
    if make is SymbolType.QR and len(text) == _DIGITS and text.isdigit():
        told = found.extra or {}
        if (str(told.get("Version")), found.ec_level) != ("1", "H"):
            return SymbolType.OTHER
    return make
