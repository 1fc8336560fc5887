"""What an earlier build put in place: what a build of the same work keeps, changes and takes away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from vpr_print.documents.options import PaperOptions
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileRecord
from vpr_print.model.packet import WorkPlan
from vpr_print.output.errors import ForeignFolderError
from vpr_print.output.manifest_file import NAME as MANIFEST
from vpr_print.output.manifest_file import NotAManifest, Outline, RoomLine
from vpr_print.output.work_folder import Commit, FileState, WorkFolder
from vpr_print.plan.numbering import Numbering, fingerprint_seed
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.words import describe, room_name
from vpr_print.workflow.errors import ChangedFilesError, ExistingPapersError
from vpr_print.workflow.locking import password_seal
from vpr_print.workflow.source import INDEX


def manifest_before(folder: WorkFolder, plan: WorkPlan, *, may_replace: bool) -> Outline | None:
    """What is in place, or None. Raises ``ForeignFolderError`` for another work's or site's papers.

    Nobody knows what a manifest covers that cannot be read: ``ChangedFilesError``, unless it may be replaced.
    """
    try:
        before = folder.read_manifest()
    except NotAManifest:
        if may_replace:
            return None
        raise ChangedFilesError((MANIFEST,), str(folder.root)) from None
    if before and (before.work, before.site) != (plan.work.key, plan.site.number):
        raise ForeignFolderError(str(folder.root), (f"{MANIFEST}: {before.work}, {before.site}",))
    return before


def refuse_changes(folder: WorkFolder, changed: Sequence[LedgerPaper]) -> None:
    """Raise ``ExistingPapersError`` when numbers of built papers would die."""
    if changed:
        told = tuple(f"{describe(paper.key)}, № {grouped(paper.identifier)}" for paper in changed)
        raise ExistingPapersError(told, str(folder.root), elsewhere=not (folder.root / MANIFEST).exists())


def room_fingerprints(
    plan: WorkPlan, numbering: Numbering, options: PaperOptions, *, lock_with: str | None
) -> dict[str, str]:
    """Of each room by its name: equal means that every byte of its folder is equal, or locked with one password."""
    seal = [password_seal(lock_with, f"{plan.site.number} {plan.work.key}")] if lock_with else []
    return {
        room.name: fingerprint_seed(
            options.per_set_files,
            options.print_drafts,
            len(room.spares),
            *seal,
            *(part for it in numbering.papers.of_room(room.name) for part in (it.fingerprint, str(it.identifier))),
        )
        for room in plan.rooms
    }


def kept_rooms(
    folder: WorkFolder, before: Outline | None, fingerprints: Mapping[str, str], *, may_replace: bool
) -> dict[str, RoomLine]:
    """Rooms that are in place as they would be built. Raises ``ChangedFilesError``, ``ExistingPapersError``."""
    kept: dict[str, RoomLine] = {}
    altered: list[str] = []
    other: list[str] = []
    for record in before.rooms if before else ():
        if fingerprints.get(record.room) != record.fingerprint:
            other.append(room_name(record.room))
            continue
        files = record.read_files()
        states = [folder.state_of(file) for file in files]
        altered += [file.path for file, state in zip(files, states, strict=True) if state is FileState.ALTERED]
        if all(state is FileState.WHOLE for state in states):
            kept[record.room] = record
    altered += [file.path for file in (before.papers if before else ()) if folder.state_of(file) is FileState.ALTERED]
    if not may_replace and altered:
        raise ChangedFilesError(tuple(altered), str(folder.root))
    if not may_replace and other:
        raise ExistingPapersError(tuple(other), str(folder.root), elsewhere=False)
    return kept


def commit_of(
    plan: WorkPlan,
    papers: Sequence[FileRecord],
    kept: Collection[str],
    before: Outline | None,
    note: Iterable[str],
) -> Commit:
    """Everything staged put in place, and what the work no longer has taken away."""
    folders = {room.folder for room in plan.rooms}
    names = [paper.path for paper in papers]
    return Commit(
        rooms=tuple(room.folder for room in plan.rooms if room.name not in kept),
        lost_rooms=tuple(room.folder for room in before.rooms if room.folder not in folders) if before else (),
        papers=(*names, INDEX, MANIFEST),
        lost_papers=tuple(paper.path for paper in before.papers if paper.path not in names) if before else (),
        note=note,
    )
