"""What must not be left in a printed file: things that act, reach out of the file, or were hidden."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from prepress.hostile import SECRET

_READ = 16 << 20
_KEYS = frozenset(
    ("/JS", "/JavaScript", "/Launch", "/URI", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/OpenAction", "/AA",
     "/RichMedia",
     "/RichMediaContent", "/XFA", "/AcroForm", "/Annots", "/OCProperties", "/OC", "/AF", "/Metadata", "/PieceInfo",
     "/OPI", "/Ref", "/PS", "/Alternates", "/FFilter", "/FDecodeParms")
)  # fmt: skip
_KINDS = frozenset(
    (
        b"/Action",
        b"/JavaScript",
        b"/Launch",
        b"/URI",
        b"/RichMedia",
        b"/EmbeddedFile",
        b"/Filespec",
        b"/GoToR",
        b"/SubmitForm",
        b"/PS",
    )
)
_NAMED_FREELY = frozenset(
    (
        "/XObject",
        "/Font",
        "/ExtGState",
        "/ColorSpace",
        "/Pattern",
        "/Shading",
        "/Properties",
        "/CharProcs",
        "/Colorants",
    )
)
"""Dictionaries whose keys are the author's own names."""


def remains(data: bytes) -> list[str]:
    """What a printed file holds and must not."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            where = "object" if not isinstance(item, pikepdf.Object) else f"object {item.objgen[0]}"
            found += (f"{where}: {what}" for what in _of(item))
    return found


def _of(item: object, freely: bool = False) -> Iterator[str]:
    if isinstance(item, Stream):
        if Name.F in item:
            yield "stream of another file"
        raw = bytes(item.read_raw_bytes())
        if SECRET in raw or SECRET in _inflated(raw):
            yield "secret in a stream"
    if isinstance(item, (Dictionary, Stream)):
        for key, value in item.items():
            if key in _KEYS and not freely:
                yield key
            if key in ("/S", "/Type", "/Subtype") and isinstance(value, Name) and not freely:
                kind = value.unparse()  # not str(): a name need not be UTF-8
                if kind in _KINDS:
                    yield f"{key} {kind.decode()}"
            yield from _below(value, key in _NAMED_FREELY)
    elif isinstance(item, Array):
        for value in item:
            yield from _below(value, False)
    elif isinstance(item, pikepdf.String) and SECRET in bytes(item):
        yield "secret in a string"


def _inflated(data: bytes) -> bytes:
    """The beginning of what is deflated; it may be a bomb."""
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(data, _READ)
    return b""


def _below(value: object, freely: bool) -> Iterator[str]:
    """Direct values only: indirect ones are met by themselves."""
    if not isinstance(value, pikepdf.Object) or not value.is_indirect or freely:
        yield from _of(value, freely) if not isinstance(value, Stream) else ()
