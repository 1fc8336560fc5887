"""One side of a scanned proof page, measured. Pure: an image in, values out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import zxingcpp
from PIL import Image, ImageStat

from vpr_print.layout.proof import Proof, ProofBars
from vpr_print.model.copier import Edge
from vpr_print.model.geometry import A3, A4, Rect, Size, Turn
from vpr_print.scan.affine import Affine
from vpr_print.scan.proof_marks import find_page, straightened
from vpr_print.scan.proof_seen import Reach, SideReading, SizeSource
from vpr_print.scan.proof_streaks import find_streaks

_FINE = 10.0
"""Pixels for each mm of the straightened page."""
_CELL_MM = 1.0
_WINDOW_MM = 0.45
"""A frame is looked for so far on each side of its place; the next one is 1 mm away."""
_INKED = 0.25
_WHOLE = 0.92
"""Share of a frame's side that must be there: what is missing is a fold, not a margin."""
_CROP_MM = 0.15
"""A frame that lies outside of the image by more is cut off."""
_SHEETS = (A4, A3)
_SHEET_SLACK_MM = 4.0
_MM_PER_INCH = 25.4
_LIKELY_DPI = (50.0, 1400.0)
_LIKELY_SIDE_MM = (140.0, 480.0)
"""The shorter and the longer side of a scan that shows a sheet: with other ones the file's resolution is none."""
_SHAPE_SLACK = 0.02
_SCREENED = 0.16
"""Spread of a black patch, as a share of white to black, from which it is dots."""
_MIDDLE_GRAYS = slice(64, 192)
_TWO_TONES = 0.002
"""Two patches of the ramp are six per mille of the page."""
_LEAST_SHOWN = 0.35
_VISIBLE = 0.025
_GRAYS = 256


def read_side(image: Image.Image, dpi: float, proof: Proof, page: Size) -> SideReading | None:
    """What a gray image shows; None when it shows no proof page. ``dpi`` is what its file says, 0 = nothing."""
    found = find_page(image, proof, page)
    if found is None:
        return None
    place = found.place
    dpi, size_from = resolution(image.size, dpi)
    pixels = dpi / _MM_PER_INCH
    flat = straightened(image, place, page, _FINE)
    white = _white(flat, proof)
    grays = tuple(_darkness(_mean(flat, core), white) for core in proof.ramp.cores)
    order = sorted(range(len(grays)), key=lambda index: proof.ramp.steps[index])
    black_core = proof.ramp.cores[order[-1]]
    black = grays[order[-1]]
    spread = ImageStat.Stat(_cut(flat, black_core)).stddev[0] / max(1.0, white)
    two_tones = _two_tones(image)
    turn, skew = _turn(place)
    right, down = _shift(image.size, place, page, pixels)
    across, along, qr = _thinnest(image, place, proof)
    return SideReading(
        side=found.side,
        marks=found.marks,
        turn=turn,
        skew=skew,
        mirrored=place.mirrored,
        whole=not _outside(image.size, place, proof.band.middle(page)),
        bend=found.bend,
        dpi=dpi,
        size_from=size_from,
        scale_across=place.across / pixels if pixels else None,
        scale_along=place.along / pixels if pixels else None,
        shift_right=right,
        shift_down=down,
        reached=tuple(_reach(image.size, flat, place, proof, page, edge, white, black) for edge in Edge),
        bars_across=across,
        bars_along=along,
        qr=qr,
        white=white / (_GRAYS - 1),
        black=black,
        two_tones=two_tones,
        screened=spread > _SCREENED and not two_tones,
        grays=grays,
        shown_gray=next((proof.ramp.steps[index] for index in order if grays[index] >= _VISIBLE), None),
        streaks=find_streaks(flat, proof, page, fine=_FINE, white=white, skew=skew),
    )


def resolution(size: tuple[int, int], dpi: float) -> tuple[float, SizeSource]:
    """Dots per inch of an image that shows a whole sheet, and where they are known from."""
    short, long = sorted(size)
    if _LIKELY_DPI[0] <= dpi <= _LIKELY_DPI[1]:
        sides = (short / dpi * _MM_PER_INCH, long / dpi * _MM_PER_INCH)
        if _LIKELY_SIDE_MM[0] <= sides[0] and sides[1] <= _LIKELY_SIDE_MM[1]:
            return dpi, SizeSource.FILE
    if abs(long / short * A4.w / A4.h - 1) <= _SHAPE_SLACK:
        return (short / A4.w + long / A4.h) / 2 * _MM_PER_INCH, SizeSource.SHEET
    return 0.0, SizeSource.NOWHERE


