"""What is drawn over the picture of a page, for a person at a screen: zones, places, what is in the way.

Colours that no page has by itself, and hatching, so that a page printed in black and white still tells them apart from
the task. Nothing of this is ever printed in a set.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from math import ceil
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from vpr_print.model.geometry import A4, INK_MARGIN_MM, Rect
from vpr_print.prepress.space_errors import Zone

Colour = tuple[int, int, int]
RED: Colour = (205, 30, 45)
ORANGE: Colour = (200, 110, 0)
BLUE: Colour = (20, 95, 200)
GREEN: Colour = (0, 130, 75)
_HATCH_MM = 3.0
_COMPRESSION = 3
"""Of 9: a tenth larger than the smallest files, in a fifth of the time."""
_LABEL_MM, _REASON_MM = 3.2, 7.0
_TINT = 0.12
"""How strongly an area is coloured: the text below stays legible."""


class Overlay:
    """A picture of the whole A4 sheet that is drawn over; lengths in mm from its top left corner."""

    def __init__(self, picture: Image.Image, font: Path) -> None:
        self._image = picture.convert("RGB")
        self._scale = self._image.width / A4.w
        self._font = font

    def zone(self, zone: Zone) -> None:
        """A zone that no stamp may touch: hatched, named in its lower right corner, where pages are emptiest."""
        left, top, right, bottom = self._box(zone.rect)
        whole = self._image.crop((left, top, right, bottom))
        hatched = Image.blend(whole, Image.new("RGB", whole.size, ORANGE), _TINT)
        draw = ImageDraw.Draw(hatched)
        for x in range(-whole.height, whole.width, round(_HATCH_MM * self._scale)):
            draw.line((x, whole.height, x + whole.height, 0), fill=ORANGE)
        self._image.paste(Image.blend(whole, hatched, 0.45), (left, top))
        ImageDraw.Draw(self._image).rectangle((left, top, right, bottom), outline=ORANGE)
        self._write(zone.name, ORANGE, _LABEL_MM, lambda wide, high: (right - wide - 2, bottom - high - 2))

    def margin(self) -> None:
        """The line beyond which we print nothing, dashed."""
        left, top, right, bottom = self._box(Rect(0, 0, A4.w, A4.h).grown(-INK_MARGIN_MM))
        dash = max(round(2 * self._scale), 2)
        draw = ImageDraw.Draw(self._image)
        for x in range(left, right, 2 * dash):
            for y in (top, bottom):
                draw.line((x, y, min(x + dash, right), y), fill=BLUE)
        for y in range(top, bottom, 2 * dash):
            for x in (left, right):
                draw.line((x, y, x, min(y + dash, bottom)), fill=BLUE)

    def frame(self, rect: Rect, colour: Colour, label: str = "") -> None:
        """A place, framed, named above its upper edge."""
        left, top, right, bottom = self._box(rect)
        ImageDraw.Draw(self._image).rectangle((left, top, right, bottom), outline=colour, width=self._thick(0.2))
        if label:
            self._write(label, colour, _LABEL_MM, lambda _, high: (left, top - high))

    def ink_within(self, rects: Iterable[Rect], ink: Image.Image, colour: Colour) -> None:
        """The page's own ink in these places, coloured; ``ink`` is white where there is some."""
        ink = ink.convert("L").resize(self._image.size)
        where = Image.new("L", self._image.size, 0)
        draw = ImageDraw.Draw(where)
        for rect in rects:
            draw.rectangle(self._box(rect), fill=255)
        self._image.paste(colour, (0, 0), ImageChops.multiply(ink, where))

    def crossed(self, text: str) -> None:
        """A page that is not printed: paler, crossed out, and the reason across its middle."""
        width, height = self._image.size
        self._image = Image.blend(self._image, Image.new("RGB", self._image.size, "white"), 0.35)
        draw = ImageDraw.Draw(self._image)
        for line in ((0, 0, width, height), (0, height, width, 0)):
            draw.line(line, fill=RED, width=self._thick(1))
        self._write(text, RED, _REASON_MM, lambda wide, high: ((width - wide) // 2, (height - high) // 2))

    def png(self) -> bytes:
        """The picture as a file."""
        out = io.BytesIO()
        self._image.save(out, "PNG", compress_level=_COMPRESSION)
        return out.getvalue()

    def _write(self, text: str, colour: Colour, size_mm: float, corner: Callable[[int, int], tuple[int, int]]) -> None:
        """A text on white; ``corner`` tells from its size where it would go, and it is moved to stay on the sheet."""
        font = ImageFont.truetype(str(self._font), max(round(size_mm * self._scale), 8))
        draw = ImageDraw.Draw(self._image)
        left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
        wide, high = ceil(right - left) + 4, ceil(bottom - top) + 4
        x, y = corner(wide, high)
        x, y = max(min(x, self._image.width - wide), 0), max(min(y, self._image.height - high), 0)
        draw.rectangle((x, y, x + wide, y + high), fill="white")
        draw.text((x + 2 - left, y + 2 - top), text, font=font, fill=colour)

    def _thick(self, mm: float) -> int:
        return max(round(mm * self._scale), 1)

    def _box(self, rect: Rect) -> tuple[int, int, int, int]:
        """In pixels, within the picture."""
        width, height = self._image.size
        left = min(max(round(rect.x * self._scale), 0), width - 2)
        top = min(max(round(rect.y * self._scale), 0), height - 2)
        right = min(max(round(rect.right * self._scale), left + 1), width - 1)
        bottom = min(max(round(rect.bottom * self._scale), top + 1), height - 1)
        return left, top, right, bottom
