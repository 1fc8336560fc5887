"""How messages and comparisons name an element."""

from __future__ import annotations

from vpr_print.layout.schema import Element

_SHOWN = 40


def name_of(element: Element, index: int, *, on_sheet: bool = False) -> str:
    """``element_name`` of the element at ``index`` (from 0) in its list."""
    return element_name(index + 1, element.kind, content=getattr(element, "content", ""), on_sheet=on_sheet)


def element_name(number: int, kind: str, *, content: str = "", on_sheet: bool = False) -> str:
    """«элемент 4 (text „Кабинет“)», counted from 1 as in the file; a template is shown, never what fills it."""
    shown = content.split("\n")[0]
    if len(shown) > _SHOWN:
        shown = shown[: _SHOWN - 1] + "…"
    quoted = f" „{shown}“" if shown else ""
    return f"{'элемент листа' if on_sheet else 'элемент'} {number} ({kind}{quoted})"
