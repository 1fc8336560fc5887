"""What a person must look at in a plan that can be printed all the same."""

from __future__ import annotations

from collections.abc import Iterable

from vpr_print.errors import Message, Notice


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
            "кабинеты: " + ", ".join(rooms),
            "разные варианты у соседей сбоку и спереди",
            "если это не нарочно, очистите столбец «Вариант»: варианты расставит программа",
        ),
    )
