"""Texts of list cells → values: class, room, seat, code, variant, count, mark, date. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vpr_print.intake.tables import Cell

GRADES = range(1, 12)
MAX_COUNT = 1000
LONGEST_ROOM = 40
LONGEST_VALUE = 60
"""A longer text is not a class, seat, variant or day, and is not searched for one."""
MAX_DIGITS = 30

_LATIN_LIKE = "ABCEHKMOPTXaceopxyk"
TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_YES = frozenset({"да", "+", "х", "x", "v", "1", "а3", "a3", "yes", "true", "✓", "✔", "д", "есть", "нужен", "нужно"})
_NO = frozenset({"нет", "-", "–", "—", "0", "а4", "a4", "no", "false", "н"})
_ROOM_PREFIX = re.compile(
    r"^(?:учебный\s+)?(?:кабинет|каб|аудитория|ауд|помещение)(?:\.\s*|\s*(?=[№:\d])|\s+)(?=\S)", re.IGNORECASE
)
_ROOM_SUFFIX = re.compile(r"(?<=[0-9а-яё])\s*\b(?:кабинет|каб|аудитория|ауд)\.?$", re.IGNORECASE)
_ONE_ROOM = r"(?:(?:кабинет|каб|аудитория|ауд)\b\.?\s*)?№?\s*[0-9]{1,4}[а-яёa-z]?"
_TWO_ROOMS = re.compile(
    rf"{_ONE_ROOM}(?:(?:\s*(?:[,;+]|\bи)\s+|\s*[;+]\s*){_ONE_ROOM})+|[0-9]{{3,4}},[0-9]{{3,4}}", re.IGNORECASE
)
_DESK_AND_SIDE = re.compile(
    r"(?:парта|стол|п)\.?\s*№?\s*([0-9]{1,3})[\s,;.-]*место\s*№?\s*([12])"
    r"|([0-9]{1,3})(?:-?я)?\s*(?:парта|стол)[\s,;.-]*([12])(?:-?е)?\s*место"
)
_LETTER_FOR_ZERO = re.compile(r"(?<=[0-9])[оo](?=[0-9])", re.IGNORECASE)
_ANOTHER_DAY = re.compile(
    r"(?:\b(?:от|до|№)|состоянию\s+на|список\s+(?:\w+\s+)?класса\b.{0,20}\bна"
    r"|(?:сформирован|создан|составлен|выгружен|обновл[её]н|напечатан|распечатан)\w*"
    r"|дата\s+(?:формирования|печати|выгрузки|создания|обновления|отч[её]та))[\s:]*$"
)
_NO_ROOM = re.compile(
    r"н|нет|н/?[бя]|не\s.*|неявка|отсут\w*|бол(?:ен|ьна|еет|ьн\w+)|дома|домашн\w*.*|на\s?дом\w*.*|освобожд\w*|выбыл\w*|отказ\w*",
    re.IGNORECASE,
)
_SEAT_ALPHABETS = ("абвгдежз", "abcdefgh")
_NOT_IN_NAMES = re.compile(r"[\d_@#$%^&*=+<>{}\[\]|\\/~:;!?]")


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class as everyone should write it: «5А»; ``latin`` are look-alikes found in it, for a flaw."""

    text: str
    grade: int
    latin: str = ""


@dataclass(frozen=True, slots=True)
class RawSeat:
    """A seat as the list says it, before its room tells what a letter means."""

    row: int | None
    desk: int
    letter: int | None = None
    """0 for А, 1 for Б …"""


@lru_cache(maxsize=4096)
def parse_class(text: str) -> ClassName | None:
    """The class of «5А», «5 "А"», «5-а», «5а класс», «5-й А»; None when there is no grade."""
    plain = re.sub(r"[«»\"'`“”„’()]", " ", text[: LONGEST_VALUE + 1])
    plain = re.sub(r"\b(классы?|класса|кл)\b\.?", " ", plain, flags=re.IGNORECASE)
    match = re.fullmatch(r"\s*([0-9]{1,2})(?![0-9])\s*(?:-?\s*(?:й|ый|ой)\b)?(.*?)\s*", plain)
    if not match or int(match[1]) not in GRADES:
        return None
    rest = re.sub(r"[\s.,_]+", "", match[2]).upper().replace("–", "-").replace("—", "-")
    rest = re.sub(r"^-(?=\D)", "", rest).rstrip("-")
    if not re.fullmatch(r"[^\W_](?:[^\W_]|-){0,9}|-[0-9]{1,2}|", rest):
        return None
    letters = re.findall("[A-Za-z]", re.sub(r"[\s.,_]+", "", match[2]))
    latin = "".join(dict.fromkeys(letters)) if all(letter in _LATIN_LIKE for letter in letters) else ""
    return ClassName(f"{int(match[1])}{rest}", int(match[1]), latin)


