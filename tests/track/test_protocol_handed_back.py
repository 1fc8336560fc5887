"""A paper protocol goes back to the organiser: a step of its own, once, and only from the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from track.custody_school import Papers, hand_out, of_room, say, school

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKind
from vpr_print.track.custody_errors import ImpossibleStepError, NoSuchStepError
from vpr_print.track.database import Place
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Ledger


@pytest.fixture
def known(place: Place) -> Iterator[tuple[Ledger, Papers]]:
    with school(place) as made:
        yield made


def protocol(papers: Papers, room: str = "101") -> Identifier:
    return of_room(papers, PaperKind.CONDUCT_PROTOCOL, room)[0]


def told(ledger: Ledger, number: Identifier) -> list[str]:
    return [line.what for line in ledger.history(str(number)) if not line.taken_back]


def test_a_protocol_that_nobody_followed_is_handed_back_once(known: tuple[Ledger, Papers]) -> None:
    ledger, papers = known
    say(ledger, "handed_back", protocol(papers))
    assert told(ledger, protocol(papers))[-1] == EventKind.HANDED_BACK
    with pytest.raises(ImpossibleStepError):
        say(ledger, "handed_back", protocol(papers))


def test_a_protocol_in_its_packet_is_handed_back_only_from_the_room(known: tuple[Ledger, Papers]) -> None:
    ledger, papers = known
    say(ledger, "accepted", protocol(papers))
    with pytest.raises(ImpossibleStepError):
        say(ledger, "handed_back", protocol(papers))
    hand_out(ledger, papers)
    say(ledger, "handed_back", protocol(papers))
    assert told(ledger, protocol(papers))[-1] == EventKind.HANDED_BACK


def test_a_slip_is_taken_back(known: tuple[Ledger, Papers]) -> None:
    ledger, papers = known
    say(ledger, "handed_back", protocol(papers))
    ledger.take_back(protocol(papers), who="координатор", reason="ещё вносим")
    assert EventKind.HANDED_BACK not in told(ledger, protocol(papers))
    say(ledger, "handed_back", protocol(papers))


@pytest.mark.parametrize("kind", [PaperKind.CODE_SHEET, PaperKind.RETURN_USED, PaperKind.SET], ids=str)
def test_nothing_else_is_handed_back(known: tuple[Ledger, Papers], kind: PaperKind) -> None:
    ledger, papers = known
    with pytest.raises(NoSuchStepError):
        say(ledger, "handed_back", of_room(papers, kind)[0])
