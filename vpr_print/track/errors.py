"""What can go wrong with the ledger, in words for the school's technician."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed
from vpr_print.model.identifier import Identifier, grouped
from vpr_print.model.packet import PaperKey, PaperKind

NOTHING_DONE = "ничего не записано и не напечатано"

_PAPER_NAMES = {
    PaperKind.SET: "комплект",
    PaperKind.CODE_SHEET: "лист кодов",
    PaperKind.CONDUCT_PROTOCOL: "протокол проведения",
    PaperKind.DELIVERY: "этикетка доставочного пакета",
    PaperKind.RETURN_USED: "этикетка возвратного пакета 1",
    PaperKind.RETURN_UNUSED: "этикетка возвратного пакета 2",
    PaperKind.MANIFEST_DELIVERY: "опись доставочного пакета",
    PaperKind.MANIFEST_RETURN_USED: "опись возвратного пакета 1",
    PaperKind.MANIFEST_RETURN_UNUSED: "опись возвратного пакета 2",
    PaperKind.DRAFT_SHEETS: "черновики",
    PaperKind.CODE_SHEET_ALL: "листы кодов всей работы",
    PaperKind.SUMMARY: "сводка для координатора",
    PaperKind.HAND_OUT_PLAN: "план раздачи",
}


@dataclass(eq=False)
class LedgerError(VprPrintError):
    """Base of what can go wrong with the ledger."""

    exit_code: ClassVar[ExitCode] = ExitCode.LEDGER


@dataclass(eq=False)
class LedgerMissingError(LedgerError):
    """There is no file where the ledger should be."""

    place: str

    @property
    def message(self) -> Message:
        return Message(
            "журнал номеров не найден",
            self.place,
            "файл журнала, который создала команда vpr-print init",
            "если файл перенесли, верните его на место; если он утрачен, достаньте его из резервной копии,\n"
            "а без копии создайте новый журнал командой vpr-print init с --after НОМЕР: номера не должны повториться",
        )


@dataclass(eq=False)
class LedgerExistsError(LedgerError):
    """A new ledger was asked for where something already lies."""

    place: str

    @property
    def message(self) -> Message:
        return Message(
            "журнал номеров здесь уже есть",
            self.place,
            "место, где журнала ещё нет: второй журнал той же школы раздал бы номера повторно",
            "пользуйтесь имеющимся журналом или выберите другую папку",
        )


@dataclass(eq=False)
class NotALedgerError(LedgerError):
    """The file is something else than a ledger of this program."""

    place: str

    @property
    def message(self) -> Message:
        return Message(
            "файл не похож на журнал номеров vpr-print",
            self.place,
            "файл журнала, который создала команда vpr-print init",
            "проверьте путь к журналу в vpr-print.toml; файл не изменён",
        )


@dataclass(eq=False)
class NewerLedgerError(LedgerError):
    """The ledger was written by a newer version of the program."""

    place: str
    migrations: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "журнал номеров записан более новой версией vpr-print",
            f"{self.place}\nнеизвестные изменения: {', '.join(self.migrations)}",
            "версия программы не старше той, что работала с журналом в последний раз",
            "обновите vpr-print на этом компьютере; журнал не изменён",
        )


@dataclass(eq=False)
class ForeignLedgerError(LedgerError):
    """The ledger belongs to another site."""

    place: str
    found: str
    needed: str

    @property
    def message(self) -> Message:
        return Message(
            "это журнал номеров другой школы",
            self.place,
            f"журнал школы {self.needed}, а в файле журнал школы {self.found}",
            "проверьте номер школы и путь к журналу в vpr-print.toml; журнал не изменён",
        )


@dataclass(eq=False)
class LedgerPlaceError(LedgerError):
    """The ledger may not lie there: a network share, or a kind of database that this edition lacks."""

    place: str
    found: str

    @property
    def message(self) -> Message:
        return Message(
            f"журнал номеров нельзя держать здесь: {self.found}",
            self.place,
            "диск самого компьютера: на сетевых дисках записи журнала теряются и портятся",
            "выберите папку на своём диске (vpr-print init) или укажите её в vpr-print.toml, раздел [ledger]",
        )


@dataclass(eq=False)
class LedgerBusyError(LedgerError):
    """Another program holds the ledger for too long."""

    place: str

    @property
    def message(self) -> Message:
        return Message(
            "журнал номеров занят другой программой",
            self.place,
            "чтобы журнал освободился: он бывает занят доли секунды",
            "дождитесь конца другой команды vpr-print, закройте программы, открывшие файл, и повторите команду;\n"
            + NOTHING_DONE,
        )


@dataclass(eq=False)
class LedgerDamagedError(LedgerError):
    """The database file cannot be read as it should."""

    place: str
    detail: str

    @property
    def message(self) -> Message:
        return Message(
            "файл журнала номеров повреждён",
            f"{self.place}\nответ базы данных: {self.detail}",
            "целый файл журнала",
            "скопируйте файл в сторону и достаньте журнал из резервной копии; не удаляйте папку works:\n"
            "по ней новый журнал (vpr-print init) узнает, какие номера уже заняты",
        )


@dataclass(eq=False)
class LedgerDiskError(LedgerError):
    """The disk does not let the ledger be read or written: full, read only, no rights, no safe journal."""

    place: str
    detail: str

    @property
    def message(self) -> Message:
        return Message(
            "не удаётся прочитать или записать журнал номеров",
            f"{self.place}\nответ базы данных: {self.detail}",
            "исправный диск со свободным местом и право записи в папку журнала",
            "освободите место, проверьте права на файл и папку и повторите команду; " + NOTHING_DONE,
        )


@dataclass(eq=False)
class BrokenChainError(LedgerError):
    """A row of the ledger was changed, inserted or deleted behind the program's back."""

    place: str
    seq: int

    @property
    def message(self) -> Message:
        return Message(
            "в журнале номеров изменена, вставлена или удалена запись",
            f"{self.place}, запись {self.seq}",
            "журнал, в котором записи только добавляются",
            "никому не отдавайте бумаги, пока не разберётесь; скопируйте файл в сторону\n"
            "и достаньте журнал из резервной копии",
        )


