"""What the station says, short enough to be read from arm's length between two envelopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from vpr_print.cli.texts import sentence
from vpr_print.cli.track_texts import balance_text
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import DIGITS, grouped
from vpr_print.model.packet import PacketKind, PaperKey, PaperKind
from vpr_print.track.events import EventKind as E
from vpr_print.track.thing import Thing
from vpr_print.track.words import PACKETS, STATES, room_name, thing_name
from vpr_print.workflow.station_replies import Ending, Reply, Tally, Tells
from vpr_print.workflow.stations import Mode

_STEPS: Mapping[Mode, E] = {
    Mode.PACK: E.PACKED,
    Mode.ISSUE: E.ISSUED,
    Mode.RETURN: E.RETURNED,
    Mode.COUNT: E.COUNTED,
    Mode.BAG: E.BAGGED,
    Mode.DISPATCH: E.DISPATCHED,
    Mode.RECEIVE: E.RECEIVED,
}
_ORDER: Mapping[Mode, str] = {
    Mode.PACK: "этикетка пакета → всё, что в него кладёте, в любом порядке → та же этикетка ещё раз: пакет собран",
    Mode.ISSUE: "этикетка собранного пакета при передаче; отдельный комплект → этикетка пакета (или номер) того места, "
    "куда отдан",
    Mode.RETURN: "этикетки пакетов, которые принесли",
    Mode.COUNT: "этикетка вернувшегося пакета → все комплекты из него → та же этикетка ещё раз: пересчитан;\n"
    "после испорченного комплекта введите «испорчен»; если комплекта нет нигде — «утрачен 07»",
    Mode.BAG: "этикетка пересчитанного пакета (или нескольких) → штрихкод самого сейф-пакета",
    Mode.DISPATCH: "этикетки пакетов, которые отдаёте; если они едут в общем пакете — сначала его этикетка,\n"
    "потом вложенные, потом она же: собран, и ещё раз при передаче: отправлен",
    Mode.RECEIVE: "этикетки пакетов, которые привезли",
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
_PAPERS = {
    PaperKind.CONDUCT_PROTOCOL: "протокол",
    PaperKind.PROTOCOL_COPY: "копия протокола",
    PaperKind.CODE_SHEET: "коды",
    PaperKind.DRAFT_SHEETS: "черновики",
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
_COUNTED = {
    Mode.PACK: "вложено",
    Mode.ISSUE: "выдано",
    Mode.RETURN: "возвращено",
    Mode.BAG: "в сейф-пакетах",
    Mode.DISPATCH: "отправлено",
    Mode.RECEIVE: "получено",
}
_WANTED = {
    Mode.PACK: "сюда считывают этикетку пакета, комплекты, протокол, коды и пустые пакеты, которые в него кладут",
    Mode.ISSUE: "сюда считывают этикетку собранного пакета: всё остальное лежит в нём",
    Mode.RETURN: "сюда считывают этикетки вернувшихся пакетов; комплекты пересчитывают отдельно: --mode count",
    Mode.COUNT: "сюда считывают этикетки вернувшихся пакетов и комплекты; остальные бумаги не считывают",
    Mode.BAG: "в сейф-пакет кладут вернувшиеся пакеты и общий пакет в центр сканирования",
    Mode.DISPATCH: "отправляют вернувшиеся пакеты и общий пакет в центр сканирования",
    Mode.RECEIVE: "принимают отправленные пакеты, в том числе общий",
}
_FORMS = "бланки ответов не считывают: сколько их, стоит в описи; номера выданных пишут в протокол"
_NOT_YET = {
    Mode.PACK: "НЕ ОТКРЫТ",
    Mode.ISSUE: "НЕ СОБРАН",
    Mode.RETURN: "НЕ ВЫДАН",
    Mode.COUNT: "НЕ ВЫДАН",
    Mode.BAG: "НЕ ПЕРЕСЧИТАН",
    Mode.DISPATCH: "НЕ ПЕРЕСЧИТАН",
    Mode.RECEIVE: "НЕ ОТПРАВЛЕН",
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

_CORRECT = "vpr-print track record corrected НОМЕР"
_SAID = {
    Tells.REPEATED: "второй раз тот же штрихкод: не считаю",
    Tells.PART: "пришло не всё: «{text}»\nсчитайте ещё раз",
    Tells.UNDONE: "отменено: {name} {done}{tally}",
    Tells.DROPPED: "отложено: {name}; в руках: {things}",
    Tells.NOTHING_TO_UNDO: f"отменять нечего: после запуска ничего не записано\nпрежнюю запись отменяет {_CORRECT}",
    Tells.NOT_RECORDED: "последнее и так не записано\nещё раз «отмена» отменит то, что было перед ним: {name} {done}",
    Tells.END_ASKED: "Закончить? Ещё раз Enter — конец{tally}",
    Tells.WRONG_ROOM: "{name} — А НА СТОЛЕ ПАКЕТ {packet}: не кладите\n"
    "если перешли к другому пакету, сначала считайте его этикетку",
    Tells.NOT_PRINTED: "{name}: печать не подтверждена\nпроверьте страницы и подтвердите: vpr-print printed {room}",
    Tells.COUNTED_OTHERWISE: "{name}: уже записан — {state}\n"
    f"сверьте, из какого он пакета; неверную запись отменяет {_CORRECT}",
    Tells.WHICH_PACKET: "{name} — из какого пакета?\nсначала считайте этикетку пакета, потом то, что в нём",
    Tells.NOT_HERE: "{name}: здесь не нужно\n{wanted}",
    Tells.NOT_YOUR_ROOM: "{name}: ЭТО НЕ ВАМ\nотложите или начните без ключа --room",
    Tells.NOT_YOUR_WORK: "{name}: ДРУГАЯ РАБОТА, {text}\nотложите",
    Tells.LIKE_OURS: "похоже на номер нашей бумаги с ошибкой: «{text}»\nсчитайте штрихкод сейф-пакета ещё раз;"
    " если номер верен: vpr-print track record bagged НОМЕР --bag …",
    Tells.CODE: "код участника: {room}, № {ordinal} по порядку; не записывается",
    Tells.FOREIGN_CODE: "ЧУЖОЙ КОД\nотложите: в списках работ такого кода нет",
    Tells.NO_SUCH_WORD: "«{text}» здесь не говорят\n{wanted}",
    Tells.TO_WHOM: "{name} отдельно — кому?\nсчитайте этикетку пакета того места или введите его номер",
    Tells.IN_HAND: "в руках: {things}\nтеперь штрихкод сейф-пакета (или ещё пакет в тот же)",
    Tells.BAG_FIRST: "сейф-пакет {bag}, в нём: {things}\nсначала считайте пакеты, которые в него кладёте",
    Tells.EMPTY: "{name} пустой: закрывать нечего\nсчитайте то, что в него кладёте",
    Tells.NO_SUCH_SET: "какой комплект, {packet}? {text}\nназовите номер по порядку: «утрачен 07»",
}


def title_text(mode: Mode, who: str, rooms: Sequence[str]) -> str:
    """What stands at the beginning of a session."""
    title = sentence(spoken().act(_STEPS[mode]))
    limits = f" · только {room_name(', '.join(rooms))}" if rooms else ""
    return f"{title}{limits}{f' · {who}' if who else ''}\nСчитывайте: {_ORDER[mode]}.\n{WORDS}\n"


def prompt_text(mode: Mode, tally: Tally | None) -> str:
    """What stands before the next scan."""
    if tally is None:
        return "› "
    place = f"{room_name(tally.room)} · " if tally.room else ""
    return f"{place}{tally.done} из {tally.total} › "


def reply_text(mode: Mode, reply: Reply) -> str:
    """One reply; what to do stands in the lines after the first."""
    match reply.tells:
        case Tells.STEP:
            return _step(mode, reply)
        case Tells.CHOSEN | Tells.ALREADY:
            return _packet(mode, reply)
        case Tells.STILL_LACKS:
            return _still_lacks(mode, reply)
        case Tells.TOO_EARLY:
            return _too_early(mode, reply)
        case Tells.REFUSED | Tells.NOT_WRITTEN:
            return _refused(reply)
        case Tells.UNREADABLE:
            digits = sum(sign.isdigit() for sign in reply.text)
            slip = "контрольные цифры не сходятся" if digits == DIGITS else f"цифр: {digits}, а нужно {DIGITS}"
            return f"не номер бумаги: «{_short(reply.text)}» ({slip})\nсчитайте или введите ещё раз"
        case Tells.LACKS:
            return tally_text(mode, reply.tally, most=None) if reply.tally else "пока ничего не считано"
    return _SAID[reply.tells].format(
        name=thing_name(reply.key) if reply.key else "это",
        room=(reply.key.room if reply.tells is Tells.NOT_PRINTED else room_name(reply.key.room)) if reply.key else "",
        ordinal=reply.key.ordinal if reply.key else "",
        packet=room_name(reply.packet.room) if reply.packet else "",
        text=_short(reply.text),
        bag=reply.bag,
        done=_done(reply.what, reply.key),
        state=_done(reply.state, reply.key),
        things=_names(reply.things) or "ничего",
        wanted=_FORMS if reply.key and reply.key.kind is PaperKind.ANSWER_FORM else _WANTED[mode],
        tally=f" — {tally_text(mode, reply.tally)}" if reply.tally else "",
    )


def tally_text(mode: Mode, tally: Tally, most: int | None = _MOST_ROOMS) -> str:
    """«7 из 15, не хватает: 03, 11, протокол»."""
    if not tally.lacking:
        return f"{tally.done} из {tally.total}, {'все учтены' if mode is Mode.COUNT else 'всё на месте'}"
    return f"{tally.done} из {tally.total}, {_LEFT[mode]}: {_lacking(tally, most)}"


def ending_text(mode: Mode, ending: Ending) -> str:
    """What is left, and the equation."""
    parts = []
    for tally in ending.tallies:
        place = f"{room_name(tally.room)}: " if tally.room else ""
        what = "комплектов" if tally.room else "пакетов"
        left = tally.total - tally.done
        names = f": {_lacking(tally, None)}" if tally.lacking else ""
        parts.append(f"{place}{what} {tally.total} = {_COUNTED[mode]} {tally.done} + осталось {left}{names}")
    if ending.balances:
        parts.append(balance_text(ending.balances))
    if ending.unfinished:
        parts.append(f"НЕ ЗАКРЫТО: {_names(ending.unfinished)}")
    return "\n\n".join(parts)


def _step(mode: Mode, reply: Reply) -> str:
    if reply.what is E.BAGGED:
        return f"сейф-пакет {reply.bag}: {_names(reply.things)}{_where(mode, reply)}"
    where = f" отдельно в {room_name(reply.room)}" if reply.room else ""
    inside = f"вложен: {spoken().packet_short(PacketKind.DISPATCH)}"
    done = inside if reply.packet and reply.what is E.PACKED else _done(reply.what, reply.key)
    page = f" (считана стр. {reply.page})" if reply.page else ""
    return f"{_name(reply)} {done}{where}{page}{_where(mode, reply)}{_next(mode, reply)}"


def _packet(mode: Mode, reply: Reply) -> str:
    already = ": уже " + _done(reply.state, reply.key) if reply.tells is Tells.ALREADY else ""
    bag = f" ({reply.bag})" if reply.bag else ""
    inside = f", внутри: {_names(reply.things)}" if reply.things else ""
    return f"{_name(reply)}{already}{bag}{inside}{_where(mode, reply)}{_next(mode, reply)}"


def _still_lacks(mode: Mode, reply: Reply) -> str:
    assert reply.tally
    if any(thing.is_set for thing in reply.tally.lacking):
        todo = "вложите недостающее и считайте; пакет закрывают, когда в нём все комплекты"
    else:
        todo = "вложите и считайте; если это уже в пакете, но не считывается, введите «собран»"
    return f"пакет НЕ СОБРАН{_where(mode, reply)}\n{todo}"


def _too_early(mode: Mode, reply: Reply) -> str:
    name, state = _name(reply), _done(reply.state, reply.key)
    if reply.state is E.LOST:
        return f"{name}: ЧИСЛИТСЯ УТРАЧЕННЫМ\nесли нашёлся, отмените запись: vpr-print track record corrected НОМЕР"
    if reply.packet:  # it would go into a packet that is closed
        return f"{name}: пакет {room_name(reply.packet.room)} уже {state}\n{_BEFORE[mode]}"
    if reply.key and reply.key.kind is PaperKind.SET:
        return f"{name}: сейчас {state}\nпроверьте, тот ли это комплект: vpr-print track find НОМЕР"
    lacking = f", нет комплектов: {_ordinals(key.ordinal for key in reply.things)}" if reply.things else ""
    return f"{name} {_NOT_YET[mode]} (сейчас: {state}){lacking}\n{_BEFORE[mode]}"


def _refused(reply: Reply) -> str:
    assert reply.error
    message = reply.error.message
    if reply.tells is Tells.NOT_WRITTEN:
        return f"НЕ ЗАПИСАНО: {message.what}\n{message.todo}\nпосле этого считайте ещё раз"
    if reply.key:
        instead = f"\nвместо него действует {grouped(reply.text)}" if reply.text else ""
        return f"{thing_name(reply.key)}: НЕДЕЙСТВИТЕЛЕН, его заменили{instead}\nотложите: он не должен попасть в пакет"
    return f"{message.what}\n{message.where}\n{message.todo}"


def _next(mode: Mode, reply: Reply) -> str:
    """What the person does now, where that is not plain."""
    by_hand = (
        f"\nзамена: в протоколе и описях зачеркните {grouped(reply.stands_for)}, впишите номер с комплекта"
        if reply.stands_for
        else ""
    )
    return by_hand + _then(mode, reply)


def _then(mode: Mode, reply: Reply) -> str:
    whole = reply.tally is not None and not reply.tally.lacking
    match mode, reply.what:
        case Mode.PACK, E.ACCEPTED | None if whole:
            return "\nзаклейте пакет и считайте его этикетку ещё раз"
        case Mode.COUNT, E.COUNTED if reply.things:
            return f"\nтеперь {_names(reply.things)}"
        case Mode.COUNT, E.COUNTED if not whole:
            return "\nоба пакета пересчитаны, а комплекты не найдены: ищите; если не нашлись — «утрачен 07»"
        case Mode.COUNT, E.USED | E.UNUSED | E.SPOILED | E.LOST if whole:
            return "\nвсе комплекты учтены: считайте этикетки обоих пакетов, чтобы закрыть их"
        case Mode.DISPATCH, E.PACKED if reply.key and reply.key.kind is PaperKind.DISPATCH:
            return "\nкогда отдадите его, считайте этикетку ещё раз"
    return ""


def _where(mode: Mode, reply: Reply) -> str:
    """« — каб. 101: 7 из 15, не хватает: 03, 11»."""
    if reply.tally is None:
        return ""
    room = f"{room_name(reply.tally.room)}: " if reply.tally.room else ""
    return f" — {room}{tally_text(mode, reply.tally)}"


def _name(reply: Reply) -> str:
    """Short where the tally names the room."""
    if reply.key is None:
        return ""
    if reply.tally is None or reply.tally.room != reply.key.room:
        return thing_name(reply.key)
    return f"комплект {reply.key.ordinal:02d}" if reply.key.kind is PaperKind.SET else _short_name(reply.key.kind)


def _done(state: E | None, key: PaperKey | None) -> str:
    if state is None:
        return ""
    done = _DONE.get(state, STATES[state])
    return f"{done}ы" if key and key.kind in (PaperKind.CODE_SHEET, PaperKind.DRAFT_SHEETS) else done


def _lacking(tally: Tally, most: int | None) -> str:
    if not tally.room:
        return _rooms(tally.lacking, most)
    sets = [thing.ordinal for thing in tally.lacking if thing.is_set]
    foreign = {thing.room for thing in tally.lacking if thing.is_set} - {tally.room}
    if foreign:  # spares of other rooms have ordinals of their own
        sets = [thing.ordinal for thing in tally.lacking if thing.is_set and thing.room == tally.room]
    names = [_ordinals(sets)] if sets else []
    names += [thing_name(thing.key) for thing in tally.lacking if thing.is_set and thing.room != tally.room]
    return ", ".join((*names, *(_short_name(thing.kind) for thing in tally.lacking if not thing.is_set)))


def _rooms(things: Sequence[Thing], most: int | None) -> str:
    """«каб. 102 (1, 2), 105 (2)»."""
    names = []
    for room, own in groupby(things, key=lambda thing: thing.room):
        kinds = [_SHORT[thing.kind] for thing in own if thing.kind in _SHORT]
        names.append((room or spoken().packet_short(PacketKind.DISPATCH)) + (f" ({', '.join(kinds)})" if kinds else ""))
    shown = names if most is None else names[:most]
    more = len(names) - len(shown)
    rest = f" и ещё {more}" if more else ""
    text = ", ".join(shown)
    return (room_name(text) if things[0].room else text) + rest


def _short_name(kind: PaperKind) -> str:
    if kind not in PACKETS:
        return _PAPERS[kind]
    return spoken().packet(PACKETS[kind]) if kind is PaperKind.DELIVERY else spoken().packet_short(PACKETS[kind])


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
