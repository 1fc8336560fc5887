"""The year's register of codes kept: lists come in, everybody keeps their code, the doubtful are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vpr_print.errors import Notice, raise_flaws
from vpr_print.forms.errors import FormFlaw, NotAFormError
from vpr_print.forms.register import ListedPerson, RegisterRow, assign
from vpr_print.forms.register_errors import CodeConflictError, CodesShortError
from vpr_print.forms.register_file import RegisterFile, parse_register, register_bytes
from vpr_print.forms.text_workbook import text_workbook
from vpr_print.intake.class_lists import read_class_list
from vpr_print.intake.coded_lists import with_codes
from vpr_print.intake.codes import read_codes
from vpr_print.model.work import ParticipantCode
from vpr_print.output.errors import as_output_error
from vpr_print.safe_files import make_folder, put
from vpr_print.sandbox import SandboxError, call
from vpr_print.settings.school import SchoolFolder

NAME = "reestr-kodov.xlsx"
"""In the school folder, readable by its owner only; it holds names and never leaves the school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """What came of the lists."""

    register: Path
    people: int
    """In the lists."""
    kept: int
    """Had their code before."""
    new: int
    respelled: tuple[str, ...]
    """Cells of those whose name is written in another way than in the register."""
    questions: tuple[str, ...]
    """Cells of those who could not be told apart: the register asks about them."""
    lists: tuple[Path, ...]
    """The lists with codes that were written for a build."""
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the register holds."""

    register: Path
    rows: int
    nameless: int
    """Codes that were issued blank and have no name yet."""
    by_class: tuple[tuple[str, int], ...]
    open_questions: int
    """That were answered, and not yet taken in."""


def assign_codes(
    school: SchoolFolder,
    lists: Sequence[Path],
    codes: Path | None,
    register: Path | None = None,
    coded: Path | None = None,
) -> Assigned:
    """Codes for everybody in the lists, in the register, which is written whole or not at all.

    ``coded`` is a folder that gets each list with a column of codes, for a build; not while somebody has to be asked
    about. Raises flaws of the lists (11), of the list of codes (13), of the register and contradictions (70), of the
    disk (40); then nothing is written.
    """
    path = register or school.root / NAME
    with school.lock():
        known = _read(path)
        read = [read_class_list(item, code_length=school.settings.build.code_length) for item in lists]
        people = [
            ListedPerson(name=person.name, class_name=person.class_name, code=person.code, cell=person.cell)
            for item in read
            for person in item.people
            if person.name
        ]
        free = read_codes(codes, length=school.settings.build.code_length) if codes else None
        result = assign(known.rows, people, free.codes if free else (), known.decisions(people))
        raise_flaws(CodeConflictError.of(conflict) for conflict in result.conflicts)
        if result.short:
            raise CodesShortError(result.short, codes.name if codes else "")
        try:
            put(path, register_bytes(result.register, result.questions))
        except OSError as error:
            raise as_output_error(error, str(path)) from error
        written = _write_coded(coded, lists, result.codes) if coded and not result.questions else ()
    before = {row.code for row in known.rows}
    return Assigned(
        register=path,
        people=len(people),
        kept=sum(code in before for _, code in result.codes),
        new=result.new,
        respelled=tuple(str(person.cell) for person, _ in result.respelled),
        questions=tuple(str(question.person.cell) for question in result.questions),
        lists=written,
        notices=tuple(notice for item in read for notice in item.notices) + (free.notices if free else ()),
    )


def check_register(school: SchoolFolder, register: Path | None = None) -> Checked:
    """What the register holds. Raises its flaws (70)."""
    path = register or school.root / NAME
    known = _read(path, needed=True)
    return Checked(
        register=path,
        rows=len(known.rows),
        nameless=sum(row.name is None for row in known.rows),
        by_class=_by_class(known.rows),
        open_questions=len(known.said),
    )


def issued_codes(school: SchoolFolder) -> frozenset[ParticipantCode]:
    """Every code that the school's register has given to somebody; none without a register."""
    return frozenset(row.code for row in _read(school.root / NAME).rows)


def _write_coded(
    folder: Path, lists: Sequence[Path], codes: Sequence[tuple[ListedPerson, ParticipantCode]]
) -> tuple[Path, ...]:
    """Each list with its codes in a file of its own, over a former one. Raises errors of the disk (40)."""
    targets = tuple(
        folder / f"{path.stem}-s-kodami{f'-{again}' if (again := _same_before(lists, at)) else ''}.xlsx"
        for at, path in enumerate(lists)
    )
    for path, target in zip(lists, targets, strict=True):
        own = {person.cell: code for person, code in codes if person.cell.file == path.name}
        data = text_workbook(with_codes(path, own))
        try:
            make_folder(folder)
            put(target, data)
        except OSError as error:
            raise as_output_error(error, str(target)) from error
    return targets


def _same_before(lists: Sequence[Path], at: int) -> int:
    """How many lists before this one have its name."""
    return sum(path.stem == lists[at].stem for path in lists[:at])


def _read(path: Path, *, needed: bool = False) -> RegisterFile:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if needed:
            raise NotAFormError(str(path), FormFlaw.NO_FILE) from None
        return RegisterFile()
    except OSError as error:
        raise as_output_error(error, str(path)) from error
    try:
        return call(parse_register, content, path.name)
    except SandboxError:
        raise NotAFormError(path.name, FormFlaw.DAMAGED) from None


def _by_class(rows: Sequence[RegisterRow]) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for row in rows:
        counted[row.class_name] = counted.get(row.class_name, 0) + 1
    return tuple(sorted(counted.items()))
