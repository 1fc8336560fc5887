"""The search for names that leave the school finds one wherever it is put, and nothing where there is none."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from journeys.names_outside import files_with_names
from openpyxl.comments import Comment
from reading_back import FONTS
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

NAMES = ("Ёлкин Пётр Ильич", "Берёзкина Анна")


def drawn(text: str) -> bytes:
    pdfmetrics.registerFont(TTFont("NameSans", str(FONTS / "PTS55F.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, initialFontName="NameSans")
    canvas.drawString(60, 700, text)
    canvas.save()
    return out.getvalue()


def with_pdf(change: str) -> bytes:
    pdf = pikepdf.open(io.BytesIO(drawn("Каб. 101")))
    match change:
        case "metadata":
            pdf.docinfo["/Title"] = "протокол: ЁЛКИН"
        case "xmp":
            with pdf.open_metadata() as metadata:
                metadata["dc:description"] = "Ёлкин Пётр"
        case "annotation":
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents="для Елкина: Елкин")
            pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))
        case "attachment":
            pdf.attachments["a.txt"] = "Берёзкина".encode("cp1251")
        case "stream":
            pdf.pages[0].contents_add(pdf.make_stream("% Берёзкина".encode()))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def workbook(change: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Ёлкин" if change == "cell" else "41190"
    if change == "comment":
        sheet["A1"].comment = Comment("Берёзкина", "учитель")
    if change == "author":
        book.properties.creator = "Берёзкина А."
    out = io.BytesIO()
    book.save(out)
    if change == "part":
        with zipfile.ZipFile(out, "a") as package:
            package.writestr("docProps/елкин.xml", "<a/>")
    return out.getvalue()


@pytest.mark.parametrize("change", ["metadata", "xmp", "annotation", "attachment", "stream"])
def test_a_name_anywhere_in_a_pdf_is_found(tmp_path: Path, change: str) -> None:
    (tmp_path / "a.pdf").write_bytes(with_pdf(change))
    (tmp_path / "b.pdf").write_bytes(with_pdf("nothing"))
    found = files_with_names(sorted(tmp_path.iterdir()), NAMES)
    assert found and all(line.startswith("a.pdf: ") for line in found)
    assert "лкин" not in " ".join(found).casefold()


@pytest.mark.parametrize("change", ["cell", "comment", "author", "part"])
def test_a_name_anywhere_in_a_workbook_is_found(tmp_path: Path, change: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook(change))
    (tmp_path / "b.xlsx").write_bytes(workbook("nothing"))
    found = files_with_names(sorted(tmp_path.iterdir()), NAMES)
    assert found and all(line.startswith("a.xlsx: ") for line in found)


def test_drawn_words_and_names_of_files_count_and_parts_of_words_do_not(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(drawn("Ёлкин Пётр"))
    (tmp_path / "ЕЛКИН.pdf").write_bytes(drawn("Каб. 101"))
    (tmp_path / "c.pdf").write_bytes(drawn("Ёлкинский район"))
    found = {line.partition(":")[0] for line in files_with_names(sorted(tmp_path.iterdir()), NAMES)}
    assert found == {"a.pdf", "ЕЛКИН.pdf"}
