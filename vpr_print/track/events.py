"""Events of the ledger and their hash chain. Pure: no database, clock or randomness.

An event's hash is the SHA-256 of its canonical JSON, in which stands the hash of the event before it: a row
that is changed, inserted or deleted breaks the chain from there on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring as _text
from typing import Any, NamedTuple

FIRST_PREV = "0" * 64
"""What stands before the first event."""


class EventKind(StrEnum):
    """What happened."""

    LEDGER_CREATED = "ledger_created"
    RESERVED = "reserved"
    """Numbers were given to a build; the body lists them. A large build's are several events of one transaction."""
    PLANNED = "planned"
    """A build that finished has made the paper."""
    BUILT = "built"
    """A build finished."""
    CODES_PLACED = "codes_placed"
    """Which code lies at which place of which room; the body replaces what was said before."""
    PRINTED = "printed"
    """A person confirmed that the paper is printed and good."""
    VOIDED = "voided"
    DRAWN_UP = "drawn_up"
    """An act, journal or statement was made of the events before; the body says what it cites and which it lists."""
    IMPORTED = "imported"
    """Chains of other ledgers were taken in; the body names their heads."""
    ACCEPTED = "accepted"
    """A set was looked at and put into its delivery packet."""
    PACKED = "packed"
    """A delivery or dispatch packet is complete and closed; a return packet lies in a dispatch packet."""
    ISSUED = "issued"
    """Handed to the room, with everything in it; a single set: handed over there."""
    OPENED = "opened"
    FILLED = "filled"
    """A return packet was filled in the room."""
    RETURNED = "returned"
    COUNTED = "counted"
    BAGGED = "bagged"
    """Put into a security bag, whose maker's number the body holds."""
    KEPT = "kept"
    """Put away at the school."""
    DISPATCHED = "dispatched"
    RECEIVED = "received"
    SCANNED = "scanned"
    HANDED_BACK = "handed_back"
    """A paper protocol went back to the organiser once it was typed in."""
    USED = "used"
    """A set came back with a pupil's work in it."""
    UNUSED = "unused"
    SPOILED = "spoiled"
    LOST = "lost"
    CORRECTED = "corrected"
    """One earlier event of the number is taken back; the body names it."""
    PROTOCOL_ROW = "protocol_row"
    """A row of the paper protocol was typed in; the body says of which code what."""
    PROTOCOL_MARKS = "protocol_marks"
    """Marks of a code were typed in."""


class EventPlace(NamedTuple):
    """Which event is meant: the ledger whose chain it stands in, and its place there."""

    ledger: str
    seq: int

    def __str__(self) -> str:
        return f"{self.ledger}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> EventPlace:
        """The inverse of ``str``. Raises ``ValueError``."""
        ledger, _, seq = text.rpartition(":")
        return cls(ledger, int(seq))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What is to be recorded, before it has its place in the chain."""

    what: EventKind
    work: str = ""
    number: str = ""
    body: str = "{}"
    """Canonical JSON. Never holds a name of a pupil."""
    key: str | None = None
    """Idempotency key: one ledger never holds two events with the same."""


class Event(NamedTuple):
    """One link of a ledger's chain; its fields stand in the order of the table's columns.

    A named tuple, since a ledger reads and folds them by the hundred thousand.
    """

    site: str
    ledger: str
    seq: int
    """From 1, without gaps."""
    prev: str
    hash: str
    lamport: int
    at: str
    """UTC, ISO 8601 with milliseconds: ``2026-04-20T15:04:05.678Z``."""
    who: str
    station: str
    key: str | None
    what: str
    work: str
    number: str
    """16 digits, or empty where the event is not of one paper."""
    body: str

    @property
    def content(self) -> Any:
        """The body as read from JSON."""
        return json.loads(self.body)

    @property
    def place(self) -> EventPlace:
        """What names this event in every ledger that holds its chain."""
        return EventPlace(self.ledger, self.seq)


@dataclass(frozen=True, slots=True)
class Head:
    """End of a chain: what the next event is tied to."""

    seq: int = 0
    hash: str = FIRST_PREV
    lamport: int = 0


def canonical_json(value: object) -> str:
    """JSON with one spelling for each value: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def chained(
    new: Iterable[NewEvent], head: Head, *, site: str, ledger: str, at: str, who: str, station: str
) -> tuple[Event, ...]:
    """The events as the next links after ``head``."""
    events: list[Event] = []
    seq, prev, lamport = head.seq, head.hash, head.lamport
    for item in new:
        seq, lamport = seq + 1, lamport + 1
        tied_to, prev = prev, link_hash(
            site, ledger, seq, prev, "", lamport, at, who, station,
            item.key, item.what.value, item.work, item.number, item.body,
        )  # fmt: skip
        events.append(
            Event(
                site=site,
                ledger=ledger,
                seq=seq,
                prev=tied_to,
                hash=prev,
                lamport=lamport,
                at=at,
                who=who,
                station=station,
                key=item.key,
                what=item.what.value,
                work=item.work,
                number=item.number,
                body=item.body,
            )
        )
    return tuple(events)


