"""Content streams of foreign files, as far as they can be read."""

from __future__ import annotations

import re
from typing import Any

from pikepdf import Array, Dictionary, Object, PdfError, Stream

_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def decoded(stream: Object) -> bytes:
    """The stream's decoded bytes; none when its filters fail."""
    try:
        return bytes(stream.read_bytes())
    except (PdfError, RuntimeError, NotImplementedError):
        return b""


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


def entries(value: object) -> dict[str, Any]:
    """The entries of a dictionary by name; none when the value is something else."""
    return dict(value.items()) if isinstance(value, Dictionary) else {}
