"""Why nothing of a work is destroyed, or nothing can be made of it any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError, listed, plural


@dataclass(eq=False)
class NoTermError(VprPrintError):
    """The settings do not say how long materials are kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.SETTINGS
    file: str

    @property
    def message(self) -> Message:
        return Message(
            "срок хранения материалов не указан: без него ничего не уничтожается",
            self.file,
            "раздел [storage] со строкой keep_days = сколько дней после работы её материалы хранятся",
            "узнайте срок у координатора (порядок или приказ региона), впишите его и повторите команду",
        )


@dataclass(eq=False)
class TermNotOverError(VprPrintError):
    """The work's materials are still to be kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str
    until: date

    @property
    def message(self) -> Message:
        return Message(
            "срок хранения этой работы ещё не вышел",
            self.work,
            f"хранить по {self.until:%d.%m.%Y} включительно ([storage] keep_days в vpr-print.toml)",
            "подождите; раньше срока программа материалов не уничтожает",
        )


@dataclass(eq=False)
class NotHereError(VprPrintError):
    """The work has no folder here that could be looked into."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUTPUT
    work: str
    folder: str

    @property
    def message(self) -> Message:
        return Message(
            "папки этой работы здесь нет, или на её месте ссылка",
            f"{self.work}: {self.folder}",
            "обычная папка в works: что лежит за ссылкой или на другом компьютере, команда не трогает",
            "выполните команду там, где работу собирали; папку, собранную с --out, удалите сами",
        )


@dataclass(eq=False)
class BalanceOpenError(VprPrintError):
    """Printed sets of which nobody has said what became of them."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str
    sets: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"баланс не сходится: не учтено комплектов: {len(self.sets)}; уничтожать материалы рано",
            listed((self.work, *self.sets)),
            "напечатано = использовано + не использовано + испорчено + утрачено",
            "найдите комплекты и запишите: vpr-print track station --mode return; которого нет —\n"
            "vpr-print track record lost НОМЕР --reason «почему»",
        )


@dataclass(eq=False)
class OnTheWayError(VprPrintError):
    """Packets that have not come to their end."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str
    packets: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"ещё не закончен путь пакетов: {len(self.packets)}; уничтожать материалы рано",
            listed((self.work, *self.packets)),
            "каждый вернувшийся пакет пересчитан на месте или отсканирован в центре",
            "запишите, что с пакетом стало (vpr-print track station или track record); если записать забыли, а центр\n"
            "подтвердил: vpr-print track record scanned НОМЕР --reason «кто и когда подтвердил»",
        )


@dataclass(eq=False)
class DisputedError(VprPrintError):
    """Ledgers say of things what cannot all be."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str
    things: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(
            f"записи журналов противоречат друг другу: {len(self.things)}; уничтожать материалы рано",
            listed((self.work, *self.things)),
            "одна судьба у каждого комплекта и пакета",
            "посмотрите vpr-print track conflicts и запишите, как было",
        )


@dataclass(eq=False)
class ChangedMeanwhileError(VprPrintError):
    """What a person has agreed to is not what lies there now."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str

    @property
    def message(self) -> Message:
        return Message(
            "пока вы отвечали, файлы или записи журнала изменились; ничего не уничтожено",
            self.work,
            "тот же список файлов, что был показан",
            "повторите команду и посмотрите список ещё раз",
        )


@dataclass(eq=False)
class PurgeUnfinishedError(VprPrintError):
    """A destruction has begun and was cut short: nothing is built of half the files."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str

    @property
    def message(self) -> Message:
        return Message(
            "уничтожение материалов этой работы начато и прервано",
            self.work,
            "законченное уничтожение и акт о нём",
            "доведите его до конца: vpr-print purge",
        )


@dataclass(eq=False)
class MaterialsDestroyedError(VprPrintError):
    """Nothing can be made of a work whose materials were destroyed."""

    exit_code: ClassVar[ExitCode] = ExitCode.CUSTODY
    work: str
    day: str
    acts: tuple[str, ...]
    """Numbers of the acts, grouped."""

    @property
    def message(self) -> Message:
        acts = ", ".join(f"№ {number}" for number in self.acts)
        return Message(
            f"материалы этой работы уничтожены {self.day}, {plural(len(self.acts), 'акт', 'акты', 'акты')} {acts}",
            self.work,
            "работа, срок хранения которой не вышел",
            "по этой работе больше ничего не печатают; записи журнала целы: vpr-print track find НОМЕР",
        )
