"""``vpr-print amend``: somebody comes, goes or is moved after the build."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from vpr_print.cli.amend_texts import amended_text, proposal_text, seated_text
from vpr_print.cli.here import default_workers, ledger_option, now, read_password, school_here, who
from vpr_print.cli.output import ProgressLine, show_json, show_notices
from vpr_print.cli.russian import Command
from vpr_print.errors import ExitCode
from vpr_print.model.seating import FullName, Participant
from vpr_print.model.work import CellRef, ParticipantCode
from vpr_print.track.words import room_name
from vpr_print.workflow.amend_errors import PasswordOfWorkError
from vpr_print.workflow.amending import Agreed, Amended, AmendRequest, Proposal, last_change, seated
from vpr_print.workflow.amending import amend as amend_work
from vpr_print.workflow.late_moves import Add, Change, Move, Remove
from vpr_print.workflow.layout_files import school_procedure

_FILE = click.Path(path_type=Path)


@click.command(cls=Command, short_help="кто-то пришёл, ушёл или переведён после сборки")
@click.option("--remove", "removed", metavar="КТО", multiple=True, help="участник (или весь кабинет) не пишет")
@click.option(
    "--move", "moves", metavar="КТО КАБИНЕТ", nargs=2, multiple=True, help="участник (или весь кабинет) пишет в другом"
)
@click.option("--add", "added", metavar="КАБИНЕТ", multiple=True, help="новый участник; имя программа спросит")
@click.option("--rooms", metavar="СПИСОК", type=_FILE, help="исправленный список распределения целиком")
@click.option("--show", metavar="КАБИНЕТ", help="показать, кто в кабинете под каким номером, и больше ничего")
@click.option("--last", is_flag=True, help="показать ещё раз, что делать после последнего изменения")
@click.option("--again", is_flag=True, help="сделать и то, что уже сделано последним: ещё один такой же участник")
@click.option("--work", metavar="РАБОТА", help="ключ работы; нужен, если их несколько")
@click.option("--reason", metavar="ТЕКСТ", help="почему гибнут подтверждённые номера; без имён: останется в журнале")
@click.option("--layouts", metavar="ПАПКА", type=_FILE, help="макеты бумаг, с которыми собирали")
@click.option("--encrypt-password-file", metavar="ФАЙЛ", type=_FILE, help="файл с паролем, которым закрыты PDF работы")
@click.option("--dry-run", is_flag=True, help="только показать, что изменится")
@click.option("--yes", is_flag=True, help="не спрашивать согласия")
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), help="сколько процессов занять")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
@ledger_option
def amend(
    removed: tuple[str, ...],
    moves: tuple[tuple[str, str], ...],
    added: tuple[str, ...],
    rooms: Path | None,
    show: str | None,
    last: bool,
    again: bool,
    work: str | None,
    reason: str | None,
    layouts: Path | None,
    encrypt_password_file: Path | None,
    dry_run: bool,
    yes: bool,
    workers: int | None,
    as_json: bool,
) -> int:
    """Изменить собранную работу: напечатать только то, что изменилось, и узнать, какие пакеты вскрыть.

    КТО — код участника, номер его комплекта (можно отсканировать) или кабинет и номер по протоколу: 101:5.
    """
    school = school_here()
    if show is not None:
        people = seated(school, work, show, who=who(), clock=now)
        click.echo(seated_text(people))
        return ExitCode.DONE
    if last:
        return _show(last_change(school, work, clock=now), as_json)
    changes: list[Change] = [Remove(item) for item in removed]
    changes += [Move(item, to) for item, to in moves]
    grades = bool(added) and school_procedure(school, layouts).grades
    changes += [Add(to, _asked(to, grades=grades)) for to in added]
    request = AmendRequest(
        work=work,
        changes=tuple(changes),
        rooms=rooms,
        again=again,
        reason=reason,
        layouts=layouts,
        lock_with=read_password(encrypt_password_file, "--encrypt-password-file"),
        workers=workers or default_workers(),
        who=who(),
    )

    def agree(proposal: Proposal) -> Agreed | None:
        """Names stand before a person's eyes only: what is not a screen may be kept as a log."""
        line.close()
        click.echo(proposal_text(proposal, names=not yes and sys.stderr.isatty()) + "\n", err=True)
        if dry_run:
            return None
        if not yes and not click.confirm("Сделать так?", default=False, err=True):
            return None
        told = proposal.reason
        if proposal.needs_reason and not told and sys.stdin.isatty():
            told = click.prompt("Почему (без имён: останется в журнале)", err=True)
        return Agreed(told)

    line = ProgressLine()
    try:
        done = amend_work(school, request, clock=now, agree=agree, progress=line)
    except PasswordOfWorkError as error:
        if not error.locked or not sys.stdin.isatty():
            raise
        password = click.prompt("Пароль, которым закрыты PDF работы", hide_input=True, err=True)
        done = amend_work(school, replace(request, lock_with=password), clock=now, agree=agree, progress=line)
    finally:
        line.close()
    return _show(done, as_json)


def _show(done: Amended, as_json: bool) -> int:
    if as_json:
        told = {"done": done.done, "done_before": done.done_before, "folder": done.folder, "change": done.change}
        show_json({"ok": True, **told})
    elif done.done:
        if done.done_before:
            click.echo("Это изменение уже сделано. Нужно то же ещё раз — добавьте --again.\n")
        click.echo(amended_text(done))
    else:
        click.echo("Ничего не изменено.")
    code = show_notices(done.notices)
    return ExitCode.LOOK if done.done_before else code


def _asked(room: str, *, grades: bool) -> Participant:
    """The new participant, from the keyboard: a name on the command line would stay in the shell's history."""

    def ask(question: str) -> str:
        answer: str = click.prompt(question, default="", show_default=False, err=True)
        return " ".join(answer.split())

    name = ask(f"ФИО нового участника, {room_name(room)} (Enter — без имени)")
    class_name = ask("Класс, например 5А") if grades else ""
    code = ask("Код участника (Enter — свободный из списка)")
    return Participant(
        class_name=class_name,
        name=FullName(name) if name else None,
        code=ParticipantCode(code) if code else None,
        cell=CellRef("", "", ""),
    )
