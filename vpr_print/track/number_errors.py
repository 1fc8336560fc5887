"""What can be wrong with a number or the range that numbers come from, in words for the school's technician."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.errors import Message, listed
from vpr_print.model.identifier import Identifier, grouped
from vpr_print.model.packet import PaperKey
from vpr_print.track.errors import NOTHING_DONE, LedgerError
from vpr_print.track.words import describe


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
            "укажите диапазон, например --serials 50000-59999",
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
