"""One built set against the PDF that it was made of: ``python -m tests.prove.printed_file``, a JSON object on stdin.

It shares no code with the program and sees nothing but the original, the file with the sets, and the record of the set
in ``manifest.json``. On stdout: whether pdfium opens the original, flaws, differences of the pictures, and the pages
that carry the QR code only.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # as pytest's ``pythonpath`` does

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image, ImageChops
from prepress.fidelity import Laid, difference, page_difference

from vpr_print.model.geometry import Rect

MOST_AREA = 0.03
DPIS = (100, 300)
_READ_DPI = 300
_POPPLER_DPI = 300
"""Margins are whole pixels then."""
_SYMBOLS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True)
class Page:
    """One page of the set: where it came from and what was recorded of it."""

    source: int
    """0-based, in the author's file."""
    place: int
    """0-based, in the file with the sets."""
    number: str
    boxes: tuple[Rect, ...]
    line: str
    """How the line of text ends."""


def main() -> None:
    job = json.load(sys.stdin)
    pages = [
        Page(at["source"], at["place"], at["number"], tuple(Rect(*box) for box in at["boxes"]), at["line"])
        for at in job["pages"]
    ]
    units = _user_units(job["original"])
    flaws: list[str] = []
    differences: list[str] = []
    lone: list[int] = []
    original = _opened(job["original"])
    if pages:
        with pypdfium2.PdfDocument(job["built"]) as built:
            for page in pages:
                told = f"page {page.source + 1}: "
                # Both are loaded before either is drawn: fonts that are not embedded depend on what was drawn before
                sheet, source = built[page.place], original[page.source] if original else None
                if source and all(source.get_size()):
                    width, height = (side * units.get(page.source, 1.0) for side in source.get_size())
                    laid = Laid.of(width, height)
                    differences += [told + flaw for flaw in _picture_flaws(source, sheet, laid, page.boxes)]
                    if job["poppler"]:
                        differences += [told + flaw for flaw in _poppler_flaws(job, page, laid)]
                flaws += [told + flaw for flaw in _stamp_flaws(sheet, page, lone)]
                if source:
                    source.close()
                sheet.close()
    json.dump({"opens": original is not None, "flaws": flaws, "differences": differences, "lone": lone}, sys.stdout)


def _opened(path: str) -> pypdfium2.PdfDocument | None:
    """None when pdfium does not open the file without a password, or finds no page in it."""
    try:
        document = pypdfium2.PdfDocument(path)
        document.init_forms()
        return document if len(document) else None
    except pypdfium2.PdfiumError:
        return None


def _user_units(path: str) -> dict[int, float]:
    """Of pages that have one; pdfium takes no notice of it."""
    try:
        with pikepdf.open(path) as pdf:
            return {place: float(page.obj.UserUnit) for place, page in enumerate(pdf.pages) if "/UserUnit" in page.obj}
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, AttributeError, RuntimeError):
        return {}


def _stamp_flaws(sheet: pypdfium2.PdfPage, page: Page, lone: list[int]) -> Iterator[str]:
    width, height = (side / 72 * 25.4 for side in sheet.get_size())
    if abs(width - 210) > 0.01 or abs(height - 297) > 0.01:
        yield f"the sheet is {width:.2f} × {height:.2f} mm"
    area = sum(box.w * box.h for box in page.boxes) / (210 * 297)
    if area > MOST_AREA:
        yield f"the stamp takes {area:.1%} of the page"
    picture: Image.Image = sheet.render(scale=_READ_DPI / 72, grayscale=True).to_pil()
    k = _READ_DPI / 25.4
    read = []
    for box in page.boxes:
        crop = picture.crop((round(box.x * k), round(box.y * k), round(box.right * k), round(box.bottom * k)))
        if min(crop.size) > 5 * k:
            read += [(found.format.name, found.text) for found in zxingcpp.read_barcodes(crop, formats=_SYMBOLS)]
    kinds = sorted(kind for kind, _ in read)
    if kinds == ["QRCode"] and len(page.boxes) == 4:
        lone.append(page.source + 1)
    elif kinds != ["Code128", "QRCode"]:
        yield f"symbols read: {kinds}"
    if any(text != page.number for _, text in read):
        yield "a symbol holds another number"
    text = sheet.get_textpage()
    words = [
        text.get_text_bounded(
            left=box.x * 72 / 25.4, right=box.right * 72 / 25.4,
            top=(297 - box.y) * 72 / 25.4, bottom=(297 - box.bottom) * 72 / 25.4,
        )
        for box in page.boxes
    ]  # fmt: skip
    if not any(page.line in word for word in words):
        yield f"no line with «{page.line}»: {words}"


def _picture_flaws(
    source: pypdfium2.PdfPage, sheet: pypdfium2.PdfPage, laid: Laid, stamp: Sequence[Rect]
) -> Iterator[str]:
    for dpi in DPIS:
        found = page_difference(source, sheet, laid, dpi, stamp)
        if not found.small:
            yield f"differs at {dpi} dpi: {found.share:.4%}, spot of {found.spot}"


def _poppler_flaws(job: dict[str, Any], page: Page, laid: Laid) -> Iterator[str]:
    """The two as Poppler draws them; whole pixels between their corners do not count."""
    if laid.turned:
        return
    width, height = laid.pixels(_POPPLER_DPI)
    theirs = _poppler(job["original"], page.source, "-cropbox", "-scale-to-x", str(width), "-scale-to-y", str(height))
    ours = _poppler(job["built"], page.place, "-r", str(_POPPLER_DPI))
    if theirs is None or ours is None:
        if theirs is not None:
            yield "Poppler does not draw the sheet"
        return
    left, top = (round(side * _POPPLER_DPI / 72) for side in laid.corner)
    boxes = laid.boxes(page.boxes, _POPPLER_DPI)
    part = ImageChops.offset(ours, -left, -top) if left or top else ours
    best = None
    for dx, dy in ((0, 0), (0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, -1), (1, -1), (-1, 1)):
        sheet = ImageChops.offset(part, dx, dy).crop((0, 0, *theirs.size))
        found = difference(theirs, sheet, [box.grown(1) for box in boxes])
        if found.small:
            return
        best = found if best is None or found.share < best.share else best
    assert best
    yield f"differs in Poppler: {best.share:.4%}, spot of {best.spot}"


def _poppler(path: str, page: int, *options: str) -> Image.Image | None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "page"
        number = str(page + 1)
        try:
            subprocess.run(
                ["pdftoppm", "-f", number, "-l", number, "-singlefile", *options, path, out],
                capture_output=True, timeout=60, check=True,
            )  # fmt: skip
            return Image.open(out.with_suffix(".ppm")).convert("RGB")
        except (subprocess.SubprocessError, OSError):
            return None


if __name__ == "__main__":
    main()
