"""A room's folder opened again and proved against its record and the plan."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vpr_print.errors import raise_flaws
from vpr_print.model.geometry import A3, A4
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileKind, FileRecord, RoomRecord, SetRecord
from vpr_print.model.packet import MANIFEST_OF, IndividualSet, PaperKind
from vpr_print.model.packet_qr import NotAPacketQr, PacketQr, parse_packet_qr, runs_of
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.expected import ExpectedRoom
from vpr_print.verify.folder import folder_flaws
from vpr_print.verify.names import NameSearch
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.papers import PaperReading, code_flaws, read_paper
from vpr_print.verify.pictures import RenderedPdf
from vpr_print.verify.read_stamps import Symbol
from vpr_print.verify.records import SET_FILES, record_flaws
from vpr_print.verify.set_pages import ExpectedPage, prove_set_page, with_quiet_zone

_VERSIONS = ("1.4", "1.7")
_WITH_NAMES = (FileKind.CONDUCT_PROTOCOL, FileKind.HAND_OUT_PLAN)


def prove_room(folder: Path, record: RoomRecord, expected: ExpectedRoom) -> None:
    """Nothing, when the room's ``folder`` holds what its record and the plan say.

    ``folder`` may still have another name than ``record.folder``; files are found below it by the rest of their
    paths. Raises ``ProofError`` or ``Flaws`` of them.
    """
    prefix = f"{record.folder}/"
    inside = {file.path: file.path.removeprefix(prefix) for file in record.files}
    flaws: list[ProofError] = [
        *folder_flaws(folder, inside.values(), told=record.folder),
        *record_flaws(record, expected),
    ]
    search = NameSearch(expected.names, expected.own_texts)
    known = expected.numbers
    readings: list[PaperReading] = []
    for file in record.files:
        try:
            opened = OpenedPdf(folder / inside[file.path], file.path)
        except ProofError as flaw:
            flaws.append(flaw)
            continue
        flaws += file_flaws(opened, file)
        words: Sequence[str]
        if file.kind in SET_FILES:
            words = _prove_sets(opened, record, expected, flaws)
        else:
            reading = read_paper(opened, file, known, flaws)
            readings.append(reading)
            words = reading.words
        flaws += name_flaws(search, file, opened.words_outside_pages, words)
    for reading in readings:
        flaws += code_flaws(reading, expected.codes)
        if reading.file.kind is FileKind.MANIFEST:
            flaws += _scan_list_flaws(reading, expected)
    raise_flaws(flaws)


def prove_sets(path: Path, file: FileRecord, record: RoomRecord, expected: ExpectedRoom) -> None:
    """Nothing, when the file of sets at ``path`` holds what the records and the plan say.

    Raises ``ProofError`` or ``Flaws`` of them.
    """
    opened = OpenedPdf(path, file.path)
    flaws: list[ProofError] = [*file_flaws(opened, file)]
    _prove_sets(opened, record, expected, flaws)
    raise_flaws(flaws)


def file_flaws(opened: OpenedPdf, file: FileRecord) -> Iterator[ProofError]:
    """What is wrong with a file as a whole: bytes, page count, things that are no pages."""
    if opened.sha256 != file.sha256:
        yield ProofError(Promise.DIGEST, file.path, 0, f"SHA-256 {file.sha256[:16]}…", f"{opened.sha256[:16]}…")
    if opened.form.version not in _VERSIONS:
        yield ProofError(Promise.FILE, file.path, 0, f"PDF {' или '.join(_VERSIONS)}", opened.form.version)
    if len(opened.pages) != file.pages or opened.declared_pages != file.pages:
        yield ProofError(Promise.PAGES, file.path, 0, f"страниц: {file.pages}", str(len(opened.pages)))
    if not opened.form.in_order:
        yield ProofError(Promise.STRUCTURE, file.path, 0, "каждая страница один раз и по порядку", "порядок другой")


def name_flaws(search: NameSearch, file: FileRecord, outside: str, pages: Sequence[str]) -> Iterator[ProofError]:
    """Full names in a file's metadata, in its own name, and on its pages unless the paper may hold them."""
    if search.finds(outside):
        yield ProofError(Promise.NAME, file.path, 0, "имён нет", "имя в сведениях о файле")
    if search.finds(file.path):
        yield ProofError(Promise.NAME, f"файл вида {file.kind}", 0, "имён нет", "имя в имени файла")
    if file.kind in _WITH_NAMES:
        return
    for number in search.pages_with_names(pages):
        yield ProofError(Promise.NAME, file.path, number, "имён нет", "имя на странице")


