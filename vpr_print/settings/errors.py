"""What can be wrong with the school folder and its settings, in words for the school's technician."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError
from vpr_print.model.identifier import CODE_LENGTH
from vpr_print.plan.packing import DRAFTS_PER_PARTICIPANT, MOST_DRAFTS, MOST_SPARES

NEEDED = {
    "format": "format = 1",
    "site": "раздел [site] с ключами number и name",
    "site.number": 'шесть цифр в кавычках: number = "640123"',
    "site.name": "название школы в кавычках, одна строка, не длиннее 200 знаков",
    "ledger": "раздел [ledger] с одним ключом: path (файл) или url (база данных)",
    "ledger.path": 'путь к файлу в кавычках: path = "ledger.sqlite"',
    "ledger.url": 'адрес базы PostgreSQL в кавычках: url = "postgresql://пользователь@сервер/база"',
    "build": "раздел [build] с ключами и значениями",
    "build.procedure": 'имя папки макетов в кавычках: procedure = "vpr" (оценка учителей — "iku")',
    "build.layouts": 'путь к папке в кавычках или пустая строка ""',
    "build.sides": '"one" (с одной стороны) или "two" (с двух)',
    "build.drafts": f"целое число от {DRAFTS_PER_PARTICIPANT} до {MOST_DRAFTS} без кавычек "
    f"(не менее {DRAFTS_PER_PARTICIPANT}: Порядок ВПР, прил. 4, п. 7)",
    "build.spares": f"целое число от 0 до {MOST_SPARES} без кавычек",
    "build.spare_codes": f"целое число от 0 до {MOST_SPARES} без кавычек",
    "build.code_length": f"целое число от 1 до {CODE_LENGTH} без кавычек",
    "build.answer_forms": "true (печатать бланки ответов) или false (их привозят) без кавычек",
    "build.protocol_copy": "true (печатать протокол без имён для пакета) или false без кавычек",
    "build.page_size": '"fit" (подогнать под А4), "refuse" (остановиться) или "as-is" (печатать как есть)',
    "build.compat": '"1.7" или, для старого копира, "1.4" (в кавычках)',
    "build.as_image": "true (картинкой) или false (как нарисовано) без кавычек",
    "storage.keep_days": "число дней от 0 (срок не задан) до 3650 без кавычек",
}
"""What each setting has to be."""
_AS_NEW = "настройка в том виде, в каком её пишет команда vpr-print init"


@dataclass(eq=False)
class SettingsError(VprPrintError):
    """Base of what can be wrong with the school folder and its settings."""

    exit_code: ClassVar[ExitCode] = ExitCode.SETTINGS


@dataclass(eq=False)
class NoSchoolError(SettingsError):
    """No school folder here or above."""

    start: str

    @property
    def message(self) -> Message:
        return Message(
            "школьная папка не найдена",
            f"{self.start} и все папки над ней",
            "папка, в которой лежит файл vpr-print.toml",
            "перейдите в школьную папку и повторите команду, а если её ещё нет, создайте:\n"
            "vpr-print init ПАПКА --site НОМЕР --name «Название школы»",
        )


@dataclass(eq=False)
class SchoolExistsError(SettingsError):
    """The folder is a school folder already."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "эта папка уже школьная",
            self.file,
            "папка без файла vpr-print.toml",
            "работайте в этой папке: создавать её заново не нужно; настройки меняют в самом файле",
        )


@dataclass(eq=False)
class SchoolFolderError(SettingsError):
    """The folder or a file in it cannot be made, read or written."""

    path: str
    detail: str

    @property
    def message(self) -> Message:
        return Message(
            "не удаётся прочитать или записать школьную папку",
            f"{self.path}\nответ системы: {self.detail}",
            "папка на исправном диске со свободным местом, в которую вам можно писать",
            "проверьте права и свободное место или выберите другую папку",
        )


