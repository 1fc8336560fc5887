"""Slips on sheets: none lost, none on another, and the cut pile comes out in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vpr_print.plan.imposition import CutAndStack

IMPOSITIONS = st.builds(
    CutAndStack,
    count=st.integers(0, 700),
    columns=st.integers(1, 4),
    rows=st.integers(1, 7),
    max_stack=st.integers(1, 30),
)

Sheet = list[list[int | None]]
"""A sheet as rows of slips."""


def printed(imposition: CutAndStack) -> list[Sheet]:
    """The sheets as they come out of the copier; every place holds at most one slip."""
    sheets = list(imposition.laid())
    laid = [slip for sheet in sheets for slip in sheet if slip is not None]
    assert sorted(laid) == list(range(imposition.count)), "each slip lies on one place"
    columns = imposition.columns
    return [[list(sheet[start : start + columns]) for start in range(0, len(sheet), columns)] for sheet in sheets]


def cut(stack: list[Sheet]) -> list[int]:
    """What a person does with the guillotine, word for word as the sheet says it. Index 0 is the top of a pile."""
    rows = len(stack[0])
    strips: list[list[int | None]] = []
    for row in range(rows):  # across, the top strip on top
        strips += [sheet[row] for sheet in stack]
    pile: list[int | None] = []
    for column in range(len(strips[0])):  # along, the left pile on top
        pile += [strip[column] for strip in strips]
    return [slip for slip in pile if slip is not None]


@given(IMPOSITIONS)
def test_the_cut_piles_laid_on_each_other_are_in_order(imposition: CutAndStack) -> None:
    sheets = printed(imposition)
    pile: list[int] = []
    for stack in imposition.stacks:
        pile += cut(sheets[stack.first_sheet : stack.first_sheet + stack.sheets])
    assert pile == list(range(imposition.count))


@given(IMPOSITIONS)
def test_no_sheet_is_wasted_and_no_stack_too_high(imposition: CutAndStack) -> None:
    assert (imposition.sheets - 1) * imposition.per_sheet < imposition.count <= imposition.sheets * imposition.per_sheet
    assert sum(stack.sheets for stack in imposition.stacks) == imposition.sheets
    assert all(1 <= stack.sheets <= imposition.max_stack for stack in imposition.stacks)
    assert sum(len(stack.slips) for stack in imposition.stacks) == imposition.count


@given(IMPOSITIONS)
def test_stacks_differ_by_one_sheet_at_most(imposition: CutAndStack) -> None:
    sizes = {stack.sheets for stack in imposition.stacks}
    assert not sizes or max(sizes) - min(sizes) <= 1
