"""The proof of a whole ledger: every chain that it holds, every head that a chain or a paper names, and the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from vpr_print.model.work import SiteNumber
from vpr_print.track.errors import BrokenChainError, LedgerError, ProjectionDiffersError, UnknownHeadError
from vpr_print.track.events import ChainsBroken, Event, EventKind, Head
from vpr_print.track.folded import fold_proved, tables_differ, uncollected
from vpr_print.track.schema import EVENTS, LEDGERS

SHORTEST_HEAD = 12
"""Digits of a hash that a person has to type in, of its 64."""


@dataclass(frozen=True, slots=True)
class VerifiedChain:
    """One chain of the ledger."""

    ledger: str
    own: bool
    head: Head


@dataclass(frozen=True, slots=True)
class Verified:
    """What was proved, and what is wrong."""

    chains: tuple[VerifiedChain, ...]
    flaws: tuple[LedgerError, ...]
    """First of them the broken chains; empty where all is well."""

    @property
    def events(self) -> int:
        return sum(chain.head.seq for chain in self.chains)


def verify(connection: Connection, site: SiteNumber, place: str, against: Sequence[str] = ()) -> Verified:
    """Every row of every chain held to its hash, and what the tables say to what the events say.

    ``against`` are hashes (or their beginnings) that papers show: each must be that of an event.
    """
    chains = _chains(connection, site)
    flaws: list[LedgerError] = []
    unknown = [UnknownHeadError(place, hash_) for hash_ in against if not _is_known(connection, site, hash_)]
    try:
        with uncollected():
            folded = fold_proved(connection, site, {chain.ledger: chain.head for chain in chains})
            differs = tables_differ(connection, folded)
    except ChainsBroken as broken:
        flaws += [
            BrokenChainError(_named(place, chain), broken.at[chain.ledger])
            for chain in chains
            if chain.ledger in broken.at
        ]
    else:
        by_ledger = {chain.ledger: chain for chain in chains}
        for ledger, seq in _lost_heads(connection, site):
            found = by_ledger.get(ledger, VerifiedChain(ledger, False, Head()))
            flaws.append(BrokenChainError(_named(place, found), seq))
        if not flaws and differs:
            flaws.append(ProjectionDiffersError(place))
    return Verified(chains, (*flaws, *unknown))


def _chains(connection: Connection, site: SiteNumber) -> tuple[VerifiedChain, ...]:
    """Our own chain, then the others; events of a ledger that is not listed are a chain without a head."""
    rows = connection.execute(select(LEDGERS).where(LEDGERS.c.site == site))
    listed = [
        VerifiedChain(row.ledger, bool(row.own), Head(row.head_seq, row.head_hash, row.lamport)) for row in rows
    ]
    found = connection.scalars(select(EVENTS.c.ledger).where(EVENTS.c.site == site).group_by(EVENTS.c.ledger))
    stray = set(found) - {chain.ledger for chain in listed}
    listed += [VerifiedChain(ledger, False, Head()) for ledger in stray]
    return tuple(sorted(listed, key=lambda chain: (not chain.own, chain.ledger)))


def _lost_heads(connection: Connection, site: SiteNumber) -> Iterator[tuple[str, int]]:
    """Ledger and place of each event that some chain says to have taken in, and that is not there."""
    query = select(EVENTS).where(EVENTS.c.site == site, EVENTS.c.what == EventKind.IMPORTED.value)
    for event in [Event._make(row) for row in connection.execute(query)]:
        for ledger, (seq, hash_) in event.content["heads"].items():
            place = (EVENTS.c.site == site, EVENTS.c.ledger == ledger, EVENTS.c.seq == seq)
            if connection.scalar(select(EVENTS.c.hash).where(*place)) != hash_:
                yield ledger, seq


def _is_known(connection: Connection, site: SiteNumber, hash_: str) -> bool:
    query = select(EVENTS.c.seq).where(EVENTS.c.site == site, EVENTS.c.hash.startswith(hash_, autoescape=True)).limit(1)
    return connection.scalar(query) is not None


def _named(place: str, chain: VerifiedChain) -> str:
    return place if chain.own else f"{place}, журнал {chain.ledger[:8]}"
