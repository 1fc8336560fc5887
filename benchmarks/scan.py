"""Scans of 300 dpi in colour inside a PDF, read by this program and the plain way: ``make bench PART=scan``.

Plain: each page rendered by pdfium at 300 dpi, decoded by zxing-cpp with all formats, in as many processes. Rounds
alternate in one run. Ours also measures every page's scale, as a scan with manifests does.
``python -m benchmarks scan [ROUNDS] [PAGES]``; the longer file has ten times the pages.
"""

from __future__ import annotations

import io
import itertools
import json
import multiprocessing
import random
import resource
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

from benchmarks.figures import apart, figure, own_peak
from benchmarks.ours import build_ours
from benchmarks.scanned_pdf import write_scanned_pdf
from vpr_print.demo.materials import DemoOptions, write_materials
from vpr_print.scan.identity import identify
from vpr_print.scan.reader import read_chunks
from vpr_print.scan.sources import open_source
from vpr_print.scan.stamps import Stamps
from vpr_print.settings.share import fonts_dir
from vpr_print.workflow.scan_sources import read_manifests

DPI = 300
ROUNDS, PAGES, LONGER = 3, 300, 10
PLAIN_PAGES = 40
WORKERS = 2
PAGES_PER_SECOND, TIMES_PLAIN, MEGABYTES = 30, 5, 300
"""Asked."""
_DIFFERENT = 48
_EXACT = 0.005


@dataclass(frozen=True, slots=True)
class Read:
    """A file, read."""

    pages_per_second: float
    right: int
    """Pages whose number was the right one."""
    measured: int
    """Pages whose ticks told their scale to half a percent: nothing was shrunk."""
    parent_mb: float
    """Peak memory of the process that hands pages out."""
    child_mb: float
    """Of the largest process that reads them; not below what it is forked with."""


def main(rounds: int, pages: int) -> None:
    """Print the figures and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), rounds, pages)


def _measure(folder: Path, rounds: int, pages: int) -> None:
    numbers, scans, stamps = _scans(folder)
    short, long = folder / "short.pdf", folder / "long.pdf"
    for path, count in ((short, pages), (long, pages * LONGER)):
        write_scanned_pdf(path, itertools.islice(itertools.cycle(scans), count))
    expected = list(itertools.islice(itertools.cycle(numbers), pages * LONGER))
    ours, plain = [], []
    for _ in range(rounds):
        ours.append(apart(read_ours, short, expected[:pages], stamps))
        plain.append(apart(read_plainly, short, min(PLAIN_PAGES, pages)))
    longer = apart(read_ours, long, expected, stamps)
    size = statistics.mean(map(len, scans)) / 1000
    figure(f"a page of {DPI} dpi in colour", f"{size:,.0f} kB")
    figure(f"{pages} pages, {WORKERS} workers", _rate(statistics.median(o.pages_per_second for o in ours)))
    figure(f"{pages * LONGER} pages, {WORKERS} workers", _rate(longer.pages_per_second), f"≥ {PAGES_PER_SECOND}")
    figure(f"plain way, {WORKERS} processes", _rate(statistics.median(plain)))
    ratio = statistics.median(o.pages_per_second / p for o, p in zip(ours, plain, strict=True))
    figure("× the plain way", f"{ratio:.3g}", f"≥ {TIMES_PLAIN}")
    for count, one in ((pages, ours[-1]), (pages * LONGER, longer)):
        figure(f"{count} pages: numbers right", f"{one.right} of {count}")
        figure(f"{count} pages: scale measured", f"{one.measured} of {count}")
        figure(f"{count} pages: memory, the process that asks", f"{one.parent_mb:,.0f} MB", f"≤ {MEGABYTES}")
        figure(f"{count} pages: memory, the largest reader", f"{one.child_mb:,.0f} MB", f"≤ {MEGABYTES}")


def read_ours(path: Path, numbers: list[str], stamps: Stamps) -> Read:
    """The whole file through the program's reader."""
    began = time.perf_counter()
    file = open_source(path)
    right = measured = 0
    for chunk in read_chunks([file], workers=WORKERS, stamps=stamps):
        for reading in chunk:
            measured += abs((reading.scale or 0) - 1) < _EXACT
            right += str(identify(reading.symbols).number) == numbers[reading.source.page - 1]
    seconds = time.perf_counter() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Read(len(numbers) / seconds, right, measured, own_peak(), child)


def read_plainly(path: Path, pages: int) -> float:
    """Pages a second of the first pages of the file."""
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_decode_plainly, [path] * WORKERS, [0] * WORKERS))  # processes and libraries are there
        began = time.perf_counter()
        list(pool.map(_decode_plainly, [path] * pages, range(pages), chunksize=-(-pages // WORKERS // 4)))
        return pages / (time.perf_counter() - began)


def _decode_plainly(path: Path, page: int) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(zxingcpp.read_barcodes(document[page].render(scale=DPI / 72).to_pil()))


def _rate(pages_per_second: float) -> str:
    return f"{pages_per_second:,.1f} pages/s"


# ── what a scanner gives ─────────────────────────────────────────────────────────────────────────────────────


def _scans(folder: Path) -> tuple[list[str], list[bytes], Stamps]:
    """Numbers and JPEGs of different pages of sets, as a scanner gives them, and where their stamps stand."""
    materials = write_materials(folder / "materials", DemoOptions(rooms=1, participants=6), fonts_dir())
    built = build_ours(folder / "school", materials.archive, materials.allocation, materials.codes, WORKERS)
    [room] = json.loads((built.work / "manifest.json").read_bytes())["rooms"]
    pages = [(item["file"], page["number"]) for item in room["sets"] if not item["enlarged"] for page in item["pages"]]
    chance = random.Random(300)
    scans = []
    with pypdfium2.PdfDocument(built.work / pages[0][0]) as document:
        for index in range(len(pages[:_DIFFERENT])):
            scans.append(_scanned(document[index].render(scale=DPI / 72).to_pil(), chance))
    return [number for _, number in pages[:_DIFFERENT]], scans, read_manifests(built.work, None).stamps


def _scanned(page: Image.Image, chance: random.Random) -> bytes:
    """Tinted, a little askew, grainy."""
    paper = Image.new("RGB", page.size, (246, 244, 238))
    askew = page.convert("L").rotate(chance.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=255)
    ink = Image.merge("RGB", [askew] * 3)
    grain = Image.effect_noise(page.size, 8).convert("RGB")
    scan = Image.blend(Image.composite(paper, Image.new("RGB", page.size, (38, 36, 40)), askew), grain, 0.12)
    scan = Image.blend(scan, ink, 0.05)
    file = io.BytesIO()
    scan.rotate(180 * chance.randrange(2)).save(file, "JPEG", quality=80)
    return file.getvalue()
