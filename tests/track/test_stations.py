"""Four stations at once, and stations that are killed: what was acknowledged is there, once, in a whole chain."""

from __future__ import annotations

import random
from collections import Counter

from track.stations import flaws_after, killed_while_writing, prepare, write_at_once

from vpr_print.track.database import Place

SETS = 4_168
"""In each of four rooms, with three events each: 50,000 on each of the two databases."""
KILLS = 5
"""On each of the two databases."""


def test_four_stations_at_once_lose_nothing_double_nothing_and_leave_the_chain_whole(place: Place) -> None:
    prepare(place, SETS)
    said, _seconds = write_at_once(place, at_once=100)
    assert sum(said.values()) == 3 * 4 * SETS + 2 * 4
    assert set(said.values()) == {1}
    assert flaws_after(place, said) == []


def test_after_a_kill_every_acknowledged_event_is_there(place: Place) -> None:
    chance = random.Random(7)
    prepare(place, 400)
    said = Counter[tuple[str, str]]()
    for turn in range(KILLS):
        said += killed_while_writing(place, ("101", "102", "103", "104")[turn % 4], at_once=1, chance=chance)
        assert flaws_after(place, said) == []
    assert len(said) >= KILLS
