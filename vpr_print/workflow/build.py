"""The main job: archive and lists in, a print-ready folder for each room out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

from vpr_print import __version__
from vpr_print.documents.individual_sets import SetPrinter
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.paper_use import paper_use
from vpr_print.documents.rendered import RenderedFile
from vpr_print.documents.requests import SET_LAYOUT, Made, PaperOptions, paper_requests
from vpr_print.documents.work import render_work_papers
from vpr_print.drawing.fonts import read_fonts
from vpr_print.model.identifier import Identifier, grouped
from vpr_print.model.manifest import MANIFEST_FORMAT, RoomRecord, WorkManifest
from vpr_print.model.packet import NumberedRoom, NumberedWork, PaperKey, PaperKind, WorkPlan
from vpr_print.model.work import ParticipantCode
from vpr_print.output.errors import ForeignFolderError, as_output_error
from vpr_print.output.manifest_file import NAME as MANIFEST
from vpr_print.output.manifest_file import NotAManifest, manifest_bytes
from vpr_print.output.work_folder import Commit, FileState, WorkFolder
from vpr_print.plan.numbering import Numbering, fingerprint_seed
from vpr_print.prepress.prepare import prepare_variants
from vpr_print.settings.school import SchoolFolder
from vpr_print.settings.share import fonts_dir
from vpr_print.track.errors import UnknownNumberError, VoidNumberError
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import LedgerPaper
from vpr_print.verify.expected import ExpectedWork
from vpr_print.verify.work import prove_work
from vpr_print.workflow.errors import PAPER_NAMES, ChangedFilesError, ExistingPapersError
from vpr_print.workflow.journal import BuiltWork, format_note, parse_note
from vpr_print.workflow.layouts import FONT_FAMILY, school_kit
from vpr_print.workflow.planning import CodesSoFar, plan_inputs, plan_notices
from vpr_print.workflow.progress import Progress, Step, silent
from vpr_print.workflow.proving import prove_masters
from vpr_print.workflow.reading import Inputs, read_inputs
from vpr_print.workflow.report import BuildReport, check_report
from vpr_print.workflow.request import BuildRequest
from vpr_print.workflow.rooms import RoomKit, make_rooms
from vpr_print.workflow.school import open_ledger
from vpr_print.workflow.scratch import scratch_folder
from vpr_print.workflow.source import keep_inputs


def build(request: BuildRequest, school: SchoolFolder, clock: Clock, progress: Progress = silent) -> BuildReport:
    """Prepare one print-ready folder for each room; every paper has its number in the ledger.

    An interrupted build of the same folder is completed first. Nothing that is in place changes unless the whole
    build succeeds. Raises the errors of every room of the package on the way.
    """
    with school.lock(request.who), scratch_folder(school.root) as scratch, open_ledger(school, clock) as ledger:
        progress(Step.READ, 0, 1)
        with ThreadPoolExecutor(1) as aside:  # foreign files are read by other processes: this one has time for ours
            reading = aside.submit(read_inputs, request.inputs, scratch)
            kit = school_kit(school, request.layouts)
            fonts = read_fonts(fonts_dir() / FONT_FAMILY)
            inputs = reading.result()
        folder = WorkFolder((request.out or school.works / inputs.work.key).absolute())
        folder.refuse_foreign_content()
        recovered = _complete_interrupted(folder, ledger, request.reason)

        progress(Step.PREPARE, 0, 1)
        stamp = kit.layout(SET_LAYOUT).stamp
        assert stamp is not None, "checked when the layout was read"
        masters = prepare_variants(inputs.variants, inputs.stored, stamp, workers=request.workers)
        plan = plan_inputs(inputs, request.packing, school.settings.site, fonts, _codes_so_far(ledger, inputs, request))
        options = PaperOptions(
            filled_protocol=request.packing.filled_protocol,
            print_drafts=request.print_drafts,
            per_set_files=request.per_set_files,
            names_in_plan=request.door_list,
        )

        progress(Step.NUMBER, 0, 1)
        made = Made(tuple((variant.number, variant.digest) for variant in masters.variants), fonts.digest, kit)
        requests = paper_requests(plan, made, options)
        preview = ledger.preview(plan.work.key, requests)
        before = _manifest_before(folder, plan, may_replace=request.replace)
        if preview.changed and not request.replace:
            raise ExistingPapersError(tuple(map(_named, preview.changed)), str(folder.root))
        numbering = ledger.reserve(plan.work.key, requests, who=request.who, reason=request.reason)
        work = _numbered(plan, numbering)
        fingerprints = _room_fingerprints(work, numbering, options)
        kept = _kept_rooms(folder, before, fingerprints, may_replace=request.replace)

        with _staging(folder):
            folder.open_build(
                (room.room.folder, fingerprints[room.room.name]) for room in work.rooms if room.room.name not in kept
            )
            proved = prove_masters(
                masters,
                inputs.variants,
                inputs.stored,
                SetPrinter(masters, kit.layout(SET_LAYOUT), fonts),
                work.rooms[0],
                scratch,
                request.workers,
            )
            room_kit = RoomKit(
                masters=masters,
                layouts=kit,
                fonts=fonts,
                options=options,
                proved=proved,
                fingerprints=fingerprints,
                staging=folder.staged_rooms,
            )
            records = _make_rooms(folder, work.rooms, kept, room_kit, request.workers, progress)
            progress(Step.FINISH, 0, 1)
            papers = render_work_papers(work, kit, fonts, options)
            manifest = _manifest(work, records, papers, kit, options)
            data = manifest_bytes(manifest)
            _stage_papers(folder, papers, data)
            prove_work(
                folder.staged_paper(MANIFEST).parent,
                [folder.place_of(room.room.folder, staged=room.room.name not in kept) for room in work.rooms],
                ExpectedWork(work=work, rooms=manifest.rooms),
            )
            built = BuiltWork(
                work=plan.work.key,
                numbering=numbering,
                code_places=_code_places(plan),
                manifest_sha256=hashlib.sha256(data).hexdigest(),
                who=request.who,
                reason=request.reason,
            )
            folder.commit(_commit(work, papers, kept, before, built))
            keep_inputs(folder.source, request.inputs, inputs)
            built.record(ledger)
            folder.close_build()
    return BuildReport(
        check=check_report(
            inputs, plan, kit, options, (*inputs.notices, *masters.notices, *plan_notices(inputs, plan)), kept
        ),
        folder=folder.root,
        new_papers=len(preview.new),
        kept_papers=len(preview.kept),
        voided=tuple(str(paper.identifier) for paper in preview.changed),
        set_pages=sum(item.pages for room in plan.rooms for item in room.sets),
        recovered=recovered,
    )


def _complete_interrupted(folder: WorkFolder, ledger: Ledger, reason: str | None) -> bool:
    """Whether a build that was killed at its very end had to be put in place and told to the ledger.

    ``reason`` counts where the build had none: a paper may have been confirmed as printed since it was killed.
    """
    try:
        note = folder.complete_interrupted()
    except OSError as error:
        raise as_output_error(error, str(folder.root)) from error
    if note is None:
        return False
    built = parse_note(note)
    # Meanwhile a build elsewhere, or a new ledger, may have overtaken this one: then its papers are old ones.
    with suppress(VoidNumberError, UnknownNumberError):
        replace(built, reason=built.reason or reason).record(ledger)
    folder.close_build()
    return True


def _manifest_before(folder: WorkFolder, plan: WorkPlan, *, may_replace: bool) -> WorkManifest | None:
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


def _numbered(plan: WorkPlan, numbering: Numbering) -> NumberedWork:
    by_room: dict[str, dict[PaperKey, Identifier]] = {"": {}}
    for paper in numbering.papers:
        by_room.setdefault(paper.key.room, {})[paper.key] = paper.identifier
    rooms = tuple(
        NumberedRoom(site=plan.site, work=plan.work, sides=plan.sides, room=room, numbers=by_room[room.name])
        for room in plan.rooms
    )
    return NumberedWork(plan=plan, rooms=rooms, numbers=numbering.numbers)


def _room_fingerprints(work: NumberedWork, numbering: Numbering, options: PaperOptions) -> dict[str, str]:
    """Of each room by its name: equal means that every byte of its folder is equal."""
    parts: dict[str, list[object]] = {}
    for paper in numbering.papers:
        parts.setdefault(paper.key.room, []).extend((paper.fingerprint, str(paper.identifier)))
    spares = {room.room.name: len(room.room.spares) for room in work.rooms}
    return {
        name: fingerprint_seed(options.per_set_files, options.print_drafts, spares[name], *parts[name])
        for name in spares
    }


def _kept_rooms(
    folder: WorkFolder, before: WorkManifest | None, fingerprints: Mapping[str, str], *, may_replace: bool
) -> dict[str, RoomRecord]:
    """Rooms that are in place as they would be built. Raises ``ChangedFilesError``, ``ExistingPapersError``."""
    kept: dict[str, RoomRecord] = {}
    altered: list[str] = []
    other: list[str] = []
    for record in before.rooms if before else ():
        if fingerprints.get(record.room) != record.fingerprint:
            other.append(f"каб. {record.room}")
            continue
        states = [folder.state_of(file) for file in record.files]
        altered += [file.path for file, state in zip(record.files, states, strict=True) if state is FileState.ALTERED]
        if all(state is FileState.WHOLE for state in states):
            kept[record.room] = record
    altered += [file.path for file in (before.papers if before else ()) if folder.state_of(file) is FileState.ALTERED]
    if not may_replace and altered:
        raise ChangedFilesError(tuple(altered), str(folder.root))
    if not may_replace and other:
        raise ExistingPapersError(tuple(other), str(folder.root))
    return kept


@contextmanager
def _staging(folder: WorkFolder) -> Iterator[None]:
    """What a failed build staged is gone; the disk's refusals are told in our words."""
    try:
        yield
    except OSError as error:
        folder.drop_build()
        raise as_output_error(error, str(folder.root)) from error
    except (Exception, KeyboardInterrupt):
        folder.drop_build()
        raise


