"""Limits of a sandboxed call and the ways in which it fails.

These are plain exceptions without Russian text: the caller knows which file was being opened, and turns them
into an error of that file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use."""

    seconds: float = 20
    """Of the processor where the system counts it; three times as much by the clock on the wall."""
    megabytes: int = 512
    """Memory of the process, the interpreter and its libraries included (address space on Linux)."""
    result_megabytes: int = 64
    """Size of the answer."""


class SandboxError(Exception):
    """Base of everything that goes wrong with the process rather than with the program."""


class SandboxTimeout(SandboxError):
    """The time was over; the process and its children were killed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class OutOfMemory(SandboxError):
    """The memory was used up. A native library may end as ``Crashed`` instead."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(megabytes)
        self.megabytes = megabytes


class Crashed(SandboxError):
    """The process ended without an answer: ``code`` is its exit code, negative for a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Failed(SandboxError):
    """The function raised an exception that is not ours: the name of its type and its text."""

    def __init__(self, type_name: str, text: str) -> None:
        super().__init__(type_name, text)
        self.type_name = type_name
        self.text = text


class BadReply(SandboxError):
    """The answer is too large or is not one that ``wire`` could have written."""
