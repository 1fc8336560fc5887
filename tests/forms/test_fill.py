"""An official form is filled in as it was downloaded: our values in its cells, every other part byte for byte."""

from __future__ import annotations

import csv
import io
import subprocess
import time
import warnings
from dataclasses import replace
from pathlib import Path

import official_form as f
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from vpr_print.errors import Flaws
from vpr_print.forms import package
from vpr_print.forms.electronic_protocol import ProtocolRow, TaskName
from vpr_print.forms.errors import (
    CellTrouble,
    CellValueError,
    CodesNotInFormError,
    ColumnsMissingError,
    FormError,
    FormFlaw,
    NoRowsLeftError,
    NotAFormError,
)
from vpr_print.forms.fill import FilledForm, fill_form
from vpr_print.model.work import ParticipantCode

CODES = ("50101", "50102", "50103", "00104")
SHEET = "xl/worksheets/sheet2.xml"


def row(code: str, *marks: str, **fields: str) -> ProtocolRow:
    tasks = [TaskName(title.split(" ")[0]) for title in f.TASKS]
    return ProtocolRow(code=ParticipantCode(code), marks=tuple(zip(tasks, marks, strict=False)), **fields)


ROWS = (
    row("50102", "1", "2", "0", "X", "1", "3", class_name="5А", variant="2", sex="ж", previous="4"),
    row("50101", "0", "0", "0", "0", "0", "0", class_name="5Б", variant="11", sex="м", previous="5"),
)


def fill(form: bytes, *rows: ProtocolRow, overwrite: bool = False) -> FilledForm:
    return fill_form(form, "forma.xlsx", rows or ROWS, overwrite=overwrite)


