"""What the papers of the ledger call steps, papers and remarks, in the words of the procedure."""

from __future__ import annotations

from vpr_print.layout.procedure import Procedure
from vpr_print.model.packet import MANIFEST_OF, PacketKind, PaperKey, PaperKind
from vpr_print.track.events import EventKind
from vpr_print.track.history import HistoryLine
from vpr_print.track.thing import Thing
from vpr_print.track.words import EVENTS, STATES, describe

_PACKETS = {PaperKind[packet.name]: packet for packet in PacketKind}
_MANIFESTS = {
    **{manifest: packet for packet, manifest in MANIFEST_OF.items()},
    PaperKind.MANIFEST_DISPATCH: PacketKind.DISPATCH,
}
VERDICTS = {True: "сходится", False: "не сходится"}


def name_of(key: PaperKey, procedure: Procedure) -> str:
    """The thing without its room: «доставочный пакет», «комплект 07»."""
    ordinal = f" {key.ordinal}" if key.ordinal > 1 else ""
    if key.kind in _PACKETS:
        return procedure.names.of(_PACKETS[key.kind]) + ordinal
    if key.kind in _MANIFESTS:
        return f"опись: {procedure.names.of(_MANIFESTS[key.kind])}" + ordinal
    return describe(key).rpartition(": ")[2]


def names_of(keys: tuple[PaperKey, ...], procedure: Procedure) -> str:
    """Papers of one room with consecutive serials: «комплекты 01–16», «бумаги кабинета»."""
    first, last = keys[0], keys[-1]
    if len(keys) == 1:
        return name_of(first, procedure)
    if first.kind is PaperKind.SET:
        return f"комплекты {first.ordinal:02d}–{last.ordinal:02d}"
    return procedure.words.room_papers if first.room else "бумаги работы"


def event_name(line: HistoryLine) -> str:
    """«напечатан», «напечатан повторно», «отменена запись 12»."""
    name = EVENTS[EventKind(line.what)]
    if line.takes_back:
        return f"{name} {line.takes_back.rpartition(':')[2]}"
    return f"{name} повторно" if line.reprint else name


def remark(line: HistoryLine, procedure: Procedure) -> str:
    """What an act has to say of a step beside which and when."""
    parts = [f"в {procedure.words.room} {line.room}"] if line.room else []
    parts += [f"сейф-пакет {line.bag}"] if line.bag else []
    parts += ["вопреки правилам"] if line.overrules else []
    return ", ".join(parts) + (f"{': ' if parts else ''}{line.reason}" if line.reason else "")


def person(line: HistoryLine) -> str:
    """Who recorded it, and where."""
    return ", ".join(part for part in (line.who, line.station) if part)


def place_of(thing: Thing, procedure: Procedure) -> str:
    """Where an unaccounted set is by the ledger: «выдан», «выдан, каб. 102»."""
    return STATES[thing.state] + (f", {procedure.words.room} {thing.place}" if thing.place else "")
