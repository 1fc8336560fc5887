"""What ``manifest.json`` says of a built work; no names of people in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vpr_print.model.geometry import Rect
from vpr_print.model.packet import PacketKind

MANIFEST_FORMAT = 1


class FileKind(StrEnum):
    """Kinds of files in a room's folder and in the work's folder."""

    SETS = "sets"
    SETS_ENLARGED = "sets_enlarged"
    CODE_SHEET = "code_sheet"
    CONDUCT_PROTOCOL = "conduct_protocol"
    PROTOCOL_COPY = "protocol_copy"
    LABELS = "labels"
    MANIFEST = "manifest"
    DRAFTS = "drafts"
    ANSWER_FORMS = "answer_forms"
    CODE_SHEET_ALL = "code_sheet_all"
    SUMMARY = "summary"
    HAND_OUT_PLAN = "hand_out_plan"


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One printed page of a set."""

    number: str
    """The page's own 16 digits."""
    page: int
    """In its file, from 1."""
    boxes: tuple[Rect, ...]
    """Rectangles of the stamp: symbols with their digits, the text line, ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRecord:
    number: str
    ordinal: int
    variant: int
    spare: bool
    enlarged: bool
    file: str
    """Path of the file that holds it, relative to ``manifest.json``."""
    pages: tuple[PageRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    kind: FileKind
    path: str
    """Relative to ``manifest.json``, with forward slashes."""
    pages: int
    sha256: str
    numbers: tuple[str, ...]
    """Numbers (page 00) of the papers in it, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketRecord:
    kind: PacketKind
    number: str
    contents: tuple[str, ...]
    """Numbers of what lies in it at the start; return packets are filled in the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRecord:
    room: str
    folder: str
    fingerprint: str
    """Digest of the fingerprints of all papers of the room: equal means nothing has to be built again."""
    files: tuple[FileRecord, ...]
    sets: tuple[SetRecord, ...]
    packets: tuple[PacketRecord, ...]
    participants: int
    codes: int
    """Slips = protocol rows where codes are used, else 0."""
    draft_sheets: int


@dataclass(frozen=True, slots=True)
class PaperUse:
    """Sheets that the copier will need."""

    sheets_a4: int
    sheets_a3: int
    draft_sheets: int
    """Plain sheets that only have to be counted (0 A4 sheets are printed for them unless drafts are printed)."""
    sheets_two_sided: int
    """What the sets and papers would take on both sides (equal to the sum above when already so)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkManifest:
    """All of ``manifest.json``."""

    format: int
    site: str
    work: str
    program: str
    rooms: tuple[RoomRecord, ...]
    packets: tuple[PacketRecord, ...]
    """Packets that belong to no room."""
    papers: tuple[FileRecord, ...]
    """Papers of the work itself."""
    paper: PaperUse
