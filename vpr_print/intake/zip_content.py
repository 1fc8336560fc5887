"""The content of one ZIP entry as a stream: decrypted, unpacked a little at a time, compared with its checksum."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

from vpr_print.intake.archive_errors import (
    Contradiction,
    ContradictoryArchiveError,
    Damage,
    DamagedArchiveError,
    Unsupported,
    UnsupportedZipError,
)
from vpr_print.intake.zip_directory import ZipEntry

CHUNK = 1 << 18
"""Bytes that are unpacked at once, however far they would swell."""
STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14

_ZIP_CRYPTO_HEADER = 12
_AES_CHECK, _AES_SEAL = 2, 10
_LARGEST_DICTIONARY = 256 << 20
"""LZMA takes this memory at once; the strongest setting of common packers is 64 MB."""


class BadPassword(Exception):
    """The password is wrong: the entry's own check says so."""


class _Unpacker(Protocol):
    """What ``bz2`` and ``lzma`` give."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def read_content(stream: BinaryIO, entry: ZipEntry, file: str, password: bytes | None) -> Iterator[bytes]:
    """Pieces of the entry's content, at most ``CHUNK`` bytes each; ``file`` is for messages.

    Raises ``BadPassword``, ``UnsupportedZipError``, ``DamagedArchiveError``, and ``ContradictoryArchiveError`` as
    soon as there is more than the declared size.
    """
    method = entry.aes.method if entry.aes and entry.encrypted else entry.method
    unpack = _UNPACK.get(method)
    if unpack is None:
        raise UnsupportedZipError(file, entry.name, Unsupported.METHOD, method)
    packed = _packed(stream, entry, file, password)
    crc = size = 0
    try:
        for piece in unpack(packed, entry.size):
            size += len(piece)
            if size > entry.size:
                raise ContradictoryArchiveError(file, entry.name, Contradiction.CONTENT)
            crc = zlib.crc32(piece, crc)
            yield piece
        for _ in packed:  # the seal of AES covers what the unpacker left
            pass
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the data: bz2 says OSError without a number
        raise DamagedArchiveError(file, entry.name, Damage.CONTENT) from None
    if size != entry.size:
        raise DamagedArchiveError(file, entry.name, Damage.CUT_SHORT)
    if crc != entry.crc and not (entry.aes and entry.aes.version == 2):  # AE-2 has no checksum but its seal
        raise DamagedArchiveError(file, entry.name, Damage.CHECKSUM)


def _packed(stream: BinaryIO, entry: ZipEntry, file: str, password: bytes | None) -> Iterator[bytes]:
    """The compressed bytes, decrypted."""
    at, left = entry.content_at, entry.compressed
    decrypt: Callable[[bytes], bytes] = bytes
    seal: Callable[[bytes], None] | None = None
    if entry.encrypted:
        head = _encryption_header(entry)
        if left < head + (_AES_SEAL if entry.aes else 0):
            raise DamagedArchiveError(file, entry.name, Damage.CUT_SHORT)
        stream.seek(at)
        decrypter = _decrypter(entry, stream.read(head), password or b"")
        decrypt = decrypter.decrypt
        at, left = at + head, left - head
        if entry.aes:
            seal, left = decrypter.check_hmac, left - _AES_SEAL
    while left:
        stream.seek(at)  # every time: an inner reader may share the stream
        data = stream.read(min(CHUNK, left))
        if not data:
            raise DamagedArchiveError(file, entry.name, Damage.CUT_SHORT)
        at, left = at + len(data), left - len(data)
        yield decrypt(data)
    if seal:
        from pyzipper.zipfile import BadZipFile

        stream.seek(at)
        try:
            seal(stream.read(_AES_SEAL))
        except BadZipFile:
            raise DamagedArchiveError(file, entry.name, Damage.CHECKSUM) from None


def _encryption_header(entry: ZipEntry) -> int:
    return 4 + 4 * entry.aes.strength + _AES_CHECK if entry.aes else _ZIP_CRYPTO_HEADER


def _decrypter(entry: ZipEntry, header: bytes, password: bytes) -> Any:
    # Ciphers take a tenth of a second to load, and few archives are encrypted
    from pyzipper.zipfile import CRCZipDecrypter
    from pyzipper.zipfile_aes import AESZipDecrypter, AESZipInfo

    known = AESZipInfo("entry")
    known.CRC = entry.check_byte << 24
    try:
        if entry.aes is None:
            return CRCZipDecrypter(known, password, header)
        known.wz_aes_strength = entry.aes.strength
        return AESZipDecrypter(known, password, header)
    except RuntimeError:
        raise BadPassword from None


def _stored(packed: Iterator[bytes], size: int) -> Iterator[bytes]:
    return packed


def _inflated(packed: Iterator[bytes], size: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-15)
    for data in packed:
        while data and not unpacker.eof:
            yield unpacker.decompress(data, CHUNK)
            data = unpacker.unconsumed_tail
    while not unpacker.eof and (piece := unpacker.decompress(b"", CHUNK)):
        yield piece


def _unpacked(unpacker: _Unpacker, packed: Iterator[bytes], size: int) -> Iterator[bytes]:
    done = 0
    for data in packed:
        piece = unpacker.decompress(data, CHUNK)
        while piece:
            done += len(piece)
            yield piece
            if unpacker.eof or unpacker.needs_input:
                break
            piece = unpacker.decompress(b"", CHUNK)
        if unpacker.eof or done > size:
            return


def _bunzipped(packed: Iterator[bytes], size: int) -> Iterator[bytes]:
    return _unpacked(bz2.BZ2Decompressor(), packed, size)


def _unlzmaed(packed: Iterator[bytes], size: int) -> Iterator[bytes]:
    """APPNOTE 5.8.8: version (2 bytes), length of the properties (2), properties, raw LZMA1."""
    head = b""
    while len(head) < 9:
        head += next(packed, b"") or _no_more()
    length, settings, dictionary = struct.unpack_from("<2xHBL", head)
    if length != 5 or settings >= 9 * 5 * 5 or dictionary > _LARGEST_DICTIONARY:
        raise ValueError
    chosen = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": max(dictionary, 4096),
        "lc": settings % 9,
        "lp": settings // 9 % 5,
        "pb": settings // 45,
    }
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen])

    def rest() -> Iterator[bytes]:
        yield head[9:]
        yield from packed

    return _unpacked(unpacker, rest(), size)


def _no_more() -> bytes:
    raise EOFError


_UNPACK: dict[int, Callable[[Iterator[bytes], int], Iterator[bytes]]] = {
    STORED: _stored,
    DEFLATED: _inflated,
    BZIP2: _bunzipped,
    LZMA: _unlzmaed,
}
