"""A set or a packet as the ledger knows it now: a row of every board, list and balance. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.track.events import EventKind


@dataclass(frozen=True, slots=True)
class Thing:
    """One set or packet; what its packet carries along is counted in."""

    number: str
    work: str
    room: str
    """The room that it was made for; empty for a dispatch packet."""
    kind: PaperKind
    ordinal: int
    state: EventKind
    """Its last step that counts."""
    printed: bool
    """A person confirmed the print, or the paper was seen since."""
    packet: str = ""
    """Number of the packet that it lies in; empty for none."""
    place: str = ""
    """The room that it was handed to on its own, where that is known."""
    bag: str = ""
    overruled: bool = False
    conflicts: int = 0
    at: str = ""
    """When the last step was recorded; empty where none was."""
    who: str = ""
    was: EventKind | None = None
    """Of a void number: where it was before."""

    @property
    def key(self) -> PaperKey:
        return PaperKey(self.room, self.kind, self.ordinal)

    @property
    def serial(self) -> int:
        return int(self.number[7:12])

    @property
    def is_set(self) -> bool:
        return self.kind is PaperKind.SET
