"""A procedure: its words, and what lies in each of its packets (``layouts/<procedure>/procedure.toml``)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vpr_print.model.packet import ROOM_PACKETS, PacketKind

Word = Annotated[str, Field(min_length=1, max_length=80)]


class Item(StrEnum):
    """What may lie in a packet; its count is known from the plan, or found out in the room."""

    SETS = "sets"
    SPOILED = "spoiled"
    PROTOCOL = "protocol"
    PROTOCOL_COPY = "protocol_copy"
    """Without names; printed where it is asked for."""
    CODES = "codes"
    DRAFTS = "drafts"
    ANSWER_FORMS = "answer_forms"
    """Printed by the program, or brought by the organisers: then nobody knows how many before they are counted."""
    RETURN_USED = "return_used"
    RETURN_UNUSED = "return_unused"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """Words that stand in fields and rows."""

    all_rooms: Word
    room: Annotated[str, Field(min_length=1, max_length=10)]
    """Before a room's name: «каб.»."""
    room_papers: Word
    """What a room has beside its sets: «бумаги кабинета»."""
    row: Word
    desk: Word
    left: Word
    right: Word
    spare: Word
    spare_code: Word
    variant: Word


class PacketNames(_Strict):
    """What lists, acts and journals call the packets, one for each kind of packet."""

    delivery: Word
    return_used: Word
    return_unused: Word
    dispatch: Word

    def of(self, kind: PacketKind) -> str:
        """«возвратный пакет 1»."""
        return str(getattr(self, kind.value))


class ScreenWords(PacketNames):
    """What only screens and messages say: a change makes no paper another. The packets' names are the short ones."""

    site_of: Word
    """Whose number it is: «номер школы»."""
    room: Word
    """«кабинет», then its genitive and its plural."""
    room_of: Word
    rooms: Word
    rooms_of: Word


class ActWords(_Strict):
    """What an act of each step is about: «выдача в кабинеты»."""

    accepted: Word
    packed: Word
    issued: Word
    opened: Word
    filled: Word
    returned: Word
    counted: Word
    bagged: Word
    kept: Word
    dispatched: Word
    received: Word
    scanned: Word
    handed_back: Word
    used: Word
    unused: Word
    spoiled: Word
    lost: Word

    def of(self, step: str) -> str:
        """Of the step with this name."""
        return str(getattr(self, step))


class ContentLine(_Strict):
    """One line of a packet's contents."""

    item: Item
    name: Word
    unit: Annotated[str, Field(min_length=1, max_length=10)]


class PacketWords(_Strict):
    """A packet's name and contents."""

    kind: PacketKind
    title: Word
    note: Word
    contents: Annotated[tuple[ContentLine, ...], Field(min_length=1, max_length=8)]


class Procedure(_Strict):
    """All of ``procedure.toml``."""

    format: Literal[1]
    name: Word
    grades: bool = True
    """False where nobody is of a grade: teachers."""
    words: Words
    names: PacketNames
    acts: ActWords
    screen: ScreenWords
    packets: tuple[PacketWords, ...]

    def packet(self, kind: PacketKind) -> PacketWords:
        """Words of a packet; each of the room's three is there (checked on reading)."""
        return next(packet for packet in self.packets if packet.kind is kind)

    @property
    def packets_missing(self) -> tuple[PacketKind, ...]:
        """Room packets that the procedure does not name exactly once."""
        kinds = [packet.kind for packet in self.packets]
        return tuple(kind for kind in ROOM_PACKETS if kinds.count(kind) != 1)
