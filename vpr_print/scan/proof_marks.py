"""Where the proof page lies in an image: its marks found, then its solid band followed to a thirtieth of a mm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import zxingcpp
from PIL import Image

from vpr_print.layout.proof import MarkText, Proof, parse_mark
from vpr_print.model.geometry import Rect, Size
from vpr_print.scan.affine import Affine, Point, fit_affine, fit_plane

_Corners = tuple[Point, Point, Point, Point]
"""Top left, top right, bottom right, bottom left."""
_AS_READ = (0, 1, 2, 3)
_MIRRORED = (0, 3, 2, 1)
"""The decoder reads a mirrored code along its diagonal."""
_FORMATS = [zxingcpp.BarcodeFormat.QRCode]
_LEAST_MARKS = 2
_LEAST_PIXELS = 300
"""On the shorter side: A4 at 36 dpi; no mark could be read."""
_SIZES = (1.0, 0.5, 2.0)
"""The image is tried as it is, at half and at double size."""
_WINDOW_MM = 1.4
"""On each side of the band's middle: white, as the layout keeps it."""
_STEP_MM = 4.0
_FINE = 10.0
"""Pixels for each mm of a picture in which the band is followed."""
_LEAST_DARK = 0.35
_STRAY_MM = 0.25
_LEAST_SAMPLES = 8
_MOST = 0.9


@dataclass(frozen=True, slots=True)
class Found:
    """A side of the proof page in an image."""

    side: int
    place: Affine
    """From the page (mm) to the image."""
    marks: int
    """How many marks were read."""
    bend: float
    """mm by which the band, or where it is not seen the marks, lie elsewhere than on a flat sheet."""


@dataclass(frozen=True, slots=True)
class _Band:
    """Where the image has the solid band."""

    correction: Affine
    """What has to be added to places on the page."""
    bend: float


def find_page(image: Image.Image, proof: Proof, page: Size) -> Found | None:
    """The side that the image shows, whichever way it lies, and where; None when it shows no proof page."""
    if min(image.size) < _LEAST_PIXELS:
        return None
    seen = _marks(image)
    if not seen:
        return None
    sides = [mark.side for mark in seen]
    side = max(sorted(set(sides)), key=sides.count)
    marks = {mark.place: corners for mark, corners in seen.items() if mark.side == side}
    fits = [_fitted(proof, marks, order) for order in (_AS_READ, _MIRRORED)]
    rough, bend = min(filter(None, fits), key=lambda fit: fit[1], default=(None, 0.0))
    if rough is None:
        return None
    band = _band(image, rough, proof, page) if len(marks) >= _LEAST_MARKS else None
    if band is None:
        return Found(side, rough, len(marks), bend)
    return Found(side, rough.after(band.correction), len(marks), band.bend)


def straightened(image: Image.Image, place: Affine, page: Size, fine: float = _FINE) -> Image.Image:
    """The page as it was drawn, ``fine`` pixels for each mm; white where the image does not show it.

    Places in an image count from the corner of its first pixel, as Pillow counts in this call.
    """
    data = place.after(Affine(1 / fine, 0, 0, 0, 1 / fine, 0))
    return image.transform(
        (round(page.w * fine), round(page.h * fine)),
        Image.Transform.AFFINE,
        (data.a, data.b, data.c, data.d, data.e, data.f),
        resample=Image.Resampling.BILINEAR,
        fillcolor=255,
    )


def _fitted(proof: Proof, marks: Mapping[int, _Corners], order: tuple[int, ...]) -> tuple[Affine, float] | None:
    """The map to the corners of the marks, taken in this order, and the mm by which it misses one of them."""
    pairs = [
        (here, corners[index])
        for place, corners in marks.items()
        if place <= len(proof.marks.at)
        for here, index in zip(_corners(proof.marks.rect(place)), order, strict=True)
    ]
    fit = fit_affine(pairs)
    if fit is None or not fit.across or not fit.along:
        return None
    return fit, max(_distance(fit.at(*here), there) for here, there in pairs) / min(fit.across, fit.along)


