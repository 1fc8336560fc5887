"""How messages and comparisons name an element."""

from __future__ import annotations

_SHOWN = 40


def element_name(number: int, kind: str, *, content: str = "", on_sheet: bool = False) -> str:
    """«элемент 4 (text „Кабинет“)», counted from 1 as in the file; a template is shown, never what fills it."""
    shown = content.split("\n")[0]
    if len(shown) > _SHOWN:
        shown = shown[: _SHOWN - 1] + "…"
    quoted = f" „{shown}“" if shown else ""
    return f"{'элемент листа' if on_sheet else 'элемент'} {number} ({kind}{quoted})"
