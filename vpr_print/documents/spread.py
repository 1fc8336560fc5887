"""Rows with texts that people wrote, of any length and in any letters: what does not fit goes on in the next row."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from vpr_print.documents.elements import fit_styled
from vpr_print.documents.values import Rows
from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.schema import Column, Layout, Table, Text
from vpr_print.model.geometry import Size


def spread(rows: Rows, name: str, layout: Layout, fonts: FontBook) -> Rows:
    """The rows of the layout's table ``name``, each followed by as many more as its longest text needs.

    The rows that follow hold only what did not fit. Letters that the fonts lack are written as their codes.
    """
    tables = (element for element in layout.elements if isinstance(element, Table))
    table = next(element for element in tables if element.rows == name)
    columns = {column.content.strip("{}"): column for column in table.columns if column.draw == "text"}
    result: Rows = []
    for row in rows:
        parts = {
            name: _parts(printable(row[name], fonts), _fitting(column, table, layout, fonts))
            for name, column in columns.items()
            if name in row
        }
        for place in range(max(map(len, parts.values()), default=1)):
            shown = {name: pieces[place] if place < len(pieces) else "" for name, pieces in parts.items()}
            result.append((row if place == 0 else dict.fromkeys(row, "")) | shown)
    return result


def shortened(text: str, field: str, layout: Layout, fonts: FontBook) -> str:
    """A text that somebody wrote, on one line, as much of its ends as the boxes have room for that hold only ``field``.

    Names of files differ at their ends; the middle is left out. Letters that the fonts lack are written as their codes.
    """
    line = printable(text, fonts)
    boxes = [item for item in layout.elements if isinstance(item, Text) and item.content == f"{{{field}}}"]

    def fits(letters: int) -> bool:
        shown = _without_middle(line, letters)
        return all(fit_styled(shown, Size(*box.size), layout.styles[box.style], box.overflow, fonts) for box in boxes)

    if fits(len(line)):
        return line
    return _without_middle(line, bisect_left(range(len(line)), True, key=lambda letters: not fits(letters)) - 1)


def _without_middle(line: str, letters: int) -> str:
    if letters >= len(line):
        return line
    half = max(letters - 1, 0) // 2
    return f"{line[:half]}…{line[len(line) - half :]}"


def printable(text: str, fonts: FontBook) -> str:
    """A text that somebody wrote, on one line, with codes in the place of letters that the fonts lack."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    for letter in fonts.missing(line):
        line = line.replace(letter, f"[U+{ord(letter):04X}]")
    return line


def _fitting(column: Column, table: Table, layout: Layout, fonts: FontBook) -> Callable[[str], bool]:
    """Whether a text fits a cell of the column, with white above and below."""
    cell = Size(column.width - 2 * table.padding, table.row_height - 2 * table.padding)
    style = layout.styles[column.style]
    return lambda text: fit_styled(text, cell, style, column.overflow, fonts) is not None


def _parts(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text in parts that fit: cut between words, and within a word where that alone does not fit."""
    if fits(text):  # nearly every text
        return [text]
    words = [piece for word in text.split(" ") for piece in _grown(word, "", fits)]
    return list(_grown(words, " ", fits))


def _grown(pieces: Sequence[str], glue: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """The pieces joined into as few parts as fit, one after another; never less than one piece."""
    part = ""
    for piece in pieces:
        longer = f"{part}{glue}{piece}" if part else piece
        if part and not fits(longer):
            yield part
            longer = piece
        part = longer
    if part:
        yield part
