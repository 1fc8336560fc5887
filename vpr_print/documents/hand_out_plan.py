"""Hand-out plan: each room as it stands with set and variant at every seat, or a list where seats are not known.

With names it becomes the door list; names stand in it only when the caller says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpr_print.documents.elements import Rendered
from vpr_print.documents.flow import SeatCard
from vpr_print.documents.form import PageDrawing, PageValues, count_pages, render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.documents.values import Rows, has_sides, page_numbers, room_values, seat_text
from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.procedure import Words
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedRoom, NumberedWork, PaperKind, Place, RoomPlan

NAME = "plan-razdachi.pdf"
GRID = "hand_out_plan"
LIST = "hand_out_list"


def render_hand_out_plan(work: NumberedWork, kit: LayoutKit, fonts: FontBook, *, names: bool) -> RenderedFile:
    """One page or more for each room, in plan order. With ``names`` every room gets the list with full names."""
    number = work.number(PaperKind.HAND_OUT_PLAN)

    def pages() -> Iterator[PageDrawing]:
        before = 0
        for room in work.rooms:
            rendered = _render_room(room, kit, fonts, names=names, numbers=page_numbers(number, before))
            yield from rendered.pages
            before += len(rendered.pages)

    return file_of(FileKind.HAND_OUT_PLAN, NAME, pages(), (number,), fonts, title=kit.layout(GRID).title)


def pages_of(room: RoomPlan, kit: LayoutKit, *, names: bool = False) -> int:
    """Pages of one room's plan."""
    return count_pages(kit.layout(LIST), {"seats": len(room.sets)}) if names or not seated(room) else 1


def seated(room: RoomPlan) -> bool:
    """Whether the room's seats are known and each is taken once."""
    seats = [place.seat for place in room.places]
    return bool(seats) and None not in seats and len(set(seats)) == len(seats)


def who(place: Place, *, names: bool) -> str:
    """The participant as the list prints it: the class, with the full name before it where that is allowed."""
    person = place.participant
    parts = [person.name.text if names and person.name else "", person.class_name]
    return ", ".join(part for part in parts if part)


def _render_room(room: NumberedRoom, kit: LayoutKit, fonts: FontBook, *, names: bool, numbers: PageValues) -> Rendered:
    values = room_values(room.site, room.work, room.room)
    words = kit.procedure.words
    if names or not seated(room.room):
        rows = _rows(room, words, names=names)
        return render_form(
            kit.layout(LIST), values, {"seats": rows}, fonts, page_values=numbers, background=kit.background(LIST)
        )
    cards = [
        SeatCard(place.seat, f"{place.ordinal:02d}", f"{words.variant} {place.variant}")
        for place in room.room.places
        if place.seat
    ]
    return render_form(
        kit.layout(GRID), values, {}, fonts, seating=cards, page_values=numbers, background=kit.background(GRID)
    )


def _rows(room: NumberedRoom, words: Words, *, names: bool) -> Rows:
    places = {place.ordinal: place for place in room.room.places}
    sides = has_sides([place.seat for place in room.room.places])
    rows: Rows = []
    for item in room.room.sets:
        place = places.get(item.ordinal)
        rows.append(
            {
                "row.ordinal": f"{item.ordinal:02d}",
                "row.seat": seat_text(place.seat, words, sides=sides) if place else "",
                "row.who": who(place, names=names) if place else words.spare,
                "row.class": place.participant.class_name if place else "",
                "row.variant": str(item.variant),
                "row.set_grouped": grouped(room.set_number(item)),
            }
        )
    return rows
