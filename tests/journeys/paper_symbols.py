"""What a scanner would see: every symbol of every page of a built work, by two ways that share nothing.

One is zxing-cpp on pdfium's rendering, the other zbar on Poppler's.
"""

from __future__ import annotations

import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

DPI = 200
_AT_ONCE = 12
_CROWDED = 16
"""Symbols on a page from which on zbar may look twice."""
_TILE_MM = (84.0, 60.0)
_STEP_MM = 20.0
"""A slip is 60 × 38 mm."""
Page = Counter[str]
"""``Code128:…`` and ``QRCode:…`` with how often each stands on the page."""
_FORMATS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode)
_NAMES = {"CODE-128": "Code128", "QR-Code": "QRCode"}
_SYMBOL = "{http://zbar.sourceforge.net/2008/barcode}"


def read_by_zxing(path: Path) -> list[Page]:
    """Of every page of a PDF."""
    pages = []
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            image = page.render(scale=DPI / 72, grayscale=True).to_pil()
            pages.append(Counter(f"{s.format.name}:{s.text}" for s in zxingcpp.read_barcodes(image, formats=_FORMATS)))
    finally:
        document.close()
    return pages


def read_by_zbar(path: Path) -> list[Page]:
    """Of every page of a PDF; pictures of a few pages at a time lie on the disk."""
    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
    return [page for first in range(1, count + 1, _AT_ONCE) for page in _read_some(path, first)]


def look_closer(path: Path, page: int) -> Page:
    """What zbar reads in overlapping tiles of one page (from 1), each symbol once: a slip lies whole in one of them.

    On a sheet with dozens of QR codes it now and then takes corners of two for one; a slip that has been cut is
    never read so.
    """
    with tempfile.TemporaryDirectory() as folder:
        [whole] = _pictures(path, page, page, folder)
        with Image.open(whole) as image:
            width, height, step = (round(mm / 25.4 * DPI) for mm in (*_TILE_MM, _STEP_MM))
            tiles = []
            for left, top in product(range(0, image.width, step), range(0, image.height, step)):
                tiles.append(Path(folder) / f"tile-{left}-{top}.png")
                image.crop((left, top, min(left + width, image.width), min(top + height, image.height))).save(tiles[-1])
        return Counter({symbol for found in _zbar(tiles) for symbol in found})


def _read_some(path: Path, first: int) -> list[Page]:
    with tempfile.TemporaryDirectory() as folder:
        return _zbar(_pictures(path, first, first + _AT_ONCE - 1, folder))


def _pictures(path: Path, first: int, last: int, folder: str) -> list[Path]:
    pages = ("-f", str(first), "-l", str(last))
    subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), *pages, path, f"{folder}/p"], check=True, capture_output=True)
    return sorted(Path(folder).iterdir())


def _zbar(images: list[Path]) -> list[Page]:
    done = subprocess.run(
        ["zbarimg", "--xml", "--nodbus", "-q", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable", *images],
        check=False,
        capture_output=True,
    )
    found = {str(image): Counter[str]() for image in images}
    if done.stdout.strip():  # without a symbol it says nothing at all
        for source in ET.fromstring(done.stdout).iter(f"{_SYMBOL}source"):
            for symbol in source.iter(f"{_SYMBOL}symbol"):
                kind, text = _NAMES[symbol.get("type", "")], symbol.findtext(f"{_SYMBOL}data")
                found[source.get("href", "")][f"{kind}:{text}"] += 1
    return list(found.values())


def expected_of_sets(room: Any) -> dict[str, list[Page]]:
    """Symbols on the pages of a room's set files, as its record in ``manifest.json`` has them."""
    pages: dict[str, dict[int, Page]] = {}
    for item in room["sets"]:
        for page in item["pages"]:
            symbols = Counter({f"QRCode:{page['number']}": 1})
            if len(page["boxes"]) == 5:  # bars, QR, line, two ticks; a page with place for one symbol has no bars
                symbols[f"Code128:{page['number']}"] += 1
            pages.setdefault(item["file"], {})[page["page"]] = symbols
    return {file: [found[number] for number in sorted(found)] for file, found in pages.items()}


def numbers_on(pages: list[Page], kinds: str) -> list[str]:
    """Our numbers on the pages whose first digit is one of ``kinds``, each once, sorted."""
    texts = {symbol.partition(":")[2] for page in pages for symbol in page}
    return sorted(text for text in texts if len(text) == 16 and text.isdecimal() and text[0] in kinds)


def differences(path: Path, expected: list[Page] | None) -> Iterator[str]:
    """What the two readers say of a file that is not so; ``expected`` None: only that they agree."""
    first, second = read_by_zxing(path), read_by_zbar(path)
    want = expected or first
    if not len(first) == len(second) == len(want):
        yield f"{path.name}: pages {len(first)}, {len(second)}, expected {len(want)}"
        return
    for number, (one, two, right) in enumerate(zip(first, second, want, strict=True), 1):
        if two != right and len(right) > _CROWDED:
            two = look_closer(path, number)
        for reader, found in (("zxing", one), ("zbar", two)):
            if found != right or not found:
                yield f"{path.name}, page {number}, {reader}: {dict(found)}, expected {dict(right)}"
