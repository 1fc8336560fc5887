"""What a session of typing the protocol says, in Russian."""

from __future__ import annotations

from vpr_print.cli.protocol_texts import Words, shown_number
from vpr_print.forms.form_sheet import TaskLimit
from vpr_print.track.events import EventKind
from vpr_print.track.protocol_typed import ABSENT, Content, PaperMarks, PaperRow, Typing
from vpr_print.track.words import local_time, room_name
from vpr_print.workflow.protocol_desk import ProtocolDesk
from vpr_print.workflow.protocol_replies import Lacking, Reply, Says

_SHOWN = 12


def title_text(desk: ProtocolDesk) -> str:
    """What stands above the session."""
    sitting, marks = desk.sitting, desk.what is EventKind.PROTOCOL_MARKS
    room = f", {room_name(sitting.room)}" if sitting.room else ""
    what = "баллы" if marks else "протокол проведения"
    second = " — второй ввод, вслепую" if sitting.second else ""
    if marks:
        how = f"Код, затем баллы по порядку: {_tasks(sitting.tasks)}. X — не приступал, - — нет задания."
    elif desk.paper.forms:
        how = "Код, затем бланк: сканером или его № по порядку. Не явился: н и код."
    elif sitting.forms:
        how = "Код, затем номер бланка. Не явился: н и код."
    else:
        how = "Код, затем комплект: сканером, его № по порядку или + (свой). Не явился: н и код."
    return (
        f"{what.capitalize()}{room}, работа {desk.paper.work}{second}\n{how}\n"
        "отмена — отменить последнее, ? — кого ещё нет, снять КОД причина, конец — выйти.\n"
        f"{_progress(desk.lacking())}"
    )


def prompt_text(desk: ProtocolDesk) -> str:
    """What stands before the line that is being typed."""
    lacking = desk.lacking()
    count = f"{lacking.done} из {lacking.total}" if lacking.total else f"введено {lacking.done}"
    return f"[{count}] {f'{desk.code} → ' if desk.code else 'код: '}"


def ending_text(desk: ProtocolDesk) -> str:
    """What is left when the person goes."""
    text = _progress(desk.lacking())
    if not desk.sitting.second and desk.sources.open:
        return f"{text}\nНе сходится: {desk.sources.open}. Посмотрите: vpr-print protocol diff"
    if desk.sitting.second:
        return f"{text}\nСверить первый и второй ввод: vpr-print protocol diff"
    return text


