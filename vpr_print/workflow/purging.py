"""Materials past their term are destroyed (Порядок ВПР, прил. 4, пп. 6.2, 6.4), with an act; the ledger never is.

What may go is looked up and shown. Once a person has agreed it is looked up again, noted, removed, and the act drawn
up. Killed in between, the same command goes on where it was, and there is one act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from vpr_print.documents.destruction_act import DestroyedLine, Destroying, render_destruction_act
from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.model.packet import PaperKind
from vpr_print.output.destruction import Destruction, Doomed, Kind, is_own_folder, list_sha256
from vpr_print.output.errors import as_output_error
from vpr_print.output.work_folder import WorkFolder
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import RETURN_PACKETS, balance
from vpr_print.track.events import EventKind as E
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.thing import Thing
from vpr_print.track.work_record import Destroyed, WorkRecord
from vpr_print.workflow.custody_lines import time_text
from vpr_print.workflow.destroyed import ACT, acts_of_destruction
from vpr_print.workflow.drawing_up import Content, Desk, DrawingUp, drawing_up
from vpr_print.workflow.interrupted import complete_interrupted
from vpr_print.workflow.named import chosen_work
from vpr_print.workflow.purging_errors import (
    BalanceOpenError,
    ChangedMeanwhileError,
    DisputedError,
    NoTermError,
    NotHereError,
    OnTheWayError,
    TermNotOverError,
)
from vpr_print.workflow.purging_files import doomed_files, foreign_files
from vpr_print.workflow.purging_words import KINDS, size_words, state_words
from vpr_print.workflow.school import open_ledger

_ON_THE_WAY = frozenset((E.ISSUED, E.FILLED, E.RETURNED, E.PACKED, E.DISPATCHED, E.RECEIVED, E.OPENED))
"""Of a return packet. One that never went to a room is on no way; a delivery packet ends with the sets that lay in it,
one to the scanning centre with its packets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPurge:
    """What would be destroyed of one work."""

    work: str
    until: date
    """Last day of its term."""
    files: tuple[Doomed, ...]
    left: tuple[str, ...]
    """Files in the work's folder that are not ours: nobody touches them."""
    begun: bool
    """A destruction that was cut short: it can only be completed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """A work whose materials are destroyed."""

    work: str
    number: str
    """Of the act."""
    ordinal: int
    act: Path | None
    """Its file; None where somebody has taken it away since it was drawn up."""
    files: int
    bytes: int
    sha256: str
    """Of the list."""
    list: str
    """Its name in the folder of the acts."""
    left: tuple[str, ...]
    """What lies there still."""


def plan_purge(school: SchoolFolder, works: Sequence[str], clock: Clock) -> tuple[WorkPurge, ...]:
    """What may be destroyed of these works, or of all past their term; works of which nothing is left are passed over.

    Raises ``NoTermError`` (12), ``WhichWorkError`` (2), and all flaws of all works at once: ``TermNotOverError``,
    ``BalanceOpenError``, ``OnTheWayError``, ``DisputedError`` (51), ``NotHereError`` (40).
    """
    keep = _keep_days(school)
    today = clock().astimezone().date()
    plans: list[WorkPurge] = []
    flaws: list[VprPrintError] = []
    with open_ledger(school, clock) as ledger:
        known = ledger.works()
        for work in dict.fromkeys(works):
            chosen_work(work, known)
        due = [work for work in known if _until(work, keep) < today and (school.works / work).exists()]
        gone = {work for work in known if acts_of_destruction(ledger, work)}
        for work in dict.fromkeys(works or due):
            try:
                _refuse_early(work, keep, today)
                plan = _plan_of(school, ledger, work, keep, gone)
                if plan.files and not plan.begun:
                    raise_flaws(_hindrances(work, ledger.things(work)))
                if plan.files:
                    plans.append(plan)
                gone.add(work)
            except VprPrintError as flaw:
                flaws.append(flaw)
    raise_flaws(flaws)
    return tuple(plans)


def purge(school: SchoolFolder, plan: WorkPurge, desk: Desk) -> Purged:
    """The files of the plan destroyed, and the act of it, which is recorded in the ledger.

    What a killed command had begun is completed. Raises ``ChangedMeanwhileError`` (51) before anything is removed where
    the plan is not what ``plan_purge`` would say now; errors of the disk (40), of layouts (30) and of the ledger (50).
    """
    keep = _keep_days(school)
    with drawing_up(school, plan.work, desk) as at_desk:
        ledger, folder = at_desk.ledger, WorkFolder(school.works / plan.work)
        destruction = Destruction(school.root, folder.root)
        noted = destruction.begun()
        if noted is None:
            complete_interrupted(folder, ledger, None)
            folder.drop_build()
            gone = [work for work in ledger.works() if acts_of_destruction(ledger, work)]
            now = _plan_of(school, ledger, plan.work, keep, gone)
            hindered = any(_hindrances(plan.work, ledger.things(plan.work)))
            if hindered or [file.seen for file in now.files] != [file.seen for file in plan.files]:
                raise ChangedMeanwhileError(plan.work)
            noted = destruction.begin(1 + len(acts_of_destruction(ledger, plan.work)), now.files)
        others = destruction.remove(noted.files)
        files = [file for file in noted.files if file not in others]
        destroyed = Destroyed(len(files), sum(file.size for file in files), list_sha256(files))
        listed = destruction.keep_list(files)
        left = tuple(foreign_files(school, plan.work, ()))
        acts = (act for act in acts_of_destruction(ledger, plan.work) if act.ordinal >= noted.act)
        act = next((act for act in acts if act.destroyed == destroyed), None)
        if act is None:
            _draw(at_desk, desk, plan.until, files, destroyed, listed, len(left))
            (*_, act) = acts_of_destruction(ledger, plan.work)
        destruction.close()
        return Purged(
            work=plan.work,
            number=str(act.number),
            ordinal=act.ordinal,
            act=at_desk.acts.file_of(act.number),
            files=destroyed.files,
            bytes=destroyed.bytes,
            sha256=destroyed.sha256,
            list=listed,
            left=left,
        )


# ── what may go ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _keep_days(school: SchoolFolder) -> int:
    if not school.settings.keep_days:
        raise NoTermError(str(school.settings_path))
    return school.settings.keep_days


def _until(work: str, keep: int) -> date:
    return date.fromisoformat(work[:10]) + timedelta(days=keep)


def _refuse_early(work: str, keep: int, today: date) -> None:
    if (until := _until(work, keep)) >= today:
        raise TermNotOverError(work, until)


def _hindrances(work: str, things: Sequence[Thing]) -> Iterator[VprPrintError]:
    """Why the work is not at its end."""
    if left := [thing for room in balance(things) for thing in room.open]:
        yield BalanceOpenError(work, tuple(map(state_words, left)))
    scanned = {thing.number for thing in things if thing.kind is PaperKind.DISPATCH and thing.state is E.SCANNED}
    returns = [thing for thing in things if thing.kind in RETURN_PACKETS and thing.packet not in scanned]
    if on_the_way := [thing for thing in returns if thing.state in _ON_THE_WAY]:
        yield OnTheWayError(work, tuple(map(state_words, on_the_way)))
    if disputed := [thing for thing in things if thing.conflicts]:
        yield DisputedError(work, tuple(map(state_words, disputed)))


def _plan_of(school: SchoolFolder, ledger: Ledger, work: str, keep: int, gone: Collection[str]) -> WorkPurge:
    root = school.works / work
    try:
        if not root.exists() or not (is_own_folder(school.works) and is_own_folder(root)):
            raise NotHereError(work, str(root))
        noted = Destruction(school.root, root).begun()
        files = noted.files if noted else tuple(doomed_files(school, ledger, work, gone))
        left = tuple(foreign_files(school, work, files))
    except OSError as error:
        raise as_output_error(error, str(root)) from error
    return WorkPurge(work=work, until=_until(work, keep), files=files, left=left, begun=noted is not None)


# ── the act ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw(
    at_desk: DrawingUp,
    desk: Desk,
    until: date,
    doomed: Sequence[Doomed],
    destroyed: Destroyed,
    listed: str,
    left: int,
) -> None:
    record = at_desk.ledger.work_record(at_desk.work)
    act = _act_of(record, desk, until, doomed, destroyed, listed, left)
    at_desk.draw(
        PaperKind.DESTRUCTION_ACT,
        record,
        lambda ordinal: Content(
            lambda heading, kit, fonts: render_destruction_act(heading, act, kit, fonts),
            (listed,),
            f"{ACT}-{ordinal:03d}",
            destroyed=destroyed,
        ),
    )


def _act_of(
    record: WorkRecord,
    desk: Desk,
    until: date,
    doomed: Sequence[Doomed],
    destroyed: Destroyed,
    listed: str,
    left: int,
) -> Destroying:
    rooms = balance(record.things)
    of_kind = {kind: [file.size for file in doomed if file.kind is kind] for kind in Kind}
    return Destroying(
        time=time_text(desk.clock().isoformat(), desk.zone),
        who=", ".join(filter(None, (desk.who, desk.station))),
        until=f"{until:%d.%m.%Y}",
        size=size_words(destroyed.bytes),
        sha256=destroyed.sha256,
        list=listed,
        left=left,
        printed=sum(room.printed for room in rooms),
        used=sum(room.used for room in rooms),
        unused=sum(room.unused for room in rooms),
        spoiled=sum(room.spoiled for room in rooms),
        lost=sum(room.lost for room in rooms),
        lines=tuple(
            DestroyedLine(*KINDS[kind], len(sizes), size_words(sum(sizes))) for kind, sizes in of_kind.items() if sizes
        ),
    )
