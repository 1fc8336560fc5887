"""What a station with a hand scanner says: values, whose words the command line finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from vpr_print.errors import VprPrintError
from vpr_print.model.packet import PaperKey
from vpr_print.track.board import RoomBalance
from vpr_print.track.events import EventKind as E
from vpr_print.track.thing import Thing


class Tone(Enum):
    """How a thing is said."""

    ACCEPTED = "accepted"
    """It was recorded."""
    SAID = "said"
    ALARM = "alarm"
    """Somebody has to look up from the envelopes."""


class Tells(StrEnum):
    """What a reply tells."""

    REPEATED = "repeated"
    UNREADABLE = "unreadable"
    PART = "part"
    REFUSED = "refused"
    """By the ledger's rules: ``error``."""
    NOT_WRITTEN = "not_written"
    NOT_YOUR_ROOM = "not_your_room"
    NOT_YOUR_WORK = "not_your_work"
    NOT_HERE = "not_here"
    """This mode has no use for the paper."""
    CODE = "code"
    FOREIGN_CODE = "foreign_code"
    NO_SUCH_WORD = "no_such_word"
    ALREADY = "already"
    LACKS = "lacks"
    UNDONE = "undone"
    DROPPED = "dropped"
    """What was in hand is put down again."""
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOT_RECORDED = "not_recorded"
    """The last scan was refused anyway; another word undoes ``key``, recorded before it."""
    END_ASKED = "end_asked"
    CHOSEN = "chosen"
    """The packet that the next scans belong to."""
    STEP = "step"
    """The step ``what`` was recorded of ``key``."""
    STILL_LACKS = "still_lacks"
    """The packet is not closed."""
    EMPTY = "empty"
    WHICH_PACKET = "which_packet"
    WRONG_ROOM = "wrong_room"
    NOT_PRINTED = "not_printed"
    TOO_EARLY = "too_early"
    """The step before is missing."""
    COUNTED_OTHERWISE = "counted_otherwise"
    TO_WHOM = "to_whom"
    NO_SUCH_SET = "no_such_set"
    IN_HAND = "in_hand"
    BAG_FIRST = "bag_first"
    LIKE_OURS = "like_ours"


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the work with one packet, or with all of a mode, has come."""

    done: int
    total: int
    """Sets of the room, or packets."""
    lacking: tuple[Thing, ...]
    """In a packet that is being packed, papers too."""
    room: str = ""
    """Empty for packets of many rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the station says after a scan or a word."""

    tells: Tells
    tone: Tone
    key: PaperKey | None = None
    """What was scanned."""
    page: int = 0
    what: E | None = None
    """The step that was recorded."""
    state: E | None = None
    """Where the thing is."""
    packet: PaperKey | None = None
    """Where it goes, or the packet that is being worked on."""
    room: str = ""
    bag: str = ""
    text: str = ""
    stands_for: str = ""
    """The void set that protocol and manifests still show in the place of the one that was scanned."""
    things: tuple[PaperKey, ...] = ()
    tally: Tally | None = None
    error: VprPrintError | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What is left when the person goes."""

    tallies: tuple[Tally, ...]
    balances: tuple[RoomBalance, ...]
    """The equation of every room that was worked on, in modes where it should close."""
    unfinished: tuple[PaperKey, ...]
    """Packets that somebody has to come back to."""
