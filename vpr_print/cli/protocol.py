"""``vpr-print protocol``: the paper protocol typed in, held against what came back, and put into the official form."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import click

from vpr_print.cli.here import ledger_option, now, school_here
from vpr_print.cli.here import station as computer
from vpr_print.cli.here import who as login
from vpr_print.cli.output import message_json, show_json
from vpr_print.cli.protocol_session import run_session
from vpr_print.cli.protocol_texts import diff_text, messages_of, rows_json, rows_text
from vpr_print.cli.russian import Command, Group
from vpr_print.errors import ExitCode, plural
from vpr_print.workflow.protocol_desk import Sitting
from vpr_print.workflow.protocol_entry import form_tasks, protocol_desk, take_table
from vpr_print.workflow.protocol_filling import fill_protocol, read_protocol

_FILE = click.Path(path_type=Path)
_WORK = click.option("--work", metavar="РАБОТА", help="какая работа (имя папки в works), если их несколько")
_JSON = click.option("--json", "as_json", is_flag=True, help="результат в JSON")
_SHOWN = 20


@click.group(cls=Group, short_help="электронный протокол: ввести, сверить, заполнить форму")
def protocol() -> None:
    """Электронный протокол: кто писал работу, какой комплект и вариант у какого кода, баллы. Имён в нём нет."""


@protocol.command(cls=Command, short_help="ввести бумажный протокол и баллы: клавиатурой, сканером или из таблицы")
@click.argument("room", metavar="[КАБИНЕТ]", required=False, default="")
@click.option("--marks", is_flag=True, help="вводить баллы за задания")
@click.option("--form", metavar="ФОРМА.xlsx", type=_FILE, help="скачанная форма: какие задания и сколько за них баллов")
@click.option("--answer-forms", "forms", is_flag=True, help="после кода вводится номер бланка, а не комплект (ИКУ)")
@click.option("--from", "table", metavar="ТАБЛИЦА", type=_FILE, help="взять из таблицы XLSX, ODS или CSV по кодам")
@click.option("--twice", "second", is_flag=True, help="второй ввод для сверки: первого не видно, сверяет protocol diff")
@click.option("--reason", metavar="ТЕКСТ", default="", help="почему таблица исправляет введённое раньше")
@click.option("--who", metavar="ИМЯ", help="кто вводит; без ключа — имя входа в систему")
@_WORK
@_JSON
@ledger_option
def enter(
    room: str,
    marks: bool,
    form: Path | None,
    forms: bool,
    table: Path | None,
    second: bool,
    reason: str,
    who: str | None,
    work: str | None,
    as_json: bool,
) -> int:
    """Ввести бумажный протокол: код в строке, затем комплект; каждая строка записана раньше, чем о ней сказано.

    Код и комплект считывают сканером или вводят с клавиатуры: комплект — 16 цифр, № в кабинете или «+», если участник
    писал в том, который лежал с его кодом. «н» и код — не явился. Прерванный ввод продолжается с того же места.
    С --marks после кода вводят баллы по порядку заданий; X или Х — не приступал, прочерк — задания нет. С --from всё
    берётся из таблицы: колонки «Код участника», «Комплект», «Вариант», «Явка», «Номер бланка», «9.1 (1б)»; имена не
    читаются. Код 3, если чьей-то строки ещё нет или что-то не сходится.
    """
    if as_json and not table:
        raise click.UsageError("ключ --json здесь только вместе с --from")
    school = school_here()
    sitting = Sitting(
        who=who or login(),
        session=secrets.token_hex(8),
        room=room,
        second=second,
        forms=forms,
        tasks=form_tasks(form) if form else (),
        code_length=school.settings.build.code_length,
    )
    if table is None:
        with protocol_desk(school, sitting, marks=marks, work=work, clock=now, station=computer()) as desk:
            return run_session(desk)
    taken = take_table(school, table, sitting, reason=reason, work=work, clock=now, station=computer())
    if as_json:
        show_json({"ok": True, "taken": taken})
        return ExitCode.LOOK if taken.open else ExitCode.DONE
    click.echo(f"Записано: строк протокола {taken.rows}, строк с баллами {taken.marks}.")
    if taken.known:
        click.echo(f"Уже было введено так же: {taken.known}.")
    if taken.corrected:
        click.echo(f"Исправлено: {_codes(taken.corrected)}.")
    if taken.open:
        click.echo(f"Не сходится: {taken.open}. Посмотрите: vpr-print protocol diff")
    return ExitCode.LOOK if taken.open else ExitCode.DONE


@protocol.command(cls=Command, short_help="сверить план, возвращённые комплекты и введённый протокол")
@click.option("--all", "whole", is_flag=True, help="показать и то, что сходится: каждый код")
@_WORK
@_JSON
@ledger_option
def diff(whole: bool, work: str | None, as_json: bool) -> int:
    """Показать всё, что не сходится: что посмотреть и какой командой исправить. Код 3, пока есть противоречия."""
    sources = read_protocol(school_here(), now, work)
    code = ExitCode.LOOK if sources.open else ExitCode.DONE
    if as_json:
        found = [{"id": id, **message_json(message)} for id, message in messages_of(sources)]
        agreement = sources.agreement
        show_json(
            {
                "ok": True,
                "work": sources.work,
                "contradictions": found,
                "rows": rows_json(sources),
                "absent": agreement.absent,
                "unknown": agreement.unknown,
                "without_marks": [row.code for row in sources.without_marks],
                "typed_once": sources.marks.typed_once,
            }
        )
        return code
    click.echo(diff_text(sources))
    if whole:
        click.echo(f"\n{rows_text(sources)}")
    return code


@protocol.command(cls=Command, short_help="заполнить официальную форму")
@click.argument("form", metavar="ФОРМА.xlsx", type=_FILE)
@click.option("--out", metavar="ФАЙЛ", type=_FILE, help="куда записать; без ключа — рядом с формой, …-zapolnen.xlsx")
@click.option("--overwrite", is_flag=True, help="заменить значения, которые в форме уже стоят")
@click.option("--csv", metavar="ФАЙЛ", type=_FILE, help="записать те же строки ещё и в CSV")
@_WORK
@_JSON
@ledger_option
def fill(form: Path, out: Path | None, overwrite: bool, csv: Path | None, work: str | None, as_json: bool) -> int:
    """Заполнить форму, скачанную из личного кабинета: меняются только ячейки листа, сама форма остаётся как была.

    Пока в протоколе есть противоречия, форма не заполняется (vpr-print protocol diff). Код 3, если форма заполнена, но
    о каком-то её коде ничего не известно или у того, кто писал, нет баллов.
    """
    done = fill_protocol(school_here(), form, work=work, out=out, csv=csv, overwrite=overwrite, clock=now)
    code = ExitCode.LOOK if done.unexplained or done.without_marks or done.incomplete else ExitCode.DONE
    if as_json:
        show_json({"ok": True, "filled": done})
        return code
    people = plural(len(done.rows), "участник", "участника", "участников")
    click.echo(f"Заполнено: {len(done.rows)} {people}, ячеек {done.cells}, лист «{done.sheet}».")
    click.echo(f"Файл: {done.file}")
    if done.csv:
        click.echo(f"CSV: {done.csv}")
    absent = len(done.untouched) - len(done.unexplained)
    if absent:
        click.echo(f"Строки не явившихся и запасных кодов оставлены пустыми: {absent}.")
    if done.respelled:
        spelled = ", ".join(f"«{said}» — «{written}»" for said, written in done.respelled)
        click.echo(f"Класс записан так, как принимает форма: {spelled}.")
    if done.unexplained:
        click.echo(f"ВНИМАНИЕ: о кодах формы ничего не известно, строки пусты: {_codes(done.unexplained)}")
    if done.without_marks:
        click.echo(f"ВНИМАНИЕ: писали работу, а баллов нет: {_codes(done.without_marks)}")
    if done.incomplete:
        click.echo(f"ВНИМАНИЕ: баллы есть не за все задания формы: {_codes(done.incomplete)}")
    if done.unchecked_rules:
        rules = plural(done.unchecked_rules, "правило", "правила", "правил")
        click.echo(f"{done.unchecked_rules} {rules} формы проверит только Excel: откройте файл и посмотрите.")
    return code


def _codes(codes: Sequence[str]) -> str:
    more = f" … и ещё {len(codes) - _SHOWN}" if len(codes) > _SHOWN else ""
    return ", ".join(codes[:_SHOWN]) + more
