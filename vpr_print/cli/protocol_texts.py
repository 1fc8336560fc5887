"""What ``vpr-print protocol`` says: contradictions in words, with the command that settles each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vpr_print.errors import Message, plural
from vpr_print.forms.agreement import AgreedRow, Basis, Contradiction, Entry, KnownSet, PlannedPlace, SetFate
from vpr_print.forms.agreement import ContradictionKind as K
from vpr_print.forms.double_entry import Difference
from vpr_print.model.identifier import DIGITS, grouped
from vpr_print.model.work import ParticipantCode
from vpr_print.track.words import local_time, room_name
from vpr_print.workflow.protocol_sources import ProtocolSources

FATES = {
    SetFate.OPEN: "ещё не вернулся",
    SetFate.USED: "вернулся использованным",
    SetFate.UNUSED: "вернулся неиспользованным",
    SetFate.SPOILED: "испорчен",
    SetFate.LOST: "утрачен",
    SetFate.VOID: "недействителен (заменён)",
}
_BASIS = {
    Basis.ENTERED_AND_SEEN: "введён, комплект вернулся использованным",
    Basis.ENTERED: "введён",
    Basis.PLANNED_AND_SEEN: "не введён; вернулся использованным комплект, который лежал с кодом",
}
_SHOWN = 12
_PAPER = "строку кода в бумажном протоколе"


class Words:
    """The sources' words: sets and codes by their rooms and places."""

    def __init__(self, sources: ProtocolSources) -> None:
        self._sources = sources
        self._sets = {item.number: item for item in sources.sets}
        self._places = {place.code: place for place in sources.planned}

    def set_name(self, number: str) -> str:
        """«каб. 101, комплект 07 (1640 1230 0001 0140)»."""
        item = self._sets.get(number)
        return f"{set_label(item)} ({grouped(number)})" if item else f"комплект {grouped(number)}"

    def code_name(self, code: ParticipantCode) -> str:
        """«50101 (каб. 101, № 07)»."""
        place = self._places.get(code)
        return f"{code} ({room_name(place.room)}, № {place.ordinal:02d})" if place else code

    def variant(self, number: str) -> int | None:
        """Of a set."""
        item = self._sets.get(number)
        return item.variant if item else None

    def place(self, code: ParticipantCode) -> PlannedPlace | None:
        """Where the code was laid."""
        return self._places.get(code)

    def entry(self, entry: Entry) -> str:
        """What was typed, when and by whom."""
        said = [self.set_name(entry.set_number)] if entry.set_number else []
        said += [f"вариант {entry.variant}"] if entry.variant is not None else []
        said += [f"бланк {shown_number(entry.form_number)}"] if entry.form_number else []
        who = ", ".join(part for part in (local_time(entry.at), entry.who) if part)
        return f"{entry.code}: {', '.join(said) if entry.came else 'не явился'}" + (f"  ({who})" if who else "")

    def contradiction(self, found: Contradiction) -> Message:
        """What cannot both be right, what to look at, and the command that settles it."""
        what, needed, todo = self._parts(found)
        where = [self.entry(entry) for entry in found.entries]
        where += [f"{self.set_name(number)}: {self._became(number)}" for number in found.sets]
        return Message(what, "\n".join(where), needed, todo)

    def difference(self, found: Difference) -> Message:
        """Marks that two people typed differently."""
        said = "; ".join(f"{who or 'без имени'}: {value or 'ничего'}" for who, value in found.said)
        return Message(
            f"код {self.code_name(found.code)}: «{found.title}» введено по-разному",
            said,
            "один балл, который стоит в работе",
            f"посмотрите работу и введите баллы кода ещё раз: vpr-print protocol enter{self._room((found.code,))} "
            "--marks --form ФОРМА.xlsx",
        )

    def homeless(self, code: ParticipantCode) -> Message:
        """Marks of somebody who did not come."""
        absent = code in self._sources.agreement.absent
        return Message(
            f"код {self.code_name(code)}: баллы введены, а "
            + ("по протоколу он не явился" if absent else "о его явке ничего не известно"),
            "баллы и протокол проведения",
            "баллы только у тех, кто писал работу",
            f"если писал, введите строку: vpr-print protocol enter{self._room((code,))}\n"
            f"если баллы чужие: vpr-print protocol enter --marks, затем «снять {code} причина»",
        )

    def _became(self, number: str) -> str:
        item = self._sets.get(number)
        return f"{_variant(item)}{FATES[item.fate]}" if item else "в этой работе такого нет"

    def _parts(self, found: Contradiction) -> tuple[str, str, str]:
        codes = ", ".join(map(self.code_name, found.codes))
        again = f"введите строку ещё раз: vpr-print protocol enter{self._room(found.codes)}"
        custody = [f"vpr-print track find {number}" for number in found.sets]
        seen = f"или исправьте учёт: {custody[0]}" if custody else ""
        confirm = "; ".join(f"«верно {code} причина»" for code in found.codes)
        form = shown_number(found.entries[0].form_number) if found.entries else ""
        match found.kind:
            case K.CODE_TWICE:
                return f"код {codes} введён по-разному", "одна строка на код", f"посмотрите {_PAPER} и {again}"
            case K.SET_TWICE:
                needed = "у каждого кода свой комплект"
                return f"один комплект у кодов {codes}", needed, f"посмотрите {_PAPER} и {again}"
            case K.FORM_TWICE:
                needed = "у каждого кода свой бланк"
                return f"один бланк {form} у кодов {codes}", needed, f"посмотрите {_PAPER} и {again}"
            case K.UNKNOWN_CODE:
                todo = f"если в коде ошибка: vpr-print protocol enter, «снять {found.codes[0]} причина», затем верный\n"
                return (
                    f"кода {codes} нет среди разложенных в этой работе",
                    "код с листа кодов этой работы",
                    f"{todo}если код настоящий: там же {confirm}",
                )
            case K.UNKNOWN_SET:
                return (
                    f"код {codes}: такого комплекта в работе нет",
                    "номер комплекта этой работы",
                    f"посмотрите на сам комплект и {again}",
                )
            case K.UNKNOWN_FORM:
                return (
                    f"код {codes}: бланка с номером {form} для этой работы не печатали",
                    "номер, напечатанный на бланке",
                    f"посмотрите на сам бланк и {again}\nесли бланк привезли другой: там же {confirm}",
                )
            case K.VARIANT_UNLIKE:
                return (
                    f"код {codes}: вариант в протоколе не тот, что у комплекта",
                    "вариант, который напечатан на комплекте",
                    f"посмотрите на сам комплект и {again}",
                )
            case K.ABSENT_BUT_USED:
                return (
                    f"код {codes} не явился, а его комплект вернулся использованным",
                    "чья это работа",
                    f"посмотрите код на работе и {again}\n(того, кто её писал); {seen}",
                )
            case K.CAME_BUT_NOT_USED:
                fate = FATES[found.fate] if found.fate else ""
                return (
                    f"код {codes} писал работу, а его комплект по учёту {fate}",
                    "комплект, в котором есть работа",
                    f"посмотрите на сам комплект и {again}\n{seen}\n"
                    f"если всё так и есть (работа утрачена): там же {confirm}",
                )
            case K.USED_BY_NOBODY:
                return (
                    "комплект вернулся использованным, а ни у одного кода его нет",
                    "код того, кто в нём писал",
                    f"посмотрите код на работе и введите его строку:\n"
                    f"vpr-print protocol enter{self._room_of(found.sets)}; {seen}",
                )

    def _room(self, codes: Sequence[ParticipantCode]) -> str:
        rooms = {place.room for code in codes if (place := self._places.get(code))}
        return f" {_quoted(rooms.pop())}" if len(rooms) == 1 else ""

    def _room_of(self, sets: Sequence[str]) -> str:
        rooms = {item.room for number in sets if (item := self._sets.get(number))}
        return f" {_quoted(rooms.pop())}" if len(rooms) == 1 else ""


