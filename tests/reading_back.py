"""Drawn pages read back by others: pictures by pdfium, symbols by zxing-cpp and zbar."""

from __future__ import annotations

import io
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

FONTS = Path(__file__).parent.parent / "fonts" / "pt-sans"


def picture(pdf: bytes, page: int = 0, dpi: int = 200) -> Image.Image:
    """A page in gray."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil()
    finally:
        document.close()


def zxing(image: Image.Image) -> list[str]:
    """What zxing-cpp reads, sorted, each symbol once."""
    formats = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode)
    return sorted(f"{code.format.name}:{code.text}" for code in zxingcpp.read_barcodes(image, formats=formats))


def zbar(image: Image.Image) -> list[str]:
    """What zbar reads, sorted."""
    tool = shutil.which("zbarimg")
    assert tool, "the tests need zbarimg (zbar-tools)"
    data = io.BytesIO()
    image.save(data, "PNG")
    done = subprocess.run(
        [tool, "--xml", "--nodbus", "-q", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable", "-"],
        input=data.getvalue(),
        capture_output=True,
        check=False,
    )
    names = {"CODE-128": "Code128", "QR-Code": "QRCode"}
    return sorted(
        f"{names[symbol.get('type', '')]}:{symbol.findtext('{*}data')}"
        for symbol in ET.fromstring(done.stdout).iter("{http://zbar.sourceforge.net/2008/barcode}symbol")
    )
