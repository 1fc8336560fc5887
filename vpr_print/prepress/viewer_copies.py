"""What pdfium saves of a file that only it understands."""

from __future__ import annotations

import io

import pypdfium2
import pypdfium2.raw as pdfium


def drawn_copy(data: bytes, pages: tuple[int, ...]) -> bytes | None:
    """Its own view of the file, unlocked, with the appearances that it makes while drawing; None when it cannot."""
    out = io.BytesIO()
    try:
        with pypdfium2.PdfDocument(data) as copy:
            copy.init_forms()
            for number in pages:
                page = copy[number]
                page.render(scale=0.1)
                page.close()
            copy.save(out, flags=pdfium.FPDF_REMOVE_SECURITY)
        return out.getvalue()
    except (pypdfium2.PdfiumError, ValueError):
        return None


def pages_alone(viewer: pypdfium2.PdfDocument, pages: tuple[int, ...]) -> bytes | None:
    """Nothing but the pages, in a new file: for a tree of pages that only pdfium can climb.

    Layers are lost on that way, so a file that may have any does not go it.
    """
    out = io.BytesIO()
    try:
        if has_layers(viewer):
            return None
        with pypdfium2.PdfDocument.new() as copy:
            copy.import_pages(viewer, list(pages))
            copy.save(out)
        return out.getvalue()
    except (pypdfium2.PdfiumError, ValueError):
        return None


def has_layers(viewer: pypdfium2.PdfDocument) -> bool:
    """Whether the file may have layers."""
    out = io.BytesIO()
    try:
        viewer.save(out, flags=pdfium.FPDF_REMOVE_SECURITY)
    except (pypdfium2.PdfiumError, ValueError):
        return True
    return b"OCProperties" in out.getvalue()  # pdfium packs nothing that it saves, and writes no letter as a number
