"""Which column says what: the words that schools write above their lists.

A heading is compared as words, without case, ё/е, dots, brackets and words that add nothing («участника»,
«полностью»), so that «Ф.И.О. обучающегося (полностью)» is «фио» and «ФИО организатора» is nothing we know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from vpr_print.intake.tables import Row, Table


class Column(StrEnum):
    """What a column of a list says."""

    ORDINAL = "№"
    NAME = "ФИО"
    SURNAME = "Фамилия"
    GIVEN = "Имя"
    PATRONYMIC = "Отчество"
    CLASS = "Класс"
    GRADE = "Параллель"
    LETTER = "Литера"
    ROOM = "Кабинет"
    ROW = "Ряд"
    SEAT = "Место"
    DESK = "Парта"
    CODE = "Код участника"
    VARIANT = "Вариант"
    SUBJECT = "Предмет"
    DATE = "Дата"
    SEX = "Пол"
    ENLARGED = "Формат А3"
    COUNT = "Количество участников"


class ListKind(StrEnum):
    """What stands below a header."""

    PEOPLE = "people"
    """People by name."""
    COUNTS = "counts"
    """Numbers of people in rooms."""
    CODES = "codes"
    """People by code only."""
    NOTHING = "nothing"
    """No room allocation."""


NAMES = (Column.NAME, Column.SURNAME, Column.GIVEN, Column.PATRONYMIC)

_WORDS = {
    Column.ORDINAL: """
        №, № п п, № пп, п п, пп, номер, номер п п, порядковый номер, № по списку, номер по порядку, n, n п п, no
    """,
    Column.NAME: """
        фио, ф и о, фи, ф и, фамилия имя отчество, фамилия имя, фамилия инициалы, участник, ученик, обучающийся,
        учащийся, участники, ученики, обучающиеся, учащиеся, фио участник, фио ученик, участник фио, фио
        ребенка, фамилия имя ребенка
    """,
    Column.SURNAME: "фамилия",
    Column.GIVEN: "имя",
    Column.PATRONYMIC: "отчество",
    Column.CLASS: """
        класс, кл, класс группа, класс литера, класс буква, класс с литерой, наименование класса, название
        класса
    """,
    Column.GRADE: "параллель, № параллели, номер класса, параллель классов, ступень",
    Column.LETTER: "литера, литер, буква, литера класса, буква класса",
    Column.ROOM: """
        кабинет, каб, аудитория, ауд, помещение, № кабинета, номер кабинета, № каб, номер каб, № аудитории,
        номер аудитории, № ауд, кабинет №, каб №, аудитория №, ауд №, кабинет аудитория, аудитория кабинет,
        номер помещения, № помещения, № кабинета аудитории, номер кабинета аудитории, кабинет номер, учебный
        кабинет
    """,
    Column.ROW: "ряд, № ряда, номер ряда, ряд №",
    Column.SEAT: """
        место, № места, номер места, посадочное место, место №, место кабинете, место аудитории, номер
        посадочного места, № посадочного места, рабочее место, ряд место, ряд парта, место за партой, место ряд
    """,
    Column.DESK: """
        парта, № парты, номер парты, стол, № стола, номер стола, парта №, стол №, парта стол
    """,
    Column.CODE: """
        код, код участник, коды, код №, № код, код номер, номер код, индивидуальный код, уникальный код, код
        учителя, уникальный код учителя
    """,
    Column.VARIANT: "вариант, № варианта, номер варианта, вар, вариант №, вариант ким, вариант ик",
    Column.SUBJECT: """
        предмет, учебный предмет, дисциплина, название предмета, наименование предмета, наименование учебного
        предмета
    """,
    Column.DATE: "дата, день, дата написания, дата выполнения",
    Column.SEX: "пол",
    Column.ENLARGED: """
        формат а3, а3, увеличенный, увеличенный формат, увеличенный шрифт, увеличенный а3, овз увеличенный, овз
        а3, нужен а3, печать а3, крупный шрифт, формат, формат бумаги, формат листа, формат печати, увеличенный
        комплект, увеличенный формат а3, овз увеличенный формат, овз увеличенный шрифт, овз крупный шрифт,
        комплект а3
    """,
    Column.COUNT: """
        количество, кол во, кол, число, количество человек, кол во человек, кол во чел, число человек,
        количество чел, всего, участников, всего человек, человек, чел, количество мест, кол во мест,
        численность, кол во уч ся, количество уч ся, кол во уч, кол во обуч ся, кол во обуч
    """,
}
_KNOWN = {" ".join(words.split()): column for column, listed in _WORDS.items() for words in listed.split(",")}
_EMPTY_WORDS = frozenset(
    {
        *("участника", "участников", "обучающегося", "обучающихся", "ученика", "учеников", "учащегося", "учащихся"),
        *("школьника", "впр", "полностью", "работы", "проведения", "ппо", "оо", "для", "в", "на", "и", "или", "при"),
        *("наличии", "проверочной", "всероссийской", "последнее", "рассадки", "посадки", "оценки"),
    }
)
_NOT_OURS = frozenset({"номер участника", "№ участника"})
_LOOKALIKES = str.maketrans("aceopxykmhtb", "асеорхукмнтв")
LONGEST_HEADING = 80


@lru_cache(maxsize=16_384)
def recognise(text: str) -> Column | None:
    """What a column with this heading says; None for headings that we do not know."""
    if not text or len(text) > LONGEST_HEADING:
        return None
    folded = text.casefold().replace("ё", "е")
    if re.search("[а-я№]", folded) or folded == "a3":
        folded = folded.translate(_LOOKALIKES)
    for variant in (folded, re.sub(r"\(.*?\)", " ", folded)):
        joined = re.sub(r"\b([а-я])\.\s*(?=[а-я]\b)", r"\1", variant)
        words = re.findall(r"№|[^\W_]+", joined)
        exact = " ".join(words)
        if exact in _NOT_OURS:
            return None
        found = _KNOWN.get(exact) or _KNOWN.get(" ".join(word for word in words if word not in _EMPTY_WORDS))
        if found:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Header:
    """The heading rows of a table: where each known column stands."""

    first: Row
    last: Row
    columns: Mapping[Column, int]
    unknown: tuple[tuple[int, str], ...]
    """Columns with a heading that we do not know."""
    twice: tuple[tuple[Column, int, int], ...]
    """Columns that are headed alike."""

    kind: ListKind

    def has(self, *columns: Column) -> bool:
        """Whether any of the columns is there."""
        return any(column in self.columns for column in columns)


def header_at(rows: Sequence[Row], index: int) -> Header | None:
    """The header that begins in this row (one or two rows high); None where there is none."""
    upper = rows[index]
    single = _header(upper, None)
    if index + 1 < len(rows) and rows[index + 1].number == upper.number + 1 and _continues(rows[index + 1], single):
        lower = rows[index + 1]
        double = _header(upper, lower)
        alone = max(len(single.columns), len(_header(lower, None).columns))
        if double.kind is not ListKind.NOTHING and len(double.columns) > alone and any(map(recognise, upper.own_texts)):
            return double
    return None if single.kind is ListKind.NOTHING else single


def best_headings(table: Table, most: int = 1000) -> tuple[Column, ...]:
    """Known headings of the row that has most of them; none where no row has two."""
    best: tuple[Column, ...] = ()
    for row in table.rows[:most]:
        found = tuple(dict.fromkeys(filter(None, map(recognise, row.own_texts))))
        if len(found) > max(1, len(best)):
            best = found
    return best


def _continues(row: Row, above: Header) -> bool:
    """Whether the row is the second of a header: headings we know, hardly anything else, and no digits."""
    texts = row.own_texts
    known = sum(1 for text in texts if recognise(text))
    if not known or known * 2 < len(texts):
        return False
    if any(char.isdigit() for text in texts if not recognise(text) for char in text):
        return False
    repeated = sum(1 for text in texts if recognise(text) in above.columns)
    return above.kind is ListKind.NOTHING or repeated < 2


def _header(upper: Row, lower: Row | None) -> Header:
    """The header of one row, or of two: there the lower cell counts, then both together, then the upper one."""
    columns: dict[Column, int] = {}
    unknown = []
    twice = []
    group = ""
    for index in range(max(len(upper.cells), len(lower.cells) if lower else 0)):
        above = upper.cell(index)
        below = lower.cell(index).own if lower else ""
        group = above.text or (group if lower else "")
        text = f"{group} {below}".strip() if below else above.own
        found = recognise(below) or recognise(text) or recognise(above.own)
        if found is None:
            if text:
                unknown.append((index, text))
        elif found not in columns:
            columns[found] = index
        elif found not in (Column.ORDINAL, Column.COUNT, Column.SEX):
            twice.append((found, columns[found], index))
    return Header(upper, lower or upper, columns, tuple(unknown), tuple(twice), _kind(columns))


def _kind(columns: Mapping[Column, int]) -> ListKind:
    if Column.NAME in columns or Column.SURNAME in columns:
        return ListKind.PEOPLE
    if Column.ROOM in columns and Column.COUNT in columns:
        return ListKind.COUNTS
    if Column.CODE in columns and not columns.keys().isdisjoint({Column.ROOM, Column.SEAT, Column.CLASS, Column.DESK}):
        return ListKind.CODES
    return ListKind.NOTHING
