"""The same input gives the same numbers and the same bytes."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from journeys.evening import BUILT_WITH, WORK, Evening, rest, snapshot

from vpr_print.workflow import rooms


def test_a_second_build_changes_nothing_and_takes_no_number(morning_after: Evening) -> None:
    evening = morning_after
    before, serial = snapshot(evening.school / "works", without=()), evening.next_serial()
    again = evening.build(*BUILT_WITH)
    assert again.code == 0
    assert "Новых бумаг: 0" in again.out
    assert "Не изменились кабинеты: 101, 102, 103" in again.out
    assert snapshot(evening.school / "works", without=()) == before
    assert evening.next_serial() == serial
    assert rest(evening.school) == []


def test_another_machine_makes_the_same_bytes(built: Evening, tmp_path: Path) -> None:
    """Other folder, clock zone, locale, hash seed, current folder and number of processes."""
    other = built.with_school(tmp_path / "другая папка" / "школа")
    inner = other.school / "works" / "inner"
    inner.mkdir()
    done = other.run(
        *other.build_command(*BUILT_WITH, "--workers", 2),
        cwd=inner,
        environment={"TZ": "Asia/Kamchatka", "LC_ALL": "C", "PYTHONHASHSEED": "77", "LANG": "C", "PYTHONUTF8": "0"},
    )
    assert done.code == 0, done.err
    assert snapshot(other.work) == snapshot(built.work)


def test_a_lost_file_is_made_again_as_it_was(morning_after: Evening) -> None:
    before = snapshot(morning_after.school / "works", without=())
    (morning_after.work / "102" / "3-protokol.pdf").unlink()
    (morning_after.work / "svodka.pdf").unlink()
    assert morning_after.build(*BUILT_WITH).code == 0
    assert snapshot(morning_after.school / "works", without=()) == before


@pytest.mark.parametrize("file", ["102/1-komplekty.pdf", "svodka.pdf", "manifest.json"])
def test_a_changed_file_stops_the_build_and_is_put_right_with_replace(morning_after: Evening, file: str) -> None:
    before = snapshot(morning_after.school / "works", without=())
    broken = morning_after.work / file
    broken.write_bytes(broken.read_bytes()[:-7])
    refused = morning_after.build(*BUILT_WITH, "--json")
    assert (refused.code, refused.ids) == (40, ["ChangedFiles"])
    assert file in refused.err
    replaced = morning_after.build(*BUILT_WITH, "--replace")
    assert replaced.code == 0, replaced.err
    assert snapshot(morning_after.school / "works", without=()) == before


@pytest.mark.parametrize("where", ["new", "empty"])
def test_out_puts_the_same_papers_elsewhere(morning_after: Evening, where: str) -> None:
    target = morning_after.beside("сюда") / WORK
    if where == "empty":
        target.mkdir(parents=True)
    serial = morning_after.next_serial()
    assert morning_after.build(*BUILT_WITH, "--out", target).code == 0
    assert snapshot(target) == snapshot(morning_after.work)
    assert morning_after.next_serial() == serial


@pytest.mark.parametrize("start", ["spawn", "fork"])
def test_workers_started_in_either_way_make_the_same_bytes(evening: Evening, built: Evening, start: str) -> None:
    """Windows and macOS start workers afresh, Linux by a fork."""
    evening.patch.setattr(rooms, "_context", lambda: multiprocessing.get_context(start))
    assert evening.build(*BUILT_WITH, "--workers", 2).code == 0
    assert snapshot(evening.work) == snapshot(built.work)
