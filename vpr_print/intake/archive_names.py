"""Names of archive members: bytes → text as a person sees it, and which names are refused.

A name is only data: nothing is ever written under it. Names that lead elsewhere are refused all the same, since
only a hostile archive has them.
"""

from __future__ import annotations

import os
import struct
import unicodedata
import zlib
from pathlib import PurePosixPath

from vpr_print.intake.archive_errors import NameFlaw

LONGEST_PART = 255
"""UTF-16 units of one name: what NTFS allows; 255 bytes would refuse Russian names that Windows takes."""
LONGEST_PATH = 1024

_UNICODE_PATH = 0x7075
_LIKELY = {
    letter: weight
    for letters, weight in (("оеаинтсрвлкмдпу", 4), ("яыьгзбчйхжшюцщэфъё", 3), ("№«»–—…“”„’×", 1))
    for letter in letters
}
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_JUNK_FOLDERS = {"__macosx", "$recycle.bin", "system volume information", ".fseventsd", ".spotlight-v100", ".trashes"}
_JUNK_FILES = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory"}


def decode_name(raw: bytes, *, flagged: bool, extra: bytes = b"") -> str:
    """The name that the bytes mean, separators ``/``, composed letters (NFC).

    UTF-8 where the flag says so and it is; else the Unicode path field (0x7075) that fits the bytes; else UTF-8 if it
    makes sense; else cp866 or cp1251, whichever reads more like Russian: Windows wrote cp866 without any flag.
    """
    name = _as_utf8(raw) if flagged else None
    if name is None:
        name = _unicode_path(raw, extra)
    if name is None:
        name = _as_utf8(raw)
        if name is None or not all(map(_is_sensible, name)):  # «так» in cp866 is a braille sign in UTF-8
            name = max((raw.decode("cp866"), _as_cp1251(raw)), key=_likeness)
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def decode_folder_name(name: str) -> str:
    """The name of a file on disk; bytes that are not UTF-8 (unpacked on Linux from an old ZIP) are decoded."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return decode_name(os.fsencode(name), flagged=False)
    return unicodedata.normalize("NFC", name)


def name_flaw(name: str) -> NameFlaw | None:
    """Why a decoded name is refused, None when it is an ordinary one."""
    if name.startswith("/") or (name[1:2] == ":" and name[0].isalpha()):
        return NameFlaw.ABSOLUTE
    if not tidy(name).strip():
        return NameFlaw.EMPTY
    parts = name.rstrip("/").split("/")
    if any(part.strip(" ") == ".." for part in parts):
        return NameFlaw.OUTSIDE
    if any(ord(sign) in _TURNING for sign in name):
        return NameFlaw.TURNED
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in name):
        return NameFlaw.CONTROL
    if len(name) > LONGEST_PATH or any(len(part.encode("utf-16-le")) > 2 * LONGEST_PART for part in parts):
        return NameFlaw.TOO_LONG
    return None


def tidy(name: str) -> str:
    """The name without empty parts and ``.``: ``./a//b.pdf`` is ``a/b.pdf``."""
    return "/".join(part for part in name.split("/") if part not in {"", "."})


def is_junk(name: str) -> bool:
    """Whether an operating system left the file there for itself."""
    parts = PurePosixPath(name.casefold()).parts
    last = parts[-1] if parts else ""
    return last in _JUNK_FILES or last.startswith(("._", "~$")) or not _JUNK_FOLDERS.isdisjoint(parts)


def _as_utf8(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _as_cp1251(raw: bytes) -> str:
    return raw.decode("cp1251", "replace")  # 0x98 means nothing there


def _is_sensible(sign: str) -> bool:
    """Whether the sign may stand in a Russian name: European letters, punctuation, «№»."""
    return sign <= "\u058f" or "\u2000" <= sign <= "\u2122"


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    """APPNOTE 4.6.9: version 1, CRC-32 of the name that it stands for, the name in UTF-8."""
    for kind, body in extra_fields(extra):
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            (crc,) = struct.unpack_from("<L", body, 1)
            if crc == zlib.crc32(raw):
                return _as_utf8(body[5:])
    return None


def extra_fields(extra: bytes) -> list[tuple[int, bytes]]:
    """The fields of an extra block, as far as it is whole."""
    fields = []
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        at += 4 + length
        if at > len(extra):
            break
        fields.append((kind, extra[at - length : at]))
    return fields


def _likeness(name: str) -> int:
    """How much the signs beyond ASCII look like a Russian name; frames, Greek and lost signs count against it."""
    score = 0
    before = ""
    for sign in name[: 2 * LONGEST_PART]:
        if not sign.isascii():
            score += _LIKELY.get(sign.casefold(), -4)
            # «яЮЪ»: a capital after a small letter is what the wrong code page gives
            score -= 2 if sign.isupper() and before.islower() else 0
        before = sign
    return score
