"""Whose page it is: the rules by which a number is taken for a page's own, and those by which none is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scanned import OTHER_SET, SET, number

from vpr_print.model.identifier import Identifier, NumberKind, parse_number
from vpr_print.model.packet_qr import PacketQr, format_packet_qr
from vpr_print.model.work import SiteNumber
from vpr_print.scan.identity import Doubt, Identity, identify
from vpr_print.scan.seen import Symbol, SymbolType

SUMMARY, PROTOCOL, MANIFEST, DRAFT = number(9, 69, 1), number(5, 18, 1), number(6, 20, 1), number(8, 21, 1)
PACKET, OTHER_PACKET = number(2, 15, 0), number(3, 16, 0)


def code(text: str) -> str:
    """A participant code as a number."""
    body = f"0640123{text:0>7}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


CODES = tuple(code(text) for text in ("41158", "10270", "11019"))


def bars(text: str, height_mm: float = 7.0) -> Symbol:
    """Code 128 of 46.9 mm."""
    return Symbol(SymbolType.BARS, text, ((0, 0), (469, 0), (469, height_mm * 10), (0, height_mm * 10)))


def qr(text: str) -> Symbol:
    return Symbol(SymbolType.QR, text, ((0, 500), (107, 500), (107, 607), (0, 607)))


def other(text: str) -> Symbol:
    return Symbol(SymbolType.OTHER, text, ((0, 500), (107, 500), (107, 607), (0, 607)))


def told(*symbols: Symbol) -> Identity:
    return identify(symbols)


def assert_is(identity: Identity, text: str, *, sure: bool) -> None:
    assert str(identity.number) == text
    assert identity.sure is sure
    assert identity.doubt is None


@pytest.mark.parametrize("text", [SET, SUMMARY, PROTOCOL, MANIFEST, DRAFT, PACKET])
def test_two_symbols_that_agree_are_sure(text: str) -> None:
    assert_is(told(bars(text), qr(text)), text, sure=True)


@pytest.mark.parametrize("text", [SET, SUMMARY, PROTOCOL, MANIFEST, DRAFT, PACKET])
def test_a_qr_code_alone_tells_the_number(text: str) -> None:
    assert_is(told(qr(text)), text, sure=False)


@pytest.mark.parametrize("text", [SET, SUMMARY, PROTOCOL, MANIFEST, DRAFT])
def test_bars_alone_tell_the_number(text: str) -> None:
    assert_is(told(bars(text)), text, sure=False)


def test_bars_of_a_packet_tell_it_only_when_they_are_as_high_as_a_labels() -> None:
    assert_is(told(bars(PACKET, 12)), PACKET, sure=False)
    row = told(bars(PACKET, 7))
    assert (row.number, row.doubt, row.seen) == (None, Doubt.ROWS, (parse_number(PACKET),))


def test_rows_of_packets_are_not_the_number_of_the_summary() -> None:
    rows = (bars(PACKET), bars(OTHER_PACKET))
    assert_is(told(bars(SUMMARY, 12), qr(SUMMARY), *rows), SUMMARY, sure=True)
    assert_is(told(qr(SUMMARY), *rows), SUMMARY, sure=False)
    assert_is(told(*rows, bars(SUMMARY, 12)), SUMMARY, sure=False)
    assert told(*rows).doubt is Doubt.ROWS


def test_rows_of_packets_are_not_the_number_of_a_manifest() -> None:
    rows = (bars(PACKET), bars(OTHER_PACKET))
    assert_is(told(bars(MANIFEST, 12), qr(MANIFEST), *rows), MANIFEST, sure=True)
    assert_is(told(*rows, bars(MANIFEST, 12)), MANIFEST, sure=False)


def test_codes_of_participants_are_never_the_number_of_a_page() -> None:
    rows = tuple(map(bars, CODES))
    assert_is(told(*rows, bars(PROTOCOL, 12), qr(PROTOCOL)), PROTOCOL, sure=True)
    assert_is(told(*rows, bars(PROTOCOL, 12)), PROTOCOL, sure=False)
    sheet = (*rows, *map(qr, CODES))
    assert_is(told(*sheet, qr(SUMMARY)), SUMMARY, sure=False)
    assert told(*sheet).doubt is Doubt.CODES
    assert told(bars(CODES[0]), qr(CODES[0])).doubt is Doubt.CODES


@pytest.mark.parametrize(
    "symbols",
    [
        (bars(SET), qr(OTHER_SET)),
        (qr(SET), qr(OTHER_SET)),
        (bars(SET), bars(OTHER_SET)),
        (bars(SET), qr(SET), bars(OTHER_SET)),
        (bars(SET), qr(SET), qr(OTHER_SET)),
        (bars(SET), qr(SET), qr(DRAFT)),
        (qr(SET), bars(PACKET)),
        (qr(SUMMARY), bars(SET)),
        (qr(PROTOCOL), bars(PACKET)),
        (bars(SET), bars(PROTOCOL)),
        (bars(SET), bars(PACKET, 12)),
        (qr(PACKET), qr(OTHER_PACKET)),
        (bars(SUMMARY, 12), bars(number(9, 70, 1), 12)),
    ],
)
def test_a_page_of_two_minds_has_no_number_and_shows_both(symbols: tuple[Symbol, ...]) -> None:
    identity = identify(symbols)
    assert identity.number is None
    assert identity.doubt is Doubt.DISAGREE
    assert {str(seen) for seen in identity.seen} == {symbol.text for symbol in symbols}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/",
        "1234567890123456",
        SET[:-1],
        SET + "0",
        SET[:-1] + "x",
        " " + SET,
        "٣" * 16,
        "1" * 16,
    ],
)
def test_what_is_no_number_of_ours_is_foreign(text: str) -> None:
    assert told(qr(text), bars(text)) == Identity(doubt=Doubt.FOREIGN)
    assert_is(told(qr(text), bars(SET)), SET, sure=False)


def test_symbols_of_another_make_say_nothing() -> None:
    assert told(other(SET)).doubt is Doubt.FOREIGN
    assert_is(told(other(OTHER_SET), bars(SET), qr(SET)), SET, sure=True)


def test_an_empty_page_says_nothing() -> None:
    assert told() == Identity(doubt=Doubt.NOTHING)


def test_the_second_qr_code_of_a_manifest_is_told() -> None:
    packet = parse_number(PACKET)
    assert isinstance(packet, Identifier)
    said = PacketQr(site=SiteNumber("640123"), work="w", room="101", packet=packet, serials=((57, 58),), pages=12)
    identity = told(bars(MANIFEST, 12), qr(MANIFEST), qr(format_packet_qr(said)))
    assert_is(identity, MANIFEST, sure=True)
    assert identity.packet_qr == said
    assert told(qr(format_packet_qr(said)[:-1] + "?"), qr(MANIFEST)).packet_qr is None


@given(st.lists(st.sampled_from([bars, qr, other]), min_size=1, max_size=6), st.data())
def test_a_number_is_only_ever_one_that_a_symbol_says(makes: list[object], data: st.DataObject) -> None:
    texts = st.sampled_from([SET, OTHER_SET, SUMMARY, PACKET, *CODES, "text"])
    symbols = tuple(make(data.draw(texts)) for make in makes)  # type: ignore[operator]
    identity = identify(symbols)
    assert (identity.number is None) == (identity.doubt is not None)
    if identity.number is not None:
        sayers = [each for each in symbols if each.text == str(identity.number)]
        assert any(each.type is not SymbolType.OTHER for each in sayers)
        assert identity.number.kind is not NumberKind.PARTICIPANT_CODE
        sets = {each.text for each in symbols if each.text in (SET, OTHER_SET) and each.type is not SymbolType.OTHER}
        assert len(sets) < 2 or identity.number is None


@given(st.permutations([bars(SET), qr(SET), bars(CODES[0]), other(OTHER_SET), qr("text")]))
def test_the_order_of_the_symbols_is_nothing(symbols: list[Symbol]) -> None:
    assert_is(identify(tuple(symbols)), SET, sure=True)
