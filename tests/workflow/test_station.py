"""The station: what forty envelopes and one tired person can scan, in any order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from track.custody_school import PACKETS, SITE, WORK, Papers, build, hand_out, of_room, say, school

from vpr_print.model.identifier import CodeNumber, Identifier, NumberKind
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.errors import LedgerBusyError
from vpr_print.track.ledger import Ledger
from vpr_print.workflow.station import Station
from vpr_print.workflow.station_replies import Reply, Tells, Tone
from vpr_print.workflow.stations import STATIONS, Mode

SET, DELIVERY, USED, UNUSED = PaperKind.SET, PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED
PROTOCOL, CODES = PaperKind.CONDUCT_PROTOCOL, PaperKind.CODE_SHEET
MEMORY = Path("/dev/shm")
"""Where syncing costs nothing: this is about rules, not about power cuts."""


@dataclass
class Desk:
    """A station whose person scans slowly enough, unless said otherwise."""

    station: Station
    ledger: Ledger
    papers: Papers
    at: float = 100.0
    replies: list[Reply] = field(default_factory=list)

    def scan(self, *items: object, after: float = 5.0) -> list[Reply]:
        """Scan things one after the other: ``(kind, room, ordinal)``, numbers, or texts; the last one's replies."""
        for item in items:
            self.at += after
            text = str(self.number(item)) if isinstance(item, tuple | PaperKind) else str(item)
            self.replies = list(self.station.hear(text, self.at))
        return self.replies

    def told(self, *items: object, after: float = 5.0) -> list[str]:
        return [reply.tells.value for reply in self.scan(*items, after=after)]

    def number(self, item: tuple[object, ...] | PaperKind) -> Identifier:
        """``SET``, ``(SET, 2)`` of room 101, ``(SET, "102", 2)``."""
        kind, *where = item if isinstance(item, tuple) else (item,)
        room = next((str(part) for part in where if isinstance(part, str)), "101")
        ordinal = next((part for part in where if isinstance(part, int)), 1)
        assert isinstance(kind, PaperKind)
        return self.papers[room, kind, ordinal]

    def state(self, *item: object) -> str:
        number = self.number(item)
        paper = self.ledger.lookup(number)
        assert paper
        things = self.ledger.contents(WORK, paper.key.room)
        return next(thing.state.value for thing in things if thing.number == str(number))

    def switch(self, mode: Mode, **limits: object) -> Desk:
        """Another session at the same ledger: a new mode, or the same after a power cut."""
        station = STATIONS[mode](self.ledger, who="Иванова", session=f"s{id(self)}{self.at}{mode}", **limits)  # type: ignore[arg-type]
        return Desk(station, self.ledger, self.papers, self.at)

    @property
    def lacking(self) -> list[str]:
        tally = self.station.tally()
        assert tally
        return [f"{thing.kind.value} {thing.ordinal}" if thing.is_set else thing.kind.value for thing in tally.lacking]


@contextmanager
def new_desk(mode: Mode, *, printed: bool = True) -> Iterator[Desk]:
    """A session in a school with two rooms of three sets."""
    with (
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder,
        school(Path(folder) / "ledger.sqlite", printed=printed) as (ledger, papers),
    ):
        yield Desk(STATIONS[mode](ledger, who="Иванова", session="first"), ledger, papers)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with new_desk(Mode.PACK) as made:
        yield made


def pack(desk: Desk, room: str = "101") -> list[Reply]:
    return desk.scan(
        (DELIVERY, room), (SET, room, 1), (SET, room, 2), (SET, room, 3),
        (PROTOCOL, room), (CODES, room), (USED, room), (UNUSED, room), (DELIVERY, room),
    )  # fmt: skip


