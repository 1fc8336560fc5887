"""A build's papers, made in worker processes: drawn, written aside, proved, and only then given their name.

The workers come to life before anything is read. So they are as small as they can be however large the work is, and
where a process has to start anew its imports take no time of the build's.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.rendered import RenderedFile
from vpr_print.documents.room import RoomPress, render_room
from vpr_print.documents.work import render_work_papers
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.manifest import FileRecord
from vpr_print.model.packet import NumberedRoom, NumberedWork, WorkPlan
from vpr_print.output.manifest_file import RoomLine, room_line
from vpr_print.output.work_folder import stage_papers, stage_room
from vpr_print.plan.numbering import Numbering, number_work
from vpr_print.prepress.masters import Masters
from vpr_print.verify.expected import ExpectedRoom, ExpectedVariant, ExpectedWork
from vpr_print.verify.manifest_json import parse_room
from vpr_print.verify.proof import prove_room
from vpr_print.verify.work import PaperProof
from vpr_print.workflow.errors import WorkerDiedError
from vpr_print.workflow.locking import Lock
from vpr_print.workflow.proving import expected_stamp

_AHEAD = 4
"""Rooms that lie ready for each worker: it never waits, and few are in memory."""


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
    staged_papers: Path


class RoomWorker:
    """Makes rooms one after another, and the work's own papers."""

    def __init__(self, kit: RoomKit, lock: Lock | None = None) -> None:
        self._kit = kit
        self._lock = lock
        self._press = RoomPress(kit.masters, kit.layouts, kit.fonts)
        self._stamp = expected_stamp(kit.layouts.stamp)

    def make(self, room: NumberedRoom) -> RoomLine:
        """Draw, stage and prove one room; gives its line of the manifest. Raises errors of layouts (30), output (40)
        and proof (42)."""
        kit = self._kit
        papers = render_room(room, self._press, kit.options, fingerprint=kit.fingerprints[room.room.name])
        expected = ExpectedRoom(
            room=room, variants=kit.proved, stamp=self._stamp, print_drafts=kit.options.print_drafts
        )
        written = self._lock.locked_room(papers) if self._lock else papers
        told = room_line(papers.record)

        def prove(folder: Path, line: bytes) -> None:
            with self._plain(folder, papers.files) as plain:
                prove_room(plain, parse_room(told if self._lock else line), expected)

        return stage_room(
            kit.staging,
            room.room.folder,
            [(file.name, file.data) for file in written.files],
            room_line(written.record),
            prove,
        )

    def make_papers(self, work: NumberedWork) -> tuple[FileRecord, ...]:
        """Draw, stage and prove the work's own papers. Raises errors of layouts (30), output (40) and proof (42)."""
        kit = self._kit
        told, records, locked = self._stage_papers(work)
        with self._plain(kit.staged_papers, locked) as plain:
            PaperProof(ExpectedWork(work=work)).prove(plain, told)
        return records

    def _stage_papers(
        self, work: NumberedWork
    ) -> tuple[list[FileRecord], tuple[FileRecord, ...], list[RenderedFile]]:
        """The records of the papers as they were drawn and as they were written, and those that were locked."""
        kit, lock = self._kit, self._lock
        told: list[FileRecord] = []
        records: list[FileRecord] = []
        locked: list[RenderedFile] = []
        for paper in render_work_papers(work, kit.layouts, kit.fonts, kit.options):
            (written,) = lock.locked((paper,)) if lock else (paper,)
            stage_papers(kit.staged_papers, [(written.name, written.data)])
            told.append(paper.record())
            records.append(written.record())
            locked += [paper] if lock else []
        return told, tuple(records), locked

    @contextmanager
    def _plain(self, folder: Path, files: Sequence[RenderedFile]) -> Iterator[Path]:
        """The folder that is proved: ``folder`` itself, or what its locked files were seen to hold."""
        if self._lock is None:
            yield folder
            return
        self._lock.prove(folder, files)
        with self._lock.opened(files) as plain:
            yield plain


