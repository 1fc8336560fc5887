"""The synthetic school looks like the real thing, is always the same, and is read without help."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from vpr_print.demo.materials import DemoMaterials, DemoOptions, write_materials
from vpr_print.demo.people import invented_names
from vpr_print.intake.archive import read_archive
from vpr_print.intake.recognition import FileKind
from vpr_print.intake.selection import Selection, select_variants
from vpr_print.intake.variants import recognise_files

FONTS = Path(__file__).parents[2] / "fonts"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> DemoMaterials:
    return write_materials(tmp_path_factory.mktemp("school"), DemoOptions(), FONTS)


def chosen(materials: DemoMaterials, store: Path, *, cut_answers: bool = False) -> Selection:
    files = recognise_files(read_archive(materials.archive, store))
    return select_variants(files, cut_answers=cut_answers)


def test_the_archive_is_recognised_without_help(school: DemoMaterials, tmp_path: Path) -> None:
    selection = chosen(school, tmp_path)
    assert [(item.number, item.page_count) for item in selection.variants] == [(1, 12), (2, 12)]
    assert (selection.subject, selection.grade) == (school.subject, school.grade)
    kinds = {file.kind for file in recognise_files(read_archive(school.archive, tmp_path))}
    assert kinds == {FileKind.VARIANT, FileKind.MARK_SCHEME, FileKind.INSTRUCTIONS}
    assert selection.notices == ()


def test_parts_and_answers_of_a_trainers_edition(tmp_path: Path) -> None:
    options = DemoOptions(rooms=1, participants=2, pages=5, split_parts=True, answers_inside=True)
    selection = chosen(write_materials(tmp_path / "a", options, FONTS), tmp_path / "b", cut_answers=True)
    assert [len(item.parts) for item in selection.variants] == [1, 2]
    assert [item.page_count for item in selection.variants] == [5, 5]


def test_names_are_cp866_without_the_utf8_flag(school: DemoMaterials) -> None:
    with zipfile.ZipFile(school.archive) as archive:
        assert all(not member.flag_bits & 0x800 for member in archive.infolist())
        names = [member.filename.encode("cp437").decode("cp866") for member in archive.infolist()]
        assert archive.testzip() is None
    assert names[0] == "МА5/Варианты.zip"


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(school: DemoMaterials, tmp_path: Path) -> None:
    again = write_materials(tmp_path / "again", DemoOptions(), FONTS)
    other = write_materials(tmp_path / "other", DemoOptions(seed=2, pages=3), FONTS)
    for kind in ("archive", "allocation", "codes"):
        assert getattr(again, kind).read_bytes() == getattr(school, kind).read_bytes()
        assert getattr(other, kind).read_bytes() != getattr(school, kind).read_bytes()


def test_every_page_of_a_variant_has_header_code_box_and_number(school: DemoMaterials) -> None:
    with (
        zipfile.ZipFile(school.archive) as outer,
        zipfile.ZipFile(io.BytesIO(outer.read(outer.namelist()[0]))) as inner,
    ):
        contents = [inner.read(name) for name in inner.namelist()]
    readers = [PdfReader(io.BytesIO(content)) for content in contents]
    for reader in readers:
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text()
            assert "ВПР. Математика. 5 класс." in text
            assert "КОД" in text
            assert str(number) in text.split()
    assert readers[0].pages[1].extract_text() != readers[1].pages[1].extract_text()
    assert all(600_000 < len(content) < 1_500_000 for content in contents)


def test_the_lists_agree_with_what_was_promised(school: DemoMaterials) -> None:
    rows = list(openpyxl.load_workbook(school.allocation).worksheets[0].iter_rows(values_only=True))
    people = [row for row in rows if isinstance(row[0], int)]
    promised = [person for room in school.rooms for person in room.participants]
    assert [row[1] for row in people] == [person.name.text for person in promised if person.name]
    assert len(people) == 40
    assert [row[6] for row in people].count("да") == 1
    assert rows[-1][0] == "Итого"
    assert len({row[2] for row in people}) > 1
    assert any(letter in row[1] for row in people for letter in "ӘҮҔҥ")
    grid = openpyxl.load_workbook(school.codes).worksheets[0].iter_rows(min_row=3, values_only=True)
    codes = [code for row in grid for code in row if code]
    assert tuple(codes) == school.code_list
    assert len(set(codes)) == len(codes) > 40
    assert all(len(code) == 5 and code.isdigit() for code in codes)


def test_seats_of_a_room_are_all_different(school: DemoMaterials) -> None:
    for room in school.rooms:
        assert len({person.seat for person in room.participants}) == len(room.participants)


def test_names_do_not_show_in_what_people_print() -> None:
    assert "…" in repr(invented_names(3, random.Random(1)))


@pytest.mark.parametrize(
    "wrong", [{"rooms": 0}, {"rooms": 41}, {"variants": 0}, {"pages": 100}, {"pages": 2, "split_parts": True}]
)
def test_a_school_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"must|parts"):
        replace(DemoOptions(), **wrong)


def test_a_small_and_a_long_school(tmp_path: Path) -> None:
    small = DemoOptions(rooms=1, participants=1, variants=1, pages=1)
    assert chosen(write_materials(tmp_path / "a", small, FONTS), tmp_path / "s").variants[0].page_count == 1
    long = DemoOptions(rooms=2, participants=2, variants=1, pages=30)
    assert chosen(write_materials(tmp_path / "b", long, FONTS), tmp_path / "s").variants[0].page_count == 30
