"""The history of one number as people read it: what happened, when, where, by whom, why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vpr_print.track.events import Event, EventKind, EventPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One event of a number."""

    event: str
    """Ledger and place in its chain: what a correction names."""
    at: str
    who: str
    station: str
    what: str
    number: str
    """Of the thing itself or of the packet that it lay in."""
    packet: str = ""
    room: str = ""
    bag: str = ""
    reason: str = ""
    overrules: bool = False
    reprint: bool = False
    takes_back: str = ""
    """Of a correction: the event that did not happen."""
    taken_back: bool = False
    """A later correction says that this did not happen."""
    conflict: bool = False
    """It contradicts the events before it, and does not count."""


def history_of(
    events: Iterable[Event], taken_back: Mapping[EventPlace, str], conflicts: frozenset[EventPlace] = frozenset()
) -> tuple[HistoryLine, ...]:
    """The events as lines, in their order."""
    return tuple(_line(event, event.place in taken_back, event.place in conflicts) for event in events)


def _line(event: Event, taken_back: bool, conflict: bool) -> HistoryLine:
    content = event.content
    return HistoryLine(
        event=str(event.place),
        takes_back=content.get("event", "") if event.what == EventKind.CORRECTED else "",
        at=event.at,
        who=event.who,
        station=event.station,
        what=event.what,
        number=event.number,
        packet=content.get("packet", ""),
        room=content.get("room", ""),
        bag=content.get("bag", ""),
        reason=content.get("reason", ""),
        overrules=bool(content.get("overrules")),
        reprint=bool(content.get("reprint")),
        taken_back=taken_back,
        conflict=conflict,
    )
