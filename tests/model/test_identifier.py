"""A number that was misread, mistyped or cut is never taken for another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.model.identifier import (
    CodeNumber,
    Identifier,
    NotOurNumber,
    NumberKind,
    grouped,
    parse_number,
    with_check_digits,
)
from vpr_print.model.work import ParticipantCode, SiteNumber

sites = st.from_regex(r"[0-9]{6}", fullmatch=True).map(SiteNumber)
papers = st.builds(
    Identifier,
    st.sampled_from([kind for kind in NumberKind if kind]),
    sites,
    st.integers(1, 99_999),
    st.integers(0, 99),
)
codes = st.builds(CodeNumber.of, sites, st.from_regex(r"[0-9]{1,7}", fullmatch=True).map(ParticipantCode))
numbers = papers | codes


@given(numbers)
def test_a_number_reads_back_as_itself(number: Identifier | CodeNumber) -> None:
    assert len(str(number)) == 16
    assert parse_number(str(number)) == number


@given(numbers, st.integers(0, 15), st.integers(1, 9))
def test_every_wrong_digit_is_refused(number: Identifier | CodeNumber, place: int, shift: int) -> None:
    digits = list(str(number))
    digits[place] = str((int(digits[place]) + shift) % 10)
    with pytest.raises(NotOurNumber):
        parse_number("".join(digits))


@given(numbers, st.integers(0, 14))
def test_every_swap_of_neighbours_is_refused(number: Identifier | CodeNumber, place: int) -> None:
    digits = list(str(number))
    if digits[place] != digits[place + 1]:
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
        with pytest.raises(NotOurNumber):
            parse_number("".join(digits))


@given(numbers, st.integers(0, 15))
def test_a_lost_or_doubled_digit_is_refused(number: Identifier | CodeNumber, place: int) -> None:
    digits = str(number)
    for wrong in (digits[:place] + digits[place + 1 :], digits[:place] + digits[place] + digits[place:]):
        with pytest.raises(NotOurNumber):
            parse_number(wrong)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = parse_number(text)
    except NotOurNumber:
        return
    assert str(number) == text


def test_check_digits_that_the_standard_never_gives_are_refused() -> None:
    bodies = (f"1640123{serial:05d}00" for serial in range(1, 999))
    body = next(body for body in bodies if with_check_digits(body)[14:] == "97")
    with pytest.raises(NotOurNumber):
        parse_number(body + "00")


def test_digits_of_other_scripts_are_not_digits() -> None:
    number = str(Identifier(NumberKind.SET, SiteNumber("640123"), 7, 3))
    with pytest.raises(NotOurNumber):
        parse_number(number.replace("1", "١"))


def test_a_page_belongs_to_its_paper() -> None:
    whole = Identifier(NumberKind.SET, SiteNumber("640123"), 7)
    assert whole.of_page(3).whole == whole
    assert grouped(whole.of_page(3)) == "1640 1230 0007 0377"


def test_a_code_keeps_its_leading_zeros_when_its_length_is_known() -> None:
    number = CodeNumber.of(SiteNumber("640123"), ParticipantCode("00132"))
    assert number.code(5) == "00132"
    with pytest.raises(NotOurNumber):
        CodeNumber.of(SiteNumber("640123"), ParticipantCode("60132")).code(4)


@pytest.mark.parametrize("serial, page", [(0, 0), (100_000, 0), (1, 100), (1, -1)])
def test_numbers_outside_the_format_are_not_made(serial: int, page: int) -> None:
    with pytest.raises(ValueError):
        Identifier(NumberKind.SET, SiteNumber("640123"), serial, page)
