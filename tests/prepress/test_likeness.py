"""What counts as the same picture of a page."""

from __future__ import annotations

from collections.abc import Iterable

from PIL import Image

from vpr_print.prepress.likeness import Likeness, is_same, likeness


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
