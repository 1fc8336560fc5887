"""A mixed pile through the command line: every page in exactly one state, whatever file it came in, and the same after
a kill.

``KILLS`` in the environment says how many scans are killed (10); ``python -m tests.prove scan`` kills more.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from journeys.evening import Evening
from journeys.killed_scans import QuietScan, flaws_of_killed_scan, scan_quietly
from journeys.scanned_pile import REHEARSAL, Pile, mixed_pile, pile_school
from sheets import read_plainly

KILLS = int(os.environ.get("KILLS", "10"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """The school of the pile; only to be looked at."""
    with pytest.MonkeyPatch.context() as patch:
        yield pile_school(tmp_path_factory.mktemp("pachka"), patch)


@pytest.fixture(scope="module")
def pile(printed: Evening) -> Pile:
    return mixed_pile(printed.work)


@pytest.fixture
def school(printed: Evening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evening:
    """A copy of the school, to go on from."""
    return replace(printed, school=shutil.copytree(printed.school, tmp_path / "shkola"), patch=monkeypatch)


@dataclass(frozen=True, slots=True)
class Scanned:
    """The pile as PDF, scanned in the school."""

    files: list[Path]
    out: Path
    told: Any


@pytest.fixture(scope="module")
def scanned(pile: Pile, printed: Evening, tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    place = tmp_path_factory.mktemp("skany")
    here = replace(printed, school=shutil.copytree(printed.school, place / "shkola"))
    files, out = pile.write(place / "fayly", as_tiff=False), place / "vyvod"
    done = here.tell("scan", *files, "--out", out, "--json")
    assert done.code == 3, done.err
    return Scanned(files, out, done.json)


def flaws_of_states(told: Any, pile: Pile) -> list[str]:
    """Pages that are not what they are, or not turned as they lie."""
    flaws = []
    if not told["pages_in"] == told["pages_accounted"] == len(pile.pages):
        flaws.append("pages in are not pages accounted")
    for page, expected in zip(told["pages"], pile.pages, strict=True):
        number = expected.state == "foreign" or page["number"] == expected.number
        turn = not expected.number or page["turn"] == expected.turn
        if not (page["state"] == expected.state and number and turn):
            flaws.append(f"{page['place']}, {expected.paper}: {page}")
    return flaws


def test_every_page_of_a_mixed_pile_is_what_it_is(pile: Pile, scanned: Scanned) -> None:
    assert flaws_of_states(scanned.told, pile) == []
    assert sum(scanned.told["counts"].values()) == len(pile.pages)


def test_a_pile_in_tiff_is_the_same_pile(pile: Pile, school: Evening, tmp_path: Path) -> None:
    files = pile.write(tmp_path / "skany", as_tiff=True)
    done = school.tell("scan", *files, "--out", tmp_path / "vyvod", "--json")
    assert done.code == 3, done.err
    assert flaws_of_states(done.json, pile) == []


def test_only_the_torn_page_is_missing(pile: Pile, printed: Evening, scanned: Scanned) -> None:
    rooms = scanned.told["rooms"]
    missing = [(room["room"], item["number"], item["missing"]) for room in rooms for item in room["sets"]]
    pages_of = {item["number"]: [page["number"] for page in item["pages"]] for item in sets_of(printed)}
    [of_torn] = [number for number, pages in pages_of.items() if pile.torn in pages]
    assert [item for item in missing if item[2]] == [("101", of_torn, [int(pile.torn[12:14])])]
    assert all(not room["lacking"] for room in rooms)


def test_sets_are_used_or_not_as_the_manifest_above_them_says(scanned: Scanned) -> None:
    for room in scanned.told["rooms"]:
        fates = {item["set"]: item["fate"] for item in room["sets"] if not item["missing"]}
        assert fates.pop(max(fates)) == "unused"
        assert set(fates.values()) == {"used"}
    assert scanned.told["recorded"] > 0


def test_a_centre_without_the_ledger_comes_to_the_same(printed: Evening, scanned: Scanned, tmp_path: Path) -> None:
    options = ("--manifests", printed.work.parent, "--out", tmp_path / "vyvod", "--json")
    done = printed.tell("scan", *scanned.files, *options, cwd=tmp_path)
    assert done.code == 3, done.err
    states = [[(page["state"], page["number"]) for page in told["pages"]] for told in (scanned.told, done.json)]
    assert states[0] == states[1]
    assert done.json["recorded"] is None


def test_the_order_of_the_files_changes_nothing_but_places(
    pile: Pile, school: Evening, scanned: Scanned, tmp_path: Path
) -> None:
    told = school.tell("scan", *reversed(scanned.files), "--out", tmp_path / "vyvod", "--json").json
    accepted = sorted(page["number"] for page in told["pages"] if page["state"] == "set_page")
    assert accepted == sorted(page.number for page in pile.pages if page.state == "set_page")
    assert told["counts"] == scanned.told["counts"]


def test_packets_hold_their_pages_upright_and_each_once(pile: Pile, scanned: Scanned) -> None:
    numbers: list[str] = []
    for path in sorted(scanned.out.rglob("*.pdf")):
        if path.name == "otchet.pdf" or "ne-razobrano" in path.name:
            continue
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                image = page.render(scale=200 / 72, grayscale=True).to_pil()
                own = [code for code in read_plainly(image) if code.text.isdecimal() and code.text[0] in "13568"]
                numbers += sorted({code.text for code in own})[:1]
                assert all(abs(code.orientation) < 5 for code in own if code.format.name == "QRCode"), path.name
    accepted = {page.number for page in pile.pages if page.state == "set_page"}
    assert sorted(number for number in numbers if number[0] == "1") == sorted(accepted)
    assert REHEARSAL not in numbers


def sets_of(school: Evening) -> list[Any]:
    return [item for room in school.manifest["rooms"] for item in room["sets"]]


@pytest.fixture(scope="module")
def quiet(pile: Pile, printed: Evening, tmp_path_factory: pytest.TempPathFactory) -> QuietScan:
    """The scan left alone."""
    place = tmp_path_factory.mktemp("spokoyno")
    return scan_quietly(printed, pile.write(place / "skany", as_tiff=False)[1:3], place)


@pytest.mark.parametrize("turn", range(KILLS))
def test_a_killed_scan_run_again_ends_in_the_same(
    quiet: QuietScan, printed: Evening, tmp_path: Path, turn: int
) -> None:
    chance = random.Random(f"scan {turn}")
    assert flaws_of_killed_scan(printed, quiet, tmp_path, chance, by_clock=turn % 2 == 1) == []
