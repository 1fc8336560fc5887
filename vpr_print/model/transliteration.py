"""Names for files and folders in ASCII: copiers and old sticks garble Cyrillic ones. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 60
"""Longer names leave no room for the rest of a path on Windows."""

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ѳ": "f", "һ": "h", "ө": "o", "ү": "u", "ә": "a", "қ": "k", "ң": "n", "ғ": "g", "ҕ": "g",
    "ҳ": "h", "ҷ": "ch", "ҫ": "s", "ҙ": "z", "ҥ": "n", "җ": "zh", "ӑ": "a", "ӗ": "e", "ӳ": "u", "ӱ": "u", "ӧ": "o",
    "ӝ": "zh", "ӟ": "z", "ӥ": "i", "ӵ": "ch", "ӏ": "", "ҡ": "k", "ԥ": "p", "№": "n",
}  # fmt: skip
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
_OURS = frozenset({"source", "acts"})
"""What a work's folder holds beside its rooms."""
_EMPTY = "bez-imeni"


def transliterate(text: str) -> str:
    """Lower-case ASCII letters and digits with hyphens between: «Русский язык» is ``russkiy-yazyk``.

    Empty when the text has neither letters nor digits that could be written so.
    """
    pieces = []
    for character in unicodedata.normalize("NFC", text).casefold():
        pieces.append(_LETTERS.get(character, character))
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", "".join(pieces)) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def folder_names(names: Iterable[str]) -> tuple[str, ...]:
    """One name for a file or folder for each text, in order: never empty, never equal, never reserved by Windows.

    A name that is already given to an earlier text gets a number: «101» and «101.» are ``101`` and ``101-2``.
    """
    wanted = [_safe(transliterate(name)) for name in names]
    first_of: dict[str, int] = {}
    for index, name in enumerate(wanted):
        first_of.setdefault(name, index)
    counts: dict[str, int] = {}
    result = []
    for index, name in enumerate(wanted):
        chosen = name
        while first_of[name] != index and chosen in first_of:
            counts[name] = counts.get(name, 1) + 1
            chosen = f"{name}-{counts[name]}"
        result.append(chosen)
    return tuple(result)


def _safe(name: str) -> str:
    """Within the length, not empty, not a device of Windows, not a folder of ours."""
    name = name[:LONGEST].rstrip("-") or _EMPTY
    return f"{name}-papka" if name in _RESERVED | _OURS else name
