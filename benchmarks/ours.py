"""A whole build by this program, measured in a process of its own."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import own_peak
from vpr_print.model.work import DEMO_SITE
from vpr_print.plan.packing import PackingOptions
from vpr_print.workflow.build import build
from vpr_print.workflow.request import BuildRequest, InputRequest
from vpr_print.workflow.school import make_school


@dataclass(frozen=True, slots=True)
class Built:
    """A whole build."""

    pages: int
    """Of sets."""
    seconds: float
    work: Path
    parent_mb: float
    """Peak memory of the process that builds."""
    child_mb: float
    """Of the largest of its children."""

    @property
    def pages_per_second(self) -> float:
        return self.pages / self.seconds


def build_ours(folder: Path, archive: Path, allocation: Path, codes: Path, workers: int) -> Built:
    """Everything included: all papers, ledger, sync to the disk, proof."""

    def clock() -> datetime:
        return datetime.now(UTC)

    school = make_school(
        folder, site=DEMO_SITE, name="Школа", serials=None, after=None, clock=clock, demo=True
    )
    inputs = InputRequest(archive=archive, rooms=allocation, codes=codes)
    request = BuildRequest(inputs=inputs, packing=PackingOptions(), workers=workers)
    start = time.perf_counter()
    report = build(request, school, clock)
    seconds = time.perf_counter() - start
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Built(report.set_pages, seconds, report.folder, own_peak(), child)
