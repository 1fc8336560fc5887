"""Conduct protocol of a room: code ↔ name, set, attendance, signature; the counts of what was handed out."""

from __future__ import annotations

from vpr_print.documents.form import render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import Rows, has_sides, page_numbers, room_values, seat_text
from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.procedure import Words
from vpr_print.model.identifier import CodeNumber, grouped
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedRoom, PaperKind, Place, RoomPlan

NAME = "3-protokol.pdf"
LAYOUT = "conduct_protocol"
NAME_OF_COPY = "3a-protokol-bez-imen.pdf"
LAYOUT_OF_COPY = "protocol_copy"


def render_conduct_protocol(room: NumberedRoom, kit: LayoutKit, fonts: FontBook, *, filled: bool) -> RenderedFile:
    """The room's protocol: a row for each participant, then one for each spare code.

    Blank, the names are written in the room; ``filled`` prints the names that the list ties to codes.
    """
    rows = protocol_rows(room, kit.procedure.words, filled=filled)
    return _render(room, PaperKind.CONDUCT_PROTOCOL, FileKind.CONDUCT_PROTOCOL, LAYOUT, NAME, rows, kit, fonts)


def render_protocol_copy(room: NumberedRoom, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The same rows without any name, for the packet that leaves the school."""
    rows = protocol_rows(room, kit.procedure.words, filled=False)
    for row in rows:
        del row["row.name"]
    return _render(
        room, PaperKind.PROTOCOL_COPY, FileKind.PROTOCOL_COPY, LAYOUT_OF_COPY, NAME_OF_COPY, rows, kit, fonts
    )


def protocol_rows(room: NumberedRoom, words: Words, *, filled: bool) -> Rows:
    """Rows of the protocol in the order of handing out."""
    plan = room.room
    sides = has_sides([place.seat for place in plan.places])
    rows: Rows = []
    for place, item in zip(plan.places, plan.sets, strict=False):
        number = room.set_number(item)
        rows.append(
            {
                "row.no": str(place.ordinal),
                "row.code": place.code or "",
                "row.code_number": str(CodeNumber.of(room.site.number, place.code)) if place.code else "",
                "row.name": printed_name(place, filled=filled),
                "row.class": printed_class(place, plan, filled=filled),
                "row.variant": str(place.variant),
                "row.ordinal": f"{item.ordinal:02d}",
                "row.set": f"{item.ordinal:02d} · {grouped(number)}",
                "row.set_number": str(number),
                "row.seat": seat_text(place.seat, words, sides=sides),
            }
        )
    for code in plan.spare_codes:
        rows.append(
            dict.fromkeys(rows[0] if rows else _FIELDS, "")
            | {
                "row.no": str(len(rows) + 1),
                "row.code": code,
                "row.code_number": str(CodeNumber.of(room.site.number, code)),
            }
        )
    return rows


_FIELDS = ("row.name", "row.class", "row.variant", "row.ordinal", "row.set", "row.set_number", "row.seat")


def printed_name(place: Place, *, filled: bool) -> str:
    """The name as the protocol prints it; empty in a blank one."""
    name = place.participant.name
    return name.text if filled and name else ""


def printed_class(place: Place, plan: RoomPlan, *, filled: bool) -> str:
    """The class as the protocol prints it.

    In a blank one only where the whole room is one class: otherwise it would tell whom the row is for.
    """
    return place.participant.class_name if filled or len(plan.class_names) == 1 else ""


def _render(
    room: NumberedRoom,
    paper: PaperKind,
    file: FileKind,
    key: str,
    name: str,
    rows: Rows,
    kit: LayoutKit,
    fonts: FontBook,
) -> RenderedFile:
    number, layout = room.number(paper), kit.layout(key)
    rendered = render_form(
        layout,
        room_values(room.site, room.work, room.room),
        {"rows": rows},
        fonts,
        page_values=page_numbers(number),
        background=kit.background(key),
    )
    return file_of(file, name, rendered.pages, (number,), fonts, title=layout.title)
