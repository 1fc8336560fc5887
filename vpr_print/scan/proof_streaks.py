"""Streaks on a straightened proof page: dirt through its clear strips, missing toner through its band."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from PIL import Image

from vpr_print.layout.proof import Proof
from vpr_print.model.geometry import Rect, Size
from vpr_print.scan.proof_seen import Streak

_DARK = 0.2
"""Of white to black: dirt from there on."""
_PALE = 0.4
"""Of black to white: toner is missing from there on."""
_REACH_MM = 0.3
"""A streak may lie so far from straight."""
_WIDEST_MM = 12.0
"""What is wider is a stain or a shadow, not a streak."""
_END_MM = 0.8
"""Beside the band."""
_ASKEW = 0.4
"""Degrees from which the scanner's direction is another one than the sheet's."""

Profile = list[float]


def find_streaks(
    flat: Image.Image, proof: Proof, page: Size, *, fine: float, white: float, skew: float
) -> tuple[Streak, ...]:
    """Every line that crosses all strips of one way, or both parts of the band, at one place."""
    turned = flat.transpose(Image.Transpose.TRANSPOSE)
    band = proof.band.middle(page)
    found: list[Streak] = []
    for upright in (True, False):
        picture = flat if upright else turned
        strips = [_as_level(strip, upright) for strip in proof.strips if (strip.w > strip.h) is upright]
        over = band if upright else Rect(band.y, band.x, band.h, band.w)
        found += _dirt(picture, strips, fine, white, skew if upright else -skew, upright)
        found += _gaps(picture, over, proof.band.width, fine, white, upright)
    return tuple(found)


def _dirt(
    picture: Image.Image, strips: Sequence[Rect], fine: float, white: float, skew: float, upright: bool
) -> Iterator[Streak]:
    """Dark lines straight down the picture, or along the scanner's direction where that is another one."""
    profiles = [[1 - min(1.0, value / white) for value in _profile(picture, strip, fine)] for strip in strips]
    middle = sum(strip.y + strip.h / 2 for strip in strips) / len(strips)
    seen: list[tuple[float, float]] = []
    slants = [0.0] + ([math.tan(math.radians(skew))] if abs(skew) >= _ASKEW else [])
    for slant in slants:
        start = strips[0].x
        count = min(map(len, profiles))
        shifts = [round((strip.y + strip.h / 2 - middle) * slant * fine) for strip in strips]
        both = _together(profiles, shifts, count, round(_REACH_MM * fine), min)
        for at, width in _runs(both, _DARK, fine):
            if all(abs(at - other) > (width + wide) / 2 + 2 * _REACH_MM for other, wide in seen):
                seen.append((at, width))
                yield Streak(upright, start + at, width, dark=True, of_scanner=slant != 0)


def _gaps(
    picture: Image.Image, band: Rect, thick: float, fine: float, white: float, upright: bool
) -> Iterator[Streak]:
    """Pale lines through the upper and the lower part of the band."""
    core = thick / 2
    parts = [Rect(band.x + thick, y - core / 2, band.w - 2 * thick, core) for y in (band.y, band.bottom)]
    profiles = []
    for part in parts:
        values = _profile(picture, part, fine)
        black = float(sorted(values)[len(values) // 2])
        if black >= white * (1 - _DARK):
            return  # the band itself is hardly there
        profiles.append([(value - black) / (white - black) for value in values])
    both = _together(profiles, [0] * len(parts), min(map(len, profiles)), round(_REACH_MM * fine), min)
    for at, width in _runs(both, _PALE, fine):
        yield Streak(upright, parts[0].x + at, width, dark=False, of_scanner=False)


def _as_level(strip: Rect, upright: bool) -> Rect:
    return strip if upright else Rect(strip.y, strip.x, strip.h, strip.w)


def _profile(picture: Image.Image, strip: Rect, fine: float) -> bytes:
    """Mean gray of each pixel column of a level strip."""
    box = [round(value * fine) for value in (strip.x, strip.y, strip.right, strip.bottom)]
    cut = picture.crop((box[0], box[1], box[2], max(box[3], box[1] + 1)))
    return cut.resize((cut.width, 1), Image.Resampling.BOX).tobytes()


def _together(
    profiles: Sequence[Profile], shifts: Sequence[int], count: int, reach: int, join: Callable[[list[float]], float]
) -> Profile:
    """At each place what all profiles have there, each looked at a little to both sides."""
    joined = []
    for place in range(count):
        values = []
        for profile, shift in zip(profiles, shifts, strict=True):
            near = profile[max(0, place + shift - reach) : max(0, place + shift + reach + 1)]
            values.append(max(near, default=0.0))
        joined.append(join(values))
    return joined


def _runs(profile: Profile, least: float, fine: float) -> Iterator[tuple[float, float]]:
    """(middle, width) in mm of every stretch above ``least``, without what looking aside has added."""
    aside = 2 * round(_REACH_MM * fine)
    start: int | None = None
    for place, value in enumerate([*profile, 0.0]):
        if value >= least and start is None:
            start = place
        elif value < least and start is not None:
            width, middle = (place - start - aside) / fine, (start + place) / 2 / fine
            if _END_MM < middle < len(profile) / fine - _END_MM and width <= _WIDEST_MM:
                yield middle, max(width, 1 / fine)
            start = None
