"""What may come: every number that a manifest, the ledger or a packet's QR code knows, and what it stands for. Pure.

Where several say something of one number, the ledger decides, then a manifest, then a QR code. Of two manifests of one
work the one with the higher serials is the newer build, since serials never restart; numbers that only the older one
has are void.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from unicodedata import category

from vpr_print.model.geometry import Rect
from vpr_print.model.identifier import PAGES, CodeNumber, Identifier, NotOurNumber, NumberKind, parse_number
from vpr_print.model.manifest import FileKind, FileRecord, RoomRecord, SetRecord, WorkManifest
from vpr_print.model.packet import MANIFEST_OF, ROOM_PACKETS, PacketKind, PaperKind
from vpr_print.model.packet_qr import PacketQr
from vpr_print.model.work import DEMO_SITE
from vpr_print.scan.states import RoomKey

_PACKET_KINDS = {PaperKind[kind.name]: kind for kind in PacketKind}
_PACKET_DIGITS = {PaperKind[kind.name].number_kind: kind for kind in PacketKind}
_PACKET_OF_MANIFEST = {manifest: kind for kind, manifest in MANIFEST_OF.items()}
_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-\d{2}(?!\d)", re.ASCII)
_LONGEST_ROOM = 500
_FIRST_MONTH = 9
"""Of a school year."""


Boxes = tuple[tuple[Rect, ...], ...]


class Standing(StrEnum):
    """Whether a number is good."""

    LIVING = "living"
    REPLACED = "replaced"
    OLD_BUILD = "old_build"
    DISPUTED = "disputed"


class Basis(IntEnum):
    """Who knows the number; the greater one is believed."""

    PACKET_QR = 1
    MANIFEST = 2
    LEDGER = 3


class NotExpectable(ValueError):
    """A manifest says what cannot be: numbers of another site or kind, rooms without a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One paper that may come."""

    number: Identifier
    """Of the whole paper."""
    kind: PaperKind
    room: RoomKey
    """Its name is empty for papers of the whole work."""
    folder: str
    """ASCII name of the room."""
    ordinal: int = 0
    """0 where only a QR code tells of the set."""
    variant: int = 0
    spare: bool = False
    pages: int = 0
    """0 where nobody knows."""
    standing: Standing = Standing.LIVING
    basis: Basis
    reprinted: bool = False
    """The ledger knows that it was printed again under its number."""
    living: str = ""
    """Of a void number: the one that has taken its place."""
    boxes: Boxes = field(default=(), compare=False, repr=False)
    """Rectangles of the stamp on each page of a set, where a manifest tells them; shared by sets that look alike."""
    lost: bool = False
    """The ledger knows that it was lost: nobody waits for it."""
    return_packet: str = ""
    """Of a set: number of the return packet in which the ledger says it lies; empty where nobody knows."""
    kept: bool = False
    """The ledger knows that its return packet is kept at school."""

    @property
    def packet_kind(self) -> PacketKind | None:
        """Of a label or manifest: the kind of its packet."""
        return _PACKET_KINDS.get(self.kind) or _PACKET_OF_MANIFEST.get(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one source knows."""

    papers: tuple[Expected, ...] = ()
    work: tuple[str, str] = ("", "")
    """Site and key, where the source is of one work."""
    differing: frozenset[tuple[str, str]] = frozenset()
    """Works of which several manifests differ."""
    one_sided: frozenset[tuple[str, str]] = frozenset()
    """Works that are not printed on both sides."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Everything that may come, by number."""

    papers: Mapping[Identifier, Expected]
    rooms: Mapping[RoomKey, tuple[Expected, ...]]
    """Living sets of each room, by ordinal and number."""
    packets: Mapping[tuple[RoomKey, PacketKind], Identifier]
    """Living packets of the rooms."""
    disputed: frozenset[tuple[str, str]] = frozenset()
    """Site and work of which several manifests differ."""
    one_sided: frozenset[tuple[str, str]] = frozenset()
    """Works of which it is known that they are not printed on both sides."""
    by_qr: frozenset[RoomKey] = frozenset()
    """Rooms of which only a packet's QR code told."""
    sites: frozenset[str] = frozenset()
    newest_year: int = 0
    """The last school year of which a work is known, by the calendar year in which it begins; 0 for none."""

    def of(self, number: Identifier) -> Expected | None:
        """The paper that a number, also of a page, belongs to."""
        return self.papers.get(number.whole)


