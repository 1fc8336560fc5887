"""Scans come back: files are found and read, every page is accounted for, the ledger is told, the pile put in order.

What was read is kept in a journal; everything else is worked out from it anew. So a scan that was killed goes on where
it was, a second one into the same folder adds to the first, and the result depends on what was scanned alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from vpr_print import sandbox
from vpr_print.documents.scan_report import ReportedScan
from vpr_print.errors import Notice
from vpr_print.output.scan_folder import open_scan_folder
from vpr_print.scan.binding import Binding
from vpr_print.scan.errors import NoScansError, OutInScansError
from vpr_print.scan.expectation import Expectation
from vpr_print.scan.journal import Journal, opened_journal
from vpr_print.scan.journal_lines import Asked
from vpr_print.scan.matching import match_pages
from vpr_print.scan.reader import PREPARED, read_chunks
from vpr_print.scan.seen import PageSource
from vpr_print.scan.sources import SourceFile, find_files, open_source
from vpr_print.scan.stamps import Stamps
from vpr_print.scan.states import ScannedFile, ScanResult
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.workflow.layouts import program_fonts, school_kit
from vpr_print.workflow.progress import Progress, Step, silent
from vpr_print.workflow.scan_comparing import compare_pairs
from vpr_print.workflow.scan_events import LedgerTold, tell_ledger
from vpr_print.workflow.scan_order import NAME_TEMPLATE, check_template, put_in_order
from vpr_print.workflow.scan_pile import pile_of, unfinished
from vpr_print.workflow.scan_scale import RoomScale, measure_late, room_scales, scale_notices
from vpr_print.workflow.scan_sources import Manifests, Sources, read_manifests, read_sources
from vpr_print.workflow.school import open_ledger

_ROUNDS = 3
"""Of comparing: what one round settles may leave other pairs to compare."""
FileState = tuple[int, int]
"""Size and time of a file: equal twice, and nobody writes it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What a person wants scanned."""

    paths: tuple[Path, ...]
    out: Path | None = None
    """None: the result is only told, and nothing is kept."""
    manifests: Path | None = None
    work: str | None = None
    """Key of the only work that is accepted."""
    workers: int = 2
    template: str = NAME_TEMPLATE
    binding: Binding = Binding.PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where and by whom it is scanned."""

    school: SchoolFolder | None
    """None in a centre that has no school's ledger."""
    who: str
    station: str
    clock: Clock
    page: Callable[[ReportedScan], str]
    """Draws the report as a web page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanReport:
    """What came of a scan."""

    result: ScanResult
    notices: tuple[Notice, ...]
    scales: tuple[RoomScale, ...]
    """Of the print, where a manifest tells where the ticks stand."""
    recorded: int | None
    """New events of the ledger; None without one."""
    made: tuple[str, ...]
    """Files of the result that were written anew."""
    out: Path | None

    @property
    def nothing_readable(self) -> bool:
        """Not one image of all that were given could be opened."""
        troubled = {file.sha256 for file in self.result.files if file.trouble}
        return all(page.file.sha256 in troubled or page.cannot_be_opened for page in self.result.pages)


def scan(request: ScanRequest, desk: Desk, progress: Progress = silent) -> ScanReport:
    """Read the files, and account for every page that was scanned into the folder so far.

    Raises errors of scans (60), of the folder (40), of the ledger (50).
    """
    files = _find(request)
    with _journal(request, desk) as journal:
        manifests = known_manifests(journal, desk)
        _read(journal, files, manifests.stamps, request.workers, progress)
        with accounting(journal, desk, manifests) as accounts:
            return accounts.finish(request.out, request.workers, progress)


def watch(
    request: ScanRequest, desk: Desk, wait: Callable[[], bool], progress: Progress = silent
) -> ScanReport:
    """The same of folders that are being filled: files are taken when nobody writes them any more.

    ``wait`` lets some time pass and says whether to go on; Ctrl-C ends the watch with the result.
    """
    _find(request, empty=True)
    with _journal(request, desk) as journal:
        stamps = known_manifests(journal, desk).stamps
        states: dict[Path, FileState] = {}
        taken: dict[Path, FileState] = {}
        try:
            while True:
                before, states = states, _states(_find(request, empty=True))
                ready = [path for path, state in states.items() if before.get(path) == state != taken.get(path)]
                if ready:
                    _read(journal, ready, stamps, request.workers, progress)
                    taken |= {path: states[path] for path in ready}
                if not wait():
                    break
        except KeyboardInterrupt:
            pass  # this is how a watch ends
        with accounting(journal, desk, known_manifests(journal, desk)) as accounts:
            return accounts.finish(request.out, request.workers, progress)


def known_manifests(journal: Journal, desk: Desk) -> Manifests:
    """Those of the folder that the scan was told, and of the school. Raises ``NoManifestsFolderError``."""
    told = journal.kept.asked.manifests
    return read_manifests(Path(told) if told else None, desk.school)


@contextmanager
def accounting(journal: Journal, desk: Desk, manifests: Manifests) -> Iterator[Accounting]:
    """What is known beside the pile, asked once."""
    with open_ledger(desk.school, desk.clock, desk.station) if desk.school else nullcontext() as ledger:
        yield Accounting(journal, desk, ledger, read_sources(manifests, ledger, journal.kept))


@dataclass(frozen=True, slots=True)
class Accounting:
    """Everything that is worked out from a journal."""

    journal: Journal
    desk: Desk
    ledger: Ledger | None
    sources: Sources

    @property
    def expectation(self) -> Expectation:
        """What may come, the packets' QR codes of the pile included."""
        return self.sources.expectation(self.journal.kept.readings.values())

    def matched(self, workers: int = 1, progress: Progress = silent) -> ScanResult:
        """Every page accounted for, with every comparison made that may settle something."""
        kept, expectation = self.journal.kept, self.expectation
        for _ in range(_ROUNDS):
            result, pairs = match_pages(pile_of(kept), expectation, work=kept.asked.work or None)
            if not pairs:
                break
            compare_pairs(self.journal, pairs, workers, progress)
        return result

    def finish(self, out: Path | None, workers: int, progress: Progress) -> ScanReport:
        """The result; the folder ``out`` put in order, the ledger told."""
        result = self.matched(workers, progress)
        measure_late(self.journal, self.sources.manifests.stamps, workers, progress)
        scales = room_scales(result, self.journal.kept.readings)
        progress(Step.ORDER, 0, 1)
        made = _put_in_order(result, scales, out, self.journal.kept.asked, self.desk) if out else ()
        told = tell_ledger(self.ledger, result, who=self.desk.who) if self.ledger else LedgerTold(0, ())
        return ScanReport(
            result=result,
            notices=(
                *unfinished(self.journal.kept),
                *self.sources.manifests.notices,
                *told.notices,
                *scale_notices(scales),
            ),
            scales=scales,
            recorded=told.recorded if self.ledger else None,
            made=made,
            out=out,
        )


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _find(request: ScanRequest, *, empty: bool = False) -> tuple[Path, ...]:
    """The files to read; what lies in the folder of the result is none. Raises ``OutInScansError``, ``ScanError``."""
    check_template(request.template)
    out = request.out.resolve() if request.out else None
    for path in request.paths:
        if out and path.resolve().is_relative_to(out):
            raise OutInScansError(str(request.out))
    try:
        found = find_files(request.paths)
    except NoScansError:
        if empty:
            return ()
        raise
    files = tuple(path.absolute() for path in found if not (out and path.resolve().is_relative_to(out)))
    if not files and not empty:
        raise NoScansError(tuple(map(str, request.paths)))
    return files