def opened(content: bytes) -> Workbook:
    """The form as openpyxl has it, which warns of what it would lose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(content))


def seen(filled: FilledForm) -> list[tuple[object, ...]]:
    """Rows of the sheet as another library reads them."""
    sheet = opened(filled.data)["Протокол"]
    return [tuple(cell.value for cell in cells) for cells in sheet.iter_rows(min_row=f.HEAD + 1, max_col=12)]


def test_values_stand_in_the_rows_of_their_codes() -> None:
    filled = fill(f.official_form(CODES))
    rows = seen(filled)
    assert rows[0] == (1, "50101", "5Б", 11, "м", 5, 0, 0, 0, 0, 0, 0)
    assert rows[1] == (2, "50102", "5А", 2, "ж", 4, 1, 2, 0, "X", 1, 3)
    assert rows[2] == (3, "50103", *[None] * 10)
    assert filled.untouched == ("50103", "00104")
    assert (filled.participants, filled.cells, filled.sheet) == (2, 20, "Протокол")


def test_every_other_part_is_as_it_was() -> None:
    form = f.official_form(CODES)
    before, after = f.parts_of(form), f.parts_of(fill(form).data)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {SHEET, "xl/workbook.xml"}
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


def test_in_the_sheet_only_our_cells_change() -> None:
    form = f.official_form(CODES)
    before, after = f.parts_of(form)[SHEET].decode(), f.parts_of(fill(form).data)[SHEET].decode()
    for kept in ("dataValidations", "conditionalFormatting", "sheetProtection", "legacyDrawing", "extLst", "mergeCell"):
        assert before.count(kept) == after.count(kept) > 0
    one = opened(form)["Протокол"]
    two = opened(fill(form).data)["Протокол"]
    for cells, others in zip(one.iter_rows(), two.iter_rows(), strict=True):
        for cell, other in zip(cells, others, strict=True):
            assert cell.style_id == other.style_id
            if cell.value is not None:
                assert cell.value == other.value


def test_a_form_without_codes_takes_them_in_order() -> None:
    filled = fill(f.official_form(rows=3), *ROWS)
    assert [cells[1] for cells in seen(filled)] == ["50102", "50101", None, None]


@pytest.mark.parametrize("options", [{"numbers": True}, {"numbering": True}, {"protected": False}, {"sheet": "Лист 7"}])
def test_forms_may_be_made_in_other_ways(options: dict[str, object]) -> None:
    codes = tuple(code for code in CODES if code[0] != "0")
    filled = fill(f.official_form(codes, **options))
    sheet = opened(filled.data)[filled.sheet]
    rows = {str(cells[1].value): [cell.value for cell in cells[2:6]] for cells in sheet.iter_rows(min_row=f.HEAD + 1)}
    assert rows["50102"] == ["5А", 2, "ж", 4]
    assert rows["50101"] == ["5Б", 11, "м", 5]


def test_titles_may_be_worded_in_other_ways() -> None:
    titles = list(f.TITLES)
    titles[1:5] = ["КОД  участника:", "Класс (буква)", "№ варианта", "Пол участника"]
    titles[5] = "Оценка по предмету за предыдущий триместр"
    titles[6] = "Задание 1 (1 балл)"
    rows = seen(fill(f.official_form(CODES, titles=titles)))
    assert rows[1] == (2, "50102", "5А", 2, "ж", 4, 1, 2, 0, "X", 1, 3)


def flaws(form: bytes, *rows: ProtocolRow, overwrite: bool = False) -> list[CellValueError]:
    with pytest.raises((Flaws, FormError)) as raised:
        fill(form, *rows, overwrite=overwrite)
    found = raised.value.flaws if isinstance(raised.value, Flaws) else (raised.value,)
    assert all(isinstance(flaw, CellValueError) for flaw in found)
    return [flaw for flaw in found if isinstance(flaw, CellValueError)]


@pytest.mark.parametrize(
    ("bad", "cell", "trouble"),
    [
        (row("50101", "2"), "G6", CellTrouble.ABOVE_LIMIT),
        (row("50101", "-"), "G6", CellTrouble.NOT_ALLOWED),
        (row("50101", variant="31"), "D6", CellTrouble.NOT_ALLOWED),
        (row("50101", class_name="7А"), "C6", CellTrouble.NOT_ALLOWED),
        (row("50101", sex="мужской"), "E6", CellTrouble.NOT_ALLOWED),
        (row("50101", previous="6"), "F6", CellTrouble.NOT_ALLOWED),
    ],
)
def test_a_value_that_the_form_does_not_take_is_named_with_its_cell(
    bad: ProtocolRow, cell: str, trouble: CellTrouble
) -> None:
    (flaw,) = flaws(f.official_form(CODES), bad)
    assert (flaw.cell, flaw.trouble) == (cell, trouble)


def test_all_bad_values_are_told_at_once() -> None:
    found = flaws(f.official_form(CODES), row("50101", "2", "3", variant="99"), row("50103", "7", sex="?"))
    assert [flaw.cell for flaw in found] == ["D6", "G6", "H6", "E8", "G8"]


def test_a_locked_cell_is_not_written() -> None:
    form = f.official_form(CODES)
    parts = f.parts_of(form)
    styles = parts["xl/styles.xml"].replace(b'locked="0"', b'locked="1"')
    (flaw, *_) = flaws(f.zipped({**parts, "xl/styles.xml": styles}), row("50101", variant="2"))
    assert (flaw.cell, flaw.trouble) == ("D6", CellTrouble.LOCKED)


def test_a_formula_is_not_overwritten() -> None:
    form = f.official_form(CODES, titles=(*f.TITLES[:12], "11 (9б)", "Доля"), protected=False)
    bad = replace(row("50101"), marks=((TaskName("11"), "1"),))
    (flaw,) = flaws(form, bad, overwrite=True)
    assert (flaw.cell, flaw.trouble) == ("M6", CellTrouble.FORMULA)


def test_what_a_person_has_typed_is_not_overwritten_without_a_word() -> None:
    once = fill(f.official_form(CODES)).data
    assert fill(once).cells == 0
    changed = row("50102", "0", variant="2")
    (flaw,) = flaws(once, changed)
    assert (flaw.cell, flaw.trouble, flaw.allowed) == ("G7", CellTrouble.OCCUPIED, ("1",))
    again = fill_form(once, "forma.xlsx", [changed], overwrite=True)
    assert seen(again)[1][6] == 0


def test_codes_that_the_form_does_not_know_are_named() -> None:
    with pytest.raises(CodesNotInFormError) as raised:
        fill(f.official_form(CODES), row("50101"), row("59999"), row("58888"))
    assert raised.value.codes == ("59999", "58888")


def test_tasks_that_the_form_does_not_have_are_named() -> None:
    bad = replace(row("50101"), marks=((TaskName("12"), "1"), (TaskName("К1"), "1")))
    with pytest.raises(ColumnsMissingError) as raised:
        fill(f.official_form(CODES), bad)
    assert raised.value.titles == ("задание 12", "задание К1")


def test_more_participants_than_free_rows() -> None:
    with pytest.raises(NoRowsLeftError):
        fill(f.official_form(rows=1))


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"", FormFlaw.NOT_XLSX),
        (b"PK\x03\x04 broken", FormFlaw.NOT_XLSX),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, FormFlaw.OLD_OR_LOCKED),
        (f.zipped({"a.txt": b"x"}), FormFlaw.NOT_XLSX),
        (f.official_form(CODES, titles=("№", "ФИО", *f.TITLES[2:])), FormFlaw.NO_SHEET),
        (f.official_form(CODES, titles=(*f.TITLES[:7], "1 (1б)", *f.TITLES[8:])), FormFlaw.TITLE_TWICE),
        (f.official_form(("50101", "50101")), FormFlaw.TITLE_TWICE),
    ],
)
def test_what_is_no_form_is_said_to_be_none(content: bytes, flaw: FormFlaw) -> None:
    with pytest.raises(NotAFormError) as raised:
        fill(content)
    assert raised.value.flaw is flaw


def test_a_bomb_of_a_workbook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_BYTES", 1 << 20)
    parts = f.parts_of(f.official_form(CODES))
    bomb = f.zipped({**parts, "xl/media/image9.png": b"\0" * (2 << 20)})
    with pytest.raises(NotAFormError) as raised:
        fill(bomb)
    assert raised.value.flaw is FormFlaw.TOO_LARGE


def test_entities_of_a_hostile_sheet_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("tayna")
    parts = f.parts_of(f.official_form(CODES))
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
    body = parts[SHEET].partition(b"?>")[2] if parts[SHEET].startswith(b"<?xml") else parts[SHEET]
    hostile = f.zipped({**parts, SHEET: doctype + body.replace(b"<v>1</v>", b"<v>&e;</v>")})
    try:
        filled = fill(hostile)
    except NotAFormError:
        return
    assert b"tayna" not in f.parts_of(filled.data)[SHEET]


def test_formulas_come_right_when_the_form_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "forma.xlsx"
    path.write_bytes(fill(f.official_form(CODES)).data)
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    # 44 = comma, 34 = quotes, 76 = UTF-8; -1 = every sheet a file
    output = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [*command, "--convert-to", output, "--outdir", tmp_path, path], check=True, capture_output=True, timeout=180
    )
    with (tmp_path / "forma-Протокол.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    sums = [cells[f.SUM_COLUMN - 1] for cells in rows[f.HEAD :]]
    assert sums == ["0", "7", "0", "0", "7"]


def test_five_hundred_participants_take_less_time_than_opening_the_form_with_a_library() -> None:
    codes = [f"{number:05d}" for number in range(10_000, 10_500)]
    form = f.official_form(codes)
    rows = [row(code, "1", "2", "0", "X", "1", "3", class_name="5А", variant="2", sex="ж") for code in codes]
    start = time.process_time()
    filled = fill(form, *rows)
    ours = time.process_time() - start
    start = time.process_time()
    opened(form).save(io.BytesIO())
    theirs = time.process_time() - start
    assert filled.cells == 500 * 9
    assert ours < 2 * theirs
    assert seen(filled)[499][1] == codes[-1]
    assert get_column_letter(f.SUM_COLUMN) == "M"


def test_cells_that_are_not_there_yet_take_no_longer_for_each_of_more_participants() -> None:
    def seconds(count: int) -> float:
        codes = [f"{number:05d}" for number in range(10_000, 10_000 + count)]
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(("Код участника", "Вариант", *f.TASKS))
        for code in codes:
            sheet.append((code,))
        form = io.BytesIO()
        book.save(form)
        rows = [row(code, "1", "2", "0", "X", "1", "3", variant="2") for code in codes]
        start = time.process_time()
        assert fill(form.getvalue(), *rows).cells == 7 * count
        return time.process_time() - start

    assert min(seconds(1_600) for _ in range(2)) < 8 * min(seconds(400) for _ in range(3))


def test_a_form_that_asks_for_answer_forms_need_not_ask_for_variants() -> None:
    titles = ("№", "Код участника", "Класс", "Номер бланка", *f.TITLES[4:])
    form = f.official_form(CODES, titles=titles, protected=False)
    rows = (ProtocolRow(code=ParticipantCode("50101"), variant="2", form_number="А-17"),)
    with pytest.raises(CellValueError) as caught:  # the column has the rule of the synthetic form's variants
        fill_form(form, "forma.xlsx", rows)
    assert caught.value.title == "Номер бланка"


def test_who_lacks_marks_for_some_tasks_of_the_form_is_named() -> None:
    whole, part, none = row("50101", *"000000"), row("50102", "1", "2"), row("50103")
    assert fill(f.official_form(CODES), whole, part, none).incomplete == ("50102",)
