"""The ledgers of a region's sites in one PostgreSQL database: who writes, how durably, and errors in our words.

The tables stand in a schema of their own, so that the database may hold other programs' tables too. One
transaction at a time writes for a site: it holds an advisory lock, and reads what the one before has committed
(READ COMMITTED after the lock). A transaction that only reads sees one state of the ledger (REPEATABLE READ).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateSchema

from vpr_print.track.errors import LedgerBusyError, LedgerDamagedError, LedgerError
from vpr_print.track.server_errors import LedgerDriverError, LedgerNotDurableError, LedgerServerError, LedgerUrlError

SCHEMA = "vpr_print"
LOCK_SPACE = 0x56505231
"""First key of our advisory locks («VPR1»); the second is the site, or ``EVERYTHING``."""
EVERYTHING = -1
LOCK_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT_S = 10

DURABLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("fsync", ("on",)),
    ("full_page_writes", ("on",)),
    ("synchronous_commit", ("on",)),
    ("server_encoding", ("UTF8",)),
)
"""Settings without which an acknowledged event may be lost or garbled, and their good values."""

READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
WRITING = {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}

_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_SETTINGS = (("search_path", SCHEMA), ("lock_timeout", str(LOCK_TIMEOUT_MS)), ("synchronous_commit", "on"))
"""What every connection of ours sets, whatever the server's own defaults are."""


def parse_url(address: str) -> URL:
    """The address of a PostgreSQL database. Raises ``LedgerUrlError``, in which no password stands."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise LedgerUrlError(address.partition("://")[0]) from None
    # A second @ means that a sign of the password was not escaped: the rest of it would count as the server.
    if url.drivername not in _SCHEMES or not url.database or "@" in (url.host or ""):
        raise LedgerUrlError(url.drivername)
    return url.set(drivername="postgresql+psycopg")


def without_password(address: str) -> str:
    """The address as it may be shown and kept. Raises ``LedgerUrlError``."""
    url = parse_url(address)
    kept = {name: value for name, value in url.query.items() if name not in ("password", "sslpassword")}
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, kept)
    return bare.render_as_string(hide_password=False)


def postgresql_engine(address: str) -> Engine:
    """The database at this address; connects when it is first asked.

    Raises ``LedgerUrlError``, ``LedgerDriverError``; connecting raises ``LedgerNotDurableError`` for a server that
    may lose what it has acknowledged.
    """
    url, place = parse_url(address), without_password(address)
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_TIMEOUT_S}
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args=patience)
    except ModuleNotFoundError:
        raise LedgerDriverError(place) from None

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.autocommit = True  # so that no rollback takes the settings back
        for name, value in _SETTINGS:
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        for name, good in DURABLE:
            (found,) = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
            if found not in good:
                raise LedgerNotDurableError(place, name, found)
        connection.autocommit = False

    return engine


def lock(connection: Connection, whom: int) -> None:
    """Wait until nobody else writes for this site (or ``EVERYTHING``), and let nobody until the transaction ends."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_SPACE, whom))


def make_schema(connection: Connection) -> None:
    """The schema of our tables. An existing one is left alone: making it may be the administrator's right only."""
    if connection.scalar(text("SELECT to_regnamespace(:name) IS NULL"), {"name": SCHEMA}):
        connection.execute(CreateSchema(SCHEMA))


def postgresql_error(error: BaseException, place: str) -> LedgerError | None:
    """The named error for what the server or the way to it said; None where the fault is ours."""
    state = getattr(error, "sqlstate", None)
    detail = " ".join(str(error).split())
    match state:
        case None:
            # Without a code it is the connection that failed, before or while the server was asked.
            return LedgerServerError(place, detail) if isinstance(error, _lost_connection()) else None
        case "55P03" | "57014" | "40001" | "40P01":
            return LedgerBusyError(place)
        case "XX001" | "XX002":
            return LedgerDamagedError(place, detail)
        case "42501" | "25006":  # no right, a server that may only be read
            return LedgerServerError(place, detail)
        case _ if state[:2] in ("08", "28", "3D", "53", "57", "58"):
            return LedgerServerError(place, detail)
    return None


def _lost_connection() -> tuple[type[BaseException], ...]:
    """Asked for only when an error of the driver is there, so the driver is too."""
    from psycopg import InterfaceError, OperationalError

    return InterfaceError, OperationalError
