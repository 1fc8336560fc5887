"""Boards, lists and balances of ``vpr-print track`` as text, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from vpr_print.cli.texts import table
from vpr_print.errors import plural
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PaperKind
from vpr_print.track.board import Missing, RoomBalance, RoomBoard, Why
from vpr_print.track.custody_errors import STATES, history_line, local_time, thing_name
from vpr_print.track.events import EventKind
from vpr_print.track.thing import Thing
from vpr_print.workflow.questions import Found
from vpr_print.workflow.tracking import RecordReport

PACKETS = {
    PaperKind.DELIVERY: "доставочный",
    PaperKind.RETURN_USED: "возвратный 1",
    PaperKind.RETURN_UNUSED: "возвратный 2",
    PaperKind.DISPATCH: "в центр",
}
WHY = {
    Why.LOST: "утрачен",
    Why.NOT_PACKED: "пакет собран без него",
    Why.NOT_RETURNED: "другой возвратный пакет кабинета вернулся, этот нет",
    Why.NOT_COUNTED: "пакеты пересчитаны, его нет ни в одном",
    Why.CONTRADICTED: "записи разных журналов противоречат друг другу",
}
_ROOM_PACKETS = tuple(kind for kind in PACKETS if kind is not PaperKind.DISPATCH)
_MOST_RECORDED = 20
_WIDTH = 100
T = TypeVar("T", RoomBoard, RoomBalance, Thing)


def recorded_text(report: RecordReport) -> str:
    """What has been recorded, thing by thing."""
    rows = [(grouped(thing.number), thing_name(thing.key), _state(thing)) for thing in report.things]
    shown = table(("номер", "что", "теперь"), rows[:_MOST_RECORDED])
    more = len(rows) - _MOST_RECORDED
    return shown + (f"\n… и ещё {more}" if more > 0 else "") + f"\nЗаписано: {len(report.recorded)}."


def board_text(rooms: Sequence[RoomBoard]) -> str:
    """Rooms × packets, a table for each work."""
    if not rooms:
        return "В журнале ещё нет ни одной собранной работы."
    parts = []
    for work, own in _by_work(rooms).items():
        text = _board(own, with_times=True)
        if max(map(len, text.splitlines())) > _WIDTH:
            text = _board(own, with_times=False)
        parts.append(f"{work}\n\n{text}{_dispatch(own)}")
    return "\n\n".join(parts)


def _board(rooms: Sequence[RoomBoard], *, with_times: bool) -> str:
    marked = any(map(_marks, rooms))
    head = ("кабинет", "комплекты", *(PACKETS[kind] for kind in _ROOM_PACKETS), *(["внимание"] * marked))
    return table(
        head,
        [
            (
                row.room,
                _sets(row.sets),
                *(_packet(row.packets.get(kind), with_time=with_times) for kind in _ROOM_PACKETS),
                *([_marks(row)] * marked),
            )
            for row in rooms
            if row.room
        ],
    )


def _dispatch(rooms: Sequence[RoomBoard]) -> str:
    packets = [thing for row in rooms for kind, thing in row.packets.items() if kind is PaperKind.DISPATCH]
    return "".join(f"\n\nПакет в центр сканирования {grouped(item.number)}: {_state(item)}" for item in packets)


def room_text(things: Sequence[Thing]) -> str:
    """Packets, then sets, a table for each work."""
    parts = []
    for work, own in _by_work(things).items():
        packets = [
            (PACKETS[thing.kind], grouped(thing.number), _state(thing), thing.bag, local_time(thing.at), thing.who)
            for thing in own
            if not thing.is_set
        ]
        sets = [
            (f"{thing.ordinal:02d}", grouped(thing.number), _state(thing), _where(thing), local_time(thing.at))
            for thing in own
            if thing.is_set
        ]
        parts.append(
            f"{work}, каб. {own[0].room}\n\n"
            + _filled(("пакет", "номер", "состояние", "сейф-пакет", "записано", "кто"), packets)
            + "\n\n"
            + _filled(("комплект", "номер", "состояние", "где", "записано"), sets)
        )
    return "\n\n".join(parts)


def found_text(found: Found) -> str:
    """What the number is, where it is now, and its history."""
    if found.codes:
        return "\n".join(
            f"Код участника: {place.work}, каб. {place.room}, № {place.ordinal} по порядку" for place in found.codes
        )
    if found.in_bag:
        rows = [(grouped(thing.number), thing_name(thing.key), _state(thing)) for thing in found.in_bag]
        return f"Сейф-пакет {found.in_bag[0].bag}\n\n" + table(("номер", "что", "состояние"), rows)
    assert found.paper is not None
    lines = [f"{grouped(found.paper.identifier)}  {thing_name(found.paper.key)}", f"работа: {found.paper.work}"]
    if found.thing:
        where = _where(found.thing)
        lines.append(f"сейчас: {_state(found.thing)}" + (f", {where}" if where else ""))
    own = str(found.paper.identifier)
    rows = [
        (line.event.rpartition(":")[2], "" if line.number == own else "пакет", history_line(line))
        for line in found.history
    ]
    return "\n".join(lines) + "\n\n" + "\n".join(f"{entry:>6}  {packet:<5}  {text}" for entry, packet, text in rows)


def found_json(found: Found) -> dict[str, object]:
    """The same for programs."""
    paper = found.paper and {
        "number": str(found.paper.identifier),
        "work": found.paper.work,
        "room": found.paper.key.room,
        "kind": found.paper.key.kind,
        "ordinal": found.paper.key.ordinal,
        "state": found.paper.state,
        "printed": found.paper.printed_confirmed,
    }
    return {
        "paper": paper,
        "thing": found.thing,
        "history": found.history,
        "codes": found.codes,
        "in_bag": found.in_bag,
    }


def missing_text(found: Sequence[Missing]) -> str:
    """Every missing thing by its number."""
    if not found:
        return "Всё на месте: ни один комплект и ни один пакет не потерялся."
    rows = [(grouped(item.thing.number), thing_name(item.thing.key), WHY[item.why]) for item in found]
    return table(("номер", "что", "почему"), rows) + f"\n\nНе хватает: {len(found)}."


def balance_text(rooms: Sequence[RoomBalance]) -> str:
    """The equation of every room, the totals, and the sets that make the difference."""
    if not rooms:
        return "В журнале ещё нет ни одной собранной работы."
    parts = []
    for work, own in _by_work(rooms).items():
        body = [(row.room, *_counts([row]), "да" if row.closes else f"нет: {len(row.open)}") for row in own]
        total = ("всего", *_counts(own), "да" if all(row.closes for row in own) else "нет")
        head = ("кабинет", "напечатано", "использовано", "не использовано", "испорчено", "утрачено", "сходится")
        parts.append(f"{work}\n\n{table(head, [*body, total])}")
    left = [thing for row in rooms for thing in row.open]
    if left:
        names = [(grouped(thing.number), thing_name(thing.key), _state(thing), _where(thing)) for thing in left]
        count = f"{len(left)} {plural(len(left), 'комплект', 'комплекта', 'комплектов')}"
        parts.append(f"Не сходится, не учтено: {count}\n\n{_filled(('номер', 'что', 'состояние', 'где'), names)}")
    return "\n\n".join(parts)


def _filled(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The table without the columns in which nothing stands."""
    shown = [at for at in range(len(head)) if any(row[at] for row in rows)]
    return table([head[at] for at in shown], [[row[at] for at in shown] for row in rows])


