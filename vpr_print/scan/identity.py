"""Which paper a page is, by its symbols alone: the page's own number, or why there is none. Pure.

A wrong number is worse than none. Only 16 digits with right check digits count; participant codes never are a page's
own number; a page of two minds has none. Whether anybody knows the number is asked later.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vpr_print.model.identifier import Identifier, NotOurNumber, NumberKind, parse_number
from vpr_print.model.packet_qr import NotAPacketQr, PacketQr, parse_packet_qr
from vpr_print.scan.seen import Symbol, SymbolType


class Doubt(StrEnum):
    """Why a page has no number."""

    NOTHING = "nothing"
    """No symbol was read."""
    FOREIGN = "foreign"
    """Symbols were read, none of them of ours."""
    CODES = "codes"
    """Participant codes alone: a slip, or rows of a list whose own number was not read."""
    ROWS = "rows"
    """Numbers of packets in rows of a list whose own number was not read."""
    DISAGREE = "disagree"
    """Different numbers, each of which could be the page's own: two sheets in one image, or a misread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a page is."""

    number: Identifier | None = None
    doubt: Doubt | None = None
    """Said when and only when there is no number."""
    seen: tuple[Identifier, ...] = ()
    """Numbers of papers on the page, in order: its own, those of rows, those that compete."""
    packet_qr: PacketQr | None = None
    """Of a manifest."""
    sure: bool = False
    """Bars and QR say the same."""


_PACKETS = frozenset((NumberKind.DELIVERY, NumberKind.RETURN_USED, NumberKind.RETURN_UNUSED, NumberKind.DISPATCH))
ROW_KINDS = {NumberKind.OTHER: _PACKETS, NumberKind.MANIFEST: _PACKETS}
"""Papers that list others with bars: the summary, papers of custody and the manifest of a dispatch list packets."""
_TALL = 0.19
"""Height against length of the bars of a paper's own number (12 to 46.9 mm); those of a row have 7."""


def identify(symbols: tuple[Symbol, ...]) -> Identity:
    """What the page with these symbols is."""
    ours = [(symbol, number) for symbol in symbols if (number := _number(symbol)) is not None]
    numbers = tuple(dict.fromkeys(number for _, number in ours))
    packet = _packet(symbols)
    if not numbers:
        return Identity(doubt=_nothing_ours(symbols), packet_qr=packet)
    by_qr = {number for symbol, number in ours if symbol.type is SymbolType.QR}
    by_bars = {number for symbol, number in ours if symbol.type is SymbolType.BARS}
    own = by_qr or _own_bars(ours)
    if not own:
        return Identity(doubt=Doubt.ROWS, seen=numbers, packet_qr=packet)
    number = min(own)
    rows = ROW_KINDS.get(number.kind, frozenset())
    if len(own) > 1 or any(other != number and other.kind not in rows for other in by_bars):
        return Identity(doubt=Doubt.DISAGREE, seen=numbers, packet_qr=packet)
    return Identity(number=number, seen=numbers, packet_qr=packet, sure=number in by_qr & by_bars)


def _number(symbol: Symbol) -> Identifier | None:
    """The number of a paper that the symbol says."""
    if symbol.type is SymbolType.OTHER:
        return None
    try:
        number = parse_number(symbol.text)
    except NotOurNumber:
        return None
    return number if isinstance(number, Identifier) else None


def _own_bars(ours: list[tuple[Symbol, Identifier]]) -> set[Identifier]:
    """Numbers that are a page's own though only bars say them: those of packets only by high bars."""
    own = {number for symbol, number in ours if number.kind not in _PACKETS or _is_tall(symbol)}
    lists = {number for number in own if number.kind in ROW_KINDS}
    return lists if len(lists) == 1 and own - lists and all(n.kind in _PACKETS for n in own - lists) else own


def _is_tall(symbol: Symbol) -> bool:
    (x1, y1), (x2, y2), _, (x4, y4) = symbol.corners
    length, height = (x2 - x1) ** 2 + (y2 - y1) ** 2, (x4 - x1) ** 2 + (y4 - y1) ** 2
    return height >= length * _TALL**2


def _packet(symbols: tuple[Symbol, ...]) -> PacketQr | None:
    for symbol in symbols:
        if symbol.type is SymbolType.QR:
            try:
                return parse_packet_qr(symbol.text)
            except NotAPacketQr:
                continue
    return None


def _nothing_ours(symbols: tuple[Symbol, ...]) -> Doubt:
    if not symbols:
        return Doubt.NOTHING
    return Doubt.CODES if any(_is_code(symbol) for symbol in symbols) else Doubt.FOREIGN


def _is_code(symbol: Symbol) -> bool:
    try:
        return symbol.type is not SymbolType.OTHER and parse_number(symbol.text) is not None
    except NotOurNumber:
        return False
