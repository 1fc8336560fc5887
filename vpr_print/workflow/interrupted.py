"""What a killed command left half in place is completed first, and the ledger is told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from vpr_print.output.errors import as_output_error
from vpr_print.output.work_folder import WorkFolder
from vpr_print.track.ledger import Ledger
from vpr_print.track.number_errors import UnknownNumberError, VoidNumberError
from vpr_print.workflow.journal import parse_note


def complete_interrupted(folder: WorkFolder, ledger: Ledger, reason: str | None) -> bool:
    """Whether a build or a replacement that was killed at its very end had to be put in place and recorded.

    ``reason`` counts where it had none: a paper may have been confirmed as printed since it was killed.
    """
    try:
        note = folder.complete_interrupted()
    except OSError as error:
        raise as_output_error(error, str(folder.root)) from error
    if note is None:
        return False
    built = parse_note(note)
    # Meanwhile a build elsewhere, or a new ledger, may have overtaken this one: then its papers are old ones.
    with suppress(VoidNumberError, UnknownNumberError):
        replace(built, reason=built.reason or reason).record(ledger)
    folder.close_build()
    return True
