"""What can be wrong with the PDF of a variant (exit 14), and what a person should look at after prepress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, Notice, VprPrintError
from vpr_print.model.geometry import Size
from vpr_print.prepress.masters import PictureReason

NOTHING_PRINTED = "ничего не напечатано"
_ASK_AGAIN = "скачайте архив ещё раз; если не помогло, сообщите тому, кто прислал материалы; ничего не напечатано"
_RESAVE = (
    "откройте файл в программе просмотра, «напечатайте» его в новый PDF и укажите новый файл ключом --variant; "
    "ничего не напечатано"
)


@dataclass(eq=False)
class VariantFileError(VprPrintError):
    """Something in the PDF of a variant that keeps it from being printed."""

    exit_code: ClassVar[ExitCode] = ExitCode.VARIANT

    file: str


@dataclass(eq=False)
class FileNeedsPasswordError(VariantFileError):
    """The file opens only with a password."""

    @property
    def message(self) -> Message:
        return Message(
            "файл с вариантом открывается только с паролем",
            self.file,
            "PDF, который открывается без пароля",
            "откройте файл с паролем, сохраните его без пароля и укажите ключом --variant; ничего не напечатано",
        )


@dataclass(eq=False)
class FileDamagedError(VariantFileError):
    """No reader makes anything of the file."""

    @property
    def message(self) -> Message:
        return Message(
            "файл с вариантом повреждён: восстановить его не удалось", self.file, "исправный PDF", _ASK_AGAIN
        )


@dataclass(eq=False)
class FileHasNoPagesError(VariantFileError):
    """A PDF without a page."""

    @property
    def message(self) -> Message:
        return Message("в файле нет ни одной страницы", self.file, "PDF со страницами варианта", _ASK_AGAIN)


@dataclass(eq=False)
class PageMissingError(VariantFileError):
    """A page is asked for that the file does not have, or that cannot be read."""

    page: int

    @property
    def message(self) -> Message:
        return Message(
            "страница варианта не читается",
            page_of(self.file, self.page),
            "все страницы, которые относятся к варианту",
            _ASK_AGAIN,
        )


@dataclass(eq=False)
class FileTooSlowError(VariantFileError):
    """The file was not done within the time."""

    seconds: float

    @property
    def message(self) -> Message:
        return Message(
            f"файл с вариантом не удалось обработать за {self.seconds:.0f} с",
            self.file,
            "PDF без бесконечных вложений и огромных картинок",
            _RESAVE,
        )


@dataclass(eq=False)
class FileTooBigError(VariantFileError):
    """The file needs more memory than one file may take."""

    megabytes: int

    @property
    def message(self) -> Message:
        return Message(
            f"для файла с вариантом нужно больше {self.megabytes} МБ памяти",
            self.file,
            "PDF с картинками не крупнее, чем нужно для печати (300 точек на дюйм)",
            _RESAVE,
        )


@dataclass(eq=False)
class FileCrashesError(VariantFileError):
    """The process that opened the file came to an end, or gave an answer that is none."""

    reason: str

    @property
    def message(self) -> Message:
        return Message(
            f"программа, которая читает PDF, на этом файле аварийно завершилась ({self.reason})",
            self.file,
            "PDF, который открывается без ошибок и не занимает в памяти сотни мегабайт",
            _RESAVE,
        )


@dataclass(eq=False)
class TooManyObjectsError(VariantFileError):
    """The pages are made of more objects than a page can sensibly have."""

    limit: int

    @property
    def message(self) -> Message:
        return Message(
            f"страницы варианта состоят больше чем из {self.limit} объектов",
            self.file,
            "обычный PDF с текстом и рисунками",
            _RESAVE,
        )


@dataclass(eq=False)
class ImageTooLargeError(VariantFileError):
    """A picture has more pixels than a page can show."""

    page: int
    width: int
    height: int
    limit: int
    """Pixels."""

    @property
    def message(self) -> Message:
        return Message(
            f"слишком большая картинка: {self.width} × {self.height} точек",
            page_of(self.file, self.page),
            f"не больше {self.limit // 1_000_000} млн точек (лист А4 при 600 точках на дюйм — 35 млн)",
            _RESAVE,
        )


@dataclass(eq=False)
class NestingTooDeepError(VariantFileError):
    """Drawings lie in each other without end, or deeper than viewers go."""

    page: int

    @property
    def message(self) -> Message:
        return Message(
            "рисунки на странице вложены друг в друга слишком глубоко или без конца",
            page_of(self.file, self.page),
            "страница, которую программы просмотра показывают целиком",
            _RESAVE,
        )


@dataclass(eq=False)
class PageSizeRefusedError(VariantFileError):
    """A page is not A4, and other sizes are refused."""

    page: int
    size: Size

    @property
    def message(self) -> Message:
        return Message(
            f"страница не формата А4: {size_text(self.size)}",
            page_of(self.file, self.page),
            "А4 (210 × 297 мм ± 2 мм)",
            "разрешите подгонку ключом --page-size fit или печать без подгонки ключом --page-size as-is; "
            + NOTHING_PRINTED,
        )


@dataclass(eq=False)
class TooManyPagesError(VprPrintError):
    """A variant has more pages than a set may have."""

    exit_code: ClassVar[ExitCode] = ExitCode.VARIANT

    variant: int
    files: tuple[str, ...]
    pages: int
    limit: int

    @property
    def message(self) -> Message:
        return Message(
            f"в варианте {self.variant} страниц: {self.pages}",
            ", ".join(self.files),
            f"не больше {self.limit}: в номере страницы комплекта две цифры",
            "проверьте, не попали ли в вариант лишние файлы или страницы; " + NOTHING_PRINTED,
        )


def size_text(size: Size) -> str:
    """«216 × 279 мм»."""
    return f"{size.w:.0f} × {size.h:.0f} мм"


def page_of(file: str, *pages: int) -> str:
    """Where a page stands: the file's name and the page's number in it."""
    return f"{file}, страница {pages[0]}" if len(pages) == 1 else f"{file}, страницы {page_ranges(pages)}"


def page_ranges(pages: Iterable[int]) -> str:
    """«1–3, 7»."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and runs[-1][1] == page - 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)


