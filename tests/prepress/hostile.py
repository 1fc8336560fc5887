"""PDFs made to hurt: each function gives the bytes of one file. Written by hand, since no library would write them.

Most have one page with the little exam of ``awkward``; what is hostile hangs on it. Nothing here is larger than a few
megabytes: bombs swell when they are opened.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from prepress.awkward import PAGE

NASTY: dict[str, Callable[[], bytes]] = {}
SECRET = b"Otvety"
"""Stands in everything that must not be printed."""
_BOX = b"/MediaBox[0 0 595.276 841.89]"
_MILLION = 1_000_000


def nasty(make: Callable[[], bytes]) -> Callable[[], bytes]:
    NASTY[make.__name__] = make
    return make


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), entries, data)


def flat(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + entries)


def book(
    content: bytes = PAGE,
    *,
    page: bytes = b"",
    resources: bytes = b"",
    catalog: bytes = b"",
    box: bytes = _BOX,
    more: Mapping[int, bytes] | None = None,
    trailer: bytes = b"",
) -> bytes:
    """A file of one page: 1 catalogue, 2 page tree, 3 page, 4 content, 5 font; ``more`` adds or replaces objects."""
    font = b"/Font<</F1 5 0 R>>"
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R%b/Contents 4 0 R/Resources<<%b%b>>%b>>" % (box, font, resources, page),
        4: stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        **(more or {}),
    }
    return written(bodies, trailer)


def written(bodies: Mapping[int, bytes], trailer: bytes = b"", head: bytes = b"%PDF-1.7\n") -> bytes:
    """Objects as a file with a correct classic table."""
    out = bytearray(head)
    table = [b"0 1\n0000000000 65535 f \n"]
    for number, body in sorted(bodies.items()):
        table.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    size = max(bodies) + 1
    out += b"xref\n%btrailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (
        b"".join(table), size, trailer, start,
    )  # fmt: skip
    return bytes(out)


def zeros(megabytes: int) -> bytes:
    """A deflated run of zeros as large as that, without ever holding it: a megabyte takes a kilobyte."""
    packer = zlib.compressobj(9)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"\0" * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * megabytes + packer.flush()


def twice(megabytes: int) -> bytes:
    """The same deflated again: a gigabyte takes some kilobytes."""
    return zlib.compress(zeros(megabytes), 9)


def lzw_zeros(codes: int) -> bytes:
    """An LZW stream of ever longer runs of zeros."""
    bits: list[str] = []
    while codes > 0:
        bits += [f"{256:09b}", f"{0:09b}"]
        for code in range(258, 4094):
            width = 9 if code < 511 + 1 else 10 if code < 1023 + 1 else 11 if code < 2047 + 1 else 12
            bits.append(f"{code:0{width}b}")
        codes -= 3836
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def image(width: int, height: int, data: bytes, entries: bytes) -> bytes:
    return stream(data, b"/Type/XObject/Subtype/Image/Width %d/Height %d%b" % (width, height, entries))


def with_image(body: bytes) -> bytes:
    return book(PAGE + b"q 300 0 0 300 100 150 cm /I Do Q\n", resources=b"/XObject<</I 10 0 R>>", more={10: body})


_GRAY8 = b"/ColorSpace/DeviceGray/BitsPerComponent 8"
_FLATE2 = b"/Filter[/FlateDecode/FlateDecode]"

# ── bombs ────────────────────────────────────────────────────────────────────────────────────────────────────


@nasty
def bomb_content() -> bytes:
    return book(more={4: stream(twice(3000), _FLATE2)})


@nasty
def bomb_content_in_many_parts() -> bytes:
    return book(more={3: b"<</Type/Page/Parent 2 0 R%b/Contents[%b]/Resources<<>>>>" % (_BOX, b"10 0 R " * 3000),
                      10: stream(zeros(1), b"/Filter/FlateDecode")})  # fmt: skip


@nasty
def bomb_image() -> bytes:
    return with_image(image(50_000, 50_000, twice(2400), _GRAY8 + _FLATE2))


@nasty
def bomb_image_within_the_limit() -> bytes:
    return with_image(image(12_000, 12_000, twice(420), b"/ColorSpace/DeviceRGB/BitsPerComponent 8" + _FLATE2))


@nasty
def bomb_image_of_one_bit() -> bytes:
    return with_image(image(200_000, 200_000, twice(4800), b"/ColorSpace/DeviceGray/BitsPerComponent 1" + _FLATE2))


@nasty
def bomb_behind_a_small_image() -> bytes:
    return with_image(image(10, 10, twice(3000), _GRAY8 + _FLATE2))


@nasty
def bomb_inline_image() -> bytes:
    head = b"q 99 0 0 99 99 99 cm BI /W 40000 /H 40000 /BPC 8 /CS /G /F [/Fl /Fl] ID "
    return book(PAGE + head + twice(1600) + b" EI Q\n")


@nasty
def bomb_in_a_form() -> bytes:
    form = stream(twice(3000), b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]" + _FLATE2)
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more={10: form})


@nasty
def bomb_in_lzw() -> bytes:
    return with_image(image(50_000, 50_000, lzw_zeros(200_000), _GRAY8 + b"/Filter/LZWDecode"))


@nasty
def bomb_in_run_length() -> bytes:
    data = zlib.compress(b"\x81\0" * 12 * _MILLION, 9)
    return with_image(image(40_000, 38_000, data, _GRAY8 + b"/Filter[/FlateDecode/RunLengthDecode]"))


@nasty
def bomb_in_ascii85() -> bytes:
    data = zlib.compress(b"z" * 100 * _MILLION + b"~>", 9)
    return book(more={4: stream(data, b"/Filter[/FlateDecode/ASCII85Decode]")})


@nasty
def bomb_in_a_predictor() -> bytes:
    entries = b"/DecodeParms[null<</Predictor 15/Columns 2000000000/Colors 32/BitsPerComponent 16>>]"
    return with_image(image(5000, 5000, twice(30), _GRAY8 + _FLATE2 + entries))


@nasty
def bomb_of_filters() -> bytes:
    data = PAGE
    for _ in range(120):
        data = zlib.compress(data)
    return book(more={4: stream(data, b"/Filter[%b]" % (b"/FlateDecode" * 120))})


@nasty
def bomb_in_an_object_stream() -> bytes:
    more = {10: stream(twice(3000), b"/Type/ObjStm/N 1000000/First 5000000" + _FLATE2)}
    return book(more=more).replace(b"0000000000 65535 f", b"0000000000 65535 n")


@nasty
def bomb_in_the_cross_reference_stream() -> bytes:
    body = book()
    at = len(body)
    xref = stream(twice(3000), b"/Type/XRef/Size 900000000/W[1 8 2]/Root 1 0 R" + _FLATE2)
    return body + b"9 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (xref, at)


def _font(program: bytes, key: bytes = b"/FontFile2", kind: bytes = b"/TrueType", more: bytes = b"") -> bytes:
    descriptor = (
        b"<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200"
        b"/CapHeight 700/StemV 80%b 12 0 R>>" % key
    )
    font = b"<</Type/Font/Subtype%b/BaseFont/A/FirstChar 32/LastChar 126/Widths[%b]/FontDescriptor 11 0 R%b>>"
    return book(
        PAGE + b"BT /F9 20 Tf 60 250 Td (Some words) Tj ET\n",
        more={
            3: b"<</Type/Page/Parent 2 0 R%b/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F9 10 0 R>>>>>>" % _BOX,
            10: font % (kind, b"500 " * 95, more),
            11: descriptor,
            12: program,
            13: stream(twice(3000), _FLATE2),
        },
    )


@nasty
def bomb_font() -> bytes:
    return _font(stream(twice(3000), _FLATE2 + b"/Length1 3000000000"))


@nasty
def bomb_unicode_map() -> bytes:
    return _font(stream(b"no font"), more=b"/ToUnicode 13 0 R")


@nasty
def bomb_colour_profile() -> bytes:
    return book(
        PAGE + b"/C cs 0.5 sc 60 200 99 99 re f\n",
        resources=b"/ColorSpace<</C[/ICCBased 10 0 R]>>",
        more={10: stream(twice(3000), b"/N 1" + _FLATE2)},
    )


@nasty
def bomb_sampled_function() -> bytes:
    function = b"/FunctionType 0/Domain[0 1 0 1 0 1 0 1]/Range[0 1 0 1 0 1]/Size[9999 9999 9999 9999]/BitsPerSample 32"
    return book(
        PAGE + b"/C cs 0.5 0.5 0.5 0.5 sc 60 200 99 99 re f\n",
        resources=b"/ColorSpace<</C[/DeviceN[/A/B/C/D]/DeviceRGB 10 0 R]>>",
        more={10: stream(twice(3000), function + _FLATE2)},
    )


@nasty
def bomb_indexed_colours() -> bytes:
    space = b"/ColorSpace[/Indexed/DeviceRGB 2147483647 13 0 R]/BitsPerComponent 8"
    return book(
        PAGE + b"q 300 0 0 300 100 150 cm /I Do Q\n",
        resources=b"/XObject<</I 10 0 R>>",
        more={10: image(100, 100, b"\0" * 10_000, space), 13: stream(twice(3000), _FLATE2)},
    )


@nasty
def bomb_soft_mask() -> bytes:
    entries = _GRAY8 + b"/SMask 11 0 R"
    mask = image(60_000, 60_000, twice(3400), _GRAY8 + _FLATE2)
    return book(
        PAGE + b"q 300 0 0 300 100 150 cm /I Do Q\n",
        resources=b"/XObject<</I 10 0 R>>",
        more={10: image(2, 2, b"\0\x40\x80\xc0", entries), 11: mask},
    )


@nasty
def bomb_appearance() -> bytes:
    form = stream(twice(3000), b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]" + _FLATE2)
    return book(page=b"/Annots[<</Subtype/Stamp/Rect[100 100 200 200]/AP<</N 10 0 R>>>>]", more={10: form})


@nasty
def bomb_metadata() -> bytes:
    return book(catalog=b"/Metadata 10 0 R", more={10: stream(twice(3000), b"/Type/Metadata/Subtype/XML" + _FLATE2)})


# ── pictures that lie about their size ───────────────────────────────────────────────────────────────────────


@nasty
def image_without_end() -> bytes:
    return with_image(image(2**31 - 1, 2**31 - 1, b"\0", _GRAY8))


@nasty
def image_below_zero() -> bytes:
    return with_image(image(-5, -5, b"\0", _GRAY8))


@nasty
def image_of_huge_numbers() -> bytes:
    return with_image(image(10**30, 3, b"\0", _GRAY8))


@nasty
def image_of_real_numbers() -> bytes:
    return with_image(stream(b"\0", b"/Type/XObject/Subtype/Image/Width 1e9/Height 99999.5" + _GRAY8))


@nasty
def image_mask_of_itself() -> bytes:
    return with_image(
        image(2, 2, b"\0\x40\x80\xc0", _GRAY8 + b"/SMask 10 0 R/Mask 10 0 R/Alternates[<</Image 10 0 R>>]")
    )


@nasty
def jpeg_of_65500() -> bytes:
    size = (65500).to_bytes(2, "big") * 2
    frame = b"\xff\xc0\0\x11\x08" + size + b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01"
    scan = b"\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0"
    return with_image(image(65500, 65500, b"\xff\xd8" + frame + scan + b"\0" * 99 + b"\xff\xd9",
                            b"/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"))  # fmt: skip


@nasty
def jpeg_larger_than_it_says() -> bytes:
    return jpeg_of_65500().replace(b"/Width 65500/Height 65500", b"/Width 10/Height 10")


def _jpx(width: int, height: int) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    siz = b"\0\0" + size + b"\0" * 8 + size + b"\0" * 8 + b"\0\x03" + b"\x07\x01\x01" * 3
    codestream = b"\xff\x4f\xff\x51" + (len(siz) + 2).to_bytes(2, "big") + siz
    cod = b"\xff\x52\0\x0c\0\0\0\x01\0\x05\x04\x04\0\0" + b"\xff\x5c\0\x13\x40" + b"\x48" * 16
    sot = b"\xff\x90\0\x0a\0\0\0\0\0\0\0\x01\xff\x93" + b"\0" * 50 + b"\xff\xd9"
    return codestream + cod + sot


@nasty
def jpeg2000_without_end() -> bytes:
    return with_image(image(9, 9, _jpx(2**31, 2**31), b"/Filter/JPXDecode"))


@nasty
def jpeg2000_of_20000() -> bytes:
    return with_image(image(9, 9, _jpx(20_000, 20_000), b"/Filter/JPXDecode"))


def _jbig2(width: int, height: int) -> bytes:
    page = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\0" * 8 + b"\0" + b"\0\0"
    region = b"".join(n.to_bytes(4, "big") for n in (width, height, 0, 0)) + b"\0" + b"\x08\0\x08" + b"\xff" * 40
    return (
        b"\0\0\0\0\x30\0\x01"
        + len(page).to_bytes(4, "big")
        + page
        + b"\0\0\0\1\x26\0\x01"
        + (len(region).to_bytes(4, "big") + region)
    )


@nasty
def jbig2_without_end() -> bytes:
    return with_image(image(100, 100, _jbig2(2**32 - 1, 2**32 - 1), b"/BitsPerComponent 1/Filter/JBIG2Decode"))


@nasty
def jbig2_of_60000() -> bytes:
    return with_image(image(60_000, 60_000, _jbig2(60_000, 60_000), b"/BitsPerComponent 1/Filter/JBIG2Decode"))


@nasty
def jbig2_globals_of_itself() -> bytes:
    more = b"/BitsPerComponent 1/Filter/JBIG2Decode/DecodeParms<</JBIG2Globals 10 0 R>>"
    return with_image(image(500, 500, _jbig2(500, 500), more))


@nasty
def fax_without_end() -> bytes:
    parms = b"/DecodeParms<</K -1/Columns 2147483647/Rows 2147483647/BlackIs1 true>>"
    return with_image(
        image(1000, 1000, b"\0" * 999, b"/BitsPerComponent 1/ImageMask true/Filter/CCITTFaxDecode" + parms)
    )


@nasty
def fax_of_60000() -> bytes:
    parms = b"/DecodeParms<</K -1/Columns 60000/Rows 60000>>"
    head = b"/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode"
    return with_image(image(60_000, 60_000, b"\xff" * 9000, head + parms))


# ── loops ────────────────────────────────────────────────────────────────────────────────────────────────────


@nasty
def loop_in_the_page_tree() -> bytes:
    return book(more={2: b"<</Type/Pages/Kids[3 0 R 2 0 R 2 0 R]/Count 3>>"})


@nasty
def loop_of_two_page_trees() -> bytes:
    return book(more={2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>",
                      10: b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 1>>"})  # fmt: skip


@nasty
def loop_of_parents() -> bytes:
    return book(box=b"", more={2: b"<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>"})


@nasty
def loop_of_tables() -> bytes:
    data = book()
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % data.index(b"xref\n"))


@nasty
def loop_of_references() -> bytes:
    return book(more={4: b"10 0 R", 10: b"11 0 R", 11: b"10 0 R"})


@nasty
def loop_of_lengths() -> bytes:
    return book(more={4: b"<</Length 4 0 R>>\nstream\n" + PAGE + b"\nendstream"})


@nasty
def loop_of_object_streams() -> bytes:
    inner = b"20 0 <</A 1>>"
    more = {10: stream(inner, b"/Type/ObjStm/N 1/First 5/Extends 11 0 R"),
            11: stream(inner, b"/Type/ObjStm/N 1/First 5/Extends 10 0 R")}  # fmt: skip
    body = book(more=more)
    at = len(body)
    rows = b"\2\0\0\0\x0a\0\0" + b"\2\0\0\0\x14\0\0"
    xref = stream(rows, b"/Type/XRef/Size 30/Index[10 1 20 1]/W[1 4 2]/Root 1 0 R/Prev %d" % body.index(b"xref\n"))
    return body + b"25 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (xref, at)


_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</XObject<</X %d 0 R/Y %d 0 R>>>>"


@nasty
def loop_of_forms() -> bytes:
    more = {10: stream(b"/X Do", _FORM % (11, 11)), 11: stream(b"/X Do", _FORM % (10, 10))}
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more=more)


@nasty
def loop_of_forms_that_doubles() -> bytes:
    more = {10: stream(b"/X Do /Y Do", _FORM % (11, 11)), 11: stream(b"/X Do /Y Do", _FORM % (10, 10))}
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more=more)


@nasty
def tree_of_forms() -> bytes:
    more = {number: stream(b"/X Do /Y Do " * 5, _FORM % (number + 1, number + 1)) for number in range(10, 32)}
    more[32] = stream(b"1 1 1 rg 0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]")
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more=more)


@nasty
def forms_a_thousand_deep() -> bytes:
    more = {number: stream(b"/X Do", _FORM % (number + 1, number + 1)) for number in range(10, 1010)}
    more[1010] = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]")
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more=more)


def _tile(content: bytes, resources: bytes, step: bytes = b"10", box: bytes = b"[0 0 10 10]") -> bytes:
    return stream(
        content,
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox%b/XStep %b/YStep %b/Resources<<%b>>"
        % (box, step, step, resources),
    )


_TILED = PAGE + b"/Pattern cs /P1 scn 60 200 400 200 re f\n"


@nasty
def loop_of_patterns() -> bytes:
    tile = _tile(b"/Pattern cs /P1 scn 0 0 9 9 re f", b"/Pattern<</P1 10 0 R>>")
    return book(_TILED, resources=b"/Pattern<</P1 10 0 R>>", more={10: tile})


@nasty
def pattern_of_tiny_steps() -> bytes:
    return book(_TILED, resources=b"/Pattern<</P1 10 0 R>>", more={10: _tile(b"0 0 9 9 re f", b"", b"0.000001")})


@nasty
def pattern_of_huge_tiles() -> bytes:
    tile = _tile(b"0 0 9 9 re f", b"", b"1000000000", b"[-1e9 -1000000000 1000000000 1000000000]")
    return book(_TILED, resources=b"/Pattern<</P1 10 0 R>>", more={10: tile})


@nasty
def patterns_in_patterns() -> bytes:
    more = {
        number: _tile(b"/Pattern cs /P1 scn 0 0 9 9 re f", b"/Pattern<</P1 %d 0 R>>" % (number + 1), b"0.5")
        for number in range(10, 18)
    }
    more[18] = _tile(b"0 0 9 9 re f", b"")
    return book(_TILED, resources=b"/Pattern<</P1 10 0 R>>", more=more)


@nasty
def loop_of_type3_fonts() -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[.1 0 0 .1 0 0]/CharProcs<</a 11 0 R>>/FirstChar 97"
        b"/LastChar 97/Widths[10]/Encoding<</Differences[97/a]>>/Resources<</Font<</F9 10 0 R>>>>>>"
    )
    glyph = stream(b"10 0 d0 BT /F9 9 Tf (aa) Tj ET")
    return book(
        PAGE + b"BT /F9 30 Tf 60 200 Td (aaa) Tj ET\n",
        more={
            3: b"<</Type/Page/Parent 2 0 R%b/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F9 10 0 R>>>>>>" % _BOX,
            10: font,
            11: glyph,
        },
    )


@nasty
def loop_of_soft_masks() -> bytes:
    group = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Group<</S/Transparency/CS/DeviceGray>>"
        b"/Resources<</ExtGState<</G 11 0 R>>>>"
    )
    more = {10: stream(b"/G gs 0.5 g 0 0 600 900 re f", group), 11: b"<</SMask<</S/Luminosity/G 10 0 R>>>>"}
    return book(PAGE + b"/G gs 60 200 99 99 re f\n", resources=b"/ExtGState<</G 11 0 R>>", more=more)


@nasty
def loop_of_colour_spaces() -> bytes:
    more = {10: b"[/Indexed 10 0 R 1 (abcdef)]", 11: b"[/ICCBased 12 0 R]", 12: stream(b"", b"/N 3/Alternate 11 0 R")}
    content = PAGE + b"/C cs 0 sc 60 200 99 99 re f /D cs 0 0 0 sc 200 200 99 99 re f\n"
    return book(content, resources=b"/ColorSpace<</C 10 0 R/D 11 0 R/DefaultGray 10 0 R>>", more=more)


@nasty
def loop_of_functions() -> bytes:
    more = {
        10: b"<</FunctionType 3/Domain[0 1]/Functions[10 0 R 10 0 R]/Bounds[.5]/Encode[0 1 0 1]>>",
        11: b"<</ShadingType 2/ColorSpace/DeviceRGB/Coords[60 200 300 300]/Function 10 0 R>>",
    }
    return book(PAGE + b"/S sh\n", resources=b"/Shading<</S 11 0 R>>", more=more)


@nasty
def loop_of_appearances() -> bytes:
    annotation = b"<</Subtype/Stamp/Rect[100 100 200 200]/Parent 10 0 R/AP<</N 11 0 R>>/Popup 10 0 R>>"
    form = stream(b"/X Do", _FORM % (11, 11))
    return book(page=b"/Annots[10 0 R 10 0 R 11 0 R 3 0 R]", more={10: annotation, 11: form})


@nasty
def loop_of_fields() -> bytes:
    return book(
        catalog=b"/AcroForm<</Fields[10 0 R]/DR<<>>>>",
        page=b"/Annots[10 0 R]",
        more={10: b"<</Subtype/Widget/Rect[100 100 200 200]/T(a)/Kids[10 0 R]/Parent 10 0 R/FT 10 0 R>>"},
    )


@nasty
def loop_of_layers() -> bytes:
    return book(
        b"/OC /L BDC BT /F1 12 Tf 60 200 Td (%b) Tj ET EMC\n" % SECRET + PAGE,
        resources=b"/Properties<</L 10 0 R>>",
        catalog=b"/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]/Order 13 0 R>>>>",
        more={
            10: b"<</Type/OCMD/VE 11 0 R>>",
            11: b"[/And 11 0 R 12 0 R]",
            12: b"<</Type/OCG/Name(a)>>",
            13: b"[13 0 R]",
        },
    )


@nasty
def loop_of_names() -> bytes:
    names = b"/Names<</Dests 10 0 R/EmbeddedFiles 10 0 R/JavaScript 10 0 R>>/PageLabels 10 0 R"
    tree = b"<</Kids[10 0 R 10 0 R]/Limits[(a)(z)]>>"
    outline = b"<</First 11 0 R/Last 11 0 R/Next 11 0 R/Parent 11 0 R/Title(a)>>"
    return book(catalog=names + b"/Outlines 11 0 R", more={10: tree, 11: outline})


@nasty
def loop_of_structure() -> bytes:
    return book(catalog=b"/StructTreeRoot 10 0 R/MarkInfo<</Marked true>>",
                more={10: b"<</Type/StructTreeRoot/K[10 0 R]/ParentTree 10 0 R/Kids[10 0 R]>>"})  # fmt: skip


@nasty
def loop_of_encryption() -> bytes:
    return book(trailer=b"/Encrypt 10 0 R", more={10: b"<</Filter/Standard/V 4/R 4/CF 10 0 R/StmF/StdCF/O 10 0 R>>"})


# ── numbers and depths ───────────────────────────────────────────────────────────────────────────────────────


def _page_box(text: bytes) -> bytes:
    return book(box=b"/MediaBox[%b]" % text)


for _name, _text in {
    "box_without_end": b"0 0 1000000000 1000000000",
    "box_of_nothing": b"0 0 0 0",
    "box_of_a_point": b"0 0 0.0001 0.0001",
    "box_of_a_thread": b"0 0 100000 0.01",
    "box_below_zero": b"-2147483648 -2147483648 2147483647 2147483647",
    "box_of_odd_numbers": b"0 0 --595 8.4.1",
    "box_of_no_numbers": b"0 0 nan inf",
    "box_of_thirty_digits": b"0 0 " + b"9" * 30 + b" " + b"9" * 30,
    "box_of_exponents": b"0 0 5.9e2 8.4e2",
    "box_far_away": b"2000000000 2000000000 2000000595 2000000842",
    "box_of_words": b"/a (b) <</c 1>> null",
}.items():
    NASTY[_name] = lambda text=_text: _page_box(text)  # type: ignore[misc]

for _name, _text in {
    "unit_of_a_milliard": b"/UserUnit 1000000000",
    "unit_of_nothing": b"/UserUnit 0",
    "unit_below_zero": b"/UserUnit -3",
    "unit_of_a_hair": b"/UserUnit 0.0000001",
    "turned_by_a_milliard": b"/Rotate 900000000090",
    "turned_by_a_word": b"/Rotate/Left",
    "turned_a_little": b"/Rotate 45",
    "crop_elsewhere": b"/CropBox[9000 9000 9500 9500]",
    "annotations_of_no_kind": b"/Annots 5",
    "group_of_no_kind": b"/Group/S",
    "contents_of_no_kind": b"/Contents(abc)",
    "resources_of_no_kind": b"/Resources[1 2 3]",
}.items():
    NASTY[_name] = lambda text=_text: book(page=text)  # type: ignore[misc]


@nasty
def annotations_by_the_hundred_thousand() -> bytes:
    item = b"<</Subtype/Square/Rect[100 100 200 200]/C[1 0 0]>>"
    return book(page=b"/Annots 10 0 R", more={10: b"[" + item * 100_000 + b"]"})


@nasty
def appearances_by_the_thousand() -> bytes:
    item = b"<</Subtype/Stamp/Rect[100 100 200 200]/AP<</N 11 0 R>>>>"
    form = stream(b"1 0 0 RG 0 0 50 50 re S", b"/Type/XObject/Subtype/Form/BBox[0 0 60 60]")
    return book(page=b"/Annots 10 0 R", more={10: b"[" + item * 20_000 + b"]", 11: form})


@nasty
def operators_by_the_million() -> bytes:
    return book(more={4: flat(PAGE + b"0 0 m 9 9 l S " * _MILLION)})


@nasty
def curves_by_the_million() -> bytes:
    return book(more={4: flat(PAGE + b"60 200 m " + b"500 300 90 250 80 210 c " * _MILLION + b"S")})


@nasty
def letters_by_the_million() -> bytes:
    return book(more={4: flat(PAGE + b"BT /F1 5 Tf 60 200 Td " + b"(abcdefghij)' " * 400_000 + b"ET")})


@nasty
def pages_by_the_ten_thousand() -> bytes:
    count = 10_000
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    page = b"<</Type/Page/Parent 2 0 R%b/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % _BOX
    pages = dict.fromkeys(range(10, 10 + count), page)
    return book(more={2: b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count), **pages})


@nasty
def pages_that_are_only_said() -> bytes:
    return book(more={2: b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"})


@nasty
def pages_below_zero() -> bytes:
    return book(more={2: b"<</Type/Pages/Kids[3 0 R]/Count -1>>"})


@nasty
def page_trees_ten_thousand_deep() -> bytes:
    trees = {n: b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (n - 1, n + 1) for n in range(11, 10_010)}
    trees |= {2: b"<</Type/Pages/Kids[11 0 R]/Count 1>>", 10_009: b"<</Type/Pages/Kids[3 0 R]/Count 1>>"}
    return book(more=trees)


@nasty
def arrays_a_hundred_thousand_deep() -> bytes:
    return book(page=b"/Annots " + b"[" * 100_000 + b"]" * 100_000)


@nasty
def arrays_four_hundred_deep() -> bytes:
    return book(resources=b"/Pattern<</A %b%b>>" % (b"[" * 400, b"]" * 400))


@nasty
def dictionaries_a_hundred_thousand_deep() -> bytes:
    return book(resources=b"/XObject" + b"<</A" * 100_000 + b" 1" + b">>" * 100_000)


@nasty
def arrays_in_the_content() -> bytes:
    return book(PAGE + b"[" * 200_000 + b"]" * 200_000 + b" TJ\n")


@nasty
def states_a_million_deep() -> bytes:
    return book(more={4: flat(b"q " * _MILLION + PAGE + b"Q " * 10)})


@nasty
def marks_a_million_deep() -> bytes:
    return book(more={4: flat(b"/A BMC " * _MILLION + PAGE)})


@nasty
def clips_by_the_hundred_thousand() -> bytes:
    return book(more={4: flat(b"0 0 600 900 re W n " * 100_000 + PAGE)})


@nasty
def string_of_forty_megabytes() -> bytes:
    return book(trailer=b"/Info<</Title(%b)>>" % (b"a" * 40 * _MILLION))


@nasty
def string_without_end() -> bytes:
    return book(page=b"/A(never closed ((((")


@nasty
def numbers_of_a_million_digits() -> bytes:
    return book(PAGE + b"9" * _MILLION + b" 0 0 1 " + b"." * _MILLION + b" cm 1" + b"0" * _MILLION + b" w\n")


@nasty
def coordinates_without_end() -> bytes:
    return book(
        PAGE + b"1e38 -1e38 m 99999999999999999999 -99999999999999999999 l 0.00000001 w S [0 0] 0 d 9 9 m 9 99 l S\n"
    )


@nasty
def dashes_by_the_milliard() -> bytes:
    return book(PAGE + b"[0.000001 0.000001] 0 d 1 w 0 300 m 1000000000 301 l S\n")


@nasty
def line_wider_than_the_world() -> bytes:
    return book(PAGE + b"1000000000 w 0 J 0 0 m 1 1 l S\n")


@nasty
def matrices_that_swell() -> bytes:
    return book(PAGE + b"10 0 0 10 0 0 cm " * 500 + b"0 0 1 1 re f\n")


@nasty
def font_of_a_milliard_points() -> bytes:
    return book(PAGE + b"BT /F1 1000000000 Tf 1 0 0 1 60 200 Tm (a) Tj ET\n")


@nasty
def shading_of_the_whole_world() -> bytes:
    shading = (
        b"<</ShadingType 1/ColorSpace/DeviceRGB/Domain[-1000000000 1000000000 -1000000000 1000000000]/Function 11 0 R>>"
    )
    code = stream(b"{ " + b"dup mul sin " * 2000 + b"dup }", b"/FunctionType 4/Domain[-1 1 -1 1]/Range[0 1 0 1 0 1]")
    return book(PAGE + b"/S sh\n", resources=b"/Shading<</S 10 0 R>>", more={10: shading, 11: code})


@nasty
def shading_of_many_meshes() -> bytes:
    bits = b"/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 600 0 900 0 1 0 1 0 1]"
    mesh = b"/ShadingType 7/ColorSpace/DeviceRGB" + bits
    body = flat(bytes(range(256)) * 20_000, mesh)
    return book(PAGE + b"/S sh\n", resources=b"/Shading<</S 10 0 R>>", more={10: body})


@nasty
def function_without_end() -> bytes:
    code = stream(b"{" * 50_000 + b"}" * 50_000, b"/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]")
    return book(
        PAGE + b"/C cs 0.5 sc 60 200 99 99 re f\n",
        resources=b"/ColorSpace<</C[/Separation/A/DeviceRGB 10 0 R]>>",
        more={10: code},
    )


@nasty
def groups_in_groups() -> bytes:
    group = b"/Group<</S/Transparency/I true/K true>>"
    more = {n: stream(b"/X Do /X Do", _FORM % (n + 1, n + 1) + group) for n in range(10, 24)}
    more[24] = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]" + group)
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more=more)


@nasty
def objects_by_the_hundred_thousand() -> bytes:
    more = {n: b"<</Next %d 0 R>>" % (n + 1) for n in range(10, 250_010)}
    more[250_010] = b"<<>>"
    return book(resources=b"/ColorSpace<</A 10 0 R>>/Pattern<</P 10 0 R>>", more=more)


@nasty
def names_by_the_hundred_thousand() -> bytes:
    fonts = b"".join(b"/N%d 5 0 R" % n for n in range(100_000))
    return book(resources=b"/XObject<<%b>>/ExtGState<<%b>>" % (fonts, fonts))


# ── tables, trailers, streams ────────────────────────────────────────────────────────────────────────────────


@nasty
def no_table() -> bytes:
    data = book()
    return data[: data.index(b"xref\n")]


@nasty
def no_trailer() -> bytes:
    return book().replace(b"trailer", b"trai1er").replace(b"/Root", b"/Rood")


@nasty
def table_elsewhere() -> bytes:
    data = book()
    return data.replace(b"startxref\n%d" % data.index(b"xref\n"), b"startxref\n99999999999")


@nasty
def table_of_wrong_places() -> bytes:
    data = book()
    at = data.index(b"xref\n")
    return data[:at] + data[at:].replace(b"00000000", b"00000007")


@nasty
def table_of_a_milliard_rows() -> bytes:
    return book().replace(b"xref\n0 1\n", b"xref\n0 2147483647\n")


@nasty
def size_of_a_milliard() -> bytes:
    return book().replace(b"/Size 6", b"/Size 2147483647")


@nasty
def object_of_the_highest_number() -> bytes:
    number = 2**31 - 1
    return book(more={number: b"<</Type/Font>>"}, resources=b"/XObject<</X %d 0 R>>" % number)


@nasty
def object_numbers_beyond() -> bytes:
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 99999999999999999999 0 R/Y 5 99999 R/Z -1 0 R>>")


@nasty
def objects_said_twice() -> bytes:
    data = book()
    copy = b"4 0 obj\n%b\nendobj\n" % stream(b"BT /F1 20 Tf 99 400 Td (%b) Tj ET" % b"other")
    return data.replace(b"5 0 obj", copy + b"5 0 obj")


@nasty
def update_with_other_pages() -> bytes:
    data = book()
    at = len(data)
    other = b"3 0 obj\n<</Type/Page/Parent 2 0 R%b/Contents 4 0 R/Rotate 180/Resources<<>>>>\nendobj\n" % _BOX
    table = b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\n" % (at, data.index(b"xref\n"))
    return data + other + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(other))


@nasty
def hybrid_that_contradicts() -> bytes:
    data = book()
    rows = b"\1\0\0\0\x10\0\0" * 8
    xref = b"9 0 obj\n%b\nendobj\n" % stream(rows, b"/Type/XRef/Size 8/W[1 4 2]/Root 1 0 R")
    at = data.index(b"xref\n")
    return (
        data[:at]
        + xref
        + data[at:]
        .replace(b"/Root", b"/XRefStm %d/Root" % at)
        .replace(b"startxref\n%d" % at, b"startxref\n%d" % (at + len(xref)))
    )


@nasty
def cross_reference_of_wide_rows() -> bytes:
    body = book()
    xref = stream(b"\1" * 999, b"/Type/XRef/Size 10/W[99999999 2147483647 -1]/Index[0 -5 3 99999999]/Root 1 0 R")
    return body + b"9 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (xref, len(body))


@nasty
def linearised_wrongly() -> bytes:
    return book().replace(
        b"%PDF-1.7\n", b"%PDF-1.7\n9 0 obj\n<</Linearized 1/L 99/H[9 9999999]/O 77/E 5/N 999999/T 3/P 42>>\nendobj\n"
    )


@nasty
def stream_without_end() -> bytes:
    return book().replace(b"endstream", b"").replace(b"/Length", b"/Lenght")


@nasty
def stream_of_wrong_length() -> bytes:
    return book().replace(b"/Length ", b"/Length 99999")


@nasty
def stream_below_zero() -> bytes:
    return book().replace(b"/Length ", b"/Length -")


@nasty
def stream_of_unknown_filters() -> bytes:
    return book(more={4: stream(PAGE, b"/Filter[/Crypt/FlateDecode/Nonsense/JBIG2Decode/JPXDecode/DCTDecode]")})


@nasty
def stream_in_another_file() -> bytes:
    elsewhere = b"/F<</Type/Filespec/F(/etc/passwd)/UF(/etc/passwd)>>/FFilter/FlateDecode"
    form = stream(b"BT /F1 20 Tf 60 200 Td (here) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]" + elsewhere)
    return book(PAGE + b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more={4: stream(PAGE, elsewhere), 10: form})


@nasty
def encrypted_by_nobody() -> bytes:
    return book(trailer=b"/Encrypt<</Filter/Adobe.PubSec/V 5/SubFilter/adbe.pkcs7.s5>>/ID[(a)(b)]")


@nasty
def encrypted_oddly() -> bytes:
    entries = b"<</Filter/Standard/V 5/R 6/Length 2147483647/O(%b)/U(%b)/P -1>>/ID[(a)(b)]" % (b"o" * 48, b"u" * 48)
    return book(trailer=b"/Encrypt" + entries)


@nasty
def encrypted_with_a_huge_key() -> bytes:
    entries = b"<</Filter/Standard/V 2/R 3/Length 4000000000/O(%b)/U(%b)/P -4>>/ID[]" % (b"o" * 32, b"u" * 32)
    return book(trailer=b"/Encrypt" + entries)


# ── things that act, tell, or belong elsewhere ───────────────────────────────────────────────────────────────

_ACT = b"<</S/JavaScript/JS(app.alert('Otvety'))/Next<</S/Launch/F(calc.exe)/Win<</F(calc.exe)>>>>>>"


@nasty
def acting_everywhere() -> bytes:
    link = (
        b"<</Subtype/Link/Rect[9 9 99 99]/Border[0 0 0]/A<</S/URI/URI(http://otvety.example/Otvety)>>/AA<</E %b>>>>"
        % _ACT
    )
    screen = (
        b"<</Subtype/RichMedia/Rect[9 9 99 99]/RichMediaContent<</Assets<</Names[(a) 10 0 R]>>>>/AP<</N 11 0 R>>/A %b>>"
        % _ACT
    )
    form = stream(
        b"0 0 1 rg 0 0 9 9 re f",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/A %b/AA<</O %b>>/OpenAction %b" % ((_ACT,) * 3),
    )
    return book(
        PAGE + b"/X Do\n",
        page=b"/AA<</O %b/C %b>>/Annots[%b%b]/A %b/PresSteps %b" % (_ACT, _ACT, link, screen, _ACT, _ACT),
        catalog=b"/OpenAction %b/AA<</WC %b>>/URI<</Base(http://otvety.example)>>/Names<</JavaScript<</Names[(a) %b]>>"
        b"/EmbeddedFiles<</Names[(a) 10 0 R]>>>>/AcroForm<</XFA 12 0 R/Fields[]/CO[]>>" % ((_ACT,) * 3),
        resources=b"/XObject<</X 11 0 R/E 13 0 R/S 10 0 R>>/ExtGState<</G<</JS(Otvety)/OpenAction %b/A %b>>"
        b"/H<</S/URI/URI(Otvety)>>>>"
        b"/Properties<</M<</JS(Otvety)/EF 10 0 R>>>>" % (_ACT, _ACT),
        more={
            10: b"<</Type/Filespec/F(Otvety.exe)/EF<</F 13 0 R>>>>",
            11: form,
            12: stream(b"<xdp>Otvety<script>app.alert('Otvety')</script></xdp>"),
            13: stream(b"Otvety: 42", b"/Type/EmbeddedFile"),
        },
    )


@nasty
def acting_below_the_page() -> bytes:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/AA<</O %b>>/URI(Otvety)/EF 13 0 R/JS 13 0 R>>" % _ACT
    picture = image(
        2, 2, b"\0\x40\x80\xc0", _GRAY8 + b"/A %b/AA %b/EF 13 0 R/AF[13 0 R]/Metadata 13 0 R" % (_ACT, _ACT)
    )
    return book(
        PAGE + b"q 99 0 0 99 99 99 cm /I Do Q /G gs BT /F9 9 Tf 60 200 Td (a) Tj ET\n",
        more={
            3: b"<</Type/Page/Parent 2 0 R%b/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R/F9 10 0 R>>/XObject<</I 11 0 R>>"
            b"/ExtGState<</G<</ca 1/Action %b/Launch %b/RichMedia 13 0 R>>>>>>>>" % (_BOX, _ACT, _ACT),
            10: font,
            11: picture,
            13: stream(b"Otvety: 42", b"/Params<</Size 9>>"),
        },
    )


@nasty
def drawings_from_elsewhere() -> bytes:
    reference = b"/Ref<</F<</F(otvety.pdf)>>/Page 3>>/OPI<</2.0<</F(otvety.tif)>>>>/PS %b"
    form = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]" + reference % b"13 0 R")
    postscript = stream(b"(Otvety) = quit", b"/Type/XObject/Subtype/PS/Level1 13 0 R")
    return book(
        PAGE + b"/X Do /P Do\n",
        resources=b"/XObject<</X 10 0 R/P 11 0 R>>",
        more={10: form, 11: postscript, 13: stream(b"%!PS (Otvety) run")},
    )


@nasty
def form_of_xfa() -> bytes:
    xfa = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><!DOCTYPE a[<!ENTITY b 'Otvety'>]>&b;" + b"<a>" * 50_000
    return book(catalog=b"/AcroForm<</XFA[(template) 10 0 R]/Fields[]>>/NeedsRendering true", more={10: stream(xfa)})


@nasty
def layer_in_every_corner() -> bytes:
    hidden = b"BT /F1 12 Tf 60 200 Td (%b) Tj ET" % SECRET
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</Font<</F1 5 0 R>>>>"
    return book(
        PAGE + b"/X Do /OC /L BDC " + hidden + b" EMC /OC /L BDC /A BMC " + hidden + b" /B BMC\n",
        resources=b"/XObject<</X 10 0 R/Y 11 0 R>>/Properties<</L 12 0 R>>",
        catalog=b"/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]>>>>",
        page=b"/Annots[<</Subtype/Stamp/Rect[9 9 99 99]/OC 12 0 R/AP<</N 11 0 R>>/Contents(%b)>>]" % SECRET,
        more={
            10: stream(hidden, form + b"/OC 12 0 R"),
            11: stream(hidden, form),
            12: b"<</Type/OCG/Name(%b)>>" % SECRET,
        },
    )


# ── files that are something else ────────────────────────────────────────────────────────────────────────────


@nasty
def zip_behind() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Otvety.txt", "Otvety: 42")
    return book() + packed.getvalue()


@nasty
def zip_before() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", book())
    return packed.getvalue()


@nasty
def page_of_the_web_before() -> bytes:
    return b"<!DOCTYPE html><html><body><script>alert(1)</script><!--" + book()


@nasty
def jpeg_before() -> bytes:
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xfe\x03\x00" + book()


@nasty
def a_kilobyte_of_junk_before() -> bytes:
    return b"\r\n" * 510 + book()


@nasty
def much_junk_before() -> bytes:
    return b"junk " * 1000 + book()


@nasty
def junk_behind() -> bytes:
    return book() + b"\0" * 5000 + b"<html>" * 300


@nasty
def two_files_in_one() -> bytes:
    return book() + book(b"BT /F1 30 Tf 60 400 Td (second) Tj ET\n")


@nasty
def only_a_header() -> bytes:
    return b"%PDF-1.7\n"


@nasty
def only_noise() -> bytes:
    return b"%PDF-1.7\n" + bytes((n * 7919 + n // 251) % 256 for n in range(30_000))


@nasty
def nothing() -> bytes:
    return b""


@nasty
def a_word_document() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


@nasty
def forms_data() -> bytes:
    return b"%FDF-1.2\n1 0 obj\n<</FDF<</F(a.pdf)/Fields[]>>>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n%PDF-1.4"


@nasty
def no_pages() -> bytes:
    return book(more={2: b"<</Type/Pages/Kids[]/Count 0>>"})


@nasty
def no_catalogue() -> bytes:
    return book(more={1: b"null"})


@nasty
def pages_of_no_kind() -> bytes:
    return book(more={2: b"<</Type/Pages/Kids[null 5 0 R 4 0 R 99 0 R (a) 3 0 R]/Count 6>>"})


# ── font programs ────────────────────────────────────────────────────────────────────────────────────────────


def _scrambled(data: bytes, key: int) -> bytes:
    """Type 1 encryption of a font program."""
    out = bytearray()
    for byte in data:
        out.append(byte ^ (key >> 8))
        key = ((out[-1] + key) * 52845 + 22719) & 0xFFFF
    return bytes(out)


def _type1(glyph: bytes, subroutine: bytes) -> bytes:
    head = (
        b"%!PS-AdobeFont-1.0: A\n12 dict begin /FontType 1 def /FontMatrix[.001 0 0 .001 0 0]readonly def "
        b"/FontName/A def /Encoding StandardEncoding def "
        b"/FontBBox{0 0 1000 1000}readonly def /PaintType 0 def currentdict end\n"
        b"currentfile eexec\n"
    )

    def charstring(code: bytes) -> bytes:
        packed = _scrambled(b"\0\0\0\0" + code, 4330)
        return b"%d RD %b" % (len(packed), packed)

    names = (b"S", b"o", b"m", b"e", b"w", b"r", b"d", b"s", b"A", b"space", b".notdef")
    glyphs = b"".join(b"/%b %b ND\n" % (name, charstring(glyph)) for name in names)
    private = (
        b"dup /Private 8 dict dup begin /RD{string currentfile exch readstring pop}def /ND{def}def /NP{put}def "
        b"/lenIV 4 def /password 5839 def /Subrs 2 array\ndup 0 %b NP\ndup 1 %b NP\nND\n"
        b"2 index /CharStrings %d dict dup begin\n%bend end readonly put noaccess put mark currentfile closefile\n"
        % (charstring(subroutine), charstring(subroutine), len(names), glyphs)
    )
    packed = _scrambled(b"\0\0\0\0" + private, 55665)
    tail = (b"0" * 64 + b"\n") * 8 + b"cleartomark\n"
    lengths = b"/Length1 %d/Length2 %d/Length3 %d" % (len(head), len(packed), len(tail))
    return _font(stream(head + packed + tail, lengths), b"/FontFile", b"/Type1")


@nasty
def glyph_that_calls_itself() -> bytes:
    return _type1(b"\x8b\xf9\x00\x0d\x8b\x0a\x0e", b"\x8b\x0a\x8c\x0a\x0b")


@nasty
def accent_of_itself() -> bytes:
    # seac of the letter A (65) on itself
    return _type1(b"\x8b\xf9\x00\x0d\x8b\x8b\x8b\xcc\xcc\x0c\x06\x0e", b"\x0b")


@nasty
def font_of_noise() -> bytes:
    return _font(flat(b"\0\1\0\0\0\x20" + bytes((n * 31 + n // 7) % 256 for n in range(60_000))))
