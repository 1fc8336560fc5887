"""PAGES (10,000) damaged sheets through the reader, by damage and resolution: the share read goes to
``docs/reading.md`` with the causes of misses; zbar as a second opinion on one page in fifty; PICTURES (660) foreign
pictures made here and every file below the folder SCANS must give no number; KILLS (100) of ``vpr-print scan`` that is
killed and run again."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from built_stock import crowded_stock, demo_stock
from damage import STAINED, Damage, resolutions
from foreign_pictures import foreign_pictures, odd_files
from journeys.evening import quick_starts
from journeys.killed_scans import flaws_of_killed_scan, scan_quietly
from journeys.scanned_pile import mixed_pile, pile_school
from reading_back import zbar
from reading_damaged import Case, Outcome, asked, cases, causes, read_case, share
from sheets import Stock

from vpr_print.model.identifier import NotOurNumber, parse_number
from vpr_print.scan.identity import identify
from vpr_print.scan.reader import read_chunks
from vpr_print.scan.seen import Trouble
from vpr_print.scan.sources import find_files, open_source

FILE = Path(__file__).parent.parent.parent / "docs" / "reading.md"
LEAST, LEAST_STAINED = 0.995, 0.95
_BATCH = 50
_CAUSES = 25
_COLUMNS = (150, 200, 300)


@dataclass(frozen=True, slots=True)
class Read:
    """One outcome, and what zbar said of the page where it was asked."""

    outcome: Outcome
    second: frozenset[str] | None


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    count = int(os.environ.get("PAGES", "10000"))
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(os.cpu_count()) as pool:
        place = Path(folder)
        with quick_starts():
            stocks = (
                demo_stock(place / "demo", rooms=4, participants=60, seed=seed),
                crowded_stock(place / "crowded", sets=20),
            )
        read = list(_read_all(pool, stocks, count, seed, place))
        FILE.write_text(_page(read, seed), encoding="utf-8")
        flaws = _flaws(read)
        print(_figures(read), *flaws, sep="\n", flush=True)
        foreign, foreign_flaws = _foreign(place, seed)
        print(foreign, *foreign_flaws, sep="\n", flush=True)
        killed, killed_flaws = _killed(place, seed)
    return f"{_figures(read)}; {foreign}; {killed}", [*flaws, *foreign_flaws, *killed_flaws]


def _read_all(
    pool: ProcessPoolExecutor, stocks: Sequence[Stock], count: int, seed: int, place: Path
) -> Iterator[Read]:
    each = -(-count // sum(len(resolutions(damage)) for damage in Damage))
    wanted = [case for damage in Damage for case in cases(stocks, damage, each, seed=seed)]
    done = 0
    batches = [wanted[first : first + _BATCH] for first in range(0, len(wanted), _BATCH)]
    for some in pool.map(partial(_read_some, place), batches):
        yield from some
        done += len(some)
        missed = sum(not one.outcome.read for one in some)
        print(f"{done}/{len(wanted)}: {some[0].outcome.case.damage}, {missed} of {len(some)} unread", flush=True)


def _read_some(place: Path, some: Sequence[Case]) -> list[Read]:
    folder = place / f"scans-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    found = []
    for number, case in enumerate(some):
        second = _by_zbar(case) if number == 0 else None
        found.append(Read(read_case(case, folder), second))
    return found


def _by_zbar(case: Case) -> frozenset[str]:
    """Numbers of ours."""
    texts = {found.partition(":")[2] for found in zbar(case.scan.image.convert("L"))}
    return frozenset(text for text in texts if _is_own(text))


def _is_own(text: str) -> bool:
    try:
        return parse_number(text) is not None and not text.startswith("0")
    except NotOurNumber:
        return False


# ── foreign pictures and scans ───────────────────────────────────────────────────────────────────────────────


def _foreign(place: Path, seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    folder = place / "foreign"
    folder.mkdir()
    whole = []
    for name, image in foreign_pictures(seed, int(os.environ.get("PICTURES", "660"))):
        whole.append(f"{name}.png")
        image.save(folder / whole[-1], compress_level=1)
    list(odd_files(folder))
    given = [Path(os.environ["SCANS"])] if os.environ.get("SCANS") else []
    files = [open_source(path) for path in find_files([folder, *given])]
    readings = [reading for chunk in read_chunks(files) for reading in chunk]
    names = {file.sha256: file.path.name for file in files}
    flaws = [
        f"{names[reading.source.sha256]}, page {reading.source.page}: taken for {found}"
        for reading in readings
        if (found := identify(reading.symbols).number) is not None
    ]
    pages = {(file.sha256, page) for file in files for page in range(1, file.pages + 1)}
    if {(reading.source.sha256, reading.source.page) for reading in readings} != pages:
        flaws.append("foreign files: not every page is accounted for")
    flaws += [
        f"{name}: {reading.trouble}"
        for reading in readings
        if reading.trouble is Trouble.TOO_SLOW or (reading.trouble and names[reading.source.sha256] in whole)
        for name in [names[reading.source.sha256]]
    ]
    from_given = f", {sum(file.path.is_relative_to(given[0]) for file in files)} of them given" if given else ""
    return f"{len(readings)} foreign pages{from_given}, {len(flaws)} accepted or lost", flaws


# ── killed and run again ─────────────────────────────────────────────────────────────────────────────────────


def _killed(place: Path, seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    wanted = int(os.environ.get("KILLS", "100"))
    chance = random.Random(seed)
    with quick_starts(), pytest.MonkeyPatch.context() as patch:
        evening = pile_school(place / "pile", patch)
        quiet = scan_quietly(evening, mixed_pile(evening.work).write(place / "skany", as_tiff=False), place / "quiet")
    flaws: list[str] = []
    for number in range(wanted):
        flaws += flaws_of_killed_scan(evening, quiet, place / "killed", chance, by_clock=number % 2 == 1)
        print(f"{number + 1}/{wanted} killed, {len(flaws)} flaws", flush=True)
    return f"{wanted} scans killed ({quiet.changes} changes on the disk each)", flaws


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────


def _figures(read: Sequence[Read]) -> str:
    outcomes = [one.outcome for one in read]
    return (
        f"{len(outcomes):,} damaged pages: at 200 and 300 dpi {_percent(share(_free(outcomes)))} read, with stain or "
        f"pen {_percent(share(_stained(outcomes)))}, {sum(one.wrong for one in outcomes)} wrong"
    )


def _flaws(read: Sequence[Read]) -> list[str]:
    outcomes = [one.outcome for one in read]
    flaws = [str(one) for one in outcomes if one.wrong]
    flaws += [f"{one}: read, but would be turned wrongly" for one in outcomes if one.read and not one.upright]
    for told, some, least in (
        ("without stain and pen", _free(outcomes), LEAST),
        ("stain and pen", _stained(outcomes), LEAST_STAINED),
    ):
        if share(some) < least:
            flaws.append(f"{told}: {_percent(share(some))} read at 200 and 300 dpi, asked {_percent(least)}")
    for one in read:
        if one.second and one.second != {one.outcome.case.sheet.number} and one.outcome.case.sheet.of_set:
            flaws.append(f"{one.outcome}: zbar says {sorted(one.second)}")
    return flaws


def _free(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in asked(outcomes) if one.case.damage not in STAINED]


def _stained(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in asked(outcomes) if one.case.damage in (Damage.STAIN, Damage.PEN)]


def _percent(part: float) -> str:
    return f"{100 * part:.2f} %".replace(".00 %", " %")


def _page(read: Sequence[Read], seed: int) -> str:
    """All of ``docs/reading.md``."""
    outcomes = [one.outcome for one in read]
    lines = []
    for damage in Damage:
        cells = []
        for dpi in _COLUMNS:
            here = [one for one in outcomes if one.case.damage is damage and one.case.dpi == dpi]
            cells.append(_percent(share(here)) if here else "")
        lines.append(f"| {damage} | {' | '.join(cells)} |")
    missed = [one for one in outcomes if not one.read]
    asked_of = causes(asked(missed))
    rows = [f"| {what} | {count} |" for what, count in asked_of[:_CAUSES]]
    if rest := sum(count for _, count in asked_of[_CAUSES:]):
        rows.append(f"| others, each rarer | {rest} |")
    second = [one for one in read if one.second is not None]
    return _TEXT.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        seed=seed,
        pages=f"{len(outcomes):,}",
        table="\n".join(lines),
        free=_percent(share(_free(outcomes))),
        stained=_percent(share(_stained(outcomes))),
        wrong=sum(one.wrong for one in outcomes),
        causes="\n".join(rows) or "| none | 0 |",
        oracle=len(second),
        oracle_read=sum(bool(one.second) for one in second),
        ours_read=sum(one.outcome.read for one in second),
        ours_alone=sum(one.outcome.read and not one.second for one in second),
        zbar_alone=sum(bool(one.second) and not one.outcome.read for one in second),
    )


_TEXT = """# Reading damaged sheets

