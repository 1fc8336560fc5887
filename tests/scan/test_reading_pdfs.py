"""Scans inside PDFs: the scanner's image is taken out however it lies; everything else is drawn."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageStat
from scanned import SET, image_of, page, put, read_file, scanned_pdf

from vpr_print.scan.identity import identify
from vpr_print.scan.only_image import only_image
from vpr_print.scan.page_files import opened
from vpr_print.scan.page_image import page_image
from vpr_print.scan.seen import Trouble
from vpr_print.scan.sources import SourceKind

MATRICES = (
    "W 0 0 H 0 0",
    "0 W -H 0 H 0",
    "-W 0 0 -H W H",
    "0 -W H 0 0 W",
    "-W 0 0 H W 0",
    "W 0 0 -H 0 H",
    "0 W H 0 0 0",
    "0 -W -H 0 H W",
)
"""Upright, turned and mirrored in all eight ways."""


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("matrix", MATRICES)
def test_an_image_is_seen_as_a_viewer_shows_it(matrix: str, rotate: int, tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", (page(),), matrix=matrix, rotate=rotate)
    ours = page_image(path, 1, max_side=300)
    with pypdfium2.PdfDocument(path) as pdf:
        shown = pdf[0].render(scale=1, grayscale=True).to_pil().resize(ours.size, Image.Resampling.BOX)
    assert ImageStat.Stat(ImageChops.difference(ours, shown)).mean[0] < 12
    with opened(path, SourceKind.PDF) as file:
        assert file.page(1).otherwise is not None, "the image was taken out, not drawn"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turn_counts_from_what_a_viewer_shows(rotate: int, tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", (page(),), rotate=rotate)
    (reading,) = read_file(path)
    assert str(identify(reading.symbols).number) == SET
    assert reading.turn == -rotate % 360
    assert reading.dpi == pytest.approx(150, abs=0.5)
    assert (reading.width > reading.height) == (rotate in (90, 270))
    with pikepdf.open(path) as pdf:
        found = only_image(pdf.pages[0])
    assert found is not None and found.turn == rotate


def test_text_that_a_recognition_hid_behind_the_scan_is_no_ink(tmp_path: Path) -> None:
    hidden = "BT 3 Tr /F 10 Tf 50 50 Td (words) Tj ET"
    path = scanned_pdf(tmp_path / "ocr.pdf", (page(),), before=hidden, after=hidden)
    with pikepdf.open(path) as pdf:
        assert only_image(pdf.pages[0]) is not None


@pytest.mark.parametrize(
    "ink", ["BT /F 10 Tf 50 50 Td (words) Tj ET", "0 0 50 50 re f", "q 9 0 0 9 0 0 cm /Im Do Q", "0 0 m 9 9 l S"]
)
def test_a_page_with_more_than_its_image_is_drawn(ink: str, tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "more.pdf", (page(),), after=ink)
    with pikepdf.open(path) as pdf:
        assert only_image(pdf.pages[0]) is None
    (reading,) = read_file(path)
    assert str(identify(reading.symbols).number) == SET
    assert reading.dpi == pytest.approx(200, abs=0.5)


def test_an_image_inside_a_form_is_taken_out(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "form.pdf", (page(),))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        made = pdf.pages[0]
        wide, high = (float(value) for value in made.mediabox.as_list()[2:])
        form = pdf.make_stream(made.obj.Contents[0].read_bytes())
        form.Type, form.Subtype, form.Resources = Name.XObject, Name.Form, made.obj.Resources
        form.BBox, form.Matrix = Array([0, 0, wide, high]), Array([0.5, 0, 0, 0.5, 0, 0])
        made.obj.Resources = Dictionary(XObject=Dictionary(Fm=form))
        made.obj.Contents = pdf.make_stream(b"q 2 0 0 2 0 0 cm /Fm Do Q")
        found = only_image(made)
        assert found is not None and found.turn == 0
        assert (found.width, found.height) == pytest.approx((wide, high), rel=0.001)
        pdf.save(path)
    (reading,) = read_file(path)
    assert str(identify(reading.symbols).number) == SET


def test_half_of_a_double_page_is_read_from_its_half_alone(tmp_path: Path) -> None:
    both = Image.new("L", (page().width * 2, page().height), 255)
    both.paste(page(), (0, 0))
    path = scanned_pdf(tmp_path / "cropped.pdf", (both,))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        _, _, wide, high = (float(value) for value in pdf.pages[0].mediabox.as_list())
        pdf.pages[0].obj.CropBox = Array([wide / 2, 0, wide, high])
        pdf.save(path)
    (reading,) = read_file(path)
    assert reading.symbols == ()
    assert reading.trouble is None


@pytest.mark.parametrize("bits", [1, 8])
def test_deflated_images_are_read(bits: int, tmp_path: Path) -> None:
    picture = page(dpi=200).convert("1" if bits == 1 else "L")
    path = tmp_path / "flate.pdf"
    with pikepdf.new() as pdf:
        data = zlib.compress(picture.tobytes())
        put(pdf, image_of(pdf, data, picture.size, Name.DeviceGray, bits, Filter=Name.FlateDecode), (595, 842))
        pdf.save(path)
    (reading,) = read_file(path)
    assert identify(reading.symbols).sure
    with opened(path, SourceKind.PDF) as file:
        assert file.page(1).otherwise is not None


@pytest.mark.parametrize("inverted", [False, True])
def test_fax_images_are_read(inverted: bool, tmp_path: Path) -> None:
    picture = page(dpi=200).convert("1", dither=Image.Dither.NONE)
    tiff = tmp_path / "strip.tif"
    (picture if not inverted else ImageChops.invert(picture)).save(
        tiff, compression="group4", tiffinfo={278: picture.height}
    )
    with Image.open(tiff) as stored:
        (start,), (length,) = stored.tag_v2[273], stored.tag_v2[279]
        black_is_1 = stored.tag_v2[262] == 1
    path = tmp_path / "fax.pdf"
    with pikepdf.new() as pdf:
        data = tiff.read_bytes()[start : start + length]
        parms = Dictionary(K=-1, Columns=picture.width, Rows=picture.height, BlackIs1=black_is_1)
        decode = {"Decode": Array([1, 0])} if inverted else {}
        image = image_of(
            pdf, data, picture.size, Name.DeviceGray, 1, Filter=Name.CCITTFaxDecode, DecodeParms=parms, **decode
        )
        put(pdf, image, (595, 842))
        pdf.save(path)
    (reading,) = read_file(path)
    assert str(identify(reading.symbols).number) == SET


def test_an_inverted_jpeg_is_drawn(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "negative.pdf", (ImageChops.invert(page()),))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Resources.XObject.Im.Decode = Array([1, 0])
        assert only_image(pdf.pages[0]) is None
        pdf.save(path)
    (reading,) = read_file(path)
    assert identify(reading.symbols).sure


@pytest.mark.parametrize("orientation", [2, 3, 6])
def test_what_a_camera_says_of_its_turn_is_void_inside_a_pdf(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = page()
    packed = io.BytesIO()
    picture.save(packed, "JPEG", exif=exif)
    path = tmp_path / "camera.pdf"
    with pikepdf.new() as pdf:
        image = image_of(pdf, packed.getvalue(), picture.size, Name.DeviceGray, 8, Filter=Name.DCTDecode)
        put(pdf, image, (595, 842))
        pdf.save(path)
    (reading,) = read_file(path)
    assert identify(reading.symbols).sure and reading.turn == 0


def test_a_jpeg_that_does_not_decode_is_left_to_the_other_reader(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "broken.pdf", (page(),))
    data = bytearray(path.read_bytes())
    start = data.index(b"\xff\xd8\xff")
    data[start : start + 200] = bytes(200)
    path.write_bytes(data)
    (reading,) = read_file(path)
    assert reading.trouble is Trouble.DAMAGED or reading.symbols == ()


def test_a_locked_pdf_is_said_to_be_locked(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "locked.pdf", (page(),))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    (reading,) = read_file(path)
    assert reading.trouble is Trouble.LOCKED


def test_a_pdf_that_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "owned.pdf", (page(),))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="secret"))
    (reading,) = read_file(path)
    assert identify(reading.symbols).sure


def test_what_pages_inherit_is_heeded(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "inherited.pdf", (page(),))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        tree = pdf.Root.Pages
        for key in ("/Resources", "/MediaBox"):
            tree[key] = pdf.pages[0].obj[key]
            del pdf.pages[0].obj[key]
        tree.Rotate = 90
        del pdf.pages[0].obj["/Rotate"]
        pdf.save(path)
    (reading,) = read_file(path)
    assert identify(reading.symbols).sure
    assert reading.turn == 270
    with opened(path, SourceKind.PDF) as file:
        assert file.page(1).otherwise is not None


def test_huge_dimensions_are_refused_before_anything_is_decoded(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "bomb.pdf", (page(),))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].obj.Resources.XObject.Im
        image.Width, image.Height, image.Filter = 90_000, 120_000, Name.FlateDecode
        image.write(zlib.compress(bytes(1 << 20)), filter=Name.FlateDecode)
        pdf.save(path)
    (reading,) = read_file(path)
    assert reading.trouble is not None or reading.symbols == ()
