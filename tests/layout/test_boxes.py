"""A column for a number that people write in: a box for each digit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vpr_print.layout.errors import FlawKind, LayoutFlawError
from vpr_print.layout.read import parse_layout
from vpr_print.layout.schema import Table

PROTOCOL = (Path(__file__).parents[2] / "layouts" / "iku" / "conduct-protocol.toml").read_text("utf-8")


def test_the_form_number_has_a_box_for_each_digit() -> None:
    layout = parse_layout(PROTOCOL, "conduct-protocol.toml")
    (table,) = (element for element in layout.elements if isinstance(element, Table))
    (column,) = (column for column in table.columns if column.boxes > 1)
    assert "бланк" in column.title
    assert column.boxes * column.box[0] <= column.width


def test_boxes_wider_than_their_column_are_refused() -> None:
    narrow = re.sub(r"boxes = \d+", "boxes = 20", PROTOCOL)
    assert narrow != PROTOCOL
    with pytest.raises(LayoutFlawError) as caught:
        parse_layout(narrow, "conduct-protocol.toml")
    assert caught.value.kind is FlawKind.COLUMN_TOO_NARROW
    assert "columns[7].width" in caught.value.place
