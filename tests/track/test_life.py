"""The life of every kind of thing, word for word as the procedure has it, held to what folding makes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.track.custody import STEPS, Held
from vpr_print.track.events import Event, EventKind
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.projection import Projection

SITE = SiteNumber("640123")
SET_LIFE = """
    accepted: printed
    issued: accepted
    used: issued
    unused: issued
    spoiled: planned printed accepted issued used unused
    lost: planned printed accepted issued used unused
"""
DELIVERY_LIFE = """
    packed: planned printed
    issued: packed
    opened: issued
    lost: planned printed packed issued
"""
RETURN_LIFE = """
    accepted: planned printed
    issued: planned printed accepted
    filled: issued
    returned: issued filled
    counted: returned
    bagged: counted
    kept: counted bagged
    packed: counted bagged
    dispatched: counted bagged
    received: dispatched
    opened: received
    scanned: opened
    lost: planned printed accepted issued filled returned counted bagged kept packed dispatched received opened scanned
"""
DISPATCH_LIFE = """
    packed: planned printed
    bagged: packed
    dispatched: packed bagged
    received: dispatched
    opened: received
    scanned: opened
    lost: planned printed packed bagged dispatched received opened scanned
"""
ENCLOSED_LIFE = "accepted: planned printed"
PROTOCOL_LIFE = """
    accepted: planned printed
    handed_back: planned printed issued
"""
LIVES = {
    PaperKind.SET: SET_LIFE,
    PaperKind.DELIVERY: DELIVERY_LIFE,
    PaperKind.RETURN_USED: RETURN_LIFE,
    PaperKind.RETURN_UNUSED: RETURN_LIFE,
    PaperKind.DISPATCH: DISPATCH_LIFE,
    PaperKind.CONDUCT_PROTOCOL: PROTOCOL_LIFE,
    PaperKind.CODE_SHEET: ENCLOSED_LIFE,
    PaperKind.DRAFT_SHEETS: ENCLOSED_LIFE,
    PaperKind.MANIFEST_DELIVERY: "",
}
TO_THE_ROOM = {"issued": "issued", "opened": "issued", "lost": "lost"}
TO_THE_CENTRE = {
    "dispatched": "dispatched", "received": "received", "opened": "received", "scanned": "received", "lost": "lost",
}  # fmt: skip
LOST_WITH_IT = {"lost": "lost"}
STAYS: dict[str, str] = {}
RETURN_IN_DELIVERY = {
    **dict.fromkeys(("planned", "printed", "accepted"), TO_THE_ROOM),
    **dict.fromkeys(("issued", "filled", "returned", "counted"), STAYS),
}
RETURN_IN_DISPATCH = {"packed": TO_THE_CENTRE, "opened": STAYS, "scanned": STAYS}
CARRIED = {
    (PaperKind.SET, PaperKind.DELIVERY): {"accepted": TO_THE_ROOM},
    (PaperKind.SET, PaperKind.RETURN_USED): {"used": LOST_WITH_IT},
    (PaperKind.SET, PaperKind.RETURN_UNUSED): {"unused": LOST_WITH_IT, "spoiled": LOST_WITH_IT},
    (PaperKind.RETURN_USED, PaperKind.DELIVERY): RETURN_IN_DELIVERY,
    (PaperKind.RETURN_UNUSED, PaperKind.DELIVERY): RETURN_IN_DELIVERY,
    (PaperKind.RETURN_USED, PaperKind.DISPATCH): RETURN_IN_DISPATCH,
    (PaperKind.RETURN_UNUSED, PaperKind.DISPATCH): RETURN_IN_DISPATCH,
    (PaperKind.CONDUCT_PROTOCOL, PaperKind.DELIVERY): {"accepted": TO_THE_ROOM},
}
"""What lies in what: its own state → the packet's state → what it is by that; as it was where nothing is told."""


