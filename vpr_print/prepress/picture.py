"""A page as a picture: for those that cannot be carried over as they are drawn, and where pictures are asked for."""

from __future__ import annotations

import io
import zlib

import pypdfium2
from PIL import Image, ImageChops
from PIL.TiffImagePlugin import TiffImageFile

from vpr_print.prepress.geometry import SHEET_PT, operand
from vpr_print.prepress.halftone import halftone, has_tone
from vpr_print.prepress.ink import is_coloured
from vpr_print.prepress.loose import REFERENCE, LooseObject
from vpr_print.prepress.render import hard_picture_of, picture_of

PICTURE_DPI = 300
BILEVEL_DPI = 600
_PLAIN_BYTES = 1_500_000
"""A page that is larger without loss is a photograph, for which JPEG does."""
_QUALITY = 92
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTE_COUNTS = 273, 278, 279
"""Tags of TIFF 6.0."""


Objects = tuple[LooseObject, LooseObject]
"""The form that places a picture on the whole sheet, and the picture."""


def sheet_objects(sheet: pypdfium2.PdfPage, start: int, *, bilevel: bool) -> tuple[Objects, bool]:
    """A page of ours as a picture, the form with the index ``start``; and whether it is of pure black and white.

    It is where that is asked for (``bilevel``), and where the page shows nothing else: 600 dpi then, else 300.
    """
    hard = hard_picture_of(sheet, BILEVEL_DPI)
    if bilevel or not has_tone(hard):
        return bilevel_objects(halftone(hard), start), True
    picture = picture_of(sheet, PICTURE_DPI)
    return picture_objects(picture, is_coloured(picture), start), False


def picture_objects(picture: Image.Image, coloured: bool, start: int) -> Objects:
    """The picture of a whole sheet; the form has the index ``start``, the picture the next."""
    image = picture.convert("RGB" if coloured else "L")
    data, name = packed(image)
    space = b"DeviceRGB" if coloured else b"DeviceGray"
    head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/%b/Filter/%b>>"
    return _form(start), LooseObject(head % (*image.size, space, name.encode()), (), data)


def packed(image: Image.Image) -> tuple[bytes, str]:
    """The picture's bytes (mode L or RGB) and the name of their filter: as JPEG when they are too many without loss."""
    data = zlib.compress(image.tobytes(), 9)
    if len(data) <= _PLAIN_BYTES:
        return data, "FlateDecode"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue(), "DCTDecode"


def bilevel_objects(picture: Image.Image, start: int) -> Objects:
    """The same of a picture in pure black and white (mode 1), as CCITT Group 4."""
    width, height = picture.size
    head = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"
        b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d>>>>"
    )
    return _form(start), LooseObject(head % (width, height, width, height), (), group4(picture))


def group4(picture: Image.Image) -> bytes:
    """A picture of mode 1 as CCITT Group 4 in one piece: for ``K`` -1, black pixels 0."""
    out = io.BytesIO()
    # libtiff takes 0 for the paper
    ImageChops.invert(picture).save(out, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: picture.height})
    out.seek(0)
    with TiffImageFile(out) as tiff:
        (offset,), (length,) = tiff.tag_v2[_STRIP_OFFSETS], tiff.tag_v2[_STRIP_BYTE_COUNTS]
    return out.getvalue()[offset : offset + length]


def _form(start: int) -> LooseObject:
    return LooseObject(
        b"<</Type/XObject/Subtype/Form/BBox[0 0 %b]/Resources<</XObject<</I %b>>>>>>" % (operand(*SHEET_PT), REFERENCE),
        (start + 1,),
        b"q %b 0 0 %b 0 0 cm /I Do Q\n" % (operand(SHEET_PT[0]), operand(SHEET_PT[1])),
    )
