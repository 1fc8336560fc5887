"""The ledger's tables as the code uses them. ``migrations`` makes them; every key begins with the site."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text

METADATA = MetaData()

LEDGERS = Table(
    "ledgers",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("ledger", Text, primary_key=True),
    Column("own", Integer, nullable=False),
    Column("first_serial", Integer, nullable=False),
    Column("last_serial", Integer, nullable=False),
    Column("next_serial", Integer, nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("lamport", Integer, nullable=False),
    Column("folded_hash", Text, nullable=False),
)
"""One row for each ledger, with the head of its chain and the head that ``papers`` was folded up to."""

EVENTS = Table(
    "events",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("ledger", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("lamport", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("station", Text, nullable=False),
    Column("key", Text),
    Column("what", Text, nullable=False),
    Column("work", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""Append only: triggers refuse everything but inserting."""

PAPERS = Table(
    "papers",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("ledger", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("work", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("printed_confirmed", Integer, nullable=False),
)
"""Projection of the events; may be thrown away."""

CUSTODY = Table(
    "custody",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("packet", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("bag", Text, nullable=False),
    Column("leans_on", Text, nullable=False),
    Column("made", Integer, nullable=False),
    Column("overruled", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
)
"""Projection of the steps: what ``custody.Held`` says of each thing that any step speaks of; may be thrown away."""

CODE_PLACES = Table(
    "code_places",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("work", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("ledger", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
)
"""Projection of the events; may be thrown away."""

WORKS = Table(
    "works",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("work", Text, primary_key=True),
    Column("ledger", Text, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
)
"""Projection of the events: the manifest of each work's last finished build; may be thrown away."""

MIGRATIONS = Table(
    "migrations",
    METADATA,
    Column("ordinal", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
"""What has been done to this database, in order."""
