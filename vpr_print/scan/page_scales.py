"""Scales of scanned pages of sets. The files are foreign: ``page_scales`` runs in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vpr_print.model.geometry import Rect
from vpr_print.scan.seen import PageReading

_LONG_SIDE = 1700
"""Pixels that suffice: A4 at 150 dpi."""


@dataclass(frozen=True, slots=True)
class ScaleAsked:
    """A page that was read, with what the manifest says of its stamp."""

    path: Path
    reading: PageReading
    boxes: tuple[Rect, ...]


def page_scales(asked: tuple[ScaleAsked, ...]) -> tuple[float | None, ...]:
    """How large each page was printed (0.94 = shrunk to 94 %); None where its ticks tell nothing."""
    from vpr_print.scan.page_image import page_image
    from vpr_print.scan.page_pictures import PageTrouble
    from vpr_print.scan.ticks import tick_scale

    scales: list[float | None] = []
    for each in asked:
        try:
            image = page_image(each.path, each.reading.source.page, max_side=_LONG_SIDE)
        except PageTrouble:
            scales.append(None)
        else:
            scales.append(tick_scale(image, each.reading, each.boxes))
    return tuple(scales)