def shown_number(digits: str) -> str:
    """A number of ours in groups of four, any other as it is."""
    return grouped(digits) if len(digits) == DIGITS else digits


def diff_text(sources: ProtocolSources) -> str:
    """The sources held against each other: counts, then everything that a person has to settle."""
    words = Words(sources)
    messages = list(messages_of(sources))
    lines = [f"Работа {sources.work}", *_counts(sources), ""]
    if not messages:
        lines.append("Противоречий нет.")
    else:
        places = plural(len(messages), "Противоречие", "Противоречия", "Противоречий")
        lines += [f"{places}: {len(messages)}", ""]
        lines += [f"{number}. {message}\n" for number, (_, message) in enumerate(messages, 1)]
    unknown = sources.agreement.unknown
    if unknown:
        lines.append(f"Ничего не известно о кодах: {_codes(words, unknown)}")
    if sources.without_marks:
        lines.append(f"Без баллов: {_codes(words, [row.code for row in sources.without_marks])}")
    if sources.marks.typed_once:
        lines.append(f"Ждут второго ввода баллов: {_codes(words, sources.marks.typed_once)}")
    return "\n".join(lines).rstrip()


def rows_text(sources: ProtocolSources) -> str:
    """Every code with what each source says, side by side."""
    words = Words(sources)
    agreed = {row.code: row for row in sources.agreement.rows}
    typed: dict[ParticipantCode, list[Entry]] = {}
    for entry in sources.entries:
        typed.setdefault(entry.code, []).append(entry)
    sets = {(item.room, item.ordinal): item for item in sources.sets if item.fate is not SetFate.VOID}
    lines = [f"{'код':<9}{'план':<18}{'протокол':<26}{'вернулось':<28}итог"]
    for code in dict.fromkeys([*(place.code for place in sources.planned), *typed]):
        place = words.place(code)
        own = sets.get((place.room, place.ordinal)) if place else None
        entries = " / ".join(_short(entry, sources) for entry in typed.get(code, ())) or "—"
        back = FATES[own.fate] if own else "—"
        plan = f"{room_name(place.room)}, № {place.ordinal:02d}" if place else "—"
        lines.append(f"{code:<9}{plan:<18}{entries:<26}{back:<28}{_outcome(code, agreed.get(code), sources)}".rstrip())
    return "\n".join(lines)