# ── packing ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_packet_is_packed_scan_by_scan_and_closed_by_its_label(desk: Desk) -> None:
    (chosen,) = desk.scan(DELIVERY)
    assert (chosen.tells, chosen.tally and (chosen.tally.done, chosen.tally.total)) == (Tells.CHOSEN, (0, 3))
    (put_in,) = desk.scan((SET, 2))
    assert (put_in.tells, put_in.tone) == (Tells.STEP, Tone.ACCEPTED)
    assert desk.state(SET, 2) == "accepted"
    assert desk.lacking == ["set 1", "set 3", "return_used", "return_unused", "conduct_protocol", "code_sheet"]
    assert desk.told(DELIVERY) == ["still_lacks"]
    assert desk.told((SET, 1), (SET, 3), PROTOCOL, CODES, USED, UNUSED) == ["step"]
    assert desk.lacking == []
    assert desk.state(DELIVERY) == "printed"
    (closed,) = desk.scan(DELIVERY)
    assert (closed.what, desk.state(DELIVERY)) == ("packed", "packed")
    assert desk.told(DELIVERY) == ["already"]
    assert desk.told((SET, 1)) == ["too_early"]
    assert desk.station.end().unfinished == ()


def test_any_order_will_do_and_a_set_chooses_its_packet(desk: Desk) -> None:
    assert desk.told(UNUSED, (SET, 3), CODES) == ["step"]
    assert desk.told((SET, 1), (SET, 2), PROTOCOL, USED, DELIVERY) == ["step"]
    assert desk.state(DELIVERY) == "packed"


def test_a_set_of_another_room_is_said_loudly_and_not_recorded(desk: Desk) -> None:
    desk.scan(DELIVERY)
    (reply,) = desk.scan((SET, "102", 1))
    assert (reply.tells, reply.tone, reply.packet) == (Tells.WRONG_ROOM, Tone.ALARM, PaperKey("101", DELIVERY))
    assert desk.state(SET, "102", 1) == "printed"


def test_two_packets_on_the_table_take_turns_by_their_labels(desk: Desk) -> None:
    desk.scan(
        (DELIVERY, "101"), (SET, "101", 1), (DELIVERY, "102"), (SET, "102", 1), (DELIVERY, "101"), (SET, "101", 2)
    )
    assert [desk.state(SET, room, at) for room, at in (("101", 1), ("101", 2), ("102", 1))] == ["accepted"] * 3
    assert {key.room for key in desk.station.end().unfinished} == {"101", "102"}


def test_a_manifest_stands_for_its_packet_and_a_page_for_its_set(desk: Desk) -> None:
    (chosen,) = desk.scan(PaperKind.MANIFEST_DELIVERY)
    assert (chosen.tells, chosen.key) == (Tells.CHOSEN, PaperKey("101", DELIVERY))
    (put_in,) = desk.scan(desk.number((SET, 2)).of_page(3))
    assert (put_in.key, put_in.page, desk.state(SET, 2)) == (PaperKey("101", SET, 2), 3, "accepted")


def test_a_slip_stands_for_the_codes_of_its_room(desk: Desk) -> None:
    code = ParticipantCode("60132")
    place_codes(desk, {code: ("102", 4)})
    slip = CodeNumber.of(SITE, code)
    desk.scan((DELIVERY, "101"))
    assert desk.told(slip) == ["wrong_room"]
    desk.scan((DELIVERY, "102"), slip)
    assert (desk.state(CODES, "102"), desk.state(CODES, "101")) == ("accepted", "printed")
    assert desk.told(CodeNumber.of(SITE, ParticipantCode("11111"))) == ["foreign_code"]
    assert desk.switch(Mode.RETURN).told(slip) == ["code"]


def test_papers_that_cannot_be_scanned_are_vouched_for_but_sets_are_not(desk: Desk) -> None:
    desk.scan((SET, 1), (SET, 2))
    assert desk.told("собран") == ["still_lacks"]
    desk.scan((SET, 3))
    assert desk.told("cj,hfy") == ["step"]
    assert desk.state(DELIVERY) == "packed"


