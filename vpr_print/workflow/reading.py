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
from vpr_print.intake.list_notices import codes_of_classes
from vpr_print.intake.recognition import RecognisedFile
from vpr_print.intake.selection import Selection, select_variants
from vpr_print.intake.subjects import proper_subject
from vpr_print.intake.variants import recognise_files
from vpr_print.intake.work_filter import WorkFilter
from vpr_print.intake.work_key import work_key
from vpr_print.model.seating import RoomAllocation
from vpr_print.model.transliteration import transliterate
from vpr_print.model.work import Variant, Work
from vpr_print.plan.packing import CodePool
from vpr_print.workflow.errors import ConflictingFactError, Fact, MissingDateError, UnknownWorkError
from vpr_print.workflow.request import ArchiveRequest, InputRequest

T = TypeVar("T")
READERS = (
    "vpr_print.intake.pdf_text",
    "vpr_print.intake.workbook",
    "vpr_print.prepress.attempts",
    "vpr_print.verify.variants",
    "vpr_print.verify.second_opinion",
)
"""Modules that read foreign files, in the order in which a build needs them: loaded once for all calls."""
Recognised = Callable[[tuple[RecognisedFile, ...]], None]
"""Is given the table of the archive's files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArchive:
    """An archive with its files recognised and the variants of one work chosen."""

    selection: Selection
    stored: Mapping[str, Path]
    """Content address → file, for every file of the archive."""
    files: tuple[RecognisedFile, ...]
    notices: tuple[Notice, ...]


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


def read_inputs(
    request: InputRequest, store: Path, recognised: Recognised | None = None, *, grades: bool = True
) -> Inputs:
    """Everything that the command names, read; ``store`` (owner only) takes the archive's files.

    ``recognised`` is given the table of files as soon as it is known, so that a person sees it even when a
    flaw follows. Without ``grades`` the work has none, whatever the inputs say. Raises every flaw of every input at
    once.
    """
    flaws: list[VprPrintError] = []
    archive = _attempt(flaws, lambda: read_variants(request, store, recognised))
    selection = archive.selection if archive else None
    grade = selection.grade if selection else request.grade
    wanted = WorkFilter(
        subject=selection.subject if selection else request.subject,
        grade=grade if grades else None,
        classes=request.classes,
        date=request.date,
    )
    read = _attempt(flaws, lambda: read_allocation(request.rooms, work=wanted, code_length=request.code_length))
    codes_path = request.codes
    grade = wanted.grade or (read.allocation.grade if read and grades else None)
    codes = (
        _attempt(flaws, lambda: read_codes(codes_path, length=request.code_length, grade=grade)) if codes_path else None
    )
    dealt = read and codes and not all(person.code for person in read.allocation.participants)
    if codes and dealt and codes.named:
        flaws.append(CodesTiedInCodeListError(codes.named))
    by_class = (codes_of_classes(codes.classes),) if codes and dealt and len(codes.classes) > 1 else ()
    work = (
        _attempt(flaws, lambda: _work(request, wanted, selection, read, grades=grades)) if selection and read else None
    )
    raise_flaws(flaws)
    assert archive and selection and read and work
    return Inputs(
        work=work,
        variants=selection.variants,
        stored=archive.stored,
        files=archive.files,
        allocation=read.allocation,
        read=read,
        pool=CodePool(codes.codes, codes_path.name) if codes and codes_path else None,
        notices=(*archive.notices, *read.notices, *(codes.notices if codes else ()), *by_class),
    )


def read_variants(request: ArchiveRequest, store: Path, recognised: Recognised | None = None) -> ReadArchive:
    """The archive alone, as ``read_inputs`` reads it. Raises every flaw of the archive or of its variants."""
    archive = read_archive(request.archive, store, password=request.password)
    files = recognise_files(archive)
    if recognised:
        recognised(files)
    selection = select_variants(
        files,
        subject=request.subject,
        grade=request.grade,
        overrides=dict(request.variant_files),
        cut_answers=request.cut_answers,
    )
    return ReadArchive(
        selection=selection,
        stored={file.sha256: file.path for file in archive.files},
        files=files,
        notices=(*archive.notices, *selection.notices),
    )


def _attempt(flaws: list[VprPrintError], read: Callable[[], T]) -> T | None:
    """The value, or None with the flaw noted."""
    try:
        return read()
    except VprPrintError as flaw:
        flaws.append(flaw)
        return None


def _work(
    request: InputRequest, wanted: WorkFilter, selection: Selection, read: AllocationResult, *, grades: bool
) -> Work:
    """The work that archive, list and command speak of. Raises when they contradict each other."""
    allocation = read.allocation
    rooms = request.rooms.name
    subject = proper_subject(selection.subject or allocation.subject or "")
    grade = selection.grade or allocation.grade if grades else None
    when = request.date or allocation.date
    flaws: list[VprPrintError] = []
    if when is None:
        flaws.append(MissingDateError(rooms))
    elif allocation.date and allocation.date != when:
        flaws.append(ConflictingFactError(Fact.DAY, f"{when:%d.%m.%Y}", f"{allocation.date:%d.%m.%Y}", rooms))
    if grade and allocation.grade and allocation.grade != grade:
        flaws.append(ConflictingFactError(Fact.GRADE, str(grade), str(allocation.grade), rooms))
    if not subject or (grades and not grade):
        flaws.append(UnknownWorkError(bool(subject), bool(grade) or not grades, request.archive.name))
    raise_flaws(flaws)
    assert when and subject
    key = "-".join([work_key(subject, grade or 0, when), *map(transliterate, sorted(wanted.class_keys))])
    return Work(subject, grade or 0, when, key)