def expect(told: Iterable[Told], *, ledgers: Iterable[str] = ()) -> Expectation:
    """What is known by all sources together; ``ledgers`` are the sites whose ledger was asked.

    A packet's QR code vouches only for works that neither ledger nor manifest knows; to a number that they know it adds
    what they do not say, such as the pages of a set. Numbers of the demo site count
    only where no real site is known, or where the ledger is the demo's own: a rehearsal's manifest left lying about
    vouches for nothing. The same number said to be two different papers by equal authorities is disputed.
    """
    sources = list(told)
    kept = frozenset(ledgers)
    every = [paper for source in sources for paper in source.papers]
    sites = kept | {paper.number.site for paper in every}
    if sites - {DEMO_SITE} and DEMO_SITE not in kept:
        sites -= {DEMO_SITE}
    listed = {(paper.number.site, paper.room.work) for paper in every if paper.basis is not Basis.PACKET_QR}
    told_of: dict[Identifier, Expected] = {}
    for paper in sorted((paper for paper in every if paper.number.site in sites), key=_authority):
        earlier = told_of.get(paper.number)
        told_of[paper.number] = paper if earlier is None else _together(earlier, paper)
    known = {
        number: paper
        for number, paper in told_of.items()
        if paper.basis is not Basis.PACKET_QR
        or (number.site not in kept and (number.site, paper.room.work) not in listed)
    }
    return Expectation(
        papers=known,
        rooms=_rooms(known.values()),
        packets={
            (paper.room, _PACKET_KINDS[paper.kind]): paper.number
            for paper in known.values()
            if paper.kind in _PACKET_KINDS and paper.standing is Standing.LIVING
        },
        disputed=frozenset(work for source in sources for work in source.differing if work[0] not in kept),
        one_sided=frozenset(work for source in sources for work in source.one_sided),
        by_qr=frozenset(paper.room for paper in known.values() if paper.basis is Basis.PACKET_QR),
        sites=sites,
        newest_year=max((school_year(paper.room.work) for paper in known.values()), default=0),
    )


def told_by_manifests(manifests: Iterable[Told]) -> Told:
    """What several manifests say together, each as ``told_by_manifest`` gives it."""
    works: dict[tuple[str, str], dict[Told, None]] = {}
    for manifest in manifests:
        works.setdefault(manifest.work, {})[manifest] = None
    return Told(
        papers=tuple(paper for builds in works.values() for paper in _newest_first(builds)),
        differing=frozenset(work for work, builds in works.items() if len(builds) > 1),
        one_sided=frozenset(work for builds in works.values() for build in builds for work in build.one_sided),
    )


def told_by_manifest(manifest: WorkManifest, rooms: Iterable[RoomRecord]) -> Told:
    """Every paper that one manifest lists; its ``rooms`` come one at a time. Raises ``NotExpectable``."""
    if not re.fullmatch(r"[0-9]{6}", manifest.site, re.ASCII) or not _KEY.fullmatch(manifest.work):
        raise NotExpectable("site or work is not one of ours")
    site, work = manifest.site, manifest.work
    boxes: dict[Boxes, Boxes] = {}
    papers = [paper for room in rooms for paper in _room_papers(site, work, room, boxes)]
    whole = RoomKey(site=site, work=work, room="")
    for file in manifest.papers:
        if file.kind.value not in _OF_THE_WORK:
            raise NotExpectable("a paper of the work that belongs in a room")
        papers += [_paper(number, PaperKind(file.kind), whole, "", file) for number in file.numbers]
    if len({paper.number for paper in papers}) != len(papers):
        raise NotExpectable("a number stands for two papers")
    use = manifest.paper
    one_sided = {(site, work)} if use.sheets_two_sided < use.sheets_a4 + use.sheets_a3 else ()
    return Told(papers=tuple(papers), work=(site, work), one_sided=frozenset(one_sided))


