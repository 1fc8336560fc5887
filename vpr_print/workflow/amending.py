"""A late change of a built work: somebody comes, goes or is moved when the packets are printed, or packed already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vpr_print.errors import Notice
from vpr_print.intake.allocation_file import NAME as LIST
from vpr_print.intake.allocation_file import allocation_bytes, same_people
from vpr_print.intake.list_values import parse_room, room_key
from vpr_print.model.packet import WorkPlan
from vpr_print.model.seating import AllocatedRoom, FullName, RoomAllocation, Seat
from vpr_print.model.work import ParticipantCode
from vpr_print.output.errors import as_output_error
from vpr_print.output.work_folder import WorkFolder
from vpr_print.plan.numbering import fingerprint_seed
from vpr_print.safe_files import write_new
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import PaperState
from vpr_print.workflow.amend_errors import (
    ListCannotBeChangedError,
    NobodyLeftError,
    NothingToAmendError,
    PasswordOfWorkError,
    UnknownParticipantError,
)
from vpr_print.workflow.amendment import CHANGE, Amendment
from vpr_print.workflow.build import building, carry_out
from vpr_print.workflow.codes_year import issued_codes
from vpr_print.workflow.destroyed import refuse_destroyed
from vpr_print.workflow.errors import ChangedFilesError
from vpr_print.workflow.interrupted import complete_interrupted
from vpr_print.workflow.kept_build import KeptBuild, read_kept_build
from vpr_print.workflow.late_changes import LateChange, RoomBefore, parse_change
from vpr_print.workflow.late_moves import Add, Change, Move, Remove, moved, with_classes, with_codes
from vpr_print.workflow.late_people import PersonChange, people_changes, plan_people, refuse_names
from vpr_print.workflow.layouts import program_fonts
from vpr_print.workflow.named import chosen_work
from vpr_print.workflow.planning import codes_so_far, plan_inputs, plan_notices
from vpr_print.workflow.progress import Progress, silent
from vpr_print.workflow.rooms_before import manifest_of_ledger, refuse_late, rooms_before
from vpr_print.workflow.school import open_ledger
from vpr_print.workflow.scratch import scratch_folder
from vpr_print.workflow.source import Late, read_late


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendRequest:
    """What a person wants changed."""

    work: str | None = None
    changes: tuple[Change, ...] = ()
    rooms: Path | None = None
    """A whole new list in the place of the kept one; ``changes`` are made to it."""
    again: bool = False
    """Even if it is what was asked for last: for two who come one after the other to a list without names."""
    reason: str | None = None
    layouts: Path | None = None
    lock_with: str | None = field(default=None, repr=False)
    workers: int = 1
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What would be done, before it is."""

    change: LateChange
    people: tuple[PersonChange, ...]
    reason: str | None
    """That was given."""
    needs_reason: bool
    """Papers die whose print a person has confirmed."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody wants it done."""

    reason: str | None


