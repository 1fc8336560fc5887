"""Participant codes in the text of a PDF, read in a process with limits of time and memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2

from vpr_print.intake.entries import CODE_LENGTHS, commonest_length
from vpr_print.intake.list_errors import (
    CodePagesUnclearError,
    ListDamagedError,
    ListPasswordError,
    ListRole,
    ListTooLargeError,
)
from vpr_print.intake.title_facts import read_facts
from vpr_print.sandbox import Crashed, Limits, OutOfMemory, SandboxError, SandboxTimeout, call

MAX_PAGES = 500
MAX_WORDS = 200_000
SAME_LINE_PT = 4.0
"""Words whose middles are nearer than that stand on one line."""
SAME_COLUMN_PT = 6.0

_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)*|[А-ЯЁ]\.(?:[А-ЯЁ]\.)?")
_CAPTION_WORDS = frozenset({"код", "коды", "участника", "участников", "участник", "впр", "№", "п/п", "№п/п"})


class PageTrouble(StrEnum):
    """Why the text of a PDF was not read."""

    PASSWORD = "password"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Word:
    """Signs without a gap between them; left edge and middle in points from the top left corner."""

    text: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PageCode:
    """What stands at the place of a code: digits of any length, and whose they are as far as the page says."""

    digits: str
    page: int
    grade: int | None
    """Of the last line above it that names one and holds no code."""
    named: bool
    """A name stands on its line."""


def read_code_pages(file: str, content: bytes, length: int | None) -> tuple[PageCode, ...]:
    """What stands at the places of codes, in reading order.

    Raises ``CodePagesUnclearError`` when numbers of a code's length stand among words, ``ListPasswordError``,
    ``ListDamagedError``, ``ListTooLargeError``.
    """
    try:
        words = call(page_words, content, limits=Limits(seconds=60, megabytes=1024, result_megabytes=128))
    except (SandboxTimeout, OutOfMemory):
        words = PageTrouble.TOO_LARGE
    except (Crashed, SandboxError):
        words = PageTrouble.DAMAGED
    match words:
        case PageTrouble.PASSWORD:
            raise ListPasswordError(ListRole.CODES, file)
        case PageTrouble.DAMAGED:
            raise ListDamagedError(ListRole.CODES, file)
        case PageTrouble.TOO_LARGE:
            raise ListTooLargeError(ListRole.CODES, file, f"больше {MAX_PAGES} страниц или слишком много знаков")
    return tuple(_with_owners(words, find_codes(file, words, length)))


def find_codes(file: str, words: Sequence[Word], length: int | None) -> tuple[Word, ...]:
    """Words that are codes, line by line: those of lines that hold numbers and captions only."""
    numbers = [word.text for word in words if _is_number(word) and len(word.text) in CODE_LENGTHS]
    usual = length or commonest_length([text for text in numbers if not _is_year(text)] or numbers)
    pure: list[list[Word]] = []
    mixed: list[Word] = []
    for line in _lines(words):
        digits = [word for word in line if _is_number(word)]
        if len(digits) == len([word for word in line if word.text.casefold().strip(":.") not in _CAPTION_WORDS]):
            pure.append(digits)
        else:
            mixed += [word for word in digits if len(word.text) == usual]
    codes = [word for line in pure for word in _without_ordinals(line, usual)]
    if not any(len(word.text) == usual for word in codes):
        columns = Counter(round(word.x / SAME_COLUMN_PT) for word in mixed)
        if len(mixed) > 1 and len(columns) == 1:
            return tuple(mixed)
        codes = []
    if mixed:
        raise CodePagesUnclearError(f"{file}, стр. {mixed[0].page}")
    return tuple(codes)


def _with_owners(words: Sequence[Word], codes: Sequence[Word]) -> Iterator[PageCode]:
    """The codes with what their lines and the lines above them say."""
    chosen = set(codes)
    grade: int | None = None
    for line in _lines(words):
        here = [word for word in line if word in chosen]
        if not here:
            grade = read_facts(" ".join(word.text for word in line)).grade or grade
        named = sum(bool(_NAME.fullmatch(word.text)) for word in line) > 1
        yield from (PageCode(word.text, word.page, grade, named) for word in here)


def page_words(content: bytes) -> tuple[Word, ...] | PageTrouble:
    """Every word of the pages with its place, or what is wrong with the file. For the process with limits."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return PageTrouble.PASSWORD if "password" in str(error).casefold() else PageTrouble.DAMAGED
    if len(pdf) > MAX_PAGES:
        return PageTrouble.TOO_LARGE
    words: list[Word] = []
    for number in range(len(pdf)):
        try:
            page = pdf[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            return PageTrouble.DAMAGED
        top = page.get_height()
        text = text_page.get_text_range()
        for match in re.finditer(r"\S+", text):
            left, low, _, high = text_page.get_charbox(match.start())
            words.append(Word(match[0], number + 1, round(left, 1), round(top - (low + high) / 2, 1)))
            if len(words) > MAX_WORDS:
                return PageTrouble.TOO_LARGE
    return tuple(words)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words of each page from the top to the bottom, from the left to the right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.page, word.y, word.x)):
        if lines and lines[-1][0].page == word.page and word.y - lines[-1][0].y < SAME_LINE_PT:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x) for line in lines]


def _without_ordinals(line: Sequence[Word], usual: int) -> list[Word]:
    """The words of a line of numbers without ordinals before the codes, page numbers and years.

    A number of another length that is left is a damaged code, to be named.
    """
    if not any(len(word.text) == usual for word in line):
        rest = [word for word in line if len(word.text) in CODE_LENGTHS and not _is_year(word.text)]
        return rest if len(rest) == len(line) else []
    return [word for word in line if len(word.text) == usual or len(word.text) >= CODE_LENGTHS.start]


def _is_number(word: Word) -> bool:
    return bool(re.fullmatch("[0-9]{1,30}", word.text))


def _is_year(text: str) -> bool:
    return bool(re.fullmatch("20[0-9]{2}", text))
