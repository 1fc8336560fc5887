"""Which files of a work may be destroyed, and which lie beside them and are somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from vpr_print.model.manifest import FileKind
from vpr_print.output.destruction import JOURNAL, Doomed, Kind, files_below, look_at
from vpr_print.output.manifest_file import NAME as MANIFEST
from vpr_print.output.manifest_file import NotAManifest
from vpr_print.output.scan_folder import HIDDEN, our_scan_files
from vpr_print.output.work_folder import ACTS, BUILD, LATE, SOURCE, WorkFolder
from vpr_print.scan.errors import JournalDamagedError
from vpr_print.scan.identity import identify
from vpr_print.scan.journal import NAME as JOURNAL_OF_SCANS
from vpr_print.scan.journal import read_journal
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Ledger
from vpr_print.workflow.errors import ChangedFilesError

_SOURCE_FILE = re.compile(r"\.?(inputs\.json|[0-9a-f]{64}\.[a-z0-9]{1,5})(\.part)?", re.ASCII)
"""What a build keeps in ``source/``, or had begun to."""
_KIND_OF = {
    FileKind.SETS: Kind.SETS,
    FileKind.SETS_ENLARGED: Kind.SETS,
    FileKind.CODE_SHEET: Kind.CODES,
    FileKind.CODE_SHEET_ALL: Kind.CODES,
    FileKind.PROTOCOL_COPY: Kind.CODES,
    FileKind.CONDUCT_PROTOCOL: Kind.PROTOCOLS,
    FileKind.HAND_OUT_PLAN: Kind.PLANS,
}
"""All others are papers of packets."""
_OUR_NAME = re.compile(r"[a-z0-9][a-z0-9-]*(\.pdf|\.json)?", re.ASCII)
_LATE_KINDS = {"1": Kind.SETS, "2-kody": Kind.CODES, "3-protokol": Kind.PROTOCOLS, "3a-protokol": Kind.CODES}
_STAYS = (ACTS, MANIFEST, JOURNAL, BUILD)


def doomed_files(school: SchoolFolder, ledger: Ledger, work: str, gone: Iterable[str]) -> Iterator[Doomed]:
    """Papers of the manifest, ``source/``, and what was scanned of this work, by their places."""
    folder = WorkFolder(school.works / work)
    try:
        outline = folder.read_manifest()
    except NotAManifest:
        raise ChangedFilesError((MANIFEST,), str(folder.root)) from None
    records = [file for room in outline.rooms for file in room.read_files()] + list(outline.papers) if outline else []
    kinds = {file.path: _KIND_OF.get(file.kind, Kind.PACKET_PAPERS) for file in records}
    found: list[Doomed | None] = []
    for path in files_below(folder.root):
        inside = path.relative_to(folder.root)
        if inside.parts[0] in _STAYS:  # whatever a manifest says that somebody has changed
            continue
        kind = kinds.get(inside.as_posix()) or _kind_of_source(inside) or _kind_of_late(inside)
        if kind:
            found.append(look_at(school.root, path, kind, f"{work}/{inside.as_posix()}"))
    for at, root in enumerate(_scans_of(school, ledger, work, gone), 1):
        for path in our_scan_files(root):
            name = path.relative_to(root).as_posix()
            found.append(look_at(school.root, path, Kind.SCANS, f"{HIDDEN.strip('.')}-{at}/{name}"))
    yield from sorted(filter(None, found), key=lambda file: file.place)


def _kind_of_source(inside: Path) -> Kind | None:
    if inside.parts[0] != SOURCE or len(inside.parts) != 2 or not _SOURCE_FILE.fullmatch(inside.name):
        return None
    return Kind.VARIANTS if ".pdf" in inside.name else Kind.LISTS


def _kind_of_late(inside: Path) -> Kind | None:
    """Of papers that a late change has put apart, named as in their rooms."""
    if inside.parts[0] != LATE or not all(map(_OUR_NAME.fullmatch, inside.parts)):
        return None
    return next((kind for start, kind in _LATE_KINDS.items() if inside.name.startswith(start)), Kind.PACKET_PAPERS)


def _scans_of(school: SchoolFolder, ledger: Ledger, work: str, gone: Iterable[str]) -> Iterator[Path]:
    """Folders of scans in the school's folder with pages of this work, and of no other that has not gone yet."""
    own = _numbers(ledger, work)
    others = frozenset[str]().union(*(_numbers(ledger, other) for other in gone))
    for root in _scan_folders(school.root):
        try:
            readings = read_journal(root / HIDDEN).readings.values()
        except JournalDamagedError:  # nobody knows whose these are; the audit names them
            continue
        seen = {str(number.whole) for reading in readings if (number := identify(reading.symbols).number)}
        if seen & own and seen <= own | others:
            yield root


def _numbers(ledger: Ledger, work: str) -> frozenset[str]:
    return frozenset(str(paper.identifier) for paper in ledger.papers(work))


def _scan_folders(folder: Path) -> Iterator[Path]:
    """Folders of ours with scans, by name; no link is followed."""
    for path in files_below(folder):
        if path.parent.name == HIDDEN and path.name == JOURNAL_OF_SCANS:
            yield path.parent.parent


def foreign_files(school: SchoolFolder, work: str, files: Iterable[Doomed]) -> Iterator[str]:
    """What lies in the work's folder beside our own files and what stays."""
    root, ours = school.works / work, {file.place for file in files}
    for path in files_below(root):
        inside, place = path.relative_to(root), path.relative_to(school.root).as_posix()
        if inside.parts[0] not in _STAYS and place not in ours:
            yield place
