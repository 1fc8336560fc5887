"""Steps of custody that cannot be, in words for the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed
from vpr_print.layout.speech import spoken
from vpr_print.model.identifier import Identifier, NumberKind, grouped
from vpr_print.model.packet import PacketKind, PaperKey, PaperKind
from vpr_print.track.custody import LIFE
from vpr_print.track.events import EventKind
from vpr_print.track.history import HistoryLine
from vpr_print.track.words import EVENTS, PACKETS, STATES, describe, room_name, thing_name, told

_OVERRULE = "если на деле так и было, повторите команду с --reason «почему»: причина останется в журнале"


@dataclass(eq=False)
class CustodyError(VprPrintError):
    """Base of what the rules of custody refuse."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY


@dataclass(eq=False)
class HinderedError(CustodyError):
    """A step that contradicts what is known; a person with a reason may overrule it."""

    number: Identifier
    paper: PaperKey
    history: tuple[HistoryLine, ...]
    """What was recorded of the thing before."""


@dataclass(eq=False)
class ImpossibleStepError(HinderedError):
    """The step cannot follow the thing's state."""

    what: EventKind
    state: EventKind

    @property
    def message(self) -> Message:
        return Message(
            f"«{EVENTS[self.what]}» записать нельзя: {_noun(self.paper)} сейчас {STATES[self.state]}",
            f"{_thing(self.number, self.paper)}{told(self.history)}",
            _possible_after(self.number.kind, self.what),
            f"проверьте, тот ли номер; последнюю запись отменяет vpr-print track record corrected;\n{_OVERRULE}",
        )


@dataclass(eq=False)
class OtherRoomError(HinderedError):
    """The set goes into a packet of another room."""

    packet: Identifier
    packet_paper: PaperKey

    @property
    def message(self) -> Message:
        return Message(
            f"комплект из другого места: он — {room_name(self.paper.room)}, "
            f"а пакет — {room_name(self.packet_paper.room)}",
            f"{_thing(self.number, self.paper)}\n{_thing(self.packet, self.packet_paper)}{told(self.history)}",
            "комплект и пакет из одного места",
            f"отложите комплект и отнесите, куда он напечатан; {_OVERRULE}",
        )


@dataclass(eq=False)
class ClosedPacketError(HinderedError):
    """The packet is closed: nothing goes in or out."""

    packet: Identifier
    packet_paper: PaperKey
    state: EventKind

    @property
    def message(self) -> Message:
        return Message(
            f"пакет закрыт: он {STATES[self.state]}",
            f"{_thing(self.packet, self.packet_paper)}\n{_thing(self.number, self.paper)}{told(self.history)}",
            "пакет, в который сейчас можно положить комплект или достать его",
            f"отмените последнюю запись о пакете (vpr-print track record corrected), если он открыт;\n{_OVERRULE}",
        )


@dataclass(eq=False)
class IncompletePacketError(HinderedError):
    """A delivery packet is closed while sets are not in it."""

    lacking: tuple[tuple[Identifier, int, EventKind], ...]
    """Number, ordinal, state."""

    @property
    def message(self) -> Message:
        lines = [
            f"комплект {ordinal:02d}  {grouped(number)}  {STATES[state]}" for number, ordinal, state in self.lacking
        ]
        return Message(
            f"в пакете не хватает комплектов: {len(self.lacking)}",
            f"{_thing(self.number, self.paper)}\n{listed(lines)}",
            f"все действующие комплекты {spoken().room_of} напечатаны и приняты",
            "допечатайте недостающие, подтвердите (vpr-print printed) и примите (vpr-print track record accepted);\n"
            + _OVERRULE,
        )


@dataclass(eq=False)
class NoSuchStepError(CustodyError):
    """The step is not in the life of this kind of thing."""

    number: Identifier
    paper: PaperKey
    what: EventKind
    possible: tuple[EventKind, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"с этой бумагой не бывает: «{EVENTS[self.what]}»",
            _thing(self.number, self.paper),
            "одно из событий: " + ", ".join(self.possible),
            "проверьте событие и номер; печать подтверждает команда vpr-print printed",
        )


