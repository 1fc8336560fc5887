"""What a scan tells the ledger: sets that were used or not, packets that were opened and scanned.

The same scan told twice changes nothing. What the ledger refuses stays as it was there, and is said with its history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from vpr_print.errors import Flaws, Message, Notice, VprPrintError, listed
from vpr_print.model.identifier import Identifier, NotOurNumber, grouped, parse_number
from vpr_print.scan.states import Fate, ScannedRoom, ScannedSet, ScanResult
from vpr_print.track.custody_errors import CustodyError, HinderedError
from vpr_print.track.errors import LedgerBusyError, LedgerDiskError
from vpr_print.track.events import EventKind as E
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger
from vpr_print.track.number_errors import NotBuiltError, UnknownNumberError, VoidNumberError
from vpr_print.track.server_errors import LedgerServerError
from vpr_print.track.thing import Thing
from vpr_print.track.words import EVENTS, STATES, history_line, thing_name
from vpr_print.workflow.scan_words import room_words, set_words

_WHAT = {Fate.USED: E.USED, Fate.UNUSED: E.UNUSED}
# Порядок ВПР, прил. 4, п. 7: испорченные лежат с неиспользованными
_AGREES = {E.USED: frozenset((E.USED,)), E.UNUSED: frozenset((E.UNUSED, E.SPOILED))}
_NEXT = {E.RECEIVED: (E.OPENED, E.SCANNED), E.OPENED: (E.SCANNED,)}
"""What scanning a packet means for it, by its state; for one that was never received by a centre, nothing."""
_NOT_YET = frozenset((E.PLANNED, E.PRINTED, E.ACCEPTED))
"""States of a set that nobody has said was handed out: the ledger is behind, not at odds."""
_REFUSALS = (CustodyError, Flaws, UnknownNumberError, VoidNumberError, NotBuiltError)
_UNAVAILABLE = (LedgerBusyError, LedgerServerError, LedgerDiskError)
Things = Mapping[str, Thing]


@dataclass(frozen=True, slots=True)
class LedgerTold:
    """What the ledger was told."""

    recorded: int
    """Events that are new."""
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Refused:
    thing: Thing
    what: E
    told: str
    """The last line of its history; empty for none."""


def tell_ledger(ledger: Ledger, result: ScanResult, *, who: str) -> LedgerTold:
    """Record what the scan shows of the site's own sets and packets."""
    recorded = 0
    refused: list[_Refused] = []
    behind: list[Thing] = []
    unsure: list[ScannedSet] = []
    try:
        for work, rooms in groupby(_own_rooms(result, ledger), key=lambda room: room.key.work):
            things = {thing.number: thing for thing in ledger.things(work)}
            for room in rooms:
                news = [item for item in room.sets if _says_more(item, things)]
                unsure += [item for item in news if not item.sure]
                behind += [things[item.number] for item in news if things[item.number].state in _NOT_YET]
                for steps in _steps(room, things):
                    recorded += _record(ledger, steps, things, who, refused)
    except _UNAVAILABLE as error:
        return LedgerTold(recorded, (_unavailable(error),))
    notices = [_against(refused)] * bool(refused) + [_behind(behind)] * bool(behind) + [_unsure(unsure)] * bool(unsure)
    return LedgerTold(recorded, tuple(notices))


def _own_rooms(result: ScanResult, ledger: Ledger) -> list[ScannedRoom]:
    return [room for room in result.rooms if room.key.site == ledger.site]


def _steps(room: ScannedRoom, things: Things) -> Iterator[Sequence[Step]]:
    """Steps that belong together: those of all sets of the room, then those of each packet."""
    sets = [item for item in room.sets if item.sure and _says_more(item, things)]
    told = [(item.fate, item) for item in sets if item.fate and things[item.number].state not in _NOT_YET]
    yield [_step(_WHAT[fate], item.number, item.digest) for fate, item in told]
    for packet in room.packets:
        if thing := things.get(packet.number):
            whole = room.is_whole(packet)
            steps = _NEXT.get(thing.state, ())
            yield [_step(what, packet.number, "") for what in steps if whole or what is not E.SCANNED]


def _says_more(item: ScannedSet, things: Things) -> bool:
    """Whether the ledger knows the set, and does not say the same of it."""
    thing = things.get(item.number)
    return thing is not None and item.fate is not None and thing.state not in _AGREES[_WHAT[item.fate]]


def _step(what: E, number: str, digest: str) -> Step:
    return Step(what=what, number=_identifier(number), key=f"scan:{what.value}:{number}:{digest[:16]}")


def _record(ledger: Ledger, steps: Sequence[Step], things: Things, who: str, refused: list[_Refused]) -> int:
    """How many events are new; what cannot be recorded is left out, and the rest recorded."""
    if not steps:
        return 0
    try:
        return sum(not item.again for item in ledger.record(steps, who=who))
    except _REFUSALS as error:
        if len(steps) == 1:
            refused.append(_refusal(steps[0], error, things))
            return 0
    return sum(_record(ledger, (step,), things, who, refused) for step in steps)


def _refusal(step: Step, error: VprPrintError, things: Things) -> _Refused:
    history = error.history if isinstance(error, HinderedError) else ()
    return _Refused(things[str(step.number)], step.what, history_line(history[-1]) if history else "")


def _identifier(number: str) -> Identifier:
    try:
        parsed = parse_number(number)
    except NotOurNumber:
        raise AssertionError(number) from None
    assert isinstance(parsed, Identifier)
    return parsed


# ── what is said ────────────────────────────────────────────────────────────────────────────────────────────────────


def _against(refused: Sequence[_Refused]) -> Notice:
    lines = [
        f"{grouped(item.thing.number)}  {thing_name(item.thing.key)}: по скану {EVENTS[item.what]}, "
        f"в журнале {STATES[item.thing.state]}" + (f" ({item.told})" if item.told else "")
        for item in refused
    ]
    return Notice(
        "scan_against_ledger",
        Message(
            f"скан и журнал говорят разное: {len(refused)}",
            listed(lines),
            "решение человека: что было на деле",
            "посмотрите на бумагу; журнал не изменён, исправить его: vpr-print track record СОБЫТИЕ НОМЕР --reason «…»",
        ),
    )


def _behind(things: Sequence[Thing]) -> Notice:
    lines = [f"{grouped(thing.number)}  {thing_name(thing.key)}: в журнале {STATES[thing.state]}" for thing in things]
    return Notice(
        "scan_ahead_of_ledger",
        Message(
            f"в журнале не записано, что эти комплекты выданы: {len(things)}",
            listed(lines, most=5),
            "запись о выдаче, если ведут учёт пакетов",
            "если ведут, запишите выдачу (vpr-print track record) и повторите команду; если нет, делать ничего не надо",
        ),
        look=False,
    )


def _unsure(sets: Sequence[ScannedSet]) -> Notice:
    lines = [
        f"{grouped(item.number)}  {room_words(item.room)}: {set_words(item.ordinal, item.number)}" for item in sets
    ]
    return Notice(
        "scan_not_recorded",
        Message(
            f"в журнал пока не записано, использованы ли эти комплекты: {len(sets)}",
            listed(lines, most=5),
            "пачка без непрочитанных листов и противоречий",
            "разберите листы из списка «Посмотрите» (vpr-print scan-resolve): запись появится сама",
        ),
        look=False,
    )


def _unavailable(error: VprPrintError) -> Notice:
    return Notice("scan_ledger_unavailable", error.message)
