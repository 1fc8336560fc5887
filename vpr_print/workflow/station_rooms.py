"""The station before the work is written: packing the rooms' packets, handing them out, taking them back."""

from __future__ import annotations

from collections.abc import Iterator

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.track.board import RETURN_PACKETS, stands_for
from vpr_print.track.custody import OPEN, RETURNED_STATES
from vpr_print.track.events import EventKind as E
from vpr_print.track.judging import Step
from vpr_print.track.scanner import Said, Word
from vpr_print.track.thing import Thing
from vpr_print.workflow.questions import CodePlace
from vpr_print.workflow.station import Station, number_of
from vpr_print.workflow.station_replies import Ending, Reply, Tally, Tells, Tone

_BEFORE_PACKING = (E.PLANNED, E.PRINTED)
_ISSUED = (E.ISSUED, E.OPENED)
_IN_THE_ROOM = (E.ISSUED, E.FILLED)


class Packing(Station):
    """A delivery packet's label, then whatever goes in, then the label once more: it is closed."""

    _packet: tuple[str, PaperKey] | None = None
    """Work and key of the packet that lies open on the table."""

    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        if key.kind is PaperKind.DELIVERY:
            return self._label(key, number, work)
        if any(thing.key == key for thing in self.contents(work, key.room)):
            return self._content(key, number, work)
        return iter((Reply(tells=Tells.NOT_HERE, tone=Tone.ALARM, key=key),))

    def take_code(self, places: tuple[CodePlace, ...]) -> Iterator[Reply]:
        """A slip stands for the pile of slips, whose sheet has been cut up."""
        here = [place for place in places if self._packet == (place.work, _delivery(place.room))]
        place = (here or [*places])[0]
        key = PaperKey(place.room, PaperKind.CODE_SHEET)
        sheet = next((thing for thing in self.contents(place.work, place.room) if thing.key == key), None)
        if sheet is None or (self.rooms and place.room not in self.rooms):
            return super().take_code((place,))
        return self._content(key, number_of(sheet), place.work)

    def take_word(self, said: Said) -> Iterator[Reply]:
        if said.word is not Word.CLOSE:
            return super().take_word(said)
        if self._packet is None:
            return iter((Reply(tells=Tells.WHICH_PACKET, tone=Tone.ALARM),))
        return self._close(*self._packet, whole=False)

    def tally(self) -> Tally | None:
        return self._room_tally(self._packet[0], self._packet[1].room) if self._packet else None

    def end(self) -> Ending:
        tallies = tuple(self._room_tally(work, room) for work, room in self.touched)
        open_packets = (self.thing(_delivery(room), work) for work, room in self.touched)
        return Ending(tallies, (), tuple(thing.key for thing in open_packets if _is_open(thing)))

    def _label(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        packet = self.thing(key, work)
        if not _is_open(packet):
            self._packet = None
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state)
        elif self._packet == (work, key):
            yield from self._close(work, key, whole=True)
        else:
            self._packet = work, key
            self.touched[work, key.room] = None
            yield Reply(tells=Tells.CHOSEN, tone=Tone.SAID, key=key, tally=self.tally())

    def _close(self, work: str, key: PaperKey, *, whole: bool) -> Iterator[Reply]:
        """``whole`` is False where a person says that papers which cannot be scanned lie in it; sets have to be."""
        tally = self._room_tally(work, key.room)
        if any(whole or thing.is_set for thing in tally.lacking):
            yield Reply(tells=Tells.STILL_LACKS, tone=Tone.ALARM, key=key, tally=tally)
            return
        self.record(Step(what=E.PACKED, number=number_of(self.thing(key, work))))
        self._packet = None
        yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.PACKED, tally=tally)

    def _content(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        packet = self.thing(_delivery(key.room), work)
        thing = next(thing for thing in self.contents(work, key.room) if thing.key == key)
        if self._packet and self._packet != (work, packet.key):
            yield Reply(tells=Tells.WRONG_ROOM, tone=Tone.ALARM, key=key, packet=self._packet[1])
            return
        if not _is_open(packet):
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, packet=packet.key, state=packet.state)
            return
        self._packet = work, packet.key
        if thing.state is E.ACCEPTED:
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=thing.state, tally=self.tally())
        elif thing.is_set and thing.state is E.PLANNED:
            yield Reply(tells=Tells.NOT_PRINTED, tone=Tone.ALARM, key=key)
        else:
            self.record(Step(what=E.ACCEPTED, number=number))
            old = stands_for(thing, self.ledger.contents(work, key.room))
            yield Reply(
                tells=Tells.STEP,
                tone=Tone.ACCEPTED,
                key=key,
                what=E.ACCEPTED,
                stands_for=old.number if old else "",
                tally=self.tally(),
            )

    def _room_tally(self, work: str, room: str) -> Tally:
        inside = [thing for thing in self.contents(work, room) if thing.kind is not PaperKind.DELIVERY]
        lacking = tuple(thing for thing in inside if thing.state in _BEFORE_PACKING)
        waiting = sum(thing.is_set for thing in lacking)
        sets = sum(thing.is_set for thing in inside)
        return Tally(sets - waiting, sets, lacking, room)


