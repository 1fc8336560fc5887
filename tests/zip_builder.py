"""ZIP files made by hand, byte by byte, so that they can lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

UTF8 = 1 << 11
ENCRYPTED = 1
DESCRIPTOR = 1 << 3


@dataclass(kw_only=True)
class Entry:
    """One entry; what is None is derived honestly."""

    name: bytes = b"a.pdf"
    content: bytes = b"content"
    method: int = 0
    flags: int = 0
    packed: bytes | None = None
    """Bytes in the file instead of the content compressed."""
    crc: int | None = None
    size: int | None = None
    compressed: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    local_method: int | None = None
    extra: bytes = b""
    local_extra: bytes = b""
    system: int = 0
    attributes: int = 0
    offset: int | None = None
    """Where the directory says the local header is."""
    descriptor: bool = False
    zip64: bool = False
    disk: int = 0


def build(
    entries: Iterable[Entry],
    *,
    prefix: bytes = b"",
    comment: bytes = b"",
    count: int | None = None,
    zip64: bool = False,
) -> bytes:
    """The file. With ``prefix``, offsets count from the start of the ZIP proper, as in self-extracting ones."""
    body = b""
    directory = b""
    number = 0
    for entry in entries:
        number += 1
        packed = entry.packed if entry.packed is not None else _compressed(entry)
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        compressed = len(packed) if entry.compressed is None else entry.compressed
        flags = entry.flags | (DESCRIPTOR if entry.descriptor else 0)
        at = len(body) if entry.offset is None else entry.offset
        local = (
            (0, 0, 0) if entry.descriptor else (crc, compressed, size if entry.local_size is None else entry.local_size)
        )
        local_extra, extra, where = entry.local_extra, entry.extra, at
        sizes = (compressed, size)
        if entry.zip64:
            local_extra += struct.pack("<HHQQ", 1, 16, local[2], local[1])
            extra += struct.pack("<HHQQQ", 1, 24, size, compressed, at)
            local, sizes, where = (local[0], 0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), 0xFFFFFFFF
        local_name = entry.name if entry.local_name is None else entry.local_name
        local_method = entry.method if entry.local_method is None else entry.local_method
        body += struct.pack(
            "<4s5H3L2H", b"PK\3\4", 20, flags, local_method, 0, 33, *local, len(local_name), len(local_extra)
        )
        body += local_name + local_extra + packed
        if entry.descriptor:
            body += struct.pack("<4s3L", b"PK\7\x08", crc, compressed, size)
        directory += struct.pack(
            "<4sBB5H3L5H2L", b"PK\1\2", 20, entry.system, 20, flags, entry.method, 0, 33, crc, *sizes,
            len(entry.name), len(extra), 0, entry.disk, 0, entry.attributes, where,
        )  # fmt: skip
        directory += entry.name + extra
    number = number if count is None else count
    end = b""
    counted, length, start = number, len(directory), len(body)
    if zip64:
        end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, number, number, length, start)
        end += struct.pack("<4sLQL", b"PK\6\7", 0, start + length, 1)
        counted, length, start = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    end += struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, counted, counted, length, start, len(comment)) + comment
    return prefix + body + directory + end


class ZipCrypto:
    """The three keys of PKWARE's old encryption (APPNOTE 6.1), stirred by what passes through in the clear."""

    def __init__(self, password: bytes) -> None:
        self.keys = (0x12345678, 0x23456789, 0x34567890)
        for byte in password:
            self.stir(byte)

    def stir(self, byte: int) -> None:
        one, two, three = self.keys
        one = _crc(one, byte)
        two = ((two + (one & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self.keys = (one, two, _crc(three, two >> 24))

    def mask(self) -> int:
        low = self.keys[2] | 2
        return low * (low ^ 1) >> 8 & 0xFF

    def encrypt(self, plain: bytes) -> bytes:
        out = bytearray()
        for byte in plain:
            out.append(byte ^ self.mask())
            self.stir(byte)
        return bytes(out)

    def decrypt(self, secret: bytes) -> bytes:
        out = bytearray()
        for byte in secret:
            out.append(byte ^ self.mask())
            self.stir(out[-1])
        return bytes(out)


def encrypted(name: bytes, content: bytes, password: bytes, method: int = 0) -> Entry:
    """An entry in ZipCrypto."""
    plain = Entry(name=name, content=content, method=method)
    packed = ZipCrypto(password).encrypt(bytes(11) + bytes([zlib.crc32(content) >> 24]) + _compressed(plain))
    return Entry(name=name, content=content, method=method, flags=ENCRYPTED, packed=packed)


def unicode_path(raw: bytes, name: str) -> bytes:
    """The extra field 0x7075."""
    body = struct.pack("<BL", 1, zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(body)) + body


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _compressed(entry: Entry) -> bytes:
    return deflated(entry.content) if entry.method == 8 else entry.content


def _crc(crc: int, byte: int) -> int:
    return crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _table()
