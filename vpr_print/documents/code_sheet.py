"""Code slips on sheets: one pile for each room, and one for the whole work with separating slips.

The pile of a cut stack is in the order of handing out (``plan/imposition.py``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from vpr_print.documents.errors import SlipSizeError
from vpr_print.documents.form import Binder, PageDrawing, lay_sheets, render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of, large_file_of
from vpr_print.documents.values import page_number, work_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.schema import Layout
from vpr_print.model.identifier import CodeNumber, Identifier
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedRoom, NumberedWork, PaperKind
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


_Draw = Callable[[int], PageDrawing]
"""Draws the slip at a place of the pile when its sheet is laid: those of a whole work would fill the memory."""


def render_code_sheet(room: NumberedRoom, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The room's slips: those of the places in order, then the spare ones."""
    number = room.number(PaperKind.CODE_SHEET)
    values = work_values(room.site, room.work) | {"room.name": room.room.name}
    codes = room.room.codes

    def slip(place: int) -> PageDrawing:
        return _code_slip(room.site, codes[place], place + 1, values, kit, fonts)

    pages = _on_sheets(len(codes), slip, values, number, kit.layout(LAYOUT), fonts)
    return file_of(FileKind.CODE_SHEET, NAME, pages, (number,), fonts, title=kit.layout(LAYOUT).title)


def render_code_sheet_all(work: NumberedWork, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The slips of all rooms in one pile, each room's behind a slip that names it. Raises as ``sheets_of_all``."""
    number, title = work.number(PaperKind.CODE_SHEET_ALL), kit.layout(LAYOUT).title
    pages = sheets_of_all(work, kit, fonts)
    return large_file_of(FileKind.CODE_SHEET_ALL, NAME_ALL, pages, (number,), fonts, title=title)


def sheets_of_all(work: NumberedWork, kit: LayoutKit, fonts: FontBook) -> Iterator[PageDrawing]:
    """The sheets of that pile, each drawn when it is asked for.

    Raises ``SlipSizeError`` when the separating slip is not as large as the others.
    """
    plan = work.plan
    size, separator = kit.layout(LAYOUT).page.size, kit.layout(SEPARATOR).page.size
    if size != separator:
        raise SlipSizeError((size.w, size.h), (separator.w, separator.h))
    number = work.number(PaperKind.CODE_SHEET_ALL)
    values = work_values(plan.site, plan.work)
    rooms = [room for room in plan.rooms if room.codes]
    starts = list(accumulate((1 + len(room.codes) for room in rooms), initial=0))

    def slip(place: int) -> PageDrawing:
        index = bisect_right(starts, place) - 1
        room, ordinal = rooms[index], place - starts[index]
        here = values | {"room.name": room.name}
        if ordinal:
            return _code_slip(plan.site, room.codes[ordinal - 1], ordinal, here, kit, fonts)
        return _slip(SEPARATOR, here | {"slip.count": str(len(room.codes))}, kit, fonts)

    on_all = values | {"room.name": kit.procedure.words.all_rooms}
    return _on_sheets(starts[-1], slip, on_all, number, kit.layout(LAYOUT), fonts)


def render_lost_slips(
    site: Site, work: Work, slips: Sequence[LostSlip], kit: LayoutKit, fonts: FontBook
) -> bytes:
    """Slips of a built work once more, room after room; each sheet bears the number of its room's code sheet."""
    values = work_values(site, work)
    binder = Binder(fonts)
    for (room, number), of_room in groupby(slips, key=lambda slip: (slip.room, slip.sheet)):
        here = values | {"room.name": room}
        drawn = [_code_slip(site, slip.code, slip.ordinal, here, kit, fonts) for slip in of_room]
        for page in _on_sheets(len(drawn), drawn.__getitem__, here, number, kit.layout(LAYOUT), fonts):
            binder.add(page)
    return binder.finish(kit.layout(LAYOUT).title)


def imposition_of(layout: Layout, slips: int) -> CutAndStack:
    """How so many slips lie on sheets."""
    assert layout.sheet is not None, "checked when the layout was read"
    return CutAndStack(slips, layout.sheet.columns, layout.sheet.rows)


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
    count: int, slip: _Draw, values: Mapping[str, str], number: Identifier, layout: Layout, fonts: FontBook
) -> Iterator[PageDrawing]:
    imposition = imposition_of(layout, count)
    sheets = ([None if place is None else slip(place) for place in sheet] for sheet in imposition.laid())
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
