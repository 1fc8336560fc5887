"""Pages with answers are found in every dress; tasks that merely speak of answers pass."""

from __future__ import annotations

import time

import pytest

from vpr_print.intake.answer_pages import Shows, find_answers, has_code_box, judge_page
from vpr_print.intake.folded_text import fold_page

ANSWERS = [
    "Номер задания Правильный ответ\n1 15",
    "Номер\nзадания\nПравильный\nответ\n1\n5",
    "№ задания | Верный ответ | Балл",
    "Н о м е р з а д а н и я П р а в и л ь н ы й о т в е т",
    "НОМЕР ЗАДАНИЯ ПРАВИЛЬНЫЙ ОТВЕТ",
    "Hомep зaдaния Пpaвильный oтвeт",
    "Правильный ответ Номер задания\n",
    "О т в е т ы и р е ш е н и я\n1. 5",
    "О т в е т ы  и  р е ш е н и я",
    "Ответы и ре\u00adше\u00adния",
    "Ответы\u00a0и\u00a0решения",
    "ВПР. Математика. 5 класс. КОД\nОтветы и решения\n1. 25",
    "ВПР. Математика. 5 класс. Ответы\n1. 25",
    "ОТВЕТЫ\n",
    "OTBETЫ\n",
    "Ответы к заданиям",
    "Ответы. Вариант 1",
    "Вариант 2. Ответы",
    "Ключи к варианту 2",
    "Эталоны ответов",
    "★ Ответы и решения ★",
    "— ОТВЕТЫ —",
    "Таблица правильных ответов",
    "Разбор заданий",
    "Вариант 1\nОтветы",
    "ОТВЕТЫ К ВПР ПО МАТЕМАТИКЕ 5 КЛАСС ВАРИАНТ 1",
    "Ответы и критерии оценивания проверочной работы по математике для 5 класса",
    "Таблица ответов\n1 15\n2 7\n3 лес\n4 9",
    "Правильные ответы\n1 5\n2 7",
    "Ответы:\n1) 5; 2) 7; 3) 12; 4) 6; 5) кит; 6) да",
    "№ Ответ\n1 5\n2 7/8\n3 лес\n4 15",
    "Номер задания Ответ Макс. балл\n1 15 1\n2 6 1\n3 лес 2\n4 3 1",
    "Решение и указания к оцениванию Баллы",
    "Решение и указания к\nоцениванию",
    "Решение и указания к оцени-\nванию",
    "Указания по оцениванию",
    "Содержание верного ответа и указания по оцениванию",
    "Система оценивания",
    "Система оценивания\nпроверочной работы",
    "СИСТЕМА ОЦЕНИВАНИЯ ВЫПОЛНЕНИЯ ОТДЕЛЬНЫХ ЗАДАНИЙ И ПРОВЕРОЧНОЙ РАБОТЫ В ЦЕЛОМ",
    "Критерии оценивания",
    "Критерии оценивания ответа на задание 5",
    "Критерии и нормы оценки",
    "Решения и критерии оценивания",
    "Ответы на задания варианта 1\n1. 55",
    "Ответы к проверочной работе по математике (5 класс)",
    "Ответ: 5.\nРешение\nОтвет: 7 км.\nОтвет: 12 руб.",
]

