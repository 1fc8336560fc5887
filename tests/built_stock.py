"""Works built by the program itself, once for many tests: the demo's, and one whose pages leave little room."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from journeys.evening import Evening, new_school, write_sheet
from sheets import MM, Stock, read_stock

from vpr_print.demo.materials import DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir

_POINT = 72 / MM


def demo_stock(folder: Path, *, rooms: int = 2, participants: int = 20, seed: int = 1) -> Stock:
    """The demo's maths with drafts, twelve pages a set: free margins, symbols where layouts like them best."""
    materials = write_materials(
        folder / "materialy", DemoOptions(rooms=rooms, participants=participants, seed=seed), fonts_dir()
    )
    with pytest.MonkeyPatch.context() as patch:
        evening = Evening(new_school(folder / "shkola"), materials, patch)
        done = evening.build("--spares", 1, "--spare-codes", 1, "--print-drafts")
        assert done.code == 0, done.err
        return read_stock(evening.work)


def crowded_stock(folder: Path, *, sets: int = 10) -> Stock:
    """Pages whose margins are taken, one after another, so that the symbols stand right, below, or squeezed."""
    archive = folder / "arhiv"
    archive.mkdir(parents=True)
    (archive / "rabota.pdf").write_bytes(_crowded_variant())
    rooms = write_sheet(folder / "rooms.xlsx", [("Кабинет", "Количество участников"), ("1", sets)])
    materials = write_materials(folder / "materialy", DemoOptions(rooms=1, participants=1), fonts_dir())
    with pytest.MonkeyPatch.context() as patch:
        evening = Evening(new_school(folder / "shkola"), materials, patch)
        chosen = ("--subject", "Математика", "--grade", 5, "--date", "21.04.2026", "--variant", "1=rabota.pdf")
        done = evening.build(*chosen, archive=archive, rooms=rooms, codes=None)
        assert done.code in (0, 3), done.err
        return read_stock(evening.work)


# ── a variant that leaves little room ────────────────────────────────────────────────────────────────────────

_LEFT, _RIGHT, _FOOT = (0, 0, 26, 297), (184, 0, 26, 297), (0, 266, 210, 31)
_PAGES: tuple[tuple[tuple[float, float, float, float], ...], ...] = (
    (),
    (_LEFT,),
    (_FOOT,),
    (_LEFT, _RIGHT),
    (_LEFT, _FOOT),
    (_RIGHT, _FOOT),
    (_LEFT, _RIGHT, (0, 266, 90, 31)),
    (_LEFT, (184, 0, 26, 180), (0, 266, 110, 31), (130, 266, 60, 17)),
)
"""Rectangles in mm from the top left corner that are full of text, page by page."""


def _crowded_variant() -> bytes:
    pdf = pikepdf.new()
    chance = random.Random(5)
    for taken in _PAGES:
        pdf.add_blank_page(page_size=(210 * _POINT, 297 * _POINT))
        words = [b"0 g"]
        for left, top, width, height in (*taken, (30, 30, 150, 200)):
            for row in range(int(height / 4)):
                marks = [left + 2.0]
                while marks[-1] < left + width - 2:
                    marks.append(marks[-1] + chance.uniform(0.6, 4))
                for one, next_one in list(pairwise(marks))[::2]:
                    box = one, 297 - top - 4 * row - 3, min(next_one, left + width - 1) - one, 2.2
                    words.append(b"%.2f %.2f %.2f %.2f re" % tuple(side * _POINT for side in box))
        pdf.pages[-1].Contents = pdf.make_stream(b" ".join(words) + b" f")
    out = io.BytesIO()
    pdf.save(out, static_id=True)
    return out.getvalue()