@lru_cache(maxsize=4096)
def parse_room(text: str) -> str | None:
    """The room's name without «каб.», «№» and quotes: «каб. №101» → «101»; None for two rooms and for no name."""
    plain = _ROOM_PREFIX.sub("", text[: 2 * LONGEST_VALUE])
    plain = re.sub(r"^(?:№|N\s|#|:)\s*(?:№\s*)?", "", plain)
    plain = _ROOM_SUFFIX.sub("", plain)
    plain = plain.strip(" «»\"'").rstrip(".,;:")
    if not plain or len(plain) > LONGEST_ROOM or not plain.isprintable() or not re.search(r"[^\W_]", plain):
        return None
    if _LETTER_FOR_ZERO.search(plain) or _TWO_ROOMS.fullmatch(plain) or _NO_ROOM.fullmatch(plain):
        return None
    if re.fullmatch(r"[0-9]+[.,]0", plain):
        plain = plain[:-2]
    if re.search("[0-9а-яА-Я]", plain) and not re.search("[BDFGIJLNQRSUVWZbdfghijlmnqrstuvwz]", plain.replace("B", "")):
        plain = plain.translate(TO_CYRILLIC)
    return plain


@lru_cache(maxsize=4096)
def room_key(room: str) -> str:
    """For comparing rooms: no spaces, case, ё/е, dashes of another length or kinds of decimal point («3,14»)."""
    plain = re.sub(r"\s+", "", room).casefold().replace("ё", "е").replace("–", "-").replace("—", "-")
    return re.sub(r"(?<=[0-9]),(?=[0-9])", ".", plain)


@lru_cache(maxsize=16_384)
def parse_seat(row: str, desk: str, seat: str) -> RawSeat | None:
    """The seat that the columns «Ряд», «Парта», «Место» say together; None when it cannot be understood.

    With a desk column the seat is its side (1 or 2, А or Б); otherwise the seat holds everything else.
    """
    if max(map(len, (row, desk, seat))) > LONGEST_VALUE:
        return None
    row_number = _row_number(row) if row else None
    if row and row_number is None:
        return None
    if desk and seat:
        base, side = _seat(desk), _side(seat)
        if base is None or side is None or base.letter is not None:
            return None
        base = RawSeat(base.row, base.desk, side)
    else:
        base = _seat(desk or seat)
    if base is None or (base.row is not None and row_number is not None and base.row != row_number):
        return None
    return RawSeat(row_number if base.row is None else base.row, base.desk, base.letter)


def parse_code(cell: Cell) -> tuple[str, bool] | None:
    """Digits of a code, and whether it was a number (60132.0); None when it holds anything else."""
    match = re.fullmatch(r"([0-9]+)([.,]0+)?", cell.text)
    if not match or cell.date is not None or len(match[1]) > MAX_DIGITS:
        return None
    return match[1], cell.numeric or bool(match[2])


def parse_variant(text: str) -> int | None:
    """1 for «1», «Вариант 1», «1 вариант», «В1»; None for anything else."""
    folded = text.casefold()[: LONGEST_VALUE + 1]
    match = re.fullmatch(r"(?:вариант|вар\.?|в\.?)?\s*№?\s*([0-9]{1,2})\s*(?:вариант|вар\.?)?", folded)
    return int(match[1]) if match and int(match[1]) else None


def parse_count(text: str) -> int | None:
    """15 for «15», «15 чел.»; None for anything else and above 1,000."""
    match = re.fullmatch(r"([0-9]{1,4})\s*(?:чел\w*\.?|уч\w*\.?|обуч\w*\.?)?", text.casefold())
    return int(match[1]) if match and int(match[1]) <= MAX_COUNT else None


def parse_mark(text: str) -> bool | None:
    """Whether the A3 column says yes; None when it is unclear. Empty means no."""
    folded = text.casefold().strip(" .!")
    if not folded and text.strip(" "):
        return None
    if not folded or folded in _NO:
        return False
    return True if folded in _YES else None


