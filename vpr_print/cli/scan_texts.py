"""What came of a scan, as a tired operator reads it, and the same for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from vpr_print.cli.output import notice_json
from vpr_print.cli.texts import table
from vpr_print.errors import plural
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PacketKind
from vpr_print.scan.states import (
    AbsentSet,
    Fact,
    Fate,
    PacketPlace,
    RoomKey,
    ScannedPage,
    ScannedRoom,
    ScannedSet,
    ScanResult,
)
from vpr_print.workflow.scan_order import APART, PAGE, REPORT, WITH_NAMES
from vpr_print.workflow.scan_scale import RoomScale
from vpr_print.workflow.scan_words import (
    STATES,
    elsewhere_words,
    fact_words,
    lacking_words,
    room_words,
    scale_words,
    set_words,
    trouble_words,
    verdict,
    where_words,
)
from vpr_print.workflow.scanning import ScanReport

_MOST = 20
_WIDTH = 100
_RETURNED = (PacketKind.RETURN_USED, PacketKind.RETURN_UNUSED)


def scan_text(report: ScanReport) -> str:
    """The whole result: rooms, what is missing, what contradicts, what to look at, and the count of pages."""
    result = report.result
    scales = {item.room: item for item in report.scales}
    parts = [
        *_rooms(result.rooms, scales),
        *_missing(result),
        *_elsewhere(result),
        *_facts(result.facts),
        *_look(result.to_look_at),
        _pages(result),
    ]
    if report.recorded:
        events = plural(report.recorded, "событие", "события", "событий")
        parts.append(f"В журнал записано: {report.recorded} {events}.")
    if report.out:
        parts.append(_where(result, report.out))
    parts.append(verdict(result))
    return "\n\n".join(parts)


def _where(result: ScanResult, out: Path) -> str:
    told = f"Готово: {out}\nОтчёт с изображениями: {PAGE} (на экран), {REPORT} (на печать)."
    if any(page.state in WITH_NAMES for packet in result.packets for page in packet.pages):
        told += f"\nПротоколы и другие бумаги с именами — в файлах …{APART}: в систему сбора их не передают."
    return told


def _rooms(rooms: Sequence[ScannedRoom], scales: Mapping[RoomKey, RoomScale]) -> Iterable[str]:
    for (site, work), own in groupby(rooms, key=lambda room: (room.key.site, room.key.work)):
        rows = [
            (
                room.key.room,
                str(room.expected),
                str(len(room.sets)),
                str(room.count(Fate.USED)),
                str(room.count(Fate.UNUSED)),
                str(room.missing_pages or "—"),
                str(room.surplus or "—"),
                scale_words(scales[room.key].scale) if room.key in scales else "—",
            )
            for room in own
        ]
        head = (spoken().room, "комплектов", "пришло", "использ.", "неиспольз.", "нет страниц", "лишних", "масштаб")
        yield f"Номер {spoken().site_of} {site}, {work}\n\n{table(head, rows)}"


def _missing(result: ScanResult) -> Iterable[str]:
    lines = []
    for room in result.rooms:
        for item in room.sets:
            if item.missing:
                lines.append(f"{_set(item)}: нет стр. {', '.join(map(str, item.missing))}")
        if room.lacking:
            lines.append(f"{room_words(room.key)}: {lacking_words(room.lacking)}")
            came = {packet.kind for packet in room.packets}
            if came and len(came.intersection(_RETURNED)) == 1:
                other = spoken().packet_short(next(kind for kind in _RETURNED if kind not in came))
                lines.append(f"{room_words(room.key)}: среди сканов ещё не было: {other}")
    if result.unseen:
        lines.append("ещё не сканировались: " + ", ".join(room_words(room) for room in result.unseen))
    return [_listed("Не хватает", lines)] if lines else []


def _elsewhere(result: ScanResult) -> Iterable[str]:
    """What nobody waits for, by the ledger."""
    lines = [f"{room_words(room.key)}: {elsewhere_words(room.elsewhere)}" for room in result.rooms if room.elsewhere]
    if result.stayed:
        lines.append("остались в школе целиком: " + ", ".join(map(room_words, result.stayed)))
    return [_listed("Не сканировали и не ждали, по журналу", lines)] if lines else []


def _facts(facts: Sequence[Fact]) -> Iterable[str]:
    return [_listed("Не сходится", [fact_words(fact) for fact in facts])] if facts else []


def _look(pages: Sequence[ScannedPage]) -> Iterable[str]:
    """Pages to look at, those of one trouble together, so that what to do is read once."""
    if not pages:
        return []
    troubles: dict[str, list[ScannedPage]] = {}
    for page in pages:
        troubles.setdefault(f"{STATES[page.state]}: {trouble_words(page)}", []).append(page)
    lines = [f"Посмотрите листы: {len(pages)}"]
    for trouble, own in troubles.items():
        lines += _wrapped(trouble, "  ")
        lines += [f"    {where_words(page)}  [{page.id}]{_read_on(page)}" for page in own[:_MOST]]
        if len(own) > _MOST:
            lines.append(f"    … и ещё {len(own) - _MOST}: все — в отчёте и с ключом --json")
    lines.append("  Что человек увидел на листе, записывает vpr-print scan-resolve ПАПКА СТРАНИЦА НОМЕР --reason «…»")
    return ["\n".join(lines)]


def _read_on(page: ScannedPage) -> str:
    told = " и ".join(map(grouped, page.texts))
    if page.living:
        told += f", вместо него {grouped(page.living)}"
    return f"  {told}" if told else ""


def _pages(result: ScanResult) -> str:
    counts = ", ".join(f"{STATES[state]} {count}" for state, count in result.counts.items() if count)
    files, pages = len(result.files), sum(file.pages for file in result.files)
    told = f"Файлов: {files}. Страниц вошло: {pages}, учтено: {len(result.pages)}"
    return "\n".join(wrap(f"{told}: {counts}." if counts else f"{told}.", _WIDTH))


def _set(item: ScannedSet) -> str:
    return f"{room_words(item.room)}, {set_words(item.ordinal, item.number)}"


def _listed(title: str, lines: Sequence[str]) -> str:
    more = [f"… и ещё {len(lines) - _MOST}: все — в отчёте и с ключом --json"] if len(lines) > _MOST else []
    return "\n".join([f"{title}:", *(part for line in (*lines[:_MOST], *more) for part in _wrapped(line, "  "))])


def _wrapped(line: str, indent: str) -> list[str]:
    return wrap(line, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)


# ── for programs ────────────────────────────────────────────────────────────────────────────────────────────────────


def scan_json(report: ScanReport, code: int) -> dict[str, object]:
    """The same with stable ids."""
    result = report.result
    return {
        "ok": True,
        "exit": code,
        "complete": result.complete,
        "verdict": verdict(result),
        "files": [
            {"name": file.name, "sha256": file.sha256, "pages": file.pages, "trouble": file.trouble}
            for file in result.files
        ],
        "pages_in": sum(file.pages for file in result.files),
        "pages_accounted": len(result.pages),
        "counts": {state.value: count for state, count in result.counts.items()},
        "pages": [page_json(page) for page in result.pages],
        "rooms": [_room_json(room) for room in result.rooms],
        "unseen": [_key_json(room) for room in result.unseen],
        "stayed": [_key_json(room) for room in result.stayed],
        "facts": [_fact_json(fact) for fact in result.facts],
        "scales": [
            {
                **_key_json(item.room),
                "scale": round(item.scale, 4),
                "least": round(item.least, 4),
                "most": round(item.most, 4),
                "pages": item.pages,
                "apart": [
                    {
                        "number": apart.number,
                        "set": apart.ordinal,
                        "pages": list(apart.pages),
                        "scale": round(apart.scale, 4),
                    }
                    for apart in item.apart
                ],
            }
            for item in report.scales
        ],
        "recorded": report.recorded,
        "written": list(report.made),
        "notices": [notice_json(notice) for notice in report.notices],
    }


def page_json(page: ScannedPage) -> dict[str, object]:
    """One page."""
    said = page.resolution
    return {
        "id": page.id,
        "place": page.place,
        "file": page.file.name,
        "page_in_file": page.source.page,
        "state": page.state,
        "why": page.why,
        "number": page.number,
        "read": list(page.texts),
        **_key_json(page.room),
        "packet": page.packet.number if page.packet else "",
        "packet_kind": page.packet.kind if page.packet else None,
        "lies_in": page.lies_in.number if page.lies_in else "",
        "paper": page.paper,
        "set": page.set_ordinal,
        "variant": page.variant,
        "page": page.page,
        "twin": page.twin,
        "living": page.living,
        "turn": page.turn,
        "skew": round(page.skew, 2),
        "dpi": round(page.dpi),
        "look": page.needs_a_person,
        "resolution": {"who": said.who, "reason": said.reason, "at": said.at} if said else None,
    }


def _room_json(room: ScannedRoom) -> dict[str, object]:
    return {
        **_key_json(room.key),
        "expected": room.expected,
        "seen": len(room.sets),
        "used": room.count(Fate.USED),
        "unused": room.count(Fate.UNUSED),
        "undecided": room.count(None),
        "surplus": room.surplus,
        "packets": [_packet_json(packet) for packet in room.packets],
        "lacking": [_absent_json(item) for item in room.lacking],
        "elsewhere": [_absent_json(item) for item in room.elsewhere],
        "sets": [
            {
                "number": item.number,
                "set": item.ordinal,
                "variant": item.variant,
                "spare": item.spare,
                "pages": item.pages,
                "missing": list(item.missing),
                "fate": item.fate,
                "sure": item.sure,
            }
            for item in room.sets
        ],
    }


def _absent_json(item: AbsentSet) -> dict[str, object]:
    return {"number": item.number, "set": item.ordinal, "packet": item.packet}


def _fact_json(fact: Fact) -> dict[str, object]:
    return {
        "kind": fact.kind,
        "text": fact_words(fact),
        **_key_json(fact.room),
        "number": fact.number,
        "pages": [page.id for page in fact.pages],
        "packets": [_packet_json(packet) for packet in fact.packets],
        "missing": list(fact.missing),
    }


def _packet_json(packet: PacketPlace) -> dict[str, object]:
    return {"kind": packet.kind, "number": packet.number}


def _key_json(room: RoomKey | None) -> dict[str, object]:
    return {"site": room.site, "work": room.work, "room": room.room} if room else {"site": "", "work": "", "room": ""}
