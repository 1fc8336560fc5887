"""Symbols are the very ones that python-barcode and qrcode make."""

from __future__ import annotations

import random

import pytest
import qrcode
from barcode.codex import Code128
from hypothesis import given
from hypothesis import strategies as st
from qrcode.util import MODE_NUMBER, QRData

from vpr_print.drawing.qr_text import QR_MASK, qr_text_rows
from vpr_print.drawing.symbols import code128_path, qr_number_path, qr_path, qr_rows
from vpr_print.layout.symbol_size import CODE128_MODULES, qr_modules
from vpr_print.verify.code128 import decode_row

NUMBERS = st.text("0123456789", min_size=16, max_size=16)
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=200)


def oracle(digits: str) -> tuple[int, ...]:
    code = qrcode.QRCode(version=1, error_correction=qrcode.constants.ERROR_CORRECT_H, mask_pattern=QR_MASK, border=0)
    code.add_data(QRData(digits.encode(), mode=MODE_NUMBER), optimize=0)
    code.make(fit=False)
    return tuple(int("".join("01"[bool(dark)] for dark in row), 2) for row in code.modules)


def squares(path: bytes) -> set[tuple[int, int]]:
    """Unit squares that a path of rectangles covers; each once."""
    found: list[tuple[int, int]] = []
    for line in path.splitlines():
        x, y, w, h = map(int, line.split()[:4])
        found += [(x + i, y + j) for i in range(w) for j in range(h)]
    assert len(found) == len(set(found))
    return set(found)


def test_two_thousand_qr_codes_are_those_of_qrcode() -> None:
    chance = random.Random(20260421)
    for _ in range(2000):
        digits = f"{chance.randrange(10**16):016d}"
        assert qr_rows(digits) == oracle(digits), digits


@pytest.mark.parametrize("digits", ["0" * 16, "9" * 16, "1640123000010097", "0000000000000001"])
def test_extreme_qr_codes_are_those_of_qrcode(digits: str) -> None:
    assert qr_rows(digits) == oracle(digits)


@given(NUMBERS.filter(lambda digits: not digits.startswith("99")))
def test_code128_is_that_of_python_barcode(digits: str) -> None:
    bits = Code128(digits).build()[0]
    assert len(bits) == CODE128_MODULES
    assert squares(code128_path(digits)) == {(x, 0) for x, bit in enumerate(bits) if bit == "1"}


@given(NUMBERS)
def test_drawn_bars_say_the_digits(digits: str) -> None:
    row = sum(1 << CODE128_MODULES - 1 - x for x, _ in squares(code128_path(digits)))
    assert decode_row(row) == digits


@given(NUMBERS)
def test_drawn_squares_are_the_rows(digits: str) -> None:
    rows = qr_rows(digits)
    assert qr_number_path(digits) == qr_path(rows)
    assert squares(qr_path(rows)) == {(x, 20 - y) for y, row in enumerate(rows) for x in range(21) if row >> 20 - x & 1}


@given(ASCII | st.text("0123456789", min_size=1, max_size=300) | st.text("ABC $%*+-./:", min_size=1, max_size=300))
def test_qr_codes_of_texts_are_those_of_qrcode(text: str) -> None:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=QR_MASK, border=0)
    code.add_data(text)
    code.make(fit=True)
    assert qr_text_rows(text) == tuple(int("".join("01"[bool(dark)] for dark in row), 2) for row in code.modules)


def test_a_text_that_no_qr_code_holds_is_refused() -> None:
    with pytest.raises(ValueError):
        qr_text_rows("x" * 2400)


@given(ASCII)
def test_a_text_never_needs_more_modules_than_its_length_says(text: str) -> None:
    assert len(qr_text_rows(text)) <= qr_modules(len(text))


@pytest.mark.parametrize(
    "digits", ["", "123", "12345678901234567", "164012300001009x", "１６４０１２３０００１０００９７"]
)
def test_what_is_no_number_is_refused(digits: str) -> None:
    for function in (qr_rows, qr_number_path, code128_path):
        with pytest.raises(ValueError):
            function(digits)


def test_a_cyrillic_text_is_refused_in_a_qr_code() -> None:
    with pytest.raises(ValueError):
        qr_text_rows("кабинет 101")
