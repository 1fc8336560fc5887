"""With ``--compat 1.4`` the file holds nothing that old copiers choke on; only the pages that must become pictures."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops, ImageDraw
from prepress import awkward
from prepress.prepared import Shelf, printed, stamp

from vpr_print.prepress.compat import repack
from vpr_print.prepress.masters import Compat, Masters, PageSizePolicy, PictureReason, PrepressOptions
from vpr_print.prepress.picture import group4
from vpr_print.prepress.preflight import resource_facts
from vpr_print.prepress.prepare import prepare_variants

OLD = PrepressOptions(compat=Compat.PDF_1_4)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def prepared(shelf: Shelf, *pages: bytes, options: PrepressOptions = OLD) -> Masters:
    """One variant with the pages of all the files."""
    variants = [shelf.variant(number, data) for number, data in enumerate(pages, 1)]
    return prepare_variants(variants, shelf.files, stamp(), options=options)


def pictures(masters: Masters) -> list[tuple[PictureReason, ...]]:
    return [report.pages[0].picture for report in masters.preflight]


def modern(data: bytes) -> set[str]:
    """The same, and what is wrong with the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        problems = {str(problem) for problem in pdf.check_pdf_syntax()}
    return features(data) | problems


def features(data: bytes) -> set[str]:
    """What a file holds, at any depth, that old copiers do not take."""
    found: set[str] = set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, (Dictionary, Stream, Array)):
                found |= set(_modern(item, 0))
    return found if data.startswith(b"%PDF-1.4") else found | {"header"}


def _modern(item: object, depth: int) -> Iterator[str]:
    if isinstance(item, Array):
        for value in item:
            yield from _modern(value, depth + 1)
    if not isinstance(item, (Dictionary, Stream)) or (item.is_indirect and depth):
        return
    if item.get(Name.Type) == Name.FontDescriptor and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys()):
        yield "font without a program"
    for key, value in item.items():
        if key in ("/SMask", "/SMaskInData", "/ca", "/CA", "/BM", "/Group", "/OC", "/AIS"):
            yield key
        if key == "/Filter":
            yield from {str(name) for name in pikepdf.Array([value])} & {"/JPXDecode", "/JBIG2Decode", "/Crypt"}
        if key == "/BitsPerComponent" and value == 16 and item.get(Name.Subtype) == Name.Image:
            yield "16 bits"
        if key == "/Subtype" and value in (Name.OpenType,):
            yield "/OpenType"
        yield from _modern(value, depth + 1)


def page_with(drawing: bytes, **resources: Dictionary) -> tuple[Pdf, Dictionary]:
    """A page of lines without a font, and a drawing; complete it with ``saved``."""
    pdf, page = awkward.new_page(b"1 w 60 600 m 201.73 600 l S 0 0 1 RG 60 500 m 201 500 l S\n" + drawing)
    page.Resources = Dictionary(**resources)
    return pdf, page


def with_state(state: Dictionary, drawing: bytes = b"/G gs 0.5 g 100 300 200 100 re f\n") -> bytes:
    return awkward.saved(page_with(drawing, ExtGState=Dictionary(G=state))[0])


def with_image(make: Callable[[Pdf], Stream]) -> bytes:
    pdf, page = page_with(b"0.7 g 90 290 220 110 re f q 200 0 0 100 100 300 cm /I Do Q\n")
    page.Resources = Dictionary(XObject=Dictionary(I=make(pdf)))
    return awkward.saved(pdf)


