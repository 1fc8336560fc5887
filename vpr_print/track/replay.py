"""The life of a few numbers told again from their events alone, the packets that carried them included."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from vpr_print.model.packet import PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.track.custody import STEPS, Conflict, taken_back
from vpr_print.track.custody_rows import read_history
from vpr_print.track.events import Event, EventKind, EventPlace
from vpr_print.track.history import HistoryLine, history_of
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.projection import Projection
from vpr_print.track.rows import read_papers, read_room

_CARRYING = frozenset(
    (EventKind.ISSUED, EventKind.OPENED, EventKind.DISPATCHED, EventKind.RECEIVED, EventKind.LOST)
)
_CORRECTABLE = frozenset((*STEPS, EventKind.PRINTED))
_RETURNS = (PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)


class Replay:
    """The events of some numbers and of the packets that they ever lay in."""

    def __init__(self, connection: Connection, site: SiteNumber, numbers: Iterable[str]) -> None:
        self._site = site
        self.numbers = frozenset(numbers)
        own = read_history(connection, site, self.numbers)
        papers = read_papers(connection, site, numbers=self.numbers)
        packets = _packets(own)
        papers |= read_papers(connection, site, numbers=packets)
        packets |= {number for paper in papers.values() for number in _deliveries(connection, site, paper)}
        packets |= _packets(read_history(connection, site, packets))
        self.events = read_history(connection, site, self.numbers | packets)
        self._papers = read_papers(connection, site, numbers=self.numbers | packets)
        self.taken_back = taken_back(self.events)

    def projection(self, without: Mapping[EventPlace, str] | None = None) -> Projection:
        """What the events lead to; ``without`` are more events that are taken back."""
        unborn = {
            number: paper._replace(state=PaperState.RESERVED, printed_confirmed=False)
            for number, paper in self._papers.items()
        }
        projection = Projection(self._site, unborn, taken_back={**self.taken_back, **(without or {})})
        projection.fold(self.events)
        return projection

    def lines(self) -> tuple[HistoryLine, ...]:
        """The events of the numbers themselves, and the steps by which their packets carried them."""
        told = [event for event in self.events if event.number in self.numbers or event.what in _CARRYING]
        wrong = frozenset(conflict.event.place for conflict in self.projection().custody.conflicts)
        return history_of(told, self.taken_back, wrong)


    def conflicts(self) -> tuple[Conflict, ...]:
        """Steps of the numbers that contradict those before them."""
        found = self.projection().custody.conflicts
        return tuple(conflict for conflict in found if conflict.event.number in self.numbers)

    def contradicting(self, number: str) -> list[Event]:
        """The same of one number, as events."""
        return [conflict.event for conflict in self.conflicts() if conflict.event.number == number]


def read_history_lines(connection: Connection, site: SiteNumber, numbers: Collection[str]) -> tuple[HistoryLine, ...]:
    """What was recorded of these numbers, with the ways of their packets."""
    return Replay(connection, site, numbers).lines()


def standing_events(replay: Replay, number: str) -> list[Event]:
    """The steps and the confirmed print of the number that nobody has taken back, in their order."""
    return [
        event
        for event in replay.events
        if event.number == number and event.what in _CORRECTABLE and event.place not in replay.taken_back
    ]


def _packets(events: Iterable[Event]) -> set[str]:
    """What things were put into."""
    return {packet for event in events if (packet := event.content.get("packet"))}


def _deliveries(connection: Connection, site: SiteNumber, paper: LedgerPaper) -> Iterable[str]:
    """The delivery packet in which a return packet lay at first, or those under whose numbers a void one went on."""
    relabelled = paper.key.kind is PaperKind.DELIVERY and paper.state is PaperState.VOID
    if paper.key.kind not in _RETURNS and not relabelled:
        return ()
    room = read_room(connection, site, paper.work, paper.key.room)
    return (number for number, other in room.items() if other.key.kind is PaperKind.DELIVERY)
