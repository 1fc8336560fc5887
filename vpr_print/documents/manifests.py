"""Manifests of a room's three packets: the first sheet of each, scanned before all others."""

from __future__ import annotations

from vpr_print.documents.answer_forms import ordinals
from vpr_print.documents.elements import Rendered
from vpr_print.documents.form import render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import contents_rows, packet_values, page_numbers, set_items
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import MANIFEST_OF, ROOM_PACKETS, NumberedRoom, PacketKind, PaperKind
from vpr_print.model.packet_qr import PacketQr, format_packet_qr, runs_of

NAME = "5-opisi.pdf"
LAYOUTS = {
    PacketKind.DELIVERY: "manifest_delivery",
    PacketKind.RETURN_USED: "manifest_return_used",
    PacketKind.RETURN_UNUSED: "manifest_return_unused",
}


def render_manifests(room: NumberedRoom, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """The manifests in the order of ``ROOM_PACKETS``, one after another in one file."""
    renderings: list[Rendered] = []
    for kind in ROOM_PACKETS:
        words = kit.procedure.packet(kind)
        values = packet_values(room, kind, words)
        values["packet.qr"] = format_packet_qr(packet_qr(room, kind))
        renderings.append(
            render_form(
                kit.layout(LAYOUTS[kind]),
                values,
                {"contents": contents_rows(room, words, numbers=True)},
                fonts,
                items={"sets": set_items(room)},
                page_values=page_numbers(room.number(MANIFEST_OF[kind])),
                background=kit.background(LAYOUTS[kind]),
            )
        )
    pages = [page for rendered in renderings for page in rendered.pages]
    numbers = [room.number(MANIFEST_OF[kind]) for kind in ROOM_PACKETS]
    return file_of(
        FileKind.MANIFEST, NAME, pages, numbers, fonts, title=kit.layout(LAYOUTS[PacketKind.DELIVERY]).title
    )


def packet_qr(room: NumberedRoom, kind: PacketKind) -> PacketQr:
    """What the second QR of a packet's manifest says."""
    return PacketQr(
        site=room.site.number,
        work=room.work.key,
        room=room.room.folder,
        packet=room.number(PaperKind[kind.name]),
        serials=runs_of(room.set_number(item).serial for item in room.room.sets),
        pages=max((item.pages for item in room.room.sets), default=1),
        forms=runs_of(room.number(PaperKind.ANSWER_FORM, ordinal).serial for ordinal in ordinals(room.room)),
    )
