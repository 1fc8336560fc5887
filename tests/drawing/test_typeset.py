"""Texts fitted into boxes: never cut, never below the smallest type, never outside."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_back import FONTS

from vpr_print.drawing.fonts import FontBook, read_fonts
from vpr_print.drawing.typeset import Fit, TypeStyle, fit_text
from vpr_print.layout.symbol_size import POINT_MM
from vpr_print.model.geometry import Size

BOOK = read_fonts(FONTS)
WORDS = st.lists(st.text("абвГДЕ012-", min_size=1, max_size=12), max_size=12).map(" ".join)


@given(
    WORDS,
    st.floats(5, 120),
    st.floats(2, 30),
    st.floats(7, 40),
    st.sampled_from(Fit),
    st.booleans(),
    st.sampled_from([0.0, 1.0]),
)
def test_what_is_fitted_lies_in_its_box_and_is_whole(
    text: str, w: float, h: float, size_pt: float, fit: Fit, bold: bool, spacing: float
) -> None:
    style = TypeStyle(size_pt, bold, spacing_mm=spacing)
    fitted = fit_text(text, Size(w, h), style, BOOK, allowed=fit)
    if fitted is None:
        return
    assert " ".join(line for line, _ in fitted.lines) == text
    assert 7 <= fitted.size_pt <= size_pt
    assert fit is not Fit.AS_IS or fitted.size_pt == size_pt
    assert fit is Fit.LINES or len(fitted.lines) == 1
    for line, width in fitted.lines:
        assert width <= w + 0.05
        assert width == pytest.approx(BOOK.width(line, size_pt=fitted.size_pt, bold=bold, spacing_mm=spacing), abs=1e-6)
    size = fitted.size_pt * POINT_MM
    assert size * (fitted.leading * (len(fitted.lines) - 1) + 0.92) <= h + 0.05
    for anchor in (0.0, 0.5, 1.0):
        baselines = fitted.baselines(0, h, anchor)
        pitch = size * fitted.leading
        assert baselines[0] - 0.7 * size >= -(pitch - 0.7 * size) / 2 - 0.1
        assert baselines[-1] <= h + (pitch - 0.7 * size) / 2 + 0.1


def test_a_larger_box_never_fits_less(book: FontBook = BOOK) -> None:
    text = "Номер сейф-пакета изготовителя и подпись ответственного"
    sizes = []
    for width in range(10, 131, 5):
        fitted = fit_text(text, Size(width, 8), TypeStyle(12), book, allowed=Fit.LINES)
        sizes.append(fitted.size_pt if fitted else 0)
    assert sizes == sorted(sizes) and sizes[0] == 0 and sizes[-1] == 12


def test_lines_break_where_the_text_says_and_not_at_no_break_spaces() -> None:
    fitted = fit_text("каб.\u00a0101\nряд 2", Size(60, 20), TypeStyle(10), BOOK)
    assert fitted and [line for line, _ in fitted.lines] == ["каб.\u00a0101", "ряд 2"]
    assert fit_text("кабинет\u00a0сто\u00a0один", Size(15, 20), TypeStyle(10), BOOK, allowed=Fit.LINES) is None


def test_lines_that_end_early_count_in_full() -> None:
    """Three words, each wider than half the box: no two share a line, though their lengths would allow it."""
    word = "параллелепипед"
    box = Size(BOOK.width(word, size_pt=7) * 1.3, 2 * 7 * POINT_MM * 1.15)
    assert fit_text(f"{word} {word}", box, TypeStyle(7), BOOK, allowed=Fit.LINES)
    assert fit_text(f"{word} {word} ш", box, TypeStyle(7), BOOK, allowed=Fit.LINES)
    assert fit_text(f"ш {word} {word}", box, TypeStyle(7), BOOK, allowed=Fit.LINES)
    half = BOOK.width(word, size_pt=7) * 1.6
    assert fit_text(f"{word} {word} {word}", Size(half, box.h), TypeStyle(7), BOOK, allowed=Fit.LINES) is None


def test_one_line_is_centred_by_its_capitals() -> None:
    fitted = fit_text("Н", Size(20, 10), TypeStyle(10), BOOK)
    assert fitted
    size = 10 * POINT_MM
    assert fitted.baselines(5, 10, 0.5)[0] == pytest.approx(10 + 0.35 * size)


def test_a_monstrous_text_is_refused_at_once() -> None:
    text = "слово " * 20_000
    started = time.perf_counter()
    assert fit_text(text, Size(60, 8), TypeStyle(60), BOOK, allowed=Fit.LINES) is None
    assert time.perf_counter() - started < 2
