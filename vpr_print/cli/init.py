"""``vpr-print init``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from vpr_print.cli.here import chosen_ledger, ledger_option, now
from vpr_print.cli.russian import Command
from vpr_print.workflow.school import make_school


class Serials(click.ParamType[range]):
    """``FIRST-LAST``."""

    name = "С-ПО"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:
        if isinstance(value, range):
            return value
        found = re.fullmatch(r"\s*(\d{1,5})\s*[-–—]\s*(\d{1,5})\s*", str(value), re.ASCII)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            self.fail("первый и последний номер через дефис, например 50000-59999", param, ctx)
        return range(int(found[1]), int(found[2]) + 1)


@click.command(cls=Command, short_help="сделать папку школы: настройки и журнал номеров")
@click.argument("folder", metavar="ПАПКА", type=click.Path(path_type=Path))
@click.option("--site", metavar="640123", required=True, help="шесть цифр логина ФИС ОКО (edu640123)")
@click.option("--name", metavar="НАЗВАНИЕ", required=True, help="название школы, как на бумагах")
@click.option("--serials", metavar="С-ПО", type=Serials(), help="свой диапазон номеров, если в школе два журнала")
@click.option(
    "--after", metavar="N", type=click.IntRange(0, 99_999), help="после потери журнала: начать после этого номера"
)
@click.option("--procedure", metavar="ПРОЦЕДУРА", help="vpr (ВПР) или iku (оценка учителей); своя — имя папки макетов")
@click.option(
    "--layouts", metavar="ПАПКА", type=click.Path(path_type=Path), help="макеты бумаг вашего региона; своя процедура"
)
@ledger_option
def init(
    folder: Path,
    site: str,
    name: str,
    serials: range | None,
    after: int | None,
    procedure: str | None,
    layouts: Path | None,
) -> int:
    """Сделать папку школы. Команды находят её из любой вложенной папки."""
    school = make_school(
        folder,
        site=site,
        name=name,
        serials=serials,
        after=after,
        clock=now,
        ledger=chosen_ledger(),
        procedure=procedure,
        layouts=layouts,
    )
    click.echo(
        f"Папка готова: {school.root}\n"
        f"Дальше: cd {school.root}\n"
        "         vpr-print build АРХИВ --rooms СПИСОК --codes КОДЫ"
    )
    return 0
