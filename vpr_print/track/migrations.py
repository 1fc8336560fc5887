"""How the ledger's tables come to be: named steps in a fixed order, each in a transaction of its own.

A step that has been released is never edited; a change is a new step at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, inspect, select

from vpr_print.track.database import Database
from vpr_print.track.errors import LedgerError, NewerLedgerError, NotALedgerError
from vpr_print.track.postgresql import make_schema
from vpr_print.track.schema import MIGRATIONS
from vpr_print.track.server_errors import NoLedgerOfSiteError


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: plain SQL for every database, then what only one dialect understands."""

    name: str
    statements: tuple[str, ...]
    of_dialect: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


MIGRATION_STEPS: tuple[Migration, ...] = (
    Migration(
        "0001-events-and-papers",
        (
            """CREATE TABLE ledgers (
                site TEXT NOT NULL,
                ledger TEXT NOT NULL,
                own INTEGER NOT NULL CHECK (own IN (0, 1)),
                first_serial INTEGER NOT NULL,
                last_serial INTEGER NOT NULL,
                next_serial INTEGER NOT NULL,
                head_seq INTEGER NOT NULL,
                head_hash TEXT NOT NULL,
                lamport INTEGER NOT NULL,
                folded_hash TEXT NOT NULL,
                PRIMARY KEY (site, ledger),
                CHECK (1 <= first_serial AND first_serial <= next_serial AND next_serial <= last_serial + 1)
            )""",
            """CREATE TABLE events (
                site TEXT NOT NULL,
                ledger TEXT NOT NULL,
                seq INTEGER NOT NULL,
                prev TEXT NOT NULL,
                hash TEXT NOT NULL,
                lamport INTEGER NOT NULL,
                at TEXT NOT NULL,
                who TEXT NOT NULL,
                station TEXT NOT NULL,
                key TEXT,
                what TEXT NOT NULL,
                work TEXT NOT NULL,
                number TEXT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (site, ledger, seq),
                UNIQUE (site, ledger, key),
                FOREIGN KEY (site, ledger) REFERENCES ledgers (site, ledger)
            )""",
            """CREATE TABLE papers (
                site TEXT NOT NULL,
                number TEXT NOT NULL,
                ledger TEXT NOT NULL,
                serial INTEGER NOT NULL,
                work TEXT NOT NULL,
                room TEXT NOT NULL,
                kind TEXT NOT NULL,
                ordinal INTEGER NOT NULL,
                fingerprint TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('reserved', 'built', 'void')),
                printed_confirmed INTEGER NOT NULL CHECK (printed_confirmed IN (0, 1)),
                PRIMARY KEY (site, number),
                UNIQUE (site, serial),
                FOREIGN KEY (site, ledger) REFERENCES ledgers (site, ledger)
            )""",
            "CREATE INDEX papers_of_work ON papers (site, work, serial)",
            """CREATE TABLE code_places (
                site TEXT NOT NULL,
                work TEXT NOT NULL,
                code TEXT NOT NULL,
                ledger TEXT NOT NULL,
                room TEXT NOT NULL,
                ordinal INTEGER NOT NULL,
                PRIMARY KEY (site, work, code),
                FOREIGN KEY (site, ledger) REFERENCES ledgers (site, ledger)
            )""",
            """CREATE TABLE works (
                site TEXT NOT NULL,
                work TEXT NOT NULL,
                ledger TEXT NOT NULL,
                manifest_sha256 TEXT NOT NULL,
                PRIMARY KEY (site, work),
                FOREIGN KEY (site, ledger) REFERENCES ledgers (site, ledger)
            )""",
        ),
        {
            "sqlite": (
                """CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
                BEGIN SELECT RAISE(ABORT, 'events are append only'); END""",
                """CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
                BEGIN SELECT RAISE(ABORT, 'events are append only'); END""",
            ),
            "postgresql": (
                """CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'events are append only'; END $$""",
                """CREATE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE ON events
                FOR EACH ROW EXECUTE FUNCTION events_are_append_only()""",
                """CREATE TRIGGER events_are_not_emptied BEFORE TRUNCATE ON events
                FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only()""",
            ),
        },
    ),
    Migration(
        "0002-custody",
        (
            """CREATE TABLE custody (
                site TEXT NOT NULL,
                number TEXT NOT NULL,
                state TEXT NOT NULL,
                packet TEXT NOT NULL,
                room TEXT NOT NULL,
                bag TEXT NOT NULL,
                leans_on TEXT NOT NULL,
                made INTEGER NOT NULL CHECK (made IN (0, 1)),
                overruled INTEGER NOT NULL CHECK (overruled IN (0, 1)),
                conflicts INTEGER NOT NULL,
                at TEXT NOT NULL,
                who TEXT NOT NULL,
                PRIMARY KEY (site, number)
            )""",
            "CREATE INDEX events_of_number ON events (site, number) WHERE number <> ''",
            "CREATE INDEX corrections ON events (site) WHERE what = 'corrected'",
            "CREATE INDEX papers_of_room ON papers (site, work, room)",
            "DROP INDEX papers_of_work",
        ),
    ),
)


def migrate(database: Database, *, fresh: bool, steps: Sequence[Migration] = MIGRATION_STEPS) -> None:
    """Bring the database to the form that this program knows.

    ``fresh`` allows a database without our tables. Raises ``NotALedgerError`` for one where none are allowed to be
    made, ``NewerLedgerError`` for steps that this program does not know; neither changes anything.
    """
    done = _steps_done(database)
    if done is None:
        if not fresh:
            raise _nothing_there(database)
        with database.writing(everything=True) as connection:
            if database.on_server:
                make_schema(connection)
            MIGRATIONS.create(connection, checkfirst=True)
        done = _steps_done(database) or ()
    names = tuple(step.name for step in steps)
    if done != names[: len(done)]:
        raise NewerLedgerError(database.place, tuple(name for name in done if name not in names) or done)
    for ordinal in range(len(done) + 1, len(steps) + 1):
        _apply(database, steps[ordinal - 1], ordinal)


def _nothing_there(database: Database) -> LedgerError:
    if database.on_server:
        return NoLedgerOfSiteError(database.place, database.site)
    return NotALedgerError(database.place)


def _steps_done(database: Database) -> tuple[str, ...] | None:
    """Names of the steps done, in order; None without the table that lists them."""
    with database.reading() as connection:
        if not inspect(connection).has_table(MIGRATIONS.name):
            return None
        return tuple(connection.scalars(select(MIGRATIONS.c.name).order_by(MIGRATIONS.c.ordinal)))


def _apply(database: Database, step: Migration, ordinal: int) -> None:
    with database.writing(everything=True) as connection:
        if connection.scalar(select(MIGRATIONS.c.name).where(MIGRATIONS.c.ordinal == ordinal)) == step.name:
            return  # another process was faster
        for statement in (*step.statements, *step.of_dialect.get(connection.dialect.name, ())):
            connection.exec_driver_sql(statement)
        connection.execute(insert(MIGRATIONS).values(ordinal=ordinal, name=step.name))
