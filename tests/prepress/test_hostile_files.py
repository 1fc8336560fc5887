"""Hostile and damaged files print, or are refused by name; nothing acts in what is printed.

Thousands more: ``make prove PART=hostile``.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from prepress import awkward
from prepress.bending import BENDS, bent, plainly
from prepress.hostile import NASTY, book, stream
from prepress.prepared import Shelf, printed, stamp
from prepress.remains import remains

from vpr_print.errors import ExitCode, VprPrintError
from vpr_print.intake.archive import read_archive
from vpr_print.intake.recognition import FileKind
from vpr_print.intake.variants import recognise_files
from vpr_print.prepress import errors
from vpr_print.prepress.masters import Masters
from vpr_print.prepress.prepare import prepare_variants, trouble_with
from vpr_print.sandbox import BadReply, Crashed, Failed, OutOfMemory, SandboxError, SandboxTimeout, prepared
from vpr_print.verify.variants import open_foreign
from vpr_print.workflow.reading import READERS

FILE = "variant.pdf"
ACTING = (
    "acting_everywhere",
    "acting_below_the_page",
    "drawings_from_elsewhere",
    "stream_in_another_file",
    "form_of_xfa",
)
HIDING = ("layer_in_every_corner", "loop_of_layers", "zip_behind")
REFUSED = {
    "bomb_content": errors.FileCrashesError,
    "image_without_end": errors.ImageTooLargeError,
    "bomb_soft_mask": errors.ImageTooLargeError,
    "loop_of_forms": errors.NestingTooDeepError,
    "nothing": errors.FileDamagedError,
    "only_noise": errors.FileDamagedError,
    "no_catalogue": errors.FileDamagedError,
    "loop_of_appearances": errors.NestingTooDeepError,
    "bomb_metadata": errors.FileCrashesError,
    "encrypted_by_nobody": errors.FileNeedsPasswordError,
}
PRINTED = (
    "loop_in_the_page_tree", "loop_of_tables", "loop_of_patterns", "loop_of_soft_masks", "loop_of_names",
    "loop_of_lengths", "arrays_four_hundred_deep", "box_without_end", "box_of_a_thread", "unit_of_a_hair",
    "crop_elsewhere", "object_of_the_highest_number", "size_of_a_milliard", "stream_of_wrong_length",
    "table_elsewhere", "glyph_that_calls_itself", "accent_of_itself", "page_of_the_web_before", "junk_behind",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def readers() -> Iterator[None]:
    with prepared(*READERS):
        yield


def outcome(data: bytes, folder: Path) -> Masters | VprPrintError:
    """What becomes of the first page; an error has to name the file and the right exit code."""
    shelf = Shelf(folder)
    try:
        return prepare_variants([shelf.variant(1, data, name=FILE)], shelf.files, stamp())
    except VprPrintError as error:
        assert error.exit_code is ExitCode.VARIANT
        assert FILE in error.message.where
        return error


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_printed_is_refused_by_name(name: str, tmp_path: Path) -> None:
    assert isinstance(outcome(NASTY[name](), tmp_path), REFUSED[name])


@pytest.mark.parametrize("name", PRINTED)
def test_what_a_viewer_shows_is_printed(name: str, tmp_path: Path) -> None:
    masters = outcome(NASTY[name](), tmp_path)
    assert isinstance(masters, Masters), masters
    out = printed(masters)
    assert len(out) < 1 << 20
    assert not remains(out)


@pytest.mark.parametrize("name", (*ACTING, *HIDING))
def test_nothing_that_acts_or_is_hidden_is_left(name: str, tmp_path: Path) -> None:
    masters = outcome(NASTY[name](), tmp_path)
    assert isinstance(masters, Masters), masters
    assert not remains(printed(masters))
    assert not any(page.raster for page in masters.preflight[0].pages)


def test_the_author_s_own_names_may_be_those_of_actions(tmp_path: Path) -> None:
    pdf, page = awkward.new_page(awkward.PAGE + b"/JS Do BT /AA 40 Tf 60 200 Td (aa) Tj ET\n")
    page.Resources.XObject = pdf.make_indirect(Dictionary(JS=awkward.form(pdf, b"0 0 1 rg 90 300 50 50 re f")))
    page.Resources.Font.AA = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 10, 10]), FontMatrix=Array([0.1, 0, 0, 0.1, 0, 0]),
        CharProcs=Dictionary(URI=pdf.make_stream(b"10 0 0 0 10 10 d1 0 0 8 8 re f")), FirstChar=97, LastChar=97,
        Widths=Array([10]), Encoding=Dictionary(Differences=Array([97, Name.URI])),
    )  # fmt: skip
    masters = outcome(awkward.saved(pdf), tmp_path)
    assert isinstance(masters, Masters)
    assert not masters.preflight[0].pages[0].raster


@pytest.mark.parametrize("kind", sorted(BENDS))
def test_bent_files_print_or_are_refused_by_name(kind: str, tmp_path: Path) -> None:
    seed = plainly(awkward.text_field())
    for number in range(2):
        data = BENDS[kind](seed, Random(f"{kind}{number}"))
        found = outcome(data, tmp_path)
        assert isinstance(found, VprPrintError) or not remains(printed(found))


def test_a_bent_file_prints_the_same_twice(tmp_path: Path) -> None:
    digests = []
    for _ in range(2):
        _, data = bent(plainly(awkward.shading_and_soft_mask()), Random(5))
        found = outcome(data, tmp_path)
        assert isinstance(found, Masters), found
        digests.append(found.variants[0].digest)
    assert digests[0] == digests[1]


def test_bombs_do_not_go_off_while_the_archive_is_read(tmp_path: Path) -> None:
    names = ("bomb_content", "bomb_in_a_form", "pages_that_are_only_said", "only_noise")
    folder = tmp_path / "archive"
    folder.mkdir()
    for name in names:
        (folder / f"{name}.pdf").write_bytes(NASTY[name]())
    found = {entry.file.name: entry for entry in recognise_files(read_archive(folder, tmp_path / "store"))}
    assert sorted(found) == sorted(f"{name}.pdf" for name in names)
    assert found["bomb_content.pdf"].kind is FileKind.UNREADABLE


def test_a_page_without_a_visible_box_is_not_printed_mirrored(tmp_path: Path) -> None:
    masters = outcome(NASTY["crop_elsewhere"](), tmp_path)
    assert isinstance(masters, Masters)
    assert "page_not_compared" in [notice.id for notice in masters.notices]
    assert not masters.preflight[0].pages[0].raster


def test_a_picture_of_a_letter_page_stands_where_the_page_stood(tmp_path: Path) -> None:
    """A content that only pdfium decodes becomes a picture; its frame must not move by a pixel."""
    fax = stream(b"0 0 0 RG 1 w 36 36 540 720 re S\n", b"/Filter/CCITTFaxDecode")
    masters = outcome(book(box=b"/MediaBox[0 0 612 792]", more={4: fax}), tmp_path)
    assert isinstance(masters, Masters)
    page = masters.preflight[0].pages[0]
    assert page.raster
    with pypdfium2.PdfDocument(printed(masters)) as pdf:
        picture = pdf[0].render(scale=300 / 72, grayscale=True).to_pil()
    left, top = (210 - 541 / 72 * 25.4 * page.scale) / 2, (297 - 721 / 72 * 25.4 * page.scale) / 2
    box = picture.point([255 if level < 128 else 0 for level in range(256)]).getbbox()
    assert [value / 300 * 25.4 for value in box] == pytest.approx([left, top, 210 - left, 297 - top], abs=0.1)


def test_an_original_that_only_qpdf_mends_can_be_looked_at() -> None:
    damaged = awkward.damaged_xref().replace(b"/Size", b"/Sise").replace(b"/Type /Pages", b"/Type /Pagez")
    with open_foreign(damaged) as mended:
        assert mended.page_count == 1
    with pytest.raises((pikepdf.PdfError, pypdfium2.PdfiumError)):
        open_foreign(NASTY["only_noise"]())


@pytest.mark.parametrize(
    "trouble",
    [SandboxTimeout(13), OutOfMemory(512), Crashed(-11), Failed("ValueError", "secret"), BadReply("odd")],
    ids=lambda trouble: type(trouble).__name__,
)
def test_every_trouble_of_the_process_has_a_name_and_a_file(trouble: SandboxError) -> None:
    error = trouble_with(FILE, trouble)
    assert error.exit_code is ExitCode.VARIANT
    assert FILE in str(error)
    assert "secret" not in str(error)


def test_a_bend_is_the_same_every_time() -> None:
    seed = plainly(awkward.type3_font())
    once, again = ([bent(seed, Random(number)) for number in range(40)] for _ in range(2))
    assert once == again
    assert len({data for _, data in once}) > 30


def test_bombs_are_small_and_large() -> None:
    data = NASTY["bomb_image"]()
    assert len(data) < 20_000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        raw = pdf.pages[0].obj.Resources.XObject.I.read_raw_bytes()
    assert len(zlib.decompressobj().decompress(zlib.decompress(raw), 1 << 26)) == 1 << 26


def test_words_that_damage_makes_of_hidden_text_are_hidden_too(tmp_path: Path) -> None:
    content = b"/OC /L BDC BT /F1 9 Tf (Otvety) w Otvety (a) 3 Otvety42 ET EMC\n" + awkward.PAGE
    off = b"/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]>>>>"
    layer = {12: b"<</Type/OCG/Name(a)>>"}
    masters = outcome(book(content, resources=b"/Properties<</L 12 0 R>>", catalog=off, more=layer), tmp_path)
    assert isinstance(masters, Masters), masters
    assert not remains(printed(masters))
