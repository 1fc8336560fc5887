"""Numbers as the ledger gives them: never twice, kept while the content stays, void for ever afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpr_print.errors import Flaws
from vpr_print.model.identifier import SERIALS, Identifier, NumberKind
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.plan.numbering import Numbering, PaperRequest
from vpr_print.track.custody_errors import AlreadyPrintedError
from vpr_print.track.database import Place
from vpr_print.track.ledger import Ledger
from vpr_print.track.number_errors import (
    NotBuiltError,
    ReasonNeededError,
    SerialsExhaustedError,
    UnknownNumberError,
    VoidNumberError,
)
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.projection import Projection

SITE = SiteNumber("640123")
WORK = "2026-04-21-matematika-5"
DIGEST = "d" * 64


class Refused(Exception):
    """Somebody did not agree."""


@contextmanager
def new_ledger(place: Place, serials: range = SERIALS, after: int | None = None) -> Iterator[Ledger]:
    with Ledger.create(
        place,
        site=SITE,
        serials=serials,
        after=after,
        clock=lambda: datetime(2026, 4, 20, 15, tzinfo=UTC),
        ledger_id="5a" * 16,
        who="техник",
    ) as ledger:
        yield ledger


def sets(room: str, *seeds: str) -> list[PaperRequest]:
    return [PaperRequest(PaperKey(room, PaperKind.SET, ordinal), seed) for ordinal, seed in enumerate(seeds, 1)]


def serials_of(numbering: Numbering) -> list[int]:
    return [paper.identifier.serial for paper in numbering.papers]


def build(ledger: Ledger, requests: list[PaperRequest], *, work: str = WORK, reason: str | None = None) -> Numbering:
    numbering = ledger.reserve(work, requests, who="техник", reason=reason)
    ledger.record_built(work, numbering, who="техник", manifest_sha256=DIGEST, reason=reason)
    return numbering


def test_numbers_are_given_in_the_order_of_the_requests(place: Place) -> None:
    with new_ledger(place) as ledger:
        assert serials_of(ledger.reserve(WORK, sets("102", "a", "b") + sets("101", "c"), who="т")) == [1, 2, 3]
        assert serials_of(ledger.reserve("another-work", sets("102", "a", "b"), who="т")) == [4, 5]


def test_an_interrupted_build_takes_its_reservation_again(place: Place) -> None:
    with new_ledger(place) as ledger:
        first = ledger.reserve(WORK, sets("101", "a", "b"), who="т")
        again = ledger.reserve(WORK, sets("101", "a", "b", "c"), who="т")
        assert serials_of(again) == [1, 2, 3]
        assert [paper.fresh for paper in again.papers] == [False, False, True]
        assert serials_of(first) == [1, 2]


def test_only_papers_that_changed_take_new_numbers_and_the_old_die(place: Place) -> None:
    with new_ledger(place) as ledger:
        build(ledger, sets("101", "a", "b", "c"))
        assert serials_of(build(ledger, sets("101", "a", "B"))) == [1, 4]
        states = {paper.identifier.serial: paper.state for paper in ledger.papers(WORK)}
        assert states == {1: PaperState.BUILT, 2: PaperState.VOID, 3: PaperState.VOID, 4: PaperState.BUILT}


def test_a_void_number_does_not_come_back_with_its_old_content(place: Place) -> None:
    with new_ledger(place) as ledger:
        build(ledger, sets("101", "a"))
        build(ledger, sets("101", "b"))
        assert serials_of(build(ledger, sets("101", "a"))) == [3]


def test_a_paper_that_prints_a_changed_number_changes_too(place: Place) -> None:
    with new_ledger(place) as ledger:
        key = PaperKey("101", PaperKind.SET)
        manifest = PaperRequest(PaperKey("101", PaperKind.MANIFEST_DELIVERY), "m", (key,))
        assert serials_of(build(ledger, [PaperRequest(key, "a"), manifest])) == [1, 2]
        assert serials_of(build(ledger, [PaperRequest(key, "b"), manifest])) == [3, 4]


def test_papers_that_would_die_are_shown_before_anything_is_reserved(place: Place) -> None:
    with new_ledger(place) as ledger:
        built = build(ledger, sets("101", "a", "b", "c"))
        ledger.confirm_printed([built.papers[1].identifier], who="т")
        head = ledger.head
        shown: list[LedgerPaper] = []

        def refuse(dying: Sequence[LedgerPaper]) -> None:
            shown.extend(dying)
            raise Refused

        with pytest.raises(Refused):
            ledger.reserve(WORK, sets("101", "a", "B") + sets("102", "x"), who="т", agree=refuse)
        assert [paper.identifier.serial for paper in shown] == [2, 3]
        assert [paper.identifier.serial for paper in shown if paper.printed_confirmed] == [2]
        assert ledger.head == head


def test_a_left_over_reservation_is_not_a_changed_paper_but_dies_with_the_next_build(place: Place) -> None:
    with new_ledger(place) as ledger:
        ledger.reserve(WORK, sets("101", "left over"), who="т")
        shown: list[LedgerPaper] = []
        ledger.reserve(WORK, sets("101", "a"), who="т", agree=shown.extend)
        assert not shown
        build(ledger, sets("101", "a"))
        assert [paper.state for paper in ledger.papers(WORK)] == [PaperState.VOID, PaperState.BUILT]


def test_printed_papers_die_only_with_a_reason(place: Place) -> None:
    with new_ledger(place) as ledger:
        built = build(ledger, sets("101", "a", "b"))
        ledger.confirm_printed([built.papers[0].identifier.of_page(7)], who="т")
        head = ledger.head
        for reason in (None, "", "  "):
            with pytest.raises(ReasonNeededError) as caught:
                ledger.reserve(WORK, sets("101", "A", "b"), who="т", reason=reason)
            assert [key.ordinal for _number, key in caught.value.papers] == [1]
        assert ledger.head == head
        build(ledger, sets("101", "A", "b"), reason="другой вариант")
        dead = ledger.lookup(built.papers[0].identifier)
        assert dead is not None and dead.state is PaperState.VOID and dead.printed_confirmed
        assert '"reason":"другой вариант"' in next(event.body for event in ledger.events() if event.what == "voided")


def test_recording_the_same_build_again_changes_nothing(place: Place) -> None:
    codes = {ParticipantCode("00123"): ("101", 1)}
    with new_ledger(place) as ledger:
        numbering = ledger.reserve(WORK, sets("101", "a"), who="т")
        ledger.record_built(WORK, numbering, who="т", manifest_sha256=DIGEST, code_places=codes)
        head = ledger.head
        ledger.record_built(WORK, numbering, who="т", manifest_sha256=DIGEST, code_places=codes)
        assert ledger.head == head
        assert ledger.built_manifest(WORK) == DIGEST
        assert ledger.built_manifest("another-work") is None


def test_codes_keep_their_leading_zeros_and_the_last_build_counts(place: Place) -> None:
    with new_ledger(place) as ledger:
        numbering = ledger.reserve(WORK, sets("101", "a"), who="т")
        first = {ParticipantCode("00123"): ("101", 1), ParticipantCode("60132"): ("102", 1)}
        ledger.record_built(WORK, numbering, who="т", manifest_sha256=DIGEST, code_places=first)
        assert ledger.code_places(WORK) == first
        ledger.record_built(WORK, numbering, who="т", manifest_sha256=DIGEST)
        assert ledger.code_places(WORK) == first
        second = {ParticipantCode("00123"): ("102", 3)}
        ledger.record_built(WORK, numbering, who="т", manifest_sha256=DIGEST, code_places=second)
        assert ledger.code_places(WORK) == second
        assert ledger.code_places("another-work") == {}


def test_works_do_not_touch_each_other(place: Place) -> None:
    with new_ledger(place) as ledger:
        build(ledger, sets("101", "a"))
        build(ledger, sets("101", "b"), work="2026-04-23-russkiy-5")
        assert {paper.state for paper in ledger.papers(WORK)} == {PaperState.BUILT}


def test_when_the_range_ends_nothing_is_reserved(place: Place) -> None:
    with new_ledger(place, range(20_000, 20_005)) as ledger:
        assert serials_of(ledger.reserve(WORK, sets("101", "a", "b"), who="т")) == [20_000, 20_001]
        head = ledger.head
        with pytest.raises(SerialsExhaustedError) as caught:
            ledger.reserve(WORK, sets("101", "a", "b", "c", "d", "e", "f"), who="т")
        assert (caught.value.needed, caught.value.left) == (4, 3)
        assert ledger.head == head
        assert serials_of(ledger.reserve(WORK, sets("102", "c", "d", "e"), who="т")) == [20_002, 20_003, 20_004]
        with pytest.raises(SerialsExhaustedError):
            ledger.reserve(WORK, sets("103", "z"), who="т")


def test_the_last_serial_of_all_can_be_given(place: Place) -> None:
    with new_ledger(place, after=99_998) as ledger:
        assert serials_of(ledger.reserve(WORK, sets("101", "a"), who="т")) == [99_999]
        with pytest.raises(SerialsExhaustedError):
            ledger.reserve(WORK, sets("101", "b"), who="т")


def test_a_build_that_another_has_overtaken_cannot_be_recorded(place: Place) -> None:
    with new_ledger(place) as ledger:
        slow = ledger.reserve(WORK, sets("101", "slow"), who="т")
        build(ledger, sets("101", "fast"))
        with pytest.raises(VoidNumberError):
            ledger.record_built(WORK, slow, who="т", manifest_sha256=DIGEST)
        with pytest.raises(VoidNumberError):
            ledger.confirm_printed([slow.papers[0].identifier], who="т")


def test_only_a_built_paper_of_ours_can_be_printed_and_all_flaws_are_told(place: Place) -> None:
    with new_ledger(place) as ledger:
        good = build(ledger, sets("101", "a")).papers[0].identifier
        reserved = ledger.reserve("another-work", sets("101", "a"), who="т").papers[0].identifier
        unknown = Identifier(NumberKind.SET, SITE, 77)
        foreign = Identifier(NumberKind.SET, SiteNumber("000000"), 1)
        with pytest.raises(Flaws) as caught:
            ledger.confirm_printed([good, reserved, unknown, foreign], who="т")
        assert [type(flaw) for flaw in caught.value.flaws] == [NotBuiltError, UnknownNumberError, UnknownNumberError]
        assert not any(event.what == "printed" for event in ledger.events())
        ledger.confirm_printed([good, good.of_page(2)], who="т")
        assert sum(event.what == "printed" for event in ledger.events()) == 1
        assert ledger.lookup(unknown) is None


def test_a_paper_printed_again_under_its_number_is_a_recorded_reprint(place: Place) -> None:
    with new_ledger(place) as ledger:
        first, second = (paper.identifier for paper in build(ledger, sets("101", "a", "b")).papers)
        ledger.confirm_printed([first], who="т")
        with pytest.raises(AlreadyPrintedError) as caught:
            ledger.confirm_printed([first, second], who="т")
        assert [number for number, _ in caught.value.papers] == [first]
        assert not any(event.number == str(second) for event in ledger.events() if event.what == "printed")
        ledger.confirm_printed([first, second], who="т", reprint="замялся лист")
        told = [event.content for event in ledger.events() if event.what == "printed" and event.number == str(first)]
        assert told == [{}, {"reason": "замялся лист", "reprint": True}]


def test_each_set_has_a_planned_event_of_its_own(place: Place) -> None:
    with new_ledger(place) as ledger:
        numbering = build(ledger, sets("101", "a", "b"))
        planned = [event.number for event in ledger.events() if event.what == "planned"]
        assert planned == [str(paper.identifier) for paper in numbering.papers]


STEPS = st.tuples(
    st.sampled_from(["reserve", "build", "kill_between", "print"]),
    st.sampled_from(["work-1", "work-2"]),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=5),
)


@given(st.lists(STEPS, max_size=12))
@settings(max_examples=40)
def test_over_any_history_no_serial_is_given_twice_and_the_tables_say_what_the_events_say(
    steps: list[tuple[str, str, list[str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, new_ledger(Path(folder) / "ledger.sqlite") as ledger:
        given_to: dict[int, tuple[str, PaperKey, str]] = {}
        dead: set[int] = set()
        highest = 0
        for action, work, seeds in steps:
            if action == "print":
                built = [paper.identifier for paper in ledger.papers(work) if paper.state is PaperState.BUILT]
                ledger.confirm_printed(built[: len(seeds)], who="т", reprint="проверка")
                continue
            requests = sets("101", *seeds)
            numbering = ledger.reserve(work, requests, who="т", reason="проверка")
            again = ledger.reserve(work, requests, who="т", reason="проверка")
            assert [(paper.key, paper.identifier) for paper in numbering.papers] == [
                (paper.key, paper.identifier) for paper in again.papers
            ]
            for paper in numbering.papers:
                serial, owner = paper.identifier.serial, (work, paper.key, paper.fingerprint)
                assert serial not in dead
                assert given_to.setdefault(serial, owner) == owner
                if paper.fresh:
                    assert serial == highest + 1
                    highest = serial
            if action == "kill_between":
                continue
            if action == "build":
                ledger.record_built(work, numbering, who="т", manifest_sha256=DIGEST, reason="проверка")
                kept = {paper.identifier for paper in numbering.papers}
                living = {paper.identifier for paper in ledger.papers(work) if paper.state is not PaperState.VOID}
                assert living == kept
            dead |= {
                paper.identifier.serial for paper in ledger.papers(work) if paper.state is PaperState.VOID
            }
        folded = Projection(SITE)
        folded.fold(ledger.events())
        assert ledger.projection() == folded
        assert ledger.next_serial == highest + 1
        assert ledger.verify_chain() is None
