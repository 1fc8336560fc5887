"""What copiers, desks and scanners do to a sheet: a simulator with fixed severities, the same every time.

A ``Scan`` is a sheet's picture with the places of its symbols. Damages strike it in the order in which they happen: to
the print (scale, toner, a copy of a copy), to the paper (stain, pen, corner), in the scanner (skew, blur, streaks,
noise, threshold, JPEG). Chance comes from the sheet's number, the damage and the resolution alone; noise is drawn once.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from statistics import NormalDist

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from sheets import MM, Sheet, Spot

WHITE = 255
SKEW_DEGREES = 5.0
BLUR_SIGMA = 1.5
"""Pixels."""
NOISE_SIGMA = 25.0
STREAK_MM = 1.0
STREAKS = 3
TONER = 0.4
JPEG_QUALITY = 30
THRESHOLDS = (80, 128, 190)
STAIN_MM = 40.0
RESOLUTIONS = (150, 200, 300)


class Damage(StrEnum):
    """Names as the table of ``docs/reading.md`` has them."""

    NONE = "none"
    SKEW = "skew 5°"
    SHRINK = "shrunk to 90 %"
    ZOOM_OUT = "zoom 70 %"
    ZOOM_IN = "zoom 141 %, A3"
    BLUR = "blur σ 1.5 px"
    NOISE = "noise σ 25"
    STREAKS_BLACK = "three black streaks"
    STREAKS_WHITE = "three white streaks"
    TONER = "toner at 40 %"
    JPEG = "JPEG q30"
    BILEVEL_LOW = "1-bit, threshold 80"
    BILEVEL = "1-bit, threshold 128"
    BILEVEL_HIGH = "1-bit, threshold 190"
    CORNER = "corner torn off"
    COPY = "second-generation copy"
    TWO = "two at once"
    STAIN = "coffee stain 40 mm"
    PEN = "pen across a symbol"
    TWO_STAINED = "stain or pen and another"


STAINED = (Damage.STAIN, Damage.PEN, Damage.TWO_STAINED)
"""Asked to be read less often than the others."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies on the scanner's glass, or what came out of it."""

    image: Image.Image
    """In gray; 1-bit behind a threshold."""
    dpi: int
    spots: tuple[Spot, ...]
    """Where the symbols are now, mm from the image's top left corner."""
    what: str = ""
    """The damages done, in words for a list of misses."""
    turn: int = 0
    """Degrees clockwise by which it has to be turned to stand upright."""

    def px(self, mm: float) -> float:
        return mm * self.dpi / MM


def scan_of(sheet: Sheet, damage: Damage, dpi: int, *, salt: str = "") -> Scan:
    """The sheet as a scanner at ``dpi`` gives it, damaged, in any of four rotations. Equal arguments, equal pixels."""
    chance = random.Random(f"{sheet.number} {damage} {dpi} {salt}")
    scan = Scan(sheet.picture(dpi), dpi, sheet.spots)
    for one in _chosen(damage, dpi, chance):
        scan = replace(_DOERS[one](scan, chance), what=f"{scan.what} + {one}".removeprefix(" + "))
    return _turned(scan, chance.randrange(4))


def resolutions(damage: Damage) -> tuple[int, ...]:
    """At which a damage is looked at: 70 % zoom is asked at 300 dpi only."""
    return (300,) if damage is Damage.ZOOM_OUT else RESOLUTIONS


def _chosen(damage: Damage, dpi: int, chance: random.Random) -> list[Damage]:
    """Single damages in the order of their happening."""
    match damage:
        case Damage.NONE:
            return []
        case Damage.TWO | Damage.TWO_STAINED:
            others = [one for one in _DOERS if one not in STAINED and (one is not Damage.ZOOM_OUT or dpi == 300)]
            pair = [chance.choice(others), chance.choice(others)]
            if damage is Damage.TWO_STAINED:
                pair[0] = chance.choice(STAINED[:2])
            while _GROUP.get(pair[0], pair[0]) == _GROUP.get(pair[1], pair[1]) or set(pair) in _NOTHING_LEFT:
                pair[1] = chance.choice(others)
            return sorted(pair, key=list(_DOERS).index)
        case single:
            return [single]


# ── to the print ─────────────────────────────────────────────────────────────────────────────────────────────


