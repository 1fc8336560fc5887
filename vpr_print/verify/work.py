"""A whole work proved: ``manifest.json``, the work's own papers, and the sums over all rooms."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from vpr_print.errors import raise_flaws
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileKind, FileRecord, RoomRecord, WorkManifest
from vpr_print.model.packet import ROOM_PACKETS, PaperKind
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.expected import ExpectedWork, Proved
from vpr_print.verify.folder import folder_flaws
from vpr_print.verify.manifest_json import NAME, read_by_room
from vpr_print.verify.names import NameSearch
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.papers import code_flaws, read_paper
from vpr_print.verify.proof import file_flaws, name_flaws
from vpr_print.verify.records import Doubled, doubled_number_flaws, numbers_in, numbers_of_room

_PAPERS = (
    (FileKind.SUMMARY, PaperKind.SUMMARY),
    (FileKind.HAND_OUT_PLAN, PaperKind.HAND_OUT_PLAN),
    (FileKind.CODE_SHEET_ALL, PaperKind.CODE_SHEET_ALL),
)


def prove_work(
    papers: Path, rooms: Sequence[Path], expected: ExpectedWork, proved: Proved, *, skip: Sequence[str] = ()
) -> None:
    """Nothing, when ``manifest.json`` in ``papers``, the work's papers beside it and all rooms tie.

    The insides of all files were ``proved`` before: here they only have to be the same, byte for byte.
    ``rooms`` are the rooms' folders where they are now, in the manifest's order; ``skip`` are other entries of
    ``papers`` that are none of this proof's business (room folders themselves, ``source``). Raises ``ProofError``
    or ``Flaws``.
    """
    found, of_rooms, folders = _Sums(), list[ProofError](), iter(rooms)

    def take(record: RoomRecord, digest: str) -> None:
        found.add(record, digest)
        for folder in islice(folders, 1):
            of_rooms.extend(_room_folder_flaws(folder, record))

    manifest = read_by_room(papers / NAME, take)
    own = [NAME, *(paper.path for paper in manifest.papers)]
    flaws = [*folder_flaws(papers, own, told=expected.work.plan.work.key, skip=skip)]
    flaws += _proved_flaws(manifest, found, proved)
    flaws += _manifest_flaws(manifest, found, expected)
    flaws += of_rooms
    flaws += _digest_flaws((papers / file.path, file) for file in manifest.papers)
    raise_flaws(flaws)


class PaperProof:
    """Proves the work's own papers: what all of them are held to is looked up once."""

    def __init__(self, expected: ExpectedWork) -> None:
        self._search = NameSearch(expected.names, expected.own_texts)
        self._codes = expected.codes
        self._packets = Counter(
            str(room.number(PaperKind[kind.name])) for room in expected.work.rooms for kind in ROOM_PACKETS
        )
        self._known = frozenset([*self._packets, *self._codes])

    def prove(self, papers: Path, files: Sequence[FileRecord]) -> None:
        """Nothing, when these files lie in ``papers`` and hold what they have to.

        Raises ``ProofError`` or ``Flaws``.
        """
        raise_flaws(flaw for file in files for flaw in self._flaws(papers, file))

    def _flaws(self, papers: Path, file: FileRecord) -> Iterator[ProofError]:
        try:
            opened = OpenedPdf(papers / file.path, file.path)
        except ProofError as flaw:
            yield flaw
            return
        yield from file_flaws(opened, file)
        flaws: list[ProofError] = []
        reading = read_paper(opened, file, self._known.union(file.numbers), flaws)
        yield from flaws
        yield from name_flaws(self._search, file, opened.words_outside_pages, reading.words)
        yield from code_flaws(reading, self._codes)
        if file.kind is FileKind.SUMMARY:
            listed = Counter(number for number in reading.papers if number not in file.numbers)
            if listed != self._packets:
                needed = f"пакетов в списке: {self._packets.total()}"
                yield ProofError(Promise.COUNT, file.path, 0, needed, str(listed.total()))


