"""What every paper of the ledger has: its heading, and the event that it cites.

Each cites the last event that it took into account, by number and hash: whoever has the paper can tell whether the
ledger still holds what it held. Times are texts in the school's own time, as the ledger recorded them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vpr_print.documents.form import render_form, to_pdf
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.values import Rows, page_numbers, work_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import Identifier, grouped
from vpr_print.model.work import Site, Work

HASH_DIGITS = 20
"""Of the 64: few enough to type, too many to find a second event for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands on every paper of the ledger."""

    site: Site
    work: Work
    number: Identifier
    ordinal: int
    """Counts the papers of this kind and work."""
    ledger: str
    seq: int
    hash: str
    time: str
    """When the event ``seq`` was recorded."""
    zone: str
    """Of all times: ``UTC+03:00``."""


@dataclass(frozen=True, slots=True)
class CustodyPaper:
    """One PDF, not yet written."""

    data: bytes
    pages: int


def render_ledger_paper(
    paper: str,
    heading: Heading,
    rooms: Iterable[str],
    values: Mapping[str, str],
    table: str,
    rows: Rows,
    kit: LayoutKit,
    fonts: FontBook,
) -> CustodyPaper:
    """The paper ``paper`` with ``rows`` in its table; ``rooms`` are those that it speaks of."""
    layout = kit.layout(paper)
    told = set(rooms)
    digits = heading.hash[:HASH_DIGITS]
    common = {
        **work_values(heading.site, heading.work),
        "room.name": told.pop() if len(told) == 1 else kit.procedure.words.all_rooms,
        "document.number": str(heading.ordinal),
        "document.paper": grouped(heading.number),
        "ledger.name": heading.ledger[:8],
        "ledger.seq": str(heading.seq),
        "ledger.hash": " ".join(digits[start : start + 4] for start in range(0, HASH_DIGITS, 4)),
        "ledger.time": heading.time,
        "ledger.zone": heading.zone,
    }
    rendered = render_form(
        layout,
        {**common, **values},
        {table: rows},
        fonts,
        page_values=page_numbers(heading.number),
        background=kit.background(paper),
    )
    return CustodyPaper(to_pdf([rendered], fonts, title=layout.title), len(rendered.pages))


def totals(counts: Mapping[str, int]) -> dict[str, str]:
    """``totals.*`` as texts."""
    return {f"totals.{name}": str(count) for name, count in counts.items()}
