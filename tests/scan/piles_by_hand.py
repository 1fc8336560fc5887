"""Schools, manifests and piles of readings, made by hand: what was seen on each page is said, no image is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.manifest import (
    MANIFEST_FORMAT,
    FileKind,
    FileRecord,
    PacketRecord,
    PageRecord,
    PaperUse,
    RoomRecord,
    SetRecord,
    WorkManifest,
)
from vpr_print.model.packet import PacketKind
from vpr_print.model.packet_qr import PacketQr, format_packet_qr, runs_of
from vpr_print.model.work import SiteNumber
from vpr_print.scan.expectation import Told, expect, told_by_manifest, told_by_manifests
from vpr_print.scan.likeness import Likeness
from vpr_print.scan.matching import Pile, match_pages, told_by_readings
from vpr_print.scan.repeats import Pair
from vpr_print.scan.seen import PageReading, PageSource, Symbol, SymbolType, Trouble
from vpr_print.scan.states import PageState, Resolution, RoomKey, ScannedFile, ScannedPage, ScanResult

SITE = "640123"
WORK = "2026-04-21-matematika-5"
K = NumberKind
_QR = ((0.0, 0.0), (50.0, 0.0), (50.0, 50.0), (0.0, 50.0))
_BARS = ((100.0, 0.0), (300.0, 0.0), (300.0, 60.0), (100.0, 60.0))


@dataclass(frozen=True)
class Room:
    """Numbers of one room's papers, one serial after the other: sets, packets, protocol, manifests."""

    name: str
    first: int
    sets: int = 3
    pages: int = 4
    site: str = SITE
    work: str = WORK
    variants: int = 2

    def number(self, kind: NumberKind, offset: int) -> Identifier:
        return Identifier(kind, SiteNumber(self.site), self.first + offset)

    def set(self, ordinal: int) -> Identifier:
        return self.number(K.SET, ordinal - 1)

    def page(self, ordinal: int, page: int) -> Identifier:
        return self.set(ordinal).of_page(page)

    def all_pages(self, *ordinals: int) -> list[Identifier]:
        return [self.page(ordinal, page) for ordinal in ordinals for page in range(1, self.pages + 1)]

    @property
    def delivery(self) -> Identifier:
        return self.number(K.DELIVERY, self.sets)

    @property
    def used(self) -> Identifier:
        return self.number(K.RETURN_USED, self.sets + 1)

    @property
    def unused(self) -> Identifier:
        return self.number(K.RETURN_UNUSED, self.sets + 2)

    @property
    def protocol(self) -> Identifier:
        return self.number(K.CONDUCT_PROTOCOL, self.sets + 3).of_page(1)

    def manifest(self, kind: PacketKind) -> Identifier:
        at = (PacketKind.DELIVERY, PacketKind.RETURN_USED, PacketKind.RETURN_UNUSED).index(kind)
        return self.number(K.MANIFEST, self.sets + 4 + at).of_page(1)

    @property
    def used_manifest(self) -> Identifier:
        return self.manifest(PacketKind.RETURN_USED)

    @property
    def unused_manifest(self) -> Identifier:
        return self.manifest(PacketKind.RETURN_UNUSED)

    @property
    def key(self) -> RoomKey:
        return RoomKey(site=self.site, work=self.work, room=self.name)

    def packet_qr(self, packet: Identifier) -> str:
        serials = runs_of(range(self.first, self.first + self.sets))
        site = SiteNumber(self.site)
        return format_packet_qr(
            PacketQr(site=site, work=self.work, room=self.name, packet=packet, serials=serials, pages=self.pages)
        )

    @property
    def record(self) -> RoomRecord:
        sets = tuple(
            SetRecord(
                number=str(self.set(n)),
                ordinal=n,
                variant=(n - 1) % self.variants + 1,
                spare=False,
                enlarged=False,
                file=f"{self.name}/1-komplekty.pdf",
                pages=tuple(PageRecord(str(self.page(n, p)), p, ()) for p in range(1, self.pages + 1)),
            )
            for n in range(1, self.sets + 1)
        )
        packets = [
            (PacketKind.DELIVERY, self.delivery),
            (PacketKind.RETURN_USED, self.used),
            (PacketKind.RETURN_UNUSED, self.unused),
        ]
        files = [
            (FileKind.SETS, [self.set(n) for n in range(1, self.sets + 1)]),
            (FileKind.CONDUCT_PROTOCOL, [self.protocol.whole]),
            (FileKind.LABELS, [number for _, number in packets]),
            (FileKind.MANIFEST, [self.manifest(kind).whole for kind, _ in packets]),
        ]
        return RoomRecord(
            room=self.name,
            folder=self.name,
            fingerprint="0" * 64,
            files=tuple(
                FileRecord(
                    kind=kind,
                    path=f"{self.name}/{kind}.pdf",
                    pages=len(numbers),
                    sha256="0" * 64,
                    numbers=tuple(map(str, numbers)),
                )
                for kind, numbers in files
            ),
            sets=sets,
            packets=tuple(PacketRecord(kind=kind, number=str(number), contents=()) for kind, number in packets),
            participants=self.sets,
            codes=0,
            draft_sheets=0,
        )


