"""The ledger of a site: it gives the numbers, and remembers every event of every paper.

SQLite on a local disk. Every method that writes does so in one transaction, which has reached the disk when
the method returns: after a power cut an answer that was given still holds, and nothing stands there by half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.model.identifier import SERIALS, Identifier, check_site
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.plan.numbering import Numbering, PaperRequest, SerialsExhausted, number_papers
from vpr_print.safe_files import sync_folder
from vpr_print.track.database import Database
from vpr_print.track.errors import (
    AfterOutsideError,
    BrokenChainError,
    LedgerDiskError,
    LedgerExistsError,
    LedgerPlaceError,
    NotBuiltError,
    ReasonNeededError,
    SerialRangeError,
    SerialsExhaustedError,
    UnknownNumberError,
    VoidNumberError,
)
from vpr_print.track.events import Event, Head, first_broken
from vpr_print.track.migrations import migrate
from vpr_print.track.paper import BuildPreview, LedgerPaper, PaperState
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
from vpr_print.track.rows import (
    read_codes,
    read_codes_elsewhere,
    read_events,
    read_manifest,
    read_papers,
    read_projection,
    read_works,
    replace_projection,
)
from vpr_print.track.standing import (
    Stamp,
    Standing,
    append_events,
    cut_off_at,
    read_standing,
    write_new_standing,
    write_standing,
)

Clock = Callable[[], datetime]
"""Gives the time of an event; aware of its zone."""
CodePlaces = Mapping[ParticipantCode, tuple[str, int]]
"""Room and ordinal of each code."""


class Ledger:
    """The numbers and events of one site; close it, or use it in ``with``."""

    def __init__(self, database: Database, site: SiteNumber, clock: Clock, station: str) -> None:
        """Use ``create`` or ``open``."""
        self._database = database
        self._clock = clock
        self._station = _clean(station)
        self.site = site

    @classmethod
    def create(
        cls,
        place: Path | str,
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
        ``LedgerPlaceError``, ``LedgerDiskError``.
        """
        path = _path_of(place)
        check_site(site)
        if not re.fullmatch(r"[0-9a-f]{16,64}", ledger_id):
            raise ValueError("a ledger id is 16 to 64 hex digits")
        first, last = check_serials(serials, after)
        if path.exists():
            raise LedgerExistsError(str(path))
        aside = path.with_name(f".{path.name}.{ledger_id[:16]}.new")
        database = Database.new(aside)
        try:
            migrate(database, fresh=True)
            next_serial = first if after is None else max(first, after + 1)
            standing = Standing(
                site=site, ledger=ledger_id, serials=range(first, last + 1), next_serial=next_serial
            )
            stamp = cls(database, site, clock, station)._stamp(who)
            with database.writing() as connection:
                write_new_standing(connection, standing)
                append_events(connection, standing, stamp, (created_event(first, last, next_serial),))
            database.close()  # folds the write-ahead journal into the one file that is renamed
            if path.exists():
                raise LedgerExistsError(str(path))
            aside.rename(path)
            sync_folder(path.parent)
        except OSError as error:
            raise LedgerDiskError(str(path), error.strerror or "") from None
        finally:
            database.close()
            for left in (aside, Path(f"{aside}-wal"), Path(f"{aside}-shm")):
                left.unlink(missing_ok=True)
        return cls.open(path, site=site, clock=clock, station=station)

    @classmethod
    def open(cls, place: Path | str, *, site: SiteNumber, clock: Clock, station: str = "") -> Ledger:
        """The ledger that lies at ``place``, brought to this program's form.

        Raises ``LedgerMissingError``, ``NotALedgerError``, ``NewerLedgerError``, ``ForeignLedgerError``,
        ``BrokenChainError`` (the end of the chain is not where it was), ``LedgerPlaceError``,
        ``LedgerBusyError``, ``LedgerDamagedError``, ``LedgerDiskError``.
        """
        database = Database.at(_path_of(place))
        try:
            migrate(database, fresh=False)
            ledger = cls(database, site, clock, station)
            ledger._catch_up()
        except BaseException:
            database.close()
            raise
        return ledger

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────────

    def preview(self, work: str, requests: Sequence[PaperRequest]) -> BuildPreview:
        """What a build of these papers would keep, take anew and void; writes nothing.

        Raises ``SerialsExhaustedError`` when the numbers would not suffice.
        """
        with self._database.reading() as connection:
            living = read_papers(connection, self.site, work=work, living=True)
            numbering = self._numbered(self._standing(connection), living, requests)
        return BuildPreview(
            kept=tuple(paper for paper in numbering.papers if not paper.fresh),
            new=tuple(paper.key for paper in numbering.papers if paper.fresh),
            changed=tuple(paper for paper in _dying(living, numbering) if paper.state is PaperState.BUILT),
        )

    def reserve(self, work: str, requests: Sequence[PaperRequest], *, who: str, reason: str | None = None) -> Numbering:
        """The number of every paper, in the order of the requests; new ones are reserved in one transaction.

        The same requests give the same numbers again, also after an interrupted build. Raises
        ``ReasonNeededError`` when numbers confirmed as printed would die without a ``reason``,
        ``SerialsExhaustedError``; then nothing is reserved.
        """
        with self._database.writing() as connection:
            standing = self._standing(connection)
            living = read_papers(connection, self.site, work=work, living=True)
            numbering = self._numbered(standing, living, requests)
            _need_reason(_dying(living, numbering), reason)
            fresh = [paper for paper in numbering.papers if paper.fresh]
            if fresh:
                append_events(connection, standing, self._stamp(who), (reserved_event(work, fresh),))
        return numbering

    def record_built(
        self,
        work: str,
        numbering: Numbering,
        *,
        who: str,
        manifest_sha256: str,
        reason: str | None = None,
        code_places: CodePlaces | None = None,
    ) -> None:
        """Record a finished build: its papers are planned, every other living paper of the work becomes void.

        ``code_places`` replaces the work's places of codes; None leaves them. Recording the same again changes
        nothing. Raises ``ReasonNeededError`` as ``reserve`` does, ``VoidNumberError`` when another build has
        meanwhile voided a number of this one, ``UnknownNumberError`` for one that was never reserved.
        """
        with self._database.writing() as connection:
            standing = self._standing(connection)
            living = read_papers(connection, self.site, work=work, living=True)
            self._all_living(connection, living, numbering)
            dying = _dying(living, numbering)
            _need_reason(dying, reason)
            numbers = [str(paper.identifier) for paper in numbering.papers]
            planned = [number for number in numbers if living[number].state is PaperState.RESERVED]
            news = [planned_event(work, number) for number in planned]
            news += [voided_event(work, str(paper.identifier), reason) for paper in dying]
            if code_places is not None and dict(code_places) != read_codes(connection, self.site, work):
                news.append(codes_event(work, code_places))
            if news or read_manifest(connection, self.site, work) != manifest_sha256:
                news.append(built_event(work, manifest_sha256, planned=len(planned), voided=len(dying)))
            append_events(connection, standing, self._stamp(who), news, living)

    def confirm_printed(self, numbers: Iterable[Identifier], *, who: str) -> None:
        """Record that a person saw these papers printed and good; a page's number counts for its paper.

        All or none. Confirming again changes nothing. Raises ``UnknownNumberError``, ``VoidNumberError``,
        ``NotBuiltError``, all flaws at once.
        """
        wholes = tuple(dict.fromkeys(number.whole for number in numbers))
        with self._database.writing() as connection:
            papers = read_papers(connection, self.site, numbers=map(str, wholes))
            raise_flaws(filter(None, (_unprintable(number, papers.get(str(number))) for number in wholes)))
            news = [
                printed_event(paper.work, number) for number, paper in papers.items() if not paper.printed_confirmed
            ]
            append_events(connection, self._standing(connection), self._stamp(who), news, papers)

    # ── questions ────────────────────────────────────────────────────────────────────────────────────────

    def lookup(self, number: Identifier) -> LedgerPaper | None:
        """The paper with this number (or with this page), void ones too; None for a number never given."""
        with self._database.reading() as connection:
            return read_papers(connection, self.site, numbers=(str(number.whole),)).get(str(number.whole))

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
            return first_broken(read_events(connection, self.site, standing.ledger), standing.head)

    def projection(self) -> Projection:
        """What the tables of papers, codes and manifests say now."""
        with self._database.reading() as connection:
            return read_projection(connection, self.site, self._standing(connection).next_serial)

    def rebuild_projection(self) -> None:
        """Throw away the tables of papers, codes and manifests, and fold them anew from the events.

        Raises ``BrokenChainError`` instead of folding events that somebody has changed.
        """
        with self._database.writing() as connection:
            standing = self._standing(connection)
            broken = first_broken(read_events(connection, self.site, standing.ledger), standing.head)
            if broken is not None:
                raise BrokenChainError(self._database.place, broken)
            projection = Projection(self.site)
            projection.fold(read_events(connection, self.site, standing.ledger))
            replace_projection(connection, standing.ledger, projection)
            write_standing(
                connection, replace(standing, next_serial=projection.next_serial, folded_hash=standing.head.hash)
            )

    # ── inside a transaction ─────────────────────────────────────────────────────────────────────────────

    def _standing(self, connection: Connection) -> Standing:
        return read_standing(connection, self.site, self._database.place)

    def _catch_up(self) -> None:
        """Fold anew when the projection is behind the chain. Raises ``BrokenChainError`` for a chain cut at its end."""
        with self._database.reading() as connection:
            standing = self._standing(connection)
            broken = cut_off_at(connection, standing)
        if broken is not None:
            raise BrokenChainError(self._database.place, broken)
        if standing.folded_hash != standing.head.hash:
            self.rebuild_projection()

    def _numbered(
        self, standing: Standing, living: Mapping[str, LedgerPaper], requests: Sequence[PaperRequest]
    ) -> Numbering:
        known = {(paper.key, paper.fingerprint): paper.identifier for paper in living.values()}
        try:
            return number_papers(requests, known, self.site, standing.serials, standing.next_serial)
        except SerialsExhausted as error:
            first, last = standing.serials[0], standing.serials[-1]
            raise SerialsExhaustedError(error.needed, error.left, first, last) from None

    def _all_living(self, connection: Connection, living: Mapping[str, LedgerPaper], numbering: Numbering) -> None:
        missing = [paper for paper in numbering.papers if str(paper.identifier) not in living]
        known = read_papers(connection, self.site, numbers=(str(paper.identifier) for paper in missing))
        for paper in missing:
            found = known.get(str(paper.identifier))
            if found is not None and found.state is PaperState.VOID:
                raise VoidNumberError(paper.identifier, paper.key)
            raise UnknownNumberError(paper.identifier)

    def _stamp(self, who: str) -> Stamp:
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Stamp(at, _clean(who), self._station)


