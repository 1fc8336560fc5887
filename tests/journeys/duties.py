"""Duties of the two procedures as steps of a long day: each step is named after the paragraph that demands it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import pikepdf

T = TypeVar("T", bound="Day")
DUTIES = Path(__file__).parents[2] / "docs" / "duties.md"
VPR, IKU = "Технический специалист ВПР", "Технический специалист ППО"
"""How the headings of the two tables begin."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the table."""

    paragraph: str
    served_by: str
    """The cell as it stands: commands in backticks, or «нет» and why."""

    @property
    def is_served(self) -> bool:
        return not self.served_by.startswith("нет")

    @property
    def commands(self) -> tuple[str, ...]:
        """Everything in backticks that is no folder."""
        return tuple(text for text in re.findall(r"`([^`]+)`", self.served_by) if not text.endswith("/"))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """«5.2, 6.12» are two, «6.5–6.11» are seven; what is no number is one."""
        if re.search("[а-я]", self.paragraph):
            return (self.paragraph,)
        found: list[str] = []
        for part in self.paragraph.split(", "):
            first, _, last = part.partition("–")
            *above, end = (last or first).split(".")
            found += [".".join([*above, str(n)]) for n in range(int(first.split(".")[-1]), int(end) + 1)]
        return tuple(found)


def read_duties(procedure: str) -> tuple[Duty, ...]:
    """The rows of a procedure's table."""
    (section,) = [part for part in DUTIES.read_text("utf-8").split("\n## ") if part.startswith(procedure)]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return tuple(Duty(first.strip(), last.strip()) for first, _, last in lines[2:])


def is_locked(path: Path) -> bool:
    """Whether nobody opens the PDF without a password."""
    try:
        pikepdf.open(path).close()
    except pikepdf.PasswordError:
        return True
    return False


class Day(Protocol):
    """Somebody who says commands."""

    said: list[tuple[str, ...]]
    """Words of every command, in the order in which they were given."""


@dataclass(slots=True)
class LongDay(Generic[T]):
    """Steps in their order."""

    steps: list[tuple[tuple[str, ...], Callable[[T], None]]] = field(default_factory=list)
    said: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    """Commands given in the steps of each paragraph, once the day is over."""

    def step(self, *paragraphs: str) -> Callable[[Callable[[T], None]], Callable[[T], None]]:
        """Adds a step that serves these paragraphs, spelled as in the table."""

        def added(do: Callable[[T], None]) -> Callable[[T], None]:
            self.steps.append((paragraphs, do))
            return do

        return added

    def live(self, day: T) -> None:
        """All steps; a failure says at which paragraph."""
        for paragraphs, do in self.steps:
            before = len(day.said)
            try:
                do(day)
            except BaseException as error:
                error.add_note(f"{do.__name__}: {', '.join(paragraphs)}")
                raise
            for paragraph in paragraphs:
                self.said.setdefault(paragraph, []).extend(day.said[before:])

    def not_given(self, duty: Duty) -> list[str]:
        """Command lines of the row that no step of its paragraphs has given, options and all."""
        given = [set(words) for paragraph in duty.paragraphs for words in self.said.get(paragraph, ())]
        return [line for line in duty.commands if not any(words.issuperset(line.split()) for words in given)]

    @property
    def paragraphs(self) -> frozenset[str]:
        return frozenset(one for paragraphs, _ in self.steps for one in paragraphs)
