"""Any history of an evening against a simple model: piles of sets on tables, in packets, in rooms."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from track.custody_school import WORK, of_room, school

from vpr_print.errors import VprPrintError
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import PaperKind
from vpr_print.track.board import balance, board, missing
from vpr_print.track.custody import LIFE, STEPS
from vpr_print.track.events import EventKind
from vpr_print.track.judging import Step

ROOMS, SETS = ("101", "102"), 3
_RETURN_OF = {"used": PaperKind.RETURN_USED, "unused": PaperKind.RETURN_UNUSED}
_MEMORY = Path("/dev/shm")
"""Where syncing costs nothing: this is about rules, not about power cuts."""
_TABLE = ""
"""Where a thing is that lies in no packet and no room."""


class Evening(RuleBasedStateMachine):
    """Every set is a slip of paper that is somewhere: the model knows the place, and nothing of rules."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)
        self._school = school(Path(self._folder.name) / "ledger.sqlite", rooms=len(ROOMS), sets=SETS, printed=False)
        self.ledger, self.papers = self._school.__enter__()
        self.things = [number for (_, kind, _), number in self.papers.items() if number.kind in _TRACKED]
        self.where: dict[Identifier, list[str]] = {number: [_TABLE] for number in self.things}
        """Places of each set one after the other: number of a packet, ``room 101``, or the table."""
        self.said: dict[Identifier, list[str]] = {number: [] for number in self.things}
        """Steps that count of each thing."""

    def teardown(self) -> None:
        """At the end the events alone lead to the same states, without a contradiction."""
        before = self.ledger.projection()
        self.ledger.rebuild_projection()
        assert self.ledger.projection() == before
        assert not self.ledger.conflicts()
        assert self.ledger.verify_chain() is None
        self._school.__exit__(None, None, None)
        self._folder.cleanup()

    @initialize(rooms=st.sets(st.sampled_from(ROOMS)))
    def print_rooms(self, rooms: set[str]) -> None:
        numbers = [number for (room, _, _), number in self.papers.items() if room in rooms]
        self.ledger.confirm_printed(numbers, who="т")
        for number in set(numbers) & set(self.things):
            self.said[number].append("printed")
            self.where[number].append(_TABLE)

    @rule(data=st.data(), forced=st.booleans())
    def say(self, data: st.DataObject, forced: bool) -> None:
        number = data.draw(st.sampled_from(self.things))
        what = data.draw(st.sampled_from([step for step in STEPS if step in LIFE[number.kind]]))
        self._say(number, what, "вопреки" if forced else None)

    @rule(data=st.data(), what=st.sampled_from([EventKind.SPOILED, EventKind.LOST]))
    def lose_sight(self, data: st.DataObject, what: EventKind) -> None:
        """Of a set that lies in a packet."""
        if inside := [one for one in self.things if one.kind is NumberKind.SET and self._packet_of(one)]:
            self._say(data.draw(st.sampled_from(inside)), what, None)

    @rule(data=st.data(), what=st.sampled_from([EventKind.USED, EventKind.UNUSED, EventKind.ISSUED]))
    def contradict(self, data: st.DataObject, what: EventKind) -> None:
        """A set of which the end is known: without a reason nobody can tell another one."""
        if ended := [one for one in self.things if one.kind is NumberKind.SET and self._end(one)]:
            number = data.draw(st.sampled_from(ended))
            with pytest.raises(VprPrintError):
                self.ledger.record([Step(what=what, number=number)], who="к")

    @rule(room=st.sampled_from(ROOMS))
    def hand_out(self, room: str) -> None:
        """What a coordinator does in order, so that histories get far."""
        for number in of_room(self.papers, PaperKind.SET, room):
            self._say(number, EventKind.ACCEPTED, None)
        for what in (EventKind.PACKED, EventKind.ISSUED):
            self._say(of_room(self.papers, PaperKind.DELIVERY, room)[0], what, None)

    @rule(data=st.data(), what=st.sampled_from([EventKind.USED, EventKind.UNUSED]))
    def come_back(self, data: st.DataObject, what: EventKind) -> None:
        self._say(data.draw(st.sampled_from([one for one in self.things if one.kind is NumberKind.SET])), what, None)

    @rule(data=st.data())
    def lose_a_packet(self, data: st.DataObject) -> None:
        packets = [one for one in self.things if one.kind is not NumberKind.SET]
        self._say(data.draw(st.sampled_from(packets)), EventKind.LOST, "упал в реку")

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.things))
        try:
            self.ledger.take_back(number, who="к")
        except VprPrintError:
            return
        assert self.said[number].pop() is not None
        self.where[number].pop()

    @invariant()
    def no_set_is_in_two_places(self) -> None:
        for thing in self.ledger.things(WORK):
            if thing.is_set:
                number = self._number(thing.number)
                assert thing.packet == self._packet_of(number), thing

    @invariant()
    def no_set_is_both_used_and_unused_and_the_equation_closes_or_names_the_set(self) -> None:
        ends = Counter(self._end(one) for one in self.things if one.kind is NumberKind.SET and self._exists(one))
        rows = balance(self.ledger.things(WORK))
        assert sum(row.used for row in rows) == ends["used"]
        assert sum(row.unused for row in rows) == ends["unused"]
        assert sum(row.spoiled for row in rows) == ends["spoiled"]
        assert sum(row.lost for row in rows) == ends["lost"]
        for row in rows:
            assert row.printed == row.used + row.unused + row.spoiled + row.lost + len(row.open)
        named = {thing.number for row in rows for thing in row.open}
        assert named == {
            str(one) for one in self.things if one.kind is NumberKind.SET and self._exists(one) and not self._end(one)
        }

    @invariant()
    def every_question_has_an_answer(self) -> None:
        things = self.ledger.things(WORK)
        assert sum(sum(row.sets.values()) for row in board(things)) == len(ROOMS) * SETS
        missing(things)

    def _say(self, number: Identifier, what: EventKind, reason: str | None) -> None:
        step = Step(what=what, number=number, bag="S1234" if what is EventKind.BAGGED else "")
        try:
            self.ledger.record([step], who="к", reason=reason)
        except VprPrintError:
            return
        if reason is None and what in (EventKind.USED, EventKind.UNUSED):
            assert self._is_out(number), "a set that never left cannot come back"
        self.said[number].append(what.value)
        self.where[number].append(self._place_after(number, what))

    def _place_after(self, number: Identifier, what: EventKind) -> str:
        if number.kind is not NumberKind.SET or what in (EventKind.ISSUED, EventKind.LOST, EventKind.SPOILED):
            return _TABLE
        thing = self.ledger.thing(str(number))
        assert thing is not None
        room = next(room for (room, _, _), one in self.papers.items() if one == number)
        kind = _RETURN_OF.get(what.value, PaperKind.DELIVERY)
        own = str(of_room(self.papers, kind, room)[0])
        assert thing.packet in (own, ""), "a set goes into a packet of its own room"
        return thing.packet

    def _packet_of(self, number: Identifier) -> str:
        return self.where[number][-1]

    def _is_out(self, number: Identifier) -> bool:
        """Whether the set was handed over: on its own, or in a packet that was."""
        if self.said[number][-1:] == ["issued"]:
            return True
        packet = self._packet_of(number)
        return bool(packet) and {"issued", "opened"} & set(self.said[self._number(packet)][-1:]) != set()

    def _exists(self, number: Identifier) -> bool:
        return bool({"printed", "accepted", "issued", "used", "unused"} & set(self.said[number]))

    def _end(self, number: Identifier) -> str:
        last, packet = (self.said[number][-1:] or [""])[0], self._packet_of(number)
        if packet and self.said[self._number(packet)][-1:] == ["lost"]:
            return "lost"
        return last if last in ("used", "unused", "spoiled", "lost") else ""

    def _number(self, digits: str) -> Identifier:
        return next(number for number in self.things if str(number) == digits)


_TRACKED = (NumberKind.SET, NumberKind.DELIVERY, NumberKind.RETURN_USED, NumberKind.RETURN_UNUSED)
TestEvening = Evening.TestCase
TestEvening.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