def test_a_set_whose_print_nobody_confirmed_does_not_go_in() -> None:
    with new_desk(Mode.PACK, printed=False) as desk:
        assert desk.told(DELIVERY, (SET, 1)) == ["not_printed"]
        assert desk.state(SET, 1) == "planned"


# ── what is said to every number ─────────────────────────────────────────────────────────────────────────────


def test_a_second_identical_scan_within_a_second_and_a_half_is_said_and_ignored(desk: Desk) -> None:
    pack(desk)
    events = len(desk.ledger.events())
    desk = desk.switch(Mode.ISSUE)
    assert desk.told(DELIVERY) == ["step"]
    assert desk.told(DELIVERY, after=1.4) == ["repeated"]
    assert desk.told(DELIVERY, after=1.4) == ["repeated"]
    assert desk.told(DELIVERY, after=1.6) == ["already"]
    assert [reply.tells for reply in desk.scan(f"{desk.number(DELIVERY)}" * 2)] == [Tells.ALREADY, Tells.REPEATED]
    assert len(desk.ledger.events()) == events + 1


def test_foreign_rehearsal_unknown_and_void_numbers_ring(desk: Desk) -> None:
    old = desk.number((SET, 1))
    new = build(desk.ledger, seed="b")[("101", SET, 1)]
    for number in (
        Identifier(NumberKind.SET, SiteNumber("640999"), 1),
        Identifier(NumberKind.SET, SiteNumber("000000"), 1),
        Identifier(NumberKind.SET, SITE, 777),
        old,
    ):
        (reply,) = desk.scan(number)
        assert (reply.tells, reply.tone) == (Tells.REFUSED, Tone.ALARM)
        assert reply.error
    assert reply.text == str(new), "the living set in its place is named"
    assert desk.told("640123") == ["part"]
    assert desk.told("1640123000010044") == ["unreadable"]


def test_a_session_of_one_room_or_work_wants_no_others(desk: Desk) -> None:
    assert desk.switch(Mode.PACK, rooms=("102",)).told((SET, 1)) == ["not_your_room"]
    assert desk.switch(Mode.PACK, work="2026-04-22-russkij-5").told((SET, 1)) == ["not_your_work"]
    own = desk.switch(Mode.ISSUE, rooms=("102",))
    own.scan((DELIVERY, "102"))
    assert own.lacking == ["delivery"]


def test_a_busy_ledger_is_tried_again_and_nothing_is_doubled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = desk.ledger.record, [True]

    def lost_answer(*args: object, **kwargs: object) -> object:
        recorded = real(*args, **kwargs)  # type: ignore[arg-type]
        if failures and failures.pop():
            raise LedgerBusyError("ledger.sqlite")
        return recorded

    monkeypatch.setattr(desk.ledger, "record", lost_answer)
    events = len(desk.ledger.events())
    assert desk.told(DELIVERY, (SET, 1)) == ["step"]
    assert len(desk.ledger.events()) == events + 1
    failures[:] = [True, True]
    (reply,) = desk.scan((SET, 2))
    assert (reply.tells, reply.tone) == (Tells.NOT_WRITTEN, Tone.ALARM)
    assert desk.told((SET, 2)) == ["already"], "it had been written, and the person is told so"


# ── undo, end, power cut ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("word", ["отмена", "jnvtyf", "undo", "гтвщ", "-"])
def test_the_last_scan_is_undone_and_then_the_one_before(desk: Desk, word: str) -> None:
    desk.scan(DELIVERY, (SET, 1), (SET, 2))
    assert desk.told(word) == ["undone"]
    assert (desk.state(SET, 1), desk.state(SET, 2)) == ("accepted", "printed")
    assert desk.told(word) == ["undone"]
    assert desk.told(word) == ["nothing_to_undo"]
    assert desk.told((SET, 1), after=0.1) == ["step"]


