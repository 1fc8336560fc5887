"""The papers of many rooms, in worker processes: drawn, written aside, proved, and only then given their name."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.room import RoomPress, render_room
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.manifest import RoomRecord
from vpr_print.model.packet import NumberedRoom
from vpr_print.output.work_folder import stage_room
from vpr_print.prepress.masters import Masters
from vpr_print.verify.expected import ExpectedRoom, ExpectedVariant
from vpr_print.verify.proof import prove_room
from vpr_print.workflow.errors import WorkerDiedError
from vpr_print.workflow.proving import expected_stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomKit:
    """What every room of a build is made with; handed to a worker once."""

    masters: Masters
    layouts: LayoutKit
    fonts: FontBook
    options: PaperOptions
    proved: tuple[ExpectedVariant, ...]
    """The variants' pages as they were seen to look right."""
    fingerprints: Mapping[str, str]
    """Of each room, by its name."""
    staging: Path


class RoomWorker:
    """Makes rooms one after another."""

    def __init__(self, kit: RoomKit) -> None:
        self._kit = kit
        self._press = RoomPress(kit.masters, kit.layouts, kit.fonts)
        self._stamp = expected_stamp(kit.layouts.stamp)

    def make(self, room: NumberedRoom) -> RoomRecord:
        """Draw, stage and prove one room. Raises errors of layouts (30), output (40) and proof (42)."""
        kit = self._kit
        papers = render_room(room, self._press, kit.options, fingerprint=kit.fingerprints[room.room.name])
        expected = ExpectedRoom(
            room=room, variants=kit.proved, stamp=self._stamp, print_drafts=kit.options.print_drafts
        )
        stage_room(
            kit.staging,
            room.room.folder,
            [(file.name, file.data) for file in papers.files],
            papers.record,
            lambda folder: prove_room(folder, papers.record, expected),
        )
        return papers.record


def make_rooms(rooms: Sequence[NumberedRoom], kit: RoomKit, workers: int) -> Iterator[RoomRecord]:
    """Each room's record as soon as its folder is staged, in the order of finishing.

    The first error ends the others. Raises ``WorkerDiedError`` when a process was killed.
    """
    workers = min(workers, len(rooms))
    if workers <= 1:
        yield from map(RoomWorker(kit).make, rooms)
        return
    with ProcessPoolExecutor(workers, mp_context=_context(), initializer=_start, initargs=(kit,)) as pool:
        jobs = {pool.submit(_make, room): room.room.name for room in rooms}
        try:
            for job in as_completed(jobs):
                yield job.result()
                del jobs[job]
        except BrokenProcessPool:
            raise WorkerDiedError(tuple(jobs.values())) from None
        finally:
            pool.shutdown(cancel_futures=True)


_worker: RoomWorker | None = None
"""Of this worker process."""


def _start(kit: RoomKit) -> None:
    global _worker
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # rooms leave no cycles behind: looking for them would cost a tenth of the time
    gc.set_threshold(100_000, 50, 50)
    _worker = RoomWorker(kit)


def _end_with_parent() -> None:
    """A worker whose build was killed must not write on into the next one's staging."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _make(room: NumberedRoom) -> RoomRecord:
    assert _worker is not None
    return _worker.make(room)


def _context() -> multiprocessing.context.BaseContext:
    """A fork spares a second of imports; only where nothing else runs in this process that it could tear apart."""
    forks = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")
