"""ZIP files as schools get them: names in cp866 without the UTF-8 flag, and always the same bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

_DOS_DATE = (2026 - 1980) << 9 | 4 << 5 | 20
_DOS_TIME = 13 << 11 | 30 << 5
_VERSION = 20
_DEFLATED = 8


def zip_bytes(members: Iterable[tuple[str, bytes]], *, encoding: str = "cp866") -> bytes:
    """A ZIP of the members in the given order, all dated 20.04.2026 13:30.

    Written by hand, because ``zipfile`` sets the UTF-8 flag for every name that is not ASCII, and the
    archives that schools get do not have it. Members and the whole must be below 4 GB.
    """
    body = bytearray()
    directory = bytearray()
    count = 0
    for name, content in members:
        raw_name = name.encode(encoding)
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        common = struct.pack(
            "<HHHHHIIIHH",
            _VERSION, 0, _DEFLATED, _DOS_TIME, _DOS_DATE,
            zlib.crc32(content), len(packed), len(content), len(raw_name), 0,
        )  # fmt: skip
        directory += b"PK\x01\x02" + struct.pack("<H", _VERSION) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw_name
        body += b"PK\x03\x04" + common + raw_name + packed
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)