Agree = Callable[[Proposal], Agreed | None]
"""Shows the proposal; None when nothing is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What was done, or would be."""

    change: LateChange
    folder: Path
    done: bool
    done_before: bool = False
    """It is the last change, or a command that was killed at its end was completed: nothing else was done."""
    notices: tuple[Notice, ...] = ()
    """What the build had not said before."""


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody as the screen shows them."""

    room: str
    ordinal: int
    name: FullName | None
    class_name: str
    seat: Seat | None
    code: ParticipantCode | None
    variant: int


def amend(
    school: SchoolFolder, request: AmendRequest, *, clock: Clock, agree: Agree, progress: Progress = silent
) -> Amended:
    """The work with another allocation: only papers that have to change are made, and what is to be done with them.

    It is a build with other inputs, all of them from ``source/``: killed at any moment, the work is as before or as
    after. Raises errors of what was asked for (2, 11, 20), of custody (51), of the ledger (50), of ``source/`` and the
    folder (40), and those of a build.
    """
    desk_of = building(school, clock, who=request.who, workers=request.workers, lock_with=request.lock_with)
    with desk_of as desk:
        work = chosen_work(request.work, desk.ledger.works())
        folder = WorkFolder(school.works / work)
        refuse_destroyed(folder, desk.ledger, work)
        asked, recovered = _digest_of(request), complete_interrupted(folder, desk.ledger, request.reason)
        if recovered or (read_late(folder.source).asked == asked and not request.again):
            folder.close_build()
            change = _last_change(folder) or LateChange(work=work, rooms=())
            return Amended(change=change, folder=folder.root, done=True, done_before=True)
        outline = manifest_of_ledger(folder, desk.ledger, work)
        kept = read_kept_build(folder.source, work, desk.scratch)
        if kept.locked is not (request.lock_with is not None):
            raise PasswordOfWorkError(work, kept.locked)
        plan = _plan(desk.ledger, school, kept)
        papers = [paper for paper in desk.ledger.papers(work) if paper.state is PaperState.BUILT]
        changed = kept.with_list(request.rooms) if request.rooms else kept
        if request.changes:
            start = _plan(desk.ledger, school, changed) if request.rooms else plan
            issued = issued_codes(school) | frozenset(map(ParticipantCode, kept.late.left))
            wanted = with_codes(request.changes, start, changed.inputs.pool, issued)
            rooms = moved(start, with_classes(wanted, start), papers)
            changed = _with_rooms(changed, rooms, desk.scratch)
        late = replace(_with_left(kept, changed), asked=asked)
        changed = changed.without_codes(late.left)
        touched = _touched(kept.inputs.allocation, changed.inputs.allocation)
        if not touched:
            raise NothingToAmendError(work)
        refuse_names(request.reason, (*plan_people(plan), *changed.inputs.allocation.participants))
        before = rooms_before(desk.ledger, outline, papers, work)
        asking = _Asking(plan, before, request.reason, agree)
        amendment = Amendment(
            inputs=changed.inputs,
            before=before,
            touched=touched,
            fingerprints={line.room: line.fingerprint for line in outline.rooms},
            papers=papers,
            late=late,
            agree=asking,
        )
        build = replace(
            changed.request,
            replace=True,
            reason=request.reason,
            layouts=request.layouts,
            lock_with=request.lock_with,
            workers=request.workers,
            who=request.who,
        )
        try:
            carry_out(build, desk, progress, amendment)
        except _Declined as declined:
            return Amended(change=declined.change, folder=folder.root, done=False)
        done = _last_change(folder)
        assert done, "put in place with the papers"
        assert asking.after, "asked before anything was made"
        said = {notice.id for notice in (*kept.inputs.notices, *plan_notices(kept.inputs, plan))}
        told = (*changed.inputs.notices, *plan_notices(changed.inputs, asking.after))
        notices = tuple(notice for notice in told if notice.id not in said)
        return Amended(change=done, folder=folder.root, done=True, notices=notices)


def last_change(school: SchoolFolder, work: str | None, *, clock: Clock) -> Amended:
    """What was changed last. Raises ``NothingToAmendError``."""
    with open_ledger(school, clock) as ledger:
        chosen = chosen_work(work, ledger.works())
    folder = WorkFolder(school.works / chosen)
    change = _last_change(folder)
    if change is None:
        raise NothingToAmendError(chosen)
    return Amended(change=change, folder=folder.root, done=True)


def seated(school: SchoolFolder, work: str | None, room: str, *, who: str, clock: Clock) -> tuple[Seated, ...]:
    """Who sits where in a room, as the kept list says. Raises ``UnknownParticipantError``, errors of ``source/`` (40).
    """
    with school.lock(who), scratch_folder(school.root) as scratch, open_ledger(school, clock) as ledger:
        chosen = chosen_work(work, ledger.works())
        folder = WorkFolder(school.works / chosen)
        refuse_destroyed(folder, ledger, chosen)
        plan = _plan(ledger, school, read_kept_build(folder.source, chosen, scratch))
    found = [one for one in plan.rooms if room_key(one.name) == room_key(parse_room(room) or room)]
    if not found:
        raise UnknownParticipantError((room,), tuple(one.name for one in plan.rooms))
    return tuple(
        Seated(
            room=found[0].name,
            ordinal=place.ordinal,
            name=place.participant.name,
            class_name=place.participant.class_name,
            seat=place.seat,
            code=place.code,
            variant=place.variant,
        )
        for place in found[0].places
    )


class _Declined(Exception):
    """Whoever was asked does not want it done."""

    def __init__(self, change: LateChange) -> None:
        super().__init__()
        self.change = change


class _Asking:
    """Asks the person, once it is known that it can be done."""

    def __init__(
        self, plan: WorkPlan, before: Mapping[str, RoomBefore], reason: str | None, agree: Agree
    ) -> None:
        self.after: WorkPlan | None = None
        """The work's plan with the change, once it was asked about."""
        self._plan = plan
        self._before = before
        self._reason = reason
        self._agree = agree

    def __call__(self, change: LateChange, plan: WorkPlan, needs_reason: bool) -> str | None:
        self.after = plan
        refuse_late(self._before, change.rooms)
        proposal = Proposal(
            change=change,
            people=tuple(people_changes(self._plan, plan)),
            reason=self._reason,
            needs_reason=needs_reason,
        )
        agreed = self._agree(proposal)
        if agreed is None:
            raise _Declined(change)
        people = (*plan_people(self._plan), *plan_people(plan))
        refuse_names(agreed.reason, people)
        return agreed.reason


