"""Acts, print journal and balance statement: papers that are drawn from the ledger, and recorded in it.

The order: what is known as of one head; a number; the paper written aside and proved; the event that it exists; its
name. So a paper that lies in ``acts/`` is one that the ledger knows, and a killed command leaves nothing by half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

from vpr_print.documents.custody_papers import (
    CustodyPaper,
    Heading,
    render_balance_statement,
    render_handover_act,
    render_print_journal,
)
from vpr_print.documents.kit import LayoutKit
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import Work
from vpr_print.output.custody_papers import ActsFolder
from vpr_print.output.work_folder import WorkFolder
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.work_record import DrawnUp, WorkRecord
from vpr_print.verify.custody_papers import prove_custody_paper
from vpr_print.workflow.custody_lines import act_of, handed_over, journal_of, statement_of, time_text, zone_text
from vpr_print.workflow.custody_words import VERDICTS
from vpr_print.workflow.errors import NothingPrintedError, NothingToHandOverError
from vpr_print.workflow.layouts import program_fonts, school_kit
from vpr_print.workflow.named import chosen_work, named
from vpr_print.workflow.school import open_ledger
from vpr_print.workflow.source import read_subject

_FILE_NAMES = {
    PaperKind.HANDOVER_ACT: "akt",
    PaperKind.PRINT_JOURNAL: "zhurnal-pechati",
    PaperKind.BALANCE_STATEMENT: "vedomost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who draws up a paper, and how."""

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
    """Of the event that it cites."""
    hash: str
    listed: tuple[str, ...] = ()
    """Of an act: the numbers on it."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What is to be drawn up."""

    render: Callable[[Heading, LayoutKit, FontBook], CustodyPaper]
    shows: tuple[str, ...]
    """Texts without which the paper would not say what it has to."""
    lists: tuple[tuple[str, str], ...] = ()
    tag: str = ""
    """Part of the file's name."""


def draw_act(school: SchoolFolder, what: EventKind, items: Sequence[str], work: str | None, desk: Desk) -> Drawn:
    """An act of everything that took the step ``what`` and stands on no act of it yet.

    ``items`` narrow it to rooms and numbers; what is named by its number may stand on an act already. Raises
    ``NothingToHandOverError``, and what ``draw_journal`` does.
    """
    asked = named(items)

    def content(record: WorkRecord) -> _Content:
        steps = handed_over(record, what, asked)
        if not steps:
            raise NothingToHandOverError(what, tuple(items), _acts_of(record, what))
        act = act_of(what, [step[0] for step in steps], desk.zone)
        return _Content(
            lambda heading, kit, fonts: render_handover_act(heading, act, kit, fonts),
            tuple(grouped(line.number) for line in act.lines),
            tuple((entry.line.event, entry.line.number) for step in steps for entry in step),
            tag=f"-{what}",
        )

    return _draw(school, PaperKind.HANDOVER_ACT, work, desk, content)


def draw_journal(school: SchoolFolder, work: str | None, desk: Desk) -> Drawn:
    """Everything that was ever recorded of printing the work.

    Raises ``NothingPrintedError`` (51), ``WhichWorkError`` (2), errors of ``works/`` (40), of layouts (30), of the
    proof (42) and of the ledger (50).
    """

    def content(record: WorkRecord) -> _Content:
        journal = journal_of(record, desk.zone)
        if not journal.lines:
            raise NothingPrintedError(record.work)
        return _Content(
            lambda heading, kit, fonts: render_print_journal(heading, journal, kit, fonts),
            tuple(grouped(number) for line in journal.lines for number in (line.first, line.last)),
        )

    return _draw(school, PaperKind.PRINT_JOURNAL, work, desk, content)


def draw_statement(school: SchoolFolder, work: str | None, desk: Desk) -> Drawn:
    """The equation of every room of the work. Raises as ``draw_journal`` does."""

    def content(record: WorkRecord) -> _Content:
        lines = statement_of(record)
        open_sets = tuple(item for line in lines for item in line.open)
        return _Content(
            lambda heading, kit, fonts: render_balance_statement(
                heading, lines, VERDICTS[not open_sets], kit, fonts
            ),
            tuple(grouped(item.number) for item in open_sets),
        )

    return _draw(school, PaperKind.BALANCE_STATEMENT, work, desk, content)


def _draw(
    school: SchoolFolder, kind: PaperKind, work: str | None, desk: Desk, content: Callable[[WorkRecord], _Content]
) -> Drawn:
    with school.lock(desk.who), open_ledger(school, desk.clock, desk.station) as ledger:
        chosen = chosen_work(work, ledger.works())
        folder = WorkFolder(school.works / chosen)
        acts = ActsFolder(folder.root)
        _settle(acts, ledger)
        record = ledger.work_record(chosen)
        told = content(record)
        subject, grade = read_subject(folder.source)
        kit, fonts = school_kit(school, desk.layouts), program_fonts()
        paper = ledger.reserve_custody_paper(chosen, kind, who=desk.who)
        of_work = Work(subject, grade, date.fromisoformat(chosen[:10]), chosen)
        heading = _heading(school, of_work, record, paper, desk.zone)
        drawn = told.render(heading, kit, fonts)
        sha256 = hashlib.sha256(drawn.data).hexdigest()
        number, ordinal = paper.identifier, paper.key.ordinal
        name = f"{_FILE_NAMES[kind]}-{ordinal:03d}{told.tag}-{number}.pdf"
        try:
            aside = acts.stage(name, drawn.data)
            prove_custody_paper(aside, name, number, pages=drawn.pages, sha256=sha256, shows=told.shows)
        except BaseException:
            acts.drop(name)
            raise
        up = DrawnUp(
            number=number, kind=kind, ordinal=ordinal, cites=record.hash, sha256=sha256, lists=told.lists
        )
        ledger.record_drawn_up(chosen, up, who=desk.who)
        file = acts.put_in_place(name)
    return Drawn(
        number=str(number),
        ordinal=ordinal,
        work=chosen,
        file=file,
        pages=drawn.pages,
        seq=record.seq,
        hash=record.hash,
        listed=tuple(dict.fromkeys(listed for _, listed in told.lists)),
    )


def _settle(acts: ActsFolder, ledger: Ledger) -> None:
    """Papers that a killed command left aside: those that the ledger knows get their names."""
    for name, number in acts.left_aside():
        paper = ledger.lookup(number)
        if paper is not None and paper.state is PaperState.BUILT:
            acts.put_in_place(name)
        else:
            acts.drop(name)


def _heading(
    school: SchoolFolder, work: Work, record: WorkRecord, paper: LedgerPaper, zone: tzinfo | None
) -> Heading:
    return Heading(
        site=school.settings.site,
        work=work,
        number=paper.identifier,
        ordinal=paper.key.ordinal,
        ledger=record.ledger,
        seq=record.seq,
        hash=record.hash,
        time=time_text(record.at, zone),
        zone=zone_text(record.at, zone),
    )


def _acts_of(record: WorkRecord, what: EventKind) -> tuple[int, ...]:
    """Acts on which something stands that took the step."""
    steps = {entry.line.event for entry in record.entries if entry.line.what == what}
    acts = (drawn for drawn in record.drawn_up if any(place in steps for place, _ in drawn.lists))
    return tuple(drawn.ordinal for drawn in acts)
