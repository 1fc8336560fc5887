"""Labels of a room's three packets: A5, two on a plain A4 sheet, told apart by shape."""

from __future__ import annotations

from vpr_print.documents.errors import PartTooLongError
from vpr_print.documents.form import PageDrawing, lay_sheets, render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import contents_rows, packet_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import ROOM_PACKETS, NumberedRoom, PacketKind, PaperKind

NAME = "4-etiketki.pdf"
LAYOUTS = {
    PacketKind.DELIVERY: "label_delivery",
    PacketKind.RETURN_USED: "label_return_used",
    PacketKind.RETURN_UNUSED: "label_return_unused",
}


def render_packet_labels(room: NumberedRoom, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The labels in the order of ``ROOM_PACKETS``."""
    labels: list[PageDrawing] = []
    for kind in ROOM_PACKETS:
        words = kit.procedure.packet(kind)
        values = packet_values(room, kind, words)
        values["paper.number"] = values["packet.number"]
        rows = contents_rows(room, words, numbers=False)
        pages = render_form(
            kit.layout(LAYOUTS[kind]), values, {"contents": rows}, fonts, background=kit.background(LAYOUTS[kind])
        ).pages
        if len(pages) > 1:
            raise PartTooLongError(LAYOUTS[kind])
        labels.append(pages[0])
    # the sheet is that of the delivery label: all three are cut from the same sheets
    layout = kit.layout(LAYOUTS[PacketKind.DELIVERY])
    assert layout.sheet is not None, "checked when the layout was read"
    size = layout.sheet.columns * layout.sheet.rows
    sheets = [labels[start : start + size] for start in range(0, len(labels), size)]
    laid = lay_sheets(layout, sheets, len(sheets), values, fonts)
    numbers = [room.number(PaperKind[kind.name]) for kind in ROOM_PACKETS]
    return file_of(FileKind.LABELS, NAME, laid, numbers, fonts, title=layout.title)
