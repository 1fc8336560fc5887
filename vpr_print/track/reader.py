"""What a ledger answers: papers, codes, works, events, and whether its chain is whole. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from vpr_print.model.identifier import Identifier
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.track.custody import Conflict
from vpr_print.track.custody_rows import ENCLOSURES, THINGS, read_disputed, read_things
from vpr_print.track.database import Database
from vpr_print.track.events import ChainProof, ChainsBroken, Event, Head
from vpr_print.track.folded import read_projection
from vpr_print.track.history import HistoryLine
from vpr_print.track.judging import living_paper
from vpr_print.track.paper import LedgerPaper
from vpr_print.track.projection import Projection
from vpr_print.track.protocol_typed import Typing
from vpr_print.track.replay import Replay, read_history_lines
from vpr_print.track.rows import (
    read_codes,
    read_codes_elsewhere,
    read_events,
    read_manifest,
    read_papers,
    read_works,
)
from vpr_print.track.standing import Standing, read_standing
from vpr_print.track.thing import Thing
from vpr_print.track.verification import Verified, verify
from vpr_print.track.work_record import DrawnUp, WorkRecord, read_drawn_up, read_typings, read_work_record

CodePlaces = Mapping[ParticipantCode, tuple[str, int]]
"""Room and ordinal of each code."""


class LedgerReader:
    """The questions that the ledger of one site answers; close it, or use it in ``with``."""

    def __init__(self, database: Database, site: SiteNumber) -> None:
        self._database = database
        self.site = site

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # ── questions ────────────────────────────────────────────────────────────────────────────────────────

    def lookup(self, number: Identifier) -> LedgerPaper | None:
        """The paper with this number (or with this page), void ones too; None for a number never given."""
        with self._database.reading() as connection:
            return read_papers(connection, self.site, numbers=(str(number.whole),)).get(str(number.whole))

    def living(self, number: Identifier) -> LedgerPaper:
        """The built paper with this number. Raises ``ForeignNumberError``, ``UnknownNumberError``,
        ``VoidNumberError``, ``NotBuiltError``."""
        paper = self.lookup(number)
        return living_paper(number, Projection(self.site, {str(number.whole): paper} if paper else {}))

    def papers(self, work: str) -> tuple[LedgerPaper, ...]:
        """Every paper of the work that ever had a number, in the order of the numbers."""
        with self._database.reading() as connection:
            return tuple(read_papers(connection, self.site, work=work).values())

    def code_places(self, work: str) -> CodePlaces:
        """Room and ordinal of each code, as the last finished build recorded them; empty without one."""
        with self._database.reading() as connection:
            return read_codes(connection, self.site, work)

    def codes_given_elsewhere(self, work: str, day: str) -> frozenset[ParticipantCode]:
        """Codes that finished builds of other works have placed, whose keys begin with ``day`` (``2026-04-21``)."""
        with self._database.reading() as connection:
            return read_codes_elsewhere(connection, self.site, work, day)

    def works(self) -> tuple[str, ...]:
        """Keys of the works that have been built, in order."""
        with self._database.reading() as connection:
            return read_works(connection, self.site)

    def built_manifest(self, work: str) -> str | None:
        """SHA-256 of the manifest of the work's last finished build, or None."""
        with self._database.reading() as connection:
            return read_manifest(connection, self.site, work)

    def thing(self, number: str, *, enclosed: bool = False) -> Thing | None:
        """The set or packet with this number (16 digits of the whole), as it is now; None for any other.

        ``enclosed``: or the protocol, code sheet or drafts that lie in a delivery packet.
        """
        kinds = (*THINGS, *ENCLOSURES) if enclosed else THINGS
        with self._database.reading() as connection:
            paper = read_papers(connection, self.site, numbers=(number,)).get(number)
            if paper is None:
                return None
            things = read_things(connection, self.site, work=paper.work, room=paper.key.room, kinds=kinds)
        return next((thing for thing in things if thing.number == number), None)

    def things(self, work: str | None = None, room: str | None = None) -> tuple[Thing, ...]:
        """Sets and packets of finished builds, void ones too, by their serials: of one work, of rooms of that name."""
        with self._database.reading() as connection:
            return read_things(connection, self.site, work=work, room=room)

    def contents(self, work: str, room: str) -> tuple[Thing, ...]:
        """The same of one room, with the papers that are laid into its delivery packet."""
        with self._database.reading() as connection:
            return read_things(connection, self.site, work=work, room=room, kinds=(*THINGS, *ENCLOSURES))

    def history(self, *numbers: str) -> tuple[HistoryLine, ...]:
        """What was recorded of these numbers, in order; what was taken back and what contradicts is marked."""
        with self._database.reading() as connection:
            return read_history_lines(connection, self.site, numbers)

    def work_record(self, work: str) -> WorkRecord:
        """Everything that was recorded of a work, as of the head: what acts and journals are drawn from."""
        with self._database.reading() as connection:
            return read_work_record(connection, self._standing(connection), work)

    def drawn_up(self, work: str) -> tuple[DrawnUp, ...]:
        """The papers that were made of the work's events, in order."""
        with self._database.reading() as connection:
            return read_drawn_up(connection, self.site, work)

    def typings(self, work: str) -> tuple[Typing, ...]:
        """Everything that was typed of the work's paper protocol, in order, each with whether it stands."""
        with self._database.reading() as connection:
            return read_typings(connection, self.site, work)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Steps of several ledgers that cannot all have been, also of numbers that no ledger here has given.

        A person takes them back, or says with a reason what is true.
        """
        with self._database.reading() as connection:
            return Replay(connection, self.site, read_disputed(connection, self.site)).conflicts()

    @property
    def serials(self) -> range:
        """The range that this ledger takes its serials from."""
        with self._database.reading() as connection:
            return self._standing(connection).serials

    @property
    def next_serial(self) -> int:
        """The serial that the next new paper takes; one past the range when it is used up."""
        with self._database.reading() as connection:
            return self._standing(connection).next_serial

    @property
    def head(self) -> Head:
        """The end of the chain; its hash is printed on acts and journals."""
        with self._database.reading() as connection:
            return self._standing(connection).head

    # ── the chain ────────────────────────────────────────────────────────────────────────────────────────

    def events(self) -> tuple[Event, ...]:
        """Every event of this ledger, in order."""
        with self._database.reading() as connection:
            return tuple(read_events(connection, self.site, self._standing(connection).ledger))

    def verify_chain(self) -> int | None:
        """The first sequence number at which a row was changed, inserted or deleted; None for an intact chain."""
        with self._database.reading() as connection:
            standing = self._standing(connection)
            proof = ChainProof({standing.ledger: standing.head})
            try:
                proof.finish(proof.through(standing.ledger, read_events(connection, self.site, standing.ledger)))
            except ChainsBroken as broken:
                return broken.at[standing.ledger]
            return None

    def verify(self, against: Sequence[str] = ()) -> Verified:
        """Every chain, every head that a chain or a paper (``against``) names, and the tables, proved."""
        with self._database.reading() as connection:
            self._standing(connection)
            return verify(connection, self.site, self._database.place, against)

    def projection(self) -> Projection:
        """What the tables of papers, codes and manifests say now."""
        with self._database.reading() as connection:
            return read_projection(connection, self.site, self._standing(connection).next_serial)

    def _standing(self, connection: Connection) -> Standing:
        return read_standing(connection, self.site, self._database.place)
