"""Promises of the process that forks sandboxed ones: it saves time and changes nothing else."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
import sandbox_actions as actions

from vpr_print.sandbox import Crashed, call, calls, prepared

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")


@pytest.fixture(autouse=True)
def nothing_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a new process: the journeys keep one prepared for all of a session."""
    monkeypatch.setattr(calls, "_users", 0)
    monkeypatch.setattr(calls, "_zygote", None)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_modules_are_loaded_once_and_each_call_finds_them() -> None:
    with prepared("sandbox_actions"):
        assert call(actions.imported_at) == call(actions.imported_at)
    assert call(actions.imported_at) != call(actions.imported_at)


def test_a_module_that_fails_is_the_failure_of_its_call() -> None:
    with prepared("sandbox_actions.nowhere"):
        assert call(actions.echo, 1) == (1,)


def test_calls_go_on_when_the_process_that_forks_has_died() -> None:
    with prepared():
        parent = call(actions.parent)
        assert parent != os.getpid()
        os.kill(parent, signal.SIGKILL)
        assert call(actions.echo, 1) == (1,)


def crash() -> None:
    with pytest.raises(Crashed):
        call(actions.sleep, 100)


def test_nothing_is_left_of_a_prepared_process_and_its_calls() -> None:
    with prepared():
        parent = call(actions.parent)
        worker = threading.Thread(target=crash, daemon=True)
        worker.start()
        time.sleep(0.2)
        with prepared():
            assert call(actions.parent) == parent
        assert call(actions.parent) == parent
    worker.join(5)
    assert not worker.is_alive()
    assert not alive(parent)
