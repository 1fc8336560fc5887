"""Lines of the allocation → checked entries: one participant each, or a number of people without names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from vpr_print.errors import Notice, VprPrintError
from vpr_print.intake import list_notices
from vpr_print.intake.allocation_errors import (
    CellsError,
    ClassMissingError,
    ClassNameError,
    CodeMissingError,
    CountError,
    DateError,
    LatinInClassError,
    MarkError,
    NameMissingError,
    NameSignsError,
    RoomMissingError,
    RoomNameError,
    SeatNameError,
    VariantNumberError,
)
from vpr_print.intake.allocation_lines import Line
from vpr_print.intake.list_errors import CodeLengthError, CodeSignsError, ListRole
from vpr_print.intake.list_headings import NAMES, Column, ListKind
from vpr_print.intake.list_values import (
    RawSeat,
    is_of_two_alphabets,
    name_is_clean,
    parse_class,
    parse_code,
    parse_date,
    parse_mark,
    parse_room,
    parse_seat,
    parse_variant,
)
from vpr_print.model.identifier import CODE_LENGTH, USUAL_CODE_LENGTH
from vpr_print.model.seating import FullName, Participant
from vpr_print.model.work import CellRef, ParticipantCode

CODE_LENGTHS = range(4, CODE_LENGTH + 1)
"""Lengths that codes may have when nobody says which: shorter are ordinals, longer do not fit our numbers."""

_NAME_COLUMNS = (*NAMES, Column.CODE)
_ONE_DECIMAL = re.compile(r"[0-9]+\.[0-9]")


@dataclass(frozen=True, slots=True)
class Placement:
    """A line with the facts that say to which work it belongs."""

    line: Line
    class_name: str
    grade: int | None
    subject: str
    date: date | None
    class_is_flawed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A participant of the work, with the room and the seat as the list says it."""

    participant: Participant
    room: str
    raw_seat: RawSeat | None
    seat_is_flawed: bool
    by_desk: bool
    """The list names desks, at which two may sit."""
    seat_cell: CellRef


