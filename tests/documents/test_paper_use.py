"""Paper counted beforehand is the paper that is printed."""

from __future__ import annotations

import builders as b
from hypothesis import given, settings
from hypothesis import strategies as st

from vpr_print.documents.options import PaperOptions
from vpr_print.documents.paper_use import paper_use
from vpr_print.documents.rendered import RenderedFile
from vpr_print.documents.room import render_room
from vpr_print.documents.work import render_work_papers
from vpr_print.model.geometry import Sides
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import WorkPlan

SETS = {FileKind.SETS, FileKind.SETS_ENLARGED}


def printed_sheets(plan: WorkPlan, options: PaperOptions) -> tuple[int, int]:
    """A4 and A3 sheets of the rendered files."""
    work = b.numbered(plan, options)
    press = b.press(2, 2)
    files: list[RenderedFile] = [*render_work_papers(work, b.kit(), b.fonts(), options)]
    for room in work.rooms:
        files += render_room(room, press, options, fingerprint="").files
    a4 = a3 = 0
    for file in files:
        sheets = plan.sides.sheets(2) * len(file.numbers) if file.kind in SETS else file.pages
        if file.kind is FileKind.SETS_ENLARGED:
            a3 += sheets
        elif file.kind is not FileKind.CODE_SHEET_ALL:
            a4 += sheets
    return a4, a3


@settings(max_examples=10)
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=3),
    st.sampled_from(Sides),
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
    st.booleans(),
)
def test_the_count_beforehand_is_what_is_printed(
    sizes: list[int], sides: Sides, drafts: bool, codes: bool, spares: int, names: bool
) -> None:
    rooms = [
        b.room_plan(str(101 + i), size, first=100 * i, pages=2, spares=spares, codes=codes, enlarged=(1,) if i else ())
        for i, size in enumerate(sizes)
    ]
    plan = b.work_plan(*rooms, sides=sides)
    options = PaperOptions(print_drafts=drafts, names_in_plan=names)
    use = paper_use(plan, b.kit(), options)
    assert (use.sheets_a4, use.sheets_a3) == printed_sheets(plan, options)
    assert use.draft_sheets == (0 if drafts else sum(room.draft_sheets for room in rooms))
    assert use.sheets_two_sided <= use.sheets_a4 + use.sheets_a3
