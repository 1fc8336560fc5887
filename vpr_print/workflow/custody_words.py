"""What the papers of the ledger call steps, papers and remarks, in Russian."""

from __future__ import annotations

from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.track.custody_errors import EVENTS, STATES, thing_name
from vpr_print.track.events import EventKind
from vpr_print.track.history import HistoryLine
from vpr_print.track.thing import Thing

HANDOVERS = {
    EventKind.ACCEPTED: "приём комплектов в доставочные пакеты",
    EventKind.PACKED: "сборка пакетов",
    EventKind.ISSUED: "выдача в кабинеты",
    EventKind.OPENED: "вскрытие пакетов",
    EventKind.FILLED: "заполнение возвратных пакетов в кабинетах",
    EventKind.RETURNED: "возврат пакетов из кабинетов",
    EventKind.COUNTED: "пересчёт возвращённых пакетов",
    EventKind.BAGGED: "вложение в сейф-пакеты",
    EventKind.KEPT: "передача на хранение",
    EventKind.DISPATCHED: "отправка в центр сканирования",
    EventKind.RECEIVED: "получение в центре сканирования",
    EventKind.SCANNED: "сканирование",
    EventKind.USED: "комплекты, которые вернулись использованными",
    EventKind.UNUSED: "комплекты, которые вернулись неиспользованными",
    EventKind.SPOILED: "испорченные комплекты",
    EventKind.LOST: "утраченные комплекты",
}
"""What an act of the step is about."""
VERDICTS = {True: "сходится", False: "не сходится"}


def name_of(key: PaperKey) -> str:
    """The thing without its room: «доставочный пакет», «комплект 07»."""
    return thing_name(key).rpartition(": ")[2]


def names_of(keys: tuple[PaperKey, ...]) -> str:
    """Papers of one room with consecutive serials: «комплекты 01–16», «бумаги кабинета»."""
    first, last = keys[0], keys[-1]
    if len(keys) == 1:
        return name_of(first)
    if first.kind is PaperKind.SET:
        return f"комплекты {first.ordinal:02d}–{last.ordinal:02d}"
    return "бумаги кабинета" if first.room else "бумаги работы"


def event_name(line: HistoryLine) -> str:
    """«напечатан», «напечатан повторно», «отменена запись 12»."""
    name = EVENTS[EventKind(line.what)]
    if line.takes_back:
        return f"{name} {line.takes_back.rpartition(':')[2]}"
    return f"{name} повторно" if line.reprint else name


def remark(line: HistoryLine) -> str:
    """What an act has to say of a step beside which and when."""
    parts = [f"в каб. {line.room}"] if line.room else []
    parts += [f"сейф-пакет {line.bag}"] if line.bag else []
    parts += ["вопреки правилам"] if line.overrules else []
    return ", ".join(parts) + (f"{': ' if parts else ''}{line.reason}" if line.reason else "")


def person(line: HistoryLine) -> str:
    """Who recorded it, and where."""
    return ", ".join(part for part in (line.who, line.station) if part)


def place_of(thing: Thing) -> str:
    """Where an unaccounted set is by the ledger: «выдан», «выдан, каб. 102»."""
    return STATES[thing.state] + (f", каб. {thing.place}" if thing.place else "")
