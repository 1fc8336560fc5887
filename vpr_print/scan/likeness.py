"""Two images of one number: the same sheet scanned twice, or two sheets?

The images are laid on each other by the corners of their symbols, then piece by piece by what is printed. Handwriting
is ink that no other set has at that place: where both images have the same, they show one sheet. Where something is
written on one only, they are two. Two clean prints are like one clean print scanned twice: nobody can tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from vpr_print.scan.affine import Affine, fit_affine
from vpr_print.scan.seen import PageReading, Point, SymbolType


class Likeness(StrEnum):
    """What the comparison of two images says."""

    SAME_SHEET = "same_sheet"
    OTHER_INK = "other_ink"
    """Something stands on one of the two only."""
    ALIKE = "alike"
    FAILED = "failed"
    """They could not be laid on each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One image to compare."""

    path: Path
    page: int
    width: int
    height: int
    turn: int
    symbols: tuple[tuple[SymbolType, tuple[Point, ...]], ...]
    """The symbols of the page's own number, with their corners."""


Box = tuple[int, int, int, int]

_LONG_SIDE = 1170
"""Pixels: A4 at 100 dpi, where a pen's stroke is two wide."""
_MM = _LONG_SIDE / 297
_DARK = 0.72
"""Ink is what is darker than this share of the paper's gray."""
_ROWS, _COLUMNS = 8, 6
_FAR, _NEAR = 12, 3
"""Pixels by which a piece may lie off when the whole has been laid by its symbols, and when it was laid anew."""
_EDGE_PX, _STROKE_PX = 5, 3
"""Sizes of the filters that widen print, whose edges are never the same twice, and strokes."""
_CROWD_PX, _CROWD = 4, 38
"""What stands alone is dust: so much of the 9 by 9 pixels around must be ink (of 255)."""
_SYMBOL_MM, _SIDE_MM, _FOOT_MM = 6.0, 8.0, 16.0
"""Around the symbols and at the edges stands what each set has for itself, or what no scanner reaches."""
_WRITTEN, _OTHER = 120, 60
"""Pixels (1/16 mm²) of handwriting that prove a sheet, and of ink on one of the two that tells them apart."""
_SAME = 0.85
"""Of the handwriting on the one, so much is on the other at the same place."""
_FITS = 0.9
"""Of a third sheet's ink, so much lies on ink of ours in most places, and of ours on its: else it is another task."""
_ENOUGH_INK = 60


def sheet_of(path: Path, reading: PageReading, number: str) -> Sheet:
    """What has to be known of an image for comparing it."""
    own = {symbol.type: symbol.corners for symbol in reading.symbols if symbol.text == number}
    return Sheet(
        path=path,
        page=reading.source.page,
        width=reading.width,
        height=reading.height,
        turn=reading.turn,
        symbols=tuple(sorted(own.items())),
    )


def compare_sheets(one: Sheet, other: Sheet, thirds: tuple[Sheet, ...]) -> Likeness:
    """What the images of two sheets say; ``thirds`` have the same task under other numbers. Runs in the sandbox."""
    from vpr_print.scan.page_pictures import PageTrouble

    try:
        first, second = _laid(one), _laid(other)
    except PageTrouble:
        return Likeness.FAILED
    other_ink = _onto(first, second)
    if other_ink is None:
        return Likeness.FAILED
    ours = _own_place(first, first.ink)
    theirs = _own_place(first, other_ink)
    print_ = _printed(first, thirds)
    if print_ is not None:
        mine, yours = (_crowded(_without(ink, print_, _EDGE_PX)) for ink in (ours, theirs))
        least = min(_amount(mine), _amount(yours))
        both = min(_amount(_within(mine, yours, _STROKE_PX)), _amount(_within(yours, mine, _STROKE_PX)))
        if least >= _WRITTEN and both >= _SAME * least:
            return Likeness.SAME_SHEET
    apart = max(_amount(_crowded(_without(*pair, _EDGE_PX))) for pair in ((ours, theirs), (theirs, ours)))
    return Likeness.OTHER_INK if apart >= _OTHER else Likeness.ALIKE


