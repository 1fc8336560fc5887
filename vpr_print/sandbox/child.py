"""The sandboxed process: takes requests from its standard input, answers on what was its standard output.

It trusts its requests (they are pickles from our process) and is not trusted with its answers.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import Any, BinaryIO

from vpr_print.errors import VprPrintError
from vpr_print.sandbox import wire
from vpr_print.sandbox.confinement import confine, start_clock, stop_clock

FLAG = "--vpr-print-sandbox"
READY = b"R"
LENGTH = struct.Struct(">Q")
_TEXT = 2000
"""Letters of a foreign exception's text that are handed on."""


def serve_if_asked() -> None:
    """Nothing, or the life of a sandboxed process: call it first in a program that is frozen into one file.

    Such a program has no interpreter to start; the sandbox starts the program itself with a flag.
    """
    if len(sys.argv) == 3 and sys.argv[1] == FLAG:
        serve(int(sys.argv[2]))


def serve(megabytes: int) -> None:
    """Answer requests until there are no more, then end the process."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.dup(1)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    keep = confine(megabytes)
    _write(replies, READY)
    while header := requests.read(LENGTH.size):
        _write(replies, _answer(requests, *LENGTH.unpack(header)))
    del keep
    os._exit(0)


def _answer(requests: BinaryIO, length: int) -> bytes:
    """What became of one call, as a frame. The top of this process: everything is caught here."""
    try:
        try:
            seconds, request = pickle.loads(requests.read(length))
            start_clock(seconds)
            function, args = pickle.loads(request)
            return wire.encode(("result", function(*args)))
        except VprPrintError as error:
            return _told(error)
        finally:
            stop_clock()
    except MemoryError:
        pass
    except BaseException as error:
        return _failed(error)
    return wire.encode(("memory",))


def _told(error: VprPrintError) -> bytes:
    try:
        return wire.encode(("error", error, *_words(error)))
    except TypeError:
        return _failed(error)


def _failed(error: BaseException) -> bytes:
    return wire.encode(("failed", *_words(error)))


def _words(error: BaseException) -> tuple[str, str]:
    try:
        text = str(error)
    except BaseException as worse:  # a foreign class may fail even here
        text = type(worse).__name__
    return type(error).__name__, text[:_TEXT]


def _write(replies: int, frame: bytes) -> None:
    view: Any = memoryview(frame)
    while view:
        view = view[os.write(replies, view) :]
