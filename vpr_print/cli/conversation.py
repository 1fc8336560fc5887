"""Lines of a person or a hand scanner, and what is said to each, until the session is over."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Protocol, TypeVar

import click

from vpr_print.cli.keyboard import Keyboard
from vpr_print.workflow.station_replies import Tone

_MARKS = {Tone.ACCEPTED: "+ ", Tone.SAID: "  ", Tone.ALARM: "! "}
_COLOURS = {Tone.ACCEPTED: "green", Tone.ALARM: "red"}


class Reply(Protocol):
    """What a desk says to a line."""

    @property
    def tone(self) -> Tone: ...


R = TypeVar("R", bound=Reply, covariant=True)


class Desk(Protocol[R]):
    """Who hears the lines."""

    over: bool

    def hear(self, line: str, at: float) -> Iterator[R]: ...


def converse(keyboard: Keyboard, desk: Desk[R], words: Callable[[R], str], prompt: Callable[[], str]) -> None:
    """Hear the lines to their end or to the desk's; Ctrl-C ends them too, what was said to be recorded is."""
    with suppress(KeyboardInterrupt), closing(keyboard.lines()) as lines:
        for line in lines:
            for reply in desk.hear(line, time.monotonic()):
                _say(keyboard, reply.tone, words(reply))
            if desk.over:
                break
            keyboard.prompt = prompt()


def _say(keyboard: Keyboard, tone: Tone, text: str) -> None:
    first, *rest = text.splitlines()
    head = f"{_MARKS[tone]}{first}"
    colour = _COLOURS.get(tone) if "NO_COLOR" not in os.environ else None
    keyboard.say("\n".join((click.style(head, fg=colour) if colour else head, *(f"        {line}" for line in rest))))
    if tone is Tone.ALARM:
        keyboard.ring()
