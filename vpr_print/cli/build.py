"""``vpr-print check`` and ``vpr-print build``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from vpr_print.cli.here import default_workers, ledger_option, now, read_password, school_here, school_here_or_none, who
from vpr_print.cli.locking import lock_password
from vpr_print.cli.options import (
    PackingChoice,
    PrepressChoice,
    completed,
    input_options,
    packing_options,
    prepress_options,
)
from vpr_print.cli.output import ProgressLine, notice_json, show_json, show_notices
from vpr_print.cli.russian import Command
from vpr_print.cli.texts import build_text, check_text, files_table
from vpr_print.errors import ExitCode
from vpr_print.intake.archive_errors import EncryptedArchiveError, WrongPasswordError
from vpr_print.intake.recognition import RecognisedFile
from vpr_print.workflow.build import build as build_work
from vpr_print.workflow.check import check as check_work
from vpr_print.workflow.report import BuildReport, CheckReport
from vpr_print.workflow.request import BuildRequest, InputRequest

T = TypeVar("T")
_TRIES = 3


@click.command(cls=Command, short_help="проверить архив и списки до сборки")
@input_options
@packing_options
@prepress_options
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
def check(
    inputs: InputRequest, packing: PackingChoice, prepress: PrepressChoice, password_file: Path | None, as_json: bool
) -> int:
    """Показать, чем программа считает каждый файл архива, все ошибки списков сразу и сколько уйдёт бумаги."""
    school = school_here_or_none()
    if school is None:
        click.echo("Папки школы здесь нет: проверяю с настройками по умолчанию.\n", err=True)
    settings = school.settings if school else None

    def run(password: str | None) -> CheckReport:
        request = completed(inputs, password, settings)
        return check_work(
            request, packing.options(settings), school, prepress=prepress.options(settings), recognised=show_files
        )

    def show_files(files: tuple[RecognisedFile, ...]) -> None:
        if files and not as_json:
            click.echo(files_table(files) + "\n")

    report = with_password(run, read_password(password_file))
    if as_json:
        show_json(check_json(report))
    else:
        click.echo(check_text(report))
    return show_notices(report.notices)


@click.command(cls=Command, short_help="собрать папку с готовыми к печати файлами на каждый кабинет")
@input_options
@packing_options
@prepress_options
@click.option("--out", metavar="ПАПКА", type=click.Path(path_type=Path), help="куда положить работу (works/<работа>)")
@click.option(
    "--protocol",
    type=click.Choice(["blank", "filled"]),
    default="blank",
    help="протокол без имён (blank) или с именами (filled, если список связывает код с ФИО)",
)
@click.option("--reuse-codes", is_flag=True, help="раздать и те коды, что уже розданы другим работам этого дня")
@click.option("--door-list", is_flag=True, help="план раздачи с ФИО: список на дверь кабинета; остаётся в школе")
@click.option("--print-drafts", is_flag=True, help="напечатать и пронумеровать листы черновиков")
@click.option("--per-set-files", is_flag=True, help="каждый комплект — отдельный файл (для копира со степлером)")
@click.option("--layouts", metavar="ПАПКА", type=click.Path(path_type=Path), help="макеты бумаг вашего региона")
@click.option("--replace", is_flag=True, help="разрешить замену готовых бумаг; их номера станут недействительны")
@click.option("--reason", metavar="ТЕКСТ", help="почему гибнут номера, которые уже подтверждены как напечатанные")
@click.option("--encrypt", is_flag=True, help="закрыть все PDF паролем (AES-256); с флешки копир их не напечатает")
@click.option(
    "--encrypt-password-file",
    metavar="ФАЙЛ",
    type=click.Path(path_type=Path),
    help="файл с паролем для --encrypt (иначе программа спросит)",
)
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), help="сколько процессов занять")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
@ledger_option
def build(
    inputs: InputRequest,
    packing: PackingChoice,
    prepress: PrepressChoice,
    password_file: Path | None,
    out: Path | None,
    protocol: str,
    reuse_codes: bool,
    door_list: bool,
    print_drafts: bool,
    per_set_files: bool,
    layouts: Path | None,
    replace: bool,
    reason: str | None,
    encrypt: bool,
    encrypt_password_file: Path | None,
    workers: int | None,
    as_json: bool,
) -> int:
    """Собрать для каждого кабинета папку: комплекты, лист кодов, протокол, этикетки, описи."""
    school = school_here()
    options = prepress.options(school.settings)
    lock_with = lock_password(encrypt, encrypt_password_file, options.compat)

    def run(password: str | None) -> BuildReport:
        request = BuildRequest(
            inputs=completed(inputs, password, school.settings),
            packing=packing.options(school.settings, filled_protocol=protocol == "filled"),
            prepress=options,
            out=out,
            layouts=layouts,
            reuse_codes=reuse_codes,
            door_list=door_list,
            print_drafts=print_drafts,
            per_set_files=per_set_files,
            replace=replace,
            reason=reason,
            lock_with=lock_with,
            workers=workers or default_workers(),
            who=who(),
        )
        line = ProgressLine()
        try:
            return build_work(request, school, now, line)
        finally:
            line.close()

    return show_build(with_password(run, read_password(password_file)), as_json)


def show_build(report: BuildReport, as_json: bool) -> ExitCode:
    """The report on stdout, notices on stderr; the exit code."""
    if as_json:
        show_json(build_json(report))
    else:
        click.echo(build_text(report))
    return show_notices(report.notices)


def with_password(run: Callable[[str | None], T], password: str | None) -> T:
    """The result of ``run``; asks for the archive's password when it needs one and somebody is there to ask."""
    for left in reversed(range(_TRIES)):
        try:
            return run(password)
        except (EncryptedArchiveError, WrongPasswordError) as error:
            if not left or not sys.stdin.isatty():
                raise
            if isinstance(error, WrongPasswordError):
                click.echo(str(error), err=True)
            password = click.prompt("Пароль архива", hide_input=True, err=True)
    raise AssertionError


def check_json(report: CheckReport) -> dict[str, object]:
    """A check's result with stable ids."""
    return {
        "ok": True,
        "work": {
            "key": report.work.key,
            "subject": report.work.subject,
            "grade": report.work.grade or None,
            "date": report.work.date,
        },
        "files": [
            {
                "name": file.file.name,
                "kind": file.kind,
                "subject": file.subject,
                "grade": file.grade,
                "variant": file.variant,
                "part": file.part,
                "pages": file.page_count,
                "answer_pages": [page + 1 for page in file.answer_pages],
                "reasons": list(file.reasons),
            }
            for file in report.files
        ],
        "rooms": report.rooms,
        "skipped": report.skipped,
        "codes": report.codes,
        "pages_per_set": report.pages_per_set,
        "paper": report.paper,
        "preflight": report.preflight,
        "notices": [notice_json(notice) for notice in report.notices],
    }


def build_json(report: BuildReport) -> dict[str, object]:
    """A build's result with stable ids."""
    return {
        **check_json(report.check),
        "folder": report.folder,
        "new_papers": report.new_papers,
        "kept_papers": report.kept_papers,
        "voided": report.voided,
        "set_pages": report.set_pages,
        "encrypted": report.locked,
    }
