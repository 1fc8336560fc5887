"""``printed``, ``track record`` and ``replace`` killed at any moment: what was said is recorded, once, and given again
the command ends the work.

``KILLS`` in the environment says how many are killed (10); ``python -m tests.prove kill`` kills more.
"""

from __future__ import annotations

import os
import random

import pytest
from journeys.evening import Evening
from journeys.killed_commands import COMMANDS, Quiet, flaws_of_killed, leave_alone, random_moment

KILLS = int(os.environ.get("KILLS", "10"))


@pytest.fixture(scope="module")
def quiet() -> dict[str, Quiet]:
    """The commands left alone, once each."""
    return {}


@pytest.mark.parametrize("turn", range(KILLS))
def test_a_killed_command_records_all_or_nothing_and_can_be_given_again(
    morning_after: Evening, quiet: dict[str, Quiet], tmp_path_factory: pytest.TempPathFactory, turn: int
) -> None:
    chance, name = random.Random(f"command {turn}"), COMMANDS[turn % len(COMMANDS)]
    if name not in quiet:
        assert morning_after.tell("printed", "101").code == 0
        start = tmp_path_factory.mktemp("start") / "shkola"
        quiet[name] = leave_alone(name, morning_after, morning_after.school.rename(start))
    moment = random_moment(quiet[name], chance)
    assert flaws_of_killed(morning_after, quiet[name], moment) == [], f"{name}, change {moment}"
