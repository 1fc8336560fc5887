"""Layout files: sound ones are read, every flaw of the others is told at once, in Russian, with its place."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.errors import ExitCode, Flaws, VprPrintError
from vpr_print.layout.errors import FlawKind, LayoutFlawError
from vpr_print.layout.read import parse_layout

SHIPPED = sorted(
    path for path in (Path(__file__).parents[2] / "layouts").glob("*/*.toml") if path.name != "procedure.toml"
)
DRAFT = """\
format = 1
paper = "draft_sheet"
title = "Черновик"

elements = [
  # комментарий со скобками { [ и "кавычкой
  { kind = "text", at = [20, 12], size = [90, 8], content = "Черновик № {draft.number}" },
  { kind = "code128", at = [130, 12], content = "{paper.number}" },
  { kind = "qr", at = [20, 30], content = "{paper.number}" },
  { kind = "line", at = [20, 60], to = [190, 60] },
]

[page]
paper = "A4"

[styles]
body = { size = 10 }
"""
PROTOCOL = """\
format = 1
paper = "conduct_protocol"
title = "Протокол"

[page]
paper = "A4"
landscape = true

[styles]
body = { size = 10 }
table = { size = 9 }
head = { size = 8 }
caption = { size = 7 }

[[elements]]
kind = "code128"
at = [215, 10]
content = "{paper.number}"

[[elements]]
kind = "qr"
at = [272, 10]
content = "{paper.number}"