# ── images laid on each other ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Laid:
    """An upright image of about 100 dpi: white is ink, and where its symbols are."""

    ink: Image.Image
    corners: tuple[tuple[SymbolType, tuple[Point, ...]], ...]

    @property
    def places(self) -> dict[SymbolType, tuple[Point, ...]]:
        """By which it can be laid on another; a decoder gives bars as a box that never leans: its middle counts."""
        return {kind: _middle(points) if kind is SymbolType.BARS else points for kind, points in self.corners}


def _laid(sheet: Sheet) -> _Laid:
    from vpr_print.scan.page_image import page_image

    picture = page_image(sheet.path, sheet.page, max_side=_LONG_SIDE, turn=sheet.turn)
    scale = max(picture.size) / max(sheet.width, sheet.height, 1)
    corners = tuple(
        (kind, tuple(_turned(x * scale, y * scale, picture.size, sheet.turn) for x, y in places))
        for kind, places in sheet.symbols
    )
    return _Laid(_ink(picture), corners)


def _middle(points: Sequence[Point]) -> tuple[Point]:
    return ((sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)),)


def _turned(x: float, y: float, size: tuple[int, int], turn: int) -> Point:
    """Where a point of an image lies when it has been turned clockwise; ``size`` is that of the turned one."""
    match turn % 360:
        case 90:
            return size[0] - y, x
        case 180:
            return size[0] - x, size[1] - y
        case 270:
            return y, size[1] - x
    return x, y


def _ink(picture: Image.Image) -> Image.Image:
    counts = picture.histogram()
    left, paper = sum(counts) / 4, 255
    while paper and left > counts[paper]:
        left -= counts[paper]
        paper -= 1
    return picture.point([255 * (level < paper * _DARK) for level in range(256)])


def _onto(base: _Laid, other: _Laid) -> Image.Image | None:
    """The ink of ``other`` as it lies on ``base``; None where no symbol of both says how."""
    ours, theirs = base.places, other.places
    pairs = [pair for kind in ours.keys() & theirs.keys() for pair in zip(ours[kind], theirs[kind], strict=True)]
    if not pairs:
        return None
    by_symbols = _similar(pairs)
    shifts = _shifts(base.ink, _drawn(other.ink, by_symbols, base.ink.size), _FAR)
    better = _agreeing(shifts)
    whole = by_symbols.after(better) if better else by_symbols
    drawn = _drawn(other.ink, whole, base.ink.size)
    near = dict(_shifts(base.ink, drawn, _NEAR))
    out = Image.new("L", base.ink.size)
    for box in _pieces(base.ink.size):
        dx, dy = near.get(box, (0, 0))
        out.paste(drawn.crop((box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)), box[:2])
    return out


def _similar(pairs: Sequence[tuple[Point, Point]]) -> Affine:
    """The map that moves, turns and scales, and comes nearest to the pairs of points."""
    count = len(pairs)
    (ax, ay), (bx, by) = (
        (sum(pair[side][0] for pair in pairs) / count, sum(pair[side][1] for pair in pairs) / count) for side in (0, 1)
    )
    re = im = spread = 0.0
    for (x, y), (u, v) in pairs:
        x, y, u, v = x - ax, y - ay, u - bx, v - by
        re += x * u + y * v
        im += x * v - y * u
        spread += x * x + y * y
    re, im = (re / spread, im / spread) if spread else (1.0, 0.0)
    return Affine(re, -im, bx - re * ax + im * ay, im, re, by - im * ax - re * ay)


def _drawn(ink: Image.Image, to: Affine, size: tuple[int, int]) -> Image.Image:
    coefficients = (to.a, to.b, to.c, to.d, to.e, to.f)
    drawn = ink.transform(size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR)
    return drawn.point([255 * (level >= 128) for level in range(256)])


def _pieces(size: tuple[int, int]) -> Iterator[Box]:
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            yield (
                size[0] * column // _COLUMNS,
                size[1] * row // _ROWS,
                size[0] * (column + 1) // _COLUMNS,
                size[1] * (row + 1) // _ROWS,
            )


def _shifts(base: Image.Image, other: Image.Image, most: int) -> list[tuple[Box, tuple[int, int]]]:
    """For each piece with ink on both, by how much the other lies off."""
    found = []
    wide = [image.filter(ImageFilter.MaxFilter(_STROKE_PX)) for image in (base, other)]
    for box in _pieces(base.size):
        piece = wide[0].crop(box)
        if _amount(base.crop(box)) < _ENOUGH_INK or _amount(other.crop(box)) < _ENOUGH_INK:
            continue
        step = 3 if most > _NEAR else 1
        best = min(_around((0, 0), most, step), key=lambda at: _off(piece, wide[1], box, at))
        if step > 1:
            best = min(_around(best, step - 1, 1), key=lambda at: _off(piece, wide[1], box, at))
        found.append((box, best))
    return found


