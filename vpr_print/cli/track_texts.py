"""Boards, lists and balances of ``vpr-print track`` as text, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from vpr_print.cli.texts import sentence, table
from vpr_print.errors import plural
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PacketKind, PaperKind
from vpr_print.track.board import ENDS, Missing, RoomBalance, RoomBoard, Why
from vpr_print.track.custody import STEPS
from vpr_print.track.events import EventKind
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.thing import Thing
from vpr_print.track.words import PACKETS, STATES, history_line, local_time, room_name, thing_name
from vpr_print.track.work_record import DrawnUp
from vpr_print.workflow.questions import Dispute, Found
from vpr_print.workflow.tracking import RecordReport

WHY = {
    Why.LOST: "утрачен",
    Why.NOT_PACKED: "пакет собран без него",
    Why.NOT_RETURNED: "другой пакет оттуда же вернулся, этот нет",
    Why.NOT_COUNTED: "пакеты пересчитаны, его нет ни в одном",
    Why.CONTRADICTED: "записи разных журналов противоречат друг другу",
}
_MARKS = {
    "*": "записано вопреки правилам, с причиной: vpr-print track find НОМЕР",
    "!": "записи станций противоречат друг другу: vpr-print track conflicts",
}
_STATES = {
    (PaperKind.RETURN_USED, EventKind.PACKED): "вложен",
    (PaperKind.RETURN_UNUSED, EventKind.PACKED): "вложен",
    (PaperKind.DISPATCH, EventKind.PLANNED): "открыт",
    (PaperKind.DISPATCH, EventKind.PRINTED): "открыт",
}
"""Where a state has another name for some kinds of packets."""
_ROOM_PACKETS = (PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)
_MOST_RECORDED = 20
_WIDTH = 100
T = TypeVar("T", RoomBoard, RoomBalance, Thing)


def recorded_text(report: RecordReport) -> str:
    """What has been recorded, thing by thing."""
    rows = [(grouped(thing.number), thing_name(thing.key), _state(thing)) for thing in report.things]
    shown = table(("номер", "что", "теперь"), rows[:_MOST_RECORDED])
    more = len(rows) - _MOST_RECORDED
    return (
        shown
        + (f"\n… и ещё {more}" if more > 0 else "")
        + f"\nЗаписано: {len(report.recorded)}."
        + _legend(report.things[:_MOST_RECORDED])
    )


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
    head = (spoken().room, "комплекты", *map(_short, _ROOM_PACKETS), *(["внимание"] * marked))
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
    """Packets to the scanning centre, in a table of their own."""
    rows = [
        (
            str(item.packet.ordinal),
            grouped(item.packet.number),
            _packet(item.packet, with_time=True),
            str(item.inside),
            item.packet.bag,
        )
        for row in rooms
        for item in row.dispatch
    ]
    head = ("№", "номер", "состояние", "внутри пакетов", "сейф-пакет")
    name = sentence(spoken().packet(PacketKind.DISPATCH))
    return f"\n\n{name}\n\n{_filled(head, rows)}" if rows else ""


def room_text(things: Sequence[Thing]) -> str:
    """Packets, then sets, a table for each work."""
    parts = []
    for work, own in _by_work(things).items():
        packets = [
            (_short(thing.kind), grouped(thing.number), _state(thing), thing.bag, local_time(thing.at), thing.who)
            for thing in own
            if not thing.is_set
        ]
        sets = [
            (f"{thing.ordinal:02d}", grouped(thing.number), _state(thing), _where(thing), local_time(thing.at))
            for thing in own
            if thing.is_set
        ]
        parts.append(
            f"{work}, {room_name(own[0].room)}\n\n"
            + _filled(("пакет", "номер", "состояние", "сейф-пакет", "записано", "кто"), packets)
            + "\n\n"
            + _filled(("комплект", "номер", "состояние", "где", "записано"), sets)
        )
    return "\n\n".join(parts) + _legend(things)


def found_text(found: Found) -> str:
    """What the number is, where it is now, and its history."""
    if found.codes:
        return "\n".join(
            f"Код участника: {place.work}, {room_name(place.room)}, № {place.ordinal} по порядку"
            for place in found.codes
        )
    if found.in_bag:
        rows = [(grouped(thing.number), thing_name(thing.key), _state(thing)) for thing in found.in_bag]
        return f"Сейф-пакет {found.in_bag[0].bag}\n\n" + table(("номер", "что", "состояние"), rows)
    assert found.paper is not None
    lines = [f"{grouped(found.paper.identifier)}  {thing_name(found.paper.key)}", f"работа: {found.paper.work}"]
    if found.thing:
        where = _where(found.thing)
        lines.append(f"сейчас: {_state(found.thing)}" + (f", {where}" if where else ""))
    if found.typed:
        lines.append(f"по введённому протоколу: код {', '.join(found.typed)}")
    if found.stands_for:
        old = grouped(found.stands_for.number)
        lines.append(f"сделан вместо {old}: в протоколе и описях стоит прежний номер, исправьте от руки")
    lines += [
        f"внутри: {grouped(thing.number)}  {thing_name(thing.key)}, {_state(thing)}" for thing in found.inside
    ]
    own, listed = str(found.paper.identifier), _listed(found.papers)
    rows = [
        (
            line.event.rpartition(":")[2],
            "" if line.number == own else "пакет",
            "  ".join((history_line(line), *listed.get(line.event, ()))),
        )
        for line in found.history
    ]
    return "\n".join(lines) + "\n\n" + "\n".join(f"{entry:>6}  {packet:<5}  {text}" for entry, packet, text in rows)


def _listed(papers: Iterable[DrawnUp]) -> dict[str, list[str]]:
    """By event: the acts and manifests on which it stands."""
    listed: dict[str, list[str]] = {}
    for paper in papers:
        name = f"акт № {paper.ordinal}" if paper.kind is PaperKind.HANDOVER_ACT else "опись"
        for event, _ in paper.lists:
            listed.setdefault(event, []).append(f"[{name}, {grouped(paper.number)}]")
    return listed


def found_json(found: Found) -> dict[str, object]:
    """The same for programs."""
    return {
        "paper": found.paper and _paper_json(found.paper),
        "thing": found.thing,
        "stands_for": found.stands_for and found.stands_for.number,
        "inside": found.inside,
        "papers": [
            {
                "number": str(paper.number),
                "kind": paper.kind,
                "ordinal": paper.ordinal,
                "events": [event for event, _ in paper.lists if event in {line.event for line in found.history}],
            }
            for paper in found.papers
        ],
        "history": found.history,
        "codes": found.codes,
        "in_bag": found.in_bag,
        "typed": found.typed,
    }


def _paper_json(paper: LedgerPaper) -> dict[str, object]:
    return {
        "number": str(paper.identifier),
        "work": paper.work,
        "room": paper.key.room,
        "kind": paper.key.kind,
        "ordinal": paper.key.ordinal,
        "state": paper.state,
        "printed": paper.printed_confirmed,
    }


def missing_text(found: Sequence[Missing]) -> str:
    """Every missing thing by its number."""
    if not found:
        return "Всё на месте: ни один комплект и ни один пакет не потерялся."
    rows = [(grouped(item.thing.number), thing_name(item.thing.key), WHY[item.why]) for item in found]
    return table(("номер", "что", "почему"), rows) + f"\n\nНе хватает: {len(found)}."


def disputes_text(found: Sequence[Dispute]) -> str:
    """Every disputed number with its history, and the commands that settle it."""
    if not found:
        return "Противоречий нет: записи всех станций сходятся."
    return "\n\n".join(map(_dispute, found)) + f"\n\nПротиворечий: {len(found)}."


def dispute_json(dispute: Dispute) -> dict[str, object]:
    """The same for programs."""
    return {
        "number": dispute.number,
        "paper": dispute.paper and _paper_json(dispute.paper),
        "state": dispute.thing and dispute.thing.state,
        "said": dispute.said,
        "history": dispute.history,
    }


def _dispute(dispute: Dispute) -> str:
    number, paper = dispute.number, dispute.paper
    name = f"{thing_name(paper.key)}, {paper.work}" if paper else "неизвестная бумага"
    lines = [f"{grouped(number)}  {name}", *(f"  {history_line(line)}" for line in dispute.history)]
    record = "vpr-print track record"
    if paper is None or paper.state is PaperState.RESERVED:
        lines.append("Журнал, в котором эта бумага подготовлена, ещё не принят: vpr-print track import ФАЙЛ")
    elif paper.state is PaperState.VOID:
        lines.append(
            "Номер недействителен, а о нём записывали дальше. Найдите бумагу: её не должно быть ни в одном пакете.\n"
            f"  уже изъята:                {record} corrected {number} --reason «почему»"
        )
    else:
        now = dispute.thing.state if dispute.thing else EventKind.PLANNED
        ends = (line.what for line in dispute.history if line.what in ENDS and not line.taken_back)
        told = dict.fromkeys((now, *map(EventKind, (*dispute.said, *ends))))
        lines.append(f"Сейчас считается: {STATES[now]}. Запишите, как было на деле:")
        lines += [
            f"  {STATES[what] + ':':<26} {record} {what} {number} --reason «почему»" for what in told if what in STEPS
        ]
    return "\n".join(lines)


def balance_text(rooms: Sequence[RoomBalance]) -> str:
    """The equation of every room, the totals, and the sets that make the difference."""
    if not rooms:
        return "В журнале ещё нет ни одной собранной работы."
    parts = []
    for work, own in _by_work(rooms).items():
        body = [(row.room, *_counts([row]), "да" if row.closes else f"нет: {len(row.open)}") for row in own]
        total = ("всего", *_counts(own), "да" if all(row.closes for row in own) else "нет")
        head = (spoken().room, "напечатано", "использовано", "не использовано", "испорчено", "утрачено", "сходится")
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
    name = _STATES.get((thing.kind, thing.state), STATES[thing.state])
    return name + ("!" if thing.conflicts else "*" if thing.overruled else "")


def _legend(things: Iterable[Thing]) -> str:
    """What the marks beside states mean, where there are any."""
    marks = {mark for thing in things for mark in "*!" if _state(thing).endswith(mark)}
    return "".join(f"\n{mark} — {_MARKS[mark]}" for mark in sorted(marks))


def _short(kind: PaperKind) -> str:
    return spoken().packet_short(PACKETS[kind])


def _where(thing: Thing) -> str:
    if thing.packet:
        return f"в пакете {grouped(thing.packet)}"
    return f"в {room_name(thing.place)}" if thing.place else ""


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
