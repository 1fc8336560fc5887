"""Promises of the sandbox: limits hold, nothing survives, an answer is only data."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sandbox_actions as actions
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.errors import ExitCode, Flaws
from vpr_print.intake.archive_errors import WrongPasswordError
from vpr_print.model.geometry import Rect, Sides
from vpr_print.model.seating import FullName
from vpr_print.model.work import PageSpan, Variant
from vpr_print.sandbox import (
    BadReply,
    Crashed,
    Failed,
    Limits,
    OutOfMemory,
    SandboxTimeout,
    call,
    prepared,
    wire,
)

ROOT = Path(__file__).resolve().parents[1]
SHORT = Limits(seconds=0.5)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the actions use POSIX calls")


@pytest.fixture(params=["fresh", "prepared"], autouse=True)
def start(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every promise holds for a process that is started anew and for one that is forked."""
    with prepared() if request.param == "prepared" else contextlib.nullcontext():
        yield


VALUES = (
    None,
    True,
    -1,
    1.5,
    "ё\ud800",
    b"\x00\xff",
    [1, [2]],
    (1, (2,)),
    {"а": {1: ()}},
    {1, 2},
    frozenset({"х"}),
    datetime.date(2026, 4, 21),
    Path("папка/файл"),
    Sides.TWO,
    ExitCode.LOOK,
    Rect(1, 2.5, 3, 4),
    Variant(1, (PageSpan("в.pdf", "00", (0, 1)),)),
    FullName("Иванов Иван"),
)


def test_values_come_back_as_they_went() -> None:
    back = call(actions.echo, *VALUES)
    assert back == VALUES
    assert [type(value) for value in back] == [type(value) for value in VALUES]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "hang", [(actions.sleep, 100), (actions.spin,), (actions.compute_in_one_operation,), (actions.stop_yourself,)]
)
def test_a_call_ends_when_its_time_is_over(hang: tuple) -> None:
    started = time.monotonic()
    with pytest.raises(SandboxTimeout):
        call(*hang, limits=SHORT)
    assert time.monotonic() - started < 5


def test_children_die_with_the_call(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    with pytest.raises(SandboxTimeout):
        call(actions.leave_children, str(note), limits=Limits(seconds=1.5))
    pids = [int(word) for word in note.read_text().split()]
    deadline = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(pids) == 2
    assert not any(map(alive, pids))


def test_memory_is_limited() -> None:
    with pytest.raises(OutOfMemory):
        call(actions.swell, 1000, limits=Limits(megabytes=256))
    assert call(actions.swell, 100, limits=Limits(megabytes=256)) == 100 << 20


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ((actions.die, 3), 3),
        ((actions.die, 0), 0),
        ((actions.segfault,), -signal.SIGSEGV),
        ((actions.abort,), -signal.SIGABRT),
    ],
)
def test_a_crash_says_how(action: tuple, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Crashed) as caught:
        call(*action)
    assert caught.value.code == code
    assert not list(tmp_path.iterdir())


def test_no_core_is_kept_even_where_a_program_collects_them() -> None:
    assert call(actions.core_limit) == (1 if sys.platform == "linux" else 0)


def test_our_errors_arrive_as_themselves() -> None:
    with pytest.raises(WrongPasswordError) as caught:
        call(actions.refuse)
    assert caught.value.file == "архив.zip"
    with pytest.raises(Flaws) as both:
        call(actions.refuse_twice)
    assert [type(flaw).__name__ for flaw in both.value.flaws] == ["WrongPasswordError", "EmptyArchiveError"]


def test_our_errors_arrive_even_when_the_caller_does_not_know_them(tmp_path: Path) -> None:
    (tmp_path / "lazy.py").write_text(
        "def refuse():\n    from vpr_print.intake.archive_errors import EmptyArchiveError as E\n    raise E('а.zip')\n"
    )
    script = (
        "import lazy, vpr_print.errors as e; from vpr_print.sandbox import call\n"
        "try: call(lazy.refuse)\nexcept e.VprPrintError as error: print(type(error).__name__)"
    )
    path = f"{ROOT}{os.pathsep}{tmp_path}"
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("EmptyArchiveError\n", "")


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (actions.fail, ("ZeroDivisionError", "на ноль")),
        (actions.leave, ("SystemExit", "5")),
        (actions.fail_without_words, ("Wordless", "RuntimeError")),
        (actions.a_function, ("TypeError", "function may not leave the sandbox")),
    ],
)
def test_foreign_errors_arrive_as_words(action, told: tuple[str, str]) -> None:
    with pytest.raises(Failed) as caught:
        call(action)
    assert (caught.value.type_name, caught.value.text) == told


def test_a_large_answer_arrives_and_a_larger_one_is_refused() -> None:
    assert len(call(actions.large, 20)) == 20 << 20
    with pytest.raises(BadReply):
        call(actions.large, 20, limits=Limits(result_megabytes=10))


def test_noise_stays_away_from_the_terminal_and_from_the_answer() -> None:
    script = "import sandbox_actions as a; from vpr_print.sandbox import call; print(repr(call(a.make_noise)))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        input="typed by a person",
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("''\n", "")


# --- one process for each call -----------------------------------------------------------------------------------


def test_each_call_has_a_process_of_its_own_that_ends_with_it() -> None:
    pids = [call(actions.pid) for _ in range(3)]
    assert len({*pids, os.getpid()}) == 4
    assert not any(map(alive, pids))


def test_a_call_finds_nothing_of_the_calls_before() -> None:
    assert [call(actions.leak, 90, limits=Limits(megabytes=400)) for _ in range(4)] == [1, 1, 1, 1]