@dataclass(eq=False)
class SerialsExhaustedError(LedgerError):
    """The ledger's range of serials does not suffice."""

    needed: int
    left: int
    first: int
    last: int

    @property
    def message(self) -> Message:
        return Message(
            f"не хватает номеров: нужно {self.needed}, свободно {self.left}",
            f"журнал школы, порядковые номера {self.first:05d}–{self.last:05d}",
            "свободные номера для всех бумаг: номера не используются дважды",
            "уменьшите число запасных комплектов или создайте новую школьную папку с другим диапазоном номеров\n"
            "(vpr-print init --serials); ни один номер не занят",
        )


@dataclass(eq=False)
class SerialRangeError(LedgerError):
    """The range of serials for a new ledger makes no sense."""

    first: int
    last: int

    @property
    def message(self) -> Message:
        return Message(
            "непригодный диапазон порядковых номеров",
            f"{self.first}–{self.last}",
            "первый номер не больше последнего, оба от 1 до 99999",
            "укажите диапазон, например --serials 20000-39999",
        )


@dataclass(eq=False)
class AfterOutsideError(LedgerError):
    """``--after`` does not fit the range of serials or what is known to be used."""

    after: int
    lowest: int
    highest: int

    @property
    def message(self) -> Message:
        return Message(
            f"с порядкового номера {self.after} продолжать нельзя",
            "ключ --after",
            f"наибольший уже занятый номер, от {self.lowest} до {self.highest}",
            "посмотрите наибольший номер на бумагах (цифры с 8-й по 12-ю) и укажите его",
        )


@dataclass(eq=False)
class AfterNeededError(LedgerError):
    """Earlier works lie there whose numbers cannot be read: the caller must say where to go on."""

    folders: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "неизвестно, какие номера уже заняты: прежние работы не читаются",
            "\n".join(self.folders),
            "целый manifest.json в папке каждой прежней работы или ключ --after",
            "посмотрите наибольший номер на бумагах (цифры с 8-й по 12-ю) и повторите команду с --after НОМЕР",
        )


@dataclass(eq=False)
class ReasonNeededError(LedgerError):
    """Numbers that a person confirmed as printed would become void, and no reason was given."""

    papers: tuple[tuple[Identifier, PaperKey], ...]

    @property
    def message(self) -> Message:
        return Message(
            f"станут недействительными бумаги, которые уже напечатаны: {len(self.papers)}",
            listed([f"{grouped(number)}  {describe(key)}" for number, key in self.papers]),
            "причина: напечатанное под этими номерами будет учтено как испорченное",
            "повторите команду с --reason «почему» и изымите старые бумаги; " + NOTHING_DONE,
        )


@dataclass(eq=False)
class UnknownNumberError(LedgerError):
    """A number that this ledger never gave."""

    number: Identifier

    @property
    def message(self) -> Message:
        return Message(
            "этого номера нет в журнале",
            grouped(self.number),
            "номер бумаги, которую подготовила эта школа",
            "проверьте, своя ли это бумага, и считайте номер ещё раз",
        )


@dataclass(eq=False)
class VoidNumberError(LedgerError):
    """A number that is void for ever."""

    number: Identifier
    paper: PaperKey

    @property
    def message(self) -> Message:
        return Message(
            "номер недействителен: бумагу с ним заменили",
            f"{grouped(self.number)}\n{describe(self.paper)}",
            "бумага с действующим номером",
            "отложите эту бумагу, чтобы она не попала в пакет, и возьмите новую из папки кабинета;\n"
            "если вы только что готовили работу, её тем временем подготовили заново: повторите команду",
        )


@dataclass(eq=False)
class NotBuiltError(LedgerError):
    """A number that was reserved, but whose build has not finished."""

    number: Identifier
    paper: PaperKey

    @property
    def message(self) -> Message:
        return Message(
            "бумага с этим номером ещё не подготовлена до конца",
            f"{grouped(self.number)}\n{describe(self.paper)}",
            "законченная подготовка работы",
            "повторите команду vpr-print build с теми же списками: она закончит прерванное",
        )


def describe(key: PaperKey) -> str:
    """The paper in words: «каб. 101: комплект 07»."""
    ordinal = f" {key.ordinal:02d}" if key.kind is PaperKind.SET or key.ordinal > 1 else ""
    return f"{f'каб. {key.room}' if key.room else 'вся работа'}: {_PAPER_NAMES[key.kind]}{ordinal}"
