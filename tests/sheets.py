"""Sheets of a built work as a printer lays them out: what every test of scanning starts from.

A sheet knows its file, its number and where its symbols stand, and gives its picture at any resolution. Pictures are
drawn when asked for: pdfium takes less time than reading a file would.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

MM = 25.4
FORMATS = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]
_LOOK_DPI = 200
Spot = tuple[float, float, float, float]
"""Centre, width and height in mm from the top left corner."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet of paper."""

    kind: str
    """``sets`` and the other kinds of files in ``manifest.json``; ``label`` for one label, cut out."""
    number: str
    file: Path
    page: int
    """From 0."""
    spots: tuple[Spot, ...]
    """Its own symbols."""
    half: int | None = None
    """Of a page with two labels: 0 the upper, 1 the lower."""

    def picture(self, dpi: float) -> Image.Image:
        """In gray, paper 255."""
        with pypdfium2.PdfDocument(self.file) as document:
            whole = document[self.page].render(scale=dpi / 72, grayscale=True).to_pil()
        return whole if self.half is None else _half(whole, self.half)

    @property
    def of_set(self) -> bool:
        return self.kind.startswith("sets")


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that a school printed for a work."""

    folder: Path
    """Of the work."""
    sheets: tuple[Sheet, ...]

    @property
    def sets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if sheet.of_set)

    @property
    def papers(self) -> tuple[Sheet, ...]:
        """What is not a page of a set."""
        return tuple(sheet for sheet in self.sheets if not sheet.of_set)

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(sheet.number for sheet in self.sheets)


def read_stock(work: Path) -> Stock:
    """The sheets of all papers of a work that carry a number of their own."""
    manifest = json.loads((work / "manifest.json").read_bytes())
    files = [file for room in manifest["rooms"] for file in room["files"]] + manifest["papers"]
    sheets = [sheet for room in manifest["rooms"] for sheet in _set_pages(work, room)]
    sheets += [sheet for file in files if not file["kind"].startswith("sets") for sheet in _other_pages(work, file)]
    return Stock(work, tuple(sheets))


def read_plainly(image: Image.Image) -> list[zxingcpp.Barcode]:
    """What zxing-cpp reads at once, formats named."""
    return list(zxingcpp.read_barcodes(image, formats=FORMATS))


def _set_pages(work: Path, room: Any) -> Iterator[Sheet]:
    for item in sorted(room["sets"], key=lambda item: (item["file"], item["pages"][0]["page"])):
        for page in item["pages"]:
            symbols = page["boxes"][: len(page["boxes"]) - 3]  # behind them the line and two ticks
            spots = tuple((x + w / 2, y + h / 2, w, h) for x, y, w, h in symbols)
            yield Sheet(item_kind(item), page["number"], work / item["file"], page["page"] - 1, spots)


def item_kind(item: Any) -> str:
    return "sets_enlarged" if item["enlarged"] else "sets"


def _other_pages(work: Path, file: Any) -> Iterator[Sheet]:
    path = work / file["path"]
    labels = file["kind"] == "labels"
    left = list(file["numbers"])
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.render(scale=_LOOK_DPI / 72, grayscale=True).to_pil() for page in document]
    for index, picture in enumerate(pages):
        for half in (0, 1) if labels else (None,):
            symbols = read_plainly(picture if half is None else _half(picture, half))
            own = {code.text for code in symbols if code.format == FORMATS[1] and code.text.isdecimal()}
            own -= {text for text in own if text.startswith("0")}
            if not own:
                assert half == 1, (path, index, own)
                continue
            [number] = own
            assert any(number[:12] == listed[:12] for listed in left), (number, left)
            spots = tuple(_spot(code) for code in symbols if code.text == number)
            yield Sheet("label" if labels else file["kind"], number, path, index, spots, half)


def _half(page: Image.Image, half: int) -> Image.Image:
    middle = page.height // 2
    return page.crop((0, 0, page.width, middle) if half == 0 else (0, middle, page.width, page.height))


def _spot(code: zxingcpp.Barcode) -> Spot:
    place = code.position
    corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left]
    xs, ys = sorted(p.x * MM / _LOOK_DPI for p in corners), sorted(p.y * MM / _LOOK_DPI for p in corners)
    return (xs[0] + xs[-1]) / 2, (ys[0] + ys[-1]) / 2, xs[-1] - xs[0], ys[-1] - ys[0]
