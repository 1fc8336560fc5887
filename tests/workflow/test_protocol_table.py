"""A table by code: columns by their titles, zeros that a spreadsheet ate, and no name past the door."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from vpr_print.errors import Flaws, VprPrintError
from vpr_print.forms.agreement import KnownSet, PlannedPlace, SetFate
from vpr_print.forms.protocol_errors import TableCellsError, TableColumnsError
from vpr_print.intake.list_errors import ListEmptyError, ListUnreadableError
from vpr_print.model.identifier import CodeNumber, Identifier, NumberKind
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.track.protocol_typed import ABSENT, PaperMarks, PaperRow
from vpr_print.workflow.protocol_sources import PaperSources
from vpr_print.workflow.protocol_table import read_protocol_table

SITE = SiteNumber("640123")
CODES = tuple(map(ParticipantCode, ("50101", "50102", "00103")))
SETS = tuple(str(Identifier(NumberKind.SET, SITE, serial)) for serial in range(1, 4))
PAPER = PaperSources(
    work="2026-04-21-matematika-5",
    planned=tuple(PlannedPlace(code=code, room="101", ordinal=place) for place, code in enumerate(CODES, 1)),
    sets=tuple(
        KnownSet(number=number, room="101", ordinal=place, variant=1, fate=SetFate.OPEN)
        for place, number in enumerate(SETS, 1)
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, *rows: Sequence[object], room: str = "", sheet: str = "Лист1") -> dict[str, list[object]]:
    """What the table says, by code."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    book.save(folder / "t.xlsx")
    found: dict[str, list[object]] = {}
    for entry in read_protocol_table(folder / "t.xlsx", PAPER, room, 5):
        found.setdefault(entry.code, []).append(entry.content)
    return found


def flaws(folder: Path, *rows: Sequence[object]) -> list[VprPrintError]:
    with pytest.raises(VprPrintError) as caught:
        read(folder, *rows)
    return list(caught.value.flaws) if isinstance(caught.value, Flaws) else [caught.value]


def test_rows_and_marks_under_titles_in_any_order(folder: Path) -> None:
    said = read(
        folder,
        ("Результаты",),
        (),
        ("ФИО", "9.1 (1б)", "Комплект", "Код участника", "10 (3б)", "Явка", "Примечание"),
        ("Ёлкина Анна", 1, "02", "50101", "Х", "да", "опоздала"),
        ("Белов Пётр", None, None, "50102", None, "н", None),
    )
    assert said == {
        "50101": [PaperRow(set_number=SETS[1]), PaperMarks(marks=(("9.1", "1"), ("10", "X")))],
        "50102": [ABSENT],
    }


def test_a_set_by_its_sixteen_digits_also_in_groups(folder: Path) -> None:
    grouped = " ".join(SETS[2][at : at + 4] for at in range(0, 16, 4))
    assert read(folder, ("Код", "№ комплекта"), ("50101", grouped)) == {"50101": [PaperRow(set_number=SETS[2])]}


def test_the_variant_alone_and_the_answer_form_alone(folder: Path) -> None:
    said = read(
        folder,
        ("Код участника", "Вариант", "Номер бланка"),
        ("50101", 2, None),
        ("50102", None, "7001234"),
        ("00103", 2.0, 7001235),
    )
    assert said == {
        "50101": [PaperRow(variant=2)],
        "50102": [PaperRow(form_number="7001234")],
        "00103": [PaperRow(variant=2, form_number="7001235")],
    }


def test_who_only_came_had_the_set_beside_the_code(folder: Path) -> None:
    assert read(folder, ("Код участника", "Явка"), ("50102", "+"), ("50101", "-")) == {
        "50102": [PaperRow(set_number=SETS[1])],
        "50101": [ABSENT],
    }


def test_zeros_that_a_spreadsheet_ate_and_the_number_of_a_slip(folder: Path) -> None:
    slip = str(CodeNumber.of(SITE, CODES[2]))
    assert read(folder, ("Код участника", "Явка"), (103, "н")) == {"00103": [ABSENT]}
    assert read(folder, ("Код участника", "Явка"), (slip, "н")) == {"00103": [ABSENT]}
    assert read(folder, ("Код участника", "Явка"), (77, "н")) == {"00077": [ABSENT]}


def test_rows_without_anything_totals_and_column_numbers_are_no_participants(folder: Path) -> None:
    said = read(
        folder,
        ("№", "Код участника", "Вариант"),
        (1, 2, 3),
        (1, "50101", 1),
        (2, "50102", None),
        ("", "Итого", 1),
    )
    assert said == {"50101": [PaperRow(variant=1)]}


def test_a_csv_in_an_old_encoding(folder: Path) -> None:
    file = folder / "t.csv"
    file.write_bytes("Код участника;Вариант;1 (1б)\r\n00103;2;Х\r\n".encode("cp1251"))
    found = read_protocol_table(file, PAPER, "", 5)
    assert [entry.code for entry in found] == ["00103", "00103"]
    assert found[1].content == PaperMarks(marks=(("1", "X"),))


def test_class_sex_and_last_mark_are_taken_where_they_are_such(folder: Path) -> None:
    said = read(folder, ("Код участника", "Класс", "Пол", "Отметка за прошлый период"), ("50101", "5А", "ж", 4))
    assert said == {"50101": [PaperMarks(class_name="5А", sex="ж", previous="4")]}


def test_every_wrong_cell_is_named_by_its_address_and_never_by_its_text(folder: Path) -> None:
    found = flaws(
        folder,
        ("Код участника", "Комплект", "Вариант", "Явка", "1 (1б)", "2 (1б)", "Класс", "Номер бланка"),
        ("Иванова", 1, 1, "да", 1, 1, "5А", ""),
        ("50101", "Иванова", "первый", "кажется", "Иванова", 2, "Иванова", "Иванова"),
        ("50102", 77, 1, "н", 0, 0, "", ""),
    )
    assert {type(flaw) for flaw in found} == {TableCellsError}
    cells = {flaw.what: [cell.rpartition(" ")[2] for cell in flaw.cells] for flaw in found}  # type: ignore[attr-defined]
    assert sorted(cell for listed in cells.values() for cell in listed) == sorted(
        ["A2", "B3", "C3", "D3", "E3", "F3", "G3", "H3", "B4", "D4"]
    )
    assert "Иванова" not in "".join(map(str, found))


def test_two_rows_of_one_code_are_both_taken_for_a_person_to_settle(folder: Path) -> None:
    said = read(folder, ("Код участника", "Комплект"), ("50101", 1), ("50101", 2))
    assert said == {"50101": [PaperRow(set_number=SETS[0]), PaperRow(set_number=SETS[1])]}


def test_a_table_without_codes_or_without_anything_beside_them(folder: Path) -> None:
    assert isinstance(flaws(folder, ("ФИО", "Вариант"), ("Белов", 1))[0], TableColumnsError)
    assert isinstance(flaws(folder, ("Код участника", "ФИО"), ("50101", "Белов"))[0], TableColumnsError)


def test_files_that_are_no_tables_have_the_exit_code_of_forms(folder: Path) -> None:
    (folder / "empty.csv").write_bytes(b"")
    for name, kind in (("empty.csv", ListEmptyError), ("none.xlsx", ListUnreadableError)):
        with pytest.raises(kind) as caught:
            read_protocol_table(folder / name, PAPER, "", 5)
        assert caught.value.exit_code == 70