def _turn(place: Affine) -> tuple[int, float]:
    """Quarter turns that set the image upright, and the skew that is left."""
    quarters = round(place.angle / 90)
    return -90 * quarters % 360, place.angle - 90 * quarters


def _shift(size: tuple[int, int], place: Affine, page: Size, pixels: float) -> tuple[float | None, float | None]:
    """How far the print's middle lies from the sheet's, where the image is as large as a sheet."""
    if not pixels or not any(_fits(size, sheet, pixels) for sheet in _SHEETS):
        return None, None
    x, y = place.at(page.w / 2, page.h / 2)
    dx, dy = (x - size[0] / 2) / pixels, (y - size[1] / 2) / pixels
    right = (dx * place.a + dy * place.d) / place.across
    down = (dx * place.b + dy * place.e) / place.along
    return right, down


def _fits(size: tuple[int, int], sheet: Size, pixels: float) -> bool:
    sides = zip(sorted(size), sorted((sheet.w, sheet.h)), strict=True)
    return all(abs(side / pixels - mm) <= _SHEET_SLACK_MM for side, mm in sides)


def _white(flat: Image.Image, proof: Proof) -> float:
    """The paper's gray level where nothing is drawn: streaks and stains are fewer than clean places."""
    levels = sorted(value for strip in proof.strips for value in _cut(flat, strip).reduce(4).tobytes())
    return float(max(1, levels[len(levels) // 2]))


def _darkness(level: float, white: float) -> float:
    return max(0.0, min(1.0, 1 - level / white))


def _mean(flat: Image.Image, rect: Rect) -> float:
    return float(ImageStat.Stat(_cut(flat, rect)).mean[0])


def _cut(flat: Image.Image, rect: Rect) -> Image.Image:
    left, top, right, bottom = (round(value * _FINE) for value in (rect.x, rect.y, rect.right, rect.bottom))
    return flat.crop((left, top, max(right, left + 1), max(bottom, top + 1)))


def _two_tones(image: Image.Image) -> bool:
    """Whether the scan has black and white alone: not even the ramp has a middle gray."""
    counts = image.histogram()
    return sum(counts[_MIDDLE_GRAYS]) <= _TWO_TONES * sum(counts)


def _reach(
    size: tuple[int, int],
    flat: Image.Image,
    place: Affine,
    proof: Proof,
    page: Size,
    edge: Edge,
    white: float,
    black: float,
) -> Reach:
    """The frames at one edge from the innermost outwards, as far as they are whole."""
    reached = proof.band.distance
    for distance in sorted(proof.frames.distances, reverse=True):
        line = _in_image(size, place, _side_of(page, edge, distance, proof))
        if line is None:
            return Reach(edge, reached, cut=True)
        if _inked_share(flat, line, white, black) < _WHOLE:
            break
        reached = distance
    return Reach(edge, reached, cut=False)


def _side_of(page: Size, edge: Edge, distance: float, proof: Proof) -> Rect:
    """Where a frame's rule is looked for: beyond the labels of all frames, without the corners."""
    start, end = proof.frames.labels_end + _CELL_MM, max(proof.frames.distances) + _CELL_MM
    window = 2 * _WINDOW_MM
    match edge:
        case Edge.TOP:
            return Rect(start, distance - _WINDOW_MM, page.w - start - end, window)
        case Edge.BOTTOM:
            return Rect(start, page.h - distance - _WINDOW_MM, page.w - start - end, window)
        case Edge.LEFT:
            return Rect(distance - _WINDOW_MM, start, window, page.h - start - end)
        case Edge.RIGHT:
            return Rect(page.w - distance - _WINDOW_MM, start, window, page.h - start - end)


def _in_image(size: tuple[int, int], place: Affine, line: Rect) -> Rect | None:
    """The part of a thin rectangle that the image shows; None where that is less than ``_LEAST_SHOWN`` of it."""
    level = line.w > line.h
    start, length = (line.x, line.w) if level else (line.y, line.h)
    across = line.y + line.h / 2 if level else line.x + line.w / 2
    count = int(length / _CELL_MM)
    shown = []
    for cell in range(count):
        along = start + (cell + 0.5) * length / count
        x, y = place.at(along, across) if level else place.at(across, along)
        if 0 <= x <= size[0] and 0 <= y <= size[1]:
            shown.append(along)
    if len(shown) < _LEAST_SHOWN * count:
        return None
    first, last = shown[0] - _CELL_MM / 2, shown[-1] + _CELL_MM / 2
    return Rect(first, line.y, last - first, line.h) if level else Rect(line.x, first, line.w, last - first)


def _outside(size: tuple[int, int], place: Affine, rect: Rect) -> bool:
    """Whether a corner of the rectangle lies beyond the image."""
    slack = _CROP_MM * place.across
    return not all(
        -slack <= x <= size[0] + slack and -slack <= y <= size[1] + slack for x, y in _corners(rect, place)
    )


def _inked_share(flat: Image.Image, line: Rect, white: float, black: float) -> float:
    """Share of the rule's cells, 1 mm long, in which it shows."""
    strip = _cut(flat, line)
    if line.h > line.w:
        strip = strip.transpose(Image.Transpose.TRANSPOSE)
    count = max(1, int(max(line.w, line.h) / _CELL_MM))
    cells = strip.resize((count, strip.height), Image.Resampling.BOX).transpose(Image.Transpose.TRANSPOSE)
    values = cells.tobytes()
    depth = cells.width
    darkest = [min(values[cell * depth : (cell + 1) * depth]) for cell in range(count)]
    least = _INKED * max(black, _INKED)
    return sum(_darkness(value, white) >= least for value in darkest) / count


def _thinnest(image: Image.Image, place: Affine, proof: Proof) -> tuple[float | None, float | None, float | None]:
    """The thinnest module that reads: of level bars, of upright bars, of QR codes."""
    kinds: dict[object, list[tuple[float, bool]]] = {Turn.LEVEL: [], Turn.UP: [], None: []}
    for text, symbol in proof.symbols:
        turn = symbol.turn if isinstance(symbol, ProofBars) else None
        kinds[turn].append((symbol.module, _reads(image, place, text, symbol.white, bars=turn is not None)))
    across, along, qr = (_limit(kinds[kind]) for kind in (Turn.LEVEL, Turn.UP, None))
    return across, along, qr


def _limit(read: Iterable[tuple[float, bool]]) -> float | None:
    """The smallest that reads, as all larger ones do; one of them may be spoiled (a streak, a fold)."""
    limit, spoiled = None, 0
    for module, reads in sorted(read, reverse=True):
        spoiled += not reads
        if spoiled > 1:
            break
        limit = module if reads else limit
    return limit


def _reads(image: Image.Image, place: Affine, text: str, white: Rect, *, bars: bool) -> bool:
    """Whether a decoder reads a symbol where it stands, as it is or at twice the size."""
    formats = [zxingcpp.BarcodeFormat.Code128 if bars else zxingcpp.BarcodeFormat.QRCode]
    around = list(_corners(white.grown(1.0), place))
    xs, ys = [x for x, _ in around], [y for _, y in around]
    box = (
        max(0, math.floor(min(xs))),
        max(0, math.floor(min(ys))),
        min(image.width, math.ceil(max(xs))),
        min(image.height, math.ceil(max(ys))),
    )
    if box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return False
    cut = image.crop(box)
    return _decoded(cut, formats, text) or _decoded(
        cut.resize((2 * cut.width, 2 * cut.height), Image.Resampling.BICUBIC), formats, text
    )


def _decoded(image: Image.Image, formats: Sequence[zxingcpp.BarcodeFormat], text: str) -> bool:
    return any(code.text == text for code in zxingcpp.read_barcodes(image, formats=list(formats)))


def _corners(rect: Rect, place: Affine) -> Iterator[tuple[float, float]]:
    for x in (rect.x, rect.right):
        for y in (rect.y, rect.bottom):
            yield place.at(x, y)
