"""A whole build by this program, measured in a process of its own."""

from __future__ import annotations

import resource
import time
from datetime import UTC, datetime
from pathlib import Path

from vpr_print.demo.materials import DEMO_SCHOOL, DemoMaterials
from vpr_print.plan.packing import PackingOptions
from vpr_print.workflow.build import build
from vpr_print.workflow.request import BuildRequest, InputRequest
from vpr_print.workflow.school import make_school


def build_ours(folder: Path, materials: DemoMaterials, workers: int) -> tuple[float, int, Path, tuple[float, float]]:
    """Seconds of a whole build, set pages, the work's folder, and peak memory of the process and its children, MB."""

    def clock() -> datetime:
        return datetime.now(UTC)

    school = make_school(
        folder, site=DEMO_SCHOOL.number, name=DEMO_SCHOOL.name, serials=None, after=None, clock=clock, demo=True
    )
    inputs = InputRequest(archive=materials.archive, rooms=materials.allocation, codes=materials.codes)
    request = BuildRequest(inputs=inputs, packing=PackingOptions(), workers=workers)
    start = time.perf_counter()
    report = build(request, school, clock)
    seconds = time.perf_counter() - start
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return seconds, report.set_pages, report.folder, (_own_peak(), child)


def _own_peak() -> float:
    """Peak memory of this process, MB; what Linux hands down from the process that started it left out."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
