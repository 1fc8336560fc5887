"""The station of the hand scanner, or another command that reads keys, in a real terminal."""

from __future__ import annotations

import os
import pty
import select
import signal
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from journeys.evening import command, program_environment

START_S = 30.0
"""Longest wait for the program on a busy machine."""


class Terminal:
    """The station in a terminal of its own."""

    def __init__(
        self,
        school: Path,
        environment: Mapping[str, str] | None = None,
        mode: str = "pack",
        *more: str,
        program: Sequence[str] = (),
    ) -> None:
        self.shown = ""
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir(school)
            arguments = command(*(program or ("track", "station", "--mode", mode, *more)))
            os.execve(arguments[0], arguments, program_environment({"TERM": "xterm", **(environment or {})}))

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows keys by itself, as a shell expects it."""
        return bool(termios.tcgetattr(self._terminal)[3] & termios.ECHO)

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, text: str) -> str:
        """What was shown until the text appeared, and the text; the rest stays."""
        until = time.monotonic() + START_S
        while text not in self.shown:
            assert select.select([self._terminal], [], [], max(0.0, until - time.monotonic()))[0], self.shown
            self.shown += os.read(self._terminal, 4096).decode(errors="replace")
        seen, _, self.shown = self.shown.partition(text)
        return seen + text

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)

    def end(self) -> int:
        """The exit code; what is still shown is read to the end."""
        until = time.monotonic() + START_S
        try:
            while select.select([self._terminal], [], [], max(0.0, until - time.monotonic()))[0]:
                piece = os.read(self._terminal, 4096)
                self.shown += piece.decode(errors="replace")
            os.kill(self.pid, signal.SIGKILL)
        except OSError:  # the other side is closed
            pass
        assert self.echoes
        _, status = os.waitpid(self.pid, 0)
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)
