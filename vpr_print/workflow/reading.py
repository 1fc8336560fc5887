"""Archive, room allocation and code list read together; flaws of all of them are shown at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vpr_print.errors import Notice, VprPrintError, raise_flaws
from vpr_print.intake.allocation import AllocationResult, read_allocation
from vpr_print.intake.archive import read_archive
from vpr_print.intake.codes import read_codes
from vpr_print.intake.list_errors import CodesTiedInCodeListError
from vpr_print.intake.recognition import RecognisedFile
from vpr_print.intake.selection import Selection, select_variants
from vpr_print.intake.subjects import proper_subject
from vpr_print.intake.variants import recognise_files
from vpr_print.intake.work_filter import WorkFilter
from vpr_print.intake.work_key import work_key
from vpr_print.model.identifier import USUAL_CODE_LENGTH
from vpr_print.model.seating import RoomAllocation
from vpr_print.model.transliteration import transliterate
from vpr_print.model.work import Variant, Work
from vpr_print.plan.packing import CodePool
from vpr_print.workflow.errors import ConflictingFactError, Fact, MissingDateError, UnknownWorkError
from vpr_print.workflow.request import InputRequest

T = TypeVar("T")
Recognised = Callable[[tuple[RecognisedFile, ...]], None]
"""Is given the table of the archive's files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What came from outside, as values."""

    work: Work
    variants: tuple[Variant, ...]
    stored: Mapping[str, Path]
    """Content address → file, for every file of the archive."""
    files: tuple[RecognisedFile, ...]
    """Every file of the archive with what it was recognised as."""
    allocation: RoomAllocation
    read: AllocationResult
    pool: CodePool | None
    notices: tuple[Notice, ...]


def read_inputs(request: InputRequest, store: Path, recognised: Recognised | None = None) -> Inputs:
    """Everything that the command names, read; ``store`` (owner only) takes the archive's files.

    ``recognised`` is given the table of files as soon as it is known, so that a person sees it even when a
    flaw follows. Raises every flaw of every input at once.
    """
    flaws: list[VprPrintError] = []
    archive = _attempt(flaws, lambda: read_archive(request.archive, store, password=request.password))
    files = recognise_files(archive) if archive else ()
    if recognised:
        recognised(files)
    selection = _attempt(flaws, lambda: _select(request, files)) if archive else None
    wanted = WorkFilter(
        subject=selection.subject if selection else request.subject,
        grade=selection.grade if selection else request.grade,
        classes=request.classes,
        date=request.date,
    )
    length = request.code_length or USUAL_CODE_LENGTH
    read = _attempt(flaws, lambda: read_allocation(request.rooms, work=wanted, code_length=length))
    codes_path = request.codes
    grade = wanted.grade or (read.allocation.grade if read else None)
    codes = (
        _attempt(flaws, lambda: read_codes(codes_path, length=request.code_length, grade=grade)) if codes_path else None
    )
    if read and codes and codes.named and not all(person.code for person in read.allocation.participants):
        flaws.append(CodesTiedInCodeListError(codes.named))
    work = _attempt(flaws, lambda: _work(request, wanted, selection, read)) if selection and read else None
    raise_flaws(flaws)
    assert archive and selection and read and work
    return Inputs(
        work=work,
        variants=selection.variants,
        stored={file.sha256: file.path for file in archive.files},
        files=files,
        allocation=read.allocation,
        read=read,
        pool=CodePool(codes.codes, codes_path.name) if codes and codes_path else None,
        notices=(*archive.notices, *selection.notices, *read.notices, *(codes.notices if codes else ())),
    )


def _attempt(flaws: list[VprPrintError], read: Callable[[], T]) -> T | None:
    """The value, or None with the flaw noted."""
    try:
        return read()
    except VprPrintError as flaw:
        flaws.append(flaw)
        return None


def _select(request: InputRequest, files: tuple[RecognisedFile, ...]) -> Selection:
    return select_variants(
        files,
        subject=request.subject,
        grade=request.grade,
        overrides=dict(request.variant_files),
        cut_answers=request.cut_answers,
    )


def _work(request: InputRequest, wanted: WorkFilter, selection: Selection, read: AllocationResult) -> Work:
    """The work that archive, list and command speak of. Raises when they contradict each other."""
    allocation = read.allocation
    rooms = request.rooms.name
    subject = proper_subject(selection.subject or allocation.subject or "")
    grade = selection.grade or allocation.grade
    when = request.date or allocation.date
    flaws: list[VprPrintError] = []
    if when is None:
        flaws.append(MissingDateError(rooms))
    elif allocation.date and allocation.date != when:
        flaws.append(ConflictingFactError(Fact.DAY, f"{when:%d.%m.%Y}", f"{allocation.date:%d.%m.%Y}", rooms))
    if allocation.grade and grade and allocation.grade != grade:
        flaws.append(ConflictingFactError(Fact.GRADE, str(grade), str(allocation.grade), rooms))
    if not subject or not grade:
        flaws.append(UnknownWorkError(bool(subject), bool(grade), request.archive.name))
    raise_flaws(flaws)
    assert when and subject and grade
    key = "-".join([work_key(subject, grade, when), *map(transliterate, sorted(wanted.class_keys))])
    return Work(subject, grade, when, key)
