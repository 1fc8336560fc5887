"""The register of codes as a workbook that people open: one sheet with the codes, one with what they are asked."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.forms.package import read_package
from vpr_print.forms.register import Answer, Decision, Doubt, ListedPerson, Question, RegisterRow
from vpr_print.forms.register_errors import AnswerError, NotARegisterError, RegisterRowError, RowTrouble
from vpr_print.forms.text_workbook import MADE, fill_text
from vpr_print.forms.workbook import Sheet, reference
from vpr_print.forms.workbook import Workbook as ReadWorkbook
from vpr_print.model.seating import FullName
from vpr_print.model.work import ParticipantCode

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, QUESTIONS = "Реестр", "Вопросы"
_TITLES = ("Код участника", "Фамилия, имя, отчество", "Класс", "Примечание")
_WIDTHS = (16, 44, 10, 40)
_ASKED = ("Где в списке", "Фамилия, имя, отчество", "Класс", "Что неясно", "О ком речь: коды", "Ответ: код или «новый»")
_ASKED_WIDTHS = (30, 40, 10, 52, 20, 24)
_WARNING = "Реестр кодов: остаётся в школе, никуда не передаётся. Код, который выдан, другому не даётся никогда."
_NEW = ("новый", "новая", "нов")
DOUBTS = {
    Doubt.OTHER_CLASS: "в реестре это имя есть в другом классе: сменил класс (впишите код) или однофамилец («новый»)",
    Doubt.NAMESAKES: "в списке два таких имени в одном классе: впишите каждому его код или «новый»",
    Doubt.SEVERAL: "в реестре два таких имени в этом классе: впишите код того, кто здесь",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A person's answer, as it stands in the workbook."""

    where: str
    """Cell of the list that was asked about."""
    name: FullName
    class_name: str
    answer: Answer
    code: ParticipantCode | None


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What the workbook holds."""

    rows: tuple[RegisterRow, ...] = ()
    said: tuple[Said, ...] = ()

    def decisions(self, people: Sequence[ListedPerson]) -> tuple[Decision, ...]:
        """The answers that are about somebody in the lists."""
        asked = {(said.where, said.name.folded, said.class_name): said for said in self.said}
        found = ((person, asked.get((str(person.cell), person.name.folded, person.class_name))) for person in people)
        return tuple(Decision(person=person, answer=said.answer, code=said.code) for person, said in found if said)


def register_bytes(rows: Sequence[RegisterRow], questions: Sequence[Question]) -> bytes:
    """The workbook: codes as text, so that no zero is lost."""
    # imported here, so that only a process that writes a workbook carries it
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = "vpr_print"
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    _fill(
        sheet,
        _TITLES,
        _WIDTHS,
        [(row.code, row.name.text if row.name else "", row.class_name, row.note) for row in rows],
    )
    if questions:
        asked = book.create_sheet(QUESTIONS)
        _fill(asked, _ASKED, _ASKED_WIDTHS, [_question(question) for question in questions])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def parse_register(content: bytes, file: str) -> RegisterFile:
    """The register that a workbook holds; people may have sorted and added rows.

    Foreign as any workbook: call it in the sandbox. Raises ``NotAFormError``, ``NotARegisterError``, or every flaw of
    its rows at once.
    """
    book = ReadWorkbook(read_package(content, file))
    sheets = {item.name: book.sheet(item.part) for item in book.sheets}
    if SHEET not in sheets:
        raise NotARegisterError(file)
    flaws: list[VprPrintError] = []
    rows = tuple(_register_rows(sheets[SHEET], file, flaws))
    said = tuple(_answers(sheets[QUESTIONS], file, flaws)) if QUESTIONS in sheets else ()
    raise_flaws(flaws)
    return RegisterFile(rows, said)


def _register_rows(sheet: Sheet, file: str, flaws: list[VprPrintError]) -> Iterator[RegisterRow]:
    head = next((row for row in range(1, 30) if sheet.text((row, 1)) == _TITLES[0]), None)
    if head is None:
        raise NotARegisterError(file)
    seen: dict[str, int] = {}
    for row in range(head + 1, sheet.last_row + 1):
        code, name, class_name, note = (sheet.text((row, column)) for column in range(1, 5))
        if not (code or name):
            continue
        if not (code.isascii() and code.isdigit()):
            flaws.append(RegisterRowError(file, f"{SHEET}!{reference((row, 1))}", RowTrouble.NO_CODE))
        elif sheet.is_number((row, 1)) and len(code) < max(map(len, seen), default=0):
            flaws.append(RegisterRowError(file, f"{SHEET}!{reference((row, 1))}", RowTrouble.ZEROS_LOST))
        elif code in seen:
            where = f"{SHEET}!{reference((seen[code], 1))}, {reference((row, 1))}"
            flaws.append(RegisterRowError(file, where, RowTrouble.CODE_TWICE))
        else:
            seen[code] = row
            owner = FullName(name) if name else None
            yield RegisterRow(code=ParticipantCode(code), name=owner, class_name=class_name, note=note)


def _answers(sheet: Sheet, file: str, flaws: list[VprPrintError]) -> Iterator[Said]:
    head = next((row for row in range(1, 30) if sheet.text((row, 1)) == _ASKED[0]), None)
    for row in range(head + 1, sheet.last_row + 1) if head else ():
        where, name, class_name, _, codes, answer = (sheet.text((row, column)) for column in range(1, 7))
        if not answer:
            continue
        known = codes.replace(",", " ").split()
        if answer.casefold().rstrip(".") in _NEW:
            yield Said(where, FullName(name), class_name, Answer.NEW, None)
        elif answer in known:
            yield Said(where, FullName(name), class_name, Answer.SAME, ParticipantCode(answer))
        else:
            flaws.append(AnswerError(file, f"{QUESTIONS}!{reference((row, 6))}", answer, tuple(known)))


def _question(question: Question) -> tuple[str, ...]:
    person = question.person
    codes = ", ".join(question.codes)
    return str(person.cell), person.name.text, person.class_name, DOUBTS[question.doubt], codes, ""


def _fill(sheet: Worksheet, titles: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.append([_WARNING])
    sheet["A1"].font = Font(bold=True, color="9C0006")
    sheet.append([])
    sheet.append(list(titles))
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EDEDED")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    fill_text(sheet, rows, 4)
    for letter, width in zip("ABCDEFG", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
