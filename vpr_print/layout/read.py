"""Layout files read: TOML text → ``Layout``, or every flaw at once."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from vpr_print.errors import raise_flaws
from vpr_print.layout.errors import FlawKind, LayoutFlawError
from vpr_print.layout.naming import element_name
from vpr_print.layout.procedure import Procedure
from vpr_print.layout.rules import broken_rules
from vpr_print.layout.schema import LAYOUT_FORMAT, Layout
from vpr_print.layout.source import element_lines

M = TypeVar("M", bound=BaseModel)
_ELEMENT_LISTS = ("elements", "sheet_elements")
_SIMPLE = {
    "missing": FlawKind.MISSING_KEY,
    "extra_forbidden": FlawKind.UNKNOWN_KEY,
    "float_type": FlawKind.NOT_A_NUMBER,
    "finite_number": FlawKind.NOT_A_NUMBER,
    "int_type": FlawKind.NOT_WHOLE,
    "int_from_float": FlawKind.NOT_WHOLE,
    "string_type": FlawKind.NOT_TEXT,
    "bool_type": FlawKind.NOT_BOOL,
    "tuple_type": FlawKind.NOT_A_LIST,
    "list_type": FlawKind.NOT_A_LIST,
    "dict_type": FlawKind.NOT_A_TABLE,
    "model_type": FlawKind.NOT_A_TABLE,
    "model_attributes_type": FlawKind.NOT_A_TABLE,
}
_BOUNDS = {
    "greater_than": ("больше", "gt"),
    "greater_than_equal": ("не меньше", "ge"),
    "less_than": ("меньше", "lt"),
    "less_than_equal": ("не больше", "le"),
}


def parse_layout(text: str, name: str) -> Layout:
    """The layout that a file says; ``name`` is the file as a person knows it.

    Raises ``LayoutFlawError`` or ``Flaws`` of all that is wrong (exit 30).
    """
    raw = _table(text, name)
    lines = {key: element_lines(text, key) for key in _ELEMENT_LISTS}
    layout = _validated(Layout, raw, name, lines)
    raise_flaws(
        LayoutFlawError(name, _line(lines, broken.place_key) + broken.place, broken.kind, broken.found, broken.needed)
        for broken in broken_rules(layout)
    )
    return layout


def parse_procedure(text: str, name: str) -> Procedure:
    """The procedure that ``procedure.toml`` says. Raises as ``parse_layout`` does."""
    procedure = _validated(Procedure, _table(text, name), name, {})
    raise_flaws(
        LayoutFlawError(name, "раздел packets", FlawKind.LOST, f"kind = {kind.value}", "ровно один раз")
        for kind in procedure.packets_missing
    )
    return procedure


def _table(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LayoutFlawError(name, "", FlawKind.NOT_TOML, _toml_reason(error)) from None


def _validated(model: type[M], raw: Mapping[str, Any], name: str, lines: Mapping[str, tuple[int, ...]]) -> M:
    """The table as a value of the model. Raises every flaw at once."""
    try:
        # In JSON mode pydantic is strict about types and still takes words for enums and lists for tuples.
        return model.model_validate_json(json.dumps(raw, default=_no_json), strict=True)
    except ValidationError as error:
        raise_flaws(
            LayoutFlawError(name, _place(flaw["loc"], raw, lines), *_told(flaw)) for flaw in _without_echoes(error)
        )
        raise AssertionError("a validation error has flaws") from None


def _no_json(date: object) -> list[str]:
    """Dates and times, which no key takes: a value that fits no key either."""
    return [str(date)]


def _told(flaw: Mapping[str, Any]) -> tuple[FlawKind, str, str]:
    """Kind, what was found, what is needed."""
    kind, context = flaw["type"], flaw.get("ctx", {})
    key = str(flaw["loc"][-1]) if flaw["loc"] else ""
    found = _shown(flaw["input"])
    if kind == "missing" and isinstance(flaw["loc"][-1], int):
        return FlawKind.WRONG_LENGTH, found, "два числа, например [20, 35]"
    if kind == "missing":
        return FlawKind.MISSING_KEY, "", key
    if kind == "extra_forbidden":
        return FlawKind.UNKNOWN_KEY, key, ""
    if kind in _SIMPLE:
        return _SIMPLE[kind], found, ""
    if kind in _BOUNDS:
        word, bound = _BOUNDS[kind]
        return FlawKind.OUT_OF_RANGE, found, f"{word} {_decimal(context[bound])}"
    if kind in ("too_long", "too_short"):
        some = "не больше" if kind == "too_long" else "не меньше"
        limit = context["max_length" if kind == "too_long" else "min_length"]
        return FlawKind.WRONG_LENGTH, str(context["actual_length"]), f"{some} {limit}"
    if kind == "literal_error" and flaw["loc"] == ("format",):
        return FlawKind.UNKNOWN_FORMAT, found, str(LAYOUT_FORMAT)
    if kind in ("enum", "literal_error"):
        return FlawKind.NOT_OF_CHOICE, found, _choices(context["expected"])
    if kind == "union_tag_invalid":
        return FlawKind.UNKNOWN_KIND, str(context["tag"]), _choices(context["expected_tags"])
    if kind == "union_tag_not_found":
        return FlawKind.NO_KIND, "", "text, line, box, cells, code128, qr, table, number_list, seating, picture"
    return FlawKind.UNFIT, found, ""


def _without_echoes(error: ValidationError) -> Iterator[Mapping[str, Any]]:
    """The flaws of a validation, one for each place."""
    seen: set[tuple[int | str, ...]] = set()
    for flaw in error.errors(include_url=False):
        if flaw["loc"] not in seen:
            seen.add(flaw["loc"])
            yield flaw


def _place(loc: tuple[int | str, ...], raw: Mapping[str, Any], lines: Mapping[str, tuple[int, ...]]) -> str:
    """Line, element and key path of a flaw."""
    if not loc or loc[0] not in _ELEMENT_LISTS or len(loc) < 2 or not isinstance(loc[1], int):
        path = loc[:-1] if loc and loc[-1] == "kind" else loc
        return f"ключ {_path(path)}" if path else ""
    key, number = str(loc[0]), loc[1]
    element = raw[key][number] if isinstance(raw.get(key), list) else {}
    kind, content = ("", "")
    if isinstance(element, Mapping):
        kind, content = str(element.get("kind", "без kind")), str(element.get("content", ""))
    rest = loc[3:] if len(loc) > 2 and loc[2] == kind else loc[2:]
    named = element_name(number + 1, kind, content=content, on_sheet=key == "sheet_elements")
    return _line(lines, (key, number)) + named + (f", ключ {_path(rest)}" if rest else "")


def _line(lines: Mapping[str, tuple[int, ...]], place: tuple[str, int] | None) -> str:
    if place is None or place[1] >= len(lines.get(place[0], ())):
        return ""
    return f"строка {lines[place[0]][place[1]]}, "


def _path(loc: tuple[int | str, ...]) -> str:
    """``columns[2].width``, counted from 1."""
    out = ""
    for part in loc:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def _shown(value: object) -> str:
    """A value as it may stand in a message: short, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, str):
        text = f"«{value}»"
    elif isinstance(value, Mapping):
        text = "раздел"
    elif value is None:
        text = "пусто"
    else:
        text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


def _decimal(value: float) -> str:
    return f"{value:g}".replace("nan", "не число").replace("inf", "бесконечность")


def _choices(expected: str) -> str:
    return ", ".join(expected.replace("'", "").replace(" or ", ", ").split(", "))


def _toml_reason(error: Exception) -> str:
    """The place that the TOML reader names, in Russian."""
    words = str(error)
    if "(at line " in words:
        line, _, column = words.rpartition("(at line ")[2].rstrip(")").partition(", column ")
        return f"строка {line}, знак {column}"
    return "конец файла" if "end of document" in words else "слишком глубокая вложенность"
