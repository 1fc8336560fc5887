"""Subjects of the works, as headings and running headers write them. Pure."""

from __future__ import annotations

import re
from collections import Counter

from vpr_print.intake.folded_text import fold

_LEVEL = r"[.,:()«»\"]*(?:базов\w{2,3}уров(?:ень|ня|не)|базов(?:ая|ый))"
_DEEP = (
    r"[.,:()«»\"]*(?:с?углубленн(?:ый|ого|ому|ом|ая)"
    r"(?:уров(?:ень|ня|не)|изучени\w{1,2}|курс\w?)?|профильн\w{2}уров(?:ень|ня|не))"
)
_MATHS = r"математик[аеиу]"
# The first that fits wins at each place of the text, so the longer stand before the shorter
_SUBJECTS: tuple[tuple[str, str], ...] = (
    ("Математика (базовый уровень)", _MATHS + _LEVEL),
    ("Математика (углублённый уровень)", _MATHS + _DEEP),
    ("Физика (базовый уровень)", r"физик[аеиу]" + _LEVEL),
    ("Физика (углублённый уровень)", r"физик[аеиу]" + _DEEP),
    ("Информатика (базовый уровень)", r"информатик[аеиу]" + _LEVEL),
    ("Информатика (углублённый уровень)", r"информатик[аеиу]" + _DEEP),
    ("Математика", _MATHS),
    ("Русский язык", r"русск(?:ий|ому|ого)язык[ау]?"),
    ("Английский язык", r"английск(?:ий|ому|ого)(?:язык[ау]?)?"),
    ("Немецкий язык", r"немецк(?:ий|ому|ого)(?:язык[ау]?)?"),
    ("Французский язык", r"французск(?:ий|ому|ого)(?:язык[ау]?)?"),
    ("Испанский язык", r"испанск(?:ий|ому|ого)(?:язык[ау]?)?"),
    ("Китайский язык", r"китайск(?:ий|ому|ого)(?:язык[ау]?)?"),
    ("Иностранный язык", r"иностранн(?:ый|ому|ого)язык[ау]?"),
    ("Окружающий мир", r"окружающ(?:ий|ему|его)мир[ау]?"),
    ("Литературное чтение", r"литературн(?:ое|ому|ого)чтени[еюя]"),
    ("Литература", r"литератур[аеыу]"),
    ("Биология", r"биологи[яию]"),
    ("История", r"истори[яию]"),
    ("География", r"географи[яию]"),
    ("Обществознание", r"обществознани[еюя]"),
    ("Физика", r"физик[аеиу]"),
    ("Химия", r"хими[яию]"),
    ("Информатика", r"информатик[аеиу]"),
)
_ANY = re.compile("|".join(f"(?P<s{number}>{pattern})" for number, (_, pattern) in enumerate(_SUBJECTS)))
_GRADE = (
    r"(?P<grade>1[01]|[1-9])(?:-?(?:й|го|ый|ом))?[«\"]?[а-г]?[»\"]?(?:класс|кл\b)|класс:?(?P<grade2>1[01]|[1-9])(?!\d)"
)
_GRADE_IN = re.compile(r"(?<!\d)" + _GRADE)
_OWN_NAME = re.compile(
    r"(?:впр|всероссийск\w{2}проверочн\w{2}работ\w)[-–]?(?:20\d\d(?:г\w{0,4})?)?[.,:;|–—-]+(?P<subject>[^\d.,:;|]{4,60})[.,:;|–—-]+"
    r"(?:1[01]|[1-9])(?:-?(?:й|го))?класс"
)
_SMALL_WORD = 3
"""Letters that may stand beside a known subject («по математике») without making it another."""


def subject_in(text: str) -> str | None:
    """The subject that the folded text without spaces names, if it names one only (a language beats «иностранный»)."""
    named = Counter(_SUBJECTS[int(found.lastgroup[1:])][0] for found in _ANY.finditer(text) if found.lastgroup)
    if len(named) > 1:
        named.pop("Иностранный язык", None)
    for plain in ("Математика", "Физика", "Информатика"):
        if any(name.startswith(f"{plain} (") for name in named):
            named.pop(plain, None)
    return next(iter(named)) if len(named) == 1 else None


def grade_in(text: str) -> int | None:
    """The grade (1–11) that the folded text without spaces names, if it names one only."""
    grades = {int(found["grade"] or found["grade2"]) for found in _GRADE_IN.finditer(text)}
    return grades.pop() if len(grades) == 1 else None


def header_subject(line: str) -> str | None:
    """The subject of a running header such as «ВПР. Математика. 5 класс.» (folded, with spaces), known or not."""
    squashed = "".join(line.split())
    if not re.search(r"впр|всероссийск\w{2}проверочн", squashed):
        return None
    found = _OWN_NAME.search(squashed)
    own = found["subject"] if found and "вариант" not in found["subject"] else ""
    rest = re.sub(r"[\W\d_]", "", _ANY.sub("", own))
    if (known := subject_in(squashed)) and len(rest) <= _SMALL_WORD:
        return known
    if not own:
        return None
    return _with_spaces(line, own).capitalize()


def same_subject(asked: str, known: str) -> bool:
    """Whether what a person typed means the subject: case, ё and endings aside; «английский» is enough."""
    left, right = "".join(fold(asked).split()), "".join(fold(known).split())
    return left == right or (len(left) >= 4 and right.startswith(left)) or subject_in(left) == known


def proper_subject(name: str) -> str:
    """The subject as papers write it: «математика» typed by a person is «Математика»; no other change."""
    known = subject_in("".join(fold(name).split())) or ""
    return known if fold(known) == fold(name) else name[:1].upper() + name[1:]


def _with_spaces(line: str, squashed: str) -> str:
    """The part of the line that reads as ``squashed`` when its spaces are taken out."""
    found = re.search(r"\s*".join(map(re.escape, squashed)), line)
    return found[0].strip() if found else squashed
