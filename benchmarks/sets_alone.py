"""The rooms' sets and nothing else, on one core, neither synced nor proved: what the naive way is compared with."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pypdfium2

from vpr_print.documents.individual_sets import SetPrinter
from vpr_print.documents.kit import SET_LAYOUT
from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import IndividualSet, NumberedRoom, PaperKey, PaperKind, RoomPlan
from vpr_print.model.work import DEMO_SITE, PageSpan, Site, Variant, Work
from vpr_print.prepress.prepare import prepare_variants
from vpr_print.workflow.layouts import program_fonts, school_kit

_WORK = Work("Математика", 5, date(2026, 4, 21), "2026-04-21-matematika-5")


@dataclass(frozen=True, slots=True)
class SetsAlone:
    """What was measured."""

    pages: int
    seconds: float
    """Of drawing and writing all rooms."""
    seconds_before: float
    """Of what is done once for a whole build, however large: preparing the variants, fonts, tables."""

    @property
    def pages_per_second(self) -> float:
        """Without what is done once."""
        return self.pages / self.seconds


def sets_alone(variants: Sequence[Path], target: Path, *, rooms: int = 10, sets: int = 15) -> SetsAlone:
    """``rooms`` rooms of ``sets`` sets of the ``variants`` (PDFs) in turn, a file each in the folder ``target``."""
    start = time.perf_counter()
    printer, page_counts = _printer(variants)
    printer.render(_room(0, page_counts, sets), folder="first")  # tables are made with the first page
    ready = time.perf_counter()
    target.mkdir(parents=True, exist_ok=True)
    pages = 0
    for ordinal in range(1, rooms + 1):
        for file in printer.render(_room(ordinal, page_counts, sets), folder=str(ordinal)).files:
            (target / f"{ordinal}-{file.name}").write_bytes(file.data)
            pages += file.pages
    return SetsAlone(pages, time.perf_counter() - ready, ready - start)


def _printer(paths: Sequence[Path]) -> tuple[SetPrinter, list[int]]:
    variants: list[Variant] = []
    stored: dict[str, Path] = {}
    for number, path in enumerate(paths, 1):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        stored[digest] = path
        with pypdfium2.PdfDocument(path) as document:
            variants.append(Variant(number, (PageSpan(path.name, digest, tuple(range(len(document)))),)))
    kit = school_kit(None)
    masters = prepare_variants(variants, stored, kit.stamp)
    return SetPrinter(masters, kit.layout(SET_LAYOUT), program_fonts()), [variant.page_count for variant in variants]


def _room(ordinal: int, page_counts: Sequence[int], sets: int) -> NumberedRoom:
    """A room with numbers of its own."""
    name = str(100 + ordinal)
    items = tuple(
        IndividualSet(ordinal=place, variant=variant + 1, pages=page_counts[variant], enlarged=False, spare=False)
        for place in range(1, sets + 1)
        for variant in ((place + ordinal * sets) % len(page_counts),)
    )
    plan = RoomPlan(name=name, folder=name, places=(), sets=items, spare_codes=(), draft_sheets=0)
    numbers = {
        PaperKey(name, PaperKind.SET, place): Identifier(NumberKind.SET, DEMO_SITE, ordinal * sets + place)
        for place in range(1, sets + 1)
    }
    site = Site(DEMO_SITE, "Школа")
    return NumberedRoom(site=site, work=_WORK, sides=Sides.ONE, room=plan, numbers=numbers)
