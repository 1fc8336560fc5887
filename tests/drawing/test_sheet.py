"""Pages drawn in millimetres: where things stand, and that symbols are read back by two decoders."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from reading_back import FONTS, picture, zbar, zxing

from vpr_print.drawing.fonts import FontBook, read_fonts
from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.drawing.sheet import Drawing
from vpr_print.drawing.symbols import code128_extent, qr_extent
from vpr_print.model.geometry import A3, A4, A5, Rect, Size, Turn

NUMBER, OTHER, THIRD = "1640123000010097", "2640123001230056", "0640123006013249"
DOT = 25.4 / 600


@pytest.fixture(scope="module")
def book() -> FontBook:
    return read_fonts(FONTS)


def pdf_of(*drawings: Drawing, book: FontBook) -> bytes:
    embedded = book.embedded(face for drawing in drawings for face in drawing.faces)
    pdf = PdfFile(embedded.blocks, embedded.resources, title="Проба")
    for drawing in drawings:
        pdf.add_page(drawing.size, drawing.content())
    return pdf.finish()


def ink(image: Image.Image, dpi: int) -> Rect:
    """The rectangle that shows ink, mm."""
    box = image.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert box
    mm = 25.4 / dpi
    return Rect(box[0] * mm, box[1] * mm, (box[2] - box[0]) * mm, (box[3] - box[1]) * mm)


def test_symbols_are_read_by_two_decoders(book: FontBook) -> None:
    drawing = Drawing(A4, book)
    drawing.code128(20, 20, NUMBER, module_mm=0.381, bars_mm=12, digits_pt=8)
    drawing.code128(150, 60, OTHER, module_mm=0.381, bars_mm=7, digits_pt=7, turn=Turn.UP)
    drawing.qr(20, 200, NUMBER, module_mm=0.508)
    drawing.qr(80, 200, THIRD, module_mm=0.508)
    drawing.qr_text(120, 200, "VPR1;640123;2026-04-21-matematika-5;101", module_mm=0.508)
    expected = sorted(
        [
            f"Code128:{NUMBER}",
            f"Code128:{OTHER}",
            f"QRCode:{NUMBER}",
            f"QRCode:{THIRD}",
            "QRCode:VPR1;640123;2026-04-21-matematika-5;101",
        ]
    )
    image = picture(pdf_of(drawing, book=book))
    assert zxing(image) == expected
    assert zbar(image) == expected


@pytest.mark.parametrize("number", ["9999999999999997", "9912345000010021", "9898989898989898", "0000000000000000"])
def test_numbers_that_an_encoder_may_take_for_a_change_of_code_set_are_read_back(book: FontBook, number: str) -> None:
    """A leading 99 is lost by python-barcode 0.16."""
    drawing = Drawing(A5, book)
    drawing.code128(20, 20, number, module_mm=0.381, bars_mm=12, digits_pt=8)
    drawing.qr(20, 100, number, module_mm=0.508)
    image = picture(pdf_of(drawing, book=book))
    assert zxing(image) == zbar(image) == [f"Code128:{number}", f"QRCode:{number}"]


@pytest.mark.parametrize("size", [A4, A3, A4.turned, A5, Size(61, 38)])
def test_ink_stands_where_the_rectangle_says(book: FontBook, size: Size) -> None:
    drawing = Drawing(size, book)
    drawing.rect(Rect(10, 12, 20, 7), fill=0.0)
    found = ink(picture(pdf_of(drawing, book=book), dpi=600), 600)
    for got, wanted in zip(found.as_list, (10, 12, 20, 7), strict=True):
        assert got == pytest.approx(wanted, abs=2 * DOT)


@pytest.mark.parametrize("turn", list(Turn))
def test_bars_keep_their_quiet_zone_and_digits_their_place(book: FontBook, turn: Turn) -> None:
    drawing = Drawing(A4, book)
    rect = drawing.code128(30, 40, NUMBER, module_mm=0.381, bars_mm=12, digits_pt=8, turn=turn)
    extent = code128_extent(0.381, 12, 8)
    assert (rect.w, rect.h) == ((extent.w, extent.h) if turn is Turn.LEVEL else (extent.h, extent.w))
    found = ink(picture(pdf_of(drawing, book=book), dpi=600), 600)
    quiet = 3.81
    bars = Rect(rect.x + quiet, rect.y, rect.w - 2 * quiet, rect.h)
    if turn is Turn.UP:
        bars = Rect(rect.x, rect.y + quiet, rect.w, rect.h - 2 * quiet)
    for got, wanted in zip(found.as_list, bars.as_list, strict=True):
        assert got == pytest.approx(wanted, abs=0.15)


def test_qr_keeps_its_quiet_zone(book: FontBook) -> None:
    drawing = Drawing(A4, book)
    rect = drawing.qr(30, 40, NUMBER, module_mm=0.508)
    side = qr_extent(0.508).w
    assert (rect.w, rect.h) == (side, side) and side == pytest.approx(29 * 0.508)
    found = ink(picture(pdf_of(drawing, book=book), dpi=600), 600)
    for got, wanted in zip(found.as_list, rect.grown(-4 * 0.508).as_list, strict=True):
        assert got == pytest.approx(wanted, abs=2 * DOT)


@pytest.mark.parametrize("module", [0.381, 0.508, 0.37, 0.4])
def test_bars_are_whole_dots(book: FontBook, module: float) -> None:
    drawing = Drawing(Size(3599.98 * DOT, 1199.98 * DOT), book)
    rect = drawing.code128(10, 10, NUMBER, module_mm=module, bars_mm=7, digits_pt=0)
    dots = rect.w / 143 / DOT
    assert dots == pytest.approx(round(dots), abs=1e-6)
    row = picture(pdf_of(drawing, book=book), dpi=600).crop((0, 300, 3600, 301))
    assert all(value < 16 or value > 239 for _, value in row.getcolors()), (
        "bars that begin between two dots would leave gray"
    )


def test_ticks_stand_at_their_distance(book: FontBook) -> None:
    for turn in Turn:
        drawing = Drawing(A4, book)
        first, second = drawing.ticks(20, 30, distance_mm=100, length_mm=3, turn=turn)
        whole = Rect(20, 30, second.right - 20, second.bottom - 30)
        found = ink(picture(pdf_of(drawing, book=book), dpi=600), 600)
        assert (second.x - first.x, second.y - first.y) == ((100, 0) if turn is Turn.LEVEL else (0, 100))
        for got, wanted in zip(found.as_list, whole.as_list, strict=True):
            assert got == pytest.approx(wanted, abs=2 * DOT)


def test_text_stands_in_its_rectangle(book: FontBook) -> None:
    for turn in Turn:
        drawing = Drawing(A5, book)
        rect = drawing.text(60, 100, "Нина 0123", size_pt=20, spacing_mm=1, turn=turn)
        found = ink(picture(pdf_of(drawing, book=book), dpi=300), 300)
        assert rect.holds(found, 0.2)
        assert max(found.w, found.h) == pytest.approx(max(rect.w, rect.h), abs=1.5)


def test_parts_are_placed_whole(book: FontBook) -> None:
    part = Drawing(Size(61, 38), book)
    part.code128(3, 20, NUMBER, module_mm=0.381, bars_mm=7, digits_pt=7)
    sheet = Drawing(A4, book)
    sheet.place(part.body(), part.size, 10, 20, part.faces)
    sheet.place(part.body(), part.size, 100, 200, part.faces)
    image = picture(pdf_of(sheet, book=book))
    assert zxing(image) == [f"Code128:{NUMBER}"] * 2


@pytest.mark.parametrize(
    "draw",
    [
        lambda drawing: drawing.text(10, 10, "серый", size_pt=9, gray=0.5, spacing_mm=1),
        lambda drawing: drawing.rules([(10, 20, 50, 20)], weight_pt=1, dashed=True),
        lambda drawing: drawing.rect(Rect(10, 30, 5, 5), fill=0.8),
        lambda drawing: drawing.shape([(40, 40), (45, 40), (45, 45)]),
    ],
)
def test_what_is_drawn_next_is_black_and_solid_again(book: FontBook, draw: Callable[[Drawing], object]) -> None:
    drawing = Drawing(A5, book)
    draw(drawing)
    body = drawing.body()
    assert body.count(b"q ") == body.count(b"Q\n")
    for operator, normal in ((rb"(\S+) g\b", b"0"), (rb"(\S+) Tc\b", b"0"), (rb"(\[.*?\]) 0 d\b", b"[]")):
        assert re.findall(operator, body)[-1:] in ([], [normal])


def test_the_same_calls_give_the_same_bytes(book: FontBook) -> None:
    def page() -> bytes:
        drawing = Drawing(A4, book)
        drawing.qr(20, 200, NUMBER, module_mm=0.508)
        drawing.text(20, 20, "Ҡәрим", size_pt=9)
        return pdf_of(drawing, book=book)

    assert page() == page()


def test_a_stamp_is_small_and_quick(book: FontBook) -> None:
    def stamp(serial: int) -> bytes:
        drawing = Drawing(A4, book)
        number = f"1640123{serial:05d}0197"
        drawing.code128(10, 30, number, module_mm=0.381, bars_mm=7, digits_pt=7, turn=Turn.UP)
        drawing.qr(150, 270, number, module_mm=0.508)
        drawing.text(20, 290, f"каб. 101 · комплект {serial % 100:02d} · стр. 3 из 12", size_pt=7.5)
        drawing.ticks(50, 285, distance_mm=100, length_mm=3)
        return drawing.content()

    stamp(0)
    started = time.perf_counter()
    stamps = [stamp(serial) for serial in range(200)]
    assert (time.perf_counter() - started) / 200 < 0.001, "measured 0.08 ms; the limit allows for a busy machine"
    assert max(len(zlib.compress(content, 6)) for content in stamps) < 750
