"""Full names are found however they are written; a variant that looks otherwise than its original is found."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from pathlib import Path

import builders
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from verify.sabotage import in_object, on_page, swap
from verify.written import write, write_variants

from vpr_print.drawing.pdf_file import ObjectBlock, PdfFile, stream_object
from vpr_print.errors import Flaws, VprPrintError
from vpr_print.model.geometry import A4, Rect, Size
from vpr_print.model.seating import FullName
from vpr_print.sandbox import Limits, call
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.expected import ExpectedPicture
from vpr_print.verify.names import NameSearch
from vpr_print.verify.pictures import LOOK_DPI, largest_difference
from vpr_print.verify.variants import MOST, prove_variants

PEOPLE = [FullName("Ёлкина Злата Игнатьевна"), FullName("Ли  Ан"), FullName("Салтыков-Щедрин Пётр"), FullName("Рем")]


@pytest.mark.parametrize(
    "text",
    (
        "Ёлкина Злата",
        "злата ЕЛКИНА",
        "…Ёлкина\nЗлата…",
        "Ёлкина, Злата",
        "ЁлкинаЗлата",
        "Игнатьевна Ёлкина Злата",
        "каб. 1 Ли Ан 5А",
        "Салтыков-Щедрин Пётр",
        "elka_Елкина_Злата.pdf",
    ),
)
def test_a_full_name_is_found(text: str) -> None:
    assert NameSearch(PEOPLE).finds(text)


@pytest.mark.parametrize(
    "text",
    ("", "Ёлкина", "Злата Игнатьевна", "милиан", "Ли и Ан", "Рем", "Пётр Салтыков", "Салтыков-Щедрин", "Щукина Злата"),
)
def test_what_is_no_full_name_passes(text: str) -> None:
    assert not NameSearch(PEOPLE).finds(text)


def test_a_school_may_be_called_after_a_namesake() -> None:
    people = [FullName("Гагарин Юрий Саввич")]
    school = "Лицей имени космонавта Гагарин Юрий"
    assert not NameSearch(people, [school]).finds(f"640123 {school} каб. 5")
    assert NameSearch(people, [school]).finds(f"{school}, Гагарин Юрий")


def ruled(offset: float = 0.0, colour: float = 0.0, size: tuple[float, float] = (595.276, 841.89)) -> bytes:
    """A page of short black lines, drawn by reportlab."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    canvas.setFillGray(colour)
    for line in range(28):
        canvas.rect(60 + offset, 60 + line * (size[1] - 120) / 28, 200 + line * 5, 6, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(tmp_path: Path, original: bytes, built: bytes, **changes: object) -> ExpectedPicture:
    write(tmp_path / "original.pdf", original)
    write(tmp_path / "built.pdf", built)
    given = ExpectedPicture(
        variant=1,
        page=1,
        original=tmp_path / "original.pdf",
        original_name="МА5.pdf",
        original_page=1,
        built=tmp_path / "built.pdf",
        built_name="101/1-komplekty.pdf",
        built_page=1,
        size=A4,
    )
    return replace(given, **changes)


def test_variants_that_came_out_whole_give_their_digests(tmp_path: Path) -> None:
    _, pictures = write_variants(tmp_path, builders.masters(2, 3))
    found = prove_variants(pictures)
    assert [(variant.number, len(variant.forms)) for variant in found] == [(1, 3), (2, 3)]
    assert len({form for variant in found for form in variant.forms}) == 6


def flaws_of(pictures: list[ExpectedPicture]) -> list[ProofError]:
    with pytest.raises(VprPrintError) as caught:
        prove_variants(pictures)
    found = caught.value.flaws if isinstance(caught.value, Flaws) else (caught.value,)
    return [flaw for flaw in found if isinstance(flaw, ProofError)]


def test_a_page_that_lost_a_line_is_found_and_named(tmp_path: Path) -> None:
    path, pictures = write_variants(tmp_path, builders.masters(1, 2))
    original = tmp_path / "original.pdf"
    write(original, path.read_bytes())
    lost = path.read_bytes()
    form = builders.masters(1, 2).variants[0].pages[1].form

    def without_a_line(body: bytes) -> bytes:
        head, _, rest = body.partition(b"stream\n")
        content = zlib.decompress(rest[: rest.rindex(b"\nendstream")]).replace(b" re ", b" re n ", 1)
        packed = zlib.compress(content)
        return b"<</Length %d%b" % (len(packed), head[head.index(b"/Filter") :]) + b"stream\n" + packed + b"\nendstream"

    write(path, in_object(form, without_a_line)(lost))
    flaws = flaws_of([replace(picture, original=original) for picture in pictures])
    assert [(flaw.promise, flaw.file, flaw.page) for flaw in flaws] == [(Promise.PICTURE, "varianty.pdf", 2)]


def test_the_stamp_may_differ_inside_its_boxes_only(tmp_path: Path) -> None:
    path, pictures = write_variants(tmp_path, builders.masters(1, 1))
    original = tmp_path / "original.pdf"
    write(original, path.read_bytes())
    write(path, on_page(1, lambda content: content + b" 28.35 28.35 56.7 28.35 re f")(path.read_bytes()))
    stamp = Rect(10, 277, 20, 10)
    prove_variants([replace(pictures[0], original=original, boxes=(stamp,))])
    flaws = flaws_of([replace(pictures[0], original=original, boxes=(stamp.moved(30, 0),))])
    assert [flaw.promise for flaw in flaws] == [Promise.PICTURE]


def test_a_page_without_its_variant_and_a_page_that_is_not_there_are_found(tmp_path: Path) -> None:
    path, pictures = write_variants(tmp_path, builders.masters(1, 1))
    assert [flaw.promise for flaw in flaws_of([replace(pictures[0], built_page=5)])] == [Promise.PAGES]
    assert [flaw.promise for flaw in flaws_of([replace(pictures[0], original_page=5)])] == [Promise.PAGES]
    assert {flaw.promise for flaw in flaws_of([replace(pictures[0], original=tmp_path / "no.pdf")])} == {Promise.FILE}
    write(path, on_page(1, swap(b"/P100 Do", b""))(path.read_bytes()))
    assert Promise.VARIANT in {flaw.promise for flaw in flaws_of(pictures)}


def look(one: bytes, other: bytes) -> int:
    from vpr_print.verify.pictures import RenderedPdf

    with RenderedPdf(one) as first, RenderedPdf(other) as second:
        return largest_difference(first.picture(1, LOOK_DPI), second.picture(1, LOOK_DPI))


def test_less_than_a_pixel_is_no_difference_and_three_are() -> None:
    assert look(ruled(), ruled(0.4)) == 0
    assert look(ruled(), ruled(2.2)) > MOST
    assert look(ruled(), ruled(colour=0.1)) == 0
    assert look(ruled(), ruled(colour=0.7)) > MOST


def lettered(text: str, offset: float = 0.0) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595.276, 841.89), invariant=1)
    canvas.setFont("Helvetica", 8)
    for line in range(60):
        words = text if line == 30 else "the quick brown fox, 1 234 567 890"
        canvas.drawString(60 + offset, 60 + line * 12 + offset, words)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_small_letters_between_pixels_are_no_difference_and_a_lost_digit_is() -> None:
    whole = lettered("the quick brown fox, 1 234 567 890")
    for offset in (0.1, 0.2, 0.3):
        assert look(whole, lettered("the quick brown fox, 1 234 567 890", offset)) <= MOST
    assert look(whole, lettered("the quick brown fox, 1 234 567 8 0")) > MOST
    assert look(whole, lettered("the quick brown fox, 1 234 567 89")) > MOST


