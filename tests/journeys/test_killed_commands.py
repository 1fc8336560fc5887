"""``printed``, ``track record``, ``replace`` and ``amend`` killed at any moment: what was said is
recorded, once, and given again the command ends the work.

``KILLS`` in the environment says how many are killed (10); ``python -m tests.prove kill`` kills more.
"""

from __future__ import annotations

import os
import random

import pytest
from journeys.evening import Evening, rest
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


def test_a_replacement_killed_before_it_had_cleared_up_is_told_when_it_is_asked_for_again(
    morning_after: Evening,
) -> None:
    first = morning_after.manifest["rooms"][0]["sets"][0]["number"]
    command = ("replace", first, "--reason", "замят", "--json")
    done = morning_after.tell(*command)
    (morning_after.work / ".build").mkdir()
    again = morning_after.tell(*command)
    assert (again.code, again.json["replaced"]) == (0, done.json["replaced"])
    assert rest(morning_after.school) == []
    assert morning_after.tell(*command).code == 50
