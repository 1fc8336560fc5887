"""How a sandboxed process comes to life and ends, seen from the process that starts it.

A fresh interpreter takes a quarter of a second to load what reads a PDF. Linux knows a shorter way: a process that
has loaded everything, and never sees a file, forks a new one for each call.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol

from vpr_print.sandbox.child import DIED, END, FLAG, FORK, FORKED, FORKS
from vpr_print.sandbox.confinement import CREATION_FLAGS, kill_all

_PATIENCE = 5
"""Seconds that the process which forks has for its own end."""


class Process(Protocol):
    """A process with a way to it and a way back."""

    to: IO[bytes]
    back: IO[bytes]
    pid: int

    def kill(self) -> int:
        """The exit code, once nothing of the process is left. May be asked twice."""


class FreshProcess:
    """A new interpreter, which loads ``modules`` before it is ready."""

    def __init__(self, megabytes: int, modules: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            _command(str(megabytes), *modules),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=CREATION_FLAGS,
        )
        assert self._process.stdin and self._process.stdout
        self.to: IO[bytes] = self._process.stdin
        self.back: IO[bytes] = self._process.stdout
        self.pid = self._process.pid

    def kill(self) -> int:
        if self._process.returncode is None:  # the number is not used again before the wait
            kill_all(self.pid)
        return self._process.wait()


class ForkedProcess:
    """A fork of the zygote; talks over a socket that no other process has."""

    def __init__(self, zygote: Zygote, way: socket.socket, pid: int) -> None:
        self._zygote = zygote
        self._code: int | None = None
        self.to: IO[bytes] = way.makefile("wb")
        self.back: IO[bytes] = way.makefile("rb")
        self.pid = pid

    def kill(self) -> int:
        if self._code is None:
            try:
                self._code = self._zygote.end(self.pid)
            except ZygoteDied:  # then its forks have died with it
                self._code = -signal.SIGKILL
        return self._code


class ZygoteDied(Exception):
    """The process that forks has gone; a fresh process takes the place of its forks."""


class Zygote:
    """A process that has loaded ``modules`` and forks. Threads may share it."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._way, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                _command(FORKS, str(theirs.fileno()), *modules),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=(theirs.fileno(),),
            )

    def fork(self, megabytes: int, module: str) -> ForkedProcess:
        """A process for one call of a function in ``module``. Raises ``ZygoteDied``."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            here = os.open(".", os.O_RDONLY)
            try:
                pid = self._ask(FORKED, FORK % (megabytes, module.encode()), (theirs.fileno(), here))
            finally:
                os.close(here)
            return ForkedProcess(self, ours, pid)

    def end(self, pid: int) -> int:
        """The exit code of a fork, killed with everything that it started. Raises ``ZygoteDied``."""
        return self._ask(DIED, END % pid)

    def close(self) -> None:
        """End the process with all its forks."""
        with self._lock, contextlib.suppress(OSError):  # a worker that was forked off meanwhile may hold the socket
            self._way.shutdown(socket.SHUT_RDWR)
        self._way.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            kill_all(self._process.pid)
            self._process.wait()

    def _ask(self, reply: bytes, request: bytes, handles: Sequence[int] = ()) -> int:
        with self._lock:
            try:
                socket.send_fds(self._way, [request], handles)
                answer = self._way.recv(64)
            except OSError:
                raise ZygoteDied from None
        if not answer.startswith(reply):
            raise ZygoteDied
        return int(answer.removeprefix(reply))


def _command(*asked: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG, *asked]
    # Isolated (-I): neither the current folder nor the environment chooses what is imported
    start = f"import sys; sys.path[:] = {_search_path()!a}; from vpr_print.sandbox.child import serve_as_asked"
    return [sys.executable, "-I", "-c", f"{start}; serve_as_asked({list(asked)!a})"]


def _search_path() -> list[str]:
    """Where this process imports from, without relative places; first of all this very package."""
    here: list[str] = []
    with contextlib.suppress(OSError):  # the current folder may be gone
        here.append(str(Path.cwd()))
    ours = str(Path(__file__).resolve().parents[2])
    given = [ours, *(folder for entry in sys.path for folder in ([entry] if entry else here))]
    return list(dict.fromkeys(os.fspath(folder) for folder in given))
