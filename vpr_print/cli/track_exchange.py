"""``vpr-print track export``, ``import``, ``verify``: stations' ledgers carried to each other, and proved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from vpr_print.cli.here import ledger_option, now, school_here, who
from vpr_print.cli.output import notice_json, show_json, show_notices
from vpr_print.cli.russian import Command
from vpr_print.errors import ExitCode
from vpr_print.track.exchange import TakenIn
from vpr_print.track.verification import SHORTEST_HEAD
from vpr_print.workflow.exchange import export_ledger, import_ledgers, verify_ledger

_FILE = click.Path(path_type=Path, dir_okay=False)


class HeadHash(click.ParamType[str]):
    """A hash, or its beginning, as a person reads it off a paper: in any case, with spaces."""

    name = "ХЕШ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = "".join(str(value).lower().split())
        if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST_HEAD},64}}", text):
            self.fail(f"не меньше {SHORTEST_HEAD} знаков хеша с бумаги: цифры и буквы a–f", param, ctx)
        return text


@click.command("export", cls=Command, short_help="выгрузить журнал: для другой станции или для таблицы")
@click.argument("target", metavar="[ФАЙЛ]", required=False, type=_FILE)
@click.option("--csv", "as_csv", is_flag=True, help="таблица CSV: посмотреть; принять её обратно нельзя")
@ledger_option
def export_(target: Path | None, as_csv: bool) -> int:
    """Записать весь журнал, и принятые журналы других станций, в новый файл; без имени файла — на экран."""
    head = export_ledger(school_here(), target, now, as_csv=as_csv)
    if target:
        click.echo(f"Журнал выгружен: {target}\nПоследняя своя запись: {head.seq}, её хеш: {head.hash}")
    return ExitCode.DONE


@click.command("import", cls=Command, short_help="принять журнал другой станции этой школы")
@click.argument("files", metavar="ФАЙЛ…", nargs=-1, required=True, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
@ledger_option
def import_(files: tuple[Path, ...], as_json: bool) -> int:
    """Принять записи из файлов, которые выгрузила команда track export. Принятое раньше второй раз не запишется."""
    report = import_ledgers(school_here(), files, now, who=who())
    if as_json:
        show_json(
            {
                "ok": True,
                "files": [_taken_json(taken) for taken in report.taken],
                "notices": [notice_json(notice) for notice in report.notices],
            }
        )
    else:
        for taken in report.taken:
            click.echo(f"{taken.file}: новых записей {taken.new}" + ("" if taken.new else ", всё уже известно"))
    return show_notices(report.notices)


@click.command("verify", cls=Command, short_help="проверить, что в журнале ничего не изменено и не пропало")
@click.option(
    "--against",
    metavar="ХЕШ",
    multiple=True,
    type=HeadHash(),
    help="хеш, напечатанный на акте или в журнале печати: найти и отрезанный конец (можно повторять)",
)
@click.option("--rebuild", is_flag=True, help="сначала вывести таблицы бумаг и пакетов из записей заново")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
@ledger_option
def verify(against: tuple[str, ...], rebuild: bool, as_json: bool) -> int:
    """Проверить каждую запись всех журналов по цепочке хешей и сверить таблицы с записями. Код 50, если не сходится."""
    verified = verify_ledger(school_here(), against, now, rebuild=rebuild)
    if as_json:
        show_json({"ok": True, "events": verified.events, "chains": verified.chains})
        return ExitCode.DONE
    for chain in verified.chains:
        name = "свой журнал" if chain.own else f"журнал {chain.ledger[:8]}"
        click.echo(f"{name}: записей {chain.head.seq}, хеш последней {chain.head.hash}")
    click.echo("Всё сходится: ни одна запись не изменена, не вставлена и не удалена.")
    return ExitCode.DONE


def _taken_json(taken: TakenIn) -> dict[str, object]:
    chains = [{"ledger": chain.ledger, "events": chain.events, "new": chain.new} for chain in taken.chains]
    return {"file": taken.file, "new": taken.new, "chains": chains}
