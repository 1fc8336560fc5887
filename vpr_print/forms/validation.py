"""A form's own rules of what its cells take (ECMA-376, 18.3.1.32 dataValidation, and Excel 2010's of other sheets)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from vpr_print.forms.workbook import Place, Sheet, Workbook, children, span_of

_SHOWN = 12
_COMPARE: dict[str, tuple[Callable[[float, float, float], bool], str]] = {
    "between": (lambda v, a, b: a <= v <= b, "от {a} до {b}"),
    "notBetween": (lambda v, a, b: not a <= v <= b, "не от {a} до {b}"),
    "equal": (lambda v, a, _: v == a, "{a}"),
    "notEqual": (lambda v, a, _: v != a, "не {a}"),
    "greaterThan": (lambda v, a, _: v > a, "больше {a}"),
    "lessThan": (lambda v, a, _: v < a, "меньше {a}"),
    "greaterThanOrEqual": (lambda v, a, _: v >= a, "не меньше {a}"),
    "lessThanOrEqual": (lambda v, a, _: v <= a, "не больше {a}"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and the cells that it is for."""

    areas: tuple[tuple[Place, Place], ...]
    takes: Callable[[str], bool]
    words: tuple[str, ...]
    """What it takes, for people."""
    choices: tuple[str, ...] = ()
    """The texts of a list."""

    def is_for(self, place: Place) -> bool:
        return any(
            first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1] for first, last in self.areas
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a sheet."""

    known: tuple[Rule, ...]
    unknown: int
    """Rules with formulas that only a spreadsheet program can work out: they are not checked."""

    def of(self, place: Place) -> Rule | None:
        """The rule of a cell; where several are, the first, as Excel takes it."""
        return next((rule for rule in self.known if rule.is_for(place)), None)


def read_rules(workbook: Workbook, sheet: Sheet) -> Rules:
    """The sheet's rules with their lists looked up."""
    rules: list[Rule] = []
    unknown = 0
    for element in _elements(sheet.root):
        kind = element.get("type", "none")
        if kind == "none" or element.get("showErrorMessage", "0") not in ("1", "true"):
            continue  # without its error message Excel takes anything
        rule = _rule(kind, element, workbook, sheet)
        if rule is None:
            unknown += 1
        else:
            rules.append(rule)
    return Rules(tuple(rules), unknown)


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    yield from children(root, "dataValidations", "dataValidation")
    yield from children(root, "extLst", "ext", "dataValidations", "dataValidation")


def _rule(kind: str, element: etree._Element, workbook: Workbook, sheet: Sheet) -> Rule | None:
    areas = tuple(span_of(area) for area in _said(element, "sqref", element.get("sqref", "")).split())
    formulas = [_said(element, name, "") for name in ("formula1", "formula2")]
    if kind == "list":
        return _list_rule(areas, formulas[0], workbook, sheet)
    if kind not in ("whole", "decimal", "textLength"):
        return None
    compare, words = _COMPARE.get(element.get("operator", "between"), (None, ""))
    bounds = [_number(formula, workbook, sheet) for formula in formulas]
    if compare is None or bounds[0] is None or ("{b}" in words and bounds[1] is None):
        return None
    low, high = bounds[0], bounds[1] if bounds[1] is not None else 0.0

    def takes(value: str) -> bool:
        if kind == "textLength":
            return compare(len(value), low, high)
        number = _float(value)
        return number is not None and (kind == "decimal" or number.is_integer()) and compare(number, low, high)

    return Rule(areas, takes, (words.format(a=f"{low:g}", b=f"{high:g}"),))


def _list_rule(
    areas: tuple[tuple[Place, Place], ...], formula: str, workbook: Workbook, sheet: Sheet
) -> Rule | None:
    if formula.startswith('"') and formula.endswith('"'):
        found: tuple[str, ...] | None = tuple(text.strip() for text in formula[1:-1].replace('""', '"').split(","))
    else:
        found = workbook.area(formula, sheet)
    if found is None:
        return None
    choices = tuple(text for text in found if text)
    shown = choices if len(choices) <= _SHOWN else (*choices[:_SHOWN], "…")
    return Rule(areas, frozenset(choices).__contains__, shown, choices)


def _said(element: etree._Element, name: str, otherwise: str) -> str:
    """Text of a child; Excel 2010 wraps a formula once more."""
    for child in children(element, name):
        return "".join(str(text) for text in child.itertext()).strip()
    return otherwise


def _number(formula: str, workbook: Workbook, sheet: Sheet) -> float | None:
    """A bound: a number, or the cell that holds it."""
    literal = _float(formula)
    if literal is not None or not formula:
        return literal
    cells = workbook.area(formula, sheet)
    return _float(cells[0]) if cells and len(cells) == 1 else None


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
