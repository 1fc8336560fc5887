"""What the fields of layouts stand for: facts of site, work and room as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vpr_print import __version__
from vpr_print.layout.procedure import Item, PacketWords, Words
from vpr_print.model.identifier import PAGES, Identifier, grouped
from vpr_print.model.packet import NumberedRoom, PacketKind, PaperKind, RoomPlan
from vpr_print.model.seating import Seat
from vpr_print.model.work import Site, Work
from vpr_print.plan.numbering import in_ranges

PROGRAM = f"vpr-print {__version__}"
Values = dict[str, str]
Rows = list[dict[str, str]]


def program_values() -> Values:
    """``program``: all that a paper of no work says of where it comes from."""
    return {"program": PROGRAM}


def work_values(site: Site, work: Work) -> Values:
    """``site.*``, ``work.*`` and ``program``."""
    return {
        "site.number": site.number,
        "site.name": site.name,
        "work.subject": work.subject,
        "work.grade": work.grade_text,
        "work.date": work.date_ru,
        "work.day": f"{work.date.day:02d}",
        "work.month": f"{work.date.month:02d}",
        "work.year": f"{work.date.year:04d}",
        "program": PROGRAM,
    }


def room_values(site: Site, work: Work, room: RoomPlan) -> Values:
    """``work_values`` with ``room.*`` and ``counts.*``."""
    counts = {
        "participants": len(room.places),
        "sets": len(room.sets),
        "spares": len(room.spares),
        "codes": len(room.codes),
        "spare_codes": len(room.spare_codes),
        "drafts": room.draft_sheets,
        "answer_forms": room.answer_forms or "",
    }
    return {
        **work_values(site, work),
        "room.name": room.name,
        "room.classes": ", ".join(name for name in room.class_names if name),
        **{f"counts.{name}": str(count) for name, count in counts.items()},
    }


def packet_values(room: NumberedRoom, kind: PacketKind, words: PacketWords) -> Values:
    """``room_values`` with ``packet.*`` (but for its second QR) and ``sets.ranges``."""
    number = room.number(PaperKind[kind.name])
    return {
        **room_values(room.site, room.work, room.room),
        "packet.title": words.title,
        "packet.note": words.note,
        "packet.number": str(number),
        "packet.number_grouped": grouped(number),
        "sets.ranges": set_ranges(room),
    }


def contents_rows(room: NumberedRoom, words: PacketWords, *, numbers: bool) -> Rows:
    """What lies in a packet, line by line; what a room has not (codes without a code list) gets no line.

    In a return packet the count says what the room was given. ``numbers`` adds the number of each paper.
    """
    plan = room.room
    known = {
        Item.SETS: (len(plan.sets), None),
        Item.SPOILED: (None, None),
        # names do not leave the school: where there is a copy without them, the protocol itself stays
        Item.PROTOCOL: (int(words.kind is PacketKind.DELIVERY or not plan.protocol_copy), PaperKind.CONDUCT_PROTOCOL),
        Item.PROTOCOL_COPY: (int(plan.protocol_copy), PaperKind.PROTOCOL_COPY),
        Item.CODES: (len(plan.codes), PaperKind.CODE_SHEET),
        Item.DRAFTS: (plan.draft_sheets, None),
        Item.ANSWER_FORMS: (plan.answer_forms or None, None),
        Item.RETURN_USED: (1, PaperKind.RETURN_USED),
        Item.RETURN_UNUSED: (1, PaperKind.RETURN_UNUSED),
    }
    rows: Rows = []
    for line in words.contents:
        count, paper = known[line.item]
        if count == 0:
            continue
        rows.append(
            {
                "row.no": str(len(rows) + 1),
                "row.name": line.name,
                "row.count": "" if count is None else str(count),
                "row.unit": "" if count is None else line.unit,
                "row.note": grouped(room.number(paper)) if numbers and paper else "",
            }
        )
    return rows


def set_items(room: NumberedRoom) -> list[str]:
    """Each set as «07 · 1640 …», in the order of handing out."""
    return [f"{item.ordinal:02d} · {grouped(room.set_number(item))}" for item in room.room.sets]


def set_ranges(room: NumberedRoom) -> str:
    """The sets' numbers as runs: «1640 … – 1640 … (15)»."""
    runs = in_ranges(room.set_number(item) for item in room.room.sets)
    return ", ".join(
        grouped(first) if first == last else f"{grouped(first)} – {grouped(last)} ({last.serial - first.serial + 1})"
        for first, last in runs
    )


def page_numbers(number: Identifier, start: int = 0) -> Callable[[int, int], Mapping[str, str]]:
    """``paper.number`` of each page of a paper; ``start`` pages stand before. Beyond page 99 the whole's number."""
    return lambda page, _count: {"paper.number": str(page_number(number, start + page))}


def page_number(number: Identifier, page: int) -> Identifier:
    """The page's own number as far as two digits reach, then that of the whole."""
    return number.of_page(page) if page in PAGES else number


def seat_text(seat: Seat | None, words: Words, *, sides: bool) -> str:
    """«ряд 1, парта 2, левое»; the side only where a desk has two."""
    if seat is None:
        return ""
    text = f"{words.row} {seat.row}, {words.desk} {seat.desk}"
    return f"{text}, {(words.left, words.right)[seat.side != 0]}" if sides else text


def has_sides(seats: Sequence[Seat | None]) -> bool:
    """Whether some desk of the room has a right side."""
    return any(seat.side for seat in seats if seat)
