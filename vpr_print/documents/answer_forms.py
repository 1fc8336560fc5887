"""Numbered answer forms of a room, where they are asked for: one for each set, spares included.

A form belongs to no participant: which code got which number is written into the protocol in the room.
"""

from __future__ import annotations

from collections.abc import Sequence

from vpr_print.documents.form import PageDrawing, render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import room_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedRoom, PaperKind, RoomPlan

NAME = "7-blanki.pdf"
LAYOUT = "answer_form"


def ordinals(room: RoomPlan) -> range:
    """Ordinals of the room's forms: those of its sets."""
    return range(1, room.answer_forms + 1)


def render_answer_forms(
    room: NumberedRoom, kit: LayoutKit, fonts: FontBook, only: Sequence[int] | None = None
) -> RenderedFile:
    """Answer forms of the room in the order of its sets, all or only those with these ordinals; a form is one page."""
    layout = kit.layout(LAYOUT)
    values = room_values(room.site, room.work, room.room)
    wanted = ordinals(room.room) if only is None else only
    numbers = [room.number(PaperKind.ANSWER_FORM, ordinal) for ordinal in wanted]
    pages: list[PageDrawing] = []
    for ordinal, number in zip(wanted, numbers, strict=True):
        here = {"form.ordinal": f"{ordinal:02d}", "paper.number": str(number)}
        pages += render_form(layout, values | here, {}, fonts, background=kit.background(LAYOUT)).pages
    return file_of(FileKind.ANSWER_FORMS, NAME, pages, numbers, fonts, title=layout.title)
