"""An evening and the way to the scanning centre at the station, mode by mode in a real terminal.

In every mode a scan is taken back by a word in the wrong keyboard layout; in some the process is killed after a scan
that it said was recorded, and the next session goes on from there. On a server too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from journeys.evening import SITE
from journeys.terminal import Terminal
from track.custody_school import WORK, Papers, build, ticking_clock
from track.postgres import server

from vpr_print.model.packet import PaperKind
from vpr_print.settings.school import SchoolFolder
from vpr_print.workflow.school import make_school, open_ledger

SETS = 3
UNDO = "jnvtyf"
"""«отмена», typed with the keyboard in the other layout."""
ASKED, ASKED_ONE = ("?", "из 3"), ("?", "из 1")
BAG = "ЫИ1234567"
"""SB1234567, which the Russian layout turned into Cyrillic."""


@dataclass(frozen=True, slots=True)
class Table:
    """A printed room, its papers, and the terminal beside them."""

    school: SchoolFolder
    papers: Papers
    dispatch: str

    def number(self, kind: PaperKind, ordinal: int = 1) -> str:
        return str(self.papers["101", kind, ordinal])

    def session(self, mode: str, *lines: tuple[str, str], kill: bool = False) -> int:
        """Exit code; each line is typed when the answer to the one before has come, 0 when it is killed then."""
        terminal = Terminal(self.school.root, None, mode)
        terminal.wait_for("› ")
        for line, answer in lines:
            terminal.type(f"{line}\r")
            terminal.wait_for(answer)
            terminal.wait_for("› ")
        if kill:
            terminal.kill()
            return 0
        terminal.type("rjytw\r")
        return terminal.end()

    def states(self) -> dict[PaperKind, str]:
        with open_ledger(self.school, ticking_clock) as ledger:
            assert not ledger.verify().flaws
            return {thing.kind: thing.state.value for thing in ledger.things(WORK)}


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return new_table(tmp_path, None)


def new_table(tmp_path: Path, place: str | None) -> Table:
    school = make_school(
        tmp_path / "shkola", site=SITE, name="Школа", serials=None, after=None, clock=ticking_clock, ledger=place
    )
    with open_ledger(school, ticking_clock) as ledger:
        papers = build(ledger, rooms=1, sets=SETS)
        ledger.confirm_printed(papers.values(), who="техник")
        return Table(school, papers, str(ledger.new_dispatch_packet(WORK, who="к")))


def pack(table: Table) -> None:
    """The room's packet, in two sessions: the first is killed."""
    papers = (PaperKind.CONDUCT_PROTOCOL, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)
    delivery, codes = table.number(PaperKind.DELIVERY), table.number(PaperKind.CODE_SHEET)
    first, second, third = (table.number(PaperKind.SET, ordinal) for ordinal in (1, 2, 3))
    inside = [(delivery, "0 из 3"), (first, "01 вложен"), (UNDO, "отменено"), (first, "01 вложен")]
    table.session("pack", *inside, (second, "02 вложен"), kill=True)
    rest = [(table.number(kind), " вложен") for kind in papers]
    packing = [(delivery, "2 из 3, не хватает: 03"), (third, "03 вложен"), *rest, (codes, "коды вложены")]
    assert table.session("pack", *packing, (delivery, "доставочный пакет собран")) == 0


def test_every_mode_works_in_a_terminal_undoes_and_goes_on_after_a_kill(table: Table) -> None:
    delivery, used, unused = map(table.number, (PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED))
    first, second, third = (table.number(PaperKind.SET, ordinal) for ordinal in (1, 2, 3))
    pack(table)

    issuing = [(delivery, "выдан"), (UNDO, "отменено"), (delivery, "выдан"), ASKED_ONE, (delivery, "уже выдан")]
    assert table.session("issue", *issuing) == 0

    returning = [(used, "возвращён"), (UNDO, "отменено"), (used, "возвращён"), (unused, "возвращён")]
    assert table.session("return", *returning) == 0

    counting = [(used, "0 из 3"), (first, "01 использован"), (UNDO, "отменено"), (first, "01 использован")]
    table.session("count", *counting, kill=True)
    closing = [(used, "1 из 3"), (second, "02 использован"), (unused, "2 из 3"), (third, "03 не использован")]
    assert table.session("count", *closing, (unused, "2 пересчитан"), (used, "1 пересчитан")) == 0

    bagging = [(used, "в руках"), (UNDO, "отложен"), (used, "в руках"), (BAG, "SB1234567"), (used, "SB1234567")]
    assert table.session("bag", *bagging) == 0

    going = [(table.dispatch, "в центр"), (used, "вложен"), (UNDO, "отменено"), (used, "вложен"), (unused, "вложен")]
    table.session("dispatch", *going, kill=True)
    label = table.dispatch  # scanned again at once it would be taken for a double scan
    leaving = [(label, "каб. 101"), ASKED, (label, "собран"), ASKED, (label, "отправлен")]
    assert table.session("dispatch", *leaving) == 0

    assert table.session("receive", (label, "получен"), (UNDO, "отменено"), (label, "получен")) == 0
    assert table.states() == {
        PaperKind.SET: "unused",
        PaperKind.DELIVERY: "issued",
        PaperKind.RETURN_USED: "received",
        PaperKind.RETURN_UNUSED: "received",
        PaperKind.DISPATCH: "received",
    }


def test_on_a_server_nothing_is_lost_either(tmp_path: Path) -> None:
    with server() as running:
        table = new_table(tmp_path, running.empty_database())
        pack(table)
        assert table.states()[PaperKind.DELIVERY] == "packed"
