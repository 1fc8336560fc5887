"""Allocation, variants and codes → what lies in the packets of each room. Counts are tied here.

Sets = participants + spares; answer forms, where they are printed, = sets; slips = protocol rows = participants +
spare codes (without a code list there are no slips, and rows = participants).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.model.geometry import Sides
from vpr_print.model.packet import IndividualSet, Place, RoomPlan, WorkPlan
from vpr_print.model.seating import AllocatedRoom, RoomAllocation
from vpr_print.model.work import ParticipantCode, Site, Variant, Work
from vpr_print.plan.assignment import assign_variants, in_order_of_handing_out, spare_variant
from vpr_print.plan.errors import (
    CodeShortageError,
    NamesNotTiedError,
    SomeWithoutCodesError,
    UnknownVariantError,
    UnlistedCodeError,
)

# Порядок ВПР (приложение 4), п. 7: черновики из расчёта не менее 2 листов на одного участника
DRAFTS_PER_PARTICIPANT = 2
MOST_DRAFTS = 20
MOST_SPARES = 50
"""Spare sets, and spare codes, of a room."""

CodePlaces = Mapping[ParticipantCode, tuple[str, int]]
"""Where an earlier build of the work gave out each code: room and ordinal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingOptions:
    """What a person decides about a work's packets."""

    sides: Sides = Sides.ONE
    spares: int = 0
    """Spare sets in each room."""
    spare_codes: int = 0
    """Spare code slips in each room."""
    drafts: int = DRAFTS_PER_PARTICIPANT
    """Sheets of draft paper for each participant."""
    filled_protocol: bool = False
    answer_forms: bool = False
    """Numbered answer forms are printed, one for each set."""
    protocol_copy: bool = False
    """A protocol without names is printed for return packet 1."""


@dataclass(frozen=True, slots=True)
class CodePool:
    """The codes that a work may give out, in the order of their list."""

    codes: tuple[ParticipantCode, ...]
    source: str
    """Name of the list, for messages."""
    given: frozenset[ParticipantCode] = frozenset()
    """Codes that other works of the same day have given out already: two pupils must not get the same."""
    issued: frozenset[ParticipantCode] = frozenset()
    """Codes that are somebody's for the year: only a list that ties them to names gives them out."""


def plan_work(
    site: Site,
    work: Work,
    allocation: RoomAllocation,
    variants: Sequence[Variant],
    folders: Sequence[str],
    options: PackingOptions,
    pool: CodePool | None,
    earlier: CodePlaces,
) -> WorkPlan:
    """All rooms of the work with places, sets and codes; ``folders`` are the rooms' ASCII names in their order.

    A room depends on its own lines only (and keeps the codes that ``earlier`` gave it), so that a change in one
    room leaves the others as they are. Raises ``Flaws`` or one flaw: too few codes, a code or variant that is
    not there, names that are not tied to codes when a filled protocol is asked for.
    """
    raise_flaws(_flaws(allocation, variants, options, pool))
    codes = _give_codes(allocation.rooms, options, pool, earlier)
    pages = max(variant.page_count for variant in variants)
    rooms = tuple(
        _plan_room(room, folder, room_codes, variants, pages, options)
        for room, folder, room_codes in zip(allocation.rooms, folders, codes, strict=True)
    )
    with_codes = bool(pool) or any(map(any, codes))
    return WorkPlan(site=site, work=work, rooms=rooms, sides=options.sides, with_codes=with_codes)


def code_places(plan: WorkPlan) -> CodePlaces:
    """Where each code is given out, so that a later build leaves it there."""
    return {code: (room.name, ordinal) for room in plan.rooms for ordinal, code in enumerate(room.codes, 1)}


