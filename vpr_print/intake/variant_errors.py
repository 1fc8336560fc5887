"""Everything that can be wrong with the variants of an archive (exit 14), one class for one thing to fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed
from vpr_print.intake.archive_errors import shown
from vpr_print.intake.reasons import page_list
from vpr_print.intake.recognition import FileKind, Need, RecognisedFile

KIND_TITLES = {
    FileKind.VARIANT: "вариант",
    FileKind.MARK_SCHEME: "критерии оценивания",
    FileKind.INSTRUCTIONS: "инструкция",
    FileKind.CONDUCT_PROTOCOL: "протокол проведения",
    FileKind.CODE_LIST: "список кодов",
    FileKind.ELECTRONIC_FORM: "электронный протокол",
    FileKind.OTHER: "другое",
    FileKind.UNREADABLE: "не читается",
}
"""What each kind is called in tables and messages."""
_NOTHING_PRINTED = "ничего не напечатано"
_NAME_THEM = "назовите варианты сами: --variant 1=ФАЙЛ --variant 2=ФАЙЛ, остальные непонятные файлы тогда не берутся"


def described(file: RecognisedFile) -> str:
    """One file in a list: its name and what it was taken for."""
    facts = [KIND_TITLES[file.kind]]
    if file.variant is not None:
        facts[0] += f" {file.variant}"
    if file.part is not None:
        facts.append(f"часть {file.part}")
    facts += [fact for fact in (file.subject, f"{file.grade} класс" if file.grade else None) if fact]
    if file.kind in (FileKind.OTHER, FileKind.UNREADABLE):
        facts += file.reasons[:1]
    return f"{shown(file.file.name)} — {', '.join(facts)}"


@dataclass(eq=False)
class VariantError(VprPrintError):
    """Base of everything wrong with variants."""

    exit_code: ClassVar[ExitCode] = ExitCode.VARIANT


@dataclass(eq=False)
class NoVariantFoundError(VariantError):
    """The archive has no file that is a variant (of the work that was asked for)."""

    found: tuple[str, ...]
    """The files and what they were taken for."""

    @property
    def message(self) -> Message:
        return Message(
            "в архиве не найдено ни одного варианта",
            listed(self.found) or "файлов нет",
            "PDF с заданиями, на титуле которого написано «Вариант 1»",
            "проверьте, тот ли это архив; вложенный архив другого вида распакуйте, файлы Word сохраните как PDF, "
            f"положите всё в папку и укажите её; если PDF с вариантом в списке есть, {_NAME_THEM}",
        )


@dataclass(eq=False)
class SeveralWorksError(VariantError):
    """The archive holds variants of several subjects or grades, and none was asked for."""

    works: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "в архиве варианты нескольких работ",
            listed(self.works),
            "одна работа за один раз",
            f"добавьте в команду --subject и --grade, например: --subject «{self.works[0].split(',')[0]}»; "
            f"{_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class WorkNotInArchiveError(VariantError):
    """The archive has variants, but not of the subject and grade that were asked for."""

    asked: str
    works: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"в архиве нет вариантов работы «{self.asked}»",
            listed(self.works),
            "предмет и класс из этого списка",
            f"исправьте --subject и --grade или возьмите другой архив; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class AnswersInVariantError(VariantError):
    """Pages of a variant show answers."""

    file: str
    pages: tuple[int, ...]
    words: str

    @property
    def message(self) -> Message:
        return Message(
            "в файле варианта есть страницы с ответами",
            f"{shown(self.file)}, стр. {page_list(self.pages)}: {self.words}",
            "в комплектах участников ответов быть не должно",
            "откройте файл и посмотрите эти страницы; чтобы напечатать вариант без них, повторите команду "
            f"с ключом --cut-answers; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class SilentPagesError(VariantError):
    """Pictures without text stand behind the tasks of a variant: perhaps scanned answers."""

    variant: int
    file: str
    pages: tuple[int, ...]

    @property
    def message(self) -> Message:
        return Message(
            "в конце варианта страницы-картинки без текста: это могут быть отсканированные ответы",
            f"{shown(self.file)}, стр. {page_list(self.pages)}",
            "в комплектах участников ответов быть не должно",
            "откройте файл и посмотрите эти страницы; ответы — повторите команду с ключом --cut-answers, они не "
            f"напечатаются; задание или карта — укажите --variant {self.variant}={shown(self.file)}; "
            f"{_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class OnlyAnswersError(VariantError):
    """Nothing is left of a variant when its pages with answers are cut off."""

    file: str

    @property
    def message(self) -> Message:
        return Message(
            "в файле варианта одни ответы",
            shown(self.file),
            "хотя бы одна страница с заданиями",
            f"возьмите файл с заданиями; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class MarkSchemeAsVariantError(VariantError):
    """A person named a mark scheme as a variant."""

    variant: int
    file: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            f"вариантом {self.variant} назван файл с критериями оценивания",
            f"{shown(self.file)}: {self.reason}",
            "файл с заданиями; критерии и ответы в кабинет не попадают никогда",
            f"укажите в --variant {self.variant}=ФАЙЛ файл варианта; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class FileNotInArchiveError(VariantError):
    """``--variant`` names a file that the archive does not have, or several that it has."""

    variant: int
    file: str
    close: tuple[str, ...]
    """Names that are near, or all that the name fits."""
    ambiguous: bool

    @property
    def message(self) -> Message:
        what = "подходит к нескольким файлам архива" if self.ambiguous else "в архиве нет"
        return Message(
            f"файл для варианта {self.variant} {what}",
            f"--variant {self.variant}={shown(self.file)}",
            listed(self.close) if self.close else "имя файла из архива",
            f"напишите имя так, как его показывает «vpr-print check», вместе с папкой; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class NotPrintableError(VariantError):
    """``--variant`` names a file that has no page that could be printed."""

    variant: int
    file: str
    reason: str

    @property
    def message(self) -> Message:
        return Message(
            f"файл для варианта {self.variant} напечатать нельзя",
            f"{shown(self.file)}: {self.reason}",
            "PDF, который открывается без пароля и в котором есть страницы",
            f"возьмите другой файл или сохраните этот как обычный PDF; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class UndecidedFileError(VariantError):
    """A file may be a variant, but only a person can tell, or mend it."""

    file: str
    needs: Need
    reason: str

    @property
    def message(self) -> Message:
        what, todo = {
            Need.NUMBER: ("непонятно, какой это вариант и вариант ли это", "откройте файл и посмотрите"),
            Need.CONFIRMATION: ("непонятно, вариант это или ответы", "откройте файл и посмотрите"),
            Need.PASSWORD: (
                "PDF открывается только с паролем",
                "узнайте пароль у отправителя, сохраните PDF без пароля в папку с остальными и укажите её",
            ),
            Need.CONVERT: (
                "файл не PDF, а это может быть вариант",
                "откройте файл и сохраните его как PDF в папку, укажите эту папку вместо архива",
            ),
            Need.REPAIR: ("PDF не читается, а это может быть вариант", "скачайте архив ещё раз"),
        }[self.needs]
        then = "затем" if self.needs in (Need.NUMBER, Need.CONFIRMATION) else "если не поможет,"
        return Message(
            what,
            f"{shown(self.file)}: {self.reason}",
            "у каждого варианта — файл, который открывается, и номер",
            f"{todo}; {then} {_NAME_THEM}; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class TwoFilesForVariantError(VariantError):
    """Several different files say that they are the same variant (or the same part of it)."""

    variant: int
    part: int | None
    files: tuple[str, ...]

    @property
    def message(self) -> Message:
        part = f", часть {self.part}" if self.part else ""
        return Message(
            f"несколько разных файлов — один вариант {self.variant}{part}",
            listed(self.files),
            "один файл на вариант или на каждую его часть",
            f"посмотрите, какой из них верный, и укажите: --variant {self.variant}=ФАЙЛ; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class MissingPartError(VariantError):
    """A part is missing that other variants have."""

    variant: int
    missing: tuple[int, ...]
    has: tuple[str, ...]
    others: tuple[int, ...]

    @property
    def message(self) -> Message:
        missing = " и ".join(map(str, self.missing))
        others = ", ".join(map(str, self.others))
        return Message(
            f"у варианта {self.variant} нет части {missing}",
            listed(self.has),
            f"те же части, что у других вариантов ({others})" if others else "все части работы",
            f"скачайте архив ещё раз или добавьте недостающий файл; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class DifferentLengthsError(VariantError):
    """Variants of one work have different numbers of pages."""

    lengths: tuple[tuple[int, int], ...]
    """Variant number and its pages."""

    @property
    def message(self) -> Message:
        return Message(
            "варианты одной работы разной длины",
            "\n".join(f"вариант {number} — {pages} стр." for number, pages in self.lengths),
            "во всех вариантах поровну страниц",
            "откройте варианты: нет ли в одном лишних или пропавших страниц; исправьте архив "
            f"или укажите верные файлы: --variant N=ФАЙЛ; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class TooManyPagesError(VariantError):
    """A variant has more pages than numbers of pages exist."""

    variant: int
    files: tuple[str, ...]
    pages: int
    most: int

    @property
    def message(self) -> Message:
        return Message(
            f"в варианте {self.variant} слишком много страниц: {self.pages}",
            ", ".join(self.files),
            f"не больше {self.most} страниц",
            f"проверьте, тот ли это файл; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class OneFileForVariantsError(VariantError):
    """``--variant`` gives several variants the same file."""

    file: str
    variants: tuple[int, ...]

    @property
    def message(self) -> Message:
        numbers = " и ".join(map(str, self.variants))
        return Message(
            f"один файл назван вариантами {numbers}",
            shown(self.file),
            "у каждого варианта свой файл, иначе у соседей будут одинаковые задания",
            f"исправьте --variant; {_NOTHING_PRINTED}",
        )


@dataclass(eq=False)
class VariantNumberError(VariantError):
    """``--variant`` gives a number that no variant has."""

    variant: int

    @property
    def message(self) -> Message:
        return Message(
            f"такого номера варианта быть не может: {self.variant}",
            f"--variant {self.variant}=…",
            "целое число от 1",
            f"исправьте команду; {_NOTHING_PRINTED}",
        )