_VARIANTS_LOOKED_AT = 4
"""In each room."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A page that may be rendered and read by another decoder."""

    page: int
    number: str
    symbols: tuple[Symbol, ...]


def _prove_sets(opened: OpenedPdf, record: RoomRecord, expected: ExpectedRoom, flaws: list[ProofError]) -> list[str]:
    """Every page of every set in the file, and pages of some variants rendered; gives the pages' words."""
    forms = {variant.number: variant.forms for variant in expected.variants}
    words: list[str] = []
    looks: dict[int, list[_Look]] = {}
    for item, planned in zip(record.sets, expected.room.room.sets, strict=False):
        if item.file != opened.name:
            continue
        for page, wanted in zip(item.pages, _expected_pages(item, planned, expected, forms), strict=False):
            if not 0 < page.page <= len(opened.pages):
                continue
            found = prove_set_page(opened, page.page, wanted, flaws)
            words.append("\n".join(found.texts))
            looks.setdefault(planned.variant, []).append(_Look(page.page, wanted.number, found.frame.symbols))
    flaws += _look_flaws(opened, record.folder, looks)
    return words


def _expected_pages(
    item: SetRecord, planned: IndividualSet, expected: ExpectedRoom, forms: dict[int, tuple[str, ...]]
) -> Iterator[ExpectedPage]:
    """What the plan has on the set's pages; only the boxes are the record's."""
    number = expected.room.set_number(planned)
    own = forms.get(planned.variant, ())
    for ordinal, page in enumerate(item.pages[: planned.pages], 1):
        yield ExpectedPage(
            number=str(number.of_page(ordinal)),
            line=expected.line(planned, ordinal, len(own)),
            form=own[ordinal - 1] if ordinal <= len(own) else None,
            boxes=page.boxes,
            sheet=A3 if planned.enlarged else A4,
            tick_distance_mm=expected.stamp.tick_distance_mm,
        )


def _look_flaws(opened: OpenedPdf, folder: str, looks: dict[int, list[_Look]]) -> Iterator[ProofError]:
    """One page of each of a few variants, others in each room, rendered in the rectangles of its symbols."""
    if not looks:
        return
    chance = int.from_bytes(hashlib.sha256(folder.encode()).digest()[:4], "big")
    variants = sorted(looks)
    first = chance % len(variants)
    with RenderedPdf(opened.data) as rendered:
        if rendered.page_count != len(opened.pages):
            yield ProofError(Promise.FILE, opened.name, 0, f"страниц {len(opened.pages)}", str(rendered.page_count))
            return
        for variant in (variants[first:] + variants[:first])[:_VARIANTS_LOOKED_AT]:
            look = looks[variant][chance % len(looks[variant])]
            for symbol in look.symbols:
                found = rendered.decode(look.page, with_quiet_zone(symbol), symbol.kind, symbol.turn)
                if found != (look.number,):
                    needed = f"{symbol.kind} {grouped(look.number)} на изображении страницы"
                    told = ", ".join(map(grouped, found)) or "не прочитан"
                    yield ProofError(Promise.SYMBOL, opened.name, look.page, needed, told)


def _scan_list_flaws(reading: PaperReading, expected: ExpectedRoom) -> Iterator[ProofError]:
    """The second QR code of each manifest says what lies in its packet."""
    room = expected.room
    found = Counter(number for number, _ in reading.scan_lists)
    texts = dict(reading.scan_lists)
    for packet, paper in MANIFEST_OF.items():
        number = str(room.number(paper))
        wanted = PacketQr(
            site=room.site.number,
            work=room.work.key,
            room=room.room.folder,
            packet=room.number(PaperKind[packet.name]),
            serials=runs_of(room.set_number(item).serial for item in room.room.sets),
            pages=max((item.pages for item in room.room.sets), default=1),
            forms=runs_of(int(number[7:12]) for number in expected.numbers_of(FileKind.ANSWER_FORMS)),
        )
        try:
            said = parse_packet_qr(texts.get(number, ""))
        except NotAPacketQr:
            said = None
        if said != wanted or found[number] != 1:
            needed = f"опись {grouped(number)}: один QR-код с содержимым пакета {packet}"
            told = "его нет" if number not in texts else f"кодов {found[number]}, или в нём другое"
            yield ProofError(Promise.SYMBOL, reading.file.path, 0, needed, told)
