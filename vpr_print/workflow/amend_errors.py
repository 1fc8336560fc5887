"""What a late change of a built work can be wrong about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed
from vpr_print.layout.speech import spoken
from vpr_print.track.words import room_name


@dataclass(eq=False)
class NotAsBuiltError(VprPrintError):
    """This program would not make the papers of a room that has to stay as it is."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT
    room: str

    @property
    def message(self) -> Message:
        return Message(
            "состав бумаг не тот, что у собранной работы",
            f"{room_name(self.room)}, хотя здесь ничего не меняется",
            "та же версия программы, те же макеты и настройки, с которыми собирали",
            "укажите те же макеты (--layouts) и верните настройки; иначе соберите заново: vpr-print build … --replace",
        )


@dataclass(eq=False)
class UnknownParticipantError(VprPrintError):
    """The words that say who is meant fit nobody."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    said: tuple[str, ...]
    rooms: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "непонятно, о ком речь",
            "\n".join(self.said),
            f"код участника, номер его комплекта (16 цифр) или {spoken().room} и номер по протоколу, как 101:5;\n"
            f"{spoken().rooms} работы: {', '.join(self.rooms)}",
            f"посмотрите, кто под каким номером: vpr-print amend --show {self.rooms[0]}",
        )


@dataclass(eq=False)
class TwiceMeantError(VprPrintError):
    """One participant is named in two changes."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    said: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "один участник назван дважды",
            "\n".join(self.said),
            "каждый участник — в одном изменении",
            "уберите лишнее и повторите команду; ничего не изменено",
        )


@dataclass(eq=False)
class NothingToAmendError(VprPrintError):
    """No change was asked for, or the list says what the built work says."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    work: str

    @property
    def message(self) -> Message:
        return Message(
            "изменений нет",
            self.work,
            "хотя бы одно: --remove КТО, --move КТО КУДА, --add КУДА или исправленный список --rooms ФАЙЛ",
            "посмотрите, кто под каким номером: vpr-print amend --show 101",
        )


@dataclass(eq=False)
class NobodyLeftError(VprPrintError):
    """Everybody would be taken off the work."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    work: str

    @property
    def message(self) -> Message:
        return Message(
            "в работе не осталось бы ни одного участника",
            self.work,
            "хотя бы один участник",
            "если работа отменена, ничего собирать не нужно: её бумаги останутся на учёте как неиспользованные",
        )


@dataclass(eq=False)
class TooLateError(VprPrintError):
    """Papers that would change are with the participants already, or have come back."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    things: tuple[str, ...]
    """Each with where it is."""
    rooms: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"поздно: бумаги уже выданы или вернулись ({', '.join(map(room_name, self.rooms))})",
            listed(self.things),
            "пакет и комплекты, которые ещё не выданы",
            "опоздавшему дайте запасной комплект и запасной код; того, кто не пришёл, отметьте в протоколе;\n"
            "ошибочную запись отменяет vpr-print track record corrected НОМЕР",
        )


@dataclass(eq=False)
class ListCannotBeChangedError(VprPrintError):
    """The kept list cannot be written anew without losing something."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION
    file: str

    @property
    def message(self) -> Message:
        return Message(
            "этот список программа сама изменить не может: в нём были бы строки разного вида",
            self.file,
            "либо у каждого имя, либо ни у кого; то же с местами",
            "назовите нового участника так же, как остальных, или исправьте список сами и передайте его:\n"
            "vpr-print amend --rooms ФАЙЛ",
        )


@dataclass(eq=False)
class WrongClassError(VprPrintError):
    """Who comes is of a class that does not write the work, or of none where all others have one."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    said: str
    classes: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"класс нового участника эту работу не пишет: «{self.said}»" if self.said else "класс участника не назван",
            f"классы работы: {', '.join(self.classes)}",
            "класс той же параллели, русской буквой: 5А",
            "повторите команду и назовите класс",
        )


@dataclass(eq=False)
class NoFreeCodeError(VprPrintError):
    """The list ties a code to everybody, and there is none left for who comes."""

    exit_code: ClassVar[ExitCode] = ExitCode.SHORTAGE
    source: str
    """Name of the code list; empty without one."""

    @property
    def message(self) -> Message:
        return Message(
            "для нового участника нет свободного кода",
            self.source or "списка кодов у этой работы нет",
            "код, который ещё никому не дан: в списке распределения коды стоят у всех",
            "назовите его код, когда программа спросит, или впишите в исправленный список (--rooms ФАЙЛ)",
        )


@dataclass(eq=False)
class PasswordOfWorkError(VprPrintError):
    """The work's PDFs are locked and no password was given, or the other way round."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    work: str
    locked: bool

    @property
    def message(self) -> Message:
        return Message(
            "PDF этой работы закрыты паролем" if self.locked else "PDF этой работы паролем не закрыты, а пароль указан",
            self.work,
            "тот же пароль, что при сборке: новые бумаги закрываются им же" if self.locked else "команда без пароля",
            "добавьте --encrypt-password-file ФАЙЛ" if self.locked else "уберите --encrypt-password-file",
        )


@dataclass(eq=False)
class NameInReasonError(VprPrintError):
    """The reason, which stays in the ledger, names a participant."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    @property
    def message(self) -> Message:
        return Message(
            "в причине названа фамилия участника",
            "--reason",
            "причина без имён: она навсегда останется в журнале",
            "напишите, например: «переведён», «заболел»",
        )


@dataclass(eq=False)
class ChangedMeanwhileError(VprPrintError):
    """What would be done is not what was shown."""

    exit_code: ClassVar[ExitCode] = ExitCode.LEDGER
    work: str

    @property
    def message(self) -> Message:
        return Message(
            "пока вы думали, журнал изменился: изменение затронуло бы другие бумаги",
            self.work,
            "то же положение дел, что было показано",
            "повторите команду и посмотрите ещё раз; ничего не изменено",
        )
