"""The station after the work was written: counting what came back, security bags, the way to the scanning centre."""

from __future__ import annotations

from collections.abc import Iterator

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.track.board import RETURN_PACKETS, counted_as
from vpr_print.track.custody import OPEN, RETURNED_STATES
from vpr_print.track.custody_errors import BagNumberError
from vpr_print.track.events import EventKind as E
from vpr_print.track.judging import Step
from vpr_print.track.scanner import Said, Word, may_be_ours
from vpr_print.track.scans import parse_bag_number
from vpr_print.track.thing import Thing
from vpr_print.workflow.station import Station, number_of
from vpr_print.workflow.station_replies import Ending, Reply, Tally, Tells, Tone

_LIES_HERE = {PaperKind.RETURN_USED: E.USED, PaperKind.RETURN_UNUSED: E.UNUSED}
_BAGGABLE = (*RETURN_PACKETS, PaperKind.DISPATCH)
_COUNTED = RETURNED_STATES - {E.RETURNED}
_READY = (E.COUNTED, E.BAGGED)
_GONE = (E.PACKED, E.DISPATCHED, E.RECEIVED, E.OPENED, E.SCANNED)
_RECEIVED = (E.RECEIVED, E.OPENED, E.SCANNED)


class Counting(Station):
    """A return packet's label, then the sets in it, then the label once more: it is counted."""

    _packet: tuple[str, PaperKey] | None = None
    _set: Identifier | None = None
    """The set that was scanned last, if it lies in the packet."""

    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        self._set = None
        if key.kind in RETURN_PACKETS:
            return self._label(key, number, work)
        if key.kind is PaperKind.SET:
            return self._count(key, number, work)
        in_place = key.kind is self._protocol(work, key.room) and self._packet == (work, _return_used(key.room))
        return iter((Reply(tells=Tells.NOT_HERE, tone=Tone.SAID if in_place else Tone.ALARM, key=key),))

    def _protocol(self, work: str, room: str) -> PaperKind:
        """Which protocol lies in return packet 1: where there is a copy without names, that one."""
        kinds = {thing.kind for thing in self.contents(work, room)}
        return PaperKind.PROTOCOL_COPY if PaperKind.PROTOCOL_COPY in kinds else PaperKind.CONDUCT_PROTOCOL

    def take_word(self, said: Said) -> Iterator[Reply]:
        match said.word:
            case Word.SPOILED | Word.LOST:
                what = E.SPOILED if said.word is Word.SPOILED else E.LOST
                return self._say(what, said.ordinals)
            case Word.CLOSE if self._packet:
                return self._close(*self._packet)
            case Word.CLOSE:
                return iter((Reply(tells=Tells.WHICH_PACKET, tone=Tone.ALARM),))
        return super().take_word(said)

    def tally(self) -> Tally | None:
        return self._room_tally(self._packet[0], self._packet[1].room) if self._packet else None

    def end(self) -> Ending:
        unfinished = (
            thing.key
            for work, room in self.touched
            for thing in self.things(work)
            if thing.room == room and thing.kind in RETURN_PACKETS and thing.state is E.RETURNED
        )
        return Ending((), self.balances(), tuple(unfinished))

    def _label(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        packet = self.thing(key, work)
        if packet.state in (E.ISSUED, E.FILLED):  # it lies here, so it came back, whether anybody said so or not
            self.record(Step(what=E.RETURNED, number=number))
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.RETURNED)
        elif packet.state in _COUNTED:
            self._packet = None
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state)
            return
        elif packet.state is not E.RETURNED:
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=packet.state)
            return
        elif self._packet == (work, key) or not self._room_tally(work, key.room).lacking:
            yield from self._close(work, key)
            return
        self._packet = work, key
        self.touched[work, key.room] = None
        yield Reply(tells=Tells.CHOSEN, tone=Tone.SAID, key=key, tally=self.tally())

    def _close(self, work: str, key: PaperKey) -> Iterator[Reply]:
        self.record(Step(what=E.COUNTED, number=number_of(self.thing(key, work))))
        self._packet = None
        tally = self._room_tally(work, key.room)
        others = [
            thing.key
            for thing in self.things(work)
            if thing.room == key.room and thing.kind in RETURN_PACKETS and thing.state not in _COUNTED
        ]
        yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.COUNTED, tally=tally, things=tuple(others))

    def _count(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        thing = self.thing(key, work)
        if self._packet is None:
            yield Reply(tells=Tells.WHICH_PACKET, tone=Tone.ALARM, key=key)
            return
        packet = self._packet[1]
        if (work, _room_of(thing)) != (self._packet[0], packet.room):
            yield Reply(tells=Tells.WRONG_ROOM, tone=Tone.ALARM, key=key, packet=packet)
            return
        what = _LIES_HERE[packet.kind]
        if thing.state is what or (thing.state is E.SPOILED and what is E.UNUSED):
            self._set = number
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=thing.state, tally=self.tally())
        elif counted_as(thing) is not None:
            yield Reply(tells=Tells.COUNTED_OTHERWISE, tone=Tone.ALARM, key=key, state=thing.state, packet=packet)
        elif thing.state is not E.ISSUED:
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=thing.state)
        else:
            self.record(Step(what=what, number=number))
            self._set = number
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=what, packet=packet, tally=self.tally())

    def _say(self, what: E, ordinals: tuple[int, ...]) -> Iterator[Reply]:
        """What became of sets of the room: those that are named, or the one scanned last."""
        if self._packet is None:
            yield Reply(tells=Tells.WHICH_PACKET, tone=Tone.ALARM)
            return
        work, packet = self._packet
        sets = {number_of(thing): thing for thing in self._sets(work, packet.room)}
        if ordinals:
            known = {thing.ordinal: number for number, thing in sets.items() if thing.room == packet.room}
            chosen = [known[ordinal] for ordinal in ordinals if ordinal in known]
        else:
            chosen = [number for number in sets if number == self._set]
        if not chosen or (ordinals and len(chosen) < len(set(ordinals))):
            missing = ", ".join(f"{ordinal:02d}" for ordinal in ordinals)
            yield Reply(tells=Tells.NO_SUCH_SET, tone=Tone.ALARM, packet=packet, what=what, text=missing)
            return
        into = self._spoiled_go_into(work, packet.room) if what is E.SPOILED else None
        news = [number for number in dict.fromkeys(chosen) if sets[number].state is not what]
        if news:
            self.record(*(Step(what=what, number=number, packet=into) for number in news))
        for number in dict.fromkeys(chosen):
            key, tally = sets[number].key, self.tally()
            if number in news:
                yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=what, packet=packet, tally=tally)
            else:
                yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=what, tally=tally)

    def _spoiled_go_into(self, work: str, room: str) -> Identifier | None:
        """Порядок ВПР, прил. 4, п. 7: spoiled sets lie with the unused ones."""
        packet = self.thing(PaperKey(room, PaperKind.RETURN_UNUSED), work)
        return number_of(packet) if packet.state in OPEN[packet.kind.number_kind] else None

    def _sets(self, work: str, room: str) -> tuple[Thing, ...]:
        """Printed sets that are or belong in the room."""
        return tuple(thing for thing in self.things(work) if thing.is_set and thing.printed and _room_of(thing) == room)

    def _room_tally(self, work: str, room: str) -> Tally:
        sets = self._sets(work, room)
        lacking = tuple(thing for thing in sets if counted_as(thing) is None)
        return Tally(len(sets) - len(lacking), len(sets), lacking, room)


