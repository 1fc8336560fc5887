"""Inputs → the plan of a work, with the checks that need fonts and folder names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from vpr_print.drawing.errors import MissingLettersError
from vpr_print.drawing.fonts import FontBook
from vpr_print.errors import Notice, raise_flaws
from vpr_print.model.packet import WorkPlan
from vpr_print.model.seating import RoomAllocation
from vpr_print.model.transliteration import folder_names
from vpr_print.model.work import ParticipantCode, Site, Work
from vpr_print.plan.assignment import neighbours_alike
from vpr_print.plan.packing import DRAFTS_PER_PARTICIPANT, CodePlaces, PackingOptions, plan_work
from vpr_print.track.ledger import Ledger
from vpr_print.workflow.errors import TooFewDraftsError
from vpr_print.workflow.notices import no_codes, variants_alike
from vpr_print.workflow.reading import Inputs


@dataclass(frozen=True, slots=True)
class CodesSoFar:
    """What the ledger knows of codes."""

    places: CodePlaces = field(default_factory=dict)
    """Where an earlier build of this work gave them out."""
    elsewhere: frozenset[ParticipantCode] = frozenset()
    """Given out by other works of the same day."""
    issued: frozenset[ParticipantCode] = frozenset()
    """Somebody's for the year."""


def codes_so_far(
    ledger: Ledger, work: Work, issued: frozenset[ParticipantCode] = frozenset(), *, reuse: bool
) -> CodesSoFar:
    """The places that the work's codes have; the codes that it may not give out.

    Those are the codes of the day's other works, unless they may be given again, and those ``issued`` for the year to
    somebody by name.
    """
    elsewhere = frozenset() if reuse else ledger.codes_given_elsewhere(work.key, f"{work.date:%Y-%m-%d}-")
    return CodesSoFar(ledger.code_places(work.key), elsewhere, issued)


def plan_inputs(inputs: Inputs, options: PackingOptions, site: Site, fonts: FontBook, codes: CodesSoFar) -> WorkPlan:
    """The work's plan. Raises ``TooFewDraftsError``, ``MissingLettersError`` for each name, class or room that the
    font cannot write, and the flaws of ``plan_work``."""
    if options.drafts < DRAFTS_PER_PARTICIPANT:
        raise TooFewDraftsError(options.drafts, DRAFTS_PER_PARTICIPANT)
    raise_flaws(_missing_letters(inputs.allocation, fonts))
    folders = folder_names(room.name for room in inputs.allocation.rooms)
    # Where codes lie in order, a place keeps its code when it is learnt whose it is; a name takes its code away with it
    tied = any(person.code for room in inputs.allocation.rooms for person in room.participants)
    issued = codes.issued if tied else codes.issued - frozenset(codes.places)
    pool = inputs.pool and replace(inputs.pool, given=codes.elsewhere, issued=issued)
    return plan_work(site, inputs.work, inputs.allocation, inputs.variants, folders, options, pool, codes.places)


def plan_notices(inputs: Inputs, plan: WorkPlan) -> tuple[Notice, ...]:
    """What a person must look at in a plan that can be printed all the same."""
    notices: list[Notice] = []
    if not plan.with_codes:
        notices.append(no_codes())
    alike = [
        room.name
        for room in plan.rooms
        if len(inputs.variants) > 1
        and neighbours_alike([place.participant for place in room.places], [place.variant for place in room.places])
    ]
    if alike:
        notices.append(variants_alike(alike))
    return tuple(notices)


def _missing_letters(allocation: RoomAllocation, fonts: FontBook) -> Iterator[MissingLettersError]:
    for room in allocation.rooms:
        for person in room.participants:
            text = " ".join([room.name, person.class_name, person.name.text if person.name else ""])
            if missing := fonts.missing(text):
                yield MissingLettersError(missing, str(person.cell))
