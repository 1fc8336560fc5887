"""What somebody does to a ledger's database behind the program's back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg

from vpr_print.track.database import Place


def in_sql(place: Place, *statements: str) -> None:
    """Do these statements, and keep what they did."""
    if isinstance(place, Path):
        connection = sqlite3.connect(place)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return
    with psycopg.connect(str(place), options="-c search_path=vpr_print") as server:
        for statement in statements:
            server.execute(statement.encode())


def without_triggers(place: Place) -> tuple[str, ...]:
    """Statements that take away what keeps the events from being changed."""
    if isinstance(place, Path):
        return ("DROP TRIGGER events_are_not_changed", "DROP TRIGGER events_are_not_deleted")
    return ("ALTER TABLE events DISABLE TRIGGER USER",)
