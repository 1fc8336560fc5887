"""The demo's PDFs: variants as the federal ones look, a mark scheme, instructions."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from vpr_print.demo import figures
from vpr_print.demo.photo import landscape_jpeg
from vpr_print.demo.sheet import BOLD, BOTTOM, LEFT, RIGHT, Sheet
from vpr_print.demo.tasks import PAGES, Reply, Task

SUBJECT = "Математика"
GRADE = 5
_RUNNING = f"ВПР. {SUBJECT}. {GRADE} класс."
_TEXT_LEFT = LEFT + 12
_MOST_SQUARES = 18
"""Rows of squared paper for a solution."""
_INSTRUCTION = (
    "Вы будете выполнять работу по математике. Она состоит из двух частей, на каждую отводится один урок (45 минут).",
    "Код участника, который вам выдали, перепишите в правый верхний угол каждой страницы.",
    "Ответы и решения пишите в отведённых для них местах. Если места не хватает, пишите на черновике; "
    "черновики не проверяются. Ошибочную запись зачеркните и напишите рядом новую.",
    "Калькулятором, учебником и рабочей тетрадью пользоваться нельзя. Разрешаются линейка, карандаш и транспортир.",
    "Если задание не получается, пропустите его и переходите к следующему. Вернитесь к нему, если останется время.",
    "Желаем успеха!",
)


@dataclass(frozen=True, slots=True)
class VariantPaper:
    """The content of a variant: its tasks page by page (the title page has none)."""

    number: int
    pages: tuple[tuple[Task, ...], ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for page in self.pages for task in page)


def make_paper(number: int, pages: int, chance: random.Random) -> VariantPaper:
    """The tasks of a variant of ``pages`` pages, the title page among them."""
    photo = landscape_jpeg(chance)
    return VariantPaper(
        number, tuple(tuple(make(chance, photo) for make in PAGES[i % len(PAGES)]) for i in range(pages - 1))
    )


def render_variant(paper: VariantPaper, fonts: Path, *, part: int | None = None, answers: bool = False) -> bytes:
    """The PDF of a variant, or of its part 1 or 2; ``answers`` adds the pages of a trainer's edition at the end."""
    sheet = Sheet(fonts, f"ВПР, {SUBJECT}, {GRADE} класс, вариант {paper.number}")
    half = (len(paper.pages) + 1) // 2
    total = len(paper.tasks)
    ordinal = 1
    if part != 2:
        _title_page(sheet, paper.number, total)
        sheet.next_page()
    for index, tasks in enumerate(paper.pages):
        wanted = part is None or (part == 1) == (index < half)
        if wanted:
            first = {0: "Часть 1", half: "Часть 2"}.get(index)
            if part == 2 and index == half:
                first = f"Вариант {paper.number}. Часть 2"
            _task_page(sheet, index + 2, tasks, ordinal, first)
            sheet.next_page()
        ordinal += len(tasks)
    if answers:
        _scheme_pages(sheet, (paper,), f"Система оценивания проверочной работы. Вариант {paper.number}")
    return sheet.finish()


def render_mark_scheme(papers: tuple[VariantPaper, ...], fonts: Path) -> bytes:
    """The mark scheme of all variants."""
    sheet = Sheet(fonts, "Система оценивания")
    _scheme_pages(sheet, papers, "Система оценивания проверочной работы")
    return sheet.finish()


def render_instructions(fonts: Path) -> bytes:
    """A page of instructions for those who conduct the work."""
    sheet = Sheet(fonts, "Инструкция")
    sheet.text(105, 26, "Всероссийская проверочная работа", 12, align="centre")
    sheet.text(105, 36, "Инструкция для организатора в аудитории", 15, BOLD, "centre")
    sheet.text(105, 44, f"{SUBJECT}, {GRADE} класс", 12, align="centre")
    y = 54.0
    for number, line in enumerate(
        (
            "Получите у координатора доставочный пакет. Проверьте номер кабинета и число комплектов по описи.",
            "Рассадите участников по списку и раздайте коды, затем комплекты в порядке мест.",
            "Попросите участников переписать код на каждую страницу. Фамилию на работах не пишут.",
            "Внесите коды в протокол проведения. В протоколе записывается и вариант каждого участника.",
            "Объявите начало и окончание; на каждую часть отводится 45 минут, между частями — перерыв.",
            "Соберите работы и черновики, пересчитайте, разложите по возвратным пакетам и верните координатору.",
        ),
        1,
    ):
        sheet.text(LEFT + 2, y + 5.3, f"{number}.", 12)
        y = sheet.paragraph(LEFT + 10, y, RIGHT - LEFT - 10, line) + 3
    sheet.next_page()
    return sheet.finish()


def _frame(sheet: Sheet, page: int) -> None:
    """What every page has: running header, box for the code, number of the page."""
    sheet.text(LEFT, 17, _RUNNING, 11)
    sheet.text(133, 18.5, "КОД", 13, BOLD)
    sheet.box(146, 11, 51, 12, 1.2)
    sheet.line(LEFT, 280, RIGHT, 280, 0.5)
    sheet.text((LEFT + RIGHT) / 2, 286, str(page), 11, align="centre")


