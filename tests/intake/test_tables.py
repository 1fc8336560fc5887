"""Foreign tables: every format and code page gives the same cells; hostile files end in a named error."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake.list_makers import ods, text_table, xls, xlsx

from vpr_print.errors import ExitCode, VprPrintError
from vpr_print.intake.delimited import find_delimiter
from vpr_print.intake.list_errors import (
    ListDamagedError,
    ListEmptyError,
    ListPasswordError,
    ListRole,
    ListTooLargeError,
    ListUnreadableError,
    ListWrongKindError,
)
from vpr_print.intake.tables import Cell, Table, read_tables

ROWS = [["ФИО", "Класс", "Кабинет"], ["Пробкин Пётр", "5А", "101"], ["Стулова Анна", "5Б", "Спортзал"]]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "cp866", "koi8_r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_code_page_and_delimiter_gives_the_same_cells(tmp_path: Path, encoding: str, delimiter: str) -> None:
    (table,) = read_tables(text_table(tmp_path / "l.csv", ROWS, encoding, delimiter))
    assert texts(table) == ROWS and table.sheet == ""
    assert str(table.ref(table.rows[1], 2)) == "l.csv, ячейка C2"


def test_every_workbook_gives_the_same_cells(tmp_path: Path) -> None:
    for path in (xlsx(tmp_path / "a.xlsx", {"Л": ROWS}), xls(tmp_path / "a.xls", ROWS), ods(tmp_path / "a.ods", ROWS)):
        assert texts(read_tables(path)[0]) == ROWS


def test_the_ending_of_the_name_does_not_matter(tmp_path: Path) -> None:
    page = "<html><meta charset='utf-8'><table>" + "".join(
        "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS
    )
    (tmp_path / "page.xls").write_text(page + "</table>", "utf-8")
    for path in (
        xlsx(tmp_path / "book", {"Л": ROWS}).rename(tmp_path / "book.csv"),
        text_table(tmp_path / "text.xls", ROWS, "cp1251"),
        tmp_path / "page.xls",
    ):
        assert texts(read_tables(path)[0]) == ROWS


def test_numbers_and_dates_are_normalised_and_remembered(tmp_path: Path) -> None:
    day = datetime.date(2026, 4, 21)
    for path in (
        xlsx(tmp_path / "a.xlsx", {"Л": [[60132.0, day, "007", 2.5]]}),
        xls(tmp_path / "a.xls", [[60132.0, day, "007", 2.5]]),
    ):
        cells = read_tables(path)[0].rows[0].cells
        assert cells == (
            Cell("60132", numeric=True),
            Cell("21.04.2026", date=day),
            Cell("007"),
            Cell("2.5", numeric=True),
        )


def test_odd_spaces_and_split_letters_become_plain(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Л": [[" Проб\u00a0кин\u2009Пётр\n ", "И\u0306\u200bод"]]})
    assert texts(read_tables(path)[0]) == [["Проб кин Пётр", "Йод"]]


def test_merged_cells_are_repeated_and_marked(tmp_path: Path) -> None:
    rows = [["101", "а"], [None, "б"], [None, "в"]]
    for path in (
        xlsx(tmp_path / "a.xlsx", {"Л": rows}, ["A1:A3"]),
        xls(tmp_path / "a.xls", rows, [(0, 2, 0, 0)]),
        ods(tmp_path / "a.ods", rows, {(0, 0): 3}),
    ):
        table = read_tables(path)[0]
        assert texts(table) == [["101", "а"], ["101", "б"], ["101", "в"]]
        assert [row.cells[0].filled for row in table.rows] == [False, True, True]


def test_hidden_sheets_are_marked(tmp_path: Path) -> None:
    tables = read_tables(xlsx(tmp_path / "a.xlsx", {"А": ROWS, "Б": ROWS}, hidden=["Б"]))
    assert [table.hidden for table in tables] == [False, True]


def test_quotes_line_ends_in_cells_and_a_directive(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('sep=;\nФИО;"Класс\nи буква"\n"Пробкин; Пётр";5 "А"\n', "utf-8")
    assert texts(read_tables(path)[0]) == [["ФИО", "Класс и буква"], ["Пробкин; Пётр", '5 "А"']]


def test_an_unclosed_quote_does_not_swallow_the_list(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'ФИО;Класс\n"Пробкин Пётр;5А\n' + "".join(f"Стулова {c};5Б\n" for c in "абвгдежзиклмнопрстуфхцчшщ"), "utf-8"
    )
    assert len(read_tables(path)[0].rows) == 27


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("ФИО\nПробкин\n", ";"),
        ("Школа № 5, город\n№;ФИО;Класс\n1;П, а;5А\n", ";"),
        ("а,б\nв,г\n", ","),
        ("а|б;|в\nг|д|е", "|"),
    ],
)
def test_the_delimiter_is_the_one_that_splits_evenly(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_a_flaw_of_the_file_has_the_exit_code_of_its_list(tmp_path: Path) -> None:
    for role, code in ((ListRole.ALLOCATION, ExitCode.ALLOCATION), (ListRole.CODES, ExitCode.CODES)):
        with pytest.raises(ListUnreadableError) as caught:
            read_tables(tmp_path / "none.xlsx", role=role)
        assert caught.value.exit_code == code


def test_each_broken_file_is_named(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "good.xlsx", {"Л": ROWS}).read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    word = tmp_path / "word.docx"
    with zipfile.ZipFile(word, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    cases = {
        b"": ListEmptyError,
        b"\xef\xbb\xbf \r\n": ListEmptyError,
        b";;;\n;;\n": ListEmptyError,
        good[: len(good) // 2]: ListDamagedError,
        ole + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"): ListPasswordError,
        ole + b"\0" * 600: ListDamagedError,
        word.read_bytes(): ListWrongKindError,
        b"%PDF-1.7\n": ListWrongKindError,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)): ListWrongKindError,
        bytes(range(256)) * 4: ListWrongKindError,
    }
    for content, kind in cases.items():
        path = tmp_path / "x.xlsx"
        path.write_bytes(content)
        with pytest.raises(kind):
            read_tables(path)


def test_a_sheet_that_claims_the_whole_grid_ends_in_an_error_not_in_a_crash(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.cell(1, 1).value = sheet.cell(1_048_576, 16_384).value = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(ListTooLargeError):
        read_tables(tmp_path / "a.xlsx")


def test_a_declared_size_of_the_whole_grid_alone_does_no_harm(tmp_path: Path) -> None:
    source, target = xlsx(tmp_path / "a.xlsx", {"Л": ROWS}), tmp_path / "b.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:C3"', b'ref="A1:XFD1048576"'))
    assert texts(read_tables(target)[0]) == ROWS


def test_a_bomb_and_nested_entities_end_in_an_error(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", {"Л": ROWS})
    bomb = bytearray(source.read_bytes())
    record = bomb.index(b"PK\x01\x02")
    bomb[record + 24 : record + 28] = b"\xff\xff\xff\x7f"  # says that it unpacks to 2 GB
    (tmp_path / "bomb.xlsx").write_bytes(bytes(bomb))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12)
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "laughs.xlsx", "w") as new:
        for member in old.namelist():
            grown = member.endswith("sheet1.xml")
            new.writestr(
                member, laughs + b"]><worksheet><sheetData>&m;</sheetData></worksheet>" if grown else old.read(member)
            )
    for name, kinds in (("bomb", ListTooLargeError), ("laughs", (ListDamagedError, ListEmptyError))):
        with pytest.raises(kinds):
            read_tables(tmp_path / f"{name}.xlsx")


def test_more_rows_than_a_list_may_have_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\n" * 200_001)
    with pytest.raises(ListTooLargeError):
        read_tables(path)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-16")))
def test_any_bytes_end_in_tables_or_in_an_error_that_we_know(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    try:
        tables = read_tables(path)
    except VprPrintError as error:
        assert str(error)
    else:
        assert all(table.rows for table in tables)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["xlsx", "xls", "ods"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=20),
)
def test_a_spoiled_workbook_ends_in_tables_or_in_an_error_that_we_know(
    tmp_path: Path, kind: str, damage: list[tuple[float, int]]
) -> None:
    path = tmp_path / "x"
    match kind:
        case "xlsx":
            xlsx(path, {"Л": ROWS})
        case "xls":
            xls(path, ROWS)
        case _:
            ods(path, ROWS)
    content = bytearray(path.read_bytes())
    for place, bits in damage:
        content[int(place * len(content))] ^= bits
    path.write_bytes(bytes(content))
    try:
        read_tables(path)
    except VprPrintError as error:
        assert str(error)
