"""Pages as pdfium shows them: the second opinion on what we made of a page, and the map of its ink."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from vpr_print.model.geometry import A4
from vpr_print.prepress.geometry import SHEET_PT, Laying

DPI = 100


def sheet_pixels(dpi: int) -> tuple[int, int]:
    """The A4 sheet in whole pixels, as every viewer rounds it."""
    return -int(-A4.w * dpi // 25.4), -int(-A4.h * dpi // 25.4)


def picture_of(page: pypdfium2.PdfPage, dpi: int = DPI) -> Image.Image:
    """A page of exactly A4 in colour, without anything that lies over it."""
    width, height = sheet_pixels(dpi)
    bitmap = _white(width, height)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_REVERSE_BYTE_ORDER)
    return _image(bitmap)


def pair_of(
    original: pypdfium2.PdfPage, ours: pypdfium2.PdfPage, laying: Laying, dpi: int = DPI
) -> tuple[Image.Image, Image.Image]:
    """The author's page as a viewer shows it, upright, and the same part of our sheet, on the same pixels."""
    width, height = sheet_pixels(dpi)
    across, down = laying.covers[0] * width, laying.covers[1] * height
    size = max(round(across), 1), max(round(down), 1)
    kx, ky = size[0] / across, size[1] / down
    matrix = pdfium.FS_MATRIX(
        width / SHEET_PT[0] * kx,
        0,
        0,
        height / SHEET_PT[1] * ky,
        (across - width) / 2 * kx,
        (down - height) / 2 * ky,
    )
    bitmap = _white(*size)
    everything = pdfium.FS_RECTF(0, 0, *size)
    pdfium.FPDF_RenderPageBitmapWithMatrix(
        bitmap, ours, ctypes.byref(matrix), ctypes.byref(everything), pdfium.FPDF_REVERSE_BYTE_ORDER
    )
    return viewed(original, size, laying.turned), _image(bitmap)


def laid_picture_of(page: pypdfium2.PdfPage, laying: Laying, dpi: int) -> Image.Image:
    """An author's page, with annotations and fields, on the sheet as ``laying`` has it."""
    width, height = sheet_pixels(dpi)
    size = max(round(laying.covers[0] * width), 1), max(round(laying.covers[1] * height), 1)
    sheet = Image.new("RGB", (width, height), "white")
    sheet.paste(viewed(page, size, laying.turned), ((width - size[0]) // 2, (height - size[1]) // 2))
    return sheet


def viewed(page: pypdfium2.PdfPage, size: tuple[int, int], turned: bool) -> Image.Image:
    """An author's page as a viewer shows it; ``turned`` a quarter to the left, then of ``size`` pixels."""
    bitmap = _white(*size)
    place = (0, 0, *size, 3 if turned else 0, pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, *place)
    if page.formenv:
        pdfium.FPDF_FFLDraw(page.formenv, bitmap, page, *place)
    return _image(bitmap)


def _white(width: int, height: int) -> pypdfium2.PdfBitmap:
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    return bitmap


def _image(bitmap: pypdfium2.PdfBitmap) -> Image.Image:
    image: Image.Image = bitmap.to_pil()
    return image.convert("RGB")