def _plan_room(
    room: AllocatedRoom,
    folder: str,
    codes: Sequence[ParticipantCode | None],
    variants: Sequence[Variant],
    pages: int,
    options: PackingOptions,
) -> RoomPlan:
    people = in_order_of_handing_out(room.participants)
    numbers = [variant.number for variant in variants]
    if options.sides is Sides.TWO:
        pages += pages % 2
    places = tuple(
        Place(ordinal=ordinal, participant=person, variant=variant, code=code)
        for ordinal, (person, variant, code) in enumerate(
            zip(people, assign_variants(people, numbers), codes[: len(people)], strict=True), 1
        )
    )
    sets = [
        IndividualSet(
            ordinal=place.ordinal,
            variant=place.variant,
            pages=pages,
            enlarged=place.participant.enlarged,
            spare=False,
        )
        for place in places
    ]
    for ordinal in range(len(places) + 1, len(places) + options.spares + 1):
        variant = spare_variant(ordinal, numbers)
        sets.append(IndividualSet(ordinal=ordinal, variant=variant, pages=pages, enlarged=False, spare=True))
    return RoomPlan(
        name=room.name,
        folder=folder,
        places=places,
        sets=tuple(sets),
        spare_codes=tuple(code for code in codes[len(people) :] if code),
        draft_sheets=options.drafts * len(places),
        answer_forms=len(sets) if options.answer_forms else 0,
        protocol_copy=options.protocol_copy,
    )


def _give_codes(
    rooms: Sequence[AllocatedRoom],
    options: PackingOptions,
    pool: CodePool | None,
    earlier: CodePlaces,
) -> list[list[ParticipantCode | None]]:
    """For each room the codes of its places and then its spare ones; None throughout without any codes.

    A tied code goes with its line. The others go to places in the order of the list, which ties no name; a
    place that an earlier build gave a code keeps it.
    """
    spare: list[ParticipantCode | None] = [None] * (options.spare_codes if pool else 0)
    given = [[person.code for person in in_order_of_handing_out(room.participants)] + spare for room in rooms]
    if not pool:
        return given
    taken = {code for room in given for code in room if code}
    here = {place: code for code, place in earlier.items()}
    free = set(pool.codes) - taken - pool.given - pool.issued
    for room, codes in zip(rooms, given, strict=True) if here else ():
        for i, code in enumerate(codes):
            kept = here.get((room.name, i + 1))
            if code is None and kept in free:
                codes[i] = kept
                free.remove(kept)
    # a slip of a code that lay elsewhere may still be about: such codes come last
    in_order = (code for code in sorted(pool.codes, key=lambda code: code in earlier) if code in free)
    return [[code or next(in_order) for code in codes] for codes in given]


def _flaws(
    allocation: RoomAllocation, variants: Sequence[Variant], options: PackingOptions, pool: CodePool | None
) -> list[VprPrintError]:
    numbers = tuple(variant.number for variant in variants)
    listed = frozenset(pool.codes) if pool else frozenset()
    participants = 0
    own: set[ParticipantCode] = set()
    unknown: list[str] = []
    untied: list[str] = []
    uncoded: list[str] = []
    unlisted: list[str] = []
    for person in (person for room in allocation.rooms for person in room.participants):
        participants += 1
        if person.code:
            own.add(person.code)
        elif not pool:
            uncoded.append(str(person.cell))
        if person.variant is not None and person.variant not in numbers:
            unknown.append(str(person.cell))
        if options.filled_protocol and not (person.name and person.code):
            untied.append(str(person.cell))
        if pool and person.code and person.code not in listed:
            unlisted.append(str(person.cell))
    flaws: list[VprPrintError] = []
    if unknown:
        flaws.append(UnknownVariantError(tuple(unknown), numbers))
    if untied:
        flaws.append(NamesNotTiedError(tuple(untied)))
    if 0 < len(uncoded) < participants:
        flaws.append(SomeWithoutCodesError(tuple(uncoded)))
    if pool:
        if unlisted:
            flaws.append(UnlistedCodeError(tuple(unlisted), pool.source))
        spare_codes = options.spare_codes * len(allocation.rooms)
        given, issued = len(listed & pool.given - own), len(listed & pool.issued - pool.given - own)
        if participants + spare_codes > len(pool.codes) - given - issued + len(unlisted):
            flaws.append(CodeShortageError(participants, spare_codes, len(pool.codes), given, issued, pool.source))
    return flaws
