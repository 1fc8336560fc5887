"""Variants as they came out of a written file against their originals, by eye."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image

from vpr_print.errors import raise_flaws
from vpr_print.model.geometry import A4, Rect, Size
from vpr_print.verify.drawn import read_drawing
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.expected import ExpectedPicture, ExpectedVariant
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.pictures import (
    FINE_DPI,
    FINE_SPOT,
    LOOK_DPI,
    SPOT,
    RenderedPdf,
    Strays,
    largest_difference,
    screened_difference,
    strays_of,
)

_FINER = 3
_STEP_MM = 0.24 / 72 * 25.4
_AROUND_MM = 0.5
"""Around the stamp's rectangles, for pixels that they cover in part."""
MOST = 6
"""Pixels of the largest differing spot at 100 dpi that nobody sees; a lost digit of 8 pt is 14."""


def prove_variants(pictures: Sequence[ExpectedPicture]) -> tuple[ExpectedVariant, ...]:
    """The digests of the variants' pages, once every page was seen to look like its original.

    Each variant's pages are given in order, each rendered whole in the written file and in the original and compared
    outside the stamp's boxes; a room's pages with the same digests need not be rendered again. Raises
    ``ProofError`` or ``Flaws``.
    """
    flaws: list[ProofError] = []
    opened = _Opened(flaws)
    forms = _forms(pictures, opened, flaws)
    for picture in pictures:
        flaws += _picture_flaws(opened, picture)
    opened.close()
    raise_flaws(flaws)
    return forms


def variant_forms(pictures: Sequence[ExpectedPicture]) -> tuple[ExpectedVariant, ...]:
    """The digests alone, without looking: for pages that were proved in an earlier run.

    Raises ``ProofError`` or ``Flaws`` when a page is missing or draws no variant.
    """
    flaws: list[ProofError] = []
    forms = _forms(pictures, _Opened(flaws), flaws)
    raise_flaws(flaws)
    return forms


def open_foreign(data: bytes) -> RenderedPdf:
    """A file that may need qpdf's mending before pdfium opens it.

    Raises ``pypdfium2.PdfiumError``, or what pikepdf raises, when that does not help either.
    """
    try:
        return RenderedPdf(data)
    except pypdfium2.PdfiumError:
        mended = io.BytesIO()
        # The warnings are of fields without a form
        with pikepdf.open(io.BytesIO(data)) as pdf, warnings.catch_warnings(action="ignore"):
            pdf.save(mended)
        return RenderedPdf(mended.getvalue())


def _forms(
    pictures: Sequence[ExpectedPicture], opened: _Opened, flaws: list[ProofError]
) -> tuple[ExpectedVariant, ...]:
    forms: dict[int, list[str]] = {}
    for picture in pictures:
        pages = forms.setdefault(picture.variant, [])
        pages.append(_form_digest(opened.written(picture), picture, flaws))
        if picture.page != len(pages):
            flaws.append(_flaw(Promise.PAGES, picture, f"стр. {len(pages)} варианта", f"стр. {picture.page}"))
    return tuple(ExpectedVariant(number, tuple(pages)) for number, pages in sorted(forms.items()))


class _Opened:
    """Files opened once each."""

    def __init__(self, flaws: list[ProofError]) -> None:
        self._flaws = flaws
        self._written: dict[Path, OpenedPdf | None] = {}
        self._rendered: dict[Path, RenderedPdf | None] = {}

    def written(self, picture: ExpectedPicture) -> OpenedPdf | None:
        if picture.built not in self._written:
            try:
                self._written[picture.built] = OpenedPdf(picture.built, picture.built_name)
            except ProofError as flaw:
                self._flaws.append(flaw)
                self._written[picture.built] = None
        return self._written[picture.built]

    def rendered(
        self, path: Path, told: str, opening: Callable[[bytes], RenderedPdf] = RenderedPdf
    ) -> RenderedPdf | None:
        if path not in self._rendered:
            try:
                self._rendered[path] = opening(path.read_bytes())
            except (OSError, pypdfium2.PdfiumError, pikepdf.PdfError, RuntimeError) as flaw:
                self._flaws.append(ProofError(Promise.FILE, told, 0, "файл открывается", type(flaw).__name__))
                self._rendered[path] = None
        return self._rendered[path]

    def close(self) -> None:
        for rendered in self._rendered.values():
            if rendered:
                rendered.close()


def _form_digest(opened: OpenedPdf | None, picture: ExpectedPicture, flaws: list[ProofError]) -> str:
    if opened is None:
        return ""
    if not 0 < picture.built_page <= len(opened.pages):
        flaws.append(_flaw(Promise.PAGES, picture, "страница есть", f"в файле страниц: {len(opened.pages)}"))
        return ""
    page = opened.pages[picture.built_page - 1]
    placed = read_drawing(page.content, page.fonts).placed
    form = page.form(placed[0].name) if len(placed) == 1 else None
    if form is None:
        flaws.append(_flaw(Promise.VARIANT, picture, "одна страница варианта", f"вложенных страниц: {len(placed)}"))
        return ""
    return opened.form_digest(form)


