"""A packet to the scanning centre: its number, what lies in it, its label and its manifest.

The label is made with the number, before anybody knows the contents; the manifest says what lies in the packet as the
ledger has it, and is made anew, with a new number, when that has changed. Killed in between, the command is repeated:
the packet that has no label yet is the one that it goes on with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vpr_print.documents.dispatch_papers import DispatchLine, render_dispatch_label, render_dispatch_manifest
from vpr_print.model.identifier import Identifier, NumberKind, grouped
from vpr_print.model.packet import PaperKind
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import RETURN_PACKETS
from vpr_print.track.custody import LIFE, OPEN
from vpr_print.track.events import EventKind
from vpr_print.track.judging import Step
from vpr_print.track.thing import Thing
from vpr_print.track.work_record import DrawnUp, WorkRecord
from vpr_print.workflow.custody_errors import NothingToDispatchError, OneDispatchPacketError
from vpr_print.workflow.custody_words import name_of
from vpr_print.workflow.drawing_up import Content, Desk, DrawingUp, drawing_up, work_of
from vpr_print.workflow.named import Named, built_papers, named, of_rooms, paper_number

_READY = LIFE[NumberKind.RETURN_USED][EventKind.PACKED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """A packet to the scanning centre with its papers."""

    number: str
    ordinal: int
    work: str
    inside: tuple[str, ...]
    label: Path
    manifest: Path | None
    """None for an empty packet."""


def make_dispatch(
    school: SchoolFolder, items: Sequence[str], work: str | None, desk: Desk, *, empty: bool = False
) -> Dispatched:
    """A packet to the scanning centre with these return packets in it, its label and manifest ready to print.

    ``items`` are rooms and numbers of return packets; none are all that are ready to go. The number of a dispatch
    packet among them means that one instead of a new one. ``empty``: nothing is put in, a station will do that. Raises
    ``NothingToDispatchError`` (51), ``OneDispatchPacketError`` (2), errors of custody (51), of the numbers (50), of the
    work (2), and those of papers (30, 40, 42).
    """
    asked = named(items)
    known = [number for number in asked.numbers if number.kind is NumberKind.DISPATCH]
    if len(known) > 1:
        raise OneDispatchPacketError(tuple(map(grouped, known)))
    with drawing_up(school, work, desk) as at_desk:
        ledger = at_desk.ledger
        packet = known[0] if known else _unlabelled(at_desk) or _holding(at_desk, asked)
        going = () if empty else tuple(_going(at_desk, asked, packet, everything=not items))
        if not (going or empty or packet):
            raise NothingToDispatchError(tuple(items))
        packet = packet or ledger.new_dispatch_packet(at_desk.work, who=desk.who)
        key = ledger.living(packet).key
        ledger.record(
            [Step(what=EventKind.PACKED, number=number, packet=packet) for number in going], who=desk.who
        )
        record = ledger.work_record(at_desk.work)
        inside = tuple(thing for thing in record.things if thing.packet == str(packet))
        return Dispatched(
            number=str(packet),
            ordinal=key.ordinal,
            work=at_desk.work,
            inside=tuple(thing.number for thing in inside),
            label=_label(school, at_desk, record, packet, key.ordinal),
            manifest=_manifest(at_desk, record, packet, key.ordinal, inside) if inside else None,
        )


def _unlabelled(at_desk: DrawingUp) -> Identifier | None:
    """A packet of this ledger that a killed command left without a label."""
    for thing in at_desk.ledger.things(at_desk.work, ""):
        number = paper_number(thing.number)
        ours = thing.state in OPEN[NumberKind.DISPATCH] and number.serial in at_desk.ledger.serials
        if thing.kind is PaperKind.DISPATCH and ours and at_desk.acts.file_of(number) is None:
            return number
    return None


def _holding(at_desk: DrawingUp, asked: Named) -> Identifier | None:
    """The packet in which everything that is named lies already: the command is repeated."""
    numbers = _named_packets(at_desk, asked)
    packets = {thing.packet for thing in at_desk.ledger.things(at_desk.work) if thing.number in numbers}
    packet = packets.pop() if len(packets) == 1 else ""
    return paper_number(packet) if packet.startswith(f"{NumberKind.DISPATCH:d}") else None


def _named_packets(at_desk: DrawingUp, asked: Named) -> set[str]:
    papers = of_rooms(asked.rooms, built_papers(at_desk.ledger, at_desk.work)) if asked.rooms else ()
    numbers = {str(paper.identifier) for paper in papers if paper.key.kind in RETURN_PACKETS}
    return numbers | {str(number) for number in asked.numbers if number.kind is not NumberKind.DISPATCH}


def _going(at_desk: DrawingUp, asked: Named, packet: Identifier | None, *, everything: bool) -> Iterator[Identifier]:
    """The return packets that are to be put in, and do not lie there yet."""
    ledger, work, numbers = at_desk.ledger, at_desk.work, _named_packets(at_desk, asked)
    for thing in ledger.things(work):
        ready = everything and thing.kind in RETURN_PACKETS and thing.state in _READY
        if (ready or thing.number in numbers) and (packet is None or thing.packet != str(packet)):
            yield paper_number(thing.number)
    yield from (number for number in asked.numbers if ledger.thing(str(number)) is None)  # which the rules refuse


def _label(school: SchoolFolder, at_desk: DrawingUp, record: WorkRecord, packet: Identifier, ordinal: int) -> Path:
    """The packet's label, which is made once."""
    if made := at_desk.acts.file_of(packet):
        return made
    drawn = render_dispatch_label(
        school.settings.site, work_of(record), packet, ordinal, at_desk.kit, at_desk.fonts
    )
    name = f"{_file_name(ordinal)}-etiketka-{packet}.pdf"
    at_desk.stage(name, packet, drawn, (grouped(packet),))
    return at_desk.acts.put_in_place(name)


