"""Archive, allocation and codes read together: what one says of the other is never overlooked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from vpr_print.demo.materials import DemoMaterials, DemoOptions, write_materials
from vpr_print.errors import ExitCode
from vpr_print.intake.list_errors import CodesTiedInCodeListError
from vpr_print.settings.share import fonts_dir
from vpr_print.workflow.reading import read_inputs
from vpr_print.workflow.request import InputRequest

NAMES = ("Пробкин Пётр", "Стулова Анна")


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> DemoMaterials:
    folder = tmp_path_factory.mktemp("school")
    return write_materials(folder, DemoOptions(rooms=1, participants=2, pages=1, variants=1), fonts_dir())


def asking(school: DemoMaterials) -> InputRequest:
    return InputRequest(archive=school.archive, rooms=school.allocation, codes=school.codes, code_length=5)


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_codes_that_the_code_list_ties_to_names_are_not_given_to_others(school: DemoMaterials, tmp_path: Path) -> None:
    people = list(zip(NAMES, ("60132", "60133"), strict=True))
    codes = workbook(tmp_path / "kody.xlsx", ("ФИО", "Код"), *people)
    head = ("ФИО", "Класс", "Кабинет")
    loose = workbook(tmp_path / "loose.xlsx", head, *((name, "5А", 101) for name, _ in people))
    tied = workbook(tmp_path / "tied.xlsx", (*head, "Код"), *((name, "5А", 101, code) for name, code in people))
    request = replace(asking(school), codes=codes, date=school.date)
    with pytest.raises(CodesTiedInCodeListError) as caught:
        read_inputs(replace(request, rooms=loose), tmp_path / "one")
    assert caught.value.exit_code is ExitCode.CODES
    assert not any(word in str(caught.value) for name in NAMES for word in name.split())
    assert read_inputs(replace(request, rooms=tied), tmp_path / "two").pool


def test_one_work_has_one_key_however_its_name_and_class_are_typed(school: DemoMaterials, tmp_path: Path) -> None:
    typed = [("математика", ("5а",)), ("МАТЕМАТИКА", ("5 А",)), ("Математика", ("5A",))]  # the last A is Latin
    works = {
        read_inputs(replace(asking(school), subject=subject, classes=classes), tmp_path / "store").work
        for subject, classes in typed
    }
    assert {(work.subject, work.key) for work in works} == {("Математика", "2026-04-21-matematika-5-5a")}
