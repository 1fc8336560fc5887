"""What can go wrong while papers are put on the disk (exit code 40)."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed


@dataclass(eq=False)
class OutputError(VprPrintError):
    """A paper could not be written, or must not be."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT


@dataclass(eq=False)
class DiskFullError(OutputError):
    """The disk has no room for the papers."""

    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "на диске не хватило места",
            self.folder,
            "свободное место на этом диске или другая папка",
            "освободите место (или укажите другую папку: --out) и повторите команду; прежние файлы целы",
        )


@dataclass(eq=False)
class NotWritableError(OutputError):
    """The system refuses to write: no permission, or a file is open in another program."""

    path: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            f"не удалось записать: {self.reason}",
            self.path,
            "право записи в эту папку; файлы из неё не открыты в других программах",
            "закройте программы, в которых открыты эти файлы (просмотр PDF, проводник), и повторите команду",
        )


@dataclass(eq=False)
class ForeignFileError(OutputError):
    """A file of another kind has the name of the paper that is to be written."""

    path: str

    @property
    def message(self) -> Message:
        return Message(
            "под этим именем лежит другой файл, не PDF",
            self.path,
            "новое имя или PDF, который можно заменить",
            "укажите другое имя (--out); этот файл не тронут",
        )


@dataclass(eq=False)
class ForeignFolderError(OutputError):
    """The target folder holds things that this program did not write."""

    folder: str
    names: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "в папке для результата лежат посторонние файлы",
            f"{self.folder}\n{listed(self.names)}",
            "пустая папка или папка, которую создала эта программа",
            "укажите другую папку (--out) или уберите из неё посторонние файлы",
        )


@dataclass(eq=False)
class BrokenJournalError(OutputError):
    """The journal of an interrupted build cannot be read."""

    path: str

    @property
    def message(self) -> Message:
        return Message(
            "журнал прерванной сборки повреждён",
            self.path,
            "целый журнал, по которому прерванная сборка доводится до конца",
            "сохраните копию этой папки и позовите того, кто сопровождает программу; до этого не печатайте из неё",
        )


def as_output_error(error: OSError, folder: str) -> OutputError:
    """The system's refusal in words that a person can act on."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError(folder)
    return NotWritableError(str(error.filename or folder), error.strerror or type(error).__name__)
