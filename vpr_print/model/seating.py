"""Who writes where: participants, seats, rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from vpr_print.model.work import CellRef, ParticipantCode

_LATIN_LETTER = re.compile("[a-z]")
_MIXED_WORD = re.compile(r"\S*[а-я]\S*")
_LOOK_ALIKE = str.maketrans("acekmopxytbh", "асекморхутвн")


@dataclass(frozen=True, slots=True, repr=False)
class FullName:
    """A person's name. Hides itself in ``repr``, so that it never gets into a log or a traceback."""

    text: str

    def __repr__(self) -> str:
        return "FullName(…)"

    @property
    def folded(self) -> str:
        """For comparing: one space between words, ё as е, no case, Latin letters inside a Russian word as Russian."""
        folded = " ".join(self.text.split()).casefold().replace("ё", "е")
        if not _LATIN_LETTER.search(folded):
            return folded
        return _MIXED_WORD.sub(lambda word: word[0].translate(_LOOK_ALIKE), folded)


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A place in the room: the row of desks (ряд), the desk counted from the front, the side of the desk.

    Sides are 0 (left, or the only one) and 1 (right).
    """

    row: int
    desk: int
    side: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One line of the room allocation."""

    class_name: str
    """«5А»; empty when the list does not say."""
    name: FullName | None = None
    """None in lists with counts only."""
    seat: Seat | None = None
    code: ParticipantCode | None = None
    """Only where the allocation itself ties a code to this line."""
    variant: int | None = None
    """Only where the allocation orders a variant."""
    enlarged: bool = False
    """Gets a set enlarged to A3."""
    cell: CellRef
    """Where the line stands."""


@dataclass(frozen=True, slots=True)
class AllocatedRoom:
    """A room of the allocation with those who write there, in the order of the list."""

    name: str
    participants: tuple[Participant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomAllocation:
    """The room allocation as far as one work takes it."""

    rooms: tuple[AllocatedRoom, ...]
    """In natural order of their names."""
    subject: str | None = None
    grade: int | None = None
    date: date | None = None
    """Facts about the work, where the list states them once and for all its rows."""

    @property
    def participants(self) -> tuple[Participant, ...]:
        return tuple(person for room in self.rooms for person in room.participants)
