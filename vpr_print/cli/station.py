"""``vpr-print track station``: the hand scanner on the coordinator's table."""

from __future__ import annotations

import secrets

import click

from vpr_print.cli.conversation import converse
from vpr_print.cli.here import ledger_option, now, school_here
from vpr_print.cli.here import station as computer
from vpr_print.cli.here import who as login
from vpr_print.cli.keyboard import Keyboard
from vpr_print.cli.station_texts import ending_text, prompt_text, reply_text, title_text
from vpr_print.errors import ExitCode
from vpr_print.workflow.station_replies import Reply, Tone
from vpr_print.workflow.stations import Mode, station_of


@click.command(short_help="сканер на столе: собрать, выдать, принять, пересчитать пакеты")
@click.option("--mode", required=True, type=click.Choice([mode.value for mode in Mode]), help="что делаете")
@click.option("--room", "rooms", metavar="КАБИНЕТ", multiple=True, help="только этот кабинет (можно несколько раз)")
@click.option("--work", metavar="РАБОТА", help="только эта работа (имя папки в works)")
@click.option("--who", metavar="ИМЯ", help="кто считывает; без ключа — имя входа в систему")
@ledger_option
def station(mode: str, rooms: tuple[str, ...], work: str | None, who: str | None) -> int:
    """Считывать штрихкоды один за другим; каждый записан раньше, чем программа об этом скажет.

    pack — сборка доставочных пакетов, issue — выдача, return — возврат, count — пересчёт, bag — сейф-пакеты,
    dispatch — отправка, receive — приём в центре. Сканер работает как клавиатура, настраивать его не нужно. Конец:
    «конец», Ctrl-D или две пустые строки. Код 3, если пакет остался незакрытым или равенство не сходится.
    """
    chosen, person = Mode(mode), who or login()
    session = secrets.token_hex(8)
    keyboard = Keyboard()
    with station_of(
        school_here(), chosen, who=person, clock=now, session=session, computer=computer(), rooms=rooms, work=work
    ) as desk:
        keyboard.say(title_text(chosen, person, rooms))
        keyboard.prompt = prompt_text(chosen, None)
        converse(keyboard, desk, lambda reply: _words(chosen, reply), lambda: prompt_text(chosen, desk.tally()))
        ending = desk.end()
    text = ending_text(chosen, ending)
    if text:
        keyboard.say(f"\n{text}")
    closes = not ending.unfinished and all(row.closes for row in ending.balances)
    return ExitCode.DONE if closes else ExitCode.LOOK


def _words(mode: Mode, reply: Reply) -> str:
    return f"{'СТОП. ' if reply.tone is Tone.ALARM else ''}{reply_text(mode, reply)}"
