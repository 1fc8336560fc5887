"""The closed list of fields, lists and required elements of every paper. Pure.

A layout may say only what stands here for its paper, and must hold what is ``required``. The sample of a field
is the longest that a school may bring: every layout is drawn with it and read back before it is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """Kinds of elements that a layout must not lose."""

    CODE128 = "code128"
    """A Code 128 element, or a column of a table drawn as bars, with exactly this field."""
    QR = "qr"
    TEXT = "text"
    """The field stands in some text, cells or column for the eye."""
    TABLE = "table"
    """A table of this list."""
    NUMBER_LIST = "number_list"


@dataclass(frozen=True, slots=True)
class Field:
    """One ``{name}`` of a layout."""

    name: str
    meaning: str
    """In Russian, for ``vpr-print layout fields``."""
    sample: str
    """The longest value."""


@dataclass(frozen=True, slots=True)
class RowList:
    """A list that a table draws row by row."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    rows: int
    """Rows of the longest sample."""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of short texts that a number list draws."""

    name: str
    meaning: str
    sample: str
    items: int


@dataclass(frozen=True, slots=True)
class Required:
    """Something that a layout may move but not lose."""

    need: Need
    name: str
    """Field, or list."""
    on_sheet: bool = False
    """Among ``sheet_elements`` instead of ``elements``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSpec:
    """What the layout of one paper may and must say."""

    key: str
    """The ``paper`` of its layout file, which is called like it with ``-`` for ``_`` and ``.toml`` added."""
    fields: tuple[Field, ...] = ()
    lists: tuple[RowList, ...] = ()
    items: tuple[ItemList, ...] = ()
    sheet_fields: tuple[Field, ...] = ()
    required: tuple[Required, ...] = ()
    imposed: bool = False
    """Drawn in parts on a sheet: the layout has ``sheet``."""
    stamp: bool = False
    """Has ``stamp`` and no elements."""
    proof: bool = False
    """Has ``proof``: what is measured stands there, what is said in its elements."""
    seating: bool = False
    """May hold a ``seating`` element."""
    picture: bool = False
    """May hold ``picture`` elements."""
    optional: bool = False
    """A procedure may have no such paper, and then no such layout."""

    @property
    def file(self) -> str:
        return f"{self.key.replace('_', '-')}.toml"
