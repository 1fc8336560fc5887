"""The modes of the station, each with its kind of session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum

from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock
from vpr_print.workflow.custody_errors import UnknownRoomError, WhichWorkError
from vpr_print.workflow.school import open_ledger
from vpr_print.workflow.station import Station
from vpr_print.workflow.station_returns import Bagging, Counting, Dispatching, Receiving
from vpr_print.workflow.station_rooms import Issuing, Packing, Returning


class Mode(StrEnum):
    """What the person at the station is doing, in the order of an evening."""

    PACK = "pack"
    ISSUE = "issue"
    RETURN = "return"
    COUNT = "count"
    BAG = "bag"
    DISPATCH = "dispatch"
    RECEIVE = "receive"


STATIONS: Mapping[Mode, type[Station]] = {
    Mode.PACK: Packing,
    Mode.ISSUE: Issuing,
    Mode.RETURN: Returning,
    Mode.COUNT: Counting,
    Mode.BAG: Bagging,
    Mode.DISPATCH: Dispatching,
    Mode.RECEIVE: Receiving,
}


@contextmanager
def station_of(
    school: SchoolFolder,
    mode: Mode,
    *,
    who: str,
    clock: Clock,
    session: str,
    computer: str = "",
    rooms: Sequence[str] = (),
    work: str | None = None,
) -> Iterator[Station]:
    """A session at the school's ledger. ``session`` is random text. Raises ``UnknownRoomError``, ``WhichWorkError``."""
    with open_ledger(school, clock, computer) as ledger:
        works = ledger.works()
        if work is not None and work not in works:
            raise WhichWorkError(work, works)
        known = {thing.room for thing in ledger.things(work)} - {""} if rooms else set()
        unknown = tuple(room for room in rooms if room not in known)
        if unknown:
            raise UnknownRoomError(unknown, tuple(sorted(known)))
        yield STATIONS[mode](ledger, who=who, session=session, rooms=rooms, work=work)
