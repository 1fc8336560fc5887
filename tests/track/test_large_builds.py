"""Works of thousands of papers: recorded a part at a time, in one transaction, and never all in memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from vpr_print.model.identifier import SERIALS
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track import rows
from vpr_print.track.database import Place
from vpr_print.track.ledger import Ledger
from vpr_print.track.number_errors import ReasonNeededError
from vpr_print.track.paper import PaperState

SITE = SiteNumber("640123")
WORK = "2026-04-21-matematika-5"
PART = 40
"""Papers that are written at once; in earnest two thousand."""
MANY = PART + 7


@pytest.fixture
def ledger(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setattr(rows, "WRITTEN_AT_ONCE", PART)
    with Ledger.create(
        place,
        site=SITE,
        serials=SERIALS,
        clock=lambda: datetime(2026, 4, 20, 15, tzinfo=UTC),
        ledger_id="5a" * 16,
        who="техник",
    ) as ledger:
        yield ledger


def requests(count: int = MANY, seed: str = "a") -> Iterator[PaperRequest]:
    return (PaperRequest(PaperKey(str(i // 20), PaperKind.SET, i % 20 + 1), seed) for i in range(count))


def states(ledger: Ledger) -> dict[PaperState, int]:
    papers = ledger.papers(WORK)
    return {state: found for state in PaperState if (found := sum(paper.state is state for paper in papers))}


def test_all_papers_of_a_large_work_are_reserved_and_built(ledger: Ledger) -> None:
    numbering = ledger.reserve(WORK, requests(), who="техник")
    assert [paper.identifier.serial for paper in numbering.papers] == list(range(1, MANY + 1))
    assert [len(event.content["papers"]) for event in ledger.events() if event.what == "reserved"] == [PART, 7]
    assert (ledger.next_serial, states(ledger)) == (MANY + 1, {PaperState.RESERVED: MANY})
    assert ledger.reserve(WORK, requests(), who="техник").papers.fresh == 0
    ledger.record_built(WORK, numbering, who="техник", manifest_sha256="d" * 64)
    assert states(ledger) == {PaperState.BUILT: MANY}
    told = [event.number for event in ledger.events() if event.what == "planned"]
    assert told == [str(paper.identifier) for paper in numbering.papers]
    assert ledger.verify().flaws == ()


def test_what_a_large_build_voids_needs_a_reason_or_nothing_is_recorded(ledger: Ledger) -> None:
    before = ledger.reserve(WORK, requests(), who="техник")
    ledger.record_built(WORK, before, who="техник", manifest_sha256="d" * 64)
    ledger.confirm_printed([before.papers[-1].identifier], who="техник")
    with pytest.raises(ReasonNeededError):
        ledger.reserve(WORK, requests(seed="b"), who="техник")
    after = ledger.reserve(WORK, requests(seed="b"), who="техник", reason="новый архив")
    count = len(ledger.events())
    with pytest.raises(ReasonNeededError):
        ledger.record_built(WORK, after, who="техник", manifest_sha256="e" * 64)
    assert len(ledger.events()) == count
    ledger.record_built(WORK, after, who="техник", manifest_sha256="e" * 64, reason="новый архив")
    assert states(ledger) == {PaperState.BUILT: MANY, PaperState.VOID: MANY}


def test_telling_of_a_large_build_takes_no_more_memory_than_of_a_small_one(ledger: Ledger) -> None:
    peaks: list[int] = []
    for count in (PART, 2 * PART, 12 * PART):
        numbering = ledger.reserve(WORK, requests(count), who="техник")
        tracemalloc.start()
        try:
            ledger.record_built(WORK, numbering, who="техник", manifest_sha256="d" * 64)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] < 1.5 * peaks[1]
