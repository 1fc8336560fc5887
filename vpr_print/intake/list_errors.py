"""What can be wrong with the two lists: the room allocation (exit 11) and the participant codes (exit 13).

No message holds a name: a flaw points at cells. Flaws of one kind are one error with all its cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError
from vpr_print.intake.cell_text import cell_list
from vpr_print.model.work import CellRef, ParticipantCode

REPEAT = "исправьте список и повторите команду; ничего не напечатано"


class ListRole(StrEnum):
    """Which of the two lists a file is."""

    ALLOCATION = "allocation"
    CODES = "codes"

    @property
    def name_ru(self) -> str:
        return "список распределения по кабинетам" if self is ListRole.ALLOCATION else "список кодов участников"


@dataclass(eq=False)
class ListError(VprPrintError):
    """A flaw that either list may have; the exit code is that of the list where it stands."""

    role: ListRole

    @property
    def exit_code(self) -> ExitCode:  # type: ignore[override]  # the base has a class variable; here it depends on the list
        return ExitCode.ALLOCATION if self.role is ListRole.ALLOCATION else ExitCode.CODES


@dataclass(eq=False)
class AllocationError(VprPrintError):
    """A flaw that only the room allocation may have."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION


@dataclass(eq=False)
class CodeListError(VprPrintError):
    """A flaw that only the code list may have."""

    exit_code: ClassVar[ExitCode] = ExitCode.CODES


# --- the file as a whole -------------------------------------------------------------------------------------


@dataclass(eq=False)
class ListUnreadableError(ListError):
    """The file is not there, or the system does not let us read it."""

    file: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            f"{self.role.name_ru} не читается: {self.reason}",
            self.file,
            "файл, который лежит на месте и открывается",
            "проверьте имя и путь; если файл открыт в другой программе, закройте её",
        )


@dataclass(eq=False)
class ListEmptyError(ListError):
    """The file has no bytes, or no cell with text."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            f"{self.role.name_ru} пуст",
            self.file,
            "таблица хотя бы с одной заполненной строкой",
            "откройте файл, убедитесь, что список в нём есть, сохраните и повторите команду",
        )


@dataclass(eq=False)
class ListWrongKindError(ListError):
    """The content is not a table that we read: a Word file, an archive, a picture."""

    file: str
    found: str
    """What the content looks like, in Russian."""

    @property
    def message(self) -> Message:
        return Message(
            f"это не таблица: {self.found}",
            self.file,
            "XLSX, XLS, ODS или CSV" + (" либо PDF с текстом" if self.role is ListRole.CODES else ""),
            "откройте файл в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)»",
        )


@dataclass(eq=False)
class ListPasswordError(ListError):
    """The file is protected with a password."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            f"{self.role.name_ru} защищён паролем",
            self.file,
            "файл без пароля",
            "откройте файл с паролем, снимите защиту (Файл → Сведения → Защита книги) и сохраните",
        )


