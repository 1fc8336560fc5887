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
    CODES = "codes"
    DRAFTS = "drafts"
    RETURN_USED = "return_used"
    RETURN_UNUSED = "return_unused"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """Words that stand in fields and rows."""

    all_rooms: Word
    row: Word
    desk: Word
    left: Word
    right: Word
    spare: Word
    spare_code: Word
    variant: Word


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
    words: Words
    packets: tuple[PacketWords, ...]

    def packet(self, kind: PacketKind) -> PacketWords:
        """Words of a packet; each of the room's three is there (checked on reading)."""
        return next(packet for packet in self.packets if packet.kind is kind)

    @property
    def packets_missing(self) -> tuple[PacketKind, ...]:
        """Room packets that the procedure does not name exactly once."""
        kinds = [packet.kind for packet in self.packets]
        return tuple(kind for kind in ROOM_PACKETS if kinds.count(kind) != 1)
