"""The ledger of a site: it gives the numbers, and remembers every event of every paper.

SQLite on a local disk, or PostgreSQL for the schools of a region. Every method that writes does so in one
transaction, which has reached the disk when the method returns: after a power cut an answer that was given still
holds, and nothing stands there by half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from vpr_print.errors import raise_flaws
from vpr_print.model.identifier import SERIALS, Identifier, check_site
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import NumberedPaper, Numbering, PaperRequest, fingerprint_seed
from vpr_print.track.build_numbers import Fates, check_serials, need_reason, numbered, unprintable
from vpr_print.track.custody_errors import AlreadyPrintedError, DrawnMeanwhileError
from vpr_print.track.database import Database, Place
from vpr_print.track.errors import BrokenChainError, LedgerExistsError
from vpr_print.track.events import EventPlace
from vpr_print.track.exchange import TakenIn, append_imported, exported_csv, exported_lines, take_in
from vpr_print.track.folded import fold_site, rebuild, replace_projection
from vpr_print.track.judging import Step
from vpr_print.track.migrations import migrate
from vpr_print.track.number_errors import UnknownNumberError, VoidNumberError
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.projection import (
    Projection,
    built_event,
    codes_event,
    created_event,
    planned_event,
    printed_event,
    reserved_event,
    voided_event,
)
from vpr_print.track.protocol_typed import Typed, typed_event
from vpr_print.track.reader import CodePlaces, LedgerReader
from vpr_print.track.recording import Recorded, Recorder
from vpr_print.track.rows import in_parts, read_by_keys, read_codes, read_living, read_manifest, read_papers
from vpr_print.track.standing import (
    Stamp,
    Standing,
    append_events,
    cut_off_at,
    has_standing,
    read_standings,
    write_new_standing,
)
from vpr_print.track.work_record import DrawnUp, drawn_up_event, read_drawn_up

Clock = Callable[[], datetime]
"""Gives the time of an event; aware of its zone."""


class Ledger(LedgerReader):
    """The numbers and events of one site, and how they grow; close it, or use it in ``with``."""

    def __init__(self, database: Database, site: SiteNumber, clock: Clock, station: str) -> None:
        """Use ``create`` or ``open``."""
        super().__init__(database, site)
        self._clock = clock
        self._station = _clean(station)

    @classmethod
    def create(
        cls,
        place: Place,
        *,
        site: SiteNumber,
        serials: range = SERIALS,
        after: int | None = None,
        clock: Clock,
        ledger_id: str,
        who: str,
        station: str = "",
    ) -> Ledger:
        """A new ledger at ``place``, which appears whole or not at all.

        ``after`` is the highest serial already used elsewhere; ``ledger_id`` is random hex, which tells this
        ledger from every other. Raises ``LedgerExistsError``, ``SerialRangeError``, ``AfterOutsideError``,
        ``LedgerPlaceError``, ``LedgerDiskError``, and a server's errors as ``open``.
        """
        check_site(site)
        if not re.fullmatch(r"[0-9a-f]{16,64}", ledger_id):
            raise ValueError("a ledger id is 16 to 64 hex digits")
        first, last = check_serials(serials, after)
        next_serial = first if after is None else max(first, after + 1)
        standing = Standing(site=site, ledger=ledger_id, serials=range(first, last + 1), next_serial=next_serial)
        with Database.new(place, site, ledger_id[:16]) as database:
            migrate(database, fresh=True)
            stamp = cls(database, site, clock, station)._stamp(who)
            with database.writing() as connection:
                if has_standing(connection, site):
                    raise LedgerExistsError(database.place)
                write_new_standing(connection, standing)
                append_events(connection, standing, stamp, (created_event(first, last, next_serial),))
        return cls.open(place, site=site, clock=clock, station=station)

    @classmethod
    def open(cls, place: Place, *, site: SiteNumber, clock: Clock, station: str = "") -> Ledger:
        """The ledger that lies at ``place``, brought to this program's form.

        Raises ``LedgerMissingError``, ``NotALedgerError``, ``NewerLedgerError``, ``ForeignLedgerError``,
        ``BrokenChainError`` (the end of the chain is not where it was), ``LedgerPlaceError``,
        ``LedgerBusyError``, ``LedgerDamagedError``, ``LedgerDiskError``; of a server ``LedgerUrlError``,
        ``LedgerDriverError``, ``LedgerServerError``, ``LedgerNotDurableError``, ``NoLedgerOfSiteError``.
        """
        database = Database.at(place, site)
        try:
            migrate(database, fresh=False)
            ledger = cls(database, site, clock, station)
            ledger._catch_up()
        except BaseException:
            database.close()
            raise
        return ledger

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────────

    def reserve(
        self,
        work: str,
        requests: Iterable[PaperRequest],
        *,
        who: str,
        reason: str | None = None,
        agree: Callable[[Sequence[LedgerPaper]], None] | None = None,
    ) -> Numbering:
        """The number of every paper, in the order of the requests; new ones are reserved in one transaction.

        The same requests give the same numbers again, also after an interrupted build. ``agree`` is shown the built
        papers whose numbers would die (another fingerprint, or no longer in the plan), and may raise. Raises
        ``ReasonNeededError`` when numbers confirmed as printed would die without a ``reason``,
        ``SerialsExhaustedError``; then nothing is reserved.
        """
        with self._database.writing() as connection:
            standing = self._standing(connection)
            living = read_papers(connection, self.site, work=work, living=True)
            numbering = numbered(standing, living, requests)
            lost = Fates(living.values(), numbering).dying
            if agree:
                agree([paper for paper in lost if paper.state is PaperState.BUILT])
            need_reason(lost, reason)
            stamp = self._stamp(who)
            for fresh in in_parts(paper for paper in numbering.papers if paper.fresh):
                append_events(connection, self._standing(connection), stamp, (reserved_event(work, fresh),))
        return numbering

    def foreseen(self, work: str, requests: Iterable[PaperRequest]) -> Numbering:
        """What ``reserve`` would give now. Nothing is reserved. Raises ``SerialsExhaustedError``."""
        with self._database.reading() as connection:
            living = read_papers(connection, self.site, work=work, living=True)
            return numbered(self._standing(connection), living, requests)

    def record_built(
        self,
        work: str,
        numbering: Numbering,
        *,
        who: str,
        manifest_sha256: str,
        subject: str = "",
        grade: int = 0,
        reason: str | None = None,
        code_places: CodePlaces | None = None,
    ) -> None:
        """Record a finished build: its papers are planned, every other living paper of the work becomes void.

        ``subject`` and ``grade`` are those of the work: what acts and journals are headed with, here and where this
        ledger is taken in. ``code_places`` replaces the work's places of codes; None leaves them. Recording the same
        again changes nothing. Raises ``ReasonNeededError`` as ``reserve`` does, ``VoidNumberError`` when another build
        has meanwhile voided a number of this one, ``UnknownNumberError`` for one that was never reserved.
        """
        with self._database.writing() as connection:
            stamp, fates = self._stamp(who), Fates(read_living(connection, self.site, work), numbering)
            planned = 0
            for part in in_parts(numbering.papers):
                self._all_living(connection, fates, part)
                made = {str(it.identifier): _reserved(work, it) for it in part if fates.is_reserved(it.identifier)}
                news = [planned_event(work, number) for number in made]
                append_events(connection, self._standing(connection), stamp, news, Projection(self.site, made))
                planned += len(made)
            need_reason(fates.dying, reason)
            replaced = {str(paper.identifier): paper for paper in fates.dying}
            news = [voided_event(work, number, reason) for number in replaced]
            if code_places is not None and code_places != read_codes(connection, self.site, work):
                news.append(codes_event(work, code_places))
            if planned or news or read_manifest(connection, self.site, work) != manifest_sha256:
                built = built_event(
                    work, manifest_sha256, planned=planned, voided=len(replaced), subject=subject, grade=grade
                )
                news.append(built)
            append_events(connection, self._standing(connection), stamp, news, Projection(self.site, replaced))

    def new_dispatch_packet(self, work: str, *, who: str) -> Identifier:
        """The number of a new packet to the scanning centre, which no build makes and none voids.

        Raises ``SerialsExhaustedError``.
        """
        with self._database.writing() as connection:
            papers = read_papers(connection, self.site, work=work).values()
            ordinal = 1 + sum(paper.key.kind is PaperKind.DISPATCH for paper in papers)
            key = PaperKey("", PaperKind.DISPATCH, ordinal)
            return self._new_paper(connection, work, key, fingerprint_seed(key), who, planned=True)

    def reserve_replacement(self, number: Identifier, *, who: str) -> Identifier:
        """The number of a new set with the place and content of an old one, which lives until a build records both.

        The same after an interruption. Raises ``UnknownNumberError``, ``SerialsExhaustedError``.
        """
        with self._database.writing() as connection:
            old = read_papers(connection, self.site, numbers=(str(number.whole),)).get(str(number.whole))
            if old is None:
                raise UnknownNumberError(number.whole)
            for paper in read_papers(connection, self.site, work=old.work, living=True).values():
                same = (paper.key, paper.fingerprint) == (old.key, old.fingerprint)
                if same and paper.state is PaperState.RESERVED:
                    return paper.identifier
            return self._new_paper(connection, old.work, old.key, old.fingerprint, who, planned=False)

    # ── papers of the ledger itself ──────────────────────────────────────────────────────────────────────────

    def reserve_custody_paper(self, work: str, kind: PaperKind, *, who: str, ordinal: int = 0) -> LedgerPaper:
        """The number of a new act, journal, statement or manifest; its ordinal counts those of the kind, unless given.

        Raises ``SerialsExhaustedError``.
        """
        with self._database.writing() as connection:
            papers = read_papers(connection, self.site, work=work, living=True).values()
            done = sum(paper.key.kind is kind and paper.state is PaperState.BUILT for paper in papers)
            key = PaperKey("", kind, ordinal or 1 + done)
            number = self._new_paper(connection, work, key, fingerprint_seed(key), who, planned=False)
            return read_papers(connection, self.site, numbers=(str(number),))[str(number)]

    def record_drawn_up(self, work: str, drawn: DrawnUp, *, who: str, after: int) -> None:
        """Record that the paper exists, and what it cites and lists; one that it takes the place of is void.

        ``after`` is the place of the event that it cites. Raises ``DrawnMeanwhileError`` when another was drawn up
        since, at another machine, that lists some of the same or has its ordinal.
        """
        with self._database.writing() as connection:
            standing, number = self._standing(connection), str(drawn.number)
            since = EventPlace(standing.ledger, after)
            for other in read_drawn_up(connection, self.site, work, after=since):
                both = set(other.lists) & set(drawn.lists)
                if both or (other.kind, other.ordinal) == (drawn.kind, drawn.ordinal):
                    paper = PaperKey("", other.kind, other.ordinal)
                    raise DrawnMeanwhileError(paper, tuple(sorted({listed for _, listed in both})))
            living = read_papers(connection, self.site, work=work, living=True)
            key = PaperKey("", drawn.kind, drawn.ordinal)
            news = [planned_event(work, number), drawn_up_event(work, drawn)]
            news += [
                voided_event(work, old, None)
                for old, paper in living.items()
                if paper.key == key and paper.state is PaperState.BUILT
            ]
            append_events(connection, standing, self._stamp(who), news, Projection(self.site, living))

    # ── custody ──────────────────────────────────────────────────────────────────────────────────────────

    def confirm_printed(self, numbers: Iterable[Identifier], *, who: str, reprint: str | None = None) -> None:
        """Record that a person saw these papers printed and good; a page's number counts for its paper.

        ``reprint`` is the reason why papers that had been confirmed were printed again under the same number. All
        or none. Raises ``UnknownNumberError``, ``VoidNumberError``, ``NotBuiltError``, ``AlreadyPrintedError``, all
        flaws at once.
        """
        wholes = tuple(dict.fromkeys(number.whole for number in numbers))
        with self._database.writing() as connection:
            papers = read_papers(connection, self.site, numbers=map(str, wholes))
            flaws = [flaw for number in wholes if (flaw := unprintable(number, papers.get(str(number))))]
            before = [(paper.identifier, paper.key) for paper in papers.values() if paper.printed_confirmed]
            if before and not reprint:
                flaws.append(AlreadyPrintedError(tuple(before)))
            raise_flaws(flaws)
            news = [
                printed_event(paper.work, number, reprint=reprint if paper.printed_confirmed else None)
                for number, paper in papers.items()
            ]
            append_events(connection, self._standing(connection), self._stamp(who), news, Projection(self.site, papers))

    def record(self, steps: Sequence[Step], *, who: str, reason: str | None = None) -> tuple[Recorded, ...]:
        """Record what a person says of sets and packets, in this order, in one transaction: all or nothing.

        With a ``reason`` a step that contradicts the rules is recorded as an overruling one. Raises the errors of
        ``judging`` (51; numbers that the ledger does not know or has voided: 50), all flaws at once.
        """
        with self._database.writing() as connection:
            return Recorder(connection, self._standing(connection), self._stamp(who), reason).record(steps)

    def take_back(
        self,
        number: Identifier,
        *,
        who: str,
        event: EventPlace | None = None,
        reason: str | None = None,
        key: str | None = None,
    ) -> Recorded:
        """Take back the last step of a number, or the one that is named: a correction, both stay in the ledger.

        Raises ``NothingToTakeBackError``, ``StepsFollowError``, and what is wrong with the number.
        """
        with self._database.writing() as connection:
            recorder = Recorder(connection, self._standing(connection), self._stamp(who), reason)
            recorded = recorder.take_back(number, event, key)
            if recorder.fold_anew:
                replace_projection(connection, self._standing(connection), fold_site(connection, self.site))
            return recorded

    # ── the electronic protocol ──────────────────────────────────────────────────────────────────────────

    def record_typed(self, work: str, typed: Sequence[Typed], *, who: str) -> None:
        """Record what was typed of the paper protocol, all in one transaction; what has its key already is there."""
        with self._database.writing() as connection:
            standing = self._standing(connection)
            there = read_by_keys(connection, self.site, standing.ledger, (item.key for item in typed if item.key))
            news = [typed_event(work, item) for item in typed if item.key not in there]
            append_events(connection, standing, self._stamp(who), news)

    # ── the projection ───────────────────────────────────────────────────────────────────────────────────────

    def rebuild_projection(self) -> None:
        """Throw away everything but the events, and fold it anew from the chains of all ledgers of the site.

        Raises ``BrokenChainError`` instead of folding events that somebody has changed.
        """
        with self._database.writing() as connection:
            rebuild(connection, self._standing(connection), self._database.place)

    # ── other ledgers ────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def exported(self, *, as_csv: bool = False) -> Iterator[Iterator[str]]:
        """Lines of the whole ledger, foreign chains included: for another station, or as CSV for a spreadsheet."""
        with self._database.reading() as connection:
            ledger = self._standing(connection).ledger
            if as_csv:
                yield exported_csv(connection, self.site, ledger)
            else:
                yield exported_lines(connection, self.site, ledger, self._stamp("").at)

    def take_in(self, file: Path, *, who: str) -> TakenIn:
        """Add what another station of the site has exported; all of the file or nothing.

        Taking in again what is known changes nothing. Raises ``ExportFileError``, ``ExportOfOtherSiteError``,
        ``ForkedChainError``, ``CutOffChainError``, ``RestoredLedgerError``, ``SerialsOverlapError``.
        """
        with self._database.writing() as connection:
            standing = self._standing(connection)
            taken = take_in(connection, self.site, standing.ledger, file)
            if taken.new:
                append_imported(connection, standing, self._stamp(who), taken)
                replace_projection(connection, standing, fold_site(connection, self.site))
        return taken

    # ── inside a transaction ─────────────────────────────────────────────────────────────────────────────

    def _catch_up(self) -> None:
        """Fold anew when the projection is behind the chain. Raises ``BrokenChainError`` for a chain cut at its end."""
        with self._database.reading() as connection:
            self._standing(connection)
            standings = read_standings(connection, self.site)
            broken = next(filter(None, (cut_off_at(connection, standing) for standing in standings)), None)
        if broken is not None:
            raise BrokenChainError(self._database.place, broken)
        if any(standing.folded_hash != standing.head.hash for standing in standings):
            self.rebuild_projection()

    def _new_paper(
        self, connection: Connection, work: str, key: PaperKey, fingerprint: str, who: str, *, planned: bool
    ) -> Identifier:
        """The number of one paper that no build asked for; ``planned`` where it is already made."""
        standing, stamp = self._standing(connection), self._stamp(who)
        (paper,) = numbered(standing, {}, (PaperRequest(key, fingerprint),)).papers
        news = [reserved_event(work, (replace(paper, fingerprint=fingerprint),))]
        if planned:
            news.append(planned_event(work, str(paper.identifier)))
        append_events(connection, standing, stamp, news)
        return paper.identifier

    def _all_living(self, connection: Connection, fates: Fates, papers: Iterable[NumberedPaper]) -> None:
        missing = [paper for paper in papers if not fates.lives(paper.identifier)]
        known = read_papers(connection, self.site, numbers=(str(paper.identifier) for paper in missing))
        for paper in missing:
            found = known.get(str(paper.identifier))
            if found is not None and found.state is PaperState.VOID:
                raise VoidNumberError(paper.identifier, paper.key)
            raise UnknownNumberError(paper.identifier)

    def _stamp(self, who: str) -> Stamp:
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Stamp(at, _clean(who), self._station)


def _reserved(work: str, paper: NumberedPaper) -> LedgerPaper:
    return LedgerPaper(paper.identifier, work, paper.key, paper.fingerprint, PaperState.RESERVED)


def _clean(text: str) -> str:
    """The text without what no database can hold: halves of characters, and the sign with the number nought."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