def test_after_a_refused_scan_a_word_does_not_hit_the_scan_before_it(desk: Desk) -> None:
    desk.scan(DELIVERY, (SET, 1), (SET, "102", 1))
    assert desk.told("отмена") == ["not_recorded"]
    assert desk.state(SET, 1) == "accepted"
    assert desk.told("отмена") == ["undone"]
    assert desk.state(SET, 1) == "printed"
    hand_out(desk.ledger, desk.papers)
    desk = desk.switch(Mode.COUNT)
    desk.scan(UNUSED, (SET, 1), (SET, "102", 1))
    assert desk.told("испорчен") == ["no_such_set"]
    assert desk.state(SET, 1) == "unused"


def test_a_power_cut_loses_and_doubles_nothing(desk: Desk) -> None:
    desk.scan(DELIVERY, (SET, 1), (SET, 3), PROTOCOL)
    events = desk.ledger.events()
    desk = desk.switch(Mode.PACK)
    assert desk.told((SET, 3)) == ["already"]
    assert desk.ledger.events() == events
    assert desk.told(DELIVERY) == ["still_lacks"]
    assert desk.lacking == ["set 2", "return_used", "return_unused", "code_sheet"]


def test_it_ends_by_a_word_or_by_two_empty_lines_but_not_by_a_scanners_line_end(desk: Desk) -> None:
    for ending in (["конец"], ["rjytw"], ["", ""]):
        one = desk.switch(Mode.PACK)
        one.scan(DELIVERY)
        assert one.told("", after=0.01) == []
        assert not one.station.over
        one.scan(*ending)
        assert one.station.over
    one = desk.switch(Mode.PACK)
    one.scan("", (SET, 1), "")
    assert not one.station.over


def test_what_lacks_is_told_when_asked_also_after_another_station(desk: Desk) -> None:
    hand_out(desk.ledger, desk.papers, "101")
    desk = desk.switch(Mode.ISSUE)
    desk.scan((DELIVERY, "101"))
    assert desk.lacking == ["delivery"]
    hand_out(desk.ledger, desk.papers, "102")
    assert desk.told("?") == ["lacks"]
    assert desk.lacking == []


# ── handing out, taking back ─────────────────────────────────────────────────────────────────────────────────


def test_only_packed_packets_are_issued_and_the_lacking_sets_are_named(desk: Desk) -> None:
    pack(desk, "101")
    desk.scan((SET, "102", 2))
    desk = desk.switch(Mode.ISSUE)
    (issued,) = desk.scan(DELIVERY)
    assert (issued.what, desk.state(SET, 1), desk.state(USED)) == ("issued", "issued", "issued")
    (refused,) = desk.scan((DELIVERY, "102"))
    assert (refused.tells, [key.ordinal for key in refused.things]) == (Tells.TOO_EARLY, [1, 3])
    assert desk.told(USED) == ["not_here"]


@pytest.mark.parametrize("to_whom", [(DELIVERY, "102"), "102"])
def test_a_spare_for_a_late_participant_goes_to_the_room_named_next(desk: Desk, to_whom: object) -> None:
    for room in ("101", "102"):
        hand_out(desk.ledger, desk.papers, room)
    desk = desk.switch(Mode.ISSUE)
    assert desk.told((SET, 3)) == ["to_whom"]
    assert desk.told("отмена", to_whom) != ["step"]
    assert desk.told((SET, 3), to_whom) == ["step"]
    thing = desk.ledger.thing(str(desk.number((SET, 3))))
    assert thing and (thing.state, thing.place) == ("issued", "102")
    desk = desk.switch(Mode.COUNT)
    assert desk.told((USED, "102"), (SET, "101", 3)) == ["step"]
    assert desk.station.tally() is not None
    assert desk.told((USED, "101"), (SET, "101", 3)) == ["wrong_room"]


