"""What in a pile cannot be right together, each with the pages in which it is seen. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vpr_print.model.identifier import Identifier
from vpr_print.scan.accounts import Accounts, Came
from vpr_print.scan.naming import Named
from vpr_print.scan.piles import Misfit, misfits, packet_of
from vpr_print.scan.states import IN_ORDER, Fact, FactKind, PacketPlace, PageState, RoomKey


def contradictions(accounts: Accounts, sheets: Sequence[tuple[Named, ...]]) -> Iterator[Fact]:
    """All of them; ``sheets`` are manifests and labels that came one after the other."""
    for misfit in misfits(accounts.named, lambda number: _lacks_other_side(accounts, number)):
        yield _double_feed(accounts, misfit)
    for came in accounts.sets.values():
        if came.against:
            yield _two_packets(accounts, came)
    yield from _strangers(accounts)
    for run in sheets:
        yield from _labels(accounts, run)
    works = {(room.key.site, room.key.work) for room in accounts.rooms}
    for site, work in sorted(accounts.expectation.disputed & works):
        yield Fact(kind=FactKind.MANIFESTS_DISAGREE, room=RoomKey(site=site, work=work, room=""))


def _lacks_other_side(accounts: Accounts, number: Identifier) -> bool:
    expected = accounts.expectation.of(number)
    if expected is None or (expected.room.site, expected.room.work) in accounts.expectation.one_sided:
        return False
    return accounts.is_missing(number)


def _double_feed(accounts: Accounts, misfit: Misfit) -> Fact:
    front, back = accounts.shown(misfit.front), accounts.shown(misfit.back)
    sides = [misfit.front.number, misfit.back.number]
    others = [side.of_page(side.page + (1 if side.page % 2 else -1)) for side in sides if side]
    return Fact(
        kind=FactKind.DOUBLE_FEED,
        pages=(front, back),
        room=front.room,
        number=front.paper,
        missing=tuple(str(number) for number in others if accounts.is_missing(number)),
    )


def _two_packets(accounts: Accounts, came: Came) -> Fact:
    return Fact(
        kind=FactKind.TWO_PACKETS,
        pages=tuple(accounts.shown(page) for page in came.against),
        room=came.expected.room,
        number=str(came.expected.number),
        packets=_packets(accounts, came.pages),
    )


def _strangers(accounts: Accounts) -> Iterator[Fact]:
    """Papers of a room in packets of other rooms, as the sheets in the same file say."""
    found: dict[tuple[Identifier, PacketPlace], list[Named]] = {}
    for page in accounts.named:
        lie = accounts.lies[page.place]
        if page.state not in IN_ORDER or page.expected is None or page.expected.packet_kind is not None:
            continue
        here, room = lie.packet, page.expected.room
        if here is None or not lie.own_file or not here.room.room or not room.room or here.room == room:
            continue
        found.setdefault((page.expected.number, here), []).append(page)
    for (number, packet), pages in found.items():
        expected = pages[0].expected
        assert expected is not None
        room = expected.room
        same_work = (room.site, room.work) == (packet.room.site, packet.room.work)
        yield Fact(
            kind=FactKind.OTHER_ROOM if same_work else FactKind.OTHER_WORK,
            pages=tuple(accounts.shown(page) for page in pages),
            room=room,
            number=str(number),
            packets=(packet,),
        )


def _labels(accounts: Accounts, run: Sequence[Named]) -> Iterator[Fact]:
    """Labels that came with manifests, none of which is theirs."""
    packets = [(page, packet) for page in run if (packet := packet_of(page, accounts.expectation))]
    manifests = {packet: page for page, packet in packets if page.state is PageState.MANIFEST}
    labels = {packet: page for page, packet in packets if page.state is PageState.LABEL}
    for packet, label in labels.items():
        others = [(other, page) for other, page in manifests.items() if other not in labels]
        if packet not in manifests and others:
            yield Fact(
                kind=FactKind.LABEL_DISAGREES,
                pages=(accounts.shown(label), *(accounts.shown(page) for _, page in others)),
                room=packet.room,
                number=packet.number,
                packets=(packet, *(other for other, _ in others)),
            )


def _packets(accounts: Accounts, pages: Sequence[Named]) -> tuple[PacketPlace, ...]:
    lies = (accounts.lies[page.place].packet for page in pages)
    return tuple(dict.fromkeys(packet for packet in lies if packet))