def test_threads_call_side_by_side() -> None:
    got: list[object] = []
    threads = [
        threading.Thread(target=lambda n=n: got.append(call(actions.echo, n, bytes([n]) * 200_000))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [(n, bytes([n]) * 200_000) for n in range(8)]


# --- where it is called from -------------------------------------------------------------------------------------


def test_a_current_folder_that_is_gone_does_not_matter(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; pathlib.Path('gone').mkdir(); os.chdir('gone'); os.rmdir('../gone')\n"
        "import sandbox_actions as a; from vpr_print.sandbox import call; print(call(a.echo, 1))"
    )
    path = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("(1,)\n", "")


def test_the_current_folder_is_that_of_the_caller_and_supplies_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("json", "pickle", "resource", "vpr_print"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert call(actions.where) == str(tmp_path)


def test_a_function_of_the_main_script_is_refused_at_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("from vpr_print.sandbox import call\ndef f(): return 1\ncall(f)\n")
    done = subprocess.run(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert "ValueError: a sandboxed function must be importable" in done.stderr


def test_a_frozen_program_starts_itself(tmp_path: Path) -> None:
    program = tmp_path / "program"
    script = tmp_path / "program.py"
    script.write_text(
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]\n"
        f"sys.frozen = True; sys.executable = {str(program)!r}\n"
        "from vpr_print.sandbox import call, serve_if_asked\nserve_if_asked()\n"
        "import sandbox_actions as a\nprint('main', call(a.echo, 1))\n"
    )
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
    program.chmod(0o755)
    done = subprocess.run([str(program)], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("main (1,)\n", "")


# --- an answer is only data --------------------------------------------------------------------------------------

HOSTILE_TREES = (
    ["c", "os", "system", "touch taken"],
    ["c", "subprocess", "Popen", "touch taken"],
    ["c", "vpr_print.sandbox.calls", "subprocess", 1],
    ["c", "vpr_print.sandbox.calls", "subprocess.Popen", "touch taken"],
    ["c", "vpr_print.sandbox.calls", "Path", "x"],
    ["c", "vpr_print.sandbox.calls", "Zygote", 1],
    ["c", "vpr_print.sandbox.calls", "call", 1],
    ["c", "vpr_print.sandbox.calls", "Limits", 1, 2, 3],
    ["e", "re", "RegexFlag", "I"],
    ["c", "vpr_print.cli.main", "run"],
    ["c", "vpr_print.nowhere", "X"],
    ["c", "vpr_print.model.geometry", "Size", 1],
    ["c", "vpr_print.model.geometry", "Size", 1, 2, 3],
    ["c", "vpr_print.model.geometry", "Sides", "one"],
    ["e", "vpr_print.model.geometry", "Size", "w"],
    ["e", "vpr_print.model.geometry", "Sides", "THREE"],
    ["c", "vpr_print.model.identifier", "Identifier", 1, "000000", -5, 0],
    ["b", 0, 1],
    ["b", -1, 1],
    ["d", 1],
    ["d", ["l"], 1],
    ["s", ["l"]],
    ["D", "завтра"],
    ["z"],
    [],
    {"a": 1},
)


@pytest.mark.parametrize("tree", HOSTILE_TREES)
def test_a_forged_answer_makes_nothing(tree: object) -> None:
    with pytest.raises(BadReply):
        wire.decode(json.dumps(tree).encode(), b"")


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b"1" * 10_000, pickle.dumps(1)])
def test_an_answer_that_is_none_is_refused(text: bytes) -> None:
    with pytest.raises(BadReply):
        wire.decode(text, b"")


class _Touch:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return Path(self.path).touch, ()


def test_a_process_taken_over_can_neither_run_nor_swell_its_parent(tmp_path: Path) -> None:
    mark = tmp_path / "taken"
    bad = pickle.dumps(_Touch(str(mark)))
    frames = (
        struct.pack(">IQ", len(bad), 0) + bad,
        struct.pack(">IQ", 2**32 - 1, 0),
        struct.pack(">IQ", 10, 2**64 - 1),
        actions.frame(["t", "result", ["c", "os", "system", f"touch {mark}"]]),
        actions.frame(["t", "error", "not an error", "", ""]),
        actions.frame(["t"]),
        actions.frame("result"),
        actions.frame(["t", "raise", 1]),
    )
    for raw in frames:
        with pytest.raises(BadReply):
            call(actions.answer_with, raw, limits=Limits(seconds=5))
    with pytest.raises(SandboxTimeout):
        call(actions.answer_with, b"\0\0", limits=SHORT)
    assert not mark.exists()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.dates()
HASHABLE = SCALARS | st.sampled_from(Sides) | st.builds(FullName, st.text())
TREES = st.recursive(
    HASHABLE | st.frozensets(HASHABLE),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(HASHABLE, inner)
        | st.builds(PageSpan, st.text(), st.text(), st.lists(inner).map(tuple))
    ),
    max_leaves=20,
)


@given(TREES)
def test_what_is_encoded_is_decoded(value: object) -> None:
    frame = wire.encode(value)
    text, rest = wire.sizes(frame[: wire.HEADER.size], 1 << 20)
    body = frame[wire.HEADER.size :]
    assert len(body) == text + rest
    assert wire.decode(body[:text], body[text:]) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from("ltsfdbDpec"),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=10,
)


@given(JSON, st.binary())
def test_any_json_is_a_value_or_a_bad_reply(tree: object, rest: bytes) -> None:
    with contextlib.suppress(BadReply):
        wire.decode(json.dumps(tree).encode(), rest)
