"""Symbols as modules: Code 128 C and QR codes, and the rectangles that they need.

The tables are made once per process from python-barcode and qrcode, which stay the oracles in tests: in Code 128
every pair of digits has a pattern of its own, and with version and mask fixed a QR code is XOR-affine in the bits
of its digits, so a number is looked up instead of encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import qrcode
from barcode.codex import Code128
from qrcode.util import MODE_NUMBER, QRData

from vpr_print.drawing.qr_text import QR_MASK
from vpr_print.layout.symbol_size import (
    CODE128_MODULES,
    CODE128_QUIET,
    QR_MODULES,
    QR_QUIET,
    code128_extent,
    qr_extent,
)
from vpr_print.model.identifier import DIGITS

__all__ = [
    "CODE128_QUIET",
    "QR_QUIET",
    "code128_extent",
    "code128_path",
    "qr_extent",
    "qr_number_path",
    "qr_path",
    "qr_rows",
]

_STRETCH = 7
_STRETCH_MASK = (1 << _STRETCH) - 1
_STRETCHES = QR_MODULES * QR_MODULES // _STRETCH
_START_C = 105
_CODE128_VALUES = 103 + 2
"""Pairs and checksums, the start, and the stop."""
_PATTERN = 11
_STOP = 13
_SAFE_NUMBERS = 9_900
"""python-barcode 0.16 loses a leading pair 99 (it takes it for a change of code set), so tables are made below it."""
_STOP_AT = CODE128_MODULES - _STOP


@lru_cache(maxsize=256)
def code128_path(digits: str) -> bytes:
    """PDF path of the bars of 16 digits in a box 123 wide and 1 high, not yet filled."""
    if not (len(digits) == DIGITS and digits.isascii() and digits.isdigit()):
        raise ValueError("a number is 16 digits")
    table = _bar_paths()
    return b"".join([table[place][value] for place, value in enumerate(_values(digits))]) + table[-1][0]


def qr_rows(digits16: str) -> tuple[int, ...]:
    """The 21 rows of QR 1-H, top row first, each a bit mask whose highest bit is the left module."""
    left, middle, right = (_qr_stretches(digits16)[place::3] for place in range(3))
    return tuple([a << 2 * _STRETCH | b << _STRETCH | c for a, b, c in zip(left, middle, right, strict=True)])


def qr_number_path(digits16: str) -> bytes:
    """``qr_path`` of ``qr_rows``."""
    return _joined(QR_MODULES, _qr_stretches(digits16))


def qr_path(rows: tuple[int, ...]) -> bytes:
    """PDF path of the dark modules, neighbours in a row merged, in a box one unit for each module, not yet filled.

    Rows are looked up in stretches of seven modules: a run that crosses from one to the next is drawn in two parts.
    """
    side = len(rows)
    whole = -(-side // _STRETCH) * _STRETCH
    shifts = range(whole - _STRETCH, -1, -_STRETCH)
    return _joined(side, [row << whole - side >> shift & _STRETCH_MASK for row in rows for shift in shifts])


def _joined(side: int, stretches: Iterable[int]) -> bytes:
    """The paths of all stretches of a code, row by row from the top left."""
    return b"".join([paths[modules] for paths, modules in zip(_lattice(side), stretches, strict=True)])


@cache
def _lattice(side: int) -> tuple[_Stretch, ...]:
    """The stretches of a code with so many modules on a side."""
    return tuple(_Stretch(x, y) for y in range(side - 1, -1, -1) for x in range(0, side, _STRETCH))


class _Stretch(dict[int, bytes]):
    """Paths of seven modules in a row whose left one is at (x, y), by their bits."""

    def __init__(self, x: int, y: int) -> None:
        super().__init__()
        self._x = x
        self._y = y

    def __missing__(self, modules: int) -> bytes:
        runs = re.finditer("1+", f"{modules:0{_STRETCH}b}")
        path = self[modules] = b"".join(
            [b"%d %d %d 1 re\n" % (self._x + run.start(), self._y, len(run.group())) for run in runs]
        )
        return path


def _qr_stretches(digits16: str) -> bytes:
    """The stretches of QR 1-H, seven modules a byte, three to a row."""
    if not (len(digits16) == DIGITS and digits16.isascii() and digits16.isdigit()):
        raise ValueError("a number is 16 digits")
    modules, (a, b, c, d, e, f) = _qr_tables()
    number = int(digits16)
    modules ^= a[number // 10**13] ^ b[number // 10**10 % 1000] ^ c[number // 10**7 % 1000]
    modules ^= d[number // 10**4 % 1000] ^ e[number // 10 % 1000] ^ f[number % 10]
    return modules.to_bytes(_STRETCHES, "big")


def _values(digits: str) -> list[int]:
    """Symbol values with start and checksum, without stop."""
    pairs = [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]
    check = _START_C + sum(place * value for place, value in enumerate(pairs, 1))
    return [_START_C, *pairs, check % 103]


@cache
def _patterns() -> dict[int, str]:
    """The 11 modules of every symbol value as python-barcode draws it; key −1 is the stop."""
    found: dict[int, str] = {}
    for number in range(0, _SAFE_NUMBERS, 7):
        digits = f"{number:04d}"
        bits: str = Code128(digits).build()[0]
        for place, value in enumerate(_values(digits)):
            found[value] = bits[place * _PATTERN : (place + 1) * _PATTERN]
        found[-1] = bits[-_STOP:]
        if len(found) == _CODE128_VALUES:
            return found
    raise AssertionError("every value of Code 128 C stands in the numbers below 9900")


@cache
def _bar_paths() -> tuple[dict[int, bytes], ...]:
    """For each place of a 16-digit number the path of every symbol value's bars there."""
    places: list[dict[int, bytes]] = []
    for place in range(DIGITS // 2 + 2):
        places.append({value: _bars(bits, place * _PATTERN) for value, bits in _patterns().items() if value >= 0})
    return (*places, {0: _bars(_patterns()[-1], _STOP_AT)})


def _bars(bits: str, at: int) -> bytes:
    return b"".join(b"%d 0 %d 1 re\n" % (at + run.start(), len(run.group())) for run in re.finditer("1+", bits))


@cache
def _qr_tables() -> tuple[int, tuple[tuple[int, ...], ...]]:
    """The modules of sixteen zeros, and for each group of three digits what its value changes, as one big integer."""
    base = _qr_oracle("0" * DIGITS)
    tables: list[tuple[int, ...]] = []
    for start in range(0, DIGITS, 3):
        width = min(3, DIGITS - start)
        count = 10**width
        table = [0]
        while len(table) < count:
            bit = len(table)
            digits = "0" * start + f"{bit:0{width}d}" + "0" * (DIGITS - start - width)
            change = _qr_oracle(digits) ^ base
            table += [old ^ change for old in table]
        tables.append(tuple(table[:count]))
    return base, tuple(tables)


def _qr_oracle(digits: str) -> int:
    """QR 1-H of the digits as qrcode makes it: stretches one after another, a byte each."""
    code = qrcode.QRCode(version=1, error_correction=qrcode.constants.ERROR_CORRECT_H, mask_pattern=QR_MASK, border=0)
    code.add_data(QRData(digits.encode(), mode=MODE_NUMBER), optimize=0)
    code.make(fit=False)
    modules = 0
    for row in _rows(code.modules):
        for shift in (2 * _STRETCH, _STRETCH, 0):
            modules = modules << 8 | row >> shift & _STRETCH_MASK
    return modules


def _rows(modules: list[list[bool | None]]) -> tuple[int, ...]:
    return tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in modules)
