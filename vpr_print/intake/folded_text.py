"""Text of a PDF page made comparable: spaced letters, look-alikes, ligatures and soft hyphens are evened out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_UPPER = str.maketrans("ABCEHKMOPTXYΑΒΕΗΚΜΟΡΤΧΥ", "АВСЕНКМОРТХУАВЕНКМОРТХУ")
_LOWER = str.maketrans("aceopxykοаεр", "асеорхукоаер")
_LOOKALIKE = re.compile(r"[ABCEHKMOPTXYaceopxykΑΒΕΗΚΜΟΡΤΧΥοαερ]+")
_CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\ufffe\uffff]")
_CP1251 = {code: bytes([code]).decode("cp1251") for code in (*range(0xC0, 0x100), 0xA8, 0xB8, 0xB9)}
_WORD = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){2,}[^\W\d_](?!\w)")
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u2010]\n(?=[^\W\d_])")


@dataclass(frozen=True)
class FoldedPage:
    """One page's text: ``lines`` as they stand, without blank ones, in lower case and Cyrillic where meant so."""

    lines: tuple[str, ...]
    starts_upper: tuple[bool, ...]
    """For each line: whether its first letter is a capital (or it begins with a digit or sign)."""

    @cached_property
    def squashed_lines(self) -> tuple[str, ...]:
        """Lines without any space: «О т в е т ы» and «Ответы» are the same there."""
        return tuple("".join(line.split()) for line in self.lines)

    @cached_property
    def squashed(self) -> str:
        """The whole page without spaces and line ends."""
        return "".join(self.squashed_lines)

    @cached_property
    def running(self) -> str:
        """The whole page as one line with single spaces."""
        return " ".join(self.lines)

    def as_read(self, start: int, stop: int) -> str:
        """The part ``squashed[start:stop]`` of the page with its spaces."""
        places = [place for place, sign in enumerate(self.running) if sign != " "]
        return self.running[places[start] : places[stop - 1] + 1]

    @property
    def letters(self) -> int:
        """Letters and digits on the page; nearly none on a scan."""
        return sum(character.isalnum() for character in self.squashed)


def fold_page(text: str) -> FoldedPage:
    """The page's text made comparable. ё is е, № stays, NFKC undoes ligatures and full-width letters."""
    text = _unmixed(text).replace("\r\n", "\n").replace("\r", "\n").replace("№", "\ue000")
    text = unicodedata.normalize("NFKC", text).replace("\ue000", "№")
    text = _BROKEN.sub("", _INVISIBLE.sub("", text))
    lines: list[str] = []
    upper: list[bool] = []
    for raw in re.split(r"[\n\v\f\u2028\u2029]+", text):
        line = " ".join(raw.split())
        if not line:
            continue
        letter = _WORD.search(line)
        upper.append(letter is None or letter.start() > 0 or not line[0].islower())
        lines.append(fold(line))
    return FoldedPage(tuple(lines), tuple(upper))


def _unmixed(text: str) -> str:
    """The text in Cyrillic, where a font without a table gave «Âàðèàíò» for «Вариант» (cp1251 read as Latin)."""
    letters = sum(character.isalpha() for character in text)
    if sum("\u00c0" <= character <= "\u00ff" for character in text) * 5 < letters * 2:
        return text
    return text.translate(_CP1251)


def fold(text: str) -> str:
    """One line made comparable: single spaces, look-alikes, no case, ё as е, spaced letters pulled together."""
    line = _WORD.sub(_cyrillic, " ".join(_INVISIBLE.sub("", text).split())).casefold().replace("ё", "е")
    return _SPACED.sub(lambda run: run[0].replace(" ", ""), line)


def _cyrillic(word: re.Match[str]) -> str:
    """The word in Cyrillic, where it holds a Cyrillic letter or nothing but letters that look like Cyrillic ones."""
    text = word[0]
    if not (_CYRILLIC.search(text) or _LOOKALIKE.fullmatch(text)):
        return text
    return text.translate(_UPPER).translate(_LOWER)
