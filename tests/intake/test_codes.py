"""Code lists: columns, grids and PDFs give the codes in list order; what is not sure is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake.list_makers import ods, people, text_table, xls, xlsx
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from vpr_print.errors import ExitCode, Flaws, VprPrintError
from vpr_print.intake.code_pages import Word, find_codes
from vpr_print.intake.codes import read_codes
from vpr_print.intake.list_errors import (
    CodeLengthError,
    CodePagesUnclearError,
    CodeSignsError,
    CodesOfOtherGradeError,
    CodesUnclearError,
    DuplicateCodeError,
    ListDamagedError,
    NoCodesError,
)
from vpr_print.settings.share import fonts_dir

CODES = ["60132", "60133", "00134", "60135", "60136", "60137"]
GRID = [CODES[:3], CODES[3:]]


def pdf(path: Path, pages: list[list[tuple[float, float, str]]]) -> Path:
    """A PDF with texts (of digits and Latin letters) at x, y from the top, in points."""
    bodies = [
        "".join(f"BT /F 12 Tf {x} {800 - y} Td ({text}) Tj ET\n" for x, y, text in page).encode("ascii")
        for page in pages
    ]
    count = len(pages)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    objects.append(f"<</Type/Pages/Count {count}/Kids[{kids}]/MediaBox[0 0 595 842]>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for index, body in enumerate(bodies):
        objects.append(b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % (5 + 2 * index))
        objects.append(b"<</Length %d>>stream\n%sendstream" % (len(body), body))
    content, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(content),
    )
    path.write_bytes(content)
    return path


def flaws_of(path: Path, length: int | None = None) -> dict[type[VprPrintError], list[str]]:
    with pytest.raises(VprPrintError) as caught:
        read_codes(path, length=length)
    error = caught.value
    assert error.exit_code == ExitCode.CODES
    flaws = error.flaws if isinstance(error, Flaws) else (error,)
    return {type(flaw): [cell.cell for cell in getattr(flaw, "cells", ())] for flaw in flaws}


def test_a_column_beside_others(tmp_path: Path) -> None:
    rows = [
        ["Коды участников ВПР, 5 класс, 21.04.2026"],
        ["Логин edu640123"],
        ["№", "Год", "Код участника", "Дата"],
        *([i + 1, 2026, code, datetime.date(2026, 4, 21)] for i, code in enumerate(CODES)),
        ["Итого", None, 6],
    ]
    found = read_codes(xlsx(tmp_path / "a.xlsx", {"Коды": rows}))
    assert list(found.codes) == CODES and not found.notices


@pytest.mark.parametrize("captions", [True, False])
def test_a_grid_is_read_row_by_row(tmp_path: Path, captions: bool) -> None:
    rows: list[list[str]] = []
    for line in (CODES[:3], ["", CODES[3], ""], CODES[4:]):
        rows += [["Код участника"] * 3, line, []] if captions else [line]
    for path in (
        xlsx(tmp_path / "a.xlsx", {"Л": rows}),
        ods(tmp_path / "a.ods", rows),
        text_table(tmp_path / "a.csv", rows),
    ):
        assert list(read_codes(path).codes) == CODES


def test_a_caption_in_the_same_cell_or_beside(tmp_path: Path) -> None:
    same = [[f"Код участника\n{code}" for code in line] for line in GRID]
    beside = [["Код участника", code] for code in CODES]
    for rows in (same, beside):
        assert list(read_codes(xlsx(tmp_path / "a.xlsx", {"Л": rows})).codes) == CODES


def test_a_bare_column_and_ordinals_beside_it(tmp_path: Path) -> None:
    assert list(read_codes(text_table(tmp_path / "a.csv", [[code] for code in CODES])).codes) == CODES
    numbered = [[str(i + 1), code] for i, code in enumerate(CODES)]
    assert list(read_codes(text_table(tmp_path / "b.csv", numbered)).codes) == CODES


def test_numbers_are_read_and_said_and_lost_zeros_are_refused(tmp_path: Path) -> None:
    good = read_codes(xls(tmp_path / "a.xls", [["Код"], [60132.0], [60133.0]]))
    assert list(good.codes) == ["60132", "60133"] and [notice.id for notice in good.notices] == ["codes_were_numbers"]
    text = read_codes(text_table(tmp_path / "a.csv", [["Код"], ["60132.0"], ["60133"]]))
    assert list(text.codes) == ["60132", "60133"] and len(text.notices) == 1
    lost = xls(tmp_path / "b.xls", [["Код"], [60132.0], [134.0], [60133.0]])
    assert flaws_of(lost) == {CodeLengthError: ["A3"]}


def test_all_flaws_are_named_at_once(tmp_path: Path) -> None:
    path = text_table(
        tmp_path / "a.csv", [["№", "Код"], *([str(i), c] for i, c in enumerate([*CODES, "6О138", "613", CODES[0]], 1))]
    )
    assert flaws_of(path) == {CodeSignsError: ["B8"], CodeLengthError: ["B9"], DuplicateCodeError: ["B2", "B10"]}
    bare = text_table(tmp_path / "b.csv", [[c] for c in [*CODES, "6О138"]])
    assert flaws_of(bare) == {CodeSignsError: ["A7"]}
    assert set(flaws_of(text_table(tmp_path / "c.csv", GRID), length=6)) <= {CodeLengthError, NoCodesError}


def test_what_is_not_sure_is_refused(tmp_path: Path) -> None:
    years = [[code, "2026"] for code in CODES]
    logins = [["Школа", "640123"], *GRID]
    for rows in (years, logins):
        assert set(flaws_of(text_table(tmp_path / "a.csv", rows))) == {CodesUnclearError}
    assert set(flaws_of(text_table(tmp_path / "a.csv", [["Список", "пуст"], ["1", "2"]]))) == {NoCodesError}


def test_a_pdf_is_read_in_the_order_of_its_grid(tmp_path: Path) -> None:
    grid = [(60 + 90 * column, 60 + 40 * row, f"{60100 + row * 5 + column}") for row in range(6) for column in range(5)]
    second = [(60.0, 60.0, "60200")]
    first = [(60, 20, "VPR 21.04.2026 edu640123"), *reversed(grid), (300, 780, "1")]
    found = read_codes(pdf(tmp_path / "a.pdf", [first, second]))
    assert list(found.codes) == [f"{60100 + i}" for i in range(30)] + ["60200"]


def test_a_damaged_code_of_a_pdf_is_named_by_its_page(tmp_path: Path) -> None:
    page = [(60.0, 60.0, "60132"), (160.0, 60.0, "60133"), (60.0, 100.0, "6134"), (160.0, 100.0, "60132")]
    assert flaws_of(pdf(tmp_path / "a.pdf", [page])) == {
        CodeLengthError: ["стр. 1"],
        DuplicateCodeError: ["стр. 1"] * 2,
    }


def test_a_pdf_without_codes_or_beyond_reading_is_named(tmp_path: Path) -> None:
    assert set(flaws_of(pdf(tmp_path / "a.pdf", [[(60, 60, "scan")]]))) == {NoCodesError}
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert set(flaws_of(tmp_path / "b.pdf")) == {ListDamagedError}
    assert set(flaws_of(pdf(tmp_path / "c.pdf", [[(60, 60, "school 64012"), (60, 90, "60132")]]))) == {
        CodePagesUnclearError
    }


def printed(path: Path, lines: Iterable[str]) -> Path:
    """A PDF with Russian lines below each other."""
    pdfmetrics.registerFont(TTFont("body", str(fonts_dir() / "pt-sans" / "PTS55F.ttf")))
    canvas = Canvas(str(path))
    for number, line in enumerate(lines):
        canvas.setFont("body", 12)
        canvas.drawString(60, 780 - 24 * number, line)
    canvas.save()
    return path


def test_names_beside_the_codes_of_a_pdf_are_seen(tmp_path: Path) -> None:
    tied = [f"{code} {name}" for code, name in zip(CODES, people(6), strict=True)]
    assert [cell.cell for cell in read_codes(printed(tmp_path / "a.pdf", tied)).named] == ["стр. 1"]
    assert read_codes(printed(tmp_path / "b.pdf", [f"{code} 5А" for code in CODES])).named == ()


def test_codes_of_another_grade_in_a_pdf_are_left_out_and_said(tmp_path: Path) -> None:
    path = printed(tmp_path / "a.pdf", ["Коды. 5 класс", *CODES[:4], "Коды. 6 класс", *CODES[4:]])
    found = read_codes(path, grade=5)
    assert list(found.codes) == CODES[:4]
    assert [notice.id for notice in found.notices] == ["codes_of_other_grades"]
    with pytest.raises(CodesOfOtherGradeError):
        read_codes(path, grade=8)
    assert list(read_codes(path).codes) == CODES


def test_classes_beside_the_codes_are_known(tmp_path: Path) -> None:
    rows = [["Код", "Класс"], *([code, "5Б" if index % 2 else "5А"] for index, code in enumerate(CODES))]
    assert read_codes(xlsx(tmp_path / "a.xlsx", {"Коды": rows}), grade=5).classes == ("5А", "5Б")


def test_codes_in_hidden_rows_are_taken_and_said(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Коды": [["Код участника"], *([code] for code in CODES)]}, hidden_rows=[3, 5])
    found = read_codes(path)
    assert list(found.codes) == CODES
    assert [notice.id for notice in found.notices] == ["rows_hidden"]
    assert "A3" in str(found.notices[0]) and "A5" in str(found.notices[0])


def test_columns_of_a_pdf_table_beside_words_are_taken_only_when_they_stand_below_each_other() -> None:
    rows = [
        Word(text, 1, x, 40.0 * i)
        for i, code in enumerate(CODES)
        for x, text in ((40, f"{i}."), (90, code), (200, "5А"))
    ]
    assert [word.text for word in find_codes("a.pdf", rows, None)] == CODES


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text("0123456789", min_size=5, max_size=5), min_size=4, max_size=60, unique=True),
    st.integers(1, 6),
    st.sampled_from(["utf-8", "cp1251", "cp866"]),
    st.booleans(),
)
def test_no_code_is_lost_or_doubled(tmp_path: Path, codes: list[str], width: int, encoding: str, headed: bool) -> None:
    rows = [codes[i : i + width] for i in range(0, len(codes), width)]
    path = text_table(tmp_path / "codes.csv", [["Код участника"] * width, *rows] if headed else rows, encoding)
    assert list(read_codes(path).codes) == codes


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "Код", "Код участника", *CODES, "134", "2026", "21.04.2026", "Итого", "1", "2", "а"])
        ),
        max_size=8,
    )
)
def test_any_table_ends_in_codes_or_in_an_error_that_we_know(tmp_path: Path, rows: list[list[str]]) -> None:
    try:
        found = read_codes(text_table(tmp_path / "codes.csv", rows))
    except VprPrintError as error:
        assert str(error)
    else:
        assert len({len(code) for code in found.codes}) == 1 and len(set(found.codes)) == len(found.codes)
