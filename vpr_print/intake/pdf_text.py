"""What a foreign file says: called inside a sandboxed process only.

pdfium reads the text, since it opens nearly everything that a viewer opens; what it refuses it is given once more as
qpdf mends it.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pikepdf
import pypdfium2
from python_calamine import CalamineError, CalamineWorkbook

PAGES_READ = 300
"""Of a longer file only these pages are read: no variant has as many."""
_CHARACTERS_READ = 60_000
_LOCKED = (4, 5)  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY: locked for somebody's certificate
_ROWS_READ, _COLUMNS_READ = 12, 20


class Opened(StrEnum):
    """How far a PDF could be opened."""

    READ = "read"
    NEEDS_PASSWORD = "needs_password"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF page by page (the first ``PAGES_READ``), and how many pages it has."""

    opened: Opened
    page_count: int = 0
    pages: tuple[str, ...] = ()
    blank: frozenset[int] = frozenset()
    """0-based pages on which nothing is drawn."""


def read_pdf_text(path: str) -> PdfText:
    """The text of the PDF's pages; a page whose text cannot be read is empty."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _LOCKED:
            return PdfText(Opened.NEEDS_PASSWORD)
        return _read_mended(path)
    return _read(document)


def _read_mended(path: str) -> PdfText:
    """What pdfium reads once qpdf has mended the file; no text, but the pages, where it refuses it even then."""
    out = io.BytesIO()
    try:
        # The warnings are of fields without a form
        with pikepdf.open(path) as pdf, warnings.catch_warnings(action="ignore"):
            count = len(pdf.pages)
            pdf.save(out)
    except pikepdf.PasswordError:
        return PdfText(Opened.NEEDS_PASSWORD)
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return PdfText(Opened.DAMAGED)
    try:
        return _read(pypdfium2.PdfDocument(out.getvalue()))
    except pypdfium2.PdfiumError:
        return PdfText(Opened.READ, count, ("",) * min(count, PAGES_READ))


def _read(document: pypdfium2.PdfDocument) -> PdfText:
    try:
        count = len(document)
        pages = tuple(_page_text(document, index) for index in range(min(count, PAGES_READ)))
        blank = frozenset(index for index, text in enumerate(pages) if not text and _is_blank(document, index))
    finally:
        document.close()
    return PdfText(Opened.READ, count, pages, blank)


def read_sheet_heads(path: str) -> tuple[tuple[str, str], ...] | None:
    """Name and first cells (as one text) of each sheet of a workbook; None when it is not one."""
    try:
        book = CalamineWorkbook.from_path(path)
        heads = []
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(nrows=_ROWS_READ)
            cells = [str(cell) for row in rows for cell in row[:_COLUMNS_READ] if cell not in ("", None)]
            heads.append((name, " ".join(cells)))
    except (CalamineError, OSError, ValueError):
        return None
    return tuple(heads)


def is_pdf(path: Path) -> bool:
    """Whether the file begins as a PDF; viewers accept up to a kilobyte before the sign. Raises ``OSError``."""
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024 + 5)


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        text = document[index].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        return ""
    return _clean(text)


def _is_blank(document: pypdfium2.PdfDocument, index: int) -> bool:
    try:
        return next(document[index].get_objects(max_depth=1), None) is None
    except pypdfium2.PdfiumError:
        return False


def _clean(text: str) -> str:
    """Without lone surrogates, which cannot be written as UTF-8."""
    return text[:_CHARACTERS_READ].encode("utf-16", "replace").decode("utf-16", "replace")
