"""The proof page of a copier: what is measured on it, and where each thing lies.

The same on both sides of the sheet. Whoever draws the page and whoever measures a scan of it ask here for rectangles
(mm) and texts. The test symbols hold no number of ours: their check digits are ones that the standard never gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, NamedTuple

from pydantic import Field

from vpr_print.layout.strict import Extent, Point, Positive, Strict
from vpr_print.layout.symbol_size import CODE128_MODULES, CODE128_QUIET, QR_MODULES, QR_QUIET, drawn
from vpr_print.model.geometry import Rect, Size, Turn

PROOF_SIDES = (1, 2)
"""Front and back: pages of the file."""
RULER_DEPTH_MM = 9.0
"""Of ticks and numbers, across a ruler."""
_MARK = re.compile(r"VPRPROOF1;([12]);([1-9])", re.ASCII)
_PATCH_EDGE = 0.2
"""Of a patch's size at each side: left out where its gray is measured."""


class MarkText(NamedTuple):
    """What a mark says."""

    side: int
    place: int
    """Of its place in ``ProofMarks.at``, from 1."""


class ProofMarks(Strict):
    """QR codes that say which side of the proof page this is, and which of its places."""

    at: Annotated[tuple[Point, ...], Field(min_length=4, max_length=9)]
    """Top left corners of the modules."""
    module: Annotated[float, Field(ge=0.5, le=2)] = 0.508

    def rect(self, place: int) -> Rect:
        """The modules of a mark, without its white; ``place`` from 1."""
        side = QR_MODULES * drawn(self.module)
        return Rect(*self.at[place - 1], side, side)


class ProofFrames(Strict):
    """Frames around the page; they show how near to the edge a copier prints."""

    distances: Annotated[tuple[Annotated[float, Field(ge=1, le=30)], ...], Field(min_length=2, max_length=12)]
    """From the paper's edge, mm, ascending."""
    weight: Annotated[float, Field(ge=0.35, le=3)] = 0.75
    """Points."""
    label_at: Positive = 40.0
    """Where on each side the first distance is written, mm from its left or upper end."""
    label_step: Positive = 6.0
    label: Extent = (4.0, 2.6)
    """Room for a label, free of other rules, mm."""

    @property
    def labels_end(self) -> float:
        """Where on each side the last label ends."""
        return self.label_at + self.label_step * len(self.distances)


class ProofBand(Strict):
    """A solid black frame: places are measured from it, and missing toner shows in it."""

    distance: Annotated[float, Field(ge=8, le=40)] = 16.0
    """Of its outer edge from the paper's edge, mm."""
    width: Annotated[float, Field(ge=0.5, le=5)] = 1.0

    def middle(self, page: Size) -> Rect:
        """The line that runs in the middle of the band."""
        return Rect(0, 0, page.w, page.h).grown(-self.distance - self.width / 2)


class ProofRuler(Strict):
    """A ruler in mm with a number at every ten; ``at`` is its zero. Upright, it runs upwards."""

    at: Point
    length: Annotated[int, Field(ge=50, le=250, multiple_of=10)] = 100
    turn: Turn = Turn.LEVEL

    @property
    def rect(self) -> Rect:
        """Ticks and numbers."""
        x, y = self.at
        if self.turn is Turn.LEVEL:
            return Rect(x, y, self.length, RULER_DEPTH_MM)
        return Rect(x, y - self.length, RULER_DEPTH_MM, self.length)


class ProofBars(Strict):
    """Code 128 of a test text; finer than any paper may have it."""

    at: Point
    """Top left corner of the bars."""
    module: Annotated[float, Field(ge=0.2, le=1)]
    bars: Annotated[float, Field(ge=5, le=30)] = 7.0
    turn: Turn = Turn.LEVEL

    @property
    def rect(self) -> Rect:
        """The bars without their white."""
        size = Size(CODE128_MODULES * drawn(self.module), drawn(self.bars))
        size = size if self.turn is Turn.LEVEL else size.turned
        return Rect(*self.at, size.w, size.h)

    @property
    def white(self) -> Rect:
        """The bars with the white at their ends."""
        quiet, rect = CODE128_QUIET * drawn(self.module), self.rect
        if self.turn is Turn.LEVEL:
            return Rect(rect.x - quiet, rect.y, rect.w + 2 * quiet, rect.h)
        return Rect(rect.x, rect.y - quiet, rect.w, rect.h + 2 * quiet)