@dataclass(eq=False)
class ListDamagedError(ListError):
    """The file begins as a table of a known format but cannot be read."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            f"{self.role.name_ru} повреждён: прочитать его до конца не удалось",
            self.file,
            "файл, который открывается в Excel или LibreOffice без предложения восстановить его",
            "получите файл ещё раз или откройте его и сохраните заново как «Книга Excel (.xlsx)»",
        )


@dataclass(eq=False)
class ListTooLargeError(ListError):
    """More rows, columns or bytes than a list may have, or a bomb."""

    file: str
    limit: str
    """The limit that was met, in Russian."""

    @property
    def message(self) -> Message:
        return Message(
            f"{self.role.name_ru} слишком велик: {self.limit}",
            self.file,
            "только сам список, без лишних листов и без данных далеко за его краем",
            "скопируйте список на новый лист новой книги, сохраните и повторите команду",
        )


# --- columns -------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class ColumnsNotFoundError(ListError):
    """No row was found that names the columns we need."""

    file: str
    needed: str
    found: tuple[str, ...] = ()
    """Headings that were recognised, as «лист: заголовки»; empty when there was none."""

    @property
    def message(self) -> Message:
        found = "\n".join(self.found) if self.found else "строка с названиями столбцов не найдена"
        return Message(
            "не найдены нужные столбцы",
            f"{self.file}\n{found}",
            self.needed,
            "проверьте, тот ли это файл и лист, и подпишите столбцы; порядок столбцов любой",
        )


@dataclass(eq=False)
class ColumnTwiceError(ListError):
    """Two columns of one table say the same thing, so that it is unclear which one is meant."""

    column: str
    cells: tuple[CellRef, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"два столбца названы одинаково: «{self.column}»",
            cell_list(self.cells),
            "один такой столбец в таблице; два списка рядом — на разных листах или друг под другом",
            REPEAT,
        )


# --- codes, in either list -----------------------------------------------------------------------------------


@dataclass(eq=False)
class CodeLengthError(ListError):
    """Codes that are shorter or longer than the others. Never padded: the lost digit may be any."""

    length: int
    cells: tuple[CellRef, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"код участника не той длины ({_count(self.cells, 'код', 'кода', 'кодов')})",
            cell_list(self.cells),
            f"{self.length} {_plural(self.length, 'цифра', 'цифры', 'цифр')} в каждом коде",
            "нули в начале мог потерять Excel: задайте столбцу формат «Текстовый», впишите коды заново и повторите",
        )


@dataclass(eq=False)
class CodeSignsError(ListError):
    """Codes that hold something else than digits."""

    cells: tuple[CellRef, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"код участника — не число из цифр ({_count(self.cells, 'ячейка', 'ячейки', 'ячеек')})",
            cell_list(self.cells),
            "только цифры, без букв, пробелов и знаков",
            REPEAT,
        )


@dataclass(eq=False)
class DuplicateCodeError(ListError):
    """Two participants were given one code, or one code stands in the list twice."""

    codes: tuple[ParticipantCode, ...]
    cells: tuple[CellRef, ...]

    @property
    def message(self) -> Message:
        if len(self.codes) > 1:
            what = f"коды повторяются: {_first(self.codes)}"
        elif self.role is ListRole.ALLOCATION:
            what = f"у двух участников один код {self.codes[0]}"
        else:
            what = f"код {self.codes[0]} стоит в списке дважды"
        return Message(what, cell_list(self.cells), "у каждого участника свой код", REPEAT)


@dataclass(eq=False)
class CodesUnclearError(CodeListError):
    """Which numbers of the file are the codes cannot be told for sure."""

    where: str

    @property
    def message(self) -> Message:
        return Message(
            "непонятно, какие числа — коды участников",
            self.where,
            "столбец с заголовком «Код участника» или таблица, в которой нет ничего, кроме кодов",
            "подпишите столбец с кодами «Код участника» или удалите другие числа, сохраните и повторите команду",
        )


@dataclass(eq=False)
class NoCodesError(CodeListError):
    """The file can be read, but there is no code in it."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "в файле нет ни одного кода участника",
            self.file,
            "коды из цифр: столбец «Код участника», таблица кодов или PDF с текстом (не скан)",
            "проверьте, тот ли это файл; из скана коды придётся перепечатать в таблицу",
        )


# --- lines of the allocation -----------------------------------------------------------------------------------


@dataclass(eq=False)
class CellsError(AllocationError):
    """Base of flaws that one cell, or several of the same kind, may have."""

    cells: tuple[CellRef, ...]
    what: ClassVar[str]
    needed: ClassVar[str]
    todo: ClassVar[str] = REPEAT

    @property
    def message(self) -> Message:
        return Message(self.what, cell_list(self.cells), self.needed, self.todo)


@dataclass(eq=False)
class DuplicateParticipantError(CellsError):
    """One name and class stands in the list twice, with nothing that tells the lines apart."""

    what: ClassVar[str] = "одно и то же имя с одним и тем же классом стоит в списке дважды"
    needed: ClassVar[str] = "каждый участник один раз; у полных тёзок — разные коды или разные места"
    todo: ClassVar[str] = "уберите лишнюю строку или укажите тёзкам коды или места; ничего не напечатано"


@dataclass(eq=False)
class CodeMissingError(CellsError):
    """Some lines have a code and some have none."""

    what: ClassVar[str] = "у части участников нет кода"
    needed: ClassVar[str] = "код у каждого участника или пустой столбец «Код» целиком"


@dataclass(eq=False)
class RoomMissingError(CellsError):
    """Lines without a room."""

    what: ClassVar[str] = "не указан кабинет"
    needed: ClassVar[str] = "кабинет в каждой строке, в объединённой ячейке или строкой «Кабинет 101» над списком"


@dataclass(eq=False)
class RoomNameError(CellsError):
    """A room name that is a date, too long, or holds control signs."""

    what: ClassVar[str] = "кабинет записан непонятно"
    needed: ClassVar[str] = "номер или название не длиннее 40 знаков, например 101 или Спортзал"
    todo: ClassVar[str] = "если Excel превратил номер в дату, задайте ячейке формат «Текстовый» и впишите номер заново"


