"""Report of a scan on paper: totals, what is missing room by room, and pictures of what a person has to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vpr_print.documents import values as common
from vpr_print.documents.elements import PagePicture
from vpr_print.documents.form import Binder, PageDrawing, lay_sheets, render_form
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.spread import shortened, spread
from vpr_print.drawing.fonts import FONT_OBJECTS, FontBook

REPORT, PICTURE = "scan_report", "scan_picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRoom:
    """What came of one room."""

    site: str
    work: str
    room: str
    sets: int
    whole: int
    part: int
    absent: int
    scale: str
    """In which its sets were printed; empty where nobody knows."""
    note: str
    """What is missing and what is too many; empty when all is there."""
    elsewhere: str
    """What lies in packets of which nothing was scanned, so that nobody looks for it; empty for nothing."""

    @property
    def told(self) -> str:
        """Both notes."""
        return "; ".join(filter(None, (self.note, self.elsewhere)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPage:
    """A page that a person has to look at."""

    place: str
    """File and page."""
    state: str
    number: str
    """What was read, for the eye; empty for nothing."""
    why: str
    jpeg: bytes
    """A small gray picture; empty where the page cannot be drawn."""
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedScan:
    """All that stands in the report."""

    time: str
    who: str
    files: int
    pages: int
    accounted: int
    complete: bool
    """Nothing is missing, and nobody has to look at anything."""
    verdict: str
    states: tuple[tuple[str, int], ...]
    """How many pages are in which state, those that occur."""
    rooms: tuple[ReportedRoom, ...]
    look: tuple[ReportedPage, ...]


def render_scan_report(scan: ReportedScan, kit: LayoutKit, fonts: FontBook) -> bytes:
    """The report as a PDF: the table of rooms, then the pictures, nine on a sheet."""
    layout = kit.layout(REPORT)
    signed = {"scan.time": scan.time, "scan.who": scan.who, "program": common.PROGRAM}
    rows = spread([_row(place, room) for place, room in enumerate(scan.rooms, 1)], "rooms", layout, fonts)
    values = signed | {
        "verdict": scan.verdict,
        "totals.files": str(scan.files),
        "totals.pages": str(scan.pages),
        "totals.accounted": str(scan.accounted),
        "totals.sets": str(sum(room.sets for room in scan.rooms)),
        "totals.whole": str(sum(room.whole for room in scan.rooms)),
        "totals.look": str(len(scan.look)),
    }
    states = [f"{state}: {count}" for state, count in scan.states]
    binder = Binder(fonts)
    lists, under = {"rooms": rows}, kit.background(REPORT)
    for page in render_form(layout, values, lists, fonts, items={"states": states}, background=under).pages:
        binder.add(page)
    for sheet in _sheets(scan.look, signed, kit, fonts):
        binder.add(sheet)
    return binder.finish(layout.title)


def _row(place: int, room: ReportedRoom) -> dict[str, str]:
    return {
        "row.no": str(place),
        "row.site": room.site,
        "row.work": room.work,
        "row.room": room.room,
        "row.sets": str(room.sets),
        "row.whole": str(room.whole),
        "row.part": str(room.part or ""),
        "row.absent": str(room.absent or ""),
        "row.scale": room.scale,
        "row.note": room.told,
    }


def _sheets(
    pages: Sequence[ReportedPage], signed: dict[str, str], kit: LayoutKit, fonts: FontBook
) -> Iterator[PageDrawing]:
    """Cards of pages on sheets, each drawn when its sheet is laid."""
    layout = kit.layout(PICTURE)
    assert layout.sheet is not None, "checked when the layout was read"
    places = layout.sheet.columns * layout.sheet.rows
    chunks = [range(start, min(start + places, len(pages))) for start in range(0, len(pages), places)]
    sheets = ([_card(place, pages[place], kit, fonts) for place in chunk] for chunk in chunks)
    return lay_sheets(layout, sheets, len(chunks), signed, fonts)


def _card(place: int, page: ReportedPage, kit: LayoutKit, fonts: FontBook) -> PageDrawing:
    layout = kit.layout(PICTURE)
    values = {
        "picture.no": str(place + 1),
        "picture.place": shortened(page.place, "picture.place", layout, fonts),
        "picture.state": page.state,
        "picture.number": shortened(page.number, "picture.number", layout, fonts),
        "picture.why": shortened(page.why, "picture.why", layout, fonts),
    }
    picture = (
        PagePicture.of_jpeg(page.jpeg, page.width, page.height, FONT_OBJECTS.stop + place) if page.jpeg else None
    )
    return render_form(layout, values, {}, fonts, picture=picture, background=kit.background(PICTURE)).pages[0]
