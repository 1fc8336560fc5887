"""One page of an individual set against its record: variant, symbols, digits, line, ticks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vpr_print.model.geometry import A4, INK_MARGIN_MM, Rect, Size, Turn
from vpr_print.model.identifier import grouped
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.opened import OpenedPage, OpenedPdf
from vpr_print.verify.page_reading import Frame, PageReader, PageReading
from vpr_print.verify.painted import Matrix
from vpr_print.verify.read_stamps import Symbol, SymbolKind

_MODULE_MM = {SymbolKind.CODE128: 0.38, SymbolKind.QR: 0.5, SymbolKind.QR_LARGE: 0.38}
_QUIET_MODULES = {SymbolKind.CODE128: 10, SymbolKind.QR: 4, SymbolKind.QR_LARGE: 4}
_BARS_MM = 7.0
_BARS_LONG_MM = 50.0
"""A box at least so long and as high as bars is that of a Code 128 (123 modules of 0.38 mm, quiet zones)."""
_LIKE_A_NUMBER = re.compile(r"[0-9](?: ?[0-9]){15}", re.ASCII)
_SLACK_MM = 0.06
"""A dot of 600 dpi and the rounding of boxes to 0.01 mm."""

_READER = PageReader(texts_move=False, most=5000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPage:
    """What one page of a set has to show."""

    number: str
    line: str
    form: str | None
    """Digest of the variant's page; None for a blank back."""
    boxes: tuple[Rect, ...]
    sheet: Size
    tick_distance_mm: float


def prove_set_page(
    file: OpenedPdf, page_number: int, expected: ExpectedPage, flaws: list[ProofError]
) -> PageReading:
    """Read one page (from 1) and add to ``flaws`` what is not as expected."""
    page = file.pages[page_number - 1]
    size = page.size
    reading = _READER.read(page.content, page.fonts, size.h)
    for promise, needed, found in _flaws(file, page, reading, size, expected):
        flaws.append(ProofError(promise, file.name, page_number, needed, found))
    return reading


_Flaw = tuple[Promise, str, str]


def _flaws(
    file: OpenedPdf, page: OpenedPage, reading: PageReading, size: Size, expected: ExpectedPage
) -> Iterator[_Flaw]:
    sheet, frame = expected.sheet, reading.frame
    if abs(size.w - sheet.w) > _SLACK_MM or abs(size.h - sheet.h) > _SLACK_MM:
        yield Promise.PAGE_SIZE, f"{sheet.w:g} × {sheet.h:g} мм", f"{size.w:.1f} × {size.h:.1f} мм"
    yield from _variant_flaws(file, page, frame, expected)
    for symbol, number in zip(frame.symbols, reading.said, strict=True):
        if number != expected.number:
            yield Promise.NUMBER, f"{symbol.kind} {grouped(expected.number)}", grouped(number)
    yield from _frame_flaws(frame, expected.boxes, sheet, expected.tick_distance_mm * sheet.w / A4.w)
    for unread in frame.unread:
        yield Promise.SYMBOL, f"номер {grouped(expected.number)}", f"{unread.why} ({_place(unread.rect)})"
    digits = grouped(expected.number)
    if reading.texts != (digits, expected.line):
        yield from _text_flaws(reading.texts, digits, expected.line)


def _variant_flaws(file: OpenedPdf, page: OpenedPage, frame: Frame, expected: ExpectedPage) -> Iterator[_Flaw]:
    if len(frame.placed) != (expected.form is not None):
        needed = "одна страница варианта" if expected.form else "пустой оборот"
        yield Promise.VARIANT, needed, f"вложенных страниц: {len(frame.placed)}"
    if expected.form is None or not frame.placed:
        return
    placed = frame.placed[0]
    form = page.form(placed.name)
    digest = file.form_digest(form) if form is not None else "нет такой"
    if digest != expected.form:
        yield Promise.VARIANT, f"страница варианта {expected.form[:12]}…", f"{digest[:12]}…"
    if not _fills_sheet(placed.matrix, expected.sheet):
        yield Promise.VARIANT, "страница варианта во весь лист", "она сдвинута или другого размера"


def _fills_sheet(matrix: Matrix, sheet: Size) -> bool:
    """Whether a form as large as A4 covers the sheet, upright."""
    scale = sheet.w / A4.w
    return all(abs(is_ - should) < 1e-3 for is_, should in zip(matrix, (scale, 0, 0, scale, 0, 0), strict=True))


@lru_cache(maxsize=1024)
def _frame_flaws(frame: Frame, boxes: tuple[Rect, ...], sheet: Size, tick_distance_mm: float) -> tuple[_Flaw, ...]:
    """What is wrong with a page whatever it says: the same on many pages, so it is judged once."""
    return (
        *_ink_flaws(frame),
        *_count_flaws(frame, boxes),
        *_place_flaws(frame, boxes, sheet),
        *_tick_flaws(frame.rest, boxes, tick_distance_mm),
    )


