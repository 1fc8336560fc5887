"""A whole work proved: ``manifest.json``, the work's own papers, and the sums over all rooms."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from vpr_print.errors import raise_flaws
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileKind, FileRecord, RoomRecord, WorkManifest
from vpr_print.model.packet import ROOM_PACKETS, PaperKind
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.expected import ExpectedWork, Proved
from vpr_print.verify.folder import folder_flaws
from vpr_print.verify.manifest_json import NAME, read_manifest
from vpr_print.verify.names import NameSearch
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.papers import code_flaws, read_paper
from vpr_print.verify.proof import file_flaws, name_flaws
from vpr_print.verify.records import doubled_number_flaws

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
    manifest, lines = read_manifest(papers / NAME)
    flaws: list[ProofError] = []
    own = [NAME, *(paper.path for paper in manifest.papers)]
    flaws += folder_flaws(papers, own, told=expected.work.plan.work.key, skip=skip)
    flaws += _proved_flaws(manifest, lines, proved)
    flaws += _manifest_flaws(manifest, expected)
    for record, folder in zip(manifest.rooms, rooms, strict=False):
        flaws += _room_folder_flaws(folder, record)
    flaws += _digest_flaws((papers / file.path, file) for file in manifest.papers)
    raise_flaws(flaws)


def prove_papers(papers: Path, files: Sequence[FileRecord], expected: ExpectedWork) -> None:
    """Nothing, when the work's own papers lie in ``papers`` and hold what they have to.

    Raises ``ProofError`` or ``Flaws``.
    """
    raise_flaws(_paper_flaws(papers, files, expected))


def _proved_flaws(manifest: WorkManifest, lines: tuple[str, ...], proved: Proved) -> Iterator[ProofError]:
    if lines != proved.lines:
        triples = zip(manifest.rooms, lines, proved.lines, strict=False)
        differing = [record.room for record, line, known in triples if line != known]
        found = f"другие записи: {', '.join(differing)}" if differing else f"записей: {len(lines)}"
        yield _flaw(Promise.MANIFEST, f"записи проверенных кабинетов: {len(proved.lines)}", found)
    if manifest.papers != proved.papers:
        yield _flaw(Promise.MANIFEST, f"записи проверенных бумаг работы: {len(proved.papers)}", "другие записи")


def _manifest_flaws(manifest: WorkManifest, expected: ExpectedWork) -> Iterator[ProofError]:
    plan = expected.work.plan
    if (manifest.site, manifest.work) != (plan.site.number, plan.work.key):
        yield _flaw(Promise.MANIFEST, f"{plan.site.number}, {plan.work.key}", f"{manifest.site}, {manifest.work}")
    rooms = manifest.rooms
    printed = sum(len(room.places) + len(room.spares) for room in plan.rooms)
    for told, needed, counted in (
        ("кабинетов", len(plan.rooms), len(rooms)),
        ("комплектов", printed, sum(len(room.sets) for room in rooms)),
        ("комплектов в доставочных пакетах", printed, sum(map(_sets_in_packets, rooms))),
        ("участников", sum(len(room.places) for room in plan.rooms), sum(room.participants for room in rooms)),
        ("отдельных кодов", len(expected.codes), sum(room.codes for room in rooms)),
        ("пакетов", len(plan.rooms) * len(ROOM_PACKETS), sum(len(room.packets) for room in rooms)),
        ("листов черновиков", sum(room.draft_sheets for room in plan.rooms), sum(room.draft_sheets for room in rooms)),
    ):
        if needed != counted:
            yield _flaw(Promise.COUNT, f"{told}: {needed}", counted)
    yield from doubled_number_flaws(NAME, rooms, manifest.papers)
    files = [file for room in rooms for file in room.files] + list(manifest.papers)
    for path, count in Counter(file.path for file in files).items():
        if count > 1:
            yield ProofError(Promise.FILES, path, 0, "файл записан один раз", f"{count} раза")
    yield from _paper_number_flaws(manifest, expected)


def _paper_number_flaws(manifest: WorkManifest, expected: ExpectedWork) -> Iterator[ProofError]:
    """The work's papers are there with the numbers that were given to them."""
    for file_kind, paper_kind in _PAPERS:
        absent = file_kind is FileKind.CODE_SHEET_ALL and not expected.codes
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


def _paper_flaws(papers: Path, files: Sequence[FileRecord], expected: ExpectedWork) -> Iterator[ProofError]:
    search = NameSearch(expected.names, expected.own_texts)
    codes = expected.codes
    packets = [str(room.number(PaperKind[kind.name])) for room in expected.work.rooms for kind in ROOM_PACKETS]
    known = frozenset([*packets, *codes])
    for file in files:
        try:
            opened = OpenedPdf(papers / file.path, file.path)
        except ProofError as flaw:
            yield flaw
            continue
        yield from file_flaws(opened, file)
        flaws: list[ProofError] = []
        reading = read_paper(opened, file, known.union(file.numbers), flaws)
        yield from flaws
        yield from name_flaws(search, file, opened.words_outside_pages, reading.words)
        yield from code_flaws(reading, codes)
        if file.kind is FileKind.SUMMARY:
            listed = Counter(number for number in reading.papers if number not in file.numbers)
            if listed != Counter(packets):
                yield ProofError(Promise.COUNT, file.path, 0, f"пакетов в списке: {len(packets)}", str(listed.total()))


def _flaw(promise: Promise, needed: object, found: object) -> ProofError:
    return ProofError(promise, NAME, 0, str(needed), str(found))
