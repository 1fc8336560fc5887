"""``vpr-print track act``, ``journal``, ``statement``: papers drawn from the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from vpr_print.cli.here import ledger_option, now, school_here, station, who
from vpr_print.cli.output import show_json
from vpr_print.cli.russian import Command
from vpr_print.cli.texts import sentence
from vpr_print.errors import ExitCode, plural
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PacketKind
from vpr_print.track.custody import STEPS
from vpr_print.track.events import EventKind
from vpr_print.workflow.custody_papers import draw_act, draw_journal, draw_statement
from vpr_print.workflow.dispatching import make_dispatch
from vpr_print.workflow.drawing_up import Desk, Drawn


def _paper_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every paper of the ledger has."""
    layouts = click.option(
        "--layouts", metavar="ПАПКА", type=click.Path(path_type=Path), help="свои макеты бумаг вместо принятых"
    )
    as_json = click.option("--json", "as_json", is_flag=True, help="результат в JSON")
    return layouts(as_json(ledger_option(command)))


@click.command(cls=Command, short_help="акт приёма-передачи: PDF по записям журнала")
@click.argument("event", metavar="СОБЫТИЕ", type=click.Choice([what.value for what in STEPS]))
@click.argument("items", metavar="[КАБИНЕТ|НОМЕР]…", nargs=-1)
@click.option("--work", metavar="РАБОТА", help="какая работа, если их несколько (имя папки в works)")
@_paper_options
def act(event: str, items: tuple[str, ...], work: str | None, layouts: Path | None, as_json: bool) -> int:
    """Составить акт: всё, что прошло это событие и ещё не стоит ни в одном таком акте.

    Кабинеты и номера сужают выбор; названное номером вносится, даже если уже стоит в прежнем акте.
    """
    drawn = draw_act(school_here(), EventKind(event), items, work, _desk(layouts))
    count = len(drawn.listed)
    return _show(drawn, f"Акт № {drawn.ordinal}: {count} {plural(count, 'номер', 'номера', 'номеров')}", as_json)


@click.command(cls=Command, short_help="пакет в центр сканирования: номер, этикетка и опись")
@click.argument("items", metavar="[КАБИНЕТ|НОМЕР]…", nargs=-1)
@click.option("--empty", is_flag=True, help="только этикетка: вкладывать будет станция (track station --mode dispatch)")
@click.option("--work", metavar="РАБОТА", help="какая работа, если их несколько (имя папки в works)")
@_paper_options
def dispatch(items: tuple[str, ...], empty: bool, work: str | None, layouts: Path | None, as_json: bool) -> int:
    """Сделать пакет в центр сканирования: записать, что в нём лежит, и напечатать этикетку и опись.

    Без имён — все возвратные пакеты, которые пересчитаны; кабинеты и номера сужают выбор. С номером такого пакета —
    доложить в него названное или напечатать его бумаги заново.
    """
    if empty and items:
        raise click.UsageError("--empty — пакет, в котором ещё ничего нет: кабинеты и номера здесь лишние")
    made = make_dispatch(school_here(), items, work, _desk(layouts), empty=empty)
    if as_json:
        show_json({"ok": True, "packet": made})
        return ExitCode.DONE
    count, record = len(made.inside), f"vpr-print track record packed {made.number}"
    inside = f"внутри {count} {plural(count, 'пакет', 'пакета', 'пакетов')}" if count else "внутри пока ничего"
    click.echo(
        f"{sentence(spoken().packet(PacketKind.DISPATCH))} № {made.ordinal}: {grouped(made.number)}, {inside}.\n"
        f"Напечатайте: {made.label}"
        + (f"\n             {made.manifest}" if made.manifest else "")
        + (
            f"\nОпись положите сверху, пакет заклейте и запишите: {record}"
            if count
            else "\nВкладывайте по сканеру: vpr-print track station --mode dispatch; затем опись:"
            f"\nvpr-print track dispatch {made.number}"
        )
    )
    return ExitCode.DONE


@click.command(cls=Command, short_help="журнал печати: что, когда и кем напечатано, повторы и брак")
@click.argument("work", metavar="[РАБОТА]", required=False)
@_paper_options
def journal(work: str | None, layouts: Path | None, as_json: bool) -> int:
    """Напечатать выписку из журнала печати: все записи с самой первой, повторная печать и брак с причинами."""
    drawn = draw_journal(school_here(), work, _desk(layouts))
    return _show(drawn, f"Журнал печати, выписка № {drawn.ordinal}", as_json)


@click.command(cls=Command, short_help="ведомость баланса материалов по кабинетам, для подписи")
@click.argument("work", metavar="[РАБОТА]", required=False)
@_paper_options
def statement(work: str | None, layouts: Path | None, as_json: bool) -> int:
    """Напечатать ведомость: напечатано = использовано + не использовано + испорчено + утрачено, по кабинетам.

    Если не сходится, под кабинетом названы комплекты.
    """
    drawn = draw_statement(school_here(), work, _desk(layouts))
    return _show(drawn, f"Ведомость баланса № {drawn.ordinal}", as_json)


def _desk(layouts: Path | None) -> Desk:
    return Desk(who=who(), clock=now, station=station(), layouts=layouts)


def _show(drawn: Drawn, title: str, as_json: bool) -> int:
    if as_json:
        show_json({"ok": True, "paper": drawn})
        return ExitCode.DONE
    pages = f"{drawn.pages} {plural(drawn.pages, 'страница', 'страницы', 'страниц')}"
    click.echo(
        f"{title}, {pages}.\n"
        f"Напечатайте: {drawn.file}\n"
        f"Учтены записи журнала по № {drawn.seq}, её хеш напечатан на каждой странице: {drawn.hash[:20]}"
    )
    return ExitCode.DONE
