"""Papers of the ledger: act of handing over, print journal, balance statement. No names of pupils in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.ledger_paper import CustodyPaper, Heading, render_ledger_paper, totals
from vpr_print.documents.spread import spread
from vpr_print.documents.values import Rows
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import Identifier, NumberKind, grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """A packet or set that took the step."""

    number: Identifier
    room: str
    what: str
    inside: int | None
    """Sets in the packet, packets in a dispatch packet; None for what is no packet."""
    time: str
    who: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Things that took one step."""

    step: str
    """What the step is about: «выдача в кабинеты»."""
    since: str
    until: str
    """When the first and the last of them took it."""
    lines: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """Papers with consecutive serials of which one thing was recorded at once."""

    entry: str
    """Number of the first event in its ledger."""
    time: str
    room: str
    event: str
    what: str
    first: Identifier
    last: Identifier
    who: str
    note: str

    @property
    def count(self) -> int:
        return self.last.serial - self.first.serial + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """All that was recorded of printing, and what it comes to."""

    lines: tuple[JournalLine, ...]
    entries: int
    papers: int
    sets: int
    reprints: int
    spoiled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSet:
    """A printed set of which nobody has said what became of it."""

    number: Identifier
    ordinal: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """The equation of one room."""

    room: str
    printed: int
    used: int
    unused: int
    spoiled: int
    lost: int
    open: tuple[OpenSet, ...]


def render_handover_act(
    heading: Heading, act: Act, kit: LayoutKit, fonts: FontBook
) -> CustodyPaper:
    """The act of one step: a row for each thing, in the order in which they are given."""
    lines = act.lines
    rows = [
        {
            "row.no": str(place),
            "row.room": line.room,
            "row.what": line.what,
            "row.number": grouped(line.number),
            "row.inside": "" if line.inside is None else str(line.inside),
            "row.time": line.time,
            "row.who": line.who,
            "row.note": line.note,
        }
        for place, line in enumerate(lines, 1)
    ]
    packets = [line.inside for line in lines if line.inside is not None]
    sets = sum(line.number.kind is NumberKind.SET for line in lines)
    values = {
        "act.step": act.step,
        "act.from": act.since,
        "act.to": act.until,
        **totals({"things": len(lines), "packets": len(packets), "inside": sum(packets), "sets": sets}),
    }
    return _with_texts("handover_act", heading, [line.room for line in lines], values, "things", rows, kit, fonts)


def render_print_journal(
    heading: Heading, journal: Journal, kit: LayoutKit, fonts: FontBook
) -> CustodyPaper:
    """Everything that was ever recorded of printing, in order."""
    lines = journal.lines
    rows = [
        {
            "row.no": str(place),
            "row.entry": line.entry,
            "row.time": line.time,
            "row.room": line.room,
            "row.event": line.event,
            "row.what": line.what,
            "row.count": str(line.count),
            "row.first": grouped(line.first),
            "row.last": grouped(line.last) if line.count > 1 else "",
            "row.who": line.who,
            "row.note": line.note,
        }
        for place, line in enumerate(lines, 1)
    ]
    values = totals(
        {
            "entries": journal.entries,
            "papers": journal.papers,
            "sets": journal.sets,
            "reprints": journal.reprints,
            "spoiled": journal.spoiled,
        }
    )
    return _with_texts("print_journal", heading, [line.room for line in lines], values, "entries", rows, kit, fonts)


def render_balance_statement(
    heading: Heading, lines: Sequence[StatementLine], verdict: str, kit: LayoutKit, fonts: FontBook
) -> CustodyPaper:
    """The equation room by room, under each room the sets that make its difference; ``verdict``: does it close?"""
    rows: Rows = []
    for place, line in enumerate(lines, 1):
        counts = {
            "row.no": str(place),
            "row.room": line.room,
            "row.printed": str(line.printed),
            "row.used": str(line.used),
            "row.unused": str(line.unused),
            "row.spoiled": str(line.spoiled),
            "row.lost": str(line.lost),
            "row.open": str(len(line.open)),
        }
        named = [
            {"row.set": f"{item.ordinal:02d} · {grouped(item.number)}", "row.state": item.state} for item in line.open
        ] or [{"row.set": "", "row.state": ""}]
        rows += [(counts if item is named[0] else dict.fromkeys(counts, "")) | item for item in named]
    ends = {
        "used": sum(line.used for line in lines),
        "unused": sum(line.unused for line in lines),
        "spoiled": sum(line.spoiled for line in lines),
        "lost": sum(line.lost for line in lines),
    }
    printed, left = sum(line.printed for line in lines), sum(len(line.open) for line in lines)
    sums = {"rooms": len(lines), "printed": printed, **ends, "open": left, "sum": sum(ends.values())}
    values = totals(sums) | {"totals.closes": verdict}
    return _with_texts("balance_statement", heading, [line.room for line in lines], values, "rooms", rows, kit, fonts)


def _with_texts(
    paper: str,
    heading: Heading,
    rooms: Sequence[str],
    values: Mapping[str, str],
    table: str,
    rows: Rows,
    kit: LayoutKit,
    fonts: FontBook,
) -> CustodyPaper:
    """People wrote some of the texts: they go on in as many rows as they need."""
    whole = spread(rows, table, kit.layout(paper), fonts)
    return render_ledger_paper(paper, heading, rooms, values, table, whole, kit, fonts)
