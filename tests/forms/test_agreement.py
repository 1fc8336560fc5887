"""No source is believed against another: a row stands only where nothing contradicts it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.forms.agreement import (
    Agreement,
    Basis,
    ContradictionKind,
    Entry,
    KnownForm,
    KnownSet,
    PlannedPlace,
    SetFate,
    agree,
)
from vpr_print.model.work import ParticipantCode

K = ContradictionKind


def code(place: int) -> ParticipantCode:
    return ParticipantCode(f"{50100 + place}")


def number(place: int) -> str:
    return f"1640123{place:05d}0000"


def planned(count: int = 4) -> list[PlannedPlace]:
    return [PlannedPlace(code=code(place), room="101", ordinal=place, class_name="5А") for place in range(1, count + 1)]


def made(count: int = 5, **fates: SetFate) -> list[KnownSet]:
    """Sets 1 … count, variants 1 and 2 by turns; the last is spare. ``_3=SetFate.USED`` says what became of set 3."""
    return [
        KnownSet(
            number=number(place),
            room="101",
            ordinal=place,
            variant=2 - place % 2,
            fate=fates.get(f"_{place}", SetFate.OPEN),
        )
        for place in range(1, count + 1)
    ]


def entry(who: int, which: int = 0, **more: object) -> Entry:
    return Entry(code=code(who), set_number=number(which) if which else "", **more)


def kinds(agreement: Agreement) -> list[ContradictionKind]:
    return [contradiction.kind for contradiction in agreement.contradictions]


def test_what_was_typed_and_came_back_used_is_a_row() -> None:
    found = agree(planned(), made(_1=SetFate.USED), [entry(1, 1)])
    (row,) = found.rows
    assert (row.code, row.set_number, row.variant, row.class_name) == (code(1), number(1), 1, "5А")
    assert row.basis is Basis.ENTERED_AND_SEEN
    assert found.unknown == (code(2), code(3), code(4))
    assert not found.contradictions


def test_without_a_typed_row_the_set_beside_the_code_is_believed_only_when_it_came_back_used() -> None:
    found = agree(planned(), made(_1=SetFate.USED, _2=SetFate.UNUSED), [])
    assert [(row.code, row.basis) for row in found.rows] == [(code(1), Basis.PLANNED_AND_SEEN)]
    assert code(2) in found.unknown


def test_a_late_participant_with_a_spare_set() -> None:
    sets = made(_1=SetFate.SPOILED, _5=SetFate.USED)
    found = agree(planned(), sets, [entry(1, 5)])
    assert [(row.code, row.set_number) for row in found.rows] == [(code(1), number(5))]
    assert not found.contradictions


def test_a_replaced_set_does_not_count() -> None:
    new = KnownSet(number=number(9), room="101", ordinal=1, variant=1, fate=SetFate.USED)
    found = agree(planned(), [*made(_1=SetFate.VOID), new], [])
    assert [row.set_number for row in found.rows] == [number(9)]


@pytest.mark.parametrize(
    ("sets", "entries", "kind"),
    [
        (made(), [entry(1, 1), entry(1, 2)], K.CODE_TWICE),
        (made(), [entry(1, 1), entry(1)], K.CODE_TWICE),
        (made(), [entry(1, 1), entry(2, 1)], K.SET_TWICE),
        (made(), [entry(1, 1, form_number="77"), entry(2, 2, form_number="77")], K.FORM_TWICE),
        (made(), [entry(9, 1)], K.UNKNOWN_CODE),
        (made(), [entry(1, 99)], K.UNKNOWN_SET),
        (made(), [entry(1, 1, variant=2)], K.VARIANT_UNLIKE),
        (made(_1=SetFate.USED), [entry(1)], K.ABSENT_BUT_USED),
        (made(_1=SetFate.UNUSED), [entry(1, 1)], K.CAME_BUT_NOT_USED),
        (made(_1=SetFate.SPOILED), [entry(1, 1)], K.CAME_BUT_NOT_USED),
        (made(_1=SetFate.VOID), [entry(1, 1)], K.CAME_BUT_NOT_USED),
        (made(_5=SetFate.USED), [], K.USED_BY_NOBODY),
        (made(_1=SetFate.USED, _2=SetFate.USED), [entry(1, 2)], K.USED_BY_NOBODY),
    ],
)
def test_what_cannot_both_be_right_is_named_and_gives_no_row(
    sets: list[KnownSet], entries: list[Entry], kind: ContradictionKind
) -> None:
    found = agree(planned(), sets, entries)
    assert kinds(found) == [kind]
    disputed = {disputed for contradiction in found.contradictions for disputed in contradiction.codes}
    assert not disputed & {row.code for row in found.rows}
    assert not disputed & {*found.absent, *found.unknown}


def test_the_same_row_typed_twice_is_one() -> None:
    found = agree(planned(), made(), [entry(1, 1), entry(1, 1)])
    assert len(found.rows) == 1
    assert not found.contradictions


def test_an_unused_spare_code_is_nobody_that_is_missing() -> None:
    places = [*planned(1), replace(planned(2)[1], spare=True)]
    assert agree(places, made(), [entry(1, 1)]).unknown == ()


def test_a_set_that_another_took_is_not_believed_to_be_its_neighbours() -> None:
    found = agree(planned(), made(_4=SetFate.USED), [entry(1, 4)])
    assert [row.code for row in found.rows] == [code(1)]
    assert code(4) in found.unknown
    assert not found.contradictions


def test_a_row_that_says_the_variant_alone_means_the_set_beside_the_code() -> None:
    found = agree(planned(), made(), [entry(1, variant=1)])
    assert [(row.set_number, row.variant) for row in found.rows] == [(number(1), 1)]
    assert kinds(agree(planned(), made(), [entry(1, variant=2)])) == [K.VARIANT_UNLIKE]
    assert kinds(agree(planned(), made(), [entry(1, variant=1), entry(1, 1)])) == []


def test_a_row_with_an_answer_form_alone_has_come() -> None:
    found = agree(planned(), made(), [entry(1, form_number="77"), entry(2)])
    assert [(row.code, row.form_number) for row in found.rows] == [(code(1), "77")]
    assert found.absent == (code(2),)


def test_without_planned_codes_the_protocol_is_believed() -> None:
    found = agree([], made(_1=SetFate.USED, _2=SetFate.USED), [entry(1, 1), entry(2, variant=2), entry(3)])
    assert [(row.set_number, row.variant) for row in found.rows] == [(number(1), 1), ("", 2)]
    assert found.absent == (code(3),)
    assert not found.contradictions


def test_what_a_person_has_confirmed_is_settled() -> None:
    """A code that came from elsewhere; a set that was lost after the work."""
    sets = made(_1=SetFate.LOST)
    rows = [entry(1, 1, confirmed=True), entry(9, 2, confirmed=True)]
    assert [row.code for row in agree(planned(), sets, rows).rows] == [code(1), code(9)]
    assert not agree(planned(), sets, rows).contradictions
    assert kinds(agree(planned(), made(), [entry(1, 1, variant=2, confirmed=True)])) == [K.VARIANT_UNLIKE]


def test_the_variant_of_a_set_that_nobody_knows_is_what_was_typed() -> None:
    (item, *rest) = made(_1=SetFate.USED)
    found = agree(planned(), [replace(item, variant=None), *rest], [entry(1, 1, variant=2)])
    assert [row.variant for row in found.rows] == [2]


fates = st.lists(st.sampled_from(SetFate), min_size=6, max_size=6)
typed = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 7), st.sampled_from([None, 1, 2]), st.sampled_from(["", "77", "78"])),
    max_size=8,
)


@given(fates=fates, typed=typed)
def test_every_code_ends_in_one_place_and_every_used_set_is_somebodys_or_named(
    fates: list[SetFate], typed: list[tuple[int, int, int | None, str]]
) -> None:
    sets = made(6, **{f"_{place}": fate for place, fate in enumerate(fates, 1)})
    entries = [entry(who, which, variant=variant, form_number=form) for who, which, variant, form in typed]
    found = agree(planned(), sets, entries)
    disputed = {disputed for contradiction in found.contradictions for disputed in contradiction.codes}
    told = [*(row.code for row in found.rows), *found.absent, *found.unknown, *disputed]
    assert sorted(told) == sorted({code(place) for place in range(1, 5)} | {item.code for item in entries})
    of_rows = [row.set_number for row in found.rows if row.set_number]
    assert len(of_rows) == len(set(of_rows))
    named = {item for contradiction in found.contradictions for item in contradiction.sets}
    beside = {number(int(disputed) - 50100) for disputed in disputed}
    for item in sets:
        if item.fate is SetFate.USED:
            assert item.number in {*of_rows, *named, *beside}
    by_number = {item.number: item for item in sets}
    for row in (row for row in found.rows if row.set_number):
        assert by_number[row.set_number].fate in (SetFate.USED, SetFate.OPEN)
        assert by_number[row.set_number].variant == row.variant


FORMS = [KnownForm(number=f"9640123{place:05d}0000", room="101", ordinal=place) for place in (11, 12)]


def test_a_form_that_was_not_printed_for_the_work_is_settled_by_a_person() -> None:
    ours, strange = entry(1, form_number=FORMS[0].number), entry(2, form_number="77")
    found = agree(planned(), made(), [ours, strange], FORMS)
    assert [(it.kind, it.codes) for it in found.contradictions] == [(K.UNKNOWN_FORM, (code(2),))]
    assert [row.form_number for row in found.rows] == [FORMS[0].number]
    settled = agree(planned(), made(), [ours, replace(strange, confirmed=True)], FORMS)
    assert [row.form_number for row in settled.rows] == [FORMS[0].number, "77"]


def test_forms_that_others_brought_have_any_number() -> None:
    assert not agree(planned(), made(), [entry(1, form_number="77")]).contradictions
