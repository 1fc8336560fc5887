"""Pages as PNGs for a person at a screen; runs in a sandboxed process, since the pages are foreign."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from vpr_print.model.geometry import Rect
from vpr_print.prepress.space_errors import Zone


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What is drawn over one sheet."""

    page: int
    """In the file, 0-based."""
    zones: tuple[Zone, ...]
    boxes: tuple[Rect, ...]
    """Of the stamp's parts."""


def render_sheets(path: Path, sheets: tuple[SheetMarks, ...], dpi: int, font: Path) -> tuple[bytes, ...]:
    """PNGs of pages of an A4 file that we made, each with its marks."""
    # The libraries are imported here, so that only the sandboxed process carries them
    import pypdfium2

    from vpr_print.prepress.overlay import GREEN, Overlay
    from vpr_print.prepress.render import picture_of

    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for marks in sheets:
            with closing(pdf[marks.page]) as page:
                overlay = Overlay(picture_of(page, dpi), font)
            for zone in marks.zones:
                overlay.zone(zone)
            overlay.margin()
            for box in marks.boxes:
                overlay.frame(box, GREEN)
            found.append(overlay.png())
    return tuple(found)


def render_crossed(path: Path, pages: tuple[int, ...], reason: str, dpi: int, font: Path) -> tuple[bytes, ...]:
    """PNGs of an author's pages (0-based) as they would lie on the sheet, crossed out with the reason."""
    import pypdfium2

    from vpr_print.prepress.geometry import PageShape, lay
    from vpr_print.prepress.masters import PageSizePolicy
    from vpr_print.prepress.overlay import Overlay
    from vpr_print.prepress.render import laid_picture_of

    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        pdf.init_forms()
        for number in pages:
            with closing(pdf[number]) as page:
                width, height = page.get_size()
                laying = lay(PageShape((0, 0, width, height), 0), PageSizePolicy.FIT)
                overlay = Overlay(laid_picture_of(page, laying, dpi), font)
            overlay.crossed(reason)
            found.append(overlay.png())
    return tuple(found)
