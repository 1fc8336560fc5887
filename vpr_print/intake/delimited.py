"""Text tables (CSV and its relatives) as rows: encoding, delimiter, quotes."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from typing import Literal

from charset_normalizer import from_bytes

DELIMITERS = (";", "\t", "|", ",")
ENCODINGS = ("cp1251", "cp866", "koi8_r")
SAMPLE_BYTES = 65_536
SAMPLE_RECORDS = 300
LONGEST_CELL_LINES = 20
"""A cell with more lines than that comes from a quote that is never closed."""

_LIST_WORDS = re.compile(
    r"\b(фио|фамили\w+|отчеств\w+|класс\w*|кабинет\w*|аудитори\w+|код\w*|участник\w*|ученик\w*|предмет|вариант"
    r"|место|парта|ряд|каб|дата|список|всего|итого|распределение)\b",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


Quoting = Literal[0, 3]
"""``csv.QUOTE_MINIMAL`` or ``csv.QUOTE_NONE``."""


class NotText(ValueError):
    """The bytes are not the text of a table in any encoding that we know."""


class TooManyRows(ValueError):
    """More records than allowed."""


def read_delimited(content: bytes, most: int) -> list[tuple[int, list[str]]]:
    """Records as (0-based row of the spreadsheet program, texts).

    Raises ``NotText``, or ``TooManyRows`` beyond ``most`` records.
    """
    text = decode(content)
    first, _, rest = text.partition("\n")
    if named := re.fullmatch(r"\s*\"?sep=(.)\"?\s*", first, re.IGNORECASE):
        return _records(rest, named[1], most)
    return _records(text, find_delimiter(text), most)


def decode(content: bytes) -> str:
    """The text of the bytes: by BOM, as UTF-16 without one, as strict UTF-8, else in the likeliest code page."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strict(content, encoding)
    if b"\0" in content:
        even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
        return _strict(content, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return _strict(content, "utf-8")
    except NotText:
        return _strict(content, _code_page(content))


def find_delimiter(text: str) -> str:
    """The sign that splits the first records most evenly; «;» for a table of one column."""
    sample = text[: SAMPLE_BYTES * 2]
    best, best_score = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        widths = [len(record) for record in _sample(sample, delimiter)]
        split = Counter(width for width in widths if width > 1)
        if not split:
            continue
        width, count = max(split.items(), key=lambda item: (item[1], item[0]))
        score = count / len(widths) * math.log2(min(width, 16))
        if score > best_score * 1.001:
            best, best_score = delimiter, score
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(field.strip() for field in record):
                records.append(record)
            if len(records) == SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return records


def _records(text: str, delimiter: str, most: int) -> list[tuple[int, list[str]]]:
    try:
        records = _parse(text, delimiter, most, 0)
        if not _has_open_quote(records, delimiter):
            return records
    except csv.Error:
        pass
    try:
        plain = _parse(text, delimiter, most, 3)
    except csv.Error as error:
        raise NotText("fields without end") from error
    return [(index, [field.strip().strip('"') for field in record]) for index, record in plain]


def _has_open_quote(records: list[tuple[int, list[str]]], delimiter: str) -> bool:
    """Whether a cell holds whole records: a quote was opened and not closed, and swallowed the people below."""
    widths = Counter(len(record) for _, record in records)
    usual = max(widths, key=lambda width: (widths[width], width), default=1)
    least = max(len(records[0][1]) if records else 1, usual, 2) - 1
    for _, record in records:
        for field in record:
            lines = field.splitlines() if "\n" in field or "\r" in field else []
            if len(lines) > LONGEST_CELL_LINES or any(line.count(delimiter) >= least for line in lines[1:]):
                return True
    return False


def _parse(text: str, delimiter: str, most: int, quoting: Quoting) -> list[tuple[int, list[str]]]:
    records = []
    for index, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)):
        if record:
            records.append((index, record))
            if len(records) > most:
                raise TooManyRows
    return records


def _code_page(content: bytes) -> str:
    """The Russian code page in which words of our lists appear, else charset-normalizer's opinion."""
    sample = content[:SAMPLE_BYTES]
    hits = {page: len(_LIST_WORDS.findall(sample.decode(page, "replace"))) for page in ENCODINGS}
    ranked = sorted(hits.values())
    if ranked[-1] > ranked[-2]:
        return max(hits, key=lambda page: hits[page])
    best = from_bytes(sample, cp_isolation=["utf_8", "utf_16", *ENCODINGS]).best()
    if best is None:
        raise NotText("no encoding fits")
    return best.encoding


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(encoding) from error
    text = text.rstrip("\x1a")
    if "\0" in text or len(_CONTROLS.findall(text)) * 50 > len(text):
        raise NotText("control signs")
    return text.removeprefix("\ufeff")
