"""Two layouts compared: what moved, came, went, changed."""

from __future__ import annotations

import re

import pytest

from vpr_print.layout.compare import Change, ChangeKind, compare
from vpr_print.layout.errors import change_words
from vpr_print.layout.read import parse_layout
from vpr_print.layout.schema import Layout

OURS = """\
format = 1
paper = "draft_sheet"
title = "Черновик"
elements = [
  { kind = "text", at = [20, 12], size = [90, 8], content = "Черновик № {draft.number}" },
  { kind = "code128", at = [130, 12], content = "{paper.number}" },
  { kind = "qr", at = [20, 30], content = "{paper.number}" },
  { kind = "line", at = [20, 60], to = [190, 60] },
  { kind = "line", at = [20, 70], to = [190, 70] },
  { kind = "text", at = [20, 80], size = [90, 8], content = "каб. {room.name}" },
]
[page]
paper = "A4"
[styles]
body = { size = 10 }
"""


def layout(*changes: tuple[str, str]) -> Layout:
    text = OURS
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return parse_layout(text, "наш.toml")


def changes(*edits: tuple[str, str]) -> list[tuple[ChangeKind, list[tuple[str, str, str]]]]:
    found = compare(layout(), layout(*edits))
    return [(change.kind, [(key.key, key.before, key.after) for key in change.keys]) for change in found]


def test_equal_layouts_have_no_differences() -> None:
    assert compare(layout(), layout()) == ()


def test_a_moved_element_is_moved() -> None:
    assert changes(("at = [130, 12]", "at = [30, 250]")) == [
        (ChangeKind.MOVED, [("at", "[130, 12]", "[30, 250]")]),
    ]


def test_a_changed_text_is_found_by_its_place() -> None:
    assert changes(("каб. {room.name}", "кабинет {room.name}")) == [
        (ChangeKind.CHANGED, [("content", '"каб. {room.name}"', '"кабинет {room.name}"')]),
    ]


def test_an_element_in_front_does_not_change_those_behind_it() -> None:
    box = '  { kind = "box", at = [20, 100], size = [5, 5] },\n'
    assert changes(('  { kind = "code128"', f'{box}  {{ kind = "code128"')) == [(ChangeKind.ADDED, [])]
    line = '  { kind = "line", at = [20, 60], to = [190, 60] },\n'
    assert changes((line, "")) == [(ChangeKind.LOST, [])]


def test_of_two_lines_from_one_point_the_right_one_is_lost() -> None:
    line = '  { kind = "line", at = [20, 60], to = [190, 60] },\n'
    down = '  { kind = "line", at = [20, 60], to = [20, 90] },\n'
    both = layout((line, line + down))
    (change,) = compare(both, layout((line, down)))
    assert change.kind is ChangeKind.LOST and change.subject == "элемент 4 (line)"


def test_styles_and_page_are_compared_by_key() -> None:
    assert changes(("body = { size = 10 }", "body = { size = 11, bold = true }\nhead = { size = 9 }")) == [
        (
            ChangeKind.CHANGED,
            [
                ("styles.body.size", "10", "11"),
                ("styles.body.bold", "false", "true"),
                ("styles.head", "", "{ size = 9, bold = false, gray = 0, leading = 1.15, spacing = 0 }"),
            ],
        )
    ]


def test_going_back_tells_the_reverse() -> None:
    edited = layout(("at = [130, 12]", "at = [30, 250]"), ('title = "Черновик"', 'title = "Лист черновика"'))
    forth, back = compare(layout(), edited), compare(edited, layout())
    assert [[(key.key, key.after, key.before) for key in change.keys] for change in back] == [
        [(key.key, key.before, key.after) for key in change.keys] for change in forth
    ]


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_differences_are_told_in_russian(kind: ChangeKind) -> None:
    assert re.match("[а-яё]+ элемент 1", change_words(Change(kind, "элемент 1 (box)")))
    (moved,) = compare(layout(), layout(("at = [130, 12]", "at = [30, 250]")))
    assert "at: [130, 12] → [30, 250]" in change_words(moved) and "элемент 2 (code128" in change_words(moved)
