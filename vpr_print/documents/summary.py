"""Summary for the coordinator: a line for each packet that can be scanned from the list, and the totals."""

from __future__ import annotations

from vpr_print.documents.form import form_pages
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import Rows, page_numbers, work_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.geometry import SHEETS_PER_REAM
from vpr_print.model.manifest import FileKind, PaperUse
from vpr_print.model.packet import ROOM_PACKETS, NumberedWork, PacketKind, PaperKind, RoomPlan, WorkPlan

NAME = "svodka.pdf"
LAYOUT = "summary"


def render_summary(work: NumberedWork, use: PaperUse, kit: LayoutKit, fonts: FontBook) -> RenderedFile:
    """All packets of all rooms in plan order; ``use`` says how much paper the work takes."""
    layout = kit.layout(LAYOUT)
    number = work.number(PaperKind.SUMMARY)
    rows: Rows = []
    for room in work.rooms:
        for kind in ROOM_PACKETS:
            rows.append(
                {
                    "row.no": str(len(rows) + 1),
                    "row.room": room.room.name,
                    "row.packet": kit.procedure.packet(kind).title,
                    "row.number": str(room.number(PaperKind[kind.name])),
                    **_counts(work.plan, room.room, kind),
                }
            )
    values = work_values(work.plan.site, work.plan.work) | totals(work.plan, use)
    under = kit.background(LAYOUT)
    pages = form_pages(layout, values, {"packets": rows}, fonts, page_values=page_numbers(number), background=under)
    return file_of(FileKind.SUMMARY, NAME, pages, (number,), fonts, title=layout.title)


def totals(plan: WorkPlan, use: PaperUse) -> dict[str, str]:
    """``totals.*``."""
    sets = [item for room in plan.rooms for item in room.sets]
    plain = use.sheets_a4 + use.draft_sheets
    counts = {
        "rooms": len(plan.rooms),
        "packets": len(plan.rooms) * len(ROOM_PACKETS),
        "participants": sum(len(room.places) for room in plan.rooms),
        "sets": len(sets),
        "spares": sum(item.spare for item in sets),
        "enlarged": sum(item.enlarged for item in sets),
        "codes": sum(len(room.codes) for room in plan.rooms),
        "drafts": sum(room.draft_sheets for room in plan.rooms),
        "sheets": use.sheets_a4,
        "sheets_a3": use.sheets_a3,
        "reams": -(-plain // SHEETS_PER_REAM),
    }
    return {f"totals.{name}": str(count) for name, count in counts.items()}


def _counts(plan: WorkPlan, room: RoomPlan, kind: PacketKind) -> dict[str, str]:
    """Sets and their sheets; what a return packet will hold is not known beforehand."""
    if kind is not PacketKind.DELIVERY:
        return {"row.sets": "", "row.sheets": ""}
    sheets = sum(plan.sides.sheets(item.pages) for item in room.sets)
    return {"row.sets": str(len(room.sets)), "row.sheets": str(sheets)}
