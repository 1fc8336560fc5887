"""Code slips on sheets: one pile for each room, and one for the whole work with separating slips.

The pile of a cut stack is in the order of handing out (``plan/imposition.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from vpr_print.documents.errors import SlipSizeError
from vpr_print.documents.form import Binder, PageDrawing, lay_sheets, render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import page_number, work_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.schema import Layout
from vpr_print.model.identifier import CodeNumber, Identifier
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedRoom, NumberedWork, PaperKind, RoomPlan
from vpr_print.model.work import ParticipantCode, Site, Work
from vpr_print.plan.imposition import CutAndStack

NAME = "2-kody.pdf"
NAME_ALL = "kody-vse.pdf"
LAYOUT = "code_slip"
SEPARATOR = "code_separator"


@dataclass(frozen=True, slots=True)
class LostSlip:
    """A slip that is printed again."""

    room: str
    ordinal: int
    code: ParticipantCode
    sheet: Identifier
    """Number of the room's code sheet."""


_Draw = Callable[[], PageDrawing]
"""Draws a slip when its sheet is laid: the slips of a whole work would fill the memory."""


def render_code_sheet(room: NumberedRoom, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The room's slips: those of the places in order, then the spare ones."""
    number = room.number(PaperKind.CODE_SHEET)
    values = work_values(room.site, room.work) | {"room.name": room.room.name}
    pages = _on_sheets(_slips(room.site, room.room, values, kit, fonts), values, number, kit.layout(LAYOUT), fonts)
    return file_of(FileKind.CODE_SHEET, NAME, pages, (number,), fonts, title=kit.layout(LAYOUT).title)


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
    pile: list[_Draw] = []
    for room in plan.rooms:
        if room.codes:
            here = values | {"room.name": room.name}
            counted = here | {"slip.count": str(len(room.codes))}
            pile.append(partial(_slip, SEPARATOR, counted, kit, fonts))
            pile += _slips(plan.site, room, here, kit, fonts)
    values["room.name"] = kit.procedure.words.all_rooms
    pages = _on_sheets(pile, values, number, kit.layout(LAYOUT), fonts)
    return file_of(FileKind.CODE_SHEET_ALL, NAME_ALL, pages, (number,), fonts, title=kit.layout(LAYOUT).title)


def render_lost_slips(
    site: Site, work: Work, slips: Sequence[LostSlip], kit: LayoutKit, fonts: FontBook
) -> bytes:
    """Slips of a built work once more, room after room; each sheet bears the number of its room's code sheet."""
    values = work_values(site, work)
    binder = Binder(fonts)
    for (room, number), of_room in groupby(slips, key=lambda slip: (slip.room, slip.sheet)):
        here = values | {"room.name": room}
        drawn = [partial(_code_slip, site, slip.code, slip.ordinal, here, kit, fonts) for slip in of_room]
        for page in _on_sheets(drawn, here, number, kit.layout(LAYOUT), fonts):
            binder.add(page)
    return binder.finish(kit.layout(LAYOUT).title)


def imposition_of(layout: Layout, slips: int) -> CutAndStack:
    """How so many slips lie on sheets."""
    assert layout.sheet is not None, "checked when the layout was read"
    return CutAndStack(slips, layout.sheet.columns, layout.sheet.rows)


def _slips(
    site: Site, room: RoomPlan, values: Mapping[str, str], kit: LayoutKit, fonts: FontBook
) -> Iterator[_Draw]:
    for ordinal, code in enumerate(room.codes, 1):
        yield partial(_code_slip, site, code, ordinal, values, kit, fonts)


def _code_slip(
    site: Site, code: ParticipantCode, ordinal: int, values: Mapping[str, str], kit: LayoutKit, fonts: FontBook
) -> PageDrawing:
    here = {
        "slip.code": code,
        "slip.number": str(CodeNumber.of(site.number, code)),
        "slip.ordinal": f"{ordinal:02d}",
    }
    return _slip(LAYOUT, {**values, **here}, kit, fonts)


def _slip(layout: str, values: Mapping[str, str], kit: LayoutKit, fonts: FontBook) -> PageDrawing:
    return render_form(kit.layout(layout), values, {}, fonts, background=kit.background(layout)).pages[0]


def _on_sheets(
    slips: Iterable[_Draw], values: Mapping[str, str], number: Identifier, layout: Layout, fonts: FontBook
) -> Iterator[PageDrawing]:
    pile = tuple(slips)
    imposition = imposition_of(layout, len(pile))
    sheets = ([None if slip is None else pile[slip]() for slip in sheet] for sheet in imposition.laid())
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

    return lay_sheets(layout, sheets, imposition.sheets, values, fonts, sheet_values=sheet_values)
