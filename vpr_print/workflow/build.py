"""The main job: archive and lists in, a print-ready folder for each room out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from vpr_print import __version__
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.paper_use import paper_use
from vpr_print.documents.requests import Made, paper_requests
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.manifest import MANIFEST_FORMAT, FileRecord, WorkManifest
from vpr_print.model.packet import NumberedWork, WorkPlan
from vpr_print.output.errors import as_output_error
from vpr_print.output.manifest_file import NAME as MANIFEST
from vpr_print.output.manifest_file import RoomLine
from vpr_print.output.work_folder import ACTS, LATE, SOURCE, WorkFolder
from vpr_print.plan.numbering import Numbering, PaperRequest, number_work
from vpr_print.plan.packing import code_places
from vpr_print.sandbox import prepared
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import LedgerPaper
from vpr_print.verify.expected import ExpectedWork, Proved
from vpr_print.verify.work import prove_work
from vpr_print.workflow.amendment import Amendment, Done, left_apart
from vpr_print.workflow.codes_year import issued_codes
from vpr_print.workflow.copier_limits import copier_notices
from vpr_print.workflow.destroyed import refuse_destroyed
from vpr_print.workflow.in_place import commit_of, kept_rooms, manifest_before, refuse_changes, room_fingerprints
from vpr_print.workflow.interrupted import complete_interrupted
from vpr_print.workflow.journal import BuiltWork, format_note
from vpr_print.workflow.layout_files import school_procedure
from vpr_print.workflow.layouts import (
    program_fonts_aside,
    refuse_unlisted_copy,
    refuse_unprintable_forms,
    school_kit,
)
from vpr_print.workflow.planning import codes_so_far, plan_inputs, plan_notices
from vpr_print.workflow.progress import Progress, Step, silent
from vpr_print.workflow.proving import Sampler, prepare_and_prove
from vpr_print.workflow.reading import READERS, Inputs, read_inputs
from vpr_print.workflow.report import BuildReport, check_report
from vpr_print.workflow.request import BuildRequest
from vpr_print.workflow.rooms import RoomKit, Workshop, workshop
from vpr_print.workflow.school import open_ledger
from vpr_print.workflow.scratch import scratch_folder
from vpr_print.workflow.source import INDEX, keep_inputs, read_late
from vpr_print.workflow.trouble import troubles_pictured


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a build is made: nobody else builds here meanwhile."""

    school: SchoolFolder
    ledger: Ledger
    shop: Workshop
    scratch: Path


def build(request: BuildRequest, school: SchoolFolder, clock: Clock, progress: Progress = silent) -> BuildReport:
    """Prepare one print-ready folder for each room; every paper has its number in the ledger.

    An interrupted build of the same folder is completed first. Nothing that is in place changes unless the whole
    build succeeds. Raises the errors of every room of the package on the way.
    """
    with building(school, clock, who=request.who, workers=request.workers, lock_with=request.lock_with) as desk:
        return carry_out(request, desk, progress)


@contextmanager
def building(
    school: SchoolFolder, clock: Clock, *, who: str, workers: int, lock_with: str | None
) -> Iterator[Desk]:
    """The desk for one build: the folder locked, workers alive, the ledger open."""
    with (
        school.lock(who),
        scratch_folder(school.root) as scratch,
        workshop(workers, scratch, lock_with) as shop,
        prepared(*READERS),
        open_ledger(school, clock) as ledger,
    ):
        yield Desk(school, ledger, shop, scratch)


def carry_out(
    request: BuildRequest, desk: Desk, progress: Progress = silent, amendment: Amendment | None = None
) -> BuildReport:
    """A build at its desk; with an ``amendment`` only the rooms that it names can change."""
    folder, built, report = _put_in_place(request, desk, progress, amendment)
    with _refusals_told(folder):
        built.record(desk.ledger)  # of a large work that takes memory: all else of the build has left it
        folder.close_build()
    return report


