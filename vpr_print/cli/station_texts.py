"""What the station says, short enough to be read from arm's length between two envelopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from vpr_print.cli.track_texts import balance_text
from vpr_print.errors import plural
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.track.custody_errors import STATES, thing_name
from vpr_print.track.events import EventKind as E
from vpr_print.track.thing import Thing
from vpr_print.workflow.station import Ending, Reply, Tally, Tells
from vpr_print.workflow.stations import Mode

TITLES: Mapping[Mode, tuple[str, str]] = {
    Mode.PACK: (
        "Сборка доставочных пакетов",
        "этикетка пакета → всё, что в него кладёте, в любом порядке → та же этикетка ещё раз: пакет собран",
    ),
    Mode.ISSUE: (
        "Выдача в кабинеты",
        "этикетка доставочного пакета при передаче; отдельный комплект → этикетка (или номер) кабинета, которому отдан",
    ),
    Mode.RETURN: ("Возврат из кабинетов", "этикетки возвратных пакетов, которые принесли"),
    Mode.COUNT: (
        "Пересчёт возвращённого",
        "этикетка возвратного пакета → все комплекты из него → та же этикетка ещё раз: пересчитан;\n"
        "после испорченного комплекта введите «испорчен»; если комплекта нет нигде — «утрачен 07»",
    ),
    Mode.BAG: (
        "Вложение в сейф-пакеты",
        "этикетка пересчитанного пакета (или нескольких) → штрихкод самого сейф-пакета",
    ),
    Mode.DISPATCH: (
        "Отправка в центр сканирования",
        "этикетки возвратных пакетов, которые отдаёте; если есть общий пакет — сначала его этикетка,\n"
        "потом вложенные, потом она же: закрыт, и ещё раз при передаче: отправлен",
    ),
    Mode.RECEIVE: ("Приём в центре сканирования", "этикетки пакетов, которые привезли"),
}
WORDS = "«отмена» — отменить последнее · «?» — чего не хватает · «конец» — закончить. Раскладка клавиатуры любая."

_DONE = {
    E.ACCEPTED: "вложен",
    E.PACKED: "собран",
    E.ISSUED: "выдан",
    E.RETURNED: "возвращён",
    E.COUNTED: "пересчитан",
    E.DISPATCHED: "отправлен",
    E.RECEIVED: "получен",
    E.USED: "использован",
    E.UNUSED: "не использован",
    E.SPOILED: "испорчен",
    E.LOST: "утрачен",
}
_PLURAL_KINDS = {PaperKind.CODE_SHEET: "вложены", PaperKind.DRAFT_SHEETS: "вложены"}
_PAPERS = {
    PaperKind.CONDUCT_PROTOCOL: "протокол",
    PaperKind.CODE_SHEET: "коды",
    PaperKind.DRAFT_SHEETS: "черновики",
    PaperKind.DELIVERY: "доставочный пакет",
    PaperKind.RETURN_USED: "возвратный пакет 1",
    PaperKind.RETURN_UNUSED: "возвратный пакет 2",
    PaperKind.DISPATCH: "пакет в центр",
}
_SHORT = {PaperKind.RETURN_USED: "1", PaperKind.RETURN_UNUSED: "2"}
_MOST_ROOMS = 12
_LEFT = {
    Mode.PACK: "не хватает",
    Mode.ISSUE: "не выданы",
    Mode.RETURN: "не вернулись",
    Mode.COUNT: "не посчитаны",
    Mode.BAG: "без сейф-пакета",
    Mode.DISPATCH: "не отправлены",
    Mode.RECEIVE: "не получены",
}
_WANTED = {
    Mode.PACK: "сюда считывают этикетку доставочного пакета, комплекты, протокол, коды и возвратные пакеты",
    Mode.ISSUE: "сюда считывают этикетку доставочного пакета: всё остальное лежит в нём",
    Mode.RETURN: "сюда считывают этикетки возвратных пакетов; комплекты пересчитывают отдельно: --mode count",
    Mode.COUNT: "сюда считывают этикетки возвратных пакетов и комплекты; протокол просто положите в пакет 1",
    Mode.BAG: "в сейф-пакет кладут возвратные пакеты и пакет в центр сканирования",
    Mode.DISPATCH: "отправляют возвратные пакеты и пакет в центр сканирования",
    Mode.RECEIVE: "принимают возвратные пакеты и пакет в центр сканирования",
}
_BEFORE = {
    Mode.PACK: "откройте пакет: отмените его последнюю запись (vpr-print track record corrected НОМЕР)",
    Mode.ISSUE: "сначала его собирают: vpr-print track station --mode pack",
    Mode.RETURN: "его выдача не записана: vpr-print track station --mode issue",
    Mode.COUNT: "его выдача не записана: vpr-print track station --mode issue",
    Mode.BAG: "сначала его пересчитывают: vpr-print track station --mode count",
    Mode.DISPATCH: "сначала его пересчитывают: vpr-print track station --mode count",
    Mode.RECEIVE: "его отправка не записана: проверьте, тот ли это пакет",
}


def title_text(mode: Mode, who: str, rooms: Sequence[str]) -> str:
    """What stands at the beginning of a session."""
    title, order = TITLES[mode]
    limits = f" · только каб. {', '.join(rooms)}" if rooms else ""
    return f"{title}{limits}{f' · {who}' if who else ''}\nСчитывайте: {order}.\n{WORDS}\n"


def prompt_text(mode: Mode, tally: Tally | None) -> str:
    """What stands before the next scan."""
    if tally is None:
        return "› "
    place = f"каб. {tally.room} · " if tally.room else ""
    return f"{place}{tally.done} из {tally.total} › "


def reply_text(mode: Mode, reply: Reply) -> str:
    """One reply; what to do stands in the lines after the first."""
    name = thing_name(reply.key) if reply.key else ""
    packet = f"каб. {reply.packet.room}" if reply.packet else ""
    tally = f" · {tally_text(mode, reply.tally)}" if reply.tally else ""
    match reply.tells:
        case Tells.STEP:
            return _step(mode, reply, name) + tally + _next(mode, reply)
        case Tells.CHOSEN:
            inside = f" · внутри: {_names(reply.things)}" if reply.things else ""
            return f"{name}{inside}{tally}{_next(mode, reply)}"
        case Tells.ALREADY:
            bag = f" ({reply.bag})" if reply.bag else ""
            return f"{name}: уже {_state(reply)}{bag}{tally}{_next(mode, reply)}"
        case Tells.REPEATED:
            return "второй раз тот же штрихкод: не считаю"
        case Tells.UNDONE:
            what = f"«{STATES[reply.what]}»" if reply.what else ""
            return f"отменено: {name} {what}{tally}"
        case Tells.DROPPED:
            return f"отложено: {name}" + (f" · в руках: {_names(reply.things)}" if reply.things else "")
        case Tells.NOTHING_TO_UNDO:
            return "отменять нечего: после запуска ничего не записано\nпрежнюю запись отменяет vpr-print track record corrected НОМЕР"
        case Tells.LACKS:
            return tally_text(mode, reply.tally, most=None) if reply.tally else "пока ничего не считано"
        case Tells.END_ASKED:
            return f"Закончить? Ещё раз Enter — конец.{tally}"
        case Tells.STILL_LACKS:
            papers = bool(reply.tally) and not any(thing.is_set for thing in reply.tally.lacking) if reply.tally else False
            todo = "положите и считайте; если это в пакете, но не считывается, введите «собран»" if papers else "положите недостающее и считайте"
            return f"{name} НЕ СОБРАН{tally}\n{todo}"
        case Tells.WRONG_ROOM:
            return f"{name} — А НА СТОЛЕ ПАКЕТ {packet.upper()}: не кладите\nесли перешли к другому пакету, сначала считайте его этикетку"
        case Tells.NOT_PRINTED:
            assert reply.key
            return f"{name}: печать не подтверждена\nпроверьте каждую страницу и подтвердите: vpr-print printed {reply.key.room}"
        case Tells.TOO_EARLY:
            return _too_early(mode, reply, name)
        case Tells.COUNTED_OTHERWISE:
            return f"{name}: уже записан — {_state(reply)}\nсверьте, из какого он пакета; неверную запись отменяет vpr-print track record corrected НОМЕР"
        case Tells.WHICH_PACKET:
            return f"{name + ': ' if name else ''}из какого он пакета?\nсначала считайте этикетку пакета, потом то, что в нём"
        case Tells.NOT_HERE:
            return f"{name}: здесь не нужно\n{_WANTED[mode]}"
        case Tells.NOT_YOUR_ROOM:
            return f"{name}: НЕ ВАШ КАБИНЕТ\nотложите или начните без ключа --room"
        case Tells.NOT_YOUR_WORK:
            return f"{name}: ДРУГАЯ РАБОТА, {reply.text}\nотложите"
        case Tells.REFUSED | Tells.NOT_WRITTEN:
            return _refused(reply)
        case Tells.UNREADABLE:
            digits = sum(sign.isdigit() for sign in reply.text)
            slip = "контрольные цифры не сходятся" if digits == 16 else f"цифр: {digits}, а нужно 16"
            return f"не номер бумаги: «{_short(reply.text)}» ({slip})\nсчитайте или введите ещё раз"
        case Tells.PART:
            return f"пришло не всё: «{_short(reply.text)}»\nсчитайте ещё раз"
        case Tells.LIKE_OURS:
            return (
                f"похоже на номер нашей бумаги с ошибкой: «{_short(reply.text)}»\nсчитайте штрихкод сейф-пакета ещё раз;"
                " если номер верен: vpr-print track record bagged НОМЕР --bag …"
            )
        case Tells.CODE:
            assert reply.key
            return f"код участника: каб. {reply.key.room}, № {reply.key.ordinal} по порядку · не записывается"
        case Tells.FOREIGN_CODE:
            return "КОД НЕ ИЗ ЭТОЙ РАБОТЫ\nотложите его: в списках школы такого кода нет"
        case Tells.NO_SUCH_WORD:
            return f"«{reply.text}» здесь не говорят"
        case Tells.TO_WHOM:
            return f"{name} отдельно — кому?\nсчитайте этикетку пакета того кабинета или введите номер кабинета"
        case Tells.IN_HAND:
            return f"{name} · в руках: {_names(reply.things)}\nтеперь штрихкод сейф-пакета (или ещё пакет в тот же)"
        case Tells.BAG_FIRST:
            inside = f"в нём: {_names(reply.things)}" if reply.things else "пустой"
            return f"сейф-пакет {reply.bag}: {inside}\nсначала считайте пакеты, которые в него кладёте"
        case Tells.EMPTY:
            return f"{name} пустой: закрывать нечего\nсчитайте то, что в него кладёте"
        case Tells.NO_SUCH_SET:
            if not reply.text:
                return "какой комплект? назовите его номер по порядку: «утрачен 07»"
            return f"{packet}: нет такого комплекта: {reply.text}"


def tally_text(mode: Mode, tally: Tally, most: int | None = _MOST_ROOMS) -> str:
    """«7 из 15, не хватает: 03, 11, протокол»."""
    if not tally.lacking:
        return f"{tally.done} из {tally.total}, всё на месте"
    return f"{tally.done} из {tally.total}, {_LEFT[mode]}: {_lacking(tally, most)}"


def ending_text(mode: Mode, ending: Ending) -> str:
    """What is left, and the equation."""
    parts = []
    for tally in ending.tallies:
        place = f"каб. {tally.room}: " if tally.room else ""
        what = "комплектов" if tally.room else "пакетов"
        left = tally.total - tally.done
        names = f": {_lacking(tally, None)}" if tally.lacking else ""
        done = {Mode.PACK: "вложено", Mode.ISSUE: "выдано", Mode.RETURN: "возвращено", Mode.BAG: "вложено"}.get(
            mode, {Mode.DISPATCH: "отправлено", Mode.RECEIVE: "получено"}.get(mode, "готово")
        )
        parts.append(f"{place}{what} {tally.total} = {done} {tally.done} + осталось {left}{names}")
    if ending.balances:
        parts.append(balance_text(ending.balances))
    if ending.unfinished:
        parts.append(f"НЕ ЗАКРЫТО: {_names(ending.unfinished)}")
    return "\n\n".join(parts)


def _step(mode: Mode, reply: Reply, name: str) -> str:
    assert reply.what
    if reply.what is E.BAGGED:
        return f"сейф-пакет {reply.bag}: {_names(reply.things)}"
    done = _DONE[reply.what]
    if reply.key and reply.what is E.ACCEPTED:
        done = _PLURAL_KINDS.get(reply.key.kind, done)
    page = f" (по стр. {reply.page})" if reply.page else ""
    where = ""
    if reply.room:
        where = f" отдельно в каб. {reply.room}"
    elif reply.packet and reply.what is E.PACKED:
        name, done = name, "вложен в пакет в центр"
    return f"{name}{page} {done}{where}"


def _next(mode: Mode, reply: Reply) -> str:
    """What the person does now, where that is not plain."""
    whole = reply.tally is not None and not reply.tally.lacking
    if mode is Mode.PACK and whole and reply.what is not E.PACKED:
        return "\nзаклейте пакет и считайте его этикетку ещё раз"
    if mode is Mode.COUNT and reply.what is E.COUNTED:
        if reply.things:
            return f"\nтеперь {_names(reply.things)}"
        return "" if whole else "\nоба пакета пересчитаны, а комплекты не найдены: ищите, потом «утрачен» или отмена"
    if mode is Mode.COUNT and whole and reply.what is not None:
        return "\nвсе комплекты кабинета учтены: считайте этикетки пакетов, чтобы закрыть их"
    return ""


def _too_early(mode: Mode, reply: Reply, name: str) -> str:
    lacking = f", нет комплектов: {_ordinals(key.ordinal for key in reply.things)}" if reply.things else ""
    if reply.packet:  # it would go into a packet that is closed
        return f"{name}: пакет уже {_state(reply)}\n{_BEFORE[mode]}"
    if reply.key and reply.key.kind is PaperKind.SET:
        return f"{name}: сейчас {_state(reply)}\nпроверьте, тот ли это комплект: vpr-print track find НОМЕР"
    return f"{name}: сейчас {_state(reply)}{lacking}\n{_BEFORE[mode]}"


def _refused(reply: Reply) -> str:
    assert reply.error
    message = reply.error.message
    if reply.tells is Tells.NOT_WRITTEN:
        return f"НЕ ЗАПИСАНО: {message.what}\n{message.todo}\nпосле этого считайте ещё раз"
    if reply.key:
        instead = f"\nвместо него: {grouped(reply.text)}" if reply.text else ""
        return f"{thing_name(reply.key)}: НЕДЕЙСТВИТЕЛЕН, его заменили{instead}\nотложите его: он не должен попасть в пакет"
    return f"{message.what}\n{message.where}\n{message.todo}"


def _state(reply: Reply) -> str:
    return STATES[reply.state] if reply.state else ""


def _lacking(tally: Tally, most: int | None) -> str:
    if not tally.room:
        return _rooms(tally.lacking, most)
    sets = [thing.ordinal for thing in tally.lacking if thing.is_set]
    foreign = {thing.room for thing in tally.lacking if thing.is_set} - {tally.room}
    if foreign:  # spares of other rooms have ordinals of their own
        sets = [thing.ordinal for thing in tally.lacking if thing.is_set and thing.room == tally.room]
    names = [_ordinals(sets)] if sets else []
    names += [thing_name(thing.key) for thing in tally.lacking if thing.is_set and thing.room != tally.room]
    return ", ".join((*names, *(_PAPERS[thing.kind] for thing in tally.lacking if not thing.is_set)))


def _rooms(things: Sequence[Thing], most: int | None) -> str:
    """«каб. 102 (1, 2), 105 (2)»."""
    names = []
    for room, own in groupby(things, key=lambda thing: thing.room):
        kinds = [_SHORT[thing.kind] for thing in own if thing.kind in _SHORT]
        names.append((room or "пакет в центр") + (f" ({', '.join(kinds)})" if kinds else ""))
    shown = names if most is None else names[:most]
    more = len(names) - len(shown)
    rest = f" и ещё {more} {plural(more, 'кабинет', 'кабинета', 'кабинетов')}" if more else ""
    return ("каб. " if things[0].room else "") + ", ".join(shown) + rest


def _names(keys: Iterable[PaperKey]) -> str:
    return ", ".join(thing_name(key) for key in keys)


def _ordinals(numbers: Iterable[int]) -> str:
    """«01–03, 11»."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]:02d}" + (f"–{run[-1]:02d}" if len(run) > 1 else "") for run in runs)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
