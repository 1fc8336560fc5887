"""``vpr-print`` without a command: asks, checks, shows, builds."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vpr_print.cli.build import show_build, with_password
from vpr_print.cli.errors import NoCommandError
from vpr_print.cli.here import default_workers, now, school_here, who
from vpr_print.cli.options import PackingChoice, PrepressChoice, completed
from vpr_print.cli.output import ProgressLine, show_notices
from vpr_print.cli.texts import check_text, files_table
from vpr_print.errors import ExitCode
from vpr_print.layout.speech import spoken
from vpr_print.workflow.build import build
from vpr_print.workflow.check import check
from vpr_print.workflow.report import BuildReport, CheckReport
from vpr_print.workflow.request import BuildRequest, InputRequest


def ask_and_build() -> ExitCode:
    """One evening's conversation; the exit code of the build."""
    if not sys.stdin.isatty():
        raise NoCommandError
    school = school_here()
    click.echo(f"{school.settings.site.name} ({school.settings.site.number})\n")
    archive = _ask_path("Архив вариантов (ZIP или папка)")
    rooms = _ask_path(f"Список распределения ({spoken().rooms})")
    codes = _ask_path("Список кодов участников (Enter — кодов нет)", optional=True)
    assert archive and rooms
    inputs = InputRequest(archive=archive, rooms=rooms, codes=codes)
    packing = PackingChoice().options(school.settings)
    prepress = PrepressChoice().options(school.settings)
    known: list[str | None] = [None]

    def look(password: str | None) -> CheckReport:
        known[0] = password
        request = completed(inputs, password, school.settings)
        return check(
            request,
            packing,
            school,
            prepress=prepress,
            recognised=lambda files: click.echo("\n" + files_table(files)),
        )

    report = with_password(look, None)
    click.echo("\n" + check_text(report) + "\n")
    show_notices(report.notices)
    if not click.confirm("Собирать?", default=True):
        raise click.Abort
    line = ProgressLine()
    request = BuildRequest(
        inputs=completed(inputs, known[0], school.settings),
        packing=packing,
        prepress=prepress,
        workers=default_workers(),
        who=who(),
    )
    try:
        built: BuildReport = build(request, school, now, line)
    finally:
        line.close()
    return show_build(built, as_json=False)


def _ask_path(question: str, *, optional: bool = False) -> Path | None:
    """A path that exists; a file dragged into the window comes in quotes."""
    while True:
        answer = click.prompt(question, default="" if optional else None, show_default=False).strip().strip("\"'")
        if not answer and optional:
            return None
        path = Path(answer).expanduser()
        if path.exists():
            return path
        click.echo(f"Нет такого файла или папки: {path}. Перетащите файл в это окно мышью или наберите путь.")
