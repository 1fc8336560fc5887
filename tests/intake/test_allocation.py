"""The room allocation: every way in which schools write it, every flaw with its cell, no name in any message."""

from __future__ import annotations

import datetime
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake.list_makers import SURNAMES, ods, people, text_table, xls, xlsx

from vpr_print.errors import ExitCode, Flaws, VprPrintError
from vpr_print.intake.allocation import AllocationResult, SkipReason, read_allocation
from vpr_print.intake.allocation_errors import (
    ClassNameError,
    CodeMissingError,
    CountError,
    DuplicateParticipantError,
    LatinInClassError,
    NameMissingError,
    NameSignsError,
    NothingForWorkError,
    RoomMissingError,
    SeatNameError,
    SeatTakenError,
    SeveralWorksError,
    VariantNumberError,
)
from vpr_print.intake.list_errors import (
    CodeLengthError,
    CodeSignsError,
    ColumnsNotFoundError,
    ColumnTwiceError,
    DuplicateCodeError,
)
from vpr_print.intake.work_filter import SubjectMatch, WorkFilter, match_subjects
from vpr_print.model.seating import Seat

ANY = WorkFilter(None, None)


def read(path: Path, work: WorkFilter = ANY, code_length: int | None = None) -> AllocationResult:
    return read_allocation(path, work=work, code_length=code_length)


def csv_list(tmp_path: Path, *rows: str) -> Path:
    return text_table(tmp_path / "list.csv", [row.split(";") for row in rows])


def flaws_of(path: Path, work: WorkFilter = ANY) -> dict[type[VprPrintError], VprPrintError]:
    with pytest.raises(VprPrintError) as caught:
        read(path, work)
    error = caught.value
    assert error.exit_code == ExitCode.ALLOCATION
    return {type(flaw): flaw for flaw in (error.flaws if isinstance(error, Flaws) else (error,))}


def rooms_of(result: AllocationResult) -> dict[str, list[str]]:
    return {
        room.name: [person.name.text if person.name else "" for person in room.participants]
        for room in result.allocation.rooms
    }


def notice_ids(result: AllocationResult) -> set[str]:
    return {notice.id for notice in result.notices}


HARD_ROWS = [
    ["Приложение к приказу от 01.04.2026 № 5"],
    ["Распределение участников ВПР. Математика, 5 класс, 21 апреля 2026 г."],
    [],
    ["№ п/п", "Участник", None, None, "Класс", "Размещение", None, None, "Код участника", "Примечание", "Формат А3"],
    [None, "Фамилия", "Имя", "Отчество", None, "Каб.", "Ряд", "Место"],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    [1, "Пробкин", "Пётр", "Ильич", '5 "А"', 101, 1, 2, 60132, None, "да"],
    [2, "Стулова", "Анна", None, "5-б", None, 1, 1, 60133],
    [3, "Партин", "Иван", None, "5а класс", None, 2, 1, 60134],
    ["Итого", None, None, None, 3],
    [4, "Книгин", "Олег", None, "5А", "Спортзал", 2, 1, 60135],
    [5, "Мелова", "Ольга", None, "6А", "Спортзал", 2, 1, 60136],
    [],
    ["Директор ______ Иванова А.А."],
]


