"""The password that ``build --encrypt`` locks the PDFs with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vpr_print.cli.here import read_password
from vpr_print.drawing.encryption import LONGEST_PASSWORD, SHORTEST_PASSWORD
from vpr_print.prepress.masters import Compat

_FILE_OPTION = "--encrypt-password-file"


def lock_password(encrypt: bool, file: Path | None, compat: Compat | None) -> str | None:
    """The password, from the first line of the file or asked for twice; None when nothing is to be locked.

    Raises ``click.UsageError`` for ``--compat 1.4``, for a password that is too short or too long, and where there is
    nobody to ask.
    """
    if not encrypt and file is None:
        return None
    if compat is Compat.PDF_1_4:
        raise click.UsageError(
            "--encrypt и --compat 1.4 вместе не бывают: старый копир шифр AES-256 не откроет; уберите одно из двух "
            "(compat может стоять и в vpr-print.toml)"
        )
    if file is not None:
        password = read_password(file, _FILE_OPTION) or ""
    elif sys.stdin.isatty():
        password = click.prompt("Пароль для PDF", hide_input=True, confirmation_prompt="Ещё раз", err=True)
    else:
        raise click.UsageError(f"спросить пароль не у кого: положите его в файл и укажите {_FILE_OPTION}")
    if not SHORTEST_PASSWORD <= len(password.encode()) <= LONGEST_PASSWORD:
        raise click.UsageError(
            f"пароль для PDF: не короче {SHORTEST_PASSWORD} латинских знаков и не длиннее {LONGEST_PASSWORD} "
            "(русская буква считается за два)"
        )
    return password
