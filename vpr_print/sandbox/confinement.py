"""How a process binds itself, and how it is watched and killed from outside: all that differs by system."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil
from pathlib import Path

WALL = 3
"""By the clock on the wall a call may take so many times its time: other programs want the processor too."""
# struct rusage_info_v2 of <sys/resource.h>: 16 bytes of UUID and seven numbers stand before ri_phys_footprint
_RUSAGE_INFO_V2, _FOOTPRINT, _RUSAGE_SIZE = 2, 72, 512
_SPARE_SECONDS = 5
"""The process ends itself this long after that, should nobody be left to kill it."""

if sys.platform == "win32":
    from ctypes import wintypes

    _JOB_MEMORY, _KILL_ON_CLOSE, _DIE_ON_EXCEPTION = 0x200, 0x2000, 0x400
    _EXTENDED_LIMIT_INFORMATION = 9
    _NO_CRASH_DIALOGS = 0x0001 | 0x0002 | 0x8000

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def confine(megabytes: int) -> object:
        """Put this process into a job with limited memory; the job dies with it, and its children with the job.

        The caller keeps the returned handle. The process binds itself, since the starter of a virtual environment
        is a process between it and its parent.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetErrorMode(_NO_CRASH_DIALOGS)
        job = kernel.CreateJobObjectW(None, None)
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _JOB_MEMORY | _KILL_ON_CLOSE | _DIE_ON_EXCEPTION
        limits.JobMemoryLimit = megabytes << 20  # of the process and its children together
        done = kernel.SetInformationJobObject(
            job, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)
        ) and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
        return job

    def die_with_parent() -> None:
        """Nothing: no process is forked."""

    def keep_memory() -> None:
        """Nothing: this is a trait of glibc's."""

    def start_clock(seconds: float) -> None:
        """Nothing: the job has no wall clock, the parent's is enough."""

    def stop_clock() -> None:
        """Nothing."""

    def kill_all(pid: int) -> None:
        """Kill the process; its job takes the children along."""
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)

    CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    OVERTIME_CODES: tuple[int, ...] = ()

else:
    import resource

    _PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
    _TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt(3)
    _LARGEST_KEPT, _MOST_KEPT = 32 << 20, 128 << 20

    def confine(megabytes: int) -> object:
        """Limit the memory of this process (where the system does it) and its core dumps."""
        if sys.platform != "darwin":  # there the kernel does not hold RLIMIT_AS: the parent watches
            _lower(resource.RLIMIT_AS, megabytes << 20)
        # Linux hands a core to a program such as apport even at 0, but not at 1 (core(5))
        _lower(resource.RLIMIT_CORE, 1 if sys.platform == "linux" else 0)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return None

    def die_with_parent() -> None:
        """End this process when the thread that forked it ends (Linux alone forks)."""
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)

    def keep_memory() -> None:
        """Give nothing back to the system that is soon wanted again: one picture follows the other, and to clear fresh
        memory takes as long as to work on it."""
        if sys.platform == "linux":
            with contextlib.suppress(AttributeError):  # not glibc
                mallopt = ctypes.CDLL(None).mallopt
                mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT)
                mallopt(_TRIM_THRESHOLD, _MOST_KEPT)

    def start_clock(seconds: float) -> None:
        """End this process by itself when it has used the processor so long, or some time after its parent should."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (ceil(usage.ru_utime + usage.ru_stime + seconds), hard))
        signal.setitimer(signal.ITIMER_REAL, WALL * seconds + _SPARE_SECONDS)

    def stop_clock() -> None:
        """Leave the process alone between two calls."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def kill_all(pid: int) -> None:
        """Kill the process, its session and its descendants in other sessions. It must not have been waited for."""
        found = _descendants(pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        for each in (pid, *found):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(each, signal.SIGKILL)

    def _lower(which: int, value: int) -> None:
        _, hard = resource.getrlimit(which)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))

    def _descendants(pid: int) -> tuple[int, ...]:
        """Processes below this one, as far as their parents are still alive."""
        children: Callable[[int], Iterable[int]]
        children = _children if Path(f"/proc/{pid}/task/{pid}/children").exists() else _scanned_children()
        found = [pid]
        for known in found:
            found += (child for child in children(known) if child not in found)
        return tuple(found[1:])

    def _children(pid: int) -> Iterator[int]:
        """As Linux tells them, where it was built to."""
        for thread in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                yield from map(int, thread.read_text("ascii").split())

    def _scanned_children() -> Callable[[int], Sequence[int]]:
        """As all processes of the system tell their parents."""
        children: dict[int, list[int]] = {}
        for child, parent in _parents():
            children.setdefault(parent, []).append(child)
        return lambda pid: children.get(pid, ())

    def _parents() -> list[tuple[int, int]]:
        pairs = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                # pid (name) state ppid …; the name may hold spaces and brackets
                pairs.append((int(stat.parent.name), int(stat.read_text("latin-1").rpartition(")")[2].split()[1])))
        if not pairs:
            with contextlib.suppress(OSError, subprocess.SubprocessError):
                lines = subprocess.run(
                    ["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, timeout=5, check=True
                ).stdout
                pairs = [(int(a), int(b)) for a, b in (line.split() for line in lines.splitlines())]
        return pairs

    CREATION_FLAGS = 0
    OVERTIME_CODES = (-signal.SIGXCPU, -signal.SIGALRM)


def memory_watched() -> bool:
    """Whether the parent has to look after the memory of the process."""
    return sys.platform == "darwin"


def occupied_megabytes(pid: int) -> float:
    """Memory that the process of macOS occupies now, what the system has compressed included; 0 when nobody says.

    ``ps`` is asked where ``libproc`` does not answer; it takes milliseconds and leaves out what is compressed.
    """
    told = ctypes.create_string_buffer(_RUSAGE_SIZE)
    with contextlib.suppress(OSError, AttributeError):
        if not ctypes.CDLL("/usr/lib/libproc.dylib").proc_pid_rusage(pid, _RUSAGE_INFO_V2, told):
            return int.from_bytes(told.raw[_FOOTPRINT : _FOOTPRINT + 8], sys.byteorder) / (1 << 20)
    try:
        said = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, timeout=5, check=True)
        return int(said.stdout) / 1024
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0.0
