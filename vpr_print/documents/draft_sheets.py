"""Numbered draft sheets of a room, where they are asked for."""

from __future__ import annotations

from vpr_print.documents.form import PageDrawing, render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import room_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import PAGES
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedRoom, PaperKind, RoomPlan

NAME = "6-chernoviki.pdf"
LAYOUT = "draft_sheet"
PER_SERIAL = PAGES[-1]
"""The page of a number has two digits: a room with more sheets takes several serials."""


def draft_serials(room: RoomPlan) -> range:
    """Ordinals of the serials that the room's draft sheets take."""
    return range(1, -(-room.draft_sheets // PER_SERIAL) + 1)


def render_draft_sheets(room: NumberedRoom, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """All draft sheets of the room; the page of each sheet's number is its place within the serial."""
    layout = kit.layout(LAYOUT)
    values = room_values(room.site, room.work, room.room)
    total = room.room.draft_sheets
    numbers = [room.number(PaperKind.DRAFT_SHEETS, ordinal) for ordinal in draft_serials(room.room)]
    pages: list[PageDrawing] = []
    for sheet in range(total):
        serial, page = divmod(sheet, PER_SERIAL)
        here = {
            "draft.number": str(sheet + 1),
            "draft.count": str(total),
            "paper.number": str(numbers[serial].of_page(page + 1)),
        }
        pages += render_form(layout, values | here, {}, fonts, background=kit.background(LAYOUT)).pages
    return file_of(FileKind.DRAFTS, NAME, pages, numbers, fonts, title=layout.title)
