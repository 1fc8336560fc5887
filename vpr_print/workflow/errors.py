"""What stops a journey as a whole (usage: exit code 2; existing papers: 40)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed
from vpr_print.intake.recognition import FileKind
from vpr_print.intake.variant_errors import KIND_TITLES
from vpr_print.layout.speech import spoken


@dataclass(eq=False)
class MissingDateError(VprPrintError):
    """Neither the command nor the allocation says when the work is written."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    rooms: str

    @property
    def message(self) -> Message:
        return Message(
            "неизвестна дата проведения работы",
            f"в списке {self.rooms} даты нет",
            "дата, которая будет стоять на всех бумагах",
            "добавьте к команде дату, например --date 21.04.2026",
        )


class Fact(StrEnum):
    """What archive and list may say otherwise; the value is its name in messages."""

    DAY = "день"
    GRADE = "класс"


@dataclass(eq=False)
class ConflictingFactError(VprPrintError):
    """The archive or the command says one thing, the allocation's title another."""

    exit_code: ClassVar[ExitCode] = ExitCode.ALLOCATION
    fact: Fact
    expected: str
    found: str
    rooms: str

    @property
    def message(self) -> Message:
        return Message(
            f"{self.fact} в списке распределения не тот: «{self.found}»",
            self.rooms,
            f"список для этой работы: «{self.expected}»",
            "проверьте, что архив и список относятся к одной работе; если верен архив, исправьте заголовок списка",
        )


@dataclass(eq=False)
class ExistingPapersError(VprPrintError):
    """The build would change papers that exist, and nobody allowed it."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT
    papers: tuple[str, ...]
    folder: str
    elsewhere: bool
    """They lie in another folder than this one."""

    @property
    def message(self) -> Message:
        again = "если бумаги ещё не розданы, повторите команду с --replace; сейчас ничего не изменено"
        if self.elsewhere:
            again = f"нужна та же работа на флешке — скопируйте её папку целиком; нужна новая — {again}"
        there = "эта работа уже собрана в другой папке, и " if self.elsewhere else ""
        return Message(
            f"{there}эта сборка изменит готовые бумаги: {len(self.papers)}",
            f"{self.folder}\n{listed(self.papers)}",
            "ваше согласие: прежние номера этих бумаг станут недействительны",
            again,
        )


@dataclass(eq=False)
class ChangedFilesError(VprPrintError):
    """Files of a finished build are not as it left them."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT
    files: tuple[str, ...]
    folder: str

    @property
    def message(self) -> Message:
        return Message(
            f"готовые файлы кто-то изменил: {len(self.files)}",
            f"{self.folder}\n{listed(self.files)}",
            "файлы в том виде, в каком их записала программа",
            "если изменения не нужны, повторите команду с --replace: файлы будут записаны заново",
        )


@dataclass(eq=False)
class TooFewDraftsError(VprPrintError):
    """Fewer drafts than the procedure demands (Порядок ВПР, прил. 4, п. 7)."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    drafts: int
    least: int

    @property
    def message(self) -> Message:
        return Message(
            f"черновиков на участника мало: {self.drafts}",
            "--drafts",
            f"не менее {self.least} листов на одного участника (порядок проведения ВПР, инструкция технического "
            "специалиста, п. 7)",
            f"укажите --drafts {self.least} или больше, или не указывайте ничего",
        )


@dataclass(eq=False)
class WorkerDiedError(VprPrintError):
    """A worker process ended without an answer (killed, out of memory)."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT
    rooms: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "вспомогательный процесс завершился неожиданно",
            f"{spoken().rooms}:\n" + listed(self.rooms),
            "свободная оперативная память и права на запуск процессов",
            "закройте лишние программы и повторите команду с --workers 1; готовое не пропадёт",
        )


@dataclass(eq=False)
class LayoutFileError(VprPrintError):
    """A layout file is missing, cannot be read, or is not UTF-8 text."""

    exit_code: ClassVar[ExitCode] = ExitCode.LAYOUT
    file: str
    wrong_encoding: bool

    @property
    def message(self) -> Message:
        return Message(
            "файл макета не в кодировке UTF-8" if self.wrong_encoding else "файл макета не читается или его нет",
            self.file,
            "текстовый файл TOML в кодировке UTF-8",
            "сохраните файл в UTF-8 (в Блокноте: «Сохранить как», кодировка UTF-8) или проверьте имя файла",
        )


