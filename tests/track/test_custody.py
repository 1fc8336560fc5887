"""Custody: what may follow what, what moves with its packet, what a person overrules or takes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from track.custody_school import SITE, WORK, build, hand_out, of_room, say, school, state

from vpr_print.errors import ExitCode, Flaws
from vpr_print.model.identifier import DIGITS, Identifier, NumberKind
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import NumberedPaper, PaperRequest
from vpr_print.track.board import Why, balance, board, missing
from vpr_print.track.custody import CARRIED, GOES_INTO, LIFE, OPEN, STEPS
from vpr_print.track.custody_errors import (
    BagNeededError,
    BagNumberError,
    ClosedPacketError,
    ForeignNumberError,
    IdempotencyKeyError,
    ImpossibleStepError,
    IncompletePacketError,
    LossReasonError,
    NoSuchStepError,
    NotANumberError,
    NothingToTakeBackError,
    NotTrackedError,
    OtherRoomError,
    PacketNeededError,
    StepsFollowError,
    WrongPacketError,
)
from vpr_print.track.database import Place
from vpr_print.track.events import EventKind, EventPlace
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger
from vpr_print.track.number_errors import UnknownNumberError, VoidNumberError
from vpr_print.track.paper import PaperState
from vpr_print.track.scans import parse_bag_number, parse_scan
from vpr_print.track.words import STATES

SET, DELIVERY, USED, UNUSED = PaperKind.SET, PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED


# ── a whole evening ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_evening_closes_the_equation(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        first, second, third = of_room(papers, SET)
        returns = (*of_room(papers, USED), *of_room(papers, UNUSED))
        assert [state(ledger, number) for number in (first, *returns)] == ["issued"] * 3
        say(ledger, "opened", *of_room(papers, DELIVERY))
        say(ledger, "filled", *returns)
        say(ledger, "returned", *returns)
        say(ledger, "used", first, second.of_page(2))
        say(ledger, "unused", third)
        say(ledger, "counted", *returns)
        say(ledger, "bagged", *returns, bag="SB123456")
        say(ledger, "kept", *returns)
        row, other = balance(ledger.things(WORK))
        assert (row.room, row.printed, row.used, row.unused, row.spoiled, row.lost) == ("101", 3, 2, 1, 0, 0)
        assert row.closes
        assert not other.closes
        assert [thing.number for thing in other.open] == [str(number) for number in of_room(papers, SET, "102")]
        assert missing(ledger.things(WORK)) == ()
        assert {thing.bag for thing in ledger.things(WORK, "101") if thing.kind in (USED, UNUSED)} == {"SB123456"}
        assert_folds_to_the_same(ledger)
        assert ledger.verify_chain() is None


def assert_folds_to_the_same(ledger: Ledger) -> None:
    """The tables say what the events say."""
    before = ledger.projection()
    ledger.rebuild_projection()
    assert ledger.projection() == before


# ── what cannot be ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_impossible_step_is_refused_with_the_history_that_contradicts_it(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        (delivery,) = of_room(papers, DELIVERY)
        with pytest.raises(ImpossibleStepError) as caught:
            say(ledger, "packed", delivery)
        error = caught.value
        assert error.exit_code is ExitCode.CUSTODY
        assert [line.what for line in error.history] == ["planned", "printed", "packed", "issued"]
        assert "собран" in str(error)
        assert "(координатор, кабинет 1)" in str(error)
        assert ledger.history(str(delivery)) == error.history


@pytest.mark.parametrize(
    ("before", "what", "kind"),
    [
        ((), "issued", SET),
        ((), "used", SET),
        ((), "opened", DELIVERY),
        ((), "returned", USED),
        (("issued",), "counted", USED),
        (("issued", "returned"), "kept", USED),
        (("issued", "returned", "counted", "kept"), "dispatched", USED),
        (("issued", "returned", "counted", "dispatched"), "scanned", USED),
        (("lost",), "used", SET),
        (("spoiled",), "lost", SET),
        (("accepted",), "accepted", SET),
    ],
)
def test_a_step_too_early_too_late_or_twice_is_refused(
    place: Place, before: tuple[str, ...], what: str, kind: PaperKind
) -> None:
    with school(place) as (ledger, papers):
        number = of_room(papers, kind)[0]
        for earlier in before:
            say(ledger, earlier, number)
        events = len(ledger.events())
        with pytest.raises(ImpossibleStepError):
            say(ledger, what, number)
        assert len(ledger.events()) == events


def test_a_set_that_nobody_confirmed_as_printed_cannot_be_accepted(place: Place) -> None:
    with school(place, printed=False) as (ledger, papers), pytest.raises(ImpossibleStepError):
        say(ledger, "accepted", of_room(papers, SET)[0])


def test_a_packet_is_not_packed_without_its_sets_and_names_them(place: Place) -> None:
    with school(place) as (ledger, papers):
        first, second, third = of_room(papers, SET)
        say(ledger, "accepted", second)
        say(ledger, "lost", third)
        with pytest.raises(IncompletePacketError) as caught:
            say(ledger, "packed", *of_room(papers, DELIVERY))
        assert [number for number, _, _ in caught.value.lacking] == [first]


def test_a_set_does_not_go_into_another_rooms_packet_or_a_closed_one(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        mine, other = of_room(papers, SET)[0], of_room(papers, SET, "102")[0]
        with pytest.raises(OtherRoomError):
            step(ledger, EventKind.ACCEPTED, other, of_room(papers, DELIVERY)[0])
        with pytest.raises(OtherRoomError):
            step(ledger, EventKind.USED, mine, of_room(papers, USED, "102")[0])
        say(ledger, "returned", *of_room(papers, USED))
        say(ledger, "counted", *of_room(papers, USED))
        with pytest.raises(ClosedPacketError):
            say(ledger, "used", mine)
        with pytest.raises(WrongPacketError):
            step(ledger, EventKind.USED, mine, of_room(papers, UNUSED)[0])


def step(ledger: Ledger, what: EventKind, number: Identifier, packet: Identifier, reason: str | None = None) -> None:
    ledger.record([Step(what=what, number=number, packet=packet)], who="к", reason=reason)


def test_no_reason_overrules_what_makes_no_sense(place: Place) -> None:
    with school(place) as (ledger, papers):
        first = of_room(papers, SET)[0]
        kinds = (DELIVERY, USED, PaperKind.CONDUCT_PROTOCOL, PaperKind.MANIFEST_DELIVERY)
        delivery, used, protocol, manifest = (of_room(papers, kind)[0] for kind in kinds)
        for error, what, number in (
            (NoSuchStepError, "bagged", first),
            (NoSuchStepError, "printed", first),
            (NoSuchStepError, "used", delivery),
            (NoSuchStepError, "issued", protocol),
            (NotTrackedError, "accepted", manifest),
            (BagNeededError, "bagged", used),
            (PacketNeededError, "packed", used),
            (UnknownNumberError, "used", Identifier(NumberKind.SET, SITE, 777)),
            (ForeignNumberError, "used", Identifier(NumberKind.SET, SiteNumber("640999"), 1)),
            (ForeignNumberError, "used", Identifier(NumberKind.SET, SiteNumber("000000"), 1)),
        ):
            with pytest.raises(error):
                say(ledger, what, number, reason="очень надо")


def test_void_numbers_are_refused_for_ever(place: Place) -> None:
    with school(place) as (ledger, papers):
        build(ledger, seed="b")
        with pytest.raises(VoidNumberError):
            say(ledger, "accepted", of_room(papers, SET)[0], reason="нашёлся")


def test_all_flaws_are_told_and_nothing_is_recorded(place: Place) -> None:
    with school(place) as (ledger, papers):
        events = len(ledger.events())
        with pytest.raises(Flaws) as caught:
            packets = *of_room(papers, DELIVERY), *of_room(papers, DELIVERY, "102")
            say(ledger, "accepted", *of_room(papers, SET), *packets)
        assert [type(flaw) for flaw in caught.value.flaws] == [NoSuchStepError] * 2
        assert len(ledger.events()) == events


# ── overruled, taken back, recorded twice ────────────────────────────────────────────────────────────────────


def test_a_person_overrules_with_a_reason_that_stays_visible(place: Place) -> None:
    with school(place) as (ledger, papers):
        first = of_room(papers, SET)[0]
        say(ledger, "used", first, reason="пакет выдали без сканера")
        thing = ledger.thing(str(first))
        assert thing and thing.overruled and thing.state is EventKind.USED
        last = ledger.history(str(first))[-1]
        assert (last.what, last.overrules, last.reason) == ("used", True, "пакет выдали без сканера")
        assert sum(row.overruled for row in board(ledger.things(WORK))) == 1
        assert_folds_to_the_same(ledger)


def test_a_reason_for_what_is_possible_overrules_nothing(place: Place) -> None:
    with school(place) as (ledger, papers):
        say(ledger, "lost", of_room(papers, SET)[0], reason="не нашли")
        thing = ledger.thing(str(of_room(papers, SET)[0]))
        assert thing and not thing.overruled


def test_the_last_step_is_taken_back_and_both_events_stay(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        first = of_room(papers, SET)[0]
        say(ledger, "used", first)
        ledger.take_back(first, who="координатор", reason="не тот комплект")
        assert state(ledger, first) == "issued"
        say(ledger, "unused", first)
        told = [(line.what, line.taken_back) for line in ledger.history(str(first)) if line.number == str(first)]
        assert told[-3:] == [("used", True), ("corrected", False), ("unused", False)]
        assert_folds_to_the_same(ledger)


def test_step_by_step_everything_can_be_taken_back_to_the_print(place: Place) -> None:
    with school(place) as (ledger, papers):
        (used,) = of_room(papers, USED)
        for what in ("issued", "filled", "returned", "counted"):
            say(ledger, what, used)
        for before in ("returned", "filled", "issued", "printed", "planned"):
            ledger.take_back(used, who="к")
            assert state(ledger, used) == before
            assert_folds_to_the_same(ledger)
        with pytest.raises(NothingToTakeBackError):
            ledger.take_back(used, who="к")
        ledger.confirm_printed([used], who="к")
        assert state(ledger, used) == "printed"


def test_what_others_lean_on_cannot_be_taken_back(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        (delivery,) = of_room(papers, DELIVERY)
        first = of_room(papers, SET)[0]
        accepted = next(line.event for line in ledger.history(str(first)) if line.what == "accepted")
        say(ledger, "used", first)
        with pytest.raises(StepsFollowError) as caught:
            ledger.take_back(delivery, who="к")
        assert caught.value.leaning == (str(first),)
        with pytest.raises(StepsFollowError):
            ledger.take_back(first, event=EventPlace.parse(accepted), who="к")
        ledger.take_back(first, who="к")
        ledger.take_back(delivery, who="к")
        assert state(ledger, first) == "accepted"
        assert_folds_to_the_same(ledger)


def test_recording_again_under_one_key_changes_nothing(place: Place) -> None:
    with school(place) as (ledger, papers):
        first, second, _ = of_room(papers, SET)
        once = say(ledger, "accepted", first, key="scan-1")
        again = say(ledger, "accepted", first, key="scan-1")
        assert [item.event for item in again] == [item.event for item in once]
        assert [item.again for item in (*once, *again)] == [False, True]
        with pytest.raises(IdempotencyKeyError):
            say(ledger, "accepted", second, key="scan-1")
        undone = ledger.take_back(first, who="к", key="undo-1")
        assert ledger.take_back(first, who="к", key="undo-1").event == undone.event
        assert state(ledger, first) == "printed"


# ── spares, moves, missing ───────────────────────────────────────────────────────────────────────────────────


def test_a_spare_goes_to_a_late_participant_in_another_room(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        hand_out(ledger, papers, "102")
        spare = of_room(papers, SET)[2]
        say(ledger, "issued", spare, room="102")
        thing = ledger.thing(str(spare))
        assert thing and (thing.place, thing.packet) == ("102", "")
        say(ledger, "used", spare)
        thing = ledger.thing(str(spare))
        assert thing and thing.packet == str(of_room(papers, USED, "102")[0])
        assert_folds_to_the_same(ledger)


def test_a_set_does_not_leave_a_closed_packet(place: Place) -> None:
    with school(place) as (ledger, papers):
        say(ledger, "accepted", *of_room(papers, SET))
        say(ledger, "packed", *of_room(papers, DELIVERY))
        with pytest.raises(ClosedPacketError):
            say(ledger, "issued", of_room(papers, SET)[0], room="102")


def test_missing_sets_are_named(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        first, second, third = of_room(papers, SET)
        returns = (*of_room(papers, USED), *of_room(papers, UNUSED))
        say(ledger, "returned", returns[0])
        say(ledger, "used", first)
        assert [(item.thing.number, item.why) for item in missing(ledger.things(WORK))] == [
            (str(returns[1]), Why.NOT_RETURNED)
        ]
        say(ledger, "returned", returns[1])
        say(ledger, "counted", *returns)
        say(ledger, "lost", third)
        assert [(item.thing.number, item.why) for item in missing(ledger.things(WORK))] == [
            (str(second), Why.NOT_COUNTED),
            (str(third), Why.LOST),
        ]


def test_a_set_voided_after_its_print_is_spoiled_and_before_it_never_counts(place: Place) -> None:
    with school(place, printed=False) as (ledger, papers):
        first, second, third = of_room(papers, SET)
        ledger.confirm_printed([first, second], who="т")
        say(ledger, "lost", second)
        say(ledger, "spoiled", third)
        build(ledger, seed="b")
        row = balance(ledger.things(WORK, "101"))[0]
        assert (row.printed, row.spoiled, row.lost) == (2, 1, 1)
        assert row.closes


def relabelled(ledger: Ledger) -> Identifier:
    """The delivery packet of room 101 once more, under a new label: its sets are what they were."""
    packet = PaperKey("101", DELIVERY)
    living = [paper for paper in ledger.papers(WORK) if paper.state is PaperState.BUILT]
    others = [NumberedPaper(one.key, one.fingerprint, one.identifier, fresh=False) for one in living]
    requests = [
        PaperRequest(packet, "new") if one.key == packet else PaperRequest(one.key, "", stays=one) for one in others
    ]
    numbering = ledger.reserve(WORK, requests, who="техник", reason="переведён")
    ledger.record_built(WORK, numbering, who="техник", manifest_sha256="e" * 64, reason="переведён")
    (label,) = (paper.identifier for paper in numbering.papers if paper.key == packet)
    return label


def test_what_lay_in_a_packet_goes_with_its_new_label(place: Place) -> None:
    with school(place) as (ledger, papers):
        sets, old = of_room(papers, SET), of_room(papers, DELIVERY)
        say(ledger, "accepted", *sets)
        say(ledger, "packed", *old)
        label = relabelled(ledger)
        assert {thing.packet for thing in ledger.things(WORK, "101") if thing.is_set} == {str(label)}
        assert state(ledger, sets[0]) == "accepted"
        say(ledger, "packed", label)
        say(ledger, "issued", label)
        assert {state(ledger, number) for number in sets} == {"issued"}
        say(ledger, "used", sets[0])
        assert [line for line in ledger.history(str(sets[0])) if line.conflict] == []
        ledger.take_back(sets[0], who="техник")
        assert state(ledger, sets[0]) == "issued"
        assert ledger.verify().flaws == ()
        before = ledger.things(WORK)
        ledger.rebuild_projection()
        assert ledger.things(WORK) == before


def test_what_was_handed_out_stays_so_when_its_packet_gets_another_label(place: Place) -> None:
    with school(place) as (ledger, papers):
        sets = of_room(papers, SET)
        hand_out(ledger, papers)
        relabelled(ledger)
        assert {state(ledger, number) for number in sets} == {"issued"}
        assert ledger.verify().flaws == ()


def test_what_lies_in_a_dispatch_packet_goes_with_it(place: Place) -> None:
    with school(place) as (ledger, papers):
        (used,) = of_room(papers, USED)
        for what in ("issued", "returned", "counted"):
            say(ledger, what, used)
        dispatch = ledger.new_dispatch_packet(WORK, who="к")
        step(ledger, EventKind.PACKED, used, dispatch)
        for what, then in (("packed", "packed"), ("dispatched", "dispatched"), ("received", "received")):
            say(ledger, what, dispatch)
            assert state(ledger, used) == then
        say(ledger, "opened", dispatch)
        say(ledger, "opened", used)
        say(ledger, "scanned", used)
        build(ledger, seed="b")
        assert state(ledger, dispatch) == "opened"
        assert_folds_to_the_same(ledger)


# ── the rules as a table ─────────────────────────────────────────────────────────────────────────────────────


def test_a_packet_is_lost_with_a_reason_and_everything_in_it_with_it(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        first, second, third = of_room(papers, PaperKind.SET)
        (packet,) = of_room(papers, PaperKind.RETURN_USED)
        (other,) = of_room(papers, PaperKind.RETURN_UNUSED)
        say(ledger, "used", first, second)
        with pytest.raises(LossReasonError):
            say(ledger, "lost", packet)
        say(ledger, "lost", packet, reason="упал в реку")
        assert [state(ledger, one) for one in (packet, first, second, third)] == ["lost", "lost", "lost", "issued"]
        say(ledger, "returned", other)
        say(ledger, "counted", other)
        told = {item.thing.number: item.why for item in missing(ledger.things(WORK))}
        lost = dict.fromkeys(map(str, (packet, first, second)), Why.LOST)
        assert told == {**lost, str(third): Why.NOT_COUNTED}
        (row, *_) = balance(ledger.things(WORK))
        assert (row.lost, [thing.number for thing in row.open]) == (2, [str(third)])
        # one of them turns up on the bank, then the packet itself
        with pytest.raises(ImpossibleStepError):
            say(ledger, "used", first)
        say(ledger, "used", first, reason="лежал на берегу")
        assert [state(ledger, one) for one in (packet, first, second)] == ["lost", "used", "lost"]
        assert ledger.thing(str(first)).packet == ""  # type: ignore[union-attr]
        ledger.take_back(packet, who="к", reason="нашёлся")
        assert [state(ledger, one) for one in (packet, first, second)] == ["issued", "used", "used"]
        assert not ledger.verify().flaws


def test_what_lies_in_a_lost_dispatch_packet_is_lost_to_the_last_set(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        (one, late, *_) = of_room(papers, PaperKind.SET)
        (packet,) = of_room(papers, PaperKind.RETURN_USED)
        say(ledger, "used", one)
        say(ledger, "returned", packet)
        say(ledger, "counted", packet)
        dispatch = ledger.new_dispatch_packet(WORK, who="к")
        say(ledger, "packed", packet, packet=dispatch)
        say(ledger, "packed", dispatch)
        say(ledger, "dispatched", dispatch)
        assert [state(ledger, thing) for thing in (packet, one)] == ["dispatched", "used"]
        say(ledger, "lost", dispatch, reason="не довезли")
        assert [state(ledger, thing) for thing in (packet, one, late)] == ["lost", "lost", "issued"]
        say(ledger, "used", one, reason="пришёл отдельно")
        assert not ledger.verify().flaws
        assert state(ledger, one) == "used"
        ledger.take_back(dispatch, who="к", reason="нашёлся")
        assert state(ledger, packet) == "dispatched"
        assert not ledger.verify().flaws


def test_every_state_can_be_reached_and_every_step_has_words() -> None:
    for kind, life in LIFE.items():
        carried = {state for by in CARRIED.get(kind, {}).values() for state in by.values()}
        reached = {EventKind.PLANNED, EventKind.PRINTED, *carried}
        while more := {step for step, after in life.items() if reached & after} - reached:
            reached |= more
        assert set(life) <= reached, kind
        assert set(life) | reached <= STATES.keys()
    assert set(STEPS) <= STATES.keys()
    assert all(step in LIFE[kind] for kind, step in GOES_INTO)
    assert set(GOES_INTO.values()) <= OPEN.keys()


# ── typed numbers ────────────────────────────────────────────────────────────────────────────────────────────

NUMBERS = st.builds(
    Identifier,
    st.sampled_from([kind for kind in NumberKind if kind is not NumberKind.PARTICIPANT_CODE]),
    st.from_regex(r"[0-9]{6}", fullmatch=True).map(SiteNumber),
    st.integers(1, 99_999),
    st.integers(0, 99),
)


@given(NUMBERS)
def test_a_number_is_read_with_and_without_spaces(number: Identifier) -> None:
    digits = str(number)
    assert parse_scan(digits) == number
    assert parse_scan(" ".join(digits[at : at + 4] for at in range(0, DIGITS, 4)) + "\r\n") == number


@given(NUMBERS, st.integers(0, 15), st.integers(1, 9))
def test_every_slip_of_typing_is_refused(number: Identifier, at: int, by: int) -> None:
    digits = str(number)
    head, digit, tail = digits[:at], digits[at], digits[at + 1 :]
    slips = {f"{head}{(int(digit) + by) % 10}{tail}", head + tail, head + digit + digit + tail}
    if at < DIGITS - 1:
        slips.add(head + tail[0] + digit + tail[1:])
    for slip in slips - {digits}:
        with pytest.raises(NotANumberError):
            parse_scan(slip)


def test_letters_of_a_bag_typed_in_the_russian_layout_are_put_back() -> None:
    assert parse_bag_number("ыи-123456") == "SB-123456" == parse_bag_number(" sb-123 456\r")


@pytest.mark.parametrize("text", ["", "12", "1640123000010043", "мешок", "A" * 40, "SB_1234"])
def test_what_is_no_bag_number_is_refused(text: str) -> None:
    with pytest.raises(BagNumberError):
        parse_bag_number(text)
