"""What can go wrong with the folder into which an archive is read (exit code 40: it belongs to the output)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError
from vpr_print.intake.archive_errors import shown


@dataclass(eq=False)
class StoreError(VprPrintError):
    """Base of the errors of that folder."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT


@dataclass(eq=False)
class StoreFullError(StoreError):
    """No room for the files of the archive."""

    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "на диске не хватило места для файлов архива",
            shown(self.folder),
            "свободное место не меньше распакованного архива",
            "освободите место или укажите папку на другом диске и повторите команду; ничего не напечатано",
        )


@dataclass(eq=False)
class StoreNotWritableError(StoreError):
    """The folder cannot be made or written to."""

    folder: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            "в рабочую папку нельзя записать файлы архива",
            f"{shown(self.folder)} (система отвечает: {shown(self.reason)})",
            "папка, в которую этот пользователь может писать",
            "проверьте права доступа и не открыты ли файлы папки в другой программе, повторите команду",
        )
