"""Small pictures of scanned pages, for the report. Made inside the sandbox, since scans are foreign files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from vpr_print.scan.page_image import page_image
from vpr_print.scan.page_pictures import PageTrouble

SIDE = 640
"""Pixels of the longer side: on paper 46 × 56 mm at 250 dpi, on a screen as large as a card."""
_QUALITY = 60


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small gray picture."""

    jpeg: bytes
    width: int
    height: int


def thumbnails(path: Path, pages: Sequence[tuple[int, int]]) -> tuple[Thumbnail | None, ...]:
    """A picture for each (page from 1, degrees clockwise to turn it by); None where the page cannot be drawn."""
    return tuple(_thumbnail(path, page, turn) for page, turn in pages)


def _thumbnail(path: Path, page: int, turn: int) -> Thumbnail | None:
    try:
        small = page_image(path, page, max_side=SIDE, turn=turn)
    except PageTrouble:
        return None
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    written = io.BytesIO()
    small.save(written, "JPEG", quality=_QUALITY)
    return Thumbnail(written.getvalue(), small.width, small.height)
