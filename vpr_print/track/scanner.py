"""What a hand scanner types: numbers whole, in parts or glued together, bag numbers, and words of the person. Pure.

The scanner is a keyboard. Digits come through in any layout, letters do not: a word or a bag number that was typed
with the wrong layout is put back by the keys' places.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from vpr_print.model.identifier import DIGITS, CodeNumber, Identifier, NotOurNumber, parse_number

SAME_SCAN_S = 1.5
"""A second identical scan within this time is one pull of the trigger too many."""
PARTS_S = 3.0
"""Parts of one number come within this time of each other."""


class Word(Enum):
    """What a person tells the station beside numbers; the value is what he may type, Russian first."""

    UNDO = ("отмена", "отменить", "undo", "-")
    END = ("конец", "выход", "end", "exit", "quit")
    WHAT_LACKS = ("?", ",", "список", "что", "list")
    CLOSE = ("собран", "закрыть", "close")
    SPOILED = ("испорчен", "испорчено", "spoiled")
    LOST = ("утрачен", "утрачено", "lost")


@dataclass(frozen=True, slots=True)
class Said:
    """A word, perhaps with ordinals of sets: «утрачен 07 11»."""

    word: Word
    ordinals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that is neither a number of ours nor a word: a bag's number, a room's name, or a slip."""

    text: str
    part: bool = False
    """It may be the beginning of a number whose rest is still to come."""


@dataclass(frozen=True, slots=True)
class Pause:
    """An empty line."""


Heard = Identifier | CodeNumber | Said | Typed | Pause


class Scanner:
    """Puts together what comes line by line; keeps the part of a number that waits for its rest."""

    def __init__(self) -> None:
        self._part = ""
        self._part_at = 0.0

    def hear(self, line: str, at: float) -> tuple[Heard, ...]:
        """What one line says; ``at`` is seconds of a clock that never goes back."""
        text = _plain(line)
        part, self._part = (self._part if at - self._part_at <= PARTS_S else ""), ""
        if not text:
            self._part = part
            return (Pause(),)
        if said := _word(text):
            return (said,)
        digits = _GAPS.sub("", _SYMBOLOGY.sub("", text))
        if numbers := _numbers(digits) or _numbers(part + digits, only_one=True):
            return numbers
        if _DIGITS.fullmatch(digits) and len(digits) < DIGITS:
            longer = part + digits
            self._part, self._part_at = longer if len(longer) < DIGITS else digits, at
            return (Typed(text, part=True),)
        return (Typed(text),)

    def forget(self) -> None:
        """The last text was understood: it is no part of a number."""
        self._part = ""


def may_be_ours(text: str, site: str) -> bool:
    """Whether a text that should be a bag's number is rather one of ours with a slip in it, or a piece of one.

    Makers' numbers have no check digits that we know, so a slip in one of ours must not pass for one.
    """
    digits = sum(sign.isdigit() for sign in text)
    if DIGITS - 1 <= len(text) <= DIGITS + 1 and digits >= DIGITS - 2:
        return True
    return (text.isdigit() and site in text) or any(_numbers(run) for run in _RUNS.findall(text))


_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_RUNS = re.compile(rf"(?=([0-9]{{{DIGITS}}}))", re.ASCII)
_GAPS = re.compile(r"\s+")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1bO?.?")
"""Keys that are no letters, and what a terminal puts around a pasted text."""
_SYMBOLOGY = re.compile(r"^[\]ъ][a-zа-я][0-9](?=[0-9\s]{16,}$)", re.IGNORECASE)
"""What some scanners put before the digits to say which kind of symbol it was (ISO/IEC 15424): ``]C1``."""
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./&"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю.?"
_WORDS = {spelled: word for word in Word for spelled in word.value}
_WORDS |= {
    spelled.translate(layout): word
    for spelled, word in _WORDS.items()
    for layout in (str.maketrans(_LATIN, _RUSSIAN), str.maketrans(_RUSSIAN, _LATIN))
    if len(spelled) > 1
} | _WORDS


def _plain(line: str) -> str:
    """The line without signs that nobody sees; digits as ASCII."""
    text = unicodedata.normalize("NFKC", ESCAPES.sub("", line))
    return "".join(sign for sign in text if sign == "\t" or unicodedata.category(sign)[0] != "C").strip()


def _word(text: str) -> Said | None:
    first, *rest = text.lower().split()
    word = _WORDS.get(first)
    if word is None or not all(_DIGITS.fullmatch(piece) and len(piece) <= 3 for piece in rest):
        return None
    return Said(word, tuple(map(int, rest)))


def _numbers(digits: str, *, only_one: bool = False) -> tuple[Identifier | CodeNumber, ...]:
    """The numbers that stand in the digits one after the other and fill them; empty where they do not."""
    count, rest = divmod(len(digits), DIGITS)
    if rest or not count or (only_one and count > 1):
        return ()
    try:
        return tuple(parse_number(digits[at : at + DIGITS]) for at in range(0, len(digits), DIGITS))
    except NotOurNumber:
        return ()