@dataclass(slots=True)
class EntryReader:
    """Reads lines one after another and collects flaws by kind."""

    code_length: int | None
    _cells: dict[type[CellsError], list[CellRef]] = field(default_factory=dict)
    _latin: dict[str, list[CellRef]] = field(default_factory=dict)
    _codes: list[tuple[str, CellRef]] = field(default_factory=list)
    _numbers: list[CellRef] = field(default_factory=list)
    _bad_codes: list[CellRef] = field(default_factory=list)
    _without_code: list[CellRef] = field(default_factory=list)
    _mixed_names: list[CellRef] = field(default_factory=list)
    _rooms: dict[str, list[CellRef]] = field(default_factory=dict)
    """Room names that were numbers with a fraction."""

    def place(self, line: Line) -> Placement:
        """Class, subject and date of a line: its own, else those of the headings above."""
        class_name, grade, flawed = self._class(line)
        day = line.facts.date
        cell = line.cell(Column.DATE)
        if cell.text:
            day = cell.date or parse_date(cell.text)
            if day is None:
                self._flaw(DateError, line.ref(Column.DATE))
        return Placement(line, class_name, grade, line.cell(Column.SUBJECT).text or line.facts.subject, day, flawed)

    def read(self, placed: Placement) -> Iterator[Entry]:
        """The people of a line: one, or as many as it counts."""
        line = placed.line
        room = self._room(line)
        if line.counted or (line.header and line.header.kind is ListKind.COUNTS):
            people = line.people
            if people is None:
                self._flaw(CountError, line.ref(Column.COUNT))
            cell = line.ref(Column.COUNT)
            for _ in range(people or 0):
                yield Entry(Participant(class_name=placed.class_name, cell=cell), room, None, False, False, cell)
            return
        cell = line.ref(*_NAME_COLUMNS)
        seat_cell = line.ref(Column.SEAT, Column.DESK, *_NAME_COLUMNS)
        seat, flawed = self._seat(line, seat_cell)
        participant = Participant(
            class_name=placed.class_name,
            name=self._name(line, cell),
            code=self._code(line),
            variant=self._variant(line),
            enlarged=self._enlarged(line),
            cell=cell,
        )
        by_desk = not line.cell(Column.SEAT).text
        yield Entry(participant, room, seat, flawed, by_desk, seat_cell)

    def flaws(self) -> list[VprPrintError]:
        """All that was found, one error for each kind, in the order in which the kinds were met."""
        found: list[VprPrintError] = [kind(tuple(cells)) for kind, cells in self._cells.items()]
        found += [LatinInClassError(letter, tuple(cells)) for letter, cells in self._latin.items()]
        if self._bad_codes:
            found.append(CodeSignsError(ListRole.ALLOCATION, tuple(self._bad_codes)))
        length = self._length()
        if wrong := tuple(cell for code, cell in self._codes if len(code) != length):
            found.append(CodeLengthError(ListRole.ALLOCATION, length, wrong))
        if self._codes and self._without_code:
            found.append(CodeMissingError(tuple(self._without_code)))
        return found

    def notices(self) -> Iterator[Notice]:
        """What was read as it stands though it may be meant otherwise."""
        if self._numbers:
            yield list_notices.codes_were_numbers(self._numbers, self._length())
        if self._rooms:
            cells = [cell for cells in self._rooms.values() for cell in cells]
            yield list_notices.rooms_were_numbers(self._rooms, cells)
        if self._mixed_names:
            yield list_notices.latin_in_names(self._mixed_names)

    def _length(self) -> int:
        return self.code_length or commonest_length([code for code, _ in self._codes])

    def _flaw(self, kind: type[CellsError], cell: CellRef) -> None:
        self._cells.setdefault(kind, []).append(cell)

    def _class(self, line: Line) -> tuple[str, int | None, bool]:
        cell = line.cell(Column.CLASS)
        grade, letter = line.cell(Column.GRADE).text, line.cell(Column.LETTER).text
        text = cell.text
        if line.header and line.header.has(Column.GRADE):
            text = text if parse_class(text) else f"{grade}{text or letter}"
        elif text and letter and text.isdigit():
            text += letter
        if line.counted and line.counted.class_name:
            text = line.counted.class_name
        if not text:
            known = bool(line.facts.class_name or line.facts.grade)
            if known or not line.header or line.header.kind is ListKind.COUNTS:
                return line.facts.class_name, line.facts.grade, False
            missing = line.header.has(Column.CLASS, Column.GRADE)
            if missing:
                self._flaw(ClassMissingError, line.ref(Column.CLASS, Column.GRADE))
            return "", None, missing
        parsed = parse_class(text) if cell.date is None else None
        if parsed is None:
            self._flaw(ClassNameError, line.ref(Column.CLASS, Column.GRADE))
            return "", None, True
        for sign in parsed.latin:
            self._latin.setdefault(sign, []).append(line.ref(Column.CLASS, Column.GRADE))
        return parsed.text, parsed.grade, bool(parsed.latin)

    def _room(self, line: Line) -> str:
        cell = line.cell(Column.ROOM)
        text = cell.text or (line.counted.room if line.counted else "")
        if not text:
            if not line.facts.room:
                self._flaw(RoomMissingError, line.ref(Column.ROOM, *_NAME_COLUMNS))
            return line.facts.room
        room = parse_room(text) if cell.date is None else None
        if room is None:
            self._flaw(RoomNameError, line.ref(Column.ROOM))
        elif cell.numeric and _ONE_DECIMAL.fullmatch(room):
            self._rooms.setdefault(room, []).append(line.ref(Column.ROOM))
        return room or ""

    def _name(self, line: Line, cell: CellRef) -> FullName | None:
        if not line.header or line.header.kind is not ListKind.PEOPLE:
            return None
        name = line.name
        if not name:
            self._flaw(NameMissingError, cell)
        elif not name_is_clean(name):
            self._flaw(NameSignsError, cell)
        elif is_of_two_alphabets(name):
            self._mixed_names.append(cell)
        return FullName(name) if name else None

    def _seat(self, line: Line, at: CellRef) -> tuple[RawSeat | None, bool]:
        cells = [line.cell(column) for column in (Column.ROW, Column.DESK, Column.SEAT)]
        row, desk, seat = (cell.text for cell in cells)
        if not desk and not seat:
            return None, False
        fractions = any(cell.numeric and not cell.text.isdigit() for cell in cells)
        parsed = None if fractions or any(cell.date for cell in cells) else parse_seat(row, desk, seat)
        if parsed is None:
            self._flaw(SeatNameError, at)
        return parsed, parsed is None

    def _code(self, line: Line) -> ParticipantCode | None:
        if not line.header or not line.header.has(Column.CODE):
            return None
        cell = line.cell(Column.CODE)
        at = line.ref(Column.CODE)
        if not cell.own:
            self._without_code.append(at)
            return None
        parsed = parse_code(cell)
        if parsed is None:
            self._bad_codes.append(at)
            return None
        self._codes.append((parsed[0], at))
        if parsed[1]:
            self._numbers.append(at)
        return ParticipantCode(parsed[0])

    def _variant(self, line: Line) -> int | None:
        text = line.cell(Column.VARIANT).text
        variant = parse_variant(text) if text else None
        if text and variant is None:
            self._flaw(VariantNumberError, line.ref(Column.VARIANT))
        return variant

    def _enlarged(self, line: Line) -> bool:
        mark = parse_mark(line.cell(Column.ENLARGED).text)
        if mark is None:
            self._flaw(MarkError, line.ref(Column.ENLARGED))
        return bool(mark)


def commonest_length(codes: list[str]) -> int:
    """The length that most codes have, among the lengths that codes may have; 5 where there are none."""
    lengths = Counter(len(code) for code in codes if len(code) in CODE_LENGTHS)
    ranked = sorted(lengths, key=lambda length: (lengths[length], length == USUAL_CODE_LENGTH, length))
    return ranked[-1] if ranked else USUAL_CODE_LENGTH
