"""The proof page as it is drawn: what stands on it, and that two decoders read it."""

from __future__ import annotations

import io

import builders as b
import pypdf
from reading_back import picture, zbar, zxing
from scan.proof_prints import layout, pdf, proof

from vpr_print.documents.proof_page import render_proof_page
from vpr_print.layout.proof import PROOF_SIDES, mark_text, parse_mark
from vpr_print.model.identifier import NotOurNumber, parse_number


def test_the_same_bytes_every_time() -> None:
    assert render_proof_page(layout(), b.fonts()) == pdf()


def test_both_decoders_read_every_symbol_of_both_sides() -> None:
    kinds = ["Code128"] * len(proof().bars) + ["QRCode"] * len(proof().qrs)
    texts = {f"{kind}:{text}" for kind, (text, _) in zip(kinds, proof().symbols, strict=True)}
    for side in PROOF_SIDES:
        marks = {f"QRCode:{mark_text(side, place)}" for place in range(1, 5)}
        image = picture(pdf(), side - 1, 300)
        assert set(zxing(image)) == texts | marks
        assert set(zbar(image)) >= marks


def test_no_symbol_of_the_page_passes_for_a_number_of_ours() -> None:
    for text, _ in proof().symbols:
        try:
            parse_number(text)
        except NotOurNumber:
            continue
        raise AssertionError(text)
    assert len({text for text, _ in proof().symbols}) == len(proof().bars) + len(proof().qrs)


def test_a_mark_says_its_side_and_place_and_nothing_else_is_a_mark() -> None:
    for side in PROOF_SIDES:
        for place in range(1, 10):
            assert parse_mark(mark_text(side, place)) == (side, place)
    for text in ("VPRPROOF1;3;1", "VPRPROOF1;1;0", "VPRPROOF2;1;1", "VPRPROOF1;1;1 ", "VPRPROOF1;1;١", "", "1" * 16):
        assert parse_mark(text) is None


def test_widths_distances_and_steps_are_told_in_words() -> None:
    front, back = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf())).pages)
    for text in (front, back):
        for word in ("0,25", "0,30", "0,34", "0,38", "0,42", "0,51", "ПРОБНЫЙ ЛИСТ КОПИРА", "100 мм"):
            assert word in text
    for step in ("Напечатайте", "Отсканируйте", "Проверьте", "--proof"):
        assert step in front
    assert "лицевая сторона" in front and "оборот" in back
