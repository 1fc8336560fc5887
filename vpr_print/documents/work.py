"""The papers of the whole work: all codes in one pile, the coordinator's summary, the hand-out plan."""

from __future__ import annotations

from collections.abc import Iterator

from vpr_print.documents.code_sheet import render_code_sheet_all
from vpr_print.documents.hand_out_plan import render_hand_out_plan
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.paper_use import paper_use
from vpr_print.documents.rendered import RenderedFile
from vpr_print.documents.summary import render_summary
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.packet import NumberedWork


def render_work_papers(
    work: NumberedWork, kit: LayoutKit, fonts: FontBook, options: PaperOptions
) -> Iterator[RenderedFile]:
    """Summary, hand-out plan, and with codes the file of all slips; each is drawn when it is asked for, since those of
    a thousand rooms are large. Raises errors of layouts, fonts and documents."""
    yield render_summary(work, paper_use(work.plan, kit, options), kit, fonts)
    yield render_hand_out_plan(work, kit, fonts, names=options.names_in_plan)
    if any(room.codes for room in work.plan.rooms):
        yield render_code_sheet_all(work, kit, fonts)
