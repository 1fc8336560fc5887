"""The report of a scan says all that the scan found, and shows what a person has to look at."""

from __future__ import annotations

from dataclasses import replace

import builders as b
import pypdfium2
import scan_report_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_back import picture

from vpr_print.cli.scan_page import scan_page
from vpr_print.documents.scan_report import render_scan_report


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def test_every_room_is_told_with_what_it_lacks() -> None:
    words = " ".join(texts(samples.report(60)))
    for place in range(1, 61):
        assert f" {100 + place} {15 if place == 2 else 17} " in words
    assert words.count("комплект 07: нет стр. 3, 4") == 15
    assert words.count("в другом пакете комплекты 16, 17") == 1
    assert "1939" in words
    assert "не прочитана: 11" in words


def test_every_doubtful_page_is_shown_with_its_place_and_its_short_name() -> None:
    pages = texts(samples.report())
    assert len(pages) == 3
    words = " ".join(pages[1:])
    for place in range(1, 12):
        assert f"stopka-2.pdf, стр. {place} " in words
        assert f"1a2b3c4d-{place}]" in words


def test_pictures_stand_upright_where_the_layout_puts_them_and_are_not_stretched() -> None:
    image = picture(samples.report(), 1, 100)

    def gray(x: float, y: float) -> int:
        return image.getpixel((round(x / 25.4 * 100), round(y / 25.4 * 100)))

    # first card at (20, 21); its picture in 46 × 56 mm at (6, 6): 39.55 mm wide, so 3.2 mm from the left
    left, top, per_pixel = 20 + 6 + 3.22, 21 + 6, 56 / 640
    assert gray(left + 70 * per_pixel, top + 70 * per_pixel) < 60
    assert gray(left + 300 * per_pixel, top + 300 * per_pixel) in range(225, 245)
    assert gray(20 + 6 + 1.5, 21 + 30) == 255
    # the page that lies on its side, tenth card: 46 mm wide, 32.5 mm high, in the middle of the 56 mm
    image = picture(samples.report(), 2, 100)
    assert gray(20 + 6 + 70 * 46 / 640, 21 + 6 + (56 - 32.5) / 2 + 70 * 46 / 640) < 60


def test_a_scan_without_anything_to_look_at_is_one_sheet() -> None:
    assert len(texts(samples.report(9, 0))) == 1


@given(place=st.text(max_size=300), why=st.text(max_size=400))
@settings(max_examples=25)
def test_whatever_a_file_is_called_the_report_is_drawn(place: str, why: str) -> None:
    look = (replace(samples.page(1), place=place, why=why),)
    scan = replace(samples.scan(1, 0), look=look)
    assert render_scan_report(scan, b.kit(), b.fonts()).startswith(b"%PDF-")
    html = scan_page(scan)
    assert html.count("<figure>") == 1


def test_names_of_files_are_text_in_the_page_and_never_markup() -> None:
    look = (replace(samples.page(1), place="<script>alert(1)</script>.pdf"),)
    html = scan_page(replace(samples.scan(1, 0), look=look))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_page_holds_everything_itself() -> None:
    html = scan_page(samples.scan())
    assert html.count("<figure>") == 11
    assert html.count("data:image/jpeg;base64,") == 10
    assert "http" not in html
