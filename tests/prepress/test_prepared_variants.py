"""Blocks of objects for the whole build: numbers, bytes, sizes of pages, limits."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from prepress import awkward
from prepress.prepared import Shelf, printed, slot, stamp

from vpr_print.errors import ExitCode, Flaws
from vpr_print.prepress import errors, prepare
from vpr_print.prepress.masters import Masters, PageSizePolicy, PrepressOptions
from vpr_print.prepress.prepare import prepare_variants

MANY = 3


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def many_pages(count: int = MANY, word: bytes = b"page") -> bytes:
    """Pages that share a font and one big dictionary of resources, as some programs make them."""
    pdf, page = awkward.new_page()
    pictures = Dictionary()
    for number in range(count):
        pictures[f"/X{number}"] = awkward.form(
            pdf, b"%% drawing %d\n0 g %d 500 20 20 re f" % (number, 100 + 30 * number)
        )
    page.Resources.XObject = pictures
    page.Resources = pdf.make_indirect(page.Resources)
    for _ in range(1, count):
        other = Dictionary(Type=Name.Page, MediaBox=page.MediaBox, Resources=page.Resources)
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(other)))
    for number, item in enumerate(pdf.pages):
        text = b"BT /F1 14 Tf 60 700 Td (%b %d) Tj ET /X%d Do" % (word, number + 1, number)
        item.obj.Contents = pdf.make_stream(text)
    return awkward.saved(pdf)


def streams_of(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream)]


def texts_of(masters: Masters) -> list[str]:
    return [page.extract_text().strip() for page in pypdf.PdfReader(io.BytesIO(printed(masters))).pages]


def two_variants(shelf: Shelf, **options: Any) -> Masters:
    one, two = many_pages(word=b"one"), many_pages(word=b"two")
    variants = [shelf.variant(2, two, 0, 1, 2, name="2.pdf"), shelf.variant(1, one, 0, 1, 2, name="1.pdf")]
    return prepare_variants(variants, shelf.files, stamp(), **options)


def test_blocks_follow_each_other_in_the_order_of_the_variants(shelf: Shelf) -> None:
    masters = two_variants(shelf)
    first, second = masters.variants
    assert (first.number, second.number) == (1, 2)
    assert first.block.first == 64
    assert second.block.first == first.block.numbers.stop
    assert texts_of(masters) == ["one 1", "one 2", "one 3", "two 1", "two 2", "two 3"]


def test_the_same_input_gives_the_same_bytes_with_one_worker_and_with_two(shelf: Shelf) -> None:
    assert pickle.dumps(two_variants(shelf)) == pickle.dumps(two_variants(shelf, workers=2))


@pytest.mark.parametrize("workers", [1, 2])
def test_each_variant_is_handed_on_as_soon_as_it_is_ready(shelf: Shelf, workers: int) -> None:
    ready: list[Masters] = []
    masters = two_variants(shelf, workers=workers, ready=ready.append)
    assert [one.variants for one in ready] == [(variant,) for variant in masters.variants]
    assert [one.preflight for one in ready] == [(report,) for report in masters.preflight]


def test_a_bad_file_keeps_only_its_own_variant_back(shelf: Shelf) -> None:
    ready: list[Masters] = []
    variants = [shelf.variant(1, password(), name="1.pdf"), shelf.variant(2, many_pages(), name="2.pdf")]
    with pytest.raises(errors.FileNeedsPasswordError):
        prepare_variants(variants, shelf.files, stamp(), ready=ready.append)
    assert [one.variants[0].number for one in ready] == [2]


def test_the_digest_speaks_of_the_pages_and_not_of_object_numbers(shelf: Shelf) -> None:
    here, there = two_variants(shelf), two_variants(shelf, first_object=5000)
    assert [item.digest for item in here.variants] == [item.digest for item in there.variants]
    assert here.variants[0].digest != here.variants[1].digest
    assert there.variants[0].block.first == 5000
    assert len(pypdf.PdfReader(io.BytesIO(printed(there))).pages) == 2 * MANY


def test_the_digest_speaks_of_the_stamp_s_places_too(shelf: Shelf) -> None:
    variants = [shelf.variant(1, awkward.plain())]
    here = prepare_variants(variants, shelf.files, stamp())
    there = prepare_variants(variants, shelf.files, stamp(qr=[slot(6, 276)]))
    assert here.variants[0].block == there.variants[0].block
    assert here.variants[0].digest != there.variants[0].digest


def test_a_page_or_font_used_twice_is_stored_once(shelf: Shelf) -> None:
    data = many_pages()
    once = prepare_variants([shelf.variant(1, data, 0)], shelf.files, stamp())
    twice = prepare_variants([shelf.variant(1, data, 0, 0)], shelf.files, stamp())
    assert len(twice.variants[0].pages) == 2
    assert twice.variants[0].pages[0].form == twice.variants[0].pages[1].form
    assert len(once.variants[0].block.offsets) == len(twice.variants[0].block.offsets)
    assert two_variants(shelf).variants[0].block.data.count(b"/Helvetica") == 1


def test_pages_that_are_cut_off_leave_nothing_behind(shelf: Shelf) -> None:
    masters = prepare_variants([shelf.variant(1, many_pages(), 0)], shelf.files, stamp())
    drawn = [content for content in streams_of(printed(masters)) if b"drawing" in content]
    assert len(drawn) == 1 and b"drawing 0" in drawn[0]


def test_a_variant_of_two_files_has_their_pages_in_order(shelf: Shelf) -> None:
    variant = shelf.variant(1, many_pages(word=b"part"), 2, 0)
    variant = type(variant)(1, (*variant.parts, shelf.span(many_pages(word=b"second"), 1, name="part2.pdf")))
    masters = prepare_variants([variant], shelf.files, stamp())
    assert texts_of(masters) == ["part 3", "part 1", "second 2"]


def test_masters_are_small_and_go_through_pickle(shelf: Shelf) -> None:
    masters = two_variants(shelf)
    packed = pickle.dumps(masters)
    assert pickle.loads(packed) == masters
    assert len(packed) < 30_000


def test_a_page_of_another_size_is_fitted_and_said(shelf: Shelf) -> None:
    masters = prepare_variants([shelf.variant(1, awkward.letter())], shelf.files, stamp())
    assert [notice.id for notice in masters.notices] == ["page_resized", "fonts_missing"]
    assert "216 × 279 мм" in str(masters.notices[0])
    assert masters.preflight[0].pages[0].scale == pytest.approx(210 / 215.9, abs=0.001)


def test_other_sizes_are_refused_or_left_as_asked(shelf: Shelf) -> None:
    variants = [shelf.variant(1, awkward.a3_landscape())]
    with pytest.raises(errors.PageSizeRefusedError) as caught:
        prepare_variants(variants, shelf.files, stamp(), options=PrepressOptions(page_size=PageSizePolicy.REFUSE))
    assert caught.value.exit_code is ExitCode.VARIANT
    masters = prepare_variants(variants, shelf.files, stamp(), options=PrepressOptions(page_size=PageSizePolicy.AS_IS))
    assert masters.notices[0].id == "page_size_as_is"
    assert masters.preflight[0].pages[0].scale == 1


def test_no_picture_is_made_of_what_pdfium_would_show_on_a_layer_that_is_off(shelf: Shelf) -> None:
    with pikepdf.open(io.BytesIO(awkward.layer_on_annotation())) as pdf:
        page = pdf.pages[0].obj
        hidden = b"/OC /L1 BDC BT /F1 9 Tf 60 300 Td [(a) 0 Tc (b)] TJ ET EMC"  # that cannot be taken out
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + hidden)
        page.Resources.Properties = Dictionary(L1=page.Annots[0].OC)
        data = awkward.saved(pdf)
    with pytest.raises(errors.PageMissingError):
        prepare_variants([shelf.variant(1, data)], shelf.files, stamp())


def test_an_annotation_on_a_layer_that_is_off_is_named_since_viewers_may_show_it(shelf: Shelf) -> None:
    masters = prepare_variants([shelf.variant(1, awkward.layer_on_annotation())], shelf.files, stamp())
    [notice] = [notice for notice in masters.notices if notice.id == "page_not_compared"]
    assert "выключенный слой" in str(notice)
    [page] = masters.preflight[0].pages
    assert page.layers_removed and not page.compared
    assert "Otvety" not in texts_of(masters)[0]


def test_preflight_knows_the_facts(shelf: Shelf) -> None:
    files = ("owner_encrypted", "landscape", "group_with_multiply", "layer_off", "no_contents", "truncated")
    variants = [shelf.variant(number, awkward.CASES[name](), name=name) for number, name in enumerate(files, 1)]
    masters = prepare_variants(variants, shelf.files, stamp(bars=stamp().bars.slots))
    locked, landscape, group, layer, blank, truncated = masters.preflight
    assert locked.encrypted and locked.printing_forbidden
    assert landscape.pages[0].turned and not locked.pages[0].turned
    assert group.pages[0].transparency and not landscape.pages[0].transparency
    assert layer.pages[0].layers_removed and layer.pages[0].fonts_missing == ("Helvetica",)
    assert blank.pages[0].blank and not blank.pages[0].colour and layer.pages[0].colour
    assert truncated.repaired and not locked.repaired
    told = {notice.id for notice in masters.notices}
    assert told == {"printing_forbidden", "page_blank", "file_repaired", "fonts_missing"}


def password() -> bytes:
    return awkward.saved(awkward.new_page()[0], encryption=pikepdf.Encryption(owner="a", user="b"))


def huge_picture() -> bytes:
    pdf, page = awkward.new_page(b"q 100 0 0 100 0 0 cm /I Do Q")
    data = zlib.compress(bytes(1000))
    image = pdf.make_stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=40_000, Height=40_000, BitsPerComponent=1,
        ColorSpace=Name.DeviceGray, Filter=Name.FlateDecode,
    )  # fmt: skip
    page.Resources.XObject = Dictionary(I=image)
    return awkward.saved(pdf)


def endless_forms() -> bytes:
    pdf, page = awkward.new_page(b"/X Do")
    form = awkward.form(pdf, b"/X Do 0 0 10 10 re f")
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    page.Resources.XObject = Dictionary(X=form)
    return awkward.saved(pdf)


def deep_forms(depth: int = 60) -> bytes:
    pdf, page = awkward.new_page(b"/X Do")
    form = awkward.form(pdf, b"0 0 10 10 re f")
    for _ in range(depth):
        form = awkward.form(pdf, b"/X Do", Resources=Dictionary(XObject=Dictionary(X=form)))
    page.Resources.XObject = Dictionary(X=form)
    return awkward.saved(pdf)


def no_pages() -> bytes:
    return awkward.saved(Pdf.new())


def bomb() -> bytes:
    pdf, page = awkward.new_page()
    press = zlib.compressobj(9)
    packed = b"".join(press.compress(bytes(1 << 20)) for _ in range(700)) + press.flush()
    page.Contents = pdf.make_stream(packed, Filter=Name.FlateDecode)
    return awkward.saved(pdf, compress_streams=False)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (password, errors.FileNeedsPasswordError),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, errors.FileDamagedError),
        (lambda: b"", errors.FileDamagedError),
        (no_pages, errors.FileHasNoPagesError),
        (huge_picture, errors.ImageTooLargeError),
        (endless_forms, errors.NestingTooDeepError),
        (deep_forms, errors.NestingTooDeepError),
        (bomb, (errors.FileTooBigError, errors.FileCrashesError)),
    ],
)
def test_a_file_beyond_the_limits_ends_in_its_own_error(shelf: Shelf, make: Callable[[], bytes], kind: Any) -> None:
    with pytest.raises(kind) as caught:
        prepare_variants([shelf.variant(1, make(), name="bad.pdf")], shelf.files, stamp())
    assert caught.value.exit_code is ExitCode.VARIANT
    assert "bad.pdf" in caught.value.message.where


def test_all_bad_files_are_told_at_once(shelf: Shelf) -> None:
    variants = [shelf.variant(1, password(), name="1.pdf"), shelf.variant(2, no_pages(), name="2.pdf")]
    with pytest.raises(Flaws) as caught:
        prepare_variants(variants, shelf.files, stamp())
    assert [flaw.id for flaw in caught.value.flaws] == ["FileNeedsPassword", "FileHasNoPages"]


def test_a_page_that_the_file_lacks_is_named(shelf: Shelf) -> None:
    with pytest.raises(errors.PageMissingError) as caught:
        prepare_variants([shelf.variant(1, awkward.plain(), 0, 7)], shelf.files, stamp())
    assert caught.value.page == 8


def test_a_set_of_more_than_99_pages_is_refused(shelf: Shelf) -> None:
    with pytest.raises(errors.TooManyPagesError):
        prepare_variants([shelf.variant(1, awkward.plain(), *[0] * 100)], shelf.files, stamp())


def test_a_slow_file_is_named(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "FILE_SECONDS", 0.001)
    with pytest.raises(errors.FileTooSlowError):
        prepare_variants([shelf.variant(1, awkward.plain())], shelf.files, stamp())


def test_a_name_that_looks_like_a_forbidden_key_is_kept(shelf: Shelf) -> None:
    pdf, page = awkward.new_page(b"BT /A 14 Tf 60 700 Td (text) Tj ET /OC Do /AA Do")
    box = awkward.form(pdf, b"0 g 60 500 50 50 re f")
    page.Resources = Dictionary(Font=Dictionary(A=page.Resources.Font.F1), XObject=Dictionary(OC=box, AA=box))
    masters = prepare_variants([shelf.variant(1, awkward.saved(pdf))], shelf.files, stamp())
    assert texts_of(masters) == ["text"]
    assert any(b"60 500 50 50" in content for content in streams_of(printed(masters)))


def test_what_only_a_viewer_can_draw_becomes_a_picture_and_is_said(shelf: Shelf) -> None:
    """A hidden text of a width that only the viewer knows: taking it out would move the rest of the line."""
    content = awkward.PAGE + b"BT /F1 18 Tf 80 300 Td /OC /L1 BDC (Otvety: 42 Otvety) Tj EMC ( shown) Tj ET"
    pdf, page = awkward.new_page(content)
    page.Resources.Font.F1.BaseFont = Name.Nobody
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("answers")))
    page.Resources.Properties = Dictionary(L1=layer)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    masters = prepare_variants([shelf.variant(1, awkward.saved(pdf))], shelf.files, stamp())
    assert [notice.id for notice in masters.notices] == ["page_as_picture"]
    assert masters.preflight[0].pages[0].raster
    assert not any(b"Otvety" in content for content in streams_of(printed(masters)))
