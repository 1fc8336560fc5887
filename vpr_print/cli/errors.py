"""What only a command line can get wrong (exit code 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError


@dataclass(eq=False)
class NoCommandError(VprPrintError):
    """Called without a command where nobody can be asked."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    @property
    def message(self) -> Message:
        return Message(
            "не сказано, что делать, и спросить некого: ввод идёт не с клавиатуры",
            "vpr-print",
            "команда или окно терминала, в котором программа задаст вопросы",
            "назовите команду, например vpr-print build; все команды покажет vpr-print --help",
        )
