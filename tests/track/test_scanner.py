"""What a scanner types: whole, in parts, glued, in the wrong layout; and no slip passes for a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.model.identifier import CodeNumber, Identifier, NumberKind, grouped
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.track.custody_errors import NotANumberError
from vpr_print.track.scanner import PARTS_S, Pause, Said, Scanner, Typed, Word, may_be_ours
from vpr_print.track.scans import parse_bag_number, parse_scan

SITE = SiteNumber("640123")
KINDS = [kind for kind in NumberKind if kind is not NumberKind.PARTICIPANT_CODE]
NUMBERS = st.builds(
    Identifier, st.sampled_from(KINDS), st.just(SITE), st.integers(1, 99_999), st.integers(0, 99)
) | st.builds(CodeNumber.of, st.just(SITE), st.integers(0, 9_999_999).map(lambda n: ParticipantCode(str(n))))
FIRST, SECOND = Identifier(NumberKind.SET, SITE, 7), Identifier(NumberKind.DELIVERY, SITE, 8)
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"


@given(NUMBERS, st.sampled_from(["{}", " {} ", "]C1{}", "ъС1{}", "\x02{}\x03", "\x1b[200~{}\x1b[201~", "\ufeff{}"]))
def test_a_number_is_read_whatever_stands_around_it(number: Identifier | CodeNumber, around: str) -> None:
    assert Scanner().hear(around.format(number), 0.0) == (number,)
    assert Scanner().hear(around.format(grouped(number)), 0.0) == (number,)


@given(NUMBERS, st.integers(1, 15), st.floats(0, PARTS_S))
def test_a_number_in_two_parts_is_one_number(number: Identifier, cut: int, later: float) -> None:
    scanner, text = Scanner(), str(number)
    (part,) = scanner.hear(text[:cut], 5.0)
    if isinstance(part, Typed):  # a single digit is the only other thing it may be
        assert part.part
    assert scanner.hear(text[cut:], 5.0 + later) == (number,)


def test_a_part_does_not_wait_for_ever_and_a_whole_number_ends_the_waiting() -> None:
    scanner, text = Scanner(), str(FIRST)
    scanner.hear(text[:8], 0.0)
    assert scanner.hear(text[8:], PARTS_S + 0.1) == (Typed(text[8:], part=True),)
    scanner.hear(text[:8], 10.0)
    assert scanner.hear(str(SECOND), 10.1) == (SECOND,)
    assert scanner.hear(text[8:], 10.2) == (Typed(text[8:], part=True),)


@given(st.lists(NUMBERS, min_size=2, max_size=4))
def test_glued_numbers_are_told_apart(numbers: list[Identifier]) -> None:
    assert Scanner().hear("".join(map(str, numbers)), 0.0) == tuple(numbers)


@given(NUMBERS, st.data())
def test_no_slip_of_a_typist_passes_for_a_number_or_for_a_bag(number: Identifier, data: st.DataObject) -> None:
    text, at = str(number), data.draw(st.integers(0, 15))
    slips = [
        text[:at] + data.draw(st.sampled_from("0123456789")) + text[at + 1 :],
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if at else text,
    ]
    for slip in slips:
        if slip != text:
            (heard,) = Scanner().hear(slip, 0.0)
            assert isinstance(heard, Typed), slip
            assert may_be_ours(slip, SITE), slip


@pytest.mark.parametrize(
    "number", [*(Identifier(kind, SITE, 40_517, 12) for kind in KINDS), CodeNumber(SITE, "0060132")]
)
def test_every_wrong_swapped_lost_doubled_or_added_digit_is_refused_where_numbers_are_typed(
    number: Identifier | CodeNumber,
) -> None:
    """Every slip there is in one number of each kind, through the scanner's ear and through the commands'."""
    text = str(number)
    places, digits = range(len(text)), "0123456789"
    slips = {text[:at] + digit + text[at + 1 :] for at in places for digit in digits}
    slips |= {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in places[:-1]}
    slips |= {text[:at] + text[at + 1 :] for at in places}
    slips |= {text[:at] + digit + text[at:] for at in range(len(text) + 1) for digit in digits}
    for slip in slips - {text}:
        for typed in (slip, grouped(slip)):
            (heard,) = Scanner().hear(typed, 0.0)
            assert isinstance(heard, Typed), typed
            with pytest.raises(NotANumberError):
                parse_scan(typed)
        scanner = Scanner()
        scanner.hear(slip, 0.0)
        assert scanner.hear(text, PARTS_S / 2) == (number,), f"{slip}, and then as it should be"


@given(NUMBERS, st.integers(17, 31))
def test_a_number_and_a_piece_are_neither_a_number_nor_a_bag(number: Identifier, length: int) -> None:
    text = (str(number) * 2)[:length]
    (heard,) = Scanner().hear(text, 0.0)
    assert isinstance(heard, Typed)
    assert may_be_ours(text, SITE)


@pytest.mark.parametrize("bag", ["SD123456", "12345678", "SB-640124/7", "00123456789012", "046012345678901234"])
def test_makers_numbers_are_no_slips_of_ours(bag: str) -> None:
    assert parse_bag_number(bag) == bag
    assert not may_be_ours(bag, SITE)


@pytest.mark.parametrize("word", list(Word))
def test_words_are_understood_in_either_layout(word: Word) -> None:
    for spelled in word.value:
        layouts = (str.maketrans(LATIN, RUSSIAN), str.maketrans(RUSSIAN, LATIN)) if len(spelled) > 1 else ({},)
        for text in (spelled, spelled.upper(), *(spelled.translate(layout) for layout in layouts)):
            assert Scanner().hear(text, 0.0) == (Said(word),), text
    assert Scanner().hear(f"{word.value[0]} 07 11", 0.0) == (Said(word, (7, 11)),)


@given(st.text(max_size=40))
def test_anything_typed_has_an_answer(text: str) -> None:
    heard = Scanner().hear(text, 0.0)
    assert len(heard) >= 1
    assert text.strip() or heard == (Pause(),)
