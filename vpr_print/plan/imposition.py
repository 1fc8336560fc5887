"""How slips lie on sheets, so that the cut pile comes out in order.

Sheets of one stack lie on each other, sheet 1 on top, and are cut together: across first (the strips are laid on
each other, the top strip on top), then along (the piles are laid on each other, the left one on top). A long
list takes several stacks; the pile of stack 1 lies on that of stack 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_STACK = 25
"""Sheets that an office guillotine cuts at once, and that scissors can do in portions."""


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

    def laid(self) -> Iterator[tuple[int | None, ...]]:
        """For each sheet the slips (indices in the pile) that lie on it, row by row; None for an empty place."""
        for stack in self.stacks:
            for sheet in range(stack.sheets):
                yield tuple([self._slip(stack, sheet, *divmod(place, self.columns)) for place in range(self.per_sheet)])

    def _slip(self, stack: Stack, sheet: int, row: int, column: int) -> int | None:
        index = (column * self.rows + row) * stack.sheets + sheet
        return stack.slips[index] if index < len(stack.slips) else None