def test_returned_packets_are_crossed_off(desk: Desk) -> None:
    hand_out(desk.ledger, desk.papers)
    desk = desk.switch(Mode.RETURN)
    assert desk.told(USED) == ["step"]
    assert desk.lacking == ["return_unused"]
    assert desk.told((USED, "102")) == ["too_early"]
    assert desk.told(PaperKind.RETURN_UNUSED, (SET, 1)) == ["not_here"]
    assert desk.lacking == []


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_counting_closes_the_equation(desk: Desk) -> None:
    hand_out(desk.ledger, desk.papers)
    desk = desk.switch(Mode.COUNT)
    assert desk.told((SET, 1)) == ["which_packet"]
    assert desk.told(USED) == ["step", "chosen"], "it lies here, so it has come back"
    assert desk.told((SET, 1)) == ["step"]
    desk.scan(UNUSED, (SET, 2))
    assert (desk.state(SET, 1), desk.state(SET, 2)) == ("used", "unused")
    assert desk.told((SET, 1)) == ["counted_otherwise"]
    assert desk.told("испорчен") == ["no_such_set"], "of the set that lies in the hand nothing was recorded"
    assert desk.told((SET, 2)) == ["already"]
    assert desk.told("испорчен") == ["step"]
    assert desk.state(SET, 2) == "spoiled"
    assert desk.lacking == ["set 3"]
    assert desk.told("утрачен 3") == ["step"]
    assert desk.lacking == []


def test_lost_sets_are_named_by_their_ordinal_and_every_packet_has_to_be_closed(desk: Desk) -> None:
    hand_out(desk.ledger, desk.papers)
    desk = desk.switch(Mode.COUNT)
    desk.scan(USED, (SET, 1), (SET, 2), USED)
    ending = desk.station.end()
    assert [thing.ordinal for thing in ending.balances[0].open] == [3]
    assert desk.told(UNUSED) == ["step", "chosen"]
    assert desk.told("утрачен 9") == ["no_such_set"]
    assert desk.told("enhfxty 3") == ["step"]
    assert desk.told("утрачен 3") == ["already"]
    assert desk.station.end().unfinished == (PaperKey("101", UNUSED),)
    assert desk.told(UNUSED) == ["step"]
    ending = desk.station.end()
    assert (ending.unfinished, ending.balances[0].closes, ending.balances[0].lost) == ((), True, 1)


def test_when_every_set_is_counted_a_label_closes_its_packet_at_once(desk: Desk) -> None:
    hand_out(desk.ledger, desk.papers)
    say(desk.ledger, "returned", *of_room(desk.papers, USED), *of_room(desk.papers, UNUSED))
    desk = desk.switch(Mode.COUNT)
    desk.scan(USED, (SET, 1), (SET, 2), (SET, 3), UNUSED)
    assert (desk.state(USED), desk.state(UNUSED)) == ("returned", "counted")
    desk.scan(USED)
    assert desk.state(USED) == "counted"


# ── bags and the scanning centre ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def counted(desk: Desk) -> Desk:
    for room in ("101", "102"):
        hand_out(desk.ledger, desk.papers, room)
        returns = (*of_room(desk.papers, USED, room), *of_room(desk.papers, UNUSED, room))
        say(desk.ledger, "returned", *returns)
        say(desk.ledger, "used", *of_room(desk.papers, SET, room))
        say(desk.ledger, "counted", *returns)
    return desk


def test_a_bag_takes_the_packets_scanned_before_it(counted: Desk) -> None:
    desk = counted.switch(Mode.BAG)
    assert desk.told("SD123456") == ["bag_first"]
    assert desk.told(USED, UNUSED) == ["in_hand"]
    assert desk.station.end().unfinished == (PaperKey("101", USED), PaperKey("101", UNUSED))
    (bagged,) = desk.scan("ЫВ123456")
    assert (bagged.bag, [key.kind for key in bagged.things]) == ("SD123456", [USED, UNUSED])
    assert {thing.bag for thing in desk.ledger.things(WORK, "101") if thing.kind in (USED, UNUSED)} == {"SD123456"}
    assert desk.told("ЫВ123456", after=1.0) == ["repeated"]
    assert desk.told((USED, "102"), "отмена") == ["dropped"]
    assert desk.told("отмена") == ["undone"]
    assert desk.state(USED) == desk.state(UNUSED) == "counted"


