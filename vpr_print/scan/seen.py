"""What was seen on one page of a scan: values that pass from the reader to the matching, and into the journal.

Nothing here says yet whose page it is. A reading depends on the image alone, so that it can be kept, and is made once;
only its scale needs somebody who knows where the page's stamp stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]
"""In pixels of the image as it was read, from its top left corner."""


class SymbolType(StrEnum):
    """Which kind of symbol was read."""

    BARS = "bars"
    """Code 128."""
    QR = "qr"
    OTHER = "other"
    """Read, but of a make that our papers do not have (GS1, a QR of another size or level, a mirrored one)."""


class Trouble(StrEnum):
    """Why a page of a scan gave nothing to read."""

    DAMAGED = "damaged"
    """The image cannot be opened."""
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    LOCKED = "locked"
    """A password is needed."""
    MISSING = "missing"
    """The file has gone, or may not be opened."""
    NOT_AN_IMAGE = "not_an_image"
    """The file is neither a PDF nor a picture that is known, or it is empty."""


@dataclass(frozen=True, slots=True, order=True)
class PageSource:
    """Which image is meant: the file by its content, and the page in it."""

    sha256: str
    """Of the whole file."""
    page: int
    """In its file, from 1."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol as a decoder read it."""

    type: SymbolType
    text: str
    corners: tuple[Point, Point, Point, Point]
    """Top left, top right, bottom right, bottom left of the symbol as it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """All that one image of a page says."""

    source: PageSource
    width: int = 0
    """Pixels of the image, as a viewer shows the page; 0 where it could not be opened."""
    height: int = 0
    dpi: float = 0.0
    """Of the image against the paper, as its file says it, or as the size of its symbols tells; 0 = unknown."""
    symbols: tuple[Symbol, ...] = ()
    turn: int = 0
    """Degrees clockwise (0, 90, 180, 270) by which the image has to be turned to stand upright."""
    skew: float = 0.0
    """Degrees clockwise that are left then."""
    ink: float = 0.0
    """Share of the page that is dark, 0 to 1, a border of 8 mm left out."""
    pixels: str = ""
    """SHA-256 of the decoded image: equal for the same image in another file."""
    trouble: Trouble | None = None
    scale: float | None = None
    """How large a page of a set was printed, 1 = as drawn; 0 where its ticks tell nothing; None while nobody knew where
    they stand."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Different texts of the symbols, in the order in which they were read."""
        return tuple(dict.fromkeys(symbol.text for symbol in self.symbols))
