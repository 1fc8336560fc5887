"""The sheet of a form that is filled in: its columns by their titles, its rows by their codes.

Titles are those of the federal forms and exports: «Код участника», «Класс», «Вариант», «Пол», «Отметка за прошлый
период», tasks as «9.1 (1б)».
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vpr_print.forms.electronic_protocol import TaskName
from vpr_print.forms.errors import FormFlaw, NotAFormError
from vpr_print.forms.package import read_package
from vpr_print.forms.workbook import Sheet, Workbook, reference

SHEET = "протокол"
_HEAD_ROWS = 60
"""A form's titles stand above that row."""
_HEAD_DEPTH = 3
"""Rows that a head of several rows has below its first one."""
_TASK = re.compile(
    r"(?:(?:задание|зад\.?|№)\s*)?(?P<task>[0-9]{1,2}(?:[.,][0-9]{1,2})*|[КK][0-9]{1,2}|[0-9]{1,2}[КK][0-9]{1,2})"
    r"\s*\(\s*(?:макс\.?|max)?\s*(?P<points>[0-9]{1,3})\s*(?:б|балл|балла|баллов|point|points)\.?\s*\)",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What a column is for."""

    CODE = "code"
    CLASS = "class"
    VARIANT = "variant"
    FORM_NUMBER = "form_number"
    SEX = "sex"
    PREVIOUS = "previous"


_TITLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.CODE, re.compile(r"(уникальный\s+)?код(\s+(участника|учителя|обучающегося|ученика))?")),
    (Role.CLASS, re.compile(r"(номер\s+|буква\s+)?класса?(\s*\(.*\))?")),
    (Role.VARIANT, re.compile(r"(номер\s+|№\s*)?вариант[а]?(\s*\(.*\))?")),
    (Role.FORM_NUMBER, re.compile(r"(номер|№)\s*(выданного\s+)?бланка.*")),
    (Role.SEX, re.compile(r"пол(\s*\(.*\))?(\s+участника)?")),
    (Role.PREVIOUS, re.compile(r"(отметка|оценка)\b.*(прошл|предыдущ|последн|четверт|триместр|полугод|период).*")),
)


@dataclass(frozen=True, slots=True)
class Task:
    """A task's column."""

    column: int
    title: str
    most: int
    """Points."""


@dataclass(frozen=True, slots=True)
class TaskLimit:
    """A task and the points that it gives at most."""

    name: TaskName
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """Where what is to be written."""

    name: str
    sheet: Sheet
    columns: Mapping[Role, int]
    titles: Mapping[int, str]
    tasks: Mapping[TaskName, Task]
    """In the order of the columns."""
    first_row: int
    """Of the participants."""
    rows: Mapping[str, int]
    """Rows that have a code already, by their codes."""


def find_form(workbook: Workbook) -> FormSheet:
    """The sheet to fill in. Raises ``NotAFormError``."""
    file = workbook.package.file
    found = [form for item in workbook.sheets if (form := _form(item.name, workbook.sheet(item.part), file))]
    named = [form for form in found if form.name.strip().casefold() == SHEET]
    match named or found:
        case [form]:
            return form
        case []:
            raise NotAFormError(file, FormFlaw.NO_SHEET, ", ".join(item.name for item in workbook.sheets))
        case forms:
            raise NotAFormError(file, FormFlaw.MANY_SHEETS, ", ".join(form.name for form in forms))


def read_tasks(content: bytes, file: str) -> tuple[TaskLimit, ...]:
    """The tasks of a form in the order of its columns; call it in the sandbox. Raises ``NotAFormError``."""
    form = find_form(Workbook(read_package(content, file)))
    return tuple(TaskLimit(name, task.most) for name, task in form.tasks.items())


def parse_task(title: str) -> TaskLimit | None:
    """What a column's title says: «9.1 (1б)»; None for any other title."""
    match = _TASK.fullmatch(" ".join(title.split()))
    return TaskLimit(task_name(match["task"]), int(match["points"])) if match else None


def parse_role(title: str) -> Role | None:
    """What a column's title says beside the tasks; None for any other title."""
    folded = " ".join(title.casefold().replace("ё", "е").split()).rstrip(".:*")
    return next((role for role, pattern in _TITLES if pattern.fullmatch(folded)), None)


def task_name(text: str) -> TaskName:
    """One spelling of a task: «9,1» → «9.1», Latin K → Cyrillic К."""
    return TaskName(text.strip().replace(",", ".").upper().replace("K", "К"))


def _form(name: str, sheet: Sheet, file: str) -> FormSheet | None:
    above = [place for place in sheet.places if place[0] <= _HEAD_ROWS + _HEAD_DEPTH]
    texts = {place: text for place in above if (text := sheet.text(place))}
    codes = [place for place in sorted(texts) if parse_role(texts[place]) is Role.CODE and place[0] <= _HEAD_ROWS]
    if not codes:
        return None
    head, code_column = codes[0]
    columns: dict[Role, int] = {}
    titles: dict[int, str] = {}
    tasks: dict[TaskName, Task] = {}
    last = head
    for row in range(max(head - _HEAD_DEPTH, 1), head + _HEAD_DEPTH + 1):
        if row > head and texts.get((row, code_column)):
            break  # the first participant, or the row of column numbers
        for (_, column), text in ((place, text) for place, text in sorted(texts.items()) if place[0] == row):
            role, match = parse_role(text), _TASK.fullmatch(text)
            if role is None and match is None:
                continue
            if match is not None:
                task = task_name(match["task"])
                twice = task in tasks
                tasks[task] = Task(column, text, int(match["points"]))
            else:
                assert role is not None
                twice = role in columns
                columns[role] = column
            if twice:
                cell = reference((row, column))
                raise NotAFormError(file, FormFlaw.TITLE_TWICE, f"лист «{name}», ячейка {cell}: {text}")
            titles[column] = text
            last = max(last, row)
    first = last + 1
    if _is_numbering(sheet, first):
        first += 1
    rows: dict[str, int] = {}
    for row in range(first, sheet.last_row + 1):
        code = sheet.text((row, code_column))
        if code and rows.setdefault(code, row) != row:
            raise NotAFormError(file, FormFlaw.TITLE_TWICE, f"лист «{name}», код {code} в строках {rows[code]} и {row}")
    by_column = dict(sorted(tasks.items(), key=lambda item: item[1].column))
    return FormSheet(
        name=name, sheet=sheet, columns=columns, titles=titles, tasks=by_column, first_row=first, rows=rows
    )


def _is_numbering(sheet: Sheet, row: int) -> bool:
    """Whether a row holds nothing but the numbers of its columns: 1, 2, 3 …"""
    texts = [sheet.text((row, column)) for column in range(1, 200)]
    numbers = [text for text in texts if text]
    return len(numbers) > 2 and numbers == [str(number) for number in range(1, len(numbers) + 1)]
