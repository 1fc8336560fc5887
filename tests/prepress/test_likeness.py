"""What counts as the same picture of a page."""

from __future__ import annotations

from collections.abc import Iterable

import pypdfium2
from PIL import Image
from prepress import awkward

from vpr_print.prepress.geometry import PageShape, lay
from vpr_print.prepress.likeness import Likeness, is_same, likeness, shows_the_same
from vpr_print.prepress.masters import PageSizePolicy
from vpr_print.prepress.render import picture_of


def paper(*dots: tuple[int, int], level: int = 0) -> Image.Image:
    image = Image.new("RGB", (300, 300), (200, 200, 200))
    for dot in dots:
        image.putpixel(dot, (level, 200, 200))
    return image


def square(side: int, at: int = 50) -> Iterable[tuple[int, int]]:
    return ((at + x, at + y) for x in range(side) for y in range(side))


def test_a_difference_of_48_levels_is_none_and_of_49_is_one() -> None:
    assert is_same(paper((5, 5), level=152), paper())
    assert not is_same(paper((5, 5), level=151), paper())


def test_a_dot_that_moved_to_the_next_pixel_is_no_difference() -> None:
    assert likeness(paper((50, 50)), paper((51, 51))) is Likeness.EQUAL
    assert likeness(paper((50, 50)), paper((53, 50))) is not Likeness.EQUAL


def test_a_spot_of_nine_pixels_passes_and_a_larger_one_does_not() -> None:
    assert likeness(paper(*square(3)), paper()) is Likeness.NEAR
    assert likeness(paper(*square(3), (53, 53)), paper()) is Likeness.FAR
    assert likeness(paper(), paper(*square(6))) is Likeness.FAR


def test_many_small_spots_are_a_difference() -> None:
    few = [(10 * number, 20) for number in range(18)]
    assert likeness(paper(*few), paper()) is Likeness.NEAR
    assert likeness(paper(*few, (20, 200)), paper()) is Likeness.FAR


def ruled(count: int, shift: float = 0.0) -> bytes:
    """A page of so many hairlines, which fall between the pixels somehow."""
    lines = b"".join(b"60 %.3f m 500 %.3f l S " % ((700 - 7.31 * line + shift,) * 2) for line in range(count))
    return awkward.saved(awkward.new_page(awkward.PAGE + b"0.1 w " + lines)[0])


def shows(ours: bytes, original: bytes) -> bool:
    laying = lay(PageShape((0, 0, *awkward.A4), 0), PageSizePolicy.FIT)
    with pypdfium2.PdfDocument(ours) as sheets, pypdfium2.PdfDocument(original) as pages:
        sheet, page = sheets[0], pages[0]
        return shows_the_same(page, sheet, laying, picture_of(sheet))


def test_hairlines_may_fall_between_pixels_but_none_may_be_lost_or_won() -> None:
    assert shows(ruled(60), ruled(60))
    assert shows(ruled(60, 0.07), ruled(60))
    assert not shows(ruled(59), ruled(60))
    assert not shows(ruled(60), ruled(59))
