"""Pages as pdfium shows them: the second opinion on what we made of a page, and the map of its ink."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from vpr_print.model.geometry import A4
from vpr_print.prepress.geometry import SHEET_PT, Laying

DPI = 100
HAIR = 1e-5


def sheet_pixels(dpi: int) -> tuple[int, int]:
    """The A4 sheet in whole pixels, as every viewer rounds it."""
    return -int(-A4.w * dpi // 25.4), -int(-A4.h * dpi // 25.4)


def picture_of(page: pypdfium2.PdfPage, dpi: int = DPI) -> Image.Image:
    """A page of exactly A4 in colour (mode RGBX), without anything that lies over it."""
    width, height = sheet_pixels(dpi)
    bitmap = _white(width, height)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_REVERSE_BYTE_ORDER)
    return _image(bitmap)


def hard_picture_of(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    """The same in gray, with letters and lines that have no soft edges."""
    width, height = sheet_pixels(dpi)
    flags = pdfium.FPDF_RENDER_NO_SMOOTHTEXT | pdfium.FPDF_RENDER_NO_SMOOTHPATH
    return _gray(page, (width, height), flags)


def exact_picture_of(page: pypdfium2.PdfPage, size: tuple[int, int], *, gray: bool) -> Image.Image:
    """A page of so many points as so many pixels."""
    if gray:
        return _gray(page, size, pdfium.FPDF_RENDER_NO_SMOOTHIMAGE)
    bitmap = _white(*size)
    flags = pdfium.FPDF_REVERSE_BYTE_ORDER | pdfium.FPDF_RENDER_NO_SMOOTHIMAGE
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, flags)
    return _image(bitmap).convert("RGB")


def original_of_sheet(original: pypdfium2.PdfPage, laying: Laying) -> Image.Image | None:
    """The author's page on the pixels of the whole sheet, upright; None where it does not cover it."""
    size, _ = _pixels(laying, DPI)
    return viewed(original, size, laying.turned) if size == sheet_pixels(DPI) else None


def shown_of(original: pypdfium2.PdfPage, laying: Laying, dpi: int = DPI) -> Image.Image:
    """The author's page as a viewer shows it, upright, on whole pixels of its own."""
    size, _ = _pixels(laying, dpi)
    return viewed(original, size, laying.turned)


def part_of(ours: pypdfium2.PdfPage, laying: Laying, dpi: int = DPI, hair: float = HAIR) -> Image.Image:
    """The same part of our sheet on the same pixels, smaller by a ``hair``.

    So an edge of a picture that is just on the edge of a pixel does not fall beyond it; but letters stand on whole
    pixels, and of a thousand some stand on the next then.
    """
    size, (kx, ky) = _pixels(laying, dpi)
    kx, ky, dx, dy = kx * (1 - hair), ky * (1 - hair), size[0] * hair / 2, size[1] * hair / 2
    matrix = pdfium.FS_MATRIX(kx, 0, 0, ky, dx - laying.corner[0] * kx, dy - laying.corner[1] * ky)
    bitmap = _white(*size)
    everything = pdfium.FS_RECTF(0, 0, *size)
    pdfium.FPDF_RenderPageBitmapWithMatrix(
        bitmap, ours, ctypes.byref(matrix), ctypes.byref(everything), pdfium.FPDF_REVERSE_BYTE_ORDER
    )
    return _image(bitmap)


def laid_picture_of(page: pypdfium2.PdfPage, laying: Laying, dpi: int) -> Image.Image:
    """An author's page, with annotations and fields, on the sheet as ``laying`` has it."""
    sheet = sheet_pixels(dpi)
    size, (kx, ky) = _pixels(laying, dpi)
    picture = viewed(page, size, laying.turned).convert("RGB")
    if size == sheet:
        return picture
    # Parts of a pixel count: the proof sees a shift
    place = (
        kx * SHEET_PT[0] / sheet[0], 0, -laying.corner[0] * kx,
        0, ky * SHEET_PT[1] / sheet[1], -laying.corner[1] * ky,
    )  # fmt: skip
    return picture.transform(sheet, Image.Transform.AFFINE, place, Image.Resampling.BICUBIC, fillcolor="white")


def _pixels(laying: Laying, dpi: int) -> tuple[tuple[int, int], tuple[float, float]]:
    """The page on whole pixels of its own, nearly as large as those of the sheet, and pixels for each point."""
    w, h = laying.size
    sheet = sheet_pixels(dpi)
    across, down = w / SHEET_PT[0], h / SHEET_PT[1]
    less = min(1, 1 / across, 1 / down)  # of a poster that is left as it is only a part is on the sheet
    size = max(round(across * less * sheet[0]), 1), max(round(down * less * sheet[1]), 1)
    return size, (size[0] / w, size[1] / h)


def viewed(page: pypdfium2.PdfPage, size: tuple[int, int], turned: bool) -> Image.Image:
    """An author's page as a viewer shows it (mode RGBX); ``turned`` a quarter to the left, then of ``size`` pixels."""
    bitmap = _white(*size)
    place = (0, 0, *size, 3 if turned else 0, pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, *place)
    if page.formenv:
        pdfium.FPDF_FFLDraw(page.formenv, bitmap, page, *place)
    return _image(bitmap)


def _white(width: int, height: int) -> pypdfium2.PdfBitmap:
    # four bytes a pixel, as Pillow has them: drawn and copied faster than three
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRx, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    return bitmap


def _gray(page: pypdfium2.PdfPage, size: tuple[int, int], flags: int) -> Image.Image:
    # Without FPDF_GRAYSCALE, for which pdfium makes whole scans gray before it shrinks them: 450 MB, or no picture
    bitmap = pypdfium2.PdfBitmap.new_native(*size, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, flags)
    image: Image.Image = bitmap.to_pil()
    return image.convert("L")


def _image(bitmap: pypdfium2.PdfBitmap) -> Image.Image:
    image: Image.Image = bitmap.to_pil()  # on the very bytes that pdfium has drawn
    return image
