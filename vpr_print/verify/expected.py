"""What the proof cannot take from a room's record, because the record could be wrong in the same way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vpr_print.model.geometry import Rect, Size
from vpr_print.model.identifier import CodeNumber
from vpr_print.model.manifest import FileKind, FileRecord
from vpr_print.model.packet import (
    MANIFEST_OF,
    ROOM_PACKETS,
    IndividualSet,
    NumberedRoom,
    NumberedWork,
    PacketKind,
    PaperKind,
    RoomPlan,
)
from vpr_print.model.seating import FullName
from vpr_print.model.work import Site

_FIELD = re.compile(r"\{\{|\}\}|\{([a-z0-9_.]+)\}")


_ENCLOSED = (
    FileKind.CONDUCT_PROTOCOL,
    FileKind.PROTOCOL_COPY,
    FileKind.CODE_SHEET,
    FileKind.DRAFTS,
    FileKind.ANSWER_FORMS,
)
"""Papers that are laid into a delivery packet."""


@dataclass(frozen=True, slots=True)
class ExpectedVariant:
    """How the pages of a variant's sets are drawn."""

    number: int
    forms: tuple[str, ...]
    """For each page the digest of its form, as ``prove_variants`` gives it; pages behind them are blank backs."""


@dataclass(frozen=True, slots=True)
class ExpectedStamp:
    """What the layout of a set says of its stamp."""

    line: str
    """Template of the line of text, as the layout writes it."""
    blank: str
    """Template of the text on a blank back."""
    tick_distance_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRoom:
    """What a room's folder has to hold: the plan with its numbers, and how it was to be drawn."""

    room: NumberedRoom
    variants: tuple[ExpectedVariant, ...]
    stamp: ExpectedStamp
    print_drafts: bool = False

    @property
    def names(self) -> tuple[FullName, ...]:
        """Of those who write in the room."""
        return _names(self.room.room)

    @property
    def own_texts(self) -> tuple[str, ...]:
        """Texts that may stand on any paper even where they read like a name."""
        return self.room.site.name, self.room.work.subject, self.room.room.name

    @property
    def codes(self) -> tuple[str, ...]:
        """Numbers of kind 0 of all slips, in pile order."""
        return code_numbers(self.room)

    @property
    def numbers(self) -> frozenset[str]:
        """All whole numbers that may stand on the room's papers."""
        own = (str(number) for key, number in self.room.numbers.items() if key.room == self.room.room.name)
        return frozenset((*own, *self.codes))

    def line(self, item: IndividualSet, page: int, own_pages: int) -> str:
        """All words on a page (from 1) of a set but its number; behind the variant's own pages that it is blank."""
        room = self.room
        values = {
            "room.name": room.room.name,
            "set.ordinal": f"{item.ordinal:02d}",
            "page.number": str(page),
            "page.count": str(item.pages),
            "work.subject": room.work.subject,
            "work.grade": room.work.grade_text,
        }
        line = _filled(self.stamp.line, values)
        return line if page <= own_pages else f"{line} {_filled(self.stamp.blank, values)}"

    def numbers_of(self, kind: FileKind) -> tuple[str, ...]:
        """Numbers of the papers in the room's file of this kind (not of sets)."""
        match kind:
            case FileKind.LABELS:
                kinds = tuple(PaperKind[packet.name] for packet in ROOM_PACKETS)
            case FileKind.MANIFEST:
                kinds = tuple(MANIFEST_OF[packet] for packet in ROOM_PACKETS)
            case FileKind.CODE_SHEET:
                kinds = (PaperKind.CODE_SHEET,) if self.codes else ()
            case FileKind.CONDUCT_PROTOCOL:
                kinds = (PaperKind.CONDUCT_PROTOCOL,)
            case FileKind.PROTOCOL_COPY:
                kinds = (PaperKind.PROTOCOL_COPY,) if self.room.room.protocol_copy else ()
            case FileKind.DRAFTS:
                return self._numbers_of(PaperKind.DRAFT_SHEETS) if self.print_drafts else ()
            case FileKind.ANSWER_FORMS:
                return self._numbers_of(PaperKind.ANSWER_FORM)
            case _:
                return ()
        return tuple(str(self.room.number(paper)) for paper in kinds)

    def contents_of(self, kind: PacketKind) -> Counter[str]:
        """Numbers of what lies in a packet at the start."""
        contents = [str(self.room.number(MANIFEST_OF[kind]))]
        if kind is PacketKind.DELIVERY:
            contents += [str(self.room.set_number(item)) for item in self.room.room.sets]
            for inside in _ENCLOSED:
                contents += self.numbers_of(inside)
            contents += [str(self.room.number(PaperKind.RETURN_USED)), str(self.room.number(PaperKind.RETURN_UNUSED))]
        return Counter(contents)

    def _numbers_of(self, kind: PaperKind) -> tuple[str, ...]:
        """Of all papers of a kind of which a room has several."""
        name = self.room.room.name
        keys = sorted(key for key in self.room.numbers if key.room == name and key.kind is kind)
        return tuple(str(self.room.numbers[key]) for key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPicture:
    """One page of a variant: where the original is and where it was printed."""

    variant: int
    page: int
    """In the set, from 1."""
    original: Path
    original_name: str
    """As a person knows the file."""
    original_page: int
    """From 1."""
    built: Path
    built_name: str
    built_page: int
    """From 1; an A4 page."""
    size: Size
    """Of the original as a viewer shows it, mm."""
    scale: float = 1.0
    turned: bool = False
    """A landscape page, turned a quarter to the left."""
    as_picture: bool = False
    """Printed as a picture of 300 dots per inch or finer."""
    compared: bool = True
    """False where no viewer shows the original, or only with what it hides."""
    boxes: tuple[Rect, ...] = ()
    """The stamp's rectangles on the written page, mm."""
    bilevel: bool = False
    """Printed as a picture of pure black and white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWork:
    """What a work's folder has to hold."""

    work: NumberedWork

    @property
    def names(self) -> tuple[FullName, ...]:
        return tuple(name for room in self.work.plan.rooms for name in _names(room))

    @property
    def own_texts(self) -> tuple[str, ...]:
        plan = self.work.plan
        return plan.site.name, plan.work.subject, *(room.name for room in plan.rooms)

    @property
    def codes(self) -> tuple[str, ...]:
        """Numbers of kind 0 of all slips of the work."""
        plan = self.work.plan
        return tuple(number for room in plan.rooms for number in _code_numbers(plan.site, room))


@dataclass(frozen=True, slots=True)
class Proved:
    """What was proved of a work file by file."""

    lines: tuple[str, ...]
    """SHA-256 of each room's line of the manifest, in the order of the plan."""
    papers: tuple[FileRecord, ...]
    """The work's own."""


def code_numbers(room: NumberedRoom) -> tuple[str, ...]:
    """What the symbols of a room's slips and protocol rows hold."""
    return _code_numbers(room.site, room.room)


def _code_numbers(site: Site, room: RoomPlan) -> tuple[str, ...]:
    return tuple(str(CodeNumber.of(site.number, code)) for code in room.codes)


def _names(room: RoomPlan) -> tuple[FullName, ...]:
    return tuple(place.participant.name for place in room.places if place.participant.name)


def _filled(template: str, values: Mapping[str, str]) -> str:
    """A layout's template with its fields; one that is not known stays as it is and is found as a flaw."""
    return "".join([values.get(field, text) if field else text for text, field in _pieces(template)])


@lru_cache(maxsize=64)
def _pieces(template: str) -> tuple[tuple[str, str], ...]:
    """Texts of the template, each with the field that it names or nothing."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for match in _FIELD.finditer(template):
        pieces.append((template[end : match.start()], ""))
        pieces.append((match[0], match[1]) if match[1] else (match[0][0], ""))
        end = match.end()
    return (*pieces, (template[end:], ""))