class Workshop:
    """Where papers are made: worker processes, or with one worker this process."""

    def __init__(self, workers: int, scratch: Path, password: str | None = None) -> None:
        self._scratch = scratch
        self.lock = Lock(password, scratch) if password else None
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            self._pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_start, initargs=(self.lock,))
            for _ in range(workers):
                self._pool.submit(_wake)

    def make(
        self,
        kit: RoomKit,
        plan: WorkPlan,
        numbering: Numbering,
        ready: Collection[str],
        done: Callable[[RoomLine], None],
    ) -> tuple[FileRecord, ...]:
        """Make all rooms but those that are ``ready``, and the work's own papers, whose records are given.

        ``done`` is told each room's line as soon as its folder is staged. A room is numbered when its turn is near.
        The first error ends the others. Raises ``WorkerDiedError`` when a process was killed.
        """
        work = number_work(plan, numbering)
        rooms = (room for room in work.rooms if room.room.name not in ready)
        if self._pool is None:
            worker = RoomWorker(kit, self.lock)
            for room in rooms:
                done(worker.make(room))
            return worker.make_papers(work)
        place, whole = self._scratch / "kit", self._scratch / "work"
        _put_pickles(place, [kit])
        _put_pickles(whole, (replace(plan, rooms=()), numbering, *plan.rooms))  # as one they would take twice as much
        jobs: dict[Future[RoomLine], str] = {}
        try:
            papers = self._pool.submit(_make_papers, place, whole)  # first, since it is the longest job
            for room in islice(rooms, _AHEAD * self._workers):
                jobs[self._pool.submit(_make, place, room)] = room.room.name
            while jobs:
                for job in wait(jobs, return_when=FIRST_COMPLETED).done:
                    done(job.result())
                    del jobs[job]
                    for room in islice(rooms, 1):
                        jobs[self._pool.submit(_make, place, room)] = room.room.name
                if papers.done():
                    papers.result()
            return papers.result()
        except BrokenProcessPool:
            raise WorkerDiedError(tuple(jobs.values())) from None

    def close(self) -> None:
        """End the workers; what they have not begun is dropped."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


@contextmanager
def workshop(workers: int, scratch: Path, password: str | None = None) -> Iterator[Workshop]:
    """A workshop with so many workers, closed at the end; ``scratch`` is a folder for its owner only.

    With a ``password`` every PDF is locked. It goes from process to process, never to the disk.
    """
    shop = Workshop(workers, scratch, password)
    try:
        yield shop
    finally:
        shop.close()


_worker: tuple[Path, RoomWorker] | None = None
"""Of this worker process, with the place of its kit."""
_lock: Lock | None = None


def _start(lock: Lock | None) -> None:
    global _lock
    _lock = lock
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # rooms leave no cycles behind: looking for them would cost a tenth of the time
    gc.set_threshold(100_000, 50, 50)


def _end_with_parent() -> None:
    """A worker whose build was killed must not write on into the next one's staging."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _wake() -> None:
    """Nothing; the process starts for it."""


def _make(kit: Path, room: NumberedRoom) -> RoomLine:
    return _worker_with(kit).make(room)


def _make_papers(kit: Path, work: Path) -> tuple[FileRecord, ...]:
    with work.open("rb") as file:
        plan, numbering, *rooms = _pickles(file)
    return _worker_with(kit).make_papers(number_work(replace(plan, rooms=tuple(rooms)), numbering))


def _put_pickles(place: Path, values: Iterable[object]) -> None:
    """Write the values into a new file, in the place of an older one."""
    place.unlink(missing_ok=True)
    with place.open("xb") as file:
        for value in values:
            pickle.dump(value, file)


def _pickles(file: IO[bytes]) -> Iterator[Any]:
    with suppress(EOFError):
        while True:
            yield pickle.load(file)


def _worker_with(kit: Path) -> RoomWorker:
    global _worker
    if _worker is None or _worker[0] != kit:
        with kit.open("rb") as file:
            _worker = kit, RoomWorker(pickle.load(file), _lock)
    return _worker[1]


def _context() -> multiprocessing.context.BaseContext:
    """A fork spares a second of imports; only where nothing else runs in this process that it could tear apart."""
    forks = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")
