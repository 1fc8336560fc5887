"""The modules of a QR code as our papers have it: version 1, level H, one mask for all."""

from __future__ import annotations

import qrcode

from vpr_print.drawing.qr_text import QR_MASK


def our_code(digits: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of the code of 16 digits; True is dark."""
    code = qrcode.QRCode(version=1, error_correction=qrcode.constants.ERROR_CORRECT_H, mask_pattern=QR_MASK, border=0)
    code.add_data(digits, optimize=0)
    code.make(fit=False)
    return tuple(tuple(map(bool, row)) for row in code.modules)