def _plan(ledger: Ledger, school: SchoolFolder, kept: KeptBuild) -> WorkPlan:
    inputs = kept.inputs
    codes = codes_so_far(ledger, inputs.work, issued_codes(school), reuse=kept.request.reuse_codes)
    return plan_inputs(inputs, kept.request.packing, school.settings.site, program_fonts(), codes)


def _with_rooms(kept: KeptBuild, rooms: Sequence[AllocatedRoom], scratch: Path) -> KeptBuild:
    """The build with these rooms in a list of our own. Raises ``NobodyLeftError``, ``ListCannotBeChangedError``."""
    if not rooms:
        raise NobodyLeftError(kept.inputs.work.key)
    named = {person.name is not None for room in rooms for person in room.participants}
    if len(named) > 1:
        raise ListCannotBeChangedError(kept.request.inputs.rooms.name)
    path = scratch / LIST
    path.unlink(missing_ok=True)
    write_new(path, allocation_bytes(rooms, kept.inputs.work))
    changed = kept.with_list(path)
    if not same_people(changed.inputs.allocation, rooms):
        raise ListCannotBeChangedError(kept.request.inputs.rooms.name)
    return changed


def _digest_of(request: AmendRequest) -> str:
    """What tells this wish from another: a command that was killed at its very end is not carried out twice."""
    words = [tuple(_words(change)) for change in request.changes]
    try:
        listed = request.rooms.read_bytes() if request.rooms else b""
    except OSError:
        listed = b""  # told by who reads it
    return fingerprint_seed(words, hashlib.sha256(listed).hexdigest())


def _words(change: Change) -> Iterator[str]:
    yield type(change).__name__
    match change:
        case Remove(who):
            yield who
        case Move(who, to):
            yield from (who, to)
        case Add(to, person):
            yield from (to, person.name.folded if person.name else "", person.class_name, person.code or "")


def _with_left(before: KeptBuild, after: KeptBuild) -> Late:
    """What late changes have made, with the codes of those who leave now."""
    had, has = (
        {person.code for person in kept.inputs.allocation.participants if person.code} for kept in (before, after)
    )
    return replace(before.late, left=tuple(sorted({*before.late.left, *had} - has)))


def _touched(before: RoomAllocation, after: RoomAllocation) -> frozenset[str]:
    """Names of the rooms of which the lists do not say the same."""
    names = {room.name for room in (*before.rooms, *after.rooms)}
    here = {name: [room for room in before.rooms if room.name == name] for name in names}
    there = {name: [room for room in after.rooms if room.name == name] for name in names}
    return frozenset(
        name for name in names if not same_people(RoomAllocation(rooms=tuple(here[name])), there[name])
    )


def _last_change(folder: WorkFolder) -> LateChange | None:
    try:
        return parse_change((folder.root / CHANGE).read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        raise ChangedFilesError((CHANGE,), str(folder.root)) from None
    except OSError as error:
        raise as_output_error(error, str(folder.root)) from error


