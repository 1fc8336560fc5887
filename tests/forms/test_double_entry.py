"""Marks typed by two people: what both say stands, where they differ a person looks."""

from __future__ import annotations

from vpr_print.forms.double_entry import MarksEntry, compare
from vpr_print.forms.electronic_protocol import TaskName
from vpr_print.model.work import ParticipantCode

CODE = ParticipantCode("50101")


def typed(*marks: str, second: bool = False, code: str = CODE, **beside: str) -> MarksEntry:
    tasks = tuple((TaskName(str(number)), mark) for number, mark in enumerate(marks, 1))
    who = "вторая" if second else "первая"
    return MarksEntry(code=ParticipantCode(code), marks=tasks, second=second, who=who, **beside)


def test_marks_that_two_people_typed_alike_stand_once() -> None:
    found = compare([typed("1", "X"), typed("1", "X", second=True)])
    assert [entry.marks for entry in found.entries] == [(("1", "1"), ("2", "X"))]
    assert (found.differences, found.typed_once) == ((), ())


def test_a_mark_typed_otherwise_is_named_with_both_values_and_neither_stands() -> None:
    found = compare([typed("1", "2"), typed("1", "0", second=True)])
    assert found.entries == ()
    (difference,) = found.differences
    assert (difference.code, difference.title) == (CODE, "2")
    assert difference.said == (("первая", "2"), ("вторая", "0"))


def test_a_mark_that_one_left_out_is_a_difference() -> None:
    assert [one.title for one in compare([typed("1", "2"), typed("1", second=True)]).differences] == ["2"]


def test_a_class_that_only_the_table_knows_is_none() -> None:
    found = compare([typed("1", class_name="5А"), typed("1", second=True, sex="ж")])
    assert [(entry.class_name, entry.sex) for entry in found.entries] == [("5А", "ж")]
    assert [one.title for one in compare([typed(class_name="5А"), typed(class_name="5Б")]).differences] == ["Класс"]


def test_who_waits_for_the_second_typing_is_said_once_anybody_has_begun_it() -> None:
    other = typed("3", code="50102")
    assert compare([typed("1"), other]).typed_once == ()
    assert compare([typed("1"), other, typed("1", second=True)]).typed_once == ("50102",)