def _make_rooms(
    folder: WorkFolder,
    rooms: Sequence[NumberedRoom],
    kept: Mapping[str, RoomRecord],
    kit: RoomKit,
    workers: int,
    progress: Progress,
) -> tuple[RoomRecord, ...]:
    """The records of all rooms in their order; those kept or staged by an interrupted build are not made again."""
    records = dict(kept)
    for room in rooms:
        if room.room.name not in kept and (staged := folder.staged(room.room.folder)):
            records[room.room.name] = staged
    todo = [room for room in rooms if room.room.name not in records]
    for record in make_rooms(todo, kit, workers):
        records[record.room] = record
        progress(Step.ROOMS, len(records), len(rooms))
    return tuple(records[room.room.name] for room in rooms)


def _manifest(
    work: NumberedWork,
    records: tuple[RoomRecord, ...],
    papers: Sequence[RenderedFile],
    kit: LayoutKit,
    options: PaperOptions,
) -> WorkManifest:
    return WorkManifest(
        format=MANIFEST_FORMAT,
        site=work.plan.site.number,
        work=work.plan.work.key,
        program=__version__,
        rooms=records,
        packets=(),
        papers=tuple(paper.record() for paper in papers),
        paper=paper_use(work.plan, kit, print_drafts=options.print_drafts, names_in_plan=options.names_in_plan),
    )


