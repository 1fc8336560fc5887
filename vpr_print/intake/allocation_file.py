"""A room allocation written as a list that reads back as the same, in the place of a school's own.

CSV in UTF-8 with a mark, semicolons between the cells, as Excel opens it; the same allocation gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from vpr_print.intake.list_headings import Column
from vpr_print.model.seating import AllocatedRoom, Participant, RoomAllocation
from vpr_print.model.work import Work

NAME = "raspredelenie.csv"
_Said = Callable[[Participant], str]


def allocation_bytes(rooms: Sequence[AllocatedRoom], work: Work) -> bytes:
    """The list of these rooms. What it cannot say is lost: who writes it reads it back and compares."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    told = (work.subject, f"{work.date:%d.%m.%Y}")
    people = [person for room in rooms for person in room.participants]
    columns = [(column, said) for column, said in _COLUMNS if any(map(said, people))]
    if all(column is Column.CLASS for column, _ in columns):
        rows: Iterator[tuple[str, ...]] = _counts(rooms)
        heads: Sequence[str] = (Column.ROOM, Column.CLASS, Column.COUNT)
    else:
        heads = (Column.ROOM, *(column for column, _ in columns))
        rows = ((room.name, *(said(person) for _, said in columns)) for room in rooms for person in room.participants)
    writer.writerow([*heads, Column.SUBJECT, Column.DATE])
    writer.writerows([*row, *told] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def same_people(one: RoomAllocation, other: Sequence[AllocatedRoom]) -> bool:
    """Whether both say the same of everybody, wherever it stands in a list."""
    return dict(map(_plain, one.rooms)) == dict(map(_plain, other))


def _plain(room: AllocatedRoom) -> tuple[str, list[tuple[object, ...]]]:
    return room.name, [
        (person.name, person.class_name, person.seat, person.code, person.variant, person.enlarged)
        for person in room.participants
    ]


def _counts(rooms: Sequence[AllocatedRoom]) -> Iterator[tuple[str, ...]]:
    for room in rooms:
        for class_name, people in groupby(room.participants, key=lambda person: person.class_name):
            yield room.name, class_name, str(len(list(people)))


_COLUMNS: tuple[tuple[Column, _Said], ...] = (
    (Column.NAME, lambda person: person.name.text if person.name else ""),
    (Column.CLASS, lambda person: person.class_name),
    (Column.ROW, lambda person: str(person.seat.row) if person.seat else ""),
    (Column.DESK, lambda person: str(person.seat.desk) if person.seat else ""),
    (Column.SEAT, lambda person: str(person.seat.side + 1) if person.seat else ""),
    (Column.CODE, lambda person: person.code or ""),
    (Column.VARIANT, lambda person: str(person.variant or "")),
    (Column.ENLARGED, lambda person: "да" if person.enlarged else ""),
)
