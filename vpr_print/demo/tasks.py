"""Tasks of an invented maths paper for grade 5; the numbers in them come from the seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import permutations

from vpr_print.demo import figures
from vpr_print.demo.sheet import Sheet

Figure = Callable[[Sheet, float, float, float], float]
"""Draws at (x, y) within the width and returns the lower edge, all in mm."""


class Reply(Enum):
    """Where the pupil writes."""

    FIELD = "field"
    SOLUTION = "solution"
    NOTHING = "nothing"
    """In the figure itself."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task, with the answer for the mark scheme."""

    text: tuple[str, ...]
    reply: Reply
    answer: str
    points: int
    figure: Figure | None = None
    after: tuple[str, ...] = ()
    """Text below the figure."""


Maker = Callable[[random.Random, bytes], Task]


def compare(chance: random.Random, photo: bytes) -> Task:
    low = chance.randint(5, 8)
    first, second = Fraction(low - 1, low), Fraction(low, low + 1)
    left, right = (first, second) if chance.random() < 0.5 else (second, first)
    return Task(
        (f"Какое из чисел больше: {{{left}}} или {{{right}}}? Запишите это число в поле ответа.",),
        Reply.FIELD, f"{{{max(first, second)}}}", 1,
    )  # fmt: skip


def mixed_sum(chance: random.Random, photo: bytes) -> Task:
    den = chance.choice((7, 11, 13, 17))
    a, b = chance.randint(1, den // 2), chance.randint(1, den // 2)
    i, j = chance.randint(2, 5), chance.randint(1, 4)
    return Task(
        (f"Найдите значение выражения {{{i} {a}/{den}}} + {{{j} {b}/{den}}}.",),
        Reply.FIELD, f"{{{i + j} {a + b}/{den}}}", 1,
    )  # fmt: skip


def powers(chance: random.Random, photo: bytes) -> Task:
    a, b, c = chance.randint(4, 6), chance.randint(3, 5), chance.randint(2, 3)
    value = 2**a * b**2 - c**3
    return Task(
        (f"Вычислите: {{2^{a}}} · {{{b}^2}} − {{{c}^3}}. Запишите все действия.",), Reply.SOLUTION, str(value), 2
    )


def unknown(chance: random.Random, photo: bytes) -> Task:
    factor, x, minus = chance.randint(12, 38), chance.randint(14, 29), chance.randint(31, 99)
    return Task(
        (f"Найдите неизвестное число x, если {factor} · x − {minus} = {factor * x - minus}.",),
        Reply.SOLUTION, str(x), 1,
    )  # fmt: skip


def part_of_number(chance: random.Random, photo: bytes) -> Task:
    den = chance.choice((5, 6, 8))
    num = chance.randint(2, den - 1)
    seedlings = den * chance.randint(12, 30)
    what = chance.choice((("саженцев", "берёзы"), ("кустов", "сирень"), ("деревьев", "яблони")))
    return Task(
        (
            f"В школьном саду посадили {seedlings} {what[0]}; {{{Fraction(num, den)}}} из них — {what[1]}. "
            f"Сколько в саду остальных растений?",
        ),
        Reply.SOLUTION, str(seedlings - seedlings * num // den), 2,
    )  # fmt: skip


def number_line(chance: random.Random, photo: bytes) -> Task:
    den = chance.choice((5, 6, 8))
    marks = tuple(sorted(chance.sample([n for n in range(1, 2 * den) if n != den], 3)))
    number = chance.randrange(3)
    return Task(
        (
            f"На координатном луче отмечены точки A, B и C. Одна из них соответствует числу "
            f"{{{Fraction(marks[number], den)}}}. Какая это точка?",
        ),
        Reply.FIELD, "ABC"[number], 1, lambda s, x, y, w: figures.number_line(s, x, y, w, den, marks),
    )  # fmt: skip


def bar_chart(chance: random.Random, photo: bytes) -> Task:
    values = tuple(chance.sample(range(3, 15), 5))
    days = ("пн", "вт", "ср", "чт", "пт")
    best = days[values.index(max(values))]
    return Task(
        (
            "На диаграмме показано, сколько книг выдала школьная библиотека в каждый из дней недели. "
            "Рассмотрите диаграмму и выполните задания.",
        ),
        Reply.SOLUTION,
        f"1) {best}; 2) {sum(values) * 10}", 2,
        lambda s, x, y, w: figures.bar_chart(s, x, y, w, days, values),
        (
            "1) В какой день выдали больше всего книг? Выберите правильный ответ и обведите его: пн, вт, ср, чт, пт.",
            "2) Сколько книг выдали за всю неделю?",
        ),
    )  # fmt: skip


def corner(chance: random.Random, photo: bytes) -> Task:
    w, h = chance.randint(10, 13), chance.randint(7, 9)
    cut_w, cut_h = chance.randint(3, w - 4), chance.randint(2, h - 3)
    return Task(
        (
            "План комнаты нарисован на клетчатой бумаге. Сторона клетки равна 50 см. "
            "Найдите площадь комнаты и длину плинтуса, который проходит вдоль всех её стен (без учёта двери).",
        ),
        Reply.SOLUTION,
        f"{(w * h - cut_w * cut_h) / 4:g} м²; {w + h} м".replace(".", ","), 2,
        lambda s, x, y, width: figures.corner_room(s, x, y, width, (w, h), (cut_w, cut_h)),
    )  # fmt: skip


def sailing_boat(chance: random.Random, photo: bytes) -> Task:
    boat = chance.randint(4, 6)
    return Task(
        (
            f"На фотографии, которую сделали на озере, видна лодка под парусом. Длина лодки примерно {boat} м. "
            f"Оцените по фотографии высоту мачты над бортом. Ответ дайте в метрах и объясните, как вы его нашли.",
        ),
        Reply.SOLUTION, f"от {boat} до {boat + 2} м, есть сравнение с длиной лодки", 2,
        lambda s, x, y, w: s.photo(x + (w - 132) / 2, y, 132, photo),
    )  # fmt: skip


def rectangle_to_draw(chance: random.Random, photo: bytes) -> Task:
    a, b = chance.randint(3, 5), chance.randint(6, 9)
    return Task(
        (
            f"На клетчатом поле нарисуйте прямоугольник, периметр которого равен {2 * (a + b)} см, "
            f"а площадь — {a * b} см². Закрасьте {{1/{a}}} его часть. Сторона клетки равна 1 см.",
        ),
        Reply.NOTHING, f"прямоугольник {a} см × {b} см, закрашено {b} клеток", 2,
        lambda s, x, y, w: figures.blank_grid(s, x, y, 160, 90),
    )  # fmt: skip


def journey(chance: random.Random, photo: bytes) -> Task:
    v1, v2, hours = chance.randrange(10, 18), chance.randrange(4, 7), chance.choice((2, 3))
    return Task(
        (
            f"Из двух посёлков навстречу друг другу одновременно отправились велосипедист со скоростью {v1} км/ч "
            f"и пешеход со скоростью {v2} км/ч. Через {hours} ч им осталось до встречи 3 км. "
            f"Найдите расстояние между посёлками.",
        ),
        Reply.SOLUTION, f"{(v1 + v2) * hours + 3} км", 2,
        lambda s, x, y, w: figures.journey(s, x, y, w, (f"{v1} км/ч", f"{v2} км/ч")),
    )  # fmt: skip


def purchase(chance: random.Random, photo: bytes) -> Task:
    goods = ("Тетрадь", "Альбом", "Ручка", "Набор карандашей")
    prices = tuple(chance.randrange(18, 95, 3) for _ in goods)
    rows = (("Товар", "Цена за 1 шт., руб."), *((name, str(price)) for name, price in zip(goods, prices, strict=True)))
    total = 4 * prices[0] + 2 * prices[2] + prices[3]
    return Task(
        (
            "В таблице указаны цены в магазине. Хватит ли 500 рублей, чтобы купить 4 тетради, 2 ручки "
            "и набор карандашей? Если хватит, то какая останется сдача? Запишите решение и ответ.",
        ),
        Reply.SOLUTION, f"хватит, {500 - total} руб." if total <= 500 else "не хватит", 2,
        lambda s, x, y, w: figures.table(s, x + 20, y, (70.0, 60.0), rows),
    )  # fmt: skip


def angle(chance: random.Random, photo: bytes) -> Task:
    degrees = chance.randrange(35, 150, 5)
    return Task(
        ("Измерьте угол AOB с помощью транспортира. Запишите его градусную меру и вид угла (острый, тупой).",),
        Reply.FIELD, f"{degrees}°, {'острый' if degrees < 90 else 'тупой'}", 1,
        lambda s, x, y, w: figures.angle(s, x, y, w, degrees),
    )  # fmt: skip


def cubes(chance: random.Random, photo: bytes) -> Task:
    a, b, c = chance.randint(4, 6), chance.randint(2, 4), chance.randint(2, 4)
    return Task(
        (
            "Из одинаковых кубиков с ребром 1 см сложили прямоугольный параллелепипед. Все его грани покрасили. "
            "Сколько кубиков потребовалось? У скольких из них окрашены ровно три грани?",
        ),
        Reply.SOLUTION, f"{a * b * c}; 8", 2, lambda s, x, y, w: figures.cubes(s, x, y, w, (a, b, c)),
    )  # fmt: skip


def logic(chance: random.Random, photo: bytes) -> Task:
    pupils = chance.randint(26, 31)
    both = chance.randint(4, 7)
    chess, choir = chance.randint(12, 16), chance.randint(11, 14)
    return Task(
        (
            f"В классе {pupils} учеников. В шахматный кружок ходят {chess} человек, в хор — {choir}, а и туда, "
            f"и туда — {both}. Верно ли утверждение «хотя бы пятеро не ходят ни в хор, ни в кружок»? "
            f"Правильный ответ без объяснения оценивается в 1 балл.",
        ),
        Reply.SOLUTION,
        f"{pupils - chess - choir + both}: {'верно' if pupils - chess - choir + both >= 5 else 'неверно'}", 2,
    )  # fmt: skip


def largest_number(chance: random.Random, photo: bytes) -> Task:
    digits = (0, *chance.sample((1, 3, 5, 7, 9), 2), chance.choice((2, 4, 6, 8)))
    numbers = [int("".join(map(str, order))) for order in permutations(digits)]
    shown = ", ".join(map(str, sorted(digits)))
    return Task(
        (
            f"Из цифр {shown} составьте наибольшее чётное четырёхзначное число. "
            f"Каждую цифру можно использовать только один раз. Запишите ответ.",
        ),
        Reply.FIELD, str(max(number for number in numbers if number % 2 == 0)), 1,
    )  # fmt: skip


def boxes(chance: random.Random, photo: bytes) -> Task:
    small, large = chance.randint(14, 19), chance.randint(22, 29)
    some, more = chance.randint(6, 9), chance.randint(11, 15)
    return Task(
        (
            f"На склад привезли {more} ящиков яблок по {large} кг в каждом и {some} ящиков груш по {small} кг. "
            f"На сколько килограммов яблок привезли больше, чем груш?",
        ),
        Reply.SOLUTION, f"на {more * large - some * small} кг", 2,
    )  # fmt: skip


PAGES: tuple[tuple[Maker, ...], ...] = (
    (compare, mixed_sum, powers),
    (number_line, unknown),
    (bar_chart,),
    (part_of_number, logic),
    (corner,),
    (sailing_boat,),
    (rectangle_to_draw, angle),
    (journey,),
    (purchase,),
    (cubes,),
    (largest_number, boxes),
)
"""What stands on the pages after the title page; a longer variant begins again with other numbers."""