def test_a_school_s_own_table_with_everything_in_it(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Л": HARD_ROWS}, ["B4:D4", "A4:A5", "E4:E5", "F4:H4", "I4:I5", "F7:F9"])
    result = read(path, WorkFilter("Математика", 5))
    allocation = result.allocation
    assert (allocation.subject, allocation.grade, allocation.date) == ("Математика", 5, datetime.date(2026, 4, 21))
    assert rooms_of(result) == {
        "101": ["Стулова Анна", "Пробкин Пётр Ильич", "Партин Иван"],
        "Спортзал": ["Книгин Олег"],
    }
    stulova, probkin, partin = allocation.rooms[0].participants
    assert (probkin.class_name, probkin.seat, probkin.code, probkin.enlarged) == ("5А", Seat(1, 2), "60132", True)
    assert (stulova.class_name, partin.class_name, str(partin.cell)) == ("5Б", "5А", "a.xlsx, лист «Л», ячейка B9")
    assert notice_ids(result) == {"columns_ignored", "codes_were_numbers"}
    assert "«Примечание»" in next(notice.message.what for notice in result.notices if notice.id == "columns_ignored")
    assert {(item.reason, item.count, item.what) for item in result.skipped} == {
        (SkipReason.OTHER_GRADE, 1, ("6А",)),
        (SkipReason.TOTAL, 1, ()),
        (SkipReason.SIGNATURE, 1, ()),
    }


def test_xls_and_ods_with_a_room_merged_over_its_people(tmp_path: Path) -> None:
    rows = [["ФИО", "Класс", "Кабинет"], ["Пробкин Пётр", "5А", "каб. №101"], ["Стулова Анна", "5А", None]]
    for path in (xls(tmp_path / "a.xls", rows, [(1, 2, 2, 2)]), ods(tmp_path / "a.ods", rows, {(1, 2): 2})):
        assert rooms_of(read(path)) == {"101": ["Пробкин Пётр", "Стулова Анна"]}


def test_rooms_as_rows_of_their_own_and_as_sheets(tmp_path: Path) -> None:
    groups = csv_list(
        tmp_path,
        "№;ФИО;Класс",
        "Кабинет 102;;",
        "1;Пробкин Пётр;5А",
        ";;",
        "Спортзал;;",
        "1;Стулова Анна;5А",
        "№;ФИО;Класс",
        "2;Партин Иван;5Б",
        "Каб. №12;;",
        "1;Мелова Ольга;5Б",
    )
    assert rooms_of(read(groups)) == {
        "12": ["Мелова Ольга"],
        "102": ["Пробкин Пётр"],
        "Спортзал": ["Стулова Анна", "Партин Иван"],
    }
    sheets = xlsx(
        tmp_path / "a.xlsx",
        {
            "Каб. 101": [["5А класс"], ["ФИО"], ["Пробкин Пётр"]],
            "7": [["Кабинет 7"], ["№", "ФИО"], [1, "Стулова Анна"], [None, "Организатор: Иванова А. А."]],
            "Организаторы": [["ФИО", "Кабинет"], ["Иванова Анна", "101"]],
            "Инструкция": [["Как заполнять"]],
        },
    )
    result = read(sheets)
    assert rooms_of(result) == {"7": ["Стулова Анна"], "101": ["Пробкин Пётр"]}
    assert result.allocation.rooms[1].participants[0].class_name == "5А"
    assert "sheets_ignored" in notice_ids(result)


@pytest.mark.parametrize(
    "text",
    [
        "каб. 101 — 15\nкаб. 102 – 2 чел.\nИтого: 17\n",
        "Кабинет;Кол-во участников\n101;15\n№ 102;2\nВсего;17\n",
        "Распределение\nкаб. 101;15\nкаб. 102;2\n",
        "Аудитория 101 - 15\nАудитория 102 - 2",
    ],
)
def test_a_list_with_counts_only(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, "cp1251")
    result = read(path)
    assert [(room.name, len(room.participants)) for room in result.allocation.rooms] == [("101", 15), ("102", 2)]
    assert all(person.name is None for person in result.allocation.participants)
    assert not result.notices


def test_a_total_that_does_not_fit_is_said(tmp_path: Path) -> None:
    result = read(csv_list(tmp_path, "ФИО;Класс;Каб", "Пробкин Пётр;5А;101", "Всего: 2 чел.;;"))
    assert notice_ids(result) == {"total_differs"} and len(result.allocation.participants) == 1


def test_people_sit_in_seat_order_and_rooms_in_natural_order(tmp_path: Path) -> None:
    result = read(
        csv_list(
            tmp_path,
            "Место;Ряд;ФИО;Аудитория",
            "2Б;1;Пробкин Пётр;101",
            "2А;1;Стулова Анна;101",
            "1;2;Партин Иван;101",
            "1А;;Мелова Ольга;9",
            "1В;;Книгин Олег;9",
            "2-1;;Доскина Ольга;10",
        )
    )
    seats = {room.name: [person.seat for person in room.participants] for room in result.allocation.rooms}
    assert list(seats) == ["9", "10", "101"]
    assert seats == {
        "9": [Seat(1, 1), Seat(3, 1)],
        "10": [Seat(2, 1)],
        "101": [Seat(1, 2, 0), Seat(1, 2, 1), Seat(2, 1)],
    }


def test_seats_of_a_part_of_the_room_are_not_used_and_a_shared_desk_is_said(tmp_path: Path) -> None:
    result = read(
        csv_list(
            tmp_path,
            "ФИО;Каб;Парта",
            "Пробкин Пётр;101;1",
            "Стулова Анна;101;",
            "Партин Иван;102;1",
            "Мелова Ольга;102;1",
        )
    )
    assert notice_ids(result) == {"seats_incomplete", "desk_shared"}
    assert [person.seat for person in result.allocation.participants] == [None, None, Seat(1, 1, 0), Seat(1, 1, 1)]


def test_all_flaws_are_named_at_once_with_their_cells(tmp_path: Path) -> None:
    path = csv_list(
        tmp_path,
        "ФИО;Класс;Каб;Место;Код;Вариант",
        "Пробкин Пётр;5A;101;1;60132;1",
        "Стулова Анна;5Б;;2;60132;1",
        "Пар7ин Иван;пятый;101;1;0133;первый",
        "Мелова Ольга;5Б;101;02.03.2026;6О133;1",
        ";5Б;101;4;60137;1",
        "Книгин Олег;5А;102;1;;1",
        "Доскина Ольга;5А;102;2;60138;2",
        "Ластиков Пётр;5А;102;2;60139;2",
    )
    found = flaws_of(path)
    cells = {kind: [cell.cell for cell in getattr(flaw, "cells", ())] for kind, flaw in found.items()}
    assert cells == {
        LatinInClassError: ["B2"],
        ClassNameError: ["B4"],
        RoomMissingError: ["C3"],
        NameSignsError: ["A4"],
        NameMissingError: ["A6"],
        CodeLengthError: ["E4"],
        CodeSignsError: ["E5"],
        CodeMissingError: ["E7"],
        DuplicateCodeError: ["A2", "A3"],
        SeatNameError: ["D5"],
        SeatTakenError: ["D8", "D9"],
        VariantNumberError: ["F4"],
    }
    assert "«A»" in str(found[LatinInClassError])


def test_one_person_twice_is_refused_and_namesakes_are_said(tmp_path: Path) -> None:
    twice = csv_list(tmp_path, "ФИО;Класс;Каб", "Пробкин Пётр;5А;101", "пробкин  петр;5а;102", "Пробкин Пётр;5Б;102")
    assert [cell.cell for cell in flaws_of(twice)[DuplicateParticipantError].cells] == ["A2", "A3"]  # type: ignore[attr-defined]
    same_code = csv_list(tmp_path, "ФИО;Класс;Каб;Код", "Пробкин Пётр;5А;101;60132", "Пробкин Пётр;5А;102;60132")
    assert set(flaws_of(same_code)) == {DuplicateParticipantError, DuplicateCodeError}
    for apart in ("Код;Каб", "60132;101", "60133;101"), ("Каб;Место", "101;1", "101;2"):
        rows = [f"ФИО;Класс;{apart[0]}", *(f"Пробкин Пётр;5А;{rest}" for rest in apart[1:])]
        assert notice_ids(read(csv_list(tmp_path, *rows))) == {"namesakes"}


def test_lines_of_other_works_are_counted_and_their_flaws_do_not_matter(tmp_path: Path) -> None:
    path = csv_list(
        tmp_path,
        "ФИО;Класс;Каб;Предмет;Дата;Код",
        "Пробкин Пётр;5А;101;Матем.;21.04.2026;60132",
        "Пробкин Пётр;5А;101;Русский язык;22.04.2026;60132",
        "Стулова Анна;6А;;математика;21.04.2026;1",
        "Партин Иван;5Б;101;Математика;21.04.2026;60133",
    )
    result = read(path, WorkFilter("Математика", 5))
    assert len(result.allocation.participants) == 2 and notice_ids(result) == {"subject_abbreviated"}
    assert [(item.reason, item.count, item.what) for item in result.skipped] == [
        (SkipReason.OTHER_SUBJECT, 1, ("Русский язык",)),
        (SkipReason.OTHER_GRADE, 1, ("6А",)),
    ]
    only = read(path, WorkFilter("Математика", 5, ("5 «б»",)))
    assert rooms_of(only) == {"101": ["Партин Иван"]}
    assert SeveralWorksError in flaws_of(path, WorkFilter(None, 5))
    nothing = flaws_of(path, WorkFilter("Физика", 7))[NothingForWorkError]
    assert "Русский язык" in str(nothing) and "6А" not in str(nothing)


def test_a_missing_or_doubled_column_is_named_with_what_was_found(tmp_path: Path) -> None:
    assert "«Класс», «ФИО»" in str(flaws_of(csv_list(tmp_path, "Класс;ФИО", "5А;Пробкин"))[ColumnsNotFoundError])
    assert "не найдена" in str(flaws_of(csv_list(tmp_path, "а;б", "Пробкин;3"))[ColumnsNotFoundError])
    assert ColumnTwiceError in flaws_of(csv_list(tmp_path, "ФИО;Каб;ФИО;Каб", "А Б;1;В Г;2"))
    assert CountError in flaws_of(csv_list(tmp_path, "Кабинет;Количество", "101;много"))


@pytest.mark.parametrize(
    ("written", "match"),
    [
        ("матем.", SubjectMatch.ABBREVIATED),
        ("МАТЕМАТИКА", SubjectMatch.SAME),
        ("Физика", SubjectMatch.OTHER),
        ("Математика (углублённый уровень)", SubjectMatch.OTHER),
        ("", SubjectMatch.OTHER),
    ],
)
def test_subjects_are_compared_with_tolerance(written: str, match: SubjectMatch) -> None:
    assert match_subjects(written, "Математика") is match


HEADINGS = {
    "name": ["ФИО", "Ф.И.О. участника", "Фамилия, имя, отчество (полностью)", "Обучающийся"],
    "class": ["Класс", "класс обучающегося"],
    "room": ["Кабинет", "Каб.", "№ аудитории", "Аудитория (кабинет)"],
    "code": ["Код", "Код участника"],
    "ordinal": ["№", "№ п/п"],
}
LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LAW
@given(
    st.integers(1, 60),
    st.permutations(list(HEADINGS)),
    st.randoms(use_true_random=False),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "cp866", "utf-16"]),
    st.sampled_from([";", ",", "\t", "|"]),
    st.lists(st.sampled_from(["Школа № 5", "Распределение участников ВПР", "", "5 класс. 21.04.2026"]), max_size=3),
    st.sampled_from(["", "Директор ______ Иванова А.А.", "Итого"]),
    st.integers(1, 7),
)
def test_no_participant_is_lost_or_doubled_however_the_list_is_written(
    tmp_path: Path,
    count: int,
    order: list[str],
    rng: random.Random,
    encoding: str,
    delimiter: str,
    titles: list[str],
    end: str,
    rooms: int,
) -> None:
    names = people(count)
    rows = [[title] for title in titles]
    rows.append([rng.choice(HEADINGS[column]) for column in order])
    for index, name in enumerate(names):
        cells = {
            "name": name,
            "class": f"5{'АБВ'[index % 3]}",
            "room": f"{100 + index % rooms}",
            "code": f"{60000 + index}",
        }
        rows.append([{"ordinal": str(index + 1), **cells}[column] for column in order])
        if rng.random() < 0.05:
            rows.append([""] * len(order))
    if end:
        rows.append([end if i == 0 else str(count) if end == "Итого" and i == 2 else "" for i in range(len(order))])
    result = read(text_table(tmp_path / "list.csv", rows, encoding, delimiter))
    people_read = result.allocation.participants
    assert sorted(person.name.text for person in people_read if person.name) == sorted(names)
    assert sorted(person.code or "" for person in people_read) == [f"{60000 + i}" for i in range(count)]
    assert not result.notices


