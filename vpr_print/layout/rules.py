"""Rules of a layout beyond its schema: known names, nothing lost, symbols that scanners can read, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vpr_print.layout.errors import FlawKind
from vpr_print.layout.fields import BadTemplate, parse_template
from vpr_print.layout.ink import ink_of
from vpr_print.layout.naming import name_of
from vpr_print.layout.paper_spec import Need, PaperSpec, Required
from vpr_print.layout.papers import PAPERS, paper_spec
from vpr_print.layout.places import broken_places
from vpr_print.layout.proof import Proof
from vpr_print.layout.proof_rules import broken_proof
from vpr_print.layout.schema import (
    Cells,
    Code128,
    Column,
    Element,
    Layout,
    NumberList,
    On,
    Picture,
    QrCode,
    SeatingGrid,
    Table,
    Text,
)
from vpr_print.layout.stamp import Stamp

_ALWAYS = frozenset({"page.number", "page.count"})


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the layout breaks."""

    kind: FlawKind
    place: str
    place_key: tuple[str, int] | None
    """The list and the index of the element, for its line."""
    found: str = ""
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """An element with its names."""

    key: str
    index: int
    element: Element

    @property
    def name(self) -> str:
        return name_of(self.element, self.index, on_sheet=self.key == "sheet_elements")

    def broken(self, kind: FlawKind, found: str = "", needed: str = "", key: str = "") -> Broken:
        return Broken(kind, self.name + (f", ключ {key}" if key else ""), (self.key, self.index), found, needed)


def broken_rules(layout: Layout) -> Iterator[Broken]:
    """Every rule that the layout breaks, in the order of the file as far as that goes."""
    if (layout.page.paper is None) == (layout.page.width is None and layout.page.height is None) or (
        layout.page.width is None
    ) != (layout.page.height is None):
        yield Broken(FlawKind.PAGE_SIZE, "раздел [page]", None)
        return
    try:
        spec = paper_spec(layout.paper)
    except KeyError:
        known = ", ".join(spec.key for spec in PAPERS)
        yield Broken(FlawKind.UNKNOWN_PAPER, "ключ paper", None, layout.paper, known)
        return
    elements = [Here("elements", index, element) for index, element in enumerate(layout.elements)]
    on_sheet = [Here("sheet_elements", index, element) for index, element in enumerate(layout.sheet_elements)]
    yield from _sections(layout, spec)
    for here in (*elements, *on_sheet):
        yield from _names(here, layout, spec)
    if layout.stamp:
        yield from _stamp_names(layout.stamp, layout, spec)
    if layout.proof:
        yield from _proof_flaws(layout.proof, layout, spec)
    yield from _lost(spec, elements, on_sheet)
    for flaw in broken_places(layout, spec):
        if flaw.element is None:
            yield Broken(flaw.kind, flaw.key, None, flaw.found, flaw.needed)
        else:
            here = (elements if flaw.element[0] == "elements" else on_sheet)[flaw.element[1]]
            yield here.broken(flaw.kind, flaw.found, flaw.needed, flaw.key)


def _sections(layout: Layout, spec: PaperSpec) -> Iterator[Broken]:
    if spec.imposed and layout.sheet is None:
        yield Broken(FlawKind.MISSING_SECTION, "", None, needed="[sheet]")
    if not spec.imposed and layout.sheet is not None:
        yield Broken(FlawKind.MISPLACED_SECTION, "раздел [sheet]", None, "[sheet]", "бумага печатается целым листом")
    if layout.sheet is None and layout.sheet_elements:
        yield Broken(FlawKind.MISSING_SECTION, "", None, needed="[sheet]")
    if spec.stamp and layout.stamp is None:
        yield Broken(FlawKind.MISSING_SECTION, "", None, needed="[stamp]")
    if not spec.stamp and layout.stamp is not None:
        yield Broken(FlawKind.MISPLACED_SECTION, "раздел [stamp]", None, "[stamp]", "штамп есть только у комплектов")
    if spec.proof and layout.proof is None:
        yield Broken(FlawKind.MISSING_SECTION, "", None, needed="[proof]")
    if not spec.proof and layout.proof is not None:
        yield Broken(FlawKind.MISPLACED_SECTION, "раздел [proof]", None, "[proof]", "он есть только у пробного листа")
    if spec.stamp and layout.elements:
        yield Broken(
            FlawKind.MISPLACED_SECTION, "ключ elements", None, "elements", "на страницах комплекта стоит только штамп"
        )


