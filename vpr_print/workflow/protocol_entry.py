"""The paper protocol into the ledger: by a session at keyboard and hand scanner, or from a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from vpr_print.errors import raise_flaws
from vpr_print.forms.form_sheet import TaskLimit, read_tasks
from vpr_print.forms.protocol_errors import TasksUnknownError, TypedOtherwiseError
from vpr_print.model.work import ParticipantCode
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.protocol_typed import Typed, Typing, completed, only_adds, unconfirmed
from vpr_print.workflow.custody_errors import UnknownRoomError
from vpr_print.workflow.named import chosen_work
from vpr_print.workflow.protocol_desk import ProtocolDesk, Sitting
from vpr_print.workflow.protocol_filling import in_sandbox
from vpr_print.workflow.protocol_marks import MarksDesk
from vpr_print.workflow.protocol_rows import RowDesk
from vpr_print.workflow.protocol_sources import PaperSources, held_together, read_paper_sources
from vpr_print.workflow.protocol_table import TableEntry, read_protocol_table
from vpr_print.workflow.school import open_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenTable:
    """What a table has brought."""

    work: str
    rows: int
    """Rows of the protocol that were not known before."""
    marks: int
    known: int
    """Entries that said what stands already."""
    corrected: tuple[ParticipantCode, ...]
    """Codes of which something else stood, and stands no more."""
    open: int
    """What a person has to settle now."""


def form_tasks(form: Path) -> tuple[TaskLimit, ...]:
    """The tasks of an official form with their limits. Raises ``NotAFormError``, ``TasksUnknownError``."""
    tasks = in_sandbox(read_tasks, form)
    if not tasks:
        raise TasksUnknownError(form.name)
    return tasks


@contextmanager
def protocol_desk(
    school: SchoolFolder, sitting: Sitting, *, marks: bool, work: str | None, clock: Clock, station: str = ""
) -> Iterator[ProtocolDesk]:
    """A session at the school's ledger. Raises ``WhichWorkError``, ``UnknownRoomError``, ``TasksUnknownError``."""
    if marks and not sitting.tasks:
        raise TasksUnknownError("--marks без --form")
    with open_ledger(school, clock, station) as ledger:
        paper = _paper(school, ledger, work)
        _refuse_unknown_room(sitting.room, paper)
        sitting = replace(sitting, forms=sitting.forms or bool(paper.forms))
        yield (MarksDesk if marks else RowDesk)(ledger, paper, sitting)


def take_table(
    school: SchoolFolder,
    table: Path,
    sitting: Sitting,
    *,
    reason: str = "",
    work: str | None,
    clock: Clock,
    station: str = "",
) -> TakenTable:
    """Everything that a table by code says, recorded in one transaction or not at all.

    Taking in the same table again changes nothing. Raises ``TypedOtherwiseError`` where something else stands and no
    reason is given, errors of the table (70), ``WhichWorkError``, ``UnknownRoomError`` (2).
    """
    with open_ledger(school, clock, station) as ledger:
        paper = _paper(school, ledger, work)
        _refuse_unknown_room(sitting.room, paper)
        entries = read_protocol_table(table, paper, sitting.room, sitting.code_length)
        typings = ledger.typings(paper.work)
        news, corrected, known = _news(entries, typings, sitting, reason)
        if corrected and not reason:
            raise TypedOtherwiseError(tuple(dict.fromkeys(corrected)))
        ledger.record_typed(paper.work, news, who=sitting.who)
        left = held_together(paper, ledger.typings(paper.work)).open
    rows = sum(item.what is EventKind.PROTOCOL_ROW for item in news)
    return TakenTable(
        work=paper.work,
        rows=rows,
        marks=len(news) - rows,
        known=known,
        corrected=tuple(dict.fromkeys(corrected)),
        open=left,
    )


def _paper(school: SchoolFolder, ledger: Ledger, work: str | None) -> PaperSources:
    return read_paper_sources(school, ledger, chosen_work(work, ledger.works()))


def _refuse_unknown_room(room: str, paper: PaperSources) -> None:
    known = sorted({item.room for item in paper.sets})
    if room and room not in known:
        raise_flaws([UnknownRoomError((room,), tuple(known))])


def _news(
    entries: Sequence[TableEntry], typings: Sequence[Typing], sitting: Sitting, reason: str
) -> tuple[list[Typed], list[ParticipantCode], int]:
    """What is to be recorded, the codes of which something else stands, and how many entries are known already."""
    standing: dict[tuple[EventKind, ParticipantCode], list[Typing]] = {}
    for typing in typings:
        if typing.stands and (typing.typed.second or not sitting.second):
            standing.setdefault((typing.typed.what, typing.typed.code), []).append(typing)
    news: list[Typed] = []
    corrected: list[ParticipantCode] = []
    known = 0
    for number, entry in enumerate(entries):
        there = standing.get((entry.what, entry.code), [])
        content = entry.content
        for typing in there:
            content = completed(content, typing.typed.content)
        typed = Typed(
            code=entry.code,
            what=entry.what,
            content=content,
            second=sitting.second,
            key=f"protocol:{sitting.session}:{number}",
        )
        instead = tuple(typing.place for typing in there)
        if not any(typing.typed.second == sitting.second for typing in there):
            news.append(typed)
        elif all(unconfirmed(typing.typed.content) == unconfirmed(content) for typing in there):
            known += 1
        elif all(only_adds(content, typing.typed.content) for typing in there):
            news.append(replace(typed, instead=instead))
        else:
            news.append(replace(typed, instead=instead, reason=reason))
            corrected.append(entry.code)
    return news, corrected, known
