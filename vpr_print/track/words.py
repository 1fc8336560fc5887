"""What is said of papers, things, events and states, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import MANIFEST_OF, PacketKind, PaperKey, PaperKind
from vpr_print.track.events import EventKind
from vpr_print.track.history import HistoryLine

EVENTS = {
    EventKind.LEDGER_CREATED: "журнал создан",
    EventKind.IMPORTED: "приняты записи других журналов",
    EventKind.RESERVED: "номер присвоен",
    EventKind.PLANNED: "подготовлен",
    EventKind.BUILT: "работа собрана",
    EventKind.CODES_PLACED: "коды разложены",
    EventKind.PRINTED: "напечатан",
    EventKind.VOIDED: "недействителен",
    EventKind.DRAWN_UP: "составлен",
    EventKind.ACCEPTED: "принят",
    EventKind.PACKED: "собран",
    EventKind.ISSUED: "выдан",
    EventKind.OPENED: "вскрыт",
    EventKind.FILLED: "заполнен",
    EventKind.RETURNED: "возвращён",
    EventKind.COUNTED: "пересчитан",
    EventKind.BAGGED: "вложен в сейф-пакет",
    EventKind.KEPT: "положен на хранение",
    EventKind.DISPATCHED: "отправлен",
    EventKind.RECEIVED: "получен",
    EventKind.SCANNED: "отсканирован",
    EventKind.HANDED_BACK: "возвращён организатору",
    EventKind.USED: "вернулся использованным",
    EventKind.UNUSED: "вернулся неиспользованным",
    EventKind.SPOILED: "испорчен",
    EventKind.LOST: "утрачен",
    EventKind.CORRECTED: "отменена запись",
    EventKind.PROTOCOL_ROW: "введена строка протокола",
    EventKind.PROTOCOL_MARKS: "введены баллы",
}
"""What is said of an event; sets and packets are both masculine in Russian."""
STATES = EVENTS | {
    EventKind.RESERVED: "не подготовлен до конца",
    EventKind.PLANNED: "не напечатан",
    EventKind.BAGGED: "в сейф-пакете",
    EventKind.KEPT: "на хранении",
    EventKind.USED: "использован",
    EventKind.UNUSED: "не использован",
}
"""What is said of where a set or packet is."""
_KNOWN = frozenset(EventKind)
"""A newer program may have written others."""
PACKETS: Mapping[PaperKind, PacketKind] = {PaperKind[packet.name]: packet for packet in PacketKind}
"""Packets among the kinds of papers: a label stands for what it is stuck on."""
_MANIFESTS = {manifest: packet for packet, manifest in MANIFEST_OF.items()} | {
    PaperKind.MANIFEST_DISPATCH: PacketKind.DISPATCH
}
_OF_PLACES = (PaperKind.SET, PaperKind.ANSWER_FORM)
_PAPER_NAMES = {
    PaperKind.SET: "комплект",
    PaperKind.CODE_SHEET: "лист кодов",
    PaperKind.CONDUCT_PROTOCOL: "протокол проведения",
    PaperKind.PROTOCOL_COPY: "копия протокола без имён",
    PaperKind.DRAFT_SHEETS: "черновики",
    PaperKind.ANSWER_FORM: "бланк ответов",
    PaperKind.CODE_SHEET_ALL: "листы кодов всей работы",
    PaperKind.SUMMARY: "сводка для координатора",
    PaperKind.HAND_OUT_PLAN: "план раздачи",
    PaperKind.HANDOVER_ACT: "акт приёма-передачи",
    PaperKind.PRINT_JOURNAL: "журнал печати",
    PaperKind.BALANCE_STATEMENT: "ведомость баланса",
    PaperKind.DESTRUCTION_ACT: "акт об уничтожении",
}


def told(history: tuple[HistoryLine, ...]) -> str:
    """The history as lines of a message, each after a line break."""
    return "".join(f"\n{history_line(line)}" for line in history)


def history_line(line: HistoryLine) -> str:
    """One event in words: «20.04 18:04  выдан  в каб. 102  (Иванова)»."""
    name = EVENTS[EventKind(line.what)] if line.what in _KNOWN else line.what
    parts = [local_time(line.at), "вложен" if line.what == EventKind.PACKED and line.packet else name]
    if line.takes_back:
        parts.append(line.takes_back.rpartition(":")[2])
    if line.reprint:
        parts.append("повторно")
    if line.packet:
        parts.append(f"в пакет {grouped(line.packet)}")
    if line.room:
        parts.append(f"в {spoken().room_short} {line.room}")
    if line.bag:
        parts.append(f"сейф-пакет {line.bag}")
    who = ", ".join(part for part in (line.who, line.station) if part)
    if who:
        parts.append(f"({who})")
    if line.reason:
        parts.append(f"причина: {line.reason}")
    marks = ((line.overrules, "вопреки правилам"), (line.taken_back, "отменено"), (line.conflict, "противоречит"))
    parts += [f"[{text}]" for mark, text in marks if mark]
    return "  ".join(parts)


def thing_name(key: PaperKey) -> str:
    """«каб. 101: доставочный пакет»: the packet itself, where ``describe`` names its label."""
    packet = PACKETS.get(key.kind)
    if packet is None:
        return describe(key)
    name = spoken().packet(packet)
    return f"{room_name(key.room)}: {name}" if key.room else f"{name} {key.ordinal}" if key.ordinal > 1 else name


def room_name(room: str) -> str:
    """«каб. 101»."""
    return f"{spoken().room_short} {room}"


def local_time(at: str) -> str:
    """The time of an event as the clock on this wall shows it: «20.04 18:04»; what is no time stays as it came."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%d.%m %H:%M")
    except ValueError:
        return at


def describe(key: PaperKey) -> str:
    """The paper in words: «каб. 101: комплект 07»."""
    ordinal = f" {key.ordinal:02d}" if key.kind in _OF_PLACES or key.ordinal > 1 else ""
    return f"{room_name(key.room) if key.room else 'вся работа'}: {_paper_name(key.kind)}{ordinal}"


def _paper_name(kind: PaperKind) -> str:
    if kind in PACKETS:
        packet = spoken().packet(PACKETS[kind])
        return packet if kind is PaperKind.DISPATCH else f"этикетка: {packet}"
    return f"опись: {spoken().packet(_MANIFESTS[kind])}" if kind in _MANIFESTS else _PAPER_NAMES[kind]
