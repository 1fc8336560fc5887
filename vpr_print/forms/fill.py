"""An official form filled in as it was downloaded: only the sheet's cells change, every other part stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.forms.class_names import class_choices
from vpr_print.forms.electronic_protocol import SKIPPED, ProtocolRow, TaskName
from vpr_print.forms.errors import (
    CellTrouble,
    CellValueError,
    CodesNotInFormError,
    ColumnsMissingError,
    NoRowsLeftError,
)
from vpr_print.forms.form_sheet import FormSheet, Role, find_form
from vpr_print.forms.package import read_package
from vpr_print.forms.validation import Rules, read_rules
from vpr_print.forms.workbook import Place, Workbook, children, reference, serialised

_CROSSES = (SKIPPED, "Х", "x", "х")
"""Spellings of one mark: a form's own rule says which it takes."""
_DASHES = ("-", "–", "—")
_BEFORE_CALC = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
"""What may stand before ``calcPr`` in a workbook (ECMA-376, 18.2.27)."""
_MOST_DIGITS = 15
"""Of a number in a cell: a spreadsheet program makes the others zeros."""
_CELLS_SHOWN = 12
_ROLES = {
    Role.CLASS: "class_name",
    Role.VARIANT: "variant",
    Role.FORM_NUMBER: "form_number",
    Role.SEX: "sex",
    Role.PREVIOUS: "previous",
}
_MISSING = {
    Role.VARIANT: "Вариант",
    Role.FORM_NUMBER: "Номер бланка",
    Role.CLASS: "Класс",
    Role.SEX: "Пол",
    Role.PREVIOUS: "Отметка за прошлый период",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """A form that was filled in."""

    data: bytes
    sheet: str
    participants: int
    cells: int
    """That were written."""
    unchecked_rules: int
    """Rules of the form that only a spreadsheet program can check."""
    untouched: tuple[str, ...]
    """Codes that the form lists and nothing was said of."""
    incomplete: tuple[str, ...]
    """Codes that have marks, and not for every task of the form."""
    respelled: tuple[tuple[str, str], ...]
    """Classes that the form writes otherwise: as they were said, and as they were written."""


def fill_form(content: bytes, file: str, rows: Sequence[ProtocolRow], overwrite: bool = False) -> FilledForm:
    """The form with the rows written into it; formulas are worked out again when it is opened.

    Forms come from outside: call it in the sandbox. Raises ``NotAFormError``, and every value that its cell cannot
    take at once; then nothing is filled.
    """
    package = read_package(content, file)
    workbook = Workbook(package)
    form = find_form(workbook)
    filling = _Filling(file, form, read_rules(workbook, form.sheet), overwrite)
    raise_flaws(_by_kind(filling.run(rows)))
    changed = {form.sheet.part: form.sheet.to_bytes(), workbook.part: _recalculated(workbook)}
    written = {row.code for row in rows}
    untouched = tuple(code for code in form.rows if code not in written)
    incomplete = tuple(row.code for row in rows if 0 < len(row.marks) < len(form.tasks))
    data = package.rewritten(changed)
    return FilledForm(
        data=data,
        sheet=form.name,
        participants=len(rows),
        cells=filling.cells,
        unchecked_rules=filling.rules.unknown,
        untouched=untouched,
        incomplete=incomplete,
        respelled=tuple(sorted(filling.respelled)),
    )


class _Filling:
    """One form while it is filled in."""

    def __init__(self, file: str, form: FormSheet, rules: Rules, overwrite: bool) -> None:
        self.cells = 0
        self.respelled: set[tuple[str, str]] = set()
        self.rules = rules
        self._file = file
        self._form = form
        self._overwrite = overwrite

    def run(self, rows: Sequence[ProtocolRow]) -> list[VprPrintError]:
        """Write what can be written; gives what cannot."""
        flaws: list[VprPrintError] = [*self._columns_missing(rows)]
        form = self._form
        unknown = tuple(row.code for row in rows if form.rows and row.code not in form.rows)
        if unknown:
            flaws.append(CodesNotInFormError(self._file, form.name, unknown))
        if flaws:
            return flaws
        if form.rows:
            places = [form.rows[row.code] for row in rows]
        else:
            places = self._free_rows(len(rows))
            if len(places) < len(rows):
                return [NoRowsLeftError(self._file, form.name, len(places), len(rows))]
        for number, row in zip(places, rows, strict=True):
            flaws += self._write_row(number, row)
        return flaws

    def _columns_missing(self, rows: Sequence[ProtocolRow]) -> Iterator[VprPrintError]:
        form = self._form
        said = {role for role, field in _ROLES.items() if any(getattr(row, field) for row in rows)}
        # class, sex and the last mark are the form's own to ask for; what cannot be told without is the rest
        # (a form that asks for answer forms need not ask for variants)
        needed = {Role.FORM_NUMBER} if Role.FORM_NUMBER in form.columns else {Role.VARIANT, Role.FORM_NUMBER}
        titles = [_MISSING[role] for role in _MISSING if role in needed & said - form.columns.keys()]
        tasks = dict.fromkeys(task for row in rows for task, _ in row.marks)
        titles += [f"задание {task}" for task in tasks if task not in form.tasks]
        if titles:
            found = tuple(task.title for task in form.tasks.values())
            yield ColumnsMissingError(self._file, form.name, tuple(titles), found)

    def _free_rows(self, wanted: int) -> list[int]:
        """Rows for participants in a form without codes: those whose code cell may be written."""
        form = self._form
        rows: list[int] = []
        row, column = form.first_row, form.columns[Role.CODE]
        while len(rows) < wanted and not (form.sheet.protected and form.sheet.is_locked((row, column))):
            rows.append(row)
            row += 1
        return rows

    def _write_row(self, number: int, row: ProtocolRow) -> Iterator[VprPrintError]:
        form = self._form
        if not form.rows:
            yield from self._write((number, form.columns[Role.CODE]), row.code)
        for role, field in _ROLES.items():
            value = getattr(row, field)
            if value and role in form.columns:
                place = number, form.columns[role]
                yield from self._write_class(place, value) if role is Role.CLASS else self._write(place, value)
        for name, mark in row.marks:
            yield from self._write_mark(number, name, mark)

    def _write_class(self, place: Place, value: str) -> Iterator[VprPrintError]:
        rule, there = self.rules.of(place), self._form.sheet.text(place)
        meant = class_choices(value, rule.choices if rule and rule.choices else (there,))
        if len(meant) > 1:
            yield self._trouble(place, value, CellTrouble.AMBIGUOUS, meant)
            return
        written = meant[0] if meant else value
        if written != value:
            self.respelled.add((value, written))
        yield from self._write(place, written)

    def _write_mark(self, number: int, name: TaskName, mark: str) -> Iterator[VprPrintError]:
        task = self._form.tasks[name]
        place = number, task.column
        if mark.isdigit() and int(mark) > task.most:
            yield self._trouble(place, mark, CellTrouble.ABOVE_LIMIT, (str(task.most),))
            return
        yield from self._write(place, mark)

    def _write(self, place: Place, value: str) -> Iterator[VprPrintError]:
        sheet, rule = self._form.sheet, self.rules.of(place)
        spellings = next((same for same in (_CROSSES, _DASHES) if value in same), (value,))
        written = next((one for one in spellings if rule is None or rule.takes(one)), None)
        there = sheet.text(place)
        if there and there in spellings and not sheet.is_formula(place):
            return
        if place in sheet.merged:
            yield self._trouble(place, value, CellTrouble.MERGED)
        elif sheet.is_formula(place):
            yield self._trouble(place, value, CellTrouble.FORMULA)
        elif sheet.is_locked(place):
            yield self._trouble(place, value, CellTrouble.LOCKED)
        elif written is None:
            yield self._trouble(place, value, CellTrouble.NOT_ALLOWED, rule.words if rule else ())
        elif there and not self._overwrite:
            yield self._trouble(place, value, CellTrouble.OCCUPIED, (there,))
        else:
            code = place[1] == self._form.columns[Role.CODE]
            sheet.write(place, written if code or not _is_count(written) else int(written))
            self.cells += 1

    def _trouble(self, place: Place, value: str, trouble: CellTrouble, allowed: tuple[str, ...] = ()) -> CellValueError:
        title = self._form.titles.get(place[1], "")
        return CellValueError(self._file, self._form.name, reference(place), title, value, trouble, allowed)


def _by_kind(flaws: Sequence[VprPrintError]) -> Iterator[VprPrintError]:
    """The flaws, those of one column and kind as one with all its cells."""
    cells: dict[CellValueError, list[str]] = {}
    kinds: dict[tuple[object, ...], CellValueError] = {}
    for flaw in flaws:
        if not isinstance(flaw, CellValueError):
            yield flaw
            continue
        first = kinds.setdefault((flaw.title, flaw.value, flaw.trouble, flaw.allowed), flaw)
        cells.setdefault(first, []).append(flaw.cell)
    for first, same in cells.items():
        same.sort(key=lambda cell: (len(cell), cell))
        more = f" и ещё {len(same) - _CELLS_SHOWN}" if len(same) > _CELLS_SHOWN else ""
        first.cell = ", ".join(same[:_CELLS_SHOWN]) + more
        yield first


def _is_count(text: str) -> bool:
    """Whether a text is a number that loses nothing as one: «5», not «05», nor the 16 digits of an answer form."""
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and text == str(int(text))


def _recalculated(workbook: Workbook) -> bytes:
    """The workbook's part with the order to work out all formulas when it is opened."""
    root = workbook.root
    found = next(children(root, "calcPr"), None)
    if found is None:
        namespace = etree.QName(root).namespace
        found = etree.Element(f"{{{namespace}}}calcPr" if namespace else "calcPr")
        before = [child for name in _BEFORE_CALC for child in children(root, name)]
        root.insert(root.index(before[-1]) + 1 if before else 0, found)
    found.set("fullCalcOnLoad", "1")
    return serialised(root)
