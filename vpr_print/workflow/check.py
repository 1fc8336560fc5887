"""Archive and lists looked at before anything is made; writes nothing but pictures of pages without room."""

from __future__ import annotations

import tempfile
from pathlib import Path

from vpr_print.documents.options import PaperOptions
from vpr_print.model.work import DEMO_SITE, Site
from vpr_print.plan.packing import PackingOptions
from vpr_print.prepress.masters import USUAL_OPTIONS, PrepressOptions
from vpr_print.prepress.prepare import prepare_variants
from vpr_print.sandbox import prepared
from vpr_print.settings.school import SchoolFolder
from vpr_print.workflow.copier_limits import copier_notices
from vpr_print.workflow.layouts import program_fonts, refuse_unlisted_copy, refuse_unprintable_forms, school_kit
from vpr_print.workflow.planning import CodesSoFar, plan_inputs, plan_notices
from vpr_print.workflow.reading import READERS, Recognised, read_inputs
from vpr_print.workflow.report import CheckReport, check_report
from vpr_print.workflow.request import InputRequest
from vpr_print.workflow.trouble import troubles_pictured


def check(
    request: InputRequest,
    packing: PackingOptions,
    school: SchoolFolder | None,
    *,
    prepress: PrepressOptions = USUAL_OPTIONS,
    recognised: Recognised | None = None,
) -> CheckReport:
    """What the inputs hold and how much paper they take, with everything that a build would stop at.

    ``school`` may be None: a check needs no school folder. ``recognised`` gets the table of files before any
    flaw is raised. Raises every flaw of every input at once.
    """
    with prepared(*READERS), tempfile.TemporaryDirectory(prefix="vpr-print-") as scratch:
        kit = school_kit(school)
        if packing.answer_forms:
            refuse_unprintable_forms(kit)
        if packing.protocol_copy:
            refuse_unlisted_copy(kit)
        inputs = read_inputs(request, Path(scratch) / "archive", recognised, grades=kit.procedure.grades)
        fonts = program_fonts()
        with troubles_pictured(school.root if school else Path.cwd(), request.archive):
            masters = prepare_variants(inputs.variants, inputs.stored, kit.stamp, options=prepress)
        site = school.settings.site if school else Site(DEMO_SITE, "")
        plan = plan_inputs(inputs, packing, site, fonts, CodesSoFar())
        notices = (*inputs.notices, *masters.notices, *plan_notices(inputs, plan), *copier_notices(school, kit))
        return check_report(inputs, plan, kit, PaperOptions(), masters.preflight, notices)
