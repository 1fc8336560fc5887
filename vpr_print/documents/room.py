"""All papers of one room."""

from __future__ import annotations

from vpr_print.documents.answer_forms import ordinals, render_answer_forms
from vpr_print.documents.code_sheet import render_code_sheet
from vpr_print.documents.conduct_protocol import render_conduct_protocol, render_protocol_copy
from vpr_print.documents.draft_sheets import draft_serials, render_draft_sheets
from vpr_print.documents.individual_sets import SetPrinter
from vpr_print.documents.kit import SET_LAYOUT, LayoutKit
from vpr_print.documents.manifests import render_manifests
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.packet_labels import render_packet_labels
from vpr_print.documents.rendered import RenderedFile, RoomPapers
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.manifest import PacketRecord, RoomRecord
from vpr_print.model.packet import MANIFEST_OF, NumberedRoom, PacketKind, PaperKind
from vpr_print.prepress.masters import Masters


class RoomPress:
    """What all rooms' papers are drawn with; made once per build, or once in each worker."""

    def __init__(self, masters: Masters, kit: LayoutKit, fonts: FontBook) -> None:
        self.kit = kit
        self.fonts = fonts
        self.sets = SetPrinter(masters, kit.layout(SET_LAYOUT), fonts)


def render_room(room: NumberedRoom, press: RoomPress, options: PaperOptions, *, fingerprint: str) -> RoomPapers:
    """The files of the room's folder, in the order in which they are printed and put together.

    ``fingerprint`` is the digest of the fingerprints of the room's papers. Raises errors of layouts, fonts and
    documents; then the room has no papers at all.
    """
    plan, kit, fonts = room.room, press.kit, press.fonts
    sets = press.sets.render(room, folder=plan.folder, per_set_files=options.per_set_files)
    files: list[RenderedFile] = [*sets.files]
    if plan.codes:
        files.append(render_code_sheet(room, kit, fonts))
    files.append(render_conduct_protocol(room, kit, fonts, filled=options.filled_protocol))
    if plan.protocol_copy:
        files.append(render_protocol_copy(room, kit, fonts))
    files.append(render_packet_labels(room, kit, fonts))
    files.append(render_manifests(room, kit, fonts))
    if options.print_drafts and plan.draft_sheets:
        files.append(render_draft_sheets(room, kit, fonts))
    if plan.answer_forms:
        files.append(render_answer_forms(room, kit, fonts))
    record = RoomRecord(
        room=plan.name,
        folder=plan.folder,
        fingerprint=fingerprint,
        files=tuple(file.record(plan.folder) for file in files),
        sets=sets.records,
        packets=_packets(room, options),
        participants=len(plan.places),
        codes=len(plan.codes),
        draft_sheets=plan.draft_sheets,
    )
    return RoomPapers(tuple(files), record)


def _packets(room: NumberedRoom, options: PaperOptions) -> tuple[PacketRecord, ...]:
    """Delivery packet with all that lies in it; the return packets are filled in the room."""
    plan = room.room
    inside = [room.set_number(item) for item in plan.sets]
    inside.append(room.number(PaperKind.CONDUCT_PROTOCOL))
    if plan.protocol_copy:
        inside.append(room.number(PaperKind.PROTOCOL_COPY))
    if plan.codes:
        inside.append(room.number(PaperKind.CODE_SHEET))
    if options.print_drafts:
        inside += [room.number(PaperKind.DRAFT_SHEETS, serial) for serial in draft_serials(plan)]
    inside += [room.number(PaperKind.ANSWER_FORM, ordinal) for ordinal in ordinals(plan)]
    inside += [room.number(PaperKind.RETURN_USED), room.number(PaperKind.RETURN_UNUSED)]
    return tuple(
        PacketRecord(
            kind=kind,
            number=str(room.number(PaperKind[kind.name])),
            contents=(
                str(room.number(manifest)),
                *(map(str, inside) if kind is PacketKind.DELIVERY else ()),
            ),
        )
        for kind, manifest in MANIFEST_OF.items()
    )
