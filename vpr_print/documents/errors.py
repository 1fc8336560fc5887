"""What can be wrong when papers are drawn, beside overflowing text and missing letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError


@dataclass(eq=False)
class DocumentError(VprPrintError):
    """Base: a paper cannot be drawn."""

    exit_code: ClassVar[ExitCode] = ExitCode.LAYOUT


@dataclass(eq=False)
class StampLineError(DocumentError):
    """The short line of a set page does not fit its place."""

    room: str
    length_mm: float

    @property
    def message(self) -> Message:
        return Message(
            "строка штампа не помещается на странице комплекта",
            f"кабинет «{self.room}», макет individual-set.toml, строка stamp.line",
            f"строка не длиннее {self.length_mm:.0f} мм при шрифте 7 пт",
            "сократите название кабинета в списке или увеличьте size строки в макете; ничего не напечатано",
        )


@dataclass(eq=False)
class PageCountError(DocumentError):
    """A prepared variant has more pages than the plan gives to its sets."""

    exit_code: ClassVar[ExitCode] = ExitCode.VARIANT

    variant: int
    pages: int
    planned: int

    @property
    def message(self) -> Message:
        return Message(
            f"в варианте {self.variant} страниц больше, чем в комплекте",
            f"подготовленный вариант {self.variant}: страниц {self.pages}, по плану {self.planned}",
            "во всех вариантах одинаковое число страниц",
            "повторите команду с исходным архивом; если не поможет — сообщите разработчикам",
        )


@dataclass(eq=False)
class SlipSizeError(DocumentError):
    """The separating slip and the code slip differ in size, so they cannot lie on one sheet."""

    slip: tuple[float, float]
    separator: tuple[float, float]

    @property
    def message(self) -> Message:
        return Message(
            "разделитель кодов другого размера, чем отдельный код",
            f"макеты code-slip.toml ({_size(self.slip)}) и code-separator.toml ({_size(self.separator)})",
            "одинаковые width и height в обоих макетах",
            "исправьте раздел [page] одного из них; ничего не напечатано",
        )


@dataclass(eq=False)
class PartTooLongError(DocumentError):
    """A label's table does not fit the label: nothing may vanish silently."""

    paper: str

    @property
    def message(self) -> Message:
        return Message(
            "таблица не помещается на наклейке",
            f"макет «{self.paper}», элемент table",
            "все строки содержимого пакета на одной наклейке",
            "увеличьте height таблицы или уменьшите row_height в макете либо сократите contents в procedure.toml; "
            "ничего не напечатано",
        )


def _size(size: tuple[float, float]) -> str:
    return f"{size[0]:.1f} × {size[1]:.1f} мм".replace(".", ",")
