"""The station as a process: in a real terminal, through a pipe, and killed in the middle of a packet."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from journeys.evening import SITE, command, new_school, open_ledger, program_environment
from journeys.terminal import Terminal
from track.custody_school import Papers, build

from vpr_print.cli import main as cli
from vpr_print.model.packet import PaperKind

SETS = 6
HEADER = 4
"""Lines that a session begins with."""
_SEEN = re.compile(r"комплект (\d\d) вложен")


@dataclass
class Desk:
    """A school folder with one printed room, and the numbers of its papers."""

    school: Path
    papers: Papers

    def number(self, kind: PaperKind, ordinal: int = 1) -> str:
        return str(self.papers["101", kind, ordinal])

    @property
    def whole_packet(self) -> list[str]:
        sets = [self.number(PaperKind.SET, ordinal) for ordinal in range(1, SETS + 1)]
        rest = (PaperKind.CONDUCT_PROTOCOL, PaperKind.CODE_SHEET, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)
        return [self.number(PaperKind.DELIVERY), *sets, *map(self.number, rest), self.number(PaperKind.DELIVERY)]

    def pipe(self, *lines: str, options: Sequence[str] = (), end: str = "\n") -> tuple[int, str]:
        """Exit code and all that was written, with the lines on standard input; in this process."""
        text = io.TextIOWrapper(io.BytesIO("".join(line + end for line in lines).encode()), encoding="utf-8")
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(out):
            patch.setattr(sys, "argv", ["vpr-print", "track", "station", "--mode", "pack", *options])
            patch.setattr(sys, "stdin", text)
            patch.chdir(self.school)
            with pytest.raises(SystemExit) as stopped:
                cli.run()
        out.seek(0)
        assert isinstance(stopped.value.code, int)
        return stopped.value.code, out.read()

    def accepted(self) -> list[str]:
        """Numbers that the ledger says are accepted, in the order in which that was recorded."""
        with open_ledger(self.school) as ledger:
            assert ledger.verify_chain() is None
            return [event.number for event in ledger.events() if event.what == "accepted"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    school = new_school(tmp_path / "school")
    with open_ledger(school) as ledger:
        papers = build(ledger, rooms=1, sets=SETS)
        ledger.confirm_printed(papers.values(), who="техник")
    return Desk(school, papers)


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield


def test_a_terminal_takes_cr_lf_and_tab_shows_colour_rings_and_goes_on_after_a_kill(desk: Desk, colours: None) -> None:
    first, second, delivery = (desk.number(PaperKind.SET, 1), desk.number(PaperKind.SET, 2), desk.whole_packet[0])
    terminal = Terminal(desk.school)
    terminal.wait_for("› ")
    terminal.type(f"{delivery}\t")
    terminal.wait_for("0 из 6")
    terminal.type(f"{first}\r")
    assert "\x1b[32m" in terminal.wait_for("комплект 01 вложен")
    terminal.type(f"{second[:7]}")
    terminal.wait_for(second[:7])
    terminal.type(f"x\x7f{second[7:]}\r\n")
    terminal.wait_for("комплект 02 вложен")
    terminal.type("1640123000010044\n")
    terminal.wait_for("не номер бумаги")
    terminal.wait_for("\a")
    terminal.kill()
    assert desk.accepted() == [first, second]
    terminal = Terminal(desk.school, {"NO_COLOR": "1"})
    terminal.wait_for("› ")
    terminal.type(f"{delivery}\n")
    assert "2 из 6, не хватает: 03–06" in terminal.wait_for("коды")
    terminal.type(f"{second}\n")
    assert "\x1b[3" not in terminal.wait_for("комплект 02: уже вложен")
    terminal.type("rjytw\r")
    assert terminal.end() == 3
    assert "НЕ ЗАКРЫТО: каб. 101: доставочный пакет" in terminal.shown
    assert desk.accepted() == [first, second]


@pytest.mark.parametrize("keys", ["\x04", "\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_a_key_ends_the_session_and_the_terminal_is_as_it_was(desk: Desk, keys: str) -> None:
    terminal = Terminal(desk.school)
    terminal.wait_for("› ")
    assert not terminal.echoes
    terminal.type(keys)
    assert terminal.end() == 0
    assert "Traceback" not in terminal.shown


def test_the_terminal_is_given_back_also_when_the_ledger_is_gone(desk: Desk) -> None:
    terminal = Terminal(desk.school)
    terminal.wait_for("› ")
    os.truncate(desk.school / "ledger.sqlite", 0)
    terminal.type(f"{desk.number(PaperKind.SET)}\nконец\n")
    assert terminal.end() == 50
    assert "вложен" not in terminal.shown


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\t", "\t\r\n"])
def test_a_pipe_takes_every_line_end_and_shows_neither_colour_nor_bell(desk: Desk, end: str) -> None:
    code, shown = desk.pipe(*desk.whole_packet, end=end)
    assert code == 0, shown
    assert "доставочный пакет собран" in shown
    assert "комплектов 6 = вложено 6 + осталось 0" in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", shown)


def test_whatever_was_said_to_be_recorded_is_recorded_when_killed_at_any_moment(desk: Desk) -> None:
    """Three kills while the trigger is pulled: nothing lost, nothing doubled, the fourth time the packet is closed."""
    ordinals = {number: f"{at:02d}" for at, number in enumerate(desk.whole_packet[1 : SETS + 1], 1)}
    for lines in (2, 5, 8):
        running = subprocess.Popen(
            command("track", "station", "--mode", "pack"),
            cwd=desk.school,
            env=program_environment({"PYTHONUNBUFFERED": "1"}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert running.stdin and running.stdout
        running.stdin.write("\n".join([*desk.whole_packet[:-1], ""]).encode())
        running.stdin.flush()
        shown = b"".join(running.stdout.readline() for _ in range(HEADER + lines))
        running.kill()
        shown += running.stdout.read()
        running.wait()
        running.stdin.close()
        running.stdout.close()
        numbers = desk.accepted()
        assert numbers
        assert len(numbers) == len(set(numbers))
        assert set(_SEEN.findall(shown.decode(errors="replace"))) <= {ordinals.get(number) for number in numbers}
    _, told = desk.pipe(*desk.whole_packet)
    assert "доставочный пакет собран" in told
    assert sorted(desk.accepted()) == sorted(desk.whole_packet[1:-1])


def test_the_ledger_knows_who_scanned(desk: Desk) -> None:
    desk.pipe(desk.number(PaperKind.SET), options=("--who", "Иванова", "--room", "101"))
    with open_ledger(desk.school) as ledger:
        last = ledger.events()[-1]
    assert (last.what, last.who, last.site) == ("accepted", "Иванова", SITE)
    assert datetime.fromisoformat(last.at) <= datetime.now(UTC)


def test_a_room_that_is_not_there_is_said_before_the_first_scan(desk: Desk) -> None:
    code, told = desk.pipe(options=("--room", "999"))
    assert code == 2
    assert "999" in told
