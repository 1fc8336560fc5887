"""What makes a page hard to read or easy to mistake: lost corners, streaks, the other side of it, empty backs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from scanned import OTHER_SET, SET, bars, blank, number, page, qr, read_file

from vpr_print.model.packet_qr import PACKET_QR_VERSION
from vpr_print.scan.identity import Doubt, identify
from vpr_print.scan.ink import BLANK, ink_share
from vpr_print.scan.seen import PageReading, SymbolType
from vpr_print.scan.worn_qr import read_worn_qr

DPI = 200


def px(mm: float) -> int:
    return round(mm * DPI / 25.4)


def read(picture: Image.Image, tmp_path: Path, dpi: int = DPI) -> PageReading:
    picture.save(tmp_path / "page.png", dpi=(dpi, dpi))
    return read_file(tmp_path / "page.png")[0]


def code_alone(text: str = SET) -> Image.Image:
    """A page with nothing but a QR code, at (20, 30) mm."""
    picture = Image.new("L", (px(210), px(297)), 255)
    picture.paste(qr(text, DPI), (px(20), px(30)))
    return picture


@pytest.mark.parametrize("corner", [(20, 30), (27, 30), (20, 37)])
@pytest.mark.parametrize("ink", [0, 255])
def test_a_qr_code_that_lost_a_corner_is_read(corner: tuple[float, float], ink: int, tmp_path: Path) -> None:
    picture = code_alone()
    x, y = corner
    ImageDraw.Draw(picture).rectangle((px(x), px(y), px(x + 3), px(y + 3.4)), fill=ink)
    reading = read(picture, tmp_path)
    assert str(identify(reading.symbols).number) == SET
    assert reading.turn == 0
    (left, top), *_ = reading.symbols[0].corners
    assert (left, top) == pytest.approx((px(20), px(30)), abs=4)


@pytest.mark.parametrize("edge", ["left", "top", "right", "bottom"])
@pytest.mark.parametrize("thick", [1, 2, 3, 4, 6, 9])
def test_a_dark_line_along_an_edge_costs_no_page(edge: str, thick: int, tmp_path: Path) -> None:
    picture = code_alone()
    ImageDraw.Draw(picture).rectangle((px(27), px(30), px(30), px(33.4)), fill=255)  # so that all is tried
    width, height = picture.size
    line = {
        "left": (0, 0, thick - 1, height),
        "top": (0, 0, width, thick - 1),
        "right": (width - thick, 0, width, height),
        "bottom": (0, height - thick, width, height),
    }[edge]
    ImageDraw.Draw(picture).rectangle(line, fill=0)
    reading = read(picture, tmp_path)
    assert reading.trouble is None
    assert str(identify(reading.symbols).number) == SET


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("askew", [-4, 3])
def test_a_worn_qr_code_tells_how_it_lies(turned: int, askew: int, tmp_path: Path) -> None:
    picture = code_alone()
    ImageDraw.Draw(picture).rectangle((px(27), px(30), px(30), px(33.4)), fill=255)
    askew_picture = picture.rotate(-askew, Image.Resampling.BICUBIC, fillcolor=255)
    reading = read(askew_picture.rotate(-turned, expand=True), tmp_path)
    assert str(identify(reading.symbols).number) == SET
    assert reading.turn == -turned % 360
    assert reading.skew == pytest.approx(askew, abs=1)


def test_a_streak_through_the_corners_and_the_bars_is_read_past(tmp_path: Path) -> None:
    picture = page(dpi=DPI).copy()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((px(11.5), 0, px(12.5), picture.height), fill=0)  # along the bars' height, through two corners
    draw.rectangle((0, px(60), picture.width, px(61)), fill=0)
    assert str(identify(read(picture, tmp_path).symbols).number) == SET


def test_bars_that_a_pen_crossed_out_are_read_from_the_mean_of_their_lines(tmp_path: Path) -> None:
    picture = page(dpi=DPI, with_qr=False).copy()
    x, y, w, h = px(10), px(40), px(7), px(47)
    points = [(x - 5 + (w + 10) * (i % 2), y + h * i / 7) for i in range(8)]
    ImageDraw.Draw(picture).line(points, fill=0, width=px(0.7))
    assert str(identify(read(picture, tmp_path).symbols).number) == SET


def test_bars_of_a_row_that_were_read_from_means_are_not_said_to_be_high(tmp_path: Path) -> None:
    """Seven millimetres may touch three bands of five; a label's bars are told from a row's by their height."""
    packet = number(2, 16, 0)
    for top in range(60, 65):
        picture = Image.new("L", (px(210), px(297)), 255)
        picture.paste(bars(packet, DPI, 7), (px(80), px(top)))
        points = [(px(80 + 47 * i / 7), px(top - 0.5 + 8 * (i % 2))) for i in range(8)]
        ImageDraw.Draw(picture).line(points, fill=0, width=px(0.7))
        reading = read(picture, tmp_path)
        assert identify(reading.symbols).doubt is Doubt.ROWS
        (symbol,) = reading.symbols
        assert symbol.text == packet
        assert symbol.corners[2][1] - symbol.corners[1][1] < px(7.2)


@pytest.mark.parametrize("symbols", ["both", "qr", "bars"])
def test_what_shines_through_from_the_other_side_is_not_this_pages(symbols: str, tmp_path: Path) -> None:
    front = page(dpi=DPI, with_bars=symbols != "qr", with_qr=symbols != "bars")
    behind = front.transpose(Image.Transpose.FLIP_LEFT_RIGHT).point([185 + level * 60 // 255 for level in range(256)])
    reading = read(behind, tmp_path)
    assert identify(reading.symbols).number is None
    assert {symbol.type for symbol in reading.symbols} <= {SymbolType.OTHER}
    assert reading.ink < BLANK


def test_a_mirrored_picture_gives_no_number(tmp_path: Path) -> None:
    for turn in Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.TRANSPOSE:
        reading = read(page(dpi=DPI).transpose(turn), tmp_path)
        assert identify(reading.symbols).number is None


def test_a_front_with_another_page_shining_through_keeps_its_number(tmp_path: Path) -> None:
    behind = (
        page(OTHER_SET, DPI).transpose(Image.Transpose.FLIP_LEFT_RIGHT).point([200 + v * 55 // 255 for v in range(256)])
    )
    reading = read(ImageChops.multiply(page(dpi=DPI), behind), tmp_path)
    assert str(identify(reading.symbols).number) == SET


def test_two_sheets_in_one_picture_have_no_number(tmp_path: Path) -> None:
    both = page(dpi=DPI).copy()
    both.paste(page(OTHER_SET, DPI).crop((0, 0, px(100), px(200))), (px(105), px(60)))
    identity = identify(read(both, tmp_path).symbols)
    assert (identity.number, identity.doubt) == (None, Doubt.DISAGREE)
    assert {str(seen) for seen in identity.seen} == {SET, OTHER_SET}


@pytest.mark.parametrize("level", ["L", "M", "Q"])
def test_the_same_digits_in_a_code_of_another_make_are_foreign(level: str, tmp_path: Path) -> None:
    picture = Image.new("L", (px(210), px(297)), 255)
    picture.paste(qr(SET, DPI, level), (px(20), px(30)))
    reading = read(picture, tmp_path)
    assert [symbol.type for symbol in reading.symbols] == [SymbolType.OTHER]
    assert identify(reading.symbols).doubt is Doubt.FOREIGN


def test_texts_of_other_levels_are_kept_for_the_second_code_of_a_manifest(tmp_path: Path) -> None:
    picture = Image.new("L", (px(210), px(297)), 255)
    picture.paste(qr(f"{PACKET_QR_VERSION};640123", DPI, "M"), (px(20), px(30)))
    assert [symbol.type for symbol in read(picture, tmp_path).symbols] == [SymbolType.QR]


def test_squares_that_are_no_codes_say_nothing() -> None:
    chance = random.Random(1)
    picture = Image.new("L", (px(210), px(297)), 255)
    for x in range(15, 190, 20):
        for y in range(15, 280, 20):
            noise = Image.frombytes("L", (21, 21), bytes(chance.choice((0, 255)) for _ in range(441)))
            picture.paste(noise.resize((px(10.7), px(10.7)), Image.Resampling.NEAREST), (px(x), px(y)))
    assert read_worn_qr(picture, DPI) == ()


# ── ink ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def paper(level: int = 245) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = blank(DPI).point([level] * 256)
    return picture, ImageDraw.Draw(picture)


@pytest.mark.parametrize("level", [255, 215, 170])
def test_an_empty_back_is_blank_whatever_lies_on_it(level: int) -> None:
    picture, draw = paper(level)
    chance = random.Random(2)
    for _ in range(200):  # dust
        x, y = chance.randrange(picture.width), chance.randrange(picture.height)
        draw.ellipse((x, y, x + 1, y + 1), fill=60)
    for y in (108, 188):  # holes over a dark lid
        draw.ellipse((px(9), px(y), px(15), px(y + 6)), fill=10)
    draw.rectangle((0, 0, picture.width, px(11)), fill=5)  # the scanner's edge
    draw.polygon([(0, 0), (px(28), 0), (0, px(28))], fill=5)  # a corner folded over
    assert ink_share(picture.filter(ImageFilter.GaussianBlur(0.6))) < BLANK


def test_a_line_of_handwriting_is_not_blank() -> None:
    for ink in (30, 140):
        picture, draw = paper()
        points = [(px(30 + i * 0.9), px(50 + 3 * (i % 2))) for i in range(60)]
        draw.line(points, fill=ink, width=px(0.5))
        assert ink_share(picture) > BLANK


def test_a_printed_page_is_not_blank_at_any_size() -> None:
    for dpi in (75, 150, 300):
        assert ink_share(page(dpi=dpi)) > 20 * BLANK
    picture, draw = paper()
    draw.line((px(60), px(60), px(120), px(60)), fill=0, width=px(5))  # a marker's stroke is as solid as a hole
    assert ink_share(picture) > BLANK
    assert ink_share(Image.new("L", (3, 3))) == 0.0


def test_a_blank_page_is_not_searched_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vpr_print.scan.page_reading.climb", None)
    reading = read(blank(DPI), tmp_path)
    assert (reading.symbols, reading.ink, reading.trouble) == ((), 0.0, None)
