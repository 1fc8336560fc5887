"""What a word about papers that exist can be wrong about: which room, work or number is meant, or what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError
from vpr_print.layout.speech import spoken
from vpr_print.track.events import EventKind
from vpr_print.track.words import EVENTS


@dataclass(eq=False)
class UnknownRoomError(VprPrintError):
    """Neither a number of ours nor a room of the work."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    rooms: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"это не {spoken().room} работы и не номер бумаги: " + ", ".join(self.rooms),
            f"{spoken().rooms} работы: " + ", ".join(self.known),
            f"название {spoken().room_of}, как в списке, или 16 цифр номера без ошибок",
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
            what if self.works else "здесь ещё не собрано ни одной работы",
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
            f"номер комплекта, пакета, протокола или описи, либо название {spoken().room_of}",
            "отсканируйте штрихкод самой бумаги: на листе кодов он в правом верхнем углу",
        )


@dataclass(eq=False)
class NumbersNeededError(VprPrintError):
    """The event speaks of single things, and a room was named, or several numbers where one is meant."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    event: str
    rooms: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"о событии {self.event} говорят номером, а не называют {spoken().rooms}",
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
            "журнал номеров",
            "номер своей бумаги, кода или сейф-пакета",
            "проверьте, своя ли это бумага, и введите номер ещё раз",
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
            "считайте номер с испорченного комплекта; другие бумаги можно просто напечатать ещё раз:\n"
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
            f"напечатайте, посмотрите и подтвердите: vpr-print printed {spoken().room.upper()}",
        )


@dataclass(eq=False)
class NothingToDispatchError(VprPrintError):
    """No return packet is ready to go to the scanning centre."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    items: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            "отправлять нечего: ни один пакет не готов",
            ", ".join(self.items) or "вся работа",
            "пакеты, которые пересчитаны или лежат в сейф-пакете и ещё никуда не вложены",
            "пересчитайте пакеты: vpr-print track station --mode count; бумаги готового пакета в центр печатает\n"
            "vpr-print track dispatch ЕГО-НОМЕР; этикетку пакета, в который вложит станция, — ключ --empty",
        )


@dataclass(eq=False)
class OneDispatchPacketError(VprPrintError):
    """Several packets to the scanning centre were named, and papers are made for one."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    numbers: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"названо пакетов в центр сканирования: {len(self.numbers)}",
            "\n".join(self.numbers),
            "один такой пакет за раз",
            "повторите команду для каждого из них",
        )
