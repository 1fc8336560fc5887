"""Words for what came of a scan: the screen and the report say the same."""

from __future__ import annotations

from collections.abc import Sequence

from vpr_print.errors import plural
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PacketKind
from vpr_print.scan.states import (
    AbsentSet,
    Fact,
    FactKind,
    PacketPlace,
    PageState,
    RoomKey,
    ScannedPage,
    ScanResult,
    Why,
)
from vpr_print.track.words import room_name

STATES = {
    PageState.SET_PAGE: "страницы комплектов",
    PageState.MANIFEST: "описи",
    PageState.PROTOCOL: "протоколы",
    PageState.LABEL: "этикетки",
    PageState.DRAFT: "черновики",
    PageState.ANSWER_FORM: "бланки ответов",
    PageState.PROTOCOL_COPY: "копии протоколов без имён",
    PageState.OTHER_PAPER: "другие наши бумаги",
    PageState.SCANNED_AGAIN: "уже отсканировано",
    PageState.PRINTED_TWICE: "напечатано дважды",
    PageState.LOOK: "номер уже был, решает человек",
    PageState.VOID: "недействительный номер",
    PageState.FOREIGN: "чужие",
    PageState.UNREAD: "не прочитано",
    PageState.BLANK: "пустые",
}
WHY = {
    Why.OTHER_SITE: "чужой номер, и чей он, не известно: переложите лист в его пачку "
    "или дайте manifest.json оттуда, где его печатали (--manifests ПАПКА)",
    Why.REHEARSAL: "лист с репетиции (номер 000000): уберите его из пачки",
    Why.UNKNOWN: "такого номера нет ни в журнале, ни в описях: прошлый год, другая работа или другой журнал; "
    "найдите manifest.json этой работы или уберите лист",
    Why.NO_SUCH_PAGE: "в этой бумаге нет столько страниц: посмотрите на лист, он не из этой печати",
    Why.OTHER_WORK: "лист другой работы, не той, что названа ключом --work: переложите его",
    Why.EARLIER_YEAR: "работа прошлого учебного года: уберите лист; если сканируете именно её, "
    "назовите её ключом --work",
    Why.DISPUTED: "о номере две описи говорят разное: уберите старую опись и повторите команду",
    Why.REPLACED: "номер заменён другим: вместо этого листа действует новый",
    Why.OLD_BUILD: "лист прежней печати, в новой такой бумаги нет",
    Why.DAMAGED: "изображение не открывается: отсканируйте лист ещё раз",
    Why.TOO_LARGE: "изображение слишком велико: отсканируйте лист ещё раз, 300 точек на дюйм",
    Why.TOO_SLOW: "изображение не прочиталось за отведённое время: отсканируйте лист ещё раз",
    Why.LOCKED: "файл закрыт паролем: сохраните его без пароля и повторите команду",
    Why.MISSING: "файл исчез или его нельзя открыть: верните файл и повторите команду",
    Why.NOT_AN_IMAGE: "это не PDF и не изображение: уберите файл из папки",
    Why.NO_SYMBOL: "ни штрихкода, ни QR-кода не видно: посмотрите на лист",
    Why.NO_NUMBER: "символы есть, но нашего номера в них нет: посмотрите на лист",
    Why.ONLY_CODES: "прочитаны только коды участников, а номера самой бумаги не видно: посмотрите на лист",
    Why.ONLY_ROWS: "прочитаны только строки списка, а номера самой бумаги не видно: посмотрите на лист",
    Why.DISAGREE: "символы листа говорят разное, ни одному верить нельзя: посмотрите на лист",
    Why.NOT_OF_A_PAGE: "номер комплекта, а не страницы: посмотрите на лист",
    Why.SAME_FILE: "тот же файл ещё раз",
    Why.SAME_IMAGE: "то же изображение ещё раз",
    Why.SAME_SHEET: "тот же лист ещё раз: совпадает и написанное от руки",
    Why.SAME_RUN: "тот же лист ещё раз: прошёл подряд с листами, которые узнаны",
    Why.OTHER_INK: "на двух листах с этим номером написано разное: возьмите оба и решите, какой верен",
    Why.ALIKE: "этот номер уже был; на обоих изображениях от руки ничего не написано: один это лист или два, "
    "видно только на бумаге",
    Why.NOT_COMPARED: "этот номер уже был, а сравнить изображения не удалось: посмотрите на лист",
    Why.REPRINTED: "лист напечатан ещё раз под тем же номером, в журнале это записано",
    Why.PROOF_PAGE: "пробный лист копира",
    Why.LIES_HERE: "номера в QR-коде описи нет; лист отнесён к пакету, в котором лежал",
}
_INSIDE = {PacketKind.RETURN_USED: " (использованные)", PacketKind.RETURN_UNUSED: " (неиспользованные)"}


def state_words(state: PageState) -> str:
    """What pages in this state are called."""
    return STATES[state]


def trouble_words(page: ScannedPage) -> str:
    """What is with pages like this one, and what to do."""
    return WHY[page.why] if page.why else STATES[page.state]


def why_words(page: ScannedPage) -> str:
    """What is with this very page, and what to do."""
    told = trouble_words(page)
    if page.why is Why.DISAGREE:
        told += f" ({' и '.join(map(grouped, page.texts))})"
    if page.living:
        told += f": {grouped(page.living)}"
    return told + _decision(page)


