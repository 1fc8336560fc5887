"""A pile as it comes from a school: packets of two rooms as nobody sorted them, and what is not ours.

Every page of it is known: what the program has to say of it stands beside it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import zxingcpp
from damage import noise_bytes
from foreign_pictures import symbol
from journeys.evening import Evening, new_school
from PIL import Image, ImageChops, ImageDraw
from sheets import MM, Sheet, read_stock

from vpr_print.demo.materials import DemoOptions, write_materials
from vpr_print.model.identifier import with_check_digits
from vpr_print.settings.share import fonts_dir

DPI = 150
REHEARSAL = with_check_digits("10000000000101")
_WHITE = 255
_BLACK_OR_WHITE = [_WHITE * (v > 140) for v in range(256)]


@dataclass(frozen=True, slots=True)
class PilePage:
    """One image of the pile and what it is."""

    image: Image.Image
    state: str
    number: str = ""
    """That is accepted; empty for none."""
    turn: int = 0
    room: str = ""
    paper: str = ""
    """What kind of paper was fed, for messages."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Files to be scanned, in this order."""

    files: dict[str, tuple[PilePage, ...]]
    torn: str
    """Number of the page that cannot be read."""

    @property
    def pages(self) -> tuple[PilePage, ...]:
        return tuple(page for pages in self.files.values() for page in pages)

    def write(self, folder: Path, *, as_tiff: bool) -> list[Path]:
        """The files as PDF with JPEG pages, or as TIFF: the first in gray, the others in black and white."""
        folder.mkdir(parents=True)
        paths: list[Path] = []
        for name, pages in self.files.items():
            first, *others = [page.image.copy() for page in pages]  # Pillow keeps what one was saved with
            if as_tiff and paths:
                first, *others = [image.point(_BLACK_OR_WHITE, "1") for image in (first, *others)]
            paths.append(folder / f"{name}.{'tif' if as_tiff else 'pdf'}")
            if as_tiff:
                packed = "group4" if first.mode == "1" else "tiff_lzw"
                first.save(paths[-1], save_all=True, append_images=others, compression=packed, dpi=(DPI, DPI))
            else:
                first.save(paths[-1], save_all=True, append_images=others, resolution=DPI, quality=80)
        return paths


def pile_school(place: Path, patch: pytest.MonkeyPatch) -> Evening:
    """Two rooms, sets of three pages on both sides, printed drafts; everything printed and handed out."""
    materials = write_materials(place / "materialy", DemoOptions(rooms=2, participants=5, pages=3), fonts_dir())
    evening = Evening(new_school(place / "shkola"), materials, patch)
    done = evening.build("--spares", 1, "--spare-codes", 1, "--print-drafts", "--sides", "two")
    assert done.code == 0, done.err
    assert evening.tell("printed", "101", "102").code == 0
    for event in ("accepted", "packed", "issued", "opened"):
        assert evening.tell("track", "record", event, "101", "102").code == 0
    return evening


def mixed_pile(work: Path) -> Pile:
    """Both rooms of a work printed on both sides: 101 as one pile upside down, 102 as fronts, then backs.

    In 101 one page is torn, one was fed twice; between the packets lie a bill, a sheet of a rehearsal and a draft that
    nobody printed.
    """
    sheets = read_stock(work).sheets
    one, other = _room(sheets, "101"), _room(sheets, "102")
    torn = one.used[-1]
    twice = one.used[0]
    first = [
        _page(one.manifest_used, "manifest"),
        _page(one.label_used, "label"),
        _page(one.protocol[0], "protocol"),
        *(_page(sheet, "set_page", written=True) for sheet in one.used if sheet is not torn),
        _torn(torn),
        _fed_again(_page(twice, "set_page", written=True)),
        _bill(),
        _rehearsal(),
        _page(one.manifest_unused, "manifest"),
        *(_page(sheet, "set_page") for sheet in one.unused),
        *(_page(sheet, "draft", written=True) for sheet in one.drafts),
        *(_back(n) for n in range(3)),
    ]
    fronts = [_page(sheet, "set_page", written=True) for sheet in other.used[0::2]]
    backs = [_page(sheet, "set_page", written=True) for sheet in other.used[1::2]]
    files = {
        "101": tuple(_laid(page, 180 if number % 3 else 0) for number, page in enumerate(first)),
        "102-1-litsa": (_page(other.manifest_used, "manifest"), *fronts),
        "102-2-oboroty": tuple(_laid(page, 180) for page in reversed(backs)),
        "102-3-ostatok": tuple(
            _laid(page, 90)
            for page in (
                *(_page(sheet, "protocol") for sheet in other.protocol),
                _page(other.manifest_unused, "manifest"),
                *(_page(sheet, "set_page") for sheet in other.unused),
                *(_page(sheet, "draft") for sheet in other.drafts),
            )
        ),
    }
    return Pile(files, torn.number)