REASONS = {
    PictureReason.ASKED: "так просили (--as-image)",
    PictureReason.UNFAITHFUL: "иначе страница не выглядела бы так, как на экране",
    PictureReason.TRANSPARENCY: "прозрачность",
    PictureReason.JPEG2000: "картинки JPEG 2000",
    PictureReason.JBIG2: "картинки JBIG2",
    PictureReason.SIXTEEN_BITS: "картинки по 16 бит на цвет",
    PictureReason.OPENTYPE: "шрифты OpenType",
    PictureReason.FONTS_MISSING: "в файл не вложены шрифты",
}
"""Why a page is printed as a picture."""


# --- notices --------------------------------------------------------------------------------------------------


def resized_notice(file: str, pages: tuple[int, ...], size: Size, scale: float) -> Notice:
    """Pages of another size were fitted to A4."""
    return Notice(
        "page_resized",
        Message(
            f"страницы {size_text(size)} подогнаны под А4: напечатаются в масштабе {scale * 100:.0f} %",
            page_of(file, *pages),
            "А4 (210 × 297 мм ± 2 мм)",
            "если на страницах есть линейка или чертёж в натуральную величину, попросите материалы в формате А4",
        ),
    )


def cropped_notice(file: str, pages: tuple[int, ...], size: Size, cropped: bool) -> Notice:
    """Pages of another size were left as they are."""
    told = "то, что не поместилось на А4, обрезано" if cropped else "вокруг останутся пустые поля"
    return Notice(
        "page_size_as_is",
        Message(
            f"страницы {size_text(size)} печатаются без подгонки: {told}",
            page_of(file, *pages),
            "А4 (210 × 297 мм ± 2 мм)",
            "посмотрите на эти страницы перед печатью",
        ),
    )


def raster_notice(file: str, pages: tuple[int, ...]) -> Notice:
    """Pages are printed as pictures."""
    return Notice(
        "page_as_picture",
        Message(
            "точно перенести рисунок этих страниц не удалось: они печатаются как картинки, 300 точек на дюйм",
            page_of(file, *pages),
            "страницы, которые выглядят так же, как в программе просмотра",
            "посмотрите на эти страницы перед печатью",
        ),
    )


def compat_notice(file: str, pages: tuple[int, ...], reasons: tuple[PictureReason, ...]) -> Notice:
    """Pages are printed as pictures, since an old copier would not take them as they are drawn."""
    return Notice(
        "page_as_picture_for_copier",
        Message(
            f"для старого копира эти страницы печатаются как картинки: {', '.join(REASONS[why] for why in reasons)}",
            page_of(file, *pages),
            "PDF 1.4 без прозрачности и новых форматов, как просит --compat 1.4",
            "ничего делать не нужно: картинки сверены с исходными страницами",
        ),
        look=False,
    )


def unproved_notice(file: str, pages: tuple[int, ...], *, layers_removed: bool) -> Notice:
    """Pages could not be compared with what a viewer shows; ``layers_removed``: it shows more than may be printed."""
    message = (
        Message(
            "выключенный слой этих страниц не печатается, хотя программа просмотра его показывает: сравнить не с чем",
            page_of(file, *pages),
            "страницы, на которых видно всё нужное и не видно ответов",
            "посмотрите на эти страницы перед печатью",
        )
        if layers_removed
        else Message(
            "файл пришлось восстанавливать: сравнить эти страницы с исходным видом не удалось",
            page_of(file, *pages),
            "исправный PDF",
            "посмотрите на эти страницы перед печатью",
        )
    )
    return Notice("page_not_compared", message)


def blank_notice(file: str, pages: tuple[int, ...]) -> Notice:
    """Pages show nothing."""
    return Notice(
        "page_blank",
        Message(
            "страницы варианта пустые",
            page_of(file, *pages),
            "страницы с заданиями",
            "проверьте, что так и задумано: на пустых страницах будет только штамп",
        ),
    )


def repaired_notice(file: str) -> Notice:
    """The file was damaged."""
    return Notice(
        "file_repaired",
        Message(
            "файл был повреждён и восстановлен",
            file,
            "исправный PDF",
            "посмотрите на страницы варианта перед печатью; лучше скачать архив ещё раз",
        ),
    )


def printing_forbidden_notice(file: str) -> Notice:
    """The author forbade printing."""
    return Notice(
        "printing_forbidden",
        Message(
            "автор файла запретил его печатать",
            file,
            "файл, печать которого разрешена",
            "убедитесь, что материалы предназначены для печати в школе",
        ),
    )


def fonts_notice(file: str, pages: tuple[int, ...], fonts: tuple[str, ...]) -> Notice:
    """Fonts are not in the file, so that each machine takes others for them."""
    return Notice(
        "fonts_missing",
        Message(
            f"в файл не вложены шрифты: {', '.join(fonts)}",
            page_of(file, *pages),
            "PDF со всеми шрифтами внутри: иначе буквы и формулы могут напечататься иначе",
            "сравните пробную страницу с экраном перед печатью тиража",
        ),
    )
