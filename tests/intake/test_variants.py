"""Foreign PDFs are read from outside: damage, passwords and scans end as a line in the table, never as a crash."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from vpr_print.intake import reasons
from vpr_print.intake.archive import MaterialsArchive, StoredFile
from vpr_print.intake.recognition import FileKind, Need, RecognisedFile
from vpr_print.intake.selection import select_variants
from vpr_print.intake.variants import recognise_files
from vpr_print.sandbox import Limits

FONT = Path(__file__).parents[2] / "fonts" / "pt-sans" / "PTS55F.ttf"
TITLE = ("ВПР. Математика. 5 класс.", "КОД", "Вариант 1", "Инструкция по выполнению работы", "Пишите аккуратно")
TASK = ("ВПР. Математика. 5 класс.", "КОД", "1 Выберите правильный ответ и запишите его", "Ответ:")
SCHEME = ("Система оценивания", "Номер задания    Правильный ответ", "1    15")


def pdf(*pages: tuple[str, ...], spacing: float = 0, backwards: bool = False) -> bytes:
    """A PDF with these lines; letters ``spacing`` points apart, drawn from the last line to the first."""
    pdfmetrics.registerFont(TTFont("TestSans", str(FONT)))
    out = BytesIO()
    canvas = Canvas(out, invariant=1, initialFontName="TestSans")
    for lines in pages:
        placed = [(800 - 30 * index, line) for index, line in enumerate(lines)]
        for y, line in reversed(placed) if backwards else placed:
            text = canvas.beginText(60, y)
            text.setFont("TestSans", 12)
            text.setCharSpace(spacing)
            text.textOut(line)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def read(folder: Path, *contents: tuple[str, bytes], limits: Limits | None = None) -> tuple[RecognisedFile, ...]:
    files = []
    for number, (name, content) in enumerate(contents):
        path = folder / str(number)
        path.write_bytes(content)
        files.append(StoredFile(name, f"{zlib.crc32(content):064x}", len(content), path))
    archive = MaterialsArchive(tuple(files))
    return recognise_files(archive, limits=limits) if limits else recognise_files(archive)


def locked(content: bytes, user: str) -> bytes:
    writer = PdfWriter(PdfReader(BytesIO(content)))
    writer.encrypt(user_password=user, owner_password="владелец", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_archive_becomes_variants(tmp_path: Path) -> None:
    second = (TITLE[0], TITLE[1], "Вариант 2", *TITLE[3:])
    files = read(
        tmp_path,
        ("а.pdf", pdf(TITLE, TASK)),
        ("б.pdf", pdf(second, TASK)),
        ("в.pdf", pdf(SCHEME)),
        ("г.pdf", pdf(("Инструкция для организатора", "Раздайте варианты"))),
    )
    assert [file.kind.name for file in files] == ["VARIANT", "VARIANT", "MARK_SCHEME", "INSTRUCTIONS"]
    chosen = select_variants(files)
    assert [(item.number, item.parts[0].pages) for item in chosen.variants] == [(1, (0, 1)), (2, (0, 1))]


@pytest.mark.parametrize("spacing", [4.0, 9.0])
@pytest.mark.parametrize("backwards", [False, True])
def test_spaced_letters_in_any_order(tmp_path: Path, spacing: float, backwards: bool) -> None:
    answers = ("Ответы и решения", "1. 15")
    (file,) = read(tmp_path, ("а.pdf", pdf(TITLE, TASK, answers, spacing=spacing, backwards=backwards)))
    assert (file.kind, file.variant, file.subject, file.grade) == (FileKind.VARIANT, 1, "Математика", 5)
    assert file.answer_pages == (2,)


def test_a_scan_has_no_text(tmp_path: Path) -> None:
    (file,) = read(tmp_path, ("вариант1.pdf", pdf((), ("2",))))
    assert (file.kind, file.needs, file.page_count) == (FileKind.UNREADABLE, Need.NUMBER, 2)


def test_pictures_behind_the_tasks_are_told_from_blank_pages(tmp_path: Path) -> None:
    scanned = PdfWriter(PdfReader(BytesIO(pdf(TITLE, TASK, ()))))
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.rect(50, 50, 300, 500, fill=1)
    canvas.save()
    scanned.append(BytesIO(out.getvalue()))
    glued = BytesIO()
    scanned.write(glued)
    first, second = read(tmp_path, ("а.pdf", glued.getvalue()), ("б.pdf", pdf(TITLE, TASK, ())))
    assert (first.silent_tail, second.silent_tail) == ((3,), ())


def test_a_password_is_asked_for_and_an_owners_one_is_not(tmp_path: Path) -> None:
    closed, opened = read(tmp_path, ("а.pdf", locked(pdf(TITLE), "тайна")), ("б.pdf", locked(pdf(TITLE), "")))
    assert (closed.kind, closed.needs) == (FileKind.UNREADABLE, Need.PASSWORD)
    assert opened.kind is FileKind.VARIANT


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n" + b"\0" * 500, b"<html>404</html>", b"%PDF-1.4\n%%EOF"])
def test_damage_is_said(tmp_path: Path, content: bytes) -> None:
    (file,) = read(tmp_path, ("вариант1.pdf", content))
    assert (file.kind, file.needs) == (FileKind.UNREADABLE, Need.REPAIR)


def test_a_truncated_pdf_never_crashes(tmp_path: Path) -> None:
    whole = pdf(TITLE, TASK)
    cut = [("вариант1.pdf", whole[: len(whole) * part // 4]) for part in (1, 2, 3)]
    for file in read(tmp_path, *cut):
        assert file.kind in (FileKind.UNREADABLE, FileKind.VARIANT)


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    out = BytesIO()
    PdfWriter().write(out)
    (file,) = read(tmp_path, ("а.pdf", out.getvalue()))
    assert (file.kind, file.page_count) == (FileKind.UNREADABLE, 0)


def test_a_reader_that_runs_out_of_time_is_a_reason(tmp_path: Path) -> None:
    (file,) = read(tmp_path, ("а.pdf", pdf(TITLE, *[TASK] * 90)), limits=Limits(seconds=0.001))
    assert file.reasons == (reasons.TOO_SLOW,)


def test_other_files_of_an_archive(tmp_path: Path) -> None:
    form, codes = Workbook(), Workbook()
    form.worksheets[0].title = "Протокол"
    codes.worksheets[0].append(["Код участника"])
    for code in range(10001, 10011):
        codes.worksheets[0].append([str(code)])
    contents = []
    for name, book in (("форма.xlsx", form), ("к.xlsx", codes)):
        out = BytesIO()
        book.save(out)
        contents.append((name, out.getvalue()))
    rest = (("прочти.txt", b"text"), ("битый.xlsx", b"PK\3\4"), ("вариант 2.docx", b"PK\3\4"))
    files = read(tmp_path, *contents, *rest)
    assert files[-1].needs is Need.CONVERT
    assert [file.kind for file in files] == [
        FileKind.ELECTRONIC_FORM,
        FileKind.CODE_LIST,
        FileKind.OTHER,
        FileKind.OTHER,
        FileKind.UNREADABLE,
    ]
