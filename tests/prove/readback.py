"""Every symbol of every page of a demo of 40 rooms × 15 participants × 12 pages, at 200 dpi, by two decoders that share
nothing; ROOMS in the environment makes it smaller."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from journeys.evening import Evening, new_school, read_manifest
from journeys.paper_symbols import differences, expected_of_sets, read_by_zxing

from vpr_print.demo.materials import DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    rooms = int(os.environ.get("ROOMS", "40"))
    options = DemoOptions(rooms=rooms, participants=rooms * 15, variants=2, pages=12, seed=seed)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        materials = write_materials(Path(folder) / "materialy", options, fonts_dir())
        evening = Evening(new_school(Path(folder) / "shkola"), materials, patch)
        done = evening.run(*evening.build_command("--spares", 1, "--sides", "two", "--workers", os.cpu_count() or 1))
        assert done.code in (0, 3), done.err
        work = replace(evening).work
        manifest = read_manifest(work)
        jobs = [(work, room, None) for room in manifest["rooms"]] + [(work, None, p) for p in manifest["papers"]]
        flaws: list[str] = []
        pages = symbols = 0
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            for number, (found, some_pages, some_symbols) in enumerate(pool.map(_judge, jobs), 1):
                flaws += found
                pages += some_pages
                symbols += some_symbols
                print(f"{number}/{len(jobs)}: {pages} pages, {symbols} symbols, {len(flaws)} flaws", flush=True)
    return f"{rooms} rooms: {pages} pages, {symbols} symbols, each read by zxing-cpp (pdfium) and zbar (Poppler)", flaws


def _judge(job: tuple[Path, dict[str, object] | None, dict[str, object] | None]) -> tuple[list[str], int, int]:
    """Flaws, pages and symbols of a room or of one of the work's papers."""
    work, room, paper = job
    wanted = expected_of_sets(room) if room else {}
    files = room["files"] if room else [paper]
    assert isinstance(files, list)
    flaws: list[str] = []
    pages = symbols = 0
    for file in files:
        flaws += differences(work / file["path"], wanted.get(file["path"]))
        read = read_by_zxing(work / file["path"])
        pages += len(read)
        symbols += sum(page.total() for page in read)
    return flaws, pages, symbols
