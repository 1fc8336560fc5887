"""Packets to the scanning centre: made, filled, labelled, listed, lost and found, also after a killed command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import builders as b
import pypdfium2
import pytest
from track.custody_school import SITE, WORK, Papers, build, hand_out, of_room, say, state, ticking_clock

from vpr_print.errors import VprPrintError
from vpr_print.model.identifier import Identifier, NumberKind, grouped
from vpr_print.model.packet import PaperKind
from vpr_print.output.custody_papers import ActsFolder
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.board import board
from vpr_print.track.custody_errors import ClosedPacketError, ImpossibleStepError, NoSuchStepError
from vpr_print.track.ledger import Ledger
from vpr_print.workflow import dispatching, drawing_up
from vpr_print.workflow.custody_errors import NothingToDispatchError, OneDispatchPacketError
from vpr_print.workflow.dispatching import Dispatched, make_dispatch
from vpr_print.workflow.drawing_up import Desk
from vpr_print.workflow.named import paper_number
from vpr_print.workflow.questions import find
from vpr_print.workflow.school import make_school, open_ledger

DESK = Desk(who="orlova", clock=ticking_clock, station="kab-zavucha")
RETURNS = (PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)


@dataclass(frozen=True, slots=True)
class Counted:
    """A school whose two rooms are back and counted: two sets used, one unused; room 102 lies in a bag."""

    school: SchoolFolder
    papers: Papers

    def ledger(self) -> Ledger:
        return open_ledger(self.school, ticking_clock)

    def of(self, *rooms: str) -> list[Identifier]:
        return [of_room(self.papers, kind, room)[0] for room in rooms for kind in RETURNS]

    def make(self, *items: str, empty: bool = False) -> Dispatched:
        return make_dispatch(self.school, items, None, DESK, empty=empty)

    @property
    def acts(self) -> list[str]:
        return sorted(path.name for path in (self.school.works / WORK / "acts").glob("*"))


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    monkeypatch.setattr(drawing_up, "school_kit", lambda _school, _own: b.kit())
    monkeypatch.setattr(drawing_up, "program_fonts", b.fonts)
    school = make_school(tmp_path / "shkola", site=SITE, name="Школа", serials=None, after=None, clock=ticking_clock)
    with open_ledger(school, ticking_clock) as ledger:
        papers = build(ledger)
        ledger.confirm_printed(papers.values(), who="tehnik")
        for room in ("101", "102"):
            hand_out(ledger, papers, room)
            first, second, third = of_room(papers, PaperKind.SET, room)
            say(ledger, "used", first, second)
            say(ledger, "unused", third)
        made = Counted(school, papers)
        say(ledger, "returned", *made.of("101", "102"))
        say(ledger, "counted", *made.of("101", "102"))
        say(ledger, "bagged", *made.of("102"), bag="SB1234567")
    yield made


def text(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def test_everything_that_is_ready_goes_into_one_packet_with_label_and_manifest(counted: Counted) -> None:
    made = counted.make()
    assert made.number[0] == f"{NumberKind.DISPATCH:d}"
    assert made.inside == tuple(map(str, sorted(counted.of("101", "102"), key=lambda one: one.serial)))
    assert made.manifest
    label, manifest = text(made.label), text(made.manifest)
    assert "В ЦЕНТР СКАНИРОВАНИЯ" in label and grouped(made.number) in label
    for number in (*made.inside, made.number):
        assert grouped(number) in manifest
    assert manifest.count("SB1234567") == 2
    assert re.search(r"\b4 6 1\b", manifest), "packets, sets in them, bags"
    with counted.ledger() as ledger:
        assert [state(ledger, number) for number in counted.of("101", "102")] == ["packed"] * 4
        say(ledger, "packed", paper_number(made.number))
        say(ledger, "dispatched", paper_number(made.number))
        assert [state(ledger, number) for number in counted.of("101", "102")] == ["dispatched"] * 4
        (row,) = (row for row in board(ledger.things(WORK)) if not row.room)
        assert [(item.packet.number, item.inside) for item in row.dispatch] == [(made.number, 4)]
    found = find(counted.school, ticking_clock, made.inside[0])
    assert [paper.kind for paper in found.papers] == [PaperKind.MANIFEST_DISPATCH]
    assert len(find(counted.school, ticking_clock, made.number).inside) == 4
    with pytest.raises(NothingToDispatchError):
        counted.make()


def test_the_same_contents_keep_their_manifest_and_other_contents_get_another(counted: Counted) -> None:
    first = counted.make("101")
    again = counted.make(first.number)
    assert (again.label, again.manifest, again.ordinal) == (first.label, first.manifest, 1)
    more = counted.make(first.number, *map(str, counted.of("102")))
    assert len(more.inside) == 4
    assert first.manifest and more.manifest and more.manifest != first.manifest
    with counted.ledger() as ledger, pytest.raises(VprPrintError):
        ledger.living(paper_number(first.manifest.stem[-16:]))
    other = counted.make(empty=True)
    assert (other.ordinal, other.inside, other.manifest) == (2, (), None)


@pytest.mark.parametrize(
    ("room", "kind", "refused"),
    [("101", PaperKind.SET, NoSuchStepError), ("101", PaperKind.DELIVERY, ImpossibleStepError)],
)
def test_what_does_not_belong_there_is_refused_and_leaves_no_packet_behind(
    counted: Counted, room: str, kind: PaperKind, refused: type[VprPrintError]
) -> None:
    with pytest.raises(VprPrintError) as told:
        counted.make(str(of_room(counted.papers, kind, room)[0]))
    assert told.value
    good = counted.make("101")
    assert good.ordinal == 1, "the number of the refused command is the next packet's"


def test_a_closed_packet_takes_nothing_more_and_only_one_is_named(counted: Counted) -> None:
    made = counted.make("101")
    with counted.ledger() as ledger:
        say(ledger, "packed", paper_number(made.number))
    with pytest.raises(ClosedPacketError):
        counted.make(made.number, str(counted.of("102")[0]))
    other = counted.make("102")
    with pytest.raises(OneDispatchPacketError):
        counted.make(made.number, other.number)


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("where", ["record", "render_dispatch_label", "render_dispatch_manifest", "put_in_place"])
def test_a_killed_command_is_repeated_and_makes_one_packet(
    counted: Counted, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr({"record": Ledger, "put_in_place": ActsFolder}.get(where, dispatching), where, killed)
        with pytest.raises(Killed):
            counted.make("101")
    made = counted.make("101") if where != "render_dispatch_manifest" else counted.make(_only_packet(counted))
    assert made.ordinal == 1
    assert len(made.inside) == 2
    assert [name[:28] for name in counted.acts] == ["paket-v-tsentr-001-etiketka-", "paket-v-tsentr-001-opis-6640"]
    with counted.ledger() as ledger:
        assert sum(thing.kind is PaperKind.DISPATCH for thing in ledger.things(WORK)) == 1


def _only_packet(counted: Counted) -> str:
    with counted.ledger() as ledger:
        (packet,) = (thing.number for thing in ledger.things(WORK) if thing.kind is PaperKind.DISPATCH)
        return packet


def test_after_a_lost_ledger_no_number_of_a_dispatch_packet_is_given_again(counted: Counted) -> None:
    made = counted.make()
    assert made.manifest
    highest = int(made.manifest.stem[-9:-4])
    (counted.school.root / "ledger.sqlite").unlink()
    make_school(counted.school.root, site=SITE, name="Школа", serials=None, after=None, clock=ticking_clock)
    with counted.ledger() as ledger:
        assert ledger.next_serial == highest + 1


def test_a_lost_packet_takes_with_it_what_lies_in_it(counted: Counted) -> None:
    made = counted.make()
    with counted.ledger() as ledger:
        packet = paper_number(made.number)
        say(ledger, "packed", packet)
        say(ledger, "lost", packet, reason="не довезли")
        assert {state(ledger, number) for number in counted.of("101", "102")} == {"lost"}
