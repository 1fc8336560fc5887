"""Names of classes as people write them, found among those that a form takes: «5 "а"» is «5А». Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_ALIKE = str.maketrans("abcehkmoptxyё", "авсенкмортхуе")
"""Latin letters that look like Cyrillic ones, after small letters were made of all."""
_IDLE = re.compile(r"класс(?![а-я])|кл\.|[^0-9а-яa-z]+")
_PARTS = re.compile(r"(?P<grade>[0-9]*)(?P<letter>.*)")


def class_choices(name: str, choices: Sequence[str]) -> tuple[str, ...]:
    """Those of the choices that may be meant: none, one, or several that a person has to choose between.

    Written exactly so, it is that one. A form that knows the letter or the grade alone takes its part of the name; a
    name without a grade may be that of any grade.
    """
    if name in choices:
        return (name,)
    asked = _folded(name)
    same: Sequence[Callable[[str], bool]] = (
        lambda choice: choice == asked,
        lambda choice: bool(_grade(asked)) and choice in (_letter(asked), _grade(asked)),
        lambda choice: not _grade(asked) and _letter(choice) == asked,
    )
    for is_meant in same if asked else ():
        if found := tuple(choice for choice in choices if _folded(choice) and is_meant(_folded(choice))):
            return found
    return ()


def _folded(name: str) -> str:
    return _IDLE.sub("", name.casefold().translate(_ALIKE))


def _grade(folded: str) -> str:
    return _part(folded, "grade")


def _letter(folded: str) -> str:
    return _part(folded, "letter")


def _part(folded: str, part: str) -> str:
    match = _PARTS.fullmatch(folded)
    return match[part] if match else ""
