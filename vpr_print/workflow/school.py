"""A new school folder with its ledger."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from vpr_print.model.identifier import SERIALS
from vpr_print.settings.school import SchoolFolder, settle_school, write_school
from vpr_print.settings.share import find_layouts
from vpr_print.settings.toml_file import Settings, parse_site
from vpr_print.track.build_numbers import check_serials
from vpr_print.track.database import is_server
from vpr_print.track.ledger import Clock, Ledger
from vpr_print.track.postgresql import without_password
from vpr_print.track.recovery import settle_ledger


def make_school(
    folder: Path,
    *,
    site: str,
    name: str,
    serials: range | None,
    after: int | None,
    clock: Clock,
    demo: bool = False,
    who: str = "",
    ledger: str | None = None,
    procedure: str | None = None,
    layouts: Path | None = None,
) -> SchoolFolder:
    """The folder with ``works/``, the ledger, and last ``vpr-print.toml``, by which commands find it.

    ``ledger`` is another file than usual, or the address of a database, of which the folder keeps no password. A
    ledger starts above the highest number that works lying there already used; a set-up that was cut short is
    completed, and a lost ledger made anew. ``layouts`` are the region's own. Raises errors of settings and of the
    folder (12), and of the ledger (50).
    """
    settings = Settings(site=parse_site(site, name, demo=demo, number_at="--site", name_at="--name"))
    if procedure or layouts:
        build = settings.build
        own = build.layouts if layouts is None else str(layouts.absolute())
        settings = replace(settings, build=replace(build, procedure=procedure or build.procedure, layouts=own))
        find_layouts(settings.build.procedure, layouts)
    if ledger:
        settings = replace(settings, ledger=without_password(ledger) if is_server(ledger) else ledger)
    check_serials(serials or SERIALS, after)
    school = settle_school(folder, settings)
    settle_ledger(
        ledger if ledger and is_server(ledger) else school.ledger_place,
        school.works,
        site=settings.site.number,
        serials=serials,
        after=after,
        clock=clock,
        ledger_id=secrets.token_hex(16),
        who=who,
    ).close()
    return write_school(school)


def open_ledger(school: SchoolFolder, clock: Clock, station: str = "") -> Ledger:
    """The school's ledger; close it, or use it in ``with``. Raises errors of the ledger (50)."""
    return Ledger.open(school.ledger_place, site=school.settings.site.number, clock=clock, station=station)
