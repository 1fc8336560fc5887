"""A class is found among those that a form takes, however people write it; between several nobody guesses."""

from __future__ import annotations

import official_form as f
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.errors import Flaws
from vpr_print.forms.class_names import class_choices
from vpr_print.forms.electronic_protocol import ProtocolRow
from vpr_print.forms.errors import CellTrouble, CellValueError
from vpr_print.forms.fill import FilledForm, fill_form
from vpr_print.model.work import ParticipantCode

FORM = ("5А", "5Б", "5В", "6А")
CODES = ("50101", "50102")


@pytest.mark.parametrize(
    "name", ["5А", "5а", "5 А", "5-А", '5 "А"', "5 «а»", "5A", "5a", "5 класс А", "5_А", " 5  А ", "5–А", "5 кл. А"]
)
def test_every_spelling_of_a_class_is_that_class(name: str) -> None:
    assert class_choices(name, FORM) == ("5А",)
    assert class_choices(name, ("А", "Б")) == ("А",)
    assert class_choices(name, ("4", "5")) == ("5",)


@pytest.mark.parametrize(("name", "meant"), [("А", ("5А", "6А")), ("б", ("5Б",)), ("B", ("5В",)), ("7А", ()), ("", ())])
def test_a_letter_alone_may_be_of_any_grade(name: str, meant: tuple[str, ...]) -> None:
    assert class_choices(name, FORM) == meant


def test_what_is_written_exactly_so_is_that_one() -> None:
    assert class_choices("5а", ("5А", "5а")) == ("5а",)
    assert class_choices("5 а", ("5А", "5а")) == ("5А", "5а")


@given(st.sampled_from(FORM), st.sampled_from(["", " ", "-", " - ", '"', " класс "]), st.booleans())
def test_a_name_with_a_grade_never_becomes_another(name: str, between: str, small: bool) -> None:
    written = f"{name[:-1]}{between}{name[-1]}"
    assert class_choices(written.lower() if small else written, FORM) == (name,)


def row(code: str, name: str) -> ProtocolRow:
    return ProtocolRow(code=ParticipantCode(code), class_name=name, variant="2")


def filled(*names: str) -> FilledForm:
    rows = [row(code, name) for code, name in zip(CODES, names, strict=False)]
    return fill_form(f.official_form(CODES), "forma.xlsx", rows)


def test_the_form_gets_its_own_spelling_and_it_is_said() -> None:
    done = filled('5 "а"', "5Б")
    assert done.respelled == (('5 "а"', "5А"),)
    sheet = f.parts_of(done.data)["xl/worksheets/sheet2.xml"].decode()
    assert "5А" in sheet
    assert '5 "а"' not in sheet


def test_what_may_be_several_is_told_with_all_of_them() -> None:
    with pytest.raises((Flaws, CellValueError)) as told:
        filled("А")
    flaw = told.value.flaws[0] if isinstance(told.value, Flaws) else told.value
    assert isinstance(flaw, CellValueError)
    assert (flaw.trouble, flaw.allowed) == (CellTrouble.AMBIGUOUS, ("5А", "6А"))


def test_a_class_that_the_form_does_not_know_is_told() -> None:
    with pytest.raises(CellValueError) as told:
        filled("9Я")
    assert told.value.trouble is CellTrouble.NOT_ALLOWED
