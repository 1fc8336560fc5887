"""The proof page measured on scans of it as copiers and scanners spoil it."""

from __future__ import annotations

import math

import pytest
from PIL import Image, ImageFilter
from scan.proof_prints import (
    BACK,
    FRONT,
    clean,
    dots,
    layout,
    noisy,
    pale,
    proof,
    reading,
    shifted,
    shrunk,
    skewed,
    striped,
    two_tones,
    without_edges,
)

from vpr_print.model.copier import Edge
from vpr_print.scan.proof_marks import find_page
from vpr_print.scan.proof_reading import read_side, resolution
from vpr_print.scan.proof_seen import SideReading, SizeSource

QUARTERS = (
    (None, 0),
    (Image.Transpose.ROTATE_90, 90),
    (Image.Transpose.ROTATE_180, 180),
    (Image.Transpose.ROTATE_270, 270),
)
THINNEST = 0.254


def edges(side: SideReading) -> list[float]:
    return [side.reach(edge).mm for edge in Edge]


def is_perfect(side: SideReading) -> bool:
    exact = all(scale is not None and abs(scale - 1) < 0.002 for scale in (side.scale_across, side.scale_along))
    fine = (side.bars_across, side.bars_along, side.qr) == (THINNEST,) * 3
    return exact and fine and edges(side) == [4.0] * 4 and not side.streaks and side.whole and side.marks == 4


@pytest.mark.parametrize("side", [FRONT, BACK])
@pytest.mark.parametrize("dpi", [150, 300])
def test_a_perfect_print_measures_perfect(side: int, dpi: int) -> None:
    seen = reading(clean(side, dpi), dpi)
    assert seen.side == side
    assert is_perfect(seen)
    assert seen.black == 1.0
    assert seen.shown_gray == 0.05
    assert abs(seen.shift_right or 0) < 0.2 and abs(seen.shift_down or 0) < 0.2


@pytest.mark.parametrize(("transpose", "turn"), QUARTERS)
def test_any_of_four_rotations_measures_the_same(transpose: Image.Transpose | None, turn: int) -> None:
    image = clean() if transpose is None else clean().transpose(transpose)
    seen = reading(image)
    assert is_perfect(seen)
    assert seen.turn == turn


def test_a_page_of_600_dpi_measures_the_same() -> None:
    assert is_perfect(reading(clean(FRONT, 600), 600))


def test_a_resolution_that_lies_or_is_missing_is_taken_from_the_sheet() -> None:
    for told in (0, 72, 5000):
        seen = reading(clean(), told)
        assert seen.size_from is SizeSource.SHEET
        assert is_perfect(seen)
    assert resolution((1000, 1000), 0) == (0.0, SizeSource.NOWHERE)


@pytest.mark.parametrize("scale", [0.90, 0.94, 0.97])
def test_fit_to_page_is_measured_in_both_directions(scale: float) -> None:
    seen = reading(shrunk(clean(), scale))
    assert seen.scale_across == pytest.approx(scale, abs=0.003)
    assert seen.scale_along == pytest.approx(scale, abs=0.003)


def test_a_page_on_a3_is_measured_as_large_as_it_is() -> None:
    image = clean().resize((round(clean().width * 1.414), round(clean().height * 1.414)), Image.Resampling.BICUBIC)
    seen = reading(image)
    assert seen.scale_across == pytest.approx(1.414, abs=0.004)
    assert seen.size_from is SizeSource.FILE


def test_a_stretch_in_one_direction_is_told_from_the_other() -> None:
    seen = reading(clean().resize((clean().width, round(clean().height * 0.98)), Image.Resampling.BICUBIC))
    assert seen.scale_across == pytest.approx(1, abs=0.002)
    assert seen.scale_along == pytest.approx(0.98, abs=0.002)


def test_a_shift_is_measured_as_the_reader_of_the_page_sees_it() -> None:
    for transpose, _ in QUARTERS:
        image = shifted(clean(), 3, -1.2)
        seen = reading(image if transpose is None else image.transpose(transpose))
        assert seen.shift_right == pytest.approx(3, abs=0.15)
        assert seen.shift_down == pytest.approx(-1.2, abs=0.15)


@pytest.mark.parametrize("degrees", [-5, -2, 3.3, 5])
def test_skew_is_told_and_disturbs_nothing(degrees: float) -> None:
    seen = reading(skewed(clean(), degrees))
    assert seen.skew == pytest.approx(degrees, abs=0.05)
    assert seen.scale_across == pytest.approx(1, abs=0.002)
    assert seen.bars_across == seen.bars_along == THINNEST
    assert not seen.streaks


@pytest.mark.parametrize(("mm", "reached"), [(3.5, 4), (4.6, 5), (5.5, 6), (7, 8), (9, 10), (11.5, 12), (14, 16)])
def test_a_white_border_is_told_by_the_first_whole_frame(mm: float, reached: float) -> None:
    seen = reading(without_edges(clean(), mm))
    assert edges(seen) == [reached] * 4
    assert not any(reach.cut for reach in seen.reached)


def test_each_edge_is_measured_for_itself() -> None:
    image = clean().copy()
    image.paste(255, (0, 0, 70, image.height))  # 8,9 mm
    seen = reading(image)
    assert seen.reach(Edge.LEFT).mm == 10
    assert seen.reach(Edge.TOP).mm == seen.reach(Edge.RIGHT).mm == seen.reach(Edge.BOTTOM).mm == 4


