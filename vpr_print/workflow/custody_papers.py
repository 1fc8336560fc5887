"""Acts, print journal and balance statement: papers that are drawn from the ledger, and recorded in it."""

from __future__ import annotations

from collections.abc import Sequence

from vpr_print.documents.custody_papers import render_balance_statement, render_handover_act, render_print_journal
from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PaperKind
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.events import EventKind
from vpr_print.track.work_record import WorkRecord
from vpr_print.workflow.custody_errors import NothingPrintedError, NothingToHandOverError
from vpr_print.workflow.custody_lines import act_of, handed_over, journal_of, statement_of
from vpr_print.workflow.custody_words import VERDICTS
from vpr_print.workflow.drawing_up import Content, Desk, Drawn, drawing_up
from vpr_print.workflow.named import named


def draw_act(school: SchoolFolder, what: EventKind, items: Sequence[str], work: str | None, desk: Desk) -> Drawn:
    """An act of everything that took the step ``what`` and stands on no act of it yet.

    ``items`` narrow it to rooms and numbers; what is named by its number may stand on an act already. Raises
    ``NothingToHandOverError``, and what ``draw_journal`` does.
    """
    asked = named(items)
    with drawing_up(school, work, desk) as at_desk:
        record = at_desk.ledger.work_record(at_desk.work)
        steps = handed_over(record, what, asked)
        if not steps:
            raise NothingToHandOverError(what, tuple(items), _acts_of(record, what))
        act = act_of(what, [step[0] for step in steps], desk.zone, at_desk.kit.procedure)
        return at_desk.draw(
            PaperKind.HANDOVER_ACT,
            record,
            lambda ordinal: Content(
                lambda heading, kit, fonts: render_handover_act(heading, act, kit, fonts),
                tuple(grouped(line.number) for line in act.lines),
                f"akt-{ordinal:03d}-{what}",
                lists=tuple((entry.line.event, entry.line.number) for step in steps for entry in step),
            ),
        )


def draw_journal(school: SchoolFolder, work: str | None, desk: Desk) -> Drawn:
    """Everything that was ever recorded of printing the work.

    Raises ``NothingPrintedError`` (51), ``WhichWorkError`` (2), errors of ``works/`` (40), of layouts (30), of the
    proof (42) and of the ledger (50).
    """
    with drawing_up(school, work, desk) as at_desk:
        record = at_desk.ledger.work_record(at_desk.work)
        journal = journal_of(record, desk.zone, at_desk.kit.procedure)
        if not journal.lines:
            raise NothingPrintedError(record.work)
        return at_desk.draw(
            PaperKind.PRINT_JOURNAL,
            record,
            lambda ordinal: Content(
                lambda heading, kit, fonts: render_print_journal(heading, journal, kit, fonts),
                tuple(grouped(number) for line in journal.lines for number in (line.first, line.last)),
                f"zhurnal-pechati-{ordinal:03d}",
            ),
        )


def draw_statement(school: SchoolFolder, work: str | None, desk: Desk) -> Drawn:
    """The equation of every room of the work. Raises as ``draw_journal`` does."""
    with drawing_up(school, work, desk) as at_desk:
        record = at_desk.ledger.work_record(at_desk.work)
        lines = statement_of(record, at_desk.kit.procedure)
        left = tuple(item for line in lines for item in line.open)
        return at_desk.draw(
            PaperKind.BALANCE_STATEMENT,
            record,
            lambda ordinal: Content(
                lambda heading, kit, fonts: render_balance_statement(heading, lines, VERDICTS[not left], kit, fonts),
                tuple(grouped(item.number) for item in left),
                f"vedomost-{ordinal:03d}",
            ),
        )


def _acts_of(record: WorkRecord, what: EventKind) -> tuple[int, ...]:
    """Acts on which something stands that took the step."""
    steps = {entry.line.event for entry in record.entries if entry.line.what == what}
    acts = (drawn for drawn in record.drawn_up if any(place in steps for place, _ in drawn.lists))
    return tuple(drawn.ordinal for drawn in acts)
