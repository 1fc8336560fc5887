"""What the papers' modules hand over: bytes of files with what stands in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vpr_print.documents.form import Binder, PageDrawing
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.geometry import Rect
from vpr_print.model.identifier import Identifier
from vpr_print.model.manifest import FileKind, FileRecord, RoomRecord


@dataclass(frozen=True, slots=True)
class Symbol:
    """A barcode on a page of a file, for whoever proves the file."""

    page: int
    """From 1."""
    content: str
    box: Rect
    """Quiet zone and digits included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """One PDF, not yet written."""

    kind: FileKind
    name: str
    """ASCII name inside the room's (or the work's) folder."""
    data: bytes
    sha256: str
    """Of ``data``."""
    pages: int
    numbers: tuple[str, ...]
    """Numbers (page 00) of the papers in it, in order."""
    symbols: tuple[Symbol, ...] = ()
    """All symbols but those of sets, which their ``SetRecord`` names, and those of ``large_file_of``."""

    def record(self, folder: str = "") -> FileRecord:
        """Its line of ``manifest.json``; ``folder`` is the room's."""
        return FileRecord(
            kind=self.kind,
            path=f"{folder}/{self.name}" if folder else self.name,
            pages=self.pages,
            sha256=self.sha256,
            numbers=self.numbers,
        )


@dataclass(frozen=True, slots=True)
class RoomPapers:
    """Everything that goes into one room's folder."""

    files: tuple[RenderedFile, ...]
    record: RoomRecord


def file_of(
    kind: FileKind,
    name: str,
    pages: Iterable[PageDrawing],
    numbers: Sequence[Identifier],
    fonts: FontBook,
    *,
    title: str,
) -> RenderedFile:
    """A file of pages, taken one after another, with every symbol on the page where it stands."""
    binder = Binder(fonts)
    symbols: list[Symbol] = []
    for page in pages:
        binder.add(page)
        symbols += [Symbol(binder.page_count, content, box) for content, box in page.symbols]
    return replace(_bound(kind, name, binder, numbers, title), symbols=tuple(symbols))


def large_file_of(
    kind: FileKind,
    name: str,
    pages: Iterable[PageDrawing],
    numbers: Sequence[Identifier],
    fonts: FontBook,
    *,
    title: str,
) -> RenderedFile:
    """The same without its symbols, which are too many to be remembered."""
    binder = Binder(fonts)
    for page in pages:
        binder.add(page)
    return _bound(kind, name, binder, numbers, title)


def _bound(kind: FileKind, name: str, binder: Binder, numbers: Sequence[Identifier], title: str) -> RenderedFile:
    data = binder.finish(title)
    return RenderedFile(
        kind=kind,
        name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=binder.page_count,
        numbers=tuple(map(str, numbers)),
    )
