"""Everything that can be wrong with a materials archive, one class for one thing a person can fix.

``file`` is the archive or folder as the person named it, an inner archive by its name inside; ``member`` is a
file in it. Both are cleaned for the screen by ``shown``: the names come from a foreign archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError

_LONGEST = 120
_AGAIN = "скачайте архив ещё раз там же, где получили, и повторите команду; ничего не напечатано"
_ASK = "попросите у отправителя новый архив, сделанный обычным способом, а этот не распаковывайте; ничего не напечатано"


def shown(name: str) -> str:
    """The name as one line that is safe on a screen: invisible and turning signs spelled out, long ones cut."""
    clean = "".join(sign if sign.isprintable() else f"<U+{ord(sign):04X}>" for sign in name)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST // 2]}…{clean[-_LONGEST // 2 :]}"


def megabytes(size: int) -> str:
    """A size for people: «100 МБ», «4 ГБ»."""
    return f"{size / (1 << 30):.4g} ГБ" if size >= 1 << 30 else f"{size / (1 << 20):.4g} МБ"


class Looks(StrEnum):
    """What a file that should have been a ZIP looks like."""

    EMPTY = "пустой файл (0 байт)"
    RAR = "архив RAR"
    SEVEN_ZIP = "архив 7-Zip"
    GZIP = "архив GZIP или TAR.GZ"
    TAR = "архив TAR"
    CAB = "архив CAB"
    PDF = "документ PDF"
    OFFICE = "документ Word, Excel или OpenDocument"
    OLD_OFFICE = "документ Word или Excel старого образца"
    PICTURE = "картинка"
    HTML = "страница сайта (HTML)"
    CUT_SHORT = "начало ZIP-архива без конца"
    SPECIAL = "не файл и не папка, а устройство или канал"
    UNKNOWN = "неизвестный файл"


class Damage(StrEnum):
    """How an archive is damaged."""

    DIRECTORY = "оглавление архива не читается"
    CHECKSUM = "контрольная сумма файла не совпала"
    CUT_SHORT = "данные файла обрываются"
    CONTENT = "сжатые данные файла испорчены"
    NO_HEADER = "на месте файла в архиве лежит что-то другое"


class Contradiction(StrEnum):
    """In what an archive contradicts itself."""

    NAME = "в оглавлении и перед самим файлом стоят разные имена"
    SIZE = "в оглавлении и перед самим файлом стоят разные размеры"
    METHOD = "в оглавлении и перед самим файлом указаны разные способы сжатия или шифрования"
    CONTENT = "содержимое не того размера, который объявлен"
    COUNT = "в оглавлении не столько файлов, сколько объявлено"
    OVERLAP = "несколько файлов занимают одно и то же место архива"


class NameFlaw(StrEnum):
    """Why a name is refused."""

    EMPTY = "имя пустое"
    OUTSIDE = "имя ведёт за пределы архива («..»)"
    ABSOLUTE = "имя начинается от корня диска или с буквы диска"
    CONTROL = "в имени управляющие знаки"
    TURNED = "в имени знаки, которые переворачивают его на экране"
    TOO_LONG = "имя длиннее 255 знаков"


class Unsupported(StrEnum):
    """What the program does not open inside a ZIP."""

    METHOD = "способ сжатия"
    ENCRYPTION = "способ шифрования"
    VOLUMES = "архив из нескольких томов"


@dataclass(eq=False)
class ArchiveError(VprPrintError):
    """Base of the errors of a materials archive."""

    exit_code: ClassVar[ExitCode] = ExitCode.ARCHIVE


@dataclass(eq=False)
class ArchiveNotFoundError(ArchiveError):
    """There is no such file or folder, or it was gone before it was read to its end."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "архив с материалами не найден",
            shown(self.file),
            "ZIP-архив или папка с материалами, доступные до конца чтения",
            "проверьте имя и путь; если архив на флешке или сетевом диске, скопируйте его на этот компьютер",
        )


