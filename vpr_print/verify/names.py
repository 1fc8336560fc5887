"""Full names in words that we added. Never tells which name it found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from vpr_print.model.seating import FullName

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_AT_ONCE = 100
"""Pages whose words are looked through together."""
_HYPHENS = str.maketrans("‐‑–—", "----")


class NameSearch:
    """Finds surname and first name side by side, in either order, or the whole name in any order.

    Case, ё and the signs between words do not matter. A single word is no full name.
    """

    def __init__(self, names: Iterable[FullName], own_texts: Iterable[str] = ()) -> None:
        """``own_texts`` may stand anywhere even if they read like a name: that of the school, of the subject."""
        patterns: set[tuple[str, ...]] = set()
        once: dict[str, str] = {}  # of a thousand names some hundred words
        for name in names:
            words = [once.setdefault(word, word) for word in _words(_fold(name.text))]
            if len(words) >= 2:
                patterns.add(tuple(sorted(words[:2])))
                patterns.add(tuple(sorted(words)))
        self._lengths = sorted({len(pattern) for pattern in patterns})
        self._patterns = patterns
        self._starts = {word for pattern in patterns for word in pattern}
        self._glued = {"".join(order) for a, *rest in patterns if len(rest) == 1 for order in ((a, *rest), (*rest, a))}
        self._own = tuple(text for text in (" ".join(_words(_fold(text))) for text in own_texts) if text)

    def pages_with_names(self, pages: Sequence[str]) -> list[int]:
        """The pages, from 1, in which a full name stands."""
        found: list[int] = []
        for start in range(0, len(pages), _AT_ONCE):
            some = pages[start : start + _AT_ONCE]
            if self._may_be_in(_words(_fold("\n".join(some)))):  # hardly ever
                found += [number for number, words in enumerate(some, start + 1) if self.finds(words)]
        return found

    def finds(self, text: str) -> bool:
        """Whether a full name stands in the text."""
        if not self._patterns:
            return False
        words = _words(_fold(text))
        if not self._may_be_in(words):
            return False
        if self._own:
            line = f" {' '.join(words)} "
            for own in self._own:
                line = line.replace(f" {own} ", " \n ")
            words = line.split(" ")
        if not self._glued.isdisjoint(words):
            return True
        return any(
            tuple(sorted(words[i : i + length])) in self._patterns
            for i, word in enumerate(words)
            if word in self._starts
            for length in self._lengths
        )

    def _may_be_in(self, words: list[str]) -> bool:
        """Whether any of the words belongs to a name."""
        return not (self._starts.isdisjoint(words) and self._glued.isdisjoint(words))


def _fold(text: str) -> str:
    return FullName(unicodedata.normalize("NFKC", text).translate(_HYPHENS)).folded


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
