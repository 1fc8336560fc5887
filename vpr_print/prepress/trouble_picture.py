"""A page without room for the stamp, as a picture that shows why."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from vpr_print.prepress.overlay import BLUE, GREEN, RED, Overlay
from vpr_print.prepress.space_errors import Hindrance, NoFreeSpaceError, Part

_SHOWN_OF_A_PART = 12
"""Places of a part that get a frame: more would hide the page."""
_SHORT = {
    Part.BARS: "штрих-код",
    Part.QR: "QR",
    Part.LINE: "строка",
    Part.NUMBERED_LINE: "строка",
    Part.TICKS: "метки",
}
"""Names that fit beside small frames."""
_PALE = 150
"""Gray level of the page's own ink, so that what is in the way stands out."""


def render_trouble(error: NoFreeSpaceError, font: Path) -> bytes:
    """A PNG of the page: zones hatched, the places that were tried framed and numbered, ink in them red.

    Frames have the numbers of the places in the layout; a green one is free by itself but needed twice.
    """
    ink = error.ink.image
    page = Image.composite(Image.new("L", ink.size, _PALE), Image.new("L", ink.size, 255), ink)
    overlay = Overlay(page, font)
    for zone in error.zones:
        overlay.zone(zone)
    overlay.margin()
    overlay.ink_within((item.rect for item in error.obstacles), ink, RED)
    seen: dict[str, int] = {}
    for item in error.obstacles:
        seen[item.part] = seen.get(item.part, 0) + 1
        if seen[item.part] <= _SHOWN_OF_A_PART:
            colour = GREEN if item.hindrance is Hindrance.OTHER_PART else BLUE
            overlay.frame(item.rect, colour, f"{_SHORT[item.part]} {item.number}")
    return overlay.png()
