"""A ledger with rooms of sets and packets, for the tests of custody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.database import Place
from vpr_print.track.events import EventKind
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger
from vpr_print.track.recording import Recorded

SITE = SiteNumber("640123")
WORK = "2026-04-21-matematika-5"
PACKETS = (PaperKind.DELIVERY, PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)
Papers = dict[tuple[str, PaperKind, int], Identifier]


def ticking_clock() -> datetime:
    """Every event a second later."""
    return datetime(2026, 4, 21, 8, tzinfo=UTC) + timedelta(seconds=next(_TICKS))


_TICKS = count()


@contextmanager
def school(place: Place, *, rooms: int = 2, sets: int = 3, printed: bool = True) -> Iterator[tuple[Ledger, Papers]]:
    """A new ledger whose work has been built, and printed unless said otherwise."""
    with Ledger.create(
        place, site=SITE, clock=ticking_clock, ledger_id="5a" * 16, who="техник", station="кабинет 1"
    ) as ledger:
        papers = build(ledger, rooms=rooms, sets=sets)
        if printed:
            ledger.confirm_printed(papers.values(), who="техник")
        yield ledger, papers


def build(
    ledger: Ledger, *, rooms: int = 2, sets: int = 3, work: str = WORK, seed: str = "a", named: bool = True
) -> Papers:
    """``named``: the build says what the work is called."""
    requests = []
    for room in range(101, 101 + rooms):
        requests += [PaperRequest(PaperKey(f"{room}", PaperKind.SET, ordinal), seed) for ordinal in range(1, sets + 1)]
        kinds = (*PACKETS, PaperKind.CONDUCT_PROTOCOL, PaperKind.CODE_SHEET, PaperKind.MANIFEST_DELIVERY)
        requests += [PaperRequest(PaperKey(f"{room}", kind), seed) for kind in kinds]
    numbering = ledger.reserve(work, requests, who="техник", reason="проверка")
    ledger.record_built(
        work, numbering, who="техник", manifest_sha256="d" * 64, reason="проверка",
        subject="Математика" if named else "", grade=5 if named else 0,
    )  # fmt: skip
    return {(paper.key.room, paper.key.kind, paper.key.ordinal): paper.identifier for paper in numbering.papers}


def say(
    ledger: Ledger, what: str, *numbers: Identifier, reason: str | None = None, **more: str
) -> tuple[Recorded, ...]:
    """Record one event of many things."""
    steps = [Step(what=EventKind(what), number=number, **more) for number in numbers]  # type: ignore[arg-type]  # texts
    return ledger.record(steps, who="координатор", reason=reason)


def of_room(papers: Papers, kind: PaperKind, room: str = "101") -> tuple[Identifier, ...]:
    return tuple(number for (name, paper, _), number in papers.items() if (name, paper) == (room, kind))


def state(ledger: Ledger, number: Identifier) -> str:
    thing = ledger.thing(str(number))
    assert thing is not None
    return thing.state.value


def hand_out(ledger: Ledger, papers: Papers, room: str = "101") -> None:
    """The room's delivery packet, packed with all its sets and issued."""
    say(ledger, "accepted", *of_room(papers, PaperKind.SET, room))
    (delivery,) = of_room(papers, PaperKind.DELIVERY, room)
    say(ledger, "packed", delivery)
    say(ledger, "issued", delivery)
