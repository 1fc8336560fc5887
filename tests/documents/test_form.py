"""Papers drawn from layouts: nothing lost, nothing cut, every symbol where it is said to be."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reading_back import FONTS, picture, zbar, zxing

from vpr_print.documents.background import read_background
from vpr_print.documents.cutting import cut_lines
from vpr_print.documents.form import Rendered, SeatCard, count_pages, impose, render_form, to_pdf
from vpr_print.drawing.errors import MissingLettersError
from vpr_print.drawing.fonts import read_fonts
from vpr_print.errors import ExitCode
from vpr_print.layout.errors import BackgroundError, BackgroundFlaw, QrOverflowError, TextOverflowError
from vpr_print.layout.read import parse_layout
from vpr_print.layout.schema import Layout
from vpr_print.model.geometry import INK_MARGIN_MM, Rect, Size
from vpr_print.model.identifier import Identifier, NumberKind, with_check_digits
from vpr_print.model.seating import Seat
from vpr_print.model.work import SiteNumber

BOOK = read_fonts(FONTS)
SITE = SiteNumber("640123")

PROTOCOL = """\
format = 1
paper = "conduct_protocol"
title = "Протокол проведения"
page = { paper = "A4", landscape = true }
elements = [
  { kind = "code128", at = [215, 10], content = "{paper.number}" },
  { kind = "qr", at = [272, 10], content = "{paper.number}" },
  { kind = "text", at = [20, 10], size = [120, 8], content = "каб. {room.name}" },
  { kind = "text", at = [20, 20], size = [60, 6], content = "стр. {page.number} из {page.count}" },
  { kind = "text", at = [90, 20], size = [60, 6], content = "первая", on = "first" },
  { kind = "text", at = [90, 26], size = [60, 6], content = "следующая", on = "later" },
  { kind = "text", at = [90, 190], size = [60, 6], content = "последняя", on = "last" },
  { kind = "table", rows = "rows", at = [20, 40], height = 146, last_height = 90, row_height = 11, columns = [
    { title = "№", width = 12, content = "{row.no}" },
    { title = "Код", width = 22, content = "{row.code}" },
    { title = "Штрихкод", width = 60, content = "{row.code_number}", draw = "code128" },
    { title = "ФИО", width = 70, content = "{row.name}", align = "left", overflow = "wrap" },
    { title = "Явка", width = 12, draw = "box" },
    { title = "Подпись", width = 40 },
  ] },
]
[styles]
body = { size = 10 }
table = { size = 9 }
head = { size = 8 }
caption = { size = 7 }
"""
SLIP = """\
format = 1
paper = "code_slip"
title = "Коды"
elements = [
  { kind = "text", at = [3, 6], size = [40, 12], content = "{slip.code}", style = "code", overflow = "shrink" },
  { kind = "qr", at = [46, 6], content = "{slip.number}" },
  { kind = "code128", at = [8, 22], content = "{slip.number}", bars = 7 },
]
sheet_elements = [{ kind = "code128", at = [100, 10], content = "{paper.number}" }]
page = { width = 62, height = 38 }
sheet = { columns = 2, rows = 4, at = [30, 60], gutter = [6, 6] }
[styles]
code = { size = 34, spacing = 1 }
"""
MANIFEST = """\
format = 1
paper = "manifest_delivery"
title = "Опись"
page = { paper = "A4" }
elements = [
  { kind = "code128", at = [130, 12], content = "{paper.number}" },
  { kind = "qr", at = [185, 12], content = "{paper.number}" },
  { kind = "qr", at = [160, 40], content = "{packet.qr}", on = "first" },
  { kind = "cells", at = [20, 40], cell = [6, 8], count = 6, content = "{site.number}" },
  { kind = "table", rows = "contents", at = [20, 90], height = 60, columns = [
    { title = "Что", width = 60, content = "{row.name}", overflow = "wrap" }] },
  { kind = "number_list", items = "sets", at = [20, 160], size = [170, 60], row_height = 5 },
]
[styles]
body = { size = 10 }
table = { size = 9 }
head = { size = 8 }
caption = { size = 7 }
cells = { size = 12 }
"""
PLAN = """\
format = 1
paper = "hand_out_plan"
title = "План"
page = { paper = "A4", landscape = true }
elements = [
  { kind = "code128", at = [215, 10], content = "{paper.number}" },
  { kind = "qr", at = [272, 10], content = "{paper.number}" },
  { kind = "seating", at = [20, 40], size = [260, 150] },
]
[styles]
table = { size = 14 }
caption = { size = 8 }
"""


def read(text: str, *changes: tuple[str, str]) -> Layout:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse_layout(text, "наш.toml")


def code(ordinal: int) -> str:
    return with_check_digits(f"0{SITE}{ordinal:07d}")


def row(ordinal: int, name: str = "") -> Mapping[str, str]:
    return {
        "row.no": str(ordinal),
        "row.code": f"{60000 + ordinal}",
        "row.code_number": code(60000 + ordinal),
        "row.name": name,
    }


def protocol(rows: int, layout: Layout | None = None, *, name: str = "Ҡоҙаш Әнисә") -> Rendered:
    number = Identifier(NumberKind.CONDUCT_PROTOCOL, SITE, 7)
    return render_form(
        layout or read(PROTOCOL),
        {"room.name": "101"},
        {"rows": [row(ordinal, name) for ordinal in range(1, rows + 1)]},
        BOOK,
        page_values=lambda page, count: {"paper.number": str(number.of_page(page))},
    )


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages]


def test_every_symbol_is_read_back_where_it_is_said_to_be() -> None:
    rendered = protocol(11)
    pdf = to_pdf([rendered], BOOK, title="Протокол")
    for page in range(len(rendered.pages)):
        image = picture(pdf, page)
        said = [(content, rect) for number, content, rect in rendered.symbols if number == page + 1]
        both = sorted(f"{kind}:{content}" for content, rect in said for kind in [("QRCode", "Code128")[rect.w > 20]])
        assert zxing(image) == both
        assert zbar(image) == both
        scale = 200 / 25.4
        for content, rect in said:
            box = [round(value * scale) for value in (rect.x, rect.y, rect.right, rect.bottom)]
            assert [text.partition(":")[2] for text in zxing(image.crop((box[0], box[1], box[2], box[3])))] == [content]


@given(st.integers(0, 60))
@hypothesis_settings(max_examples=20)
def test_no_row_is_lost_or_doubled_whatever_their_count(rows: int) -> None:
    layout = read(PROTOCOL)
    rendered = protocol(rows, layout)
    codes = [content for _, content, _ in rendered.symbols if content.startswith("0")]
    assert codes == [code(60000 + ordinal) for ordinal in range(1, rows + 1)]
    assert len(rendered.pages) == count_pages(layout, {"rows": rows})
    bottoms = [
        rect.bottom for page, content, rect in rendered.symbols if page == len(rendered.pages) and content[0] == "0"
    ]
    assert max(bottoms, default=0) < 40 + 90, "the last page leaves its lower part free"
    for _, _, rect in rendered.symbols:
        assert Rect(0, 0, 297, 210).holds(rect)


def test_head_and_page_count_stand_on_every_page() -> None:
    pages = texts(to_pdf([protocol(25)], BOOK, title="Протокол"))
    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert f"стр. {number} из 3" in text and "ФИО" in text and "Подпись" in text
        assert ("первая" in text) is (number == 1)
        assert ("следующая" in text) is (number > 1)
        assert ("последняя" in text) is (number == 3)
        assert "Ҡоҙаш Әнисә" in text


def test_rows_without_a_code_have_no_bars() -> None:
    values = {"room.name": "1", "paper.number": str(Identifier(NumberKind.CONDUCT_PROTOCOL, SITE, 7))}
    empty = {"row.no": "1", "row.code": "", "row.code_number": "", "row.name": ""}
    assert len(render_form(read(PROTOCOL), values, {"rows": [empty]}, BOOK).symbols) == 2


def test_a_row_is_never_split() -> None:
    rendered = protocol(30)
    page = Rect(20, 40, 216, 146)
    for _, content, rect in rendered.symbols:
        if content.startswith("0"):
            assert page.holds(rect)


@pytest.mark.parametrize(
    ("layout", "values", "fields"),
    [
        (read(PROTOCOL), {"room.name": "очень длинное название кабинета " * 4}, ("room.name",)),
        (read(PROTOCOL, ("size = [120, 8]", "size = [120, 3]")), {"room.name": "1"}, ("room.name",)),
    ],
)  # fmt: skip
def test_a_text_that_does_not_fit_stops_and_names_its_field(
    layout: Layout, values: dict[str, str], fields: tuple[str, ...]
) -> None:
    with pytest.raises(TextOverflowError) as caught:
        render_form(layout, {"paper.number": code(1), **values}, {"rows": []}, BOOK)
    assert caught.value.exit_code is ExitCode.LAYOUT
    assert caught.value.fields == fields
    assert "название" not in str(caught.value)
    assert "элемент 3" in str(caught.value) and "{room.name}" in str(caught.value)


def test_a_long_name_shrinks_and_then_stops_without_being_told() -> None:
    assert protocol(1, name="Константинопольская-Преображенская Александра Вячеславовна").pages
    with pytest.raises(TextOverflowError) as caught:
        protocol(3, name="Константинопольская " * 20)
    assert "Константинопольская" not in str(caught.value)
    assert "{row.name}" in str(caught.value) and "строка таблицы 1" in str(caught.value)


def test_a_letter_that_the_font_lacks_stops_the_paper() -> None:
    with pytest.raises(MissingLettersError) as caught:
        protocol(2, name="Аня 日")
    assert "Аня" not in str(caught.value)


def test_a_field_without_value_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        render_form(read(PROTOCOL), {"room.name": "1"}, {"rows": []}, BOOK)


def slips(count: int, layout: Layout) -> Rendered:
    parts = [
        render_form(layout, {"slip.code": f"{ordinal:05d}", "slip.number": code(ordinal)}, {}, BOOK).pages[0]
        for ordinal in range(1, count + 1)
    ]
    places = 8
    sheets = [parts[start : start + places] for start in range(0, count, places)]
    number = Identifier(NumberKind.OTHER, SITE, 3)
    return impose(layout, sheets, {}, BOOK, sheet_values=lambda page, _: {"paper.number": str(number.of_page(page))})


def test_slips_on_sheets_are_read_back_and_keep_their_places() -> None:
    layout = read(SLIP)
    rendered = slips(11, layout)
    assert [len(page.symbols) for page in rendered.pages] == [17, 7]
    pdf = to_pdf([rendered], BOOK, title="Коды")
    image = picture(pdf)
    assert zxing(image) == zbar(image)
    assert len(zxing(image)) == 17
    third = [rect for page, content, rect in rendered.symbols if content == code(3)]
    assert all(Rect(30, 60 + 38 + 6, 62, 38).grown(3).holds(rect) for rect in third)
    assert len({content for _, content, _ in rendered.symbols}) == 13


@given(
    st.integers(1, 3), st.integers(1, 5), st.floats(8, 20), st.floats(40, 60), st.floats(4, 12), st.floats(4, 9),
)  # fmt: skip
def test_a_cut_that_drifts_by_two_millimetres_hits_no_symbol(
    columns: int, rows: int, x: float, y: float, gx: float, gy: float
) -> None:
    text = SLIP.replace("columns = 2, rows = 4, at = [30, 60], gutter = [6, 6]",
                        f"columns = {columns}, rows = {rows}, at = [{x}, {y}], gutter = [{gx}, {gy}]")  # fmt: skip
    try:
        layout = read(text)
    except Exception as error:
        assert getattr(error, "exit_code", None) is ExitCode.LAYOUT
        return
    assert layout.sheet is not None
    parts = [render_form(layout, {"slip.code": "60132", "slip.number": code(1)}, {}, BOOK).pages[0]] * (columns * rows)
    rendered = impose(layout, [parts], {"paper.number": code(2)}, BOOK)
    upright, level = cut_lines(layout.sheet, layout.page.size)
    for _, content, rect in rendered.symbols:
        if content == code(1):
            assert all(not rect.x < cut + drift < rect.right for cut in upright for drift in (-2, 2))
            assert all(not rect.y < cut + drift < rect.bottom for cut in level for drift in (-2, 2))


def test_cut_marks_stand_in_gutters_and_margins_only() -> None:
    layout = read(SLIP)
    assert layout.sheet is not None
    bare = impose(layout, [[None] * 8], {"paper.number": code(2)}, BOOK)
    image = picture(to_pdf([bare], BOOK, title="Коды"), dpi=300).convert("L")
    scale = 300 / 25.4
    for column in range(2):
        for line in range(4):
            part = Rect(30 + column * 68, 60 + line * 44, 62, 38)
            box = [round(value * scale) for value in (part.x, part.y, part.right, part.bottom)]
            assert image.crop((box[0], box[1], box[2], box[3])).getextrema() == (255, 255)
    marks = image.crop((0, round(50 * scale), image.width, image.height)).getextrema()
    assert marks[0] < 100, "there are marks"
    ink = image.point(lambda value: 255 * (value < 128)).getbbox()
    assert ink and min(ink[0], ink[1]) / scale >= INK_MARGIN_MM - 0.1


def test_more_parts_than_places_are_refused() -> None:
    layout = read(SLIP)
    with pytest.raises(ValueError, match="places"):
        impose(layout, [[None] * 9], {"paper.number": code(2)}, BOOK)


def manifest(items: int, qr: str = "VPR1;640123;101") -> Rendered:
    values = {"paper.number": code(4), "packet.qr": qr, "site.number": SITE}
    sets = [f"{ordinal} · 1640 1230 {ordinal:04d} 0097" for ordinal in range(1, items + 1)]
    return render_form(read(MANIFEST), values, {"contents": [{"row.name": "Комплекты"}]}, BOOK, items={"sets": sets})


@pytest.mark.parametrize(("items", "pages"), [(0, 1), (20, 1), (21, 2), (45, 3)])
def test_number_lists_flow_over_pages_and_lose_nothing(items: int, pages: int) -> None:
    found = texts(to_pdf([manifest(items)], BOOK, title="Опись"))
    assert len(found) == pages
    lines = [line for page in found for line in page.splitlines() if "·" in line]
    assert lines == [f"{ordinal} · 1640 1230 {ordinal:04d} 0097" for ordinal in range(1, items + 1)]


def test_a_second_qr_that_outgrows_its_place_is_refused() -> None:
    image = picture(to_pdf([manifest(3, "VPR1;" + "9" * 60)], BOOK, title="Опись"))
    assert "QRCode:VPR1;" + "9" * 60 in zxing(image)
    with pytest.raises(QrOverflowError) as caught:
        manifest(3, "VPR1;" + "x" * 400)
    assert caught.value.exit_code is ExitCode.LAYOUT and "405 знаков" in str(caught.value)


def test_cells_hold_one_letter_each_and_no_more() -> None:
    values = {"paper.number": code(4), "packet.qr": "x", "site.number": "6401234"}
    with pytest.raises(TextOverflowError, match=r"\{site\.number\}"):
        render_form(read(MANIFEST), values, {"contents": []}, BOOK, items={"sets": []})


def test_the_room_is_drawn_as_it_stands() -> None:
    cards = [
        SeatCard(Seat(line, desk, side), f"{line}{desk}{side}", f"в. {1 + (line + desk + side) % 2}")
        for line in (1, 2, 4)
        for desk in range(1, 6)
        for side in (0, 1)
    ]
    rendered = render_form(read(PLAN), {"paper.number": code(5)}, {}, BOOK, seating=cards)
    (text,) = texts(to_pdf([rendered], BOOK, title="План"))
    assert all(card.text in text.split() for card in cards)
    assert "Доска" in text and "Ряд 4" in text and "Ряд 3" not in text


def test_a_room_too_large_for_its_plan_stops() -> None:
    cards = [SeatCard(Seat(line, 1), "1234567") for line in range(1, 90)]
    with pytest.raises(TextOverflowError):
        render_form(read(PLAN), {"paper.number": code(5)}, {}, BOOK, seating=cards)


def test_several_papers_share_a_file_and_its_fonts() -> None:
    together = to_pdf([protocol(3), protocol(20)], BOOK, title="Протоколы")
    assert len(texts(together)) == 4
    assert together.count(b"/FontFile2") == 1
    info = pypdf.PdfReader(io.BytesIO(together)).metadata
    assert info is not None and info.title == "Протоколы" and info.author is None


def test_the_same_values_give_the_same_bytes() -> None:
    first = to_pdf([protocol(17), slips(5, read(SLIP))], BOOK, title="Всё")
    fresh = read_fonts(FONTS)
    again = to_pdf([protocol(17), slips(5, read(SLIP))], fresh, title="Всё")
    assert first == again


def test_a_file_without_rare_letters_does_not_depend_on_those_of_others() -> None:
    plain = to_pdf([protocol(2, name="Иванова Анна")], BOOK, title="Протокол")
    assert len(plain) < len(to_pdf([protocol(2)], BOOK, title="Протокол"))


def test_a_room_is_drawn_in_a_few_hundredths_of_a_second() -> None:
    layouts = read(PROTOCOL), read(SLIP), read(MANIFEST)
    protocol(15, layouts[0]), slips(15, layouts[1])
    started = time.perf_counter()
    rendered = protocol(15, layouts[0]), slips(15, layouts[1]), manifest(15)
    to_pdf(rendered, BOOK, title="Кабинет")
    assert time.perf_counter() - started < 0.15, "measured 0.01 s; the limit allows for a busy machine"


def test_sizes_of_pages_are_those_of_the_layout() -> None:
    pdf = pypdf.PdfReader(io.BytesIO(to_pdf([protocol(1), slips(1, read(SLIP))], BOOK, title="Размеры")))
    sizes = [
        Size(float(page.mediabox.width) * 25.4 / 72, float(page.mediabox.height) * 25.4 / 72) for page in pdf.pages
    ]
    assert [(round(size.w), round(size.h)) for size in sizes] == [(297, 210), (210, 297)]


def official(width: float = 842, height: float = 595, rotate: int = 0, pages: int = 1) -> bytes:
    """A form of an authority: a frame near the edge of each page, a black corner at its bottom left."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(width, height))
        page.contents_add(b"2 w 30 30 %f %f re S 30 30 60 20 re f q" % (width - 60, height - 60))
        page.obj.Rotate = rotate
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


