"""The whole projection of a site in its tables: read, or thrown away and put there anew."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, delete, select

from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.track.custody_rows import read_all_held, read_taken_back, replace_held
from vpr_print.track.errors import BrokenChainError
from vpr_print.track.events import first_broken
from vpr_print.track.projection import Projection
from vpr_print.track.rows import read_events, read_merged, read_papers, write_codes, write_manifest, write_papers
from vpr_print.track.schema import CODE_PLACES, LEDGERS, PAPERS, WORKS
from vpr_print.track.standing import Standing, read_standings, write_standing


def read_projection(connection: Connection, site: SiteNumber, next_serial: int) -> Projection:
    """Everything that the tables say now, as folding would build it."""
    codes: dict[str, dict[ParticipantCode, tuple[str, int]]] = {}
    for row in connection.execute(select(CODE_PLACES).where(CODE_PLACES.c.site == site)):
        codes.setdefault(row.work, {})[ParticipantCode(row.code)] = (row.room, row.ordinal)
    manifests = {row.work: row.manifest_sha256 for row in connection.execute(select(WORKS).where(WORKS.c.site == site))}
    papers, held = read_papers(connection, site), read_all_held(connection, site)
    return Projection(site, papers, codes, manifests, next_serial, held=held)


def fold_site(connection: Connection, site: SiteNumber) -> Projection:
    """What all chains of the site lead to, folded from their events alone."""
    own = connection.scalar(select(LEDGERS.c.ledger).where(LEDGERS.c.site == site, LEDGERS.c.own == 1))
    projection = Projection(site, ledger=own or "", taken_back=read_taken_back(connection, site))
    projection.fold(read_merged(connection, site))
    return projection


def rebuild(connection: Connection, own: Standing, place: str) -> None:
    """Throw away everything but the events, and fold it anew from the chains of all ledgers of the site.

    Raises ``BrokenChainError`` instead of folding events that somebody has changed.
    """
    for standing in read_standings(connection, own.site):
        broken = first_broken(read_events(connection, own.site, standing.ledger), standing.head)
        if broken is not None:
            raise BrokenChainError(place, broken)
    fold_anew(connection, own)


def fold_anew(connection: Connection, own: Standing) -> None:
    """The same for chains that have just been proved."""
    projection = fold_site(connection, own.site)
    replace_projection(connection, own.ledger, projection)
    for standing in read_standings(connection, own.site):
        serial = projection.next_serial if standing.ledger == own.ledger else standing.next_serial
        write_standing(connection, replace(standing, next_serial=serial, folded_hash=standing.head.hash))


def replace_projection(connection: Connection, ledger: str, projection: Projection) -> None:
    """Throw away what the tables say of the site and put ``projection`` there, as ``ledger`` knows it."""
    site = projection.site
    for table in (PAPERS, CODE_PLACES, WORKS):
        connection.execute(delete(table).where(table.c.site == site))
    write_papers(connection, ledger, projection.papers.items(), known=frozenset())
    replace_held(connection, site, projection.held)
    for work, places in projection.codes.items():
        write_codes(connection, site, ledger, work, places)
    for work, sha256 in projection.manifests.items():
        write_manifest(connection, site, ledger, work, sha256)
