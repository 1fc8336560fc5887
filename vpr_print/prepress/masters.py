"""What prepress hands on: each variant's pages as PDF objects with fixed numbers, and where the stamp goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vpr_print.drawing.pdf_file import ObjectBlock
from vpr_print.errors import Notice
from vpr_print.model.geometry import Rect, Size, Turn

PAGE_LIMIT = 99
"""Pages of a set: the number of a page has two digits."""


class PageSizePolicy(StrEnum):
    """What happens to a page that is not A4 within ± 2 mm."""

    FIT = "fit"
    """Scaled to the largest that the sheet takes, centred."""
    REFUSE = "refuse"
    AS_IS = "as-is"
    """Scale 1, centred; what sticks out is cut off."""


class Compat(StrEnum):
    """The version of PDF that the copier takes."""

    PDF_1_7 = "1.7"
    PDF_1_4 = "1.4"
    """Of old copiers: no transparency, no JPEG 2000, no JBIG2, nothing of 16 bits, every font inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepressOptions:
    """What a person decides about the pages of the variants."""

    page_size: PageSizePolicy = PageSizePolicy.FIT
    compat: Compat = Compat.PDF_1_7
    as_image: bool = False
    """Every page becomes a picture of pure black and white."""


USUAL_OPTIONS = PrepressOptions()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something lies on the A4 page: quiet zone and digits included, mm."""

    rect: Rect
    turn: Turn


@dataclass(frozen=True, slots=True)
class StampPlacement:
    """The places of a stamp's parts on one page."""

    bars: Placed | None
    """None where only one symbol has room."""
    qr: Placed
    line: Placed
    ticks: Placed

    @property
    def parts(self) -> tuple[Placed, ...]:
        return tuple(part for part in (self.bars, self.qr, self.line, self.ticks) if part)


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """One page of a variant."""

    form: int
    """Object number of the form XObject; its BBox is the whole A4 page, a plain ``Do`` places it."""
    placement: StampPlacement


@dataclass(frozen=True, slots=True)
class PreparedVariant:
    """A variant whose objects were serialised once for the whole build."""

    number: int
    digest: str
    """Of what the printed pages are made of, without object numbers."""
    block: ObjectBlock
    pages: tuple[PreparedPage, ...]


class PictureReason(StrEnum):
    """Why a page is printed as a picture."""

    ASKED = "asked"
    """All pages were asked to be pictures."""
    UNFAITHFUL = "unfaithful"
    """Its drawing could not be carried over faithfully."""
    TRANSPARENCY = "transparency"
    JPEG2000 = "jpeg2000"
    JBIG2 = "jbig2"
    SIXTEEN_BITS = "sixteen_bits"
    OPENTYPE = "opentype"
    FONTS_MISSING = "fonts_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePreflight:
    """Facts about one page that is going to be printed."""

    page: int
    """In its file, from 1."""
    size: Size
    """As its author made it, upright as a viewer shows it, mm."""
    turned: bool
    """Landscape, turned a quarter to the left to lie on the portrait sheet."""
    scale: float
    standard: bool
    """A4 within ± 2 mm, on either side."""
    cropped: bool
    """Something may stick out of the sheet."""
    blank: bool
    colour: bool
    transparency: bool
    jpeg2000: bool
    jbig2: bool
    sixteen_bits: bool
    """Pictures of 16 bits for each colour."""
    opentype: bool
    """Fonts that PDF knows since 1.6."""
    fonts_missing: tuple[str, ...]
    """Names of fonts that are not embedded."""
    layers_removed: bool
    compared: bool
    """False when there was no original picture to compare with."""
    picture: tuple[PictureReason, ...] = ()
    """Why it is printed as a picture; empty when it is printed as it was drawn."""
    bilevel: bool = False
    """The picture is of pure black and white."""
    old_copiers: bool = True
    """Old copiers take it as it is going to be printed."""

    @property
    def raster(self) -> bool:
        """Printed as a picture."""
        return bool(self.picture)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreflight:
    """Facts about one file, for the technician."""

    file: str
    sha256: str
    page_count: int
    """Of the whole file; ``pages`` holds those that are printed."""
    repaired: bool
    encrypted: bool
    printing_forbidden: bool
    pages: tuple[PagePreflight, ...]


@dataclass(frozen=True, slots=True)
class Masters:
    """Everything that the rooms' sets are made of."""

    variants: tuple[PreparedVariant, ...]
    notices: tuple[Notice, ...]
    preflight: tuple[FilePreflight, ...]
