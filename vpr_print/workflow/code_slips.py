"""A slip that was lost, printed again: the same code, the same place, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vpr_print.documents.code_sheet import LostSlip, render_lost_slips
from vpr_print.errors import raise_flaws
from vpr_print.forms.register_errors import UnknownCodeError
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import ParticipantCode
from vpr_print.output.errors import as_output_error
from vpr_print.safe_files import put
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock
from vpr_print.workflow.drawing_up import work_of
from vpr_print.workflow.layouts import program_fonts, school_kit
from vpr_print.workflow.named import chosen_work
from vpr_print.workflow.school import open_ledger


def print_lost_slips(
    school: SchoolFolder, codes: Sequence[str], out: Path, *, work: str | None, clock: Clock, layouts: Path | None
) -> tuple[LostSlip, ...]:
    """The slips on one or more sheets, written to ``out`` whole or not at all.

    Raises ``UnknownCodeError`` (70) for codes that the work has not placed, ``WhichWorkError`` (2), errors of the
    ledger (50), of layouts (30) and of the disk (40).
    """
    with open_ledger(school, clock) as ledger:
        key = chosen_work(work, ledger.works())
        places = ledger.code_places(key)
        record = ledger.work_record(key)
        papers = [paper for paper in ledger.papers(key) if paper.key.kind is PaperKind.CODE_SHEET]
    sheets = {paper.key.room: paper.identifier for paper in papers}
    wanted = [ParticipantCode(code) for code in dict.fromkeys(codes)]
    raise_flaws(UnknownCodeError(code, key) for code in wanted if code not in places)
    slips = sorted(
        (LostSlip(room, ordinal, code, sheets[room]) for code in wanted for room, ordinal in [places[code]]),
        key=lambda slip: (slip.room, slip.ordinal),
    )
    kit, fonts = school_kit(school, layouts), program_fonts()
    data = render_lost_slips(school.settings.site, work_of(record), slips, kit, fonts)
    try:
        put(out, data)
    except OSError as error:
        raise as_output_error(error, str(out)) from error
    return tuple(slips)
