"""Scans of the proof page as copiers spoil it: pure functions from picture to picture, at a known resolution."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import builders as b
from PIL import Image, ImageChops, ImageDraw
from reading_back import picture

from vpr_print.documents.proof_page import PROOF_LAYOUT, render_proof_page
from vpr_print.layout.proof import Proof
from vpr_print.layout.schema import Layout
from vpr_print.scan.proof_reading import read_side
from vpr_print.scan.proof_seen import SideReading

FRONT, BACK = 1, 2
Spoil = Callable[[Image.Image], Image.Image]


def layout() -> Layout:
    return b.kit().layout(PROOF_LAYOUT)


def proof() -> Proof:
    found = layout().proof
    assert found is not None
    return found


@cache
def pdf() -> bytes:
    return render_proof_page(layout(), b.fonts())


@cache
def clean(side: int = FRONT, dpi: int = 200) -> Image.Image:
    """A side as a perfect copier and a perfect scanner give it; never changed in place."""
    return picture(pdf(), side - 1, dpi)


def reading(image: Image.Image, dpi: float = 200) -> SideReading:
    found = read_side(image, dpi, proof(), layout().page.size)
    assert found is not None
    return found


def dots(mm: float, dpi: int = 200) -> int:
    return round(mm * dpi / 25.4)


def shrunk(image: Image.Image, scale: float) -> Image.Image:
    """«Fit to page»: smaller, in the middle of the same sheet."""
    small = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BICUBIC)
    sheet = Image.new("L", image.size, 255)
    sheet.paste(small, ((image.width - small.width) // 2, (image.height - small.height) // 2))
    return sheet


def shifted(image: Image.Image, right: float, down: float, dpi: int = 200) -> Image.Image:
    sheet = Image.new("L", image.size, 255)
    sheet.paste(image, (dots(right, dpi), dots(down, dpi)))
    return sheet


def skewed(image: Image.Image, degrees: float) -> Image.Image:
    """Turned clockwise on the same glass."""
    return image.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)


def without_edges(image: Image.Image, mm: float, dpi: int = 200) -> Image.Image:
    """A copier that leaves a white border."""
    edge = dots(mm, dpi)
    sheet = Image.new("L", image.size, 255)
    box = (edge, edge, image.width - edge, image.height - edge)
    sheet.paste(image.crop(box), box)
    return sheet


def pale(image: Image.Image, toner: float) -> Image.Image:
    return image.point(lambda value: round(255 - (255 - value) * toner))


def two_tones(image: Image.Image, threshold: int = 128) -> Image.Image:
    return image.point(lambda value: 255 * (value >= threshold))


def striped(image: Image.Image, *lines: tuple[bool, float, float, int], dpi: int = 200) -> Image.Image:
    """Lines through the whole image: upright or not, mm of the middle, mm of width, gray."""
    sheet = image.copy()
    draw = ImageDraw.Draw(sheet)
    for upright, at, width, gray in lines:
        first, last = dots(at - width / 2, dpi), dots(at + width / 2, dpi) - 1
        draw.rectangle((first, 0, last, sheet.height) if upright else (0, first, sheet.width, last), fill=gray)
    return sheet


def noisy(image: Image.Image, sigma: int) -> Image.Image:
    """The same noise every time: pixels of a hash, spread."""
    state, values = 12345, bytearray()
    for _ in range(65536):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        values.append(128 + ((state >> 16) % (4 * sigma + 1) - 2 * sigma) * 7 // 10)
    tile = Image.frombytes("L", (256, 256), bytes(values))
    grain = Image.new("L", image.size)
    for top in range(0, image.height, 256):
        for left in range(0, image.width, 256):
            grain.paste(tile, (left, top))
    return ImageChops.add(image, grain, 1, -128)