class Bagging(Station):
    """Counted packets one after the other, then the maker's number of the security bag that takes them all."""

    _work = ""
    _in_hand: tuple[tuple[Identifier, PaperKey], ...] = ()
    """Packets that the next bag takes."""

    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        self._work = work
        if key.kind not in _BAGGABLE:
            yield Reply(tells=Tells.NOT_HERE, tone=Tone.ALARM, key=key)
            return
        packet = self.thing(key, work)
        if packet.bag and packet.state is not E.COUNTED:
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state, bag=packet.bag)
        elif packet.state is not _ready_to_bag(key.kind):
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=packet.state)
        else:
            self._in_hand = tuple(dict.fromkeys((*self._in_hand, (number, key))))
            yield Reply(tells=Tells.IN_HAND, tone=Tone.SAID, key=key, things=self._keys)

    def take_text(self, text: str) -> Iterator[Reply] | None:
        if may_be_ours(text, self.ledger.site):
            return iter((Reply(tells=Tells.LIKE_OURS, tone=Tone.ALARM, text=text),))
        try:
            bag = parse_bag_number(text)
        except BagNumberError:
            return None
        self.understood()
        return self._bag(bag) if self._in_hand else self._empty_bag(bag)

    def put_down(self) -> Reply | None:
        if not self._in_hand:
            return None
        *rest, (_, key) = self._in_hand
        self._in_hand = tuple(rest)
        return Reply(tells=Tells.DROPPED, tone=Tone.SAID, key=key, things=self._keys)

    def tally(self) -> Tally | None:
        if not self._work:
            return None
        packets = [thing for thing in self.things(self._work) if thing.kind in _BAGGABLE]
        lacking = tuple(thing for thing in packets if thing.state is _ready_to_bag(thing.kind))
        done = sum(bool(thing.bag) for thing in packets)
        return Tally(done, done + len(lacking), lacking)

    def end(self) -> Ending:
        tally = self.tally()
        return Ending((tally,) if tally else (), self.balances(), self._keys)

    @property
    def _keys(self) -> tuple[PaperKey, ...]:
        return tuple(key for _, key in self._in_hand)

    def _bag(self, bag: str) -> Iterator[Reply]:
        keys = self._keys
        self.record(*(Step(what=E.BAGGED, number=number, bag=bag) for number, _ in self._in_hand))
        self._in_hand = ()
        yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, what=E.BAGGED, bag=bag, things=keys, tally=self.tally())

    def _empty_bag(self, bag: str) -> Iterator[Reply]:
        inside = tuple(thing.key for thing in self.ledger.things(self.work) if thing.bag == bag)
        yield Reply(tells=Tells.BAG_FIRST, tone=Tone.ALARM, bag=bag, things=inside)


