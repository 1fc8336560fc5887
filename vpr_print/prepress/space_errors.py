"""A page without room for the stamp (exit 14): what is in the way, in words and as data for a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from vpr_print.errors import Message
from vpr_print.model.geometry import INK_MARGIN_MM, Rect
from vpr_print.prepress.errors import NOTHING_PRINTED, VariantFileError, page_of
from vpr_print.prepress.ink import InkMap

_TOLD = 3
"""How many of the best places of a part the text names; the picture shows them all."""


class Part(StrEnum):
    """A part of the stamp."""

    BARS = "bars"
    QR = "qr"
    LINE = "line"
    NUMBERED_LINE = "numbered_line"
    """The line where it also holds the digits of the number: on a page without bars."""
    TICKS = "ticks"


class Hindrance(StrEnum):
    """Why a place cannot be taken."""

    INK = "ink"
    ZONE = "zone"
    EDGE = "edge"
    """Nearer to the paper's edge than copiers reach."""
    OTHER_PART = "other_part"
    """Free by itself, but only where another part of the stamp has to be."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of the layout as it lies on the sheet with a certain page."""

    name: str
    rect: Rect


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one place of one part of the stamp cannot be taken."""

    part: Part
    number: int
    """Of the slot in the layout, from 1."""
    rect: Rect
    hindrance: Hindrance
    zone: str = ""
    """Its name, where it is a zone."""


@dataclass(eq=False)
class NoFreeSpaceError(VariantFileError):
    """Some part of the stamp finds no place on a page."""

    page: int
    obstacles: tuple[Obstacle, ...]
    """Of the parts that find none, each part's best places first."""
    zones: tuple[Zone, ...]
    ink: InkMap
    picture: str | None = None
    """Where a picture of the page with the obstacles was put."""

    @property
    def message(self) -> Message:
        shown = f"\nрисунок: {self.picture}" if self.picture else ""
        look = "посмотрите на рисунок, что мешает; " if self.picture else ""
        return Message(
            "на странице нет свободного места для штампа",
            f"{page_of(self.file, self.page)}\n" + "\n".join(self._tried()) + shown,
            "место для QR-кода, строки и двух меток масштаба, где нет рисунка и запретных зон",
            f"{look}попросите того, кто прислал материалы, освободить поле страницы: 21 мм с любой стороны; "
            f"или добавьте места для штампа в свой макет individual-set.toml; {NOTHING_PRINTED}",
        )

    def _tried(self) -> Iterator[str]:
        for part, group in groupby(self.obstacles, key=lambda item: item.part):
            items = list(group)
            for item in items[:_TOLD]:
                yield f"{PARTS[part]}, место {item.number} {_place(item.rect)}: {_hindrance(item)}"
            if len(items) > _TOLD:
                yield f"{PARTS[part]}: не подошли и остальные места макета ({len(items) - _TOLD})"


PARTS = {
    Part.BARS: "штрих-код",
    Part.QR: "QR-код",
    Part.LINE: "строка",
    Part.NUMBERED_LINE: "строка с номером",
    Part.TICKS: "метки масштаба",
}


def _place(rect: Rect) -> str:
    return f"({rect.x:.0f} мм от левого края, {rect.y:.0f} мм сверху, {rect.w:.0f} × {rect.h:.0f} мм)"


def _hindrance(item: Obstacle) -> str:
    match item.hindrance:
        case Hindrance.INK:
            return "рисунок или текст страницы"
        case Hindrance.ZONE:
            return f"запретная зона «{item.zone}»"
        case Hindrance.EDGE:
            return f"ближе {INK_MARGIN_MM:g} мм к краю листа"
        case Hindrance.OTHER_PART:
            return "свободно, но это место нужно другой части штампа"