def _manifest(
    at_desk: DrawingUp, record: WorkRecord, packet: Identifier, ordinal: int, inside: Sequence[Thing]
) -> Path:
    """The packet's manifest: the one that was made, as long as the same lies in the packet."""
    lists = tuple((_put_in(record, thing.number), thing.number) for thing in inside)
    last = next((drawn for drawn in reversed(record.drawn_up) if _is_manifest(drawn, ordinal)), None)
    made = at_desk.acts.file_of(last.number) if last and last.lists == lists else None
    if made:
        return made
    sets = Counter(thing.packet for thing in record.things if thing.is_set and thing.state is not EventKind.VOIDED)
    lines = [
        DispatchLine(
            number=paper_number(thing.number),
            room=thing.room,
            what=name_of(thing.key, at_desk.kit.procedure),
            bag=thing.bag,
            inside=sets[thing.number],
        )
        for thing in inside
    ]
    return at_desk.draw(
        PaperKind.MANIFEST_DISPATCH,
        record,
        lambda _: Content(
            lambda heading, kit, fonts: render_dispatch_manifest(heading, packet, lines, kit, fonts),
            (grouped(packet), *(grouped(line.number) for line in lines)),
            f"{_file_name(ordinal)}-opis",
            barred=tuple(line.number for line in lines),
            lists=lists,
        ),
        ordinal,
    ).file


def _is_manifest(drawn: DrawnUp, ordinal: int) -> bool:
    return (drawn.kind, drawn.ordinal) == (PaperKind.MANIFEST_DISPATCH, ordinal)


def _put_in(record: WorkRecord, number: str) -> str:
    """The event by which a packet was put where it lies."""
    steps = (entry.line for entry in record.entries if entry.line.number == number)
    return next(line.event for line in reversed([*steps]) if line.what == EventKind.PACKED and not line.taken_back)


def _file_name(ordinal: int) -> str:
    return f"paket-v-tsentr-{ordinal:03d}"