def _shrink(scan: Scan, chance: random.Random) -> Scan:
    """«Fit to page»: smaller round the middle of the same paper."""
    return _scaled(scan, 0.9, scan.image.size, (0.5, 0.5))


def _zoom_out(scan: Scan, chance: random.Random) -> Scan:
    """A4 copied onto A5, or into the corner of an A4."""
    small = tuple(round(side * 0.7) for side in scan.image.size)
    return _scaled(scan, 0.7, chance.choice((small, scan.image.size)), (0.0, 0.0))


def _zoom_in(scan: Scan, chance: random.Random) -> Scan:
    """A4 copied onto A3."""
    return _scaled(scan, 1.41, tuple(round(side * 1.41) for side in scan.image.size), (0.0, 0.0))


def _scaled(scan: Scan, factor: float, size: tuple[int, ...], anchor: tuple[float, float]) -> Scan:
    image = scan.image.resize(tuple(round(side * factor) for side in scan.image.size), Image.Resampling.BICUBIC)
    paper = Image.new("L", (size[0], size[1]), WHITE)
    left, top = (round((size[i] - image.size[i]) * anchor[i]) for i in (0, 1))
    paper.paste(image, (left, top))
    mm = MM / scan.dpi
    spots = tuple((left * mm + x * factor, top * mm + y * factor, w * factor, h * factor) for x, y, w, h in scan.spots)
    return replace(scan, image=paper, spots=spots)


def _toner(scan: Scan, chance: random.Random) -> Scan:
    """Ink at 40 % of its blackness, grainy: between 30 and 50 %."""
    ink = ImageChops.invert(scan.image)
    strength = _noise(ink.size, chance).point([min(WHITE, max(0, round((v - 128) / 2 + TONER * 255))) for v in _ALL])
    return replace(scan, image=ImageChops.invert(ImageChops.multiply(ink, strength)))


def _copy(scan: Scan, chance: random.Random) -> Scan:
    """Scanned and printed by a copier once more: softer, steeper, specked, a little askew and smaller."""
    soft = _scaled(scan, 0.985, scan.image.size, (0.5, 0.5))
    soft = _rotated(soft, chance.choice((-0.7, 0.7)), expand=False)
    image = soft.image.filter(ImageFilter.GaussianBlur(soft.px(0.1)))
    image = ImageChops.add(image, _noise(image.size, chance, 0.4), 1, -128)
    image = image.point([min(WHITE, max(0, round((v - 150) * 1.9 + 140))) for v in _ALL])
    draw = ImageDraw.Draw(image)
    for _ in range(400):
        x, y = chance.uniform(0, image.width), chance.uniform(0, image.height)
        side = soft.px(chance.uniform(0.08, 0.25))
        draw.ellipse((x, y, x + side, y + side), fill=chance.choice((0, 0, WHITE)))
    image = image.filter(ImageFilter.GaussianBlur(soft.px(0.08)))
    return replace(soft, image=image)


# ── to the paper ─────────────────────────────────────────────────────────────────────────────────────────────


def _stain(scan: Scan, chance: random.Random) -> Scan:
    """A cup's ring and what ran out of it: 40 mm across, over a symbol, the ring through it or beside it."""
    x, y, w, h = chance.choice(scan.spots)
    middle = scan.px(x + chance.uniform(-w / 2 - 8, w / 2 + 8)), scan.px(y + chance.uniform(-h / 2 - 8, h / 2 + 8))
    cover = _stain_cover(round(scan.px(STAIN_MM))).rotate(chance.uniform(0, 360))
    image = scan.image.copy()
    image.paste(105, (round(middle[0]) - cover.width // 2, round(middle[1]) - cover.height // 2), cover)
    return replace(scan, image=image)


@cache
def _stain_cover(side: int) -> Image.Image:
    """How much of the paper the coffee hides, 0 to 255, in a square of ``side`` px."""
    chance = random.Random(side)
    big = 400
    cover = Image.new("L", (big, big), 0)
    draw = ImageDraw.Draw(cover)
    draw.ellipse((4, 4, big - 4, big - 4), fill=95)
    for _ in range(60):
        r, far, way = chance.uniform(8, 45), chance.uniform(0, 150), chance.uniform(0, math.tau)
        x, y = big / 2 + far * math.cos(way), big / 2 + far * math.sin(way)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=chance.randrange(70, 135))
    cover = cover.filter(ImageFilter.GaussianBlur(4))
    draw = ImageDraw.Draw(cover)
    draw.ellipse((4, 4, big - 4, big - 4), outline=215, width=16)
    for _ in range(14):
        r, way = chance.uniform(3, 11), chance.uniform(0, math.tau)
        x, y = big / 2 + 180 * math.cos(way), big / 2 + 180 * math.sin(way)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=235)
    return cover.filter(ImageFilter.GaussianBlur(1.5)).resize((side, side), Image.Resampling.BICUBIC)


