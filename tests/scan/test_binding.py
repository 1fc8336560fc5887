"""Bound pages are the scanner's own images, in order, upright, with not a pixel changed."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw

from vpr_print.scan.binding import Binding, BoundPage, bind_pages
from vpr_print.scan.errors import PageLostError

SIZE = (620, 877)
"""A page at 72 dpi, so that a pixel is a point."""


def sheet(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A page with its top left corner marked, so that every way of turning it looks different."""
    image = Image.new("RGB", size, (250, 240, 230))
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, 200, 60), fill=(10, 30, 120))
    pen.ellipse((300, 500, 480, 640), fill=(200, 40, 40))
    return image.convert(mode)


def bound(path: Path, *, page: int = 1, turn: int = 0, dpi: float = 72) -> BoundPage:
    return BoundPage(path=path, page=page, turn=turn, dpi=dpi, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def bind(tmp_path: Path, *pages: BoundPage, binding: Binding = Binding.PDF) -> Path:
    target = tmp_path / f"bound.{binding}"
    assert bind_pages(target, pages, binding) == 0
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600
    return target


def shown(pdf: Path, page: int = 0, dpi: float = 72) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def pdf_of(path: Path, images: Sequence[Image.Image], **save: object) -> Path:
    images[0].save(path, "PDF", save_all=True, append_images=images[1:], resolution=72, **save)
    return path


def image_of(page: pikepdf.Page) -> pikepdf.Object:
    (image,) = page.Resources.XObject.values()
    return image


def looks_like(one: Image.Image, other: Image.Image, tolerance: int = 24) -> bool:
    """The same to the eye: renderers and JPEG differ by a little at edges, and a page may be a pixel longer."""
    if max(abs(one.width - other.width), abs(one.height - other.height)) > 1:
        return False
    common = (0, 0, min(one.width, other.width) // 4 * 4, min(one.height, other.height) // 4 * 4)
    difference = ImageChops.difference(*(image.convert("L").crop(common).reduce(4) for image in (one, other)))
    return difference.getextrema()[1] <= tolerance


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_jpeg_keeps_every_byte_and_stands_upright(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "scan.jpg"
    sheet().rotate(turn, expand=True).save(path, quality=80)  # lies turned counterclockwise
    target = bind(tmp_path, bound(path, turn=turn))
    assert looks_like(shown(target), sheet())
    with pikepdf.open(target) as pdf:
        image = image_of(pdf.pages[0])
        assert image.read_raw_bytes() == path.read_bytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_that_a_phone_writes_is_kept(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "scan.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    back = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, 1)
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    stored = sheet() if back == 1 else sheet().transpose(ways[back])
    stored.save(path, quality=90, exif=exif)
    assert looks_like(shown(bind(tmp_path, bound(path))), sheet())


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "RGBA", "LA", "I;16"])
def test_a_picture_without_loss_stays_without_loss(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "scan.png"
    image = sheet("L").convert("I;16") if mode == "I;16" else sheet("L" if mode == "LA" else "RGB").convert(mode)
    image.save(path)
    target = bind(tmp_path, bound(path))
    with pikepdf.open(target) as pdf:
        stored = image_of(pdf.pages[0])
        decoded = pikepdf.PdfImage(stored).as_pil_image()
    if mode in ("1", "L", "RGB"):
        assert ImageChops.difference(decoded.convert("RGB"), image.convert("RGB")).getbbox() is None
    else:
        assert decoded.size == image.size


def test_a_g4_tiff_stays_g4(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    pages = [sheet("1"), sheet("1").transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    pages[0].save(path, compression="group4", save_all=True, append_images=pages[1:], dpi=(72, 72))
    target = bind(tmp_path, bound(path, page=2), bound(path, page=1))
    with pikepdf.open(target) as pdf:
        stored = [image_of(page) for page in pdf.pages]
        assert [image.Filter for image in stored] == ["/CCITTFaxDecode", "/CCITTFaxDecode"]
    for place, image in enumerate(reversed(pages)):
        assert looks_like(shown(target, place), image.convert("RGB"))


def test_the_image_of_a_scanned_pdf_is_taken_as_it_is_with_what_belongs_to_it(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "scan.pdf", [sheet(), sheet("L"), sheet("1")])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        image = image_of(pdf.pages[1])
        image.ColorSpace = pikepdf.Array(
            [pikepdf.Name.ICCBased, pdf.make_stream(b"not a profile", {"/N": 1, "/Alternate": pikepdf.Name.DeviceGray})]
        )
        image.Metadata = pdf.make_stream(b"<secret/>")
        raw = [image_of(page).read_raw_bytes() for page in pdf.pages]
        pdf.save(path)
    target = bind(tmp_path, *(bound(path, page=page) for page in (3, 1, 2)))
    with pikepdf.open(target) as pdf:
        stored = [image_of(page) for page in pdf.pages]
        assert [image.read_raw_bytes() for image in stored] == [raw[2], raw[0], raw[1]]
        assert stored[2].ColorSpace[1].read_bytes() == b"not a profile"
        assert "/Metadata" not in stored[2]
    assert b"secret" not in target.read_bytes()
    assert looks_like(shown(target, 1), sheet().rotate(-90, expand=True))


def test_deep_gray_keeps_its_shades(tmp_path: Path) -> None:
    """Pencil is gray: it must not go white because the file has sixteen bits."""
    path = tmp_path / "deep.png"
    gray = sheet("L")
    Image.frombytes("I;16", SIZE, bytes(part for value in gray.tobytes() for part in (value, value))).save(path)
    target = bind(tmp_path, bound(path))
    with pikepdf.open(target) as pdf:
        assert pikepdf.PdfImage(image_of(pdf.pages[0])).as_pil_image().tobytes() == gray.tobytes()


def test_what_is_transparent_is_white_paper(tmp_path: Path) -> None:
    path = tmp_path / "layer.png"
    layer = Image.new("RGBA", SIZE)
    ImageDraw.Draw(layer).rectangle((20, 20, 200, 60), fill=(10, 30, 120, 255))
    layer.save(path)
    picture = shown(bind(tmp_path, bound(path)))
    assert (picture.getpixel((5, 5)), picture.getpixel((100, 40))) == ((255, 255, 255), (10, 30, 120))


def test_a_page_that_only_one_reader_understands_is_bound(tmp_path: Path) -> None:
    """The contents name a state that is not there: pdfium passes it by."""
    path = tmp_path / "odd.pdf"
    pdf_of(path, [sheet()])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        page.contents_add(b"/NoSuchState gs", prepend=True)
        pdf.save(path)
    assert looks_like(shown(bind(tmp_path, bound(path))), shown(path), 60)


def test_a_page_that_is_drawn_is_bound_as_a_picture_of_it(tmp_path: Path) -> None:
    path = tmp_path / "drawn.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(600, 840))
        page.Contents = pdf.make_stream(b"0 g 50 700 200 100 re f")
        pdf.save(path)
    target = bind(tmp_path, bound(path, turn=180))
    assert looks_like(shown(target), shown(path).rotate(180), 60)
    with pikepdf.open(target) as pdf:
        assert image_of(pdf.pages[0]).ColorSpace == "/DeviceGray"


def test_blue_ink_of_a_page_in_strips_stays_blue(tmp_path: Path) -> None:
    path = tmp_path / "strips.pdf"
    pdf_of(path, [sheet()])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0 0 1 RG 5 5 m 9 9 l S")
        pdf.save(path)
    picture = shown(bind(tmp_path, bound(path)))
    assert all(abs(is_ - should) < 12 for is_, should in zip(picture.getpixel((100, 40)), (10, 30, 120), strict=True))


def test_a_tiff_of_a_packet_is_upright_and_black_on_white(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    sheet().rotate(90, expand=True).save(path, quality=90)
    target = bind(tmp_path, bound(path, turn=90), bound(path, turn=90), binding=Binding.TIFF)
    with Image.open(target) as tiff:
        assert getattr(tiff, "n_frames", 1) == 2
        assert tiff.mode == "1"
        assert tiff.info["compression"] == "group4"
        assert tiff.info["dpi"] == (72, 72)
        assert tiff.size == SIZE
        assert tiff.getpixel((100, 40)) == 0
        assert tiff.getpixel((500, 40)) == 255


def test_a_file_that_was_changed_meanwhile_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    sheet().save(path)
    page = bound(path)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(PageLostError) as raised:
        bind(tmp_path, page)
    assert raised.value.file == "scan.jpg"


def test_a_broken_image_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    written = io.BytesIO()
    sheet().save(written, "PNG")
    path.write_bytes(written.getvalue()[:2000])
    with pytest.raises(PageLostError):
        bind(tmp_path, bound(path))