class Issuing(Station):
    """Each delivery packet's label as it is handed over; a set on its own, then the room that it goes to."""

    _work = ""
    _set: tuple[PaperKey, Identifier] | None = None
    """The set that is being handed over on its own."""

    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        self._work = work
        match key.kind:
            case PaperKind.DELIVERY if self._set:
                yield from self._hand_over(key.room)
            case PaperKind.DELIVERY:
                yield from self._issue(key, number, work)
            case PaperKind.SET:
                thing = self.thing(key, work)
                if thing.state in (E.ACCEPTED, E.ISSUED):
                    self._set = key, number
                    yield Reply(tells=Tells.TO_WHOM, tone=Tone.SAID, key=key)
                else:
                    yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=thing.state)
            case _:
                yield Reply(tells=Tells.NOT_HERE, tone=Tone.ALARM, key=key)

    def take_text(self, text: str) -> Iterator[Reply] | None:
        if self._set and text in {thing.room for thing in self.things(self._work)} - {""}:
            self.understood()
            return self._hand_over(text)
        return None

    def put_down(self) -> Reply | None:
        if self._set is None:
            return None
        key, _ = self._set
        self._set = None
        return Reply(tells=Tells.DROPPED, tone=Tone.SAID, key=key)

    def tally(self) -> Tally | None:
        if not self._work:
            return None
        packets = [thing for thing in self.things(self._work) if thing.kind is PaperKind.DELIVERY]
        lacking = tuple(thing for thing in packets if thing.state not in (*_ISSUED, E.LOST))
        return Tally(len(packets) - len(lacking), len(packets), lacking)

    def end(self) -> Ending:
        tally = self.tally()
        return Ending((tally,) if tally else (), (), (self._set[0],) if self._set else ())

    def _issue(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        packet = self.thing(key, work)
        if packet.state in _ISSUED:
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state, tally=self.tally())
        elif packet.state in _BEFORE_PACKING:
            inside = self.contents(work, key.room)
            lacking = tuple(thing.key for thing in inside if thing.is_set and thing.state in _BEFORE_PACKING)
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=packet.state, things=lacking)
        else:
            self.record(Step(what=E.ISSUED, number=number))
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.ISSUED, tally=self.tally())

    def _hand_over(self, room: str) -> Iterator[Reply]:
        assert self._set
        key, number = self._set
        self._set = None
        self.record(Step(what=E.ISSUED, number=number, room=room))
        yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.ISSUED, room=room)


class Returning(Station):
    """Each return packet's label as it is brought back."""

    _work = ""

    def take(self, key: PaperKey, number: Identifier, work: str) -> Iterator[Reply]:
        self._work = work
        if key.kind not in RETURN_PACKETS:
            yield Reply(tells=Tells.NOT_HERE, tone=Tone.ALARM, key=key)
            return
        packet = self.thing(key, work)
        if packet.state in RETURNED_STATES:
            yield Reply(tells=Tells.ALREADY, tone=Tone.SAID, key=key, state=packet.state, tally=self.tally())
        elif packet.state not in _IN_THE_ROOM:
            yield Reply(tells=Tells.TOO_EARLY, tone=Tone.ALARM, key=key, state=packet.state)
        else:
            self.record(Step(what=E.RETURNED, number=number))
            yield Reply(tells=Tells.STEP, tone=Tone.ACCEPTED, key=key, what=E.RETURNED, tally=self.tally())

    def tally(self) -> Tally | None:
        if not self._work:
            return None
        packets = [thing for thing in self.things(self._work) if thing.kind in RETURN_PACKETS]
        lacking = tuple(thing for thing in packets if thing.state in _IN_THE_ROOM)
        done = sum(thing.state in RETURNED_STATES for thing in packets)
        return Tally(done, done + len(lacking), lacking)

    def end(self) -> Ending:
        tally = self.tally()
        return Ending((tally,) if tally else (), (), ())


def _delivery(room: str) -> PaperKey:
    return PaperKey(room, PaperKind.DELIVERY)


def _is_open(packet: Thing) -> bool:
    return packet.state in OPEN[packet.kind.number_kind]
