"""One pupil keeps one code for the year, work after work; nothing is decided silently."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import openpyxl
import pypdfium2
from journeys.evening import SITE, WORK, Evening, open_ledger

from vpr_print.errors import ExitCode
from vpr_print.model.identifier import CodeNumber
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.workflow.codes_year import NAME


def table(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def codes(evening: Evening) -> dict[tuple[str, str], str]:
    """Code of each name and class, as the register has them."""
    sheet = openpyxl.load_workbook(evening.school / NAME)["Реестр"]
    return {(name, class_name): code for code, name, class_name, _ in sheet.iter_rows(min_row=4, values_only=True)}


def free(folder: Path, count: int = 10) -> Path:
    return table(folder / "kody.xlsx", ("Код участника",), *((f"{20000 + code}",) for code in range(count)))


HEAD = ("ФИО", "Класс")
MATHS = (HEAD, ("Ёлкин Пётр", "5А"), ("Берёзкина Анна", "5А"), ("Сосновый Олег", "5Б"))


def test_a_second_work_takes_the_same_codes_in_any_order(evening: Evening, tmp_path: Path) -> None:
    maths = table(tmp_path / "matematika.xlsx", *MATHS)
    done = evening.run("codes", "assign", maths, "--codes", free(tmp_path))
    assert done.code == 0, done.err
    first = codes(evening)
    assert sorted(first.values()) == ["20000", "20001", "20002"]
    russian = table(tmp_path / "russkiy.xlsx", HEAD, *reversed(MATHS[1:]), ("Дубов Ян", "5Б"))
    done = evening.run("codes", "assign", russian, "--codes", free(tmp_path))
    assert done.code == 0
    assert codes(evening) == {**first, ("Дубов Ян", "5Б"): "20003"}
    assert "с прежним кодом 3, новых кодов 1" in done.out
    if os.name == "posix":
        assert stat.S_IMODE((evening.school / NAME).stat().st_mode) == 0o600


def test_a_pupil_who_changed_class_is_asked_about_and_answered(evening: Evening, tmp_path: Path) -> None:
    evening.run("codes", "assign", table(tmp_path / "a.xlsx", *MATHS), "--codes", free(tmp_path))
    moved = table(tmp_path / "b.xlsx", HEAD, ("Ёлкин Пётр", "5Б"))
    asked = evening.run("codes", "assign", moved, "--codes", free(tmp_path))
    assert asked.code == ExitCode.LOOK
    assert "b.xlsx, лист «Sheet», ячейка A2" in asked.out
    assert "лкин" not in asked.out + asked.err
    book = openpyxl.load_workbook(evening.school / NAME)
    book["Вопросы"]["F4"] = "20000"
    book.save(evening.school / NAME)
    done = evening.run("codes", "assign", moved)
    assert done.code == 0, done.err
    assert codes(evening)[("Ёлкин Пётр", "5Б")] == "20000"
    assert ("Ёлкин Пётр", "5А") not in codes(evening)


def test_a_contradiction_stops_and_changes_nothing(evening: Evening, tmp_path: Path) -> None:
    evening.run("codes", "assign", table(tmp_path / "a.xlsx", *MATHS), "--codes", free(tmp_path))
    before = (evening.school / NAME).read_bytes()
    other = table(tmp_path / "b.xlsx", ("ФИО", "Класс", "Код участника"), ("Берёзкина Анна", "5А", "20000"))
    told = evening.run("codes", "assign", other)
    assert told.code == ExitCode.FORM
    assert "ячейка A2" in told.err
    assert "рёзкина" not in told.out + told.err
    assert (evening.school / NAME).read_bytes() == before


def test_too_few_codes_change_nothing(evening: Evening, tmp_path: Path) -> None:
    told = evening.run("codes", "assign", table(tmp_path / "a.xlsx", *MATHS), "--codes", free(tmp_path, 2))
    assert told.code == ExitCode.FORM
    assert "не хватает свободных кодов: 1" in told.err
    assert not (evening.school / NAME).exists()


def test_the_names_of_a_blank_protocol_come_into_the_register(evening: Evening, tmp_path: Path) -> None:
    head = ("Код участника", "ФИО", "Класс")
    protocol = table(tmp_path / "protokol.xlsx", head, ("20007", "Ёлкин Пётр", "5А"), ("20005", "Дубов Ян", "5А"))
    assert evening.run("codes", "assign", protocol).code == 0
    assert codes(evening) == {("Ёлкин Пётр", "5А"): "20007", ("Дубов Ян", "5А"): "20005"}
    told = evening.run("codes", "check")
    assert told.code == 0
    assert "2 кода" in told.out


def test_a_lost_slip_is_printed_again_with_its_place(morning_after: Evening, tmp_path: Path) -> None:
    code, ordinal = next(
        (number.removeprefix("0").removeprefix(SITE)[2:7], place)
        for place, number in enumerate(code_numbers(morning_after), 1)
        if place == 3
    )
    out = tmp_path / "zanovo.pdf"
    done = morning_after.run("codes", "slip", code, "--out", out)
    assert done.code == 0, done.err
    assert f"{code}: каб. 101, № {ordinal:02d}" in done.out
    words = text_of(out)
    assert str(CodeNumber.of(SiteNumber(SITE), ParticipantCode(code))) in words.replace(" ", "")
    assert words.count("Код участника") == 1
    told = morning_after.run("codes", "slip", "99999", "--out", out)
    assert told.code == ExitCode.FORM


def places(evening: Evening) -> dict[str, tuple[str, int]]:
    with open_ledger(evening.school) as ledger:
        return {str(code): place for code, place in ledger.code_places(WORK).items()}


def test_codes_of_the_year_reach_the_papers_and_no_spare_code_is_somebodys(evening: Evening, tmp_path: Path) -> None:
    materials = evening.materials
    others = table(tmp_path / "drugie.xlsx", *MATHS[:3])
    given = ("--codes", materials.codes, "--with-codes", tmp_path / "spiski")
    assert evening.tell("codes", "assign", others, "--codes", materials.codes).code == 0
    told = evening.tell("codes", "assign", materials.allocation, *given)
    assert told.code == 0, told.err
    coded = tmp_path / "spiski" / "raspredelenie-s-kodami.xlsx"
    assert str(coded) in told.out
    assert evening.build("--spare-codes", 1, rooms=coded).code == 0
    register = codes(evening)
    ours = {code for (name, _), code in register.items() if name in {row[1] for row in evening.rows}}
    assert ours < set(places(evening))
    assert not (set(places(evening)) - ours) & set(register.values())


def test_what_a_work_has_given_out_stays_when_names_come_into_the_register(evening: Evening, tmp_path: Path) -> None:
    assert evening.build().code == 0
    before = places(evening)
    head = ("Код участника", "ФИО", "Класс")
    rows = ((code, f"Ёлкин Пётр{'р' * n}", "5А") for n, code in enumerate(before))
    protocol = table(tmp_path / "p.xlsx", head, *rows)
    assert evening.tell("codes", "assign", protocol).code == 0
    assert evening.build().code == 0
    assert places(evening) == before


def test_codes_that_are_all_somebodys_are_named_as_such(evening: Evening, tmp_path: Path) -> None:
    assert evening.tell("codes", "assign", evening.materials.allocation, "--codes", evening.materials.codes).code == 0
    told = evening.build()
    assert told.code == ExitCode.SHORTAGE
    assert "7 закреплены за участниками в реестре кодов" in told.err
    assert "--with-codes" in told.err and "--reuse-codes" not in told.err


def test_no_list_is_written_while_somebody_has_to_be_asked_about(evening: Evening, tmp_path: Path) -> None:
    evening.tell("codes", "assign", table(tmp_path / "a.xlsx", *MATHS), "--codes", free(tmp_path))
    moved = table(tmp_path / "b.xlsx", HEAD, ("Ёлкин Пётр", "5Б"))
    asked = evening.tell("codes", "assign", moved, "--codes", free(tmp_path), "--with-codes", tmp_path / "spiski")
    assert asked.code == ExitCode.LOOK
    assert not (tmp_path / "spiski").exists()


def code_numbers(evening: Evening) -> list[str]:
    """The 16 digits of the slips of room 101, in the order of the pile."""
    words = text_of(evening.school / "works" / WORK / "101" / "2-kody.pdf").split()
    quads = [" ".join(words[place : place + 4]) for place in range(len(words) - 3)]
    found = [quad.replace(" ", "") for quad in quads if quad.startswith(f"0{SITE[:3]} {SITE[3:]}")]
    return sorted(set(found), key=found.index)


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
