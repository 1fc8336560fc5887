"""The directory of a ZIP file, checked before anything of it is unpacked.

Written on the bytes rather than on ``zipfile``: that one trusts the central directory, decodes names before we see
their bytes, and does not say when two entries share their data. Clauses are those of PKWARE's APPNOTE 6.3.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

from vpr_print.intake.archive_errors import (
    Contradiction,
    ContradictoryArchiveError,
    Damage,
    DamagedArchiveError,
    Looks,
    NotAnArchiveError,
    TooManyFilesError,
    Unsupported,
    UnsupportedZipError,
)
from vpr_print.intake.archive_names import decode_name, extra_fields

AES_METHOD = 99

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_COMMENT = 0xFFFF
_FULL_SHORT, _FULL_LONG = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED, _DESCRIPTOR, _PATCH, _STRONG, _UTF8, _MASKED = 1, 1 << 3, 1 << 5, 1 << 6, 1 << 11, 1 << 13
_ZIP64, _AES = 0x0001, 0x9901
_DOS_FOLDER = 0x10
_SPECIAL = {stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK}
"""Whatever system the directory names as its maker: programs that unpack do not ask either."""
_BYTES_PER_ENTRY = 2048
"""Of the directory, on average, before it counts as too long: names, extra fields and comments."""


@dataclass(frozen=True, slots=True)
class Aes:
    """WinZip's AES field (0x9901)."""

    version: int
    strength: int
    method: int
    """How the content was compressed before it was encrypted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipEntry:
    """One file or folder of a ZIP, as the central directory has it and the local header confirms."""

    name: str
    """Decoded, but neither checked nor tidied."""
    raw_name: bytes
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    header_at: int
    """Absolute, whatever stands before the ZIP."""
    content_at: int
    check_byte: int
    """What the last byte of a ZipCrypto header has to be."""
    aes: Aes | None
    folder: bool
    special: bool
    """A link, device, pipe or socket."""

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & _ENCRYPTED)


def read_directory(stream: BinaryIO, size: int, file: str, members: int) -> tuple[ZipEntry, ...]:
    """The entries in the order of the directory. ``file`` is for messages, ``members`` the most entries allowed.

    Raises ``NotAnArchiveError`` (also for the first part of a ZIP), ``DamagedArchiveError``,
    ``ContradictoryArchiveError`` (headers that disagree, entries that overlap), ``UnsupportedZipError``,
    ``TooManyFilesError``.
    """
    start, length, count, shift = _find_directory(stream, size, file)
    if count > members or length > members * _BYTES_PER_ENTRY:
        raise TooManyFilesError(file, members)
    stream.seek(start)
    directory = stream.read(length)
    entries: list[ZipEntry] = []
    at = 0
    while at < length:
        if len(entries) == members:
            raise TooManyFilesError(file, members)
        entry, at = _parse_entry(directory, at, shift, file)
        entries.append(entry)
    if len(entries) != count:
        raise ContradictoryArchiveError(file, "", Contradiction.COUNT)
    return _confirmed(stream, entries, start, file)


def looks_like(head: bytes, size: int) -> Looks:
    """What the first 512 bytes of a file that is not a ZIP say about it."""
    if not size:
        return Looks.EMPTY
    signs = (
        (b"Rar!\x1a\x07", Looks.RAR),
        (b"7z\xbc\xaf\x27\x1c", Looks.SEVEN_ZIP),
        (b"\x1f\x8b", Looks.GZIP),
        (b"MSCF", Looks.CAB),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Looks.OLD_OFFICE),
        (b"\xff\xd8\xff", Looks.PICTURE),
        (b"\x89PNG", Looks.PICTURE),
        (b"II*\0", Looks.PICTURE),
        (b"MM\0*", Looks.PICTURE),
        (b"PK\3\4", Looks.CUT_SHORT),
        (b"PK\7\x08PK", Looks.CUT_SHORT),
    )
    for sign, looks in signs:
        if head.startswith(sign):
            return looks
    if head[257:262] == b"ustar":
        return Looks.TAR
    if b"%PDF-" in head:
        return Looks.PDF
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<!--", b"<body")):
        return Looks.HTML
    return Looks.UNKNOWN


def _find_directory(stream: BinaryIO, size: int, file: str) -> tuple[int, int, int, int]:
    """Start and length of the central directory in bytes, number of entries, bytes before the ZIP (4.3.16)."""
    tail_at = max(0, size - _END.size - _COMMENT)
    stream.seek(tail_at)
    tail = stream.read(size - tail_at)
    end_at = _last_end(tail)
    if end_at is None:
        stream.seek(0)
        raise NotAnArchiveError(file, looks_like(stream.read(512), size))
    _, disk, start_disk, here, count, length, offset, _ = _END.unpack_from(tail, end_at)
    at = tail_at + end_at
    if at >= _LOCATOR64.size:
        stream.seek(at - _LOCATOR64.size)
        sign, _, record_at, disks = _LOCATOR64.unpack(stream.read(_LOCATOR64.size))
        if sign == b"PK\6\7":
            if disks > 1:
                raise UnsupportedZipError(file, "", Unsupported.VOLUMES, 0)
            at, disk, start_disk, here, count, length, offset = _end64(stream, at - _LOCATOR64.size, record_at, file)
    if disk or start_disk or here != count:
        raise UnsupportedZipError(file, "", Unsupported.VOLUMES, 0)
    start = at - length
    if start < offset:
        raise DamagedArchiveError(file, "", Damage.DIRECTORY)
    return start, length, count, start - offset


def _last_end(tail: bytes) -> int | None:
    """Where the end record stands: the last whose comment ends with the file, else the last that is whole."""
    whole = None
    at = tail.rfind(b"PK\5\6")
    while at >= 0:
        if at + _END.size <= len(tail):
            comment = _END.unpack_from(tail, at)[-1]
            if at + _END.size + comment == len(tail):
                return at
            if whole is None and at + _END.size + comment < len(tail):
                whole = at
        at = tail.rfind(b"PK\5\6", 0, at)
    return whole


def _end64(stream: BinaryIO, end: int, said_at: int, file: str) -> tuple[int, int, int, int, int, int, int]:
    """The record of ZIP64 (4.3.14), right before its locator or where the locator says."""
    for at in (end - _END64.size, said_at):
        if 0 <= at <= end - _END64.size:
            stream.seek(at)
            sign, length, _, _, disk, start_disk, here, count, size, offset = _END64.unpack(stream.read(_END64.size))
            if sign == b"PK\6\6" and at + 12 + length == end:
                return at, disk, start_disk, here, count, size, offset
    raise DamagedArchiveError(file, "", Damage.DIRECTORY)


def _parse_entry(directory: bytes, at: int, shift: int, file: str) -> tuple[ZipEntry, int]:
    """One entry of the central directory (4.3.12) and where the next begins."""
    if at + _CENTRAL.size > len(directory):
        raise DamagedArchiveError(file, "", Damage.DIRECTORY)
    parts = _CENTRAL.unpack_from(directory, at)
    sign, _, _, _, _, flags, method, clock, _, crc, compressed, size = parts[:12]
    name_length, extra_length, comment_length, disk, _, attributes, offset = parts[12:]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_length
    after = extra_at + extra_length + comment_length
    if sign != b"PK\1\2" or after > len(directory):
        raise DamagedArchiveError(file, "", Damage.DIRECTORY)
    raw_name, extra = directory[name_at:extra_at], directory[extra_at : extra_at + extra_length]
    name = decode_name(raw_name, flagged=bool(flags & _UTF8), extra=extra)
    size, compressed, offset, disk = _widened(extra, (size, compressed, offset, disk), file, name)
    if disk:
        raise UnsupportedZipError(file, name, Unsupported.VOLUMES, 0)
    mode = stat.S_IFMT(attributes >> 16)
    entry = ZipEntry(
        name=name,
        raw_name=raw_name,
        flags=flags,
        method=method,
        crc=crc,
        compressed=compressed,
        size=size,
        header_at=offset + shift,
        content_at=0,
        check_byte=(clock >> 8 if flags & _DESCRIPTOR else crc >> 24) & 0xFF,
        aes=_aes(extra, file, name) if method == AES_METHOD else None,
        folder=name.endswith("/") or (not size and (mode == stat.S_IFDIR or attributes & _DOS_FOLDER != 0)),
        special=mode in _SPECIAL,
    )
    return entry, after


def _widened(extra: bytes, fields: tuple[int, int, int, int], file: str, name: str) -> tuple[int, int, int, int]:
    """Size, compressed size, offset and disk, taken from the ZIP64 field where they are too large (4.5.3)."""
    widths = (8, 8, 8, 4)
    full = (_FULL_LONG, _FULL_LONG, _FULL_LONG, _FULL_SHORT)
    body = next((body for kind, body in extra_fields(extra) if kind == _ZIP64), None)
    if body is None:
        return fields
    wide = []
    for value, limit, width in zip(fields, full, widths, strict=True):
        if value == limit:
            if len(body) < width:
                raise DamagedArchiveError(file, name, Damage.DIRECTORY)
            value, body = int.from_bytes(body[:width], "little"), body[width:]
        wide.append(value)
    return wide[0], wide[1], wide[2], wide[3]


def _aes(extra: bytes, file: str, name: str) -> Aes:
    body = next((body for kind, body in extra_fields(extra) if kind == _AES), b"")
    if len(body) != 7:
        raise DamagedArchiveError(file, name, Damage.DIRECTORY)
    version, vendor, strength, method = struct.unpack("<H2sBH", body)
    if vendor != b"AE" or version not in {1, 2} or strength not in {1, 2, 3}:
        raise UnsupportedZipError(file, name, Unsupported.ENCRYPTION, 0)
    return Aes(version, strength, method)


def _confirmed(stream: BinaryIO, entries: list[ZipEntry], end: int, file: str) -> tuple[ZipEntry, ...]:
    """The entries in their order, each confirmed by its local header; none shares a byte with another.

    They are read in the order of the file, so that no part of it is read twice, however they overlap.
    """
    placed: dict[int, ZipEntry] = {}
    taken = 0
    for number in sorted(range(len(entries)), key=lambda number: entries[number].header_at):
        entry = entries[number]
        if 0 <= entry.header_at < taken:
            raise ContradictoryArchiveError(file, entry.name, Contradiction.OVERLAP)
        placed[number] = _with_local_header(stream, entry, end, file)
        taken = placed[number].content_at + entry.compressed
    return tuple(placed[number] for number in range(len(entries)))


def _with_local_header(stream: BinaryIO, entry: ZipEntry, end: int, file: str) -> ZipEntry:
    """The entry with the place of its content, when its local header (4.3.7) says the same as the directory."""
    if entry.flags & (_STRONG | _MASKED) or entry.flags & _PATCH:
        raise UnsupportedZipError(file, entry.name, Unsupported.ENCRYPTION, 0)
    header = b""
    if 0 <= entry.header_at <= end - _LOCAL.size:
        stream.seek(entry.header_at)
        header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        raise DamagedArchiveError(file, entry.name, Damage.NO_HEADER)
    _, _, _, flags, method, _, _, crc, compressed, size, name_length, extra_length = _LOCAL.unpack(header)
    raw_name, extra = stream.read(name_length), stream.read(extra_length)
    if raw_name != entry.raw_name:
        raise ContradictoryArchiveError(file, entry.name, Contradiction.NAME)
    if method != entry.method or (flags ^ entry.flags) & _ENCRYPTED:
        raise ContradictoryArchiveError(file, entry.name, Contradiction.METHOD)
    if not flags & _DESCRIPTOR:
        size, compressed, *_ = _widened(extra, (size, compressed, 0, 0), file, entry.name)
        if (crc, compressed, size) != (entry.crc, entry.compressed, entry.size):
            raise ContradictoryArchiveError(file, entry.name, Contradiction.SIZE)
    content_at = entry.header_at + _LOCAL.size + name_length + extra_length
    if content_at + entry.compressed > end:
        raise DamagedArchiveError(file, entry.name, Damage.CUT_SHORT)
    return replace(entry, content_at=content_at)
