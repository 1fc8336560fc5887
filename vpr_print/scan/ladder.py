"""Attempts at a page's symbols, the cheap ones first, until the page says one number clearly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress

from PIL import Image, ImageChops, ImageFilter

from vpr_print.scan.decoding import decode, merged, placed
from vpr_print.scan.identity import identify
from vpr_print.scan.page_pictures import PageImage, PageTrouble
from vpr_print.scan.seen import Point, Symbol, SymbolType
from vpr_print.scan.worn_qr import read_worn_qr

LOOK = 1700
"""Pixels of the long side of the picture that is looked at first: A4 at 150 dpi has 1754."""
_FULL = 3000
"""Of the finest picture that is made: A4 at 300 dpi has 3508, at 600 dpi it is halved."""
_MM_PER_INCH = 25.4
_A4_INCHES = 297 / _MM_PER_INCH
_BLACK_ENDS = 128
_BAND_LINES = 4
"""Lines that the mean of a band is repeated in: a decoder wants to see bars more than once."""
_SHEARS = (-4.0, -2.0, 2.0, 4.0)
"""Degrees by which a page that stands askew is turned back for the sake of its bars."""

_Attempt = Callable[[Image.Image, float, tuple[Symbol, ...]], tuple[Symbol, ...]]
"""Symbols in a gray picture of so many dpi, with their corners in it, when some are known already."""


def look(picture: Image.Image, scale: float) -> tuple[Symbol, ...]:
    """Symbols at the first look, their corners multiplied by ``scale``."""
    return _enlarged(decode(picture), scale)


def climb(page: PageImage, symbols: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """The symbols and those that are found besides, corners in pixels of the page's full size.

    Raises ``PageTrouble``.
    """
    for picture, attempts in _pictures(page):
        scale = page.width / picture.width
        for attempt in attempts:
            found = attempt(picture, _dpi(page) / scale, _enlarged(symbols, 1 / scale))
            symbols = merged((*symbols, *_enlarged(found, scale)))
            if _enough(symbols):
                return symbols
    return symbols


def _pictures(page: PageImage) -> Iterator[tuple[Image.Image, tuple[_Attempt, ...]]]:
    """Pictures of the page, and what is tried on each."""
    yield page.gray(_FULL), _ATTEMPTS
    if page.black_ink is not None:
        yield page.black_ink(), _MAIN_ATTEMPTS
    if page.otherwise is not None:
        with suppress(PageTrouble):
            yield page.otherwise().gray(_FULL), _MAIN_ATTEMPTS


def _enough(symbols: tuple[Symbol, ...]) -> bool:
    """Whether a QR code says the page's number: its error correction does not err, and no bars contradict."""
    number = identify(symbols).number
    return number is not None and any(each.type is SymbolType.QR and each.text == str(number) for each in symbols)


def _enlarged(symbols: tuple[Symbol, ...], scale: float) -> tuple[Symbol, ...]:
    return placed(symbols, lambda point: (point[0] * scale, point[1] * scale))


def _dpi(page: PageImage) -> float:
    """Of the page, or what it would be of an A4."""
    told = max(page.width, page.height) / _A4_INCHES
    return page.dpi if 0.4 * told < page.dpi < 2.5 * told else told


def _plain(picture: Image.Image, dpi: float, known: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    return decode(picture)


def _bilevel(picture: Image.Image, dpi: float, known: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    return decode(_black_or_white(picture))


def _sharpened(picture: Image.Image, dpi: float, known: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    return decode(picture.filter(ImageFilter.UnsharpMask(2, 300, 0)))


def _flattened(picture: Image.Image, dpi: float, known: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """Ink against the paper around it: under a stain the paper is darker."""
    around = picture.reduce(8).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(3))
    paper = around.resize(picture.size, Image.Resampling.BILINEAR)
    return decode(ImageChops.invert(ImageChops.subtract(paper, picture)))


def _scaled(factor: float) -> _Attempt:
    def attempt(picture: Image.Image, dpi: float, known: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
        size = round(picture.width * factor), round(picture.height * factor)
        return _enlarged(decode(picture.resize(size, Image.Resampling.BICUBIC)), 1 / factor)

    return attempt


def _squeezed(band_mm: float, *, bilevel: bool = True, askew: float = 0.0) -> _Attempt:
    """Bars read from the mean of many lines: what crosses them here and there fades."""

    def attempt(picture: Image.Image, dpi: float, known: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
        level = picture.rotate(askew, Image.Resampling.BILINEAR, expand=True, fillcolor=255) if askew else picture
        clear = _black_or_white(level) if bilevel else level
        upright = clear.transpose(Image.Transpose.ROTATE_270)
        band = max(2, round(band_mm * dpi / _MM_PER_INCH))
        found = (
            *_of_bands(clear, band),
            *placed(_of_bands(upright, band), lambda point: (point[1], clear.height - point[0])),
        )
        return placed(found, lambda point: _turned_back(point, askew, level.size, picture.size))

    return attempt


def _of_bands(picture: Image.Image, band: int) -> tuple[Symbol, ...]:
    """Level bars of the bands into which the picture is cut; said to be no higher than they are for certain."""
    thin = picture.reduce((1, band))
    bands = thin.resize((thin.width, thin.height * _BAND_LINES), Image.Resampling.NEAREST)
    found = []
    for symbol in decode(bands, qr=False, turned=False):
        a, b, c, d = symbol.corners
        middle = (a[1] + d[1]) / 2
        top, bottom = min(a[1] + _BAND_LINES, middle), max(d[1] - _BAND_LINES, middle)
        if a[1] > d[1]:
            top, bottom = max(a[1] - _BAND_LINES, middle), min(d[1] + _BAND_LINES, middle)
        top, bottom = top * band / _BAND_LINES, bottom * band / _BAND_LINES
        found.append(Symbol(symbol.type, symbol.text, ((a[0], top), (b[0], top), (c[0], bottom), (d[0], bottom))))
    return tuple(found)


def _turned_back(point: Point, angle: float, size: tuple[int, int], before: tuple[int, int]) -> Point:
    """Where a point was before the picture was turned by ``angle`` degrees anticlockwise."""
    x, y, way = point[0] - size[0] / 2, point[1] - size[1] / 2, math.radians(angle)
    return (
        before[0] / 2 + x * math.cos(way) - y * math.sin(way),
        before[1] / 2 + x * math.sin(way) + y * math.cos(way),
    )


def _black_or_white(picture: Image.Image) -> Image.Image:
    return picture.point([255 * (level >= _BLACK_ENDS) for level in range(256)])


_MAIN_ATTEMPTS: tuple[_Attempt, ...] = (_plain, _bilevel, _squeezed(5.0), read_worn_qr)
_ATTEMPTS: tuple[_Attempt, ...] = (
    _plain,
    _bilevel,
    read_worn_qr,
    _squeezed(5.0),
    _squeezed(3.5),
    _squeezed(5.0, bilevel=False),
    _flattened,
    _sharpened,
    _scaled(0.5),
    _scaled(1.5),
    *(_squeezed(3.0, askew=angle) for angle in _SHEARS),
)
"""The cheap ones first, and before them those that help most often."""
