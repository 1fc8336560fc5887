"""Where the command runs and who runs it: the school folder, the person, the processors."""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from vpr_print.errors import VprPrintError
from vpr_print.layout.speech import Speech, speak
from vpr_print.settings.errors import NoSchoolError
from vpr_print.settings.school import SchoolFolder, find_school
from vpr_print.workflow.layout_files import school_procedure

_MOST_WORKERS = 8
_CHOSEN_LEDGER = "vpr_print.ledger"


def ledger_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with ``--ledger``; what it says, ``school_here`` and ``chosen_ledger`` know."""
    return click.option(
        "--ledger",
        metavar="АДРЕС",
        expose_value=False,
        callback=_choose_ledger,
        help="другой журнал: файл или postgresql://пользователь@сервер/база (пароль: PGPASSWORD или ~/.pgpass)",
    )(command)


def chosen_ledger() -> str | None:
    """The ledger that ``--ledger`` names: a path or an address. It may hold a password: never show it."""
    chosen: str | None = click.get_current_context().meta.get(_CHOSEN_LEDGER)
    return chosen


def school_here() -> SchoolFolder:
    """The school folder that the command runs in, with the ledger of ``--ledger``. Raises ``NoSchoolError``."""
    school, ledger = find_school(Path.cwd()), chosen_ledger()
    with suppress(VprPrintError):  # what is wrong with the words, whoever draws papers with them will say
        speak(Speech.of(school_procedure(school)))
    return replace(school, settings=replace(school.settings, ledger=ledger)) if ledger else school


def school_here_or_none() -> SchoolFolder | None:
    """The same, or None outside of any: a check needs none."""
    try:
        return school_here()
    except NoSchoolError:
        return None


def who() -> str:
    """The person's login, for the ledger; empty where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def station() -> str:
    """The computer's name, for the ledger's events."""
    return platform.node()


def now() -> datetime:
    """The time, for the ledger's events only: no paper of a build shows it."""
    return datetime.now(UTC)


def default_workers() -> int:
    """Processes that a build takes when nothing is said."""
    return min(os.cpu_count() or 1, _MOST_WORKERS)


def read_password(file: Path | None, option: str = "--password-file") -> str | None:
    """First line of the password file that ``option`` names, without its line end."""
    if file is None:
        return None
    try:
        content = file.read_bytes()
        for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1251"):
            with suppress(UnicodeDecodeError):
                return content.decode(encoding).splitlines()[0]
        raise IndexError
    except (OSError, IndexError):
        raise click.BadParameter("файл, в первой строке которого стоит пароль", param_hint=option) from None


def _choose_ledger(context: click.Context, _parameter: click.Parameter, place: str | None) -> None:
    if place:
        context.meta[_CHOSEN_LEDGER] = place if "://" in place else str(Path(place).absolute())
