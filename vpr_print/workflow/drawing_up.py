"""A paper that is drawn from the ledger, written, and recorded in it: the steps that all of them have.

The order: what is known as of one head; a number; the paper written aside and proved; the event that it exists; its
name. So a paper that lies in ``acts/`` is one that the ledger knows, and a killed command leaves nothing by half.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.ledger_paper import CustodyPaper, Heading
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import Work
from vpr_print.output.custody_papers import ActsFolder
from vpr_print.output.work_folder import WorkFolder
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.custody_errors import DrawnMeanwhileError
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.work_record import Destroyed, DrawnUp, WorkRecord
from vpr_print.verify.custody_papers import prove_custody_paper
from vpr_print.workflow.custody_lines import time_text, zone_text
from vpr_print.workflow.layouts import program_fonts, school_kit
from vpr_print.workflow.named import chosen_work
from vpr_print.workflow.school import open_ledger


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
    """Of an act and of a manifest: the numbers on it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be drawn up."""

    render: Callable[[Heading, LayoutKit, FontBook], CustodyPaper]
    shows: tuple[str, ...]
    """Texts without which the paper would not say what it has to."""
    name: str
    """Of the file: what stands before the paper's number."""
    barred: tuple[Identifier, ...] = ()
    """Numbers that its list shows in bars."""
    lists: tuple[tuple[str, str], ...] = ()
    """Of an act and of a manifest: each event by which something stands on it, and the number."""
    destroyed: Destroyed | None = None


class DrawingUp:
    """Papers of one work, drawn up at one desk."""

    def __init__(self, school: SchoolFolder, ledger: Ledger, work: str, desk: Desk) -> None:
        self.ledger = ledger
        self.work = work
        self.acts = ActsFolder(WorkFolder(school.works / work).root)
        self.kit, self.fonts = school_kit(school, desk.layouts), program_fonts()
        self._school = school
        self._desk = desk

    def draw(self, kind: PaperKind, record: WorkRecord, told: Callable[[int], Content], ordinal: int = 0) -> Drawn:
        """The paper, written and recorded. ``told`` gets its ordinal, which counts those of the kind unless given.

        Raises errors of the folder (40), of the layout (30) and of the proof (42).
        """
        paper = self.ledger.reserve_custody_paper(self.work, kind, who=self._desk.who, ordinal=ordinal)
        content, number = told(paper.key.ordinal), paper.identifier
        drawn = content.render(self._heading(record, paper), self.kit, self.fonts)
        name = f"{content.name}-{number}.pdf"
        sha256 = self.stage(name, number, drawn, content.shows, content.barred)
        up = DrawnUp(
            number=number,
            kind=kind,
            ordinal=paper.key.ordinal,
            cites=record.hash,
            sha256=sha256,
            lists=content.lists,
            destroyed=content.destroyed,
        )
        try:
            self.ledger.record_drawn_up(self.work, up, who=self._desk.who, after=record.seq)
        except DrawnMeanwhileError:
            self.acts.drop(name)
            raise
        return Drawn(
            number=str(number),
            ordinal=paper.key.ordinal,
            work=self.work,
            file=self.acts.put_in_place(name),
            pages=drawn.pages,
            seq=record.seq,
            hash=record.hash,
            listed=tuple(dict.fromkeys(listed for _, listed in content.lists)),
        )

    def stage(
        self,
        name: str,
        number: Identifier,
        drawn: CustodyPaper,
        shows: tuple[str, ...],
        barred: tuple[Identifier, ...] = (),
    ) -> str:
        """Write the paper aside and prove it; its SHA-256."""
        sha256 = hashlib.sha256(drawn.data).hexdigest()
        try:
            aside = self.acts.stage(name, drawn.data)
            prove_custody_paper(
                aside, name, number, pages=drawn.pages, sha256=sha256, shows=shows, barred=barred
            )
        except BaseException:
            self.acts.drop(name)
            raise
        return sha256

    def _heading(self, record: WorkRecord, paper: LedgerPaper) -> Heading:
        zone = self._desk.zone
        return Heading(
            site=self._school.settings.site,
            work=work_of(record),
            number=paper.identifier,
            ordinal=paper.key.ordinal,
            ledger=record.ledger,
            seq=record.seq,
            hash=record.hash,
            time=time_text(record.at, zone),
            zone=zone_text(record.at, zone),
        )


def work_of(record: WorkRecord) -> Work:
    """The work as its papers name it; where no build has said how, as its key does."""
    key = record.work
    day = date.fromisoformat(key[:10])
    if record.subject:
        return Work(record.subject, record.grade, day, key)
    told = _IN_KEY.fullmatch(key)
    assert told, "every work's key is made of these"
    return Work(told["subject"], int(told["grade"] or 0), day, key)


@contextmanager
def drawing_up(school: SchoolFolder, work: str | None, desk: Desk) -> Iterator[DrawingUp]:
    """A desk at which papers of the work are drawn up; what a killed command left aside is settled first.

    Raises ``WhichWorkError`` (2), errors of ``works/`` (40) and of the ledger (50).
    """
    with school.lock(desk.who), open_ledger(school, desk.clock, desk.station) as ledger:
        at_desk = DrawingUp(school, ledger, chosen_work(work, ledger.works()), desk)
        for name, number in at_desk.acts.left_aside():
            paper = ledger.lookup(number)
            if paper is not None and paper.state is PaperState.BUILT:
                at_desk.acts.put_in_place(name)
            else:
                at_desk.acts.drop(name)
        yield at_desk


_IN_KEY = re.compile(r".{10}-(?P<subject>.+?)(-(?P<grade>\d{1,2})(-.*)?)?")
