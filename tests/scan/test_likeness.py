"""Two images of one number: the same sheet scanned twice, or two sheets; drawn pages stand in for scans."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from vpr_print.scan.likeness import Likeness, Sheet, compare_sheets
from vpr_print.scan.seen import Point, SymbolType

DPI = 150
SIZE = (1240, 1754)
QR = ((60.0, 1200.0), (150.0, 1200.0), (150.0, 1290.0), (60.0, 1290.0))
L = Likeness


def _task(seed: int = 0) -> Image.Image:
    """A page as the copier prints it: lines of print and a frame; symbols are only places here."""
    chance = random.Random(f"task {seed}")
    page = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(page)
    for y in range(220, 1500, 40):
        x = 200
        while x < 1100:
            wide = chance.randint(4, 16)
            draw.rectangle((x, y, x + wide, y + chance.randint(6, 14)), fill=0)
            x += wide + chance.randint(4, 9)
    draw.rectangle((60, 1200, 150, 1290), fill=0)
    return page


def _written(page: Image.Image, seed: int) -> Image.Image:
    chance = random.Random(f"hand {seed}")
    page = page.copy()
    draw = ImageDraw.Draw(page)
    for _ in range(3):
        x, y = chance.randint(250, 500), chance.randint(250, 1400)
        for _ in range(chance.randint(15, 25)):
            points = [(x + chance.randint(0, 18), y + chance.randint(0, 28)) for _ in range(4)]
            draw.line(points, fill=60, width=3)
            x += 22
    return page


class Desk:
    """Scans sheets into files; each scan lies a little otherwise and has its own noise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scans = 0

    def scan(self, page: Image.Image, *, turn: int = 0) -> Sheet:
        self.scans += 1
        chance = random.Random(f"scan {self.scans}")
        dx, dy = chance.randint(-9, 9), chance.randint(-9, 9)
        noise = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1])).point(lambda level: level // 8 + 112)
        moved = ImageChops.offset(page.filter(ImageFilter.GaussianBlur(0.8)), dx, dy)
        image = ImageChops.add(moved, noise, 1, -128)
        corners: tuple[Point, ...] = tuple((x + dx, y + dy) for x, y in QR)
        if turn == 180:
            image = image.transpose(Image.Transpose.ROTATE_180)
            corners = tuple((SIZE[0] - x, SIZE[1] - y) for x, y in corners)
        path = self.folder / f"{self.scans}.png"
        image.save(path)
        symbols = ((SymbolType.QR, corners),)
        return Sheet(path=path, page=1, width=SIZE[0], height=SIZE[1], turn=turn, symbols=symbols)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_same_handwriting_proves_the_same_sheet(desk: Desk) -> None:
    sheet = _written(_task(), 1)
    third = desk.scan(_written(_task(), 2))
    assert compare_sheets(desk.scan(sheet), desk.scan(sheet, turn=180), (third,)) is L.SAME_SHEET


def test_a_scanners_streak_does_not_make_two_sheets_of_one(desk: Desk) -> None:
    sheet = _written(_task(), 1)
    streaked = sheet.copy()
    ImageDraw.Draw(streaked).rectangle((700, 0, 705, SIZE[1]), fill=0)
    third = desk.scan(_written(_task(), 2))
    assert compare_sheets(desk.scan(sheet), desk.scan(streaked), (third,)) is L.SAME_SHEET


@pytest.mark.parametrize("other", [None, 3], ids=["the other is clean", "both are written on"])
def test_different_handwriting_makes_two_sheets(desk: Desk, other: int | None) -> None:
    second = _task() if other is None else _written(_task(), other)
    third = desk.scan(_written(_task(), 2))
    assert compare_sheets(desk.scan(_written(_task(), 1)), desk.scan(second), (third,)) is L.OTHER_INK


@pytest.mark.parametrize("third", ["same task", "other task", "faint", "none"])
def test_clean_prints_are_never_taken_for_one_sheet(desk: Desk, third: str) -> None:
    papers = {
        "same task": [_written(_task(), 2)],
        "other task": [_task(5)],
        "faint": [_task().point(lambda level: 255 - (255 - level) // 6)],
        "none": [],
    }
    thirds = tuple(map(desk.scan, papers[third]))
    assert compare_sheets(desk.scan(_task()), desk.scan(_task()), thirds) is L.ALIKE


def test_without_another_set_handwriting_cannot_be_told_from_print(desk: Desk) -> None:
    sheet = _written(_task(), 1)
    assert compare_sheets(desk.scan(sheet), desk.scan(sheet), ()) is L.ALIKE


def test_images_without_a_symbol_or_that_cannot_be_opened_are_not_compared(desk: Desk, tmp_path: Path) -> None:
    good = desk.scan(_task())
    lost = Sheet(path=tmp_path / "net.png", page=1, width=1, height=1, turn=0, symbols=())
    broken = tmp_path / "bityy.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")
    nameless = Sheet(path=good.path, page=1, width=SIZE[0], height=SIZE[1], turn=0, symbols=())
    damaged = Sheet(path=broken, page=1, width=1, height=1, turn=0, symbols=good.symbols)
    for other in (lost, nameless, damaged):
        assert compare_sheets(good, other, ()) is L.FAILED
