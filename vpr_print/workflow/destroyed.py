"""Works whose materials were destroyed: nothing can be made of them any more."""

from __future__ import annotations

from vpr_print.model.identifier import grouped
from vpr_print.output.destruction import JOURNAL
from vpr_print.output.work_folder import WorkFolder
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Ledger
from vpr_print.track.work_record import DrawnUp
from vpr_print.workflow.custody_lines import time_text
from vpr_print.workflow.purging_errors import MaterialsDestroyedError, PurgeUnfinishedError

ACT = "akt-unichtozheniya"
"""Begins the file names of acts of destruction."""


def refuse_destroyed(folder: WorkFolder, ledger: Ledger, work: str) -> None:
    """Raise ``MaterialsDestroyedError`` or ``PurgeUnfinishedError`` where nothing can be made of the work any more."""
    if (folder.root / JOURNAL).exists():
        raise PurgeUnfinishedError(work)
    if acts := acts_of_destruction(ledger, work):
        numbers = tuple(act.number for act in acts)
        day = next((line.at for line in ledger.history(str(numbers[0])) if line.what == EventKind.DRAWN_UP), "")
        raise MaterialsDestroyedError(work, time_text(day, None)[:10], tuple(map(grouped, numbers)))


def acts_of_destruction(ledger: Ledger, work: str) -> list[DrawnUp]:
    """Of the work, in order."""
    return [drawn for drawn in ledger.drawn_up(work) if drawn.destroyed]
