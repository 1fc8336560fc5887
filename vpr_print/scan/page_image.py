"""A page of a scan as a picture, for comparing and for thumbnails. The caller uses the sandbox."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from vpr_print.scan.page_files import opened


def page_image(path: Path, page: int, *, max_side: int | None = None, turn: int = 0) -> Image.Image:
    """The page (from 1) in gray as a viewer shows it, turned clockwise by ``turn``, no larger than ``max_side``.

    Raises ``PageTrouble``.
    """
    with opened(path) as file:
        image = file.page(page)
        picture = image.gray(max_side or max(image.width, image.height))
    if max_side is not None and max(picture.size) > max_side:
        picture.thumbnail((max_side, max_side), Image.Resampling.BOX)
    return picture.rotate(-turn, expand=True) if turn else picture
