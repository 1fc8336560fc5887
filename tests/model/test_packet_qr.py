"""The second QR of a manifest: what is written is read, and nothing else is."""

from __future__ import annotations

import re
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet_qr import NotAPacketQr, PacketQr, format_packet_qr, parse_packet_qr, runs_of
from vpr_print.model.work import SiteNumber

KEYS = st.from_regex(r"[A-Za-z0-9._-]{1,40}", fullmatch=True)
KINDS = st.sampled_from([NumberKind.DELIVERY, NumberKind.RETURN_USED, NumberKind.RETURN_UNUSED])


@st.composite
def packets(draw: st.DrawFn) -> PacketQr:
    site = SiteNumber(draw(st.from_regex(r"[0-9]{6}", fullmatch=True)))
    return PacketQr(
        site=site,
        work=draw(KEYS),
        room=draw(KEYS),
        packet=Identifier(draw(KINDS), site, draw(st.integers(1, 99_999))),
        serials=runs_of(draw(st.sets(st.integers(1, 99_999), max_size=60))),
        pages=draw(st.integers(1, 99)),
        forms=runs_of(draw(st.sets(st.integers(1, 99_999), max_size=3))),
    )


@given(packets())
def test_what_is_written_is_read(packet: PacketQr) -> None:
    text = format_packet_qr(packet)
    assert parse_packet_qr(text) == packet
    assert text.isascii()


@given(packets(), st.data())
def test_one_wrong_sign_is_refused(packet: PacketQr, data: st.DataObject) -> None:
    text = format_packet_qr(packet)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from("0123456789;,-ABCDEFabcdefVPR").filter(lambda sign: sign != text[place]))
    with pytest.raises(NotAPacketQr):
        parse_packet_qr(text[:place] + sign + text[place + 1 :])


@given(packets(), st.data())
def test_a_lost_or_doubled_sign_is_refused(packet: PacketQr, data: st.DataObject) -> None:
    text = format_packet_qr(packet)
    place = data.draw(st.integers(0, len(text) - 1))
    for wrong in (text[:place] + text[place + 1 :], text[: place + 1] + text[place:]):
        with pytest.raises(NotAPacketQr):
            parse_packet_qr(wrong)


@given(st.text(max_size=80))
def test_any_text_is_refused_without_another_error(text: str) -> None:
    with pytest.raises(NotAPacketQr):
        parse_packet_qr(text)


@given(st.sets(st.integers(1, 99_999), max_size=60))
def test_runs_hold_every_serial_once(serials: set[int]) -> None:
    runs = runs_of(serials)
    assert sorted(serials) == [serial for first, last in runs for serial in range(first, last + 1)]
    assert all(left[1] + 1 < right[0] for left, right in pairwise(runs))


@pytest.mark.parametrize(
    "body",
    [
        "VPR2;640123;w;r;2640123000160060;1-2;12",
        "VPR1;640123;w;r;2640123000160060;2-1;12",
        "VPR1;640123;w;r;2640123000160060;1-1;12",
        "VPR1;640123;w;r;2640123000160060;1,2;12",
        "VPR1;640123;w;r;2640123000160060;01;12",
        "VPR1;640123;w;r;2640123000160060;1;012",
        "VPR1;640123;w;r;2640123000160060;1;0",
        "VPR1;640124;w;r;2640123000160060;1;12",
        "VPR1;640123;w;к;2640123000160060;1;12",
        "VPR1;640123;w;r;0640123601320097;1;12",
        "VPR1;640123;w;r;2640123000160060;1;12;13",
    ],
)
def test_a_wrong_text_with_a_right_checksum_is_refused(body: str) -> None:
    with pytest.raises(NotAPacketQr):
        parse_packet_qr(f"{body};{zlib.crc32(body.encode('ascii', 'replace')):08X}")


def test_the_example_of_the_document_is_true() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "packet-qr.md").read_text("utf-8")
    (example,) = re.findall(r"^VPR1;.*$", text, re.MULTILINE)
    packet = parse_packet_qr(example)
    assert format_packet_qr(packet) == example
    assert packet.count == 16
    assert packet.pages == 12
