"""The stamp of a set: what every page carries, and where each of its parts may stand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from vpr_print.layout.strict import MIN_TYPE_PT, Extent, Point, Positive, Strict
from vpr_print.model.geometry import Rect, Turn


class Slot(Strict):
    """A legal place, or a strip of places, for one symbol of a set page; the first free one in the list is taken."""

    at: Point
    """Top left corner of the symbol's rectangle, quiet zone and digits included, on A4."""
    to: Point | None = None
    """With it, a strip: that corner may lie anywhere in the rectangle between ``at`` and ``to``, near ``at`` first."""
    turn: Turn = Turn.LEVEL


class StampText(Strict):
    """The short line on a set page."""

    content: str
    size: Extent
    number_width: Positive = 28.0
    """What the line is longer by, mm, on a page that has no room for bars: the digits of the number stand there."""
    style: str = "stamp"
    slots: Annotated[tuple[Slot, ...], Field(min_length=1)]


class StampBars(Strict):
    """Code 128 of a set page."""

    module: Annotated[float, Field(ge=0.25, le=1)] = 0.381
    bars: Annotated[float, Field(ge=7, le=60)] = 7.0
    digits_size: Annotated[float, Field(ge=MIN_TYPE_PT, le=30)] = 7.0
    slots: tuple[Slot, ...]


class StampQr(Strict):
    """QR code of a set page; it must find a place on every page."""

    module: Annotated[float, Field(ge=0.4, le=2)] = 0.508
    slots: Annotated[tuple[Slot, ...], Field(min_length=1)]


class StampTicks(Strict):
    """Two short rules at a known distance, from which the print's scale is measured."""

    distance: Positive = 100.0
    length: Positive = 3.0
    slots: Annotated[tuple[Slot, ...], Field(min_length=1)]


class Taboo(Strict):
    """A zone that no stamp may touch, whether it shows ink or not (КОД box, marks table)."""

    name: str
    at: Point
    size: Extent
    on: Literal["all", "first"] = "all"

    @property
    def rect(self) -> Rect:
        return Rect(*self.at, *self.size)


class Stamp(Strict):
    """What every page of a set carries."""

    bars: StampBars
    qr: StampQr
    line: StampText
    ticks: StampTicks
    blank: str
    """What stands in the middle of the blank back that pads a two-sided set."""
    taboo: tuple[Taboo, ...] = ()