@dataclass(eq=False)
class SettingsEncodingError(SettingsError):
    """The settings are not UTF-8 text."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "файл настроек сохранён не в той кодировке",
            self.file,
            "текст в кодировке UTF-8",
            "откройте файл в Блокноте и сохраните его, выбрав кодировку UTF-8",
        )


@dataclass(eq=False)
class SettingsSyntaxError(SettingsError):
    """The settings are not TOML."""

    file: str
    detail: str

    @property
    def message(self) -> Message:
        return Message(
            "файл настроек записан с ошибкой",
            f"{self.file}\nответ программы чтения: {self.detail}",
            "строки вида: ключ = значение; тексты в прямых кавычках \"…\"; разделы в скобках [site]",
            "исправьте указанную строку (line) и повторите команду",
        )


@dataclass(eq=False)
class NewerSettingsError(SettingsError):
    """The settings have a format that this program does not know."""

    file: str
    found: str
    known: int

    @property
    def message(self) -> Message:
        return Message(
            "файл настроек не того формата",
            f"{self.file}, ключ format: {self.found}",
            f"format = {self.known}",
            "обновите vpr-print на этом компьютере, если файл создала более новая версия",
        )


@dataclass(eq=False)
class UnknownSettingError(SettingsError):
    """A key or section that the program does not know."""

    file: str
    key: str
    known: tuple[str, ...]
    alike: str | None = None

    @property
    def message(self) -> Message:
        advice = f"вероятно, имелось в виду: {self.alike}" if self.alike else "уберите строку или исправьте её имя"
        return Message(
            f"неизвестная настройка «{self.key}»",
            f"{self.file}, {self.key}",
            f"одно из имён: {', '.join(self.known)}",
            advice,
        )


@dataclass(eq=False)
class MissingSettingError(SettingsError):
    """A key that must be there is not."""

    file: str
    key: str

    @property
    def message(self) -> Message:
        return Message(
            f"нет настройки «{self.key}»",
            f"{self.file}, {self.key}",
            NEEDED.get(self.key, _AS_NEW),
            "допишите строку в файл и повторите команду",
        )


@dataclass(eq=False)
class WrongSettingError(SettingsError):
    """A value of the wrong type, or outside what is allowed."""

    file: str
    key: str
    found: str

    @property
    def message(self) -> Message:
        return Message(
            f"неподходящее значение настройки «{self.key}»: {self.found}",
            f"{self.file}, {self.key}",
            NEEDED.get(self.key, _AS_NEW),
            "исправьте значение и повторите команду",
        )


@dataclass(eq=False)
class WrongSiteNumberError(SettingsError):
    """Not the number of a school."""

    where: str
    found: str

    @property
    def message(self) -> Message:
        return Message(
            f"неверный номер школы: {self.found}",
            self.where,
            "шесть цифр из логина школы в ФИС ОКО: у логина edu640123 это 640123",
            "укажите шесть цифр в кавычках и повторите команду",
        )


@dataclass(eq=False)
class DemoSiteError(SettingsError):
    """The number 000000 belongs to demo and rehearsal."""

    where: str

    @property
    def message(self) -> Message:
        return Message(
            "номер 000000 занят показом и репетициями",
            self.where,
            "номер вашей школы: шесть цифр из логина в ФИС ОКО",
            "укажите свой номер; для пробы с выдуманными людьми есть команда vpr-print demo",
        )


@dataclass(eq=False)
class WrongSiteNameError(SettingsError):
    """The school's name is empty, too long or holds control characters."""

    where: str
    longest: int

    @property
    def message(self) -> Message:
        return Message(
            "непригодное название школы",
            self.where,
            f"одна строка, от 1 до {self.longest} знаков",
            "укажите название так, как оно должно стоять на бумагах",
        )


@dataclass(eq=False)
class LayoutsMissingError(SettingsError):
    """No layouts where they should be."""

    folder: str
    procedures: tuple[str, ...]

    @property
    def message(self) -> Message:
        known = ", ".join(self.procedures) or "ни одной"
        return Message(
            "не найдена папка с макетами бумаг",
            self.folder,
            f"папка с файлами *.toml; готовые процедуры: {known}",
            "проверьте ключ --layouts и раздел [build] в vpr-print.toml; если их не меняли, переустановите vpr-print",
        )


@dataclass(eq=False)
class UnknownProcedureError(SettingsError):
    """Neither the program nor the region's folder has a procedure of this name."""

    procedure: str
    known: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "такой процедуры нет",
            f"procedure = «{self.procedure}»",
            f"одна из: {', '.join(self.known)}",
            "исправьте ключ --procedure или строку procedure в vpr-print.toml; своя процедура — папка макетов "
            "(layouts), названная так же, с файлом procedure.toml",
        )


@dataclass(eq=False)
class ProgramIncompleteError(SettingsError):
    """The program was installed without its layouts and fonts."""

    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "программа установлена не полностью: нет макетов и шрифтов",
            self.folder,
            "папки layouts и fonts, которые входят в vpr-print",
            "переустановите vpr-print",
        )


@dataclass(eq=False)
class FolderBusyError(SettingsError):
    """Another command works in this school folder."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT

    folder: str
    holder: str

    @property
    def message(self) -> Message:
        who = self.holder or "неизвестно, какая именно"
        return Message(
            "в этой школьной папке работает другая команда",
            f"{self.folder}\nдругая команда: {who}",
            "чтобы одновременно работала одна команда: иначе две подготовки перепутали бы бумаги",
            "дождитесь её конца (или закройте её окно) и повторите команду; ничего не записано",
        )


@dataclass(eq=False)
class CopierFileError(SettingsError):
    """The copier's profile cannot be read; it can be made anew at any time."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "сведения о копире не читаются",
            self.file,
            "файл, который пишет vpr-print scan --proof",
            "удалите его и проверьте копир ещё раз: vpr-print proof",
        )
