"""What can be wrong with an official form and with what is to be written into it (exit code 70)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed


class FormFlaw(StrEnum):
    """Why a file is no form that can be filled in."""

    NOT_XLSX = "not_xlsx"
    OLD_OR_LOCKED = "old_or_locked"
    """The container of .xls files, and of .xlsx files behind a password."""
    DAMAGED = "damaged"
    NO_FILE = "no_file"
    TOO_LARGE = "too_large"
    NO_PART = "no_part"
    NO_SHEET = "no_sheet"
    """No sheet has a column of codes."""
    MANY_SHEETS = "many_sheets"
    TITLE_TWICE = "title_twice"


_WORDS = {
    FormFlaw.NOT_XLSX: ("это не книга XLSX", "форма .xlsx, как её скачали из личного кабинета ФИС ОКО"),
    FormFlaw.OLD_OR_LOCKED: (
        "это старый формат .xls или книга под паролем",
        "форма .xlsx без пароля на открытие, как её скачали из личного кабинета ФИС ОКО",
    ),
    FormFlaw.NO_FILE: ("такого файла нет", "книга .xlsx, которая лежит на месте"),
    FormFlaw.DAMAGED: ("книга повреждена", "целая форма .xlsx"),
    FormFlaw.TOO_LARGE: ("книга слишком велика для электронного протокола", "форма .xlsx, как её скачали"),
    FormFlaw.NO_PART: ("в книге не хватает частей", "целая форма .xlsx"),
    FormFlaw.NO_SHEET: (
        "в книге нет листа с колонкой «Код участника»",
        "форма электронного протокола: лист «Протокол» с колонками «Код участника», «Вариант» и заданиями",
    ),
    FormFlaw.MANY_SHEETS: (
        "колонка «Код участника» есть на нескольких листах, и ни один не называется «Протокол»",
        "один лист для заполнения",
    ),
    FormFlaw.TITLE_TWICE: ("две колонки с одним смыслом", "каждая колонка один раз"),
}


@dataclass(eq=False)
class FormError(VprPrintError):
    """Base of everything wrong with forms."""

    exit_code: ClassVar[ExitCode] = ExitCode.FORM


@dataclass(eq=False)
class NotAFormError(FormError):
    """The file is no form that can be filled in."""

    file: str
    flaw: FormFlaw
    detail: str = ""

    @property
    def message(self) -> Message:
        what, needed = _WORDS[self.flaw]
        return Message(
            what,
            f"{self.file}: {self.detail}" if self.detail else self.file,
            needed,
            "скачайте форму ещё раз и повторите команду; файл не изменён",
        )


class CellTrouble(StrEnum):
    """Why a value cannot go into its cell."""

    LOCKED = "locked"
    FORMULA = "formula"
    MERGED = "merged"
    NOT_ALLOWED = "not_allowed"
    """The form's own rule of the cell does not take it."""
    AMBIGUOUS = "ambiguous"
    """The form's own rule takes several that may be meant."""
    ABOVE_LIMIT = "above_limit"
    """More points than the title of the task gives."""
    OCCUPIED = "occupied"
    """Something else stands there already."""


_TROUBLES = {
    CellTrouble.LOCKED: ("ячейка защищена от изменений", "значение в ячейке, которую форма разрешает заполнять"),
    CellTrouble.FORMULA: ("в ячейке формула", "значение в ячейке, которую форма разрешает заполнять"),
    CellTrouble.MERGED: ("ячейка закрыта объединением", "отдельная ячейка для каждого значения"),
    CellTrouble.NOT_ALLOWED: ("форма не принимает такое значение", "значение, которое разрешает сама форма"),
    CellTrouble.AMBIGUOUS: ("не ясно, какое из значений формы имеется в виду", "одно из значений"),
    CellTrouble.ABOVE_LIMIT: ("баллов больше, чем даёт задание", "балл не больше указанного в заголовке колонки"),
    CellTrouble.OCCUPIED: ("в ячейке уже стоит другое значение", "пустая ячейка или то же значение"),
}


@dataclass(eq=False)
class CellValueError(FormError):
    """A value that its cell cannot take."""

    file: str
    sheet: str
    cell: str
    title: str
    """Of the column."""
    value: str
    trouble: CellTrouble
    allowed: tuple[str, ...] = ()
    """What the form takes, or what stands there."""

    @property
    def message(self) -> Message:
        what, needed = _TROUBLES[self.trouble]
        known = f": {listed(self.allowed)}" if self.allowed else ""
        todo = (
            "сверьте форму с протоколом; если верно наше значение, повторите команду с --overwrite"
            if self.trouble is CellTrouble.OCCUPIED
            else "исправьте значение (vpr-print protocol enter) или скачайте форму этой работы; ничего не записано"
        )
        return Message(
            f"{what}: «{self.value}»",
            f"{self.file}, лист «{self.sheet}», ячейка {self.cell}, колонка «{self.title}»",
            needed + known,
            todo,
        )


@dataclass(eq=False)
class CodesNotInFormError(FormError):
    """The form lists codes, and some of ours are not among them."""

    file: str
    sheet: str
    codes: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"в форме нет кодов: {listed(self.codes)}",
            f"{self.file}, лист «{self.sheet}», колонка «Код участника»",
            "форма этой школы и этой работы со всеми выданными кодами",
            "проверьте, та ли форма скачана; если код введён с ошибкой, исправьте его: vpr-print protocol enter",
        )


@dataclass(eq=False)
class ColumnsMissingError(FormError):
    """Values for which the form has no column."""

    file: str
    sheet: str
    titles: tuple[str, ...]
    found: tuple[str, ...]
    """Titles of the tasks that the form has."""

    @property
    def message(self) -> Message:
        return Message(
            f"в форме нет колонок: {listed(self.titles)}",
            f"{self.file}, лист «{self.sheet}»; есть: {listed(self.found) or 'ни одного задания'}",
            "форма той же работы",
            "проверьте, та ли форма скачана и так ли названы задания в таблице баллов",
        )


@dataclass(eq=False)
class NoRowsLeftError(FormError):
    """More participants than rows that the form has rules for."""

    file: str
    sheet: str
    rows: int
    needed: int

    @property
    def message(self) -> Message:
        return Message(
            f"в форме {self.rows} строк для участников, а нужно {self.needed}",
            f"{self.file}, лист «{self.sheet}»",
            "строка для каждого участника",
            "скачайте форму на нужное число участников или заполните вторую форму",
        )
