"""What lines above, between and below the rows of a list say: work, class, room, totals, signatures. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache

from vpr_print.intake.folded_text import fold
from vpr_print.intake.list_values import GRADES, find_dates, parse_class, parse_count, parse_room
from vpr_print.intake.subjects import subject_in

LONGEST_TITLE = 400
LONGEST_COUNT_LINE = 100

_ROOM_WORD = r"(?:кабинет|каб|аудитория|ауд)"
_ROOM_NUMBER = re.compile(
    rf"\b{_ROOM_WORD}\b\.?\s*(?:№|:|-|–|—)*\s*(?:№\s*)?([0-9]+[а-яёa-z]?(?:[-/.,][0-9]+[а-яё]?)?)\b", re.IGNORECASE
)
_ROOM_ROW = re.compile(rf"{_ROOM_WORD}\b\.?\s*[:№–—-]*\s*(.{{1,40}})", re.IGNORECASE)
_HALL = re.compile(
    r"(?:(?:спорт\w*|актовый|читальный|большой|малый|конференц)[\s-]?зал|спортзал|библиотека|столовая|холл)\s*№?\s*\d*",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r"(?P<more>\d{1,2}\s*(?:-|–|—|,|и)\s*)?(?<!\d)(?P<n>\d{1,2})\s*(?P<x>-?\s*(?:й|ый|х|ых|ые|е)\b)?\s*[-–«\"“]?\s*"
    r"(?P<l>[а-яёa-z])?[»\"”]?\s*класс(?P<end>\w*)",
    re.IGNORECASE,
)
_GRADE_AFTER = re.compile(
    r"\b(?:класса?|параллел[ьи])\b\s*[:№–—-]*\s*(?P<n>\d{1,2})(?!\d)\s*[-–«\"“]?\s*(?P<l>[а-яёa-z])?\b(?!\w)",
    re.IGNORECASE,
)
_OTHER_PEOPLE = re.compile(r"\b(?:учител\w*|преподавател\w*|кабинет\w*|каб\.?|кафедр\w*)\s+(?:\w+\s+)?", re.IGNORECASE)
_SUBJECT_NAMED = re.compile(r"\b(?:предмет|дисциплина)\w*\s*[:–—-]\s*[«\"]?([^,;:»\"()\d]{3,60})", re.IGNORECASE)
_CLASS_SIGNS = r"\d{1,2}\s*[«\"-]?[а-яё]?[»\"]?"
_COUNT_LINE = re.compile(
    rf"(?:(?P<c1>{_CLASS_SIGNS})\s*(?:класс\w*|кл\.)?[,;:–—-]\s*)?"
    rf"(?P<word>{_ROOM_WORD}\b\.?)?\s*№?\s*(?P<room>[^–—:=(,;]{{0,60}}?[^\s–—:=(,;-])"
    rf"\s*(?:[(,;]\s*(?P<c2>{_CLASS_SIGNS})\s*(?:класс\w*|кл\.?)?\s*\)?)?\s*(?:–|—|:|=|;|\s-|-\s)\s*"
    r"(?P<n>\d{1,4})\s*(?P<people>чел\w*\.?|участ\w*|уч\w*\.?|обуч\w*\.?)?\.?",
    re.IGNORECASE,
)
_COUNT_IN_BRACKETS = re.compile(
    rf"{_ROOM_WORD}\b\.?\s*№?\s*(?P<room>[^–—:=(,;]{{1,20}}?)\s*\(\s*(?P<n>\d{{1,4}})\s*"
    r"(?:чел|участ|уч|обуч)\w*\.?\s*\)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\s*(?:итого|всего|в\s+том\s+числе|в\s?т\.\s?ч|количество\s+участников|подытог)\b", re.IGNORECASE)
_OFFICIALS = (
    *("директор", "зам", "заместитель", "завуч", r"организатор\w?", r"ответственн\w+", "председатель", "учитель"),
    *(r"составил\w?", "исполнитель", "секретарь", "координатор", "школьный координатор", "технический специалист"),
    *("специалист", "подпись", "дата", r"м\.?\s?п\.?", "руководитель", "классный руководитель", "приложение"),
    *("примечани[ея]", "согласовано", "утверждаю", "утверждено", r"ознакомлен\w?", r"проверил\w?"),
)
_SIGNATURE = re.compile(rf"\s*(?:и\.?\s?о\.?\s+)?(?:{'|'.join(_OFFICIALS)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a title, a group heading or a sheet's name says; None and empty where it says nothing."""

    room: str = ""
    class_name: str = ""
    grade: int | None = None
    subject: str = ""
    date: date | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def over(self, weaker: Facts) -> Facts:
        """These facts, completed by others where they say nothing."""
        grade_known = self.class_name or self.grade
        return Facts(
            self.room or weaker.room,
            self.class_name if grade_known else weaker.class_name,
            self.grade if grade_known else weaker.grade,
            self.subject or weaker.subject,
            self.date or weaker.date,
        )


