"""The official form filled in from what the sources say together, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from vpr_print.forms.double_entry import CLASS, PREVIOUS, SEX
from vpr_print.forms.electronic_protocol import ProtocolRow
from vpr_print.forms.errors import FormFlaw, NotAFormError
from vpr_print.forms.fill import FilledForm, fill_form
from vpr_print.forms.protocol_errors import BuiltElsewhereError, ContradictedError, NobodyCameError, OutIsFormError
from vpr_print.model.work import ParticipantCode
from vpr_print.output.errors import as_output_error
from vpr_print.safe_files import put
from vpr_print.sandbox import SandboxError, call
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.ledger import Clock
from vpr_print.workflow.named import chosen_work
from vpr_print.workflow.protocol_sources import ProtocolSources, protocol_rows, read_sources
from vpr_print.workflow.school import open_ledger

_FILLED = "-zapolnen"
_BESIDE = (
    (CLASS, "class_name"),
    ("Вариант", "variant"),
    ("Номер бланка", "form_number"),
    (SEX, "sex"),
    (PREVIOUS, "previous"),
)
"""Columns beside the tasks, and the field of a row that stands in each."""
R = TypeVar("R")
A = TypeVarTuple("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form that was filled in and written."""

    file: Path
    csv: Path | None
    sheet: str
    rows: tuple[ProtocolRow, ...]
    cells: int
    unchecked_rules: int
    """Rules of the form that only a spreadsheet program can check."""
    untouched: tuple[str, ...]
    """Codes that the form lists, whose owners did not come or of whom nothing is known."""
    unexplained: tuple[str, ...]
    """Those of them of whom nobody said that they did not come."""
    without_marks: tuple[ParticipantCode, ...]
    incomplete: tuple[str, ...]
    """Codes that have marks, and not for every task of the form."""
    respelled: tuple[tuple[str, str], ...]
    """Classes that the form writes otherwise than they were said."""


def read_protocol(school: SchoolFolder, clock: Clock, work: str | None, *, classes: bool = False) -> ProtocolSources:
    """The sources of the work, held against each other. Raises ``WhichWorkError`` (2), errors of ledger and disk."""
    with open_ledger(school, clock) as ledger:
        return read_sources(school, ledger, chosen_work(work, ledger.works()), classes=classes)


def fill_protocol(
    school: SchoolFolder,
    form: Path,
    *,
    work: str | None,
    out: Path | None = None,
    csv: Path | None = None,
    overwrite: bool = False,
    clock: Clock,
) -> Filled:
    """The form with everybody who came, written whole or not at all beside the one that was downloaded.

    Raises ``ContradictedError`` while a person has something to settle, ``NobodyCameError``, ``BuiltElsewhereError``,
    everything that the form does not take (70), ``WhichWorkError`` (2), errors of the ledger (50) and of the disk (40).
    """
    sources = read_protocol(school, clock, work, classes=True)
    if not sources.built_here:
        raise BuiltElsewhereError(sources.work)
    refuse_contradictions(sources)
    rows = protocol_rows(sources)
    if not rows:
        raise NobodyCameError(sources.work)
    target = out or _free_name(form)
    if _same_file(target, form) or (csv and any(_same_file(csv, other) for other in (form, target))):
        raise OutIsFormError(str(target if _same_file(target, form) else csv))
    filled: FilledForm = in_sandbox(fill_form, form, rows, overwrite)
    with _said_as_output(target):
        put(target, filled.data)
    if csv:
        with _said_as_output(csv):
            put(csv, csv_bytes(rows))
    absent = {*sources.agreement.absent, *(place.code for place in sources.planned if place.spare)}
    return Filled(
        file=target,
        csv=csv,
        sheet=filled.sheet,
        rows=rows,
        cells=filled.cells,
        unchecked_rules=filled.unchecked_rules,
        untouched=filled.untouched,
        unexplained=tuple(code for code in filled.untouched if code not in absent),
        without_marks=tuple(row.code for row in sources.without_marks),
        incomplete=filled.incomplete,
        respelled=filled.respelled,
    )


def refuse_contradictions(sources: ProtocolSources) -> None:
    """Raise ``ContradictedError`` while anything has to be settled by a person."""
    if not sources.open:
        return
    codes = [code for contradiction in sources.agreement.contradictions for code in contradiction.codes]
    codes += [difference.code for difference in sources.marks.differences]
    codes += sources.homeless_marks
    raise ContradictedError(sources.work, sources.open, tuple(dict.fromkeys(codes)))


def in_sandbox(function: Callable[[bytes, str, *A], R], form: Path, *args: *A) -> R:
    """What the function makes of the form's content, in a process with limits. Raises ``NotAFormError``."""
    try:
        content = form.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise NotAFormError(str(form), FormFlaw.NO_FILE) from None
    except OSError as error:
        raise as_output_error(error, str(form)) from error
    try:
        return call(function, content, form.name, *args)
    except SandboxError:
        raise NotAFormError(form.name, FormFlaw.DAMAGED) from None


def csv_bytes(rows: Sequence[ProtocolRow]) -> bytes:
    """The rows for a spreadsheet: semicolons, a mark of UTF-8, only the columns that have anything in them."""
    beside = [(title, field) for title, field in _BESIDE if any(getattr(row, field) for row in rows)]
    tasks = list(dict.fromkeys(task for row in rows for task, _ in row.marks))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Код участника", *(title for title, _ in beside), *tasks])
    for row in rows:
        marks = dict(row.marks)
        values = [row.code, *(getattr(row, field) for _, field in beside), *(marks.get(task, "") for task in tasks)]
        writer.writerow(map(_no_formula, values))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _no_formula(text: str) -> str:
    """A spreadsheet takes a text that begins so for a formula; a lone dash it does not."""
    return f"'{text}" if len(text) > 1 and text[0] in "=+-@\t\r" else text


def _free_name(form: Path) -> Path:
    """A name beside the form that nothing has yet: what was filled in before may have been worked on."""
    names = (form.with_name(f"{form.stem}{_FILLED}{f'-{n}' if n > 1 else ''}.xlsx") for n in range(1, 10_000))
    return next(name for name in names if not name.exists())


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


@contextmanager
def _said_as_output(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise as_output_error(error, str(file)) from error
