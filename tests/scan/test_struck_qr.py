"""QR codes of which whole lines of modules are lost: the digits are told by what is left, or not at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from scanned import SET, qr, read_file

from vpr_print.layout.symbol_size import QR_MODULES
from vpr_print.scan.identity import identify
from vpr_print.scan.our_code import our_code
from vpr_print.scan.struck_qr import digits_beside_streaks, number_of

ROW = (1 << QR_MODULES) - 1
DIGITS = st.text("0123456789", min_size=16, max_size=16)


def struck(digits: str, first: int, *, dark: bool, upright: bool = False, lines: int = 2) -> int:
    """The modules of the code with some lines all dark or all light."""
    rows = [list(row) for row in our_code(digits)]
    for line in range(first, min(first + lines, QR_MODULES)):
        for other in range(QR_MODULES):
            row, column = (other, line) if upright else (line, other)
            rows[row][column] = dark
    return number_of(tuple(map(tuple, rows)))


@given(DIGITS, st.integers(0, QR_MODULES - 2), st.booleans(), st.booleans())
def test_digits_are_told_past_a_streak_anywhere(digits: str, first: int, dark: bool, upright: bool) -> None:
    assert digits_beside_streaks(struck(digits, first, dark=dark, upright=upright)) == digits


@given(DIGITS)
def test_a_whole_code_is_left_to_the_decoder_unless_it_looks_struck(digits: str) -> None:
    assert digits_beside_streaks(number_of(our_code(digits))) in (None, digits)
    assert digits_beside_streaks(number_of(our_code(SET))) is None


@given(DIGITS, st.integers(0, 18), st.sets(st.integers(0, QR_MODULES**2 - 1), min_size=1, max_size=30))
def test_one_module_that_does_not_agree_is_enough_to_say_nothing(digits: str, first: int, wrong: set[int]) -> None:
    modules = struck(digits, first, dark=True)
    for place in wrong:
        modules ^= 1 << place
    assert digits_beside_streaks(modules) in (None, digits)


def test_pictures_that_are_no_code_say_nothing() -> None:
    chance = random.Random(3)
    for _ in range(100):
        modules = chance.getrandbits(QR_MODULES**2) & ~(ROW << QR_MODULES * chance.randrange(QR_MODULES))
        assert digits_beside_streaks(modules) is None
    assert digits_beside_streaks(0) is None


@pytest.mark.parametrize("at_mm", [0.6, 3.0, 4.9, 5.4, 8.2])
@pytest.mark.parametrize("ink", [0, 255])
@pytest.mark.parametrize("upright", [False, True])
def test_a_streak_across_the_page_and_through_the_code_is_read_past(
    at_mm: float, ink: int, upright: bool, tmp_path: Path
) -> None:
    dpi = 200
    picture = Image.new("L", (1654, 2339), 255)
    picture.paste(qr(SET, dpi), (160, 240))
    place = round((160 if upright else 240) + at_mm * dpi / 25.4)
    box = (place, 0, place + 8, 2339) if upright else (0, place, 1654, place + 8)
    ImageDraw.Draw(picture).rectangle(box, fill=ink)
    picture.save(tmp_path / "a.png", dpi=(dpi, dpi))
    (reading,) = read_file(tmp_path / "a.png")
    assert str(identify(reading.symbols).number) == SET
    assert reading.turn == 0
