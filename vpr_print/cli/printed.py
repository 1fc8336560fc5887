"""``vpr-print printed``: a person's word that the paper is good."""

from __future__ import annotations

import click

from vpr_print.cli.here import now, school_here, who
from vpr_print.cli.russian import Command
from vpr_print.workflow.printing import confirm_printed


@click.command(cls=Command, short_help="подтвердить, что напечатано хорошо: кабинет или номера")
@click.argument("items", metavar="КАБИНЕТ|НОМЕР…", nargs=-1, required=True)
@click.option("--work", metavar="РАБОТА", help="какая работа, если их несколько (имя папки в works)")
def printed(items: tuple[str, ...], work: str | None) -> int:
    """Записать, что человек посмотрел напечатанное и оно годится. Такой номер гибнет только с причиной (--reason)."""
    count = confirm_printed(school_here(), items, work=work, who=who(), clock=now)
    click.echo(f"Подтверждено бумаг: {count}.")
    return 0
