"""Words for late changes: what to open, take out, print and put in, in the order of the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vpr_print.cli.texts import sheets_text, table
from vpr_print.errors import plural
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import MANIFEST_OF, PacketKind, PaperKey, PaperKind
from vpr_print.track.events import EventKind
from vpr_print.track.words import describe, room_name
from vpr_print.workflow.amending import Amended, Proposal, Seated
from vpr_print.workflow.late_changes import RoomChange, Sheet, Slip
from vpr_print.workflow.late_people import PersonChange, Spot

_LABELS = (PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)
_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            PaperKind.SET, PaperKind.ANSWER_FORM, PaperKind.CONDUCT_PROTOCOL, PaperKind.PROTOCOL_COPY, *_LABELS,
            *MANIFEST_OF.values(), PaperKind.DRAFT_SHEETS,
        )
    )
}  # fmt: skip


def seated_text(people: Sequence[Seated]) -> str:
    """Who sits where in a room."""
    rows = [
        (
            f"{item.room}:{item.ordinal}",
            item.name.text if item.name else "",
            item.class_name,
            _seat(item),
            item.code or "",
            str(item.variant),
        )
        for item in people
    ]
    return table(("кто", "ФИО", "класс", "место", "код", "вариант"), rows)


def proposal_text(proposal: Proposal, *, names: bool) -> str:
    """Who comes and goes, and what that would change; ``names`` only where somebody sits before the screen."""
    lines = ["Изменится:", *(f"  {_person(person, names=names)}" for person in proposal.people)]
    if not proposal.people:
        lines += [f"  {room_name(room.room)}: участников {room.people:+d}" for room in proposal.change.rooms]
    lines.append("")
    for room in proposal.change.rooms:
        lines.append(f"  {room_name(room.room)}: {_summary(room)}")
    cheap = [text for room in proposal.change.rooms if (text := cheap_way(room))]
    if cheap:
        lines += ["", "Можно обойтись без вскрытия пакетов (тогда ответьте «нет»):", *(f"  {text}" for text in cheap)]
    return "\n".join(lines)


def amended_text(amended: Amended) -> str:
    """What a person has to do now."""
    rooms = amended.change.rooms
    parts = [room_text(room) for room in rooms] or ["В пакетах ничего менять не нужно: изменился только список."]
    if amended.change.papers:
        names = ", ".join(amended.change.papers)
        parts.append(f"Бумаги всей работы тоже изменились, напечатайте заново: {names}")
    return "\n\n".join(parts)


def room_text(room: RoomChange) -> str:
    """The steps for one room."""
    steps = list(_steps(room))
    return "\n".join([_head(room), *(f"  {number}. {step}" for number, step in enumerate(steps, 1))])


def cheap_way(room: RoomChange) -> str:
    """How the packet of a room can stay closed; empty where it cannot."""
    if room.new or room.gone or not room.opened:
        return ""
    if room.people < 0:
        return f"{room_name(room.room)}: выбывшего отметьте в протоколе неявкой; его комплект вернётся неиспользованным"
    no_codes = not (room.spare_slips or room.slips_in or room.slips_out)
    if 0 < room.people <= len(room.spares) and (no_codes or room.people <= len(room.spare_slips)):
        numbers = ", ".join(grouped(sheet.number) for sheet in room.spares[: room.people])
        codes = ", ".join(slip.code for slip in room.spare_slips[: room.people])
        code = f" и запасной код {codes}" if codes else ""
        return f"{room_name(room.room)}: дайте запасной комплект {numbers}{code} — они уже лежат в пакете"
    return ""


def _person(person: PersonChange, *, names: bool) -> str:
    name = f"{person.name.text} {person.class_name}".strip() if names and person.name else "участник"
    if person.was is None or person.now is None:
        spot = person.was or person.now
        told = _spot(spot) if spot else ""
        return f"{name}: {told} — не пишет" if person.was else f"{name}: {told} — новый участник"
    if person.was.room == person.now.room:
        return f"{name}: {_spot(person.was)} → {_seat(person.now)} (пересаживается на свободное место)"
    return f"{name}: {_spot(person.was)} → {_spot(person.now)}"


def _spot(spot: Spot) -> str:
    return ", ".join(filter(None, (room_name(spot.room), f"№ {spot.ordinal:02d}", _seat(spot))))


def _seat(spot: Spot | Seated) -> str:
    if not spot.seat:
        return ""
    side = f", место {spot.seat.side + 1}" if spot.seat.side else ""
    return f"ряд {spot.seat.row}, парта {spot.seat.desk}{side}"


def _summary(room: RoomChange) -> str:
    sets = sum(sheet.kind is PaperKind.SET for sheet in room.put_in)
    dead = sum(sheet.kind is PaperKind.SET for sheet in room.take_out)
    if room.gone:
        return f"здесь больше никто не пишет, недействительных комплектов {dead}"
    if room.new:
        return f"новое место, комплектов {sets}"
    words = f"новых комплектов {sets}, недействительных {dead}"
    if dead > 1 and not room.kept_sets:
        words += "; меняются ВСЕ комплекты: другие макеты (укажите --layouts) или другая версия программы"
    return f"{words}; собранный пакет надо вскрыть" if room.opened else words


def _head(room: RoomChange) -> str:
    name = room_name(room.room)
    name = name[:1].upper() + name[1:]
    if room.gone:
        return f"{name}: здесь больше никто не пишет"
    return f"{name}: раньше здесь никто не писал" if room.new else name


def _steps(room: RoomChange) -> Iterator[str]:
    packet = spoken().packet(PacketKind.DELIVERY)
    if room.files:
        yield "Напечатайте (100 %):\n" + "\n".join(f"       {file}" for file in room.files)
    if room.state is EventKind.PACKED:
        yield f"Вскройте {packet} № {grouped(room.packet)}"
    elif not room.new:
        yield (
            f"Возьмите бумаги пакета № {grouped(room.packet)} (он ещё не собран; если они и не напечатаны, "
            f"печатайте папку {room.folder} целиком)"
        )
    out = [*_sheets(sheet for sheet in room.take_out if sheet.kind not in _LABELS), *_slips(room.slips_out)]
    numbered = any(sheet.kind is PaperKind.DRAFT_SHEETS for sheet in room.put_in)
    if room.drafts < 0 and not numbered:
        out.append(f"лишние черновики: {sheets_text(-room.drafts)}")
    if out:
        what = "Изымите всё, что в нём; этикетки снимите" if room.gone else "Выньте и отложите как недействительное"
        yield f"{what}:\n" + "\n".join(f"       {line}" for line in out)
    into = [*_sheets(sheet for sheet in room.put_in if sheet.kind not in _LABELS), *_slips(room.slips_in)]
    if room.drafts > 0 and not numbered:
        into.append(f"черновики: ещё {sheets_text(room.drafts)}")
    if into:
        yield "Вложите:\n" + "\n".join(f"       {line}" for line in into)
    labels = [sheet for sheet in room.put_in if sheet.kind in _LABELS]
    if labels:
        old = {sheet.kind: f", была № {grouped(sheet.number)}" for sheet in room.take_out if sheet.kind in _LABELS}
        told = (f"       {_paper(sheet)} № {grouped(sheet.number)}{old.get(sheet.kind, '')}" for sheet in labels)
        yield ("Наклейте:\n" if room.new else "Наклейте поверх прежних:\n") + "\n".join(told)
    if not room.gone:
        yield f"Посмотрите, что вышло из копира, и подтвердите: vpr-print printed {_quoted(room.room)}"
        yield f"Соберите и закройте пакет: vpr-print track station --mode pack --room {_quoted(room.room)}"


def _quoted(room: str) -> str:
    return f'"{room}"' if " " in room else room


def _sheets(sheets: Iterable[Sheet]) -> Iterator[str]:
    for sheet in sorted(sheets, key=lambda item: (_ORDER.get(item.kind, len(_ORDER)), item.ordinal)):
        spoiled = " (напечатан: учтён как испорченный)" if sheet.printed and sheet.kind is PaperKind.SET else ""
        yield f"{_paper(sheet)} № {grouped(sheet.number)}{spoiled}"


def _paper(sheet: Sheet) -> str:
    """The paper without its room: «комплект 07»."""
    return describe(PaperKey("", sheet.kind, sheet.ordinal)).partition(": ")[2]


def _slips(slips: Sequence[Slip]) -> Iterator[str]:
    if slips:
        told = ", ".join(f"{slip.code} (№ {slip.ordinal:02d})" for slip in slips)
        yield f"{plural(len(slips), 'отдельный код', 'отдельные коды', 'отдельные коды')}: {told}"
