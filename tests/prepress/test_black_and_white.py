"""With ``--as-image`` a page is pure black and white at 600 dpi: letters crisp, grays readable, nothing lost."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name
from PIL import Image, ImageChops, ImageDraw, ImageStat
from prepress import awkward
from prepress.prepared import Shelf, printed, stamp

from vpr_print.prepress.halftone import halftone
from vpr_print.prepress.masters import Masters, PictureReason, PrepressOptions
from vpr_print.prepress.picture import group4
from vpr_print.prepress.prepare import prepare_variants

PICTURES = PrepressOptions(as_image=True)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def prepared(shelf: Shelf, data: bytes, options: PrepressOptions = PICTURES) -> Masters:
    return prepare_variants([shelf.variant(1, data)], shelf.files, stamp(), options=options)


def gray_page(level: int, size: tuple[int, int] = (256, 256)) -> Image.Image:
    return Image.new("L", size, level)


def lightness(picture: Image.Image, box: tuple[int, int, int, int] | None = None) -> float:
    return ImageStat.Stat(picture.convert("L").crop(box)).mean[0]


@pytest.mark.parametrize("level", range(36, 240, 24))
def test_a_wide_gray_stays_as_light_as_it_is(level: int) -> None:
    assert lightness(halftone(gray_page(level))) == pytest.approx(level, abs=17)


@pytest.mark.parametrize(("level", "black"), [(0, True), (16, True), (240, False), (255, False)])
def test_nearly_black_and_nearly_white_get_no_dots(level: int, black: bool) -> None:
    assert halftone(gray_page(level)).getextrema() == ((0, 0) if black else (255, 255))


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 30), st.integers(1, 30)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_what_is_black_and_white_stays_as_it_is(boxes: list[tuple[int, int, int, int]]) -> None:
    picture = gray_page(255, (130, 130))
    for x, y, w, h in boxes:
        picture.paste(0, (x, y, x + w, y + h))
    assert halftone(picture).convert("L").tobytes() == picture.tobytes()


@pytest.mark.parametrize("level", [0, 60, 120, 160, 180, 200, 220, 235])
@pytest.mark.parametrize("width", [1, 2, 4, 10])
def test_a_line_never_vanishes_wherever_it_lies(level: int, width: int) -> None:
    for place in range(8):
        for upright in (False, True):
            picture = gray_page(255, (128, 128))
            at = 40 + place
            box = (at, 0, at + width, 128) if upright else (0, at, 128, at + width)
            picture.paste(level, box)
            line = halftone(picture).convert("L").crop(box)
            parts = line.resize((1, 16) if upright else (16, 1), Image.Resampling.BOX)
            assert max(parts.tobytes()) < 255  # ink in each part of its length
            ink = 255 - lightness(line)
            assert ink == 255 if level <= 160 else 100 < ink < 150 if level < 208 else 30 < ink < 100


def test_letters_on_a_tint_are_whole() -> None:
    picture = gray_page(208, (400, 400))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((150, 150, 174, 190), outline=0, width=6)
    done = halftone(picture).convert("L")
    letter = picture.point([255] + [0] * 255)
    assert ImageChops.multiply(done, letter).getbbox() is None
    assert lightness(done, (157, 162, 167, 178)) == pytest.approx(208, abs=24)  # the tint within the letter


def test_the_soft_edge_of_a_scanned_letter_is_cut_and_not_dotted() -> None:
    small = gray_page(255, (60, 60))
    small.paste(10, (20, 20, 26, 40))
    scanned = small.resize((240, 240), Image.Resampling.BICUBIC)
    done = halftone(scanned).convert("L")
    box = ImageChops.invert(done).getbbox()
    assert box and lightness(done, (box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2)) == 0


def test_group_4_is_read_back_pixel_by_pixel() -> None:
    picture = halftone(Image.linear_gradient("L").resize((333, 201)))
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=picture.size)
    parameters = pikepdf.Dictionary(K=-1, Columns=333, Rows=201)
    image = pdf.make_stream(group4(picture), Type=Name.XObject, Subtype=Name.Image, Width=333, Height=201)
    image.BitsPerComponent, image.ColorSpace = 1, Name.DeviceGray
    image.Filter, image.DecodeParms = Name.CCITTFaxDecode, parameters
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.obj.Contents = pdf.make_stream(b"q 333 0 0 201 0 0 cm /I Do Q")
    out = io.BytesIO()
    pdf.save(out)
    shown = pypdfium2.PdfDocument(out)[0].render(scale=1).to_pil().convert("L")
    assert shown.tobytes() == picture.convert("L").tobytes()


def test_every_page_becomes_a_small_picture_of_600_dpi(shelf: Shelf) -> None:
    masters = prepared(shelf, awkward.plain())
    (facts,) = masters.preflight[0].pages
    assert facts.picture == (PictureReason.ASKED,) and facts.bilevel and facts.old_copiers
    assert masters.notices == ()  # it was asked for; the missing font cannot be replaced any more
    with pikepdf.open(io.BytesIO(printed(masters))) as pdf:
        (image,) = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and Name.Width in item]
    assert (image.Width, image.Height, image.BitsPerComponent) == (4961, 7016, 1)
    assert image.Filter == Name.CCITTFaxDecode
    assert len(masters.variants[0].block.data) < 100_000


def test_a_hidden_layer_is_not_in_the_picture_either(shelf: Shelf) -> None:
    shown = pypdfium2.PdfDocument(printed(prepared(shelf, awkward.layer_off())))[0].render(scale=2).to_pil()
    hidden = shown.convert("L").crop((150, 1030, 500, 1100))
    assert b"80 300 Td" in awkward.HIDDEN and hidden.getextrema() == (255, 255)


def test_what_only_a_viewer_can_draw_is_in_black_and_white_too(shelf: Shelf) -> None:
    pdf, page = awkward.new_page(awkward.PAGE)
    page.Resources.Font.F1 = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for data in (awkward.saved(pdf), awkward.truncated(), awkward.a3_landscape(), awkward.no_contents()):
        masters = prepared(shelf, data)
        assert masters.preflight[0].pages[0].bilevel
        with pikepdf.open(io.BytesIO(printed(masters))) as made:
            assert not any(Name.FontDescriptor in item for item in made.objects if isinstance(item, pikepdf.Dictionary))


def test_the_ink_is_that_of_the_page(shelf: Shelf) -> None:
    """The stamp goes to the same places."""
    places = [
        [page.placement for page in prepared(shelf, awkward.plain(), options).variants[0].pages]
        for options in (PICTURES, PrepressOptions())
    ]
    assert places[0] == places[1]
