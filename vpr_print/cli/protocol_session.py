"""Typing the protocol at a terminal: the lines of a person or a hand scanner, and what is said to them."""

from __future__ import annotations

from vpr_print.cli.conversation import converse
from vpr_print.cli.keyboard import Keyboard
from vpr_print.cli.protocol_session_texts import ending_text, prompt_text, reply_text, title_text
from vpr_print.errors import ExitCode
from vpr_print.workflow.protocol_desk import ProtocolDesk


def run_session(desk: ProtocolDesk) -> ExitCode:
    """The session to its end; ``LOOK`` while a row is missing or something contradicts."""
    keyboard = Keyboard()
    keyboard.say(title_text(desk))
    keyboard.prompt = prompt_text(desk)
    converse(keyboard, desk, lambda reply: reply_text(desk, reply), lambda: prompt_text(desk))
    keyboard.say(f"\n{ending_text(desk)}")
    return ExitCode.LOOK if desk.lacking().missing or desk.sources.open else ExitCode.DONE