@dataclass(eq=False)
class NotTrackedError(CustodyError):
    """A paper that nobody keeps account of."""

    number: Identifier
    paper: PaperKey

    @property
    def message(self) -> Message:
        return Message(
            "эта бумага сама не учитывается: она лежит в пакете и идёт с ним",
            _thing(self.number, self.paper),
            "номер комплекта или пакета",
            "считайте номер с этикетки пакета или с комплекта",
        )


@dataclass(eq=False)
class WrongPacketError(CustodyError):
    """The thing does not go into that packet."""

    number: Identifier
    paper: PaperKey
    what: EventKind
    packet: Identifier

    @property
    def message(self) -> Message:
        packet = spoken().packet
        return Message(
            f"в такой пакет это не кладут: «{EVENTS[self.what]}»",
            f"{_thing(self.number, self.paper)}\nпакет {grouped(self.packet)}",
            f"пакет той же работы: для принятых — {packet(PacketKind.DELIVERY)}, для использованных — "
            f"{packet(PacketKind.RETURN_USED)},\nдля неиспользованных и испорченных — "
            f"{packet(PacketKind.RETURN_UNUSED)}, для самих этих пакетов — {packet(PacketKind.DISPATCH)}",
            "считайте номер нужного пакета",
        )


@dataclass(eq=False)
class PacketNeededError(CustodyError):
    """A return packet is packed, and nobody said into which dispatch packet."""

    number: Identifier
    paper: PaperKey

    @property
    def message(self) -> Message:
        return Message(
            "не сказано, в какой пакет вложен этот пакет",
            _thing(self.number, self.paper),
            "номер пакета в центр сканирования",
            "добавьте --packet НОМЕР",
        )


@dataclass(eq=False)
class BagNeededError(CustodyError):
    """A step into a security bag has no bag number, or another step has one."""

    number: Identifier
    paper: PaperKey
    bag: str

    @property
    def message(self) -> Message:
        what = f"номер сейф-пакета здесь лишний: {self.bag}" if self.bag else "нет номера сейф-пакета"
        return Message(
            what,
            _thing(self.number, self.paper),
            "номер изготовителя, напечатанный на сейф-пакете, — и только для события bagged",
            "уберите --bag" if self.bag else "добавьте --bag НОМЕР",
        )


@dataclass(eq=False)
class BagNumberError(CustodyError):
    """A text that cannot be the number of a security bag."""

    text: str

    @property
    def message(self) -> Message:
        return Message(
            f"это не номер сейф-пакета: «{self.text}»",
            "номер сейф-пакета",
            "номер изготовителя: от 4 до 32 цифр, латинских букв и знаков - /, с цифрами; не номер нашей бумаги",
            "считайте штрихкод самого сейф-пакета или введите его номер, включив латинскую раскладку",
        )


@dataclass(eq=False)
class LossReasonError(CustodyError):
    """A packet is said to be lost, with everything in it, and nobody says how."""

    number: Identifier
    paper: PaperKey

    @property
    def message(self) -> Message:
        return Message(
            "не сказано, как пакет утрачен",
            _thing(self.number, self.paper),
            "причина: вместе с пакетом утраченным считается всё, что в нём лежит",
            "добавьте --reason «что случилось»; если пакет найдётся: vpr-print track record corrected НОМЕР",
        )


@dataclass(eq=False)
class NotANumberError(CustodyError):
    """A typed or scanned text that is no number of a paper."""

    text: str

    @property
    def message(self) -> Message:
        digits = sum(sign.isdigit() for sign in self.text)
        return Message(
            f"это не номер бумаги: «{self.text}»",
            f"цифр: {digits}" + ("" if digits != 16 else "; контрольные цифры не сходятся"),
            "16 цифр без ошибок, как под штрихкодом; пробелы между ними можно не ставить",
            "введите или считайте номер ещё раз",
        )


