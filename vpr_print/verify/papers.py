"""Papers other than sets: every symbol read from the drawing, numbers known, digits beside their bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vpr_print.model.identifier import PAGES, CodeNumber, Identifier, NotOurNumber, grouped, parse_number
from vpr_print.model.manifest import FileKind, FileRecord
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.page_reading import PageReader, PageReading
from vpr_print.verify.read_stamps import SymbolKind, Unread

_PROTOCOLS = (FileKind.CONDUCT_PROTOCOL, FileKind.PROTOCOL_COPY)
_READER = PageReader(texts_move=True, most=500)
_FIRST_PAGES = 3
"""Of a paper: from there on its pages are alike, hundreds of them in a large work."""


@dataclass(frozen=True, slots=True)
class PaperReading:
    """What was read from one file."""

    file: FileRecord
    words: tuple[str, ...]
    """Of each page."""
    codes_in_bars: tuple[str, ...]
    codes_in_qr: tuple[str, ...]
    scan_lists: tuple[tuple[str, str], ...]
    """Number of the paper and text of the larger QR code on it."""
    papers: tuple[str, ...]
    """Whole numbers that stand in bars, in order."""


def read_paper(
    opened: OpenedPdf, file: FileRecord, known: frozenset[str], flaws: list[ProofError]
) -> PaperReading:
    """Read all pages of one file and add to ``flaws`` what is wrong with their symbols.

    Each page shows a number of its file's papers in bars, in digits and as QR; every other number is among
    ``known``; every number of the file is found, and none twice.
    """
    words: list[str] = []
    bars: list[str] = []
    qrs: list[str] = []
    scan_lists: list[tuple[str, str]] = []
    own = frozenset(file.numbers)
    for page_number, page in enumerate(opened.pages, 1):
        size = page.size
        reading = _READER.read(page.content, page.fonts, size.h, f"{file.kind} {min(page_number, _FIRST_PAGES)}")
        texts = [" ".join(text.split()) for text in reading.texts]
        words.append("\n".join(texts))
        here = _said(reading, SymbolKind.CODE128)
        here_qr = _said(reading, SymbolKind.QR)
        bars += here
        qrs += here_qr
        for promise, needed, found in _page_flaws(reading.frame.unread, texts, here, here_qr, own, known):
            flaws.append(ProofError(promise, file.path, page_number, needed, found))
        number = next((whole_number(digits) for digits in here_qr if whole_number(digits) in own), "")
        scan_lists += [(number, text) for text in _said(reading, SymbolKind.QR_LARGE)]
    flaws += _file_flaws(file, bars, qrs, own)
    return PaperReading(
        file,
        tuple(words),
        tuple(number for number in bars if _is_code(number)),
        tuple(number for number in qrs if _is_code(number)),
        tuple(scan_lists),
        tuple(whole_number(number) for number in bars if not _is_code(number)),
    )


def code_flaws(reading: PaperReading, codes: Sequence[str]) -> Iterator[ProofError]:
    """Slips = protocol rows: each code once in bars, on slips as QR too, and no other code; on other papers none."""
    kind = reading.file.kind
    slips = kind in (FileKind.CODE_SHEET, FileKind.CODE_SHEET_ALL)
    in_bars = Counter(codes if slips or kind in _PROTOCOLS else ())
    in_qr = Counter(codes if slips else ())
    for told, wanted, found in (
        ("штрихкодов", in_bars, Counter(reading.codes_in_bars)),
        ("QR-кодов", in_qr, Counter(reading.codes_in_qr)),
    ):
        if wanted != found:
            # the codes themselves are not told: in a log they could be tied to pupils
            missing, strange = (wanted - found).total(), (found - wanted).total()
            yield ProofError(
                Promise.COUNT,
                reading.file.path,
                0,
                f"{told} с кодами участников: {wanted.total()}, каждый код один раз",
                f"{found.total()}; не хватает {missing}, лишних {strange}",
            )


def whole_number(digits: str) -> str:
    """The number of the paper that a page's number belongs to; the digits as they are when they are no number."""
    try:
        number = parse_number(digits)
    except NotOurNumber:
        return digits
    return str(number.whole) if isinstance(number, Identifier) else digits


def _is_code(digits: str) -> bool:
    try:
        return isinstance(parse_number(digits), CodeNumber)
    except NotOurNumber:
        return False


def _said(reading: PageReading, kind: SymbolKind) -> list[str]:
    pairs = zip(reading.frame.symbols, reading.said, strict=True)
    return [said for symbol, said in pairs if symbol.kind is kind]


def _page_flaws(
    unreadable: Sequence[Unread],
    texts: list[str],
    bars: list[str],
    qrs: list[str],
    own: frozenset[str],
    known: frozenset[str],
) -> Iterator[tuple[Promise, str, str]]:
    for unread in unreadable:
        yield Promise.SYMBOL, "все штрихкоды и QR-коды читаются", f"{unread.why} ({unread.rect.as_list} мм)"
    for digits in dict.fromkeys([*bars, *qrs]):
        if whole_number(digits) not in known:
            yield Promise.NUMBER, "номера бумаг этой папки", grouped(digits)
    if own:
        for kind, found in ((SymbolKind.CODE128, bars), (SymbolKind.QR, qrs)):
            if not any(whole_number(digits) in own for digits in found):
                yield Promise.SYMBOL, f"{kind} с номером бумаги", "его нет на странице"
    shown = set(texts)
    for digits in bars:
        if whole_number(digits) in own and grouped(digits) not in shown:
            yield Promise.TEXT, f"цифры {grouped(digits)}", "цифр нет"


def _file_flaws(file: FileRecord, bars: list[str], qrs: list[str], own: frozenset[str]) -> Iterator[ProofError]:
    for kind, found in ((SymbolKind.CODE128, bars), (SymbolKind.QR, qrs)):
        for number in sorted(own - {whole_number(digits) for digits in found}):
            yield ProofError(Promise.NUMBER, file.path, 0, f"{kind} {grouped(number)}", "его нет ни на одной странице")
        for digits, count in Counter(found).items():
            # behind page 99 the number of the whole stands on every page
            if count > 1 and not (digits in own and len(found) > PAGES[-1]):
                needed = f"{kind} {grouped(digits)} один раз"
                yield ProofError(Promise.NUMBER_TWICE, file.path, 0, needed, f"{count} раза")
