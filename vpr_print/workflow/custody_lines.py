"""Lines of acts, print journal and balance statement, picked from what was recorded of a work. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from vpr_print.documents.custody_papers import Act, ActLine, Journal, JournalLine, OpenSet, StatementLine
from vpr_print.layout.procedure import Procedure
from vpr_print.model.identifier import Identifier, parse_number
from vpr_print.model.packet import PaperKind
from vpr_print.track.board import balance
from vpr_print.track.custody_rows import PACKETS
from vpr_print.track.events import EventKind, EventPlace
from vpr_print.track.work_record import Entry, WorkRecord
from vpr_print.workflow.custody_words import event_name, name_of, names_of, person, place_of, remark
from vpr_print.workflow.named import Named

_OF_PRINTING = (EventKind.PRINTED, EventKind.SPOILED, EventKind.VOIDED)


def handed_over(record: WorkRecord, what: EventKind, asked: Named) -> tuple[tuple[Entry, ...], ...]:
    """The steps ``what`` that count and stand on no act yet, each with what other stations said of it.

    One for each thing, by their serials. ``asked`` narrows them to rooms and numbers; what is named by its number may
    stand on an act already.
    """
    listed = {place for drawn in record.drawn_up for place, _ in drawn.lists}
    numbers = {str(number) for number in asked.numbers}
    everything = not numbers and not asked.rooms
    steps: dict[str, list[Entry]] = {}
    for entry in record.entries:
        line = entry.line
        if line.what != what or line.taken_back or line.conflict:
            continue
        if entry.again and line.number in steps:
            steps[line.number].append(entry)
        else:
            steps[line.number] = [entry]
    chosen = (
        step
        for number, step in steps.items()
        if number in numbers
        or ((everything or step[0].paper.key.room in asked.rooms) and not any(e.line.event in listed for e in step))
    )
    return tuple(sorted(map(tuple, chosen), key=lambda step: step[0].paper.identifier.serial))


def act_of(what: EventKind, entries: Iterable[Entry], zone: tzinfo | None, procedure: Procedure) -> Act:
    """The act of these steps; there is at least one."""
    found = tuple(entries)
    times = sorted(entry.line.at for entry in found)
    return Act(
        step=procedure.acts.of(what.value),
        since=time_text(times[0], zone),
        until=time_text(times[-1], zone),
        lines=tuple(
            ActLine(
                number=entry.paper.identifier,
                room=entry.paper.key.room,
                what=name_of(entry.paper.key, procedure),
                inside=entry.inside if entry.paper.key.kind in PACKETS else None,
                time=time_text(entry.line.at, zone),
                who=person(entry.line),
                note=remark(entry.line, procedure),
            )
            for entry in found
        ),
    )


def journal_of(record: WorkRecord, zone: tzinfo | None, procedure: Procedure) -> Journal:
    """Everything that was recorded of printing, from the first event on; nothing of it is ever left out.

    What was confirmed together and has consecutive serials is one line.
    """
    entries = tuple(_of_printing(record))
    printed = {entry.line.number: entry.paper.key.kind for entry in entries if _counts(entry, EventKind.PRINTED)}
    return Journal(
        lines=tuple(_journal_line(run, record.ledger, zone, procedure) for run in _runs(entries)),
        entries=len(entries),
        papers=len(printed),
        sets=sum(kind is PaperKind.SET for kind in printed.values()),
        reprints=sum(entry.line.reprint for entry in entries if _counts(entry, EventKind.PRINTED)),
        spoiled=sum(room.spoiled for room in balance(record.things)),
    )


def statement_of(record: WorkRecord, procedure: Procedure) -> tuple[StatementLine, ...]:
    """The equation of every room."""
    return tuple(
        StatementLine(
            room=room.room,
            printed=room.printed,
            used=room.used,
            unused=room.unused,
            spoiled=room.spoiled,
            lost=room.lost,
            open=tuple(
                OpenSet(number=_paper(it.number), ordinal=it.ordinal, state=place_of(it, procedure))
                for it in room.open
            ),
        )
        for room in balance(record.things)
    )


def time_text(at: str, zone: tzinfo | None) -> str:
    """The time of an event by the school's clocks: «21.04.2026 08:15»; what is no time stays as it came."""
    try:
        return f"{datetime.fromisoformat(at).astimezone(zone):%d.%m.%Y %H:%M}"
    except ValueError:
        return at


def zone_text(at: str, zone: tzinfo | None) -> str:
    """The zone that the school's clocks are in at that time: «UTC+03:00»."""
    try:
        shift = f"{datetime.fromisoformat(at).astimezone(zone):%z}"
    except ValueError:
        return "UTC"
    return f"UTC{shift[:3]}:{shift[3:5]}"


def _of_printing(record: WorkRecord) -> Iterator[Entry]:
    """Prints, spoiled sets, numbers voided after their print, and corrections of these."""
    made = {thing.number for thing in record.things if thing.printed}
    told: set[str] = set()
    for entry in record.entries:
        line = entry.line
        voided_unprinted = line.what == EventKind.VOIDED and not (
            entry.paper.printed_confirmed or line.number in made
        )
        if (line.what in _OF_PRINTING and not voided_unprinted) or line.takes_back in told:
            told.add(line.event)
            yield entry


def _counts(entry: Entry, what: EventKind) -> bool:
    return entry.line.what == what and not entry.line.taken_back


def _runs(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries of one moment, person and kind together, as long as their serials follow each other."""
    groups: dict[object, list[list[Entry]]] = {}
    order: list[list[Entry]] = []
    for entry in entries:
        line, paper = entry.line, entry.paper
        ledger = EventPlace.parse(line.event).ledger
        is_set = paper.key.kind is PaperKind.SET
        key = (ledger, line.at, line.who, line.station, event_name(line), line.reason, paper.key.room, is_set)
        runs = groups.setdefault(key, [])
        if runs and runs[-1][-1].paper.identifier.serial + 1 == paper.identifier.serial:
            runs[-1].append(entry)
        else:
            runs.append([entry])
            order.append(runs[-1])
    return order


def _journal_line(run: list[Entry], ledger: str, zone: tzinfo | None, procedure: Procedure) -> JournalLine:
    line, place = run[0].line, EventPlace.parse(run[0].line.event)
    return JournalLine(
        entry=str(place.seq) if place.ledger == ledger else f"{place.ledger[:4]}:{place.seq}",
        time=time_text(line.at, zone),
        room=run[0].paper.key.room,
        event=event_name(line),
        what=names_of(tuple(entry.paper.key for entry in run), procedure),
        first=run[0].paper.identifier,
        last=run[-1].paper.identifier,
        who=person(line),
        note=line.reason,
    )


def _paper(number: str) -> Identifier:
    paper = parse_number(number)
    assert isinstance(paper, Identifier), "things are papers"
    return paper
