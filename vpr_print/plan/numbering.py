"""Numbers belong to content: which papers keep theirs, and which take new ones.

A paper's fingerprint is the digest of everything that its bytes are made of, the numbers of other papers
that it prints included. The same fingerprint under the same key keeps its number; any other takes the next
serial of the site. Serials never restart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vpr_print.model.identifier import SERIALS, Identifier
from vpr_print.model.packet import NumberedRoom, NumberedWork, PaperKey, WorkPlan
from vpr_print.model.work import SiteNumber


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


@dataclass(frozen=True, slots=True)
class NumberedPaper:
    """A paper that has its number."""

    key: PaperKey
    fingerprint: str
    identifier: Identifier
    fresh: bool
    """True when the number was taken now, False when an earlier build had given it."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Every request with its number, in the order of the requests."""

    papers: tuple[NumberedPaper, ...]
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
    papers: list[NumberedPaper] = []
    numbers: dict[PaperKey, Identifier] = {}
    serial = next_serial
    for request in requests:
        if request.key in numbers:
            raise ValueError(f"{request.key} is asked for twice")
        missing = [ref for ref in request.refs if ref not in numbers]
        if missing:
            raise ValueError(f"{request.key} refers to {missing[0]}, which has no number yet")
        fingerprint = fingerprint_seed(request.seed, *(str(numbers[ref]) for ref in request.refs))
        identifier = known.get((request.key, fingerprint))
        fresh = identifier is None
        if identifier is None:
            identifier = Identifier(request.key.kind.number_kind, site, min(serial, SERIALS[-1]))
            serial += 1
        numbers[request.key] = identifier
        papers.append(NumberedPaper(request.key, fingerprint, identifier, fresh))
    if serial > serials.stop:
        raise SerialsExhausted(serial - next_serial, max(0, serials.stop - next_serial))
    return Numbering(tuple(papers), serial)


def number_work(plan: WorkPlan, numbering: Numbering) -> NumberedWork:
    """The plan with the numbers of its papers, each room with its own."""
    of_room: dict[str, dict[PaperKey, Identifier]] = {}
    for paper in numbering.papers:
        of_room.setdefault(paper.key.room, {})[paper.key] = paper.identifier
    rooms = tuple(
        NumberedRoom(site=plan.site, work=plan.work, sides=plan.sides, room=room, numbers=of_room[room.name])
        for room in plan.rooms
    )
    return NumberedWork(plan=plan, rooms=rooms, numbers=of_room.get("", {}))


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
