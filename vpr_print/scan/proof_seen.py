"""What was measured on one side of a scanned proof page: values without a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vpr_print.model.copier import Edge


class SizeSource(StrEnum):
    """Where it is known from how large a pixel is."""

    FILE = "file"
    """The file says its resolution."""
    SHEET = "sheet"
    """The file does not; the image has the shape of the sheet and is taken for all of it."""
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Streak:
    """A line through the whole page that nobody drew."""

    upright: bool
    """Along the long side of the sheet; otherwise across it."""
    at: float
    """mm from the left edge of an upright one, from the top of one that lies."""
    width: float
    """mm."""
    dark: bool
    """Dirt; otherwise toner is missing."""
    of_scanner: bool
    """It keeps to the scanner's direction although the sheet lies askew."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How near to one edge ink was found."""

    edge: Edge
    mm: float
    """The smallest distance of which the frame, like all frames inside it, is whole; at most that of the band."""
    cut: bool
    """The image ends before the next frame: nobody knows whether it was printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideReading:
    """One side of the proof page in one image."""

    side: int
    """1 front, 2 back."""
    marks: int
    """Marks that were read, of those that stand on the page."""
    turn: int
    """Degrees clockwise (0, 90, 180, 270) by which the image has to be turned to stand upright."""
    skew: float
    """Degrees clockwise that are left then."""
    mirrored: bool
    whole: bool
    """The image holds all of the band and what stands in it."""
    bend: float
    """mm by which things lie elsewhere than on a flat sheet: a photograph, a crumpled sheet."""
    dpi: float
    """Of the image that was measured; 0 = unknown."""
    size_from: SizeSource
    scale_across: float | None
    """1 = as large as it was drawn."""
    scale_along: float | None
    shift_right: float | None
    """mm by which the middle of the print lies right of the middle of the sheet."""
    shift_down: float | None
    reached: tuple[Reach, ...]
    bars_across: float | None
    """The thinnest bar that reads in codes that lie level, mm; None where not even the widest do."""
    bars_along: float | None
    """The same in codes that stand upright."""
    qr: float | None
    white: float
    """How light the paper is, 0 black … 1 white."""
    black: float
    """How dark a black patch is against the paper, 0 … 1."""
    two_tones: bool
    """The scan has no shades of gray: how dark the print is cannot be seen in it."""
    screened: bool
    """Black is made of dots, although the scan has shades of gray."""
    grays: tuple[float, ...]
    """How dark each patch of the ramp came out, 0 … 1."""
    shown_gray: float | None
    """The lightest patch of the ramp that can be told from paper, as it was asked for."""
    streaks: tuple[Streak, ...]

    def reach(self, edge: Edge) -> Reach:
        """What was found at one edge."""
        return next(reach for reach in self.reached if reach.edge is edge)
