"""Fonts: letters, widths, subsets that give the drawn text back."""

from __future__ import annotations

import pickle
from pathlib import Path

import pypdf
import pytest
from fontTools.ttLib import TTFont
from reading_back import FONTS
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as ReportlabFont

from vpr_print.drawing.errors import FontFileError, MissingLettersError
from vpr_print.drawing.fonts import BOLD_FILE, REGULAR_FILE, Face, FontBook, read_fonts
from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.drawing.sheet import Drawing
from vpr_print.errors import ExitCode
from vpr_print.model.geometry import A5

MINORITY = "Ҡәрим Ғүзәл Өҙҫҥӈӄ Ӑӗӳҫ Җәүһәр Ҥӱӹ Ӟӵӧ Ԥӷӏ Ӏ"


@pytest.fixture(scope="module")
def book() -> FontBook:
    return read_fonts(FONTS)


def drawn_pdf(book: FontBook, *texts: str, bold: bool = False) -> bytes:
    drawing = Drawing(A5, book)
    for place, text in enumerate(texts):
        drawing.text(10, 20 + 10 * place, text, size_pt=12, bold=bold)
    embedded = book.embedded(drawing.faces)
    pdf = PdfFile(embedded.blocks, embedded.resources, title="Проба")
    pdf.add_page(drawing.size, drawing.content())
    return pdf.finish()


def extracted(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "drawn.pdf"
    file.write_bytes(pdf)
    return pypdf.PdfReader(file, strict=True).pages[0].extract_text()


@pytest.mark.parametrize(("bold", "file"), [(False, REGULAR_FILE), (True, BOLD_FILE)])
def test_widths_are_those_of_reportlab(book: FontBook, bold: bool, file: str) -> None:
    pdfmetrics.registerFont(ReportlabFont(file, str(FONTS / file)))
    for text in ("Протокол проведения № 12", "0123456789 ABC xyz", MINORITY, "", "«—»…"):
        points = pdfmetrics.stringWidth(text, file, 11)
        assert book.width(text, size_pt=11, bold=bold) == pytest.approx(points * 25.4 / 72, abs=0.001)


def test_spacing_stands_between_letters_only(book: FontBook) -> None:
    assert book.width("60132", size_pt=20, spacing_mm=2) == pytest.approx(book.width("60132", size_pt=20) + 8)
    assert book.width("6", size_pt=20, spacing_mm=2) == book.width("6", size_pt=20)


@pytest.mark.parametrize("bold", [False, True])
def test_drawn_text_is_extracted_as_it_was(book: FontBook, tmp_path: Path, bold: bool) -> None:
    texts = ("Съешь ещё этих мягких французских булок", "АБВ abc 0123 «№» — §", MINORITY)
    assert extracted(drawn_pdf(book, *texts, bold=bold), tmp_path).splitlines() == list(texts)


def test_decomposed_letters_are_drawn_composed(book: FontBook, tmp_path: Path) -> None:
    assert extracted(drawn_pdf(book, "и\u0306е\u0308"), tmp_path) == "йё"
    assert book.missing("и\u0306е\u0308") == ()


def test_a_letter_that_the_font_lacks_is_named_and_never_drawn(book: FontBook) -> None:
    assert book.missing("Аня 日 Δ 🙂 日") == ("日", "🙂")
    with pytest.raises(MissingLettersError) as caught:
        drawn_pdf(book, "Аня 日")
    assert caught.value.letters == ("日",)
    assert caught.value.exit_code is ExitCode.FONT
    assert "U+65E5" in str(caught.value) and "Аня" not in str(caught.value)


@pytest.mark.parametrize("text", ["а\tб", "а\u00adб", "а\u200bб", "\ufeffа", "а\x00б", "а\u202eб"])
def test_invisible_signs_count_as_missing(book: FontBook, text: str) -> None:
    assert len(book.missing(text)) == 1


def test_every_letter_of_the_font_is_in_both_faces(book: FontBook) -> None:
    letters = [chr(code) for code in TTFont(FONTS / REGULAR_FILE).getBestCmap() if chr(code).isalpha()]
    assert book.missing("".join(letters)) == ()


def test_a_file_embeds_only_what_its_text_needs(book: FontBook) -> None:
    assert book.embedded([]).blocks == ()
    base, wide = book.embedded([Face.REGULAR]), book.embedded([Face.REGULAR, Face.REGULAR_WIDE])
    assert len(base.blocks) == len(wide.blocks) == 1
    assert len(base.blocks[0].data) < 15_000 < len(wide.blocks[0].data)
    assert b"FontFile2" in drawn_pdf(book, "Анна") and b"VPRWAA" not in drawn_pdf(book, "Анна")
    assert b"VPRWAA" in drawn_pdf(book, "Әнисә")


def test_fonts_travel_to_workers_and_give_the_same_bytes(book: FontBook) -> None:
    copy = pickle.loads(pickle.dumps(book))
    assert copy.digest == book.digest == read_fonts(FONTS).digest
    assert drawn_pdf(copy, MINORITY) == drawn_pdf(book, MINORITY) == drawn_pdf(read_fonts(FONTS), MINORITY)


@pytest.mark.parametrize(
    "content", [None, b"", b"not a font", b"\x00\x01\x00\x00" + b"\xff" * 400, "truncated", "latin"]
)
def test_a_missing_or_broken_font_file_is_named(tmp_path: Path, content: bytes | str | None) -> None:
    whole = (FONTS / REGULAR_FILE).read_bytes()
    (tmp_path / BOLD_FILE).write_bytes((FONTS / BOLD_FILE).read_bytes())
    if content == "truncated":
        (tmp_path / REGULAR_FILE).write_bytes(whole[:200_000])
    elif content == "latin":
        from fontTools.subset import Subsetter

        font = TTFont(FONTS / REGULAR_FILE)
        subsetter = Subsetter()
        subsetter.populate(text="abc")
        subsetter.subset(font)
        font.save(tmp_path / REGULAR_FILE)
    elif isinstance(content, bytes):
        (tmp_path / REGULAR_FILE).write_bytes(content)
    with pytest.raises(FontFileError) as caught:
        read_fonts(tmp_path)
    assert REGULAR_FILE in caught.value.message.where
    assert caught.value.missing is (content is None)