def _picture_flaws(opened: _Opened, picture: ExpectedPicture) -> Iterable[ProofError]:
    if not picture.compared:
        return
    written = opened.rendered(picture.built, picture.built_name)
    original = opened.rendered(picture.original, picture.original_name, open_foreign)
    if written is None or original is None or not 0 < picture.built_page <= written.page_count:
        return
    if not 0 < picture.original_page <= original.page_count:
        yield _flaw(Promise.PAGES, picture, f"страница {picture.original_page} в архиве", "её нет")
        return
    written.hold(picture.built_page)
    original.hold(picture.original_page)
    place = _place(original.size(picture.original_page), picture)
    first = _Look(written, original, picture, place)
    spots = []
    for look in first.ways():
        spots.append(_largest_spot(look))
        if spots[-1] <= MOST or (look.colour and not picture.bilevel and _is_the_same_page(look)):
            return
    needed = f"как страница {picture.original_page} файла {picture.original_name}"
    yield _flaw(Promise.PICTURE, picture, needed, f"на изображении отличается место в {min(spots)} точек")


@dataclass(frozen=True, slots=True)
class _Look:
    """Two pages that are to be seen on the same pixels."""

    written: RenderedPdf
    original: RenderedPdf
    picture: ExpectedPicture
    place: Rect
    """Of the original on the written page, mm."""
    sheet: bool = False
    """The written page is drawn as any viewer draws it: an edge that is just on a pixel's falls as in the original."""
    colour: bool = True

    def ways(self) -> Iterator[_Look]:
        """One is enough; those in gray are the cheapest."""
        covered = all(self.pixels(dpi) == _sheet_pixels(dpi) for dpi in (LOOK_DPI, FINE_DPI))
        for colour in (False, True):
            if covered:
                yield replace(self, sheet=True, colour=colour)
            yield replace(self, colour=colour)

    def pixels(self, dpi: int) -> tuple[int, int]:
        """As many as the place has of the sheet's."""
        across, down = _sheet_pixels(dpi)
        return max(round(self.place.w / A4.w * across), 1), max(round(self.place.h / A4.h * down), 1)

    def seen(self, pixels: tuple[int, int]) -> Image.Image:
        if self.sheet:
            return self.written.viewed(self.picture.built_page, pixels, turned=False, colour=self.colour)
        return self.written.part(self.picture.built_page, self.place, pixels, colour=self.colour)

    def wanted(self, pixels: tuple[int, int]) -> Image.Image:
        page, turned = self.picture.original_page, self.picture.turned
        return self.original.viewed(page, pixels, turned=turned, colour=self.colour)

    def boxes(self, pixels: tuple[int, int]) -> list[Rect]:
        """The stamp's rectangles on the pixels of the page."""
        kx, ky = pixels[0] / self.place.w, pixels[1] / self.place.h
        boxes = [box.moved(-self.place.x, -self.place.y).grown(_AROUND_MM) for box in self.picture.boxes]
        return [Rect(box.x * kx, box.y * ky, box.w * kx, box.h * ky) for box in boxes]


def _largest_spot(look: _Look) -> int:
    """The first look: blurred a little where it has to be."""
    pixels = look.pixels(LOOK_DPI)
    # A picture was drawn finer, where small letters stand otherwise
    finer = _FINER if look.picture.as_picture else 1
    drawn = look.wanted((pixels[0] * finer, pixels[1] * finer))
    difference = screened_difference if look.picture.bilevel else largest_difference
    return difference(look.seen(pixels), drawn.reduce(finer), look.boxes(pixels))


def _is_the_same_page(look: _Look) -> bool:
    """The second look, at a page with lines or pictures that fall between the pixels.

    At 300 dpi it has nothing that the original has not, and at 100 dpi it also lacks nothing; or it is the same at
    300 dpi, pixel by pixel. A picture is asked at 300 dpi alone, which are its own: it lacks nothing there.
    """
    won, lost = _strays(look, FINE_DPI)
    if not won.few(FINE_SPOT):
        return False
    if look.picture.as_picture:
        return lost.few(FINE_SPOT)
    return (won.none and lost.none) or all(some.few(SPOT) for some in _strays(look, LOOK_DPI))


def _strays(look: _Look, dpi: int) -> tuple[Strays, Strays]:
    """What the written page has too much, and what it lacks."""
    pixels = look.pixels(dpi)
    seen, wanted, boxes = look.seen(pixels), look.wanted(pixels), look.boxes(pixels)
    return strays_of(seen, wanted, boxes), strays_of(wanted, seen, boxes)


def _sheet_pixels(dpi: int) -> tuple[int, int]:
    """Parts of a pixel count as whole ones, as in every viewer."""
    return ceil(A4.w / 25.4 * dpi), ceil(A4.h / 25.4 * dpi)


def _place(shown: Size, picture: ExpectedPicture) -> Rect:
    """Where the original lies on the written page: in the middle, but for parts of a pixel at 300 dpi; mm."""
    known = picture.size
    # the given size is rounded; pdfium's is exact, unless it means another unit
    size = shown if abs(shown.w - known.w) < 1 and abs(shown.h - known.h) < 1 else known
    w, h = (size.h, size.w) if picture.turned else (size.w, size.h)
    w, h = w * picture.scale, h * picture.scale
    return Rect(int((A4.w - w) / 2 / _STEP_MM) * _STEP_MM, int((A4.h - h) / 2 / _STEP_MM) * _STEP_MM, w, h)


def _flaw(promise: Promise, picture: ExpectedPicture, needed: str, found: str) -> ProofError:
    return ProofError(promise, picture.built_name, picture.built_page, needed, found)
