"""A ledger on a PostgreSQL server: durable or refused, one writer for a site at a time, no password shown."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from track.behind_the_back import in_sql
from track.postgres import Server

from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.settings.school import find_school
from vpr_print.track import postgresql
from vpr_print.track.database import Database
from vpr_print.track.errors import LedgerBusyError, LedgerExistsError
from vpr_print.track.ledger import Ledger
from vpr_print.track.postgresql import DURABLE, without_password
from vpr_print.track.server_errors import (
    LedgerDriverError,
    LedgerNotDurableError,
    LedgerServerError,
    LedgerUrlError,
    NoLedgerOfSiteError,
)
from vpr_print.workflow.school import make_school, open_ledger

SITE, OTHER = SiteNumber("640123"), SiteNumber("640999")


def now() -> datetime:
    return datetime.now(UTC)


def created(address: str, site: SiteNumber = SITE, ledger_id: str = "5a" * 16) -> Ledger:
    return Ledger.create(address, site=site, clock=now, ledger_id=ledger_id, who="техник")


def opened(address: str, site: SiteNumber = SITE) -> Ledger:
    return Ledger.open(address, site=site, clock=now)


def request(seed: str = "a", room: str = "101") -> list[PaperRequest]:
    return [PaperRequest(PaperKey(room, PaperKind.SET), seed)]


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.empty_database()


# ── durable ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_connection_has_durable_settings_whatever_the_roles_own_are(postgres: Server, address: str) -> None:
    with postgres.connection("postgres") as connection:
        connection.execute("ALTER ROLE vpr SET synchronous_commit = off")
    try:
        created(address).close()
        database = Database.at(address, SITE)
        with database.reading() as first, database.writing() as second:
            for connection in (first, second):
                for name, good in DURABLE:
                    assert connection.exec_driver_sql(f"SHOW {name}").scalar() in good, name
        database.close()
    finally:
        with postgres.connection("postgres") as connection:
            connection.execute("ALTER ROLE vpr RESET synchronous_commit")
    assert dict(DURABLE)["fsync"] == dict(DURABLE)["synchronous_commit"] == ("on",)


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_what_it_acknowledged_is_refused(
    postgres: Server, address: str, setting: str
) -> None:
    created(address).close()
    postgres.set(setting, "off")
    try:
        with pytest.raises(LedgerNotDurableError) as caught:
            opened(address)
        assert (caught.value.setting, caught.value.found) == (setting, "off")
    finally:
        postgres.set(setting, "on")
    opened(address).close()


def test_a_setting_that_does_not_hold_stops_the_work(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    created(address).close()
    monkeypatch.setattr(postgresql, "_SETTINGS", (*postgresql._SETTINGS[:2], ("synchronous_commit", "local")))
    with pytest.raises(LedgerNotDurableError):
        opened(address)


def test_who_writes_reads_what_was_committed_and_who_reads_sees_one_state(address: str) -> None:
    with created(address) as ledger:
        database = Database.at(address, SITE)
        with database.reading() as connection:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
            assert connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"
            before = connection.exec_driver_sql("SELECT count(*) FROM events").scalar()
            ledger.reserve("work", request(), who="т")
            assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == before
        with database.writing() as connection:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
            assert connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "off"
        database.close()


def test_events_cannot_be_emptied(address: str) -> None:
    created(address).close()
    with pytest.raises(psycopg.IntegrityError, match="append only"):
        in_sql(address, "TRUNCATE events")


# ── many sites, many writers ─────────────────────────────────────────────────────────────────────────────────


def test_the_sites_of_a_region_share_a_database_and_know_nothing_of_each_other(address: str) -> None:
    with created(address) as first, created(address, OTHER, "0f" * 16) as second:
        first.reserve("work", request(), who="т")
        second.reserve("work", request("x"), who="т")
        second.reserve("work", request("y"), who="т")
        assert [first.next_serial, second.next_serial] == [2, 3]
        assert [first.head.seq, second.head.seq] == [2, 3]
        assert first.verify_chain() is second.verify_chain() is None
    with pytest.raises(NoLedgerOfSiteError):
        opened(address, SiteNumber("640777"))


def test_a_database_without_ledgers_is_left_as_it_is(address: str) -> None:
    with pytest.raises(NoLedgerOfSiteError):
        opened(address)
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT to_regnamespace('vpr_print')").fetchone() == (None,)


def test_other_tables_of_the_database_are_not_touched(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE migrations (name TEXT)")
        connection.execute("CREATE TABLE events (x INTEGER)")
    created(address).close()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*) FROM migrations").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_a_second_ledger_of_a_site_is_refused_even_when_both_are_made_at_once(address: str) -> None:
    outcomes: list[str] = []

    def make(ledger_id: str) -> None:
        try:
            created(address, ledger_id=ledger_id).close()
            outcomes.append("made")
        except LedgerExistsError:
            outcomes.append("refused")

    threads = [threading.Thread(target=make, args=(f"{number:032x}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused", "refused", "refused"]
    with opened(address) as ledger:
        assert ledger.verify_chain() is None


def test_a_writer_waits_for_the_one_of_its_own_site_only(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_SETTINGS", (*postgresql._SETTINGS, ("lock_timeout", "100")))
    with created(address) as first, created(address, OTHER, "0f" * 16) as second:
        database = Database.at(address, SITE)
        with database.writing():
            with pytest.raises(LedgerBusyError):
                first.reserve("work", request(), who="т")
            second.reserve("work", request(), who="т")
        database.close()
        first.reserve("work", request(), who="т")
        assert first.head.seq == 2


# ── the way to the server ────────────────────────────────────────────────────────────────────────────────────


def cut_off_everybody(postgres: Server) -> None:
    with postgres.connection("postgres") as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 't%'")


def test_a_station_whose_connection_was_cut_goes_on_and_doubles_nothing(postgres: Server, address: str) -> None:
    with created(address) as ledger:
        before = ledger.reserve("work", request(), who="т")
        cut_off_everybody(postgres)
        again = ledger.reserve("work", request(), who="т")
        assert again.papers[0].identifier == before.papers[0].identifier
        assert ledger.head.seq == 2


def test_a_server_that_goes_away_in_the_middle_is_named(postgres: Server, address: str) -> None:
    created(address).close()
    database = Database.at(address, SITE)
    with pytest.raises(LedgerServerError), database.writing() as connection:
        cut_off_everybody(postgres)
        connection.exec_driver_sql("SELECT 1")
    database.close()


def test_a_server_that_does_not_answer_or_lets_us_not_in_is_named(postgres: Server, tmp_path: Path) -> None:
    for wrong in (f"postgresql://vpr@/x?host={tmp_path}", postgres.address("nosuch"), "postgresql://vpr@localhost:1/x"):
        with pytest.raises(LedgerServerError) as caught:
            opened(wrong)
        assert caught.value.exit_code == 50


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://vpr:geheim@host",
        "mysql://vpr:geheim@host/db",
        "postgresql+asyncpg://vpr:geheim@host/db",
        "postgresql://vpr:an@geheim@host/db",
        "postgresql://vpr:geheim@host:port/db",
        "postgresql://",
    ],
)
def test_an_address_that_makes_no_sense_is_refused_without_showing_its_password(address: str) -> None:
    with pytest.raises(LedgerUrlError) as caught:
        opened(address)
    assert "geheim" not in str(caught.value) + repr(caught.value)


def test_no_message_shows_a_password(tmp_path: Path) -> None:
    address = f"postgresql://vpr:geheim@/db?host={tmp_path}&password=geheim"
    with pytest.raises(LedgerServerError) as caught:
        opened(address)
    shown = str(caught.value) + repr(caught.value) + repr(caught.value.__cause__)
    assert "geheim" not in shown
    assert "vpr@" in shown
    assert without_password("postgresql://vpr:geheim@host:5433/db") == "postgresql://vpr@host:5433/db"


def test_a_program_without_the_driver_says_so() -> None:
    hidden = "import sys; sys.modules['psycopg'] = None\n"
    code = hidden + (
        "from vpr_print.track.server_errors import LedgerDriverError\n"
        "from vpr_print.track.postgresql import postgresql_engine\n"
        "try: postgresql_engine('postgresql://a@b/c')\n"
        "except LedgerDriverError as error: print(error.place)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "postgresql://a@b/c"
    assert LedgerDriverError("x").exit_code == 50


def test_a_school_folder_of_a_server_keeps_no_password(postgres: Server, address: str, tmp_path: Path) -> None:
    with_password = address.replace("vpr@", "vpr:geheim@")
    school = make_school(
        tmp_path / "school", site=SITE, name="Школа", serials=None, after=None, clock=now, ledger=with_password
    )
    assert "geheim" not in school.settings_path.read_text("utf-8") + repr(school)
    with open_ledger(find_school(school.root), now) as ledger:
        ledger.reserve("work", request(), who="т")
    with pytest.raises(LedgerExistsError):
        created(address)
