"""Where the command runs and who runs it: the school folder, the person, the processors."""

from __future__ import annotations

import getpass
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from vpr_print.settings.errors import NoSchoolError
from vpr_print.settings.school import SchoolFolder, find_school

_MOST_WORKERS = 8


def school_here() -> SchoolFolder:
    """The school folder that the command runs in. Raises ``NoSchoolError``."""
    return find_school(Path.cwd())


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


def now() -> datetime:
    """The time, for the ledger's events only: no paper of a build shows it."""
    return datetime.now(UTC)


def default_workers() -> int:
    """Processes that a build takes when nothing is said."""
    return min(os.cpu_count() or 1, _MOST_WORKERS)


def read_password(file: Path | None) -> str | None:
    """First line of the password file, without its line end."""
    if file is None:
        return None
    try:
        content = file.read_bytes()
        for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1251"):
            with suppress(UnicodeDecodeError):
                return content.decode(encoding).splitlines()[0]
        raise IndexError
    except (OSError, IndexError):
        raise click.BadParameter("файл, в первой строке которого стоит пароль", param_hint="--password-file") from None
