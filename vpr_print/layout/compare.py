"""What differs between two layouts of a paper, element by element."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from vpr_print.layout.naming import name_of
from vpr_print.layout.schema import Element, Layout

_PLACE = ("at", "to", "size", "next_at", "next_size")
_IDENTITY = ("content", "rows", "items")


class ChangeKind(StrEnum):
    """What happened to an element or a key."""

    ADDED = "added"
    LOST = "lost"
    MOVED = "moved"
    """Only its place or size is another."""
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key with both its values, written as in TOML; empty where the key does not stand."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``layout.errors.change_words`` says it in Russian."""

    kind: ChangeKind
    subject: str
    """Name of the element in the layout that has it (in the second one, if both do), or a key of the file."""
    keys: tuple[KeyChange, ...] = ()


def compare(a: Layout, b: Layout) -> tuple[Change, ...]:
    """Differences from ``a`` to ``b``: keys of the file first, then elements in the order of ``b``, then lost ones.

    An element is taken for the same when its kind and its text (or list) are; failing that, when its kind and
    place are.
    """
    return (
        *_section_changes(a, b),
        *_element_changes(a.elements, b.elements, on_sheet=False),
        *_element_changes(a.sheet_elements, b.sheet_elements, on_sheet=True),
    )


def _section_changes(a: Layout, b: Layout) -> Iterator[Change]:
    for key in ("paper", "title", "page", "styles", "sheet", "stamp", "proof", "background"):
        keys = tuple(_key_changes(key, _plain(getattr(a, key)), _plain(getattr(b, key))))
        if keys:
            yield Change(ChangeKind.CHANGED, key, keys)


def _element_changes(before: Sequence[Element], after: Sequence[Element], *, on_sheet: bool) -> Iterator[Change]:
    partner = _partners(before, after)
    for index, element in enumerate(after):
        name = name_of(element, index, on_sheet=on_sheet)
        if index not in partner:
            yield Change(ChangeKind.ADDED, name)
            continue
        keys = tuple(_key_changes("", _plain(before[partner[index]]), _plain(element)))
        if keys:
            moved = all(change.key.partition("[")[0] in _PLACE for change in keys)
            yield Change(ChangeKind.MOVED if moved else ChangeKind.CHANGED, name, keys)
    found = set(partner.values())
    for index, element in enumerate(before):
        if index not in found:
            yield Change(ChangeKind.LOST, name_of(element, index, on_sheet=on_sheet))


def _partners(before: Sequence[Element], after: Sequence[Element]) -> dict[int, int]:
    """For each element of ``after`` the one of ``before`` that it was, the surest pairs first."""
    partner: dict[int, int] = {}
    free = set(range(len(before)))
    for sign in (_all_of, _identity_and_place, _identity, _place):
        waiting: dict[Any, list[int]] = {}
        for index in sorted(free):
            waiting.setdefault(sign(before[index]), []).append(index)
        for index, element in enumerate(after):
            same = waiting.get(sign(element)) if index not in partner else None
            if same and sign(element) is not None:
                partner[index] = same.pop(0)
                free.discard(partner[index])
    return partner


def _all_of(element: Element) -> Any:
    return element


def _identity_and_place(element: Element) -> Any:
    return None if _identity(element) is None else (_identity(element), element.at)


def _identity(element: Element) -> Any:
    words = tuple(getattr(element, key, "") for key in _IDENTITY)
    return (element.kind, words) if any(words) else None


def _place(element: Element) -> Any:
    return element.kind, element.at


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else _styles(value)


def _styles(value: Any) -> Any:
    return {name: _plain(style) for name, style in value.items()} if isinstance(value, dict) else value


def _key_changes(path: str, before: Any, after: Any) -> Iterator[KeyChange]:
    """Differing keys; tables and lists of tables are gone into, other lists are shown whole."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _key_changes(f"{path}.{key}" if path else key, before.get(key), after.get(key))
    elif _of_tables(before) and _of_tables(after):
        for index in range(max(len(before), len(after))):
            pair = (items[index] if index < len(items) else None for items in (before, after))
            yield from _key_changes(f"{path}[{index + 1}]", *pair)
    else:
        yield KeyChange(path, _written(before), _written(after))


def _of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}"
        case str():
            return f'"{value}"'
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case dict():
            inside = ", ".join(f"{key} = {_written(item)}" for key, item in value.items() if item is not None)
            return f"{{ {inside} }}"
        case _:
            return str(value)
