"""A text fitted into a box: one line or several, smaller type where that is allowed, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.symbol_size import CAPITAL, POINT_MM
from vpr_print.model.geometry import Size

_INK = 0.92
"""Height of the letters of one line, descenders included, as a part of the type size."""
_SLACK_MM = 0.02
_STEP_PT = 0.25


class Fit(Enum):
    """What may be done so that a text fits."""

    AS_IS = auto()
    SMALLER = auto()
    LINES = auto()
    """Several lines first, then smaller type."""


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """How the text is set."""

    size_pt: float
    bold: bool = False
    leading: float = 1.15
    spacing_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit, with the type size that they fit at."""

    lines: tuple[tuple[str, float], ...]
    """Each line with its width, mm."""
    size_pt: float
    leading: float

    def baselines(self, top: float, height: float, anchor: float) -> tuple[float, ...]:
        """Heights of the baselines in a box; ``anchor`` 0 hangs the text at the top, ½ centres it, 1 sets it down."""
        size = self.size_pt * POINT_MM
        pitch = size * self.leading
        first = top + (height - pitch * len(self.lines)) * anchor + (pitch + size * CAPITAL) / 2
        return tuple(first + pitch * place for place in range(len(self.lines)))


def fit_text(
    text: str, box: Size, style: TypeStyle, fonts: FontBook, *, allowed: Fit = Fit.AS_IS, smallest_pt: float = 7.0
) -> Fitted | None:
    """The text at the largest size that fits the box, or None. A line end in the text always starts a new line.

    Raises ``MissingLettersError``.
    """
    size_pt = style.size_pt
    if "\n" not in text and size_pt * POINT_MM * _INK <= box.h + _SLACK_MM:
        width = fonts.width(text, size_pt=size_pt, bold=style.bold, spacing_mm=style.spacing_mm)
        if width <= box.w + _SLACK_MM:  # nearly every text
            return Fitted(((text, width),), size_pt, style.leading)
    paragraphs = text.split("\n")
    while True:
        fitted = _at_size(paragraphs, box, style, size_pt, fonts, wrap=allowed is Fit.LINES)
        if fitted is not None or allowed is Fit.AS_IS or size_pt <= smallest_pt:
            return fitted
        size_pt = max(size_pt - _STEP_PT, smallest_pt)


def _at_size(
    paragraphs: list[str], box: Size, style: TypeStyle, size_pt: float, fonts: FontBook, *, wrap: bool
) -> Fitted | None:
    size = size_pt * POINT_MM
    most = int((box.h + _SLACK_MM - size * _INK) / (size * style.leading) + 1)
    if len(paragraphs) > most or size * _INK > box.h + _SLACK_MM:
        return None
    lines: list[tuple[str, float]] = []
    limit = box.w + _SLACK_MM
    for paragraph in paragraphs:
        width = fonts.width(paragraph, size_pt=size_pt, bold=style.bold, spacing_mm=style.spacing_mm)
        if width <= limit:
            lines.append((paragraph, width))
        elif wrap and width <= limit * most:
            lines += _wrapped(paragraph, style, size_pt, fonts, limit)
        else:
            return None
    if len(lines) > most or any(width > limit for _, width in lines):
        return None
    return Fitted(tuple(lines), size_pt, style.leading)


def _wrapped(
    paragraph: str, style: TypeStyle, size_pt: float, fonts: FontBook, limit: float
) -> list[tuple[str, float]]:
    """Lines broken at spaces (not at no-break spaces); a word that is too long stands alone and is too wide."""
    gap = fonts.width(" ", size_pt=size_pt, bold=style.bold) + 2 * style.spacing_mm
    lines: list[tuple[str, float]] = []
    words: list[str] = []
    width = 0.0
    for word in paragraph.split(" "):
        length = fonts.width(word, size_pt=size_pt, bold=style.bold, spacing_mm=style.spacing_mm)
        if words and width + gap + length > limit:
            lines.append((" ".join(words), width))
            words, width = [word], length
        else:
            width += length + (gap if words else 0.0)
            words.append(word)
    lines.append((" ".join(words), width))
    return lines
