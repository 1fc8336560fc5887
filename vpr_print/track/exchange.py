"""Ledgers of one site's stations come together: chains go out as they are, and come in link by link or not at all.

A foreign chain is stored as it came. What was taken in is said by an event of our own chain, with the heads: so a
chain that is later shortened or replaced, here or there, contradicts ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from vpr_print.model.work import SiteNumber
from vpr_print.track.events import FIRST_PREV, Event, EventKind, Head, NewEvent, canonical_json, link_hash
from vpr_print.track.exchange_errors import (
    CutOffChainError,
    ExportFileError,
    ExportOfOtherSiteError,
    ForkedChainError,
    RestoredLedgerError,
    SerialsOverlapError,
)
from vpr_print.track.export_format import (
    LONGEST_LINE,
    ExportedChain,
    ExportHeader,
    NotAnExport,
    csv_lines,
    event_line,
    header_line,
    parse_event,
    parse_header,
    serials_in,
)
from vpr_print.track.rows import read_events, write_events
from vpr_print.track.schema import EVENTS, LEDGERS
from vpr_print.track.standing import Stamp, Standing, append_events

_WRITTEN_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class TakenChain:
    """What one chain of a file has brought."""

    ledger: str
    events: int
    """In the file."""
    new: int
    head: Head
    """As it is known now: of an old file, a later one than the file's."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file has brought."""

    file: str
    chains: tuple[TakenChain, ...]

    @property
    def new(self) -> int:
        """Events that were not known before."""
        return sum(chain.new for chain in self.chains)


def exported_lines(connection: Connection, site: SiteNumber, ledger: str, at: str) -> Iterator[str]:
    """The ledger with every chain that it holds as JSON lines, its own chain first."""
    heads = _heads(connection, site)
    order = sorted(heads, key=lambda known: (known != ledger, known))
    chains = tuple(ExportedChain(known, heads[known].seq, heads[known].hash) for known in order)
    yield header_line(ExportHeader(site, ledger, at, chains))
    for chain in chains:
        yield from map(event_line, read_events(connection, site, chain.ledger))


def exported_csv(connection: Connection, site: SiteNumber, ledger: str) -> Iterator[str]:
    """The same events as rows for a spreadsheet."""
    order = sorted(_heads(connection, site), key=lambda known: (known != ledger, known))
    yield from csv_lines(event for known in order for event in read_events(connection, site, known))


def take_in(connection: Connection, site: SiteNumber, own: str, path: Path) -> TakenIn:
    """Store the chains of an exported file, inside a transaction that the caller completes.

    The file is held to what is known: of a chain that has been taken in before, it must say the same, and may go on.
    A file older than what is known brings nothing. Raises ``ExportFileError``, ``ExportOfOtherSiteError``,
    ``ForkedChainError``, ``CutOffChainError``, ``RestoredLedgerError`` (the file knows more of our own chain than we
    do), ``SerialsOverlapError``.
    """
    try:
        with path.open("rb") as file:
            return _Import(connection, site, own, str(path)).read(file)
    except OSError as error:
        raise ExportFileError(str(path), 0, f"файл не читается ({error.strerror})") from None


def append_imported(connection: Connection, standing: Standing, stamp: Stamp, taken: TakenIn) -> None:
    """Tie the heads of what was taken in to our own chain, by an event that comes after all that is known now."""
    heads = {chain.ledger: [chain.head.seq, chain.head.hash] for chain in taken.chains if chain.new}
    news = (NewEvent(what=EventKind.IMPORTED, body=canonical_json({"heads": heads})),)
    latest = max(head.lamport for head in _heads(connection, standing.site).values())
    append_events(connection, replace(standing, head=replace(standing.head, lamport=latest)), stamp, news)