def thing(kind: PaperKind, serial: int, state: str) -> tuple[str, LedgerPaper, Held | None]:
    """A built paper of room 101 in this state."""
    number = Identifier(kind.number_kind, SITE, serial)
    key = PaperKey("" if kind is PaperKind.DISPATCH else "101", kind)
    paper = LedgerPaper(number, "work", key, "a", PaperState.BUILT, state != "planned")
    return str(number), paper, None if state in ("planned", "printed") else Held(EventKind(state))


def after(kind: PaperKind, state: str, step: EventKind) -> Projection:
    """What folding the step makes of a thing in this state."""
    number, paper, held = thing(kind, 1, state)
    known = Projection(SITE, {number: paper}, held={number: held} if held else {})
    event = Event(SITE, "a" * 32, 1, "", "", 1, "", "", "", None, step.value, "work", number, "{}")
    known.fold((event,))
    return known


def states(life: str) -> Iterator[tuple[str, list[str]]]:
    for line in life.split("\n"):
        if line.strip():
            step, before = line.strip().split(": ")
            yield step, before.split()


@pytest.mark.parametrize("kind", LIVES)
def test_a_step_counts_after_these_states_and_after_no_other(kind: PaperKind) -> None:
    life = dict(states(LIVES[kind]))
    every = {"planned", "printed", *life}
    for step in STEPS:
        for state in every:
            if state == step:
                continue  # said twice: nothing new
            known = after(kind, state, step)
            (number,) = known.papers
            counts = state in life.get(step.value, ())
            assert (not known.custody.conflicts) is counts, f"{state} → {step}"
            assert known.custody.state(number) == (step if counts else state), f"{state} → {step}"


@pytest.mark.parametrize(("kind", "into"), CARRIED)
def test_contents_move_with_their_packet_and_only_as_told(kind: PaperKind, into: PaperKind) -> None:
    for own, by_packet in CARRIED[kind, into].items():
        for state in ("planned", "printed", *dict(states(LIVES[into]))):
            number, paper, held = thing(kind, 1, own)
            packet, of_paper, packet_held = thing(into, 2, state)
            if held is not None:  # a return packet lies in the delivery packet from the beginning
                held.packet = packet
            both = {number: held, packet: packet_held}
            known = Projection(
                SITE,
                {number: paper, packet: of_paper},
                held={one: steps for one, steps in both.items() if steps is not None},
            )
            assert known.custody.state(number) == by_packet.get(state, own), f"{own} in a packet that is {state}"


def test_a_void_number_never_comes_back_whatever_another_ledger_says_later() -> None:
    number, paper, _ = thing(PaperKind.SET, 1, "planned")
    known = Projection(SITE, {number: paper})
    for seq, what in enumerate((EventKind.VOIDED, EventKind.PLANNED), 1):
        known.fold((Event(SITE, "a" * 32, seq, "", "", seq, "", "", "", None, what.value, "work", number, "{}"),))
    assert known.papers[number].state is PaperState.VOID


@pytest.mark.parametrize("body", ["{}", '{"overrules":true,"reason":"так и было"}'])
@pytest.mark.parametrize(("paper_state", "told"), [(PaperState.VOID, "voided"), (PaperState.RESERVED, "reserved")])
@pytest.mark.parametrize("kind", LIVES)
def test_a_step_of_a_void_or_unfinished_paper_is_a_conflict_that_no_reason_overrules(
    kind: PaperKind, paper_state: PaperState, told: str, body: str
) -> None:
    for seq, step in enumerate(STEPS, 1):
        number, paper, _ = thing(kind, 1, "printed")
        known = Projection(SITE, {number: paper._replace(state=paper_state)})
        known.fold((Event(SITE, "a" * 32, seq, "", "", seq, "", "", "", None, step.value, "work", number, body),))
        assert [conflict.event.what for conflict in known.custody.conflicts] == [step], step
        assert known.custody.state(number) == told, step
        assert known.held[number] == Held(conflicts=1), step
