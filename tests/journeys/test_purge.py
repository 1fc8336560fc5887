"""``purge``: what is past its term goes, once the counts tie, with one act; nothing else is touched."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from journeys.evening import BUILT_WITH, WORK, Evening, numbers_of, open_ledger, read_manifest

from vpr_print.errors import ExitCode
from vpr_print.output import destruction
from vpr_print.output.destruction import JOURNAL
from vpr_print.output.scan_folder import ScanFile, open_scan_folder, write_scan_files
from vpr_print.safe_files import write_new
from vpr_print.scan.journal import opened_journal
from vpr_print.scan.seen import PageReading, PageSource, Symbol, SymbolType
from vpr_print.settings.school import SchoolFolder, find_school
from vpr_print.workflow.drawing_up import Desk
from vpr_print.workflow.purging import Purged, WorkPurge, plan_purge, purge
from vpr_print.workflow.purging_errors import (
    ChangedMeanwhileError,
    NotHereError,
    TermNotOverError,
)

AFTER = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
posix = pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")


def after() -> datetime:
    return AFTER


@pytest.fixture
def past(morning_after: Evening) -> Evening:
    """The work built and never printed, in a school that keeps materials for thirty days, forty days later."""
    settings = morning_after.school / "vpr-print.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("keep_days = 0", "keep_days = 30"), "utf-8")
    assert "keep_days = 30" in settings.read_text("utf-8")
    morning_after.patch.setattr("vpr_print.cli.purge.now", after)
    return morning_after


def school_of(evening: Evening) -> SchoolFolder:
    return find_school(evening.school)


def planned(evening: Evening) -> WorkPurge:
    (plan,) = plan_purge(school_of(evening), (), after)
    return plan


def destroy(evening: Evening, plan: WorkPurge | None = None) -> Purged:
    return purge(school_of(evening), plan or planned(evening), Desk(who="orlova", clock=after, zone=UTC))


def left_of(evening: Evening) -> set[str]:
    return {path.relative_to(evening.work).as_posix() for path in evening.work.rglob("*")}


def acts(evening: Evening) -> list[Path]:
    return sorted((evening.work / "acts").glob("akt-unichtozheniya-*.pdf"))


def words_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def test_everything_goes_but_manifest_and_acts(past: Evening) -> None:
    late = past.work / "izmeneniya" / "101"
    late.mkdir(parents=True)
    shutil.copy(past.work / "101" / "3-protokol.pdf", late)
    (late.parent / "izmeneniya.json").write_text("{}")
    manifest, ledger = (past.work / "manifest.json").read_bytes(), len(open_ledger(past.school).events())
    done = past.tell("purge", "--yes", "--json")
    assert done.code == 0, done.err
    (told,) = done.json["destroyed"]
    (act,) = acts(past)
    assert left_of(past) == {"manifest.json", "acts", f"acts/{act.name}", f"acts/{told['list']}"}
    assert (past.work / "manifest.json").read_bytes() == manifest
    assert len(open_ledger(past.school).events()) > ledger
    assert told["number"] in act.name
    found = past.tell("track", "find", told["number"])
    assert "акт об уничтожении" in found.out


def test_the_act_says_what_was_destroyed_and_its_list_can_be_proved(past: Evening) -> None:
    names = past.surnames
    done = destroy(past)
    (act,) = acts(past)
    words = words_of(act)
    listed = (past.work / "acts" / done.list).read_bytes()
    assert hashlib.sha256(listed).hexdigest() == done.sha256
    assert done.sha256 in words.replace(" ", "")
    assert "01.06.2026 09:30" in words
    assert "21.05.2026" in words
    assert f"Итого файлов {done.files}" in words
    assert not any(name in words or name in listed.decode() for name in names)
    lines = dict(line.split("  ")[::-1] for line in listed.decode().splitlines())
    manifest = read_manifest(past.work)
    files = [*manifest["papers"], *(file for room in manifest["rooms"] for file in room["files"])]
    assert {f"{WORK}/{file['path']}": file["sha256"] for file in files}.items() <= lines.items()
    with open_ledger(past.school) as ledger:
        (drawn,) = [drawn for drawn in ledger.drawn_up(WORK) if drawn.destroyed]
        assert drawn.destroyed
        assert (drawn.destroyed.files, drawn.destroyed.sha256) == (done.files, done.sha256)
        assert ledger.verify().flaws == ()


def test_it_is_asked_first_and_another_answer_destroys_nothing(past: Evening) -> None:
    before = left_of(past)
    assert past.tell("purge").code == ExitCode.USAGE
    shown = past.tell("purge", "--dry-run")
    assert shown.code == 0
    assert f"works/{WORK}/101/3-protokol.pdf" in shown.out
    assert past.tell("purge", "--dry-run", "--json").json["would_destroy"][0]["work"] == WORK
    for answer in ("да", "", "уничтожи"):
        with past.patch.context() as patch:
            patch.setattr("click.prompt", lambda *_, answer=answer, **__: answer)
            patch.setattr("vpr_print.cli.purge._somebody_there", lambda: True)
            assert past.tell("purge").code == ExitCode.INTERRUPTED
    assert left_of(past) == before
    with past.patch.context() as patch:
        patch.setattr("click.prompt", lambda *_, **__: " Уничтожить ")
        patch.setattr("vpr_print.cli.purge._somebody_there", lambda: True)
        assert past.tell("purge").code == 0
    assert acts(past)


def test_a_work_within_its_term_stays(past: Evening) -> None:
    school = school_of(past)

    def last_day() -> datetime:
        return datetime(2026, 5, 21, 12, tzinfo=UTC)

    assert plan_purge(school, (), last_day) == ()
    with pytest.raises(TermNotOverError):
        plan_purge(school, (WORK,), last_day)


def test_without_a_term_nothing_is_destroyed(morning_after: Evening) -> None:
    told = morning_after.tell("purge", "--yes", "--json")
    assert (told.code, told.ids) == (ExitCode.SETTINGS, ["NoTerm"])
    assert morning_after.tell("purge", "--work", "net-takoy", "--yes").code == ExitCode.SETTINGS


def test_sets_that_nobody_accounted_for_are_named(past: Evening) -> None:
    assert past.tell("printed", "101").code == 0
    told = past.tell("purge", "--yes", "--json")
    assert (told.code, told.ids) == (ExitCode.CUSTODY, ["BalanceOpen"])
    first = numbers_of(past.manifest, "101")["set 1"]
    assert first in told.err.replace(" ", "")
    assert acts(past) == []
    sets = [number for key, number in numbers_of(past.manifest, "101").items() if key.startswith("set ")]
    assert past.tell("track", "record", "lost", *sets, "--reason", "сожжены по старому порядку").code == 0
    assert past.tell("purge", "--yes").code == 0


def test_packets_on_their_way_are_named(past: Evening) -> None:
    for event in ("printed 101", "track record accepted 101", "track record packed 101", "track record issued 101"):
        assert past.tell(*event.split()).code == 0
    sets = [number for key, number in numbers_of(past.manifest, "101").items() if key.startswith("set ")]
    assert past.tell("track", "record", "used", *sets).code == 0
    told = past.tell("purge", "--yes", "--json")
    assert (told.code, told.ids) == (ExitCode.CUSTODY, ["OnTheWay"])
    assert past.tell("track", "record", "returned", "101").code == 0
    assert past.tell("purge", "--yes", "--json").ids == ["OnTheWay"]
    assert past.tell("track", "record", "counted", "101").code == 0
    assert past.tell("purge", "--yes").code == 0


def test_packets_that_the_centre_has_scanned_are_at_their_end(past: Evening) -> None:
    for event in ("printed 101", "track record accepted 101", "track record packed 101", "track record issued 101"):
        assert past.tell(*event.split()).code == 0
    numbers = numbers_of(past.manifest, "101")
    sets = [number for key, number in numbers.items() if key.startswith("set ")]
    assert past.tell("track", "record", "used", *sets).code == 0
    assert past.tell("track", "record", "returned", "101").code == 0
    assert past.tell("track", "record", "counted", "101").code == 0
    packet = past.tell("track", "dispatch", "101", "--json").json["packet"]["number"]
    for step in ("packed", "dispatched", "received"):
        assert past.tell("track", "record", step, packet).code == 0
    assert past.tell("purge", "--yes", "--json").ids == ["OnTheWay"]
    returns = [numbers["packet return_used"], numbers["packet return_unused"]]
    for step in ("opened", "scanned"):
        done = past.tell("track", "record", step, *returns)
        assert done.code == 0, done.err
    assert past.tell("purge", "--yes").code == 0


def test_what_somebody_put_there_is_named_and_left(past: Evening) -> None:
    (past.work / "101" / "foto.jpg").write_bytes(b"x")
    (past.work / "source" / "spisok.xlsx").write_bytes(b"x")
    (past.work / "zametki").mkdir()
    (past.work / "zametki" / "3-protokol.pdf").write_bytes(b"x")
    told = past.tell("purge", "--yes", "--json")
    assert told.code == ExitCode.LOOK
    foreign = {"101/foto.jpg", "source/spisok.xlsx", "zametki/3-protokol.pdf"}
    assert {place.removeprefix(f"works/{WORK}/") for place in told.json["destroyed"][0]["left"]} == foreign
    assert all((past.work / place).exists() for place in foreign)
    assert "чужих файлов осталось в папке работы: 3" in words_of(acts(past)[0])
    assert "foto" not in words_of(acts(past)[0])


@posix
def test_no_link_is_followed(past: Evening, tmp_path: Path) -> None:
    elsewhere = tmp_path / "chuzhoe"
    shutil.copytree(past.work / "101", elsewhere / "101")
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    shutil.rmtree(past.work / "101")
    (past.work / "101").symlink_to(elsewhere / "101", target_is_directory=True)
    protocol = past.work / "102" / "3-protokol.pdf"
    protocol.rename(elsewhere / "3-protokol.pdf")
    protocol.symlink_to(elsewhere / "3-protokol.pdf")
    before[elsewhere / "3-protokol.pdf"] = protocol.read_bytes()
    done = destroy(past)
    assert set(done.left) == {f"works/{WORK}/101", f"works/{WORK}/102/3-protokol.pdf"}
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


@posix
def test_a_folder_that_is_a_link_as_a_whole_is_refused(past: Evening, tmp_path: Path) -> None:
    past.work.rename(tmp_path / "rabota")
    past.work.symlink_to(tmp_path / "rabota", target_is_directory=True)
    with pytest.raises(NotHereError):
        planned(past)
    past.work.unlink()
    (past.school / "works").rename(tmp_path / "works")
    (past.school / "works").symlink_to(tmp_path / "works", target_is_directory=True)
    (tmp_path / "rabota").rename(tmp_path / "works" / WORK)
    with pytest.raises(NotHereError):
        planned(past)


@posix
def test_a_link_that_comes_in_between_is_left(past: Evening, tmp_path: Path) -> None:
    elsewhere = tmp_path / "chuzhoe"
    begin = destruction.Destruction.begin

    def swapped(self: destruction.Destruction, *args: object) -> destruction.Noted:
        noted = begin(self, *args)  # type: ignore[arg-type]
        shutil.move(past.work / "101", elsewhere)
        (past.work / "101").symlink_to(elsewhere, target_is_directory=True)
        return noted

    past.patch.setattr(destruction.Destruction, "begin", swapped)
    plan = planned(past)
    count = len(list(past.work.joinpath("101").iterdir()))
    done = destroy(past, plan)
    assert len(list(elsewhere.iterdir())) == count
    assert done.files == len(plan.files) - count


def test_a_manifest_that_names_what_lies_outside_destroys_nothing(past: Evening) -> None:
    path = past.work / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"svodka.pdf"', b'"../../ledger.sqlite"'))
    assert past.tell("purge", "--yes").code == ExitCode.OUTPUT
    assert (past.school / "ledger.sqlite").exists()
    doomed = {"place": "../x", "listed": "x", "kind": "sets", "size": 1, "changed": 1, "sha256": ""}
    (past.work / JOURNAL).write_text(json.dumps({"act": 1, "files": [doomed]}))
    (past.school.parent / "x").write_bytes(b"1")
    assert past.tell("purge", "--yes").code == ExitCode.OUTPUT
    assert (past.school.parent / "x").exists()


def scans_of(evening: Evening, name: str, *numbers: str) -> Path:
    """A folder in which pages of these papers were scanned."""
    folder = evening.school / name
    symbols = [Symbol(SymbolType.QR, number, ((0, 0), (1, 0), (1, 1), (0, 1))) for number in numbers]
    readings = [
        PageReading(
            source=PageSource("5b" * 32, page), width=1, height=1, dpi=200, symbols=(symbol,), turn=0, skew=0, ink=0,
            pixels="",
        )
        for page, symbol in enumerate(symbols, 1)
    ]  # fmt: skip
    with opened_journal(open_scan_folder(folder)) as journal:
        journal.add_readings(readings)
    make = partial(write_new, data=b"1")
    write_scan_files(folder, [ScanFile(name=name, fingerprint="1", make=make) for name in ("a.pdf", "b.pdf")])
    return folder


def test_scans_of_the_work_go_too_and_those_of_another_stay(past: Evening) -> None:
    with open_ledger(past.school) as ledger:
        other = str(ledger.new_dispatch_packet("2026-05-20-fizika-7", who=""))
    first, second, *_ = (number for key, number in numbers_of(past.manifest, "101").items() if key.startswith("set"))
    own, both = scans_of(past, "skany", first, second), scans_of(past, "skany-obe", first, other)
    strange, empty = scans_of(past, "skany-chuzhie", other), scans_of(past, "skany-pustye")
    (own / "pometki.txt").write_text("x")
    (empty / ".scan" / "journal.jsonl").write_bytes(b"?\n")
    done = destroy(past)
    assert sorted(path.name for path in own.iterdir()) == ["pometki.txt"]
    assert all((folder / "a.pdf").exists() for folder in (both, strange, empty))
    listed = (past.work / "acts" / done.list).read_text()
    assert "scan-1/a.pdf" in listed
    assert "skany" not in listed


def test_a_manifest_that_names_what_stays_destroys_none_of_that(past: Evening) -> None:
    assert past.tell("track", "statement").code == 0
    (statement,) = (past.work / "acts").iterdir()
    path = past.work / "manifest.json"
    changed = path.read_bytes().replace(b'"svodka.pdf"', f'"acts/{statement.name}"'.encode())
    path.write_bytes(changed.replace(b'"plan-razdachi.pdf"', b'"manifest.json"'))
    done = destroy(past)
    assert statement.exists()
    assert path.exists()
    assert set(done.left) == {f"works/{WORK}/svodka.pdf", f"works/{WORK}/plan-razdachi.pdf"}


def test_what_changed_after_it_was_shown_is_not_destroyed(past: Evening) -> None:
    plan = planned(past)
    (past.work / "101" / "2-kody.pdf").write_bytes(b"changed")
    before = left_of(past)
    with pytest.raises(ChangedMeanwhileError):
        destroy(past, plan)
    assert left_of(past) == before


class Killed(BaseException):
    """A power cut."""


def cut_at(evening: Evening, moment: int) -> Callable[[], int]:
    """Changes on the disk are counted, and the one of this number is not made any more."""
    made = 0

    def counted(change: Callable[..., object]) -> Callable[..., object]:
        def instead(*args: object, **options: object) -> object:
            nonlocal made
            made += 1
            if made == moment:
                raise Killed
            return change(*args, **options)

        return instead

    for name in ("unlink", "rmdir", "replace"):
        evening.patch.setattr(Path, name, counted(getattr(Path, name)))
    return lambda: made


def test_killed_at_any_moment_and_given_again_there_is_one_act(past: Evening, tmp_path: Path) -> None:
    start, patch = past.school.rename(tmp_path / "start"), past.patch
    chance = random.Random("purge")

    def again(moment: int) -> int:
        shutil.rmtree(past.school, ignore_errors=True)
        shutil.copytree(start, past.school)
        with patch.context() as context:
            count = cut_at(replace(past, patch=context), moment)
            try:
                destroy(past)
            except Killed:
                assert moment
            else:
                return count()
        plans = plan_purge(school_of(past), (), after)
        if plans:
            destroy(past, plans[0])
        (act,) = acts(past)
        kept = {"manifest.json", "acts", f"acts/{act.name}"}
        assert {name for name in left_of(past) if not name.endswith(".sha256")} == kept, moment
        with open_ledger(past.school) as ledger:
            assert len([drawn for drawn in ledger.drawn_up(WORK) if drawn.destroyed]) == 1, moment
            assert ledger.verify().flaws == ()
        return 0

    changes = again(0)
    for moment in (*range(1, 4), *chance.sample(range(4, changes - 8), 3), *range(changes - 8, changes + 1)):
        again(moment)


def test_nothing_can_be_made_of_a_purged_work(past: Evening) -> None:
    first = numbers_of(past.manifest, "101")["set 1"]
    number = destroy(past).number
    before = left_of(past)
    for told in (
        past.build(*BUILT_WITH, "--replace", "--reason", "ошибка", "--json"),
        past.tell("replace", first, "--reason", "замят", "--json"),
    ):
        assert (told.code, told.ids) == (ExitCode.CUSTODY, ["MaterialsDestroyed"])
        assert number in told.err.replace(" ", "")
        assert "01.06.2026" in told.err
    assert left_of(past) == before
    assert plan_purge(school_of(past), (), after) == ()
    assert past.tell("track", "status").code == 0
    assert past.tell("track", "statement").code == 0


def test_half_destroyed_materials_are_not_built_from(past: Evening) -> None:
    def stop(*_: object) -> None:
        raise Killed

    with past.patch.context() as patch:
        patch.setattr(destruction, "_unlink", stop)
        with pytest.raises(Killed):
            destroy(past)
    told = past.build(*BUILT_WITH, "--json")
    assert (told.code, told.ids) == (ExitCode.CUSTODY, ["PurgeUnfinished"])
    assert "прервано" in past.tell("purge", "--dry-run").out
    assert past.tell("purge", "--yes").code == 0
