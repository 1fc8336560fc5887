"""Code slips: they fit, they do not overlap, a drifting cut hits no symbol, the pile is in order."""

from __future__ import annotations

import builders as b
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpr_print.documents.code_sheet import LAYOUT, NAME_ALL, render_code_sheet, render_code_sheet_all, sheets_of_all
from vpr_print.documents.cutting import cut_lines
from vpr_print.documents.errors import SlipSizeError
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.rendered import RenderedFile, file_of
from vpr_print.layout.schema import Imposition
from vpr_print.model.geometry import A4, Rect, Size
from vpr_print.model.identifier import CodeNumber, parse_number
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import PaperKind
from vpr_print.plan.imposition import CutAndStack

DRIFT_MM = 2.0


def sheet_layout() -> tuple[Imposition, Size]:
    layout = b.kit().layout("code_slip")
    assert layout.sheet
    return layout.sheet, layout.page.size


def pile_of(file: RenderedFile) -> list[str]:
    """Codes of the cut pile, found from where the symbols lie: the sheets are cut as they say."""
    sheet, part = sheet_layout()
    stacks = CutAndStack(file.pages * sheet.columns * sheet.rows, sheet.columns, sheet.rows).stacks
    found: list[tuple[tuple[int, int, int, int], str]] = []
    for symbol in file.symbols:
        if not symbol.content.startswith("0"):
            continue
        middle = (symbol.box.x + symbol.box.w / 2, symbol.box.y + symbol.box.h / 2)
        column = int((middle[0] - sheet.at[0]) // (part.w + sheet.gutter[0]))
        row = int((middle[1] - sheet.at[1]) // (part.h + sheet.gutter[1]))
        stack = max(i for i, stack in enumerate(stacks) if stack.first_sheet < symbol.page)
        number = parse_number(symbol.content)
        assert isinstance(number, CodeNumber)
        found.append(((stack, column, row, symbol.page), number.code(5)))
    return list(dict.fromkeys(code for _, code in sorted(found)))


@settings(max_examples=12)
@given(st.integers(1, 75), st.integers(0, 3))
def test_the_cut_pile_of_a_room_is_in_seat_order(count: int, spare_codes: int) -> None:
    plan = b.room_plan("101", count, spare_codes=spare_codes)
    work = b.numbered(b.work_plan(plan))
    file = render_code_sheet(work.rooms[0], b.kit(), b.fonts())
    assert pile_of(file) == list(plan.codes)


def test_the_pile_of_the_work_comes_out_room_by_room() -> None:
    rooms = [b.room_plan(str(101 + i), size, first=100 * i) for i, size in enumerate((15, 1, 30, 22))]
    work = b.numbered(b.work_plan(*rooms))
    number = work.number(PaperKind.CODE_SHEET_ALL)
    sheets = sheets_of_all(work, b.kit(), b.fonts())
    file = file_of(FileKind.CODE_SHEET_ALL, NAME_ALL, sheets, (number,), b.fonts(), title=b.kit().layout(LAYOUT).title)
    assert file.data == render_code_sheet_all(work, b.kit(), b.fonts()).data
    assert pile_of(file) == [code for room in rooms for code in room.codes]


def test_every_code_stands_on_exactly_one_slip_with_both_symbols() -> None:
    plan = b.room_plan("101", 20)
    file = render_code_sheet(b.numbered(b.work_plan(plan)).rooms[0], b.kit(), b.fonts())
    contents = [symbol.content for symbol in file.symbols if symbol.content.startswith("0")]
    assert sorted(contents) == sorted([str(CodeNumber.of(b.site().number, code)) for code in plan.codes] * 2)


def test_slips_lie_apart_and_on_the_sheet() -> None:
    sheet, part = sheet_layout()
    slips = [
        Rect(
            sheet.at[0] + column * (part.w + sheet.gutter[0]),
            sheet.at[1] + row * (part.h + sheet.gutter[1]),
            part.w,
            part.h,
        )
        for column in range(sheet.columns)
        for row in range(sheet.rows)
    ]
    assert all(Rect(0, 0, A4.w, A4.h).holds(slip) for slip in slips)
    assert not any(a.meets(c) for i, a in enumerate(slips) for c in slips[i + 1 :])
    assert part.w >= 60
    assert part.h >= 35


def test_a_cut_that_drifts_hits_no_symbol_and_leaves_bars_their_quiet_zone() -> None:
    sheet, part = sheet_layout()
    upright, level = cut_lines(sheet, part)
    assert len(upright) == sheet.columns + 1, "slips come out equal: the outer cuts are marked as well"
    assert len(level) == sheet.rows + 1
    file = render_code_sheet(b.numbered(b.work_plan(b.room_plan("101", 17))).rooms[0], b.kit(), b.fonts())
    for symbol in file.symbols:
        if symbol.content.startswith("0"):
            box = symbol.box
            assert all(cut + DRIFT_MM <= box.x or cut - DRIFT_MM >= box.right for cut in upright), "quiet zone included"
            assert all(cut + DRIFT_MM <= box.y or cut - DRIFT_MM >= box.bottom for cut in level)


def test_a_separator_of_another_size_is_refused() -> None:
    kit = b.kit()
    layouts = tuple(
        layout.model_copy(update={"page": layout.page.model_copy(update={"width": 50.0})})
        if layout.paper == "code_separator"
        else layout
        for layout in kit.layouts
    )
    work = b.numbered(b.work_plan(b.room_plan("101", 2)))
    with pytest.raises(SlipSizeError) as caught:
        render_code_sheet_all(work, LayoutKit(kit.procedure, layouts), b.fonts())
    assert caught.value.exit_code == 30
