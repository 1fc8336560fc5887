"""The synthetic school from nothing to print-ready rooms."""

from __future__ import annotations

from pathlib import Path

from vpr_print.demo.materials import DEMO_SCHOOL, DemoOptions, write_materials
from vpr_print.plan.packing import PackingOptions
from vpr_print.settings.school import SETTINGS_FILE, find_school
from vpr_print.settings.share import fonts_dir
from vpr_print.track.ledger import Clock
from vpr_print.workflow.build import build
from vpr_print.workflow.progress import Progress
from vpr_print.workflow.report import BuildReport
from vpr_print.workflow.request import BuildRequest, InputRequest
from vpr_print.workflow.school import make_school


def build_demo(
    folder: Path, options: DemoOptions, *, workers: int, who: str, clock: Clock, progress: Progress
) -> BuildReport:
    """A school of invented people in ``folder``: materials written, folder made, work built.

    Run again it builds the same work again. Raises what ``make_school`` and ``build`` raise.
    """
    if (folder / SETTINGS_FILE).exists():
        school = find_school(folder)
    else:
        school = make_school(
            folder,
            site=DEMO_SCHOOL.number,
            name=DEMO_SCHOOL.name,
            serials=None,
            after=None,
            clock=clock,
            demo=True,
            who=who,
        )
    materials = write_materials(folder / "materialy", options, fonts_dir())
    inputs = InputRequest(archive=materials.archive, rooms=materials.allocation, codes=materials.codes)
    packing = PackingOptions(spares=1, spare_codes=1)
    request = BuildRequest(inputs=inputs, packing=packing, workers=workers, who=who, replace=True)
    return build(request, school, clock, progress)