def _put_in_place(
    request: BuildRequest, desk: Desk, progress: Progress, amendment: Amendment | None
) -> tuple[WorkFolder, BuiltWork, BuildReport]:
    """The work's folder with everything in place, what the ledger has to be told, and the report."""
    school, ledger, shop, scratch = desk.school, desk.ledger, desk.shop, desk.scratch
    options = request.papers
    progress(Step.READ, 0, 1)
    inputs, kit, fonts = _read(request, school, scratch, amendment)
    if request.packing.answer_forms:
        refuse_unprintable_forms(kit)
    if request.packing.protocol_copy:
        refuse_unlisted_copy(kit)
    folder = WorkFolder((request.out or school.works / inputs.work.key).absolute())
    refuse_destroyed(folder, ledger, inputs.work.key)
    folder.refuse_foreign_content()
    recovered = complete_interrupted(folder, ledger, request.reason)

    progress(Step.PREPARE, 0, 1)
    with troubles_pictured(school.root, request.inputs.archive):
        sampler = Sampler(
            files=inputs,
            site=school.settings.site,
            work=inputs.work,
            layouts=kit,
            fonts=fonts,
            scratch=scratch,
        )
        masters, proved = prepare_and_prove(sampler, request.prepress, request.workers)
    codes = codes_so_far(ledger, inputs.work, issued_codes(school), reuse=request.reuse_codes)
    plan = plan_inputs(inputs, request.packing, school.settings.site, fonts, codes)
    if amendment:
        plan = amendment.as_printed(plan)

    progress(Step.NUMBER, 0, 1)
    made = Made(tuple((variant.number, variant.digest) for variant in masters.variants), fonts.digest, kit)
    before = manifest_before(folder, plan, may_replace=request.replace)
    voided: list[LedgerPaper] = []

    def agree(dying: Sequence[LedgerPaper]) -> None:
        if not request.replace:
            refuse_changes(folder, dying)
        voided.extend(dying)

    def requests() -> Iterable[PaperRequest]:
        asked = paper_requests(plan, made, options)
        return amendment.only_what_changes(asked) if amendment else asked

    if amendment:
        request = replace(request, reason=amendment.consent(plan, ledger.foreseen(plan.work.key, requests())))
    numbering = ledger.reserve(
        plan.work.key, requests(), who=request.who, reason=request.reason, agree=agree
    )
    work = number_work(plan, numbering)
    fingerprints = room_fingerprints(plan, numbering, options, lock_with=request.lock_with)
    if amendment:
        fingerprints |= amendment.fingerprints
    kept = kept_rooms(folder, before, fingerprints, may_replace=request.replace)
    if amendment:
        amendment.refuse_altered(folder, kept)

    staged = [(room.folder, fingerprints[room.name]) for room in plan.rooms if room.name not in kept]
    with _staging(folder, staged, shop):
        room_kit = RoomKit(
            masters=masters,
            layouts=kit,
            fonts=fonts,
            options=options,
            proved=proved,
            fingerprints=fingerprints,
            staging=folder.staged_rooms,
            staged_papers=folder.staged_papers,
        )
        lines, papers = _make(shop, folder, plan, numbering, kept, room_kit, progress)

        progress(Step.FINISH, 0, 1)
        if amendment:
            done = Done(numbering, lines, papers)
            apart = amendment.put_apart(folder, work, done, room_kit, shop.lock)
        else:
            apart = left_apart(read_late(folder.source), numbering, plan.rooms, kept)
        folder.stage_paper(INDEX, keep_inputs(folder.source, request, inputs, apart.late))
        manifest_sha256 = folder.stage_manifest(_manifest(work, papers, kit, options), lines)
        prove_work(
            folder.staged_paper(MANIFEST).parent,
            [folder.place_of(room.folder, staged=room.name not in kept) for room in plan.rooms],
            ExpectedWork(work=work),
            Proved(tuple(line.sha256 for line in lines), papers),
            skip=(SOURCE, ACTS, LATE),
        )
        built = BuiltWork(
            work=plan.work.key,
            subject=plan.work.subject,
            grade=plan.work.grade,
            numbering=numbering,
            code_places=code_places(plan),
            manifest_sha256=manifest_sha256,
            who=request.who,
            reason=request.reason,
        )
        # from here on only completed
        folder.commit(apart.added_to(commit_of(plan, papers, kept, before, format_note(built)), folder.late_files()))
    notices = (*inputs.notices, *masters.notices, *plan_notices(inputs, plan), *copier_notices(school, kit))
    report = BuildReport(
        check=check_report(inputs, plan, kit, options, masters.preflight, notices, kept),
        folder=folder.root,
        new_papers=numbering.papers.fresh,
        kept_papers=len(numbering.papers) - numbering.papers.fresh,
        voided=tuple(str(paper.identifier) for paper in voided),
        set_pages=sum(item.pages for room in plan.rooms for item in room.sets),
        recovered=recovered,
        locked=request.lock_with is not None,
    )
    return folder, built, report


