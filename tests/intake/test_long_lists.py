"""A long list is read by another process; what it says, and what is wrong with it, is the same as ever."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.list_makers import text_table, xlsx

from vpr_print.errors import Flaws, VprPrintError
from vpr_print.intake import allocation, aside, codes
from vpr_print.intake.allocation import read_allocation
from vpr_print.intake.codes import read_codes
from vpr_print.intake.list_errors import ListTooLargeError
from vpr_print.intake.packed_rooms import pack_rooms, unpack_rooms
from vpr_print.intake.work_filter import WorkFilter
from vpr_print.model.seating import AllocatedRoom, FullName, Participant, Seat
from vpr_print.model.work import CellRef, ParticipantCode
from vpr_print.sandbox import Limits

ANY = WorkFilter(None, None)
LETTERS = "абвгдежзик"
HEADER = ["№", "ФИО", "Класс", "Кабинет", "Ряд", "Парта", "Код участника", "Вариант"]

texts = st.text(max_size=6)
people = st.builds(
    Participant,
    class_name=texts,
    name=st.none() | st.builds(FullName, texts),
    seat=st.none() | st.builds(Seat, st.integers(1, 5), st.integers(1, 9), st.integers(0, 1)),
    code=st.none() | st.from_regex(r"[0-9]{5}", fullmatch=True).map(ParticipantCode),
    variant=st.none() | st.integers(1, 30),
    enlarged=st.booleans(),
    cell=st.builds(CellRef, texts, texts, texts),
)


def rows(count: int) -> list[list[object]]:
    ends = [a + b for a in LETTERS for b in LETTERS]
    return [
        [i, f"Иванова Мария{ends[i % 100]}", "5А", 101 + i // 15, "", "", 10_000 + i, 1] for i in range(count)
    ]


def flaws_of(read: Callable[[], object]) -> list[tuple[type[VprPrintError], str]]:
    with pytest.raises(VprPrintError) as caught:
        read()
    error = caught.value
    return [(type(flaw), str(flaw)) for flaw in (error.flaws if isinstance(error, Flaws) else (error,))]


@pytest.fixture
def everything_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (allocation, codes):
        monkeypatch.setattr(module, "LONG", 0)


@given(st.lists(st.builds(AllocatedRoom, texts, st.lists(people, max_size=4).map(tuple)), max_size=4).map(tuple))
def test_rooms_come_back_as_they_were_packed(rooms: tuple[AllocatedRoom, ...]) -> None:
    assert unpack_rooms(pack_rooms(rooms)) == rooms


def test_a_long_list_says_what_it_says_when_it_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = [HEADER, *rows(40), ["", "Итого", "", 40]]
    lists = xlsx(tmp_path / "a.xlsx", {"5 класс": table}), text_table(tmp_path / "b.csv", table)
    here = [read_allocation(path, work=ANY) for path in lists]
    of_codes = [read_codes(path) for path in lists]
    for module in (allocation, codes):
        monkeypatch.setattr(module, "LONG", 0)
    assert [read_allocation(path, work=ANY) for path in lists] == here
    assert [read_codes(path) for path in lists] == of_codes
    assert len(here[0].allocation.participants) == len(of_codes[0].codes) == 40


def test_all_flaws_of_a_long_list_are_told_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = rows(20)
    wrong[3][6], wrong[5][2], wrong[7][3] = wrong[2][6], "5Z", ""
    path = xlsx(tmp_path / "a.xlsx", {"Лист": [HEADER, *wrong]})
    here = [flaws_of(lambda: read_allocation(path, work=ANY)), flaws_of(lambda: read_codes(path))]
    for module in (allocation, codes):
        monkeypatch.setattr(module, "LONG", 0)
    assert [flaws_of(lambda: read_allocation(path, work=ANY)), flaws_of(lambda: read_codes(path))] == here
    assert [len(flaws) for flaws in here] == [2, 1]


@pytest.mark.usefixtures("everything_is_long")
def test_a_list_that_takes_too_much_is_told_as_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "_LIMITS", Limits(seconds=60, megabytes=2048, result_megabytes=0))
    with pytest.raises(ListTooLargeError):
        read_allocation(text_table(tmp_path / "b.csv", [HEADER, *rows(3)]), work=ANY)


def test_reading_a_long_list_takes_little_more_than_what_it_says(tmp_path: Path) -> None:
    """Of the process that goes on: tables, lines and entries of the list stay in the other one."""
    path = text_table(tmp_path / "b.csv", [HEADER, *rows(6_000)])
    tracemalloc.start()
    try:
        read = read_allocation(path, work=ANY)
        lasting, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(read.allocation.participants) == 6_000
    assert lasting < 6_000 * 700
    assert peak < 6_000 * 1_200, "what is read here takes 2,000 bytes for each"