class _Import:
    """One file on its way in."""

    def __init__(self, connection: Connection, site: SiteNumber, own: str, name: str) -> None:
        self._connection = connection
        self._site = site
        self._own = own
        self._name = name
        self._known = _heads(connection, site)
        self._ranges = _ranges(connection, site)
        self._line = 0

    def read(self, file: IO[bytes]) -> TakenIn:
        lines = self._lines(file)
        try:
            header = parse_header(next(lines, b""))
            if header.site != self._site:
                raise ExportOfOtherSiteError(self._name, header.site, self._site)
            events = (parse_event(line, self._site) for line in lines)
            taken = tuple([self._chain(chain, header, islice(events, chain.events)) for chain in header.chains])
            if next(lines, None) is not None:
                raise NotAnExport("лишняя строка в конце")
        except NotAnExport as error:
            raise ExportFileError(self._name, self._line, str(error)) from None
        return TakenIn(self._name, taken)

    def _lines(self, file: IO[bytes]) -> Iterator[bytes]:
        while line := file.readline(LONGEST_LINE + 1):
            self._line += 1
            if len(line) > LONGEST_LINE:
                raise NotAnExport("слишком длинная строка")
            yield line

    def _chain(self, chain: ExportedChain, header: ExportHeader, events: Iterator[Event]) -> TakenChain:
        known = self._known.get(chain.ledger, Head())
        if chain.ledger == self._own and chain.events > known.seq:
            raise RestoredLedgerError(self._name, known.seq, chain.events)
        links = self._linked(chain, events)
        self._compare(chain, links, known)
        new = self._write(chain, links, known)
        if chain.events < known.seq and chain.ledger == header.ledger:
            self._expect_older(chain, header, known)
        return TakenChain(chain.ledger, chain.events, new.seq - known.seq, new)

    def _linked(self, chain: ExportedChain, events: Iterator[Event]) -> Iterator[Event]:
        """The events of the chain, each proved to follow the one before, the last one to be its head."""
        seq, prev, lamport = 0, FIRST_PREV, 0
        for event in events:
            if event.ledger != chain.ledger or event.seq != seq + 1:
                raise NotAnExport(f"записи журнала идут не подряд: ожидалась запись {seq + 1}")
            if event.prev != prev or event.lamport <= lamport or event.hash != link_hash(*event):
                raise NotAnExport(f"запись {event.seq} изменена: цепочка хешей не сходится")
            seq, prev, lamport = event.seq, event.hash, event.lamport
            yield event
        if (seq, prev) != (chain.events, chain.head):
            raise NotAnExport(f"файл обрывается на записи {seq} из {chain.events}, или её хеш не тот, что в заголовке")

    def _compare(self, chain: ExportedChain, links: Iterator[Event], known: Head) -> None:
        """Run through what is known already. Raises ``ForkedChainError`` where the file says something else."""
        both = min(known.seq, chain.events)
        query = select(EVENTS.c.hash).where(
            EVENTS.c.site == self._site, EVENTS.c.ledger == chain.ledger, EVENTS.c.seq <= both
        )
        hashes = self._connection.scalars(
            query.order_by(EVENTS.c.seq).execution_options(yield_per=_WRITTEN_AT_ONCE)
        )
        for hash_ in hashes:
            event = next(links, None)
            if event is None or event.hash != hash_:
                raise ForkedChainError(self._name, chain.ledger, event.seq if event else chain.events)

    def _write(self, chain: ExportedChain, links: Iterator[Event], known: Head) -> Head:
        """Add what is new, and bring the chain's row up to it."""
        head, given = known, 0
        while piece := list(islice(links, _WRITTEN_AT_ONCE)):
            for event in piece:
                if event.seq == 1 or event.what in (EventKind.RESERVED, EventKind.LEDGER_CREATED):
                    given = self._serials(chain.ledger, event)
            try:
                write_events(self._connection, piece)
            except (IntegrityError, DataError):
                raise NotAnExport("такой записи в журнале быть не может: повторён ключ или недопустим знак") from None
            head = Head(piece[-1].seq, piece[-1].hash, piece[-1].lamport)
        if head == known:
            return known
        values: dict[str, str | int] = {"head_seq": head.seq, "head_hash": head.hash, "lamport": head.lamport}
        if given:
            values["next_serial"] = given
        row = (LEDGERS.c.site == self._site, LEDGERS.c.ledger == chain.ledger)
        self._connection.execute(update(LEDGERS).where(*row).values(**values))
        return head

    def _serials(self, ledger: str, event: Event) -> int:
        """The serial that the ledger takes next. Raises ``SerialsOverlapError`` for a range that another has."""
        if (event.seq == 1) != (event.what == EventKind.LEDGER_CREATED):
            raise NotAnExport("журнал начинается не с записи о своём создании")
        serials = serials_in(event)
        if event.what == EventKind.RESERVED:
            own = self._ranges.get(ledger, range(0))
            if serials[0] not in own or serials[-1] not in own:
                raise NotAnExport(f"запись {event.seq} раздаёт номера вне диапазона своего журнала")
            return serials[-1] + 1
        if not serials or event.content["next"] not in range(serials[0], serials[-1] + 2):
            raise NotAnExport(f"запись {event.seq} повреждена (body)")
        for other in self._ranges.values():
            if serials[0] <= other[-1] and other[0] <= serials[-1]:
                raise SerialsOverlapError(self._name, ledger, serials[0], serials[-1])
        self._ranges[ledger] = serials
        self._connection.execute(
            insert(LEDGERS).values(
                site=self._site,
                ledger=ledger,
                own=0,
                first_serial=serials[0],
                last_serial=serials[-1],
                next_serial=event.content["next"],
                head_seq=0,
                head_hash=FIRST_PREV,
                lamport=0,
                folded_hash=FIRST_PREV,
            )
        )
        return int(event.content["next"])

    def _expect_older(self, chain: ExportedChain, header: ExportHeader, known: Head) -> None:
        """The file of a station that lacks its own later events must be older than these."""
        later = self._connection.scalar(
            select(EVENTS.c.at).where(
                EVENTS.c.site == self._site, EVENTS.c.ledger == chain.ledger, EVENTS.c.seq == chain.events + 1
            )
        )
        if later is not None and later < header.exported_at:
            raise CutOffChainError(self._name, chain.ledger, chain.events, known.seq)


def _heads(connection: Connection, site: SiteNumber) -> dict[str, Head]:
    query = select(LEDGERS.c.ledger, LEDGERS.c.head_seq, LEDGERS.c.head_hash, LEDGERS.c.lamport)
    rows = connection.execute(query.where(LEDGERS.c.site == site))
    return {ledger: Head(seq, hash_, lamport) for ledger, seq, hash_, lamport in rows}


def _ranges(connection: Connection, site: SiteNumber) -> dict[str, range]:
    query = select(LEDGERS.c.ledger, LEDGERS.c.first_serial, LEDGERS.c.last_serial)
    rows = connection.execute(query.where(LEDGERS.c.site == site))
    return {ledger: range(first, last + 1) for ledger, first, last in rows}