def test_pictures_of_other_sizes_differ_everywhere() -> None:
    white = Image.new("L", (100, 100), 255)
    assert largest_difference(white, Image.new("L", (100, 120), 255)) == 10_000
    assert largest_difference(white, Image.new("L", (100, 100), 230)) == 0


def test_a_landscape_and_a_small_page_are_compared_as_they_lie(tmp_path: Path) -> None:
    """The written page shows the original turned a quarter to the left, or enlarged to the sheet."""
    from pypdf import PdfReader, PdfWriter, Transformation

    turned = Transformation((0, 1, -1, 0, 595.276, 0))
    larger = Transformation((1.4142, 0, 0, 1.4142, 1, 0))
    for name, size, matrix, changes in (
        ("turned", (841.89, 595.276), turned, {"size": Size(297, 210), "turned": True}),
        ("a5", (419.53, 595.28), larger, {"size": Size(148, 210), "scale": 1.4142}),
    ):
        original = ruled(size=size)
        writer = PdfWriter()
        page = writer.add_blank_page(595.276, 841.89)
        page.merge_transformed_page(PdfReader(io.BytesIO(original)).pages[0], matrix)
        out = io.BytesIO()
        writer.write(out)
        folder = tmp_path / name
        folder.mkdir()
        flaws = flaws_of([picture(folder, original, out.getvalue(), **changes)])
        # pypdf draws no form, which is said; the picture is right
        assert {flaw.promise for flaw in flaws} <= {Promise.VARIANT, Promise.FILE}, flaws
        assert not [flaw for flaw in flaws if flaw.promise is Promise.PICTURE]


def scanned(*, drawn: bool) -> bytes:
    """A page with a scan of 243 MB, of which the file holds nearly nothing."""
    entries = b"/Type/XObject/Subtype/Image/Width 9000/Height 9000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    file = PdfFile([ObjectBlock.of(1, [stream_object(bytes(3000), entries)])], b"<</XObject<</I 1 0 R>>>>")
    file.add_page(A4, b"q 300 0 0 200 100 150 cm /I Do Q" if drawn else b"q Q")
    return file.finish()


def test_a_large_scan_that_was_lost_is_found_within_the_memory_of_the_process(tmp_path: Path) -> None:
    """pdfium leaves out what it has no memory for: two pages without the scan would be alike."""
    given = picture(tmp_path, scanned(drawn=True), scanned(drawn=False))
    with pytest.raises(VprPrintError) as caught:
        call(prove_variants, (given,), limits=Limits(seconds=30, megabytes=280, result_megabytes=1))
    found = caught.value.flaws if isinstance(caught.value, Flaws) else (caught.value,)
    assert Promise.PICTURE in [flaw.promise for flaw in found if isinstance(flaw, ProofError)]