def _around(middle: tuple[int, int], most: int, step: int) -> list[tuple[int, int]]:
    """Places around the middle, the nearest first: of equal ones the nearest is taken."""
    steps = range(-most, most + 1, step)
    places = [(middle[0] + dx, middle[1] + dy) for dx in steps for dy in steps]
    return sorted(places, key=lambda at: math.dist(at, middle))


def _off(piece: Image.Image, other: Image.Image, box: Box, at: tuple[int, int]) -> int:
    moved = other.crop((box[0] + at[0], box[1] + at[1], box[2] + at[0], box[3] + at[1]))
    return _amount(ImageChops.difference(piece, moved))


def _agreeing(shifts: Iterable[tuple[Box, tuple[int, int]]]) -> Affine | None:
    """The map that most pieces agree on; None where they are too few."""
    pairs = []
    for (left, top, right, bottom), (dx, dy) in shifts:
        x, y = (left + right) / 2, (top + bottom) / 2
        pairs.append(((x, y), (x + dx, y + dy)))
    for _ in range(3):
        fitted = fit_affine(pairs) if len(pairs) >= 4 else None
        if fitted is None:
            return None
        off = [math.dist(fitted.at(*place), moved) for place, moved in pairs]
        limit = max(2.0, 2 * sorted(off)[len(off) // 2])
        pairs = [pair for pair, distance in zip(pairs, off, strict=True) if distance <= limit]
    return fitted


# ── ink ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _printed(base: _Laid, thirds: Iterable[Sheet]) -> Image.Image | None:
    """What is printed there, as other sets show it; None where none of them could be laid on it."""
    from vpr_print.scan.page_pictures import PageTrouble

    together: Image.Image | None = None
    for sheet in thirds:
        try:
            ink = _onto(base, _laid(sheet))
        except PageTrouble:
            continue
        if ink is None or not _fits(ink, base.ink) or not _fits(base.ink, ink):
            continue
        together = ink if together is None else ImageChops.lighter(together, ink)
    return together


def _fits(ink: Image.Image, other: Image.Image) -> bool:
    """Whether the ink was laid on the other well; here and there it may have handwriting of its own."""
    common = _within(ink, other, _STROKE_PX)
    shares = sorted(
        _amount(common.crop(box)) / amount
        for box in _pieces(ink.size)
        if (amount := _amount(ink.crop(box))) >= _ENOUGH_INK
    )
    return bool(shares) and shares[len(shares) // 2] >= _FITS


def _own_place(base: _Laid, ink: Image.Image) -> Image.Image:
    """The ink where only the task and handwriting are: not at the edges, not on the stamp."""
    inner = Image.new("L", ink.size)
    side, foot = round(_SIDE_MM * _MM), round(_FOOT_MM * _MM)
    inner.paste(255, (side, side, max(side, ink.width - side), max(side, ink.height - foot)))
    around = round(_SYMBOL_MM * _MM)
    for _, points in base.corners:
        xs, ys = [round(x) for x, _ in points], [round(y) for _, y in points]
        inner.paste(0, (min(xs) - around, min(ys) - around, max(xs) + around, max(ys) + around))
    return ImageChops.darker(ink, inner)


def _without(ink: Image.Image, other: Image.Image, widened: int) -> Image.Image:
    """The ink that is not near ink of the other."""
    return ImageChops.subtract(ink, other.filter(ImageFilter.MaxFilter(widened)))


def _within(ink: Image.Image, other: Image.Image, widened: int) -> Image.Image:
    """The ink that is near ink of the other."""
    return ImageChops.darker(ink, other.filter(ImageFilter.MaxFilter(widened)))


def _crowded(ink: Image.Image) -> Image.Image:
    """The ink that does not stand alone."""
    crowd = ink.filter(ImageFilter.BoxBlur(_CROWD_PX)).point([255 * (level >= _CROWD) for level in range(256)])
    return ImageChops.darker(ink, crowd)


def _amount(ink: Image.Image) -> int:
    """Pixels of ink."""
    return ink.histogram()[255]
