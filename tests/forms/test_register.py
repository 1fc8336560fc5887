"""A code belongs to one pupil for the year; whoever might be somebody else is asked about."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vpr_print.forms.register import (
    Answer,
    Assignment,
    ConflictKind,
    Decision,
    Doubt,
    ListedPerson,
    RegisterRow,
    assign,
)
from vpr_print.model.seating import FullName
from vpr_print.model.work import CellRef, ParticipantCode

FREE = tuple(ParticipantCode(f"{code:05d}") for code in range(100, 400))


def person(name: str, class_name: str = "5А", code: str = "", row: int = 2) -> ListedPerson:
    return ListedPerson(
        name=FullName(name),
        class_name=class_name,
        code=ParticipantCode(code) if code else None,
        cell=CellRef("spisok.xlsx", "5А", f"B{row}"),
    )


def row(code: str, name: str, class_name: str = "5А") -> RegisterRow:
    return RegisterRow(code=ParticipantCode(code), name=FullName(name) if name else None, class_name=class_name)


def codes(assignment: Assignment) -> dict[str, str]:
    return {someone.name.text: code for someone, code in assignment.codes}


def test_a_second_work_takes_the_same_codes() -> None:
    people = [person("Ёлкин Пётр", row=2), person("Берёзкина Анна", row=3)]
    first = assign([], people, FREE)
    second = assign(first.register, [*reversed(people), person("Сосновый Олег", row=4)], FREE)
    assert codes(first) == {"Ёлкин Пётр": "00100", "Берёзкина Анна": "00101"}
    assert codes(second) == {**codes(first), "Сосновый Олег": "00102"}
    assert (first.new, second.new) == (2, 1)


def test_another_spelling_is_the_same_person_and_is_said() -> None:
    found = assign([row("00100", "Ёлкин  Пётр")], [person("елкин Петр")], FREE)
    assert codes(found) == {"елкин Петр": "00100"}
    assert len(found.respelled) == 1
    assert not assign([row("00100", "Ёлкин Пётр")], [person("Ёлкин  Пётр")], FREE).respelled


def test_a_pupil_who_may_have_moved_is_asked_about() -> None:
    register = [row("00100", "Ёлкин Пётр", "5Б")]
    moved = person("Ёлкин Пётр", "5А")
    found = assign(register, [moved], FREE)
    (question,) = found.questions
    assert (question.doubt, question.codes) == (Doubt.OTHER_CLASS, ("00100",))
    assert not found.codes
    same = assign(register, [moved], FREE, [Decision(person=moved, answer=Answer.SAME, code=ParticipantCode("00100"))])
    assert (codes(same), same.register[0].class_name) == ({"Ёлкин Пётр": "00100"}, "5А")
    other = assign(register, [moved], FREE, [Decision(person=moved, answer=Answer.NEW)])
    assert codes(other) == {"Ёлкин Пётр": "00101"}
    assert other.register[0] == register[0]


def test_namesakes_of_one_class_are_asked_about_unless_the_list_tells_them_apart() -> None:
    twins = [person("Ёлкин Пётр", row=2), person("Елкин Петр", row=3)]
    assert [question.doubt for question in assign([], twins, FREE).questions] == [Doubt.NAMESAKES] * 2
    told = [replace(twins[0], code=ParticipantCode("00300")), replace(twins[1], code=ParticipantCode("00301"))]
    found = assign([], told, FREE)
    assert sorted(code for _, code in found.codes) == ["00300", "00301"]
    again = assign(found.register, [person("Ёлкин Пётр", row=9)], FREE)
    assert [(question.doubt, question.codes) for question in again.questions] == [(Doubt.SEVERAL, ("00300", "00301"))]


def test_lists_of_two_works_name_the_same_pupils() -> None:
    maths = [person("Ёлкин Пётр", row=2), person("Ёлкин Пётр", "5Б", row=3)]
    russian = [replace(someone, cell=CellRef("russkiy.xlsx", "", "A9")) for someone in maths]
    found = assign([], [*maths, *russian], FREE)
    assert [code for _, code in found.codes] == ["00100", "00101", "00100", "00101"]
    assert found.new == 2


def test_classes_are_the_same_however_they_are_written() -> None:
    register = [row("00100", "Ёлкин Пётр", "5 «А»")]
    assert codes(assign(register, [person("Ёлкин Пётр", "5-а")], FREE)) == {"Ёлкин Пётр": "00100"}


def test_a_code_of_somebody_else_is_never_given_away() -> None:
    register = [row("00100", "Ёлкин Пётр")]
    found = assign(register, [person("Берёзкина Анна", code="00100")], FREE)
    assert [conflict.kind for conflict in found.conflicts] == [ConflictKind.CODE_OF_ANOTHER]
    assert found.register == tuple(register)


def test_a_person_has_one_code() -> None:
    found = assign([row("00100", "Ёлкин Пётр")], [person("Ёлкин Пётр", code="00200")], FREE)
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.code, conflict.other) == (ConflictKind.OTHER_CODE, "00200", "00100")


def test_one_code_for_two_of_the_list() -> None:
    found = assign([], [person("Ёлкин Пётр", code="00100"), person("Берёзкина Анна", code="00100", row=3)], FREE)
    assert [conflict.kind for conflict in found.conflicts] == [ConflictKind.CODE_TWICE] * 2
    assert not found.register


def test_a_code_that_was_issued_blank_gets_its_name_from_the_protocol() -> None:
    found = assign([row("00100", "", "")], [person("Ёлкин Пётр", code="00100")], FREE)
    assert found.register == (row("00100", "Ёлкин Пётр"),)
    assert found.new == 0


def test_people_without_a_free_code_are_counted() -> None:
    people = [person(f"Ученик {chr(1040 + place)}", row=place) for place in range(5)]
    found = assign([], people, FREE[:3])
    assert (len(found.codes), found.short) == (3, 2)


def test_names_do_not_show_in_what_is_printed_for_a_programmer() -> None:
    found = assign([row("00100", "Ёлкин Пётр", "5Б")], [person("Ёлкин Пётр")], FREE)
    assert "лкин" not in repr(found)


names = st.sampled_from(["Ёлкин Пётр", "Елкин Петр", "Берёзкина Анна", "Сосновый Олег", "Дубов Ян"])
classes = st.sampled_from(["5А", "5Б"])
given_codes = st.sampled_from(["", "", "", "00100", "00101", "00300"])
lists = st.lists(st.tuples(names, classes, given_codes), max_size=6)


@given(works=st.lists(lists, min_size=1, max_size=4))
def test_whatever_lists_come_no_code_ever_changes_its_owner(works: list[list[tuple[str, str, str]]]) -> None:
    register: tuple[RegisterRow, ...] = ()
    owners: dict[str, str] = {}
    for people in works:
        listed = [person(name, class_name, code, row=place) for place, (name, class_name, code) in enumerate(people)]
        found = assign(register, listed, FREE)
        for someone, code in found.codes:
            assert owners.setdefault(code, someone.name.folded) == someone.name.folded
        told = len(found.codes) + len(found.questions) + len(found.conflicts) + found.short
        assert told == len(set(listed))
        assert {row.code for row in register} <= {row.code for row in found.register}
        assert len({row.code for row in found.register}) == len(found.register)
        register = found.register
