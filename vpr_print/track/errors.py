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
    PaperKind.DISPATCH: "пакет в центр сканирования",
    PaperKind.MANIFEST_DELIVERY: "опись доставочного пакета",
    PaperKind.MANIFEST_RETURN_USED: "опись возвратного пакета 1",
    PaperKind.MANIFEST_RETURN_UNUSED: "опись возвратного пакета 2",
    PaperKind.DRAFT_SHEETS: "черновики",
    PaperKind.CODE_SHEET_ALL: "листы кодов всей работы",
    PaperKind.SUMMARY: "сводка для координатора",
    PaperKind.HAND_OUT_PLAN: "план раздачи",
    PaperKind.HANDOVER_ACT: "акт приёма-передачи",
    PaperKind.PRINT_JOURNAL: "журнал печати",
    PaperKind.BALANCE_STATEMENT: "ведомость баланса",
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


@dataclass(eq=False)
class LedgerUrlError(LedgerError):
    """The address of the ledger's database makes no sense. It may hold a password, so it is not shown."""

    scheme: str

    @property
    def message(self) -> Message:
        return Message(
            "непонятный адрес базы данных журнала",
            f"{self.scheme}://… (ключ --ledger или vpr-print.toml, раздел [ledger], url)",
            "адрес вида postgresql://пользователь@сервер/база",
            "проверьте адрес; пароль надёжнее держать в файле ~/.pgpass или в переменной PGPASSWORD,\n"
            "а в адресе его особые знаки пишут как %40 (@), %2F (/), %3A (:)",
        )


@dataclass(eq=False)
class LedgerDriverError(LedgerError):
    """The program was installed without the driver of PostgreSQL."""

    place: str

    @property
    def message(self) -> Message:
        return Message(
            "программа установлена без поддержки PostgreSQL",
            self.place,
            "пакет psycopg",
            "установите его: pip install 'vpr-print[region]'",
        )


@dataclass(eq=False)
class LedgerServerError(LedgerError):
    """The server of the ledger cannot be reached, was lost, lets us not in, or cannot write."""

    place: str
    detail: str

    @property
    def message(self) -> Message:
        return Message(
            "сервер базы данных журнала не отвечает или отказал",
            f"{self.place}\nответ: {self.detail}",
            "связь с сервером, верные имя и пароль, право записи и свободное место на сервере",
            "проверьте сеть и повторите ту же команду: то, что успело записаться, второй раз не запишется",
        )


@dataclass(eq=False)
class LedgerNotDurableError(LedgerError):
    """The server is set up so that it may lose what it has acknowledged."""

    place: str
    setting: str
    found: str

    @property
    def message(self) -> Message:
        return Message(
            "сервер базы данных настроен так, что записи журнала могут пропасть или испортиться",
            f"{self.place}\n{self.setting} = {self.found}",
            "PostgreSQL с fsync = on, full_page_writes = on, synchronous_commit = on и кодировкой UTF8",
            "попросите администратора сервера исправить настройку и повторите команду; " + NOTHING_DONE,
        )


@dataclass(eq=False)
class NoLedgerOfSiteError(LedgerError):
    """The database holds no ledger of this site yet."""

    place: str
    site: str

    @property
    def message(self) -> Message:
        return Message(
            f"в базе данных нет журнала школы {self.site}",
            self.place,
            "журнал, который создала команда vpr-print init с ключом --ledger",
            "проверьте номер школы и адрес базы; если журнала ещё не было, создайте его:\n"
            "vpr-print init ПАПКА --site НОМЕР --name НАЗВАНИЕ --ledger АДРЕС",
        )


@dataclass(eq=False)
class ExportFileError(LedgerError):
    """A file to import is not what ``track export`` writes, is damaged, or was changed."""

    file: str
    line: int
    detail: str

    @property
    def message(self) -> Message:
        return Message(
            f"файл выгрузки журнала не принят: {self.detail}",
            f"{self.file}, строка {self.line}" if self.line else self.file,
            "целый файл, который записала команда vpr-print track export",
            "выгрузите журнал на той станции ещё раз и принесите новый файл; журнал не изменён",
        )


