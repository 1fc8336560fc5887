"""A late change as a build carries it out: only the rooms that it names can change, and what is new lies apart.

All other rooms keep the numbers and the bytes that they have, whatever they would be made of now: a new version of
the program, other layouts, a set that was replaced. What the named rooms get anew stands in ``izmeneniya/`` once more,
so that nobody has to fish pages out of a room's files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vpr_print.documents.answer_forms import ordinals, render_answer_forms
from vpr_print.documents.code_sheet import NAME as SLIPS
from vpr_print.documents.code_sheet import LostSlip, render_lost_slips
from vpr_print.documents.individual_sets import SetPrinter
from vpr_print.documents.kit import SET_LAYOUT
from vpr_print.drawing.encryption import encrypted
from vpr_print.model.manifest import FileKind, FileRecord, RoomRecord
from vpr_print.model.packet import IndividualSet, NumberedRoom, NumberedWork, PaperKey, PaperKind, RoomPlan, WorkPlan
from vpr_print.output.manifest_file import RoomLine
from vpr_print.output.work_folder import LATE, Commit, WorkFolder
from vpr_print.plan.numbering import NumberedPaper, Numbering, PaperRequest
from vpr_print.track.build_numbers import NO_BUILD_MAKES
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.words import room_name
from vpr_print.verify.expected import ExpectedRoom
from vpr_print.verify.proof import prove_sets
from vpr_print.workflow.amend_errors import NotAsBuiltError
from vpr_print.workflow.errors import ChangedFilesError
from vpr_print.workflow.late_changes import (
    LateChange,
    RoomBefore,
    RoomChange,
    format_change,
    room_changes,
    slips_of,
)
from vpr_print.workflow.locking import Lock
from vpr_print.workflow.proving import expected_stamp
from vpr_print.workflow.reading import Inputs
from vpr_print.workflow.rooms import RoomKit
from vpr_print.workflow.source import NOTHING_LATE, Late

CHANGE = f"{LATE}/izmeneniya.json"
"""What was changed last: its place in the work's folder."""
Agree = Callable[[LateChange, WorkPlan, bool], str | None]
"""Is told what is going to happen, and whether numbers die that were confirmed as printed; it may raise, and nothing is
changed. Gives the reason for the ledger."""
_OF_PLACES = (FileKind.SETS, FileKind.SETS_ENLARGED, FileKind.CODE_SHEET, FileKind.ANSWER_FORMS)
"""Files of which only the new pages are printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutApart:
    """Files that are staged for ``izmeneniya/``, and what stays there."""

    files: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()
    """Folders of rooms, and files beside them, that stay as they are."""
    late: Late = NOTHING_LATE

    def added_to(self, commit: Commit, there: Iterable[str]) -> Commit:
        """The commit with these files; of those that are ``there`` what speaks of other papers is taken away."""
        stay = (*self.files, *(place for place in there if place.split("/")[1] in self.stay))
        lost = tuple(place for place in there if place not in stay)
        return replace(commit, papers=(*self.files, *commit.papers), lost_papers=(*commit.lost_papers, *lost))


def left_apart(late: Late, numbering: Numbering, rooms: Iterable[RoomPlan], kept: Collection[str]) -> PutApart:
    """What a whole build leaves there: all of the ``rooms`` that it has ``kept``."""
    living = {str(paper.identifier) for paper in numbering.papers}
    folders = {room.name: room.folder for room in rooms}
    told = () if folders.keys() - kept else (CHANGE.split("/")[1],)
    return PutApart(
        stay=(*told, *(folder for name, folder in folders.items() if name in kept)),
        late=replace(late, numbers=tuple(one for one in late.numbers if one in living), asked=""),
    )


class Amendment:
    """A late change of a built work, as far as its build has to know it."""

    def __init__(
        self,
        *,
        inputs: Inputs,
        before: Mapping[str, RoomBefore],
        touched: Collection[str],
        fingerprints: Mapping[str, str],
        papers: Iterable[LedgerPaper],
        late: Late,
        agree: Agree,
    ) -> None:
        """``touched`` are the rooms that may change; ``fingerprints`` are those of all rooms, as they were built.

        ``papers`` are the living ones that builds have made; ``late`` is what there is from changes before.
        """
        made = [paper for paper in papers if paper.key.kind not in NO_BUILD_MAKES]
        self.inputs = inputs
        self.fingerprints = {name: told for name, told in fingerprints.items() if name not in touched}
        self._before = before
        self._built = frozenset(str(paper.identifier) for paper in made)
        self._confirmed = frozenset(str(paper.identifier) for paper in made if paper.printed_confirmed)
        self._printed = frozenset(paper.key.room for paper in made if paper.printed_confirmed)
        self._late = late
        self._agree = agree

    def as_printed(self, plan: WorkPlan) -> WorkPlan:
        """The plan, in which rooms that stay have the codes that are printed, whoever may have got those since."""
        rooms = (self._with_slips(room) if room.name in self.fingerprints else room for room in plan.rooms)
        return replace(plan, rooms=tuple(rooms))

    def _with_slips(self, room: RoomPlan) -> RoomPlan:
        codes = [slip.code for slip in self._before[room.name].slips]
        if len(codes) != len(room.codes):
            return room  # no codes, or not as it was built: told when the papers are numbered
        count = len(room.places)
        places = tuple(replace(place, code=code) for place, code in zip(room.places, codes, strict=False))
        return replace(room, places=places, spare_codes=tuple(codes[count:])) if codes else room

    def only_what_changes(self, requests: Iterable[PaperRequest]) -> Iterator[PaperRequest]:
        """The requests of a build; papers of rooms that stay keep what they have. Raises ``NotAsBuiltError``."""
        stay = {
            key: NumberedPaper(key, paper.fingerprint, paper.identifier, fresh=False)
            for name in self.fingerprints
            for key, paper in self._before[name].papers.items()
        }
        for request in requests:
            if request.key.room in self.fingerprints:
                paper = stay.pop(request.key, None)
                if paper is None:
                    raise NotAsBuiltError(request.key.room)
                request = replace(request, stays=paper)
            yield request
        if stay:
            raise NotAsBuiltError(next(iter(stay)).room)

    def consent(self, plan: WorkPlan, numbering: Numbering) -> str | None:
        """The reason that goes with it, when whoever is asked agrees to what the numbers would do."""
        for room in plan.rooms:
            if room.name in self.fingerprints and room.folder != self._before[room.name].folder:
                raise NotAsBuiltError(room.name)
        changes = room_changes(self._before, plan.rooms, numbering.papers)
        living = {str(paper.identifier) for paper in numbering.papers}
        return self._agree(LateChange(work=plan.work.key, rooms=changes), plan, not self._confirmed <= living)

    def refuse_altered(self, folder: WorkFolder, kept: Collection[str]) -> None:
        """Raise ``ChangedFilesError`` for rooms that have to stay and are not as their build left them."""
        altered = sorted(self.fingerprints.keys() - set(kept))
        if altered:
            raise ChangedFilesError(tuple(map(room_name, altered)), str(folder.root))

    def put_apart(
        self,
        folder: WorkFolder,
        work: NumberedWork,
        made: Done,
        kit: RoomKit,
        lock: Lock | None,
    ) -> PutApart:
        """Everything that is new staged once more, in a folder for each room, and what is to be done with it.

        What an earlier change made and nobody has confirmed as printed is new still. Raises errors of proof (42).
        """
        changes = room_changes(self._before, work.plan.rooms, made.numbering.papers)
        touched = {change.room for change in changes}
        papers = {str(paper.identifier): paper.key.room for paper in made.numbering.papers}
        fresh = [number for number in papers if number not in self._built]
        # of a room that was printed what nobody has confirmed is new, such as a set that was replaced
        left = [number for number, room in papers.items() if room in touched & self._printed]
        new = tuple(
            number
            for number in dict.fromkeys((*self._late.numbers, *fresh, *left))
            if number in papers and number not in self._confirmed
        )
        copier = _Copier(folder, frozenset(new), self._codes(changes), kit, lock)
        rooms = {room.room.name: room for room in work.rooms}
        lines = {line.room: line for line in made.lines}
        told = tuple(
            change if change.gone else replace(change, files=copier.room(rooms[change.room], lines[change.room], work))
            for change in changes
        )
        own = tuple(file.path for file in made.papers if set(file.numbers) & set(fresh))
        change = LateChange(work=work.plan.work.key, rooms=told, papers=own)
        folder.stage_paper(CHANGE, format_change(change))
        return PutApart(
            files=(*(file for room in told for file in room.files), CHANGE),
            stay=tuple(room.folder for room in work.plan.rooms if room.name not in touched),
            late=replace(self._late, numbers=new, codes=copier.codes),
        )

    def _codes(self, changes: Sequence[RoomChange]) -> tuple[str, ...]:
        """Codes whose slips are new, or were new before and have not been confirmed as printed."""
        fresh = [slip.code for change in changes for slip in change.slips_in]
        waiting = [
            slip.code
            for name, room in self._before.items()
            for slip in room.slips
            if slip.code in self._late.codes
            and (sheet := room.papers.get(PaperKey(name, PaperKind.CODE_SHEET)))
            and str(sheet.identifier) not in self._confirmed
        ]
        return tuple(dict.fromkeys((*waiting, *fresh)))


@dataclass(frozen=True, slots=True)
class Done:
    """What a build has made, staged or kept."""

    numbering: Numbering
    lines: tuple[RoomLine, ...]
    papers: tuple[FileRecord, ...]
    """The work's own."""


