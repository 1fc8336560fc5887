"""A room's record against the plan: counts tied, numbers as given, packets complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileKind, FileRecord, RoomRecord, SetRecord
from vpr_print.model.packet import ROOM_PACKETS, IndividualSet, PaperKind
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.expected import ExpectedRoom

SET_FILES = (FileKind.SETS, FileKind.SETS_ENLARGED)


def record_flaws(record: RoomRecord, expected: ExpectedRoom) -> Iterator[ProofError]:
    """What in the record is not as the plan has it."""
    yield from _count_flaws(record, expected)
    yield from _set_flaws(record, expected)
    yield from _file_flaws(record, expected)
    yield from _packet_flaws(record, expected)
    yield from doubled_number_flaws(record.folder, Doubled(numbers_of_room(record)))


class Doubled:
    """Texts that come more than once, and how often."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._once: set[str] = set()
        self.counts: dict[str, int] = {}
        self.add(texts)

    def add(self, texts: Iterable[str]) -> None:
        """Look at more of them."""
        for text in texts:
            if text in self._once:
                self.counts[text] = self.counts.get(text, 1) + 1
            self._once.add(text)


def numbers_of_room(record: RoomRecord) -> Iterator[str]:
    """The number of each paper of a room once; a label's number is its packet's."""
    yield from (item.number for item in record.sets)
    yield from (packet.number for packet in record.packets)
    yield from numbers_in(record.files)


def numbers_in(files: Iterable[FileRecord]) -> Iterator[str]:
    """The same of files that are no sets."""
    return (number for file in files if file.kind not in (*SET_FILES, FileKind.LABELS) for number in file.numbers)


def doubled_number_flaws(where: str, numbers: Doubled) -> Iterator[ProofError]:
    """Numbers that two papers have."""
    for number, count in numbers.counts.items():
        yield ProofError(Promise.NUMBER_TWICE, where, 0, f"номер {grouped(number)} у одной бумаги", f"у {count}")


def _count_flaws(record: RoomRecord, expected: ExpectedRoom) -> Iterator[ProofError]:
    """Sets = participants + spares; slips = protocol rows = participants + spare codes."""
    plan = expected.room.room
    people, spares = len(plan.places), len(plan.spares)
    codes = len(plan.codes)
    for told, needed, found in (
        ("участников", people, record.participants),
        ("комплектов (участникам и запасных)", people + spares, len(record.sets)),
        ("запасных комплектов", spares, sum(item.spare for item in record.sets)),
        ("отдельных кодов", plan.protocol_rows if codes else 0, record.codes),
        ("кодов в плане", plan.protocol_rows if codes else 0, codes),
        ("листов черновиков", plan.draft_sheets, record.draft_sheets),
    ):
        if needed != found:
            yield ProofError(Promise.COUNT, record.folder, 0, f"{told}: {needed}", str(found))


def _set_flaws(record: RoomRecord, expected: ExpectedRoom) -> Iterator[ProofError]:
    """Sets as planned and in their order; the pages of each follow each other in its file, and so do the sets."""
    next_page: Counter[str] = Counter()
    for item, found in zip(expected.room.room.sets, record.sets, strict=False):
        needed = _told(item, str(expected.room.set_number(item)), item.pages)
        told = _told(found, found.number, len(found.pages))
        if told != needed:
            yield ProofError(Promise.COUNT, found.file, 0, needed, told)
    for found in record.sets:
        for ordinal, page in enumerate(found.pages, 1):
            next_page[found.file] += 1
            if page.page != next_page[found.file]:
                needed = f"комплект {found.ordinal}, стр. {ordinal}: страница файла {next_page[found.file]}"
                yield ProofError(Promise.PAGES, found.file, page.page, needed, f"записана {page.page}")
                break
    sets_of: dict[str, list[str]] = {}
    for found in record.sets:
        sets_of.setdefault(found.file, []).append(found.number)
    for file in record.files:
        if file.kind in SET_FILES:
            inside = sets_of.pop(file.path, [])
            if list(file.numbers) != inside or next_page[file.path] != file.pages:
                needed = f"комплектов {len(inside)}, страниц {next_page[file.path]}"
                yield ProofError(Promise.COUNT, file.path, 0, needed, f"{len(file.numbers)}, страниц {file.pages}")
    for path in sets_of:
        yield ProofError(Promise.FILES, path, 0, "файл комплектов записан", "его нет среди файлов")


def _told(item: IndividualSet | SetRecord, number: str, pages: int) -> str:
    """A set in words, planned or recorded: the two agree when their words do."""
    a3 = ", А3" if item.enlarged else ""
    spare = ", запасной" if item.spare else ""
    return f"комплект {item.ordinal}{spare}{a3}: {grouped(number)}, вариант {item.variant}, страниц {pages}"


def _file_flaws(record: RoomRecord, expected: ExpectedRoom) -> Iterator[ProofError]:
    """Each paper that the room needs is in one file, with the numbers that were given to it."""
    for kind in FileKind:
        if kind in SET_FILES:
            continue
        needed = expected.numbers_of(kind)
        found = [file.numbers for file in record.files if file.kind is kind]
        if found != ([needed] if needed else []):
            yield ProofError(
                Promise.FILES,
                record.folder,
                0,
                f"{kind}: {_listed(needed)}",
                "; ".join(map(_listed, found)) or "такого файла нет",
            )


def _packet_flaws(record: RoomRecord, expected: ExpectedRoom) -> Iterator[ProofError]:
    kinds = [packet.kind for packet in record.packets]
    if kinds != list(ROOM_PACKETS):
        yield ProofError(Promise.CONTENTS, record.folder, 0, ", ".join(ROOM_PACKETS), ", ".join(kinds))
        return
    for packet in record.packets:
        number = str(expected.room.number(PaperKind[packet.kind.name]))
        if packet.number != number:
            needed = f"пакет {packet.kind}: {grouped(number)}"
            yield ProofError(Promise.NUMBER, record.folder, 0, needed, grouped(packet.number))
        wanted, found = expected.contents_of(packet.kind), Counter(packet.contents)
        if wanted != found:
            yield ProofError(
                Promise.CONTENTS,
                record.folder,
                0,
                f"пакет {packet.kind}: бумаг {wanted.total()}",
                f"{found.total()}; нет: {_listed(wanted - found)}; лишние: {_listed(found - wanted)}",
            )


def _listed(numbers: Iterable[str]) -> str:
    listed = list(numbers)
    more = f" и ещё {len(listed) - 3}" if len(listed) > 3 else ""
    return ", ".join(map(grouped, listed[:3])) + more or "ничего"
