"""The sandboxed process: takes requests from its standard input, answers on what was its standard output.

It trusts its requests (they are pickles from our process) and is not trusted with its answers. The zygote is its
relative that never reads a request: it loads modules and forks a sandboxed process for each call.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import select
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO

from vpr_print.errors import VprPrintError
from vpr_print.sandbox import wire
from vpr_print.sandbox.confinement import confine, die_with_parent, keep_memory, kill_all, start_clock, stop_clock

FLAG = "--vpr-print-sandbox"
FORKS = "forks"
READY = b"R"
LENGTH = struct.Struct(">Q")
FORK, END = b"fork %d %b", b"end %d"
FORKED, DIED = b"forked ", b"died "
"""What the zygote is asked, and the beginnings of its answers."""
_TEXT = 2000
"""Letters of a foreign exception's text that are handed on."""


def serve_if_asked() -> None:
    """Nothing, or the life of a sandboxed process: call it first in a program that is frozen into one file.

    Such a program has no interpreter to start; the sandbox starts the program itself with a flag.
    """
    if len(sys.argv) > 2 and sys.argv[1] == FLAG:
        serve_as_asked(sys.argv[2:])


def serve_as_asked(asked: Sequence[str]) -> None:
    """The life of a process that was started with these words."""
    match asked:
        case [way, handle, *modules] if way == FORKS:
            _serve_forks(socket.socket(fileno=int(handle)), modules)
        case [megabytes, *modules]:
            requests, replies = os.fdopen(os.dup(0), "rb"), os.dup(1)
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            for module in modules:
                _load(module)
            _serve(requests, replies, int(megabytes))


def _serve(requests: BinaryIO, replies: int, megabytes: int) -> None:
    """Answer requests until there are no more, then end the process."""
    keep = confine(megabytes)
    keep_memory()
    _write(replies, READY)
    while header := requests.read(LENGTH.size):
        _write(replies, _answer(requests, *LENGTH.unpack(header)))
    del keep
    os._exit(0)


def _serve_forks(way: socket.socket, modules: list[str]) -> None:
    """Fork a process for each call, end it when told; between calls load the modules that are left."""
    children: set[int] = set()
    while True:
        if modules and not select.select([way], [], [], 0)[0]:
            _load(modules.pop(0))
            continue
        request, handles, _, _ = socket.recv_fds(way, 1024, 2)
        match request.split():
            case [b"fork", megabytes, module]:
                _load(module.decode())
                gc.freeze()  # what is not counted anew is not copied either
                if not (pid := os.fork()):
                    way.close()
                    _serve_one(handles[0], handles[1], int(megabytes))
                children.add(pid)
                way.send(FORKED + b"%d" % pid)
            case [b"end", word] if (pid := int(word)) in children:
                children.remove(pid)
                kill_all(pid)
                way.send(DIED + b"%d" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            case _:  # nobody is left to ask
                for pid in children:
                    kill_all(pid)
                os._exit(0)
        for handle in handles:
            os.close(handle)


def _serve_one(way: int, here: int, megabytes: int) -> None:
    """The life of a forked process."""
    die_with_parent()
    os.setsid()
    os.fchdir(here)
    os.close(here)
    _serve(os.fdopen(os.dup(way), "rb"), way, megabytes)


def _load(module: str) -> None:
    """Import a module of ours; what is wrong with it the call will say."""
    with contextlib.suppress(Exception):
        importlib.import_module(module)


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