NAMES_AND_MORE = st.sampled_from(
    [*SURNAMES, "Пробкин П3тр", "Стулова\tАнна", "Директор Партин", "Партин ___", "ФИО", ""]
)
OTHER_TEXTS = st.sampled_from(
    [
        *("", "5А", "5A", "пятый", "101", "каб. 7", "60132", "0132", "1", "1Б", "да", "не знаю", "Итого", "Математика"),
        *("21.04.2026", "Кабинет 5", "ФИО", "Класс", "Код", "___", "Мелова"),
    ]
)


@LAW
@given(st.lists(st.tuples(NAMES_AND_MORE, *[OTHER_TEXTS] * 6).map(list), max_size=12))
def test_no_message_holds_a_name(tmp_path: Path, rows: list[list[str]]) -> None:
    head = ["ФИО", "Класс", "Кабинет", "Код", "Место", "Формат А3", "Предмет"]
    path = text_table(tmp_path / "list.csv", [head, *rows])
    try:
        result = read(path)
    except VprPrintError as error:
        said = f"{error}{error!r}"
    else:
        said = "".join(map(str, result.notices)) + repr(result.skipped) + repr(result)
    elsewhere = " ".join(text for row in rows for text in row[1:])
    assert not any(name in said for name in SURNAMES if name not in elsewhere)