@contextmanager
def _journal(request: ScanRequest, desk: Desk) -> Iterator[Journal]:
    hidden = open_scan_folder(request.out) if request.out else None
    with opened_journal(hidden) as journal:
        journal.ask(
            Asked(
                manifests=str(request.manifests.absolute()) if request.manifests else "",
                school=str(desk.school.root) if desk.school else "",
                work=request.work or "",
                template=request.template,
                binding=request.binding,
            )
        )
        yield journal


def _read(
    journal: Journal, paths: tuple[Path, ...] | list[Path], stamps: Stamps, workers: int, progress: Progress
) -> None:
    """Read what the journal does not know yet."""
    progress(Step.SCANS, 0, 1)
    with sandbox.prepared(*PREPARED):
        files = [open_source(path) for path in paths]
        journal.add_files(map(_scanned, files))
        images = {file.sha256: file for file in files if file.trouble is None}  # a copy is read once
        wanted = {PageSource(sha, page) for sha, file in images.items() for page in range(1, file.pages + 1)}
        known = wanted & journal.kept.readings.keys()
        done = len(known)
        for chunk in read_chunks(images.values(), known, workers, stamps):
            journal.add_readings(chunk)
            done += len(chunk)
            progress(Step.SCANS, done, len(wanted))


def _scanned(file: SourceFile) -> ScannedFile:
    return ScannedFile(path=str(file.path), name="", sha256=file.sha256, pages=file.pages, trouble=file.trouble)


def _states(paths: tuple[Path, ...]) -> dict[Path, FileState]:
    states = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        if status.st_size:
            states[path] = status.st_size, status.st_mtime_ns
    return states


# ── the result ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _put_in_order(
    result: ScanResult, scales: tuple[RoomScale, ...], out: Path, asked: Asked, desk: Desk
) -> tuple[str, ...]:
    return put_in_order(
        result,
        scales,
        out,
        template=asked.template,
        binding=Binding(asked.binding),
        time=desk.clock().astimezone().strftime("%d.%m.%Y %H:%M"),
        who=desk.who,
        kit=school_kit(desk.school),
        fonts=program_fonts(),
        page=desk.page,
    )
