"""What a person must look at in a plan that can be printed all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vpr_print.errors import Message, Notice, listed
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import grouped
from vpr_print.track.thing import Thing
from vpr_print.track.words import describe, room_name


def no_codes() -> Notice:
    """Neither list has codes."""
    return Notice(
        "no_codes",
        Message(
            "кодов нет: листа кодов (и запасных кодов) не будет, столбец кода в протоколе останется пустым",
            "список кодов не передан",
            "список кодов участников из личного кабинета ФИС ОКО",
            "когда список появится, повторите команду с --codes ФАЙЛ --replace",
        ),
    )


def variants_alike(rooms: Iterable[str]) -> Notice:
    """The allocation orders the same variant for neighbours."""
    return Notice(
        "neighbours_alike",
        Message(
            "у соседей по месту один вариант: так назначено в списке",
            f"{spoken().rooms}: " + ", ".join(rooms),
            "разные варианты у соседей сбоку и спереди",
            "если это не нарочно, очистите столбец «Вариант»: варианты расставит программа",
        ),
    )


def conflicts_notice(numbers: Sequence[str]) -> Notice:
    """Steps of several stations contradict each other."""
    return Notice(
        "custody_conflicts",
        Message(
            f"станции записали то, чего вместе быть не могло; комплектов и пакетов: {len(numbers)}",
            listed([grouped(number) for number in numbers]),
            "решение человека: какая запись верна",
            "посмотрите, кто что записал, и запишите, как было на деле: vpr-print track conflicts",
        ),
    )


def unaccounted_notice(sets: Sequence[Thing]) -> Notice:
    """Both return packets of a room were counted, and sets were in neither."""
    room = sets[0].room
    lines = listed([f"{grouped(item.number)}  {describe(item.key)}" for item in sets])
    return Notice(
        "unaccounted_sets",
        Message(
            f"{room_name(room)}: пакеты пересчитаны, а комплекты не учтены: {len(sets)}",
            lines,
            "каждый напечатанный комплект использован, не использован, испорчен или утрачен",
            "найдите их и запишите: vpr-print track record used|unused|spoiled|lost НОМЕР",
        ),
    )