def told_by_qr(qr: PacketQr, manifest: Identifier | None = None) -> Told:
    """What the second QR code of a packet's manifest vouches for: its sets and answer forms, the packet, the
    ``manifest`` itself."""
    kind = _PACKET_DIGITS.get(qr.packet.kind)
    if kind is None:
        return Told()
    room = RoomKey(site=qr.site, work=qr.work, room=qr.room)
    told = [(qr.packet, PaperKind[kind.name], 0)]
    if manifest is not None and kind in MANIFEST_OF and manifest.site == qr.site:
        told.append((manifest.whole, MANIFEST_OF[kind], 0))
    for first, last in qr.serials:
        serials = range(first, last + 1)
        told += [(Identifier(NumberKind.SET, qr.site, serial), PaperKind.SET, qr.pages) for serial in serials]
    for first, last in qr.forms:
        serials = range(first, last + 1)
        told += [(Identifier(NumberKind.OTHER, qr.site, serial), PaperKind.ANSWER_FORM, 0) for serial in serials]
    return Told(
        papers=tuple(
            Expected(number=number, kind=paper, room=room, folder=qr.room, pages=pages, basis=Basis.PACKET_QR)
            for number, paper, pages in told
        ),
        work=(qr.site, qr.work),
    )


def school_year(work: str) -> int:
    """The calendar year in which the school year of a work begins, by its key; 0 for a key without a day."""
    day = _DAY.match(work)
    return int(day[1]) - (int(day[2]) < _FIRST_MONTH) if day else 0


# ── manifests ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _room_papers(site: str, work: str, room: RoomRecord, boxes: dict[Boxes, Boxes]) -> Iterable[Expected]:
    if not room.room.strip() or len(room.room) > _LONGEST_ROOM or any(category(sign) == "Cc" for sign in room.room):
        raise NotExpectable("a room without a name that can be shown")
    if not _KEY.fullmatch(room.folder):
        raise NotExpectable("a room without a folder")
    key = RoomKey(site=site, work=work, room=room.room)
    for item in room.sets:
        own = tuple(page.boxes for page in item.pages)
        yield replace(_set(item, key, room.folder), boxes=boxes.setdefault(own, own))
    for packet in room.packets:
        kind = PaperKind[packet.kind.name]
        yield _expected(packet.number, kind, key, room.folder)
    for file in room.files:
        kinds = _KINDS_OF_FILES.get(file.kind, ())
        if len(kinds) > 1 and len(kinds) != len(file.numbers):
            raise NotExpectable("not one manifest for each packet")
        for at, number in enumerate(file.numbers):
            if kinds:
                kind = kinds[at if len(kinds) > 1 else 0]
                ordinal = at + 1 if kind is PaperKind.ANSWER_FORM else 0
                yield replace(_paper(number, kind, key, room.folder, file), ordinal=ordinal)


def _set(item: SetRecord, room: RoomKey, folder: str) -> Expected:
    number = _identifier(item.number, PaperKind.SET, room.site)
    pages = [_identifier(page.number, PaperKind.SET, room.site, whole=False) for page in item.pages]
    if not pages or pages != [number.of_page(page) for page in range(1, len(pages) + 1) if page in PAGES]:
        raise NotExpectable("pages of a set are not numbered 1, 2, 3 …")
    return Expected(
        number=number,
        kind=PaperKind.SET,
        room=room,
        folder=folder,
        ordinal=item.ordinal,
        variant=item.variant,
        spare=item.spare,
        pages=len(pages),
        basis=Basis.MANIFEST,
    )


def _paper(number: str, kind: PaperKind, room: RoomKey, folder: str, file: FileRecord) -> Expected:
    """Pages are known of a file that holds one paper only."""
    return replace(_expected(number, kind, room, folder), pages=file.pages if len(file.numbers) == 1 else 0)


def _expected(number: str, kind: PaperKind, room: RoomKey, folder: str) -> Expected:
    identifier = _identifier(number, kind, room.site)
    return Expected(number=identifier, kind=kind, room=room, folder=folder, basis=Basis.MANIFEST)