def head_after(events: tuple[Event, ...], head: Head) -> Head:
    """The head once ``events`` stand after ``head``."""
    return Head(events[-1].seq, events[-1].hash, events[-1].lamport) if events else head


class ChainsBroken(Exception):
    """Chains are not as they were written: ``at`` names the first place of each where that shows."""

    def __init__(self, at: Mapping[str, int]) -> None:
        self.at = at


class ChainProof:
    """Whole chains, each held to its hashes while its events go through in their order, and to its head at the end."""

    def __init__(self, heads: Mapping[str, Head]) -> None:
        """``heads`` say of each ledger where its chain should end."""
        self._heads = heads
        self._broken: dict[str, int] = {}

    def through(self, ledger: str, events: Iterable[Event]) -> Iterator[Event]:
        """The events of one chain as they come, up to where it breaks."""
        seq, prev, lamport = 0, FIRST_PREV, 0
        for event in events:
            if event.seq != seq + 1 or event.prev != prev or not _is_whole(event) or event.lamport <= lamport:
                self._broken[ledger] = seq + 1
                return
            seq, prev, lamport = event.seq, event.hash, event.lamport
            yield event
        head = self._heads[ledger]
        if (seq, prev) != (head.seq, head.hash):
            self._broken[ledger] = min(seq, head.seq) + 1

    def finish(self, rest: Iterable[Event]) -> None:
        """Prove what ``through`` has not been asked for yet. Raises ``ChainsBroken``."""
        for _ in rest:
            pass
        if self._broken:
            raise ChainsBroken(self._broken)


def _is_whole(event: Event) -> bool:
    """Whether the event has the hash of its fields; in a foreign hand's row they need not even be texts."""
    try:
        return event.hash == link_hash(*event)
    except TypeError:
        return False


def link_hash(
    site: str,
    ledger: str,
    seq: int,
    prev: str,
    _hash: str,
    lamport: int,
    at: str,
    who: str,
    station: str,
    key: str | None,
    what: str,
    work: str,
    number: str,
    body: str,
) -> str:
    """The hash that an event with these fields has to have: SHA-256 of them all but the hash, as a JSON array.

    In UTF-8, without spaces, letters as they are. Spelled out here, since an encoder of rows takes twice as long;
    ``prev`` is a hash, in which nothing has to be escaped.
    """
    row = (
        f'{_opening(site, ledger)}{seq},"{prev}",{lamport},{_text(at)},{_text(who)},{_text(station)},'
        f"{'null' if key is None else _text(key)},{_text(what)},{_text(work)},{_text(number)},{_text(body)}]"
    )
    return hashlib.sha256(row.encode()).hexdigest()


@lru_cache(maxsize=100)
def _opening(site: str, ledger: str) -> str:
    """What the JSON of all events of a chain begins with."""
    return f"[{_text(site)},{_text(ledger)},"
