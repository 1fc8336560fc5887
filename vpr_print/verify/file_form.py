"""The one form in which our PDFs are written, read byte for byte: whatever deviates from it is refused.

Header; objects that many files share (fonts, pages of variants, official forms); the file's own objects in a fixed
order, the last of them the document information; one cross-reference section; trailer. Every byte belongs to one of
these, so nothing can hide between them. (ISO 32000-1, 7.5.)
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from vpr_print.verify.errors import Promise
from vpr_print.verify.shared_part import SharedPart, Span, shared_part


@dataclass(eq=False)
class NotOurForm(Exception):
    """The file is not written as ours are."""

    found: str
    promise: Promise = Promise.FILE
    page: int = 0
    """From 1; 0 when none in particular is meant."""


@dataclass(frozen=True, slots=True)
class PageForm:
    """One page: where its content lies, and its size in points."""

    number: int
    """Of its page object."""
    content: Span
    """Of the deflated bytes."""
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """What a file consists of."""

    data: bytes = field(repr=False)
    sha256: str
    version: str
    shared: SharedPart
    fonts: Mapping[str, int]
    """Object numbers by the names that pages call them, as all pages share their resources."""
    forms: Mapping[str, int]
    pages: tuple[PageForm, ...]
    """In the order of the page tree."""
    declared_pages: int
    in_order: bool
    """Whether each page of the file is in the page tree once, in the order in which they are written."""
    title: str
    producer: str

    def content(self, page: PageForm) -> bytes:
        """A page's operators. Raises ``NotOurForm``."""
        try:
            inflate = zlib.decompressobj()
            content = inflate.decompress(self.data[page.content.start : page.content.end])
        except zlib.error:
            raise NotOurForm("содержимое страницы не распаковывается") from None
        if not inflate.eof or inflate.unused_data:
            raise NotOurForm("содержимое страницы упаковано не целиком")
        return content


def read_form(data: bytes) -> FileForm:
    """The parts of a file. Raises ``NotOurForm``."""
    trailer = _TRAILER.fullmatch(data, max(data.rfind(b"trailer\n"), 0))
    if trailer is None:
        raise NotOurForm("нет завершения файла или после него есть что-то ещё")
    size, root, info, _, start = trailer.groups()
    own = _read_own(data, *_place_of(data, int(start), int(root), int(size), trailer.start()))
    if own.last != int(info) or own.last != int(size) - 1 or own.end != int(start):
        raise NotOurForm("между страницами и таблицей есть что-то ещё")
    header = _HEADER.match(data)
    if header is None:
        raise NotOurForm("нет начала файла")
    first = own.offsets[0]
    table = trailer.start() - _ENTRY * int(size)
    middle = table + _ENTRY * int(root)
    if data[middle : trailer.start()] != b"".join([b"%010d 00000 n \n" % at for at in own.offsets]):
        raise NotOurForm("таблица объектов не сходится с ними")
    try:
        shared, digest = shared_part(data, Span(header.end(), first), data[table:middle])
        shared.check_reached([*own.fonts.values(), *own.forms.values()])
    except ValueError as flaw:
        raise NotOurForm(str(flaw)) from None
    digest.update(memoryview(data)[first:])
    kids = own.kids
    return FileForm(
        data=data,
        sha256=digest.hexdigest(),
        version=header[1].decode(),
        shared=shared,
        fonts=own.fonts,
        forms=own.forms,
        pages=tuple([own.pages[number] for number in kids]),
        declared_pages=own.count,
        in_order=kids == list(own.pages),
        title=own.title,
        producer=own.producer,
    )


_ENTRY = 20
"""Bytes of an entry of the cross-reference table."""
_HEADER = re.compile(rb"%PDF-(1\.[4-7])\n%\xe2\xe3\xcf\xd3\n")
_TRAILER = re.compile(
    rb"trailer\n<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R/ID\[<([0-9a-f]{32})><\4>\]>>\nstartxref\n(\d+)\n%%EOF\n"
)
_CATALOGUE = re.compile(
    rb"(\d+) 0 obj\n<</Type/Catalog/Pages (\d+) 0 R/ViewerPreferences<</PrintScaling/None>>/Lang\(ru-RU\)>>\nendobj\n"
)
_TREE = re.compile(rb"(\d+) 0 obj\n<</Type/Pages/Count (\d+)/Kids\[((?:\d+ 0 R ?)*)\]>>\nendobj\n")
_NAMED = rb"(?:/\w+ \d+ 0 R)*"
_RESOURCES = re.compile(
    rb"(\d+) 0 obj\n<<(?:/Font<<(%b)>>)?(?:/XObject<<(%b)>>)?>>\nendobj\n" % (_NAMED, _NAMED)
)
_ENTRY_OF_NAME = re.compile(rb"/(\w+) (\d+) 0 R")
_CONTENT = re.compile(rb"(\d+) 0 obj\n<</Length (\d+)/Filter/FlateDecode>>\nstream\n")
_AFTER_CONTENT = b"\nendstream\nendobj\n"
_PAGE = re.compile(
    rb"%b(\d+) 0 obj\n<</Type/Page/Parent (\d+) 0 R/MediaBox\[0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)\]"
    rb"/Resources (\d+) 0 R/Contents (\d+) 0 R>>\nendobj\n" % _AFTER_CONTENT
)
_INFO = re.compile(rb"(\d+) 0 obj\n<</Title<feff([0-9a-f]*)>/Producer\(([\w .-]*)\)>>\nendobj\n")


