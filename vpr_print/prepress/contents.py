"""Content streams of foreign files, as far as they can be read."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, PasswordError, PdfError, Stream

_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)")
_BITE = 16
"""Bytes that are inflated at once: so many may be lost with the damage."""
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def decoded(stream: Object) -> bytes:
    """The stream's decoded bytes; of a damaged one what viewers find in it."""
    try:
        return bytes(stream.read_bytes())
    except (PdfError, PasswordError, RuntimeError, NotImplementedError):
        return _salvaged(stream)


def _salvaged(stream: Object) -> bytes:
    """What was deflated before the damage; all as it is where nothing was; nothing of other filters."""
    if stream.get(Name.Filter) not in (Name.FlateDecode, Array([Name.FlateDecode])) or Name.DecodeParms in stream:
        return b""
    try:
        raw = bytes(stream.read_raw_bytes())
    except (PdfError, PasswordError, RuntimeError):
        return b""
    inflating, found = zlib.decompressobj(), []
    with suppress(zlib.error):
        for place in range(0, len(raw), _BITE):
            found.append(inflating.decompress(raw[place : place + _BITE]))
    return b"".join(found) or raw


def joined(contents: object) -> bytes:
    """A page's whole content. The parts are joined with a line end, so that a comment ends with its part."""
    parts = list(contents) if isinstance(contents, Array) else [contents]
    return b"".join(decoded(part) + b"\n" for part in parts if isinstance(part, Stream))


def names_in(content: bytes) -> set[str]:
    """All names that the content may mean, as pikepdf writes them; some of them may stand in strings or pictures."""
    return {"/" + plain_name(name) for name in set(_NAME.findall(content))}


def plain_name(name: bytes) -> str:
    """A name's letters without escapes."""
    return _ESCAPE.sub(lambda match: bytes((int(match[1], 16),)), name).decode("utf-8", "surrogateescape")


def spelt(value: object) -> str:
    """A name's letters as the keys of ``entries`` have them, whatever its bytes are; nothing when it is no name."""
    return bytes(value).decode("utf-8", "surrogateescape") if isinstance(value, Name) else ""


def entries(value: object) -> dict[str, Any]:
    """The entries of a dictionary by name; none when the value is something else."""
    return dict(value.items()) if isinstance(value, Dictionary) else {}


def dictionary(found: Mapping[str, Any]) -> Dictionary:
    """The entries as a dictionary; names may have bytes that are no letters, as old Russian programs wrote them."""
    if all(key.isascii() for key in found):
        return Dictionary(dict(found))
    made = Dictionary()
    for key, value in found.items():
        made[name_of(key)] = value
    return made


def name_of(key: str) -> Name:
    """The name that is spelt so."""
    if key.isascii():
        return Name(key)
    escaped = b"".join(b"#%02x" % byte for byte in key[1:].encode("utf-8", "surrogateescape"))
    return Object.parse(b"/" + escaped)  # type: ignore[return-value]  # it is a name, which pikepdf cannot say
