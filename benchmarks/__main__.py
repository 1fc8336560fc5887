"""``make bench``: this program beside the naive way and a plain write of the same bytes, on the same pages in one run.

Rounds alternate, so that the machine's moods strike all of them alike; ratios are the medians of paired rounds.
``python -m benchmarks [PART] [ROUNDS] [PAGES]``; ``PART`` is ``usual`` (two variants), ``variants`` (thirty),
``thousand`` (a thousand rooms beside ten; takes minutes and 3 GB of disk), ``ledger``, ``scan`` (``PAGES`` of a file,
and ten times as many) or ``form`` (``PAGES`` participants). Behind a figure stands what is
asked of it; with other ``PAGES`` of a set than twelve that does not count.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import form, ledger, scan
from benchmarks.figures import apart, figure, say
from benchmarks.naive import naive_pages_per_second
from benchmarks.ours import Built, build_ours
from benchmarks.sets_alone import sets_alone
from benchmarks.written import Weight, plain_seconds, variant_files, weigh
from vpr_print.demo.materials import DemoMaterials, DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir

SETS_PER_ROOM = 15
PAGES = 12
FEW_ROOMS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A school to be measured."""

    rooms: int
    variants: int
    rounds: int
    alone: int
    """Times the naive way that is asked of the sets alone."""
    everything: int
    """And of a whole build."""


PARTS = {
    "usual": Part(rooms=40, variants=2, rounds=3, alone=100, everything=50),
    "variants": Part(rooms=40, variants=30, rounds=2, alone=40, everything=20),
    "thousand": Part(rooms=1000, variants=2, rounds=1, alone=100, everything=50),
}
PAGES_PER_SECOND = 2_000
"""Asked of a build of a thousand rooms."""
MEGABYTES = 200
"""Of memory that a process may take, however many rooms there are."""
GROWTH = 15
"""Percent that a process may be larger with a thousand rooms than with ten."""
BYTES_PER_PAGE = 1_000
KILOBYTES_PER_ROOM = 250


@dataclass(frozen=True, slots=True)
class Round:
    """Pages a second of each way, and what was built."""

    alone: float
    alone_with_preparing: float
    naive: float
    plain: float
    built: Built
    weight: Weight


def main(part: Part, rounds: int, pages: int) -> None:
    """Print the figures and ratios of one part."""
    workers = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        say(f"{part.rooms} rooms × {SETS_PER_ROOM} sets × {pages} pages, {part.variants} variants, {rounds} rounds")
        few = None
        if part.rooms > FEW_ROOMS:
            few = _round(_materials(root, 10, part.variants, pages), root, workers)
            _memory("memory with 10 rooms", few)
        materials = _materials(root, part.rooms, part.variants, pages)
        found = [_round(materials, root, workers) for _ in range(rounds)]
    _line("sets alone, one core", [one.alone for one in found])
    _line("sets alone, preparing the variants counted", [one.alone_with_preparing for one in found])
    asked = f"≥ {PAGES_PER_SECOND:,}" if part.rooms > FEW_ROOMS else ""
    _line(f"everything, {workers} workers", [one.built.pages_per_second for one in found], asked)
    _line("naive pypdf merge_page, sets alone", [one.naive for one in found])
    _line("plain write and sync of all bytes", [one.plain for one in found])
    _ratio("× naive, sets alone", [one.alone / one.naive for one in found], f"≥ {part.alone}")
    _ratio("× naive, preparing counted", [one.alone_with_preparing / one.naive for one in found])
    ratios = [one.built.pages_per_second / one.naive for one in found]
    _ratio("× naive, everything", ratios, f"≥ {part.everything}")
    _ratio("× plain write, everything", [one.built.pages_per_second / one.plain for one in found])
    last = found[-1]
    figure("bytes per set page above the variants", f"{last.weight.per_page:,.0f} B", f"≤ {BYTES_PER_PAGE:,}")
    figure("other papers per room", f"{last.weight.others_per_room / 1000:,.0f} kB", f"≤ {KILOBYTES_PER_ROOM}")
    _memory("memory", last)
    if few:
        _growth("flat: the process that builds grew by", few.built.parent_mb, last.built.parent_mb)
        _growth("flat: its largest child grew by", few.built.child_mb, last.built.child_mb)


def _round(materials: DemoMaterials, root: Path, workers: int) -> Round:
    variants = variant_files(materials, root)
    alone = apart(sets_alone, variants, root / "alone", rooms=min(len(materials.rooms), FEW_ROOMS), sets=SETS_PER_ROOM)
    shutil.rmtree(root / "alone")
    naive = apart(naive_pages_per_second, variants, SETS_PER_ROOM, root / "naive.pdf")
    lists = materials.archive, materials.allocation, materials.codes
    built = apart(build_ours, root / "school", *lists, workers)
    weight = weigh(built.work, variants, built.pages)
    plain = built.pages / plain_seconds(built.work, root / "copy")
    shutil.rmtree(root / "school")
    return Round(
        alone.pages_per_second, alone.pages / (alone.seconds + alone.seconds_before), naive, plain, built, weight
    )


def _materials(root: Path, rooms: int, variants: int, pages: int) -> DemoMaterials:
    options = DemoOptions(rooms=rooms, participants=rooms * SETS_PER_ROOM, variants=variants, pages=pages)
    return write_materials(root / f"materials{rooms}", options, fonts_dir())


def _line(told: str, found: list[float], asked: str = "") -> None:
    figure(told, f"{statistics.median(found):,.0f} pages/s", asked)


def _ratio(told: str, found: list[float], asked: str = "") -> None:
    figure(told, f"{statistics.median(found):.3g}", asked)


def _memory(told: str, one: Round) -> None:
    """At its peak."""
    figure(f"{told}, the process that builds", f"{one.built.parent_mb:,.0f} MB", f"≤ {MEGABYTES}")
    figure(f"{told}, its largest child", f"{one.built.child_mb:,.0f} MB", f"≤ {MEGABYTES}")


def _growth(told: str, few: float, many: float) -> None:
    """From ten rooms to all."""
    figure(told, f"{many - few:,.0f} MB, {(many / few - 1) * 100:.0f} %", f"≤ {GROWTH} %")


if __name__ == "__main__":
    name, rounds, pages = (*sys.argv[1:], *("usual", "0", "0")[len(sys.argv) - 1 :])
    match name:
        case "ledger":
            ledger.main(int(rounds) or ledger.EVENTS)
        case "scan":
            scan.main(int(rounds) or scan.ROUNDS, int(pages) or scan.PAGES)
        case "form":
            form.main(int(rounds) or form.ROUNDS, int(pages) or form.PARTICIPANTS)
        case part:
            main(PARTS[part], int(rounds) or PARTS[part].rounds, int(pages) or PAGES)
