"""What a command names: papers by their numbers, or the rooms of a work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vpr_print.model.identifier import CodeNumber, Identifier, grouped
from vpr_print.track.custody_errors import NotANumberError
from vpr_print.track.ledger import Ledger
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.scans import parse_scan
from vpr_print.workflow.custody_errors import CodeIsNoPaperError, UnknownRoomError, WhichWorkError

_LIKE_A_NUMBER = re.compile(r"\d{10,}")
"""Too many digits for the name of a room: a number with a slip in it, and is told so."""


@dataclass(frozen=True, slots=True)
class Named:
    """Numbers of whole papers, and names that are no numbers."""

    numbers: tuple[Identifier, ...]
    rooms: tuple[str, ...]


def named(items: Sequence[str]) -> Named:
    """What the words of a command are. Raises ``CodeIsNoPaperError``, ``NotANumberError``."""
    numbers: list[Identifier] = []
    rooms: list[str] = []
    for item in items:
        try:
            numbers.append(paper_number(item))
        except NotANumberError:
            if _LIKE_A_NUMBER.search(re.sub(r"\s", "", item)):
                raise
            rooms.append(item)
    return Named(tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(rooms)))


def paper_number(text: str) -> Identifier:
    """The number of a whole paper, also from one of its pages.

    Raises ``CodeIsNoPaperError``, ``NotANumberError``.
    """
    number = parse_scan(text)
    if isinstance(number, CodeNumber):
        raise CodeIsNoPaperError(grouped(number))
    return number.whole


def built_papers(ledger: Ledger, work: str) -> tuple[LedgerPaper, ...]:
    """The living papers of a work whose build has finished."""
    return tuple(paper for paper in ledger.papers(work) if paper.state is PaperState.BUILT)


def of_rooms(rooms: Sequence[str], papers: Sequence[LedgerPaper]) -> tuple[LedgerPaper, ...]:
    """The papers of these rooms. Raises ``UnknownRoomError``."""
    known = {paper.key.room for paper in papers} - {""}
    unknown = tuple(room for room in rooms if room not in known)
    if unknown:
        raise UnknownRoomError(unknown, tuple(sorted(known)))
    return tuple(paper for paper in papers if paper.key.room in rooms)


def chosen_work(work: str | None, works: tuple[str, ...]) -> str:
    """The work that is named, or the only one. Raises ``WhichWorkError``."""
    if work is None and len(works) == 1:
        return works[0]
    if work is None or work not in works:
        raise WhichWorkError(work or "", works)
    return work