@dataclass(frozen=True, slots=True)
class _Room:
    manifest_used: Sheet
    manifest_unused: Sheet
    label_used: Sheet
    protocol: tuple[Sheet, ...]
    used: tuple[Sheet, ...]
    unused: tuple[Sheet, ...]
    drafts: tuple[Sheet, ...]


def _room(sheets: Iterable[Sheet], name: str) -> _Room:
    """Papers of a room; its last set is spare and was not used."""
    own = [sheet for sheet in sheets if sheet.file.parent.name == name]
    of = {kind: [sheet for sheet in own if sheet.kind == kind] for kind in {sheet.kind for sheet in own}}
    sets = sorted((sheet for sheet in own if sheet.of_set), key=lambda sheet: sheet.number[:12])
    last = sets[-1].number[:12]
    _, used, unused = of["manifest"]
    return _Room(
        used,
        unused,
        next(sheet for sheet in of["label"] if sheet.number.startswith("3")),
        tuple(of["conduct_protocol"]),
        tuple(sheet for sheet in sets if sheet.number[:12] != last),
        tuple(sheet for sheet in sets if sheet.number[:12] == last),
        tuple(of["drafts"]),
    )


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(sheet: Sheet, state: str, *, written: bool = False) -> PilePage:
    image = sheet.picture(DPI)
    if written:
        image = _written(image, sheet.number)
    room = sheet.file.parent.name
    return PilePage(_scanned(image, sheet.number), state, sheet.number, 0, room, sheet.kind)


def _written(image: Image.Image, seed: str) -> Image.Image:
    """A pupil's hand: lines of loops across the middle of the page."""
    chance = random.Random(f"hand {seed}")
    draw = ImageDraw.Draw(image)
    for _ in range(9):
        x, y = chance.uniform(0.2, 0.4) * image.width, chance.uniform(0.3, 0.7) * image.height
        points = [(x, y)]
        for _ in range(60):
            x, y = x + chance.uniform(-2, 9), y + chance.uniform(-9, 9)
            points.append((x, y))
        draw.line(points, fill=60, width=3)
    return image


def _scanned(image: Image.Image, seed: str) -> Image.Image:
    """A little askew and grainy."""
    chance = random.Random(f"scanner {seed}")
    askew = image.rotate(chance.uniform(-0.8, 0.8), Image.Resampling.BILINEAR, fillcolor=_WHITE)
    grain = Image.frombytes("L", image.size, noise_bytes(image.width * image.height, 0.2, f"grain {seed}"))
    return ImageChops.add(askew, grain, 1, -128)


def _torn(sheet: Sheet) -> PilePage:
    """The side with the symbols is gone."""
    page = _page(sheet, "unread", written=True)
    image = page.image.copy()
    for x, y, w, h in sheet.spots:
        box = (x - w / 2 - 3, y - h / 2 - 3, x + w / 2 + 3, y + h / 2 + 3)
        image.paste(_WHITE, tuple(max(0, round(side * DPI / MM)) for side in box))
    return replace(page, image=image, number="", room="")


def _fed_again(page: PilePage) -> PilePage:
    """The same sheet once more: another light, another angle."""
    askew = page.image.rotate(0.4, Image.Resampling.BILINEAR, fillcolor=_WHITE)
    return replace(page, image=askew.point([min(_WHITE, v + 8) for v in range(256)]), state="scanned_again")


def _bill() -> PilePage:
    """A sheet of somebody else's, with a QR code of its own."""
    image = Image.new("L", _a4(), 250)
    code = symbol("ST00012|Name=|PersonalAcc=40702810900000000001", zxingcpp.BarcodeFormat.QRCode, scale=4)
    image.paste(code, (150, 200))
    for row in range(30):
        image.paste(40, (150, 600 + 30 * row, 1000 - row * 7 % 300, 608 + 30 * row))
    return PilePage(image, "unread", paper="a bill")


def _rehearsal() -> PilePage:
    """A page of a set of the demo school."""
    image = Image.new("L", _a4(), 250)
    image.paste(symbol(REHEARSAL, zxingcpp.BarcodeFormat.Code128, scale=3), (200, 300))
    return PilePage(image, "foreign", paper="rehearsal")


def _back(number: int) -> PilePage:
    """Blank paper, with the grain that a scanner sees on it."""
    return PilePage(_scanned(Image.new("L", _a4(), 252), f"back {number}"), "blank", paper="a blank back")


def _a4() -> tuple[int, int]:
    return round(210 * DPI / MM), round(297 * DPI / MM)


def _laid(page: PilePage, turn: int) -> PilePage:
    """The page lying so that it has to be turned clockwise by ``turn`` degrees."""
    turns = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
    return replace(page, image=page.image.transpose(turns[turn]), turn=turn) if turn else page
