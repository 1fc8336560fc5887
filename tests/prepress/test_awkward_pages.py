"""Every awkward page prints as its author made it, without what a viewer hides."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pypdf
import pytest
from pikepdf import Name
from prepress import awkward
from prepress.fidelity import Difference, file_difference

from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.model.geometry import A4
from vpr_print.prepress.attempts import prepare
from vpr_print.prepress.file_work import FileTask, PreparedFile
from vpr_print.prepress.loose import block_of
from vpr_print.prepress.masters import PrepressOptions

DAMAGED = ("damaged_xref", "truncated", "junk_before_header")
"""pdfium does not open these: they must look like the undamaged page."""
SECRET = b"Otvety"
FORBIDDEN = (b"/JavaScript", b"/JS", b"/OC", b"/Annot", b"/EmbeddedFile", b"/AcroForm", b"/OpenAction")
HIDING = [name for name in awkward.CASES if name.startswith(("layer", "hidden", "scripts"))]
FINE = [
    "rotate90", "text_field", "markup_without_appearance", "underline_close_to_text", "layer_off",
    "letters_between_pixels",
]  # fmt: skip
VARIED = ["all_inherited", "text_field", "layer_on_form", "shading_and_soft_mask", "type3_font"]


@cache
def ours(name: str) -> tuple[PreparedFile, bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(awkward.CASES[name]())
        file = prepare(FileTask(name, path, (0,), PrepressOptions()))
    block = block_of(64, [(0, item) for item in file.objects], [{index: index for index in range(len(file.objects))}])
    pdf = PdfFile([block], b"<</XObject<</V %d 0 R>>>>" % (64 + file.pages[0].form))
    pdf.add_page(A4, b"/V Do")
    return file, pdf.finish()


def difference_of(name: str, dpi: int) -> Difference:
    original = awkward.plain() if name in DAMAGED else awkward.CASES[name]()
    if name == "layer_on_annotation":  # pdfium looks at the layers of contents only; other viewers hide it
        original = awkward.layer_off()
    unit = 2.0 if name == "user_unit_2" else 1.0
    return file_difference(original, 0, ours(name)[1], 0, dpi, unit=unit)


@pytest.mark.parametrize("name", awkward.CASES)
def test_the_printed_page_looks_as_a_viewer_shows_it(name: str) -> None:
    found = difference_of(name, 100)
    assert found.small, found
    file, _ = ours(name)
    assert not file.pages[0].facts.raster


@pytest.mark.parametrize("name", FINE)
def test_the_printed_page_looks_alike_at_300_dpi(name: str) -> None:
    assert difference_of(name, 300).small


@pytest.mark.parametrize("name", HIDING)
def test_what_a_viewer_hides_is_not_in_the_output(name: str) -> None:
    _, data = ours(name)
    assert SECRET not in data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                assert SECRET not in item.read_bytes()
            if isinstance(item, pikepdf.Object):
                assert not any(word in item.unparse(resolved=True) for word in FORBIDDEN)
    assert "Otvety" not in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_layers_that_are_on_stay() -> None:
    with pikepdf.open(io.BytesIO(ours("layer_nested")[1])) as pdf:
        content = b"".join(item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream))
    assert b"300 250 50 50 re" in content
    assert b"200 250 50 50 re" not in content


@pytest.mark.parametrize("name", VARIED)
def test_the_printed_file_is_sound_for_other_readers(name: str, tmp_path: Path) -> None:
    _, data = ours(name)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.get_warnings()
        assert not pdf.check_pdf_syntax()
    assert len(pypdf.PdfReader(io.BytesIO(data), strict=True).pages) == 1
    if shutil.which("pdftoppm"):
        (tmp_path / "out.pdf").write_bytes(data)
        run = subprocess.run(
            ["pdftoppm", "-r", "30", "-png", "-singlefile", tmp_path / "out.pdf", tmp_path / "out"],
            capture_output=True, check=True,
        )  # fmt: skip
        assert not run.stderr


def test_the_checker_sees_a_lost_triangle_and_a_shift_of_a_millimetre() -> None:
    plain = awkward.plain()
    lost = awkward.saved(awkward.new_page(awkward.PAGE.replace(b"375 550 l s", b"n"))[0])
    moved = awkward.saved(awkward.new_page(awkward.shifted(3, 0))[0])
    assert not file_difference(plain, 0, lost, 0, 100).small
    assert not file_difference(plain, 0, moved, 0, 100).small


def test_the_form_covers_exactly_the_sheet_and_needs_no_matrix() -> None:
    with pikepdf.open(io.BytesIO(ours("rotate90")[1])) as pdf:
        form = pdf.pages[0].obj.Resources.XObject.V
        assert [float(value) for value in form.BBox] == [0, 0, 595.276, 841.89]
        assert "/Matrix" not in form


def test_the_author_s_transparency_group_stays_on_the_form() -> None:
    with pikepdf.open(io.BytesIO(ours("group_with_multiply")[1])) as pdf:
        page = pdf.pages[0].obj.Resources.XObject.V.Resources.XObject.P
        assert Name.Transparency == page.Group.S and page.Group.I
        assert Name.Multiply == page.Resources.ExtGState.G1.BM
