"""A packet to the scanning centre: its label, told apart by shape from those of the rooms, and its manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from vpr_print.documents.elements import Rendered
from vpr_print.documents.errors import PartTooLongError
from vpr_print.documents.form import lay_sheets, render_form, to_pdf
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.ledger_paper import CustodyPaper, Heading, render_ledger_paper, totals
from vpr_print.documents.values import work_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import Identifier, grouped
from vpr_print.model.work import Site, Work

_BAG_LINE = 12
"""Signs of a bag's number on one line: makers print up to 32."""
LABEL, MANIFEST = "label_dispatch", "manifest_dispatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchLine:
    """A packet that lies in the dispatch packet."""

    number: Identifier
    room: str
    what: str
    bag: str
    """The maker's number of its security bag; empty for none."""
    inside: int
    """Sets that were counted into it."""


def render_dispatch_label(
    site: Site, work: Work, number: Identifier, ordinal: int, kit: LayoutKit, fonts: FontBook
) -> CustodyPaper:
    """The label: A5 on a sheet of A4. It says nothing of the contents, so that it can be made before they are known."""
    layout = kit.layout(LABEL)
    values = {
        **work_values(site, work),
        "paper.number": str(number),
        "document.number": str(ordinal),
        "document.paper": grouped(number),
    }
    pages = render_form(layout, values, {}, fonts, background=kit.background(LABEL)).pages
    if len(pages) > 1:
        raise PartTooLongError(LABEL)
    laid = Rendered(tuple(lay_sheets(layout, [pages], 1, values, fonts)))
    return CustodyPaper(to_pdf([laid], fonts, title=layout.title), 1)


def render_dispatch_manifest(
    heading: Heading, packet: Identifier, lines: Sequence[DispatchLine], kit: LayoutKit, fonts: FontBook
) -> CustodyPaper:
    """The manifest: each packet with bars that can be scanned from the list."""
    rows = [
        {
            "row.no": str(place),
            "row.room": line.room,
            "row.what": line.what,
            "row.number": str(line.number),
            "row.bag": " ".join(wrap(line.bag, _BAG_LINE)),
            "row.inside": str(line.inside),
        }
        for place, line in enumerate(lines, 1)
    ]
    bags = {line.bag for line in lines} - {""}
    counts = {"packets": len(lines), "inside": sum(line.inside for line in lines), "bags": len(bags)}
    values = {"packet.number_grouped": grouped(packet), **totals(counts)}
    rooms = [line.room for line in lines]
    return render_ledger_paper(MANIFEST, heading, rooms, values, "packets", rows, kit, fonts)
