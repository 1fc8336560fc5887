"""How cells are written: addresses, runs of addresses, and clean text of a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from vpr_print.model.work import CellRef

SHOWN_RUNS = 12
"""Runs of cells that a message names before it says how many more there are."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


def clean(text: str) -> str:
    """The text with single plain spaces, composed letters and without invisible signs.

    No-break, thin and other spaces, tabs and line ends become one space; й written as two signs becomes one.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(text.split())


def column_letters(index: int) -> str:
    """Letters of a column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_list(cells: Iterable[CellRef]) -> str:
    """The cells as people write them, one line for each sheet; cells in a column become a run: C5–C20."""
    lines = []
    for (file, sheet), group in groupby(dict.fromkeys(cells), key=lambda cell: (cell.file, cell.sheet)):
        runs = _runs([cell.cell for cell in group if cell.cell])
        more = f" и ещё {len(runs) - SHOWN_RUNS}" if len(runs) > SHOWN_RUNS else ""
        head = CellRef(file, sheet, "")
        word = "ячейка " if len(runs) == 1 and "–" not in runs[0] else "ячейки "
        if runs and not _ADDRESS.match(runs[0]):  # «стр. 2»: a page of a PDF
            word = ""
        lines.append(f"{head}, {word}{', '.join(runs[:SHOWN_RUNS])}{more}" if runs else str(head))
    return "\n".join(dict.fromkeys(lines))


def first_few(texts: Sequence[str], most: int = 10) -> str:
    """The first texts in one line, and how many more there are."""
    more = f" и ещё {len(texts) - most}" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def _runs(addresses: list[str]) -> list[str]:
    """Neighbours in a column joined: C5, C6, C7 → C5–C7."""
    runs: list[tuple[str, str]] = []
    addresses = list(dict.fromkeys(addresses))
    previous: tuple[str, int] | None = None
    for address in addresses:
        match = _ADDRESS.fullmatch(address)
        here = (match[1], int(match[2])) if match else None
        if here and previous and here == (previous[0], previous[1] + 1):
            runs[-1] = (runs[-1][0], address)
        else:
            runs.append((address, address))
        previous = here
    return [first if first == last else f"{first}–{last}" for first, last in runs]
