"""What most people write: a reportlab overlay for each page, merged with pypdf.

It draws the same stamp in the same places and nothing else: no papers, no ledger, no proof.
"""

from __future__ import annotations

import os
import time
from io import BytesIO
from pathlib import Path

import qrcode
from barcode.codex import Code128
from pypdf import PdfReader, PdfWriter
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from vpr_print.model.geometry import A4
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.work import DEMO_SITE
from vpr_print.settings.share import fonts_dir


def naive_pages_per_second(variants: list[Path], sets: int, target: Path) -> float:
    """Over one room of so many sets, synced at the end."""
    numbers = [
        (place % len(variants), str(Identifier(NumberKind.SET, DEMO_SITE, place + 1))[:12]) for place in range(sets)
    ]
    start = time.perf_counter()
    pages = build_naively(variants, numbers, fonts_dir() / "pt-sans" / "PTS55F.ttf", target)
    os.sync()
    return pages / (time.perf_counter() - start)


def build_naively(variants: list[Path], sets: list[tuple[int, str]], font: Path, target: Path) -> int:
    """Pages written: a set of each (variant index, 14 digits without page and check) into one PDF at ``target``."""
    pdfmetrics.registerFont(TTFont("body", str(font)))
    writer = PdfWriter()
    pages = 0
    for index, number in sets:
        source = PdfReader(variants[index])
        for page_number, page in enumerate(source.pages, 1):
            digits = f"{number}{page_number:02d}"
            overlay = PdfReader(BytesIO(_overlay(digits))).pages[0]
            added = writer.add_page(page)
            added.merge_page(overlay)
            pages += 1
    with target.open("wb") as file:
        writer.write(file)
    return pages


def _overlay(digits: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(A4.w * mm, A4.h * mm))
    canvas.saveState()
    canvas.translate(10 * mm, 260 * mm)
    canvas.rotate(-90)
    x = 0.0
    for module in Code128(digits).build()[0]:
        if module == "1":
            canvas.rect(x, 0, 0.381 * mm, 7 * mm, stroke=0, fill=1)
        x += 0.381 * mm
    canvas.restoreState()
    code = qrcode.QRCode(version=1, error_correction=qrcode.constants.ERROR_CORRECT_H, border=0)
    code.add_data(digits)
    for row, modules in enumerate(code.get_matrix()):
        for column, dark in enumerate(modules):
            if dark:
                x, y, side = (8 + column * 0.508) * mm, (120 - row * 0.508) * mm, 0.508 * mm
                canvas.rect(x, y, side, side, stroke=0, fill=1)
    canvas.setFont("body", 7)
    canvas.drawString(20 * mm, 10 * mm, f"каб. 101 · комплект 07 · {digits}")
    canvas.showPage()
    canvas.save()
    return out.getvalue()