def _read(
    request: BuildRequest, school: SchoolFolder, scratch: Path, amendment: Amendment | None
) -> tuple[Inputs, LayoutKit, FontBook]:
    """Inputs, layouts and fonts: foreign files are read by other processes, so this one has time for ours."""
    if amendment:
        return amendment.inputs, school_kit(school, request.layouts), program_fonts_aside()
    with ThreadPoolExecutor(1) as aside:
        kit, fonts = aside.submit(school_kit, school, request.layouts), aside.submit(program_fonts_aside)
        grades = school_procedure(school, request.layouts).grades
        return read_inputs(request.inputs, scratch, grades=grades), kit.result(), fonts.result()


@contextmanager
def _staging(folder: WorkFolder, rooms: Iterable[tuple[str, str]], shop: Workshop) -> Iterator[None]:
    """Staging for ``rooms`` (folder, fingerprint), opened; what a failed build staged is gone, once its workers have
    ended."""
    with _refusals_told(folder):
        try:
            folder.open_build(rooms)
            yield
        except (Exception, KeyboardInterrupt):
            shop.close()
            folder.drop_build()
            raise


@contextmanager
def _refusals_told(folder: WorkFolder) -> Iterator[None]:
    """The disk's refusals are told in our words."""
    try:
        yield
    except OSError as error:
        raise as_output_error(error, str(folder.root)) from error


def _make(
    shop: Workshop,
    folder: WorkFolder,
    plan: WorkPlan,
    numbering: Numbering,
    kept: Mapping[str, RoomLine],
    kit: RoomKit,
    progress: Progress,
) -> tuple[tuple[RoomLine, ...], tuple[FileRecord, ...]]:
    """The lines of all rooms in their order, and the records of the work's own papers.

    Rooms that are kept or were staged by an interrupted build are not made again.
    """
    rooms = plan.rooms
    lines = dict(kept)
    for room in rooms:
        if room.name not in kept and (staged := folder.staged(room.folder)):
            lines[room.name] = staged

    def done(line: RoomLine) -> None:
        lines[line.room] = line
        progress(Step.ROOMS, len(lines), len(rooms))

    papers = shop.make(kit, plan, numbering, frozenset(lines), done)
    return tuple(lines[room.name] for room in rooms), papers


def _manifest(
    work: NumberedWork,
    papers: tuple[FileRecord, ...],
    kit: LayoutKit,
    options: PaperOptions,
) -> WorkManifest:
    """All but the rooms."""
    return WorkManifest(
        format=MANIFEST_FORMAT,
        site=work.plan.site.number,
        work=work.plan.work.key,
        program=__version__,
        rooms=(),
        packets=(),
        papers=papers,
        paper=paper_use(work.plan, kit, options),
    )