def test_a_slip_in_a_number_of_ours_is_not_taken_for_a_bag(counted: Desk) -> None:
    desk = counted.switch(Mode.BAG)
    text = str(desk.number((USED, "102")))
    desk.scan(USED)
    for slip in (text[:-1], text + text[-1], text[:7] + "9" + text[8:], text[:9], text + text[:9]):
        assert desk.told(slip)[0] in ("like_ours", "unreadable")
    desk.scan(text[:9])
    assert [reply.tells for reply in desk.scan(text[9:], after=0.2)] == [Tells.IN_HAND], "a label in two parts"
    assert desk.state(USED) == "counted"


def test_packets_go_on_their_own_or_in_one_and_arrive(counted: Desk) -> None:
    number = counted.ledger.new_dispatch_packet(WORK, who="к")
    desk = counted.switch(Mode.DISPATCH)
    assert desk.told((UNUSED, "102")) == ["step"]
    assert desk.state(UNUSED, "102") == "dispatched"
    assert desk.told(number, number) == ["empty"]
    assert desk.told(USED, UNUSED, (USED, "102")) == ["step"]
    (closed,) = desk.scan(number)
    assert (closed.what, len(closed.things)) == ("packed", 3)
    (gone,) = desk.scan(number)
    assert (gone.what, desk.state(USED)) == ("dispatched", "dispatched")
    desk = desk.switch(Mode.RECEIVE)
    assert desk.told((UNUSED, "102")) == ["step"]
    assert desk.told(number) == ["step"]
    assert desk.lacking == []
    assert desk.told(USED) == ["already"]


# ── any sequence ─────────────────────────────────────────────────────────────────────────────────────────────

ORDERS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from([SET, SET, SET, *PACKETS, PROTOCOL, CODES, PaperKind.MANIFEST_DELIVERY]),
            st.sampled_from(["101", "102"]),
            st.integers(1, 3),
        ),
        st.sampled_from(list(Mode)),
        st.sampled_from(["отмена", "-", "собран", "испорчен", "утрачен 2", "?", "SD12345", "101", "", "1640", "x"]),
    ),
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(ORDERS, st.booleans())
def test_no_sequence_of_scans_corrupts_anything(orders: list[object], packed: bool) -> None:
    """The chain is whole, the tables say what the events say, and just what was said to be recorded is."""
    with new_desk(Mode.PACK) as desk:
        if packed:
            for room in ("101", "102"):
                hand_out(desk.ledger, desk.papers, room)
        for order in orders:
            if isinstance(order, Mode):
                desk = desk.switch(order)
                continue
            if isinstance(order, tuple) and order[0] is not SET:
                order = order[:2]
            events = desk.ledger.events()
            replies = desk.scan(order)
            new = desk.ledger.events()[len(events) :]
            assert all(event.key for event in new)
            told = [reply for reply in replies if reply.tone is Tone.ACCEPTED]
            steps = sum(len(reply.things) if reply.bag else 1 for reply in told if reply.tells is Tells.STEP)
            if any(reply.tells is Tells.UNDONE for reply in told):
                assert {event.what for event in new} == {"corrected"}
            else:
                assert len(new) == steps
            desk.station.end()
        before = desk.ledger.projection()
        desk.ledger.rebuild_projection()
        assert desk.ledger.projection() == before
        assert not desk.ledger.conflicts()
        assert desk.ledger.verify_chain() is None


def place_codes(desk: Desk, places: dict[ParticipantCode, tuple[str, int]]) -> None:
    requests = [PaperRequest(PaperKey(room, kind, ordinal), "a") for room, kind, ordinal in desk.papers]
    numbering = desk.ledger.reserve(WORK, requests, who="т")
    desk.ledger.record_built(WORK, numbering, who="т", manifest_sha256="e" * 64, code_places=places)
