"""Modules → digits: QR code of version 1, level H, sixteen digits, as ISO/IEC 18004 describes it, without any repair.

The drawing is exact, so finders, timing, format information, all check codewords and the padding have to be
right to the last module; a symbol that a reader would silently correct is refused. So the digits that the data bits
say are encoded again, and all modules have to be the same.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

SIZE = 21
_DATA, _TOTAL = 9, 26
_CHECKS = _TOTAL - _DATA
_LEVEL_H = 0b10
_HEADER = "0001" + f"{16:010b}"
"""Mode (numeric) and count of digits."""
_GROUPS = (10, 10, 10, 10, 10, 4)
"""Bits of each group of three digits, and of the last digit."""
_NUMBER = sum(_GROUPS)
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
    rest = modules ^ _BASES[mask]
    number = int("".join(_NUMBER_BITS(f"{rest:0441b}")), 2)
    values = (number >> 44, number >> 34 & 1023, number >> 24 & 1023, number >> 14 & 1023, number >> 4 & 1023)
    a, b, c, d, e = _SHARES
    one, two, three, four, five = values
    if a[one] ^ b[two] ^ c[three] ^ d[four] ^ e[five] ^ _LAST_SHARES[number & 15] != rest:
        raise NotQr("mode, length, padding or check codewords")
    try:
        return "".join([*map(_THREE_DIGITS.__getitem__, values), _ONE_DIGIT[number & 15]])
    except LookupError:
        raise NotQr("digits") from None


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


def _placed(bits: str) -> int:
    """The modules that are dark for these data bits (nine codewords) with their check codewords."""
    data = int(bits, 2).to_bytes(_DATA, "big")
    whole = f"{int.from_bytes(data + _checks(data), 'big'):0{_TOTAL * 8}b}"
    return sum(1 << SIZE * SIZE - 1 - place for place, bit in zip(_PLACES, whole, strict=True) if bit == "1")


def _checks(data: bytes) -> bytes:
    """Check codewords: Reed–Solomon over GF(256) with x⁸+x⁴+x³+x²+1; the generator's roots are 1, α, …, α¹⁶."""
    powers = [1]
    for _ in range(254):
        powers.append(powers[-1] << 1 ^ (0x11D if powers[-1] & 0x80 else 0))

    def times(one: int, other: int) -> int:
        return powers[(powers.index(one) + powers.index(other)) % 255] if one and other else 0

    generator = [1]
    for root in powers[:_CHECKS]:
        generator = [one ^ times(other, root) for one, other in zip([*generator, 0], [0, *generator], strict=True)]
    rest = [0] * _CHECKS
    for codeword in data:
        factor = codeword ^ rest[0]
        rest = [one ^ times(factor, other) for one, other in zip([*rest[1:], 0], generator[1:], strict=True)]
    return bytes(rest)


def _shares(at: int, width: int) -> list[int]:
    """For each value of the ``width`` data bits from ``at`` on the modules that it turns over."""
    shares = [0]
    for bit in reversed(range(at, at + width)):
        share = _placed("0" * bit + "1" + "0" * (_DATA * 8 - 1 - bit))
        shares += [share ^ earlier for earlier in shares]
    return shares


_FUNCTION = _function_modules(0)[0]
_MASK_OF = {_function_modules(mask)[1]: mask for mask in range(8)}
_PLACES = _data_places()
_ZEROS = _placed(_HEADER + "0" * (_DATA * 8 - len(_HEADER)))
"""Sixteen zeros before masking; the number, the terminator of four bits and no padding fill the nine codewords."""
_BASES = tuple(
    _ZEROS ^ dark ^ sum(1 << SIZE * SIZE - 1 - place for place in _PLACES if turned(*divmod(place, SIZE)))
    for dark, turned in zip(_MASK_OF, _MASKS, strict=True)
)
_NUMBER_BITS = itemgetter(*_PLACES[len(_HEADER) : len(_HEADER) + _NUMBER])
*_SHARES, _LAST_SHARES = [
    _shares(len(_HEADER) + sum(_GROUPS[:place]), width) for place, width in enumerate(_GROUPS)
]
_THREE_DIGITS = [f"{value:03d}" for value in range(1000)]
_ONE_DIGIT = [str(value) for value in range(10)]
