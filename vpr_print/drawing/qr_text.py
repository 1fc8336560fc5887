"""QR codes of texts, the very ones that qrcode makes, ten times as fast.

What depends on the version alone (function modules, mask, where each bit of a codeword stands) is asked of qrcode
once; the codewords of a text are put together here (ISO/IEC 18004, 7.4 and 7.5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import Any

import qrcode
from qrcode import base, util

QR_MASK = 6
"""The mask with the lowest mean penalty over random numbers."""
_LEVEL = qrcode.constants.ERROR_CORRECT_M
_CHUNK = 20
"""So many digits or capitals in a row are worth a mode of their own."""
_PADDING = bytes([0b11101100, 0b00010001])


@lru_cache(maxsize=64)
def qr_text_rows(text: str) -> tuple[int, ...]:
    """Rows of the smallest QR code at level M that holds an ASCII text. Raises ``ValueError`` for other letters.

    The top row comes first; the highest bit of each is the left module.
    """
    if not text or not text.isascii():
        raise ValueError("the QR code of a paper holds ASCII")
    version, data = _data_codewords(text)
    side, plain, in_order = _frame(version)
    codewords = _with_checks(version, data)
    bits = f"{int.from_bytes(codewords, 'big'):0{8 * len(codewords)}b}"
    modules = f"{int(''.join(in_order(bits + '0')), 2) ^ plain:0{side * side}b}"
    return tuple(int(modules[start : start + side], 2) for start in range(0, side * side, side))


class _Bits:
    """What qrcode writes its chunks of data into."""

    def __init__(self) -> None:
        self.value = 0
        self.length = 0

    def put(self, number: int, length: int) -> None:
        self.value = self.value << length | number
        self.length += length


def _data_codewords(text: str) -> tuple[int, bytes]:
    """The smallest version, and its data codewords with padding."""
    chunks = list(util.optimal_data_chunks(text, minimum=_CHUNK))
    for version in range(1, 41):
        bits = _Bits()
        for chunk in chunks:
            bits.put(chunk.mode, 4)
            bits.put(len(chunk), util.length_in_bits(chunk.mode, version))
            chunk.write(bits)
        count = sum(block.data_count for block in base.rs_blocks(version, _LEVEL))
        if bits.length <= 8 * count:
            break
    else:
        raise ValueError("the text is too long for a QR code")
    bits.put(0, min(4, 8 * count - bits.length))
    bits.put(0, -bits.length % 8)
    data = bits.value.to_bytes(bits.length // 8, "big")
    return version, (data + _PADDING * count)[:count]


def _with_checks(version: int, data: bytes) -> bytes:
    """Data and check codewords of all blocks, in turn from each."""
    parts: list[bytes] = []
    checks: list[bytes] = []
    for block in base.rs_blocks(version, _LEVEL):
        part, data = data[: block.data_count], data[block.data_count :]
        parts.append(part)
        checks.append(_checks(part, block.total_count - block.data_count))
    turns = [*zip_longest(*parts), *zip_longest(*checks)]
    return bytes([codeword for turn in turns for codeword in turn if codeword is not None])


def _checks(data: bytes, count: int) -> bytes:
    """What is left of the data divided by the generator of so many check codewords."""
    table = _division(count)
    top, whole = 8 * (count - 1), (1 << 8 * count) - 1
    rest = 0
    for codeword in data:
        rest = (rest << 8 & whole) ^ table[codeword ^ rest >> top]
    return rest.to_bytes(count, "big")


@cache
def _division(count: int) -> list[int]:
    """For each leading codeword what taking it away changes in the ``count`` codewords behind it."""
    generator = base.Polynomial([1], 0)
    for root in range(count):
        generator = generator * base.Polynomial([1, base.gexp(root)], 0)
    logarithms = [base.glog(generator[place]) for place in range(1, count + 1)]
    table = [0]
    for factor in range(1, 256):
        row = bytes(base.gexp(base.glog(factor) + logarithm) for logarithm in logarithms)
        table.append(int.from_bytes(row, "big"))
    return table


@cache
def _frame(version: int) -> tuple[int, int, Callable[[str], tuple[str, ...]]]:
    """Modules on a side; all modules with empty codewords; for each module its bit of the codewords.

    Modules that are no data have the bit behind the last.
    """
    bits = 8 * sum(block.total_count for block in base.rs_blocks(version, _LEVEL))
    plain = _modules(version, bytes(bits // 8))
    numbers = [0] * len(plain)
    for digit in range(bits.bit_length()):
        pattern = "".join("01"[number >> digit & 1] for number in range(1, bits + 1))
        probe = _modules(version, int(pattern, 2).to_bytes(bits // 8, "big"))
        for place, (one, other) in enumerate(zip(probe, plain, strict=True)):
            numbers[place] |= (one ^ other) << digit
    in_order = itemgetter(*((number or bits + 1) - 1 for number in numbers))
    return version * 4 + 17, int("".join(map(str, plain)), 2), in_order


def _modules(version: int, codewords: Sequence[int]) -> list[int]:
    """The modules that qrcode makes of these codewords."""
    code: Any = qrcode.QRCode(version=version, error_correction=_LEVEL, mask_pattern=QR_MASK, border=0)
    code.data_cache = list(codewords)
    code.make(fit=False)
    return [int(bool(dark)) for row in code.modules for dark in row]
