"""A spoiled set is dead: a new one with a new number takes its place, made from ``source/`` alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from vpr_print.documents.individual_sets import RenderedSets, SetPrinter
from vpr_print.documents.kit import SET_LAYOUT, LayoutKit
from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import Identifier, NumberKind, grouped
from vpr_print.model.manifest import FileRecord, RoomRecord, SetRecord
from vpr_print.model.packet import MANIFEST_OF, IndividualSet, NumberedRoom, PaperKey, PaperKind, RoomPlan
from vpr_print.model.work import Work
from vpr_print.output.errors import as_output_error
from vpr_print.output.manifest_file import NAME, NotAManifest
from vpr_print.output.replacement import commit_replacement, read_set, stage_replacement
from vpr_print.output.work_folder import WorkFolder
from vpr_print.plan.numbering import NumberedPaper, NumberedPapers, Numbering
from vpr_print.prepress.masters import Masters
from vpr_print.prepress.prepare import prepare_variants
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import counted_as
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.words import history_line
from vpr_print.verify.expected import ExpectedRoom
from vpr_print.verify.proof import prove_sets
from vpr_print.workflow.custody_errors import NotASetError, SetCameBackError
from vpr_print.workflow.destroyed import refuse_destroyed
from vpr_print.workflow.errors import ChangedFilesError
from vpr_print.workflow.interrupted import complete_interrupted
from vpr_print.workflow.journal import BuiltWork, format_note
from vpr_print.workflow.layouts import program_fonts, school_kit
from vpr_print.workflow.named import paper_number
from vpr_print.workflow.proving import Sampler, expected_stamp, prove_masters
from vpr_print.workflow.school import open_ledger
from vpr_print.workflow.scratch import scratch_folder
from vpr_print.workflow.source import KeptVariants, read_variants

_SHOW_SPARES = tuple(MANIFEST_OF.values())
_SHOW_SETS = (PaperKind.CONDUCT_PROTOCOL, PaperKind.PROTOCOL_COPY, *_SHOW_SPARES)


@dataclass(frozen=True, slots=True)
class ShowsOld:
    """A paper of the room that shows the old number."""

    number: str
    key: PaperKey


@dataclass(frozen=True, slots=True)
class Replaced:
    """A set that has been replaced."""

    old: str
    new: str
    key: PaperKey
    file: Path
    """The new set, ready to print."""
    spoiled: bool
    """The old one had been confirmed as printed: it counts as spoiled."""
    by_hand: tuple[ShowsOld, ...]
    """Where a person writes the new number."""


def replace_set(
    school: SchoolFolder,
    text: str,
    *,
    reason: str,
    who: str,
    clock: Clock,
    station: str = "",
    layouts: Path | None = None,
) -> Replaced:
    """A new set in the place of the one that is named, ready to print in its room's folder; the old number is void.

    The same variant and place; what was confirmed as printed counts as spoiled. Killed at any moment, the work has
    either the old set or the new one. Raises errors of the number (50, 51), of ``source/`` and the folder (40), of
    the variant (14) and of the proof (42).
    """
    number = paper_number(text)
    if number.kind is not NumberKind.SET:
        raise NotASetError(grouped(number))
    with school.lock(who), scratch_folder(school.root) as scratch, open_ledger(school, clock, station) as ledger:
        known = ledger.lookup(number) or ledger.living(number)
        folder = WorkFolder(school.works / known.work)
        refuse_destroyed(folder, ledger, known.work)
        if (complete_interrupted(folder, ledger, reason) or folder.is_open) and (
            done := _completed(folder, ledger, known)
        ):
            folder.close_build()
            return done
        paper = ledger.living(number)
        _refuse_returned(ledger, number)
        _refuse_changed(folder, ledger, paper)
        kept, kit = read_variants(folder.source), school_kit(school, layouts)
        try:
            item, room_folder = _planned(folder, paper)
            variant = tuple(one for one in kept.variants if one.number == item.variant)
            kept = replace(kept, variants=variant)
            masters = prepare_variants(variant, kept.stored, kit.stamp, options=kept.options, workers=1)
            new = ledger.reserve_replacement(number, who=who)
            room = _room(school, kept, paper, item, room_folder, new)
            return _put_in_place(folder, ledger, paper, room, _Press(kept, masters, kit, scratch), reason, who)
        except OSError as error:
            folder.drop_build()
            raise as_output_error(error, str(folder.root)) from error
        except NotAManifest:
            raise ChangedFilesError((NAME,), str(folder.root)) from None


@dataclass(frozen=True, slots=True)
class _Press:
    """What the new set is drawn and proved with."""

    kept: KeptVariants
    masters: Masters
    kit: LayoutKit
    scratch: Path


def _put_in_place(
    folder: WorkFolder,
    ledger: Ledger,
    paper: LedgerPaper,
    room: NumberedRoom,
    press: _Press,
    reason: str,
    who: str,
) -> Replaced:
    (item,) = room.room.sets
    new, old = room.set_number(item), str(paper.identifier)
    fonts = program_fonts()
    sampler = Sampler(
        files=press.kept, site=room.site, work=room.work, layouts=press.kit, fonts=fonts, scratch=press.scratch
    )
    proved = prove_masters(sampler, press.masters)
    printer = SetPrinter(press.masters, press.kit.layout(SET_LAYOUT), fonts)
    record, file, data = _named(printer.render(room, folder=room.room.folder, per_set_files=True), room, new)
    staged, sha256 = stage_replacement(folder, room.room.name, old, record, file, data)
    try:
        expected = ExpectedRoom(room=room, variants=proved, stamp=expected_stamp(press.kit.stamp))
        prove_sets(staged, file, _alone(room, record, file), expected)
    except BaseException:
        folder.drop_build()
        raise
    others = [one for one in ledger.papers(paper.work) if one.state is PaperState.BUILT and one != paper]
    papers = [NumberedPaper(one.key, one.fingerprint, one.identifier, fresh=False) for one in others]
    papers.append(NumberedPaper(paper.key, paper.fingerprint, new, fresh=True))
    built = BuiltWork(
        work=paper.work,
        subject=press.kept.subject,
        grade=press.kept.grade,
        numbering=Numbering(NumberedPapers(papers), ledger.next_serial),
        code_places=ledger.code_places(paper.work),
        manifest_sha256=sha256,
        who=who,
        reason=reason,
    )
    commit_replacement(folder, file, format_note(built))  # from here on only completed
    built.record(ledger)
    folder.close_build()
    by_hand = tuple(_by_hand(others, paper, item))
    return Replaced(old, str(new), paper.key, folder.root / file.path, paper.printed_confirmed, by_hand)


def _completed(folder: WorkFolder, ledger: Ledger, old: LedgerPaper) -> Replaced | None:
    """The replacement of this set that a killed command had committed; None where something else has been left."""
    living = [one for one in ledger.papers(old.work) if one.state is PaperState.BUILT]
    same = (one for one in living if (one.key, one.fingerprint) == (old.key, old.fingerprint))
    new = next((one for one in same if one.identifier != old.identifier), None)
    if new is None:
        return None
    item, file = _planned(folder, new)[0], read_set(folder, new.key.room, str(new.identifier))["file"]
    by_hand = tuple(_by_hand(living, old, item))
    return Replaced(
        str(old.identifier), str(new.identifier), old.key, folder.root / file, old.printed_confirmed, by_hand
    )


def _by_hand(living: Iterable[LedgerPaper], old: LedgerPaper, item: IndividualSet) -> Iterator[ShowsOld]:
    """The manifests, and the protocol, which has no row for a spare set."""
    for paper in living:
        if paper.key.room == old.key.room and paper.key.kind in (_SHOW_SPARES if item.spare else _SHOW_SETS):
            yield ShowsOld(str(paper.identifier), paper.key)


def _refuse_returned(ledger: Ledger, number: Identifier) -> None:
    thing = ledger.thing(str(number))
    if thing and counted_as(thing) in (EventKind.USED, EventKind.UNUSED):
        lines: Sequence[str] = [history_line(line) for line in ledger.history(thing.number)]
        raise SetCameBackError(grouped(number), tuple(lines))


def _refuse_changed(folder: WorkFolder, ledger: Ledger, paper: LedgerPaper) -> None:
    """The manifest has to be the one that the ledger knows: another would be brought in under its name."""
    path = folder.root / NAME
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise as_output_error(error, str(path)) from error
    if found != ledger.built_manifest(paper.work):
        raise ChangedFilesError((NAME,), str(folder.root))


def _planned(folder: WorkFolder, paper: LedgerPaper) -> tuple[IndividualSet, str]:
    """The set as it was planned, and the folder of its room."""
    raw = read_set(folder, paper.key.room, str(paper.identifier))
    item = IndividualSet(
        ordinal=raw["ordinal"],
        variant=raw["variant"],
        pages=len(raw["pages"]),
        enlarged=raw["enlarged"],
        spare=raw["spare"],
    )
    return item, raw["file"].split("/")[0]


def _room(
    school: SchoolFolder, kept: KeptVariants, paper: LedgerPaper, item: IndividualSet, folder: str, new: Identifier
) -> NumberedRoom:
    """The room with nothing in it but the new set."""
    day = date.fromisoformat(paper.work[:10])
    return NumberedRoom(
        site=school.settings.site,
        work=Work(kept.subject, kept.grade, day, paper.work),
        sides=Sides.ONE,  # the blank back is counted in the set's pages
        room=RoomPlan(name=paper.key.room, folder=folder, places=(), sets=(item,), spare_codes=(), draft_sheets=0),
        numbers={paper.key: new},
    )


def _named(rendered: RenderedSets, room: NumberedRoom, new: Identifier) -> tuple[SetRecord, FileRecord, bytes]:
    """The set's record and file under a name that tells it from the room's other files."""
    (file,), (record,) = rendered.files, rendered.records
    name = f"1b-zamena-{record.ordinal:03d}-{new.serial:05d}.pdf"
    told = replace(file, name=name).record(room.room.folder)
    return replace(record, file=told.path), told, file.data


def _alone(room: NumberedRoom, record: SetRecord, file: FileRecord) -> RoomRecord:
    return RoomRecord(
        room=room.room.name,
        folder=room.room.folder,
        fingerprint="",
        files=(file,),
        sets=(record,),
        packets=(),
        participants=0,
        codes=0,
        draft_sheets=0,
    )
