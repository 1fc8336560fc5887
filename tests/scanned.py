"""Pages of scans made in code: a sheet with symbols as ours has them, and the PDFs that scanners make of it."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pikepdf
import qrcode
import zxingcpp
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from vpr_print.model.identifier import with_check_digits
from vpr_print.scan.reader import read_pages
from vpr_print.scan.seen import PageReading


def number(kind: int, serial: int, page: int, site: str = "640123") -> str:
    """16 digits with right check digits."""
    return with_check_digits(f"{kind}{site}{serial:05d}{page:02d}")


SET, OTHER_SET = number(1, 57, 3), number(1, 58, 3)


@cache
def qr(text: str, dpi: int, level: str = "H", module_mm: float = 0.508) -> Image.Image:
    """A QR code without its quiet zone."""
    correction = getattr(qrcode.constants, f"ERROR_CORRECT_{level}")
    code = qrcode.QRCode(error_correction=correction, mask_pattern=6, border=0)
    code.add_data(text)
    code.make()
    side = len(code.modules)
    levels = bytes(255 * (not dark) for row in code.modules for dark in row)
    size = round(side * module_mm * dpi / 25.4)
    return Image.frombytes("L", (side, side), levels).resize((size, size), Image.Resampling.BOX)


@cache
def bars(text: str, dpi: int, height_mm: float = 7.0) -> Image.Image:
    """Code 128 without its quiet zones."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    drawn = memoryview(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    width = drawn.shape[1]
    line = Image.frombytes("L", (width, 1), drawn.tobytes()[:width])
    return line.resize((round(width * 0.381 * dpi / 25.4), round(height_mm * dpi / 25.4)), Image.Resampling.BOX)


@cache
def page(text: str = SET, dpi: int = 150, *, with_bars: bool = True, with_qr: bool = True) -> Image.Image:
    """A page of a set: bars upwards along the left margin, the QR code below them, lines of words in the middle."""

    def px(mm: float) -> int:
        return round(mm * dpi / 25.4)

    picture = Image.new("L", (px(210), px(297)), 255)
    draw = ImageDraw.Draw(picture)
    for line in range(40, 260, 8):
        for word in range(40, 180, 14):
            draw.rectangle((px(word), px(line), px(word + 9), px(line + 2)), fill=40)
    if with_bars:
        picture.paste(bars(text, dpi).transpose(Image.Transpose.ROTATE_90), (px(10), px(40)))
    if with_qr:
        picture.paste(qr(text, dpi), (px(10), px(174)))
    return picture


def blank(dpi: int = 150) -> Image.Image:
    """Nothing but paper."""
    return Image.new("L", (round(210 * dpi / 25.4), round(297 * dpi / 25.4)), 245)


def read_file(path: Path, last: int = 1) -> tuple[PageReading, ...]:
    """Readings of a file's first pages, in this very process."""
    return read_pages(path, "0" * 64, 1, last)


def scanned_pdf(
    path: Path,
    pictures: tuple[Image.Image, ...],
    *,
    matrix: str | None = None,
    rotate: int = 0,
    before: str = "",
    after: str = "",
    dpi: int = 150,
) -> Path:
    """A PDF with one JPEG a page, drawn with the matrix (W and H stand for the page's size)."""
    with pikepdf.new() as pdf:
        for picture in pictures:
            jpeg = io.BytesIO()
            picture.save(jpeg, "JPEG", quality=90)
            space = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
            image = image_of(pdf, jpeg.getvalue(), picture.size, space, 8, Filter=Name.DCTDecode)
            put(pdf, image, (picture.width * 72 / dpi, picture.height * 72 / dpi), matrix, rotate, before, after)
        pdf.save(path)
    return path


def image_of(
    pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], space: pikepdf.Object, bits: int, **entries: object
) -> pikepdf.Stream:
    """An image of a PDF."""
    image = pdf.make_stream(data)
    entries |= {"Width": size[0], "Height": size[1], "ColorSpace": space, "BitsPerComponent": bits}
    for key, value in entries.items():
        image[f"/{key}"] = value
    image.Type, image.Subtype = Name.XObject, Name.Image
    return image


def put(
    pdf: pikepdf.Pdf,
    image: pikepdf.Stream,
    size: tuple[float, float],
    matrix: str | None = None,
    rotate: int = 0,
    before: str = "",
    after: str = "",
) -> None:
    """Add a page on which the image is drawn with the matrix; the page is as large as the matrix makes it."""
    width, height = size
    told = (matrix or "W 0 0 H 0 0").replace("W", f"{width:.3f}").replace("H", f"{height:.3f}")
    a, b, c, d, _, _ = map(float, told.split())
    pdf.add_blank_page(page_size=(abs(a) + abs(c), abs(b) + abs(d)))
    made = pdf.pages[-1]
    made.obj.Rotate = rotate
    made.obj.Resources = Dictionary(
        XObject=Dictionary(Im=image),
        Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)),
    )
    made.obj.Contents = Array([pdf.make_stream(f"{before} q {told} cm /Im Do Q {after}".encode())])