@dataclass(eq=False)
class ArchiveUnreadableError(ArchiveError):
    """The system does not let the file be read."""

    file: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            "архив с материалами не читается",
            f"{shown(self.file)} (система отвечает: {shown(self.reason)})",
            "файл или папка, которые этот пользователь может прочитать",
            "закройте архив в других программах, проверьте права доступа или скопируйте его в другую папку",
        )


@dataclass(eq=False)
class NotAnArchiveError(ArchiveError):
    """The file is something else than a ZIP."""

    file: str
    looks: Looks

    @property
    def message(self) -> Message:
        match self.looks:
            case Looks.EMPTY | Looks.CUT_SHORT:
                todo = "загрузка оборвалась: скачайте архив ещё раз и сравните размер файла с указанным на сайте"
            case Looks.HTML:
                todo = "вместо архива сохранилась страница сайта: войдите в личный кабинет и скачайте архив ещё раз"
            case Looks.RAR | Looks.SEVEN_ZIP | Looks.GZIP | Looks.TAR | Looks.CAB:
                todo = "распакуйте его в пустую папку программой, которая это умеет, и укажите эту папку вместо архива"
            case Looks.PDF | Looks.OFFICE | Looks.OLD_OFFICE | Looks.PICTURE:
                todo = "укажите архив целиком или положите файлы вариантов в отдельную папку и укажите её"
            case _:
                todo = "проверьте, тот ли файл указан; если тот, скачайте его ещё раз"
        return Message(
            f"это не ZIP-архив: {self.looks}", shown(self.file), "ZIP-архив с материалами или папка с ними", todo
        )


@dataclass(eq=False)
class DamagedArchiveError(ArchiveError):
    """The archive, or a file in it, cannot be read back as it was packed."""

    file: str
    member: str
    damage: Damage

    @property
    def message(self) -> Message:
        return Message(
            f"архив повреждён: {self.damage}",
            place_of(self.file, self.member),
            "целый архив, каким его отправили",
            _AGAIN,
        )


@dataclass(eq=False)
class ContradictoryArchiveError(ArchiveError):
    """The archive says two different things about itself, as hostile ones do."""

    file: str
    member: str
    contradiction: Contradiction

    @property
    def message(self) -> Message:
        return Message(
            f"архив противоречит сам себе: {self.contradiction}",
            place_of(self.file, self.member),
            "архив, в котором оглавление и содержимое говорят одно и то же",
            f"скачайте архив ещё раз; если не поможет, {_ASK}",
        )


@dataclass(eq=False)
class EncryptedArchiveError(ArchiveError):
    """The archive is encrypted and no password was given."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "архив зашифрован, а пароль не указан",
            shown(self.file),
            "пароль, который прислали к архиву",
            "запишите пароль в текстовый файл и добавьте к команде --password-file ФАЙЛ",
        )


@dataclass(eq=False)
class WrongPasswordError(ArchiveError):
    """The password does not open the archive."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "пароль не подходит к архиву",
            shown(self.file),
            "тот пароль, который прислали именно к этому архиву",
            "проверьте раскладку, большие и малые буквы, лишние пробелы и что пароль от этой работы;\n"
            "если пароль верен, скачайте архив ещё раз: он мог повредиться",
        )


@dataclass(eq=False)
class UnsupportedZipError(ArchiveError):
    """The ZIP uses something that the program does not open."""

    file: str
    member: str
    unsupported: Unsupported
    number: int
    """Number of the method in the ZIP specification (4.4.5), 0 where it has none."""

    @property
    def message(self) -> Message:
        names = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
        number = f" {names.get(self.number, f'№ {self.number}')}" if self.number else ""
        return Message(
            f"архив сделан так, что программа его не открывает: {self.unsupported}{number}",
            place_of(self.file, self.member),
            "обычный ZIP одним файлом (сжатие Deflate; пароль ZipCrypto или AES)",
            "распакуйте архив в пустую папку другой программой и укажите эту папку вместо архива",
        )


