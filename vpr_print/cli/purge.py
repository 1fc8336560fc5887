"""``vpr-print purge``: materials past their term are destroyed, with an act."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from vpr_print.cli.here import ledger_option, now, school_here, station, who
from vpr_print.cli.output import show_json
from vpr_print.cli.russian import Command
from vpr_print.cli.texts import table
from vpr_print.errors import ExitCode, listed, plural
from vpr_print.model.identifier import grouped
from vpr_print.output.destruction import Doomed
from vpr_print.workflow.drawing_up import Desk
from vpr_print.workflow.purging import Purged, WorkPurge, plan_purge, purge
from vpr_print.workflow.purging_words import KINDS, size_words

_WORD = "уничтожить"
_SHOWN = 40
_BY_HAND = """\
Сделайте вручную, программа туда не заглядывает:
  корзина, «предыдущие версии» (теневые копии) и резервные копии диска;
  облако и папки, которые синхронизируются, вместе с их корзинами;
  флешки и диски, с которых печатали; папки, собранные с --out;
  очередь заданий и память копира; «Загрузки» и почта: архив, списки, коды;
  бумага: комплекты, протоколы, черновики.
Удаление файла не исключает его восстановления: наверняка защищает только шифрование диска целиком."""


@click.command("purge", cls=Command, short_help="уничтожить материалы, срок хранения которых вышел")
@click.option("--work", "works", metavar="РАБОТА", multiple=True, help="только эта работа (имя папки в works)")
@click.option("--dry-run", is_flag=True, help="только показать все файлы, которые были бы уничтожены")
@click.option("--yes", is_flag=True, help="не спрашивать: для сценариев")
@click.option("--layouts", metavar="ПАПКА", type=click.Path(path_type=Path), help="свои макеты бумаг вместо принятых")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON; вместе с --yes или --dry-run")
@ledger_option
def purge_(works: tuple[str, ...], dry_run: bool, yes: bool, layouts: Path | None, as_json: bool) -> int:
    """Уничтожить бумаги, исходные материалы (source) и сканы работ, срок хранения которых вышел; составить акт.

    Срок — [storage] keep_days в vpr-print.toml. Сначала должен сойтись баланс и закончиться путь пакетов. Журнал учёта,
    акты, manifest.json и реестр кодов остаются; чужие файлы и то, что за ссылками, не трогаются. Прерванное уничтожение
    доводится до конца той же командой. Код 3, если в папке работы остались чужие файлы.
    """
    school = school_here()
    if as_json and not (yes or dry_run):
        raise click.UsageError("ключ --json здесь только вместе с --yes или --dry-run")
    plans = plan_purge(school, works, now)
    if dry_run and as_json:
        show_json({"ok": True, "would_destroy": plans})
        return ExitCode.DONE
    if plans and not as_json:
        click.echo("\n\n".join(_plan_text(plan, None if dry_run else _SHOWN) for plan in plans))
    if not plans and not as_json:
        click.echo("Уничтожать нечего: работ, срок хранения которых вышел и материалы которых ещё здесь, нет.")
    if dry_run or (not plans and not as_json):
        return ExitCode.DONE
    if plans and not yes:
        _agree(plans)
    desk = Desk(who=who(), clock=now, station=station(), layouts=layouts)
    done = [purge(school, plan, desk) for plan in plans]
    if as_json:
        show_json({"ok": True, "destroyed": done})
    else:
        click.echo("\n" + "\n\n".join(map(_done_text, done)) + f"\n\n{_BY_HAND}")
    return ExitCode.LOOK if any(item.left for item in done) else ExitCode.DONE


def _agree(plans: tuple[WorkPurge, ...]) -> None:
    """Nothing, once a person has typed the word."""
    if not _somebody_there():
        raise click.UsageError("спросить некого: добавьте --yes, если список проверен (--dry-run его покажет)")
    count = sum(len(plan.files) for plan in plans)
    files = plural(count, "файл", "файла", "файлов")
    click.echo(f"\n{_BY_HAND}\n")
    answer = click.prompt(
        f"Удалить {count} {files} без возможности вернуть? Если да, наберите слово «{_WORD}»",
        default="",
        show_default=False,
    )
    if answer.strip().strip("«»\"'").casefold() != _WORD:
        click.echo("Ничего не уничтожено.")
        raise click.Abort


def _somebody_there() -> bool:
    return sys.stdin.isatty()


def _plan_text(plan: WorkPurge, most: int | None) -> str:
    counts = Counter(file.kind for file in plan.files)
    rows = [
        (KINDS[kind][0], KINDS[kind][1], str(count), _size(file for file in plan.files if file.kind is kind))
        for kind in KINDS
        if (count := counts[kind])
    ]
    lines = [f"{plan.work}: срок хранения был по {plan.until:%d.%m.%Y}"]
    if plan.begun:
        lines.append("Уничтожение начато и прервано: остаётся довести его до конца.")
    lines.append(table(("что", "какие сведения", "файлов", "объём"), rows))
    lines += [f"  {file.place}  {size_words(file.size)}" for file in plan.files[:most]]
    if most is not None and len(plan.files) > most:
        lines.append(f"  … и ещё {len(plan.files) - most}; все — с ключом --dry-run")
    if plan.left:
        lines.append(f"Чужие файлы, их программа не тронет:\n{listed([f'  {place}' for place in plan.left])}")
    return "\n".join(lines)


def _done_text(done: Purged) -> str:
    files = plural(done.files, "файл", "файла", "файлов")
    text = (
        f"{done.work}: уничтожено {done.files} {files}, {size_words(done.bytes)}.\n"
        f"Акт № {done.ordinal}, {grouped(done.number)}. Напечатайте: {done.act or 'файла акта нет на месте'}\n"
        f"Список уничтоженного: acts/{done.list}"
    )
    if done.left:
        text += f"\nОстались чужие файлы, посмотрите их сами:\n{listed([f'  {place}' for place in done.left])}"
    return text


def _size(files: Iterable[Doomed]) -> str:
    return size_words(sum(file.size for file in files))
