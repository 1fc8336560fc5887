"""The table of duties says what the program and its journeys do: no paragraph is missing, no command is invented."""

from __future__ import annotations

import click
import pytest
from journeys.duties import IKU, VPR, Duty, LongDay, read_duties
from journeys.test_duties_iku import assessment
from journeys.test_duties_vpr import year

from vpr_print.cli.main import main

PARAGRAPHS = [
    *("1", "2", "3.1", "3.2", "4.1", "4.2", "4.3"),
    *(f"5.{n}" for n in range(1, 10)),
    *(f"6.{n}" for n in range(1, 14)),
    *(f"6.13.{n}" for n in range(1, 6)),
    *("7", "8", "9.1", "9.2", "9.3"),
]
"""Of annex 4 to the order of VPR; what has paragraphs below it stands for them."""
SERVED = ("6.13", *(f"6.13.{n}" for n in range(1, 6)), "7", "9.1")
"""What a program can serve."""
TABLES = [(VPR, year), (IKU, assessment)]
ROWS = [pytest.param(row, id=row.paragraph) for procedure, _ in TABLES for row in read_duties(procedure)]


def test_every_paragraph_has_its_row() -> None:
    told = [one for row in read_duties(VPR) for one in row.paragraphs]
    assert sorted(one for one in told if "," not in one) == sorted(PARAGRAPHS)
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(("procedure", "day"), TABLES, ids=("vpr", "iku"))
def test_what_is_served_is_a_step_of_the_long_day_and_nothing_else_is(procedure: str, day: LongDay[object]) -> None:
    served = {one for row in read_duties(procedure) for one in row.paragraphs if row.is_served}
    assert day.paragraphs == served
    assert procedure == IKU or served.issuperset(SERVED)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_commands_that_there_are_or_says_why_none(row: Duty) -> None:
    if not row.is_served:
        assert row.commands == ()
        assert len(row.served_by.partition(":")[2]) > 5, "a reason"
        return
    assert row.commands
    for line in row.commands:
        command, rest = command_of(line.split())
        options = {name: param for param in command.params for name in param.opts}
        while rest:
            word = rest.pop(0)
            if not word.startswith("--"):
                assert any(isinstance(param, click.Argument) for param in command.params), line
                continue
            kind = options[word].type
            if isinstance(kind, click.Choice) and rest:
                assert rest.pop(0) in kind.choices, line
            elif rest and not rest[0].startswith("--") and not getattr(options[word], "is_flag", False):
                rest.pop(0)


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words begin with, and the other words."""
    command: click.Command = main
    while words and isinstance(command, click.Group):
        command, words = command.commands[words[0]], words[1:]
    return command, words
