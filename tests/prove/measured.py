"""What a sandboxed call takes; imports nothing, so that the process is no larger than in the program."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any


def measured(notes: str, function: Callable[..., Any], *args: Any) -> Any:
    """What the function returns or raises, with a note of its name, seconds of processor and most megabytes."""
    try:
        return function(*args)
    finally:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        with Path(notes).open("a") as file:
            file.write(f"{function.__name__} {usage.ru_utime + usage.ru_stime:.2f} {usage.ru_maxrss / 1024:.0f}\n")
