"""What a late change does to each room: what comes out of its packet, what goes in. Pure, but for how it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from vpr_print.model.packet import PaperKey, PaperKind, RoomPlan
from vpr_print.model.work import ParticipantCode
from vpr_print.plan.numbering import NumberedPaper
from vpr_print.track.events import EventKind
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.thing import Thing

_CUT_UP = PaperKind.CODE_SHEET
"""Nobody takes out the sheet itself: its slips lie in the packet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper by its number."""

    number: str
    kind: PaperKind
    ordinal: int
    printed: bool = False
    """A person had confirmed its print: what dies of these counts as spoiled."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A code slip; the spare ones follow those of the places."""

    code: ParticipantCode
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomBefore:
    """A room as the last build left it, and where its things are now."""

    folder: str
    papers: Mapping[PaperKey, LedgerPaper]
    """The living ones."""
    things: Mapping[str, Thing]
    """By number: living sets and packets, and what is laid into the delivery packet."""
    slips: tuple[Slip, ...]
    participants: int
    draft_sheets: int

    @property
    def packet(self) -> Thing | None:
        """Its delivery packet."""
        return next((thing for thing in self.things.values() if thing.kind is PaperKind.DELIVERY), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChange:
    """What a person has to do with one room's papers. No names in it."""

    room: str
    folder: str
    new: bool
    """Nobody wrote there before."""
    gone: bool
    """Nobody writes there any more."""
    people: int
    """How many more write there; fewer: negative."""
    packet: str
    """Number of the delivery packet on its old label; empty for a new room."""
    state: EventKind | None
    """Where that packet is."""
    label: str
    """Its number from now on; empty for a room that is gone."""
    take_out: tuple[Sheet, ...]
    put_in: tuple[Sheet, ...]
    kept_sets: int
    """Sets that stay as they are."""
    slips_out: tuple[Slip, ...]
    slips_in: tuple[Slip, ...]
    drafts: int
    """How many more sheets of draft paper; fewer: negative."""
    spares: tuple[Sheet, ...]
    """Spare sets that lay in the packet before: one of them serves who comes late, and no packet is opened."""
    spare_slips: tuple[Slip, ...]
    files: tuple[str, ...] = ()
    """What to print, from the work's folder."""

    @property
    def opened(self) -> bool:
        """Whether the packet is closed already, and has to be opened."""
        return self.state is EventKind.PACKED and bool(self.take_out or self.put_in or self.slips_in or self.slips_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChange:
    """All rooms that a late change touches."""

    work: str
    rooms: tuple[RoomChange, ...]
    papers: tuple[str, ...] = ()
    """Files of the work's own papers that have changed."""


def room_changes(
    before: Mapping[str, RoomBefore], after: Iterable[RoomPlan], numbered: Iterable[NumberedPaper]
) -> tuple[RoomChange, ...]:
    """Every room whose papers are not what they were, in the order of the rooms; those that are gone come last."""
    papers: dict[str, list[NumberedPaper]] = {}
    for paper in numbered:
        papers.setdefault(paper.key.room, []).append(paper)
    plans = {room.name: room for room in after}
    found = [_change(name, before.get(name), plan, papers.get(name, ())) for name, plan in plans.items()]
    found += [_change(name, old, None, ()) for name, old in before.items() if name not in plans]
    return tuple(change for change in found if change.take_out or change.put_in or change.slips_in or change.slips_out)


def format_change(change: LateChange) -> bytes:
    """The change as it is kept beside its papers, so that it can be shown again."""
    return json.dumps(asdict(change), ensure_ascii=False, indent=1).encode()


def parse_change(data: bytes) -> LateChange:
    """The inverse of ``format_change``. Raises ``ValueError``, ``TypeError`` or ``KeyError``."""
    raw = json.loads(data)
    rooms = tuple(
        RoomChange(
            **{
                **room,
                "state": EventKind(room["state"]) if room["state"] else None,
                **{name: _sheets(room[name]) for name in ("take_out", "put_in", "spares")},
                **{name: _slips(room[name]) for name in ("slips_out", "slips_in", "spare_slips")},
                "files": tuple(room["files"]),
            }
        )
        for room in raw["rooms"]
    )
    return LateChange(work=raw["work"], rooms=rooms, papers=tuple(raw["papers"]))


def slips_of(room: RoomPlan) -> tuple[Slip, ...]:
    """The room's slips in the order of their pile."""
    return tuple(Slip(code, ordinal) for ordinal, code in enumerate(room.codes, 1))


def _change(name: str, old: RoomBefore | None, plan: RoomPlan | None, papers: Sequence[NumberedPaper]) -> RoomChange:
    had = {str(paper.identifier): paper for paper in old.papers.values()} if old else {}
    has = {str(paper.identifier): paper for paper in papers}
    slips, before = slips_of(plan) if plan else (), old.slips if old else ()
    packet = old.packet if old else None
    participants = old.participants if old else 0
    folder = plan.folder if plan else old.folder if old else ""
    return RoomChange(
        room=name,
        folder=folder,
        new=old is None,
        gone=plan is None,
        people=(len(plan.places) if plan else 0) - participants,
        packet=packet.number if packet else "",
        state=packet.state if packet else None,
        label=next((number for number, paper in has.items() if paper.key.kind is PaperKind.DELIVERY), ""),
        take_out=tuple(_sheets_of(paper for number, paper in had.items() if number not in has)),
        put_in=tuple(_sheets_of(paper for number, paper in has.items() if number not in had)),
        kept_sets=sum(paper.key.kind is PaperKind.SET for number, paper in has.items() if number in had),
        slips_out=tuple(slip for slip in before if slip not in slips),
        slips_in=tuple(slip for slip in slips if slip not in before),
        drafts=(plan.draft_sheets if plan else 0) - (old.draft_sheets if old else 0),
        spares=tuple(sheet for sheet in _sheets_of(had.values()) if old and _is_spare(sheet, old)),
        spare_slips=tuple(slip for slip in before if slip.ordinal > participants),
    )


def _is_spare(sheet: Sheet, room: RoomBefore) -> bool:
    """Whether somebody can be given it: a spare set that lies in the room's packet."""
    if sheet.kind is not PaperKind.SET or sheet.ordinal <= room.participants:
        return False
    thing = room.things.get(sheet.number)
    return thing is not None and thing.state in (EventKind.PLANNED, EventKind.PRINTED, EventKind.ACCEPTED)


def _sheets_of(papers: Iterable[LedgerPaper | NumberedPaper]) -> Iterator[Sheet]:
    for paper in papers:
        if paper.key.kind is not _CUT_UP:
            printed = isinstance(paper, LedgerPaper) and paper.printed_confirmed
            yield Sheet(str(paper.identifier), paper.key.kind, paper.key.ordinal, printed)


def _sheets(raw: Iterable[Mapping[str, Any]]) -> tuple[Sheet, ...]:
    return tuple(Sheet(item["number"], PaperKind(item["kind"]), item["ordinal"], item["printed"]) for item in raw)


def _slips(raw: Iterable[Mapping[str, Any]]) -> tuple[Slip, ...]:
    return tuple(Slip(ParticipantCode(item["code"]), item["ordinal"]) for item in raw)
