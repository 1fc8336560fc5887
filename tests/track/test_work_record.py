"""What acts and journals are drawn from: every event of a work as of one head, told as folding understands it."""

from __future__ import annotations

from track.custody_school import WORK, build, hand_out, of_room, say, school

from vpr_print.model.packet import CUSTODY_PAPERS, PaperKind
from vpr_print.track.database import Place
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Ledger
from vpr_print.track.paper import PaperState
from vpr_print.track.work_record import DrawnUp, WorkRecord


def draw_up(ledger: Ledger, kind: PaperKind = PaperKind.HANDOVER_ACT) -> DrawnUp:
    """A paper of the ledger, as the workflow records it."""
    paper = ledger.reserve_custody_paper(WORK, kind, who="координатор")
    record = ledger.work_record(WORK)
    steps = [(entry.line.event, entry.line.number) for entry in record.entries if entry.line.what == "issued"]
    drawn = DrawnUp(
        number=paper.identifier,
        kind=kind,
        ordinal=paper.key.ordinal,
        cites=record.hash,
        sha256="e" * 64,
        lists=tuple(steps),
    )
    ledger.record_drawn_up(WORK, drawn, who="координатор")
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