def _pen(scan: Scan, chance: random.Random) -> Scan:
    """A blue pen of 0.8 mm crosses a symbol out, up and down from end to end."""
    x, y, w, h = chance.choice(scan.spots)
    points = []
    turns = chance.randrange(4, 9)
    for i in range(turns):
        along = (i / (turns - 1) - 0.5) * 1.1
        across = (0.5 - i % 2) * chance.uniform(0.5, 1.3)
        dx, dy = (along * w, across * h) if w > h else (across * w, along * h)
        points.append((scan.px(x + dx), scan.px(y + dy)))
    image = scan.image.copy()
    ImageDraw.Draw(image).line(points, fill=55, width=max(2, round(scan.px(0.8))), joint="curve")
    return replace(scan, image=image)


def _corner(scan: Scan, chance: random.Random) -> Scan:
    """Torn off with the staple: 25 to 40 mm along either edge; top left, now and then another; lid white or dark."""
    width, height = scan.image.size
    right, bottom = chance.choice(((0, 0), (0, 0), (0, 1), (1, 0), (1, 1)))
    legs = scan.px(chance.uniform(25, 40)), scan.px(chance.uniform(25, 40))
    torn = [(0.0, 0.0), (legs[0], 0.0)]
    for i in range(1, 12):
        share = i / 12
        ragged = scan.px(chance.uniform(-1, 1))
        torn.append((legs[0] * (1 - share) + ragged, legs[1] * share + ragged))
    torn.append((0.0, legs[1]))
    torn = [(width - x if right else x, height - y if bottom else y) for x, y in torn]
    image = scan.image.copy()
    ImageDraw.Draw(image).polygon(torn, fill=chance.choice((WHITE, WHITE, 60)))
    return replace(scan, image=image)


# ── in the scanner ───────────────────────────────────────────────────────────────────────────────────────────


def _skew(scan: Scan, chance: random.Random) -> Scan:
    """Fed askew: the frame grows with the sheet, or cuts what leaves it; behind the sheet a white or a black lid."""
    angle = chance.choice((-SKEW_DEGREES, SKEW_DEGREES))
    return _rotated(scan, angle, expand=chance.random() < 0.5, behind=chance.choice((WHITE, WHITE, WHITE, 0)))


def _rotated(scan: Scan, angle: float, *, expand: bool, behind: int = WHITE) -> Scan:
    image = scan.image.rotate(angle, Image.Resampling.BILINEAR, expand=expand, fillcolor=behind)
    (w0, h0), (w1, h1) = ((side * MM / scan.dpi for side in size) for size in (scan.image.size, image.size))
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    spots = []
    for x, y, w, h in scan.spots:
        dx, dy = x - w0 / 2, y - h0 / 2
        spots.append((w1 / 2 + dx * cos + dy * sin, h1 / 2 - dx * sin + dy * cos, w, h))
    return replace(scan, image=image, spots=tuple(spots))


def _blur(scan: Scan, chance: random.Random) -> Scan:
    return replace(scan, image=scan.image.filter(ImageFilter.GaussianBlur(BLUR_SIGMA)))


def _noise_on(scan: Scan, chance: random.Random) -> Scan:
    return replace(scan, image=ImageChops.add(scan.image, _noise(scan.image.size, chance), 1, -128))


def _black_streaks(scan: Scan, chance: random.Random) -> Scan:
    return _streaks(scan, chance, chance.randrange(50))


def _white_streaks(scan: Scan, chance: random.Random) -> Scan:
    return _streaks(scan, chance, WHITE)