def _names(here: Here, layout: Layout, spec: PaperSpec) -> Iterator[Broken]:
    element = here.element
    fields = spec.sheet_fields if here.key == "sheet_elements" else spec.fields
    known = frozenset(field.name for field in fields) | _ALWAYS
    for key in ("style", "head_style", "number_style", "caption_style"):
        name = getattr(element, key, None)
        if name is not None and name not in layout.styles and not (key == "number_style" and _unnumbered(element)):
            yield here.broken(FlawKind.UNKNOWN_STYLE, name, ", ".join(layout.styles), key)
    if isinstance(element, Text | Cells | Code128 | QrCode):
        yield from _fields(here, element.content, known, "content")
    if isinstance(element, NumberList) and element.items not in {items.name for items in spec.items}:
        yield here.broken(FlawKind.UNKNOWN_LIST, element.items, _one_of(items.name for items in spec.items), "items")
    if isinstance(element, SeatingGrid) and not spec.seating:
        yield here.broken(FlawKind.MISPLACED_SECTION, "seating", "схема мест есть только в плане раздачи")
    if isinstance(element, Picture) and not spec.picture:
        yield here.broken(FlawKind.MISPLACED_SECTION, "picture", "снимки страниц есть только в отчёте о сканировании")
    if isinstance(element, Table):
        rows = next((rows for rows in spec.lists if rows.name == element.rows), None)
        if rows is None:
            yield here.broken(FlawKind.UNKNOWN_LIST, element.rows, _one_of(rows.name for rows in spec.lists), "rows")
        for number, column in enumerate(element.columns, 1):
            if column.style not in layout.styles:
                yield here.broken(
                    FlawKind.UNKNOWN_STYLE, column.style, ", ".join(layout.styles), f"columns[{number}].style"
                )
            if rows is not None:
                in_row = known | {field.name for field in rows.fields}
                yield from _fields(here, column.content, in_row, f"columns[{number}].content")


def _unnumbered(element: Element) -> bool:
    return isinstance(element, Table) and not element.numbered


def _fields(here: Here, text: str, known: frozenset[str], key: str) -> Iterator[Broken]:
    try:
        template = parse_template(text)
    except BadTemplate as error:
        yield here.broken(FlawKind.BAD_TEMPLATE, error.piece, "", key)
        return
    for field in template.fields:
        if field not in known:
            yield here.broken(FlawKind.UNKNOWN_FIELD, field, _one_of(known), key)


def _proof_flaws(proof: Proof, layout: Layout, spec: PaperSpec) -> Iterator[Broken]:
    if proof.style not in layout.styles:
        yield Broken(FlawKind.UNKNOWN_STYLE, "ключ proof.style", None, proof.style, ", ".join(layout.styles))
    inks = [ink_of(("elements", index), item, spec, small=False) for index, item in enumerate(layout.elements)]
    for flaw in broken_proof(proof, layout.page.size, inks):
        yield Broken(flaw.kind, f"ключ {flaw.key}", None, flaw.found, flaw.needed)


def _stamp_names(stamp: Stamp, layout: Layout, spec: PaperSpec) -> Iterator[Broken]:
    known = frozenset(field.name for field in spec.fields)
    for key, text in (("stamp.line.content", stamp.line.content), ("stamp.blank", stamp.blank)):
        try:
            unknown = [field for field in parse_template(text).fields if field not in known]
        except BadTemplate as error:
            yield Broken(FlawKind.BAD_TEMPLATE, f"ключ {key}", None, error.piece)
            continue
        for field in unknown:
            yield Broken(FlawKind.UNKNOWN_FIELD, f"ключ {key}", None, field, _one_of(known))
    if stamp.line.style not in layout.styles:
        yield Broken(FlawKind.UNKNOWN_STYLE, "ключ stamp.line.style", None, stamp.line.style, ", ".join(layout.styles))


def _lost(spec: PaperSpec, elements: list[Here], on_sheet: list[Here]) -> Iterator[Broken]:
    for required in spec.required:
        if not any(_fulfils(here.element, required) for here in (on_sheet if required.on_sheet else elements)):
            yield Broken(FlawKind.LOST, "", None, needed=_described(required))


def _fulfils(element: Element, required: Required) -> bool:
    field = f"{{{required.name}}}"
    on = getattr(element, "on", On.ALL)
    if on is not On.ALL and (required.name == "paper.number" or on is not On.FIRST):
        return False
    match required.need:
        case Need.CODE128:
            return (isinstance(element, Code128) and element.content == field) or any(
                column.draw == "code128" and column.content == field for column in _columns(element)
            )
        case Need.QR:
            return isinstance(element, QrCode) and element.content == field
        case Need.TEXT:
            return (isinstance(element, Text | Cells) and field in element.content) or any(
                column.draw == "text" and field in column.content for column in _columns(element)
            )
        case Need.TABLE:
            return isinstance(element, Table) and element.rows == required.name
        case Need.NUMBER_LIST:
            return isinstance(element, NumberList) and element.items == required.name


def _columns(element: Element) -> tuple[Column, ...]:
    return element.columns if isinstance(element, Table) else ()


def _described(required: Required) -> str:
    """What is lost, as a person writes it into the file."""
    where = " среди sheet_elements" if required.on_sheet else ""
    every = ', on = "all"' if required.name == "paper.number" else ""
    match required.need:
        case Need.CODE128 | Need.QR:
            return f'элемент {required.need} с content = "{{{required.name}}}"{every}{where}'
        case Need.TEXT:
            return f"текст с полем {{{required.name}}}{where}"
        case Need.TABLE:
            return f'элемент table с rows = "{required.name}"{where}'
        case Need.NUMBER_LIST:
            return f'элемент number_list с items = "{required.name}"{where}'


def _one_of(names: Iterable[str]) -> str:
    listed = sorted(names)
    return f"одно из: {', '.join(listed)}" if listed else "у этой бумаги таких нет"