class ProofQr(Strict):
    """QR code of a test text."""

    at: Point
    """Top left corner of the modules."""
    module: Annotated[float, Field(ge=0.2, le=2)]

    @property
    def rect(self) -> Rect:
        """The modules without their white."""
        side = QR_MODULES * drawn(self.module)
        return Rect(*self.at, side, side)

    @property
    def white(self) -> Rect:
        """The modules with their white."""
        return self.rect.grown(QR_QUIET * drawn(self.module))


class ProofRamp(Strict):
    """Patches of gray in a row, touching each other."""

    at: Point
    patch: Extent
    steps: Annotated[tuple[Annotated[float, Field(gt=0, le=1)], ...], Field(min_length=2, max_length=20)]
    """0 white … 1 black, ascending; the last one is black."""

    @property
    def rects(self) -> tuple[Rect, ...]:
        """One for each step."""
        (x, y), (w, h) = self.at, self.patch
        return tuple(Rect(x + w * place, y, w, h) for place in range(len(self.steps)))

    @property
    def cores(self) -> tuple[Rect, ...]:
        """The middle of each patch."""
        w, h = self.patch
        dx, dy = w * _PATCH_EDGE, h * _PATCH_EDGE
        return tuple(Rect(rect.x + dx, rect.y + dy, w - 2 * dx, h - 2 * dy) for rect in self.rects)


class ProofCross(Strict):
    """A cross on both sides of the sheet, against the light one upon the other; ``at`` is its middle."""

    at: Point
    arm: Annotated[float, Field(ge=5, le=40)] = 12.0

    @property
    def rect(self) -> Rect:
        """All that it inks."""
        return Rect(*self.at, 0, 0).grown(self.arm)


class Proof(Strict):
    """What is measured on the proof page of a copier; the same on both of its sides."""

    marks: ProofMarks
    frames: ProofFrames
    band: ProofBand = ProofBand()
    clear: Annotated[tuple[tuple[float, float, Positive, Positive], ...], Field(min_length=4)]
    """Strips where nothing stands: x, y, width, height; streaks are looked for in them, at least two of each way."""
    rulers: tuple[ProofRuler, ...]
    bars: Annotated[tuple[ProofBars, ...], Field(min_length=2)]
    qrs: tuple[ProofQr, ...] = ()
    ramp: ProofRamp
    cross: ProofCross
    style: str = "caption"
    """Of the numbers at rulers and frames."""

    @property
    def strips(self) -> tuple[Rect, ...]:
        """The clear strips as rectangles."""
        return tuple(Rect(*strip) for strip in self.clear)

    @property
    def symbols(self) -> Iterator[tuple[str, ProofBars | ProofQr]]:
        """Every test symbol with the text that it holds; the same on both sides."""
        symbols: tuple[ProofBars | ProofQr, ...] = (*self.bars, *self.qrs)
        for place, symbol in enumerate(symbols, 1):
            yield _test_digits(place), symbol


def mark_text(side: int, place: int) -> str:
    """What the mark of a side and a place says; format 1."""
    return f"VPRPROOF1;{side};{place}"


def parse_mark(text: str) -> MarkText | None:
    """Side and place that a mark says, or None for any other text."""
    found = _MARK.fullmatch(text)
    return MarkText(int(found[1]), int(found[2])) if found else None


def _test_digits(place: int) -> str:
    """16 digits as varied as a number's, but for check digits 00."""
    return f"9{place:02d}{place * 7351 % 10**5:05d}{place * 90821 % 10**6:06d}00"
