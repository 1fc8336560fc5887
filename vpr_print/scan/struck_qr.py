"""The digits of a QR code of ours of which whole lines of modules are lost to a streak.

Error correction knows how many codewords may be wrong, not which; a streak through the middle is too much for it. But
where the streak runs is to be seen, and every module of a code is the sum (modulo 2) of some bits of its digits. There
are 54 bits and 208 modules: those beside the streak tell the digits, and must all agree.
"""

from __future__ import annotations

from functools import cache

from vpr_print.layout.symbol_size import QR_MODULES
from vpr_print.model.identifier import DIGITS
from vpr_print.scan.our_code import our_code

_GROUPS = ((0, 10), (3, 10), (6, 10), (9, 10), (12, 10), (15, 4))
"""Where a group of digits starts and its bits: three digits in 10 bits, one in 4 (ISO/IEC 18004, 7.4.3)."""
_BITS = sum(bits for _, bits in _GROUPS)
_SPARE = 40
"""Modules that have to agree besides those that tell the digits."""
_LINE = (1 << QR_MODULES) - 1


def digits_beside_streaks(modules: int) -> str | None:
    """The 16 digits of an upright code; None when no line is struck out, or what is left does not agree.

    ``modules``: 441 bits, row by row, the top left module the highest; 1 is dark.
    """
    lost = _struck(modules)
    if not lost:
        return None
    nothing, bits = _sums()
    left = ~lost & ((1 << QR_MODULES * QR_MODULES) - 1)
    known = [place for place in range(QR_MODULES * QR_MODULES) if left >> place & 1]
    told = modules ^ nothing
    equations = [
        sum((bit >> place & 1) << which for which, bit in enumerate(bits)) | (told >> place & 1) << _BITS
        for place in known
    ]
    solved = _solved(equations)
    digits = None if solved is None else _digits(solved)
    agree = digits is not None and not (number_of(our_code(digits)) ^ modules) & left
    return digits if agree else None


def number_of(rows: tuple[tuple[bool, ...], ...]) -> int:
    """Modules as one number, row by row, the top left one the highest bit."""
    return int("".join("01"[dark] for row in rows for dark in row), 2)


def _struck(modules: int) -> int:
    """Modules of the lines that are all dark or all light, which none of a code is, and of the lines beside them."""
    rows = [modules >> QR_MODULES * (QR_MODULES - 1 - row) & _LINE for row in range(QR_MODULES)]
    column = sum(1 << QR_MODULES * row for row in range(QR_MODULES))
    lost = 0
    for line in range(QR_MODULES):
        if rows[line] in (0, _LINE):
            for near in (line - 1, line, line + 1):
                if 0 <= near < QR_MODULES:
                    lost |= _LINE << QR_MODULES * (QR_MODULES - 1 - near)
        place = column << QR_MODULES - 1 - line
        if modules & place in (0, place):
            for near in (line - 1, line, line + 1):
                if 0 <= near < QR_MODULES:
                    lost |= column << QR_MODULES - 1 - near
    return lost


@cache
def _sums() -> tuple[int, tuple[int, ...]]:
    """The code of zeros, and what each bit of the digits changes in it."""
    zeros = number_of(our_code("0" * DIGITS))
    changes = []
    for start, bits in _GROUPS:
        length = 3 if bits == 10 else 1
        for bit in range(bits):
            digits = f"{1 << bit:0{length}d}"
            changes.append(number_of(our_code("0" * start + digits + "0" * (DIGITS - start - length))) ^ zeros)
    return zeros, tuple(changes)


def _solved(equations: list[int]) -> int | None:
    """The unknown bits, as some of the equations tell them; None when too few do."""
    if len(equations) < _BITS + _SPARE:
        return None
    rows = list(equations)
    for which in range(_BITS):
        pivot = next((at for at in range(which, len(rows)) if rows[at] >> which & 1), None)
        if pivot is None:
            return None
        rows[which], rows[pivot] = rows[pivot], rows[which]
        rows = [row ^ rows[which] if at != which and row >> which & 1 else row for at, row in enumerate(rows)]
    return sum((rows[which] >> _BITS & 1) << which for which in range(_BITS))


def _digits(solved: int) -> str | None:
    digits = ""
    for _, bits in _GROUPS:
        value, length = solved & ((1 << bits) - 1), 3 if bits == 10 else 1
        solved >>= bits
        if value >= 10**length:
            return None
        digits += f"{value:0{length}d}"
    return digits
