"""A page as it is read: what its symbols and texts say, and apart from that its frame.

Pages of the same kind differ from room to room in what they say, and in little else. So a page that was read operator
by operator leaves a pattern: its content with gaps. A page whose content is the same but for the gaps, with nothing
but rectangles in the gaps of symbols and hexadecimal digits in those of texts, has the same frame, and only what it
says is read anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from operator import attrgetter, or_
from typing import NamedTuple

from vpr_print.model.geometry import Rect
from vpr_print.verify.code128 import decode_row
from vpr_print.verify.decoding import decode_qr_rows
from vpr_print.verify.drawn import ValueSpan, read_with_spans, rectangle
from vpr_print.verify.painted import Box, Decode, Drawing, Placed
from vpr_print.verify.qr import decode_modules
from vpr_print.verify.read_stamps import Symbol, SymbolKind, Unread, read_stamps, rect_of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Frame:
    """All of a page but what its symbols and texts say. Pages with the same pattern share one."""

    placed: tuple[Placed, ...]
    symbols: tuple[Symbol, ...]
    """Their digits are those of the page that the frame was taken from."""
    unread: tuple[Unread, ...]
    rest: tuple[Rect, ...]
    """Other black rectangles."""
    others: tuple[Rect, ...]
    """Ink that is neither."""
    covered: bool
    """Whether the first form lies over ink."""
    hidden_text: bool
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageReading:
    frame: Frame
    said: tuple[str, ...]
    """What each symbol of the frame says; of a QR code larger than version 1 what another decoder reads."""
    texts: tuple[str, ...]


class PageReader:
    """Reads pages and remembers their patterns."""

    def __init__(self, *, texts_move: bool, most: int) -> None:
        """``texts_move``: the place of a text says nothing; ``most`` patterns are kept."""
        self._texts_move = texts_move
        self._most = most
        self._patterns: dict[tuple[str, bytes, int], _Pattern] = {}

    def read(self, content: bytes, fonts: Mapping[str, Decode], height_mm: float, kind: str = "") -> PageReading:
        """What a page with this content shows; ``height_mm`` turns the y axis, pages of one ``kind`` are alike."""
        # the first line of a set's page calls the variant's
        key = kind, content[: content.find(b"\n")], content.count(b" Tj ")
        pattern = self._patterns.get(key)
        reading = pattern.read(content, fonts, height_mm) if pattern else None
        if reading is None:
            drawing, spans = read_with_spans(content, fonts)
            reading = _reading_of(drawing, height_mm)
            gaps = _gaps(drawing, spans, reading.frame, texts_move=self._texts_move)
            pattern = _Pattern(content, gaps, reading.frame, fonts, height_mm)
            if pattern.read(content, fonts, height_mm) == reading:
                if len(self._patterns) >= self._most:
                    self._patterns.clear()
                self._patterns[key] = pattern
        return reading


def _reading_of(drawing: Drawing, height_mm: float) -> PageReading:
    stamps = read_stamps(drawing, height_mm)
    inked = [fill.order for fill in drawing.fills] + [shown.order for shown in drawing.texts]
    others = [unread.rect for unread in stamps.unread]
    others += [rect_of(fill.extent, height_mm) for fill in drawing.fills if fill.gray]
    frame = Frame(
        placed=tuple(drawing.placed),
        symbols=stamps.symbols,
        unread=stamps.unread,
        rest=stamps.rest,
        others=tuple(others),
        covered=bool(drawing.placed and inked and min(inked) < drawing.placed[0].order),
        hidden_text=any(not shown.visible for shown in drawing.texts),
        doubts=(*sorted(set(drawing.doubts)), *(["линии"] if drawing.strokes else [])),
    )
    said = [_text_of_rows(symbol.rows) if symbol.rows else symbol.digits for symbol in stamps.symbols]
    return PageReading(frame, tuple(said), tuple([shown.text for shown in drawing.texts]))


class _Gap(NamedTuple):
    """A place of the content whose filling says something."""

    start: int
    end: int
    ending: bytes
    """What stands behind it and never in it."""
    read: Callable[[bytes], str]
    """Raises ``KeyError`` or ``ValueError`` for a filling of another kind."""
    is_text: bool


class _Pattern:
    """A page's content with gaps."""

    __slots__ = ("_first", "_following", "_fonts", "_frame", "_height_mm")

    def __init__(
        self, content: bytes, gaps: Sequence[_Gap], frame: Frame, fonts: Mapping[str, Decode], height_mm: float
    ) -> None:
        self._frame = frame
        self._fonts = fonts
        self._height_mm = height_mm
        ends = [*(gap.start for gap in gaps), len(content)]
        self._first = content[: ends[0]]
        self._following = [
            (gap.ending, gap.read, gap.is_text, content[gap.end : end]) for gap, end in zip(gaps, ends[1:], strict=True)
        ]

    def read(self, content: bytes, fonts: Mapping[str, Decode], height_mm: float) -> PageReading | None:
        """What the content says, or None where it differs in more than its gaps."""
        if fonts != self._fonts or height_mm != self._height_mm or not content.startswith(self._first):
            return None
        at = len(self._first)
        said: list[str] = []
        texts: list[str] = []
        try:
            for ending, read, is_text, constant in self._following:
                end = content.find(ending, at)
                if end < 0 or not content.startswith(constant, end):
                    return None
                (texts if is_text else said).append(read(content[at:end]))
                at = end + len(constant)
        except (KeyError, ValueError):
            return None
        return PageReading(self._frame, tuple(said), tuple(texts)) if at == len(content) else None


