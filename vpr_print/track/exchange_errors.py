"""What can be wrong with another station's ledger in a file, in words for who brings it."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.errors import Message
from vpr_print.track.errors import LedgerError


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
            "второй журнал создают с ключом --serials, например vpr-print init … --serials 50000-59999;\n"
            "бумаги с совпавшими номерами не смешивайте; журнал не изменён",
        )
