"""A page in the PDF that old copiers take: what can be said in it is said, and the rest is named.

Old copiers take PDF 1.4 without transparency, JPEG 2000 and JBIG2, with every font inside. Pictures are packed anew,
masks that are only on or off become stencils, and switches that switch nothing are taken out; so letters stay letters
on nearly every page. What is left needs a picture of the whole page.
"""

from __future__ import annotations

import io
from contextlib import closing

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from vpr_print.prepress.contents import dictionary, entries
from vpr_print.prepress.ink import is_coloured
from vpr_print.prepress.masters import PictureReason
from vpr_print.prepress.picture import group4, packed
from vpr_print.prepress.preflight import ResourceFacts, filters_of
from vpr_print.prepress.render import exact_picture_of

_REPACKED_BYTES = 64_000_000
"""Unpacked; of a larger picture the page is drawn as a whole, which needs less memory."""
_NAMED = ("/XObject", "/Font", "/ExtGState", "/Pattern", "/Shading")
_TRANSPARENCY = ("/ca", "/CA", "/BM", "/SMask", "/AIS", "/TK")


def repack(pdf: Pdf, image: Stream) -> None:
    """A picture of ``pdf`` in place without JPEG 2000, JBIG2 and 16 bits, its soft mask as a stencil, where it can be.

    It looks as before. Raises what pikepdf and pdfium raise.
    """
    _harden_mask(pdf, image)
    is_soft = Name.SMask in image or image.get(Name.SMaskInData, 0) != 0
    if not is_soft and _is_refused(image):
        _write_anew(image)


def picture_reasons(facts: ResourceFacts) -> tuple[PictureReason, ...]:
    """What old copiers would not take of the page."""
    reasons = {
        PictureReason.TRANSPARENCY: facts.transparency,
        PictureReason.JPEG2000: facts.jpeg2000,
        PictureReason.JBIG2: facts.jbig2,
        PictureReason.SIXTEEN_BITS: facts.sixteen_bits,
        PictureReason.OPENTYPE: facts.opentype,
        PictureReason.FONTS_MISSING: bool(facts.fonts_missing),
    }
    return tuple(reason for reason, there in reasons.items() if there)


def drop_idle_switches(facts: ResourceFacts) -> None:
    """A page without any effect of transparency, in place, also without the words of it, and without unused resources.

    Groups without such an effect draw the same without being groups.
    """
    for drawn in facts.drawn:
        if Name.Group in drawn.stream:
            del drawn.stream[Name.Group]
        if drawn.needed == set() and drawn.stream.get(Name.Resources) is None:
            continue
        kept = dictionary({key: value for key, value in entries(drawn.resources).items() if key not in _NAMED})
        for category in _NAMED:
            found = entries(drawn.resources.get(category))
            needed = {key: value for key, value in found.items() if drawn.needed is None or key in drawn.needed}
            if category == "/ExtGState":
                needed = {key: _opaque(value) for key, value in needed.items() if isinstance(value, Dictionary)}
            if needed:
                kept[category] = dictionary(needed)
        drawn.stream.Resources = kept


def _opaque(state: Object) -> Dictionary:
    return dictionary({key: value for key, value in entries(state).items() if key not in _TRANSPARENCY})


def _is_refused(image: Stream) -> bool:
    return (
        bool({"/JPXDecode", "/JBIG2Decode"}.intersection(filters_of(image))) or image.get(Name.BitsPerComponent) == 16
    )


def _harden_mask(pdf: Pdf, image: Stream) -> None:
    """The picture's soft mask as a stencil, or none at all, where it is nothing else."""
    mask = image.get(Name.SMask)
    if not isinstance(mask, Stream) or Name.Matte in mask or Name.Decode in mask:
        return
    size = (int(mask.Width), int(mask.Height))
    mode = {1: "1", 8: "L"}.get(int(mask.get(Name.BitsPerComponent, 0)))
    if mode is None or size[0] * size[1] > _REPACKED_BYTES:
        return
    try:
        shown = Image.frombytes(mode, size, mask.read_bytes()).convert("L")
    except pikepdf.PdfError:  # packed so that only pdfium could tell
        return
    levels = [level for level, count in enumerate(shown.histogram()) if count]
    if not set(levels) <= {0, 255}:
        return
    del image[Name.SMask]
    if levels == [255]:
        return
    stencil = shown.point([255] + [0] * 255).convert("1", dither=Image.Dither.NONE)
    image.Mask = pdf.make_stream(
        group4(stencil),
        Type=Name.XObject,
        Subtype=Name.Image,
        ImageMask=True,
        BitsPerComponent=1,
        Width=size[0],
        Height=size[1],
        Filter=Name.CCITTFaxDecode,
        DecodeParms=_parameters(stencil),
    )


def _write_anew(image: Stream) -> None:
    """The picture as Group 4, without loss, or as JPEG."""
    is_mask = bool(image.get(Name.ImageMask, False))
    bilevel = is_mask or image.get(Name.BitsPerComponent) == 1
    size = (int(image.Width), int(image.Height))
    if isinstance(image.get(Name.Mask), pikepdf.Array) or size[0] * size[1] * (1 if bilevel else 3) > _REPACKED_BYTES:
        return
    picture = _pixels(image, size, gray=bilevel)
    if picture.mode == "RGB" and not is_coloured(picture):
        picture = picture.convert("L")
    levels = picture.histogram() if picture.mode == "L" else []
    for key in (Name.ColorSpace, Name.Decode, Name.DecodeParms, Name.SMaskInData, Name.Intent):
        if key in image:
            del image[key]
    if levels and not any(levels[1:255]):
        stencil = picture.convert("1", dither=Image.Dither.NONE)
        image.write(group4(stencil), filter=Name.CCITTFaxDecode, decode_parms=_parameters(stencil))
        image.BitsPerComponent = 1
        if not is_mask:
            image.ColorSpace = Name.DeviceGray
        return
    data, name = packed(picture)
    image.write(data, filter=Name(f"/{name}"))
    image.BitsPerComponent = 8
    image.ColorSpace = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB


def _parameters(picture: Image.Image) -> Dictionary:
    """Of the filter for what ``group4`` gives."""
    return Dictionary(K=-1, Columns=picture.width, Rows=picture.height)


def _pixels(image: Stream, size: tuple[int, int], *, gray: bool) -> Image.Image:
    """The picture as pdfium shows it without its mask, pixel for pixel; a stencil in black."""
    out = io.BytesIO()
    with pikepdf.new() as alone:
        page = alone.add_blank_page(page_size=size)
        copied = alone.copy_foreign(image)
        for key in (Name.Mask, Name.SMask):
            if key in copied:
                del copied[key]
        page.obj.Resources = Dictionary(XObject=Dictionary(I=copied))
        page.obj.Contents = alone.make_stream(b"q %d 0 0 %d 0 0 cm /I Do Q" % size)
        alone.save(out)
    with pypdfium2.PdfDocument(out) as shown, closing(shown[0]) as sheet:
        return exact_picture_of(sheet, size, gray=gray)
