"""Scales of pages that were read before anybody knew where their ticks stand. Foreign files: runs in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from vpr_print.model.geometry import Rect
from vpr_print.scan.seen import PageReading


@dataclass(frozen=True, slots=True)
class ScaleAsked:
    """A page that was read, with what the manifest says of its stamp."""

    path: Path
    reading: PageReading
    boxes: tuple[Rect, ...]


def page_scales(asked: tuple[ScaleAsked, ...]) -> tuple[float, ...]:
    """How large each page was printed (0.94 = shrunk to 94 %); 0 where its ticks tell nothing."""
    files = groupby(asked, lambda each: each.path)
    return tuple(scale for path, of_file in files for scale in _of_file(path, tuple(of_file)))


def _of_file(path: Path, asked: tuple[ScaleAsked, ...]) -> list[float]:
    # The libraries are imported here, so that only the sandboxed process carries them
    from vpr_print.scan.ladder import LOOK
    from vpr_print.scan.page_files import PageFile, opened
    from vpr_print.scan.page_pictures import PageTrouble
    from vpr_print.scan.ticks import tick_scale

    def scale(file: PageFile, each: ScaleAsked) -> float:
        try:
            picture = file.page(each.reading.source.page).gray(LOOK)
        except PageTrouble:
            return 0.0
        return tick_scale(picture, each.reading, each.boxes)

    try:
        with opened(path) as file:
            return [scale(file, each) for each in asked]
    except PageTrouble:
        return [0.0] * len(asked)
