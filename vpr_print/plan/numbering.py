"""Numbers belong to content: which papers keep theirs, and which take new ones.

A paper's fingerprint is the digest of everything that its bytes are made of, the numbers of other papers
that it prints included. The same fingerprint under the same key keeps its number; any other takes the next
serial of the site. Serials never restart.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import overload

from vpr_print.model.identifier import SERIALS, Identifier
from vpr_print.model.packet import NumberedRoom, NumberedWork, PaperKey, PaperKind, RoomPlan, WorkPlan
from vpr_print.model.work import SiteNumber

_KINDS = tuple((kind, kind.number_kind) for kind in PaperKind)
_PLACES_OF_KINDS = {kind: place for place, (kind, _) in enumerate(_KINDS)}
_DIGEST = 32
"""Bytes of a fingerprint."""


class SerialsExhausted(Exception):
    """The site's range of serials does not suffice for all papers."""

    def __init__(self, needed: int, left: int) -> None:
        super().__init__(f"{needed} serials needed, {left} left")
        self.needed = needed
        self.left = left


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """A paper that needs a number."""

    key: PaperKey
    seed: str
    """Digest of the paper's own content, layout, fonts and options (``fingerprint_seed``)."""
    refs: tuple[PaperKey, ...] = ()
    """Papers whose numbers it prints; they stand earlier in the order."""
    stays: NumberedPaper | None = None
    """The paper as it is, whatever it would be made of now: nobody makes it anew."""


@dataclass(frozen=True, slots=True)
class NumberedPaper:
    """A paper that has its number."""

    key: PaperKey
    fingerprint: str
    identifier: Identifier
    fresh: bool
    """True when the number was taken now, False when an earlier build had given it."""


class NumberedPapers(Sequence[NumberedPaper]):
    """Papers in the order of their requests, in fifty bytes each: a work has them by the ten thousand.

    A paper is made anew whenever it is asked for. All are of one site; fingerprints are SHA-256 in hex.
    """

    def __init__(self, papers: Iterable[NumberedPaper] = ()) -> None:
        self._site = SiteNumber("")
        self._runs: list[tuple[int, str]] = []
        """Where papers of another room than before begin, and which."""
        self._of_room: dict[str, list[int]] = {}
        """Which of the runs are a room's."""
        self._kinds = bytearray()
        self._fresh = bytearray()
        self._ordinals = array("l")
        self._serials = array("l")
        self._fingerprints = bytearray()
        for paper in papers:
            self.append(paper)

    def append(self, paper: NumberedPaper) -> None:
        """Add a paper at the end."""
        room = paper.key.room
        if not self._runs or self._runs[-1][1] != room:
            self._of_room.setdefault(room, []).append(len(self._runs))
            self._runs.append((len(self), room))
        self._site = paper.identifier.site
        self._kinds.append(_PLACES_OF_KINDS[paper.key.kind])
        self._fresh.append(paper.fresh)
        self._ordinals.append(paper.key.ordinal)
        self._serials.append(paper.identifier.serial)
        self._fingerprints += bytes.fromhex(paper.fingerprint)

    def of_room(self, room: str) -> Iterator[NumberedPaper]:
        """The papers of one room, or with an empty name those of the work itself."""
        for run in self._of_room.get(room, ()):
            yield from self._of_run(run)

    @property
    def fresh(self) -> int:
        """How many have taken their number now."""
        return sum(self._fresh)

    def kinds_by_serial(self) -> bytearray:
        """For each serial the kind of its number where it is one of these, else 0."""
        kinds = bytearray(SERIALS.stop)
        for kind, serial in zip(self._kinds, self._serials, strict=True):
            kinds[serial] = _KINDS[kind][1]
        return kinds

    def __len__(self) -> int:
        return len(self._kinds)

    def __iter__(self) -> Iterator[NumberedPaper]:
        for run in range(len(self._runs)):
            yield from self._of_run(run)

    @overload
    def __getitem__(self, index: int) -> NumberedPaper: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[NumberedPaper, ...]: ...

    def __getitem__(self, index: int | slice) -> NumberedPaper | tuple[NumberedPaper, ...]:
        if isinstance(index, slice):
            return tuple([self[place] for place in range(len(self))[index]])
        place = range(len(self))[index]
        return self._paper(place, self._runs[bisect_right(self._runs, place, key=itemgetter(0)) - 1][1])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberedPapers) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _of_run(self, run: int) -> Iterator[NumberedPaper]:
        start, room = self._runs[run]
        stop = self._runs[run + 1][0] if run + 1 < len(self._runs) else len(self)
        return (self._paper(place, room) for place in range(start, stop))

    def _paper(self, place: int, room: str) -> NumberedPaper:
        kind, number_kind = _KINDS[self._kinds[place]]
        return NumberedPaper(
            PaperKey(room, kind, self._ordinals[place]),
            self._fingerprints[_DIGEST * place : _DIGEST * (place + 1)].hex(),
            Identifier(number_kind, self._site, self._serials[place]),
            fresh=bool(self._fresh[place]),
        )