def test_what_the_image_does_not_hold_is_not_called_unprinted() -> None:
    image = clean()
    seen = reading(image.crop((90, 0, image.width, image.height)))  # 11,4 mm at the left
    assert seen.whole
    assert seen.reach(Edge.LEFT).cut and seen.reach(Edge.LEFT).mm == 12
    assert not seen.reach(Edge.RIGHT).cut
    assert not reading(image.crop((0, 0, image.width, image.height * 2 // 3))).whole


@pytest.mark.parametrize("degrees", [0, -5, 4])
def test_the_page_is_found_to_a_thirtieth_of_a_millimetre(degrees: float) -> None:
    size, image = layout().page.size, clean(FRONT, 150)
    found = find_page(skewed(image, degrees), proof(), size)
    assert found is not None
    wide, high = image.width / size.w, image.height / size.h  # whole pixels: not quite 150 dpi
    turn = math.radians(degrees)
    for x, y in ((0.0, 0.0), (size.w, 0.0), (0.0, size.h), (size.w, size.h)):
        dx, dy = (x - size.w / 2) * wide, (y - size.h / 2) * high
        across = image.width / 2 + dx * math.cos(turn) - dy * math.sin(turn)
        down = image.height / 2 + dx * math.sin(turn) + dy * math.cos(turn)
        assert math.dist(found.place.at(x, y), (across, down)) / wide < 0.03
    assert found.bend < 0.1


def test_a_mirrored_page_is_told() -> None:
    seen = reading(clean().transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert seen.mirrored
    assert not reading(clean()).mirrored


def test_streaks_are_found_with_their_places() -> None:
    image = striped(clean(), (True, 60, 1, 0), (True, 100, 0.3, 90), (False, 200, 1, 40))
    dark = {(streak.upright, round(streak.at)) for streak in reading(image).streaks if streak.dark}
    assert dark == {(True, 60), (True, 100), (False, 200)}


def test_missing_toner_is_found_in_the_band() -> None:
    image = striped(clean(), (True, 150, 1, 255))
    (streak,) = reading(image).streaks
    assert not streak.dark and streak.upright
    assert streak.at == pytest.approx(150, abs=0.5)
    assert streak.width == pytest.approx(1, abs=0.4)


def test_a_streak_of_the_scanner_is_told_from_one_of_the_copier() -> None:
    of_scanner = striped(skewed(clean(), 3), (True, 100, 0.6, 0))
    of_copier = skewed(striped(clean(), (True, 100, 0.6, 0)), 3)
    (one,), (other,) = reading(of_scanner).streaks, reading(of_copier).streaks
    assert one.of_scanner and one.upright
    assert not other.of_scanner and other.at == pytest.approx(100, abs=0.5)


def test_dirt_in_one_place_is_no_streak() -> None:
    image = clean().copy()
    image.paste(0, (500, 130, 512, 300))
    assert not reading(image).streaks


def test_pale_print_is_measured_and_still_read() -> None:
    seen = reading(pale(clean(), 0.4))
    assert seen.black == pytest.approx(0.4, abs=0.02)
    assert seen.bars_across == seen.bars_along == THINNEST
    assert seen.shown_gray == 0.1
    assert edges(seen) == [4.0] * 4


def test_dots_in_black_are_told_in_a_gray_scan_only() -> None:
    dotted = clean().copy()
    for y in range(0, dotted.height, 4):
        for x in range(0, dotted.width, 4):
            dotted.putpixel((x, y), 255)
            dotted.putpixel((x + 1 if x + 1 < dotted.width else x, y), 255)
    assert reading(dotted).screened
    assert not reading(clean()).screened
    assert not reading(two_tones(clean())).screened


@pytest.mark.parametrize("threshold", [80, 128, 200])
def test_a_scan_in_black_and_white_reads(threshold: int) -> None:
    seen = reading(two_tones(clean(FRONT, 300), threshold), 300)
    assert seen.black == 1.0
    assert seen.scale_across == pytest.approx(1, abs=0.002)
    assert seen.bars_across is not None and seen.bars_across <= 0.3
    assert edges(seen) == [4.0] * 4


def test_blur_limits_what_reads() -> None:
    sharp, soft = reading(clean()), reading(clean().filter(ImageFilter.GaussianBlur(1.5)))
    assert sharp.bars_across == THINNEST
    assert soft.bars_across is not None and THINNEST < soft.bars_across < 0.4


def test_noise_is_neither_a_streak_nor_a_margin() -> None:
    seen = reading(noisy(clean(), 25))
    assert not seen.streaks
    assert edges(seen) == [4.0] * 4
    assert seen.scale_across == pytest.approx(1, abs=0.002)


def test_one_spoiled_symbol_does_not_hide_the_finer_ones() -> None:
    image = clean().copy()
    for index, across in ((0, THINNEST), (1, None)):
        rect = proof().bars[index].rect
        image.paste(255, tuple(map(dots, (rect.x + 10, rect.y - 0.5, rect.x + 14, rect.bottom + 0.5))))
        assert reading(image).bars_across == across


@pytest.mark.parametrize("name", ["white", "black", "noise", "tiny", "other"])
def test_other_pictures_are_no_proof_page(name: str) -> None:
    pictures = {
        "white": Image.new("L", (1240, 1754), 255),
        "black": Image.new("L", (1240, 1754), 0),
        "noise": noisy(Image.new("L", (1240, 1754), 128), 60),
        "tiny": Image.new("L", (1, 1), 255),
        "other": clean().crop((400, 600, 1200, 1400)),
    }
    assert read_side(pictures[name], 150, proof(), layout().page.size) is None
