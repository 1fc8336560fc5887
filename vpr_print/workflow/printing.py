"""A person confirms that papers came out of the copier well."""

from __future__ import annotations

from collections.abc import Sequence

from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock
from vpr_print.workflow.named import Named, built_papers, chosen_work, named, of_rooms
from vpr_print.workflow.school import open_ledger


def confirm_printed(
    school: SchoolFolder,
    items: Sequence[str],
    *,
    work: str | None,
    who: str,
    clock: Clock,
    station: str = "",
    reprint: str | None = None,
) -> int:
    """How many papers were confirmed: all of the rooms named, and those whose numbers are given.

    Of a room only what is not confirmed yet, so that after a jam the room can be named again; with ``reprint``, the
    reason why papers were printed again under their numbers, all of it. Raises ``CodeIsNoPaperError``,
    ``UnknownRoomError``, ``WhichWorkError`` when rooms are named and several works are there, and the ledger's errors
    (50, 51); then nothing is confirmed.
    """
    with school.lock(who), open_ledger(school, clock, station) as ledger:
        asked: Named = named(items)
        numbers = list(asked.numbers)
        if asked.rooms:
            papers = of_rooms(asked.rooms, built_papers(ledger, chosen_work(work, ledger.works())))
            numbers += [paper.identifier for paper in papers if reprint or not paper.printed_confirmed]
        ledger.confirm_printed(numbers, who=who, reprint=reprint)
        return len(set(numbers))
