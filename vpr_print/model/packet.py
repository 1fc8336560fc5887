"""What lies in which packet: sets, slips, papers of a room, and their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.seating import Participant, Seat
from vpr_print.model.work import ParticipantCode, Site, Work


class PacketKind(StrEnum):
    """Packets by direction, since «доставочный пакет» means two things in the procedures."""

    DELIVERY = "delivery"
    """To the room (Порядок ВПР, прил. 4, п. 7)."""
    RETURN_USED = "return_used"
    """ВДП 1: used sets and the filled protocol."""
    RETURN_UNUSED = "return_unused"
    """ВДП 2: unused sets and drafts."""
    DISPATCH = "dispatch"
    """To the scanning centre."""


ROOM_PACKETS = (PacketKind.DELIVERY, PacketKind.RETURN_USED, PacketKind.RETURN_UNUSED)


class PaperKind(StrEnum):
    """Kinds of papers and things that carry a number of their own; also the kinds in ``manifest.json``."""

    SET = "set"
    CODE_SHEET = "code_sheet"
    CONDUCT_PROTOCOL = "conduct_protocol"
    PROTOCOL_COPY = "protocol_copy"
    """Without names: it travels in return packet 1 in the protocol's place."""
    DELIVERY = "delivery"
    RETURN_USED = "return_used"
    RETURN_UNUSED = "return_unused"
    DISPATCH = "dispatch"
    MANIFEST_DELIVERY = "manifest_delivery"
    MANIFEST_RETURN_USED = "manifest_return_used"
    MANIFEST_RETURN_UNUSED = "manifest_return_unused"
    MANIFEST_DISPATCH = "manifest_dispatch"
    DRAFT_SHEETS = "draft_sheets"
    ANSWER_FORM = "answer_form"
    CODE_SHEET_ALL = "code_sheet_all"
    SUMMARY = "summary"
    HAND_OUT_PLAN = "hand_out_plan"
    HANDOVER_ACT = "handover_act"
    PRINT_JOURNAL = "print_journal"
    BALANCE_STATEMENT = "balance_statement"
    DESTRUCTION_ACT = "destruction_act"

    @property
    def number_kind(self) -> NumberKind:
        """First digit of the numbers of this kind."""
        match self:
            case PaperKind.SET | PaperKind.CONDUCT_PROTOCOL:
                return NumberKind[self.name]
            case PaperKind.PROTOCOL_COPY:
                return NumberKind.CONDUCT_PROTOCOL
            case PaperKind.DELIVERY | PaperKind.RETURN_USED | PaperKind.RETURN_UNUSED | PaperKind.DISPATCH:
                return NumberKind[self.name]
            case PaperKind.MANIFEST_DELIVERY | PaperKind.MANIFEST_RETURN_USED | PaperKind.MANIFEST_RETURN_UNUSED:
                return NumberKind.MANIFEST
            case PaperKind.MANIFEST_DISPATCH:
                return NumberKind.MANIFEST
            case PaperKind.DRAFT_SHEETS:
                return NumberKind.DRAFT_SHEET
            case _:
                return NumberKind.OTHER


CUSTODY_PAPERS = (
    PaperKind.HANDOVER_ACT,
    PaperKind.PRINT_JOURNAL,
    PaperKind.BALANCE_STATEMENT,
    PaperKind.MANIFEST_DISPATCH,
    PaperKind.DESTRUCTION_ACT,
)
"""Drawn from the ledger's events, not by a build."""
MANIFEST_OF = {
    PacketKind.DELIVERY: PaperKind.MANIFEST_DELIVERY,
    PacketKind.RETURN_USED: PaperKind.MANIFEST_RETURN_USED,
    PacketKind.RETURN_UNUSED: PaperKind.MANIFEST_RETURN_UNUSED,
}


@dataclass(frozen=True, slots=True, order=True)
class PaperKey:
    """Which paper of a work is meant, before and after it has a number.

    ``room`` is the room's name, empty for papers of the whole work; ``ordinal`` counts within room and kind
    (the ordinal of a set in its room; 1 for papers of which a room has one).
    """

    room: str
    kind: PaperKind
    ordinal: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IndividualSet:
    """An individual set (ИК). It belongs to a place (room, ordinal, variant), not to a pupil."""

    ordinal: int
    """In its room, in the order of handing out, from 1; spares last."""
    variant: int
    pages: int
    """Printed pages, the blank back that pads a two-sided set included."""
    enlarged: bool
    spare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A participant's place in a room; its ordinal is that of the set, the code slip and the protocol row."""

    ordinal: int
    participant: Participant
    variant: int
    code: ParticipantCode | None

    @property
    def seat(self) -> Seat | None:
        return self.participant.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlan:
    """Everything of one room before numbers: who sits where, which sets, slips and drafts."""

    name: str
    """As the list writes it: «101»."""
    folder: str
    """ASCII name of the room's folder."""
    places: tuple[Place, ...]
    """In the order of handing out."""
    sets: tuple[IndividualSet, ...]
    """One for each place in the same order, then the spares."""
    spare_codes: tuple[ParticipantCode, ...]
    draft_sheets: int
    """Sheets of draft paper that go into the delivery packet."""
    answer_forms: int = 0
    """Numbered answer forms that are printed: one for each set, or none where others bring them."""
    protocol_copy: bool = False
    """A protocol without names is printed too, since used sets leave the school."""

    @property
    def codes(self) -> tuple[ParticipantCode, ...]:
        """Codes of the slips in pile order: those of the places, then the spare ones; empty without codes."""
        return tuple(place.code for place in self.places if place.code) + self.spare_codes

    @property
    def spares(self) -> tuple[IndividualSet, ...]:
        return tuple(item for item in self.sets if item.spare)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Classes that write in the room, each once, in the order of the places."""
        return tuple(dict.fromkeys(place.participant.class_name for place in self.places))

    @property
    def protocol_rows(self) -> int:
        return len(self.places) + len(self.spare_codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlan:
    """All rooms of one work, before numbers."""

    site: Site
    work: Work
    rooms: tuple[RoomPlan, ...]
    sides: Sides
    with_codes: bool
    """False without a code list: no slips, empty code column."""


Numbers = Mapping[PaperKey, Identifier]
"""The number of every paper (``page`` 0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedRoom:
    """A room's plan with the numbers of its papers: all that its papers are drawn from."""

    site: Site
    work: Work
    sides: Sides
    room: RoomPlan
    numbers: Numbers

    def number(self, kind: PaperKind, ordinal: int = 1) -> Identifier:
        """The number of one paper of the room."""
        return self.numbers[PaperKey(self.room.name, kind, ordinal)]

    def set_number(self, item: IndividualSet) -> Identifier:
        return self.number(PaperKind.SET, item.ordinal)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedWork:
    """All rooms with their numbers, and the numbers of the work's own papers."""

    plan: WorkPlan
    rooms: Sequence[NumberedRoom]
    """Each may be made anew whenever it is asked for."""
    numbers: Numbers
    """Of the work's own papers."""

    def number(self, kind: PaperKind) -> Identifier:
        """The number of one of the work's papers."""
        return self.numbers[PaperKey("", kind)]