def _counts(rows: Iterable[RoomBalance]) -> tuple[str, ...]:
    counts = zip(*((row.printed, row.used, row.unused, row.spoiled, row.lost) for row in rows), strict=True)
    return tuple(str(sum(column)) for column in counts)


def _sets(states: Mapping[EventKind, int]) -> str:
    """«принято 15», or the states of some and others: «использовано 12, не использовано 3»."""
    return ", ".join(f"{STATES[state]}о {states[state]}" for state in EventKind if states.get(state)) or "—"


def _packet(thing: Thing | None, *, with_time: bool) -> str:
    if thing is None:
        return "—"
    return f"{_state(thing)} {local_time(thing.at)[-5:] if with_time else ''}".rstrip()


def _state(thing: Thing) -> str:
    return STATES[thing.state] + ("!" if thing.conflicts else "*" if thing.overruled else "")


def _where(thing: Thing) -> str:
    if thing.packet:
        return f"в пакете {grouped(thing.packet)}"
    return f"в каб. {thing.place}" if thing.place else ""


def _marks(row: RoomBoard) -> str:
    marks = []
    if row.conflicts:
        marks.append(f"противоречий {row.conflicts}")
    if row.overruled:
        marks.append(f"с причиной {row.overruled}")
    return ", ".join(marks)


def _by_work(rows: Iterable[T]) -> dict[str, list[T]]:
    works: dict[str, list[T]] = {}
    for row in rows:
        works.setdefault(row.work, []).append(row)
    return works