Share of sheets whose number the reader accepts, by damage and resolution. `make prove PART=scan` writes this page
({day}, seed {seed}, {pages} pages); `make test` reads a thousand in the same way. Every sheet is a page of sets with
free or crowded margins, four times in five, or another paper of the packet, printed by the program itself, then struck
by `tests/damage.py` and laid on the glass in any of four rotations. A number counts as accepted as soon as the page
alone says it; the program then asks a ledger or a manifest whether anybody knows it.

| damage | 150 dpi | 200 dpi | 300 dpi |
|---|---|---|---|
{table}

- At 200 and 300 dpi, all damages but stain and pen: **{free}** (asked: 99.5 %).
- Stain, pen: **{stained}** (asked: 95 %). The last row is a stain or a pen together with another damage: nothing is
  asked there.
- Numbers of other sheets accepted: **{wrong}**.
- Second opinion: of {oracle} pages zbar reads {oracle_read}, this program {ours_read}; {ours_alone} this program alone,
  {zbar_alone} zbar alone.

## What is not read at 200 and 300 dpi

| damages of the page | pages |
|---|---|
{causes}

## What the damages are

- **Skew**: 5° either way; the frame grows with the sheet, or cuts what leaves it; a white or a black lid behind.
- **Shrunk**: 90 % round the middle of the paper. **Zoom**: 70 % onto A5 or into the corner of an A4, 141 % onto A3.
- **Blur, noise**: Gaussian, σ 1.5 pixels and σ 25 of 255 levels.
- **Streaks**: three of 1 mm from end to end along the feed, one of them through a symbol. Two sheets in three are fed
  by their short edge. Where a streak runs along the bars and another one through the middle of the QR code, hardly
  anything is left to read.
- **Toner**: ink at 30 to 50 % of its blackness, grainy. **JPEG**: quality 30.
- **1-bit**: the scanner's softness and noise, then three thresholds.
- **Corner**: 25 to 40 mm along either edge, mostly top left.
- **Copy**: printed, copied with 98.5 %, 0.7° askew, steeper contrast and specks, scanned again.
- **Stain**: a cup's ring, 40 mm across, opaque at its rim, over a symbol. **Pen**: 0.8 mm, zigzag across a symbol.
- **Two at once**: any two of the others that are not of one kind. Toner with a threshold above its gray is left out:
  the page comes out white.

At 150 dpi a blur of σ 1.5 pixels is two thirds of a bar's width: what is read there is read from the QR code.
"""