class _Sums:
    """What all rooms of a manifest come to; none of them is kept."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        """Each room and the SHA-256 of its line."""
        self.sets = self.sets_in_packets = self.participants = self.codes = self.packets = self.draft_sheets = 0
        self.numbers = Doubled()
        self.paths = Doubled()

    def add(self, room: RoomRecord, digest: str) -> None:
        self.lines.append((room.room, digest))
        self.sets += len(room.sets)
        self.sets_in_packets += _sets_in_packets(room)
        self.participants += room.participants
        self.codes += room.codes
        self.packets += len(room.packets)
        self.draft_sheets += room.draft_sheets
        self.numbers.add(numbers_of_room(room))
        self.paths.add(file.path for file in room.files)


def _proved_flaws(manifest: WorkManifest, found: _Sums, proved: Proved) -> Iterator[ProofError]:
    lines = tuple(line for _, line in found.lines)
    if lines != proved.lines:
        differing = [room for (room, line), known in zip(found.lines, proved.lines, strict=False) if line != known]
        told = f"другие записи: {', '.join(differing)}" if differing else f"записей: {len(lines)}"
        yield _flaw(Promise.MANIFEST, f"записи проверенных папок: {len(proved.lines)}", told)
    if manifest.papers != proved.papers:
        yield _flaw(Promise.MANIFEST, f"записи проверенных бумаг работы: {len(proved.papers)}", "другие записи")


def _manifest_flaws(manifest: WorkManifest, found: _Sums, expected: ExpectedWork) -> Iterator[ProofError]:
    plan = expected.work.plan
    if (manifest.site, manifest.work) != (plan.site.number, plan.work.key):
        yield _flaw(Promise.MANIFEST, f"{plan.site.number}, {plan.work.key}", f"{manifest.site}, {manifest.work}")
    printed = sum(len(room.places) + len(room.spares) for room in plan.rooms)
    for told, needed, counted in (
        (spoken().rooms_of, len(plan.rooms), len(found.lines)),
        ("комплектов", printed, found.sets),
        ("комплектов в доставочных пакетах", printed, found.sets_in_packets),
        ("участников", sum(len(room.places) for room in plan.rooms), found.participants),
        ("отдельных кодов", sum(len(room.codes) for room in plan.rooms), found.codes),
        ("пакетов", len(plan.rooms) * len(ROOM_PACKETS), found.packets),
        ("листов черновиков", sum(room.draft_sheets for room in plan.rooms), found.draft_sheets),
    ):
        if needed != counted:
            yield _flaw(Promise.COUNT, f"{told}: {needed}", counted)
    found.numbers.add(numbers_in(manifest.papers))
    found.paths.add(paper.path for paper in manifest.papers)
    yield from doubled_number_flaws(NAME, found.numbers)
    for path, count in found.paths.counts.items():
        yield ProofError(Promise.FILES, path, 0, "файл записан один раз", f"{count} раза")
    yield from _paper_number_flaws(manifest, expected)


def _paper_number_flaws(manifest: WorkManifest, expected: ExpectedWork) -> Iterator[ProofError]:
    """The work's papers are there with the numbers that were given to them."""
    for file_kind, paper_kind in _PAPERS:
        absent = file_kind is FileKind.CODE_SHEET_ALL and not any(room.codes for room in expected.work.plan.rooms)
        needed = [] if absent else [(str(expected.work.number(paper_kind)),)]
        found = [paper.numbers for paper in manifest.papers if paper.kind is file_kind]
        if found != needed:
            told = "; ".join(", ".join(map(grouped, numbers)) for numbers in found) or "такого файла нет"
            yield _flaw(Promise.FILES, f"{file_kind}: {', '.join(grouped(item[0]) for item in needed)}", told)


def _sets_in_packets(room: RoomRecord) -> int:
    sets = {item.number for item in room.sets}
    return sum(number in sets for packet in room.packets for number in packet.contents)


def _room_folder_flaws(folder: Path, record: RoomRecord) -> Iterator[ProofError]:
    """The room's folder still holds the files of its record, byte for byte; their insides were proved before."""
    inside = {file.path.removeprefix(f"{record.folder}/"): file for file in record.files}
    yield from folder_flaws(folder, inside, told=record.folder)
    yield from _digest_flaws((folder / path, file) for path, file in inside.items())


def _digest_flaws(files: Iterable[tuple[Path, FileRecord]]) -> Iterator[ProofError]:
    for path, file in files:
        try:
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            continue  # said by folder_flaws
        if digest != file.sha256:
            yield ProofError(Promise.DIGEST, file.path, 0, f"SHA-256 {file.sha256[:16]}…", f"{digest[:16]}…")


def _flaw(promise: Promise, needed: object, found: object) -> ProofError:
    return ProofError(promise, NAME, 0, str(needed), str(found))
