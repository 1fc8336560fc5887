"""Lists of pupils without rooms: who is in which class, and the code that the school tied to each, where it did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vpr_print.errors import Notice, raise_flaws
from vpr_print.intake.allocation import no_columns
from vpr_print.intake.allocation_errors import (
    CodeMissingError,
    MarkError,
    RoomMissingError,
    RoomNameError,
    SeatNameError,
    VariantNumberError,
)
from vpr_print.intake.allocation_lines import read_lines
from vpr_print.intake.entries import EntryReader
from vpr_print.intake.list_errors import ListRole
from vpr_print.intake.tables import read_tables
from vpr_print.model.seating import Participant

NEEDED = "столбец «ФИО» (или «Фамилия», «Имя», «Отчество») и «Класс»; кода может не быть"
_NOT_ASKED = (RoomMissingError, RoomNameError, SeatNameError, VariantNumberError, MarkError, CodeMissingError)
"""What a room allocation must get right, and a list of a class need not."""


@dataclass(frozen=True, slots=True)
class ClassList:
    """The people of a list, in its order, every one with a name."""

    people: tuple[Participant, ...]
    notices: tuple[Notice, ...]


def read_class_list(path: Path, *, code_length: int | None = None) -> ClassList:
    """The people of a list of one class or of many; a room allocation is such a list too.

    Raises a ``ListError`` when the file is no table, else all flaws at once (exit 11).
    """
    tables = read_tables(path, role=ListRole.ALLOCATION)
    reader = EntryReader(code_length)
    lines = [line for sheet in read_lines(tables).sheets for line in sheet.lines]
    people = [entry.participant for line in lines for entry in reader.read(reader.place(line))]
    raise_flaws(flaw for flaw in reader.flaws() if not isinstance(flaw, _NOT_ASKED))
    named = tuple(person for person in people if person.name)
    if not named:
        raise no_columns(path.name, tables, NEEDED)
    return ClassList(named, tuple(reader.notices()))
