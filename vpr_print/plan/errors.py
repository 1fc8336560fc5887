"""What keeps a work from being planned (exit code 20 and its neighbours)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed


@dataclass(eq=False)
class PlanError(VprPrintError):
    """Something does not suffice or does not fit together."""

    exit_code: ClassVar[ExitCode] = ExitCode.SHORTAGE


@dataclass(eq=False)
class CodeShortageError(PlanError):
    """There are more participants than codes."""

    participants: int
    spare_codes: int
    codes: int
    given: int
    """Of them given out by other works of the day."""
    issued: int
    """Of them somebody's for the year."""
    source: str

    @property
    def message(self) -> Message:
        spare = f" и {self.spare_codes} запасных" if self.spare_codes else ""
        given = f", из них {self.given} уже розданы другим работам этого дня" if self.given else ""
        given += f", {self.issued} закреплены за участниками в реестре кодов" if self.issued else ""
        todo = "скачайте полный список кодов в личном кабинете или сократите число запасных кодов (--spare-codes)"
        if self.given:
            todo += "\nесли те работы не состоятся или их пишут те же участники, добавьте --reuse-codes"
        if self.issued:
            todo += (
                "\nу участников из реестра есть свои коды: возьмите список с кодами, "
                "vpr-print codes assign СПИСОК --with-codes ПАПКА"
            )
        missing = self.participants + self.spare_codes - (self.codes - self.given - self.issued)
        return Message(
            f"кодов меньше, чем участников: не хватает {missing}",
            self.source,
            f"по одному коду на каждого из {self.participants} участников{spare}; в списке {self.codes}{given}",
            todo,
        )


@dataclass(eq=False)
class UnlistedCodeError(PlanError):
    """The allocation ties a code that the code list does not have."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION
    cells: tuple[str, ...]
    source: str

    @property
    def message(self) -> Message:
        return Message(
            "в списке распределения стоят коды, которых нет в списке кодов",
            listed(self.cells),
            f"коды из списка {self.source}",
            "проверьте, что оба списка скачаны для этой работы и этой школы",
        )


@dataclass(eq=False)
class UnknownVariantError(PlanError):
    """The allocation orders a variant that the archive does not have."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION
    cells: tuple[str, ...]
    variants: tuple[int, ...]

    @property
    def message(self) -> Message:
        return Message(
            "в списке распределения назначен вариант, которого нет в архиве",
            listed(self.cells),
            "один из вариантов архива: " + ", ".join(map(str, self.variants)),
            "исправьте столбец «Вариант» или очистите его: варианты расставит программа",
        )


@dataclass(eq=False)
class NamesNotTiedError(PlanError):
    """A filled protocol was asked for, but the allocation does not tie each code to a name."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION
    cells: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "заполненный протокол напечатать нельзя: не у каждого участника в списке есть и ФИО, и код",
            listed(self.cells),
            "столбцы «ФИО» и «Код участника», заполненные в каждой строке",
            "дополните список или печатайте протокол пустым (--protocol blank): имена впишут в кабинете",
        )


@dataclass(eq=False)
class SomeWithoutCodesError(PlanError):
    """Some lines of the allocation have a code, others none, and there is no code list to take one from."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION
    cells: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "в списке распределения коды стоят не у всех участников",
            listed(self.cells),
            "код в каждой строке или отдельный список кодов",
            "дополните столбец «Код участника» или передайте список кодов (--codes ФАЙЛ)",
        )