@dataclass(eq=False)
class ForeignNumberError(CustodyError):
    """A number of another site, or of the rehearsal."""

    number: Identifier
    site: str

    @property
    def message(self) -> Message:
        rehearsal = self.number.site == "000000"
        return Message(
            "это учебная бумага (номер 000000)"
            if rehearsal
            else f"это чужая бумага: номер {spoken().site_of} {self.number.site}",
            grouped(self.number),
            f"бумага с номером {spoken().site_of} {self.site}",
            "уберите её: учебные бумаги не должны попасть в настоящие пакеты"
            if rehearsal
            else "отложите её и сообщите координатору: откуда она взялась?",
        )


@dataclass(eq=False)
class NothingToTakeBackError(CustodyError):
    """There is no such step of the number that could be taken back."""

    number: Identifier
    paper: PaperKey
    history: tuple[HistoryLine, ...] = ()

    @property
    def message(self) -> Message:
        return Message(
            "отменять нечего: такой записи об этом номере нет, или она уже отменена",
            f"{_thing(self.number, self.paper)}{told(self.history)}",
            "запись о шаге этого номера",
            "посмотрите записи и их обозначения: vpr-print track find НОМЕР",
        )


@dataclass(eq=False)
class StepsFollowError(CustodyError):
    """The step cannot be taken back: later ones lean on it."""

    number: Identifier
    paper: PaperKey
    history: tuple[HistoryLine, ...]
    leaning: tuple[str, ...]
    """Numbers of things that the packet had carried."""

    @property
    def message(self) -> Message:
        lines = listed([f"на неё опираются записи о номере {grouped(number)}" for number in self.leaning])
        return Message(
            "эту запись отменить нельзя: на неё опираются следующие",
            f"{_thing(self.number, self.paper)}{told(self.history)}" + (f"\n{lines}" if lines else ""),
            "сначала отменяют последние записи",
            "отмените последующие записи, начиная с последней, и повторите команду",
        )


@dataclass(eq=False)
class IdempotencyKeyError(CustodyError):
    """A key was used for one thing and then for another: a station's mistake."""

    number: Identifier
    earlier: str
    key: str

    @property
    def message(self) -> Message:
        return Message(
            "два разных события с одним ключом",
            f"{grouped(self.number)}; раньше: {grouped(self.earlier)}; ключ {self.key}",
            "у каждого события свой ключ",
            "это ошибка программы, которая записывала: сообщите разработчикам; ничего не записано",
        )


@dataclass(eq=False)
class AlreadyPrintedError(CustodyError):
    """The print was confirmed before, and nobody says that it was printed again."""

    papers: tuple[tuple[Identifier, PaperKey], ...]

    @property
    def message(self) -> Message:
        return Message(
            f"печать уже подтверждена, бумаг: {len(self.papers)}",
            listed([f"{grouped(number)}  {thing_name(paper)}" for number, paper in self.papers]),
            "каждая бумага печатается под своим номером один раз; испорченный комплект заменяют новым",
            "если это повторное подтверждение, ничего не нужно; испорченный комплект замените: vpr-print replace;\n"
            "если бумагу действительно напечатали второй раз: --reprint --reason «почему», и уничтожьте первую",
        )


@dataclass(eq=False)
class DrawnMeanwhileError(CustodyError):
    """While a paper was being drawn up, another machine recorded one of the same."""

    paper: PaperKey
    """The other one."""
    numbers: tuple[str, ...]
    """That stand on both."""

    @property
    def message(self) -> Message:
        return Message(
            "пока составлялась эта бумага, на другом компьютере составлена такая же",
            listed([describe(self.paper), *map(grouped, self.numbers)]),
            "каждая передача стоит в одном акте, у каждой бумаги свой порядковый номер",
            "эта бумага не записана; повторите команду: в новую войдёт только то, чего нет в других",
        )


def _thing(number: Identifier, paper: PaperKey) -> str:
    return f"{grouped(number)}  {thing_name(paper)}"


def _noun(paper: PaperKey) -> str:
    if paper.kind is PaperKind.SET:
        return "комплект"
    return "пакет" if paper.kind in PACKETS else "документ"


def _possible_after(kind: NumberKind, what: EventKind) -> str:
    after = LIFE.get(kind, {}).get(what, frozenset())
    states = [STATES[state] for state in EventKind if state in after]
    return f"«{EVENTS[what]}» бывает после: {', '.join(states)}"
