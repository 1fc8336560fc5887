"""What a build wrote: its weight, and how long a plain write of the same bytes takes."""

from __future__ import annotations

import json
import os
import re
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from vpr_print.demo.materials import DemoMaterials


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of a work."""

    per_page: float
    """Of a set, above the own bytes of the variants in its file."""
    others_per_room: float
    """Of all papers but sets, those of the work included."""


def weigh(work: Path, variants: Sequence[Path], pages: int) -> Weight:
    """The work's papers; a file holds each of its variants once."""
    sizes = [path.stat().st_size for path in variants]
    manifest = json.loads((work / "manifest.json").read_bytes())
    used = {(item["file"], item["variant"]) for room in manifest["rooms"] for item in room["sets"]}
    files = {file for file, _ in used}
    sets = sum((work / file).stat().st_size for file in files)
    own = sum(sizes[variant - 1] for _, variant in used)
    papers = [path for path in work.rglob("*.pdf") if path.relative_to(work).parts[0] != "source"]
    others = sum(path.stat().st_size for path in papers) - sets
    return Weight((sets - own) / pages, others / len(manifest["rooms"]))


def plain_seconds(work: Path, target: Path) -> float:
    """Seconds to write the work's files again, each synced."""
    seconds = 0.0
    for path in sorted(work.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            start = time.perf_counter()
            with target.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            seconds += time.perf_counter() - start
            target.unlink()
    return seconds


def variant_files(materials: DemoMaterials, root: Path) -> list[Path]:
    """The variants' PDFs out of the archive, in the order of their numbers."""
    found: list[tuple[int, Path]] = []
    with zipfile.ZipFile(materials.archive) as outer:
        for name in outer.namelist():
            if name.endswith(".zip"):
                with zipfile.ZipFile(BytesIO(outer.read(name))) as inner:
                    for member in inner.namelist():
                        number = int(re.findall(r"\d+", member)[-1])
                        path = root / f"variant{number}.pdf"
                        path.write_bytes(inner.read(member))
                        found.append((number, path))
    return [path for _, path in sorted(found)]