def photograph(mode: str = "RGB", size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Something with every level in it."""
    gray = Image.linear_gradient("L").resize(size)
    if mode == "L":
        return gray
    return Image.merge("RGB", (gray, ImageChops.invert(gray), Image.radial_gradient("L").resize(size)))


def figure(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """A drawing in pure black and white."""
    image = Image.new("1", size, 1)
    ImageDraw.Draw(image).ellipse((10, 5, 60, 35), outline=0, width=3)
    return image


def image(pdf: Pdf, data: bytes, size: tuple[int, int], **entries: object) -> Stream:
    entries = {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8} | entries
    return pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], **entries)


def jpeg2000(pdf: Pdf) -> Stream:
    out = io.BytesIO()
    photograph().save(out, "JPEG2000")
    return image(pdf, out.getvalue(), (80, 40), Filter=Name.JPXDecode)


def jbig2_of(picture: Image.Image) -> bytes:
    """The picture as JBIG2 (ITU-T T.88): page information, and one generic region coded as MMR."""
    width, height = picture.size

    def segment(number: int, kind: int, body: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body

    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + group4(picture)
    return segment(0, 48, struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)) + segment(1, 38, region)


def jbig2(pdf: Pdf) -> Stream:
    picture = figure()
    kind = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 1, "Filter": Name.JBIG2Decode}
    return image(pdf, jbig2_of(picture), picture.size, **kind)


def jbig2_stencil(pdf: Pdf) -> Stream:
    made = jbig2(pdf)
    del made.ColorSpace
    made.ImageMask = True
    made.Decode = Array([1, 0])
    return made


def sixteen_bits(pdf: Pdf) -> Stream:
    levels = photograph("L").tobytes()
    data = b"".join(bytes((level, 0)) for level in levels)
    return image(pdf, data, (80, 40), ColorSpace=Name.DeviceGray, BitsPerComponent=16)


def masked(levels: Image.Image) -> Callable[[Pdf], Stream]:
    def make(pdf: Pdf) -> Stream:
        mask = image(pdf, levels.tobytes(), levels.size, ColorSpace=Name.DeviceGray)
        return image(pdf, photograph().tobytes(), (80, 40), SMask=mask)

    return make


def stencil_of(box: tuple[int, int, int, int], level: int) -> Image.Image:
    levels = Image.new("L", (160, 80), 255)
    levels.paste(level, box)
    return levels


MENDED = {
    "jpeg2000": (jpeg2000, "jpeg2000"),
    "jbig2": (jbig2, "jbig2"),
    "jbig2 stencil": (jbig2_stencil, "jbig2"),
    "16 bits": (sixteen_bits, "sixteen_bits"),
    "soft mask that hides nothing": (masked(stencil_of((0, 0, 1, 1), 255)), "transparency"),
    "soft mask that is on or off": (masked(stencil_of((30, 10, 90, 60), 0)), "transparency"),
}


@pytest.mark.parametrize("name", MENDED)
def test_a_picture_is_packed_anew_and_the_page_stays_a_drawing(shelf: Shelf, name: str) -> None:
    make, fact = MENDED[name]
    page = with_image(make)
    usual = prepared(shelf, page, options=PrepressOptions())
    assert features(printed(usual))  # else the example shows nothing
    masters = prepared(shelf, page)
    (facts,) = masters.preflight[0].pages
    assert facts.picture == () and facts.old_copiers and not usual.preflight[0].pages[0].old_copiers
    assert getattr(facts, fact)  # told of the author's page
    assert modern(printed(masters)) == set()
    one, other = (pypdfium2.PdfDocument(printed(item))[0].render(scale=2).to_pil() for item in (usual, masters))
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    assert max(high for _, high in difference.getextrema()) <= 24


TRANSPARENT = {
    "alpha": lambda: with_state(Dictionary(ca=0.5)),
    "blend mode": lambda: with_state(Dictionary(BM=Name.Multiply)),
    "blend modes": lambda: with_state(Dictionary(BM=Array([Name.Darken, Name.Normal]))),
    "soft mask": lambda: with_image(masked(photograph("L", (160, 80)))),
    "luminosity": awkward.shading_and_soft_mask,
}


@pytest.mark.parametrize("name", TRANSPARENT)
def test_a_transparent_page_becomes_a_picture_and_is_named(shelf: Shelf, name: str) -> None:
    masters = prepared(shelf, TRANSPARENT[name](), awkward.type3_font())
    assert [PictureReason.TRANSPARENCY in why for why in pictures(masters)] == [True, False]
    assert pictures(masters)[1] in ((), (PictureReason.FONTS_MISSING,))
    assert modern(printed(masters)) == set()
    notice = masters.notices[0]
    assert notice.id == "page_as_picture_for_copier" and not notice.look
    assert "прозрачность" in notice.message.what and "страница 1" in notice.message.where


def test_only_the_page_that_needs_it_becomes_a_picture(shelf: Shelf) -> None:
    clear, alpha = (pikepdf.open(io.BytesIO(with_state(Dictionary(ca=value)))) for value in (1.0, 0.5))
    clear.pages.extend(alpha.pages)
    clear.pages.append(clear.pages[0])
    masters = prepare_variants([shelf.variant(1, awkward.saved(clear), 0, 1, 2)], shelf.files, stamp(), options=OLD)
    assert [page.raster for page in masters.preflight[0].pages] == [False, True, False]
    assert modern(printed(masters)) == set()


IDLE = {
    "alpha of 1": Dictionary(ca=1, CA=1, BM=Name.Normal, SMask=Name("/None"), AIS=False),
    "compatible": Dictionary(BM=Name.Compatible),
    "normal first": Dictionary(BM=Array([Name.Normal, Name.Multiply])),
}


@pytest.mark.parametrize("name", IDLE)
def test_switches_that_switch_nothing_are_taken_out(shelf: Shelf, name: str) -> None:
    masters = prepared(shelf, with_state(IDLE[name]))
    assert pictures(masters) == [()]
    assert modern(printed(masters)) == set()


def test_a_group_without_an_effect_is_drawn_without_being_one(shelf: Shelf) -> None:
    pdf, page = page_with(b"/F Do\n")
    group = Dictionary(S=Name.Transparency, I=True, K=True)
    page.Resources = Dictionary(XObject=Dictionary(F=awkward.form(pdf, b"0 0 50 50 re f", Group=group)))
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    masters = prepared(shelf, awkward.saved(pdf))
    assert pictures(masters) == [()] and not masters.preflight[0].pages[0].transparency
    assert modern(printed(masters)) == set()


def test_what_lies_unused_in_the_resources_harms_nothing(shelf: Shelf) -> None:
    pdf, page = page_with(b"/Used gs 0 0 50 50 re f\n")
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    states = Dictionary(Used=Dictionary(LW=2), Unused=Dictionary(ca=0.5))
    own = Dictionary(XObject=Dictionary(Unused=pdf.make_indirect(jpeg2000(pdf))), Font=Dictionary(H=helvetica))
    inner = awkward.form(pdf, b"10 10 20 20 re f", Resources=own)
    page.Contents = pdf.make_stream(b"/Used gs 0 0 50 50 re f /F Do\n")
    page.Resources = Dictionary(ExtGState=states, Font=Dictionary(H=helvetica), XObject=Dictionary(F=inner))
    masters = prepared(shelf, awkward.saved(pdf))
    (facts,) = masters.preflight[0].pages
    assert facts.picture == () and not (facts.transparency or facts.jpeg2000 or facts.fonts_missing)
    assert modern(printed(masters)) == set()


def test_a_form_draws_with_the_resources_of_the_page(shelf: Shelf) -> None:
    pdf, page = page_with(b"")
    inner = awkward.form(pdf, b"/G gs 100 300 200 100 re f\n")
    page.Contents = pdf.make_stream(b"0 g 100 350 300 20 re f /F Do\n")
    page.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(ca=0.5)), XObject=Dictionary(F=inner))
    assert pictures(prepared(shelf, awkward.saved(pdf))) == [(PictureReason.TRANSPARENCY,)]


@pytest.mark.parametrize(("mode", "reasons"), [(b"0", (PictureReason.FONTS_MISSING,)), (b"3", ())])
def test_a_font_counts_where_its_letters_are_painted(
    shelf: Shelf, mode: bytes, reasons: tuple[PictureReason, ...]
) -> None:
    pdf, page = awkward.new_page(b"60 600 m 201 600 l S BT %b Tr /F1 11 Tf 60 500 Td (words) Tj ET\n" % mode)
    page.Resources.Font.F2 = page.Resources.Font.F1
    masters = prepared(shelf, awkward.saved(pdf))
    assert pictures(masters) == [reasons]
    assert [notice.id for notice in masters.notices] == ["page_as_picture_for_copier"] * len(reasons)


def test_the_header_says_what_the_content_needs(shelf: Shelf) -> None:
    usual = PrepressOptions()
    assert printed(prepared(shelf, with_image(jpeg2000), options=usual)).startswith(b"%PDF-1.7")
    assert printed(prepared(shelf, with_image(jbig2), options=usual)).startswith(b"%PDF-1.4")
    assert printed(prepared(shelf, with_image(jpeg2000))).startswith(b"%PDF-1.4")


def test_a_picture_of_pure_black_and_white_is_fine_and_small(shelf: Shelf) -> None:
    masters = prepared(shelf, awkward.plain(), awkward.shading_and_soft_mask())
    assert [report.pages[0].bilevel for report in masters.preflight] == [False, False]
    lines = prepared(shelf, with_state(Dictionary(ca=0.5), b"/G gs 0 g /G gs 1 w 100 300 m 300 310 l s\n"))
    assert lines.preflight[0].pages[0].raster
    words = awkward.saved(awkward.new_page(b"BT /F1 11 Tf 60 500 Td (words) Tj ET\n")[0])
    masters = prepared(shelf, words)
    assert masters.preflight[0].pages[0].bilevel
    assert len(masters.variants[0].block.data) < 3_000


def test_a_mask_by_colours_is_left_to_the_picture_of_the_page(shelf: Shelf) -> None:
    def keyed(pdf: Pdf) -> Stream:
        made = jbig2(pdf)
        made.Mask = Array([1, 1])
        return made

    assert pictures(prepared(shelf, with_image(keyed))) == [(PictureReason.JBIG2,)]


def test_a_picture_too_large_to_unpack_is_left_alone() -> None:
    pdf = pikepdf.new()
    huge = image(pdf, b"", (12_000, 12_000), Filter=Name.JPXDecode)
    repack(pdf, huge)
    assert huge.Filter == Name.JPXDecode


def test_facts_of_a_page_do_not_depend_on_the_order_of_its_resources() -> None:
    pdf = pikepdf.new()
    forms = {f"F{n}": awkward.form(pdf, b"/G gs 0 0 9 9 re f") for n in range(3)}
    outer = awkward.form(pdf, b"/F0 Do /F1 Do /F2 Do")
    outer.Resources = Dictionary(XObject=Dictionary(**forms), ExtGState=Dictionary(G=Dictionary(ca=0.5)))
    assert resource_facts(outer).transparency


def test_the_same_input_gives_the_same_bytes(shelf: Shelf) -> None:
    pages = (with_image(jpeg2000), with_image(jbig2), with_state(Dictionary(ca=0.5)), awkward.letter())
    for options in (OLD, PrepressOptions(as_image=True, page_size=PageSizePolicy.AS_IS)):
        once, again = (printed(prepared(shelf, *pages, options=options)) for _ in range(2))
        assert once == again
