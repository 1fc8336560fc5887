"""What a session of typing the protocol says: values, whose words the command line finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vpr_print.errors import VprPrintError
from vpr_print.forms.agreement import Contradiction, PlannedPlace
from vpr_print.forms.form_sheet import TaskLimit
from vpr_print.model.work import ParticipantCode
from vpr_print.track.protocol_typed import Content, Typing
from vpr_print.workflow.station_replies import Tone

NO_CODE = ParticipantCode("")


class Says(StrEnum):
    """What a reply says."""

    CODE = "code"
    """A code is in hand; ``former`` is what stands of it."""
    ABSENT_NEXT = "absent_next"
    """The next code did not come."""
    RECORDED = "recorded"
    """With ``contradictions``: it is written, and something speaks against it."""
    SAME = "same"
    """That stands already."""
    OTHERWISE = "otherwise"
    """Something else stands: the next line is the reason, an empty one leaves the former."""
    KEPT = "kept"
    REASON_SHORT = "reason_short"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    NOTHING_STANDS = "nothing_stands"
    UNDONE = "undone"
    DROPPED = "dropped"
    """The code in hand was put down."""
    NOTHING_TO_UNDO = "nothing_to_undo"
    CODE_LEFT = "code_left"
    """Another code came while one was in hand: that one has no row."""
    CODE_FIRST = "code_first"
    NO_SUCH_CODE = "no_such_code"
    NOT_YOUR_ROOM = "not_your_room"
    NOT_A_SET = "not_a_set"
    NO_SUCH_SET = "no_such_set"
    """Not of this work, or no such place in the room."""
    NO_SUCH_FORM = "no_such_form"
    """Forms were printed for this work, and this is none of them."""
    REPLACED_SET = "replaced_set"
    """Another set has its place now."""
    REPEATED = "repeated"
    UNREADABLE = "unreadable"
    LACKS = "lacks"
    END_ASKED = "end_asked"
    NOT_WRITTEN = "not_written"
    MARKS_COUNT = "marks_count"
    """Not as many marks as tasks."""
    MARK_WRONG = "mark_wrong"
    MARK_ABOVE = "mark_above"


@dataclass(frozen=True, slots=True)
class Lacking:
    """How far a session has come."""

    done: int
    total: int
    missing: tuple[PlannedPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is said after a line."""

    says: Says
    tone: Tone
    code: ParticipantCode = NO_CODE
    content: Content | None = None
    """What was typed."""
    former: tuple[Typing, ...] = ()
    """What stands of the code; empty in a blind session."""
    contradictions: tuple[Contradiction, ...] = ()
    homeless: bool = False
    """Marks of a code whose owner did not come."""
    text: str = ""
    task: TaskLimit | None = None
    tasks: tuple[TaskLimit, ...] = ()
    number: int = 0
    """How many marks were typed."""
    lacking: Lacking | None = None
    error: VprPrintError | None = None
