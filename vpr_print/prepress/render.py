"""Pages as pdfium shows them: the second opinion on what we made of a page, and the map of its ink."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from vpr_print.model.geometry import A4
from vpr_print.prepress.geometry import Laying

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


def laid_picture_of(page: pypdfium2.PdfPage, laying: Laying, dpi: int = DPI) -> Image.Image:
    """An author's page on the sheet as ``laying`` has it, with annotations and fields: what ours must look like."""
    width, height = sheet_pixels(dpi)
    bitmap = _white(width, height)
    shown_w, shown_h = page.get_size()
    sheet_w, sheet_h = laying.covers
    across, down = sheet_w * width, sheet_h * height
    left, top = (width - across) / 2, (height - down) / 2
    if laying.turned:
        matrix = pdfium.FS_MATRIX(0, -down / shown_w, across / shown_h, 0, left, top + down)
    else:
        matrix = pdfium.FS_MATRIX(across / shown_w, 0, 0, down / shown_h, left, top)
    clip = pdfium.FS_RECTF(max(left, 0), max(top, 0), min(left + across, width), min(top + down, height))
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
    pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, ctypes.byref(matrix), ctypes.byref(clip), flags)
    if page.formenv:
        whole = (round(left), round(top), round(across), round(down))
        pdfium.FPDF_FFLDraw(page.formenv, bitmap, page, *whole, 3 if laying.turned else 0, flags)
    return _image(bitmap)


def _white(width: int, height: int) -> pypdfium2.PdfBitmap:
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    return bitmap


def _image(bitmap: pypdfium2.PdfBitmap) -> Image.Image:
    image: Image.Image = bitmap.to_pil()
    return image.convert("RGB").copy()
