"""Objects that many files share: what they are, once for all files that begin with them.

A build's files begin with few different runs of objects (fonts, the pages of one variant or of two). Each run is
taken apart once and known again when a file begins with the very same bytes.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from vpr_print.verify.font_codes import to_unicode
from vpr_print.verify.painted import Decode

if TYPE_CHECKING:
    from hashlib import _Hash


class Span(NamedTuple):
    """Some bytes of a file."""

    start: int
    end: int


class SharedPart:
    """The objects before a file's own."""

    def __init__(self, data: bytes, spans: dict[int, Span]) -> None:
        """Raises ``ValueError`` where an object holds more than one."""
        self._objects = {number: _object(number, data[span.start : span.end]) for number, span in spans.items()}
        self._fonts = {
            number: decode
            for number, span in spans.items()
            if (decode := _font(data, data[span.start : span.end], spans)) is not None
        }
        self._closures: dict[int, str] = {}
        self._reached: set[frozenset[int]] = set()

    def font(self, number: int) -> Decode | None:
        """What the codes of a font mean; None when there is no such font, or it is not embedded as ours are."""
        return self._fonts.get(number)

    def digest(self, number: int) -> str:
        """SHA-256 of the object with this number and of all objects that it reaches, as they lie in the file.

        Objects keep their numbers in all files of a build, so equal pages of a variant have equal digests.
        """
        found = self._closures.get(number)
        if found is None:
            parts = [b"%d %b" % (known, self._objects[known][0]) for known in sorted(self._closure([number]))]
            found = self._closures[number] = hashlib.sha256(b"".join(parts)).hexdigest()
        return found

    def check_reached(self, roots: Iterable[int]) -> None:
        """Raise ``ValueError`` when the roots are not there, or there is an object that none of them needs."""
        wanted = frozenset(roots)
        if wanted in self._reached:
            return
        if not wanted <= self._objects.keys():
            raise ValueError("страницам нужно то, чего в файле нет")
        if self._closure(wanted) != self._objects.keys():
            raise ValueError("в файле есть то, что не нужно ни одной странице")
        self._reached.add(wanted)

    def _closure(self, roots: Iterable[int]) -> set[int]:
        """The objects that the roots reach, themselves included; a number that is not in the file means null."""
        seen = {number for number in roots if number in self._objects}
        queue = list(seen)
        for known in queue:
            for other in self._objects[known][1]:
                if other not in seen and other in self._objects:
                    seen.add(other)
                    queue.append(other)
        return seen


class _Known(NamedTuple):
    begin: bytes
    """The file up to the end of its shared objects."""
    digest: _Hash
    part: SharedPart


_known: dict[bytes, _Known] = {}
"""By the table's entries."""
_MOST_KNOWN_BYTES = 16_000_000


def shared_part(data: bytes, where: Span, entries: bytes) -> tuple[SharedPart, _Hash]:
    """The shared objects of a file, those in ``where`` as the ``entries`` of its table place them; and the SHA-256 of
    the file up to their end, to go on with.

    Raises ``ValueError`` when table and objects do not fit.
    """
    found = _known.get(entries)
    if found is None or not data.startswith(found.begin):
        _forget(where.end)
        begin = data[: where.end]
        found = _Known(begin, hashlib.sha256(begin), SharedPart(data, _spans(where, entries)))
        if len(begin) <= _MOST_KNOWN_BYTES:
            _known[entries] = found
    return found.part, found.digest.copy()


def _forget(more: int) -> None:
    """Make room for so many bytes."""
    while _known and sum(len(known.begin) for known in _known.values()) + more > _MOST_KNOWN_BYTES:
        del _known[next(iter(_known))]


_USED = re.compile(rb"(\d{10}) 00000 n \n")
_FREE = re.compile(rb"(\d{10}) (\d{5}) f \n")
_REFERENCE = re.compile(rb"(\d+) \d+ R\b")


def _spans(where: Span, entries: bytes) -> dict[int, Span]:
    """Where each object lies: one behind the other without a gap; numbers left out form the list of free ones."""
    lines = [entries[at : at + 20] for at in range(0, len(entries), 20)]
    used = {number: int(match[1]) for number, line in enumerate(lines) if (match := _USED.fullmatch(line))}
    free = [number for number in range(len(lines)) if number not in used]
    chain = [_FREE.fullmatch(lines[number]) for number in free]
    following = zip(free, [*free[1:], 0], strict=True)
    wanted = [(b"%010d" % after, b"00000" if number else b"65535") for number, after in following]
    edges = [*used.values(), where.end]
    in_turn = edges[0] == where.start and edges == sorted(set(edges))
    if [match and match.groups() for match in chain] != wanted or not in_turn:
        raise ValueError("таблица объектов не сходится с ними")
    return {number: Span(*span) for number, span in zip(used, pairwise(edges), strict=True)}


_STREAM = b"\nstream\n"
_STREAM_END = b"\nendstream\nendobj\n"
_END = b"\nendobj\n"


def _object(number: int, body: bytes) -> tuple[bytes, tuple[int, ...]]:
    """Digest of an object's bytes, and the numbers that it refers to. Raises ``ValueError``."""
    head, stream, rest = body.partition(_STREAM)
    if stream:
        length = rb"/Length %d(?:/|>>)" % (len(rest) - len(_STREAM_END))
        whole = rest.endswith(_STREAM_END) and re.search(length, head) is not None
    else:
        whole = body.find(_END) == len(body) - len(_END)
    if not whole or not body.startswith(b"%d 0 obj\n" % number):
        raise ValueError(f"объект {number} не такой, как его записывает программа")
    return hashlib.sha256(body).digest(), tuple(map(int, _REFERENCE.findall(head)))


_FONT = re.compile(
    rb"\d+ 0 obj\n<</Type/Font/Subtype/Type0/BaseFont/[\w+.-]+/Encoding/Identity-H/DescendantFonts\[\d+ 0 R\]"
    rb"/ToUnicode (\d+) 0 R>>\nendobj\n"
)


def _font(data: bytes, body: bytes, spans: dict[int, Span]) -> Decode | None:
    """What a font's codes mean, by its ToUnicode; None for what is no font of ours."""
    match = _FONT.fullmatch(body)
    span = match and spans.get(int(match[1]))
    if not span:
        return None
    _, _, stream = data[span.start : span.end].partition(_STREAM)
    try:
        return to_unicode(zlib.decompress(stream[: -len(_STREAM_END)]))
    except zlib.error:
        return None
