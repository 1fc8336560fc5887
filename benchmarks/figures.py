"""How benchmarks measure and tell: processes of their own, peak memory, one line for each figure."""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *args, **kwargs).result()


def own_peak() -> float:
    """Peak memory of this process, MB; what Linux hands down from the process that started it left out."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figure(told: str, found: str, asked: str = "") -> None:
    """A line: what it is, the figure, what is asked of it."""
    say(f"{told:46s}{found:>18s}" + (f"   asked: {asked}" if asked else ""))


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
