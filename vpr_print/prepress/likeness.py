"""Whether two pictures of a page are the same to the eye."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

LEVELS = 48
"""A pixel may lie this far outside the range of its neighbourhood in the other picture."""
SHARE = 0.0002
SPOT = 9
"""Largest connected spot of pixels that differ."""


def is_like(picture: Image.Image, original: Image.Image) -> bool:
    """Whether a viewer would call the two the same page; parts of a pixel by which a form is shifted do not count.

    At most ``SHARE`` of the pixels lie more than ``LEVELS`` outside the range of the original's 3 × 3 neighbourhood,
    and no connected spot of them is larger than ``SPOT`` pixels.
    """
    if ImageChops.difference(picture, original).convert("L").getextrema() == (0, 0):
        return True
    low, high = original.filter(ImageFilter.MinFilter(3)), original.filter(ImageFilter.MaxFilter(3))
    outside = ImageChops.lighter(ImageChops.subtract(low, picture), ImageChops.subtract(picture, high))
    bands = [band.point([0] * (LEVELS + 1) + [255] * (255 - LEVELS)) for band in outside.split()]
    mask = bands[0]
    for band in bands[1:]:
        mask = ImageChops.lighter(mask, band)
    count = mask.histogram()[255]
    return count <= SHARE * mask.width * mask.height and _largest_spot(mask) <= SPOT


def _largest_spot(mask: Image.Image) -> int:
    """Pixels of the largest spot, corners joined. Meant for masks with few pixels."""
    width = mask.width
    left = {index for index, value in enumerate(mask.tobytes()) if value}
    largest = 0
    while left:
        queue = [left.pop()]
        for index in queue:
            for step in (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1):
                if index + step in left:
                    left.remove(index + step)
                    queue.append(index + step)
        largest = max(largest, len(queue))
    return largest
