"""Acts, print journal and balance statement: papers that are drawn from the ledger and recorded in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import pairwise
from pathlib import Path

from vpr_print.documents.custody_papers import (
    ActLine,
    CustodyPaper,
    Heading,
    JournalLine,
    JournalTotals,
    OpenSet,
    StatementLine,
    render_balance_statement,
    render_handover_act,
    render_print_journal,
)
from vpr_print.documents.kit import LayoutKit
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import CodeNumber, Identifier, NumberKind, grouped, parse_number
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import Work
from vpr_print.output.custody_papers import ActsFolder
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import balance
from vpr_print.track.events import EventKind, EventPlace
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.work_record import DrawnUp, Entry, WorkRecord
from vpr_print.verify.custody_papers import prove_custody_paper
from vpr_print.workflow.custody_words import HANDOVERS, VERDICTS, event_name, name_of, names_of, person, place_of, remark
from vpr_print.workflow.errors import NothingPrintedError, NothingToHandOverError
from vpr_print.workflow.layouts import program_fonts, school_kit
from vpr_print.workflow.named import Named, chosen_work, named
from vpr_print.workflow.school import open_ledger
from vpr_print.workflow.source import read_subject

_FILE_NAMES = {
    PaperKind.HANDOVER_ACT: "akt",
    PaperKind.PRINT_JOURNAL: "zhurnal-pechati",
    PaperKind.BALANCE_STATEMENT: "vedomost",
}
_PRINTING = (EventKind.PRINTED, EventKind.SPOILED, EventKind.VOIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who draws up papers, and how."""

    who: str
    clock: Clock
    station: str = ""
    layouts: Path | None = None
    """A region's own, in the place of those that the settings name."""
    zone: tzinfo | None = None
    """Of the times on paper; None for that of this computer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A paper that is written and recorded."""

    number: str
    ordinal: int
    work: str
    file: Path
    pages: int
    seq: int
    hash: str
    """Of the event that it cites."""
    listed: tuple[str, ...] = ()
    """Of an act: the numbers on it."""


def draw_act(school: SchoolFolder, what: EventKind, items: Sequence[str], work: str | None, desk: Desk) -> Drawn:
    """An act of everything that took the step ``what`` and stands on no act of it yet.

    ``items`` narrow it to rooms or numbers; what is named by its number may stand on an act again. Raises
    ``NothingToHandOverError``, and errors of numbers (51), of ``works/`` (40), of layouts (30) and of the ledger (50).
    """
    asked = named(items)

    def make(record: WorkRecord) -> _Made:
        entries, covered = _handed_over(record, what, asked)
        if not entries:
            acts = tuple(drawn.ordinal for drawn in record.drawn_up if _is_act_of(drawn, covered))
            raise NothingToHandOverError(what, tuple(items), acts)
        lists = tuple((entry.line.event, entry.line.number) for entry in covered.values())
        steps = [(entry, f"{what}-") for entry in entries][:1]
        assert steps

        def render(heading: Heading, kit: LayoutKit, fonts: FontBook) -> CustodyPaper:
            lines = [_act_line(entry, desk.zone) for entry in entries]
            return render_handover_act(heading, HANDOVERS[what], lines, kit, fonts)

        return _Made(render, lists, tuple(entry.line.number for entry in entries))

    return _draw(school, PaperKind.HANDOVER_ACT, work, desk, make)
