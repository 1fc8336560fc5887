"""What a scan may expect: manifests from a folder and from the school's works, and the school's ledger."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vpr_print.errors import Message, Notice, listed
from vpr_print.model.identifier import Identifier
from vpr_print.model.manifest import RoomRecord
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.output.manifest_file import NAME
from vpr_print.scan.errors import NoManifestsFolderError
from vpr_print.scan.expectation import (
    Basis,
    Expectation,
    Expected,
    NotExpectable,
    Standing,
    Told,
    expect,
    told_by_manifest,
    told_by_manifests,
)
from vpr_print.scan.identity import identify
from vpr_print.scan.journal_lines import Kept
from vpr_print.scan.matching import told_by_readings
from vpr_print.scan.seen import PageReading, PageSource
from vpr_print.scan.stamps import Stamps, stamps_of
from vpr_print.scan.states import RoomKey
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Ledger
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.thing import Thing
from vpr_print.verify.errors import ProofError
from vpr_print.verify.manifest_json import parse_room, read_manifest

_MOST_BYTES = 512 << 20
_SUFFIX = ".json"
_RETURNS = (PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)
_OF_PLACES = (PaperKind.SET, PaperKind.ANSWER_FORM)
"""Papers of which each place has one."""


@dataclass(frozen=True, slots=True)
class Manifests:
    """What manifests tell."""

    told: Told
    notices: tuple[Notice, ...]

    @property
    def stamps(self) -> Stamps:
        """Where the stamps of their sets stand."""
        return stamps_of(self.told.papers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is known beside the pile itself."""

    manifests: Manifests
    ledger: Told
    site: str | None
    """Of the ledger; None without one."""

    def expectation(self, readings: Iterable[PageReading]) -> Expectation:
        """With what the packets' QR codes of the pile tell."""
        told = (self.manifests.told, self.ledger, *told_by_readings(readings))
        return expect(told, ledgers=() if self.site is None else (self.site,))


def read_manifests(folder: Path | None, school: SchoolFolder | None) -> Manifests:
    """Manifests below a folder and those of the school's works.

    A manifest that is damaged is named in a notice, the others count. Raises ``NoManifestsFolderError``.
    """
    told: list[Told] = []
    broken: list[str] = []
    for path in (*_below(folder), *_of_school(school)):
        try:
            told.append(_told(path))
        except (ProofError, NotExpectable, OSError) as error:
            if NAME in path.name:
                broken.append(f"{path}: {_reason(error)}")
    return Manifests(told_by_manifests(told), (_broken_notice(broken),) if broken else ())


def read_sources(manifests: Manifests, ledger: Ledger | None, kept: Kept) -> Sources:
    """What manifests tell, and what the ledger knows."""
    folders = {paper.room: paper.folder for paper in manifests.told.papers}
    return Sources(
        manifests=manifests,
        ledger=Told(papers=tuple(_ledger_papers(ledger, folders, _doubled(kept)))) if ledger else Told(),
        site=ledger.site if ledger else None,
    )


# ── manifests ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _below(folder: Path | None) -> tuple[Path, ...]:
    """JSON files anywhere below the folder, links not followed; or the one file that was named."""
    if folder is None:
        return ()
    if folder.is_file():
        return (folder,)
    if not folder.is_dir():
        raise NoManifestsFolderError(str(folder))
    return tuple(
        sorted(Path(root) / name for root, _, names in os.walk(folder) for name in names if name.endswith(_SUFFIX))
    )


def _of_school(school: SchoolFolder | None) -> tuple[Path, ...]:
    return tuple(sorted(school.works.glob(f"*/{NAME}"))) if school else ()


def _told(path: Path) -> Told:
    if path.stat().st_size > _MOST_BYTES:
        raise NotExpectable("too large")
    manifest = read_manifest(path)
    return told_by_manifest(manifest, _rooms(path))


def _rooms(path: Path) -> Iterator[RoomRecord]:
    """The rooms, one at a time: their form has been read strictly before."""
    with path.open("rb") as file:
        file.readline()
        file.readline()
        for line in iter(file.readline, b"],\n"):
            if not line:
                raise NotExpectable("no end")
            yield parse_room(line.rstrip(b",\n"))


def _reason(error: ProofError | NotExpectable | OSError) -> str:
    match error:
        case ProofError():
            return "это не manifest.json: файл повреждён, изменён или от другой версии программы"
        case OSError():
            return error.strerror or "не читается"
    return "номера и кабинеты в нём не такие, какими их пишет программа"


def _broken_notice(broken: list[str]) -> Notice:
    return Notice(
        "manifest_unreadable",
        Message(
            f"описи, которым нельзя верить: {len(broken)}",
            listed(broken),
            "manifest.json в том виде, в каком его записала программа школы",
            "попросите у школы файл ещё раз (без правок, архивом) и повторите команду; остальные описи взяты",
        ),
    )


# ── the ledger ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _doubled(kept: Kept) -> frozenset[Identifier]:
    """Papers of which some page came more than once."""
    sources = [PageSource(file.sha256, page) for file in kept.files.values() for page in range(1, file.pages + 1)]
    readings = (reading for source in sources if (reading := kept.readings.get(source)))
    numbers = Counter(number for reading in readings if (number := identify(reading.symbols).number))
    return frozenset(number.whole for number, count in numbers.items() if count > 1)


def _ledger_papers(
    ledger: Ledger, folders: dict[RoomKey, str], doubled: Collection[Identifier]
) -> Iterable[Expected]:
    own = [str(number) for number in doubled if number.site == ledger.site]
    reprinted = {line.number for line in ledger.history(*own) if line.reprint and not line.taken_back} if own else set()
    for work in ledger.works():
        things = {thing.number: thing for thing in ledger.things(work)}
        papers = [paper for paper in ledger.papers(work) if paper.state is not PaperState.RESERVED]
        living = {paper.key: paper.identifier for paper in papers if paper.state is PaperState.BUILT}
        for paper in papers:
            number = str(paper.identifier)
            thing = things.get(number)
            packet = _return_packet(thing, things, living) if thing and thing.is_set else ""
            key = RoomKey(site=ledger.site, work=work, room=thing.place if thing and thing.place else paper.key.room)
            yield Expected(
                number=paper.identifier,
                kind=paper.key.kind,
                room=key,
                folder=folders.get(key, ""),
                ordinal=paper.key.ordinal if paper.key.kind in _OF_PLACES else 0,
                standing=_standing(paper, living),
                basis=Basis.LEDGER,
                reprinted=number in reprinted,
                living=str(living.get(paper.key, "")) if paper.state is PaperState.VOID else "",
                lost=thing is not None and thing.state is EventKind.LOST,
                return_packet=packet,
                kept=packet in things and things[packet].state is EventKind.KEPT,
            )


def _return_packet(thing: Thing, things: Mapping[str, Thing], living: Mapping[PaperKey, Identifier]) -> str:
    """The return packet in which a set lies, by its living number; empty where the ledger does not say."""
    packet = things.get(thing.packet)
    if packet and packet.kind in _RETURNS:
        return str(living.get(packet.key, ""))
    if thing.state is EventKind.SPOILED:  # Порядок ВПР, прил. 4, п. 7: испорченные лежат с неиспользованными
        return str(living.get(PaperKey(thing.place or thing.room, PaperKind.RETURN_UNUSED), ""))
    return ""


def _standing(paper: LedgerPaper, living: dict[PaperKey, Identifier]) -> Standing:
    if paper.state is not PaperState.VOID:
        return Standing.LIVING
    return Standing.REPLACED if paper.key in living else Standing.OLD_BUILD
