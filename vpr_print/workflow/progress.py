"""How a journey tells what it is doing: a callback, so that the command line and a web page can share it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """Stages of a build, then those of a scan, in their order."""

    READ = "read"
    PREPARE = "prepare"
    NUMBER = "number"
    ROOMS = "rooms"
    FINISH = "finish"
    SCANS = "scans"
    SCALES = "scales"
    COMPARE = "compare"
    ORDER = "order"


Progress = Callable[[Step, int, int], None]
"""Called with the step, how many of its parts are done, and how many there are."""


def silent(step: Step, done: int, total: int) -> None:
    """Progress that nobody watches."""