class Dispatching(Station):
    """Return packets that go as they are; or a dispatch packet's label, what goes into it, its label twice more."""

    _work = ""
    _packet: tuple[str, PaperKey, Identifier] | None = None

    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        self._work = work
        if key.kind is PaperKind.DISPATCH:
            return self._label(key, number, work)
        if key.kind in RETURN_PACKETS:
            return self._send(key, number, work)
        return iter((Reply(tells=Tells.NOT_HERE, tone=Tone.ALARM, key=key),))

    def tally(self) -> Tally | None:
        if not self._work:
            return None
        packets = [thing for thing in self.things(self._work) if thing.kind in _BAGGABLE]
        lacking = tuple(thing for thing in packets if _may_go(thing))
        done = sum(thing.state in _GONE for thing in packets if thing not in lacking)
        return Tally(done, done + len(lacking), lacking)

    def end(self) -> Ending:
        tally = self.tally()
        return Ending((tally,) if tally else (), self.balances(), (self._packet[1],) if self._packet else ())

    def _label(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        packet = self.thing(key, work)
        if packet.state in OPEN[number.kind]:
            yield from self._open(key, number, work)
        elif packet.state in (E.PACKED, E.BAGGED):
            self.record(Step(what=E.DISPATCHED, number=number))
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.DISPATCHED, tally=self.tally())
        else:
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state)

    def _open(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        inside = tuple(thing.key for thing in self.things(work) if thing.packet == str(number))
        if self._packet != (work, key, number):
            self._packet = work, key, number
            yield Reply(tells=Tells.CHOSEN, tone=Tone.SAID, key=key, things=inside)
        elif not inside:
            yield Reply(tells=Tells.EMPTY, tone=Tone.ALARM, key=key)
        else:
            self.record(Step(what=E.PACKED, number=number))
            self._packet = None
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.PACKED, things=inside)

    def _send(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        packet = self.thing(key, work)
        if packet.state in _GONE:
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state, tally=self.tally())
        elif packet.state not in _READY:
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=packet.state)
        elif self._packet and self._packet[0] != work:
            yield Reply(tells=Tells.NOT_YOUR_WORK, tone=Tone.ALARM, key=key, text=work)
        else:
            what, into = (E.PACKED, self._packet[2]) if self._packet else (E.DISPATCHED, None)
            self.record(Step(what=what, number=number, packet=into))
            packed = self._packet[1] if self._packet else None
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=what, packet=packed, tally=self.tally())


class Receiving(Station):
    """Labels of packets as they come to the scanning centre."""

    _work = ""

    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        self._work = work
        if key.kind not in _BAGGABLE:
            yield Reply(tells=Tells.NOT_HERE, tone=Tone.ALARM, key=key)
            return
        packet = self.thing(key, work)
        if packet.state in _RECEIVED:
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state, tally=self.tally())
        elif packet.state is not E.DISPATCHED:
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=packet.state)
        else:
            self.record(Step(what=E.RECEIVED, number=number))
            self.things(work)
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.RECEIVED, tally=self.tally())

    def tally(self) -> Tally | None:
        if not self._work:
            return None
        packets = [thing for thing in self.things(self._work) if thing.kind in _BAGGABLE]
        lacking = tuple(thing for thing in packets if thing.state is E.DISPATCHED)
        done = sum(thing.state in _RECEIVED for thing in packets)
        return Tally(done, done + len(lacking), lacking)

    def end(self) -> Ending:
        tally = self.tally()
        return Ending((tally,) if tally else (), self.balances(), ())


def _return_used(room: str) -> PaperKey:
    return PaperKey(room, PaperKind.RETURN_USED)


def _room_of(thing: Thing) -> str:
    """Where a set is or belongs: a spare may have gone to another room."""
    return thing.place or thing.room


def _ready_to_bag(kind: PaperKind) -> E:
    return E.PACKED if kind is PaperKind.DISPATCH else E.COUNTED


def _may_go(thing: Thing) -> bool:
    """Whether the packet is ready to leave and has not."""
    if thing.kind is PaperKind.DISPATCH:
        return thing.state in (E.PLANNED, E.PRINTED, E.PACKED, E.BAGGED)
    return thing.state in _READY
