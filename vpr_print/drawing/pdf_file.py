"""A PDF file put together from objects that were serialised once, plus its own pages.

Everything that many files share (a variant's pages, fonts) is an ``ObjectBlock``: bytes with fixed object
numbers. A file is those bytes as they are, a small object for each page, and a cross-reference table; writing
one costs little more than copying. PDF 1.4 syntax: no object streams, no cross-reference streams. Numbers of
blocks that a file leaves out are free in its table.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vpr_print.model.geometry import Size

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class ObjectBlock:
    """Serialised indirect objects with fixed numbers."""

    first: int
    """Number of the first object; the others follow without a gap."""
    offsets: tuple[int, ...]
    """Where each object starts in ``data``."""
    data: bytes
    """``n 0 obj … endobj`` one after another, each ended by a newline."""

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + len(self.offsets))

    @classmethod
    def of(cls, first: int, bodies: Sequence[bytes]) -> ObjectBlock:
        """A block of objects whose bodies (between ``obj`` and ``endobj``) are given."""
        offsets: list[int] = []
        out = bytearray()
        for number, body in enumerate(bodies, first):
            offsets.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        return cls(first, tuple(offsets), bytes(out))


def stream_object(content: bytes, entries: bytes = b"", *, level: int = 6) -> bytes:
    """Body of a stream object, deflated unless ``level`` is 0; ``entries`` go into its dictionary."""
    if level:
        content = zlib.compress(content, level)
        entries = b"/Filter/FlateDecode" + entries
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(content), entries, content)


class PdfFile:
    """Collects pages; ``finish`` gives the whole file. The same calls give the same bytes."""

    def __init__(self, blocks: Sequence[ObjectBlock], resources: bytes, *, title: str = "") -> None:
        """``resources`` is the dictionary that all pages share, such as ``<</Font<</F1 5 0 R>>>>``."""
        self._blocks = sorted(blocks, key=lambda block: block.first)
        for before, after in pairwise(self._blocks):
            if before.numbers.stop > after.first:
                raise ValueError(f"blocks overlap at object {after.first}")
        self._first = max((block.numbers.stop for block in blocks), default=1)
        self._title = title
        self._bodies: list[bytes] = [b"", b"", resources]
        self._pages: list[int] = []

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def add_page(self, size: Size, content: bytes) -> None:
        """Append a page of ``size`` (mm) with a content stream (not yet deflated)."""
        contents = self._add(stream_object(content))
        box = f"{size.w * POINTS_PER_MM:.3f} {size.h * POINTS_PER_MM:.3f}".encode()
        self._pages.append(
            self._add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b]/Resources %d 0 R/Contents %d 0 R>>"
                % (self._first + 1, box, self._first + 2, contents)
            )
        )

    def finish(self) -> bytes:
        """The file's bytes."""
        pages = self._first + 1
        self._bodies[0] = b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>/Lang(ru-RU)>>" % pages
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._bodies[1] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self._pages), kids)
        own = ObjectBlock.of(self._first, [*self._bodies, _info(self._title)])
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        places: dict[int, int] = {}
        for block in (*self._blocks, own):
            places.update(zip(block.numbers, [len(out) + offset for offset in block.offsets], strict=True))
            out += block.data
        start = len(out)
        out += _cross_references(places, own.numbers.stop)
        file_id = hashlib.sha256(out).hexdigest()[:32].encode()
        out += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n" % (
            own.numbers.stop,
            self._first,
            own.numbers.stop - 1,
            file_id,
            file_id,
            start,
        )
        return bytes(out)

    def _add(self, body: bytes) -> int:
        self._bodies.append(body)
        return self._first + len(self._bodies) - 1


def _cross_references(places: dict[int, int], size: int) -> bytes:
    """The table in one section (ISO 32000-1, 7.5.4); numbers that the file leaves out form the list of free ones."""
    free = [number for number in range(size) if number not in places]
    following = dict(zip(free, [*free[1:], 0], strict=True))
    lines = [
        b"%010d 00000 n \n" % places[number]
        if number in places
        else b"%010d %05d f \n" % (following[number], 65535 if number == 0 else 0)
        for number in range(size)
    ]
    return b"xref\n0 %d\n%b" % (size, b"".join(lines))


def _info(title: str) -> bytes:
    text = b"\xfe\xff" + title.encode("utf-16-be")
    return b"<</Title<%b>/Producer(vpr_print)>>" % text.hex().encode()
