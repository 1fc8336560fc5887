"""Lists in documents that come from the program: ``python docs/make_lists.py`` writes them anew.

Each stands between ``<!-- list: name -->`` and ``<!-- end -->``; ``tests/docs`` compares them with the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from vpr_print.layout.paper_spec import Field, Need, PaperSpec, Required
from vpr_print.layout.papers import PAPERS

DOCS = Path(__file__).resolve().parent
_PLACE = re.compile(r"(<!-- list: (?P<name>[a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_NEEDS = {
    Need.CODE128: "`code128` of",
    Need.QR: "`qr` of",
    Need.TEXT: "a text with",
    Need.TABLE: "a table of",
    Need.NUMBER_LIST: "a number list of",
}


def with_lists(text: str) -> str:
    """The document with its lists as the program has them."""
    return _PLACE.sub(lambda found: f"{found[1]}{LISTS[found['name']]()}{found[3]}", text)


def paper_fields() -> str:
    """Every paper with its fields, lists and required elements."""
    return "\n".join(line for spec in PAPERS for line in _paper(spec)) + "\n"


def _paper(spec: PaperSpec) -> Iterator[str]:
    yield f"\n### {spec.key}\n"
    yield f"`{spec.file}`" + (f". Must hold: {'; '.join(map(_required, spec.required))}." if spec.required else ".")
    yield ""
    yield "| field | что это |"
    yield "|---|---|"
    yield from map(_row, spec.fields)
    for rows in spec.lists:
        yield f'| `rows = "{rows.name}"` | {rows.meaning} |'
        yield from map(_row, rows.fields)
    for items in spec.items:
        yield f'| `items = "{items.name}"` | {items.meaning} |'
    if spec.sheet_fields:
        yield "| *on the sheet:* | |"
        yield from map(_row, spec.sheet_fields)


def _row(field: Field) -> str:
    return f"| `{{{field.name}}}` | {field.meaning} |"


def _required(required: Required) -> str:
    named = f"`{{{required.name}}}`" if required.need not in (Need.TABLE, Need.NUMBER_LIST) else f"`{required.name}`"
    return f"{_NEEDS[required.need]} {named}" + (" on the sheet" if required.on_sheet else "")


LISTS: Mapping[str, Callable[[], str]] = {"fields": paper_fields}


if __name__ == "__main__":
    for document in sorted(DOCS.rglob("*.md")):
        text = document.read_text(encoding="utf-8")
        if (fresh := with_lists(text)) != text:
            document.write_text(fresh, encoding="utf-8")
            print(document.relative_to(DOCS.parent))
