"""``vpr-print preview``: look at every page before anything is printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from vpr_print.cli.build import with_password
from vpr_print.cli.contact_sheet import contact_sheet
from vpr_print.cli.here import default_workers, read_password, school_here_or_none
from vpr_print.cli.options import PrepressChoice, archive_options, prepress_options
from vpr_print.cli.output import ProgressLine, notice_json, show_json, show_notices
from vpr_print.cli.russian import Command
from vpr_print.cli.texts import files_table, preview_text
from vpr_print.errors import raise_flaws
from vpr_print.intake.recognition import RecognisedFile
from vpr_print.workflow.preview import PreviewReport
from vpr_print.workflow.preview import preview as draw_preview
from vpr_print.workflow.request import ArchiveRequest, PreviewRequest


@click.command(cls=Command, short_help="посмотреть все страницы архива со штампом, ничего не печатая")
@archive_options
@prepress_options
@click.option(
    "--out", metavar="ПАПКА", type=click.Path(path_type=Path), help="куда положить картинки (preview-<архив>)"
)
@click.option("--layouts", metavar="ПАПКА", type=click.Path(path_type=Path), help="макеты бумаг вашего региона")
@click.option("--dpi", metavar="N", type=click.IntRange(50, 200), default=100, help="точек на дюйм в картинках (100)")
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), help="сколько процессов занять")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
def preview(
    archive: ArchiveRequest,
    prepress: PrepressChoice,
    password_file: Path | None,
    out: Path | None,
    layouts: Path | None,
    dpi: int,
    workers: int | None,
    as_json: bool,
) -> int:
    """Нарисовать каждую страницу каждого варианта со штампом и страницы, которые не печатаются, — в одну папку."""
    school = school_here_or_none()

    def run(password: str | None) -> PreviewReport:
        request = PreviewRequest(
            archive=replace(archive, password=password),
            prepress=prepress.options(school.settings if school else None),
            out=out,
            layouts=layouts,
            dpi=dpi,
            workers=workers or default_workers(),
        )
        line = ProgressLine()
        try:
            return draw_preview(request, school, contact_sheet, line, show_files)
        finally:
            line.close()

    def show_files(files: tuple[RecognisedFile, ...]) -> None:
        if files and not as_json:
            click.echo(files_table(files) + "\n")

    report = with_password(run, read_password(password_file))
    if not as_json:
        click.echo(preview_text(report))
    raise_flaws(report.flaws)
    if as_json:
        show_json(preview_json(report))
    return show_notices(report.notices)


def preview_json(report: PreviewReport) -> dict[str, object]:
    """A preview's result with stable ids."""
    return {
        "ok": True,
        "folder": report.folder,
        "index": report.index,
        "variants": report.variants,
        "not_printed": report.rest,
        "notices": [notice_json(notice) for notice in report.notices],
    }
