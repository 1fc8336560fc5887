"""How far a viewer moves on while it shows a text: what is hidden leaves a gap of its own width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, String

from vpr_print.prepress.contents import entries, spelt

SHOWS_TEXT = frozenset(("Tj", "TJ", "'", '"'))
_PLACES = frozenset(("BT", "ET", "Td", "TD", "Tm", "T*", "'", '"'))
_PLAIN_CMAP = "/Identity-H"
_SPACE = 0x20


@dataclass(slots=True)
class TextState:
    """What of the text state decides on widths (ISO 32000-1, 9.3), as instructions change it."""

    fonts: dict[str, Any]
    """Of the stream's resources, by name."""
    font: Object | None = None
    size: float = 0
    spacing: float = 0
    word_spacing: float = 0
    scale: float = 1
    owed: float = 0
    """How far text that was left out would have moved, in text space."""
    known: bool = True
    _saved: list[tuple[Object | None, float, float, float, float]] = field(default_factory=list)

    def follow(self, name: str, operands: list[Any]) -> None:
        """Take over what an instruction changes, before it is carried out."""
        if name in _PLACES:
            self.owed, self.known = 0, True
        match name, operands:
            case "q", _:
                self._saved.append((self.font, self.size, self.spacing, self.word_spacing, self.scale))
            case "Q", _ if self._saved:
                self.font, self.size, self.spacing, self.word_spacing, self.scale = self._saved.pop()
            case "Tf", [font, size]:
                self.font, self.size = self.fonts.get(spelt(font)), float(size)
            case "Tc", [spacing]:
                self.spacing = float(spacing)
            case "Tw", [spacing]:
                self.word_spacing = float(spacing)
            case "Tz", [percent]:
                self.scale = float(percent) / 100
            case '"', [word_spacing, spacing, _]:
                self.word_spacing, self.spacing = float(word_spacing), float(spacing)

    def skip(self, operands: list[Any]) -> None:
        """Leave out what an instruction shows."""
        try:
            self.owed += self._advance(operands[-1])
        except (ValueError, TypeError, LookupError, AttributeError):
            self.known = False

    def gap(self) -> float:
        """The number for ``TJ`` that makes up for what was left out, once; 0 when nothing was.

        Raises ``ValueError`` when nobody knows how wide that is.
        """
        if not self.known or (self.owed and not self.size * self.scale):
            raise ValueError("hidden text of unknown width")
        gap = -self.owed * 1000 / (self.size * self.scale) if self.owed else 0
        self.owed = 0
        return gap

    def _advance(self, shown: Any) -> float:
        """Of a string, or of an array as ``TJ`` takes it."""
        moved = 0.0
        for item in list(shown) if isinstance(shown, Array) else [shown]:
            if isinstance(item, String):
                moved += sum(self._widths(bytes(item)))
            else:
                moved -= float(item) / 1000 * self.size
        return moved * self.scale

    def _widths(self, text: bytes) -> Iterator[float]:
        if self.font is None:
            raise ValueError("no font")
        if self.font.get(Name.Subtype) == Name.Type0:
            wide = _cid_widths(self.font)
            for high, low in zip(text[::2], text[1::2], strict=False):
                yield wide.get(high << 8 | low, wide[-1]) / 1000 * self.size + self.spacing
        else:
            width_of = _simple_widths(self.font)
            for code in text:
                more = self.word_spacing if code == _SPACE else 0
                yield width_of.get(code, width_of[-1]) * self.size + self.spacing + more


def _cid_widths(font: Object) -> dict[int, float]:
    """Thousandths by character; under −1 that of all others."""
    below = font.get(Name.DescendantFonts)
    if spelt(font.get(Name.Encoding)) != _PLAIN_CMAP or not isinstance(below, Array) or not len(below):
        raise ValueError("characters of unknown codes")
    found = {-1: float(below[0].get(Name.DW, 1000))}
    widths = iter(list(below[0].get(Name.W, [])))
    for first in widths:
        second = next(widths)
        if isinstance(second, Array):
            found |= {int(first) + place: float(width) for place, width in enumerate(list(second))}
        else:
            width = float(next(widths))
            found |= dict.fromkeys(range(int(first), min(int(second), 0xFFFF) + 1), width)
    return found


def _simple_widths(font: Object) -> dict[int, float]:
    """Widths for a size of 1 by code; under −1 that of all others."""
    if Name.Widths not in font:
        return _standard_widths(font)
    descriptor = font.get(Name.FontDescriptor)
    missing = descriptor.get(Name.MissingWidth, 0) if isinstance(descriptor, Dictionary) else 0
    unit = float(font.FontMatrix[0]) if font.get(Name.Subtype) == Name.Type3 else 0.001
    first = int(font.get(Name.FirstChar, 0))
    return {first + place: float(width) * unit for place, width in enumerate(list(font.Widths))} | {
        -1: float(missing) * unit
    }


def _standard_widths(font: Object) -> dict[int, float]:
    """Of one of the 14 fonts that every viewer has."""
    from reportlab.pdfbase import _fontdata  # needed once in a thousand files

    metrics = _fontdata.widthsByFontGlyph.get(spelt(font.get(Name.BaseFont))[1:])
    if metrics is None:
        raise ValueError("widths of letters are not told")
    encoding = font.get(Name.Encoding)
    base = encoding.get(Name.BaseEncoding) if isinstance(encoding, Dictionary) else encoding
    letters = dict(enumerate(_fontdata.encodings.get(spelt(base)[1:], _fontdata.encodings["StandardEncoding"])))
    letters |= _differences(entries(encoding).get("/Differences", ()))
    return {code: metrics.get(letter, 0) / 1000 for code, letter in letters.items()} | {-1: 0.0}


def _differences(told: Iterable[Any]) -> Iterator[tuple[int, str]]:
    code = 0
    for item in told:
        if isinstance(item, Name):
            yield code, spelt(item)[1:]
            code += 1
        else:
            code = int(item)