TASKS = [
    "ВПР. Математика. 5 класс. КОД\n1 Выберите правильный ответ\nи запишите его номер. Ответ:",
    "Номер задания 1 2 3 4 5\nБаллы\nЗапишите правильный ответ",
    "Обведите правильный ответ.\nНомер задания 1 2 3\nБаллы",
    "Запишите номер задания и правильный ответ.",
    "Ответы на задания\nзапишите в поля.",
    "Ответы и решения пишите в отведённых для них местах",
    "Ответы:\n1) 15 2) 20 3) 25 4) 30",
    "Ответы\n1 2 3 4 5\n",
    "Запишите номер правильного ответа.",
    "Обведите № верного ответа",
    "Укажите номера верных ответов",
    "Номер задания\n1 2 3\nОтвет\n1 Найдите 3 + 4\n2 Найдите 5\n3 Найдите 6\n4 Найдите 7",
    "КОД\nОтветы на вопросы\n",
    "Таблица ответов\n1 2 3 4\n",
    "Инструкция по выполнению работы\nПишите разборчиво.\nКритерии оценивания\n1 2 3",
    "Ответы: а) ____ б) ____",
    "Номер задания\n1 2 3 4 5\nОтвет\n",
    "Впишите ответы в таблицу\n№ Ответ\n1\n2\n3\n4\n5",
    "№ вопроса Ответ Да Нет\n1\n2\n3",
    "Система оценивания в школе\nбыла введена в 1837 году.",
    "Система кровообращения",
    "Критерии сходства треугольников",
    "Решение.\nОтвет: ____ км.\n2 Решение\nОтвет:",
    "Решение и ответ",
    "Прочитайте текст «Ключ».\nКлюч\nЖил-был мастер",
    "Правильный ответ без объяснения оценивается в 1 балл.",
    "Вопросы и ответы",
    "Соедините вопросы и ответы",
    "Максимальный балл за работу — 20",
    "Обведите номера правильных ответов.",
    "В таблице записаны ответы учеников. Номер Ответы\n1 15\n2 17",
    "Запишите решение и ответ. Ответ: 1) ___ 2) ___",
    "Ответ: А Б В\nОтвет: 1 2 3\nОтвет: а)\nОтвет: 1 2",
    "Инструкция по выполнению работы\nКритерии\nНомер задания 1 2 3\nБаллы",
    "",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_answers_are_found(text: str) -> None:
    assert judge_page(fold_page(text)).shows is Shows.ANSWERS


@pytest.mark.parametrize("text", TASKS)
def test_tasks_pass(text: str) -> None:
    assert judge_page(fold_page(text)).shows is not Shows.ANSWERS


def test_what_may_be_either_is_doubtful() -> None:
    verdict = judge_page(fold_page("ВПР. КОД\n3 Задача\nОтвет: 5 км\n"))
    assert verdict.shows is Shows.DOUBTFUL


def test_pages_after_answers_are_answers_until_a_pupils_page() -> None:
    pages = ("КОД\n1 Задача", "Система оценивания", "1) 5\n2) 7", "КОД\n1 Задача", "КОД\n2 Задача")
    shown = [verdict.shows for verdict in find_answers(tuple(map(fold_page, pages)))]
    assert shown == [Shows.TASKS, Shows.ANSWERS, Shows.ANSWERS, Shows.TASKS, Shows.TASKS]


def test_a_word_in_an_answer_does_not_end_the_answers() -> None:
    pages = ("КОД\n1 Задача", "Система оценивания", "1) на товаре стоит штрих-код\nКакой бывает код")
    shown = [verdict.shows for verdict in find_answers(tuple(map(fold_page, pages)))]
    assert shown == [Shows.TASKS, Shows.ANSWERS, Shows.ANSWERS]


def test_answers_with_the_code_box_go_on_to_the_end() -> None:
    pages = ("КОД\n1 Задача", "КОД\nСистема оценивания", "КОД\n1) 5\n2) 7")
    shown = [verdict.shows for verdict in find_answers(tuple(map(fold_page, pages)))]
    assert shown == [Shows.TASKS, Shows.ANSWERS, Shows.ANSWERS]


def test_the_code_box_is_known_when_spaced() -> None:
    for line in ("КОД", "К О Д", "КОД: ____", "ВПР. Математика. 5 класс. К О Д", "Код участника"):
        assert has_code_box(fold_page(line)), line
    assert not has_code_box(fold_page("Запишите код"))


def test_the_words_are_shown_with_their_spaces() -> None:
    assert judge_page(fold_page("…\nНомер задания   Правильный ответ")).words == "номер задания правильный ответ"


@pytest.mark.parametrize(
    "text",
    ["вариант11" * 5000 + "х", "ответы\n" * 20000, "решениеикритерии" * 4000, "1 а " * 15000, "ОТВЕТЫ\n1" * 9000],
)
def test_hostile_text_is_judged_in_time(text: str) -> None:
    begun = time.perf_counter()
    judge_page(fold_page(text))
    assert time.perf_counter() - begun < 3
