"""Modules → digits: QR code of version 1, level H, numeric, as ISO/IEC 18004 describes it, without any repair.

The drawing is exact, so finders, timing, format information, all check codewords and the padding have to be
right to the last module; a symbol that a reader would silently correct is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

SIZE = 21
_DATA, _TOTAL = 9, 26
_CHECKS = _TOTAL - _DATA
_LEVEL_H = 0b10
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)


class NotQr(ValueError):
    """The modules are not a QR code as ours are; the text says what is wrong with them."""


def decode_modules(modules: int) -> str:
    """The digits of a symbol given as 441 bits, row by row from the top left, the first being the highest.

    Raises ``NotQr``.
    """
    mask = _MASK_OF.get(modules & _FUNCTION)
    if mask is None:
        raise NotQr("finders, timing or format information")
    bits = "".join(_IN_ORDER(f"{modules ^ _MASK_BITS[mask]:0441b}"))
    codewords = int(bits, 2).to_bytes(_TOTAL, "big")
    syndromes = 0
    for table, codeword in zip(_SYNDROMES, codewords, strict=True):
        syndromes ^= table[codeword]
    if syndromes:
        raise NotQr("check codewords")
    return _numeric(bits[: _DATA * 8])


def _numeric(bits: str) -> str:
    if bits[:4] != "0001":
        raise NotQr("not numeric")
    count = int(bits[4:14], 2)
    end = 14 + count // 3 * 10 + (0, 4, 7)[count % 3]
    if end > len(bits):
        raise NotQr("length")
    digits = ""
    at = 14
    for left in range(count, 0, -3):
        size, length = ((4, 1), (7, 2), (10, 3))[min(left, 3) - 1]
        group = f"{int(bits[at : at + size], 2):0{length}d}"
        if len(group) > length:
            raise NotQr("digits")
        digits += group
        at += size
    rest = bits[end:]
    terminator = min(4, len(rest))
    padding = rest[terminator:]
    zeros = -(end + terminator) % 8
    expected = "0" * zeros + "1110110000010001" * _DATA
    if "1" in rest[:terminator] or padding != expected[: len(padding)]:
        raise NotQr("padding")
    return digits


def _bit(row: int, column: int) -> int:
    return 1 << (SIZE * SIZE - 1 - row * SIZE - column)


def _format_bits(mask: int) -> int:
    data = _LEVEL_H << 3 | mask
    rest = data << 10
    for shift in range(4, -1, -1):
        if rest >> (shift + 10) & 1:
            rest ^= 0b10100110111 << shift
    return (data << 10 | rest) ^ 0b101010000010010


def _function_modules(mask: int) -> tuple[int, int]:
    """Bits of all modules that are no data, and those of them that are dark under a mask."""
    places = dark = 0
    for top, left in ((0, 0), (0, SIZE - 7), (SIZE - 7, 0)):
        for row in range(max(top - 1, 0), min(top + 8, SIZE)):
            for column in range(max(left - 1, 0), min(left + 8, SIZE)):
                places |= _bit(row, column)
                ring = max(abs(row - top - 3), abs(column - left - 3))
                dark |= _bit(row, column) if ring in (0, 1, 3) else 0
    for i in range(8, SIZE - 8):
        places |= _bit(6, i) | _bit(i, 6)
        dark |= 0 if i % 2 else _bit(6, i) | _bit(i, 6)
    places |= _bit(SIZE - 8, 8)
    dark |= _bit(SIZE - 8, 8)
    around = [*((8, c) for c in range(6)), (8, 7), (8, 8), (7, 8), *((r, 8) for r in range(5, -1, -1))]
    beside = [*((r, 8) for r in range(SIZE - 1, SIZE - 8, -1)), *((8, c) for c in range(SIZE - 8, SIZE))]
    for copy in (around, beside):
        for i, (row, column) in enumerate(copy):
            places |= _bit(row, column)
            dark |= _bit(row, column) if _format_bits(mask) >> (14 - i) & 1 else 0
    return places, dark


def _data_places() -> list[int]:
    """Places of the data bits in their order: up and down in columns of two from the lower right corner."""
    order = []
    upwards = True
    for right in (20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        for row in range(SIZE - 1, -1, -1) if upwards else range(SIZE):
            order += [row * SIZE + column for column in (right, right - 1) if not _FUNCTION & _bit(row, column)]
        upwards = not upwards
    return order


def _syndrome_tables() -> list[list[int]]:
    """For each codeword's place and value its share in the 17 syndromes, one byte each, packed into one number.

    The symbol is right when the shares of all its codewords cancel out: Reed–Solomon over GF(256) with the
    polynomial x⁸+x⁴+x³+x²+1 and the generator's roots 1, α, …, α¹⁶.
    """
    powers = [1]
    for _ in range(254):
        powers.append(powers[-1] << 1 ^ (0x11D if powers[-1] & 0x80 else 0))
    tables = []
    for place in range(_TOTAL):
        exponent = _TOTAL - 1 - place
        table = [0]
        for bit in range(8):
            share = 0
            for root in range(_CHECKS):
                share = share << 8 | powers[(root * exponent + bit) % 255]
            table += [share ^ earlier for earlier in table]
        tables.append(table)
    return tables


_FUNCTION = _function_modules(0)[0]
_MASK_OF = {_function_modules(mask)[1]: mask for mask in range(8)}
_MASK_BITS = tuple(
    sum(_bit(r, c) for r in range(SIZE) for c in range(SIZE) if not _FUNCTION & _bit(r, c) and turned(r, c))
    for turned in _MASKS
)
_IN_ORDER = itemgetter(*_data_places())
_SYNDROMES = _syndrome_tables()