def _gaps(drawing: Drawing, spans: Sequence[ValueSpan], frame: Frame, *, texts_move: bool) -> list[_Gap]:
    """The places of a content where its symbols and its texts stand."""
    symbols = {symbol.order: symbol for symbol in frame.symbols}
    boxes = {fill.order: len(fill.boxes) for fill in drawing.fills}
    gaps: list[_Gap] = []
    for span in spans:
        symbol = symbols.get(span.order)
        if span.font and texts_move:
            gaps.append(_Gap(span.place, span.end, b">", _moving_texts(span.font).__getitem__, is_text=True))
        elif span.font:
            gaps.append(_Gap(span.start, span.end, b">", partial(_shown, span.font), is_text=True))
        elif symbol and boxes[span.order] == span.boxes:
            read = partial(_large_qr, len(symbol.rows)) if symbol.rows else _READ[symbol.kind]
            gaps.append(_Gap(span.start, span.end, b"\nf", read, is_text=False))
    return gaps


_MOST_TEXTS = 5_000
_PLACED = re.compile(rb"(?:-?[\d.]++ ){2}(?:(?:-?[\d.]++ ){4}Tm|Td) <([0-9a-f]*+)")


def _shown(font: Decode, digits: bytes) -> str:
    return font(bytes.fromhex(digits.decode()))


class _MovingTexts(dict[bytes, str]):
    """Texts of a font by the operators that place and show them. Raises ``KeyError`` for others."""

    def __init__(self, font: Decode) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, operators: bytes) -> str:
        match = _PLACED.fullmatch(operators)
        if match is None:
            raise KeyError
        if len(self) > _MOST_TEXTS:
            self.clear()
        text = self[operators] = _shown(self._font, match[1])
        return text


@lru_cache(maxsize=16)
def _moving_texts(font: Decode) -> _MovingTexts:
    return _MovingTexts(font)


class _Modules(dict[bytes, int]):
    """Lines of content and the modules that they darken. Raises ``KeyError`` for others."""

    def __init__(self, modules: Callable[[Box], int]) -> None:
        super().__init__()
        self._modules = modules

    def __missing__(self, line: bytes) -> int:
        modules = self._modules(rectangle(line))
        if modules < 0:
            raise KeyError
        if len(self) > _MOST_LINES:
            self.clear()
        self[line] = modules
        return modules


_MOST_LINES = 20_000
_IN_ROW = _Modules(attrgetter("in_row"))
_IN_SQUARE = _Modules(attrgetter("in_square"))


def _bars(lines: bytes) -> str:
    return decode_row(reduce(or_, map(_IN_ROW.__getitem__, lines.split(b"\n"))))


def _qr(lines: bytes) -> str:
    return decode_modules(reduce(or_, map(_IN_SQUARE.__getitem__, lines.split(b"\n"))))


_READ = {SymbolKind.CODE128: _bars, SymbolKind.QR: _qr}


def _large_qr(side: int, lines: bytes) -> str:
    """The text of a QR code that is drawn in its own modules."""
    rows = [0] * side
    for line in lines.split(b"\n"):
        x, y, w, h, _, _ = rectangle(line)
        if not (type(x) is type(y) is type(w) is int and h == 1 and x >= 0 and x + w <= side and 0 <= y < side):
            raise KeyError
        rows[-1 - y] |= (1 << w) - 1 << side - x - w
    return _text_of_rows(rows)


def _text_of_rows(rows: Sequence[int]) -> str:
    texts = decode_qr_rows(rows)
    return texts[0] if len(texts) == 1 else ""
