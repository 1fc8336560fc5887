"""Pages rendered by pdfium, pictures compared with Pillow."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from vpr_print.model.geometry import Rect, Size, Turn
from vpr_print.verify.decoding import decode
from vpr_print.verify.read_stamps import SymbolKind

READ_DPI = 200
LOOK_DPI = 100
FINE_DPI = 300
SPOT = 9
"""Pixels at 100 dpi that may touch and nobody sees."""
FINE_SPOT = 3 * SPOT
"""At 300 dpi: just as long."""
_POINTS_PER_MM = 72 / 25.4
_CLEARLY = 48
"""Levels of gray (of 255) that tell ink from paper."""
_AS_CLEAR = [0] * (_CLEARLY + 1) + [255] * (255 - _CLEARLY)
_HAIR = 1e-5
_BLUR = 0.7
"""Pixels."""
_DOTS_BLUR = 1.5
"""Pixels: at 100 dpi more than the distance of the dots of a screen for 600 dpi."""
_PAPER = 232
"""Levels from this on are paper beside a screen."""
_TINT_BLUR = 3
"""Pixels."""
_LIGHTER, _DARKER = ImageFilter.MaxFilter(5), ImageFilter.MinFilter(5)
_AS_EVEN = [255] * 25 + [0] * 231
"""White where levels hardly change."""
_AS_OTHER_TINT = [0] * 41 + [255] * 215
_AS_SCREENED = [0] * 65 + [255] * 191
"""White where a screened picture clearly differs."""
_FEW = 0.0002
_MANY = 20_000
"""So many differing pixels are a difference whatever their spots."""


class RenderedPdf:
    """A PDF opened by pdfium. Use as a context."""

    def __init__(self, data: bytes) -> None:
        """Raises ``pypdfium2.PdfiumError`` when pdfium refuses the file."""
        self._document: Any = pypdfium2.PdfDocument(data)
        self._held: tuple[int, Any] | None = None

    def close(self) -> None:
        self._release()
        self._document.close()

    def hold(self, page: int) -> None:
        """Load a page (from 1), and keep it for ``viewed`` and ``part``.

        What pdfium takes for a font that is not embedded depends on what it has drawn before: two pages that are to be
        compared are both loaded before either is drawn.
        """
        if self._document.formenv is None:
            self._document.init_forms()
        if self._held is None or self._held[0] != page:
            self._release()
            self._held = page, self._document[page - 1]

    def _release(self) -> None:
        if self._held is not None:
            self._held[1].close()
            self._held = None

    def _holding(self, page: int) -> Any:
        self.hold(page)
        assert self._held
        return self._held[1]

    def __enter__(self) -> RenderedPdf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def page_count(self) -> int:
        return len(self._document)

    def picture(self, page: int, dpi: float, rect: Rect | None = None) -> Image.Image:
        """Gray picture of a page (from 1), or of a rectangle of it in mm."""
        opened = self._document[page - 1]
        crop: tuple[float, float, float, float] = (0, 0, 0, 0)
        if rect is not None:
            width, height = opened.get_size()
            crop = (
                max(rect.x * _POINTS_PER_MM, 0),
                max(height - rect.bottom * _POINTS_PER_MM, 0),
                max(width - rect.right * _POINTS_PER_MM, 0),
                max(rect.y * _POINTS_PER_MM, 0),
            )
        return _render(opened, dpi / 72, crop)

    def size(self, page: int) -> Size:
        """Of a page (from 1) as a viewer shows it, mm."""
        width, height = self._document.get_page_size(page - 1)
        return Size(width / _POINTS_PER_MM, height / _POINTS_PER_MM)

    def viewed(self, page: int, pixels: tuple[int, int], *, turned: bool, colour: bool = True) -> Image.Image:
        """Gray picture of a whole page (from 1) with annotations and fields; ``turned`` a quarter to the left.

        Drawn in ``colour`` letters stand where they stand on a screen; drawn in gray, several times as fast, they jump
        to whole pixels.
        """
        opened = self._holding(page)
        bitmap = _white(pixels, colour=colour)
        place = (0, 0, *pixels, 3 if turned else 0, pdfium.FPDF_ANNOT | _order(colour))
        pdfium.FPDF_RenderPageBitmap(bitmap, opened, *place)
        if opened.formenv:
            pdfium.FPDF_FFLDraw(opened.formenv, bitmap, opened, *place)
        return _picture(bitmap)

    def part(self, page: int, rect: Rect, pixels: tuple[int, int], *, colour: bool = True) -> Image.Image:
        """Gray picture of a rectangle (mm) of a page (from 1) on just so many pixels, drawn in ``colour`` or in gray.

        Parts of a pixel count: a thin line between two pixels looks otherwise than one within a pixel.
        """
        opened = self._holding(page)
        # pdfium's y runs downwards here
        kx, ky = pixels[0] / (rect.w * _POINTS_PER_MM), pixels[1] / (rect.h * _POINTS_PER_MM)
        left, top = rect.x * _POINTS_PER_MM, rect.y * _POINTS_PER_MM
        # pdfium widens pictures to whole pixels: an edge that is just on a pixel's must not fall beyond it. In gray,
        # where letters jump to whole pixels, some would jump otherwise for this hair
        hair = _HAIR if colour else 0.0
        dx, dy = pixels[0] * hair / 2 - left * kx, pixels[1] * hair / 2 - top * ky
        matrix = pdfium.FS_MATRIX(kx * (1 - hair), 0, 0, ky * (1 - hair), dx, dy)
        clip = pdfium.FS_RECTF(0, 0, *pixels)
        bitmap = _white(pixels, colour=colour)
        pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, opened, ctypes.byref(matrix), ctypes.byref(clip), _order(colour))
        return _picture(bitmap)

    def decode(self, page: int, rect: Rect, kind: SymbolKind, turn: Turn = Turn.LEVEL) -> tuple[str, ...]:
        """What a reader sees in a rectangle of a page at 200 dpi; the rectangle holds the quiet zones."""
        picture = self.picture(page, READ_DPI, rect)
        if turn is Turn.UP:
            picture = picture.transpose(Image.Transpose.ROTATE_270)
        return decode(picture, kind)


def _white(pixels: tuple[int, int], *, colour: bool) -> Any:
    # Never with FPDF_GRAYSCALE, for which pdfium makes whole scans gray before it shrinks them: 450 MB
    kind = pdfium.FPDFBitmap_BGRx if colour else pdfium.FPDFBitmap_Gray
    bitmap = pypdfium2.PdfBitmap.new_native(*pixels, kind, rev_byteorder=colour)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *pixels)
    return bitmap


def _order(colour: bool) -> int:
    """As Pillow has the bytes of a pixel; one byte has no order, and pdfium dies of being told one."""
    return pdfium.FPDF_REVERSE_BYTE_ORDER if colour else 0


def _closed(page: Any, bitmap: Any) -> Image.Image:
    picture = _picture(bitmap)
    page.close()
    return picture


def _picture(bitmap: Any) -> Image.Image:
    picture: Image.Image = bitmap.to_pil().convert("L")
    return picture


def _render(page: Any, scale: float, crop: tuple[float, float, float, float]) -> Image.Image:
    bitmap = page.render(scale=scale, crop=crop, grayscale=True, may_draw_forms=False)
    return _closed(page, bitmap)


def largest_difference(one: Image.Image, other: Image.Image, boxes: Sequence[Rect] = ()) -> int:
    """Pixels of the largest connected spot outside the boxes (in pixels) where the two pictures clearly differ.

    A pixel differs when it lies outside the range of its neighbourhood in the other picture: that forgives an edge
    which falls between pixels otherwise. Pictures that still differ are compared again a little blurred, since thin
    letters look otherwise between pixels. Pictures of different size differ in every pixel.
    """
    if one.size != other.size:
        return one.width * one.height
    apart = _without(ImageChops.difference(one, other).point(_AS_CLEAR), boxes, 0)
    if apart.getbbox() is None:
        return 0
    one, other = _without(one, boxes), _without(other, boxes)
    spot = _largest_spot(_differing(one, other))
    if spot:
        blur = ImageFilter.GaussianBlur(_BLUR)
        spot = min(spot, _largest_spot(_differing(one.filter(blur), other.filter(blur))))
    return spot


@dataclass(frozen=True, slots=True)
class Strays:
    """Pixels that lie clearly outside the range of their neighbourhood in another picture."""

    count: int
    share: float
    spot: int
    """Pixels of the largest connected spot."""

    @property
    def none(self) -> bool:
        return self.count == 0

    def few(self, spot: int) -> bool:
        """So few that nobody sees them; ``spot`` pixels may touch."""
        return self.share <= _FEW and self.spot <= spot


def strays_of(one: Image.Image, other: Image.Image, boxes: Sequence[Rect] = ()) -> Strays:
    """Pixels of one picture that are strange to the other, outside the boxes (in pixels)."""
    if one.size != other.size:
        return Strays(one.width * one.height, 1, one.width * one.height)
    marks = ImageChops.lighter(
        ImageChops.subtract(_darkest_around(other), one),
        ImageChops.subtract(one, _lightest_around(other)),
    ).point(_AS_CLEAR)
    marks = _without(marks, boxes, 0)
    count = marks.histogram()[255]
    return Strays(count, count / (one.width * one.height), _largest_spot(marks))


def screened_difference(screened: Image.Image, original: Image.Image, boxes: Sequence[Rect] = ()) -> int:
    """Pixels of the largest connected spot where a picture in black and white has lost or won something.

    Its grays are dots and its narrow grays black, so that levels say little. Lost is what was dark and is light once
    the dots are blurred away; won is ink where the original has none near by; and a wide tint has to be as light as
    it was. Pictures of different size differ in every pixel.
    """
    if screened.size != original.size:
        return screened.width * screened.height
    screened, original = _without(screened, boxes), _without(original, boxes)
    dots = ImageFilter.GaussianBlur(_DOTS_BLUR)
    lost = ImageChops.subtract(_darkest_around(screened.filter(dots)), original.filter(dots))
    clear = original.filter(_DARKER).point([0] * _PAPER + [255] * (256 - _PAPER))
    won = ImageChops.subtract(clear, screened.filter(ImageFilter.GaussianBlur(_BLUR)))
    lightest, darkest = (original.filter(choose).filter(choose) for choose in (_LIGHTER, _DARKER))
    spread = ImageChops.subtract(lightest, darkest)
    even = ImageFilter.GaussianBlur(_TINT_BLUR)
    tints = ImageChops.difference(screened.filter(even), original.filter(even)).point(_AS_OTHER_TINT)
    differing = (lost.point(_AS_SCREENED), won.point(_AS_SCREENED), ImageChops.multiply(tints, spread.point(_AS_EVEN)))
    return max(map(_largest_spot, differing))


def _differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where either picture lies outside the range of the other's neighbourhood."""
    differing = Image.new("L", one.size)
    for first, second in ((one, other), (other, one)):
        for difference in (
            ImageChops.subtract(_darkest_around(first), second),
            ImageChops.subtract(first, _lightest_around(second)),
        ):
            differing = ImageChops.lighter(differing, difference)
    return differing.point(_AS_CLEAR)


