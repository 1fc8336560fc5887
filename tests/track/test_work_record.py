"""What acts and journals are drawn from: every event of a work as of one head, told as folding understands it."""

from __future__ import annotations

import pytest
from track.custody_school import SITE, WORK, build, hand_out, of_room, say, school, ticking_clock

from vpr_print.model.packet import CUSTODY_PAPERS, PaperKind
from vpr_print.track.custody_errors import DrawnMeanwhileError
from vpr_print.track.database import Place
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Ledger
from vpr_print.track.paper import PaperState
from vpr_print.track.work_record import DrawnUp, WorkRecord


def draw_up(
    ledger: Ledger, kind: PaperKind = PaperKind.HANDOVER_ACT, record: WorkRecord | None = None
) -> DrawnUp:
    """A paper of the ledger, as the workflow records it; of ``record`` or of what is known now."""
    paper = ledger.reserve_custody_paper(WORK, kind, who="координатор")
    record = record or ledger.work_record(WORK)
    steps = [(entry.line.event, entry.line.number) for entry in record.entries if entry.line.what == "issued"]
    drawn = DrawnUp(
        number=paper.identifier,
        kind=kind,
        ordinal=paper.key.ordinal,
        cites=record.hash,
        sha256="e" * 64,
        lists=tuple(steps),
    )
    ledger.record_drawn_up(WORK, drawn, who="координатор", after=record.seq)
    return drawn


def inside(record: WorkRecord, what: EventKind, number: object) -> list[int]:
    return [
        entry.inside for entry in record.entries if entry.line.what == what and entry.line.number == str(number)
    ]


def test_a_packet_holds_what_lay_in_it_when_the_step_was_recorded(place: Place) -> None:
    with school(place, sets=3) as (ledger, papers):
        (protocol,) = of_room(papers, PaperKind.CONDUCT_PROTOCOL)
        say(ledger, "accepted", protocol)  # lies in the packet, and is no set
        hand_out(ledger, papers)
        sets = of_room(papers, PaperKind.SET)
        (delivery,) = of_room(papers, PaperKind.DELIVERY)
        (used,) = of_room(papers, PaperKind.RETURN_USED)
        say(ledger, "used", *sets[:2])
        say(ledger, "returned", used)
        record = ledger.work_record(WORK)
        assert inside(record, EventKind.ISSUED, delivery) == [3]
        assert inside(record, EventKind.RETURNED, used) == [2]
        assert (record.seq, record.hash) == (ledger.head.seq, ledger.head.hash)


def test_what_was_taken_back_is_marked_and_does_not_count(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        (delivery,) = of_room(papers, PaperKind.DELIVERY)
        first, *_ = of_room(papers, PaperKind.SET)
        say(ledger, "used", first)
        ledger.take_back(first, who="координатор")
        record = ledger.work_record(WORK)
        (entry,) = [entry for entry in record.entries if entry.line.what == EventKind.USED]
        assert entry.line.taken_back
        assert inside(record, EventKind.ISSUED, delivery) == [3]


def test_a_paper_of_the_ledger_is_never_voided_by_a_build(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        drawn = [draw_up(ledger, kind) for kind in CUSTODY_PAPERS]
        left = ledger.reserve_custody_paper(WORK, PaperKind.HANDOVER_ACT, who="координатор")
        build(ledger, seed="b")
        states = {str(paper.identifier): paper.state for paper in ledger.papers(WORK)}
        assert {states[str(item.number)] for item in drawn} == {PaperState.BUILT}
        assert states[str(left.identifier)] is PaperState.RESERVED
        assert ledger.work_record(WORK).drawn_up == tuple(drawn)


def test_papers_of_a_kind_are_counted_and_a_number_that_a_killed_command_left_stays_dead(place: Place) -> None:
    with school(place) as (ledger, _):
        left = ledger.reserve_custody_paper(WORK, PaperKind.PRINT_JOURNAL, who="координатор")
        first = draw_up(ledger, PaperKind.PRINT_JOURNAL)
        second = draw_up(ledger, PaperKind.PRINT_JOURNAL)
        assert first.number != left.identifier
        assert (first.ordinal, second.ordinal) == (1, 2)
        assert first.number.kind == 9


def test_the_event_that_a_paper_exists_names_what_it_lists_and_survives_folding_anew(place: Place) -> None:
    with school(place) as (ledger, papers):
        hand_out(ledger, papers)
        (delivery,) = of_room(papers, PaperKind.DELIVERY)
        drawn = draw_up(ledger)
        assert [number for _, number in drawn.lists] == [str(delivery)]
        ledger.rebuild_projection()
        assert ledger.work_record(WORK).drawn_up == (drawn,)
        assert ledger.verify((drawn.cites[:20],)).flaws == ()
        assert [line.what for line in ledger.history(str(drawn.number))] == ["planned", "drawn_up"]


def test_of_two_acts_drawn_up_at_once_on_two_machines_the_second_is_refused(place: Place) -> None:
    with school(place) as (ledger, papers), Ledger.open(place, site=SITE, clock=ticking_clock) as other:
        hand_out(ledger, papers)
        both_know = ledger.work_record(WORK)
        first = draw_up(ledger, record=both_know)
        with pytest.raises(DrawnMeanwhileError) as caught:
            draw_up(other, record=both_know)
        assert caught.value.numbers == tuple(number for _, number in first.lists)
        assert [drawn.number for drawn in ledger.work_record(WORK).drawn_up] == [first.number]
        with pytest.raises(DrawnMeanwhileError):  # two journals with one ordinal
            ordinal_of_the_first(ledger, other, both_know)


def ordinal_of_the_first(ledger: Ledger, other: Ledger, known: WorkRecord) -> None:
    """Two journals whose numbers were reserved before either was recorded."""
    papers = [one.reserve_custody_paper(WORK, PaperKind.PRINT_JOURNAL, who="т") for one in (ledger, other)]
    assert papers[0].key == papers[1].key
    for one, paper in zip((ledger, other), papers, strict=True):
        drawn = DrawnUp(
            number=paper.identifier, kind=paper.key.kind, ordinal=paper.key.ordinal, cites=known.hash, sha256="e" * 64
        )
        one.record_drawn_up(WORK, drawn, who="т", after=known.seq)
