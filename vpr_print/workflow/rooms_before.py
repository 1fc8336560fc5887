"""A built work as it is before a late change: its rooms, where their things are, and what is too late to change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from vpr_print.model.identifier import grouped
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.output.errors import as_output_error
from vpr_print.output.manifest_file import NAME as MANIFEST
from vpr_print.output.manifest_file import NotAManifest, Outline
from vpr_print.output.work_folder import WorkFolder
from vpr_print.track.events import EventKind as E
from vpr_print.track.ledger import Ledger
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.thing import Thing
from vpr_print.track.words import STATES, describe
from vpr_print.workflow.amend_errors import TooLateError
from vpr_print.workflow.errors import ChangedFilesError
from vpr_print.workflow.late_changes import RoomBefore, RoomChange, Slip

_IN_HANDS = {
    PaperKind.SET: frozenset((E.ISSUED, E.USED, E.UNUSED)),
    PaperKind.DELIVERY: frozenset((E.ISSUED, E.OPENED)),
}
"""States in which a room's papers cannot be changed any more."""
_FINISHED = frozenset((E.ISSUED, E.FILLED, E.RETURNED, E.COUNTED, E.BAGGED, E.KEPT, E.PACKED, E.DISPATCHED, E.RECEIVED))


def manifest_of_ledger(folder: WorkFolder, ledger: Ledger, work: str) -> Outline:
    """What is in place, if it is what the ledger knows. Raises ``ChangedFilesError``, errors of the folder (40)."""
    path = folder.root / MANIFEST
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        outline = folder.read_manifest()
    except OSError as error:
        raise as_output_error(error, str(path)) from error
    except NotAManifest:
        raise ChangedFilesError((MANIFEST,), str(folder.root)) from None
    if outline is None or found != ledger.built_manifest(work):
        raise ChangedFilesError((MANIFEST,), str(folder.root))
    return outline


def rooms_before(
    ledger: Ledger, outline: Outline, papers: Sequence[LedgerPaper], work: str
) -> dict[str, RoomBefore]:
    """Every room as the last build left it."""
    of_room: dict[str, dict[PaperKey, LedgerPaper]] = {}
    for paper in papers:
        of_room.setdefault(paper.key.room, {})[paper.key] = paper
    things: dict[str, dict[str, Thing]] = {}
    for thing in ledger.things(work):
        if thing.state is not E.VOIDED:
            things.setdefault(thing.room, {})[thing.number] = thing
    slips: dict[str, list[Slip]] = {}
    for code, (room, ordinal) in ledger.code_places(work).items():
        slips.setdefault(room, []).append(Slip(code, ordinal))
    before = {}
    for line in outline.rooms:
        told = json.loads(line.read())
        before[line.room] = RoomBefore(
            folder=line.folder,
            papers=of_room.get(line.room, {}),
            things=things.get(line.room, {}),
            slips=tuple(sorted(slips.get(line.room, ()), key=lambda slip: slip.ordinal)),
            participants=told["participants"],
            draft_sheets=told["draft_sheets"],
        )
    return before


def refuse_late(before: Mapping[str, RoomBefore], changes: Iterable[RoomChange]) -> None:
    """Raise ``TooLateError`` for papers that are with the participants, or have come back."""
    late: list[Thing] = []
    for change in changes:
        old = before.get(change.room)
        dying = {sheet.number for sheet in change.take_out}
        for thing in old.things.values() if old else ():
            in_hands = thing.state in _IN_HANDS.get(thing.kind, _FINISHED)
            if in_hands and (thing.number in dying or not thing.is_set):
                late.append(thing)
    if late:
        told = tuple(f"{describe(thing.key)}, № {grouped(thing.number)}: {STATES[thing.state]}" for thing in late)
        raise TooLateError(told, tuple(dict.fromkeys(thing.room for thing in late)))
