"""``vpr-print replace``: a new set in the place of a spoiled one."""

from __future__ import annotations

from pathlib import Path

import click

from vpr_print.cli.here import now, school_here, station, who
from vpr_print.cli.output import show_json
from vpr_print.cli.russian import Command
from vpr_print.errors import ExitCode
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PaperKind
from vpr_print.track.words import describe
from vpr_print.workflow.replacing import Replaced, replace_set

_PROTOCOLS = (PaperKind.CONDUCT_PROTOCOL, PaperKind.PROTOCOL_COPY)


def by_hand_text(done: Replaced) -> str:
    """Where a person crosses out the old number: nothing is printed again for that."""
    if not done.by_hand:
        return ""
    papers = [
        f"  {grouped(paper.number)}  {describe(paper.key)}"
        + (f", строка {done.key.ordinal}" if paper.key.kind in _PROTOCOLS else "")
        for paper in done.by_hand
    ]
    return (
        f"\nВ бумагах {spoken().room_of} стоит прежний номер. Зачеркните его и впишите от руки: "
        f"{done.key.ordinal:02d} · {grouped(done.new)}\n" + "\n".join(papers)
    )


@click.command(cls=Command, short_help="сделать новый комплект вместо испорченного")
@click.argument("number", metavar="НОМЕР", nargs=-1, required=True)
@click.option("--reason", metavar="ТЕКСТ", required=True, help="почему комплект заменяют; останется в журнале")
@click.option("--layouts", metavar="ПАПКА", type=click.Path(path_type=Path), help="макеты бумаг, с которыми собирали")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
def replace(number: tuple[str, ...], reason: str, layouts: Path | None, as_json: bool) -> int:
    """Сделать новый комплект с новым номером вместо испорченного: PDF в папке кабинета, готовый к печати.

    Прежний номер недействителен навсегда. Если его печать была подтверждена, он учтётся как испорченный.
    """
    if not reason.strip():
        raise click.BadParameter("напишите, почему комплект заменяют", param_hint="--reason")
    done = replace_set(
        school_here(), "".join(number), reason=reason, who=who(), clock=now, station=station(), layouts=layouts
    )
    if as_json:
        show_json({"ok": True, "replaced": done})
        return ExitCode.DONE
    click.echo(
        f"{describe(done.key)}: вместо {grouped(done.old)} теперь {grouped(done.new)}.\n"
        f"Напечатайте: {done.file}\n"
        f"Затем подтвердите: vpr-print printed {done.new}\n"
        + ("Прежний комплект учтён как испорченный: изымите его." if done.spoiled else "Прежний номер недействителен.")
        + by_hand_text(done)
    )
    return ExitCode.DONE
