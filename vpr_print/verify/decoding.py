"""Symbols in pictures, decoded by zxing: another reader than our own."""

from __future__ import annotations

from collections.abc import Sequence

import zxingcpp
from PIL import Image, ImageOps

from vpr_print.verify.read_stamps import SymbolKind

_FORMATS = {
    SymbolKind.CODE128: zxingcpp.BarcodeFormat.Code128,
    SymbolKind.QR: zxingcpp.BarcodeFormat.QRCode,
    SymbolKind.QR_LARGE: zxingcpp.BarcodeFormat.QRCode,
}


def decode(picture: Image.Image, kind: SymbolKind) -> tuple[str, ...]:
    """Texts of the symbols of one kind that stand level in a picture."""
    found = zxingcpp.read_barcodes(
        picture, formats=_FORMATS[kind], try_rotate=False, try_downscale=False, try_invert=False
    )
    return tuple(barcode.text for barcode in found)


def decode_qr_rows(rows: Sequence[int]) -> tuple[str, ...]:
    """What another decoder reads from the modules of a QR code, first row on top, the left module the highest bit."""
    side = len(rows)
    row_bytes = (side + 7) // 8
    data = b"".join((row << row_bytes * 8 - side).to_bytes(row_bytes, "big") for row in rows)
    modules = ImageOps.invert(Image.frombytes("1", (side, side), data).convert("L"))
    picture = ImageOps.expand(modules.resize((side * 4, side * 4), Image.Resampling.NEAREST), 16, 255)
    return decode(picture, SymbolKind.QR)
