"""What a copier can, as its proof page showed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Edge(StrEnum):
    """An edge of an upright sheet."""

    TOP = "top"
    RIGHT = "right"
    BOTTOM = "bottom"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopierProfile:
    """The last proof page that was read; None stands for what it did not show.

    All of it is seen through the scanner: a scanner that stretches cannot be told from a printer that does.
    """

    checked: date
    scale_across: float | None = None
    """Printed width for each mm that was asked for; 0.94 = shrunk to 94 %."""
    scale_along: float | None = None
    reached: tuple[tuple[Edge, float], ...] = ()
    """Edges with the smallest distance, mm, at which a frame was printed whole, on either side of the sheet."""
    bars_across: float | None = None
    """The thinnest bar, mm, that read in Code 128 lying level on an upright sheet."""
    bars_along: float | None = None
    """The same, standing upright."""
    qr: float | None = None
    """The smallest module of a QR code that read, mm."""
    black: float | None = None
    """How dark black comes out: 0 white, 1 black."""

    @property
    def margin(self) -> dict[Edge, float]:
        """``reached`` by its edges."""
        return dict(self.reached)
