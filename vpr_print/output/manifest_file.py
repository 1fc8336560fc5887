"""``manifest.json``: what was built, for people's programs and for the next build.

The format is described in ``docs/manifest.md`` with a JSON Schema in ``docs/manifest.schema.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from vpr_print.model.geometry import Rect
from vpr_print.model.manifest import (
    MANIFEST_FORMAT,
    FileKind,
    FileRecord,
    PacketRecord,
    PageRecord,
    PaperUse,
    RoomRecord,
    SetRecord,
    WorkManifest,
)
from vpr_print.model.packet import PacketKind

NAME = "manifest.json"

Json = Mapping[str, Any]


class NotAManifest(ValueError):
    """The bytes are not a manifest of a format that this program knows."""


def manifest_bytes(manifest: WorkManifest) -> bytes:
    """The file's bytes: UTF-8, a line for each room."""
    head = {"format": manifest.format, "site": manifest.site, "work": manifest.work, "program": manifest.program}
    rooms = ",\n".join(_line(room_json(room)) for room in manifest.rooms)
    tail = {
        "packets": [_packet_json(packet) for packet in manifest.packets],
        "papers": [asdict(paper) for paper in manifest.papers],
        "paper": asdict(manifest.paper),
    }
    return f'{_line(head)[:-1]},\n"rooms": [\n{rooms}\n],\n{_line(tail)[1:]}\n'.encode()


def parse_manifest(data: bytes) -> WorkManifest:
    """The manifest that the bytes say. Raises ``NotAManifest``."""
    try:
        raw = json.loads(data)
        if raw["format"] != MANIFEST_FORMAT:
            raise ValueError("another format")
        return WorkManifest(
            format=raw["format"],
            site=raw["site"],
            work=raw["work"],
            program=raw["program"],
            rooms=tuple(parse_room(room) for room in raw["rooms"]),
            packets=tuple(_parse_packet(packet) for packet in raw["packets"]),
            papers=tuple(_parse_file(paper) for paper in raw["papers"]),
            paper=PaperUse(**raw["paper"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotAManifest(f"{type(error).__name__}: {error}") from error


def room_bytes(record: RoomRecord) -> bytes:
    """One room's record alone, as it waits beside a folder that is not in place yet."""
    return _line(room_json(record)).encode()


def parse_room_bytes(data: bytes) -> RoomRecord:
    """The inverse of ``room_bytes``. Raises ``NotAManifest``."""
    try:
        return parse_room(json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotAManifest(f"{type(error).__name__}: {error}") from error


def room_json(record: RoomRecord) -> dict[str, Any]:
    """A room as it stands in the manifest."""
    return {
        "room": record.room,
        "folder": record.folder,
        "fingerprint": record.fingerprint,
        "participants": record.participants,
        "codes": record.codes,
        "draft_sheets": record.draft_sheets,
        "files": [asdict(file) for file in record.files],
        "sets": [
            {
                "number": item.number,
                "ordinal": item.ordinal,
                "variant": item.variant,
                "spare": item.spare,
                "enlarged": item.enlarged,
                "file": item.file,
                "pages": [
                    {"number": page.number, "page": page.page, "boxes": [box.as_list for box in page.boxes]}
                    for page in item.pages
                ],
            }
            for item in record.sets
        ],
        "packets": [_packet_json(packet) for packet in record.packets],
    }


def parse_room(raw: Json) -> RoomRecord:
    """The record that a room's JSON says. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    return RoomRecord(
        room=raw["room"],
        folder=_inside(raw["folder"]),
        fingerprint=raw["fingerprint"],
        participants=raw["participants"],
        codes=raw["codes"],
        draft_sheets=raw["draft_sheets"],
        files=tuple(_parse_file(file) for file in raw["files"]),
        sets=tuple(
            SetRecord(
                number=item["number"],
                ordinal=item["ordinal"],
                variant=item["variant"],
                spare=item["spare"],
                enlarged=item["enlarged"],
                file=item["file"],
                pages=tuple(
                    PageRecord(page["number"], page["page"], tuple(Rect(*box) for box in page["boxes"]))
                    for page in item["pages"]
                ),
            )
            for item in raw["sets"]
        ),
        packets=tuple(_parse_packet(packet) for packet in raw["packets"]),
    )


def _packet_json(packet: PacketRecord) -> dict[str, Any]:
    return {"kind": packet.kind.value, "number": packet.number, "contents": list(packet.contents)}


def _parse_packet(raw: Json) -> PacketRecord:
    return PacketRecord(kind=PacketKind(raw["kind"]), number=raw["number"], contents=tuple(raw["contents"]))


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


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
