"""What can be wrong with scans so that a command cannot go on (exit 60), one class for one thing to fix.

A page or a file that cannot be read is no error: it is accounted for as a page of its own, see ``seen.Trouble``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed


@dataclass(eq=False)
class ScanError(VprPrintError):
    """Base of everything wrong with scans."""

    exit_code: ClassVar[ExitCode] = ExitCode.SCAN


@dataclass(eq=False)
class NoScansError(ScanError):
    """Nothing was found to read: the paths do not exist, or the folders hold no images of pages."""

    paths: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "сканы не найдены",
            listed(self.paths),
            "файлы PDF, TIFF, JPEG или PNG, либо папка с ними",
            "проверьте имена файлов и папок и повторите команду",
        )


@dataclass(eq=False)
class MissingScanError(ScanError):
    """A file or folder that was named does not exist or may not be opened."""

    path: str

    @property
    def message(self) -> Message:
        return Message(
            "нет такого файла или папки, либо нет права их открыть",
            self.path,
            "файл или папка, которые можно открыть",
            "проверьте имя (перетащите файл мышью в окно команды) и повторите; ничего ещё не прочитано",
        )


@dataclass(eq=False)
class PageLostError(ScanError):
    """A page that was read cannot be copied any more: its file was changed, moved or removed meanwhile."""

    file: str
    page: int

    @property
    def message(self) -> Message:
        return Message(
            "страницу прочитали, а скопировать её уже нельзя: файл изменился, перемещён или удалён",
            f"{self.file}, страница {self.page}",
            "файлы сканов остаются на месте, пока команда работает",
            "верните файл на место и повторите команду: прочитанное не пропало",
        )


@dataclass(eq=False)
class NameTemplateError(ScanError):
    """A template for names of files that names nothing, too much, or two packets alike."""

    template: str
    fields: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "по такому шаблону нельзя назвать файлы пакетов",
            self.template,
            f"поля из списка {', '.join(f'{{{field}}}' for field in self.fields)}, между ними — буквы A–Z, цифры, "
            "точка, дефис, подчёркивание; обязательно {packet} либо {site}, {work}, {room} и {kind} вместе",
            "исправьте шаблон, например: {site}_{work}_{room}_{packet}",
        )


@dataclass(eq=False)
class NotAProofPageError(ScanError):
    """No page of the files is a proof page, as far as can be seen."""

    pages: tuple[str, ...]
    """File, page and what was found there."""

    @property
    def message(self) -> Message:
        return Message(
            "пробного листа в этих файлах не видно",
            listed(self.pages),
            "скан листа, который печатает vpr-print proof: хотя бы одна сторона, целиком",
            "проверьте, тот ли файл назван; отсканируйте лист целиком, 300 точек на дюйм, оттенки серого, и повторите; "
            "если лист сам так бледен, что метки не читаются, отключите экономию тонера и напечатайте его снова",
        )


@dataclass(eq=False)
class ScanBusyError(ScanError):
    """Another scan writes into the same folder."""

    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "в эту папку уже сканирует другая команда",
            self.folder,
            "одна команда vpr-print scan на одну папку --out",
            "дождитесь её конца или укажите другую папку; прочитанное не пропало",
        )


@dataclass(eq=False)
class JournalDiskError(ScanError):
    """The journal cannot be read or written."""

    path: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            f"журнал сканирования не читается или не пишется: {self.reason}",
            self.path,
            "место на диске и право писать в папку --out",
            "освободите место или укажите другую папку и повторите команду: прочитанное не пропало",
        )


@dataclass(eq=False)
class JournalDamagedError(ScanError):
    """A line of the journal is none of ours: somebody has changed it, or another program wrote it."""

    path: str
    line: int

    @property
    def message(self) -> Message:
        return Message(
            "журнал сканирования повреждён или записан другой версией программы",
            f"{self.path}, строка {self.line}",
            "журнал в том виде, в каком его записала программа",
            "верните файл из копии; если её нет, укажите новую папку --out: сканы прочитаются заново, а решения "
            "scan-resolve нужно будет повторить",
        )


@dataclass(eq=False)
class OutInScansError(ScanError):
    """The folder for the result is one of those that are read, or holds them: the result would be read as scans."""

    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "папка для результата лежит среди сканов, или сканы в ней",
            self.folder,
            "отдельная папка для результата",
            "укажите в --out другую папку и повторите команду; ничего ещё не прочитано",
        )


@dataclass(eq=False)
class NoScanHereError(ScanError):
    """The folder is none that ``scan`` has written into."""

    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "в этой папке нет результата сканирования",
            self.folder,
            "папка, которую назвали ключом --out команды vpr-print scan",
            "проверьте имя папки и повторите команду",
        )


@dataclass(eq=False)
class NoSuchPageError(ScanError):
    """No page of the scan is called so, or several are."""

    name: str
    like: tuple[str, ...]
    """Pages that the name may mean."""

    @property
    def message(self) -> Message:
        return Message(
            f"{'под этим именем несколько страниц' if self.like else 'такой страницы в результате нет'}: {self.name}",
            listed(self.like) if self.like else "результат команды vpr-print scan",
            "страница, как её назвал результат: имя файла и номер (skan-1.pdf:12) или её короткое имя (3f9a01c2-12)",
            "посмотрите список «Посмотрите» и повторите команду",
        )


@dataclass(eq=False)
class NumberOfNoPageError(ScanError):
    """A person gave a page a number that no page of what may come has."""

    number: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            f"этот номер странице дать нельзя: {self.reason}",
            self.number,
            "16 цифр под штрихкодом этого листа, известных журналу или описям",
            "посмотрите на лист ещё раз и повторите команду; если лист не наш: scan-resolve … foreign",
        )


@dataclass(eq=False)
class NoManifestsFolderError(ScanError):
    """The folder with manifests is not there."""

    path: str

    @property
    def message(self) -> Message:
        return Message(
            "нет папки с описями, которую назвал ключ --manifests",
            self.path,
            "папка, в которой (на любой глубине) лежат файлы manifest.json школ",
            "проверьте имя папки и повторите команду; прочитанное не пропало",
        )


@dataclass(eq=False)
class PageIsReadError(ScanError):
    """A person wants to say of a page something else than what was read on it beyond doubt."""

    page: str
    number: str
    """That was read; empty where the page has none, but the word does not fit it."""

    @property
    def message(self) -> Message:
        return Message(
            f"на этой странице номер прочитан: {self.number}" if self.number else "этим словом страницу не разобрать",
            self.page,
            "номер — для непрочитанной страницы; again или twice — для номера, который уже был; "
            "ok, blank, draft, foreign — для остальных из списка «Посмотрите»",
            "проверьте, та ли страница названа; если лист лишний, просто уберите его",
        )
