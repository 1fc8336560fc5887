"""How many pages each paper has, and how much paper a work takes, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vpr_print.documents import code_sheet, conduct_protocol, hand_out_plan, manifests, packet_labels, summary
from vpr_print.documents.form import count_pages
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.model.geometry import Sides
from vpr_print.model.manifest import PaperUse
from vpr_print.model.packet import ROOM_PACKETS, PacketKind, RoomPlan, WorkPlan


@dataclass(frozen=True, slots=True)
class SheetCount:
    """Sheets of a room or a work by what the copier is loaded with."""

    a4: int = 0
    a3: int = 0
    drafts: int = 0

    def __add__(self, other: SheetCount) -> SheetCount:
        return SheetCount(self.a4 + other.a4, self.a3 + other.a3, self.drafts + other.drafts)


class SheetCounter:
    """Counts the sheets of rooms and of the work; what rooms of one size have in common is counted once."""

    def __init__(self, kit: LayoutKit, options: PaperOptions) -> None:
        self._kit = kit
        self._options = options
        self._forms: dict[tuple[int, int, int, bool], int] = {}

    def work(self, plan: WorkPlan) -> PaperUse:
        """Sheets that the copier will need for the whole work, its own papers included.

        The file of all codes is not counted: it is printed instead of the rooms' code sheets.
        """
        now, both = self._all(plan, plan.sides), self._all(plan, Sides.TWO)
        return PaperUse(
            sheets_a4=now.a4, sheets_a3=now.a3, draft_sheets=now.drafts, sheets_two_sided=both.a4 + both.a3
        )

    def room(self, room: RoomPlan, sides: Sides) -> SheetCount:
        """Sheets of a room. Only sets are printed on two sides: forms are filed, cut or stuck on, and a landscape form
        would come out with its back upside down."""
        forms = self._forms_of(room) + room.answer_forms
        sets = sum(sides.sheets(item.pages) for item in room.sets if not item.enlarged)
        enlarged = sum(sides.sheets(item.pages) for item in room.sets if item.enlarged)
        drafts = room.draft_sheets
        if self._options.print_drafts:
            return SheetCount(forms + sets + drafts, enlarged)
        return SheetCount(forms + sets, enlarged, drafts)

    def _all(self, plan: WorkPlan, sides: Sides) -> SheetCount:
        """All rooms and the work's own papers; each room's hand-out plan is a sheet of its own."""
        kit, names = self._kit, self._options.names_in_plan
        lines = count_pages(kit.layout(summary.LAYOUT), {"packets": len(plan.rooms) * len(ROOM_PACKETS)})
        plans = sum(hand_out_plan.pages_of(room, kit, names=names) for room in plan.rooms)
        total = SheetCount(lines + plans)
        for room in plan.rooms:
            total += self.room(room, sides)
        return total

    def _forms_of(self, room: RoomPlan) -> int:
        size = (room.protocol_rows, len(room.sets), len(room.codes), room.protocol_copy)
        if size not in self._forms:
            self._forms[size] = sum(room_pages(room, self._kit).values())
        return self._forms[size]


def paper_use(plan: WorkPlan, kit: LayoutKit, options: PaperOptions) -> PaperUse:
    """As ``SheetCounter.work``."""
    return SheetCounter(kit, options).work(plan)


def room_pages(room: RoomPlan, kit: LayoutKit) -> Mapping[str, int]:
    """Pages of each of the room's forms by layout; labels and slips by sheet."""
    pages = {conduct_protocol.LAYOUT: count_pages(kit.layout(conduct_protocol.LAYOUT), {"rows": room.protocol_rows})}
    if room.protocol_copy:
        copy = conduct_protocol.LAYOUT_OF_COPY
        pages[copy] = count_pages(kit.layout(copy), {"rows": room.protocol_rows})
    for kind in ROOM_PACKETS:
        key = manifests.LAYOUTS[kind]
        lines = len(kit.procedure.packet(kind).contents)
        pages[key] = count_pages(kit.layout(key), {"contents": lines}, {"sets": len(room.sets)})
    label = kit.layout(packet_labels.LAYOUTS[PacketKind.DELIVERY])
    assert label.sheet is not None, "checked when the layout was read"
    pages["labels"] = -(-len(ROOM_PACKETS) // (label.sheet.columns * label.sheet.rows))
    if room.codes:
        pages[code_sheet.LAYOUT] = code_sheet.imposition_of(kit.layout(code_sheet.LAYOUT), len(room.codes)).sheets
    return pages
