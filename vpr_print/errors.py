"""Exit codes and the base of every error that a person can meet.

Each room of the package has an ``errors.py`` of its own with its classes; this module holds what they
share: the four parts of a message and how they are worded, the way an error crosses a process border, and a
collection of flaws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """What the program tells the shell. A value is never given a second meaning."""

    DONE = 0
    BUG = 1
    USAGE = 2
    LOOK = 3
    """Done, but a person must look."""
    ARCHIVE = 10
    ALLOCATION = 11
    SETTINGS = 12
    CODES = 13
    VARIANT = 14
    SHORTAGE = 20
    LAYOUT = 30
    FONT = 31
    OUTPUT = 40
    PRINTER = 41
    PROOF = 42
    LEDGER = 50
    CUSTODY = 51
    SCAN = 60
    FORM = 70
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Message:
    """What a person is told, in four parts, in Russian.

    ``what`` happened; ``where`` (file, sheet, cell, page); what is ``needed``; what to do (``todo``).
    Each part is one line or several, without a final full stop.
    """

    what: str
    where: str
    needed: str
    todo: str

    def __str__(self) -> str:
        parts = [self.what]
        for label, text in (("где:", self.where), ("нужно:", self.needed), ("сделайте:", self.todo)):
            first, *rest = text.splitlines() or [""]
            parts.append(f"  {label:<10}{first}")
            parts += [f"  {'':<10}{line}" for line in rest]
        return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was done and is said; where ``look``, the command ends with ``ExitCode.LOOK``."""

    id: str
    """Stable English identifier for ``--json``, such as ``namesakes``."""
    message: Message
    look: bool = True
    """False for what every evening has (an extra column was ignored): said, but nobody has to look."""

    def __str__(self) -> str:
        return str(self.message)


@dataclass(eq=False)
class VprPrintError(Exception):
    """Base of every error that a person can meet; holds data, its text has four parts.

    A subclass is a dataclass with ``eq=False`` (an exception must stay hashable), sets ``exit_code`` and
    defines ``message``. It is rebuilt from its fields when it crosses a process border.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    @property
    def message(self) -> Message:
        """The four parts of the text."""
        raise NotImplementedError(type(self).__name__)

    @property
    def id(self) -> str:
        """Stable English identifier for ``--json``: the class name without ``Error``."""
        return type(self).__name__.removesuffix("Error")

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))


@dataclass(eq=False)
class Flaws(VprPrintError):
    """All flaws of the inputs, shown together; the exit code is the lowest of theirs."""

    flaws: tuple[VprPrintError, ...]

    @property
    def exit_code(self) -> ExitCode:  # type: ignore[override]  # the base has a class variable; here it depends on the flaws
        return min(flaw.exit_code for flaw in self.flaws)

    def __str__(self) -> str:
        return "\n\n".join(str(flaw) for flaw in self.flaws)

    @property
    def message(self) -> Message:
        return self.flaws[0].message


def plural(count: int, one: str, few: str, many: str) -> str:
    """The form of a noun that goes with a number."""
    if count % 10 == 1 and count % 100 != 11:
        return one
    return few if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else many


def listed(lines: Sequence[str], most: int = 20) -> str:
    """Part of a message: the first lines, and how many more there are."""
    more = (f"… и ещё {len(lines) - most}",) if len(lines) > most else ()
    return "\n".join((*lines[:most], *more))


def raise_flaws(flaws: Iterable[VprPrintError]) -> None:
    """Raise nothing, the one flaw, or ``Flaws`` of them all (nested ones are laid flat)."""
    flat: list[VprPrintError] = []
    for flaw in flaws:
        flat += flaw.flaws if isinstance(flaw, Flaws) else (flaw,)
    if len(flat) == 1:
        raise flat[0]
    if flat:
        raise Flaws(tuple(flat))