def _stage_papers(folder: WorkFolder, papers: Sequence[RenderedFile], manifest: bytes) -> None:
    for paper in papers:
        folder.stage_paper(paper.name, paper.data)
    folder.stage_paper(MANIFEST, manifest)


def _commit(
    work: NumberedWork,
    papers: Sequence[RenderedFile],
    kept: Mapping[str, RoomRecord],
    before: WorkManifest | None,
    built: BuiltWork,
) -> Commit:
    folders = {room.room.folder for room in work.rooms}
    names = [paper.name for paper in papers]
    return Commit(
        rooms=tuple(room.room.folder for room in work.rooms if room.room.name not in kept),
        lost_rooms=tuple(room.folder for room in before.rooms if room.folder not in folders) if before else (),
        papers=(*names, MANIFEST),
        lost_papers=tuple(paper.path for paper in before.papers if paper.path not in names) if before else (),
        note=format_note(built),
    )


def _codes_so_far(ledger: Ledger, inputs: Inputs, request: BuildRequest) -> CodesSoFar:
    work = inputs.work
    elsewhere = ledger.codes_given_elsewhere(work.key, f"{work.date:%Y-%m-%d}-")
    return CodesSoFar(ledger.code_places(work.key), frozenset() if request.reuse_codes else elsewhere)


def _code_places(plan: WorkPlan) -> dict[ParticipantCode, tuple[str, int]]:
    """Where each code is given out, so that a later build leaves it there."""
    return {code: (room.name, ordinal) for room in plan.rooms for ordinal, code in enumerate(room.codes, 1)}


def _named(paper: LedgerPaper) -> str:
    """A paper as a person knows it."""
    room = f"каб. {paper.key.room}: " if paper.key.room else "вся работа: "
    ordinal = f" {paper.key.ordinal:02d}" if paper.key.kind is PaperKind.SET else ""
    return f"{room}{PAPER_NAMES[paper.key.kind]}{ordinal}, № {grouped(paper.identifier)}"
