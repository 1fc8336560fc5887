"""``vpr-print printed``: a person's word that the paper is good."""

from __future__ import annotations

import click

from vpr_print.cli.here import ledger_option, now, school_here, station, who
from vpr_print.cli.russian import Command
from vpr_print.workflow.printing import confirm_printed


@click.command(cls=Command, short_help="подтвердить, что напечатано хорошо: кабинет или номера")
@click.argument("items", metavar="КАБИНЕТ|НОМЕР…", nargs=-1, required=True)
@click.option("--work", metavar="РАБОТА", help="какая работа, если их несколько (имя папки в works)")
@click.option("--reprint", is_flag=True, help="уже подтверждённое напечатано ещё раз под тем же номером (с --reason)")
@click.option("--reason", metavar="ТЕКСТ", help="почему напечатано ещё раз")
@ledger_option
def printed(items: tuple[str, ...], work: str | None, reprint: bool, reason: str | None) -> int:
    """Записать, что человек посмотрел напечатанное и оно годится. Такой номер гибнет только с причиной (--reason)."""
    if reprint is not bool(reason and reason.strip()):
        raise click.UsageError("--reprint и --reason пишут вместе: повторная печать всегда с причиной")
    count = confirm_printed(
        school_here(), items, work=work, who=who(), clock=now, station=station(), reprint=reason if reprint else None
    )
    click.echo(f"Подтверждено бумаг: {count}." if count else "Всё это уже подтверждено раньше.")
    return 0