@dataclass(eq=False)
class ExportExistsError(LedgerError):
    """A ledger was to be exported over a file that is there already."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "такой файл уже есть",
            self.file,
            "имя, под которым файла ещё нет: выгрузка ничего не затирает",
            "укажите другое имя или уберите старый файл",
        )


@dataclass(eq=False)
class ExportOfOtherSiteError(LedgerError):
    """A file to import comes from another site."""

    file: str
    found: str
    needed: str

    @property
    def message(self) -> Message:
        return Message(
            f"это выгрузка журнала другой школы: {self.found}",
            self.file,
            f"выгрузка журнала школы {self.needed}",
            "проверьте, тот ли это файл; журнал не изменён",
        )


@dataclass(eq=False)
class ForkedChainError(LedgerError):
    """The chain in the file says something else at a place where its head is known: it was rewritten or restored."""

    file: str
    ledger: str
    seq: int

    @property
    def message(self) -> Message:
        return Message(
            "журнал в файле расходится с тем, что уже принято из него раньше",
            f"{self.file}, журнал {self.ledger[:8]}, запись {self.seq}",
            "продолжение прежних записей: принятые раньше записи не меняются",
            "на той станции журнал переписан или восстановлен из старой копии и ведётся заново: не пользуйтесь им,\n"
            "сохраните оба файла и вызовите ответственного; журнал здесь не изменён",
        )


@dataclass(eq=False)
class CutOffChainError(LedgerError):
    """A ledger exported after its last known event without that event: its end was cut off."""

    file: str
    ledger: str
    seq: int
    known: int

    @property
    def message(self) -> Message:
        return Message(
            "у журнала в файле отрезан конец: записей меньше, чем уже известно",
            f"{self.file}, журнал {self.ledger[:8]}: последняя запись {self.seq}, а известна запись {self.known}",
            "все записи: ни одна не может пропасть",
            "на той станции записи потеряны или удалены, либо её журнал восстановлен из старой копии:\n"
            "сохраните файл и вызовите ответственного; журнал здесь не изменён",
        )


@dataclass(eq=False)
class RestoredLedgerError(LedgerError):
    """Another station knows later events of our own ledger than we have: ours was restored from an old copy."""

    file: str
    seq: int
    known: int

    @property
    def message(self) -> Message:
        return Message(
            "этот журнал отстал от самого себя: другая станция знает его записи, которых здесь нет",
            f"{self.file}: записей этого журнала {self.known}, а здесь {self.seq}",
            "журнал, из которого ничего не пропало",
            "журнал здесь восстановлен из старой копии, или его конец удалён: не работайте с ним,\n"
            "верните последнюю копию файла журнала или создайте новый журнал с другим диапазоном номеров\n"
            "(vpr-print init --serials) и примите в него эту выгрузку",
        )


@dataclass(eq=False)
class SerialsOverlapError(LedgerError):
    """Two ledgers of one site give the same numbers."""

    file: str
    ledger: str
    first: int
    last: int

    @property
    def message(self) -> Message:
        return Message(
            "два журнала школы раздают одни и те же номера",
            f"{self.file}, журнал {self.ledger[:8]}, порядковые номера {self.first:05d}–{self.last:05d}",
            "у каждого журнала школы свой диапазон номеров",
            "второй журнал создают с ключом --serials, например vpr-print init … --serials 20000-39999;\n"
            "бумаги с совпавшими номерами не смешивайте; журнал не изменён",
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


def describe(key: PaperKey) -> str:
    """The paper in words: «каб. 101: комплект 07»."""
    ordinal = f" {key.ordinal:02d}" if key.kind is PaperKind.SET or key.ordinal > 1 else ""
    return f"{f'каб. {key.room}' if key.room else 'вся работа'}: {_PAPER_NAMES[key.kind]}{ordinal}"
