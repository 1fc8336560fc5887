"""Calls into a sandboxed process, seen from the process that makes them."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar, TypeVarTuple

from vpr_print.errors import VprPrintError
from vpr_print.sandbox import wire
from vpr_print.sandbox.child import FLAG, LENGTH, READY
from vpr_print.sandbox.confinement import CREATION_FLAGS, OVERTIME_CODES, kill_all, memory_watched, resident_megabytes
from vpr_print.sandbox.failures import BadReply, Crashed, Failed, Limits, OutOfMemory, SandboxError, SandboxTimeout

T = TypeVar("T")
A = TypeVarTuple("A")

START_SECONDS = 60
"""A school's PC with a virus scanner needs long to start an interpreter; this is not the file's fault."""
_WATCH_SECONDS = 0.2
_LIMITS = Limits()


def call(function: Callable[[*A], T], /, *args: *A, limits: Limits = _LIMITS) -> T:
    """What the top-level function returns, run in a fresh process within ``limits``.

    Arguments are pickled; the result may be made of what ``wire`` names. Raises the ``VprPrintError`` that the
    function raised, ``Failed`` for any other exception of it, ``SandboxTimeout``, ``OutOfMemory``, ``Crashed``,
    ``BadReply``.
    """
    with Sandbox(limits) as sandbox:
        return sandbox.call(function, *args)


class Sandbox:
    """One process that serves many calls; after a failure another takes its place. Threads may share it.

    Memory counts for all calls together, so a call that fails for lack of it, or crashes, in a process that has
    served before is tried once more in a fresh one. A file that takes the process over could falsify the answers
    about the files after it; use ``call`` where that matters.
    """

    def __init__(self, limits: Limits = _LIMITS) -> None:
        self._limits = limits
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def call(self, function: Callable[[*A], T], /, *args: *A) -> T:
        """As the function ``call``."""
        if getattr(function, "__module__", None) == "__main__":
            raise ValueError("a sandboxed function must be importable, and __main__ is not")
        request = pickle.dumps((function, args))
        with self._lock:
            used = self._child is not None
            try:
                reply = self._exchange(request)
            except (OutOfMemory, Crashed):
                if not used:
                    raise
                reply = self._exchange(request)
        result: T = _outcome(reply)
        return result

    def close(self) -> None:
        """End the process. The next call would start another."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _exchange(self, request: bytes) -> tuple[object, ...]:
        try:
            if self._child is None:
                self._child = _Child(self._limits)
                self._child.wait_ready()
            reply = self._child.ask(request)
            if reply[0] == "memory":
                raise OutOfMemory(self._limits.megabytes)
        except BaseException:
            self._end()
            raise
        return reply

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


class _Child:
    """One sandboxed process and the two pipes to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process = subprocess.Popen(
            _command(limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=CREATION_FLAGS,
        )
        assert self._process.stdin and self._process.stdout
        self._to: IO[bytes] = self._process.stdin
        self._back: IO[bytes] = self._process.stdout
        self._worker: threading.Thread | None = None

    def wait_ready(self) -> None:
        """Raises ``Crashed`` when the process does not even start."""
        if self._timed(lambda: self._back.read(len(READY)), START_SECONDS) != READY:
            raise self._cause_of_death()

    def ask(self, request: bytes) -> tuple[object, ...]:
        """The outcome of one request."""
        framed = pickle.dumps((self._limits.seconds, request))
        answer = self._timed(lambda: self._talk(LENGTH.pack(len(framed)) + framed), self._limits.seconds)
        if answer is None:
            raise self._cause_of_death()
        value = wire.decode(*answer)
        if not isinstance(value, tuple) or not value:
            raise BadReply("not an outcome")
        return value

    def end(self) -> None:
        """Kill the process with its children and let go of the pipes."""
        self._kill()
        if self._worker is not None:
            self._worker.join(1)
            if self._worker.is_alive():  # something that has escaped holds the other end: leave the pipe to it
                return
        for pipe in (self._to, self._back):
            with contextlib.suppress(OSError):
                pipe.close()

    def _kill(self) -> int:
        """The exit code, once nothing of the process is left. Its number is not used again after the wait."""
        if self._process.returncode is None:
            kill_all(self._process)
        return self._process.wait()

    def _talk(self, framed: bytes) -> tuple[bytes, bytes] | None:
        """The two parts of the answer; None when the process ended before it was whole."""
        try:
            self._to.write(framed)
            self._to.flush()
        except OSError:
            return None
        header = self._back.read(wire.HEADER.size)
        if len(header) < wire.HEADER.size:
            return None
        parts = [self._back.read(size) for size in wire.sizes(header, self._limits.result_megabytes << 20)]
        if [len(part) for part in parts] != list(wire.HEADER.unpack(header)):
            return None
        return parts[0], parts[1]

    def _timed(self, work: Callable[[], T], seconds: float) -> T:
        """What ``work`` returns, in a thread of its own: pipes of Windows know no time limit."""
        answers: queue.SimpleQueue[tuple[T | None, BadReply | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                answers.put((work(), None))
            except BadReply as error:
                answers.put((None, error))

        self._worker = threading.Thread(target=run, name="vpr-print-sandbox", daemon=True)
        self._worker.start()
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            try:
                answer, error = answers.get(timeout=max(0.0, min(left, _WATCH_SECONDS) if memory_watched() else left))
            except queue.Empty:
                if left <= 0 or not memory_watched():
                    raise SandboxTimeout(seconds) from None
                if resident_megabytes(self._process.pid) > self._limits.megabytes:
                    raise OutOfMemory(self._limits.megabytes) from None
            else:
                if error is not None:
                    raise error
                return answer  # type: ignore[return-value]  # without an error there is an answer

    def _cause_of_death(self) -> SandboxError:
        code = self._kill()
        return SandboxTimeout(self._limits.seconds) if code in OVERTIME_CODES else Crashed(code)


def _outcome(reply: tuple[object, ...]) -> Any:
    match reply:
        case ("result", value):
            return value
        case ("error", VprPrintError() as error, str(), str()):
            raise error
        case ("failed", str(type_name), str(text)):
            raise Failed(type_name, text)
        case _:
            raise BadReply("not an outcome")


def _command(limits: Limits) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG, str(limits.megabytes)]
    # Isolated (-I): neither the current folder nor the environment chooses what is imported
    start = f"import sys; sys.path[:] = {_search_path()!a}; from vpr_print.sandbox.child import serve"
    return [sys.executable, "-I", "-c", f"{start}; serve({limits.megabytes:d})"]


def _search_path() -> list[str]:
    """Where this process imports from, without relative places; first of all this very package."""
    here: list[str] = []
    with contextlib.suppress(OSError):  # the current folder may be gone
        here.append(str(Path.cwd()))
    ours = str(Path(__file__).resolve().parents[2])
    given = [ours, *(folder for entry in sys.path for folder in ([entry] if entry else here))]
    return list(dict.fromkeys(os.fspath(folder) for folder in given))
