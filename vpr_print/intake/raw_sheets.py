"""Sheets as stored, before their cells are cleaned; what may be wrong with a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | float | bool | datetime.date
Merged = tuple[int, int, int, int]
"""Top, left, bottom, right of a merged region, 0-based, inclusive."""


class BookTrouble(StrEnum):
    """Why a workbook was not read."""

    PASSWORD = "password"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    NOT_A_TABLE = "not_a_table"


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as stored: rows that are not empty, with their 0-based index."""

    name: str
    hidden: bool
    rows: Sequence[tuple[int, Sequence[Value]]]
    merged: tuple[Merged, ...]
    hidden_rows: tuple[int, ...] = ()
    """Indices of rows that nobody sees, hidden by hand or by a filter."""