[[elements]]
kind = "table"
rows = "rows"
at = [20, 40]
height = 140
row_height = 11
columns = [
  { title = "Код", width = 20, content = "{row.code}" },
  { title = "Штрихкод", width = 60, content = "{row.code_number}", draw = "code128" },
  { title = "ФИО", width = 60, content = "{row.name}" },
]
"""
SLIP = """\
format = 1
paper = "code_slip"
title = "Коды"
elements = [
  { kind = "text", at = [3, 6], size = [40, 12], content = "{slip.code}", style = "code" },
  { kind = "qr", at = [46, 6], content = "{slip.number}" },
  { kind = "code128", at = [8, 22], content = "{slip.number}", bars = 7 },
]
sheet_elements = [{ kind = "code128", at = [100, 10], content = "{paper.number}" }]
[page]
width = 62
height = 38
[sheet]
columns = 2
rows = 4
at = [20, 60]
gutter = [6, 6]
[styles]
code = { size = 34 }
"""


def flaws_of(text: str, name: str = "наш.toml") -> list[LayoutFlawError]:
    with pytest.raises(VprPrintError) as caught:
        parse_layout(text, name)
    assert caught.value.exit_code is ExitCode.LAYOUT
    found = caught.value.flaws if isinstance(caught.value, Flaws) else (caught.value,)
    assert all(isinstance(flaw, LayoutFlawError) for flaw in found)
    return [flaw for flaw in found if isinstance(flaw, LayoutFlawError)]


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.mark.parametrize("text", [DRAFT, PROTOCOL, SLIP])
def test_a_sound_layout_is_read(text: str) -> None:
    assert parse_layout(text, "наш.toml").format == 1


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_shipped_layouts_follow_their_own_rules(path: Path) -> None:
    assert parse_layout(path.read_text("utf-8"), path.name).paper.replace("_", "-") == path.stem


def test_all_flaws_of_the_schema_are_told_at_once() -> None:
    text = changed(DRAFT, 'title = "Черновик"', "")
    text = changed(text, "size = [90, 8]", 'size = [90, "8"], colour = "red"')
    text = changed(text, "to = [190, 60]", "to = [190, 60, 3], weight = 0")
    text = changed(text, 'paper = "A4"', 'paper = "A6"')
    text = changed(text, "{ size = 10 }", "{ size = 5 }")
    found = flaws_of(text)
    assert not re.search("[Ii]nput|should|valid|[Ff]ield|required|value", "\n".join(map(str, found)))
    assert {(flaw.kind, flaw.place) for flaw in found} == {
        (FlawKind.MISSING_KEY, "ключ title"),
        (FlawKind.NOT_A_NUMBER, "строка 7, элемент 1 (text „Черновик № {draft.number}“), ключ size[2]"),
        (FlawKind.UNKNOWN_KEY, "строка 7, элемент 1 (text „Черновик № {draft.number}“), ключ colour"),
        (FlawKind.WRONG_LENGTH, "строка 10, элемент 4 (line), ключ to"),
        (FlawKind.OUT_OF_RANGE, "строка 10, элемент 4 (line), ключ weight"),
        (FlawKind.NOT_OF_CHOICE, "ключ page.paper"),
        (FlawKind.OUT_OF_RANGE, "ключ styles.body.size"),
    }


def test_all_broken_rules_are_told_at_once() -> None:
    text = changed(DRAFT, "{draft.number}", "{draft.no} {site.name!r}")
    text = changed(text, "to = [190, 60] }", 'to = [208, 60] }, { kind = "box", at = [1, 1], size = [300, 5] }')
    text = changed(text, '{ kind = "qr"', '{ kind = "qr", module = 0.3')
    text = changed(text, "body = {", "main = {")
    kinds = [flaw.kind for flaw in flaws_of(text)]
    assert sorted(kinds) == sorted(
        [
            FlawKind.BAD_TEMPLATE,
            FlawKind.UNKNOWN_STYLE,
            FlawKind.TOO_NEAR_EDGE,
            FlawKind.OUTSIDE_PAGE,
            FlawKind.FINE_MODULE,
        ]
    )


@pytest.mark.parametrize(
    ("text", "old", "new", "kind"),
    [
        (DRAFT, "format = 1", "format = 2", FlawKind.UNKNOWN_FORMAT),
        (DRAFT, 'paper = "draft_sheet"', 'paper = "chernovik"', FlawKind.UNKNOWN_PAPER),
        (DRAFT, "{draft.number}", "{draft.no}", FlawKind.UNKNOWN_FIELD),
        (DRAFT, "{draft.number}", "{row.code}", FlawKind.UNKNOWN_FIELD),
        (DRAFT, 'kind = "line"', 'kind = "circle"', FlawKind.UNKNOWN_KIND),
        (DRAFT, 'kind = "line", ', "", FlawKind.NO_KIND),
        (DRAFT, 'kind = "qr", at = [20, 30]', 'kind = "qr", at = 20', FlawKind.NOT_A_LIST),
        (DRAFT, "body = { size = 10 }", "body = 10", FlawKind.NOT_A_TABLE),
        (DRAFT, "to = [190, 60]", "to = [190, nan]", FlawKind.NOT_A_NUMBER),
        (DRAFT, "to = [190, 60]", "to = [190, true]", FlawKind.NOT_A_NUMBER),
        (DRAFT, "to = [190, 60]", "to = [190, 60], dashed = 1", FlawKind.NOT_BOOL),
        (DRAFT, 'title = "Черновик"', "title = 7", FlawKind.NOT_TEXT),
        (DRAFT, 'title = "Черновик"', "title = 2026-04-21", FlawKind.NOT_TEXT),
        (DRAFT, 'paper = "A4"', "", FlawKind.PAGE_SIZE),
        (DRAFT, 'paper = "A4"', 'paper = "A4"\nwidth = 100', FlawKind.PAGE_SIZE),
        (DRAFT, 'paper = "A4"', "width = 100", FlawKind.PAGE_SIZE),
        (DRAFT, 'paper = "A4"', 'paper = "A4"\n[sheet]\ncolumns=1\nrows=1\nat=[0,0]\ngutter=[0,0]',
         FlawKind.MISPLACED_SECTION),
        (DRAFT, "at = [20, 12]", "at = [125, 12]", FlawKind.CROWDED_SYMBOL),
        (DRAFT, "at = [130, 12]", "at = [156, 12]", FlawKind.TOO_NEAR_EDGE),
        (DRAFT, "at = [130, 12]", "at = [170, 12]", FlawKind.OUTSIDE_PAGE),
        (DRAFT, "at = [130, 12]", "at = [130, 12], bars = 7", FlawKind.LOW_BARS),
        (DRAFT, "at = [130, 12]", "at = [130, 12], module = 0.33", FlawKind.FINE_MODULE),
        (DRAFT, "at = [130, 12]", "at = [130, 12], digits = false", FlawKind.NO_DIGITS),
        (DRAFT, '  { kind = "qr", at = [20, 30], content = "{paper.number}" },\n', "", FlawKind.LOST),
        (DRAFT, 'at = [20, 30], content = "{paper.number}"', 'at = [20, 30], content = "{paper.number}", on = "first"',
         FlawKind.LOST),
        (DRAFT, 'at = [20, 30], content = "{paper', 'at = [20, 30], content = "№{paper', FlawKind.LOST),
        (PROTOCOL, 'rows = "rows"', 'rows = "lines"', FlawKind.UNKNOWN_LIST),
        (PROTOCOL, "width = 60, content = \"{row.code_number}\"", "width = 50, content = \"{row.code_number}\"",
         FlawKind.COLUMN_TOO_NARROW),
        (PROTOCOL, "row_height = 11", "row_height = 8", FlawKind.ROW_TOO_LOW),
        (PROTOCOL, "height = 140", "height = 20", FlawKind.NO_ROWS),
        (PROTOCOL, "height = 140", "height = 140\nlast_height = 20", FlawKind.NO_ROWS),
        (PROTOCOL, ', draw = "code128"', "", FlawKind.LOST),
        (PROTOCOL, "{row.name}", "{row.fio}", FlawKind.UNKNOWN_FIELD),
        (PROTOCOL, "at = [272, 10]", "at = [268, 10]", FlawKind.CROWDED_SYMBOL),
        (SLIP, "at = [8, 22]", "at = [2, 22]", FlawKind.NEAR_CUT),
        (SLIP, "gutter = [6, 6]", "gutter = [6, 80]", FlawKind.PARTS_MEET),
        (SLIP, "at = [100, 10]", "at = [100, 50]", FlawKind.ON_PARTS),
        (SLIP, "code = { size = 34 }", "code = { size = 30 }", FlawKind.SMALL_CODE),
        (SLIP, "height = 38", "height = 34", FlawKind.SMALL_PART),
        (SLIP, "{slip.code}", "{slip.ordinal}", FlawKind.LOST),
        (SLIP, "sheet_elements = [{", "unsorted = [{", FlawKind.UNKNOWN_KEY),
    ],
)  # fmt: skip
def test_a_flaw_is_found(text: str, old: str, new: str, kind: FlawKind) -> None:
    assert kind in [flaw.kind for flaw in flaws_of(changed(text, old, new))]


def test_a_region_may_move_the_barcode_but_not_lose_it() -> None:
    moved = changed(DRAFT, "at = [130, 12]", "at = [30, 250]")
    assert parse_layout(moved, "наш.toml").elements[1].at == (30, 250)
    lost = changed(DRAFT, '  { kind = "code128", at = [130, 12], content = "{paper.number}" },\n', "")
    (flaw,) = flaws_of(lost)
    assert flaw.kind is FlawKind.LOST and 'code128 с content = "{paper.number}"' in flaw.message.needed


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("format = ", "конец файла"),
        ("a = 1\nb = [1;2]", "строка 2, знак 7"),
        ("[" * 5000, ""),
        ("\x00", "строка 1, знак 1"),
        ("=", ""),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, place: str) -> None:
    (flaw,) = flaws_of(text)
    assert flaw.kind is FlawKind.NOT_TOML
    assert place in flaw.message.what


def test_an_empty_file_names_what_it_lacks() -> None:
    assert {flaw.needed for flaw in flaws_of("")} == {"format", "paper", "title", "page", "styles"}


@pytest.mark.parametrize("kind", list(FlawKind))
def test_every_flaw_has_four_russian_parts(kind: FlawKind) -> None:
    flaw = LayoutFlawError("наш.toml", "элемент 1 (text)", kind, found="{x}", needed="нужное {y}")
    message = flaw.message
    for part in (message.what, message.where, message.needed, message.todo):
        assert re.search("[а-яё]", part), part
    again = pickle.loads(pickle.dumps(flaw))
    assert str(again) == str(flaw)


TOML_VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 400), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return {"inf": "inf", "-inf": "-inf", "nan": "nan"}.get(str(value), repr(value))
        case str():
            return '"' + "".join(f"\\U{ord(letter):08X}" for letter in value) + '"'
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case _:
            return str(value)


KEYS = (
    "at",
    "size",
    "content",
    "style",
    "kind",
    "module",
    "columns",
    "width",
    "rows",
    "paper",
    "title",
    "height",
    "to",
)


@given(st.sampled_from([DRAFT, PROTOCOL, SLIP]), st.data())
def test_odd_values_end_in_our_errors_only(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        key = data.draw(st.sampled_from(KEYS))
        value = toml(data.draw(TOML_VALUES))
        pattern = re.compile(rf'\b{key} = ("[^"\n]*"|\[[^\]\n]*\]|[\d.]+|true)')
        found = list(pattern.finditer(text))
        if found:
            hit = data.draw(st.sampled_from(found))
            text = text[: hit.start(1)] + value + text[hit.end(1) :]
    try:
        parse_layout(text, "наш.toml")
    except VprPrintError as error:
        assert error.exit_code is ExitCode.LAYOUT
        assert str(error)


def test_lines_are_named_in_both_ways_of_writing() -> None:
    inline = changed(DRAFT, "to = [190, 60]", "to = 5")
    headers = changed(PROTOCOL, "at = [272, 10]", "at = 5")
    named: Callable[[str], str] = lambda text: flaws_of(text)[0].place.split(",")[0]  # noqa: E731
    assert named(inline) == f"строка {inline[: inline.index('to = 5')].count(chr(10)) + 1}"
    assert named(headers) == f"строка {headers[: headers.index('at = 5')].count(chr(10)) - 1}"
