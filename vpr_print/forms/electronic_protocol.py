"""What the electronic protocol says of each participant: code, variant, marks. Never a name. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

from vpr_print.model.work import ParticipantCode

TaskName = NewType("TaskName", str)
"""«9.1», «10», «К1»: as the form heads its column, without the points."""

SKIPPED = "X"
"""The task was not done: X, Х, x and х are one mark."""
ABSENT = "-"
"""The task is not in this variant, or cannot be marked."""

_MARK = re.compile(r"[0-9]{1,3}", re.ASCII)


class NotAMark(ValueError):
    """The text is no number of points, no X and no dash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRow:
    """One participant of the electronic protocol."""

    code: ParticipantCode
    class_name: str = ""
    variant: str = ""
    form_number: str = ""
    """Of the answer form that was issued (assessment of teachers)."""
    sex: str = ""
    previous: str = ""
    """Mark of the last term."""
    marks: tuple[tuple[TaskName, str], ...] = ()
    """Task and mark, each task once."""

    def __post_init__(self) -> None:
        tasks = [task for task, _ in self.marks]
        if len(tasks) != len(set(tasks)):
            raise ValueError("a task has one mark")


def parse_mark(text: str) -> str:
    """The mark: points without idle zeros, ``SKIPPED`` or ``ABSENT``; raises ``NotAMark``.

    People type X in both alphabets and any of the dashes.
    """
    plain = text.strip()
    if plain.upper() in ("X", "Х"):
        return SKIPPED
    if plain in ("-", "−", "–", "—"):
        return ABSENT
    if not _MARK.fullmatch(plain):
        raise NotAMark(text)
    return str(int(plain))