@dataclass(frozen=True, slots=True)
class Numbering:
    """Every request with its number, in the order of the requests."""

    papers: NumberedPapers
    next_serial: int


def number_papers(
    requests: Iterable[PaperRequest],
    known: Mapping[tuple[PaperKey, str], Identifier],
    site: SiteNumber,
    serials: range,
    next_serial: int,
) -> Numbering:
    """Every paper with a number: known ones keep theirs, the others take serials in the order of the requests.

    ``known`` holds what the ledger has given under a key and fingerprint and not voided; ``serials`` is the
    ledger's own range. Raises ``SerialsExhausted`` when the range ends, ``ValueError`` for a key that comes
    twice or a reference that does not stand earlier.
    """
    papers = NumberedPapers()
    numbers = _Numbers(papers)
    serial = next_serial
    for request in requests:
        if numbers.of(request.key):
            raise ValueError(f"{request.key} is asked for twice")
        if request.stays:
            numbers.add(request.stays)
            continue
        refs = [numbers.of(ref) for ref in request.refs]
        if None in refs:
            raise ValueError(f"{request.key} refers to {request.refs[refs.index(None)]}, which has no number yet")
        fingerprint = fingerprint_seed(request.seed, *refs)
        identifier = known.get((request.key, fingerprint))
        fresh = identifier is None
        if identifier is None:
            identifier = Identifier(request.key.kind.number_kind, site, min(serial, SERIALS[-1]))
            serial += 1
        numbers.add(NumberedPaper(request.key, fingerprint, identifier, fresh))
    if serial > serials.stop:
        raise SerialsExhausted(serial - next_serial, max(0, serials.stop - next_serial))
    return Numbering(papers, serial)


def number_work(plan: WorkPlan, numbering: Numbering) -> NumberedWork:
    """The plan with the numbers of its papers, each room with its own."""
    of_work = {paper.key: paper.identifier for paper in numbering.papers.of_room("")}
    return NumberedWork(plan=plan, rooms=_NumberedRooms(plan, numbering.papers), numbers=of_work)


class _NumberedRooms(Sequence[NumberedRoom]):
    """The rooms of a plan with their numbers; each is made anew when it is asked for."""

    def __init__(self, plan: WorkPlan, papers: NumberedPapers) -> None:
        self._plan = plan
        self._papers = papers

    def __len__(self) -> int:
        return len(self._plan.rooms)

    def __iter__(self) -> Iterator[NumberedRoom]:
        return map(self._numbered, self._plan.rooms)

    @overload
    def __getitem__(self, index: int) -> NumberedRoom: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[NumberedRoom, ...]: ...

    def __getitem__(self, index: int | slice) -> NumberedRoom | tuple[NumberedRoom, ...]:
        if isinstance(index, slice):
            return tuple(map(self._numbered, self._plan.rooms[index]))
        return self._numbered(self._plan.rooms[index])

    def _numbered(self, room: RoomPlan) -> NumberedRoom:
        plan = self._plan
        numbers = {paper.key: paper.identifier for paper in self._papers.of_room(room.name)}
        return NumberedRoom(site=plan.site, work=plan.work, sides=plan.sides, room=room, numbers=numbers)


class _Numbers:
    """The numbers given so far, as they are printed. Papers of one room are asked for together."""

    def __init__(self, papers: NumberedPapers) -> None:
        self._papers = papers
        self._room: str | None = None
        self._told: dict[PaperKey, str] = {}

    def of(self, key: PaperKey) -> str | None:
        """The number of a paper, or None when it has none yet."""
        if key.room != self._room:
            self._room = key.room
            self._told = {paper.key: str(paper.identifier) for paper in self._papers.of_room(key.room)}
        return self._told.get(key)

    def add(self, paper: NumberedPaper) -> None:
        """Note a paper that has its number now."""
        self._papers.append(paper)
        if paper.key.room == self._room:
            self._told[paper.key] = str(paper.identifier)


def fingerprint_seed(*parts: object) -> str:
    """Hex digest of the parts; each is told from its neighbours, and ``1`` from ``"1"``."""
    digest = hashlib.sha256()
    for part in parts:
        text = repr(part).encode()
        digest.update(b"%d:" % len(text))
        digest.update(text)
    return digest.hexdigest()


def in_ranges(identifiers: Iterable[Identifier]) -> tuple[tuple[Identifier, Identifier], ...]:
    """Runs of consecutive serials as (first, last), in the given order: how a manifest lists sets."""
    runs: list[list[Identifier]] = []
    for identifier in identifiers:
        if runs and runs[-1][1].serial + 1 == identifier.serial and runs[-1][1].kind is identifier.kind:
            runs[-1][1] = identifier
        else:
            runs.append([identifier, identifier])
    return tuple((first, last) for first, last in runs)
