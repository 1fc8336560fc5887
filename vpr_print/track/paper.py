"""What the ledger says about a paper, and what a build would do to the papers of its work. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey
from vpr_print.plan.numbering import NumberedPaper


class PaperState(StrEnum):
    """How far a number has come. A void number never comes back."""

    RESERVED = "reserved"
    """Given to a build that has not finished, or was interrupted."""
    BUILT = "built"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPaper:
    """One number as the ledger knows it."""

    identifier: Identifier
    work: str
    """Key of the work."""
    key: PaperKey
    fingerprint: str
    state: PaperState
    printed_confirmed: bool = False
    """A person said that the paper is good; kept when the number becomes void, since it then counts as spoiled."""


@dataclass(frozen=True, slots=True)
class BuildPreview:
    """What a build would do to the numbers of its work; nothing has been written."""

    kept: tuple[NumberedPaper, ...]
    """In the order of the requests; reservations that an interrupted build left are among them."""
    new: tuple[PaperKey, ...]
    """Papers that would take a new number, in the order of the requests."""
    changed: tuple[LedgerPaper, ...]
    """Built papers whose number would die, by number: another fingerprint, or no longer in the plan."""
