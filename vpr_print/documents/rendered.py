"""What the papers' modules hand over: bytes of files with what stands in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from vpr_print.documents.elements import Rendered
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
    pages: int
    numbers: tuple[str, ...]
    """Numbers (page 00) of the papers in it, in order."""
    symbols: tuple[Symbol, ...] = ()
    """All symbols but those of sets, which their ``SetRecord`` names."""

    def record(self, folder: str = "") -> FileRecord:
        """Its line of ``manifest.json``; ``folder`` is the room's."""
        return FileRecord(
            kind=self.kind,
            path=f"{folder}/{self.name}" if folder else self.name,
            pages=self.pages,
            sha256=hashlib.sha256(self.data).hexdigest(),
            numbers=self.numbers,
        )


@dataclass(frozen=True, slots=True)
class RoomPapers:
    """Everything that goes into one room's folder."""

    files: tuple[RenderedFile, ...]
    record: RoomRecord


def file_of(
    kind: FileKind, name: str, data: bytes, renderings: Sequence[Rendered], numbers: Sequence[Identifier]
) -> RenderedFile:
    """A file of drawn papers with every symbol on the page where it stands."""
    symbols: list[Symbol] = []
    pages = 0
    for rendered in renderings:
        symbols += [Symbol(pages + page, content, box) for page, content, box in rendered.symbols]
        pages += len(rendered.pages)
    return RenderedFile(
        kind=kind, name=name, data=data, pages=pages, numbers=tuple(map(str, numbers)), symbols=tuple(symbols)
    )