def _ink_flaws(frame: Frame) -> Iterator[_Flaw]:
    if frame.doubts:
        yield Promise.STRUCTURE, "на странице варианта только штамп: прямоугольники и текст", ", ".join(frame.doubts)
    if frame.covered:
        yield Promise.PLACE, "штамп поверх страницы варианта", "страница варианта закрывает штамп"
    if frame.hidden_text:
        yield Promise.TEXT, "текст, который видно", "есть невидимый текст"


def _count_flaws(frame: Frame, boxes: tuple[Rect, ...]) -> Iterator[_Flaw]:
    bars = sum(max(box.w, box.h) >= _BARS_LONG_MM and min(box.w, box.h) >= _BARS_MM - _SLACK_MM for box in boxes)
    kinds = [symbol.kind for symbol in frame.symbols]
    for kind, needed in ((SymbolKind.CODE128, bars), (SymbolKind.QR, 1), (SymbolKind.QR_LARGE, 0)):
        if kinds.count(kind) != needed:
            yield Promise.SYMBOL, f"{kind}: {needed} на странице", str(kinds.count(kind))


def _place_flaws(frame: Frame, boxes: tuple[Rect, ...], sheet: Size) -> Iterator[_Flaw]:
    """Symbols large enough, inside their boxes with their quiet zones, nothing painted into these or over them."""
    paper = Rect(0, 0, sheet.w, sheet.h).grown(-INK_MARGIN_MM)
    for symbol in frame.symbols:
        kind, rect, turn, module_mm = symbol.kind, symbol.rect, symbol.turn, symbol.module_mm
        whole = with_quiet_zone(symbol)
        if module_mm < _MODULE_MM[kind] - 1e-6:
            yield Promise.SYMBOL_SIZE, f"{kind}: {_MODULE_MM[kind]} мм", f"{module_mm:.3f} мм"
        height = rect.h if turn is Turn.LEVEL else rect.w
        if kind is SymbolKind.CODE128 and height < _BARS_MM - _SLACK_MM:
            yield Promise.SYMBOL_SIZE, f"высота штрихов {_BARS_MM:g} мм", f"{height:.2f} мм"
        if not paper.holds(rect, _SLACK_MM):
            yield Promise.PLACE, f"не ближе {INK_MARGIN_MM:g} мм к краю листа", _place(rect)
        if not any(box.holds(whole, _SLACK_MM) for box in boxes):
            yield Promise.PLACE, f"{kind} со свободной зоной внутри записанного места", _place(whole)
        inner = whole.grown(-_SLACK_MM)
        neighbours = [other.rect for other in frame.symbols if other is not symbol]
        if any(inner.meets(other) for other in (*neighbours, *frame.rest, *frame.others)):
            yield Promise.PLACE, f"{kind}: свободная зона пуста", "в ней есть другой рисунок"


def _tick_flaws(rest: tuple[Rect, ...], boxes: tuple[Rect, ...], tick_distance_mm: float) -> Iterator[_Flaw]:
    needed = f"две метки на расстоянии {tick_distance_mm:g} мм"
    if len(rest) != 2:
        yield Promise.TICKS, needed, f"прямоугольников, кроме штрихкода и QR-кода: {len(rest)}"
        return
    first, second = rest
    across, along = abs(second.x - first.x), abs(second.y - first.y)
    distance = max(across, along)
    if min(across, along) > _SLACK_MM or abs(distance - tick_distance_mm) > _SLACK_MM:
        yield Promise.TICKS, needed, f"{distance:.2f} мм"
    for tick in rest:
        if not any(box.holds(tick, _SLACK_MM) for box in boxes):
            yield Promise.TICKS, "метки внутри записанных мест", _place(tick)


def _text_flaws(texts: Sequence[str], digits: str, line: str) -> Iterator[_Flaw]:
    other: list[str] = []
    count = 0
    for shown in texts:
        text = " ".join(shown.split())
        if not _LIKE_A_NUMBER.fullmatch(text):
            other.append(text)
            continue
        count += 1
        if text != digits:
            yield Promise.TEXT, f"цифры {digits}", text
    if not count:
        yield Promise.TEXT, f"цифры {digits}", "цифр нет"
    found = " ".join(other)
    if _comparable(found) != _comparable(line):
        # what stands there instead could be a name: it is not repeated
        same = "строка другая" if found else "строки нет"
        yield Promise.TEXT, f"строка «{line}»", same


def _comparable(text: str) -> str:
    """One space between words; letters that look the same, and have one glyph in many fonts, as one (µ, Ω, ∆)."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("∆", "Δ").split())


def with_quiet_zone(symbol: Symbol) -> Rect:
    """The symbol's rectangle with the white that belongs to it."""
    rect = symbol.rect
    quiet = _QUIET_MODULES[symbol.kind] * symbol.module_mm
    if symbol.kind is not SymbolKind.CODE128:
        return rect.grown(quiet)
    if symbol.turn is Turn.LEVEL:
        return Rect(rect.x - quiet, rect.y, rect.w + 2 * quiet, rect.h)
    return Rect(rect.x, rect.y - quiet, rect.w, rect.h + 2 * quiet)


def _place(rect: Rect) -> str:
    return f"{rect.x:.1f} мм слева, {rect.y:.1f} мм сверху, {rect.w:.1f} × {rect.h:.1f} мм"
