"""Variants prepared for a test, and the file that is printed of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.layout.stamp import Slot, Stamp, StampBars, StampQr, StampText, StampTicks, Taboo
from vpr_print.model.geometry import A4, Turn
from vpr_print.model.work import PageSpan, Variant
from vpr_print.prepress.masters import Masters


def slot(x: float, y: float, turn: Turn = Turn.LEVEL) -> Slot:
    return Slot(at=(x, y), turn=turn)


def stamp(
    *,
    bars: Sequence[Slot] = (slot(8, 150, Turn.UP), slot(192.5, 150, Turn.UP)),
    qr: Sequence[Slot] = (slot(189.2, 276), slot(6, 276), slot(189.2, 36)),
    line: Sequence[Slot] = (slot(8, 285.8), slot(120, 285.8)),
    ticks: Sequence[Slot] = (slot(8, 44, Turn.UP), slot(199, 44, Turn.UP)),
    taboo: Sequence[Taboo] = (),
) -> Stamp:
    return Stamp(
        bars=StampBars(slots=tuple(bars)),
        qr=StampQr(slots=tuple(qr)),
        line=StampText(content="", size=(68, 3.2), slots=tuple(line)),
        ticks=StampTicks(slots=tuple(ticks)),
        blank="",
        taboo=tuple(taboo),
    )


class Shelf:
    """Files by content address, as the archive leaves them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, Path] = {}

    def span(self, data: bytes, *pages: int, name: str = "variant.pdf") -> PageSpan:
        sha256 = hashlib.sha256(data).hexdigest()
        self.files[sha256] = self._folder / sha256
        self.files[sha256].write_bytes(data)
        return PageSpan(name, sha256, pages or (0,))

    def variant(self, number: int, data: bytes, *pages: int, name: str = "variant.pdf") -> Variant:
        return Variant(number, (self.span(data, *pages, name=name),))


def printed(masters: Masters) -> bytes:
    """A file with every page of every variant."""
    forms = [page.form for variant in masters.variants for page in variant.pages]
    names = b"".join(b"/V%d %d 0 R" % (form, form) for form in dict.fromkeys(forms))
    file = PdfFile([variant.block for variant in masters.variants], b"<</XObject<<%b>>>>" % names)
    for form in forms:
        file.add_page(A4, b"/V%d Do" % form)
    return file.finish()