def _identifier(text: str, kind: PaperKind, site: str, *, whole: bool = True) -> Identifier:
    try:
        number = parse_number(text)
    except NotOurNumber as error:
        raise NotExpectable(f"not a number of ours: {error}") from None
    if isinstance(number, CodeNumber) or (number.kind, number.site) != (kind.number_kind, site):
        raise NotExpectable("a number of another kind or site")
    if whole and number.page:
        raise NotExpectable("a page's number in place of a paper's")
    return number


_OF_THE_WORK = frozenset((PaperKind.CODE_SHEET_ALL, PaperKind.SUMMARY, PaperKind.HAND_OUT_PLAN))
_KINDS_OF_FILES: Mapping[FileKind, tuple[PaperKind, ...]] = {
    FileKind.CODE_SHEET: (PaperKind.CODE_SHEET,),
    FileKind.CONDUCT_PROTOCOL: (PaperKind.CONDUCT_PROTOCOL,),
    FileKind.PROTOCOL_COPY: (PaperKind.PROTOCOL_COPY,),
    FileKind.MANIFEST: tuple(MANIFEST_OF[kind] for kind in ROOM_PACKETS),
    FileKind.DRAFTS: (PaperKind.DRAFT_SHEETS,),
    FileKind.ANSWER_FORMS: (PaperKind.ANSWER_FORM,),
}
"""What the numbers of a room's files stand for; sets and labels are listed as sets and packets."""


# ── several sources ─────────────────────────────────────────────────────────────────────────────────────────────────


def _newest_first(builds: Iterable[Told]) -> Iterable[Expected]:
    """The papers of the newest of several builds of a work, then what only the older ones have, as void."""
    newest, *older = sorted(builds, key=_age, reverse=True)
    yield from newest.papers
    places = {_place(paper): paper.number for paper in newest.papers}
    told = {paper.number: paper for paper in newest.papers}
    for paper in (paper for build in older for paper in build.papers):
        same = told.get(paper.number)
        if same is None:
            living = places.get(_place(paper))
            standing = Standing.REPLACED if living else Standing.OLD_BUILD
            yield replace(paper, standing=standing, living=str(living or ""))
        elif _place(same) != _place(paper):
            yield paper  # to be disputed


def _age(build: Told) -> tuple[int, list[Identifier]]:
    """Of two builds of a work the greater is the newer."""
    numbers = sorted(paper.number for paper in build.papers)
    return max((number.serial for number in numbers), default=0), numbers


def _place(paper: Expected) -> tuple[RoomKey, PaperKind, int]:
    return paper.room, paper.kind, paper.ordinal


def _authority(paper: Expected) -> tuple[Basis, bool]:
    return paper.basis, paper.standing is Standing.LIVING


def _together(earlier: Expected, later: Expected) -> Expected:
    """What two sources say of one number; ``later`` has at least the authority of ``earlier``."""
    if later.basis is earlier.basis:
        agree = replace(earlier, standing=later.standing, living=later.living) == later
        return later if agree and earlier.standing is not Standing.DISPUTED else _disputed(later)
    if (earlier.kind, earlier.room.work) != (later.kind, later.room.work):
        return later
    return replace(  # pages and variant stand in manifests only
        later,
        folder=later.folder or earlier.folder,
        ordinal=later.ordinal or earlier.ordinal,
        variant=later.variant or earlier.variant,
        spare=later.spare or earlier.spare,
        pages=later.pages or earlier.pages,
        boxes=later.boxes or earlier.boxes,
    )


def _disputed(paper: Expected) -> Expected:
    return replace(paper, standing=Standing.DISPUTED)


def _rooms(papers: Iterable[Expected]) -> dict[RoomKey, tuple[Expected, ...]]:
    rooms: dict[RoomKey, list[Expected]] = {}
    for paper in papers:
        if paper.kind is PaperKind.SET and paper.standing is Standing.LIVING:
            rooms.setdefault(paper.room, []).append(paper)
    return {room: tuple(sorted(own, key=lambda paper: (paper.ordinal, paper.number))) for room, own in rooms.items()}
