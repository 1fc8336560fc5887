"""Which lines of a list belong to the work that is printed: subject, grade, classes, date. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vpr_print.intake.list_values import parse_class

_KIND_WORDS = frozenset({"язык", "яз"})


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """The work as far as it is known; None and empty take everything."""

    subject: str | None
    grade: int | None
    classes: tuple[str, ...] = ()
    date: date | None = None

    @property
    def class_keys(self) -> frozenset[str]:
        """The classes as the list's are written."""
        return frozenset((parsed.text if (parsed := parse_class(name)) else name) for name in self.classes)

    def __str__(self) -> str:
        parts = [
            self.subject or "",
            f"{self.grade} класс" if self.grade else "",
            ", ".join(self.classes),
            f"{self.date:%d.%m.%Y}" if self.date else "",
        ]
        return ", ".join(filter(None, parts)) or "любую"


class SubjectMatch(StrEnum):
    """How two names of a subject agree."""

    SAME = "same"
    ABBREVIATED = "abbreviated"
    OTHER = "other"


def match_subjects(written: str, wanted: str) -> SubjectMatch:
    """Whether «Матем.» is «Математика»: case, ё/е and signs do not count, words may be cut short."""
    ours, theirs = _words(written), _words(wanted)
    if ours == theirs:
        return SubjectMatch.SAME
    if not ours or not theirs:
        return SubjectMatch.OTHER
    if len(ours) > len(theirs):
        ours, theirs = theirs, ours
    if not all(_is_cut(a, b) or _is_cut(b, a) for a, b in zip(ours, theirs, strict=False)):
        return SubjectMatch.OTHER
    if any(word not in _KIND_WORDS for word in theirs[len(ours) :]):
        return SubjectMatch.OTHER
    return SubjectMatch.ABBREVIATED


def _is_cut(short: str, word: str) -> bool:
    return word.startswith(short) and (len(short) >= 3 or word in _KIND_WORDS or short == word)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold().replace("ё", "е"))
