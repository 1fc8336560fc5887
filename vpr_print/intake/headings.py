"""Numbers that headings and file names say: variant and part. Pure, on folded text."""

from __future__ import annotations

import re

from vpr_print.intake.folded_text import FoldedPage

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "х": 10, "x": 10}
_WORDS = {"перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6}
_NUMBER = r"(?P<number>\d{1,5}|[ivxх]{1,4})"
_SIGN = r"(?:№|no\.?|номер|n|#)?[:.–—-]?"
_VARIANT = re.compile(rf"(?<![а-я])вариант\s*(?:№|no\.?|номер|n|#)?\s*[:.–—-]?\s*{_NUMBER}(?![\da-zа-я])")
_VARIANT_ALONE = re.compile(rf"[«\"(]*вариант{_SIGN}{_NUMBER}[»\").]*")
_VARIANT_BEHIND = re.compile(rf"{_NUMBER}(?:-?(?:й|ый|ой))?вариант[.]?")
_VARIANT_IN_WORDS = re.compile(
    r"(?P<word>перв|втор|трет|четверт|пят|шест)(?:ый|ой|ий)вариант|вариант(?P<word2>перв|втор|трет)\w{2}"
)
_ACROSS_LINES = re.compile(r"\n?".join("вариант") + r"\n*(?:№|no\.?)?\n*(?P<number>\d{1,5})(?=\n|$)")
_GLUED = re.compile(r"вариант ?№? ?(?P<number>\d{1,5})(?=[а-я]{4})")
"""Turned text comes without ends of lines: «Вариант 1Инструкция»."""
_PART = re.compile(
    r"(?:.{0,60}[.,:;–—-])?(?:вариант№?\d+[.,:;–—-]*)?"
    r"част[ьи](?P<part>1|2|i|ii|один|два|перв\w{2}|втор\w{2})[.,:]?(?:код.{0,3})?"
)
_PART_BEHIND = re.compile(r"(?P<part>1|2|i|ii|перв|втор)(?:-?(?:я|ая))?часть[.]?")
_PARTS = {"1": 1, "2": 2, "i": 1, "ii": 2, "один": 1, "два": 2}
_NAME_VARIANTS = (
    re.compile(r"(?:вариант|вар|variant|var)[ .№n-]*(\d{1,5})"),
    re.compile(r"(?<!\d)(\d{1,2})[ -]*(?:й|ый|ой)?[ -]*(?:вариант|вар|variant|var)(?![a-zа-я])"),
    re.compile(r"(?<![a-zа-я0-9])[вv][ -]?(\d{1,2})(?!\d)"),
)
"""Kinds of hints in a name, the plainest first."""
_NAME_PARTS = (
    re.compile(r"(?:часть|част|part|(?<![а-я])ч)[ .№-]*([12])(?!\d)"),
    re.compile(r"(?<!\d)([12])[ -]*(?:я|ая)?[ -]*(?:часть|part)"),
)


def variants_on_title(page: FoldedPage) -> tuple[int, ...]:
    """Variant numbers of a title page: those on a line of their own, else those in other lines. Mostly one."""
    alone = [_value(found) for line in page.squashed_lines if (found := _alone(line))]
    if any(alone):
        return tuple(dict.fromkeys(filter(None, alone)))
    inside = [_value(found) for line in page.lines if len(line) < 110 for found in _VARIANT.finditer(line)]
    if any(inside):
        return tuple(dict.fromkeys(filter(None, inside)))
    whole = "\n".join(page.squashed_lines)
    across = [int(found["number"]) for found in _ACROSS_LINES.finditer(whole)]
    return tuple(dict.fromkeys(across or (int(found["number"]) for found in _GLUED.finditer(page.running))))


def variant_of_headers(pages: tuple[FoldedPage, ...]) -> int | None:
    """The variant number that the first or last lines of most pages repeat."""
    seen: dict[int, int] = {}
    for page in pages:
        edge = (*page.lines[:4], *page.lines[-3:])
        numbers = {_value(found) for line in edge for found in _VARIANT.finditer(line)}
        for number in numbers - {0}:
            seen[number] = seen.get(number, 0) + 1
    repeated = [number for number, count in seen.items() if count * 2 > len(pages) and count > 1]
    return repeated[0] if len(repeated) == 1 else None


def parts_on(page: FoldedPage) -> tuple[int, ...]:
    """Parts that the page's headings name («Часть 1», «Часть II», «Вариант 3. Часть 2»)."""
    parts = []
    for line in page.squashed_lines:
        found = _PART.fullmatch(line) if len(line) < 110 else None
        if found := found or _PART_BEHIND.fullmatch(line):
            said = found["part"]
            parts.append(_PARTS.get(said) or (1 if said.startswith("перв") else 2))
    return tuple(dict.fromkeys(parts))


def variant_in_name(name: str) -> int | None:
    """The variant number that a folded file name hints at, if it hints at one only."""
    for pattern in _NAME_VARIANTS:
        if numbers := {int(number) for number in pattern.findall(name)}:
            return numbers.pop() if len(numbers) == 1 else None
    return None


def part_in_name(name: str) -> int | None:
    """The part that a folded file name hints at."""
    found = next((found for pattern in _NAME_PARTS if (found := pattern.search(name))), None)
    return int(found[1]) if found else None


def _alone(line: str) -> re.Match[str] | None:
    return _VARIANT_ALONE.fullmatch(line) or _VARIANT_BEHIND.fullmatch(line) or _VARIANT_IN_WORDS.fullmatch(line)


def _value(found: re.Match[str]) -> int:
    groups = found.groupdict()
    if word := groups.get("word") or groups.get("word2"):
        return _WORDS[word]
    said = groups["number"]
    return int(said) if said.isdigit() else _ROMAN.get(said, 0)  # 0: no number that we know
