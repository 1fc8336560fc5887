"""Which lines of a list belong to the work that is printed: subject, grade, classes, date. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from vpr_print.intake.folded_text import fold
from vpr_print.intake.list_values import TO_CYRILLIC, parse_class
from vpr_print.intake.subjects import subject_in

_KIND_WORDS = frozenset({"язык", "яз"})
_LETTERS = {
    "ая": "английский язык",
    "би": "биология",
    "гг": "география",
    "лч": "литературное чтение",
    "ма": "математика",
    "ня": "немецкий язык",
    "об": "обществознание",
    "ом": "окружающий мир",
    "ру": "русский язык",
    "ря": "русский язык",
    "фи": "физика",
    "фя": "французский язык",
    "хи": "химия",
}
"""Two letters that stand for one subject only, as files and lists of the works have them."""
_RESEMBLES = 0.8


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """The work as far as it is known; None and empty take everything."""

    subject: str | None
    grade: int | None
    classes: tuple[str, ...] = ()
    date: date | None = None

    @property
    def class_keys(self) -> frozenset[str]:
        """The classes as the list's are written; Latin look-alikes typed on the command line are Russian letters."""
        parsed = [(parse_class(name), name) for name in self.classes]
        return frozenset(
            found.text.translate(TO_CYRILLIC) if found and found.latin else found.text if found else name
            for found, name in parsed
        )

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
    if len(ours) == 1 and _LETTERS.get(ours[0], "").split() == theirs:
        return SubjectMatch.ABBREVIATED
    if not ours or not theirs:
        return SubjectMatch.OTHER
    if len(ours) > len(theirs):
        ours, theirs = theirs, ours
    if not all(_is_cut(a, b) or _is_cut(b, a) for a, b in zip(ours, theirs, strict=False)):
        return SubjectMatch.OTHER
    if any(word not in _KIND_WORDS for word in theirs[len(ours) :]):
        return SubjectMatch.OTHER
    return SubjectMatch.ABBREVIATED


def resembles(written: str, wanted: str) -> bool:
    """Whether the name of another subject may be this one, misspelt or cut short in an unusual way."""
    ours, theirs = " ".join(_words(written)), " ".join(_words(wanted))
    if not ours or subject_in("".join(fold(written).split())) or ours in _LETTERS:
        return False
    return ours[:2] == theirs[:2] or SequenceMatcher(None, ours, theirs).ratio() > _RESEMBLES


def _is_cut(short: str, word: str) -> bool:
    return word.startswith(short) and (len(short) >= 3 or word in _KIND_WORDS or short == word)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold().replace("ё", "е"))