@dataclass(eq=False)
class UnknownWorkError(VprPrintError):
    """Neither the archive nor the list nor the command says the subject or the grade."""

    exit_code: ClassVar[ExitCode] = ExitCode.VARIANT
    subject_known: bool
    grade_known: bool
    archive: str

    @property
    def message(self) -> Message:
        missing = " и ".join(
            word for word, known in (("предмет", self.subject_known), ("параллель", self.grade_known)) if not known
        )
        options = " ".join(
            option
            for option, known in (("--subject Математика", self.subject_known), ("--grade 5", self.grade_known))
            if not known
        )
        return Message(
            f"по архиву и списку не понять {missing}",
            self.archive,
            f"{missing}: они стоят на всех бумагах",
            f"добавьте к команде, например: {options}",
        )


@dataclass(eq=False)
class UnknownLayoutFileError(VprPrintError):
    """A file in a region's folder of layouts has a name that no paper has."""

    exit_code: ClassVar[ExitCode] = ExitCode.LAYOUT
    file: str
    names: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "макет с таким именем ни к одной бумаге не относится",
            self.file,
            "одно из имён: " + ", ".join(self.names),
            "переименуйте файл или уберите его из папки: иначе напечатался бы макет самой программы",
        )


@dataclass(eq=False)
class NoAnswerFormsError(VprPrintError):
    """Answer forms are asked for, and the procedure does not say how they look or where they lie."""

    exit_code: ClassVar[ExitCode] = ExitCode.LAYOUT
    procedure: str
    file: str
    """Of the layout."""
    drawn: bool
    """The layout is there; the delivery packet does not list them."""

    @property
    def message(self) -> Message:
        if self.drawn:
            return Message(
                "бланки ответов некуда положить: в пакете с материалами их нет",
                f"procedure.toml процедуры «{self.procedure}»",
                'строка { item = "answer_forms", … } в contents пакета kind = "delivery"',
                "добавьте строку в свой procedure.toml или не печатайте бланки (--no-answer-forms)",
            )
        return Message(
            "процедура не печатает бланков ответов",
            f"«{self.procedure}»",
            f"макет бланка: {self.file} в папке макетов",
            "уберите --answer-forms (в настройках: answer_forms = false) или положите макет в папку макетов региона",
        )


@dataclass(eq=False)
class NoProtocolCopyError(VprPrintError):
    """A protocol without names was asked for, and the procedure has none, or its packets do not list it."""

    exit_code: ClassVar[ExitCode] = ExitCode.LAYOUT
    procedure: str
    file: str
    """Of the layout."""
    drawn: bool
    """The layout is there; the packets do not list it."""

    @property
    def message(self) -> Message:
        if self.drawn:
            return Message(
                "протокол без имён некуда положить: в пакетах этой процедуры его нет",
                f"procedure.toml процедуры «{self.procedure}»",
                'строка { item = "protocol_copy", … } в contents пакетов kind = "delivery" и kind = "return_used"',
                "добавьте строки в свой procedure.toml или не печатайте копию (--no-protocol-copy)",
            )
        return Message(
            "процедура не печатает протокола без имён",
            f"«{self.procedure}»",
            f"макет: {self.file} в папке макетов",
            "уберите --protocol-copy (в настройках: protocol_copy = false) или положите макет в папку макетов региона",
        )


def not_printed_words(kind: FileKind | None) -> str:
    """Why pages are not printed, for their pictures: the kind of their file, or None for answers."""
    return f"не печатается: {'ответы' if kind is None else _NOT_PRINTED.get(kind, KIND_TITLES[kind])}"


_NOT_PRINTED = {
    FileKind.VARIANT: "вариант не выбран",
    FileKind.OTHER: "не вариант",
}


@dataclass(eq=False)
class SourceMissingError(VprPrintError):
    """What a build kept in ``source/`` is gone, altered, or of an older program."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT
    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "нет целых исходных вариантов этой работы",
            self.folder,
            "папка source в том виде, в каком её записала сборка этой версией программы",
            "повторите сборку (vpr-print build) с теми же файлами и --replace, затем эту команду",
        )


@dataclass(eq=False)
class FolderMissingError(VprPrintError):
    """A folder that was named is not there."""

    folder: str
    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT

    @property
    def message(self) -> Message:
        return Message("такой папки нет", self.folder, "папка, которая есть на диске", "проверьте имя папки")