@dataclass(frozen=True, slots=True)
class _Copier:
    """Stages what is new of a room."""

    folder: WorkFolder
    new: frozenset[str]
    codes: tuple[str, ...]
    kit: RoomKit
    lock: Lock | None

    def room(self, room: NumberedRoom, line: RoomLine, work: NumberedWork) -> tuple[str, ...]:
        """Places of the room's files, in the order in which they are printed."""
        place = f"{LATE}/{room.room.folder}"
        files = [*self._sets(room, place), *self._slips(room, place, work)]
        for file in line.read_files():
            if file.kind not in _OF_PLACES and self.new.intersection(file.numbers):
                name = file.path.removeprefix(f"{line.folder}/")
                data = (self.folder.place_of(line.folder, staged=True) / name).read_bytes()
                files.append(self._stage(f"{place}/{name}", data))
        return (*files, *self._forms(room, place))

    def _sets(self, room: NumberedRoom, place: str) -> Iterator[str]:
        kit = self.kit
        sets = tuple(item for item in room.room.sets if str(room.set_number(item)) in self.new)
        if not sets:
            return
        printer = SetPrinter(kit.masters, kit.layouts.layout(SET_LAYOUT), kit.fonts)
        some = _with_sets(room, sets)
        drawn = printer.render(some, folder=place, per_set_files=kit.options.per_set_files)
        for file in drawn.files:
            told, path = file.record(place), self.folder.staged_paper(f"{place}/{file.name}")
            records = tuple(record for record in drawn.records if record.file == told.path)
            own = {record.ordinal for record in records}
            alone = _with_sets(room, tuple(item for item in sets if item.ordinal in own))
            record = RoomRecord(
                room=room.room.name, folder=place, fingerprint="", files=(told,), sets=records, packets=(),
                participants=0, codes=0, draft_sheets=0,
            )  # fmt: skip
            expected = ExpectedRoom(room=alone, variants=kit.proved, stamp=expected_stamp(kit.layouts.stamp))
            if self.lock is None:
                self._stage(told.path, file.data)
                prove_sets(path, told, record, expected)
            else:
                with self.lock.opened([file]) as opened:
                    prove_sets(opened / file.name, told, record, expected)
                self._stage(told.path, encrypted(file.data, self.lock.password))
                self.lock.prove(path.parent, [file])
            yield told.path

    def _slips(self, room: NumberedRoom, place: str, work: NumberedWork) -> Iterator[str]:
        kit, slips = self.kit, [slip for slip in slips_of(room.room) if slip.code in self.codes]
        if not slips:
            return
        sheet = room.number(PaperKind.CODE_SHEET)
        drawn = [LostSlip(room.room.name, slip.ordinal, slip.code, sheet) for slip in slips]
        data = render_lost_slips(work.plan.site, work.plan.work, drawn, kit.layouts, kit.fonts)
        yield self._stage(f"{place}/{SLIPS}", encrypted(data, self.lock.password) if self.lock else data)

    def _forms(self, room: NumberedRoom, place: str) -> Iterator[str]:
        kit = self.kit
        new = [at for at in ordinals(room.room) if str(room.number(PaperKind.ANSWER_FORM, at)) in self.new]
        if new:
            drawn = render_answer_forms(room, kit.layouts, kit.fonts, new)
            data = encrypted(drawn.data, self.lock.password) if self.lock else drawn.data
            yield self._stage(f"{place}/{drawn.name}", data)

    def _stage(self, place: str, data: bytes) -> str:
        self.folder.stage_paper(place, data)
        return place


def _with_sets(room: NumberedRoom, sets: tuple[IndividualSet, ...]) -> NumberedRoom:
    """The room with nothing in it but these sets."""
    return replace(room, room=replace(room.room, places=(), sets=sets, spare_codes=(), draft_sheets=0, answer_forms=0))
