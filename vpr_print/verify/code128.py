"""Bars → digits: Code 128 in its code set C, as ISO/IEC 15417 describes it, without tolerance for damage.

The drawing is exact, so every bar and space has to be a whole number of modules; anything else is refused.
"""

from __future__ import annotations

from collections.abc import Iterable

# ISO/IEC 15417, table 1: widths of bar, space, bar, space, bar, space for the values 0–105
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 "
)
VALUES = {tuple(map(int, widths)): value for value, widths in enumerate(_WIDTHS.split())}
STOP = (2, 3, 3, 1, 1, 1, 2)
START_C = 105
MODULES = 123
"""Of 16 digits: start, eight pairs, check symbol (11 each), stop (13)."""
_PAIRS = tuple(f"{value:02d}" for value in range(100))
_SLACK = 0.02
"""Share of a module by which a width may miss a whole number: rounding of decimals in the drawing."""


class NotCode128(ValueError):
    """The bars are not a Code 128 C symbol; the text says what is wrong with them."""


def decode_row(modules: int) -> str:
    """The digits of 123 modules in a row, the first bit being the highest. Raises ``NotCode128``."""
    bits = f"{modules:0{MODULES}b}"
    if bits[-13:] != _STOP_BITS:
        raise NotCode128("stop pattern")
    try:
        return _digits([_VALUE_OF_BITS[bits[i : i + 11]] for i in range(0, MODULES - 13, 11)])
    except KeyError:
        raise NotCode128("unknown pattern") from None


def decode_bars(bars: Iterable[tuple[float, float]]) -> tuple[str, float]:
    """The digits of the bars, and the module's width; ``bars`` are starts and widths in any one unit.

    They are read with starts ascending. Raises ``NotCode128``.
    """
    elements: list[float] = []
    end = None
    for start, width in sorted(bars):
        if end is not None:
            elements.append(start - end)
        elements.append(width)
        end = start + width
    if len(elements) % 6 != 1 or len(elements) < 25:
        raise NotCode128("number of bars")
    module = sum(elements[:6]) / 11
    if module <= 0:
        raise NotCode128("overlapping bars")
    widths = [round(element / module) for element in elements]
    if any(abs(element - width * module) > _SLACK * module for element, width in zip(elements, widths, strict=True)):
        raise NotCode128("widths are not whole modules")
    if tuple(widths[-7:]) != STOP:
        raise NotCode128("stop pattern")
    try:
        return _digits([VALUES[tuple(widths[i : i + 6])] for i in range(0, len(widths) - 7, 6)]), module
    except KeyError:
        raise NotCode128("unknown pattern") from None


def _digits(symbol: list[int]) -> str:
    """What start, values and check symbol say."""
    start, *values, check = symbol
    if start != START_C:
        raise NotCode128("start pattern")
    if (start + sum([place * value for place, value in enumerate(values, 1)])) % 103 != check:
        raise NotCode128("check symbol")
    if max(values) > 99:
        raise NotCode128("other code set")
    return "".join([_PAIRS[value] for value in values])


def _bits(widths: tuple[int, ...]) -> str:
    return "".join("10"[place % 2] * width for place, width in enumerate(widths))


_VALUE_OF_BITS = {_bits(widths): value for widths, value in VALUES.items()}
_STOP_BITS = _bits(STOP)
