"""What can be wrong with the register of codes (exit code 70). Messages name cells, never people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vpr_print.errors import Message, listed
from vpr_print.forms.errors import FormError
from vpr_print.forms.register import Conflict, ConflictKind

_KEPT = "реестр не изменён"


@dataclass(eq=False)
class NotARegisterError(FormError):
    """The workbook is not a register of codes."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "это не реестр кодов",
            self.file,
            "книга, которую сделала команда vpr-print codes assign: лист «Реестр», столбец «Код участника»",
            f"укажите реестр ключом --register или уберите этот файл, если реестр заводят впервые; {_KEPT}",
        )


class RowTrouble(StrEnum):
    """What is wrong with a row of the register."""

    NO_CODE = "no_code"
    ZEROS_LOST = "zeros_lost"
    CODE_TWICE = "code_twice"


_TROUBLES = {
    RowTrouble.NO_CODE: ("в строке реестра нет кода из цифр", "код в каждой строке, где есть имя"),
    RowTrouble.ZEROS_LOST: ("код стал числом, и нули впереди, возможно, потеряны", "код текстом, со всеми нулями"),
    RowTrouble.CODE_TWICE: ("один код в реестре дважды", "у каждого кода один владелец"),
}


@dataclass(eq=False)
class RegisterRowError(FormError):
    """A row of the register that cannot be right."""

    file: str
    cell: str
    trouble: RowTrouble

    @property
    def message(self) -> Message:
        what, needed = _TROUBLES[self.trouble]
        return Message(what, f"{self.file}, {self.cell}", needed, f"исправьте реестр и повторите команду; {_KEPT}")


@dataclass(eq=False)
class AnswerError(FormError):
    """An answer that is none of those that were offered."""

    file: str
    cell: str
    answer: str
    codes: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"непонятный ответ: «{self.answer}»",
            f"{self.file}, {self.cell}",
            f"{listed(self.codes)} или слово «новый»" if self.codes else "слово «новый»",
            f"исправьте ответ и повторите команду; {_KEPT}",
        )


_CONFLICTS = {
    ConflictKind.CODE_OF_ANOTHER: "код {code} в реестре уже у другого участника",
    ConflictKind.OTHER_CODE: "в списке код {code}, а в реестре у этого участника код {other}",
    ConflictKind.CODE_TWICE: "код {code} в списке у двух участников",
}


@dataclass(eq=False)
class CodeConflictError(FormError):
    """List and register contradict each other."""

    cell: str
    kind: ConflictKind
    code: str
    other: str

    @classmethod
    def of(cls, conflict: Conflict) -> CodeConflictError:
        return cls(str(conflict.person.cell), conflict.kind, conflict.code, conflict.other or "")

    @property
    def message(self) -> Message:
        return Message(
            _CONFLICTS[self.kind].format(code=self.code, other=self.other),
            self.cell,
            "у каждого участника один код на весь год, у каждого кода один участник",
            f"проверьте бумажный протокол и исправьте список или реестр; {_KEPT}",
        )


@dataclass(eq=False)
class CodesShortError(FormError):
    """Fewer free codes than people who need one."""

    missing: int
    file: str
    """Of the list of codes; empty without one."""

    @property
    def message(self) -> Message:
        return Message(
            f"не хватает свободных кодов: {self.missing}",
            self.file or "список кодов не указан",
            "ещё не выданный код для каждого нового участника",
            f"скачайте список кодов в личном кабинете и укажите его: --codes ФАЙЛ; {_KEPT}",
        )


@dataclass(eq=False)
class UnknownCodeError(FormError):
    """A code that nobody has in the work."""

    code: str
    work: str

    @property
    def message(self) -> Message:
        return Message(
            f"кода {self.code} в этой работе нет",
            f"работа {self.work}",
            "код, который стоит в протоколе этой работы",
            "сверьте код с протоколом; если работ несколько, назовите работу ключом --work",
        )
