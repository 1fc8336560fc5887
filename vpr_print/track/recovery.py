"""A site's first ledger, or the next after a lost one: which serials the works that lie there have used already."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from vpr_print.model.identifier import DIGITS, SERIALS, Identifier, NotOurNumber, parse_number
from vpr_print.model.work import SiteNumber
from vpr_print.track.build_numbers import check_serials
from vpr_print.track.database import Place
from vpr_print.track.errors import LedgerError, LedgerExistsError, LedgerMissingError
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.number_errors import AfterNeededError, AfterOutsideError
from vpr_print.track.server_errors import NoLedgerOfSiteError

_ACTS = "acts"
"""Folder of a work with papers of the ledger, which have their numbers in the names of their files."""
USUAL_SERIALS = range(SERIALS[0], 50_000)
"""Years of a large school. The others are left for a second computer and for the scanning centre."""
_LARGEST_MANIFEST_BYTES = 256 * 1024 * 1024


def settle_ledger(
    place: Place,
    works: Path,
    *,
    site: SiteNumber,
    serials: range | None,
    after: int | None,
    clock: Clock,
    ledger_id: str,
    who: str,
    station: str = "",
) -> Ledger:
    """The ledger of a new school folder: one that lies there already with its numbers, else a new one.

    One that lies there was left by a set-up that was cut short, or has lost its settings. Raises
    ``LedgerExistsError`` when it has another range than ``serials``, ``AfterOutsideError`` when it has not
    reached ``after``, and what ``Ledger.open``, ``Ledger.create`` and ``serials_used_up_to`` raise.
    """
    check_serials(serials or SERIALS, after)
    try:
        ledger = Ledger.open(place, site=site, clock=clock, station=station)
    except (LedgerMissingError, NoLedgerOfSiteError):
        serials = serials or usual_serials(works, site, after)
        return Ledger.create(
            place,
            site=site,
            serials=serials,
            after=serials_used_up_to(works, site, serials, after),
            clock=clock,
            ledger_id=ledger_id,
            who=who,
            station=station,
        )
    try:
        if serials is not None and serials != ledger.serials:
            raise LedgerExistsError(str(place))
        if after is not None and after >= ledger.next_serial:
            raise AfterOutsideError(after, ledger.serials[0] - 1, ledger.next_serial - 1)
    except LedgerError:
        ledger.close()
        raise
    return ledger


def usual_serials(works: Path, site: SiteNumber, after: int | None) -> range:
    """The range of a ledger for which nobody names one: the lower half, so that a second one can be added any day.

    All of them, where the lower half is used up.
    """
    used = after if after is not None else _scan(works, site, SERIALS)[0]
    return USUAL_SERIALS if used is None or used < USUAL_SERIALS[-1] else SERIALS


def highest_serial(works: Path, site: SiteNumber, serials: range) -> int | None:
    """The highest serial of the range that a manifest in ``works/*/manifest.json`` names, or None.

    Papers of the ledger stand in no manifest: they have their numbers in the names of their files.

    Raises ``AfterNeededError`` when a folder of a work has no manifest that can be read: it may hold more.
    """
    highest, unreadable = _scan(works, site, serials)
    if unreadable:
        raise AfterNeededError(unreadable)
    return highest


def serials_used_up_to(works: Path, site: SiteNumber, serials: range, after: int | None) -> int | None:
    """The serial after which a new ledger goes on: what a person said, else what ``works`` shows, else None.

    Raises ``AfterNeededError`` as ``highest_serial``; ``AfterOutsideError`` when ``after`` is lower than a
    number found in ``works`` or outside the range.
    """
    if after is None:
        return highest_serial(works, site, serials)
    found, _ = _scan(works, site, serials)
    lowest = serials[0] - 1 if found is None else found
    if not lowest <= after <= serials[-1]:
        raise AfterOutsideError(after, lowest, serials[-1])
    return after


def _scan(works: Path, site: SiteNumber, serials: range) -> tuple[int | None, tuple[str, ...]]:
    """The highest serial found, and the folders that could not be read."""
    highest: int | None = None
    unreadable: list[str] = []
    try:
        folders = sorted(item for item in works.iterdir() if item.is_dir() and not item.name.startswith("."))
    except FileNotFoundError:
        return None, ()
    except OSError:
        return None, (str(works),)
    for folder in folders:
        try:
            in_names = _numbers([file.stem[-DIGITS:] for file in folder.glob("*/*.pdf")])
            numbers = (*_numbers(_manifest(folder)), *in_names)
            found = [number.serial for number in numbers if number.site == site and number.serial in serials]
        except (OSError, ValueError, RecursionError):
            unreadable.append(str(folder))
            continue
        highest = max(found, default=highest) if highest is None else max((highest, *found))
    return highest, tuple(unreadable)


def _manifest(folder: Path) -> dict[str, object]:
    """The manifest; empty for a folder that has nothing but papers of the ledger: the work was built elsewhere."""
    if [entry.name for entry in folder.iterdir()] == [_ACTS]:
        return {}
    manifest = folder / "manifest.json"
    if manifest.stat().st_size > _LARGEST_MANIFEST_BYTES:
        raise ValueError("too large for a manifest")
    content = json.loads(manifest.read_bytes())
    if not isinstance(content, dict) or "rooms" not in content:
        raise ValueError("not a manifest")
    return content


def _numbers(value: object) -> Iterator[Identifier]:
    """Every number of ours in a JSON value, wherever it stands."""
    match value:
        case dict():
            for item in value.values():
                yield from _numbers(item)
        case list():
            for item in value:
                yield from _numbers(item)
        case str() if len(value) == DIGITS:
            try:
                number = parse_number(value)
            except NotOurNumber:
                return
            if isinstance(number, Identifier):
                yield number
