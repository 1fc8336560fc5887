"""Changes in the bytes of a written PDF that leave the file itself sound."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

from pypdf import PdfReader

Change = Callable[[bytes], bytes]


def swap(old: bytes, new: bytes) -> Change:
    """Put ``new`` in the place of the first ``old``."""
    return lambda content: content.replace(old, new, 1)


def on_page(page: int, change: Change) -> Change:
    """Change the operators of one page, from 1."""

    def changed(data: bytes) -> bytes:
        number = _pages(data)[page - 1].raw_get("/Contents").idnum
        return in_object(number, lambda body: _in_stream(body, change))(data)

    return changed


def in_page_object(page: int, change: Change) -> Change:
    """Change the dictionary of one page, from 1."""
    return lambda data: in_object(_pages(data)[page - 1].indirect_reference.idnum, change)(data)


def in_object(number: int, change: Change) -> Change:
    """Change the body of one object, and put the file together again."""

    def changed(data: bytes) -> bytes:
        objects = _objects(data)
        before = objects[number]
        objects[number] = change(before)
        assert objects[number] != before, "the sabotage changed nothing"
        return _file(data, objects)

    return changed


def in_catalogue(change: Change) -> Change:
    """Change the document catalogue."""
    return lambda data: in_object(PdfReader(io.BytesIO(data)).trailer.raw_get("/Root").idnum, change)(data)


def in_info(change: Change) -> Change:
    """Change the document information."""
    return lambda data: in_object(PdfReader(io.BytesIO(data)).trailer.raw_get("/Info").idnum, change)(data)


def swap_pages(one: int, other: int) -> Change:
    """Let two pages, from 1, change places."""

    def changed(data: bytes) -> bytes:
        references = _kids(data)
        references[one - 1], references[other - 1] = references[other - 1], references[one - 1]
        return _with_kids(data, references)

    return changed


def without_page(page: int) -> Change:
    """Take a page, from 1, out of the page tree."""

    def changed(data: bytes) -> bytes:
        references = _kids(data)
        del references[page - 1]
        return _with_kids(data, references)

    return changed


def page_again(page: int, instead_of: int) -> Change:
    """Let a page, from 1, stand in the place of another too."""

    def changed(data: bytes) -> bytes:
        references = _kids(data)
        references[instead_of - 1] = references[page - 1]
        return _with_kids(data, references)

    return changed


def _pages(data: bytes) -> list:  # type: ignore[type-arg]  # pypdf's pages
    return list(PdfReader(io.BytesIO(data)).pages)


def _tree(data: bytes) -> int:
    return PdfReader(io.BytesIO(data)).root_object.raw_get("/Pages").idnum


def _kids(data: bytes) -> list[bytes]:
    return re.findall(rb"\d+ 0 R", re.search(rb"/Kids\[(.*?)\]", _objects(data)[_tree(data)])[1])


def _with_kids(data: bytes, references: list[bytes]) -> bytes:
    kids = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(references), b" ".join(references))
    return in_object(_tree(data), lambda _: kids)(data)


def _objects(data: bytes) -> dict[int, bytes]:
    """Bodies by number, in the file's order."""
    offsets = sorted((offset, number) for number, offset in PdfReader(io.BytesIO(data)).xref[0].items())
    end = data.rfind(b"xref\n", 0, data.rfind(b"startxref"))
    ends = [offset for offset, _ in offsets[1:]] + [end]
    found = {}
    for (start, number), stop in zip(offsets, ends, strict=True):
        body = data[start:stop].partition(b" obj\n")[2]
        found[number] = body[: body.rindex(b"\nendobj")]
    return found


def _in_stream(body: bytes, change: Change) -> bytes:
    head, _, rest = body.partition(b"stream\n")
    content = change(zlib.decompress(rest[: rest.rindex(b"\nendstream")]))
    packed = zlib.compress(content)
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), head)
    return head + b"stream\n" + packed + b"\nendstream"


def _file(data: bytes, objects: dict[int, bytes]) -> bytes:
    """The objects in the form in which the program writes a file."""
    out = bytearray(data[: data.index(b"\n", data.index(b"\n") + 1) + 1])
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    size = max(objects) + 1
    free = [number for number in range(size) if number not in places]
    after = dict(zip(free, [*free[1:], 0], strict=True))
    table = [
        b"%010d 00000 n \n" % places[number]
        if number in places
        else b"%010d %05d f \n" % (after[number], _generation(number))
        for number in range(size)
    ]
    start = len(out)
    trailer = data[data.rindex(b"trailer") : data.rindex(b"startxref")]
    return bytes(out) + b"xref\n0 %d\n" % size + b"".join(table) + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def _generation(number: int) -> int:
    """Of a free object: that of the first can never be used."""
    return 0 if number else 65535
