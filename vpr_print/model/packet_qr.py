"""The second QR of a manifest: what a scanning centre without the school's ledger has to know of a packet.

``VPR1;site;work;room;packet number;serials of the sets;pages per set;checksum``, ASCII, described in
``docs/packet-qr.md``. The first field is the format's version, the last one the CRC-32 of all before it. Where answer
forms were printed the version is ``VPR2``, and their serials stand before the checksum.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from vpr_print.model.identifier import PAGES, SERIALS, Identifier, NotOurNumber, check_site, parse_number
from vpr_print.model.work import SiteNumber

PACKET_QR_VERSION, WITH_FORMS = "VPR1", "VPR2"
_FIELDS = {PACKET_QR_VERSION: 6, WITH_FORMS: 7}
"""Between version and checksum."""

_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_DECIMAL = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


class NotAPacketQr(ValueError):
    """The text is not the second QR of a manifest: other version, wrong shape or wrong checksum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketQr:
    """What the symbol says of one packet. It names no person."""

    site: SiteNumber
    work: str
    """The work's key: ``2026-04-21-matematika-5``."""
    room: str
    """ASCII name of the room: that of its folder."""
    packet: Identifier
    """Number of the packet, page 00."""
    serials: tuple[tuple[int, int], ...]
    """Runs (first, last) of the serials of the room's sets, ascending, apart from each other."""
    pages: int
    """Printed pages of each set."""
    forms: tuple[tuple[int, int], ...] = ()
    """Runs of the serials of the room's answer forms; empty where none were printed."""

    def __post_init__(self) -> None:
        check_site(self.site)
        if not _KEY.fullmatch(self.work) or not _KEY.fullmatch(self.room):
            raise ValueError("work and room are 1 to 64 of the signs A–Z a–z 0–9 . _ -")
        if self.packet.site != self.site or self.packet.page:
            raise ValueError("a packet's number is whole and of the same site")
        if self.pages not in PAGES or not self.pages:
            raise ValueError(f"{self.pages} pages are not in 1..99")
        for runs in (self.serials, self.forms):
            before = SERIALS.start - 2
            for first, last in runs:
                if not before + 1 < first <= last < SERIALS.stop:
                    raise ValueError("runs of serials ascend and do not touch")
                before = last

    @property
    def count(self) -> int:
        """How many sets belong to the packet's room."""
        return sum(last - first + 1 for first, last in self.serials)


def runs_of(serials: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Ascending runs (first, last) of the serials, doubled ones once."""
    runs: list[tuple[int, int]] = []
    for serial in sorted(set(serials)):
        if runs and runs[-1][1] + 1 == serial:
            runs[-1] = (runs[-1][0], serial)
        else:
            runs.append((serial, serial))
    return tuple(runs)


def format_packet_qr(packet: PacketQr) -> str:
    """The text of the symbol."""
    parts = (packet.site, packet.work, packet.room, str(packet.packet), _runs(packet.serials), str(packet.pages))
    with_forms = (WITH_FORMS, *parts, _runs(packet.forms))
    body = ";".join(with_forms if packet.forms else (PACKET_QR_VERSION, *parts))
    return f"{body};{_checksum(body)}"


def parse_packet_qr(text: str) -> PacketQr:
    """What the text of a symbol says. Raises ``NotAPacketQr``."""
    body, _, checksum = text.rpartition(";")
    if not text.isascii() or checksum != _checksum(body):
        raise NotAPacketQr("wrong checksum")
    version, *parts = body.split(";")
    if len(parts) != _FIELDS.get(version):
        raise NotAPacketQr("another version, or another number of fields")
    site, work, room, number, runs, pages, *forms = parts
    if forms == [""]:
        raise NotAPacketQr("no answer forms, in the version that has them")
    try:
        packet = parse_number(number)
        if not isinstance(packet, Identifier):
            raise NotAPacketQr("a participant code in place of a packet's number")
        return PacketQr(
            site=SiteNumber(site),
            work=work,
            room=room,
            packet=packet,
            serials=_parsed(runs),
            pages=_decimal(pages),
            forms=_parsed(forms[0]) if forms else (),
        )
    except NotOurNumber as error:
        raise NotAPacketQr("wrong number of the packet") from error
    except NotAPacketQr:
        raise
    except ValueError as error:
        raise NotAPacketQr(str(error)) from error


def _runs(serials: tuple[tuple[int, int], ...]) -> str:
    return ",".join([f"{first}" if first == last else f"{first}-{last}" for first, last in serials])


def _parsed(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_run(run) for run in text.split(",") if text)


def _run(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not dash:
        return _decimal(first), _decimal(first)
    run = _decimal(first), _decimal(last)
    if run[0] == run[1]:
        raise NotAPacketQr("a run of one is written as one number")
    return run


def _decimal(text: str) -> int:
    if not _DECIMAL.fullmatch(text):
        raise NotAPacketQr("a whole number without leading zeros is needed")
    return int(text)


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode('ascii', 'replace')):08X}"