def messages_of(sources: ProtocolSources) -> Iterator[tuple[str, Message]]:
    """Everything that is open: a stable id, and the message."""
    words = Words(sources)
    for contradiction in sources.agreement.contradictions:
        yield contradiction.kind.value, words.contradiction(contradiction)
    for difference in sources.marks.differences:
        yield "marks_differ", words.difference(difference)
    for code in sources.homeless_marks:
        yield "marks_of_nobody", words.homeless(code)


def rows_json(sources: ProtocolSources) -> list[dict[str, object]]:
    """Every row that nothing speaks against."""
    return [
        {
            "code": row.code,
            "room": row.room,
            "set": row.set_number,
            "variant": row.variant,
            "form_number": row.form_number,
            "class": row.class_name,
            "basis": row.basis.value,
        }
        for row in sources.agreement.rows
    ]


def set_label(item: KnownSet) -> str:
    """«каб. 101, комплект 07»."""
    return f"{room_name(item.room)}, комплект {item.ordinal:02d}"


def _counts(sources: ProtocolSources) -> Iterator[str]:
    agreement = sources.agreement
    basis = [row.basis for row in agreement.rows]
    yield f"Писали {len(basis)}, не явились {len(agreement.absent)}, неизвестно {len(agreement.unknown)}."
    for one, words in _BASIS.items():
        if count := basis.count(one):
            yield f"  {count} — {words}"


def _codes(words: Words, codes: Sequence[ParticipantCode]) -> str:
    more = f" … и ещё {len(codes) - _SHOWN}" if len(codes) > _SHOWN else ""
    return ", ".join(map(words.code_name, codes[:_SHOWN])) + more


def _short(entry: Entry, sources: ProtocolSources) -> str:
    if not entry.came:
        return "не явился"
    item = next((item for item in sources.sets if item.number == entry.set_number), None)
    said = [f"комплект {item.ordinal:02d}" if item else entry.set_number] if entry.set_number else []
    said += [f"вариант {entry.variant}"] if entry.variant is not None else []
    return ", ".join(said + ([f"бланк {shown_number(entry.form_number)}"] if entry.form_number else []))


def _outcome(code: ParticipantCode, row: AgreedRow | None, sources: ProtocolSources) -> str:
    if row:
        return f"вариант {row.variant}" if row.variant is not None else "писал"
    if code in sources.agreement.absent:
        return "не явился"
    disputed = {disputed for contradiction in sources.agreement.contradictions for disputed in contradiction.codes}
    return "ПРОТИВОРЕЧИЕ" if code in disputed else "неизвестно"


def _variant(item: KnownSet) -> str:
    return f"вариант {item.variant}, " if item.variant is not None else ""


def _quoted(room: str) -> str:
    return f"«{room}»" if " " in room else room
