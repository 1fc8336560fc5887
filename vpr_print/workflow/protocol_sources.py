"""What is known of a work's paper protocol: planned, come back, typed; and what these say together.

``forms.agreement`` does not know the ledger, and the ledger does not know forms: here they are introduced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vpr_print.forms.agreement import AgreedRow, Agreement, Entry, KnownForm, KnownSet, PlannedPlace, SetFate, agree
from vpr_print.forms.double_entry import Compared, MarksEntry, compare
from vpr_print.forms.electronic_protocol import ProtocolRow, TaskName
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import ParticipantCode
from vpr_print.output.errors import as_output_error
from vpr_print.output.manifest_file import NAME, NotAManifest, PlannedSet, read_sets
from vpr_print.output.work_folder import WorkFolder
from vpr_print.plan.assignment import in_order_of_handing_out
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import counted_as
from vpr_print.track.events import EventKind as E
from vpr_print.track.ledger import Ledger
from vpr_print.track.paper import PaperState
from vpr_print.track.protocol_typed import PaperMarks, PaperRow, Typing
from vpr_print.track.thing import Thing
from vpr_print.workflow.errors import ChangedFilesError, SourceMissingError
from vpr_print.workflow.source import read_allocation_kept

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=-)", re.ASCII)
"""The key of a work begins with its day."""
_FATES = {E.USED: SetFate.USED, E.UNUSED: SetFate.UNUSED, E.SPOILED: SetFate.SPOILED, E.LOST: SetFate.LOST}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolSources:
    """The sources as they are now."""

    work: str
    built_here: bool
    """Else the ledger alone is known, and no variant."""
    planned: tuple[PlannedPlace, ...]
    """In the order of rooms and places; empty for a work that was built without codes."""
    sets: tuple[KnownSet, ...]
    typings: tuple[Typing, ...]
    """Everything that was ever typed, in order."""
    entries: tuple[Entry, ...]
    """The rows that stand."""
    agreement: Agreement
    marks: Compared

    @property
    def homeless_marks(self) -> tuple[ParticipantCode, ...]:
        """Codes that have marks, and of whom no source says that they came."""
        come = {row.code for row in self.agreement.rows}
        disputed = {code for contradiction in self.agreement.contradictions for code in contradiction.codes}
        return tuple(entry.code for entry in self.marks.entries if entry.marks and entry.code not in come | disputed)

    @property
    def open(self) -> int:
        """How many things a person has to settle."""
        return len(self.agreement.contradictions) + len(self.marks.differences) + len(self.homeless_marks)

    @property
    def without_marks(self) -> tuple[AgreedRow, ...]:
        """Those who came and have no marks, once anybody has."""
        marked = {entry.code for entry in self.marks.entries if entry.marks}
        marked.update(difference.code for difference in self.marks.differences)
        return tuple(row for row in self.agreement.rows if row.code not in marked) if marked else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSources:
    """What was planned, and what became of it."""

    work: str
    planned: tuple[PlannedPlace, ...]
    """In the order of rooms and places; empty for a work that was built without codes."""
    sets: tuple[KnownSet, ...]
    forms: tuple[KnownForm, ...] = ()
    """Answer forms that were printed for the work."""
    built_here: bool = True


def read_sources(school: SchoolFolder, ledger: Ledger, work: str, *, classes: bool = False) -> ProtocolSources:
    """All three sources, held against each other. Raises ``ChangedFilesError`` for a manifest that is not whole."""
    return held_together(read_paper_sources(school, ledger, work, classes=classes), ledger.typings(work))


def read_paper_sources(school: SchoolFolder, ledger: Ledger, work: str, *, classes: bool = False) -> PaperSources:
    """What the work's manifest and the ledger say of codes and sets. Raises ``ChangedFilesError``.

    With ``classes`` the classes too, where ``source/`` is still there and says them for certain.
    """
    rooms = _planned_rooms(school, work)
    known = _classes(school, work, rooms) if classes else {}
    return PaperSources(
        work=work,
        planned=tuple(_places(ledger, work, rooms, known)),
        sets=tuple(_sets(ledger, work, rooms)),
        forms=tuple(_forms(ledger, work)),
        built_here=bool(rooms),
    )


def held_together(paper: PaperSources, typings: Sequence[Typing]) -> ProtocolSources:
    """The three sources against each other."""
    entries = tuple(entry for typing in typings if (entry := _entry(typing)))
    return ProtocolSources(
        work=paper.work,
        built_here=paper.built_here,
        planned=paper.planned,
        sets=paper.sets,
        typings=tuple(typings),
        entries=entries,
        agreement=agree(paper.planned, paper.sets, entries, paper.forms),
        marks=compare([marks for typing in typings if (marks := _marks(typing))]),
    )


def protocol_rows(sources: ProtocolSources) -> tuple[ProtocolRow, ...]:
    """What the electronic protocol says of everybody who came, in the order of rooms and places."""
    marks = {entry.code: entry for entry in sources.marks.entries}
    nothing = MarksEntry(code=ParticipantCode(""))
    return tuple(
        ProtocolRow(
            code=row.code,
            class_name=said.class_name or row.class_name,
            variant="" if row.variant is None else str(row.variant),
            form_number=row.form_number,
            sex=said.sex,
            previous=said.previous,
            marks=said.marks,
        )
        for row in sources.agreement.rows
        for said in [marks.get(row.code, nothing)]
    )


@dataclass(frozen=True, slots=True)
class _PlannedRoom:
    participants: int
    sets: tuple[PlannedSet, ...]


def _planned_rooms(school: SchoolFolder, work: str) -> dict[str, _PlannedRoom]:
    """By room, what ``manifest.json`` says of its sets; nothing where another computer has built the work."""
    folder = WorkFolder(school.works / work)
    try:
        outline = folder.read_manifest()
        return {line.room: _PlannedRoom(*read_sets(line)) for line in outline.rooms} if outline else {}
    except OSError as error:
        raise as_output_error(error, str(folder.root)) from error
    except NotAManifest:
        raise ChangedFilesError((NAME,), str(folder.root)) from None


def _classes(school: SchoolFolder, work: str, rooms: Mapping[str, _PlannedRoom]) -> dict[tuple[str, int], str]:
    """Classes by room and place: where the list ties codes to people, or a room has one class only.

    Slips of codes that nobody is tied to may have been handed out in any order.
    """
    found = _DAY.match(work)
    try:
        day = date.fromisoformat(found[0] if found else "")
        allocation = read_allocation_kept(WorkFolder(school.works / work).source, day)
    except (SourceMissingError, ValueError):
        return {}
    classes: dict[tuple[str, int], str] = {}
    for room in allocation.rooms:
        people = in_order_of_handing_out(room.participants)
        alone = len({person.class_name for person in people}) == 1
        if room.name in rooms and rooms[room.name].participants == len(people):
            for ordinal, person in enumerate(people, 1):
                if alone or person.code:
                    classes[room.name, ordinal] = person.class_name
    return classes


def _places(
    ledger: Ledger, work: str, rooms: Mapping[str, _PlannedRoom], classes: Mapping[tuple[str, int], str]
) -> Iterator[PlannedPlace]:
    order = {room: place for place, room in enumerate(rooms)}
    placed = ledger.code_places(work).items()
    for code, (room, ordinal) in sorted(placed, key=lambda item: (order.get(item[1][0], len(order)), item[1])):
        spare = room in rooms and ordinal > rooms[room].participants
        yield PlannedPlace(
            code=code, room=room, ordinal=ordinal, spare=spare, class_name=classes.get((room, ordinal), "")
        )


def _sets(ledger: Ledger, work: str, rooms: Mapping[str, _PlannedRoom]) -> Iterator[KnownSet]:
    """Every set that ever had a number, void ones too. A set that replaces another has its variant."""
    variants = {item.number: item.variant for room in rooms.values() for item in room.sets}
    papers = {str(paper.identifier): paper for paper in ledger.papers(work) if paper.key.kind is PaperKind.SET}
    of_content = {
        (paper.key, paper.fingerprint): variants[number] for number, paper in papers.items() if number in variants
    }
    for thing in ledger.things(work):
        if thing.is_set:
            paper = papers[thing.number]
            variant = variants.get(thing.number, of_content.get((paper.key, paper.fingerprint)))
            yield KnownSet(
                number=thing.number, room=thing.room, ordinal=thing.ordinal, variant=variant, fate=_fate(thing)
            )


def _forms(ledger: Ledger, work: str) -> Iterator[KnownForm]:
    for paper in ledger.papers(work):
        if paper.key.kind is PaperKind.ANSWER_FORM and paper.state is PaperState.BUILT:
            yield KnownForm(number=str(paper.identifier), room=paper.key.room, ordinal=paper.key.ordinal)


def _fate(thing: Thing) -> SetFate:
    if thing.state is E.VOIDED and not thing.printed and thing.was not in _FATES:
        return SetFate.VOID
    ended = counted_as(thing)
    return _FATES[ended] if ended else SetFate.OPEN


def _entry(typing: Typing) -> Entry | None:
    row = typing.typed.content
    if not typing.stands or not isinstance(row, PaperRow):
        return None
    return Entry(
        code=typing.typed.code,
        set_number=row.set_number,
        variant=row.variant,
        form_number=row.form_number,
        confirmed=row.confirmed,
        who=typing.who,
        at=typing.at,
    )


def _marks(typing: Typing) -> MarksEntry | None:
    said = typing.typed.content
    if not typing.stands or not isinstance(said, PaperMarks):
        return None
    return MarksEntry(
        code=typing.typed.code,
        marks=tuple((TaskName(task), mark) for task, mark in said.marks),
        class_name=said.class_name,
        sex=said.sex,
        previous=said.previous,
        second=typing.typed.second,
        who=typing.who,
        at=typing.at,
    )
