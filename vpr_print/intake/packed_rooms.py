"""Rooms of an allocation ↔ bytes, to be handed from process to process: a line of JSON for each room.

Nothing is run by reading them, and no more than one room lies in memory twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from vpr_print.model.seating import AllocatedRoom, FullName, Participant, Seat
from vpr_print.model.work import CellRef, ParticipantCode

Json = list[object]


def pack_rooms(rooms: Iterable[AllocatedRoom]) -> bytes:
    """The rooms in their order; the inverse of ``unpack_rooms``."""
    sheets: dict[tuple[str, str], int] = {}
    lines = [_json([room.name, [_row(person, sheets) for person in room.participants]]) for room in rooms]
    return b"\n".join([_json([*map(list, sheets)]), *lines])


def unpack_rooms(packed: bytes) -> tuple[AllocatedRoom, ...]:
    """The rooms; equal seats and classes are one value. Raises ``ValueError``, ``TypeError`` or ``LookupError``."""
    first, *lines = packed.split(b"\n")
    sheets = [(str(file), str(sheet)) for file, sheet in json.loads(first)]
    seats: dict[tuple[int, int, int], Seat] = {}
    classes: dict[str, str] = {}

    def person(row: Json) -> Participant:
        class_name, name, seat, code, variant, enlarged, sheet, cell = row
        return Participant(
            class_name=classes.setdefault(str(class_name), str(class_name)),
            name=None if name is None else FullName(str(name)),
            seat=seats.setdefault(tuple(seat), Seat(*seat)) if isinstance(seat, list) else None,
            code=None if code is None else ParticipantCode(str(code)),
            variant=variant if isinstance(variant, int) else None,
            enlarged=bool(enlarged),
            cell=CellRef(*sheets[int(str(sheet))], str(cell)),
        )

    return tuple(AllocatedRoom(name, tuple(map(person, people))) for name, people in map(json.loads, lines))


def _row(person: Participant, sheets: dict[tuple[str, str], int]) -> Json:
    seat, cell = person.seat, person.cell
    return [
        person.class_name,
        person.name.text if person.name else None,
        [seat.row, seat.desk, seat.side] if seat else None,
        person.code,
        person.variant,
        person.enlarged,
        sheets.setdefault((cell.file, cell.sheet), len(sheets)),
        cell.cell,
    ]


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
