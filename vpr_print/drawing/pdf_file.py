"""A PDF file put together from objects that were serialised once, plus its own pages.

Everything that many files share (a variant's pages, fonts) is an ``ObjectBlock``: bytes with fixed object
numbers. A file is those bytes as they are, a small object for each page, and a cross-reference table; writing
one costs little more than copying. The syntax is that of PDF 1.4, without object streams
and cross-reference streams; the header has the version that the content needs. Numbers of
blocks that a file leaves out are free in its table.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

from vpr_print.model.geometry import Size

if TYPE_CHECKING:
    from hashlib import _Hash

POINTS_PER_MM = 72 / 25.4
_END_OF_OBJECT = b"\nendobj\n"
_PIECES_AT_ONCE = 600
"""That go into a digest: many small ones take longer, all of a large file take its memory again."""


@dataclass(frozen=True, slots=True)
class ObjectBlock:
    """Serialised indirect objects with fixed numbers."""

    first: int
    """Number of the first object; the others follow without a gap."""
    offsets: tuple[int, ...]
    """Where each object starts in ``data``."""
    data: bytes
    """``n 0 obj … endobj`` one after another, each ended by a newline."""
    version: str = "1.4"
    """Of PDF, that the objects need."""

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + len(self.offsets))

    @classmethod
    def of(cls, first: int, bodies: Sequence[bytes], version: str = "1.4") -> ObjectBlock:
        """A block of objects whose bodies (between ``obj`` and ``endobj``) are given."""
        objects = [b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, first)]
        offsets = accumulate(map(len, objects), initial=0)
        return cls(first, tuple(islice(offsets, len(objects))), b"".join(objects), version)


def stream_object(content: bytes, entries: bytes = b"", *, level: int = 4) -> bytes:
    """Body of a stream object, deflated unless ``level`` is 0; ``entries`` go into its dictionary."""
    if level:
        # To clear the largest window takes longer than to pack a page of a set, so it is as large as the content needs;
        # numbers that differ in a digit pack best when short matches are left out (Z_FILTERED).
        window = min(max(len(content).bit_length(), 9), 15)
        packer = zlib.compressobj(level, zlib.DEFLATED, window, zlib.DEF_MEM_LEVEL, zlib.Z_FILTERED)
        content = packer.compress(content) + packer.flush()
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
        self.sha256 = ""
        """Of the bytes that ``finish`` gave."""

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def add_page(self, size: Size, content: bytes) -> None:
        """Append a page of ``size`` (mm) with a content stream (not yet deflated)."""
        self.add_packed_page(size, stream_object(content))

    def add_packed_page(self, size: Size, stream: bytes) -> None:
        """Append a page whose content was made a ``stream_object`` before."""
        contents = self._add(stream)
        self._pages.append(
            self._add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b]/Resources %d 0 R/Contents %d 0 R>>"
                % (self._first + 1, _in_points(size), self._first + 2, contents)
            )
        )

    def finish(self) -> bytes:
        """The file's bytes; ``sha256`` is theirs."""
        first, beginning = self._first, _beginning(tuple(self._blocks))
        kids = b" ".join([b"%d 0 R" % page for page in self._pages])
        self._bodies[0] = (
            b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>/Lang(ru-RU)>>" % (first + 1)
        )
        self._bodies[1] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self._pages), kids)
        pieces: list[bytes] = []  # of a large file they are put together once, at the end
        entries: list[bytes] = []
        end = beginning.length
        for number, body in enumerate([*self._bodies, info_bytes(self._title)], first):
            begun = b"%d 0 obj\n" % number
            entries.append(b"%010d 00000 n \n" % end)
            end += len(begun) + len(body) + len(_END_OF_OBJECT)
            pieces += (begun, body, _END_OF_OBJECT)
        size = number + 1
        table = b"xref\n0 %d\n%b%b" % (size, beginning.entries, b"".join(entries))
        digest = beginning.digest.copy()
        for start in range(0, len(pieces), _PIECES_AT_ONCE):
            digest.update(b"".join(pieces[start : start + _PIECES_AT_ONCE]))
        digest.update(table)
        file_id = digest.hexdigest()[:32].encode()
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n" % (
            *(size, first, number),
            *(file_id, file_id),
            end,
        )
        digest.update(trailer)
        self.sha256 = digest.hexdigest()
        return b"".join([beginning.header, *(block.data for block in self._blocks), *pieces, table, trailer])

    def _add(self, body: bytes) -> int:
        self._bodies.append(body)
        return self._first + len(self._bodies) - 1


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What files with the same blocks begin with."""

    header: bytes
    length: int
    """Of header and blocks."""
    entries: bytes
    """Of the cross-reference table, in one section (ISO 32000-1, 7.5.4), for the blocks' objects and the numbers
    between them that the file leaves out: these form the list of free ones."""
    digest: _Hash
    """SHA-256 of header and blocks, to go on with."""


@lru_cache(maxsize=32)
def _beginning(blocks: tuple[ObjectBlock, ...]) -> _Beginning:
    version = max([block.version for block in blocks], default="1.4")
    header = b"%%PDF-%b\n%%\xe2\xe3\xcf\xd3\n" % version.encode()
    digest = hashlib.sha256(header)
    length = len(header)
    places: dict[int, int] = {}
    for block in blocks:
        places.update(zip(block.numbers, [length + offset for offset in block.offsets], strict=True))
        digest.update(block.data)
        length += len(block.data)
    stop = blocks[-1].numbers.stop if blocks else 1
    free = [number for number in range(stop) if number not in places]
    following = dict(zip(free, [*free[1:], 0], strict=True))
    entries = [
        b"%010d 00000 n \n" % places[number]
        if number in places
        else b"%010d %05d f \n" % (following[number], 65535 if number == 0 else 0)
        for number in range(stop)
    ]
    return _Beginning(header, length, b"".join(entries), digest)


@lru_cache(maxsize=64)
def _in_points(size: Size) -> bytes:
    return f"{size.w * POINTS_PER_MM:.3f} {size.h * POINTS_PER_MM:.3f}".encode()


def info_bytes(title: str) -> bytes:
    """What a file of ours with this title says of itself, as it stands near its end."""
    text = b"\xfe\xff" + title.encode("utf-16-be")
    return b"<</Title<%b>/Producer(vpr_print)>>" % text.hex().encode()