@dataclass(eq=False)
class NameMissingError(CellsError):
    """Lines with a class, room or code but without a name."""

    what: ClassVar[str] = "строка заполнена, но имени в ней нет"
    needed: ClassVar[str] = "фамилия и имя в каждой строке; запасные места в списке не нужны (их задаёт --spares)"


@dataclass(eq=False)
class NameSignsError(CellsError):
    """Names with digits or control signs."""

    what: ClassVar[str] = "в имени цифры или непечатаемые знаки"
    needed: ClassVar[str] = "в столбце с именем только имя: буквы, пробел, дефис, апостроф, точка"


@dataclass(eq=False)
class ClassMissingError(CellsError):
    """Lines without a class in a list that has a class column."""

    what: ClassVar[str] = "не указан класс"
    needed: ClassVar[str] = "класс в каждой строке, например 5А"


@dataclass(eq=False)
class ClassNameError(CellsError):
    """Class names without a grade."""

    what: ClassVar[str] = "класс записан непонятно"
    needed: ClassVar[str] = "номер от 1 до 11 и буква, например 5А"
    todo: ClassVar[str] = "если Excel превратил класс в дату, задайте ячейке формат «Текстовый» и впишите его заново"


@dataclass(eq=False)
class LatinInClassError(AllocationError):
    """A Latin letter that looks like a Russian one in a class name."""

    letter: str
    cells: tuple[CellRef, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"в названии класса латинская буква «{self.letter}» вместо русской",
            cell_list(self.cells),
            "русские буквы: иначе один класс станет двумя",
            "впишите букву заново в русской раскладке и повторите команду; ничего не напечатано",
        )


@dataclass(eq=False)
class SeatNameError(CellsError):
    """Seats that cannot be understood."""

    what: ClassVar[str] = "место записано непонятно"
    needed: ClassVar[str] = "номер (3), номер с буквой (3А), ряд и парта (2-3) или столбцы «Ряд» и «Место»"
    todo: ClassVar[str] = "если Excel превратил место в дату, задайте ячейке формат «Текстовый» и впишите его заново"


@dataclass(eq=False)
class SeatTakenError(AllocationError):
    """Two people sit on one seat of a room."""

    rooms: tuple[str, ...]
    cells: tuple[CellRef, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"на одном месте двое (кабинет {_first(self.rooms)})",
            cell_list(self.cells),
            "у каждого своё место; за одной партой — 3А и 3Б",
            REPEAT,
        )


@dataclass(eq=False)
class VariantNumberError(CellsError):
    """Variants that are not a number."""

    what: ClassVar[str] = "вариант — не число"
    needed: ClassVar[str] = "номер варианта от 1 до 99 или пустая ячейка"


@dataclass(eq=False)
class CountError(CellsError):
    """Counts of participants that are not a number."""

    what: ClassVar[str] = "количество участников — не число"
    needed: ClassVar[str] = "целое число от 0 до 1000"


@dataclass(eq=False)
class MarkError(CellsError):
    """Marks of the A3 column that are neither yes nor no."""

    what: ClassVar[str] = "непонятно, нужен ли участнику формат А3"
    needed: ClassVar[str] = "да, +, 1 или А3 — нужен; пусто, нет, - или А4 — не нужен"


@dataclass(eq=False)
class DateError(CellsError):
    """Dates that cannot be understood."""

    what: ClassVar[str] = "дата записана непонятно"
    needed: ClassVar[str] = "дата вида 21.04.2026"


@dataclass(eq=False)
class NothingForWorkError(AllocationError):
    """The list is good, but no line of it is for this work."""

    file: str
    wanted: str
    present: tuple[str, ...]
    """What the list holds instead, in Russian."""

    @property
    def message(self) -> Message:
        return Message(
            f"в списке нет никого на эту работу ({self.wanted})",
            "\n".join((self.file, *self.present)),
            "хотя бы одна строка с этим предметом, классом и датой",
            "проверьте, тот ли это список; предмет, класс и дату работы задают --subject, --grade, --class, --date",
        )


@dataclass(eq=False)
class SeveralWorksError(AllocationError):
    """The list holds several works, and it was not said which one is meant."""

    file: str
    fact: str
    option: str
    values: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"в списке несколько работ: {self.fact} — {', '.join(self.values)}",
            self.file,
            "одна работа за раз",
            f"укажите, какую печатать: {self.option}",
        )


def _first(texts: tuple[str, ...], most: int = 10) -> str:
    more = f" и ещё {len(texts) - most}" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def _count(cells: Iterable[CellRef], one: str, few: str, many: str) -> str:
    number = len(tuple(cells))
    return f"{number} {_plural(number, one, few, many)}"


def _plural(number: int, one: str, few: str, many: str) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many
