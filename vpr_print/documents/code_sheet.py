"""Code slips on sheets: one pile for each room, and one for the whole work with separating slips.

The pile of a cut stack is in the order of handing out (``plan/imposition.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vpr_print.documents.errors import SlipSizeError
from vpr_print.documents.form import PageDrawing, Rendered, impose, render_form, to_pdf
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import page_number, work_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.schema import Layout
from vpr_print.model.identifier import CodeNumber, Identifier
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedRoom, NumberedWork, PaperKind, RoomPlan
from vpr_print.model.work import Site, Work
from vpr_print.plan.imposition import CutAndStack

NAME = "2-kody.pdf"
NAME_ALL = "kody-vse.pdf"
LAYOUT = "code_slip"
SEPARATOR = "code_separator"


def render_code_sheet(room: NumberedRoom, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The room's slips: those of the places in order, then the spare ones."""
    number = room.number(PaperKind.CODE_SHEET)
    slips = _slips(room.site, room.work, room.room, kit, fonts)
    values = work_values(room.site, room.work) | {"room.name": room.room.name}
    rendered = _on_sheets(slips, values, number, kit.layout(LAYOUT), fonts)
    data = to_pdf([rendered], fonts, title=kit.layout(LAYOUT).title)
    return file_of(FileKind.CODE_SHEET, NAME, data, [rendered], (number,))


def render_code_sheet_all(work: NumberedWork, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The slips of all rooms in one pile, each room's behind a slip that names it.

    Raises ``SlipSizeError`` when the separating slip is not as large as the others.
    """
    plan = work.plan
    slip, separator = kit.layout(LAYOUT).page.size, kit.layout(SEPARATOR).page.size
    if slip != separator:
        raise SlipSizeError((slip.w, slip.h), (separator.w, separator.h))
    number = work.number(PaperKind.CODE_SHEET_ALL)
    values = work_values(plan.site, plan.work)
    pile: list[PageDrawing] = []
    for room in plan.rooms:
        if room.codes:
            here = values | {"room.name": room.name, "slip.count": str(len(room.codes))}
            divider = render_form(kit.layout(SEPARATOR), here, {}, fonts, background=kit.background(SEPARATOR))
            pile.append(divider.pages[0])
            pile += _slips(plan.site, plan.work, room, kit, fonts)
    values["room.name"] = kit.procedure.words.all_rooms
    rendered = _on_sheets(pile, values, number, kit.layout(LAYOUT), fonts)
    data = to_pdf([rendered], fonts, title=kit.layout(LAYOUT).title)
    return file_of(FileKind.CODE_SHEET_ALL, NAME_ALL, data, [rendered], (number,))


def imposition_of(layout: Layout, slips: int) -> CutAndStack:
    """How so many slips lie on sheets."""
    assert layout.sheet is not None, "checked when the layout was read"
    return CutAndStack(slips, layout.sheet.columns, layout.sheet.rows)


def _slips(site: Site, work: Work, room: RoomPlan, kit: LayoutKit, fonts: FontBook) -> list[PageDrawing]:
    layout = kit.layout(LAYOUT)
    values = work_values(site, work) | {"room.name": room.name}
    pages: list[PageDrawing] = []
    for ordinal, code in enumerate(room.codes, 1):
        here = {
            "slip.code": code,
            "slip.number": str(CodeNumber.of(site.number, code)),
            "slip.ordinal": f"{ordinal:02d}",
        }
        pages.append(render_form(layout, values | here, {}, fonts, background=kit.background(LAYOUT)).pages[0])
    return pages


def _on_sheets(
    slips: Sequence[PageDrawing], values: Mapping[str, str], number: Identifier, layout: Layout, fonts: FontBook
) -> Rendered:
    imposition = imposition_of(layout, len(slips))
    sheets: list[list[PageDrawing | None]] = [[None] * imposition.per_sheet for _ in range(imposition.sheets)]
    for slip, cell in zip(slips, imposition.cells(), strict=True):
        sheets[cell.sheet][cell.row * imposition.columns + cell.column] = slip
    stacks = imposition.stacks

    def sheet_values(sheet: int, _count: int) -> Mapping[str, str]:
        place = max(i for i, stack in enumerate(stacks) if stack.first_sheet < sheet)
        stack = stacks[place]
        return {
            "paper.number": str(page_number(number, sheet)),
            "sheet.stack": str(place + 1),
            "sheet.stacks": str(len(stacks)),
            "sheet.number": str(sheet - stack.first_sheet),
            "sheet.sheets": str(stack.sheets),
            "sheet.slips": str(len(stack.slips)),
        }

    return impose(layout, sheets, values, fonts, sheet_values=sheet_values)
