"""``vpr-print scan-resolve``: a person has looked at a sheet."""

from __future__ import annotations

from pathlib import Path

import click

from vpr_print.cli.here import default_workers, ledger_option
from vpr_print.cli.output import ProgressLine, show_json, show_notices
from vpr_print.cli.russian import Command
from vpr_print.cli.scan import desk_here
from vpr_print.cli.scan_texts import page_json, scan_json
from vpr_print.errors import ExitCode
from vpr_print.workflow.resolving import resolve_page
from vpr_print.workflow.scan_words import page_words, verdict, where_words


@click.command("scan-resolve", cls=Command, short_help="дать номер странице, которую прочитал человек")
@click.argument("out", metavar="ПАПКА", type=click.Path(path_type=Path))
@click.argument("page", metavar="СТРАНИЦА")
@click.argument("word", metavar="НОМЕР|СЛОВО", nargs=-1, required=True)
@click.option("--who", "person", metavar="ИМЯ", help="кто посмотрел на лист; без ключа — имя входа в систему")
@click.option("--reason", metavar="ТЕКСТ", required=True, help="что видно на листе")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
@ledger_option
def scan_resolve(
    out: Path, page: str, word: tuple[str, ...], person: str | None, reason: str, as_json: bool
) -> int:
    """Записать, что человек увидел на листе, и пересчитать результат команды scan в папке --out.

    СТРАНИЦА — как её назвал результат: skan-1.pdf:12 или короткое имя 3f9a01c2-12. Дальше номер под штрихкодом
    или слово: again — тот же лист ещё раз, twice — другой лист с тем же номером, blank — пустая, draft — черновик,
    foreign — не наша, ok — посмотрели, всё так и есть, undo — прежнее решение отменить. Кто и когда решил, видно
    в результате и отчёте.
    """
    if not reason.strip():
        raise click.UsageError("--reason: напишите, что видно на листе")
    progress = ProgressLine()
    try:
        resolved = resolve_page(
            out,
            page,
            "".join(word),
            reason.strip(),
            desk_here(person),
            workers=default_workers(),
            progress=progress,
        )
    finally:
        progress.close()
    report = resolved.report
    notices = tuple(notice for notice in report.notices if notice.look)
    code = ExitCode.DONE if report.result.complete and not notices else ExitCode.LOOK
    if as_json:
        show_json(scan_json(report, code) | {"page": page_json(resolved.page)})
    else:
        click.echo(f"{where_words(resolved.page)}: {page_words(resolved.page)}\n\n{verdict(report.result)}")
    show_notices(report.notices)
    return code