def check_serials(serials: range, after: int | None) -> tuple[int, int]:
    """First and last serial of the range. Raises ``SerialRangeError``, ``AfterOutsideError``."""
    if not serials or serials.step != 1 or serials[0] not in SERIALS or serials[-1] not in SERIALS:
        raise SerialRangeError(serials.start, serials.stop - 1)
    first, last = serials[0], serials[-1]
    if after is not None and not first - 1 <= after <= last:
        raise AfterOutsideError(after, first - 1, last)
    return first, last


def _path_of(place: Path | str) -> Path:
    if isinstance(place, str) and "://" in place:
        raise LedgerPlaceError(place.split("://")[0] + "://…", "такую базу данных эта версия не поддерживает")
    return Path(place)


def _dying(living: Mapping[str, LedgerPaper], numbering: Numbering) -> tuple[LedgerPaper, ...]:
    kept = {paper.identifier for paper in numbering.papers}
    return tuple(paper for paper in living.values() if paper.identifier not in kept)


def _need_reason(dying: Iterable[LedgerPaper], reason: str | None) -> None:
    confirmed = tuple((paper.identifier, paper.key) for paper in dying if paper.printed_confirmed)
    if confirmed and not (reason and reason.strip()):
        raise ReasonNeededError(confirmed)


def _unprintable(number: Identifier, paper: LedgerPaper | None) -> VprPrintError | None:
    match paper:
        case None:
            return UnknownNumberError(number)
        case LedgerPaper(state=PaperState.VOID):
            return VoidNumberError(number, paper.key)
        case LedgerPaper(state=PaperState.RESERVED):
            return NotBuiltError(number, paper.key)
    return None


def _clean(text: str) -> str:
    """The text without halves of characters that neither UTF-8 nor a database can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
