"""The proof's own decoders: right on what others encode, and refusing everything that is not exact."""

from __future__ import annotations

import re

import builders
import pytest
import qrcode
from barcode.codex import Code128
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.barcode import code128 as reportlab_code128

from vpr_print.drawing.sheet import Drawing as Sheet
from vpr_print.model.geometry import A4, Turn
from vpr_print.verify.code128 import MODULES, START_C, STOP, VALUES, NotCode128, decode_bars, decode_row
from vpr_print.verify.drawn import read_drawing
from vpr_print.verify.qr import NotQr, decode_modules
from vpr_print.verify.read_stamps import SymbolKind, read_stamps

numbers = st.text("0123456789", min_size=16, max_size=16)


def qr_modules(text: str, mask: int | None = None, *, level: int = qrcode.constants.ERROR_CORRECT_H) -> int:
    code = qrcode.QRCode(version=1, error_correction=level, mask_pattern=mask, border=0)
    code.add_data(text, optimize=0)
    code.make(fit=False)
    return int("".join("1" if dark else "0" for row in code.modules for dark in row), 2)


def bar_row(digits: str) -> int:
    return int(Code128(digits).build()[0], 2)


def test_the_table_of_widths_is_that_of_the_standard() -> None:
    patterns = reportlab_code128._patterns
    widths = {value: tuple("ABCD".index(letter.upper()) + 1 for letter in patterns[value]) for value in range(107)}
    assert {value: key for key, value in VALUES.items()} == {value: widths[value] for value in range(106)}
    assert widths[106] == STOP


@given(numbers.filter(lambda digits: not digits.startswith("99")))
def test_bars_of_another_encoder_are_read(digits: str) -> None:
    """python-barcode takes a leading 99 for a change of code set and loses it."""
    assert decode_row(bar_row(digits)) == digits


@given(numbers, st.sampled_from(range(8)))
def test_qr_codes_of_another_encoder_are_read_with_every_mask(digits: str, mask: int) -> None:
    assert decode_modules(qr_modules(digits, mask)) == digits


def test_one_wrong_module_anywhere_is_refused() -> None:
    bars, square = bar_row("1640123000010197"), qr_modules("1640123000010197", 6)
    for place in range(MODULES):
        with pytest.raises(NotCode128):
            decode_row(bars ^ 1 << place)
    for place in range(441):
        with pytest.raises(NotQr):
            decode_modules(square ^ 1 << place)


def test_other_levels_and_modes_of_qr_are_refused() -> None:
    with pytest.raises(NotQr):
        decode_modules(qr_modules("1640123000010197", level=qrcode.constants.ERROR_CORRECT_M))
    with pytest.raises(NotQr):
        decode_modules(qr_modules("ABC-12"))


def test_a_wrong_check_symbol_and_another_start_are_refused() -> None:
    by_value = {value: widths for widths, value in VALUES.items()}

    def bars(values: list[int]) -> list[tuple[float, float]]:
        widths = [width for value in values for width in by_value[value]] + list(STOP)
        starts = [sum(widths[:i]) for i in range(len(widths))]
        return list(zip(starts, widths, strict=True))[::2]

    right = [START_C, 16, 40, 12, 30]
    check = (START_C + 16 + 2 * 40 + 3 * 12 + 4 * 30) % 103
    assert decode_bars(bars([*right, check])) == ("16401230", 1)
    for wrong in ([*right, (check + 1) % 103], [104, 16, 40, 12, 30, (check - 1) % 103], [*right[:-1], 101, check]):
        with pytest.raises(NotCode128):
            decode_bars(bars(wrong))


@given(numbers, st.sampled_from(Turn), st.floats(20, 120), st.floats(20, 180))
def test_what_is_drawn_is_read_back_with_its_place(digits: str, turn: Turn, x: float, y: float) -> None:
    sheet = Sheet(A4, builders.fonts())
    rect = sheet.code128(x, y, digits, module_mm=0.381, bars_mm=7, digits_pt=7, turn=turn)
    sheet.qr(x + 60, y + 60, digits, module_mm=0.508)
    found = read_stamps(read_drawing(sheet.content(), {"R": lambda shown: ""}), A4.h)
    bars, square = found.symbols
    assert (bars.kind, bars.digits, bars.turn) == (SymbolKind.CODE128, digits, turn)
    assert (square.kind, square.digits) == (SymbolKind.QR, digits)
    assert rect.holds(bars.rect, 0.06)
    assert (round(bars.module_mm, 3), round(square.module_mm, 3)) == (0.381, 0.508)
    assert not found.unread and not found.rest


@pytest.mark.parametrize("scale", (b"1 0 0 1", b".5 0 0 .5", b"9.25 0 0 9.25"))
def test_symbols_drawn_in_other_units_are_read_too(scale: bytes) -> None:
    """Decimals, one rectangle for each module, bars along y: other drawings than ours."""
    modules = qr_modules("1640123000010197", 3)
    path = b"".join(
        b"%.2f %.2f 1.25 1.25 re\n" % (10 + column * 1.25, 500 - row * 1.25)
        for row in range(21)
        for column in range(21)
        if modules >> 440 - row * 21 - column & 1
    )
    runs = re.finditer("1+", f"{bar_row('1640123000010197'):0123b}")
    upright = b"".join(b"3 %.1f 40 %.1f re " % (20 + run.start() * 0.5, len(run.group()) * 0.5) for run in runs)
    content = b"q " + scale + b" 0 0 cm\n" + path + b"f\nQ\n" + scale + b" 0 0 cm " + upright + b"f"
    found = read_stamps(read_drawing(content, {}), A4.h)
    assert [(symbol.digits, symbol.turn) for symbol in found.symbols] == [
        ("1640123000010197", Turn.LEVEL),
        ("1640123000010197", Turn.UP),
    ]
    assert not found.unread


def test_mirrored_and_upside_down_symbols_are_refused() -> None:
    sheet = Sheet(A4, builders.fonts())
    sheet.code128(40, 40, "1640123000010197", module_mm=0.381, bars_mm=7, digits_pt=0)
    sheet.qr(100, 100, "1640123000010197", module_mm=0.508)
    for turned in (b"-1 0 0 1 595 0 cm\n", b"1 0 0 -1 0 842 cm\n", b"-1 0 0 -1 595 842 cm\n", b".9 .1 -.1 .9 0 0 cm\n"):
        found = read_stamps(read_drawing(turned + sheet.content(), {}), A4.h)
        assert not found.symbols and len(found.unread) == 2, turned
