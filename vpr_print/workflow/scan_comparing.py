"""Pairs of images with one number are compared, each in a process of its own, and the answers kept."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from vpr_print import sandbox
from vpr_print.sandbox import Limits, SandboxError
from vpr_print.scan.identity import identify
from vpr_print.scan.journal import Journal
from vpr_print.scan.likeness import Likeness, Sheet, compare_sheets, sheet_of
from vpr_print.scan.repeats import Pair
from vpr_print.scan.seen import PageSource
from vpr_print.workflow.progress import Progress, Step

_LIMITS = Limits(seconds=60, megabytes=1024)
_MODULES = ("vpr_print.scan.likeness", "vpr_print.scan.page_image", "vpr_print.scan.pdf_pages")


def compare_pairs(journal: Journal, pairs: Sequence[Pair], workers: int, progress: Progress) -> None:
    """Every pair's likeness, in the journal; an image that cannot be compared counts as ``FAILED``."""
    kept = journal.kept
    paths = {file.sha256: Path(file.path) for file in kept.files.values() if Path(file.path).exists()}

    def sheet(source: PageSource) -> Sheet | None:
        if source.sha256 not in paths or source not in kept.readings:
            return None
        reading = kept.readings[source]
        return sheet_of(paths[source.sha256], reading, str(identify(reading.symbols).number or ""))

    def compared(pair: Pair) -> Likeness:
        one, other = sheet(pair.one), sheet(pair.other)
        if one is None or other is None:
            return Likeness.FAILED
        thirds = tuple(third for source in pair.thirds if (third := sheet(source)))
        try:
            return sandbox.call(compare_sheets, one, other, thirds, limits=_LIMITS)
        except SandboxError:
            return Likeness.FAILED

    with sandbox.prepared(*_MODULES), ThreadPoolExecutor(workers) as pool:
        try:
            for done, (pair, likeness) in enumerate(zip(pairs, pool.map(compared, pairs), strict=True)):
                progress(Step.COMPARE, done, len(pairs))
                journal.add_comparison(pair, likeness)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
