"""Templates fill fields and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.layout.fields import BadTemplate, fill, parse_template

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}(\.[a-z][a-z0-9_]{0,5}){0,2}", fullmatch=True)


@given(st.lists(st.one_of(st.text(), NAMES.map(lambda name: ("field", name)))))
def test_literals_and_fields_come_out_as_written(pieces: list[str | tuple[str, str]]) -> None:
    template = "".join(
        f"{{{piece[1]}}}" if isinstance(piece, tuple) else piece.replace("{", "{{").replace("}", "}}")
        for piece in pieces
    )
    values = {piece[1]: f"<{piece[1]}{{}}>" for piece in pieces if isinstance(piece, tuple)}
    expected = "".join(values[piece[1]] if isinstance(piece, tuple) else piece for piece in pieces)
    parsed = parse_template(template)
    assert fill(parsed, values) == expected
    assert set(parsed.fields) == set(values)


@pytest.mark.parametrize(
    "text",
    ["{", "}", "{room.name", "room}", "{}", "{ room }", "{room.name!r}", "{room:>5}", "{room[0]}", "{Room}", "{a..b}",
     "{a.}", "{.a}", "{a b}", "{комната}", "{__class__}", "{a{b}}", "{{room}", "{a\n}"],
)  # fmt: skip
def test_anything_but_a_plain_field_is_refused(text: str) -> None:
    with pytest.raises(BadTemplate):
        parse_template(text)


def test_a_value_is_never_taken_for_a_template() -> None:
    assert fill(parse_template("{a} {b}"), {"a": "{b}", "b": "{a}"}) == "{b} {a}"


def test_a_field_without_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill(parse_template("каб. {room.name}"), {})
