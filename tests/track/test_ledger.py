"""The ledger's ground: durable, append only, whole after a kill, and open to nothing that is not ours."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from track.behind_the_back import in_sql, without_triggers

from vpr_print.model.identifier import SERIALS, Identifier, NumberKind
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track import disk
from vpr_print.track import sqlite as sqlite_module
from vpr_print.track.database import Database, Place
from vpr_print.track.errors import (
    BrokenChainError,
    ForeignLedgerError,
    LedgerBusyError,
    LedgerDamagedError,
    LedgerDiskError,
    LedgerExistsError,
    LedgerMissingError,
    LedgerPlaceError,
    NewerLedgerError,
    NotALedgerError,
)
from vpr_print.track.events import EventKind, Head, NewEvent, chained, link_hash
from vpr_print.track.ledger import Ledger
from vpr_print.track.migrations import MIGRATION_STEPS, Migration, migrate
from vpr_print.track.number_errors import AfterNeededError, AfterOutsideError, ReasonNeededError, SerialRangeError
from vpr_print.track.paper import PaperState
from vpr_print.track.projection import Projection
from vpr_print.track.recovery import USUAL_SERIALS, highest_serial, serials_used_up_to, settle_ledger
from vpr_print.track.schema import METADATA
from vpr_print.track.sqlite import PRAGMAS

SITE = SiteNumber("640123")
ACTIONS = Path(__file__).with_name("ledger_actions.py")


def clock() -> datetime:
    return datetime(2026, 4, 20, 18, 4, 5, 678_000, tzinfo=timezone(timedelta(hours=4)))


def created(place: Place, **options: object) -> Ledger:
    known: dict[str, object] = {"site": SITE, "clock": clock, "ledger_id": "5a" * 16, "who": "техник"}
    return Ledger.create(place, **(known | options))  # type: ignore[arg-type]  # options vary


def opened(place: Place, site: str = SITE) -> Ledger:
    return Ledger.open(place, site=SiteNumber(site), clock=clock)


def used(place: Place) -> Ledger:
    """A ledger with a reservation, a build, a confirmation and a void number in it."""
    ledger = created(place)
    for seeds in ("ab", "ac"):
        requests = [PaperRequest(PaperKey("101", PaperKind.SET, n), seed) for n, seed in enumerate(seeds, 1)]
        numbering = ledger.reserve("work", requests, who="техник")
        ledger.record_built("work", numbering, who="техник", manifest_sha256=seeds)
    ledger.confirm_printed([numbering.papers[0].identifier], who="техник")
    return ledger


# ── durable ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_connection_has_the_durable_settings(tmp_path: Path) -> None:
    created(tmp_path / "ledger.sqlite").close()
    database = Database.at(tmp_path / "ledger.sqlite", SITE)
    with database.reading() as first, database.reading() as second, database.writing() as third:
        for connection in (first, second, third):
            for name, _wanted, expected in PRAGMAS:
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == expected, name
    database.close()
    settings = {name: expected for name, _wanted, expected in PRAGMAS}
    assert settings["journal_mode"] == "wal"
    assert settings["synchronous"] == 2
    assert settings["foreign_keys"] == 1


def test_a_setting_that_does_not_hold_stops_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created(tmp_path / "ledger.sqlite").close()
    monkeypatch.setattr(sqlite_module, "PRAGMAS", (*PRAGMAS, ("synchronous", "OFF", 2)))
    with pytest.raises(LedgerDiskError):
        opened(tmp_path / "ledger.sqlite")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX")
def test_only_the_owner_can_read_the_ledger(tmp_path: Path) -> None:
    with used(tmp_path / "ledger.sqlite"):
        assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_creating_leaves_one_file(tmp_path: Path) -> None:
    created(tmp_path / "ledger.sqlite").close()
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.sqlite"]


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.09, 0.17])
def test_after_a_kill_every_acknowledged_step_is_there_and_none_is_half_done(place: Place, delay: float) -> None:
    created(place).close()
    child = subprocess.Popen(
        [sys.executable, str(ACTIONS), str(place), "build", "101", "40"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert child.stdout is not None
    said = [child.stdout.readline()]
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    with opened(place) as ledger:
        assert ledger.verify_chain() is None
        folded = Projection(SITE)
        folded.fold(ledger.events())
        assert ledger.projection() == folded
        for line in said:
            state, turn = line.split()
            papers = ledger.papers(f"work-{turn}")
            assert len(papers) == 40
            assert len({paper.state for paper in papers}) == 1
            if state == "built":
                assert papers[0].state is PaperState.BUILT
        last = int(said[-1].split()[1])
        assert len(ledger.papers(f"work-{last + 1}")) in (0, 40)
        assert ledger.papers(f"work-{last + 2}") == ()
        assert ledger.next_serial % 40 == 1


def test_two_processes_that_reserve_at_once_never_get_the_same_serial(place: Place) -> None:
    created(place).close()
    children = [
        subprocess.Popen(
            [sys.executable, str(ACTIONS), str(place), "reserve", name, "150"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        for name in ("101", "102")
    ]
    serials = [int(line) for child in children for line in child.communicate()[0].splitlines()]
    assert [child.returncode for child in children] == [0, 0]
    assert sorted(serials) == list(range(1, 301))
    with opened(place) as ledger:
        assert ledger.verify_chain() is None
        assert ledger.head.seq == 301


# ── append only ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("statement", ["UPDATE events SET who = 'x' WHERE seq = 2", "DELETE FROM events WHERE seq = 2"])
def test_the_database_itself_refuses_to_change_events(place: Place, statement: str) -> None:
    used(place).close()
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append only"):
        in_sql(place, statement)


COPY = "INSERT INTO events SELECT site, ledger, seq + 100, prev, hash, lamport, at, who, station, NULL, what, work, "


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (("UPDATE events SET who = 'другой' WHERE seq = 3",), 3),
        (("UPDATE events SET at = '2026-04-20T14:04:05.679Z' WHERE seq = 1",), 1),
        (("UPDATE events SET body = replace(body, 'a', 'b') WHERE seq = 2",), 2),
        (("UPDATE events SET key = NULL WHERE seq = 4",), 4),
        (("DELETE FROM events WHERE seq = 4",), 4),
        (("DELETE FROM events WHERE seq = 1",), 1),
        (("UPDATE events SET seq = 999 WHERE seq = 4", "UPDATE events SET seq = 4 WHERE seq = 3"), 3),
    ],
)
def test_a_changed_or_deleted_row_is_found(place: Place, statements: tuple[str, ...], broken: int) -> None:
    with used(place) as ledger:
        assert ledger.verify_chain() is None
        in_sql(place, *without_triggers(place), *statements)
        assert ledger.verify_chain() == broken
        with pytest.raises(BrokenChainError) as caught:
            ledger.rebuild_projection()
        assert caught.value.seq == broken


def test_a_forger_who_mends_the_hash_of_the_changed_row_is_found_at_the_next(place: Place) -> None:
    with used(place) as ledger:
        third = ledger.events()[2]
        stamp = {"site": SITE, "ledger": third.ledger, "at": third.at, "station": third.station}
        before = Head(third.seq - 1, third.prev, third.lamport - 1)
        what, number = EventKind(third.what), third.number
        news = NewEvent(what=what, work=third.work, number=number, body=third.body, key=third.key)
        assert chained((news,), before, who=third.who, **stamp) == (third,)
        (forged,) = chained((news,), before, who="другой", **stamp)
        change = f"UPDATE events SET who = 'другой', hash = '{forged.hash}' WHERE seq = 3"
        in_sql(place, *without_triggers(place), change)
        assert ledger.verify_chain() == 4


def test_a_forged_event_that_cannot_be_folded_is_a_broken_chain_and_no_bug_of_ours(place: Place) -> None:
    with used(place) as ledger:
        reserved = next(event for event in ledger.events() if event.what == EventKind.RESERVED)
        hash_ = link_hash(*reserved._replace(body="{}"))
        change = f"UPDATE events SET body = '{{}}', hash = '{hash_}' WHERE seq = {reserved.seq}"
        in_sql(place, *without_triggers(place), change)
        (flaw,) = ledger.verify().flaws
        assert isinstance(flaw, BrokenChainError)
        assert flaw.seq == reserved.seq + 1


def test_a_chain_cut_or_lengthened_at_its_end_is_not_opened(place: Place) -> None:
    with used(place) as ledger:
        last = ledger.head.seq
        in_sql(place, *without_triggers(place), f"DELETE FROM events WHERE seq = {last}")
        assert ledger.verify_chain() == last
    with pytest.raises(BrokenChainError) as cut:
        opened(place)
    assert cut.value.seq == last
    in_sql(place, COPY + "number, body FROM events WHERE seq = 2")
    with pytest.raises(BrokenChainError) as lengthened:
        opened(place)
    assert lengthened.value.seq == last + 1


def test_the_tables_of_papers_can_be_thrown_away(place: Place) -> None:
    with used(place) as ledger:
        before = ledger.projection()
        assert {paper.state for paper in before.papers.values()} == {PaperState.BUILT, PaperState.VOID}
        in_sql(place, "DELETE FROM papers", "DELETE FROM code_places", "DELETE FROM works")
        assert ledger.papers("work") == ()
        ledger.rebuild_projection()
        assert ledger.projection() == before


def test_tables_that_are_behind_the_chain_are_folded_on_opening(place: Place) -> None:
    with used(place) as ledger:
        before = ledger.projection()
    in_sql(place, "DELETE FROM papers", "UPDATE ledgers SET folded_hash = '', next_serial = 1")
    with opened(place) as ledger:
        assert ledger.projection() == before
        assert ledger.next_serial == 4


def test_events_say_who_when_in_utc_and_from_where(place: Place) -> None:
    with created(place, station="каб. 12", who="Техник\udcff") as ledger:
        (event,) = ledger.events()
    assert (event.at, event.who, event.station) == ("2026-04-20T14:04:05.678Z", "Техник?", "каб. 12")
    assert json.loads(event.body) == {"first": 1, "last": 99_999, "next": 1}


# ── only ours ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_existing_ledger_is_never_overwritten(tmp_path: Path) -> None:
    used(tmp_path / "ledger.sqlite").close()
    content = (tmp_path / "ledger.sqlite").read_bytes()
    with pytest.raises(LedgerExistsError):
        created(tmp_path / "ledger.sqlite")
    assert (tmp_path / "ledger.sqlite").read_bytes() == content


def _foreign_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE migrations (name TEXT)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "fill",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("журнал"),
        lambda path: path.write_bytes(os.urandom(5000)),
        _foreign_database,
    ],
    ids=["empty", "text", "noise", "foreign database"],
)
def test_what_is_not_a_ledger_is_refused_and_left_alone(tmp_path: Path, fill: Callable[[Path], None]) -> None:
    path = tmp_path / "ledger.sqlite"
    fill(path)
    content = path.read_bytes()
    with pytest.raises(NotALedgerError):
        opened(tmp_path / "ledger.sqlite")
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_ledger_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissingError):
        opened(tmp_path / "ledger.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(LedgerDiskError):
        opened(tmp_path / "ledger.sqlite")


def test_the_ledger_of_another_school_is_refused(tmp_path: Path) -> None:
    created(tmp_path / "ledger.sqlite").close()
    with pytest.raises(ForeignLedgerError) as caught:
        opened(tmp_path / "ledger.sqlite", "640999")
    assert (caught.value.found, caught.value.needed) == ("640123", "640999")


def test_a_ledger_of_a_newer_program_is_refused(place: Place) -> None:
    created(place).close()
    in_sql(place, "INSERT INTO migrations (ordinal, name) VALUES (99, '0099-later')")
    with pytest.raises(NewerLedgerError) as caught:
        opened(place)
    assert caught.value.migrations == ("0099-later",)


def test_steps_are_done_in_order_once_and_each_whole_or_not_at_all(place: Place) -> None:
    created(place).close()
    database = Database.at(place, SITE)
    good = Migration("0002-good", ("CREATE TABLE good (x INTEGER)",))
    bad = Migration("0003-bad", ("CREATE TABLE half (x INTEGER)", "CREATE TABLE half (x INTEGER)"))
    with pytest.raises((sqlite3.OperationalError, DBAPIError)):
        migrate(database, fresh=False, steps=(*MIGRATION_STEPS, good, bad))
    migrate(database, fresh=False, steps=(*MIGRATION_STEPS, good))
    with database.reading() as connection:
        tables = set(inspect(connection).get_table_names())
    database.close()
    assert "good" in tables
    assert "half" not in tables
    with pytest.raises(NewerLedgerError):
        opened(place)


def test_the_tables_are_as_the_code_describes_them(place: Place) -> None:
    created(place).close()
    database = Database.at(place, SITE)
    with database.reading() as connection:
        found = inspect(connection)
        assert set(found.get_table_names()) == set(METADATA.tables)
        for name, table in METADATA.tables.items():
            assert [column["name"] for column in found.get_columns(name)] == [column.name for column in table.columns]
            assert found.get_pk_constraint(name)["constrained_columns"] == [key.name for key in table.primary_key]
            assert table.primary_key.columns.keys()[0] in ("site", "ordinal")
    database.close()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    used(tmp_path / "ledger.sqlite").close()
    path = tmp_path / "ledger.sqlite"
    content = bytearray(path.read_bytes())
    content[200:] = os.urandom(len(content) - 200)
    path.write_bytes(content)
    with pytest.raises(LedgerDamagedError):
        opened(tmp_path / "ledger.sqlite")


def test_a_ledger_held_by_another_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created(tmp_path / "ledger.sqlite").close()
    monkeypatch.setattr(sqlite_module, "PRAGMAS", (("busy_timeout", "50", 50), *PRAGMAS[1:]))
    other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with opened(tmp_path / "ledger.sqlite") as ledger, pytest.raises(LedgerBusyError):
        ledger.reserve("work", [PaperRequest(PaperKey("1", PaperKind.SET), "a")], who="т")
    other.close()


def test_a_full_disk_is_named_and_nothing_is_reserved(tmp_path: Path) -> None:
    with created(tmp_path / "ledger.sqlite") as ledger:
        with ledger._database.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        requests = [PaperRequest(PaperKey("1", PaperKind.SET, n), "a") for n in range(1, 500)]
        with pytest.raises(LedgerDiskError):
            ledger.reserve("work", requests, who="т")
        assert ledger.next_serial == 1
        assert ledger.verify_chain() is None


@pytest.mark.parametrize("serials", [range(5), range(5, 5), range(1, 100_001), range(9, 1), range(1, 9, 2)])
def test_a_range_that_makes_no_sense_is_refused(tmp_path: Path, serials: range) -> None:
    with pytest.raises(SerialRangeError):
        created(tmp_path / "ledger.sqlite", serials=serials)
    assert list(tmp_path.iterdir()) == []


# ── network shares ───────────────────────────────────────────────────────────────────────────────────────────

LINUX_MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
//server/school /mnt/school\\040share cifs rw,vers=3.0 0 0
server:/export /srv nfs4 rw 0 0
/dev/sdb1 /srv/local ext4 rw 0 0
pi@host:/home /home/t/far fuse.sshfs rw,user_id=0 0 0
/dev/sdc1 /media/stick fuseblk rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
C:\\134 /mnt/c 9p rw,aname=drvfs;path=C:\\;uid=0 0 0
/dev/sdd1 /mnt/over ext4 rw 0 0
//server/x /mnt/over cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/t/school", None),
        ("/mnt/school share/ledger.sqlite", "cifs"),
        ("/mnt/school", None),
        ("/srv/x", "nfs4"),
        ("/srv/local/x", None),
        ("/home/t/far/x", "fuse.sshfs"),
        ("/media/stick/x", None),
        ("/run/user/1000/gvfs/smb-share", "fuse.gvfsd-fuse"),
        ("/mnt/c/school", "9p-drvfs"),
        ("/mnt/over/x", "cifs"),
    ],
)
def test_a_network_share_is_recognised_on_linux(path: str, kind: str | None) -> None:
    assert disk.network_type_among(disk.mounts_of_linux(LINUX_MOUNTS), Path(path)) == kind


def test_a_network_share_is_recognised_on_macos() -> None:
    mounts = disk.mounts_of_macos(
        "/dev/disk3s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "//guest@server/school on /Volumes/школа (1) (smbfs, nodev, nosuid, mounted by t)\n"
    )
    assert disk.network_type_among(mounts, Path("/Volumes/школа (1)/x")) == "smbfs"
    assert disk.network_type_among(mounts, Path("/Users/t")) is None


def test_no_ledger_is_made_or_opened_on_a_network_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created(tmp_path / "ledger.sqlite").close()
    monkeypatch.setattr(sqlite_module, "network_file_system", lambda path: "cifs")
    with pytest.raises(LedgerPlaceError):
        opened(tmp_path / "ledger.sqlite")
    with pytest.raises(LedgerPlaceError):
        Ledger.create(tmp_path / "x", site=SITE, clock=clock, ledger_id="5a" * 16, who="т")
    assert not (tmp_path / "x").exists()


# ── a lost ledger ────────────────────────────────────────────────────────────────────────────────────────────


def _number(serial: int, site: str = SITE, page: int = 0) -> str:
    return str(Identifier(NumberKind.SET, SiteNumber(site), serial, page))


def _manifest(works: Path, work: str, *numbers: str) -> None:
    (works / work).mkdir(parents=True)
    rooms = [{"sets": [{"number": number, "pages": [{"number": number}]} for number in numbers]}]
    (works / work / "manifest.json").write_text(json.dumps({"format": 1, "rooms": rooms, "sha256": "1" * 64}))


def test_the_highest_serial_is_found_in_the_works(tmp_path: Path) -> None:
    assert highest_serial(tmp_path / "works", SITE, SERIALS) is None
    _manifest(tmp_path / "works", "a", _number(7), _number(812, page=3))
    _manifest(tmp_path / "works", "b", _number(99), _number(5000, site="000000"), "0640123006013297", "9" * 16)
    _manifest(tmp_path / "works", "c")
    (tmp_path / "works" / ".staging").mkdir()
    (tmp_path / "works" / "note.txt").write_text("")
    assert highest_serial(tmp_path / "works", SITE, SERIALS) == 812
    assert highest_serial(tmp_path / "works", SITE, range(1, 100)) == 99
    assert highest_serial(tmp_path / "works", SITE, range(20_000, 30_000)) is None


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_works_that_cannot_be_read_need_a_persons_word(tmp_path: Path, content: bytes | None) -> None:
    works = tmp_path / "works"
    _manifest(works, "a", _number(812))
    (works / "b").mkdir()
    if content is not None:
        (works / "b" / "manifest.json").write_bytes(content)
    with pytest.raises(AfterNeededError) as caught:
        highest_serial(works, SITE, SERIALS)
    assert caught.value.folders == (str(works / "b"),)
    assert serials_used_up_to(works, SITE, SERIALS, 1000) == 1000
    for wrong in (811, 100_000):
        with pytest.raises(AfterOutsideError):
            serials_used_up_to(works, SITE, SERIALS, wrong)


def test_a_new_ledger_goes_on_after_the_serial_that_it_is_told(place: Place) -> None:
    with created(place, after=812) as ledger:
        assert ledger.next_serial == 813
        ledger.rebuild_projection()
        assert ledger.next_serial == 813


def settled(folder: Path, **options: object) -> Ledger:
    known: dict[str, object] = {"site": SITE, "serials": None, "after": None, "clock": clock, "who": "т"}
    known["ledger_id"] = "0f" * 16
    return settle_ledger(folder / "ledger.sqlite", folder / "works", **(known | options))  # type: ignore[arg-type]


def test_a_set_up_cut_short_is_taken_up_with_its_numbers(tmp_path: Path) -> None:
    with settled(tmp_path) as ledger:
        ledger.reserve("work", [PaperRequest(PaperKey("101", PaperKind.SET), "a")], who="т")
    with settled(tmp_path) as ledger:
        assert ledger.next_serial == 2
    with pytest.raises(ForeignLedgerError):
        settled(tmp_path, site=SiteNumber("640999"))
    with pytest.raises(LedgerExistsError):
        settled(tmp_path, serials=range(500, 600))
    with pytest.raises(AfterOutsideError):
        settled(tmp_path, after=2)
    settled(tmp_path, serials=USUAL_SERIALS, after=1).close()


def test_a_school_leaves_half_of_the_numbers_to_a_second_ledger_until_its_own_are_used_up(tmp_path: Path) -> None:
    for name in ("first", "works", "said"):
        (tmp_path / name).mkdir()
    with settled(tmp_path / "first") as ledger:
        assert ledger.serials == range(1, 50_000)
    for place, more in (("works", {}), ("said", {"after": 50_000})):
        if not more:
            _manifest(tmp_path / place / "works", "a", _number(49_999))
        with settled(tmp_path / place, **more) as ledger:
            assert (ledger.serials, ledger.next_serial) == (SERIALS, 50_001 if more else 50_000)


def test_after_a_lost_ledger_the_numbers_go_on_above_those_in_the_works(tmp_path: Path) -> None:
    _manifest(tmp_path / "works", "a", _number(4711))
    (tmp_path / "works" / "b").mkdir()
    with pytest.raises(AfterNeededError):
        settled(tmp_path)
    with pytest.raises(AfterOutsideError):
        settled(tmp_path, after=4710)
    with settled(tmp_path, after=5000) as ledger:
        assert ledger.next_serial == 5001
    (tmp_path / "ledger.sqlite").unlink()
    (tmp_path / "works" / "b").rmdir()
    with settled(tmp_path) as ledger:
        assert ledger.next_serial == 4712


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_list_of_dying_papers_is_cut_short_and_says_so() -> None:
    number, key = Identifier(NumberKind.SET, SITE, 7), PaperKey("101", PaperKind.SET, 7)
    text = str(ReasonNeededError(((number, key),) * 30))
    assert text.count("каб. 101: комплект 07") == 20
    assert "… и ещё 10" in text
