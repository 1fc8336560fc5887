"""``vpr-print track``: where every packet and set is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from vpr_print.cli.here import ledger_option, now, school_here, station, who
from vpr_print.cli.output import notice_json, show_json, show_notices
from vpr_print.cli.russian import Group
from vpr_print.cli.station import station as station_command
from vpr_print.cli.track_exchange import export_, import_, verify
from vpr_print.cli.track_papers import act, dispatch, journal, statement
from vpr_print.cli.track_texts import (
    balance_text,
    board_text,
    dispute_json,
    disputes_text,
    found_json,
    found_text,
    missing_text,
    recorded_text,
    room_text,
)
from vpr_print.errors import ExitCode
from vpr_print.track.custody import STEPS
from vpr_print.track.events import EventKind
from vpr_print.workflow.questions import find, read_balance, read_disputes, read_missing, read_room, read_status
from vpr_print.workflow.tracking import Word
from vpr_print.workflow.tracking import record as record_word

_EVENTS = [what.value for what in (*STEPS, EventKind.CORRECTED)]


@click.group(cls=Group, short_help="где какой пакет и комплект: записать, посмотреть, сверить")
def track() -> None:
    """Учёт пакетов и комплектов: что напечатано, собрано, выдано, возвращено и пересчитано."""


for command in (station_command, export_, import_, verify, act, dispatch, journal, statement):
    track.add_command(command)


def _work_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--work", metavar="РАБОТА", help="только эта работа (имя папки в works)")(command)


def _json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="результат в JSON")(command)


@track.command(short_help="записать событие: принят, собран, выдан, возвращён, испорчен…")
@click.argument("event", metavar="СОБЫТИЕ", type=click.Choice(_EVENTS))
@click.argument("items", metavar="НОМЕР|КАБИНЕТ…", nargs=-1, required=True)
@click.option("--packet", metavar="НОМЕР", help="в какой пакет, если не в пакет своего кабинета")
@click.option("--room", metavar="КАБИНЕТ", help="кому отдан отдельный комплект (событие issued)")
@click.option("--bag", metavar="НОМЕР", help="номер сейф-пакета, который напечатал изготовитель (событие bagged)")
@click.option("--entry", metavar="ЗАПИСЬ", help="какую запись отменить (событие corrected), если не последнюю")
@click.option("--reason", metavar="ТЕКСТ", help="почему; с причиной записывается и то, что противоречит прежнему")
@click.option("--work", metavar="РАБОТА", help="какая работа, если названы кабинеты, а работ несколько")
@_json_option
@ledger_option
def record(
    event: str,
    items: tuple[str, ...],
    packet: str | None,
    room: str | None,
    bag: str | None,
    entry: str | None,
    reason: str | None,
    work: str | None,
    as_json: bool,
) -> int:
    """Записать, что произошло с комплектами и пакетами: всё названное или ничего.

    События комплекта: accepted (проверен и принят в пакет), issued (отдан отдельно, например опоздавшему), used и
    unused (вернулся использованным или нет), spoiled (испорчен), lost (утрачен). События пакета: packed, issued,
    opened, filled, returned, counted, bagged, kept, dispatched, received, scanned, lost (со всем, что в нём; нужна
    --reason). Событие протокола: handed_back (возвращён организатору). corrected отменяет последнюю запись.

    Вместо номеров можно назвать кабинет: accepted — все его комплекты, packed, issued, opened — доставочный пакет,
    handed_back — протокол, остальные события — оба возвратных пакета.
    """
    word = Word(
        what=EventKind(event), items=items, work=work, packet=packet, room=room, bag=bag, entry=entry, reason=reason
    )
    report = record_word(school_here(), word, who=who(), clock=now, station=station())
    if as_json:
        show_json(
            {
                "ok": True,
                "recorded": report.recorded,
                "notices": [notice_json(notice) for notice in report.notices],
            }
        )
    else:
        click.echo(recorded_text(report))
    return show_notices(report.notices)


@track.command(short_help="таблица: кабинеты и где их пакеты")
@_work_option
@_json_option
@ledger_option
def status(work: str | None, as_json: bool) -> int:
    """Показать по кабинетам, где комплекты и пакеты."""
    rooms = read_status(school_here(), now, work)
    if as_json:
        show_json({"rooms": rooms})
    else:
        click.echo(board_text(rooms))
    return ExitCode.DONE


@track.command(short_help="один кабинет: каждый пакет и каждый комплект")
@click.argument("room", metavar="КАБИНЕТ")
@_work_option
@_json_option
@ledger_option
def room(room: str, work: str | None, as_json: bool) -> int:
    """Показать каждый пакет и комплект кабинета, с номерами."""
    things = read_room(school_here(), now, room, work)
    if as_json:
        show_json({"room": room, "things": things})
    else:
        click.echo(room_text(things))
    return ExitCode.DONE


@track.command("find", short_help="вся история номера: когда, кто, почему")
@click.argument("number", metavar="НОМЕР", nargs=-1, required=True)
@_json_option
@ledger_option
def find_(number: tuple[str, ...], as_json: bool) -> int:
    """Найти комплект, его страницу, пакет, код участника или сейф-пакет и показать всю историю."""
    found = find(school_here(), now, "".join(number))
    if as_json:
        show_json(found_json(found))
    else:
        click.echo(found_text(found))
    return ExitCode.DONE


@track.command("missing", short_help="чего не хватает: номера")
@_work_option
@_json_option
@ledger_option
def missing_(work: str | None, as_json: bool) -> int:
    """Показать, чего нет там, где оно уже должно быть: каждый комплект и пакет номером. Код 3, если такие есть."""
    found = read_missing(school_here(), now, work)
    if as_json:
        show_json({"missing": found})
    else:
        click.echo(missing_text(found))
    return ExitCode.LOOK if found else ExitCode.DONE


@track.command("conflicts", short_help="противоречия: станции записали то, чего вместе быть не могло")
@_json_option
@ledger_option
def conflicts_(as_json: bool) -> int:
    """Показать номера, о которых журналы разных станций говорят разное, и как решить. Код 3, если такие есть."""
    found = read_disputes(school_here(), now)
    if as_json:
        show_json({"conflicts": [dispute_json(dispute) for dispute in found]})
    else:
        click.echo(disputes_text(found))
    return ExitCode.LOOK if found else ExitCode.DONE


@track.command("balance", short_help="сходится ли: напечатано = использовано + … + утрачено")
@_work_option
@_json_option
@ledger_option
def balance_(work: str | None, as_json: bool) -> int:
    """Показать равенство по кабинетам; если не сходится, назвать комплекты. Код 3, если не сходится."""
    rooms = read_balance(school_here(), now, work)
    if as_json:
        show_json({"rooms": rooms, "closes": all(room.closes for room in rooms)})
    else:
        click.echo(balance_text(rooms))
    return ExitCode.DONE if all(room.closes for room in rooms) else ExitCode.LOOK
