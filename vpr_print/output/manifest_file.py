"""``manifest.json``: what was built, for people's programs and for the next build.

The format is described in ``docs/manifest.md`` with a JSON Schema in ``docs/manifest.schema.json``. The file has a line
for each room, so that a work of a thousand rooms is written and read one room at a time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vpr_print.model.geometry import Rect
from vpr_print.model.manifest import (
    MANIFEST_FORMAT,
    FileKind,
    FileRecord,
    PacketRecord,
    RoomRecord,
    SetRecord,
    WorkManifest,
)

NAME = "manifest.json"
_ROOMS, _END = b'"rooms": [\n', b"],\n"
"""The lines before and behind those of the rooms."""

Json = Mapping[str, Any]


class NotAManifest(ValueError):
    """The file is not a manifest as this program writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLine:
    """What a room's record is known by, and where all of it stands."""

    room: str
    folder: str
    fingerprint: str
    sha256: str
    """Of the line without its comma and line end."""
    path: Path
    start: int
    length: int

    def read(self) -> bytes:
        """The line. Raises ``OSError``."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.length)

    def read_files(self) -> tuple[FileRecord, ...]:
        """The room's files. Raises ``NotAManifest``, ``OSError``."""
        try:
            return tuple(map(_parse_file, json.loads(self.read())["files"]))
        except _NOT_OURS as error:
            raise NotAManifest(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSet:
    """A set of a room, without its pages."""

    number: str
    ordinal: int
    variant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a manifest on the disk says, but for the rooms' sets."""

    site: str
    work: str
    rooms: tuple[RoomLine, ...]
    papers: tuple[FileRecord, ...]


def manifest_pieces(manifest: WorkManifest, rooms: Iterable[bytes]) -> Iterator[bytes]:
    """The file's bytes in order: UTF-8, the lines ``rooms`` between what ``manifest`` says but for its rooms."""
    head = {"format": manifest.format, "site": manifest.site, "work": manifest.work, "program": manifest.program}
    tail = {
        "packets": [_packet_json(packet) for packet in manifest.packets],
        "papers": [asdict(paper) for paper in manifest.papers],
        "paper": asdict(manifest.paper),
    }
    yield _line(head)[:-1] + b",\n" + _ROOMS
    between = b""
    for line in rooms:
        yield between + line
        between = b",\n"
    yield b"\n" + _END + _line(tail)[1:] + b"\n"


def room_line(record: RoomRecord) -> bytes:
    """One room's record, as its line in the manifest has it."""
    sets = ",".join(map(set_json, record.sets))
    head = {
        "room": record.room,
        "folder": record.folder,
        "fingerprint": record.fingerprint,
        "participants": record.participants,
        "codes": record.codes,
        "draft_sheets": record.draft_sheets,
        "files": [asdict(file) for file in record.files],
    }
    tail = {"packets": [_packet_json(packet) for packet in record.packets]}
    return b'%b,"sets":[%b],%b' % (_line(head)[:-1], sets.encode(), _line(tail)[1:])


def read_outline(path: Path) -> Outline:
    """The manifest at ``path``. Raises ``NotAManifest``, ``OSError``."""
    rooms: list[RoomLine] = []
    with path.open("rb") as file:
        head = file.readline()
        if file.readline() != _ROOMS:
            raise NotAManifest("no line that begins the rooms")
        start = file.tell()
        for line in iter(file.readline, _END):
            if not line:
                raise NotAManifest("the rooms have no end")
            if line.strip():
                rooms.append(outline_of(line.rstrip(b",\n"), path, start))
            start += len(line)
        tail = file.read()
    try:
        raw = json.loads(head + b'"rooms":[],' + tail)
        if raw["format"] != MANIFEST_FORMAT:
            raise ValueError("another format")
        papers = tuple(_parse_file(paper) for paper in raw["papers"])
        return Outline(site=raw["site"], work=raw["work"], rooms=tuple(rooms), papers=papers)
    except _NOT_OURS as error:
        raise NotAManifest(f"{type(error).__name__}: {error}") from error


def read_sets(line: RoomLine) -> tuple[int, tuple[PlannedSet, ...]]:
    """How many participants the room has, and its sets. Raises ``NotAManifest``, ``OSError``."""
    try:
        raw = json.loads(line.read())
        sets = tuple(
            PlannedSet(number=item["number"], ordinal=item["ordinal"], variant=item["variant"]) for item in raw["sets"]
        )
        return int(raw["participants"]), sets
    except _NOT_OURS as error:
        raise NotAManifest(f"{type(error).__name__}: {error}") from error


def read_room(path: Path) -> RoomLine:
    """A room's line that is a file of its own. Raises ``NotAManifest``, ``OSError``."""
    return outline_of(path.read_bytes(), path, 0)


def outline_of(line: bytes, path: Path, start: int) -> RoomLine:
    """What a line says that stands in ``path`` from ``start``. Raises ``NotAManifest``."""
    try:
        raw = json.loads(line)
        for file in raw["files"]:
            _parse_file(file)
        return RoomLine(
            room=raw["room"],
            folder=_inside(raw["folder"]),
            fingerprint=raw["fingerprint"],
            sha256=hashlib.sha256(line).hexdigest(),
            path=path,
            start=start,
            length=len(line),
        )
    except _NOT_OURS as error:
        raise NotAManifest(f"{type(error).__name__}: {error}") from error


def set_json(item: SetRecord) -> str:
    """Written by hand: the boxes of a set's pages are those of every other set of its variant."""
    pages = ",".join(
        f'{{"number":"{page.number}","page":{page.page},"boxes":{_boxes_json(page.boxes)}}}' for page in item.pages
    )
    head = {
        "number": item.number,
        "ordinal": item.ordinal,
        "variant": item.variant,
        "spare": item.spare,
        "enlarged": item.enlarged,
        "file": item.file,
    }
    return f'{_line(head).decode()[:-1]},"pages":[{pages}]}}'


@lru_cache(maxsize=4096)
def _boxes_json(boxes: tuple[Rect, ...]) -> str:
    return json.dumps([box.as_list for box in boxes], separators=(",", ":"))


def _packet_json(packet: PacketRecord) -> dict[str, Any]:
    return {"kind": packet.kind.value, "number": packet.number, "contents": list(packet.contents)}


def _parse_file(raw: Json) -> FileRecord:
    return FileRecord(
        kind=FileKind(raw["kind"]),
        path=_inside(raw["path"]),
        pages=raw["pages"],
        sha256=raw["sha256"],
        numbers=tuple(raw["numbers"]),
    )


def _inside(path: str) -> str:
    """The path of something inside the work's folder: what a manifest names may be replaced and removed."""
    parts = path.split("/")
    if not all(re.fullmatch(r"[a-z0-9][a-z0-9.-]*", part, re.ASCII) for part in parts):
        raise ValueError("not a path of ours")
    return path


def _line(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


_NOT_OURS = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