def _streaks(scan: Scan, chance: random.Random, gray: int) -> Scan:
    """Dirt on the glass: 1 mm wide, from end to end along the feed; one through a symbol, the others anywhere."""
    image = scan.image.copy()
    draw = ImageDraw.Draw(image)
    along_height = chance.random() < 2 / 3  # most scanners take a sheet by its short edge
    length = scan.px(STREAK_MM)
    sides = image.size if along_height else image.size[::-1]
    x, y, w, h = chance.choice(scan.spots)
    middle, size = (x, w) if along_height else (y, h)
    at = [scan.px(middle + chance.uniform(-0.4, 0.4) * size)]
    at += [chance.uniform(0, sides[0]) for _ in range(STREAKS - 1)]
    for place in at:
        a, b = place - length / 2, place + length / 2
        draw.rectangle((a, 0, b, sides[1]) if along_height else (0, a, sides[1], b), fill=gray)
    return replace(scan, image=image)


def _bilevel(threshold: int) -> Callable[[Scan, random.Random], Scan]:
    def scanned(scan: Scan, chance: random.Random) -> Scan:
        """A scanner's own softness and noise, then black or white."""
        soft = scan.image.filter(ImageFilter.GaussianBlur(0.7))
        soft = ImageChops.add(soft, _noise(soft.size, chance, 0.25), 1, -128)
        return replace(scan, image=soft.point([WHITE * (v >= threshold) for v in _ALL], "1"))

    return scanned


def _jpeg(scan: Scan, chance: random.Random) -> Scan:
    file = io.BytesIO()
    scan.image.convert("L").save(file, "JPEG", quality=JPEG_QUALITY)
    return replace(scan, image=Image.open(file))


def _turned(scan: Scan, quarters: int) -> Scan:
    if not quarters:
        return scan
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    return replace(scan, image=scan.image.transpose(turns[quarters - 1]), spots=(), turn=90 * quarters)


# ── noise ────────────────────────────────────────────────────────────────────────────────────────────────────

_ALL = range(256)
_PLATE = 4200, 5400
"""An A3 sheet at 300 dpi, askew, and some room to move."""


def noise_bytes(count: int, strength: float, seed: str) -> bytes:
    """Gaussian noise round 128, σ 25 × ``strength``: bytes drawn at random, each turned into its quantile."""
    normal = NormalDist(128, NOISE_SIGMA * strength)
    quantiles = bytes(min(WHITE, max(0, round(normal.inv_cdf((v + 0.5) / 256)))) for v in _ALL)
    return random.Random(seed).randbytes(count).translate(quantiles)


@cache
def _plate(strength: float) -> Image.Image:
    return Image.frombytes("L", _PLATE, noise_bytes(_PLATE[0] * _PLATE[1], strength, f"noise {strength}"))


def _noise(size: tuple[int, int], chance: random.Random, strength: float = 1.0) -> Image.Image:
    """A piece of the plate, from anywhere in it."""
    plate = _plate(strength)
    left, top = (chance.randrange(max(1, plate.size[i] - size[i])) for i in (0, 1))
    return plate.crop((left, top, left + size[0], top + size[1]))


_DOERS: dict[Damage, Callable[[Scan, random.Random], Scan]] = {
    Damage.SHRINK: _shrink,
    Damage.ZOOM_OUT: _zoom_out,
    Damage.ZOOM_IN: _zoom_in,
    Damage.TONER: _toner,
    Damage.COPY: _copy,
    Damage.STAIN: _stain,
    Damage.PEN: _pen,
    Damage.CORNER: _corner,
    Damage.SKEW: _skew,
    Damage.BLUR: _blur,
    Damage.STREAKS_BLACK: _black_streaks,
    Damage.STREAKS_WHITE: _white_streaks,
    Damage.NOISE: _noise_on,
    Damage.BILEVEL_LOW: _bilevel(THRESHOLDS[0]),
    Damage.BILEVEL: _bilevel(THRESHOLDS[1]),
    Damage.BILEVEL_HIGH: _bilevel(THRESHOLDS[2]),
    Damage.JPEG: _jpeg,
}
"""In the order in which they happen."""
_GROUP = {
    Damage.ZOOM_OUT: Damage.SHRINK,
    Damage.ZOOM_IN: Damage.SHRINK,
    Damage.STREAKS_WHITE: Damage.STREAKS_BLACK,
    Damage.BILEVEL_LOW: Damage.BILEVEL,
    Damage.BILEVEL_HIGH: Damage.BILEVEL,
}
"""Never two of one kind."""
_NOTHING_LEFT = ({Damage.TONER, Damage.BILEVEL_LOW}, {Damage.TONER, Damage.BILEVEL})
"""Ink that is lighter than the threshold: the page comes out white."""
