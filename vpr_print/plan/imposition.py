"""How slips lie on sheets, so that the cut pile comes out in order.

Sheets of one stack lie on each other, sheet 1 on top, and are cut together: across first (the strips are laid on
each other, the top strip on top), then along (the piles are laid on each other, the left one on top). A long
list takes several stacks; the pile of stack 1 lies on that of stack 2.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_STACK = 25
"""Sheets that an office guillotine cuts at once, and that scissors can do in portions."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a slip lies: sheet, column and row, all from 0."""

    sheet: int
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Stack:
    """Sheets that are cut together."""

    first_sheet: int
    sheets: int
    slips: range
    """Indices of its slips in the pile."""


@dataclass(frozen=True, slots=True)
class CutAndStack:
    """An imposition of ``count`` slips on sheets of ``columns`` × ``rows``."""

    count: int
    columns: int
    rows: int
    max_stack: int = MAX_STACK

    def __post_init__(self) -> None:
        if self.count < 0 or min(self.columns, self.rows, self.max_stack) < 1:
            raise ValueError("an imposition has at least one column, one row and one sheet in a stack")

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows

    @property
    def sheets(self) -> int:
        return -(-self.count // self.per_sheet)

    @property
    def stacks(self) -> tuple[Stack, ...]:
        """All stacks in pile order; as equal as can be, so that no stack is a single left-over sheet."""
        number = -(-self.sheets // self.max_stack)
        stacks: list[Stack] = []
        sheet = slip = 0
        for index in range(number):
            size = self.sheets // number + (index < self.sheets % number)
            end = min(self.count, slip + size * self.per_sheet)
            stacks.append(Stack(sheet, size, range(slip, end)))
            sheet, slip = sheet + size, end
        return tuple(stacks)

    def cells(self) -> tuple[Cell, ...]:
        """The cell of each slip, in pile order."""
        return tuple(self._cell(stack, index) for stack in self.stacks for index in range(len(stack.slips)))

    def _cell(self, stack: Stack, index: int) -> Cell:
        # index = column·(rows·sheets) + row·sheets + sheet
        column, rest = divmod(index, self.rows * stack.sheets)
        row, sheet = divmod(rest, stack.sheets)
        return Cell(stack.first_sheet + sheet, column, row)
