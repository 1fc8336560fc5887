"""``vpr-print proof``: the copier's proof page."""

from __future__ import annotations

from pathlib import Path

import click

from vpr_print.cli.here import school_here_or_none
from vpr_print.cli.russian import Command
from vpr_print.workflow.copier import PROOF_FILE, print_proof


@click.command(cls=Command, short_help="пробный лист: проверить копир до печати тиража")
@click.option(
    "--out",
    metavar="ФАЙЛ",
    type=click.Path(path_type=Path),
    default=Path(PROOF_FILE),
    help=f"куда записать PDF ({PROOF_FILE})",
)
def proof(out: Path) -> int:
    """Записать пробный лист копира (две стороны А4). Ни архив, ни собранная работа для него не нужны."""
    path = print_proof(out, school_here_or_none())
    click.echo(
        f"Готово: {path}\n"
        "1. Напечатайте его на этом копире: масштаб 100 % («Фактический размер»), с двух сторон, по длинному краю.\n"
        "2. Отсканируйте обе стороны: 300 точек на дюйм, оттенки серого, А4.\n"
        "3. Проверьте: vpr-print scan --proof СКАН"
    )
    return 0
