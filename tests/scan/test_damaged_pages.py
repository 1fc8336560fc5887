"""A thousand damaged sheets: what the reader makes of them, damage by damage, and never another sheet's number.

``python -m tests.prove scan`` does ten thousand and writes ``docs/reading.md``.
"""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from damage import STAINED, Damage, resolutions, scan_of
from reading_back import zbar
from reading_damaged import Case, asked, cases, read_case
from sheets import Stock

from vpr_print.model.identifier import NotOurNumber, parse_number

PAGES = 18
"""Of each damage at each resolution: 1,044 in all."""
MAY_MISS = {Damage.TWO: 2, Damage.TWO_STAINED: 2}
"""Pages at 200 and 300 dpi; of a damage that is not named here each page is read."""


def test_what_may_be_missed_is_less_than_what_is_asked() -> None:
    """99.5 % of all damages but stain and pen, 95 % of these two."""
    for damages, least in ((set(Damage) - set(STAINED), 0.995), ({Damage.STAIN, Damage.PEN}, 0.95)):
        pages = sum(PAGES * len([dpi for dpi in resolutions(damage) if dpi >= 200]) for damage in damages)
        assert sum(MAY_MISS.get(damage, 0) for damage in damages) <= (1 - least) * pages


def test_there_are_a_thousand_pages() -> None:
    assert sum(PAGES * len(resolutions(damage)) for damage in Damage) >= 1000


@pytest.mark.parametrize("damage", Damage)
def test_damaged_sheets_are_read_upright_and_never_taken_for_others(
    damage: Damage, stocks: tuple[Stock, Stock], tmp_path: Path
) -> None:
    outcomes = [read_case(case, tmp_path) for case in cases(stocks, damage, PAGES)]
    assert [str(one) for one in outcomes if one.wrong] == []
    assert [str(one) for one in outcomes if one.read and not one.upright] == []
    missed = [str(one) for one in asked(outcomes) if not one.read]
    assert len(missed) <= MAY_MISS.get(damage, 0), missed


def test_a_second_decoder_says_the_same(stocks: tuple[Stock, Stock], tmp_path: Path) -> None:
    """zbar shares no code with the reader; what it reads of a page, the reader has read too."""
    chance = random.Random("oracle")
    damages = [damage for damage in Damage if damage not in STAINED]
    sample = [Case(chance.choice(stocks[0].sets), damage, 200, "oracle") for damage in chance.sample(damages, 12)]
    seen = 0
    for case in sample:
        texts = {found.partition(":")[2] for found in zbar(case.scan.image.convert("L"))}
        numbers = {text for text in texts if is_ours(text)}
        assert numbers <= {case.sheet.number}, case
        if numbers:
            seen += 1
            assert read_case(case, tmp_path).read, case
    assert seen >= 8


def test_a_damaged_sheet_is_the_same_every_time(stocks: tuple[Stock, Stock]) -> None:
    sheet = stocks[0].sets[0]
    for damage in Damage:
        one, other = (scan_of(sheet, damage, 300 if damage is Damage.ZOOM_OUT else 150) for _ in range(2))
        assert one.image.tobytes() == other.image.tobytes()
        assert one.what == other.what


def test_damages_damage(stocks: tuple[Stock, Stock]) -> None:
    """No two damages leave the same picture of a sheet, and none leaves it as it was."""
    sheet = stocks[0].sets[1]
    pictures = [scan_of(sheet, damage, 150).image.convert("L").tobytes() for damage in Damage]
    assert all(one != other for one, other in itertools.combinations(pictures, 2))


def is_ours(text: str) -> bool:
    try:
        parse_number(text)
    except NotOurNumber:
        return False
    return True
