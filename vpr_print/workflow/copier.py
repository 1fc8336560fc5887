"""The copier proved before the run: its proof page printed, read back, and remembered for the next build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vpr_print.documents.proof_page import PROOF_LAYOUT, render_proof_page
from vpr_print.output.errors import ForeignFileError, as_output_error
from vpr_print.safe_files import put
from vpr_print.scan.proof_file import read_proof_pages
from vpr_print.scan.proof_verdict import ProofReport, judge
from vpr_print.settings.copier_file import write_copier
from vpr_print.settings.school import SchoolFolder
from vpr_print.workflow.layouts import program_fonts, school_layout

PROOF_FILE = "probnyy-list.pdf"
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class CopierCheck:
    """What a scanned proof page says, and where the profile lies."""

    report: ProofReport
    kept: Path | None
    """None outside of a school folder, and where nothing true was measured."""


def print_proof(out: Path, school: SchoolFolder | None) -> Path:
    """The proof page as a PDF at ``out``, or in the folder ``out``; an older PDF is replaced.

    Raises errors of layouts (30), ``ForeignFileError`` and other errors of output (40).
    """
    layout, background = school_layout(PROOF_LAYOUT, school)
    data = render_proof_page(layout, program_fonts(), background)
    path = out / PROOF_FILE if out.is_dir() else out
    try:
        if path.exists() and not path.read_bytes().startswith(_PDF):
            raise ForeignFileError(str(path))
        put(path, data)
    except OSError as error:
        raise as_output_error(error, str(path.parent)) from error
    return path


def read_proof(files: Sequence[Path], school: SchoolFolder | None, today: date) -> CopierCheck:
    """GO or NO-GO for the copier whose proof page was scanned; its profile is kept in the school folder.

    Raises ``ScanError`` (60) when no page is a proof page, ``SchoolFolderError``.
    """
    layout, _ = school_layout(PROOF_LAYOUT, school)
    assert layout.proof is not None, "checked when the layout was read"
    pages = read_proof_pages(files, layout.proof, layout.page.size)
    sides = [page.reading for page in pages.sides if page.reading]
    never_printed = any(page.drawn for page in pages.sides)
    report = judge(sides, others=pages.others, never_printed=never_printed, checked=today)
    return CopierCheck(report, write_copier(school.root, report.profile) if school and report.true else None)