@dataclass(eq=False)
class TooManyFilesError(ArchiveError):
    """More files than any real archive has."""

    file: str
    limit: int

    @property
    def message(self) -> Message:
        return Message(
            "в архиве слишком много файлов",
            shown(self.file),
            f"не больше {self.limit} файлов и папок вместе с вложенными архивами",
            "укажите архив или папку одной работы, без посторонних файлов",
        )


@dataclass(eq=False)
class FileTooLargeError(ArchiveError):
    """One file is larger than a member may be."""

    file: str
    member: str
    limit: int

    @property
    def message(self) -> Message:
        return Message(
            "в архиве слишком большой файл",
            place_of(self.file, self.member),
            f"каждый файл не больше {megabytes(self.limit)}",
            "если он лишний: распакуйте архив в папку, удалите этот файл и укажите папку вместо архива",
        )


@dataclass(eq=False)
class ArchiveTooLargeError(ArchiveError):
    """All files together are larger than an archive may be."""

    file: str
    limit: int

    @property
    def message(self) -> Message:
        return Message(
            "в архиве слишком много данных",
            shown(self.file),
            f"все файлы вместе, распакованные, не больше {megabytes(self.limit)}",
            "укажите архив или папку одной работы, без посторонних файлов",
        )


@dataclass(eq=False)
class BombError(ArchiveError):
    """A file swells far beyond what real documents do."""

    file: str
    member: str
    ratio: int

    @property
    def message(self) -> Message:
        return Message(
            "файл в архиве разворачивается так, как настоящие документы не могут («бомба»)",
            place_of(self.file, self.member),
            f"сжатие не больше чем в {self.ratio} раз",
            _ASK,
        )


@dataclass(eq=False)
class NestedTooDeepError(ArchiveError):
    """Archives in archives in archives."""

    file: str
    member: str
    depth: int

    @property
    def message(self) -> Message:
        return Message(
            "архивы вложены друг в друга слишком глубоко",
            place_of(self.file, self.member),
            f"вложенных уровней не больше {self.depth}",
            "распакуйте архив в пустую папку и укажите эту папку вместо архива",
        )


@dataclass(eq=False)
class LinkInArchiveError(ArchiveError):
    """A link, device or other thing that is neither file nor folder."""

    file: str
    member: str

    @property
    def message(self) -> Message:
        return Message(
            "вместо файла лежит ссылка, ярлык файловой системы или устройство",
            place_of(self.file, self.member),
            "только обычные файлы и папки",
            "замените ссылку самим файлом или уберите её; если архив прислали таким, попросите другой",
        )


@dataclass(eq=False)
class UnsafeNameError(ArchiveError):
    """A name that no ordinary program gives."""

    file: str
    member: str
    flaw: NameFlaw

    @property
    def message(self) -> Message:
        return Message(
            f"недопустимое имя файла в архиве: {self.flaw}",
            place_of(self.file, self.member),
            "обычные имена внутри архива, не длиннее 255 знаков каждое",
            _ASK,
        )


@dataclass(eq=False)
class DuplicateNameError(ArchiveError):
    """Two files of one name (case aside) with different contents."""

    file: str
    members: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "два файла с одним именем и разным содержимым: неизвестно, который верен",
            place_of(self.file, "; ".join(self.members)),
            "у каждого файла своё имя (большие и малые буквы не различаются)",
            "распакуйте архив в пустую папку, оставьте верный файл или переименуйте один, укажите папку",
        )


@dataclass(eq=False)
class EmptyArchiveError(ArchiveError):
    """Nothing in it."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "в архиве нет ни одного файла", shown(self.file), "архив или папка с вариантами", f"проверьте имя; {_AGAIN}"
        )


def place_of(file: str, member: str) -> str:
    """Where in an archive something is, for messages."""
    return f"{shown(file)}, файл «{shown(member)}»" if member else shown(file)
