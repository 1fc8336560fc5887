"""The act that materials past their term were destroyed: kinds and counts, never names of pupils or of files."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.ledger_paper import CustodyPaper, Heading, render_ledger_paper, totals
from vpr_print.documents.spread import shortened
from vpr_print.drawing.fonts import FontBook

LAYOUT = "destruction_act"


@dataclass(frozen=True, slots=True)
class DestroyedLine:
    """Files of one kind."""

    what: str
    holds: str
    files: int
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroying:
    """What was destroyed, when, by whom, and what the work had come to."""

    time: str
    who: str
    until: str
    """Last day of the term."""
    size: str
    sha256: str
    """Of the list of the files."""
    list: str
    """Its name."""
    left: int
    """Files of others that lie in the work's folder still."""
    printed: int
    used: int
    unused: int
    spoiled: int
    lost: int
    lines: tuple[DestroyedLine, ...]


def render_destruction_act(heading: Heading, act: Destroying, kit: LayoutKit, fonts: FontBook) -> CustodyPaper:
    """The act: a row for each kind of files."""
    rows = [
        {
            "row.no": str(place),
            "row.what": line.what,
            "row.holds": line.holds,
            "row.files": str(line.files),
            "row.size": line.size,
        }
        for place, line in enumerate(act.lines, 1)
    ]
    values = {
        "act.time": act.time,
        "act.who": shortened(act.who, "act.who", kit.layout(LAYOUT), fonts),
        "act.until": act.until,
        "act.list": act.list,
        "act.sha256": " ".join(act.sha256[start : start + 8] for start in range(0, len(act.sha256), 8)),
        "act.size": act.size,
        **totals(
            {
                "files": sum(line.files for line in act.lines),
                "left": act.left,
                "printed": act.printed,
                "used": act.used,
                "unused": act.unused,
                "spoiled": act.spoiled,
                "lost": act.lost,
            }
        ),
    }
    return render_ledger_paper(LAYOUT, heading, (), values, "kinds", rows, kit, fonts)
