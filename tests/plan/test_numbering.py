"""The same fingerprint keeps its number; serials grow and are never given twice."""

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import (
    NumberedPaper,
    NumberedPapers,
    PaperRequest,
    SerialsExhausted,
    fingerprint_seed,
    in_ranges,
    number_papers,
)

SITE = SiteNumber("640123")
ALL = range(1, 100_000)


def set_key(ordinal: int, room: str = "101") -> PaperKey:
    return PaperKey(room, PaperKind.SET, ordinal)


def request(ordinal: int, seed: str = "a", *refs: PaperKey) -> PaperRequest:
    return PaperRequest(set_key(ordinal), seed, refs)


@given(st.lists(st.integers(1, 500), unique=True, max_size=40), st.integers(1, 90_000))
def test_fresh_papers_take_consecutive_serials_in_order(ordinals: list[int], start: int) -> None:
    numbering = number_papers([request(o) for o in ordinals], {}, SITE, ALL, start)
    assert [paper.identifier.serial for paper in numbering.papers] == list(range(start, start + len(ordinals)))
    assert numbering.next_serial == start + len(ordinals)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=30))
def test_only_what_changed_takes_a_new_number(seeds: list[tuple[str, str]]) -> None:
    before = number_papers([request(i, old) for i, (old, _) in enumerate(seeds, 1)], {}, SITE, ALL, 1)
    known = {(paper.key, paper.fingerprint): paper.identifier for paper in before.papers}
    asked = [request(i, new) for i, (_, new) in enumerate(seeds, 1)]
    after = number_papers(asked, known, SITE, ALL, before.next_serial)
    for (old, new), first, second in zip(seeds, before.papers, after.papers, strict=True):
        assert (first.identifier == second.identifier) == (old == new) == (not second.fresh)


def test_a_paper_changes_with_the_numbers_that_it_prints() -> None:
    requests = [request(1), request(2, "m", set_key(1))]
    before = number_papers(requests, {}, SITE, ALL, 1)
    known = {(paper.key, paper.fingerprint): paper.identifier for paper in before.papers}
    after = number_papers([request(1, "changed"), requests[1]], known, SITE, ALL, before.next_serial)
    assert [paper.fresh for paper in after.papers] == [True, True]


def test_an_exhausted_range_is_said_with_figures() -> None:
    with pytest.raises(SerialsExhausted) as caught:
        number_papers([request(i) for i in range(1, 6)], {}, SITE, range(10, 13), 10)
    assert (caught.value.needed, caught.value.left) == (5, 3)


def test_the_last_serial_of_the_range_can_be_used() -> None:
    assert number_papers([request(1)], {}, SITE, range(1, 100_000), 99_999).papers[0].identifier.serial == 99_999


def test_a_key_asked_for_twice_and_a_reference_ahead_are_our_mistakes() -> None:
    with pytest.raises(ValueError, match="twice"):
        number_papers([request(1), request(1)], {}, SITE, ALL, 1)
    with pytest.raises(ValueError, match="no number yet"):
        number_papers([request(1, "a", set_key(2)), request(2)], {}, SITE, ALL, 1)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_fingerprints_tell_their_parts_apart(one: list[str], other: list[str]) -> None:
    assert (fingerprint_seed(*one) == fingerprint_seed(*other)) == (one == other)


@given(st.lists(st.integers(1, 60), max_size=40))
def test_ranges_say_exactly_the_numbers_in_their_order(serials: list[int]) -> None:
    identifiers = [Identifier(NumberKind.SET, SITE, serial) for serial in serials]
    said = [serial for first, last in in_ranges(identifiers) for serial in range(first.serial, last.serial + 1)]
    assert said == serials


@given(st.lists(st.tuples(st.sampled_from(["", "101", "Зал"]), st.sampled_from(list(PaperKind))), max_size=30))
def test_packed_papers_come_out_as_they_went_in(keys: list[tuple[str, PaperKind]]) -> None:
    papers = tuple(
        NumberedPaper(
            PaperKey(room, kind, place),
            fingerprint_seed(place),
            Identifier(kind.number_kind, SITE, 99_999 - place),
            fresh=place % 2 == 0,
        )
        for place, (room, kind) in enumerate(keys)
    )
    packed = NumberedPapers(papers)
    assert (tuple(packed), len(packed), packed[3:-1]) == (papers, len(papers), papers[3:-1])
    assert [packed[place] for place in range(-len(papers), len(papers))] == [*papers, *papers]
    assert packed.fresh == sum(paper.fresh for paper in papers)
    for room in ("", "101", "Зал", "нет"):
        assert list(packed.of_room(room)) == [paper for paper in papers if paper.key.room == room]
    kinds = packed.kinds_by_serial()
    assert {paper.identifier: kinds[paper.identifier.serial] for paper in papers} == {
        paper.identifier: paper.identifier.kind for paper in papers
    }
    assert sum(map(bool, kinds)) == len(papers)


def test_numbers_of_a_large_work_take_little_memory() -> None:
    def requests() -> Iterator[PaperRequest]:
        for room in range(300):
            keys = [set_key(ordinal, str(room)) for ordinal in range(1, 16)]
            yield from (PaperRequest(key, "a") for key in keys)
            yield PaperRequest(PaperKey(str(room), PaperKind.DELIVERY), "a", tuple(keys))

    tracemalloc.start()
    try:
        numbering = number_papers(requests(), {}, SITE, ALL, 1)
        lasting, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(numbering.papers) == 300 * 16
    assert lasting < peak < 150 * len(numbering.papers)
