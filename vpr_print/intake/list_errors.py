"""What can be wrong with either list, the room allocation (exit 11) or the participant codes (exit 13), and with codes.

No message holds a name: a flaw points at cells. Flaws of one kind are one error with all its cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, plural
from vpr_print.intake.cell_text import cell_list, first_few
from vpr_print.model.work import CellRef, ParticipantCode

REPEAT = "исправьте список и повторите команду; ничего не напечатано"


class ListRole(StrEnum):
    """Which list a file is."""

    ALLOCATION = "allocation"
    CODES = "codes"
    PROTOCOL = "protocol"
    """What was written of the participants on the day, by code."""

    @property
    def name_ru(self) -> str:
        return _NAMES[self]


_NAMES = {
    ListRole.ALLOCATION: "список распределения по кабинетам",
    ListRole.CODES: "список кодов участников",
    ListRole.PROTOCOL: "список по кодам участников",
}
_EXIT_CODES = {
    ListRole.ALLOCATION: ExitCode.ALLOCATION,
    ListRole.CODES: ExitCode.CODES,
    ListRole.PROTOCOL: ExitCode.FORM,
}


@dataclass(eq=False)
class ListError(VprPrintError):
    """A flaw that either list may have; the exit code is that of the list where it stands."""

    role: ListRole

    @property
    def exit_code(self) -> ExitCode:  # type: ignore[override]  # the base has a class variable; here it depends on the list
        return _EXIT_CODES[self.role]


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
    found: int | None = None
    """The length that all codes of the list have; None when they differ."""

    @property
    def message(self) -> Message:
        todo = "нули в начале мог потерять Excel: задайте столбцу формат «Текстовый», впишите коды заново и повторите"
        if self.found:
            todo = f"если верно, что цифр {self.found}, исправьте code_length в vpr-print.toml; если нет:\n{todo}"
        return Message(
            f"код участника не той длины ({_count(self.cells, 'код', 'кода', 'кодов')})",
            cell_list(self.cells),
            f"{self.length} {plural(self.length, 'цифра', 'цифры', 'цифр')} в каждом коде",
            todo,
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
            what = f"коды повторяются: {first_few(self.codes)}"
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
class CodePagesUnclearError(CodeListError):
    """Which numbers on the pages of a PDF are the codes cannot be told for sure."""

    where: str

    @property
    def message(self) -> Message:
        return Message(
            "непонятно, какие числа в PDF — коды участников",
            self.where,
            "таблица, в которой нет ничего, кроме кодов, или столбец с заголовком «Код участника»",
            "скопируйте коды из PDF в таблицу XLSX под заголовок «Код участника» и укажите её в --codes",
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


@dataclass(eq=False)
class CodesOfOtherGradeError(CodeListError):
    """Every code of the list belongs to other grades."""

    file: str
    grade: int
    found: tuple[int, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"в списке кодов нет кодов {self.grade} класса",
            f"{self.file}: есть коды класса {', '.join(map(str, self.found))}",
            "коды того класса, который пишет работу",
            "проверьте, тот ли это файл, и возьмите список кодов этого класса; ничего не напечатано",
        )


@dataclass(eq=False)
class CodesTiedInCodeListError(CodeListError):
    """The code list ties codes to names, while the allocation leaves the codes to the program."""

    cells: tuple[CellRef, ...]

    @property
    def message(self) -> Message:
        return Message(
            "в списке кодов рядом с кодами стоят имена, а в распределении кодов нет: "
            "программа раздала бы коды не тем, за кем они закреплены",
            cell_list(self.cells),
            "закреплённые коды — в столбце «Код» списка распределения, в строке своего участника",
            "перенесите коды в столбец «Код» распределения; если коды ни за кем не закреплены, удалите имена "
            "из списка кодов и повторите команду; ничего не напечатано",
        )


def _count(cells: Iterable[CellRef], one: str, few: str, many: str) -> str:
    number = len(tuple(cells))
    return f"{number} {plural(number, one, few, many)}"
