"""``vpr-print scan``: what came back, what is missing, and everything in order."""

from __future__ import annotations

import time
from pathlib import Path

import click

from vpr_print.cli.here import default_workers, ledger_option, now, school_here_or_none, station, who
from vpr_print.cli.output import ProgressLine, show_json, show_notices
from vpr_print.cli.russian import Command
from vpr_print.cli.scan_page import scan_page
from vpr_print.cli.scan_proof import show_proof
from vpr_print.cli.scan_texts import scan_json, scan_text
from vpr_print.errors import ExitCode
from vpr_print.scan.binding import Binding
from vpr_print.workflow.scan_order import FIELDS, NAME_TEMPLATE
from vpr_print.workflow.scanning import Desk, ScanReport, ScanRequest
from vpr_print.workflow.scanning import scan as scan_files
from vpr_print.workflow.scanning import watch as watch_folders

_PATH = click.Path(path_type=Path)
_POLL_S = 2.0
"""A file that has not changed between two looks is complete."""


@click.command(cls=Command, short_help="прочитать сканы: что пришло, чего не хватает, всё по порядку")
@click.argument("files", metavar="ФАЙЛ|ПАПКА…", nargs=-1, required=True, type=_PATH)
@click.option("--out", metavar="ПАПКА", type=_PATH, help="куда положить файлы пакетов, отчёт и журнал сканирования")
@click.option(
    "--manifests", metavar="ПАПКА", type=_PATH, help="папка с manifest.json школ (на любой глубине): чего ждать"
)
@click.option("--work", metavar="РАБОТА", help="принимать только эту работу; нужно и для работы прошлого учебного года")
@click.option("--watch", is_flag=True, help="папка ещё наполняется: читать новые файлы, пока не нажмут Ctrl-C")
@click.option(
    "--name-template",
    metavar="ШАБЛОН",
    default=NAME_TEMPLATE,
    help=f"имена файлов пакетов ({NAME_TEMPLATE}); поля: {', '.join(FIELDS)}",
)
@click.option(
    "--format",
    "binding",
    type=click.Choice([binding.value for binding in Binding]),
    default=Binding.PDF.value,
    help="файлы пакетов: PDF с изображениями как есть (pdf) или TIFF G4, чёрно-белый (tiff)",
)
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), help="сколько процессов читают сканы")
@click.option("--proof", is_flag=True, help="файлы — скан пробного листа (vpr-print proof): годен ли копир")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
@ledger_option
def scan(
    files: tuple[Path, ...],
    out: Path | None,
    manifests: Path | None,
    work: str | None,
    watch: bool,
    name_template: str,
    binding: str,
    workers: int | None,
    proof: bool,
    as_json: bool,
) -> int:
    """Прочитать сканы (PDF, TIFF, JPEG, PNG, папки) в любом порядке и учесть каждую страницу.

    Чего ждать, программа узнаёт из журнала и описей школы, если запущена в школьной папке, из папки --manifests
    и из QR-кода описи, которая лежит в пачке первой. Прерванную команду повторите с той же папкой --out: она
    продолжит. Код 3, если человек должен посмотреть: чего-то не хватает, что-то лишнее или не прочитано.
    """
    if proof:
        if out or manifests or work or watch:
            raise click.UsageError("с --proof не пишут --out, --manifests, --work, --watch: читают только пробный лист")
        return show_proof(files, as_json=as_json)
    request = ScanRequest(
        paths=files,
        out=out,
        manifests=manifests,
        work=work,
        workers=workers or default_workers(),
        template=name_template,
        binding=Binding(binding),
    )
    progress = ProgressLine()
    try:
        if watch:
            click.echo("Жду новые файлы. Конец: Ctrl-C.", err=True)
            report = watch_folders(request, desk_here(), _wait, progress)
        else:
            report = scan_files(request, desk_here(), progress)
    finally:
        progress.close()
    return show_scan(report, as_json=as_json)


def desk_here(person: str | None = None) -> Desk:
    """The desk of the person who runs the command, in the school folder if there is one."""
    return Desk(
        school=school_here_or_none(), who=person or who(), station=station(), clock=now, page=scan_page
    )


def show_scan(report: ScanReport, *, as_json: bool) -> ExitCode:
    """The result and its exit code."""
    code = ExitCode.DONE if report.result.complete else ExitCode.LOOK
    if any(notice.look for notice in report.notices):
        code = ExitCode.LOOK
    if report.nothing_readable:
        code = ExitCode.SCAN
    if as_json:
        show_json(scan_json(report, code))
    else:
        click.echo(scan_text(report))
    show_notices(report.notices)
    return code


def _wait() -> bool:
    time.sleep(_POLL_S)
    return True
