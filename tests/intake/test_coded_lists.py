"""A list with the year's codes written beside the names is the same list, with codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from intake.list_makers import Cells, people, xlsx

from vpr_print.forms.text_workbook import text_workbook
from vpr_print.intake.allocation import read_allocation
from vpr_print.intake.class_lists import read_class_list
from vpr_print.intake.coded_lists import with_codes
from vpr_print.intake.work_filter import WorkFilter
from vpr_print.model.seating import Participant
from vpr_print.model.work import CellRef, ParticipantCode

NAMES = people(4)
TITLE = ["Математика, 5 класс, 21.04.2026"]
LISTS: list[tuple[Cells, tuple[str, ...]]] = [
    (
        [
            TITLE,
            ["№", "ФИО", "Класс", "Кабинет", "Ряд", "Место"],
            *([n, NAMES[n], "5А", "101", 1, n + 1] for n in range(3)),
            ["Итого", 3],
        ],
        ("A1:F1",),
    ),
    (
        [["ФИО", "Класс", "Кабинет"], [NAMES[0], "5А", "101"], [NAMES[1], None, None], [NAMES[2], None, None]],
        ("B2:B4", "C2:C4"),
    ),
    (
        [
            ["№", "Фамилия", "Имя"],
            ["Кабинет 101, 5А"],
            [1, *NAMES[0].split()[:2]],
            ["Кабинет 102, 5А"],
            ["№", "Фамилия", "Имя"],
            [1, *NAMES[1].split()[:2]],
        ],
        ("A2:C2", "A4:C4"),
    ),
    (
        [["ФИО", "", "Код участника", "Каб."], *([NAMES[n], None, None, "101"] for n in range(4)), ["Директор ____"]],
        (),
    ),
]


@pytest.mark.parametrize(("rows", "merged"), LISTS, ids=("plain", "merged", "rooms in rows", "empty code column"))
def test_only_codes_are_added(tmp_path: Path, rows: Cells, merged: tuple[str, ...]) -> None:
    path = xlsx(tmp_path / "spisok.xlsx", {"5 класс": rows}, merged)
    listed = read_class_list(path).people
    codes = {person.cell: ParticipantCode(f"{7 + n:05d}") for n, person in enumerate(listed)}
    coded = tmp_path / "spisok-s-kodami.xlsx"
    coded.write_bytes(text_workbook(with_codes(path, codes)))

    work = WorkFilter("Математика", 5)
    before, after = (read_allocation(file, work=work) for file in (path, coded))
    found = [(bare(person), person.code) for person in read_class_list(coded).people]
    assert found == [(bare(person), codes[person.cell]) for person in listed]
    one, other = before.allocation, after.allocation
    assert (one.subject, one.grade, one.date) == (other.subject, other.grade, other.date)
    assert [(room.name, [bare(person) for person in room.participants]) for room in one.rooms] == [
        (room.name, [bare(person) for person in room.participants]) for room in other.rooms
    ]
    assert [notice.id for notice in after.notices] == [notice.id for notice in before.notices]


def test_what_a_workbook_does_not_take_costs_nobody_a_code(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "spisok.xlsx", {"Лист": LISTS[0][0]})
    (person, *others) = read_class_list(path).people
    coded = tmp_path / "coded.xlsx"
    (sheet,) = with_codes(path, {person.cell: ParticipantCode("00007")})
    of_ods = "5 класс: математика / распределение [черновик]"
    coded.write_bytes(text_workbook([(of_ods, [*sheet[1], ("Примечание\x07",)])]))
    assert [each.code for each in read_class_list(coded).people] == ["00007", *(None for _ in others)]


def bare(person: Participant) -> Participant:
    """Without its code and its place in the file."""
    return replace(person, code=None, cell=CellRef("", "", ""))
