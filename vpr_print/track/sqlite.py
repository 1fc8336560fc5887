"""The ledger in an SQLite file on a local disk: settings that make every commit durable, errors in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from vpr_print.safe_files import sync_folder
from vpr_print.track.disk import network_file_system
from vpr_print.track.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerDiskError,
    LedgerError,
    LedgerExistsError,
    LedgerMissingError,
    LedgerPlaceError,
    NotALedgerError,
)

APPLICATION_ID = 0x56505231
"""«VPR1» in the header of the SQLite file: tells our ledgers from other programs' databases."""
BUSY_TIMEOUT_MS = 30_000
"""How long one command waits for another; four writers at once waited 0.93 s at worst."""

PRAGMAS: tuple[tuple[str, str, str | int], ...] = (
    ("busy_timeout", str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("fullfsync", "ON", 1),
    ("checkpoint_fullfsync", "ON", 1),
)
"""Name, what is set, what must then be read back, on every connection."""

_HEADER = b"SQLite format 3\0"


def sqlite_engine(path: Path) -> Engine:
    """The database in an existing file of ours. Opens nothing that is not ours.

    Raises ``LedgerMissingError``, ``NotALedgerError``, ``LedgerPlaceError``, ``LedgerDiskError``.
    """
    refuse_network_share(path)
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise LedgerMissingError(str(path)) from None
    except OSError as error:
        raise LedgerDiskError(str(path), error.strerror or "") from None
    if header[:16] != _HEADER or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotALedgerError(str(path))
    return _engine(path)


@contextmanager
def new_sqlite_engine(path: Path, aside_name: str) -> Iterator[Engine]:
    """A new database that only its owner can read; it appears at ``path`` when the block ends without an error.

    Raises ``LedgerExistsError``, ``LedgerPlaceError``, ``LedgerDiskError``; then nothing is left.
    """
    refuse_network_share(path)
    if path.exists():
        raise LedgerExistsError(str(path))
    aside = path.with_name(f".{path.name}.{aside_name}.new")
    try:
        aside.touch(mode=0o600, exist_ok=False)
        plain = sqlite3.connect(aside)
        try:
            # Written before the journal becomes a WAL, so that the file itself says whose it is.
            plain.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        finally:
            plain.close()
        engine = _engine(aside)
        try:
            yield engine
        finally:
            engine.dispose()  # folds the write-ahead journal into the one file that is renamed
        if path.exists():
            raise LedgerExistsError(str(path))
        aside.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise LedgerDiskError(str(path), error.strerror or "") from None
    finally:
        for left in (aside, Path(f"{aside}-wal"), Path(f"{aside}-shm")):
            left.unlink(missing_ok=True)


def refuse_network_share(path: Path) -> None:
    """Raise ``LedgerPlaceError`` when ``path`` lies on a disk of another machine, as far as that can be seen."""
    kind = network_file_system(path)
    if kind is not None:
        raise LedgerPlaceError(str(path), f"это сетевой диск ({kind})")


def sqlite_error(error: BaseException, place: str) -> LedgerError | None:
    """The named error for what SQLite said; None where the fault is ours."""
    name = getattr(error, "sqlite_errorname", "") or ""
    match "_".join(name.split("_")[:2]):
        case "SQLITE_BUSY" | "SQLITE_LOCKED":
            return LedgerBusyError(place)
        case "SQLITE_CORRUPT" | "SQLITE_NOTADB" | "SQLITE_FORMAT":
            return LedgerDamagedError(place, str(error))
        case "SQLITE_FULL" | "SQLITE_IOERR" | "SQLITE_READONLY" | "SQLITE_CANTOPEN" | "SQLITE_PERM" | "SQLITE_AUTH":
            return LedgerDiskError(place, str(error))
        case "" if str(error).startswith("Could not decode"):  # the driver's own, of a text that is none any more
            return LedgerDamagedError(place, str(error))
    return None


def _engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path.absolute())))

    @event.listens_for(engine, "connect")
    def _durable(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver thinks
        for name, wanted, expected in PRAGMAS:
            connection.execute(f"PRAGMA {name} = {wanted}")
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != expected:
                raise LedgerDiskError(str(path), f"{name}={found}, {wanted}?")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("vpr_writing", False)
        cursor = connection.connection.cursor()  # the driver's own: a tenth of the time, and every event needs it
        cursor.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
