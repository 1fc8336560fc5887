"""What was typed of the paper protocol: append only, never lost, and two who did not know of each other both stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from track.custody_school import SITE, WORK, build, hand_out, state, ticking_clock

from vpr_print.model.packet import PaperKind
from vpr_print.model.work import ParticipantCode
from vpr_print.track.events import EventKind, EventPlace, Head, NewEvent, chained
from vpr_print.track.ledger import Ledger
from vpr_print.track.protocol_typed import (
    ABSENT,
    Content,
    PaperMarks,
    PaperRow,
    Typed,
    Typing,
    completed,
    only_adds,
    typed_event,
    typings_of,
)

CODE = ParticipantCode("50101")
FIRST, SECOND = PaperRow(set_number="1" * 16), PaperRow(set_number="2" * 16, variant=2)
ROW, MARKS = EventKind.PROTOCOL_ROW, EventKind.PROTOCOL_MARKS


def typed(content: Content | None = FIRST, *instead: Typing, **more: object) -> Typed:
    what = MARKS if isinstance(content, PaperMarks) else ROW
    return Typed(code=CODE, what=what, content=content, instead=tuple(one.place for one in instead), **more)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger.create(
        tmp_path / "a.sqlite", site=SITE, serials=range(1, 9999), clock=ticking_clock, ledger_id="5a" * 16, who="т"
    )
    build(made)
    return made


def standing(ledger: Ledger) -> list[Content | None]:
    return [typing.typed.content for typing in ledger.typings(WORK) if typing.stands]


def test_a_later_row_replaces_what_it_names_and_the_former_stays_visible(ledger: Ledger) -> None:
    ledger.record_typed(WORK, [typed()], who="Иванова")
    (first,) = ledger.typings(WORK)
    ledger.record_typed(WORK, [typed(SECOND, first, reason="ошибка в строке")], who="Петрова")
    assert standing(ledger) == [SECOND]
    former, later = ledger.typings(WORK)
    assert (former.typed.content, former.who, former.stands) == (FIRST, "Иванова", False)
    assert (later.typed.reason, later.who) == ("ошибка в строке", "Петрова")


def test_rows_that_do_not_name_each_other_both_stand(ledger: Ledger) -> None:
    ledger.record_typed(WORK, [typed(), typed(ABSENT)], who="т")
    assert standing(ledger) == [FIRST, ABSENT]


def test_an_undone_correction_brings_the_former_back(ledger: Ledger) -> None:
    ledger.record_typed(WORK, [typed()], who="т")
    ledger.record_typed(WORK, [typed(SECOND, *ledger.typings(WORK))], who="т")
    ledger.record_typed(WORK, [typed(None, undoes=ledger.typings(WORK)[-1].place)], who="т")
    assert standing(ledger) == [FIRST]


def test_what_is_withdrawn_leaves_nothing(ledger: Ledger) -> None:
    ledger.record_typed(WORK, [typed()], who="т")
    ledger.record_typed(WORK, [typed(None, *ledger.typings(WORK), reason="не та школа")], who="т")
    assert standing(ledger) == []
    assert len(ledger.typings(WORK)) == 2


def test_one_key_is_recorded_once(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.record_typed(WORK, [typed(key="a"), typed(SECOND, key="b")], who="т")
    assert standing(ledger) == [FIRST, SECOND]


def test_typing_moves_no_paper_and_the_chain_holds(ledger: Ledger) -> None:
    papers = {(p.key.room, p.key.kind, p.key.ordinal): p.identifier for p in ledger.papers(WORK)}
    ledger.confirm_printed(papers.values(), who="т")
    hand_out(ledger, papers)
    number = papers["101", PaperKind.SET, 1]
    before, things = ledger.projection(), ledger.things(WORK)
    row, marks = PaperRow(set_number=str(number)), PaperMarks(marks=(("1", "2"),))
    ledger.record_typed(WORK, [typed(row), typed(marks)], who="т")
    assert (ledger.projection(), ledger.things(WORK), state(ledger, number)) == (before, things, "issued")
    ledger.rebuild_projection()
    assert ledger.projection() == before
    assert ledger.verify_chain() is None


def test_two_stations_that_typed_one_code_differently_both_stand(ledger: Ledger, tmp_path: Path) -> None:
    place = tmp_path / "b.sqlite"
    with Ledger.create(
        place, site=SITE, serials=range(20000, 30000), clock=ticking_clock, ledger_id="6b" * 16, who="т"
    ) as other:
        marks = PaperMarks(marks=(("1", "X"),), class_name="5А")
        other.record_typed(WORK, [typed(SECOND), typed(marks)], who="вторая")
        file = tmp_path / "b.jsonl"
        with other.exported() as lines:
            file.write_text("".join(lines), encoding="utf-8")
        ledger.record_typed(WORK, [typed()], who="первая")
        ledger.take_in(file, who="т")
    rows = [one for one in ledger.typings(WORK) if one.stands and one.typed.what is ROW]
    assert {(one.typed.content, one.who) for one in rows} == {(FIRST, "первая"), (SECOND, "вторая")}
    ledger.record_typed(WORK, [typed(FIRST, *rows, reason="посмотрели протокол")], who="т")
    assert [one for one in standing(ledger) if isinstance(one, PaperRow)] == [FIRST]


def test_a_table_that_knows_more_corrects_nothing() -> None:
    assert only_adds(PaperRow(set_number="1" * 16, variant=1), FIRST)
    assert not only_adds(SECOND, FIRST)
    assert not only_adds(FIRST, ABSENT)
    assert completed(PaperRow(variant=1), FIRST) == PaperRow(set_number="1" * 16, variant=1)
    assert completed(ABSENT, FIRST) == ABSENT
    assert completed(FIRST, ABSENT) == FIRST


contents = st.one_of(
    st.none(),
    st.builds(
        PaperRow,
        set_number=st.sampled_from(("", "1" * 16)),
        variant=st.sampled_from((None, 1)),
        form_number=st.sampled_from(("", "77")),
    ),
)


@given(contents, st.lists(st.integers(1, 9), max_size=3), st.booleans(), st.text("абв ", max_size=5))
def test_what_is_written_into_an_event_is_read_out_of_it(
    content: PaperRow | None, instead: list[int], second: bool, reason: str
) -> None:
    places = tuple(EventPlace("5a" * 16, seq) for seq in instead)
    said = Typed(code=CODE, what=ROW, content=content, second=second, reason=reason, instead=places)
    assert [typing.typed for typing in typings_of(events(typed_event(WORK, said)))] == [said]


@given(st.lists(st.tuples(st.sampled_from(("row", "undo")), st.integers(0, 5)), max_size=8))
def test_a_code_never_has_less_than_what_nobody_replaced(story: list[tuple[str, int]]) -> None:
    """However rows replace and undo each other: what stands was said by somebody, and by nobody taken back."""
    news: list[Typed] = []
    for place, (word, which) in enumerate(story, 1):
        older = (EventPlace("5a" * 16, which),) if 0 < which < place else ()
        row = word == "row"
        news.append(
            Typed(
                code=CODE,
                what=ROW,
                content=FIRST if row else None,
                instead=older if row else (),
                undoes=older[0] if older and not row else None,
            )
        )
    found = typings_of(events(*(typed_event(WORK, one) for one in news)))
    assert len(found) == len(news)
    undone = {one.typed.undoes for one in found if one.typed.undoes}
    for one in found:
        if one.stands:
            assert one.typed.content == FIRST and one.place not in undone
    rows = [one for one in found if one.typed.content and one.place not in undone]
    assert bool(rows) == any(one.stands for one in found)


def events(*news: NewEvent) -> tuple[object, ...]:
    return chained(news, Head(), site=SITE, ledger="5a" * 16, at="2026-04-21T08:00:00.000Z", who="т", station="")