def _title_page(sheet: Sheet, variant: int, tasks: int) -> None:
    _frame(sheet, 1)
    sheet.text((LEFT + RIGHT) / 2, 46, "ВСЕРОССИЙСКАЯ ПРОВЕРОЧНАЯ РАБОТА", 15, BOLD, "centre")
    sheet.text((LEFT + RIGHT) / 2, 55, SUBJECT.upper(), 15, BOLD, "centre")
    sheet.text((LEFT + RIGHT) / 2, 64, f"{GRADE} КЛАСС", 13, align="centre")
    sheet.text((LEFT + RIGHT) / 2, 78, f"Вариант {variant}", 16, BOLD, "centre")
    sheet.text((LEFT + RIGHT) / 2, 93, "Инструкция по выполнению работы", 13, BOLD, "centre")
    y = 98.0
    for line in _INSTRUCTION:
        y = sheet.paragraph(LEFT, y, RIGHT - LEFT, line) + 2.2
    top = 208.0
    sheet.text(LEFT, top + 4, "Таблица для внесения баллов участника", 11, BOLD)
    sheet.text(RIGHT, top + 4, "заполняется экспертом", 9, align="right")
    per_row = 12
    first = 34.0
    y = top + 8
    for start in range(0, min(tasks, 36), per_row):
        numbers = [str(n + 1) if n < tasks else "" for n in range(start, start + per_row)]
        step = (RIGHT - LEFT - first) / per_row
        for label in ("Номер задания", "Баллы"):
            sheet.box(LEFT, y, first, 9)
            sheet.text(LEFT + 2, y + 6, label, 10)
            for i, number in enumerate(numbers):
                sheet.box(LEFT + first + i * step, y, step, 9)
                if label != "Баллы":
                    sheet.text(LEFT + first + (i + 0.5) * step, y + 6, number, 10, align="centre")
            y += 9
    if y <= 262:
        for i, label in enumerate(("Сумма баллов", "Отметка за работу")):
            sheet.text(LEFT + i * 90, y + 8.5, label, 10)
            sheet.box(LEFT + i * 90 + first, y + 3, 20, 9)


def _task_page(sheet: Sheet, page: int, tasks: tuple[Task, ...], ordinal: int, heading: str | None) -> None:
    _frame(sheet, page)
    y = 32.0
    if heading:
        sheet.text((LEFT + RIGHT) / 2, y + 5, heading, 14, BOLD, "centre")
        y += 11
    shares = [2 if task.reply is Reply.SOLUTION or task.figure else 1 for task in tasks]
    unit = (BOTTOM - y) / sum(shares)
    for offset, (task, share) in enumerate(zip(tasks, shares, strict=True)):
        _task(sheet, ordinal + offset, task, y, y + unit * share - (5 if offset + 1 < len(tasks) else 0))
        y += unit * share


def _task(sheet: Sheet, number: int, task: Task, y: float, bottom: float) -> None:
    width = RIGHT - _TEXT_LEFT
    sheet.box(LEFT, y + 1, 9, 7.5, 1)
    sheet.text(LEFT + 4.5, y + 6.4, str(number), 12, BOLD, "centre")
    for line in task.text:
        y = sheet.paragraph(_TEXT_LEFT, y, width, line) + 1.5
    if task.figure:
        y = task.figure(sheet, _TEXT_LEFT, y + 2, width) + 2
    for line in task.after:
        y = sheet.paragraph(_TEXT_LEFT, y, width, line) + 1.5
    y += 3
    match task.reply:
        case Reply.FIELD:
            sheet.text(_TEXT_LEFT, y + 6.5, "Ответ:", 12)
            sheet.box(_TEXT_LEFT + 16, y, 60, 10, 0.9)
        case Reply.SOLUTION:
            answer = bottom - 11
            rows = min(int((answer - 3 - y - 6) // 5), _MOST_SQUARES)
            if rows >= 2:
                sheet.text(_TEXT_LEFT, y + 4, "Решение.", 12)
                sheet.grid(_TEXT_LEFT, y + 6.5, 165, rows * 5)
                y += 6.5 + rows * 5 + 2
            sheet.text(_TEXT_LEFT, y + 7, "Ответ:", 12)
            sheet.line(_TEXT_LEFT + 16, y + 8.2, RIGHT, y + 8.2, 0.7)
        case Reply.NOTHING:
            pass


def _scheme_pages(sheet: Sheet, papers: tuple[VariantPaper, ...], title: str) -> None:
    for paper in papers:
        y = _scheme_head(sheet, title, paper.number)
        widths = (34.0, 108.0, 35.0)
        rows = [("Номер задания", "Правильный ответ", "Баллы")]
        rows += [(str(n), task.answer, str(task.points)) for n, task in enumerate(paper.tasks, 1)]
        for start in range(1, len(rows), 22):
            if start > 1:
                y = _scheme_head(sheet, title, paper.number)
            figures.table(sheet, LEFT, y, widths, (rows[0], *rows[start : start + 22]))
            sheet.next_page()
        y = _scheme_head(sheet, title, paper.number)
        sheet.box(LEFT, y, 135, 9, 0.6, 0.92)
        sheet.text(LEFT + 3, y + 6, "Решение и указания к оцениванию", 12, BOLD)
        sheet.box(LEFT + 135, y, 42, 9, 0.6, 0.92)
        sheet.text(LEFT + 138, y + 6, "Баллы", 12, BOLD)
        y += 9
        for line, points in (
            ("Проведены все рассуждения и вычисления, получен верный ответ", "2"),
            ("Ход решения верный, допущена одна вычислительная ошибка", "1"),
            ("Все случаи, которые не соответствуют указанным выше", "0"),
            ("Максимальный балл", "2"),
        ):
            sheet.box(LEFT, y, 135, 10, 0.6)
            sheet.text(LEFT + 3, y + 6.5, line, 11)
            sheet.box(LEFT + 135, y, 42, 10, 0.6)
            sheet.text(LEFT + 156, y + 6.5, points, 11, align="centre")
            y += 10
        sheet.next_page()


def _scheme_head(sheet: Sheet, title: str, variant: int) -> float:
    sheet.text(LEFT, 17, _RUNNING + " Ответы", 11)
    sheet.text(105, 34, title, 14, BOLD, "centre")
    sheet.text(105, 42, f"Вариант {variant}", 12, align="centre")
    return 48.0
