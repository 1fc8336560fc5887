"""``make bench``: a school of 40 rooms × 15 sets × 12 pages, everything included, beside two other ways.

Rounds alternate, so that the machine's moods strike all of them alike; ratios are the medians of paired rounds.
``python -m benchmarks [ROOMS] [ROUNDS]``.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path

from benchmarks.naive import build_naively
from benchmarks.ours import build_ours
from vpr_print.demo.materials import DEMO_SCHOOL, DemoMaterials, DemoOptions, write_materials
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.settings.share import fonts_dir

SETS_PER_ROOM = 15
PAGES = 12
NAIVE_SETS = 15


def main(rooms: int, rounds: int) -> None:
    """Print pages per second, peak memory and bytes of the three ways, and their ratios."""
    workers = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        options = DemoOptions(rooms=rooms, participants=rooms * SETS_PER_ROOM, pages=PAGES)
        materials = write_materials(root / "materials", options, fonts_dir())
        variants = _variants(materials, root)
        print(f"{rooms} rooms × {SETS_PER_ROOM} sets × {PAGES} pages, {workers} workers, {rounds} rounds")
        ours, naive, plain, extra = [], [], [], 0.0
        own = child = 0.0
        for number in range(rounds):
            folder = root / f"school{number}"
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:  # its memory is its own
                seconds, pages, work, memory = process.submit(build_ours, folder, materials, workers).result()
            ours.append(pages / seconds)
            own, child = max(own, memory[0]), max(child, memory[1])
            extra = _bytes_per_page(work, variants, pages)
            naive.append(_naive(variants, root))
            plain.append(pages / _plain(work, root / "copy"))
            shutil.rmtree(folder)
    print(f"this program, everything included   {statistics.median(ours):10,.0f} pages/s")
    print(f"naive pypdf merge_page, sets only    {statistics.median(naive):10,.0f} pages/s")
    print(f"plain write and sync of the bytes    {statistics.median(plain):10,.0f} pages/s")
    print(f"× naive                              {_ratio(ours, naive):10.1f}")
    print(f"× plain write                        {_ratio(ours, plain):10.3f}")
    print(f"bytes per set page above variants    {extra:10,.0f}")
    print(f"peak memory, parent / largest child  {own:10,.0f} / {child:,.0f} MB")


def _naive(variants: list[Path], root: Path) -> float:
    """Pages per second over one room."""
    sets = [
        (i % len(variants), str(Identifier(NumberKind.SET, DEMO_SCHOOL.number, i + 1))[:12]) for i in range(NAIVE_SETS)
    ]
    target = root / "naive.pdf"
    start = time.perf_counter()
    pages = build_naively(variants, sets, fonts_dir() / "pt-sans" / "PTS55F.ttf", target)
    os.sync()
    return pages / (time.perf_counter() - start)


def _plain(work: Path, target: Path) -> float:
    """Seconds to write the work's files again, each synced."""
    contents = [path.read_bytes() for path in sorted(work.rglob("*")) if path.is_file()]
    target.mkdir()
    start = time.perf_counter()
    for number, data in enumerate(contents):
        with (target / str(number)).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    seconds = time.perf_counter() - start
    shutil.rmtree(target)
    return seconds


def _bytes_per_page(work: Path, variants: list[Path], pages: int) -> float:
    """What a page of a set costs beyond the variants' own bytes, which a file holds once."""
    files = list(work.glob("*/1*-komplekty*.pdf"))
    own = sum(path.stat().st_size for path in variants)
    a3 = sum("a3" in path.name for path in files)
    single = min(path.stat().st_size for path in variants)
    return (sum(path.stat().st_size for path in files) - own * (len(files) - a3) - single * a3) / pages


def _variants(materials: DemoMaterials, root: Path) -> list[Path]:
    """The variants' PDFs out of the archive, in order."""
    found: list[Path] = []
    with zipfile.ZipFile(materials.archive) as outer:
        for name in outer.namelist():
            if name.endswith(".zip"):
                with zipfile.ZipFile(BytesIO(outer.read(name))) as inner:
                    for number, member in enumerate(sorted(inner.namelist())):
                        path = root / f"variant{number}.pdf"
                        path.write_bytes(inner.read(member))
                        found.append(path)
    return found


def _ratio(one: list[float], other: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [40, 3][len(arguments) :]))
