"""Every PDF in the folder PDFS, each as the only variant of a work: built and proved, or refused with a reason; stops
after MINUTES (55). A flaw is an error of ours (1), or papers that failed their proof (42)."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from journeys.evening import Evening, new_school, write_sheet

from vpr_print.demo.materials import DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir

_OURS = (1, 42)


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws; prints a line for each file."""
    source = Path(os.environ.get("PDFS") or "")
    files = sorted(path for path in source.rglob("*") if path.suffix.lower() == ".pdf") if source.name else []
    if not files:
        return "PDFS=… names no folder with PDFs", ["nothing to try"]
    end = time.monotonic() + 60 * float(os.environ.get("MINUTES", "55"))
    reasons: Counter[str] = Counter()
    flaws: list[str] = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        place = Path(folder)
        materials = write_materials(place / "m", DemoOptions(rooms=1, participants=1, pages=1), fonts_dir())
        rooms = write_sheet(place / "rooms.xlsx", [("Кабинет", "Количество участников"), ("1", 1)])
        for number, file in enumerate(files, 1):
            if time.monotonic() > end:
                break
            reason = _try(Evening(place / f"s{number}", materials, patch), file, rooms)
            reasons[reason] += 1
            print(f"{number}/{len(files)} {file.name}: {reason}", flush=True)
            if int(reason.split()[0]) in _OURS:
                flaws.append(f"{file}: {reason}")
    table = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common())
    return f"{reasons.total()} of {len(files)} files: {table}", flaws


def _try(evening: Evening, file: Path, rooms: Path) -> str:
    """Exit code and ids of errors or notices."""
    archive = evening.school.with_suffix(".archive")
    archive.mkdir()
    (archive / "variant.pdf").write_bytes(file.read_bytes())
    evening = replace(evening, school=new_school(evening.school))
    facts = ("--subject", "Математика", "--grade", 5, "--date", "21.04.2026", "--variant", "1=variant.pdf")
    done = evening.build("--json", *facts, "--cut-answers", archive=archive, rooms=rooms, codes=None)
    said = done.json["errors"] if "errors" in done.json else done.json["notices"]
    ids = sorted({item["id"] for item in said} - {"no_codes", "overruled"})
    return " ".join([str(int(done.code)), *ids])
