"""``make bench``: this program beside the naive way and a plain write of the same bytes, on the same pages in one run.

Rounds alternate, so that the machine's moods strike all of them alike; ratios are the medians of paired rounds.
``python -m benchmarks [PART] [ROUNDS]``; ``PART`` is ``usual`` (two variants), ``variants`` (thirty) or ``thousand``
(a thousand rooms beside ten; takes minutes and 3 GB of disk).
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.naive import naive_pages_per_second
from benchmarks.ours import Built, build_ours
from benchmarks.sets_alone import sets_alone
from benchmarks.written import Weight, plain_seconds, variant_files, weigh
from vpr_print.demo.materials import DemoMaterials, DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir

P = ParamSpec("P")
T = TypeVar("T")
SETS_PER_ROOM = 15
PAGES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A school to be measured."""

    rooms: int
    variants: int
    rounds: int


PARTS = {
    "usual": Part(rooms=40, variants=2, rounds=3),
    "variants": Part(rooms=40, variants=30, rounds=2),
    "thousand": Part(rooms=1000, variants=2, rounds=1),
}


@dataclass(frozen=True, slots=True)
class Round:
    """Pages a second of each way, and what was built."""

    alone: float
    alone_with_preparing: float
    naive: float
    plain: float
    built: Built
    weight: Weight


def main(part: Part, rounds: int) -> None:
    """Print the figures and ratios of one part."""
    workers = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        _say(f"{part.rooms} rooms × {SETS_PER_ROOM} sets × {PAGES} pages, {part.variants} variants, {rounds} rounds")
        if part.rooms > 40:
            ten = _round(_materials(root, 10, part.variants), root, workers)
            _memory("peak memory with 10 rooms", ten)
        materials = _materials(root, part.rooms, part.variants)
        found = [_round(materials, root, workers) for _ in range(rounds)]
    _line("sets alone, one core", [one.alone for one in found])
    _line("sets alone, preparing the variants counted", [one.alone_with_preparing for one in found])
    _line(f"everything, {workers} workers", [one.built.pages_per_second for one in found])
    _line("naive pypdf merge_page, sets alone", [one.naive for one in found])
    _line("plain write and sync of all bytes", [one.plain for one in found])
    _ratio("× naive, sets alone", [one.alone / one.naive for one in found])
    _ratio("× naive, preparing counted", [one.alone_with_preparing / one.naive for one in found])
    _ratio("× naive, everything", [one.built.pages_per_second / one.naive for one in found])
    _ratio("× plain write, everything", [one.built.pages_per_second / one.plain for one in found])
    last = found[-1]
    _say(f"{'bytes per set page above the variants':46s}{last.weight.per_page:10,.0f}")
    _say(f"{'other papers per room':46s}{last.weight.others_per_room / 1000:10,.0f} kB")
    _memory("peak memory", last)


def _round(materials: DemoMaterials, root: Path, workers: int) -> Round:
    variants = variant_files(materials, root)
    alone = _apart(sets_alone, variants, root / "alone", rooms=min(len(materials.rooms), 40), sets=SETS_PER_ROOM)
    shutil.rmtree(root / "alone")
    naive = _apart(naive_pages_per_second, variants, SETS_PER_ROOM, root / "naive.pdf")
    lists = materials.archive, materials.allocation, materials.codes
    built = _apart(build_ours, root / "school", *lists, workers)
    weight = weigh(built.work, variants, built.pages)
    plain = built.pages / plain_seconds(built.work, root / "copy")
    shutil.rmtree(root / "school")
    return Round(
        alone.pages_per_second, alone.pages / (alone.seconds + alone.seconds_before), naive, plain, built, weight
    )


def _apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *args, **kwargs).result()


def _materials(root: Path, rooms: int, variants: int) -> DemoMaterials:
    options = DemoOptions(rooms=rooms, participants=rooms * SETS_PER_ROOM, variants=variants, pages=PAGES)
    return write_materials(root / f"materials{rooms}", options, fonts_dir())


def _line(told: str, found: list[float]) -> None:
    _say(f"{told:46s}{statistics.median(found):10,.0f} pages/s")


def _ratio(told: str, found: list[float]) -> None:
    _say(f"{told:46s}{statistics.median(found):10.3g}")


def _memory(told: str, one: Round) -> None:
    _say(f"{told + ', parent / largest child':46s}{one.built.parent_mb:10,.0f} / {one.built.child_mb:,.0f} MB")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    chosen = PARTS[sys.argv[1] if len(sys.argv) > 1 else "usual"]
    main(chosen, int(sys.argv[2]) if len(sys.argv) > 2 else chosen.rounds)
