"""Damaged sheets through the program's reader, and what came of them: for the tests in hundreds, for the proof in
thousands.

A number counts as accepted as soon as the page itself says it, before any manifest is asked: harder than the program.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from damage import Damage, Scan, resolutions, scan_of
from sheets import Sheet, Stock

from vpr_print.scan.identity import identify
from vpr_print.scan.reader import read_pages
from vpr_print.scan.seen import PageReading

ASKED_DPI = 200
"""From here on a share is asked for."""


@dataclass(frozen=True, slots=True)
class Case:
    """One sheet to be damaged and read."""

    sheet: Sheet
    damage: Damage
    dpi: int
    salt: str = ""

    @property
    def scan(self) -> Scan:
        return scan_of(self.sheet, self.damage, self.dpi, salt=self.salt)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader made of a case."""

    case: Case
    what: str
    """The damages done."""
    accepted: str | None
    doubt: str
    """Why nothing was accepted."""
    upright: bool
    """The page would be turned the right way."""

    @property
    def read(self) -> bool:
        return self.accepted == self.case.sheet.number

    @property
    def wrong(self) -> bool:
        return self.accepted is not None and not self.read

    def __str__(self) -> str:
        sheet = self.case.sheet
        said = f"taken for {self.accepted}" if self.wrong else f"unread, {self.doubt}"
        return f"{self.case.dpi} dpi, {self.what}: {sheet.kind} {sheet.number} {said}"


def cases(stocks: Sequence[Stock], damage: Damage, count: int, *, seed: int = 0) -> Iterator[Case]:
    """So many cases at each resolution of a damage: four pages of sets for every other paper."""
    for dpi in resolutions(damage):
        chance = random.Random(f"{damage} {dpi} {seed}")
        sets = [sheet for stock in stocks for sheet in stock.sets]
        papers = [sheet for stock in stocks for sheet in stock.papers]
        for index in range(count):
            pile = papers if index % 5 == 4 else sets
            yield Case(chance.choice(pile), damage, dpi, f"{seed} {index}")


def read_case(case: Case, folder: Path) -> Outcome:
    """The case's scan, as a file, through the reader; the file goes away again."""
    scan = case.scan
    path = folder / f"{case.sheet.number}-{case.damage.name}-{case.dpi}.scan"
    save_scan(scan, path, told=random.Random(case.salt).random() < 0.7)
    try:
        [reading] = read_pages(path, "0" * 64, 1, 1)
    finally:
        path.unlink()
    return outcome(case, scan, reading)


def outcome(case: Case, scan: Scan, reading: PageReading) -> Outcome:
    """What the reading of a scan means."""
    found = identify(reading.symbols)
    return Outcome(
        case,
        scan.what or "nothing",
        None if found.number is None else str(found.number),
        str(found.doubt or reading.trouble or ""),
        reading.turn == scan.turn,
    )


def save_scan(scan: Scan, path: Path, *, told: bool = True) -> None:
    """As scanners write: JPEG stays as it was packed, 1-bit as TIFF G4, gray as TIFF; ``told``: with its resolution."""
    image = scan.image
    dpi = {"dpi": (scan.dpi, scan.dpi)} if told else {}
    if image.mode == "1":
        image.save(path, "TIFF", compression="group4", **dpi)
    elif Damage.JPEG in scan.what:
        image.save(path, "JPEG", quality=75, **dpi)
    else:
        image.save(path, "TIFF", **dpi)


def asked(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those at a resolution for which a share is asked."""
    return [one for one in outcomes if one.case.dpi >= ASKED_DPI]


def share(outcomes: Sequence[Outcome]) -> float:
    """Read among all, 0 to 1."""
    return sum(one.read for one in outcomes) / max(1, len(outcomes))


def causes(outcomes: Iterable[Outcome]) -> list[tuple[str, int]]:
    """The damages of pages that were not read, the most frequent first."""
    counted: dict[str, int] = {}
    for one in outcomes:
        if not one.read:
            counted[one.what] = counted.get(one.what, 0) + 1
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))
