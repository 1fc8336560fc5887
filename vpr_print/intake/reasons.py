"""Why a file was recognised as what it was recognised as: short Russian lines for the table of ``check``."""

from __future__ import annotations

HEADER = "колонтитул и титул"
NAME = "имя файла"
NO_PAGES = "в файле нет ни одной страницы"
NO_TEXT = "на страницах нет текста, похоже на скан"
GARBLED = "буквы есть, но прочесть их нельзя: шрифты без таблицы знаков"
NEEDS_PASSWORD = "PDF открывается только с паролем"
DAMAGED = "PDF повреждён и не открывается"
TOO_SLOW = "PDF открывался слишком долго и был закрыт"
TOO_LARGE = "PDF занял слишком много памяти и был закрыт"
CRASHED = "чтение PDF прервалось аварийно"
NOT_PDF = "не PDF; печатаются только PDF"
NOT_PDF_VARIANT = "не PDF, а по имени файла — вариант; печатаются только PDF"
WORKBOOK = "таблица с листом «{sheet}»"
SCHEME_FIRST = "начинается с ответов: «{words}»"
SCHEME_ONLY = "кроме ответов, заданий для участника нет"
SCHEME_NAME = "имя файла говорит об ответах, а на страницах их признаков нет"
CONDUCT_PROTOCOL = "заголовок «Протокол проведения»"
CODE_LIST = "заголовок о кодах и {count} чисел-кодов"
INSTRUCTIONS = "заголовок «{words}»"
SAMPLE = "образец или демонстрационный вариант"
SAYS_NOTHING = "на страницах нет ни варианта, ни полей для ответов, ни признаков ответов"
VARIANT_TITLE = "на титуле «вариант {number}»"
VARIANT_HEADERS = "в колонтитулах «вариант {number}»"
VARIANT_NAME = "номер варианта — только по имени файла: на страницах его нет"
VARIANT_MANY = "на титуле несколько номеров вариантов: {numbers}"
VARIANT_NONE = "номер варианта не найден"
PUPILS = "есть поля для кода или ответов участника"
SUBJECT_NAME = "предмет — только по имени файла"
GRADE_NAME = "класс — только по имени файла"
PART = "на странице «часть {part}»"
PART_NAME = "часть — только по имени файла"
ANSWERS_INSIDE = "на стр. {pages} ответы: «{words}»"
DOUBTFUL = "на стр. {pages} может быть ответ или нет текста, посмотрите глазами"
NAME_DISAGREES = "в имени файла вариант {number}: верить страницам"
SEVERAL_VARIANTS = "в одном файле несколько вариантов: этому принадлежат стр. {pages}"


def page_list(pages: tuple[int, ...]) -> str:
    """0-based pages as people count them: «1–12, 15»."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][1] == page:
            runs[-1][1] = page + 1
        else:
            runs.append([page + 1, page + 1])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
