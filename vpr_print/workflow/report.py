"""What a check or a build found and did, as values that a terminal and a web page can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.paper_use import SheetCount, SheetCounter
from vpr_print.errors import Notice
from vpr_print.intake.recognition import RecognisedFile
from vpr_print.model.manifest import PaperUse
from vpr_print.model.packet import RoomPlan, WorkPlan
from vpr_print.model.work import Work
from vpr_print.prepress.masters import FilePreflight
from vpr_print.workflow.reading import Inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLine:
    """A room in the table that the technician sees."""

    room: str
    folder: str
    participants: int
    spares: int
    variants: tuple[tuple[int, int], ...]
    """Variant and how many sets of it."""
    sheets: int
    """Of A4 and A3, for everything in the room's folder."""
    kept: bool
    """Was there already, and has not changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRows:
    """Rows of the allocation that this work does not take."""

    id: str
    count: int
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What the inputs hold; nothing has been written."""

    work: Work
    files: tuple[RecognisedFile, ...]
    rooms: tuple[RoomLine, ...]
    skipped: tuple[SkippedRows, ...]
    codes: int
    """In the code list; 0 without one."""
    with_codes: bool
    pages_per_set: int
    paper: PaperUse
    preflight: tuple[FilePreflight, ...]
    """Facts about the files that the sets are printed from."""
    notices: tuple[Notice, ...]


def check_report(
    inputs: Inputs,
    plan: WorkPlan,
    kit: LayoutKit,
    options: PaperOptions,
    preflight: tuple[FilePreflight, ...],
    notices: tuple[Notice, ...],
    kept: Collection[str] = (),
) -> CheckReport:
    """What inputs and plan hold; ``kept`` names rooms that are in place already."""
    counter = SheetCounter(kit, options)
    return CheckReport(
        work=plan.work,
        files=inputs.files,
        rooms=tuple(_room_line(room, counter.room(room, plan.sides), kept=room.name in kept) for room in plan.rooms),
        skipped=tuple(SkippedRows(id=item.reason, count=item.count, named=item.what) for item in inputs.read.skipped),
        codes=len(inputs.pool.codes) if inputs.pool else 0,
        with_codes=plan.with_codes,
        pages_per_set=max(item.pages for room in plan.rooms for item in room.sets),
        paper=counter.work(plan),
        preflight=preflight,
        notices=notices,
    )


def _room_line(room: RoomPlan, sheets: SheetCount, *, kept: bool) -> RoomLine:
    return RoomLine(
        room=room.name,
        folder=room.folder,
        participants=len(room.places),
        spares=len(room.spares),
        variants=tuple(sorted(Counter(item.variant for item in room.sets).items())),
        sheets=sheets.a4 + sheets.a3,
        kept=kept,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build made."""

    check: CheckReport
    folder: Path
    new_papers: int
    kept_papers: int
    voided: tuple[str, ...]
    """Numbers that died."""
    set_pages: int
    recovered: bool
    """An interrupted build was completed first."""
    locked: bool
    """Every PDF opens with a password only."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        return self.check.notices
