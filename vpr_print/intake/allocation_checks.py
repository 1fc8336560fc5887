"""Rules about many lines of the allocation: seats of a room, one person twice, one code twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from vpr_print.errors import Notice, VprPrintError
from vpr_print.intake import list_notices
from vpr_print.intake.allocation_errors import DuplicateParticipantError, SeatTakenError
from vpr_print.intake.entries import Entry
from vpr_print.intake.list_errors import DuplicateCodeError, ListRole
from vpr_print.intake.list_values import RawSeat, room_key
from vpr_print.model.seating import Seat
from vpr_print.model.work import CellRef, ParticipantCode


def seat_rooms(entries: Sequence[Entry]) -> tuple[list[Entry], list[Notice], list[VprPrintError]]:
    """The entries with seats, each room in seat order (in list order where seats are missing), and what was found."""
    rooms: dict[str, list[Entry]] = {}
    for entry in entries:
        rooms.setdefault(room_key(entry.room), []).append(entry)
    seated: list[Entry] = []
    notices: list[Notice] = []
    taken: dict[str, list[CellRef]] = {}
    for people in rooms.values():
        unseated = [entry.seat_cell for entry in people if entry.raw_seat is None and not entry.seat_is_flawed]
        if len(unseated) == len(people) or any(entry.seat_is_flawed for entry in people):
            seated += people
        elif unseated:
            notices.append(list_notices.seats_incomplete(people[0].room, unseated))
            seated += people
        else:
            seated += _seat_room(people, notices, taken)
    cells = tuple(cell for there in taken.values() for cell in there)
    return seated, notices, [SeatTakenError(tuple(taken), cells)] if taken else []


def check_entries(entries: Iterable[Entry]) -> tuple[list[Notice], list[VprPrintError]]:
    """Namesakes that are told apart, and people or codes that stand in the list twice."""
    people: dict[str, list[Entry]] = {}
    codes: dict[ParticipantCode, list[CellRef]] = {}
    for entry in entries:
        if entry.participant.name:
            people.setdefault(entry.participant.name.folded, []).append(entry)
        if entry.participant.code:
            codes.setdefault(entry.participant.code, []).append(entry.participant.cell)
    flaws: list[VprPrintError] = []
    if again := {code: cells for code, cells in codes.items() if len(cells) > 1}:
        where = tuple(cell for cells in again.values() for cell in cells)
        flaws.append(DuplicateCodeError(ListRole.ALLOCATION, tuple(again), where))
    twice: list[CellRef] = []
    namesakes: list[CellRef] = []
    for group in people.values():
        if len(group) > 1:
            doubled, apart = _compare(group)
            twice += doubled
            namesakes += apart
    if twice:
        flaws.append(DuplicateParticipantError(tuple(twice)))
    return ([list_notices.namesakes(namesakes)] if namesakes else []), flaws


def _compare(group: Sequence[Entry]) -> tuple[list[CellRef], list[CellRef]]:
    """Cells of lines that nothing tells apart, and of namesakes that something does."""
    doubled: list[CellRef] = []
    apart: list[CellRef] = []
    for same_class in _by(group, lambda entry: entry.participant.class_name):
        if len(same_class) > 1 and any(_mark(entry) is None for entry in same_class):
            doubled += [entry.participant.cell for entry in same_class]
        elif len(same_class) > 1:
            for same_mark in _by(same_class, _mark):
                (doubled if len(same_mark) > 1 else apart).extend(entry.participant.cell for entry in same_mark)
    for same_room in _by(group, lambda entry: room_key(entry.room)):
        if len({entry.participant.class_name for entry in same_room}) > 1:
            apart += [entry.participant.cell for entry in same_room]
    return doubled, list(dict.fromkeys(apart))


def _mark(entry: Entry) -> Hashable | None:
    """What tells a person from a namesake of the same class: the code, else room and seat; None without both."""
    participant = entry.participant
    if participant.code:
        return participant.code
    return (room_key(entry.room), participant.seat) if participant.seat else None


def _by(entries: Iterable[Entry], key: Callable[[Entry], Hashable]) -> list[list[Entry]]:
    groups: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return list(groups.values())


def _seat_room(people: Sequence[Entry], notices: list[Notice], taken: dict[str, list[CellRef]]) -> list[Entry]:
    """The room's people with their seats, in seat order; a seat that two share is a flaw, a desk may be shared."""
    raw = [entry.raw_seat for entry in people if entry.raw_seat]
    letters_are_rows = all(seat.row is None for seat in raw) and any((seat.letter or 0) > 1 for seat in raw)
    places: dict[Seat, list[Entry]] = {}
    for entry, written in zip(people, raw, strict=True):
        places.setdefault(_seat(written, letters_are_rows), []).append(entry)
    shared: list[CellRef] = []
    seated: list[tuple[Seat, Entry]] = []
    for seat, there in places.items():
        side_free = Seat(seat.row, seat.desk, 1) not in places and seat.side == 0
        sides_unsaid = all(entry.by_desk and entry.raw_seat and entry.raw_seat.letter is None for entry in there)
        if len(there) == 2 and side_free and sides_unsaid:
            shared += [entry.seat_cell for entry in there]
            seated += [(Seat(seat.row, seat.desk, side), entry) for side, entry in enumerate(there)]
            continue
        if len(there) > 1:
            taken.setdefault(people[0].room, []).extend(entry.seat_cell for entry in there)
        seated += [(seat, entry) for entry in there]
    if shared:
        notices.append(list_notices.desk_shared(people[0].room, shared))
    seated.sort(key=lambda pair: pair[0])
    return [replace(entry, participant=replace(entry.participant, seat=seat)) for seat, entry in seated]


def _seat(raw: RawSeat, letters_are_rows: bool) -> Seat:
    """What the seat means in its room: a letter is a side of the desk, or (beyond Б, without rows) the row itself."""
    if letters_are_rows:
        return Seat((raw.letter or 0) + 1, raw.desk)
    return Seat(raw.row or 1, raw.desk, raw.letter or 0)
