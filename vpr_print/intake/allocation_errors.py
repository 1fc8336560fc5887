"""What can be wrong with the lines of the room allocation (exit 11).

No message holds a name: a flaw points at cells. Flaws of one kind are one error with all its cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError
from vpr_print.intake.cell_text import cell_list, first_few
from vpr_print.intake.list_errors import REPEAT
from vpr_print.model.work import CellRef


@dataclass(eq=False)
class AllocationError(VprPrintError):
    """A flaw that only the room allocation may have."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION


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
class ClassColumnsError(CellsError):
    """Counts of several grades stand side by side, each in a column of its own."""

    what: ClassVar[str] = "участники разных параллелей сосчитаны в столбцах рядом"
    needed: ClassVar[str] = "строка на каждый класс и кабинет: столбцы «Класс», «Кабинет», «Количество участников»"


@dataclass(eq=False)
class GroupRowError(CellsError):
    """A row between people whose room or class a heading says; it may be another such heading."""

    what: ClassVar[str] = "строка между участниками непонятна: у тех, кто ниже, мог смениться кабинет или класс"
    needed: ClassVar[str] = "над участниками — строки «Кабинет 101» или «5А класс» либо столбцы «Кабинет» и «Класс»"
    todo: ClassVar[str] = "назовите в строке кабинет или класс такими словами или удалите её; ничего не напечатано"


@dataclass(eq=False)
class RoomNameError(CellsError):
    """A room name that is a date, too long, or holds control signs."""

    what: ClassVar[str] = "кабинет записан непонятно"
    needed: ClassVar[str] = "один номер или одно название не длиннее 40 знаков, например 101 или Спортзал"
    todo: ClassVar[str] = (
        "если кабинетов два, разделите участников между ними; "
        "если Excel превратил номер в дату, задайте ячейке формат «Текстовый» и впишите номер заново"
    )


@dataclass(eq=False)
class NameMissingError(CellsError):
    """Lines with a class, room or code but without a name."""

    what: ClassVar[str] = "строка заполнена, но имени в ней нет"
    needed: ClassVar[str] = "фамилия и имя в каждой строке; запасные места в списке не нужны (их задаёт --spares)"


@dataclass(eq=False)
class NameSignsError(CellsError):
    """Names with digits or control signs."""

    what: ClassVar[str] = "в имени цифры или знаки, каких в именах не бывает"
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
            f"на одном месте двое (кабинет {first_few(self.rooms)})",
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
