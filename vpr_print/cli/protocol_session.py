"""Typing the protocol at a terminal: the lines of a person or a hand scanner, and what is said to them."""

from __future__ import annotations

import os
import time
from contextlib import closing, suppress

import click

from vpr_print.cli.keyboard import Keyboard
from vpr_print.cli.protocol_session_texts import ending_text, prompt_text, reply_text, title_text
from vpr_print.errors import ExitCode
from vpr_print.workflow.protocol_desk import ProtocolDesk
from vpr_print.workflow.protocol_replies import Reply
from vpr_print.workflow.station_replies import Tone

_MARKS = {Tone.ACCEPTED: "+ ", Tone.SAID: "  ", Tone.ALARM: "! "}
_COLOURS = {Tone.ACCEPTED: "green", Tone.ALARM: "red"}


def run_session(desk: ProtocolDesk) -> ExitCode:
    """The session to its end; ``LOOK`` while a row is missing or something contradicts."""
    keyboard = Keyboard()
    keyboard.say(title_text(desk))
    keyboard.prompt = prompt_text(desk)
    with suppress(KeyboardInterrupt), closing(keyboard.lines()) as lines:  # what was said to be recorded is
        for line in lines:
            for reply in desk.hear(line, time.monotonic()):
                _say(keyboard, desk, reply)
            if desk.over:
                break
            keyboard.prompt = prompt_text(desk)
    keyboard.say(f"\n{ending_text(desk)}")
    return ExitCode.LOOK if desk.lacking().missing or desk.sources.open else ExitCode.DONE


def _say(keyboard: Keyboard, desk: ProtocolDesk, reply: Reply) -> None:
    first, *rest = reply_text(desk, reply).splitlines()
    loud = reply.tone is Tone.ALARM
    head = f"{_MARKS[reply.tone]}{first}"
    colour = _COLOURS.get(reply.tone) if "NO_COLOR" not in os.environ else None
    keyboard.say("\n".join((click.style(head, fg=colour) if colour else head, *(f"        {line}" for line in rest))))
    if loud:
        keyboard.ring()
