"""The words in which people are spoken to on screens and in messages: those of the procedure they work by.

As with the language of a program they are settled once, at the start: an error that is worded far from where the
procedure is known speaks them too. Papers do not ask here: they are given their procedure.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from vpr_print.layout.procedure import Procedure
from vpr_print.model.packet import PacketKind

_ACTS = ("packed", "issued", "returned", "counted", "bagged", "dispatched", "received")
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Words as they stand in sentences; by default those of ВПР."""

    site_of: str = "школы"
    """Whose number it is: «номер школы»."""
    room_short: str = "каб."
    """Before a room's name."""
    room: str = "кабинет"
    room_of: str = "кабинета"
    rooms: str = "кабинеты"
    rooms_of: str = "кабинетов"
    packets: Names = (
        (PacketKind.DELIVERY, "доставочный пакет"),
        (PacketKind.RETURN_USED, "возвратный пакет 1"),
        (PacketKind.RETURN_UNUSED, "возвратный пакет 2"),
        (PacketKind.DISPATCH, "пакет в центр сканирования"),
    )
    short: Names = (
        (PacketKind.DELIVERY, "доставочный"),
        (PacketKind.RETURN_USED, "возвратный 1"),
        (PacketKind.RETURN_UNUSED, "возвратный 2"),
        (PacketKind.DISPATCH, "пакет в центр"),
    )
    acts: Names = (
        ("packed", "сборка пакетов"),
        ("issued", "выдача в кабинеты"),
        ("returned", "возврат пакетов из кабинетов"),
        ("counted", "пересчёт возвращённых пакетов"),
        ("bagged", "вложение в сейф-пакеты"),
        ("dispatched", "отправка в центр сканирования"),
        ("received", "получение в центре сканирования"),
    )

    @classmethod
    def of(cls, procedure: Procedure) -> Speech:
        """The words of a procedure."""
        screen = procedure.screen
        return cls(
            site_of=screen.site_of,
            room_short=procedure.words.room,
            room=screen.room,
            room_of=screen.room_of,
            rooms=screen.rooms,
            rooms_of=screen.rooms_of,
            packets=tuple((kind, procedure.names.of(kind)) for kind in PacketKind),
            short=tuple((kind, screen.of(kind)) for kind in PacketKind),
            acts=tuple((step, procedure.acts.of(step)) for step in _ACTS),
        )

    def packet(self, kind: PacketKind) -> str:
        """«доставочный пакет»."""
        return dict(self.packets)[kind]

    def packet_short(self, kind: PacketKind) -> str:
        """«доставочный», in tables and between two envelopes."""
        return dict(self.short)[kind]

    def act(self, step: str) -> str:
        """What a station does in this step: «сборка пакетов»."""
        return dict(self.acts)[step]


_OF_VPR = Speech()
_SPOKEN: ContextVar[Speech] = ContextVar("speech", default=_OF_VPR)


def spoken() -> Speech:
    """The words that are spoken now."""
    return _SPOKEN.get()


def speak(speech: Speech) -> None:
    """From here on people are spoken to in these words."""
    _SPOKEN.set(speech)
