"""``vpr-print codes``: one code for the whole year."""

from __future__ import annotations

from pathlib import Path

import click

from vpr_print.cli.here import ledger_option, now, school_here
from vpr_print.cli.output import show_json, show_notices
from vpr_print.cli.russian import Command, Group
from vpr_print.errors import ExitCode, plural
from vpr_print.track.words import room_name
from vpr_print.workflow.code_slips import print_lost_slips
from vpr_print.workflow.codes_year import NAME, assign_codes, check_register

_FILE = click.Path(path_type=Path)
_REGISTER = click.option("--register", metavar="ФАЙЛ", type=_FILE, help=f"реестр кодов; без ключа — {NAME} школы")
_JSON = click.option("--json", "as_json", is_flag=True, help="результат в JSON")
_SHOWN = 12


@click.group(cls=Group, short_help="реестр кодов на весь год")
def codes() -> None:
    """Коды участников на весь учебный год: один участник — один код во всех работах.

    Реестр — книга Excel с именами: она остаётся в школе и никуда не передаётся.
    """


@codes.command(cls=Command, short_help="раздать коды по спискам классов")
@click.argument("lists", metavar="СПИСОК…", nargs=-1, required=True, type=_FILE)
@click.option("--codes", "free", metavar="ФАЙЛ", type=_FILE, help="список кодов, из которого брать новые")
@click.option("--with-codes", "coded", metavar="ПАПКА", type=_FILE, help="записать сюда эти же списки с кодами")
@_REGISTER
@_JSON
def assign(
    lists: tuple[Path, ...], free: Path | None, coded: Path | None, register: Path | None, as_json: bool
) -> int:
    """Дать код каждому из списков: прежний, если он уже есть в реестре, иначе следующий невыданный.

    Код, который стоит в самом списке рядом с именем (по бумажному протоколу), вносится в реестр. Кого нельзя узнать
    наверняка (однофамилец, смена класса), о том реестр спрашивает на листе «Вопросы»: впишите ответ и повторите.
    Распределение по кабинетам с кодами (--with-codes) отдайте сборке вместо исходного: коды останутся за именами.
    """
    done = assign_codes(school_here(), lists, free, register, coded)
    if as_json:
        show_json({"ok": True, "assigned": done})
        return ExitCode.LOOK if done.questions else ExitCode.DONE
    show_notices(done.notices)
    people = plural(done.people, "участник", "участника", "участников")
    click.echo(f"В списках {done.people} {people}: с прежним кодом {done.kept}, новых кодов {done.new}.")
    click.echo(f"Реестр: {done.register}")
    if done.respelled:
        click.echo(f"Имя написано иначе, чем в реестре (ё и е, пробелы): {_cells(done.respelled)}. Код прежний.")
    for path in done.lists:
        click.echo(f"Список с кодами, с именами: {path}")
    if not done.questions:
        return ExitCode.DONE
    click.echo(
        f"\nНеясно, о ком речь: {_cells(done.questions)}.\n"
        "Откройте реестр, лист «Вопросы», впишите в последний столбец код или слово «новый» и повторите команду."
    )
    return ExitCode.LOOK


@codes.command(cls=Command, short_help="проверить реестр")
@_REGISTER
@_JSON
def check(register: Path | None, as_json: bool) -> int:
    """Проверить реестр: каждый код один раз, нули на месте; показать, сколько кодов в каждом классе."""
    found = check_register(school_here(), register)
    if as_json:
        show_json({"ok": True, "register": found})
        return ExitCode.DONE
    click.echo(f"Реестр в порядке: {found.rows} {plural(found.rows, 'код', 'кода', 'кодов')}.")
    for class_name, count in found.by_class:
        click.echo(f"  {class_name or 'класс не указан'}: {count}")
    if found.nameless:
        click.echo(f"Без имени: {found.nameless}. Внесите имена из бумажного протокола: vpr-print codes assign СПИСОК")
    return ExitCode.DONE


@codes.command(cls=Command, short_help="напечатать потерянный код ещё раз")
@click.argument("lost", metavar="КОД…", nargs=-1, required=True)
@click.option("--work", metavar="РАБОТА", help="ключ работы; нужен, если их несколько")
@click.option("--out", metavar="ФАЙЛ", type=_FILE, default="kody-zanovo.pdf", help="куда записать PDF")
@click.option("--layouts", metavar="ПАПКА", type=_FILE, help="макеты бумаг, с которыми собирали")
@_JSON
@ledger_option
def slip(lost: tuple[str, ...], work: str | None, out: Path, layouts: Path | None, as_json: bool) -> int:
    """Напечатать ещё раз потерянные или испорченные отдельные коды собранной работы: тот же код, то же место."""
    slips = print_lost_slips(school_here(), lost, out, work=work, clock=now, layouts=layouts)
    if as_json:
        show_json({"ok": True, "file": out, "slips": slips})
        return ExitCode.DONE
    for item in slips:
        click.echo(f"{item.code}: {room_name(item.room)}, № {item.ordinal:02d}")
    click.echo(f"Напечатайте: {out}")
    return ExitCode.DONE


def _cells(cells: tuple[str, ...]) -> str:
    more = f" и ещё {len(cells) - _SHOWN}" if len(cells) > _SHOWN else ""
    return "; ".join(cells[:_SHOWN]) + more