def reply_text(desk: ProtocolDesk, reply: Reply) -> str:
    """The words of a reply."""
    words = Words(desk.sources)
    code = words.code_name(reply.code) if reply.code else ""
    match reply.says:
        case Says.CODE:
            asks = f"баллы: {_tasks(reply.tasks)}" if reply.tasks else _asks(desk)
            there = "".join(f"\nуже введено: {_typing(words, typing)}" for typing in reply.former)
            return f"{code}: {asks}{there}"
        case Says.ABSENT_NEXT:
            return "не явился: считайте код"
        case Says.RECORDED | Says.CONFIRMED:
            said = f"{code}: {_content(words, reply.content)}"
            if reply.says is Says.CONFIRMED:
                said += " — подтверждено"
            against = [f"\n{words.contradiction(found).what}" for found in reply.contradictions]
            against += [f"\n{words.homeless(reply.code).what}"] if reply.homeless else []
            return said + ("  ЗАПИСАНО, НО НЕ СХОДИТСЯ:" + "".join(against) if against else "")
        case Says.SAME:
            return f"{code}: так уже введено: {_content(words, reply.content)}"
        case Says.OTHERWISE:
            there = "".join(f"\nвведено: {_typing(words, typing)}" for typing in reply.former)
            return (
                f"СТОП. {code}: уже введено другое{there}\nтеперь:  {_content(words, reply.content)}\n"
                "почему исправляете? Введите причину; пустая строка или отмена — оставить прежнее"
            )
        case Says.KEPT:
            return f"{code}: оставлено прежнее"
        case Says.REASON_SHORT:
            return f"{code}: нужна причина словами, хотя бы коротко"
        case Says.WITHDRAWN:
            return f"{code}: снято, теперь о нём ничего не введено"
        case Says.NOTHING_STANDS:
            return f"о коде {reply.text or '…'} ничего не введено"
        case Says.UNDONE:
            there = "".join(f"; снова: {_typing(words, typing)}" for typing in reply.former)
            return f"{code}: последний ввод отменён{there}"
        case Says.DROPPED:
            return f"{code}: отложен, ничего не записано" if code else "отменено, ничего не записано"
        case Says.NOTHING_TO_UNDO:
            return "отменять нечего: в этом сеансе ничего не записано"
        case Says.CODE_LEFT:
            return f"ПРОПУЩЕН {code}: его строка не введена"
        case Says.CODE_FIRST:
            return "сначала код: считайте код в строке протокола"
        case Says.NO_SUCH_CODE:
            return f"кода {reply.text} нет в этой работе; проверьте цифры. Если он настоящий, введите: код {reply.text}"
        case Says.NOT_YOUR_ROOM:
            return f"{code}: это не {room_name(desk.sitting.room)}"
        case Says.NOT_A_SET:
            return "это не комплект: считайте штрихкод комплекта"
        case Says.NO_SUCH_SET:
            return f"{code}: комплекта {shown_number(reply.text)} в этой работе нет; считайте ещё раз"
        case Says.NO_SUCH_FORM:
            return f"{code}: бланка {shown_number(reply.text)} в этой работе нет; считайте штрихкод бланка ещё раз"
        case Says.REPLACED_SET:
            now = f"; вместо него {words.set_name(reply.text)}" if reply.text else ""
            return f"{code}: этот комплект заменён{now}. Считайте тот, в котором работа"
        case Says.REPEATED:
            return "повторное считывание"
        case Says.UNREADABLE:
            return f"не понято: «{reply.text}»; считайте или введите ещё раз" if reply.text else "не понято"
        case Says.LACKS | Says.END_ASKED:
            text = _lacks(words, reply.lacking)
            return f"{text}\nещё одна пустая строка — конец" if reply.says is Says.END_ASKED else text
        case Says.NOT_WRITTEN:
            return f"НЕ ЗАПИСАНО, повторите.\n{reply.error}"
        case Says.MARKS_COUNT:
            return f"{code}: баллов {reply.number}, а заданий {len(reply.tasks)}: {_tasks(reply.tasks)}"
        case Says.MARK_WRONG:
            return f"{code}: задание {_task(reply.task)}: «{reply.text}» — не балл, не X и не прочерк"
        case Says.MARK_ABOVE:
            return f"{code}: задание {_task(reply.task)}: {reply.text} больше, чем даёт задание"


def _asks(desk: ProtocolDesk) -> str:
    return "номер бланка?" if desk.sitting.forms else "комплект?"


def _content(words: Words, content: Content | None) -> str:
    match content:
        case None:
            return "ничего"
        case PaperMarks():
            return " ".join(mark for _, mark in content.marks) or "без баллов"
        case PaperRow() if content == ABSENT:
            return "не явился"
        case PaperRow():
            said = [words.set_name(content.set_number)] if content.set_number else []
            said += [f"вариант {words.variant(content.set_number)}"] if words.variant(content.set_number) else []
            said += [f"в протоколе вариант {content.variant}"] if content.variant is not None else []
            return ", ".join(said + ([f"бланк {shown_number(content.form_number)}"] if content.form_number else []))


def _typing(words: Words, typing: Typing) -> str:
    who = ", ".join(part for part in (local_time(typing.at), typing.who) if part)
    return f"{_content(words, typing.typed.content)}  ({who})"


def _tasks(tasks: tuple[TaskLimit, ...]) -> str:
    return ", ".join(map(_task, tasks))


def _task(task: TaskLimit | None) -> str:
    return f"{task.name} ({task.most}б)" if task else ""


def _progress(lacking: Lacking) -> str:
    if not lacking.total:
        return "Коды в этой работе не раскладывались: вводите те, что стоят в протоколе."
    return f"Введено {lacking.done} из {lacking.total}."


def _lacks(words: Words, lacking: Lacking | None) -> str:
    if lacking is None or not lacking.missing:
        return "введены все" if lacking is None or lacking.total else "ничего не ждём"
    names = [words.code_name(place.code) for place in lacking.missing]
    more = f" … и ещё {len(names) - _SHOWN}" if len(names) > _SHOWN else ""
    return f"введено {lacking.done} из {lacking.total}; нет: {', '.join(names[:_SHOWN])}{more}"