def _marks(image: Image.Image) -> dict[MarkText, _Corners]:
    """Marks with their corners as the decoder names them."""
    found: dict[MarkText, _Corners] = {}
    for size in _SIZES:
        scaled = image if size == 1 else image.resize((round(image.width * size), round(image.height * size)))
        for code in zxingcpp.read_barcodes(scaled, formats=_FORMATS):
            mark = parse_mark(code.text)
            if mark is not None and mark not in found:
                p = code.position
                a, b, c, d = (
                    ((q.x + 0.5) / size, (q.y + 0.5) / size)
                    for q in (p.top_left, p.top_right, p.bottom_right, p.bottom_left)
                )
                found[mark] = a, b, c, d
        if len({mark.place for mark in found}) >= _LEAST_MARKS + 1:
            break
    return found


def _corners(rect: Rect) -> _Corners:
    return (rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom)


def _band(image: Image.Image, rough: Affine, proof: Proof, page: Size) -> _Band | None:
    """The band as it lies in the image; None where too little of it is seen."""
    flat = straightened(image, rough, page)
    band = proof.band.middle(page)
    upright = [*_followed(flat, band, proof.band.width, band.x), *_followed(flat, band, proof.band.width, band.right)]
    turned = flat.transpose(Image.Transpose.TRANSPOSE)
    over = Rect(band.y, band.x, band.h, band.w)
    level = [*_followed(turned, over, proof.band.width, over.x), *_followed(turned, over, proof.band.width, over.right)]
    across, down = _tilted(upright), _tilted([(y, x, off) for x, y, off in level])
    if across is None or down is None:
        return None
    (dx, bend), (dy, other) = across, down
    return _Band(Affine(1 + dx[0], dx[1], dx[2], dy[0], 1 + dy[1], dy[2]), max(bend, other))


def _tilted(samples: Sequence[tuple[float, float, float]]) -> tuple[tuple[float, float, float], float] | None:
    """The plane through the samples, strays left out, and by how much all but the worst of the samples miss it."""
    plane = fit_plane(samples)
    if plane is None or len(samples) < _LEAST_SAMPLES:
        return None
    p, q, r = plane
    off = [z - (p * x + q * y + r) for x, y, z in samples]
    usual = median(off)
    kept = [point for point, much in zip(samples, off, strict=True) if abs(much - usual) <= _STRAY_MM]
    if (better := fit_plane(kept)) is None or len(kept) < _LEAST_SAMPLES:
        return None
    return better, sorted(abs(much) for much in off)[int(len(off) * _MOST)]


def _followed(flat: Image.Image, band: Rect, width: float, x: float) -> Iterator[tuple[float, float, float]]:
    """(x, y, how far to the right the band is) along its upright part at ``x``."""
    reach = width / 2 + _WINDOW_MM
    left, right = round((x - reach) * _FINE), round((x + reach) * _FINE)
    count = int((band.h - 2 * width) / _STEP_MM)
    top, bottom = round((band.y + width) * _FINE), round((band.bottom - width) * _FINE)
    strip = flat.crop((left, top, right, bottom)).resize((right - left, count), Image.Resampling.BOX)
    values = strip.tobytes()
    for row in range(count):
        line = values[row * (right - left) : (row + 1) * (right - left)]
        white = sorted(line)[-len(line) // 4]
        dark = [max(0.0, white - value - 0.1 * white) for value in line]
        total = sum(dark)
        if white and total / white / _FINE >= _LEAST_DARK * width:
            middle = sum(value * (place + 0.5) for place, value in enumerate(dark)) / total
            yield x, (top + (row + 0.5) * (bottom - top) / count) / _FINE, (left + middle) / _FINE - x


def _distance(one: Point, other: Point) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