BACKED = read(PROTOCOL, ("elements = [\n", 'background = { file = "blank.pdf" }\nelements = [\n'))


def backed(data: bytes, page: int = 1) -> bytes:
    under = read_background(data, "blank.pdf", page, BACKED.page.size)
    values = {"room.name": "101", "paper.number": code(9)}
    rendered = render_form(BACKED, values, {"rows": [row(1)]}, BOOK, background=under)
    return to_pdf([rendered], BOOK, title="Протокол")


def test_an_official_form_lies_under_the_fields() -> None:
    pdf = backed(official(pages=2), page=2)
    assert "каб. 101" in texts(pdf)[0]
    image = picture(pdf)
    assert f"Code128:{code(9)}" in zxing(image)
    scale = 200 / 72
    assert image.getpixel((round(60 * scale), image.height - round(40 * scale))) == 0
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
    assert pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages[0].extract_text()


def test_a_turned_official_form_lies_as_viewers_show_it() -> None:
    image = picture(backed(official(595, 842, rotate=90)))
    scale = 200 / 72
    assert image.getpixel((round(40 * scale), round(60 * scale))) == 0, "bottom left, turned clockwise, is top left"
    assert image.getpixel((round(60 * scale), image.height - round(40 * scale))) == 255


@pytest.mark.parametrize(
    ("data", "page", "flaw"),
    [
        (b"not a pdf", 1, BackgroundFlaw.DAMAGED),
        (b"", 1, BackgroundFlaw.DAMAGED),
        (official(), 2, BackgroundFlaw.NO_PAGE),
        (official(), 0, BackgroundFlaw.NO_PAGE),
        (official(595, 842), 1, BackgroundFlaw.SIZE),
    ],
)
def test_an_official_form_that_cannot_be_used_is_refused(data: bytes, page: int, flaw: BackgroundFlaw) -> None:
    with pytest.raises(BackgroundError) as caught:
        backed(data, page)
    assert caught.value.flaw is flaw and caught.value.exit_code is ExitCode.LAYOUT
    assert "blank.pdf" in str(caught.value)


def test_a_layout_with_a_background_is_not_printed_without_it() -> None:
    with pytest.raises(ValueError, match="background"):
        render_form(BACKED, {"room.name": "1", "paper.number": code(9)}, {"rows": []}, BOOK)
