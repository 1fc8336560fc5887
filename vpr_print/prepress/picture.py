"""A page as a picture: for the few that cannot be carried over as they are drawn."""

from __future__ import annotations

import io
import zlib

from PIL import Image

from vpr_print.prepress.geometry import SHEET_PT, operand
from vpr_print.prepress.loose import REFERENCE, LooseObject

PICTURE_DPI = 300
_PLAIN_BYTES = 1_500_000
"""A page that is larger without loss is a photograph, for which JPEG does."""
_QUALITY = 92


def picture_objects(picture: Image.Image, coloured: bool, start: int) -> tuple[LooseObject, LooseObject]:
    """The form that places the picture on the whole sheet (index ``start``), and the picture (the next index)."""
    image = picture if coloured else picture.convert("L")
    data, name = zlib.compress(image.tobytes(), 9), b"FlateDecode"
    if len(data) > _PLAIN_BYTES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
        data, name = out.getvalue(), b"DCTDecode"
    space = b"DeviceRGB" if coloured else b"DeviceGray"
    sheet = operand(*SHEET_PT)
    form = LooseObject(
        b"<</Type/XObject/Subtype/Form/BBox[0 0 %b]/Resources<</XObject<</I %b>>>>>>" % (sheet, REFERENCE),
        (start + 1,),
        b"q %b 0 0 %b 0 0 cm /I Do Q\n" % (operand(SHEET_PT[0]), operand(SHEET_PT[1])),
    )
    head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/%b/Filter/%b>>"
    return form, LooseObject(head % (*image.size, space, name), (), data)
