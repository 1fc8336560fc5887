"""The register comes back as it was written, whatever its people are called; its answers are read."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from vpr_print.errors import Flaws
from vpr_print.forms.register import Answer, Doubt, ListedPerson, Question, RegisterRow
from vpr_print.forms.register_errors import AnswerError, NotARegisterError, RegisterRowError, RowTrouble
from vpr_print.forms.register_file import QUESTIONS, SHEET, parse_register, register_bytes
from vpr_print.model.seating import FullName
from vpr_print.model.work import CellRef, ParticipantCode

ASKED = ListedPerson(name=FullName("Ёлкин Пётр"), class_name="5А", cell=CellRef("spisok.xlsx", "5А", "B7"))
QUESTION = Question(person=ASKED, doubt=Doubt.OTHER_CLASS, codes=(ParticipantCode("00100"), ParticipantCode("00200")))


def row(code: str, name: str = "Ёлкин Пётр", class_name: str = "5А", note: str = "") -> RegisterRow:
    owner = FullName(name) if name else None
    return RegisterRow(code=ParticipantCode(code), name=owner, class_name=class_name, note=note)


def edited(content: bytes, sheet: str, cell: str, value: object) -> bytes:
    book = load_workbook(io.BytesIO(content))
    book[sheet][cell] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


signs = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=30)
words = signs.map(lambda text: " ".join(text.split())).filter(bool)
registers = st.dictionaries(st.from_regex(r"[0-9]{5}", fullmatch=True), st.tuples(words, words, words), max_size=8)


@given(rows=registers)
@settings(max_examples=30)
def test_what_is_written_is_read_again(rows: dict[str, tuple[str, str, str]]) -> None:
    register = tuple(row(code, *texts) for code, texts in rows.items())
    assert parse_register(register_bytes(register, []), "reestr.xlsx").rows == register


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    content = register_bytes([row("00100", "=1+1", note="@SUM(A1)")], [])
    cell = load_workbook(io.BytesIO(content))[SHEET]["B4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_register_is_the_same_file() -> None:
    rows = [row("00100")]
    assert load_workbook(io.BytesIO(register_bytes(rows, []))).properties.created.year == 2000


@pytest.mark.parametrize(
    ("text", "answer", "code"),
    [("новый", Answer.NEW, None), ("Новая.", Answer.NEW, None), ("00200", Answer.SAME, "00200")],
)
def test_an_answer_is_about_the_person_who_was_asked_about(text: str, answer: Answer, code: str | None) -> None:
    content = edited(register_bytes([row("00100", class_name="5Б")], [QUESTION]), QUESTIONS, "F4", text)
    (decision,) = parse_register(content, "reestr.xlsx").decisions([ASKED])
    assert (decision.person, decision.answer, decision.code) == (ASKED, answer, code)


def test_a_question_without_an_answer_stays_open() -> None:
    assert parse_register(register_bytes([row("00100")], [QUESTION]), "reestr.xlsx").said == ()


@pytest.mark.parametrize("text", ["00300", "да", "тот же"])
def test_an_answer_that_was_not_offered_is_said_to_be_none(text: str) -> None:
    content = edited(register_bytes([row("00100")], [QUESTION]), QUESTIONS, "F4", text)
    with pytest.raises(AnswerError):
        parse_register(content, "reestr.xlsx")


@pytest.mark.parametrize(
    ("cell", "value", "trouble"),
    [
        ("A5", None, RowTrouble.NO_CODE),
        ("A5", "пять", RowTrouble.NO_CODE),
        ("A5", 101, RowTrouble.ZEROS_LOST),
        ("A5", "00100", RowTrouble.CODE_TWICE),
    ],
)
def test_a_row_that_cannot_be_right_is_named_by_its_cell(cell: str, value: object, trouble: RowTrouble) -> None:
    content = edited(register_bytes([row("00100"), row("00101", "Берёзкина Анна")], []), SHEET, cell, value)
    with pytest.raises((RegisterRowError, Flaws)) as raised:
        parse_register(content, "reestr.xlsx")
    flaw = raised.value
    assert isinstance(flaw, RegisterRowError)
    assert flaw.trouble is trouble
    assert "A5" in flaw.cell
    assert "Берёзкина" not in str(flaw)


def test_another_workbook_is_no_register() -> None:
    book = load_workbook(io.BytesIO(register_bytes([], [])))
    book[SHEET].title = "Лист1"
    written = io.BytesIO()
    book.save(written)
    with pytest.raises(NotARegisterError):
        parse_register(written.getvalue(), "klass.xlsx")
