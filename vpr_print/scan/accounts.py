"""Pages whose states are settled, put together into sets, packets and rooms: what came and what is missing. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from natsort import natsort_keygen

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PacketKind, PaperKind
from vpr_print.scan.expectation import Expectation, Expected
from vpr_print.scan.naming import Named
from vpr_print.scan.piles import Lying, packet_of
from vpr_print.scan.states import (
    IN_ORDER,
    KIND_OF_FATE,
    AbsentSet,
    Fate,
    PacketPlace,
    PageState,
    RoomKey,
    ScannedPacket,
    ScannedPage,
    ScannedRoom,
    ScannedSet,
)

_FATES = {kind: fate for fate, kind in KIND_OF_FATE.items()}
_CLEARLY = 3
"""So many times more pages in one packet than in the other settle what became of a set."""
_IN_A_PACKET = (
    PageState.MANIFEST,
    PageState.LABEL,
    PageState.PROTOCOL,
    PageState.PROTOCOL_COPY,
    PageState.SET_PAGE,
    PageState.ANSWER_FORM,
)
"""The order in which pages are handed on; then drafts and other papers."""
_SURPLUS = frozenset((PageState.VOID, PageState.FOREIGN, PageState.PRINTED_TWICE))
_natural = natsort_keygen()


@dataclass(frozen=True, slots=True)
class Came:
    """The pages of one set that came, each number once."""

    expected: Expected
    pages: tuple[Named, ...]
    fate: Fate | None
    """By the packets that the pages lie in."""
    sure: bool
    against: tuple[Named, ...]
    """Pages that lie in the other return packet."""

    @property
    def missing(self) -> tuple[int, ...]:
        """Pages that did not come."""
        came = {page.number.page for page in self.pages if page.number}
        return tuple(page for page in range(1, self.expected.pages + 1) if page not in came)


class Accounts:
    """What came of a pile."""

    def __init__(
        self,
        named: Sequence[Named],
        lies: Mapping[int, Lying],
        twins: Mapping[int, int],
        sheets: Sequence[tuple[Named, ...]],
        expectation: Expectation,
    ) -> None:
        self.named = named
        self.lies = lies
        self.expectation = expectation
        self.sets = {number: _came(pages, lies) for number, pages in _pages_of_sets(named).items()}
        self._folders = {page.expected.room: page.expected.folder for page in named if page.expected}
        self.pages = tuple(self._page(page, twins.get(page.place, 0)) for page in named)
        """In scanning order."""
        self.rooms = tuple(self._rooms(sheets))

    def packets(self) -> tuple[ScannedPacket, ...]:
        """Pages that came as they should, by room and packet."""
        piles: dict[tuple[RoomKey, PacketKind | None], list[ScannedPage]] = {}
        for page in self.pages:
            if page.state in IN_ORDER and page.room:
                piles.setdefault((page.room, page.packet.kind if page.packet else None), []).append(page)
        return tuple(
            ScannedPacket(
                room=room,
                folder=self._folders.get(room, ""),
                number=next((page.packet.number for page in pages if page.packet), ""),
                kind=kind,
                pages=tuple(sorted(pages, key=_order_in_packet)),
            )
            for (room, kind), pages in sorted(piles.items(), key=lambda one: (room_order(one[0][0]), one[0][1] or ""))
        )

    def unseen(self) -> tuple[tuple[RoomKey, ...], tuple[RoomKey, ...]]:
        """Rooms of the same works of which nothing came: those that should have, and those that should not."""
        works = {(room.key.site, room.key.work) for room in self.rooms}
        touched = {room.key for room in self.rooms}
        rooms = self.expectation.rooms
        unseen = sorted(
            (key for key in rooms if (key.site, key.work) in works and key not in touched), key=room_order
        )
        stayed = tuple(key for key in unseen if all(paper.lost or paper.kept for paper in rooms[key]))
        return tuple(key for key in unseen if key not in stayed), stayed

    def shown(self, page: Named) -> ScannedPage:
        """The page as it is told."""
        return self.pages[page.place - 1]

    def is_missing(self, number: Identifier) -> bool:
        """Whether a page of a set that is known did not come."""
        came = self.sets.get(number.whole)
        expected = came.expected if came else self.expectation.of(number)
        if expected is None or not 1 <= number.page <= expected.pages:
            return False
        return came is None or number.page in came.missing

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────────

    def _page(self, page: Named, twin: int) -> ScannedPage:
        expected, number = (page.expected, page.number) if page.accepted else (None, None)
        packet = self._belongs_in(page) if page.accepted else None
        room = expected.room if expected else packet.room if packet else None
        return ScannedPage(
            place=page.place,
            file=page.file,
            source=page.reading.source,
            state=page.state,
            why=page.why,
            number=str(number or ""),
            texts=tuple(map(str, page.seen)),
            room=room,
            packet=packet,
            lies_in=self.lies[page.place].packet,
            paper=str(number.whole) if number else "",
            set_ordinal=expected.ordinal if expected and expected.kind is PaperKind.SET else 0,
            variant=expected.variant if expected else 0,
            page=number.page if number else 0,
            twin=twin,
            living=expected.living if expected else "",
            turn=page.reading.turn,
            skew=page.reading.skew,
            dpi=page.reading.dpi,
            resolution=page.resolution,
        )

    def _belongs_in(self, page: Named) -> PacketPlace | None:
        expected, packet = page.expected, self.lies[page.place].packet
        if expected is None:  # taken for the packet's by where it lies
            return packet
        if expected.packet_kind is not None:
            return packet_of(page, self.expectation)
        if expected.kind is PaperKind.SET:
            came = self.sets.get(expected.number)
            return self._place(expected.room, KIND_OF_FATE[came.fate]) if came and came.fate else None
        if packet is not None and packet.room == expected.room:
            return packet
        # Порядок ВПР, прил. 4, п. 7: протокол лежит с использованными комплектами
        return self._place(expected.room, PacketKind.RETURN_USED) if page.state is PageState.PROTOCOL else None

    def _place(self, room: RoomKey, kind: PacketKind) -> PacketPlace:
        return PacketPlace(room=room, kind=kind, number=str(self.expectation.packets.get((room, kind), "")))

    # ── rooms ────────────────────────────────────────────────────────────────────────────────────────────

    def _rooms(self, sheets: Sequence[tuple[Named, ...]]) -> Iterator[ScannedRoom]:
        said = {packet_of(page, self.expectation) for run in sheets for page in run}
        packets = sorted((packet for packet in said if packet), key=lambda packet: list(PacketKind).index(packet.kind))
        scanned = {packet.number for packet in packets}.union(map(self._lay_in, self.sets.values()))
        sets: dict[RoomKey, list[ScannedSet]] = {}
        for came in self.sets.values():
            sets.setdefault(came.expected.room, []).append(_scanned_set(came))
        touched = {page.room for page in self.pages if page.state in IN_ORDER} | {packet.room for packet in packets}
        for key in sorted((key for key in touched if key and key.room), key=room_order):
            expected = self.expectation.rooms.get(key, ())
            absent = [paper for paper in expected if paper.number not in self.sets and not paper.lost]
            yield ScannedRoom(
                key=key,
                folder=self._folders.get(key, ""),
                expected=len(expected),
                sets=tuple(sorted(sets.get(key, ()), key=lambda item: (item.ordinal, item.number))),
                lacking=tuple(_absent(paper) for paper in absent if not _lies_elsewhere(paper, scanned)),
                elsewhere=tuple(_absent(paper) for paper in absent if _lies_elsewhere(paper, scanned)),
                packets=tuple(packet for packet in packets if packet.room == key),
                surplus=sum(self._is_surplus(page, key) for page in self.named),
            )

    def _lay_in(self, came: Came) -> str:
        """Number of the return packet of which a set shows that something was scanned: what the pile says, then what
        the ledger does; empty for none."""
        piles = (self.lies[page.place].packet for page in came.pages)
        packet = next((packet for packet in piles if packet and packet.kind in _FATES), None)
        return packet.number if packet else came.expected.return_packet

    def _is_surplus(self, page: Named, room: RoomKey) -> bool:
        lie = self.lies[page.place]
        here = lie.packet is not None and lie.packet.room == room
        if page.state in _SURPLUS:
            return here or (page.accepted and page.expected is not None and page.expected.room == room)
        stranger = page.state in IN_ORDER and page.expected is not None and page.expected.room != room
        return here and lie.own_file and stranger and page.expected is not None and bool(page.expected.room.room)


def room_order(room: RoomKey) -> tuple[object, ...]:
    """Sorts rooms by site, work and natural order of their names."""
    return room.site, room.work, _natural(room.room), room.room


def _pages_of_sets(named: Sequence[Named]) -> Mapping[Identifier, list[Named]]:
    sets: dict[Identifier, list[Named]] = {}
    for page in named:
        if page.state is PageState.SET_PAGE and page.number:
            sets.setdefault(page.number.whole, []).append(page)
    return sets


def _came(pages: Sequence[Named], lies: Mapping[int, Lying]) -> Came:
    """A set, with its fate: of the packets that its pages lie in those of its own room, if any, count alone."""
    expected = pages[0].expected
    assert expected is not None, "a page of a set has one"
    where = [(page, lies[page.place]) for page in pages]
    said = [(page, lie.packet) for page, lie in where if lie.own_file and lie.packet]
    if not said:
        said = [(page, lie.packet) for page, lie in where if lie.packet and lie.packet.room == expected.room]
    own = [(page, packet) for page, packet in said if packet.room == expected.room]
    voting = [(page, packet.kind) for page, packet in own or said if packet.kind in _FATES]
    votes = Counter(kind for _, kind in voting)
    if not votes:
        return Came(expected, tuple(pages), None, sure=False, against=())
    kind, most = max(votes.items(), key=lambda item: (item[1], item[0]))
    against = tuple(page for page, other in voting if other is not kind)
    settled = most >= _CLEARLY * len(against)
    sure = not against and len(own) == len(said) and all(lie.clear for _, lie in where)
    return Came(expected, tuple(pages), _FATES[kind] if settled else None, sure=sure, against=against)


def _lies_elsewhere(paper: Expected, scanned: Collection[str]) -> bool:
    """Whether the ledger knows a set to lie in a packet of which nothing was scanned."""
    return bool(paper.return_packet) and paper.return_packet not in scanned


def _absent(paper: Expected) -> AbsentSet:
    return AbsentSet(number=str(paper.number), ordinal=paper.ordinal, packet=paper.return_packet)


def _scanned_set(came: Came) -> ScannedSet:
    expected = came.expected
    pixels = sorted((page.number.page, page.reading.pixels) for page in came.pages if page.number)
    return ScannedSet(
        room=expected.room,
        number=str(expected.number),
        ordinal=expected.ordinal,
        variant=expected.variant,
        spare=expected.spare,
        pages=expected.pages,
        missing=came.missing,
        fate=came.fate,
        sure=came.sure,
        digest=hashlib.sha256(repr(pixels).encode()).hexdigest(),
    )


def _order_in_packet(page: ScannedPage) -> tuple[object, ...]:
    first = _IN_A_PACKET.index(page.state) if page.state in _IN_A_PACKET else len(_IN_A_PACKET)
    return first, page.state, page.set_ordinal, page.paper, page.page, page.place
