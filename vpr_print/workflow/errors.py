"""What stops a journey as a whole (usage: exit code 2; existing papers: 40)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed
from vpr_print.intake.recognition import FileKind
from vpr_print.intake.variant_errors import KIND_TITLES
from vpr_print.track.custody_errors import EVENTS
from vpr_print.track.events import EventKind


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

    @property
    def message(self) -> Message:
        return Message(
            f"эта сборка изменит готовые бумаги: {len(self.papers)}",
            f"{self.folder}\n{listed(self.papers)}",
            "ваше согласие: прежние номера этих бумаг станут недействительны",
            "если бумаги ещё не розданы, повторите команду с --replace; сейчас ничего не изменено",
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
            "кабинеты:\n" + listed(self.rooms),
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
class UnknownRoomError(VprPrintError):
    """Neither a number of ours nor a room of the work."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    rooms: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "нет такого кабинета, и это не номер бумаги: " + ", ".join(self.rooms),
            "кабинеты работы: " + ", ".join(self.known),
            "название кабинета, как в списке, или 16 цифр номера без ошибок",
            "проверьте название или отсканируйте номер ещё раз",
        )


@dataclass(eq=False)
class WhichWorkError(VprPrintError):
    """A room was named, but not the work, and there is not exactly one."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    work: str
    """As it was named; empty when it was not."""
    works: tuple[str, ...]

    @property
    def message(self) -> Message:
        what = f"нет собранной работы «{self.work}»" if self.work else "не сказано, о какой работе речь"
        return Message(
            what if self.works else "в этой школе ещё не собрано ни одной работы",
            "работы: " + (", ".join(self.works) or "нет"),
            "имя папки работы",
            "добавьте к команде --work ИМЯ" if self.works else "сначала соберите работу: vpr-print build",
        )


@dataclass(eq=False)
class CodeIsNoPaperError(VprPrintError):
    """The number is a participant code, not a paper."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    number: str

    @property
    def message(self) -> Message:
        return Message(
            "это код участника, а не номер бумаги",
            self.number,
            "номер комплекта, пакета, протокола или описи, либо название кабинета",
            "отсканируйте штрихкод самой бумаги: на листе кодов он в правом верхнем углу",
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


def not_printed_words(kind: FileKind | None) -> str:
    """Why pages are not printed, for their pictures: the kind of their file, or None for answers."""
    return f"не печатается: {'ответы' if kind is None else _NOT_PRINTED.get(kind, KIND_TITLES[kind])}"


_NOT_PRINTED = {
    FileKind.VARIANT: "вариант не выбран",
    FileKind.OTHER: "не вариант",
}


@dataclass(eq=False)
class NumbersNeededError(VprPrintError):
    """The event speaks of single things, and a room was named, or several numbers where one is meant."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    event: str
    rooms: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"о событии {self.event} говорят номером, а не кабинетом",
            "названо: " + ", ".join(self.rooms) if self.rooms else "номеров несколько, а запись одна",
            "16 цифр номера комплекта или пакета",
            "считайте или введите номер: он под штрихкодом",
        )


@dataclass(eq=False)
class EntryNameError(VprPrintError):
    """``--entry`` names no entry of a ledger."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    text: str

    @property
    def message(self) -> Message:
        return Message(
            f"это не обозначение записи: «{self.text}»",
            "--entry",
            "обозначение, как его показывает vpr-print track find: журнал:запись",
            "скопируйте обозначение целиком",
        )


@dataclass(eq=False)
class NothingFoundError(VprPrintError):
    """No paper, code or bag of this school has the number."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    text: str

    @property
    def message(self) -> Message:
        return Message(
            f"такого номера в журнале нет: {self.text}",
            "журнал школы",
            "номер бумаги, кода или сейф-пакета этой школы",
            "проверьте, своя ли это бумага, и введите номер ещё раз",
        )


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
class NotASetError(VprPrintError):
    """A replacement was asked for something that is no set."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    number: str

    @property
    def message(self) -> Message:
        return Message(
            "это не номер комплекта",
            self.number,
            "номер индивидуального комплекта: первая цифра 1",
            "считайте номер с испорченного комплекта; другие бумаги кабинета можно просто напечатать ещё раз:\n"
            "vpr-print printed НОМЕР --reprint --reason «почему»",
        )


@dataclass(eq=False)
class SetCameBackError(VprPrintError):
    """The set has been returned: there is nothing left to replace."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    number: str
    history: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "комплект уже вернулся: заменять его поздно",
            "\n".join((self.number, *self.history)),
            "комплект, который ещё не использован",
            "проверьте номер; ошибочную запись отменяет vpr-print track record corrected НОМЕР",
        )


@dataclass(eq=False)
class NothingToHandOverError(VprPrintError):
    """Nothing took the step that is not on an act of it already."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    step: EventKind
    items: tuple[str, ...]
    acts: tuple[int, ...]
    """Ordinals of the acts on which such things stand."""

    @property
    def message(self) -> Message:
        where = ", ".join(self.items) or "вся работа"
        acts = f"; уже внесены в акты № {', '.join(map(str, self.acts))}" if self.acts else ""
        return Message(
            f"вносить в акт нечего: записей «{EVENTS[self.step]}», которых ещё нет ни в одном акте, нет",
            where + acts,
            "пакеты или комплекты, о которых это записано",
            "сначала запишите событие (vpr-print track record или track station), затем составьте акт;\n"
            "чтобы внести в новый акт то, что уже стоит в прежнем, назовите номера",
        )


@dataclass(eq=False)
class NothingPrintedError(VprPrintError):
    """A print journal of a work of which nobody has confirmed any print."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str

    @property
    def message(self) -> Message:
        return Message(
            "журнал печати пуст: ни одна бумага этой работы не подтверждена как напечатанная",
            self.work,
            "хотя бы одна запись о печати",
            "напечатайте, посмотрите и подтвердите: vpr-print printed КАБИНЕТ",
        )
