"""Lists as tired people make them: nobody is lost, moved to another room or given somebody else's code."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake.list_makers import ods, people, xlsx

from vpr_print.errors import ExitCode, VprPrintError
from vpr_print.intake.allocation import AllocationResult, read_allocation
from vpr_print.intake.allocation_errors import (
    ClassColumnsError,
    DuplicateParticipantError,
    GroupRowError,
    RoomNameError,
)
from vpr_print.intake.codes import read_codes
from vpr_print.intake.list_errors import CodeLengthError, CodeSignsError, CodesOfOtherGradeError, ColumnsNotFoundError
from vpr_print.intake.list_values import find_dates, parse_room, parse_seat, room_key
from vpr_print.intake.subjects import proper_subject
from vpr_print.intake.title_facts import read_facts
from vpr_print.intake.work_filter import SubjectMatch, WorkFilter, match_subjects, resembles
from vpr_print.model.seating import FullName

MATHS = WorkFilter("Математика", 5)
NAMES = people(4)


def read(path: Path) -> AllocationResult:
    return read_allocation(path, work=MATHS)


def rooms_of(result: AllocationResult) -> dict[str, int]:
    return {room.name: len(room.participants) for room in result.allocation.rooms}


def notices(result: AllocationResult) -> dict[str, str]:
    return {notice.id: str(notice) for notice in result.notices}


@pytest.mark.parametrize("row", [["№ 7"], ["Спортивный зал (малый)"], [103]])
def test_a_row_between_people_that_may_be_another_room_stops_the_build(tmp_path: Path, row: list[object]) -> None:
    rows = [["№", "ФИО", "Класс"], ["Кабинет 101"], ["Явка к 8:30"], [1, NAMES[0], "5А"], row, [1, NAMES[1], "5А"]]
    with pytest.raises(GroupRowError) as caught:
        read(xlsx(tmp_path / "list.xlsx", {"Лист": rows}))
    assert [cell.cell[1:] for cell in caught.value.cells] == ["5"]


def test_notes_ordinals_and_totals_among_rooms_stop_nothing(tmp_path: Path) -> None:
    rows = [
        ["№", "ФИО", "Класс"],
        *(["Кабинет 101"], ["Явка к 8:30"], [1, NAMES[0], "5А"], [2], [3, NAMES[1], "5А"], ["Итого 2"]),
        *(["ауд. 3.14"], [1, NAMES[2], "5А"], ["Директор"]),
    ]
    assert rooms_of(read(xlsx(tmp_path / "list.xlsx", {"Лист": rows}))) == {"101": 2, "3.14": 1}


def test_class_rows_change_the_class_of_those_below(tmp_path: Path) -> None:
    rows = [
        ["№", "ФИО", "Кабинет"],
        *(["5А (кл. рук. Мелова)"], [1, NAMES[0], 101], ["5 «Б»"], [1, NAMES[1], 102], ["6А"], [1, NAMES[2], 102]),
    ]
    result = read(xlsx(tmp_path / "list.xlsx", {"Лист": rows}))
    assert [person.class_name for person in result.allocation.participants] == ["5А", "5Б"]
    with pytest.raises(GroupRowError):
        read(xlsx(tmp_path / "latin.xlsx", {"Лист": [*rows, ["5B"], [1, NAMES[3], 103]]}))


@pytest.mark.parametrize(
    "room", ["101, 102", "101; 102", "101,102", "каб. 101 и 102", "№101 + каб. 102", "болен", "н/я", "1о1"]
)
def test_a_cell_with_two_rooms_or_none_is_no_room(tmp_path: Path, room: str) -> None:
    assert parse_room(room) is None
    with pytest.raises(RoomNameError):
        read(xlsx(tmp_path / "list.xlsx", {"Лист": [["Класс", "Кабинет", "Количество"], ["5А", room, 25]]}))


def test_rooms_with_a_point_stay_whole() -> None:
    assert [parse_room(room) for room in ("ауд. 3.14", "3,14", "1 этаж, каб. 5")] == ["3.14", "3,14", "1 этаж, каб. 5"]
    assert room_key("3,14") == room_key("3.14")
    assert read_facts("ауд. 3.14").room == "3.14"


def test_a_quote_that_is_never_closed_swallows_nobody(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    lines = ["ФИО;Класс;Кабинет;Заметка", *(f"{name};5А;101;" for name in NAMES)]
    lines[2] = f'{NAMES[1]};5А;101;"ОВЗ'
    for closing in ("", '"'):
        lines[4] = f"{NAMES[3]};5А;102;{closing}"
        path.write_bytes("\n".join(lines).encode("cp1251"))
        assert rooms_of(read(path)) == {"101": 3, "102": 1}
    lines[1:3] = [f'"{NAMES[0]}\nмладший";5А;101;', f'"{NAMES[1]};5А;101;']
    path.write_bytes("\n".join(lines[:2]).encode("cp1251"))
    assert rooms_of(read(path)) == {"101": 1}  # a line end inside a cell is no open quote


def test_the_day_on_which_a_list_was_printed_is_not_the_day_of_the_work() -> None:
    for text in ("Список класса 5А на 01.04.2026", "по состоянию на 01.04.2026", "Дата формирования: 01.04.2026"):
        assert not find_dates(text), text
    assert find_dates("Распределение на 21.04.2026")


def test_subjects_by_their_letters_are_taken_and_odd_spellings_are_said(tmp_path: Path) -> None:
    assert match_subjects("МА", "Математика") is SubjectMatch.ABBREVIATED
    assert match_subjects("РУ", "Математика") is SubjectMatch.OTHER
    assert resembles("матиматика", "Математика")
    assert resembles("мат-ка", "Математика")
    assert not resembles("Родной язык", "Русский язык")
    assert not resembles("Физика", "Математика")
    rows = [["ФИО", "Класс", "Кабинет", "Предмет"]]
    rows += [
        [name, "5А", "101", subject] for name, subject in zip(NAMES, ("МА", "мат-ка", "РУ", "Физика"), strict=True)
    ]
    result = read(xlsx(tmp_path / "list.xlsx", {"Лист": rows}))
    assert rooms_of(result) == {"101": 1}
    assert "D3" in notices(result)["subject_resembles"]
    assert [proper_subject(name) for name in ("математика", "Родной язык", "труд")] == [
        "Математика",
        "Родной язык",
        "Труд",
    ]


def test_a3_that_only_a_remark_mentions_is_shown(tmp_path: Path) -> None:
    rows = [["ФИО", "Класс", "Кабинет", "Примечание", "А3"]]
    rows += [[NAMES[0], "5А", "101", "ОВЗ, печать А3", ""], [NAMES[1], "5А", "101", "увеличенный шрифт", "да"]]
    text = notices(read(xlsx(tmp_path / "list.xlsx", {"Лист": rows})))["enlarged_in_remarks"]
    assert "D2" in text
    assert "D3" not in text


def test_seats_in_words_are_read() -> None:
    for text in ("1 ряд 2 парта 2 место", "ряд 1, парта 2, место 2"):
        seat = parse_seat("", "", text)
        assert seat is not None
        assert (seat.row, seat.desk, seat.letter) == (1, 2, 1)


def test_counts_of_other_grades_in_columns_are_never_summed(tmp_path: Path) -> None:
    head = ["Кабинет", "5А", "6А", "Всего"]
    with pytest.raises(ClassColumnsError):
        read(xlsx(tmp_path / "mixed.xlsx", {"Лист": [head, [101, 5, 3, 8]]}))
    own = xlsx(
        tmp_path / "own.xlsx", {"Лист": [["№ каб.", "5А", "5Б", "Кол-во уч-ся"], [101, 5, 3, 8], ["в т.ч. ОВЗ", 1]]}
    )
    assert rooms_of(read(own)) == {"101": 8}


# --- the list of codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sheets",
    [
        {"Коды": [["Код", "Класс"], ["60132", "5А"], ["70133", "6А"], ["60134", "5Б"]]},
        {"Коды": [["5 класс"], ["60132", "60134"], ["6 класс"], ["70133", "70134"]]},
        {"5 класс": [["Код"], ["60132"], ["60134"]], "6 класс": [["Код"], ["70133"]]},
    ],
)
def test_codes_of_another_grade_are_never_given_out(tmp_path: Path, sheets: dict[str, list[list[object]]]) -> None:
    path = xlsx(tmp_path / "codes.xlsx", sheets)
    found = read_codes(path, grade=5)
    assert found.codes == ("60132", "60134")
    assert [notice.id for notice in found.notices] == ["codes_of_other_grades"]
    with pytest.raises(CodesOfOtherGradeError) as caught:
        read_codes(path, grade=7)
    assert caught.value.exit_code is ExitCode.CODES
    assert "5, 6" in str(caught.value)


def test_a_spoiled_code_beside_a_class_is_not_taken_for_a_heading(tmp_path: Path) -> None:
    rows = [["Класс", "Код"], ["5А класс", "60132"], ["5А класс", "6O133"], ["5А класс", "60134"]]
    with pytest.raises(CodeSignsError):
        read_codes(xlsx(tmp_path / "codes.xlsx", {"Коды": rows}), grade=5)


def test_names_beside_codes_are_found(tmp_path: Path) -> None:
    tied = xlsx(tmp_path / "tied.xlsx", {"Коды": [["№", "ФИО", "Код"], [1, NAMES[0], "60132"], [2, NAMES[1], "60133"]]})
    blank = xlsx(tmp_path / "blank.xlsx", {"Коды": [["№", "ФИО", "Код"], [1, "______", "60132"], [2, None, "60133"]]})
    assert [cell.cell for cell in read_codes(tied).named] == ["B2", "B3"]
    assert not read_codes(blank).named


def test_a_list_of_longer_codes_says_where_the_length_is_set(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "codes.xlsx", {"Коды": [["Код"], ["601321"], ["601322"]]})
    with pytest.raises(CodeLengthError) as caught:
        read_codes(path, length=5)
    assert "code_length" in str(caught.value)


def test_no_message_holds_a_name(tmp_path: Path) -> None:
    rows = [["№", "ФИО", "Класс"], ["Кабинет 101"], [1, NAMES[0], "5А"], ["№ 7"], [1, NAMES[1], "5А"]]
    with pytest.raises(VprPrintError) as caught:
        read(xlsx(tmp_path / "list.xlsx", {"Лист": rows}))
    assert not any(word in str(caught.value) for name in NAMES for word in name.split())


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_hidden_rows_are_taken_and_said(tmp_path: Path, ending: str) -> None:
    rows = [["ФИО", "Класс", "Кабинет"], *([name, "5А", "101"] for name in NAMES)]
    path = tmp_path / f"list.{ending}"
    made = xlsx(path, {"Лист": rows}, hidden_rows=[3, 4]) if ending == "xlsx" else ods(path, rows, hidden_rows=[3, 4])
    result = read(made)
    assert rooms_of(result) == {"101": 4}
    assert "A3" in notices(result)["rows_hidden"] and "A5" not in notices(result)["rows_hidden"]
    assert "rows_hidden" not in notices(read(xlsx(tmp_path / "shown.xlsx", {"Лист": rows})))


def test_a_room_that_lost_its_zero_is_said(tmp_path: Path) -> None:
    def rows(*rooms: object) -> list[list[object]]:
        return [["ФИО", "Класс", "Кабинет"], *([name, "5А", room] for name, room in zip(NAMES, rooms, strict=False))]

    lost = read(xlsx(tmp_path / "numbers.xlsx", {"Лист": rows(3.1, 3.10, 3.12)}))
    assert "C2" in notices(lost)["rooms_were_numbers"] and "C4" not in notices(lost)["rooms_were_numbers"]
    kept = read(xlsx(tmp_path / "texts.xlsx", {"Лист": rows("3.1", "3.10", 312.0)}))
    assert rooms_of(kept) == {"3.1": 1, "3.10": 1, "312": 1} and "rooms_were_numbers" not in notices(kept)


def test_a_name_of_two_alphabets_is_said(tmp_path: Path) -> None:
    names = ["Пробкин Пeтр", "Стулова Анна II", "Smith Анна", "Партин Иван"]
    rows = [["ФИО", "Класс", "Кабинет"], *([name, "5А", "101"] for name in names)]
    told = notices(read(xlsx(tmp_path / "list.xlsx", {"Лист": rows})))["latin_in_names"]
    assert "A2" in told and not any(cell in told for cell in ("A3", "A4", "A5", "Пробкин"))


def test_a_latin_letter_hides_no_twin(tmp_path: Path) -> None:
    rows = [["ФИО", "Класс", "Кабинет"], ["Пробкин Петр", "5А", "101"], ["Пpобкин Пётр", "5А", "102"]]
    with pytest.raises(DuplicateParticipantError):
        read(xlsx(tmp_path / "list.xlsx", {"Лист": rows}))
    assert FullName("Smith Анна").folded == "smith анна"


def test_rooms_with_the_count_in_brackets_are_lines_unless_names_stand_below(tmp_path: Path) -> None:
    heads = [["каб.101 (15 чел.)"], ["Кабинет 102 (2 участника)"], ["Итого: 17"], ["Директор ____"]]
    assert rooms_of(read(xlsx(tmp_path / "counts.xlsx", {"Лист": heads}))) == {"101": 15, "102": 2}
    named = [["каб.101 (2 чел.)"], [NAMES[0]], [NAMES[1]], ["каб.102 (1 чел.)"], [NAMES[2]]]
    with pytest.raises(ColumnsNotFoundError):
        read(xlsx(tmp_path / "names.xlsx", {"Лист": named}))


def test_people_below_what_looks_like_a_signature_make_it_doubtful(tmp_path: Path) -> None:
    inside = [["ФИО"], ["Кабинет 101"], [NAMES[0]], ["Дата Анна"], [NAMES[1]], ["Кабинет 102"], [NAMES[2]]]
    told = notices(read(xlsx(tmp_path / "inside.xlsx", {"Лист": inside})))
    assert "A4" in told["rows_not_taken"]
    below = [["ФИО"], ["Кабинет 101"], [NAMES[0]], ["Организатор Мелова"], ["Кабинет 102"], [NAMES[2]], ["Директор"]]
    assert "rows_not_taken" not in notices(read(xlsx(tmp_path / "below.xlsx", {"Лист": below})))
