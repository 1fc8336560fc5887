"""How results and talk reach the terminal: the result on stdout, the talk on stderr, ``--json`` the same with ids."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import click

from vpr_print.cli.texts import STEPS, notices_text
from vpr_print.errors import ExitCode, Flaws, Message, Notice, VprPrintError
from vpr_print.workflow.progress import Step

_FLAWS_SHOWN = 30


def show_error(error: VprPrintError) -> None:
    """The error's text on stderr; with ``--json`` all flaws as an object on stdout."""
    flaws = error.flaws if isinstance(error, Flaws) else (error,)
    click.echo("\n\n".join(map(str, flaws[:_FLAWS_SHOWN])), err=True)
    if len(flaws) > _FLAWS_SHOWN:
        click.echo(f"\n… и ещё {len(flaws) - _FLAWS_SHOWN} таких сообщений; все — с ключом --json", err=True)
    if _wants_json():
        show_json({"ok": False, "exit": int(error.exit_code), "errors": [_flaw(flaw) for flaw in flaws]})


def show_failure(id: str, code: ExitCode, message: Message) -> ExitCode:
    """The same for what is none of our errors; the exit code."""
    click.echo(str(message), err=True)
    if _wants_json():
        flaw = {"id": id, "exit": int(code), **message_json(message)}
        show_json({"ok": False, "exit": int(code), "errors": [flaw]})
    return code


def show_json(value: object) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def show_notices(notices: Iterable[Notice]) -> ExitCode:
    """What a person must look at, on stderr; the exit code that follows from it."""
    notices = tuple(notices)
    if notices:
        click.echo(notices_text(notices) + "\n", err=True)
    return ExitCode.LOOK if any(notice.look for notice in notices) else ExitCode.DONE


def message_json(message: Message) -> dict[str, str]:
    return {"what": message.what, "where": message.where, "needed": message.needed, "todo": message.todo}


def notice_json(notice: Notice) -> dict[str, object]:
    return {"id": notice.id, "look": notice.look, **message_json(notice.message)}


class ProgressLine:
    """Progress on stderr: a line that is written over in a terminal, a line for each step elsewhere."""

    def __init__(self) -> None:
        self._step: Step | None = None
        self._live = sys.stderr.isatty()

    def __call__(self, step: Step, done: int, total: int) -> None:
        text = STEPS[step] + (f": {done} из {total}" if total > 1 else "")
        with suppress(BrokenPipeError):  # nobody listens any more; the work goes on
            if self._live:
                click.echo(f"\r\033[K{text}", nl=False, err=True)
            elif step is not self._step:
                click.echo(f"{STEPS[step]} …", err=True)
        self._step = step

    def close(self) -> None:
        """Clear the line."""
        if self._live and self._step:
            click.echo("\r\033[K", nl=False, err=True)


def _wants_json() -> bool:
    return "--json" in sys.argv[1:]


def _flaw(flaw: VprPrintError) -> dict[str, object]:
    return {"id": flaw.id, "exit": int(flaw.exit_code), **message_json(flaw.message)}


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path | Enum):
        return str(value)
    raise TypeError(type(value).__name__)
