"""What the codes of a font mean: its ToUnicode table (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re
import struct
from functools import lru_cache

from vpr_print.verify.painted import Decode

UNKNOWN = "\ufffd"
_PAIR = re.compile(r"^<([0-9a-f]{4})><([0-9a-f]{4}(?:[0-9a-f]{4})*)>$", re.MULTILINE)


@lru_cache(maxsize=64)
def to_unicode(cmap: bytes) -> Decode:
    """The text of a shown string whose codes have two bytes each; ``UNKNOWN`` for codes that the table lacks."""
    pairs = _PAIR.findall(cmap.decode("latin-1"))
    table = _Letters((int(code, 16), bytes.fromhex(text).decode("utf-16-be", "replace")) for code, text in pairs)

    def decode(shown: bytes) -> str:
        if len(shown) % 2:
            shown += b"\0"
        return "".join(map(table.__getitem__, struct.unpack(f">{len(shown) // 2}H", shown)))

    return decode


class _Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        return UNKNOWN
