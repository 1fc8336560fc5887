"""What the tests have done inside a sandbox: it has to stand in a module that the sandboxed process can import."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

from vpr_print.errors import Flaws
from vpr_print.intake.archive_errors import EmptyArchiveError, WrongPasswordError
from vpr_print.model.seating import FullName


def echo(*values: object) -> object:
    return values


def pid() -> int:
    return os.getpid()


def parent() -> int:
    return os.getppid()


def imported_at() -> int:
    return _IMPORTED_AT


_IMPORTED_AT = time.monotonic_ns()


def where() -> str:
    return str(Path.cwd())


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    sum(1 for _ in iter(int, 1))


def compute_in_one_operation() -> int:
    """Native code that does not look at what the interpreter wants."""
    return len(hashlib.pbkdf2_hmac("sha256", b"", b"", 10**9))


def stop_yourself() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def leave_children(note: str) -> None:
    """Two children, one of them in a session of its own, then hang."""
    own = subprocess.Popen(["sleep", "100"])
    other = subprocess.Popen(["sleep", "100"], start_new_session=True)
    Path(note).write_text(f"{own.pid} {other.pid}")
    time.sleep(100)


def swell(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def leak(megabytes: int) -> int:
    """Keep memory after the call."""
    _kept.append(bytearray(megabytes << 20))
    return len(_kept)


_kept: list[bytearray] = []


def die(code: int) -> None:
    os._exit(code)


def leave() -> None:
    sys.exit(5)


def segfault() -> None:
    ctypes.string_at(0)


def abort() -> None:
    os.abort()


def core_limit() -> int:
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0]


def make_noise() -> str:
    os.write(1, b"noise on 1\n")
    os.write(2, b"noise on 2\n")
    print("print")
    subprocess.run(["echo", "noise of a child"], check=True)
    print("print", file=sys.stderr, flush=True)
    return sys.stdin.read()


def refuse() -> None:
    raise WrongPasswordError("архив.zip")


def refuse_twice() -> None:
    raise Flaws((WrongPasswordError("а.zip"), EmptyArchiveError("б.zip")))


def fail() -> None:
    raise ZeroDivisionError("на ноль")


class Wordless(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def fail_without_words() -> None:
    raise Wordless


def name() -> FullName:
    return FullName("Иванов Иван")


def a_function() -> object:
    return echo


def large(megabytes: int) -> bytes:
    return bytes(megabytes << 20)


def answer_with(raw: bytes) -> None:
    """What a hostile file would do after it took the process over: write into the pipe to the parent."""
    for number in range(3, 40):
        try:
            mode = fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE
        except OSError:
            continue
        if mode in (os.O_WRONLY, os.O_RDWR) and not os.isatty(number):
            os.write(number, raw)
    time.sleep(100)


def frame(tree: object, rest: bytes = b"") -> bytes:
    text = json.dumps(tree).encode()
    return struct.pack(">IQ", len(text), len(rest)) + text + rest
