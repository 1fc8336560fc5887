"""Long lists are read in a process of their own, which ends with everything that reading has taken.

A list is looked at as a whole before any of it is believed, and that takes twenty times the memory of what it says.
Few people on a short list do not matter; of ten thousand the process that goes on would never give it back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from vpr_print.intake.list_errors import ListTooLargeError
from vpr_print.intake.tables import StoredTables
from vpr_print.sandbox import BadReply, Crashed, Limits, OutOfMemory, SandboxTimeout, call

T = TypeVar("T")
A = TypeVarTuple("A")
LONG = 100_000
"""Bytes of a list as it is stored: some five hundred people."""
_LIMITS = Limits(seconds=120, megabytes=2048, result_megabytes=512)


def read_aside(function: Callable[[StoredTables, *A], T], stored: StoredTables, *args: *A) -> T:
    """What the function makes of the stored list. Raises what it raises, ``ListTooLargeError``."""
    try:
        return call(function, stored, *args, limits=_LIMITS)
    except (SandboxTimeout, OutOfMemory, Crashed, BadReply):
        told = "на чтение не хватает отведённой памяти или времени"
        raise ListTooLargeError(stored.role, stored.file, told) from None
