"""Numbers belong to content: what changes takes a new number, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import builders as b
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.documents.options import PaperOptions
from vpr_print.documents.requests import Made, paper_requests
from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind, RoomPlan, WorkPlan
from vpr_print.model.seating import Participant
from vpr_print.plan.numbering import Numbering, number_papers

OPTIONS = PaperOptions()


def numbering(
    plan: WorkPlan, before: Numbering | None = None, options: PaperOptions = OPTIONS, of: Made | None = None
) -> Numbering:
    """Numbers as the ledger gives them after an earlier build."""
    known = {(paper.key, paper.fingerprint): paper.identifier for paper in before.papers} if before else {}
    requests = tuple(paper_requests(plan, of or b.made(), options))
    return number_papers(requests, known, plan.site.number, range(1, 100_000), before.next_serial if before else 1)


def numbers(of: Numbering) -> dict[PaperKey, Identifier]:
    return {paper.key: paper.identifier for paper in of.papers}


def changed(after: Numbering, before: Numbering) -> set[PaperKey]:
    """Papers whose number is new, or gone."""
    old, new = numbers(before), numbers(after)
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def room_of(name: str, people: list[Participant], **more: object) -> RoomPlan:
    return b.room_plan(name, len(people), people=people, seated=False, **more)  # type: ignore[arg-type]  # test keywords


def school(*sizes: int) -> WorkPlan:
    return b.work_plan(*(b.room_plan(str(101 + i), size, first=100 * i) for i, size in enumerate(sizes)))


def test_the_same_input_gives_the_same_numbers() -> None:
    first = numbering(school(5, 4))
    again = numbering(school(5, 4), first)
    assert numbers(again) == numbers(first)
    assert again.next_serial == first.next_serial


def test_sets_of_a_room_have_consecutive_serials() -> None:
    first = numbering(school(5, 4))
    serials = [numbers(first)[PaperKey("102", PaperKind.SET, n)].serial for n in range(1, 6)]
    assert serials == list(range(serials[0], serials[0] + 5))


@given(st.integers(2, 9), st.integers(1, 9), st.integers(1, 5), st.data())
def test_a_move_touches_its_two_rooms_and_the_works_papers(a: int, c: int, other: int, data: st.DataObject) -> None:
    people = [b.participant(i) for i in range(a + c + other)]
    mover = data.draw(st.integers(0, a - 1))
    here, there, third = people[:a], people[a : a + c], people[a + c :]
    last = room_of("103", third, first=300)
    before = numbering(b.work_plan(room_of("101", here), room_of("102", there, first=200), last))
    moved = [*there, here[mover]]
    left = here[:mover] + here[mover + 1 :]
    after = numbering(b.work_plan(room_of("101", left), room_of("102", moved, first=200), last), before)
    touched = changed(after, before)
    assert {key.room for key in touched} <= {"101", "102", ""}
    # one place less and one more: sets of the same ordinal and variant keep their numbers
    assert {key.ordinal for key in touched if key.kind is PaperKind.SET and key.room == "101"} <= {a + 1}
    assert {key.ordinal for key in touched if key.kind is PaperKind.SET and key.room == "102"} <= {c + 2}


def test_a_set_does_not_depend_on_who_gets_it() -> None:
    people = [b.participant(i) for i in range(4)]
    before = numbering(b.work_plan(room_of("101", people)))
    others = [replace(b.participant(i + 40), class_name="5Б") for i in range(4)]
    after = numbering(b.work_plan(room_of("101", others)), before)
    assert not {key for key in changed(after, before) if key.kind is PaperKind.SET}


def test_a_spare_set_that_becomes_a_participants_keeps_its_number() -> None:
    people = [b.participant(i) for i in range(4)]
    before = numbering(b.work_plan(room_of("101", people[:3], spares=1, spare_codes=0)))
    after = numbering(b.work_plan(room_of("101", people, spares=0, spare_codes=0)), before)
    assert not {key for key in changed(after, before) if key.kind is PaperKind.SET}


def test_a_blank_protocol_keeps_its_number_when_a_pupil_is_renamed_and_a_filled_one_does_not() -> None:
    people = [b.participant(i) for i in range(4)]
    renamed = [*people[:3], replace(people[3], name=b.full_name(77))]
    for filled in (False, True):
        options = PaperOptions(filled_protocol=filled)
        before = numbering(b.work_plan(room_of("101", people)), options=options)
        after = numbering(b.work_plan(room_of("101", renamed)), before, options)
        assert (PaperKey("101", PaperKind.CONDUCT_PROTOCOL) in changed(after, before)) is filled


def test_a_changed_variant_changes_its_sets_and_the_papers_that_name_them() -> None:
    plan = school(4, 3)
    made = b.made()
    before = numbering(plan, of=made)
    after = numbering(plan, before, of=replace(made, variants=(made.variants[0], (2, "corrected"))))
    touched = changed(after, before)
    sets = {(key.room, key.ordinal) for key in touched if key.kind is PaperKind.SET}
    assert sets == {(room.name, item.ordinal) for room in plan.rooms for item in room.sets if item.variant == 2}
    assert PaperKey("101", PaperKind.MANIFEST_DELIVERY) in touched
    assert PaperKey("101", PaperKind.CODE_SHEET) not in touched


def test_a_new_layout_of_one_paper_leaves_the_others() -> None:
    plan = school(4)
    kit = b.kit()
    layouts = tuple(
        layout.model_copy(update={"title": "Другой"}) if layout.paper == "code_slip" else layout
        for layout in kit.layouts
    )
    before = numbering(plan)
    after = numbering(plan, before, of=replace(b.made(), kit=replace(kit, layouts=layouts)))
    touched = {key.kind for key in changed(after, before)}
    # manifests print the code sheet's number
    assert touched == {
        PaperKind.CODE_SHEET,
        PaperKind.CODE_SHEET_ALL,
        PaperKind.MANIFEST_DELIVERY,
        PaperKind.MANIFEST_RETURN_USED,
        PaperKind.MANIFEST_RETURN_UNUSED,
    }


def test_two_sides_leave_sets_without_a_blank_back_alone() -> None:
    one = school(4)
    before = numbering(one)
    after = numbering(replace(one, sides=Sides.TWO), before)
    assert {key.kind for key in changed(after, before)} == {PaperKind.SUMMARY}


def test_no_name_stands_in_a_request() -> None:
    plan = school(9)
    options = PaperOptions(filled_protocol=True, names_in_plan=True)
    text = repr(tuple(paper_requests(plan, b.made(), options)))
    names = [place.participant.name for room in plan.rooms for place in room.places]
    assert not any(name.text.split()[0] in text for name in names if name)


def test_without_codes_no_code_sheet_is_asked_for_and_drafts_only_when_printed() -> None:
    plan = b.work_plan(b.room_plan("101", 60, codes=False))
    kinds = {request.key.kind for request in paper_requests(plan, b.made(), OPTIONS)}
    assert not kinds & {PaperKind.CODE_SHEET, PaperKind.CODE_SHEET_ALL, PaperKind.DRAFT_SHEETS}
    drafts = [
        request.key
        for request in paper_requests(plan, b.made(), PaperOptions(print_drafts=True))
        if request.key.kind is PaperKind.DRAFT_SHEETS
    ]
    assert [key.ordinal for key in drafts] == [1, 2], "120 sheets take two serials of 99 pages"
