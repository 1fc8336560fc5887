"""What a file is: from its text, however it is spelled; its name only where the text is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from vpr_print.intake import reasons
from vpr_print.intake.archive import StoredFile
from vpr_print.intake.recognition import FileKind, Need, RecognisedFile, recognise_text
from vpr_print.intake.subjects import same_subject

TITLE = "ВПР. Математика. 5 класс. КОД\nВариант 1\nИнструкция по выполнению работы\nПишите аккуратно."
TASK = "ВПР. Математика. 5 класс. КОД\n2\n1 Найдите значение выражения 3 + 4.\nОтвет:"


def stored(name: str, content: str = "a") -> StoredFile:
    return StoredFile(name, content * 64, 1, Path(name))


def recognise(*pages: str, name: str = "1.pdf") -> RecognisedFile:
    (file,) = recognise_text(stored(name), pages, len(pages))
    return file


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Вариант 1", 1),
        ("ВАРИАНТ № 12", 12),
        ("Вариант1", 1),
        ("Вариант №2", 2),
        ("В а р и а н т 3", 3),
        ("В а р и а н т № 3", 3),
        ("Bapиaнт 4", 4),
        ("Вари\u00adант 5", 5),
        ("Вариант\u00a06", 6),
        ("Вариант\n7", 7),
        ("Вари-\nант 8", 8),
        ("Вариант II", 2),
        ("2 вариант", 2),
        ("1-й вариант", 1),
        ("Второй вариант", 2),
        ("Вариант 2Инструкция по выполнению", 2),
        ("«Вариант 9»", 9),
        ("ВПР по математике, вариант 10", 10),
        ("Вариант 1. Часть 1", 1),
        ("Вариант 5012", 5012),
        ("Âàðèàíò 3", 3),
    ],
)
def test_variant_number_of_the_title(line: str, number: int) -> None:
    text = f"ВПР. Математика. 5 класс. КОД\n{line}\nИнструкция по выполнению работы\nПишите аккуратно."
    if "Â" in line:
        text = text.replace(line, "Вариант 3").encode("cp1251", "replace").decode("latin-1")
    assert recognise(text, TASK).variant == number


@pytest.mark.parametrize(
    ("header", "subject", "grade"),
    [
        ("ВПР. Математика. 5 класс.", "Математика", 5),
        ("ВПР. Русский язык. 5 класс", "Русский язык", 5),
        ("ВПР 2026. Окружающий мир. 4 класс", "Окружающий мир", 4),
        ("ВПР. Математика (базовый уровень). 7 класс", "Математика (базовый уровень)", 7),
        ("ВПР. Математика (углублённый уровень). 8 класс", "Математика (углублённый уровень)", 8),
        ("ВПР. Иностранный язык (английский язык). 7 класс", "Английский язык", 7),
        ("ВПР. НЕМЕЦКИЙ ЯЗЫК. 7 КЛАСС", "Немецкий язык", 7),
        ("Всероссийская проверочная работа по физике, 10-й класс", "Физика", 10),
        ("Проверочная работа\nпо биологии\n6-й класс", "Биология", 6),
        ("ИСТОРИЯ\nКласс: 5", "История", 5),
        ("В П Р . Х и м и я . 8 к л а с с .", "Химия", 8),
        ("ВПР.\nМатематика.\n5 класс.", "Математика", 5),
        ("ВПР. 5 класс. География", "География", 5),
        ("ВПР. Родная литература Севера. 6 класс.", "Родная литература севера", 6),
        ("ВПР. Основы безопасности. 8 класс.", "Основы безопасности", 8),
    ],
)
def test_subject_and_grade(header: str, subject: str, grade: int) -> None:
    file = recognise(f"{header}\nКОД\nВариант 1\nИнструкция по выполнению работы", "КОД\n1 Задача. В 9 классе\nОтвет:")
    assert (file.subject, file.grade) == (subject, grade)


def test_the_page_is_believed_against_the_name() -> None:
    file = recognise(TITLE, TASK, name="РУ7_вариант2.pdf")
    assert (file.subject, file.grade, file.variant) == ("Математика", 5, 1)
    assert reasons.NAME_DISAGREES.format(number=2) in file.reasons


def test_the_name_is_a_hint_where_the_pages_are_silent() -> None:
    file = recognise("КОД\n1 Найдите значение выражения.\nОтвет:", name="МА5_вариант2_часть1.pdf")
    assert (file.subject, file.grade, file.variant, file.part) == ("Математика", 5, 2, 1)
    assert reasons.VARIANT_NAME in file.reasons
    assert reasons.SUBJECT_NAME in file.reasons


def test_answer_pages_at_the_end_of_a_variant() -> None:
    file = recognise(TITLE, TASK, "О т в е т ы  и  р е ш е н и я\n1. 7", "2. 8")
    assert file.kind is FileKind.VARIANT
    assert file.answer_pages == (2, 3)
    assert file.clean_pages == (0, 1)


@pytest.mark.parametrize(
    ("pages", "kind"),
    [
        (("Система оценивания проверочной работы\nВариант 1\nНомер задания Правильный ответ",), FileKind.MARK_SCHEME),
        (("ВПР. Математика. 5 класс\nВариант 1\n2026", "Критерии оценивания\n1 б"), FileKind.MARK_SCHEME),
        (("Инструкция для организатора\nРаздайте варианты 1 и 2, протокол проведения",), FileKind.INSTRUCTIONS),
        (("Порядок проведения ВПР в кабинете\nРаздайте комплекты",), FileKind.INSTRUCTIONS),
        (("Протокол проведения\nВПР. Математика. 5 класс\n№ Код участника ФИО Вариант",), FileKind.CONDUCT_PROTOCOL),
        (("Коды участников ВПР\n" + " ".join(map(str, range(10001, 10030))),), FileKind.CODE_LIST),
        (("Образец проверочной работы по математике\nМатематика 5 класс\nОтвет:",), FileKind.OTHER),
        (("Заметки о погоде\nСегодня дождь, завтра снег и сильный ветер",), FileKind.OTHER),
    ],
)
def test_other_kinds(pages: tuple[str, ...], kind: FileKind) -> None:
    assert recognise(*pages).kind is kind


def test_a_scan_asks_for_its_number() -> None:
    file = recognise("", "2", "3", name="вариант1.pdf")
    assert (file.kind, file.needs) == (FileKind.UNREADABLE, Need.NUMBER)


def test_a_variant_named_answers_asks_for_confirmation() -> None:
    assert recognise(TITLE, TASK, name="Ответы_вариант1.pdf").needs is Need.CONFIRMATION


def test_pages_beyond_the_reading_follow_the_last_page_read() -> None:
    (file,) = recognise_text(stored("1.pdf"), (TITLE, TASK, "Система оценивания\n1"), 5)
    assert file.answer_pages == (2, 3, 4)
    (file,) = recognise_text(stored("1.pdf"), (TITLE, TASK), 4)
    assert file.doubtful_pages == (2, 3)


def test_a_picture_page_in_a_variant_is_doubtful() -> None:
    assert recognise(TITLE, TASK, "", TASK).doubtful_pages == (2,)


def test_pictures_behind_the_last_text_are_a_tail_and_blank_pages_are_nothing() -> None:
    texts = (TITLE, TASK, "", TASK, "", "12", "")
    (file,) = recognise_text(stored("1.pdf"), texts, len(texts), frozenset({6}))
    assert file.silent_tail == (4, 5)
    (file,) = recognise_text(stored("1.pdf"), (TITLE, TASK, ""), 3, frozenset({2}))
    assert file.silent_tail == ()


def test_parts() -> None:
    first, second = TITLE + "\nЧасть 1", "ВПР. Математика. 5 класс. КОД\nВариант 1. Часть 2\n9 Задача\nОтвет:"
    assert recognise(first, TASK).part == 1
    assert recognise(second, TASK).part == 2
    assert recognise(first, TASK, second).part is None
    assert recognise(TITLE, TASK, "КОД\nЧасть 2\n9 Задача").part is None


def test_a_part_in_running_text_is_no_part() -> None:
    assert recognise(TITLE, TASK, "КОД\nПервая часть пути заняла час.\nНайдите часть 2 отрезка").part is None


def test_several_variants_in_one_file() -> None:
    second = TITLE.replace("Вариант 1", "Вариант 2")
    found = recognise_text(stored("все.pdf"), (TITLE, TASK, second, TASK, "Система оценивания"), 5)
    assert [(file.variant, file.pages, file.answer_pages) for file in found] == [(1, (0, 1), ()), (2, (2, 3, 4), (4,))]


def test_a_task_about_variants_does_not_change_the_number() -> None:
    file = recognise(TITLE, "КОД\nВариант 2\nпоездка автобусом. Какой вариант 3 дешевле?", TASK)
    assert file.variant == 1


@pytest.mark.parametrize(
    ("asked", "known", "same"),
    [
        ("математика", "Математика", True),
        ("русский", "Русский язык", True),
        ("Английский язык", "Английский язык", True),
        ("математика", "Русский язык", False),
        ("Математика (углубленный уровень)", "Математика (углублённый уровень)", True),
    ],
)
def test_subjects_asked_for(asked: str, known: str, same: bool) -> None:
    assert same_subject(asked, known) is same
