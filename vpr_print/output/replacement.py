"""A set that takes the place of another in a finished work: its file and the manifest that names it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vpr_print.model.manifest import FileRecord, SetRecord
from vpr_print.output.manifest_file import NAME, NotAManifest, set_json
from vpr_print.output.work_folder import Commit, WorkFolder
from vpr_print.safe_files import write_new


def read_set(folder: WorkFolder, room: str, number: str) -> dict[str, Any]:
    """The record of a set as the manifest in place has it. Raises ``NotAManifest``, ``OSError``."""
    line = _line_of(folder, room)
    for item in json.loads(line)["sets"]:
        if item["number"] == number:
            found: dict[str, Any] = item
            return found
    raise NotAManifest("the set is not in its room")


def stage_replacement(
    folder: WorkFolder, room: str, old: str, record: SetRecord, file: FileRecord, data: bytes
) -> tuple[Path, str]:
    """Write the new set's file and the manifest aside; where the file is, and the manifest's SHA-256.

    Every line of the manifest but the room's stays as it is. Raises ``NotAManifest``, ``OSError``.
    """
    folder.open_build(())
    folder.stage_paper(file.path, data)
    before = _line_of(folder, room)
    content = json.loads(before)
    content["sets"] = [json.loads(set_json(record)) if item["number"] == old else item for item in content["sets"]]
    content["files"].append(asdict(file))
    for packet in content["packets"]:
        packet["contents"] = [record.number if number == old else number for number in packet["contents"]]
    after = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        with (folder.root / NAME).open("rb") as manifest:
            for line in manifest:
                piece = line.replace(before, after) if line.startswith(before) else line
                digest.update(piece)
                yield piece

    write_new(folder.staged_paper(NAME), pieces())
    return folder.staged_paper(file.path), digest.hexdigest()


def commit_replacement(folder: WorkFolder, file: FileRecord, note: Iterable[str]) -> None:
    """Put the set's file and the manifest in place, as a build's commit does: a crash only delays it."""
    folder.commit(Commit(rooms=(), lost_rooms=(), papers=(file.path, NAME), lost_papers=(), note=note))


def _line_of(folder: WorkFolder, room: str) -> bytes:
    outline = folder.read_manifest()
    line = next((line for line in outline.rooms if line.room == room), None) if outline else None
    if line is None:
        raise NotAManifest("no such room")
    return line.read()
