"""The audit of confidential storage on paper, for the coordinator's folder. Names of files, never of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vpr_print.documents import values as common
from vpr_print.documents.form import render_form, to_pdf
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.spread import shortened, spread
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.work import Site

LAYOUT = "storage_audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One file, in words."""

    place: str
    holds: str
    readers: str
    locked: str
    until: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSheet:
    """What stands above the lines."""

    date: str
    folders: str
    places: str
    term: str
    files: int
    names: int
    unreleased: int
    open: int
    risky: int
    destroyed: int
    """Works whose materials are gone, with an act."""


def render_storage_audit(
    site: Site, sheet: AuditSheet, lines: Sequence[AuditLine], kit: LayoutKit, fonts: FontBook
) -> bytes:
    """The PDF: totals, then a row for each file."""
    layout = kit.layout(LAYOUT)
    rows = [
        {
            "row.no": str(place),
            "row.place": line.place,
            "row.holds": line.holds,
            "row.readers": line.readers,
            "row.locked": line.locked,
            "row.until": line.until,
            "row.todo": line.todo,
        }
        for place, line in enumerate(lines, 1)
    ]
    values = {
        "site.number": site.number,
        "site.name": site.name,
        "audit.date": sheet.date,
        "audit.folders": shortened(sheet.folders, "audit.folders", layout, fonts),
        "audit.places": shortened(sheet.places, "audit.places", layout, fonts),
        "audit.term": sheet.term,
        "totals.files": str(sheet.files),
        "totals.names": str(sheet.names),
        "totals.unreleased": str(sheet.unreleased),
        "totals.open": str(sheet.open),
        "totals.risky": str(sheet.risky),
        "totals.destroyed": str(sheet.destroyed),
        "program": common.PROGRAM,
    }
    filled = {"files": spread(rows, "files", layout, fonts)}
    rendered = render_form(layout, values, filled, fonts, background=kit.background(LAYOUT))
    return to_pdf([rendered], fonts, title=layout.title)