@lru_cache(maxsize=4096)
def read_facts(text: str) -> Facts:
    """What one line of free text says. A fact that it says in two different ways is left out."""
    text = text[:LONGEST_TITLE]
    dates = find_dates(text)
    class_name, grade = _class(text)
    return Facts(_room(text), class_name, grade, _subject(text), dates[0] if len(dates) == 1 else None)


def sheet_name_facts(name: str) -> Facts:
    """As ``read_facts``; a name that is only a number or a class («101», «5А») counts too."""
    facts = read_facts(name)
    if facts:
        return facts
    if re.fullmatch(r"№?\s*(?:\d{1,4}|\d{3,4}[а-яё])", name.strip(), re.IGNORECASE):
        return replace(facts, room=parse_room(name) or "")
    if found := parse_class(name):
        return replace(facts, class_name="" if found.latin else found.text, grade=found.grade)
    return facts


def is_total(text: str) -> bool:
    """Whether a row that begins so counts those above it."""
    return bool(_TOTAL.match(text))


def is_signature(text: str) -> bool:
    """Whether the text is a line for signing, or names an official."""
    return "___" in text or bool(_SIGNATURE.match(text))


@dataclass(frozen=True, slots=True)
class CountLine:
    """«каб. 101 — 15»."""

    room: str
    count: int
    class_name: str
    certain: bool
    """It says «каб.» or «чел.», so that it cannot be something else."""
    heads_names: bool = False
    """Such a line, «каб. 101 (15 чел.)», stands above the names of these people as well."""


def parse_count_line(text: str) -> CountLine | None:
    """Room and number of people in one line; None for other text."""
    if len(text) <= LONGEST_COUNT_LINE and (said := _COUNT_IN_BRACKETS.fullmatch(text.strip())):
        room, count = parse_room(said["room"]), parse_count(said["n"])
        return CountLine(room, count, "", certain=True, heads_names=True) if room and count is not None else None
    match = _COUNT_LINE.fullmatch(text.strip()) if len(text) <= LONGEST_COUNT_LINE else None
    if not match:
        return None
    room, count = parse_room(match["room"]), parse_count(match["n"])
    if room is None or count is None or len(room.split()) > 3:
        return None
    found = parse_class(match["c1"] or match["c2"] or "")
    return CountLine(room, count, found.text if found else "", bool(match["word"] or match["people"]))


def _room(text: str) -> str:
    numbers = {parse_room(number) or "" for number in _ROOM_NUMBER.findall(text)}
    if len(numbers) == 1:
        return numbers.pop()
    if numbers:
        return ""
    row = _ROOM_ROW.fullmatch(text.strip())
    if row and len(row[1].split()) <= 3 and "_" not in row[1]:
        return parse_room(row[1]) or ""
    return (parse_room(text) or "") if _HALL.fullmatch(text.strip()) else ""


def _class(text: str) -> tuple[str, int | None]:
    found: set[tuple[str, int | None]] = set()
    for match in (*_GRADE.finditer(text), *_GRADE_AFTER.finditer(text)):
        parts = match.groupdict()
        grade = int(parts["n"])
        if parts.get("more") or grade not in GRADES:
            return "", None
        letter = parts["l"] or ""
        plural = (parts.get("end") or "").lower() in ("ы", "ов", "ах", "ам")
        parsed = parse_class(f"{grade}{letter}") if letter and not plural else None
        found.add((parsed.text, grade) if parsed and not parsed.latin else ("", grade))
    return found.pop() if len(found) == 1 else ("", next(iter(found))[1] if len({g for _, g in found}) == 1 else None)


def _subject(text: str) -> str:
    if named := _SUBJECT_NAMED.search(text):
        return named[1].strip(" .-–—")
    return subject_in("".join(fold(_OTHER_PEOPLE.sub(" ", text)).split())) or ""
