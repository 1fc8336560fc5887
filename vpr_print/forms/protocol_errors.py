"""What stands between the paper protocol and a form that is filled in (exit code 70)."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.errors import Message, listed, plural
from vpr_print.forms.errors import FormError


@dataclass(eq=False)
class ContradictedError(FormError):
    """Sources contradict each other, and nobody has settled it yet."""

    work: str
    count: int
    codes: tuple[str, ...]
    """About whom; empty where it is about sets alone."""

    @property
    def message(self) -> Message:
        places = plural(self.count, "противоречие", "противоречия", "противоречий")
        where = f"{self.work}; коды: {', '.join(self.codes[:20])}" if self.codes else self.work
        return Message(
            f"протокол не сходится: {self.count} {places}",
            where + (" …" if len(self.codes) > 20 else ""),
            "одно и то же в плане, в возвращённых комплектах и в введённом протоколе",
            "посмотрите, что с чем не сходится и как исправить: vpr-print protocol diff\nформа не заполнена",
        )


@dataclass(eq=False)
class NobodyCameError(FormError):
    """No source says of anybody that they came."""

    work: str

    @property
    def message(self) -> Message:
        return Message(
            "заполнять нечего: ни об одном участнике не известно, что он писал работу",
            self.work,
            "строки бумажного протокола или возвращённые использованные комплекты",
            "введите протокол: vpr-print protocol enter",
        )


@dataclass(eq=False)
class BuiltElsewhereError(FormError):
    """The work's papers were built at another computer: which variant a set has is not known here."""

    work: str

    @property
    def message(self) -> Message:
        return Message(
            "эта работа собрана на другом компьютере: варианты комплектов здесь неизвестны",
            self.work,
            "папка работы с файлом manifest.json",
            "перенесите введённое туда и заполните форму там: здесь vpr-print track export ФАЙЛ,\n"
            "там vpr-print track import ФАЙЛ",
        )


@dataclass(eq=False)
class OutIsFormError(FormError):
    """A result would be written over the form that was downloaded, or over the other result."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "результат записался бы поверх самой формы или другого результата",
            self.file,
            "своё имя у каждого файла: скачанная форма остаётся как была",
            "укажите другое имя в --out или в --csv",
        )


@dataclass(eq=False)
class TableColumnsError(FormError):
    """A table to be taken in has no column of codes, or nothing beside it."""

    file: str
    missing: str

    @property
    def message(self) -> Message:
        return Message(
            f"в таблице не найдено: {self.missing}",
            self.file,
            "в одной строке заголовки: «Код участника» и что вводится: «Комплект», «Вариант», «Явка»,\n"
            "«Номер бланка» или задания так, как они названы в форме: «9.1 (1б)»",
            "добавьте строку заголовков и повторите команду; ничего не записано",
        )


@dataclass(eq=False)
class TableCellsError(FormError):
    """Cells of a table whose text cannot be what their column says."""

    file: str
    what: str
    """In Russian: what the cells are not."""
    cells: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            self.what,
            f"{self.file}\n{listed(self.cells)}",
            "коды цифрами, номер комплекта (16 цифр или № по порядку), вариант числом, явка: «да» или «н»,\n"
            "баллы числом, X или -",
            "исправьте таблицу и повторите команду; ничего не записано",
        )


@dataclass(eq=False)
class TypedOtherwiseError(FormError):
    """What is to be taken in differs from what was typed before, and no reason was given."""

    codes: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"об этих кодах уже введено другое: {len(self.codes)}",
            ", ".join(self.codes[:30]) + (" …" if len(self.codes) > 30 else ""),
            "причина исправления: прежняя запись остаётся видна вместе с ней",
            "если верна таблица, повторите команду с --reason «почему»; второй ввод для сверки — с --twice;\n"
            "ничего не записано",
        )


@dataclass(eq=False)
class TasksUnknownError(FormError):
    """Marks are to be typed, and nobody has said which tasks there are."""

    where: str

    @property
    def message(self) -> Message:
        return Message(
            "неизвестно, какие задания в работе",
            self.where,
            "форма с колонками заданий вида «9.1 (1б)»",
            "укажите скачанную форму: vpr-print protocol enter --marks --form ФОРМА.xlsx",
        )
