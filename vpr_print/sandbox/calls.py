"""Calls into a sandboxed process, seen from the process that makes them."""

from __future__ import annotations

import contextlib
import pickle
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, TypeVarTuple

from vpr_print.errors import VprPrintError
from vpr_print.sandbox import wire
from vpr_print.sandbox.child import LENGTH, READY
from vpr_print.sandbox.confinement import OVERTIME_CODES, WALL, memory_watched, occupied_megabytes
from vpr_print.sandbox.failures import BadReply, Crashed, Failed, Limits, OutOfMemory, SandboxError, SandboxTimeout
from vpr_print.sandbox.processes import FreshProcess, Process, Zygote, ZygoteDied

T = TypeVar("T")
A = TypeVarTuple("A")

START_SECONDS = 60
"""A school's PC with a virus scanner needs long to start an interpreter; this is not the file's fault."""
_WATCH_SECONDS = 0.05
_LIMITS = Limits()


def call(function: Callable[[*A], T], /, *args: *A, limits: Limits = _LIMITS) -> T:
    """What the top-level function returns, run within ``limits`` in a process that does nothing else.

    Arguments are pickled; the result may be made of what ``wire`` names. Raises the ``VprPrintError`` that the
    function raised, ``Failed`` for any other exception of it, ``SandboxTimeout``, ``OutOfMemory``, ``Crashed``,
    ``BadReply``.
    """
    module = getattr(function, "__module__", "__main__")
    if module == "__main__":
        raise ValueError("a sandboxed function must be importable, and __main__ is not")
    child = _Child(_process(limits.megabytes, module), limits)
    try:
        child.wait_ready()
        reply = child.ask(pickle.dumps((function, args)))
    finally:
        child.end()
    result: T = _outcome(reply, limits)
    return result


@contextlib.contextmanager
def prepared(*modules: str) -> Iterator[None]:
    """Inside, a call finds ``modules`` loaded before its time begins, and is as alone as ever.

    On Linux one process loads them and forks, so that a call starts in milliseconds; elsewhere each process loads those
    that stand in the same package as its function. Threads may share it; inside another one of its kind the outer one
    serves.
    """
    global _zygote, _modules, _users
    with _lock:
        if _users == 0:
            _modules = modules
            _zygote = Zygote(modules) if sys.platform == "linux" else None
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            ended = _zygote if _users == 0 else None
            if _users == 0:
                _zygote, _modules = None, ()
        if ended:
            ended.close()


_lock = threading.Lock()
_zygote: Zygote | None = None
_modules: tuple[str, ...] = ()
_users = 0


def _process(megabytes: int, module: str) -> Process:
    zygote = _zygote
    if zygote:
        with contextlib.suppress(ZygoteDied):
            return zygote.fork(megabytes, module)
    package = module.rpartition(".")[0]
    return FreshProcess(megabytes, [module, *(name for name in _modules if name.rpartition(".")[0] == package)])


class _Child:
    """One sandboxed process and the two ways to it."""

    def __init__(self, process: Process, limits: Limits) -> None:
        self._limits = limits
        self._process = process
        self._worker: threading.Thread | None = None

    def wait_ready(self) -> None:
        """Raises ``Crashed`` when the process does not even start."""
        if self._timed(lambda: self._process.back.read(len(READY)), START_SECONDS) != READY:
            raise self._cause_of_death()

    def ask(self, request: bytes) -> tuple[object, ...]:
        """The outcome of one request."""
        framed = pickle.dumps((self._limits.seconds, request))
        answer = self._timed(lambda: self._talk(LENGTH.pack(len(framed)) + framed), WALL * self._limits.seconds)
        if answer is None:
            raise self._cause_of_death()
        value = wire.decode(*answer)
        if not isinstance(value, tuple) or not value:
            raise BadReply("not an outcome")
        return value

    def end(self) -> None:
        """Kill the process with its children and let go of the pipes."""
        self._process.kill()
        if self._worker is not None:
            self._worker.join(1)
            if self._worker.is_alive():  # something that has escaped holds the other end: leave the pipe to it
                return
        for way in (self._process.to, self._process.back):
            with contextlib.suppress(OSError):
                way.close()

    def _talk(self, framed: bytes) -> tuple[bytes, bytes] | None:
        """The two parts of the answer; None when the process ended before it was whole."""
        back = self._process.back
        try:
            self._process.to.write(framed)
            self._process.to.flush()
            header = back.read(wire.HEADER.size)
            if len(header) < wire.HEADER.size:
                return None
            parts = [back.read(size) for size in wire.sizes(header, self._limits.result_megabytes << 20)]
        except OSError:  # a socket tells of a death so, a pipe by its end
            return None
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
                    raise SandboxTimeout(self._limits.seconds) from None
                if occupied_megabytes(self._process.pid) > self._limits.megabytes:
                    raise OutOfMemory(self._limits.megabytes) from None
            else:
                if error is not None:
                    raise error
                return answer  # type: ignore[return-value]  # without an error there is an answer

    def _cause_of_death(self) -> SandboxError:
        code = self._process.kill()
        return SandboxTimeout(self._limits.seconds) if code in OVERTIME_CODES else Crashed(code)


def _outcome(reply: tuple[object, ...], limits: Limits) -> Any:
    match reply:
        case ("result", value):
            return value
        case ("error", VprPrintError() as error, str(), str()):
            raise error
        case ("failed", str(type_name), str(text)):
            raise Failed(type_name, text)
        case ("memory",):
            raise OutOfMemory(limits.megabytes)
        case _:
            raise BadReply("not an outcome")