@LAW
@given(
    st.lists(
        st.lists(st.text(max_size=30) | OTHER_TEXTS | st.from_regex(r"[0-9 .,А-Д-]{1,12}"), max_size=8), max_size=8
    )
)
def test_any_text_in_any_cell_ends_in_rooms_or_in_an_error_that_we_know(tmp_path: Path, rows: list[list[str]]) -> None:
    for head in (
        ["ФИО", "Класс", "Кабинет", "Код", "Ряд", "Место", "Вариант", "Дата"],
        ["Кабинет", "Количество", "Класс"],
        [],
    ):
        path = tmp_path / "list.csv"
        path.write_bytes("\n".join(";".join(row) for row in [head, *rows]).encode("utf-8", "replace"))
        try:
            result = read(path, WorkFilter("Математика", 5))
        except VprPrintError as error:
            assert str(error)
        else:
            assert result.allocation.participants or not any(room.participants for room in result.allocation.rooms)


def test_long_texts_are_read_in_no_time(tmp_path: Path) -> None:
    long = ["1 " * 16_000, "5, " * 10_000, "каб. " * 6_000, "А" * 32_000, "1-" * 16_000, "9" * 5_000]
    rows = [[text] for text in long] + [["ФИО", "Класс", "Кабинет", "Код"]] + [[text] * 4 for text in long]
    started = time.process_time()
    assert NameSignsError in flaws_of(xlsx(tmp_path / "a.xlsx", {"Л": rows}))
    assert time.process_time() - started < 10


def test_a_whole_list_of_one_name_is_one_flaw(tmp_path: Path) -> None:
    path = text_table(tmp_path / "a.csv", [["ФИО", "Класс", "Каб"], *[["Пробкин Пётр", "5А", "101"]] * 3000])
    assert len(flaws_of(path)[DuplicateParticipantError].cells) == 3000  # type: ignore[attr-defined]


def test_a_long_list_is_read_whole(tmp_path: Path) -> None:
    rows = [["№", "ФИО", "Класс", "Кабинет"]]
    rows += [
        [str(i), f"{SURNAMES[i % 10]} {chr(1072 + i // 10 % 32) * (1 + i // 320)}", "5А", str(i // 30)]
        for i in range(20_000)
    ]
    assert len(read(text_table(tmp_path / "long.csv", rows, "cp1251")).allocation.participants) == 20_000
