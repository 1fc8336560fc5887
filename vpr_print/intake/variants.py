"""What each file of the materials archive is: PDFs are read in a process with limits, then recognised by content."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from vpr_print.intake import reasons
from vpr_print.intake.archive import MaterialsArchive, StoredFile
from vpr_print.intake.folded_text import fold
from vpr_print.intake.headings import variant_in_name
from vpr_print.intake.pdf_text import Opened, is_pdf, read_pdf_text, read_sheet_heads
from vpr_print.intake.recognition import FileKind, Need, RecognisedFile, names_another_kind, recognise_text
from vpr_print.sandbox import Limits, OutOfMemory, SandboxError, SandboxTimeout, call

LIMITS = Limits(seconds=6, megabytes=512)
"""A variant of a hundred pages is read in a second; an old PC with a virus scanner needs several."""
_MOST_AT_ONCE = 4
"""Processes that read files side by side."""
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def recognise_files(archive: MaterialsArchive, *, limits: Limits = LIMITS) -> tuple[RecognisedFile, ...]:
    """What each file is, in the order of the archive; a file that holds several variants has several entries.

    A file that cannot be read is ``FileKind.UNREADABLE`` with a reason, never an exception. Raises ``OSError``
    when the store itself cannot be read.
    """
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_AT_ONCE)) as pool:
        recognised = pool.map(lambda file: _recognise(file, limits), archive.files)
        return tuple(entry for entries in recognised for entry in entries)


def _recognise(file: StoredFile, limits: Limits) -> tuple[RecognisedFile, ...]:
    if not is_pdf(file.path):
        if file.name.casefold().endswith(".pdf"):
            return (_unreadable(file, reasons.DAMAGED, Need.REPAIR),)
        return (_not_a_pdf(file, limits),)
    try:
        text = call(read_pdf_text, str(file.path), limits=limits)
    except SandboxTimeout:
        return (_unreadable(file, reasons.TOO_SLOW, Need.REPAIR),)
    except OutOfMemory:
        return (_unreadable(file, reasons.TOO_LARGE, Need.REPAIR),)
    except SandboxError:
        return (_unreadable(file, reasons.CRASHED, Need.REPAIR),)
    match text.opened:
        case Opened.NEEDS_PASSWORD:
            return (_unreadable(file, reasons.NEEDS_PASSWORD, Need.PASSWORD),)
        case Opened.DAMAGED:
            return (_unreadable(file, reasons.DAMAGED, Need.REPAIR),)
        case _:
            return recognise_text(file, text.pages, text.page_count, text.blank)


def _not_a_pdf(file: StoredFile, limits: Limits) -> RecognisedFile:
    heads: tuple[tuple[str, str], ...] | None = None
    if file.name.casefold().endswith(_WORKBOOKS):
        try:
            heads = call(read_sheet_heads, str(file.path), limits=limits)
        except SandboxError:
            heads = None
    for sheet, cells in heads or ():
        said = "".join(fold(f"{sheet} {cells}").split())
        if re.search(r"протокол|формасбора|вариант.*балл|\d\(\d+б\)", said):
            return _other(file, FileKind.ELECTRONIC_FORM, reasons.WORKBOOK.format(sheet=sheet))
        if re.search(r"код", said) and len(re.findall(r"(?<!\d)\d{4,7}(?:\.0)?(?!\d)", cells)) >= 3:
            return _other(file, FileKind.CODE_LIST, reasons.WORKBOOK.format(sheet=sheet))
    name = fold(PurePosixPath(file.name).stem.replace("_", " "))
    if heads is None and variant_in_name(name) is not None and not names_another_kind(file):
        return _unreadable(file, reasons.NOT_PDF_VARIANT, Need.CONVERT)
    return _other(file, FileKind.OTHER, reasons.NOT_PDF)


def _other(file: StoredFile, kind: FileKind, reason: str) -> RecognisedFile:
    return RecognisedFile(file=file, kind=kind, reasons=(reason,))


def _unreadable(file: StoredFile, reason: str, needs: Need) -> RecognisedFile:
    return RecognisedFile(file=file, kind=FileKind.UNREADABLE, reasons=(reason,), needs=needs)