@dataclass(slots=True, kw_only=True)
class _Own:
    """The file's own objects."""

    offsets: list[int]
    count: int
    kids: list[int]
    fonts: dict[str, int]
    forms: dict[str, int]
    pages: dict[int, PageForm]
    title: str = ""
    producer: str = ""
    last: int = 0
    """Number of the last object."""
    end: int = 0


def _place_of(data: bytes, start: int, root: int, size: int, end: int) -> tuple[int, int]:
    """The catalogue's number and where it lies."""
    head = b"xref\n0 %d\n" % size
    if not data.startswith(head, start) or start + len(head) + _ENTRY * size != end or not 0 < root < size:
        raise NotOurForm("таблица объектов не на месте")
    entry = data[start + len(head) + _ENTRY * root :][:_ENTRY]
    if not re.fullmatch(rb"\d{10} 00000 n \n", entry):
        raise NotOurForm("таблица объектов не сходится с ними")
    return int(entry[:10]), root


def _read_own(data: bytes, at: int, root: int) -> _Own:
    catalogue = _CATALOGUE.match(data, at)
    if catalogue is None or (int(catalogue[1]), int(catalogue[2])) != (root, root + 1):
        raise NotOurForm("в корне файла что-то кроме страниц", Promise.STRUCTURE)
    tree = _TREE.match(data, catalogue.end())
    resources = tree and _RESOURCES.match(data, tree.end())
    if tree is None or int(tree[1]) != root + 1:
        raise NotOurForm("список страниц другой", Promise.STRUCTURE)
    if resources is None or int(resources[1]) != root + 2:
        raise NotOurForm("у страниц есть что-то кроме шрифтов и вложенных страниц", Promise.STRUCTURE)
    own = _Own(
        offsets=[at, tree.start(), resources.start()],
        count=int(tree[2]),
        kids=[int(number) for number in tree[3].split(b" ")[::3]] if tree[3] else [],
        fonts=_named(resources[2]),
        forms=_named(resources[3]),
        pages={},
    )
    at = _read_pages(data, resources.end(), root, own)
    info = _INFO.match(data, at)
    if info is None or int(info[1]) != own.last + 1:
        raise NotOurForm("сведения о файле другие", Promise.STRUCTURE)
    try:
        own.title = bytes.fromhex(info[2].decode()).decode("utf-16-be")
    except ValueError:
        raise NotOurForm("сведения о файле другие", Promise.STRUCTURE) from None
    own.producer = info[3].decode()
    own.offsets.append(at)
    own.last += 1
    own.end = info.end()
    if not own.pages.keys() >= set(own.kids):
        raise NotOurForm("список страниц другой", Promise.STRUCTURE)
    return own


def _read_pages(data: bytes, at: int, root: int, own: _Own) -> int:
    """Contents and pages in turn, into ``own``; gives the place behind them."""
    number = root + 3
    content_at, page_at = _CONTENT.match, _PAGE.match
    while content := content_at(data, at):
        start = content.end()
        end = start + int(content[2])
        page = page_at(data, end)
        if page is None or int(content[1]) != number or int(page[1]) != number + 1:
            if not data.startswith(_AFTER_CONTENT, end):
                raise NotOurForm("содержимое страницы другой длины")
            raise _odd_page(own, number)
        if (int(page[2]), int(page[5]), int(page[6])) != (root + 1, root + 2, number):
            raise _odd_page(own, number)
        own.offsets += (at, end + len(_AFTER_CONTENT))
        own.pages[number + 1] = PageForm(number + 1, Span(start, end), float(page[3]), float(page[4]))
        at = page.end()
        number += 2
    own.last = number - 1
    return at


def _odd_page(own: _Own, content: int) -> NotOurForm:
    page = own.kids.index(content + 1) + 1 if content + 1 in own.kids else 0
    return NotOurForm("у страницы есть что-то кроме содержимого и размера", Promise.STRUCTURE, page)


def _named(entries: bytes | None) -> dict[str, int]:
    return {name.decode(): int(number) for name, number in _ENTRY_OF_NAME.findall(entries or b"")}
