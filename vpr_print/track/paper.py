"""What the ledger says about a paper. Values only."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey


class PaperState(StrEnum):
    """How far a number has come. A void number never comes back."""

    RESERVED = "reserved"
    """Given to a build that has not finished, or was interrupted."""
    BUILT = "built"
    VOID = "void"


class LedgerPaper(NamedTuple):
    """One number as the ledger knows it. A named tuple, since folding makes one for every change of a paper."""

    identifier: Identifier
    work: str
    """Key of the work."""
    key: PaperKey
    fingerprint: str
    state: PaperState
    printed_confirmed: bool = False
    """A person said that the paper is good; kept when the number becomes void, since it then counts as spoiled."""