@lru_cache(maxsize=1024)
def parse_date(text: str) -> date | None:
    """The day of «21.04.2026», «21.04.26», «2026-04-21», «21 апреля 2026 г.», with or without a week day."""
    dates = find_dates(text) if len(text) <= LONGEST_VALUE else ()
    return dates[0] if len(dates) == 1 else None


def find_dates(text: str) -> tuple[date, ...]:
    """Every different day that the text names; days of orders and of printing («от 01.04.2026») are left out."""
    found: list[date] = []
    folded = text.casefold()
    months = "|".join(_MONTHS)
    numbers = r"(?<!\d)(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4}|\d{2})(?!\d)"
    iso = r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"
    words = rf"(?<!\d)«?\"?(?P<d>\d{{1,2}})»?\"?\s+(?P<m>{months})\s+(?P<y>\d{{4}})(?!\d)"
    for pattern in (iso, numbers, words):
        for match in re.finditer(pattern, folded, re.ASCII if pattern != words else 0):
            if _ANOTHER_DAY.search(folded[: match.start()]):
                continue
            month = _MONTHS.index(match["m"]) + 1 if match["m"] in _MONTHS else int(match["m"])
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            try:
                found.append(date(year, month, int(match["d"])))
            except ValueError:
                continue
    return tuple(dict.fromkeys(found))


def name_is_clean(name: str) -> bool:
    """Whether a name has letters, and neither digits nor signs that cannot be printed."""
    return name.isprintable() and not _NOT_IN_NAMES.search(name) and any(map(str.isalpha, name))


def is_of_two_alphabets(name: str) -> bool:
    """Whether a word of the name has Russian and Latin letters at once, such as a Latin «e» in «Петров»."""
    return any(re.search("[а-яё]", word, re.I) and re.search("[a-z]", word, re.I) for word in re.split(r"[\s-]", name))


def _row_number(text: str) -> int | None:
    folded = re.sub(r"\b(?:ряд|р)\b\.?|-?й\b", " ", text.casefold()).strip(" №")
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
    if folded in roman:
        return roman[folded]
    if len(folded) == 1 and (letter := _letter(folded)) is not None:
        return letter + 1
    return int(folded) if re.fullmatch("[0-9]{1,2}", folded) and int(folded) else None


def _seat(text: str) -> RawSeat | None:
    folded = text.casefold().replace("–", "-").replace("—", "-")
    row: int | None = None
    if named := re.search(r"\bряд\s*№?\s*([0-9]{1,2})\b|\b([0-9]{1,2})(?:-?й)?\s*ряд\w*", folded):
        row = int(named[1] or named[2])
        folded = folded[: named.start()] + folded[named.end() :]
    if sides := re.fullmatch(_DESK_AND_SIDE, folded.strip(" ,;.-")):
        desk, side = int(sides[1] or sides[3]), int(sides[2] or sides[4])
        return RawSeat(row, desk, side - 1) if desk and row != 0 else None
    folded = re.sub(r"\b(?:место|парта|парты|стол|м|п)\b\.?|№|-й\b", " ", folded).strip(" ,;-.")
    match = re.fullmatch(r"(?:([0-9]{1,2})\s*[-/.,:]\s*)?([0-9]{1,3})\s*-?\s*([а-яa-z])?", folded)
    if match and (row is None or match[1] is None):
        row = int(match[1]) if match[1] else row
        desk, sign = int(match[2]), match[3]
    elif turned := re.fullmatch(r"([а-яa-z])\s*-?\s*([0-9]{1,3})", folded):
        desk, sign = int(turned[2]), turned[1]
    else:
        return None
    letter = _letter(sign) if sign else None
    if not desk or row == 0 or (sign and letter is None):
        return None
    return RawSeat(row, desk, letter)


def _side(text: str) -> int | None:
    folded = text.casefold().strip(" .")
    sides = {"1": 0, "2": 1, "левое": 0, "правое": 1, "слева": 0, "справа": 1, "лев": 0, "прав": 1, "л": 0, "п": 1}
    if folded in sides:
        return sides[folded]
    letter = _letter(folded) if len(folded) == 1 else None
    return letter if letter in (0, 1) else None


def _letter(sign: str) -> int | None:
    """Position of a letter in its alphabet, Russian or Latin; None for others."""
    for alphabet in _SEAT_ALPHABETS:
        if sign in alphabet:
            return alphabet.index(sign)
    return None
