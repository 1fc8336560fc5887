"""What the ledger's tests do in processes of their own; run as ``python ledger_actions.py PLACE ACTION NAME COUNT``.

Each thing is said on stdout once it is acknowledged.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from vpr_print.model.identifier import Identifier
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.events import EventKind
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger

SITE = SiteNumber("640123")


def reserve(ledger: Ledger, name: str, count: int) -> None:
    """Reserve ``count`` sets, one call after the other; says each serial."""
    for ordinal in range(1, count + 1):
        request = PaperRequest(PaperKey(name, PaperKind.SET, ordinal), "a")
        numbering = ledger.reserve(f"{name}-{ordinal}", [request], who=name)
        print(numbering.papers[0].identifier.serial, flush=True)


def build(ledger: Ledger, name: str, count: int) -> None:
    """Reserve and record works of ``count`` sets without end; says each work."""
    for turn in range(1, 1_000_000):
        requests = [PaperRequest(PaperKey(name, PaperKind.SET, ordinal), f"{turn}") for ordinal in range(1, count + 1)]
        numbering = ledger.reserve(f"work-{turn}", requests, who=name)
        print(f"reserved {turn}", flush=True)
        ledger.record_built(f"work-{turn}", numbering, who=name, manifest_sha256=f"{turn:064d}")
        print(f"built {turn}", flush=True)


def evening(ledger: Ledger, name: str, count: int) -> None:
    """All that happens to the sets of the room ``name``, ``count`` events at a time; says each event's number and what.

    Says ``ready`` first, and waits for a line, so that several begin at once.
    """
    papers = [paper for paper in ledger.papers("work") if paper.key.room == name]
    sets = [paper.identifier for paper in papers if paper.key.kind is PaperKind.SET]
    packets = [paper.identifier for paper in papers if paper.key.kind is PaperKind.DELIVERY]
    confirmed = {paper.identifier for paper in papers if paper.printed_confirmed}
    print("ready", flush=True)
    sys.stdin.readline()
    for piece in _pieces([number for number in sets if number not in confirmed], count):
        ledger.confirm_printed(piece, who=name)
        _say((number, EventKind.PRINTED) for number in piece)
    for what, numbers in (
        (EventKind.ACCEPTED, sets),
        (EventKind.PACKED, packets),
        (EventKind.ISSUED, packets),
        (EventKind.USED, sets),
    ):
        for piece in _pieces(numbers, count):
            ledger.record([Step(what=what, number=number, key=f"{what}:{number}") for number in piece], who=name)
            _say((number, what) for number in piece)


def _pieces(numbers: Iterable[Identifier], count: int) -> Iterator[list[Identifier]]:
    rest = iter(numbers)
    while piece := list(islice(rest, count)):
        yield piece


def _say(done: Iterable[tuple[Identifier, EventKind]]) -> None:
    sys.stdout.write("".join(f"{number} {what.value}\n" for number, what in done))
    sys.stdout.flush()


if __name__ == "__main__":
    place, action, name, count = sys.argv[1:]
    with Ledger.open(place, site=SITE, clock=lambda: datetime.now(UTC)) as opened:
        {"reserve": reserve, "build": build, "evening": evening}[action](opened, name, int(count))
