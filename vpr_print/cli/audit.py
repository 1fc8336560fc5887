"""``vpr-print audit``: where confidential files lie, and who can get at them."""

from __future__ import annotations

from pathlib import Path

import click

from vpr_print.cli.here import now, school_here
from vpr_print.cli.output import show_json
from vpr_print.cli.russian import Command
from vpr_print.cli.texts import table
from vpr_print.errors import ExitCode
from vpr_print.model.identifier import grouped
from vpr_print.workflow.audit import Audit, DestroyedWork, Holds
from vpr_print.workflow.audit import audit as look
from vpr_print.workflow.audit_paper import (
    holds_words,
    place_words,
    readers_words,
    rights_words,
    todo_words,
    write_audit,
)

_SHOWN = 30


@click.command(cls=Command, short_help="проверить, как хранятся имена и материалы")
@click.argument("folders", metavar="[ПАПКА]…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--pdf", metavar="ФАЙЛ", type=click.Path(path_type=Path), help="та же проверка на бумаге: PDF")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
def audit(folders: tuple[Path, ...], pdf: Path | None, as_json: bool) -> int:
    """Какие файлы школьной папки (и названных папок) хранят имена и материалы, и кто может их открыть.

    Программа только смотрит: ничего не меняет и не удаляет. Код 3, если о чём-то надо позаботиться.
    """
    school = school_here()
    found = look(school, folders, today=now().astimezone().date())
    if pdf:
        write_audit(found, school, pdf)
    code = ExitCode.LOOK if found.risky else ExitCode.DONE
    if as_json:
        show_json({"ok": True, "audit": found, "pdf": pdf})
        return code
    click.echo("\n".join(_told(found)))
    if pdf:
        click.echo(f"\nНа бумаге: {pdf}")
    return code


def _told(found: Audit) -> list[str]:
    lines = [f"Проверено: {folder.path}" for folder in found.folders]
    lines += [f"  ! {words}" for folder in found.folders if (words := place_words(folder))]
    risky = [file for file in found.files if file.risks]
    if risky:
        rows = [(file.place, holds_words(file), readers_words(file), todo_words(file)) for file in risky[:_SHOWN]]
        lines += ["", table(("файл", "что в нём", "кто откроет", "что сделать"), rows)]
        lines += [f"… и ещё {len(risky) - _SHOWN}"] if len(risky) > _SHOWN else []
    files = found.files
    lines += [
        "",
        f"Файлов с конфиденциальными сведениями: {len(files)}; с именами {_count(found, Holds.NAMES)}, с материалами "
        f"{_count(found, Holds.MATERIALS)} (из них ещё не написанных работ {sum(file.unreleased for file in files)}), "
        f"с работами {_count(found, Holds.WORKS)}.",
        f"Не зашифрованы: {sum(not file.locked for file in files)} (build --encrypt шифрует бумаги; зашифрован ли диск "
        "целиком, программа не видит).",
        _term_words(found),
        *map(_destroyed_words, found.destroyed),
        *(f"! {words[0].upper()}{words[1:]}." for words in rights_words(found)),
        f"Позаботиться: {len(risky)}." if found.risky else "Замечаний нет.",
    ]
    return lines


def _count(found: Audit, what: Holds) -> int:
    return sum(what in file.holds for file in found.files)


def _destroyed_words(work: DestroyedWork) -> str:
    if work.unfinished:
        return f"! Уничтожение материалов прервано, доведите его до конца: vpr-print purge --work {work.work}"
    return f"Материалы уничтожены: {work.work}, акт № {', № '.join(map(grouped, work.acts))}."


def _term_words(found: Audit) -> str:
    if found.keep_days:
        return f"Срок хранения: {found.keep_days} дней после работы."
    return "Срок хранения не указан: [storage] keep_days в vpr-print.toml."
