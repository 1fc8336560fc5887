"""The scale of a page of a set, from its ticks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import builders as b
import pytest
from PIL import Image, ImageFilter
from reading_back import picture
from scan.proof_prints import dots, pale, shrunk, skewed, two_tones

from vpr_print.documents.options import PaperOptions
from vpr_print.documents.rendered import RoomPapers
from vpr_print.documents.room import render_room
from vpr_print.model.geometry import Rect
from vpr_print.model.manifest import FileKind
from vpr_print.sandbox import call
from vpr_print.scan.decoding import decode
from vpr_print.scan.page_scales import ScaleAsked, page_scales
from vpr_print.scan.seen import PageReading, PageSource, SymbolType
from vpr_print.scan.ticks import tick_scale

EXACT = 0.003


@cache
def papers() -> RoomPapers:
    options = PaperOptions()
    work = b.numbered(b.work_plan(b.room_plan("101", 3, enlarged=(2,))), options)
    return render_room(work.rooms[0], b.press(2, 4), options, fingerprint="")


@cache
def page(dpi: int = 200, kind: FileKind = FileKind.SETS) -> tuple[Image.Image, tuple[Rect, ...]]:
    file = next(file for file in papers().files if file.kind is kind)
    enlarged = kind is FileKind.SETS_ENLARGED
    record = next(item for item in papers().record.sets if item.enlarged is enlarged).pages[1]
    return picture(file.data, record.page - 1, dpi), record.boxes


def reading_of(image: Image.Image, dpi: float = 200) -> PageReading:
    source = PageSource("", 1)
    return PageReading(source=source, width=image.width, height=image.height, dpi=dpi, symbols=decode(image))


def measured(image: Image.Image, boxes: tuple[Rect, ...], dpi: float = 200) -> float:
    return tick_scale(image, reading_of(image, dpi), boxes)


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("scale", [1.0, 0.97, 0.94, 0.90])
def test_the_scale_is_measured_to_three_per_mille(dpi: int, scale: float) -> None:
    image, boxes = page(dpi)
    assert measured(shrunk(image, scale) if scale != 1 else image, boxes, dpi) == pytest.approx(scale, abs=EXACT)


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_any_rotation_measures_the_same(turn: Image.Transpose) -> None:
    image, boxes = page()
    assert measured(image.transpose(turn), boxes) == pytest.approx(1, abs=EXACT)


@pytest.mark.parametrize("degrees", [-3, 2, 4])
def test_a_crooked_page_measures_the_same(degrees: float) -> None:
    image, boxes = page(300)
    # the sheet is moved so that its corner with the QR code stays on the glass
    room = Image.new("L", image.size, 255)
    room.paste(shrunk(image, 0.9))
    assert measured(skewed(room, degrees), boxes, 300) == pytest.approx(0.9, abs=EXACT)


def test_spoiled_pages_measure_the_same() -> None:
    image, boxes = page(300)
    for spoiled in (
        pale(image, 0.4),
        two_tones(image, 100),
        two_tones(image, 200),
        image.filter(ImageFilter.GaussianBlur(1.5)),
    ):
        assert measured(spoiled, boxes, 300) == pytest.approx(1, abs=EXACT)


def test_an_enlarged_set_is_measured_against_its_own_size() -> None:
    image, boxes = page(200, FileKind.SETS_ENLARGED)
    assert measured(image, boxes) == pytest.approx(1, abs=EXACT)


def test_a_letter_beside_is_not_taken_for_a_tick_that_is_lost() -> None:
    image, boxes = page()
    one = boxes[-2]
    spoiled = image.copy()
    spoiled.paste(255, tuple(dots(mm) for mm in (one.x - 4, one.y - 5, one.right + 4, one.bottom + 5)))
    across, down = one.x + one.w / 2, one.y + one.h / 2
    half = (0.6, one.h / 2) if one.w > one.h else (one.w / 2, 0.6)
    aside = (0.0, 2.0) if one.w > one.h else (2.0, 0.0)
    x, y = across + aside[0], down + aside[1]
    spoiled.paste(0, tuple(dots(mm) for mm in (x - half[0], y - half[1], x + half[0], y + half[1])))
    assert measured(spoiled, boxes) == 0


def test_a_page_with_a_code_of_its_own_is_measured_by_its_number() -> None:
    image, boxes = page()
    reading = reading_of(image)
    other = replace(reading.symbols[0], type=SymbolType.QR, text="https://example.org", corners=((0, 0),) * 4)
    assert tick_scale(image, replace(reading, symbols=(other, *reading.symbols)), boxes) == pytest.approx(1, abs=EXACT)


def test_ticks_that_fall_together_tell_nothing() -> None:
    image, boxes = page()
    assert measured(image, (*boxes[:-1], boxes[-2])) == 0


def test_nothing_is_said_without_ticks_or_code_or_size() -> None:
    image, boxes = page()
    wiped = image.copy()
    for tick in (box.grown(1) for box in boxes[-2:]):
        wiped.paste(255, tuple(dots(mm) for mm in (tick.x, tick.y, tick.right, tick.bottom)))
    assert measured(wiped, boxes) == 0
    assert measured(Image.new("L", image.size, 255), boxes) == 0
    assert measured(image, boxes, 96) == 0
    assert measured(image, ()) == 0


def test_pages_of_files_are_measured_in_the_sandbox(tmp_path: Path) -> None:
    image, boxes = page()
    small = shrunk(image, 0.94)
    path = tmp_path / "kabinet.pdf"
    small.save(path, save_all=True, append_images=[image], resolution=200)
    asked = tuple(
        ScaleAsked(path, replace(reading_of(scan), source=PageSource("", number)), boxes)
        for number, scan in ((1, small), (2, image), (3, image))
    )
    first, second, none = call(page_scales, asked)
    assert first == pytest.approx(0.94, abs=EXACT)
    assert second == pytest.approx(1, abs=EXACT)
    assert none == 0
