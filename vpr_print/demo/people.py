"""Invented people. Surnames, names and patronymics are common words put together by the seed."""

from __future__ import annotations

import random

from vpr_print.model.seating import FullName


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SURNAMES = _words(
    "Абрикосов Барсуков Васильков Воробьёв Горностаев Дроздов Ежевикин Жаворонков Зверобоев Иволгин Калинкин "
    "Ласточкин Лебедев Малинин Медуницын Незабудкин Овсянкин Орешкин Перепёлкин Подорожников Ромашкин Рябинин "
    "Синицын Скворцов Смородин Снегирёв Соловьёв Сорокин Тополев Трясогузкин Фиалкин Хвощёв Цаплин Чижов "
    "Шиповников Щеглов Яблоков Ястребов"
)
_BOYS = _words(
    "Александр Алексей Артём Богдан Василий Глеб Даниил Егор Захар Иван Кирилл Лев Матвей Никита Олег Пётр Роман "
    "Семён Тимофей Фёдор"
)
_GIRLS = _words(
    "Алёна Анна Варвара Вероника Дарья Ева Екатерина Злата Ирина Кира Ксения Любовь Майя Мария Надежда Ольга "
    "Полина София Таисия Юлия"
)
_FATHERS = _words(
    "Александров Алексеев Андреев Борисов Викторов Георгиев Денисов Евгеньев Иванов Константинов Максимов "
    "Михайлов Николаев Павлов Сергеев Степанов Фёдоров Юрьев"
)
_NATIONAL = FullName("Үрүҥмаҕанов Әмирхан Дөҥүлүүнович")
"""One name with letters of minority languages: a font that lacks them has to be found out."""


def invented_names(count: int, chance: random.Random) -> tuple[FullName, ...]:
    """``count`` full names, all different; the last but one has letters of minority languages.

    When all combinations are used up (some 27,000), surnames become double-barrelled.
    """
    names: dict[FullName, None] = {}
    while len(names) < count:
        surname = chance.choice(_SURNAMES)
        if len(names) > 12_000:
            surname += "-" + chance.choice(_SURNAMES)
        if chance.random() < 0.5:
            name = f"{surname} {chance.choice(_BOYS)} {chance.choice(_FATHERS)}ич"
        else:
            name = f"{_female(surname)} {chance.choice(_GIRLS)} {chance.choice(_FATHERS)}на"
        names[FullName(name)] = None
    people = list(names)
    if count > 1:
        people[-2] = _NATIONAL
    return tuple(people)


def _female(surname: str) -> str:
    return "-".join(part + "а" for part in surname.split("-"))
