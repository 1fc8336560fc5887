"""How large symbols are: the grid of 600 dpi dots, modules, quiet zones. Pure, shared by rules and drawing."""

from __future__ import annotations

from vpr_print.model.geometry import Size

DOTS_PER_INCH = 600
CODE128_QUIET = 10
"""Quiet zone on each side, modules (ISO/IEC 15417, 4.3.3)."""
CODE128_MODULES = 123
"""Modules of 16 digits: start, eight pairs, checksum (11 each), stop (13)."""
QR_QUIET = 4
"""Quiet zone on each side, modules (ISO/IEC 18004, 9.1)."""
QR_MODULES = 21
"""Modules on a side of version 1."""
DIGITS_GAP_MM = 0.7
"""White between the bars and the digits."""
CAPITAL = 0.7
"""Height of digits and capitals as a part of the type size (PT Sans)."""
POINT_MM = 25.4 / 72

_DOTS_PER_MM = DOTS_PER_INCH / 25.4
_BYTES_AT_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666)
"""Bytes that versions 1 to 20 hold at level M (ISO/IEC 18004, table 7)."""


def dots(length_mm: float) -> int:
    """The nearest whole number of dots."""
    return round(length_mm * _DOTS_PER_MM)


def mm(count: float) -> float:
    """Length of so many dots in mm."""
    return count / _DOTS_PER_MM


def drawn(length_mm: float) -> float:
    """The length as it is drawn, in whole dots."""
    return mm(dots(length_mm))


def code128_extent(module_mm: float, bars_mm: float, digits_pt: float) -> Size:
    """The whole rectangle of 16 digits: quiet zones, bars, and the line of digits below (0 pt: none)."""
    return Size(
        (CODE128_MODULES + 2 * CODE128_QUIET) * drawn(module_mm), drawn(bars_mm) + drawn(digits_line(digits_pt))
    )


def qr_extent(module_mm: float, modules: int = QR_MODULES) -> Size:
    """The whole square of a QR code, quiet zones included."""
    side = (modules + 2 * QR_QUIET) * drawn(module_mm)
    return Size(side, side)


def digits_line(digits_pt: float) -> float:
    """Height in mm that the digits below the bars add."""
    return DIGITS_GAP_MM + CAPITAL * digits_pt * POINT_MM if digits_pt else 0.0


def qr_modules(letters: int) -> int:
    """Modules on a side that a text of so many ASCII letters may need at level M. Raises ``ValueError`` beyond 666."""
    for version, capacity in enumerate(_BYTES_AT_M):
        if letters <= capacity:
            return QR_MODULES + 4 * version
    raise ValueError("the text is too long for a QR code that a cheap scanner reads")