def _darkest_around(picture: Image.Image) -> Image.Image:
    """The darkest of each pixel and its eight neighbours; several times as fast as Pillow's filter."""
    return _around(picture, ImageChops.darker, 255)


def _lightest_around(picture: Image.Image) -> Image.Image:
    return _around(picture, ImageChops.lighter, 0)


def _around(
    picture: Image.Image, choose: Callable[[Image.Image, Image.Image], Image.Image], beyond: int
) -> Image.Image:
    wide = ImageOps.expand(picture, 1, beyond)
    for x, y in ((1, 0), (0, 1)):
        wide = choose(choose(wide, ImageChops.offset(wide, x, y)), ImageChops.offset(wide, -x, -y))
    return wide.crop((1, 1, picture.width + 1, picture.height + 1))


def _largest_spot(marks: Image.Image) -> int:
    """Pixels of the largest spot of white ones that touch, corners included."""
    box = marks.getbbox()
    if box is None:
        return 0
    marks = ImageOps.expand(marks.crop(box), 1)
    count = marks.histogram()[255]
    if count > _MANY:
        return count
    width = marks.width
    left = {place for place, value in enumerate(marks.tobytes()) if value}
    largest = 0
    while left:
        spot = [left.pop()]
        for place in spot:
            for step in (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1):
                if place + step in left:
                    left.remove(place + step)
                    spot.append(place + step)
        largest = max(largest, len(spot))
    return largest


def _without(picture: Image.Image, boxes: Sequence[Rect], fill: int = 255) -> Image.Image:
    """The picture with boxes of one level, white if nothing is said."""
    picture = picture.copy()
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.rectangle((box.x, box.y, box.right, box.bottom), fill=fill)
    return picture
