"""A person confirms that papers came out of the copier well."""

from __future__ import annotations

from collections.abc import Sequence

from vpr_print.model.identifier import CodeNumber, Identifier, NotOurNumber, grouped, parse_number
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.workflow.errors import CodeIsNoPaperError, UnknownRoomError, WhichWorkError
from vpr_print.workflow.school import open_ledger


def confirm_printed(school: SchoolFolder, items: Sequence[str], *, work: str | None, who: str, clock: Clock) -> int:
    """How many papers were confirmed: all of the rooms named, and those whose numbers are given.

    Raises ``CodeIsNoPaperError``, ``UnknownRoomError``, ``WhichWorkError`` when rooms are named and several works
    are there, and the ledger's errors (50); then nothing is confirmed.
    """
    with school.lock(who), open_ledger(school, clock) as ledger:
        numbers: list[Identifier] = []
        rooms: list[str] = []
        for item in items:
            try:
                number = parse_number(item.replace(" ", ""))
            except NotOurNumber:
                rooms.append(item)
                continue
            if isinstance(number, CodeNumber):
                raise CodeIsNoPaperError(grouped(number))
            numbers.append(number.whole)
        if rooms:
            key = _chosen(work, ledger.works())
            built = [paper for paper in ledger.papers(key) if paper.state is PaperState.BUILT]
            numbers += _of_rooms(rooms, built)
        ledger.confirm_printed(numbers, who=who)
        return len(set(numbers))


def _of_rooms(rooms: Sequence[str], built: Sequence[LedgerPaper]) -> list[Identifier]:
    known = {paper.key.room for paper in built}
    unknown = tuple(room for room in rooms if room not in known)
    if unknown:
        raise UnknownRoomError(unknown, tuple(sorted(known - {""})))
    return [paper.identifier for paper in built if paper.key.room in rooms]


def _chosen(work: str | None, works: tuple[str, ...]) -> str:
    """The work that is named, or the only one."""
    if work is None and len(works) == 1:
        return works[0]
    if work is None or work not in works:
        raise WhichWorkError(work or "", works)
    return work