def manifest(*rooms: Room, two_sided: bool = True) -> WorkManifest:
    sheets = 100
    return WorkManifest(
        format=MANIFEST_FORMAT,
        site=rooms[0].site,
        work=rooms[0].work,
        program="0.1.0",
        rooms=tuple(room.record for room in rooms),
        packets=(),
        papers=(),
        paper=PaperUse(sheets, 0, 0, sheets if two_sided else sheets // 2),
    )


def told(*rooms: Room, two_sided: bool = True) -> Told:
    work = manifest(*rooms, two_sided=two_sided)
    return told_by_manifest(work, work.rooms)


@dataclass
class Heap:
    """A pile that grows page by page, file by file."""

    files: list[list[PageReading]] = field(default_factory=lambda: [[]])
    resolutions: dict[PageSource, Resolution] = field(default_factory=dict)
    comparisons: dict[Pair, Likeness] = field(default_factory=dict)
    names: list[str] = field(default_factory=lambda: ["a.pdf"])

    def file(self) -> Heap:
        self.files.append([])
        self.names.append(f"{chr(ord('a') + len(self.files) - 1)}.pdf")
        return self

    def add(self, *numbers: Identifier | str, pixels: str = "") -> Heap:
        """Pages with these numbers, one after the other; of equal ones each has an image of its own."""
        for number in numbers:
            self.see(str(number), str(number), pixels=pixels)
        return self

    def see(self, bars: str = "", qr: str = "", *more: str, ink: float = 0.05, pixels: str = "") -> Heap:
        """A page with these symbols."""
        symbols = [Symbol(SymbolType.BARS, bars, _BARS)] * bool(bars) + [Symbol(SymbolType.QR, qr, _QR)] * bool(qr)
        symbols += [Symbol(SymbolType.QR, text, _QR) for text in more]
        own = pixels or hashlib.sha256(f"{len(self.files)}/{len(self.files[-1])}".encode()).hexdigest()
        return self._put(symbols=tuple(symbols), ink=ink, pixels=own)

    def blank(self) -> Heap:
        return self._put(ink=0.0, pixels="white")

    def trouble(self, trouble: Trouble = Trouble.DAMAGED) -> Heap:
        return self._put(trouble=trouble)

    def say(self, at: int, *, number: Identifier | None = None, state: PageState | None = None) -> Heap:
        """A person's word of a page of the last file, from 1."""
        source = self.files[-1][at - 1].source
        self.resolutions[source] = Resolution(
            source=source, number=str(number or ""), state=state, who="Лосев", reason="видно", at="2026-04-21T10:00:00"
        )
        return self

    def compare(self, one: int, other: int, likeness: Likeness, thirds: Iterable[int] = ()) -> Heap:
        """What the comparison of two pages says, all counted from 1 through all files."""
        sources = [reading.source for file in self.files for reading in file]
        pair = Pair(sources[one - 1], sources[other - 1], tuple(sources[at - 1] for at in thirds))
        self.comparisons[pair] = likeness
        return self

    @property
    def pile(self) -> Pile:
        return Pile(
            files=tuple(
                ScannedFile(path=f"/skany/{name}", name=name, sha256=_sha(at), pages=len(file))
                for at, (name, file) in enumerate(zip(self.names, self.files, strict=True), start=1)
            ),
            readings={reading.source: reading for file in self.files for reading in file},
            resolutions=self.resolutions,
            comparisons=self.comparisons,
        )

    def _put(
        self,
        symbols: tuple[Symbol, ...] = (),
        ink: float = 0.05,
        pixels: str = "",
        trouble: Trouble | None = None,
    ) -> Heap:
        source = PageSource(_sha(len(self.files)), len(self.files[-1]) + 1)
        self.files[-1].append(
            PageReading(source=source, symbols=symbols, ink=ink, pixels=pixels, trouble=trouble, width=1, height=1)
        )
        return self


def matched(
    heap: Heap, *sources: Told, ledgers: Sequence[str] = (), work: str | None = None
) -> ScanResult:
    """The result of a pile when these manifests are known."""
    return matched_with_pairs(heap, *sources, ledgers=ledgers, work=work)[0]


def matched_with_pairs(
    heap: Heap, *sources: Told, ledgers: Sequence[str] = (), work: str | None = None
) -> tuple[ScanResult, tuple[Pair, ...]]:
    pile = heap.pile
    expectation = expect([told_by_manifests(sources), *told_by_readings(pile.readings.values())], ledgers=ledgers)
    return match_pages(pile, expectation, work=work)


def states(result: ScanResult) -> list[PageState]:
    return [page.state for page in result.pages]


def page_of(result: ScanResult, number: Identifier) -> ScannedPage:
    return next(page for page in result.pages if page.number == str(number))


def fates(result: ScanResult) -> Mapping[str, str | None]:
    return {item.number: item.fate for room in result.rooms for item in room.sets}


def _sha(at: int) -> str:
    return hashlib.sha256(str(at).encode()).hexdigest()
