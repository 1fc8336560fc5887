"""What can go wrong with the ledger and the place where it lies, in words for the school's technician."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError

NOTHING_DONE = "ничего не записано и не напечатано"


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
    """The ledger may not lie there: a network share."""

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
class ProjectionDiffersError(LedgerError):
    """The tables of papers and steps do not say what the events say: somebody changed them."""

    place: str

    @property
    def message(self) -> Message:
        return Message(
            "таблицы бумаг и пакетов говорят не то, что записи журнала",
            self.place,
            "таблицы, которые программа вывела из записей: сами записи целы",
            "запустите vpr-print track verify --rebuild: таблицы будут выведены из записей заново",
        )


@dataclass(eq=False)
class UnknownHeadError(LedgerError):
    """A head hash that a paper shows is in no chain."""

    place: str
    hash: str

    @property
    def message(self) -> Message:
        return Message(
            "в журнале нет записи, хеш которой напечатан на бумаге",
            f"{self.place}\n{self.hash}",
            "запись с этим хешем: бумага напечатана, когда она была последней",
            "проверьте хеш по бумаге; если он верен, конец журнала отрезан или журнал подменён:\n"
            "никому не отдавайте бумаги, скопируйте журнал в сторону и достаньте его из резервной копии",
        )
