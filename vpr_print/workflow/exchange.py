"""Ledgers of one site's stations: carried from one to the other, and proved."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vpr_print.errors import Notice, raise_flaws
from vpr_print.safe_files import put
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.errors import LedgerDiskError
from vpr_print.track.events import Head
from vpr_print.track.exchange import TakenIn
from vpr_print.track.exchange_errors import ExportExistsError
from vpr_print.track.ledger import Clock
from vpr_print.track.verification import Verified
from vpr_print.workflow.notices import conflicts_notice
from vpr_print.workflow.school import open_ledger


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What the files brought."""

    taken: tuple[TakenIn, ...]
    notices: tuple[Notice, ...]


def export_ledger(school: SchoolFolder, target: Path | None, clock: Clock, *, as_csv: bool) -> Head:
    """The whole ledger in a new file that only its owner reads, or on stdout; returns the head of its chain.

    Raises ``ExportExistsError``, ``LedgerDiskError``, and the ledger's errors (50).
    """
    with open_ledger(school, clock) as ledger, ledger.exported(as_csv=as_csv) as lines:
        if target is None:
            sys.stdout.writelines(lines)
            return ledger.head
        if target.exists():
            raise ExportExistsError(str(target))
        try:
            put(target, (line.encode() for line in lines))
        except OSError as error:
            raise LedgerDiskError(str(target), error.strerror or "") from None
        return ledger.head


def import_ledgers(school: SchoolFolder, files: Sequence[Path], clock: Clock, *, who: str) -> ImportReport:
    """What each file brought, one after the other; a file is taken in whole or not at all.

    Raises the errors of ``Ledger.take_in`` (50) for the first file that cannot be; those before it stay.
    """
    with open_ledger(school, clock) as ledger:
        taken = tuple([ledger.take_in(file, who=who) for file in files])
        disputed = tuple(dict.fromkeys(conflict.event.number for conflict in ledger.conflicts()))
    return ImportReport(taken, (conflicts_notice(disputed),) if disputed else ())


def verify_ledger(school: SchoolFolder, against: Sequence[str], clock: Clock, *, rebuild: bool) -> Verified:
    """What was proved. ``rebuild`` first folds the tables anew. Raises every flaw at once (50)."""
    with open_ledger(school, clock) as ledger:
        if rebuild:
            ledger.rebuild_projection()
        verified = ledger.verify(against)
    raise_flaws(verified.flaws)
    return verified
