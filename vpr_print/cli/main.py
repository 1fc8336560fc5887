"""``vpr-print``: the way in. The only place of this process where any exception is caught."""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextvars import copy_context
from pathlib import Path

import click

from vpr_print import __version__
from vpr_print.cli.commands import Commands
from vpr_print.cli.output import show_error, show_failure
from vpr_print.cli.russian import Group, usage_message
from vpr_print.cli.texts import INTERRUPTED
from vpr_print.errors import ExitCode, Message, VprPrintError
from vpr_print.sandbox import serve_if_asked


@click.group(cls=Group, commands=Commands(), invoke_without_command=True)
@click.version_option(__version__, "--version", message="vpr-print %(version)s", help="показать версию")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Бумажные проверочные работы: из архива вариантов и списков — пакет каждого кабинета.

    Без команды программа спросит архив, список распределения и коды, проверит их, покажет и соберёт.
    """
    if ctx.invoked_subcommand is None:
        from vpr_print.cli.ask import ask_and_build

        ctx.exit(ask_and_build())


def run() -> None:
    """The program: ends the process with its exit code."""
    serve_if_asked()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(copy_context().run(_exit_code))  # the words of one command are not those of the next


def _exit_code() -> int:
    try:
        code = main.main(prog_name="vpr-print", standalone_mode=False)
        return int(code or ExitCode.DONE)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        return show_failure("Usage", ExitCode.USAGE, usage_message(error))
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except VprPrintError as error:
        show_error(error)
        return error.exit_code
    except SystemExit:  # click's answer to a reader that went away (head, a closed pager): what was done is done
        return ExitCode.DONE
    except Exception as error:
        return _interrupted() if _comes_of_interrupt(error) else _our_bug(error)


def _interrupted() -> ExitCode:
    click.echo(err=True)
    return show_failure("Interrupted", ExitCode.INTERRUPTED, INTERRUPTED)


def _comes_of_interrupt(error: BaseException) -> bool:
    """Whether Ctrl-C came while a thread or a process was just being started, which then fails in its own way."""
    while error.__context__ is not None:
        error = error.__context__
        if isinstance(error, KeyboardInterrupt):
            return True
    return False


def _our_bug(error: Exception) -> ExitCode:
    """An error that nobody foresaw: said as ours, with what a developer needs and no values of variables."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    trail = "\n".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    message = Message(
        f"ошибка в самой программе ({type(error).__name__}, версия {__version__})",
        trail,
        "исправление от разработчиков",
        "передайте им эти строки; ваши файлы не изменены, готовые бумаги целы",
    )
    if os.environ.get("VPR_PRINT_TRACEBACK"):
        traceback.print_exception(error)
    return show_failure("Bug", ExitCode.BUG, message)
