"""Transactions on the ledger's database, the same for an SQLite file and a PostgreSQL server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from vpr_print.model.work import SiteNumber
from vpr_print.track import postgresql
from vpr_print.track.errors import LedgerError
from vpr_print.track.sqlite import new_sqlite_engine, sqlite_engine, sqlite_error

Place = Path | str
"""Where a ledger lies: a file, or the address of a database (``postgresql://…``)."""


class Database:
    """Transactions of one site; what goes wrong is raised as a ``LedgerError``."""

    def __init__(self, engine: Engine, place: str, site: SiteNumber) -> None:
        """Use ``at`` or ``new``."""
        self.engine = engine
        self.place = place
        """As it may be shown: without a password."""
        self.site = site

    @classmethod
    def at(cls, place: Place, site: SiteNumber) -> Database:
        """The database that lies at ``place``. Opens no file that is not ours.

        Raises ``LedgerMissingError``, ``NotALedgerError``, ``LedgerPlaceError``, ``LedgerDiskError``; for a server
        ``LedgerUrlError``, ``LedgerDriverError``.
        """
        if is_server(place):
            address = str(place)
            return cls(postgresql.postgresql_engine(address), postgresql.without_password(address), site)
        return cls(sqlite_engine(Path(place)), str(place), site)

    @classmethod
    @contextmanager
    def new(cls, place: Place, site: SiteNumber, aside_name: str) -> Iterator[Database]:
        """A database to fill with a new ledger: a file that appears when the block ends well, or a server's.

        Raises ``LedgerExistsError`` for a file that is there already, and what ``at`` raises.
        """
        if is_server(place):
            database = cls.at(place, site)
            try:
                yield database
            finally:
                database.close()
            return
        with _in_our_words(sqlite_error, str(place)), new_sqlite_engine(Path(place), aside_name) as engine:
            yield cls(engine, str(place), site)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger throughout."""
        with (
            _in_our_words(self._named, self.place),
            self.engine.connect() as connection,
            self._set(connection, postgresql.READING).begin(),
        ):
            yield connection

    @contextmanager
    def writing(self, *, everything: bool = False) -> Iterator[Connection]:
        """A connection that alone may write for the site; committed at the end, rolled back when an error leaves it.

        ``everything``: alone among all sites that change the tables themselves.
        """
        with (
            _in_our_words(self._named, self.place),
            self.engine.connect().execution_options(vpr_writing=True) as connection,
            self._set(connection, postgresql.WRITING).begin(),
        ):
            if self.on_server:
                postgresql.lock(connection, postgresql.EVERYTHING if everything else int(self.site))
            yield connection

    @property
    def on_server(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Let go of the file or the server."""
        self.engine.dispose()

    @property
    def _named(self) -> Callable[[BaseException, str], LedgerError | None]:
        return postgresql.postgresql_error if self.on_server else sqlite_error

    def _set(self, connection: Connection, options: dict[str, object]) -> Connection:
        return connection.execution_options(**options) if self.on_server else connection


def is_server(place: Place) -> bool:
    """Whether the place is an address of a server, not a file."""
    return isinstance(place, str) and "://" in place


@contextmanager
def _in_our_words(named: Callable[[BaseException, str], LedgerError | None], place: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        ours = named(error.orig if isinstance(error, DBAPIError) and error.orig else error, place)
        if ours is None:
            raise
        raise ours from error