def page_words(page: ScannedPage) -> str:
    """What a page is, what is with it, and who said so: «каб. 101, комплект 07, стр. 3»."""
    told = STATES[page.state]
    if page.state is PageState.SET_PAGE and page.room:
        told = f"{room_words(page.room)}, {set_words(page.set_ordinal, page.paper)}, стр. {page.page}"
    if page.why:
        told += f": {trouble_words(page)}"
    return told + _decision(page)


def where_words(page: ScannedPage) -> str:
    """File and page: «skan-1.pdf, стр. 12»."""
    return f"{page.file.name}, стр. {page.source.page}"


def set_words(ordinal: int, number: str) -> str:
    """«комплект 07»; by its serial where only a packet's QR code told of it: «комплект № 00123»."""
    return f"комплект {ordinal:02d}" if ordinal else f"комплект № {number[7:12]}"


def lacking_words(sets: Sequence[AbsentSet]) -> str:
    """«не пришли комплекты 04, 05»."""
    words = plural(len(sets), "не пришёл комплект", "не пришли комплекты", "не пришли комплекты")
    return f"{words} {_names(sets)}"


def elsewhere_words(sets: Sequence[AbsentSet]) -> str:
    """«в другом пакете комплекты 04, 05»."""
    words = plural(len(sets), "комплект", "комплекты", "комплекты")
    return f"в другом пакете {words} {_names(sets)}"


def _names(sets: Sequence[AbsentSet]) -> str:
    return ", ".join(set_words(item.ordinal, item.number).removeprefix("комплект ") for item in sets)


def room_words(room: RoomKey) -> str:
    """«каб. 101»; the site and the work are said by the heading."""
    return room_name(room.room) if room.room else "вся работа"


def scale_words(scale: float) -> str:
    """«99,9 %»."""
    return f"{scale * 100:.1f} %".replace(".", ",")


def packet_words(packet: PacketPlace) -> str:
    """«каб. 101, возвратный пакет 1 (использованные)»."""
    name = spoken().packet(packet.kind) + _INSIDE.get(packet.kind, "")
    return f"{room_words(packet.room)}, {name}" if packet.room.room else name


def fact_words(fact: Fact) -> str:
    """The contradiction, and what to do."""
    where = "; ".join(where_words(page) for page in fact.pages[:2]) + (" …" if len(fact.pages) > 2 else "")
    packets = " и ".join(packet_words(packet) for packet in fact.packets)
    whose = _whose(fact)
    match fact.kind:
        case FactKind.DOUBLE_FEED:
            pages = ", ".join(str(int(number[12:14])) for number in fact.missing)
            return (
                f"{whose}: сканер захватил два листа сразу ({where}), не видно стр. {pages}: "
                "найдите эти листы и отсканируйте их ещё раз"
            )
        case FactKind.TWO_PACKETS:
            return f"{whose}: страницы лежат в обоих пакетах ({where}): решите, использован ли комплект"
        case FactKind.OTHER_ROOM:
            return f"{whose}: лежит в чужом пакете — {packets} ({where}): проверьте и переложите"
        case FactKind.OTHER_WORK:
            return f"{whose}: лежит в пакете другой работы — {packets}, {fact.packets[0].room.work} ({where})"
        case FactKind.LABEL_DISAGREES:
            return f"этикетка и опись от разных пакетов: {packets} ({where}): проверьте, что в каком пакете лежало"
        case FactKind.MANIFESTS_DISAGREE:
            work = fact.room.work if fact.room else ""
            return (
                f"работа {work}: найдены разные manifest.json; взята более поздняя печать, номера прежней "
                "недействительны: уберите лишний файл"
            )


def verdict(result: ScanResult) -> str:
    """The result in one sentence."""
    look = len(result.to_look_at)
    lacking = sum(len(room.lacking) for room in result.rooms)
    missing = sum(room.missing_pages for room in result.rooms)
    parts = [
        _count(lacking, "не пришёл", "не пришли", "не пришли", "комплект", "комплекта", "комплектов"),
        _count(missing, "не хватает", "не хватает", "не хватает", "страницы", "страниц", "страниц"),
        _count(look, "посмотрите", "посмотрите", "посмотрите", "лист", "листа", "листов"),
        f"противоречий: {len(result.facts)}" if result.facts else "",
        f"не сканировались {spoken().rooms}: {', '.join(room.room for room in result.unseen[:5])}"
        + (f" и ещё {len(result.unseen) - 5}" if len(result.unseen) > 5 else "")
        if result.unseen
        else "",
    ]
    said = [part for part in parts if part]
    if not said:
        return "Всё пришло, смотреть нечего." if result.rooms else "Ни одного листа наших комплектов нет."
    return f"{said[0][:1].upper()}{said[0][1:]}{''.join(f'; {part}' for part in said[1:])}."


def _count(count: int, verb: str, verb_few: str, verb_many: str, one: str, few: str, many: str) -> str:
    return f"{plural(count, verb, verb_few, verb_many)} {count} {plural(count, one, few, many)}" if count else ""


def _decision(page: ScannedPage) -> str:
    return f" (решение: {page.resolution.who}, {page.resolution.reason})" if page.resolution else ""


def _whose(fact: Fact) -> str:
    page = next((page for page in fact.pages if page.room == fact.room), None)
    what = set_words(page.set_ordinal, page.paper) if page and page.state is PageState.SET_PAGE else "бумага"
    if not page or page.state is not PageState.SET_PAGE:
        what += f" {grouped(fact.number)}"
    return f"{room_words(fact.room)}, {what}" if fact.room else what
