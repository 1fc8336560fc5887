"""The audit finds what others can read, what lies in a cloud, and copies that nobody cleans up; it changes nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from journeys.evening import WORK, Evening

from vpr_print.errors import ExitCode
from vpr_print.settings.school import find_school
from vpr_print.workflow.audit import Audit, AuditedFile, DestroyedWork, Holds, Readers, Risk, audit, readers_of
from vpr_print.workflow.audit_paper import todo_words

DAY = date(2026, 4, 20)
"""The evening before the work."""
posix = pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")


def look(evening: Evening, *more: Path, today: date = DAY, **settings: Any) -> Audit:
    school = find_school(evening.school)
    return audit(replace(school, settings=replace(school.settings, **settings)), more, today=today)


def by_place(found: Audit) -> dict[str, AuditedFile]:
    return {file.place: file for file in found.files}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every user of the computer can look into."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_what_a_build_leaves_is_known_by_what_it_holds(morning_after: Evening) -> None:
    found = by_place(look(morning_after))
    room = f"works/{WORK}/101"
    assert found[f"{room}/3-protokol.pdf"].holds == (Holds.NAMES, Holds.CODES)
    assert found[f"{room}/2-kody.pdf"].holds == (Holds.CODES,)
    assert found[f"{room}/1-komplekty.pdf"].holds == (Holds.MATERIALS,)
    assert found[f"{room}/1-komplekty.pdf"].unreleased
    harmless = ("manifest.json", "svodka.pdf", "4-etiketki.pdf", "ledger.sqlite")
    assert not any(place.endswith(harmless) for place in found)
    sources = {file.holds for place, file in found.items() if "/source/" in place}
    assert sources == {(Holds.MATERIALS,), (Holds.NAMES, Holds.CODES)}
    assert not any(file.risks for file in found.values())


def test_the_audit_changes_nothing(morning_after: Evening) -> None:
    before = everything(morning_after.school)
    look(morning_after)
    assert everything(morning_after.school) == before


@posix
def test_a_file_that_everybody_can_read_is_told(morning_after: Evening, open_place: Path) -> None:
    school = shutil.copytree(morning_after.school, open_place / "shkola")
    for path in (school, *school.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o600)
    protocol = school / "works" / WORK / "101" / "3-protokol.pdf"
    protocol.chmod(0o644)
    sets = school / "works" / WORK / "101" / "1-komplekty.pdf"
    sets.chmod(0o640)
    found = by_place(look(replace(morning_after, school=school)))
    place = protocol.relative_to(school).as_posix()
    assert (found[place].readers, found[place].risks) == (Readers.EVERYBODY, (Risk.EVERYBODY,))
    assert found[sets.relative_to(school).as_posix()].risks == (Risk.GROUP,)
    assert sum(bool(file.risks) for file in found.values()) == 2
    school.chmod(0o700)
    assert readers_of(protocol) is Readers.OWNER


def test_copies_outside_the_works_are_told(morning_after: Evening, tmp_path: Path) -> None:
    shutil.copy(morning_after.materials.allocation, morning_after.school / "spisok.xlsx")
    downloads = tmp_path / "Zagruzki"
    downloads.mkdir()
    shutil.copy(morning_after.materials.archive, downloads)
    shutil.copy(morning_after.materials.codes, downloads)
    (downloads / "pismo.txt").write_text("привет")
    found = look(morning_after, downloads)
    ours, others = found.folders
    assert [(file.place, file.holds) for file in ours.files if file.risks] == [("spisok.xlsx", (Holds.NAMES,))]
    told = {file.place: (file.holds, file.risks) for file in others.files}
    assert told == {
        morning_after.materials.archive.name: ((Holds.MATERIALS,), (Risk.LOOSE,)),
        morning_after.materials.codes.name: ((Holds.CODES,), (Risk.LOOSE,)),
    }


@pytest.mark.parametrize("name", ["OneDrive", "OneDrive - Школа", "Яндекс.Диск", "Dropbox", "Nextcloud"])
def test_a_folder_that_a_cloud_keeps_is_told(morning_after: Evening, tmp_path: Path, name: str) -> None:
    school = shutil.copytree(morning_after.school, tmp_path / name / "vpr")
    (folder,) = look(replace(morning_after, school=school)).folders
    assert (folder.risks, folder.detail) == ((Risk.SYNCED,), name)


def test_a_folder_with_a_mark_of_syncthing_is_told(morning_after: Evening) -> None:
    (morning_after.school / ".stfolder").mkdir()
    assert look(morning_after).folders[0].risks == (Risk.SYNCED,)


def test_what_is_past_its_term_is_told(morning_after: Evening) -> None:
    kept = look(morning_after, today=date(2026, 5, 21), keep_days=30)
    assert not any(file.risks for file in kept.files)
    past = look(morning_after, today=date(2026, 5, 22), keep_days=30)
    assert {file.risks for file in past.files} == {(Risk.PAST,)}
    assert {file.until for file in past.files} == {date(2026, 5, 21)}
    assert not any(file.unreleased for file in past.files)


def test_the_command_tells_it_on_the_screen_in_json_and_on_paper(morning_after: Evening, tmp_path: Path) -> None:
    clean = morning_after.run("audit")
    assert clean.code == 0, clean.out
    assert "Замечаний нет" in clean.out
    shutil.copy(morning_after.materials.allocation, morning_after.school / "spisok.xlsx")
    paper = tmp_path / "audit.pdf"
    told = morning_after.run("audit", "--pdf", paper)
    assert told.code == ExitCode.LOOK
    assert "spisok.xlsx" in told.out
    document = pypdfium2.PdfDocument(paper)
    try:
        words = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()
    assert "копия вне работ" in words
    assert f"works/{WORK}/101/3-protokol.pdf" in words
    data = morning_after.run("audit", "--json").json
    assert [file["place"] for file in data["audit"]["folders"][0]["files"] if file["risks"]] == ["spisok.xlsx"]


def test_where_rights_cannot_be_seen_nothing_is_called_well(morning_after: Evening, tmp_path: Path) -> None:
    morning_after.patch.setattr("vpr_print.workflow.audit.readers_of", lambda _: Readers.UNKNOWN)
    paper = tmp_path / "audit.pdf"
    told = morning_after.tell("audit", "--pdf", paper)
    assert told.code == ExitCode.LOOK
    assert "Замечаний нет" not in told.out
    assert "Права доступа в Windows программа не видит" in told.out
    document = pypdfium2.PdfDocument(paper)
    try:
        assert "права доступа в Windows" in " ".join(document[0].get_textpage().get_text_bounded().split())
    finally:
        document.close()


def test_works_whose_materials_were_destroyed_are_named_with_their_acts(morning_after: Evening) -> None:
    acts = morning_after.work / "acts"
    acts.mkdir()
    (acts / "akt-unichtozheniya-001-9640123000650044.pdf").write_bytes(b"%PDF")
    found = look(morning_after)
    assert found.destroyed == (DestroyedWork(work=WORK, acts=("9640123000650044",), unfinished=False),)
    assert not found.risky
    assert "9640 1230 0065 0044" in morning_after.tell("audit").out
    (morning_after.work / ".purge.json").write_text("{}")
    assert look(morning_after).risky
    assert "прервано" in morning_after.tell("audit").out


def test_what_is_past_its_term_says_which_command_destroys_it(morning_after: Evening) -> None:
    past = look(morning_after, today=date(2026, 5, 22), keep_days=30)
    assert {todo_words(file) for file in past.files} == {"срок хранения вышел: vpr-print purge"}


def test_papers_of_ours_without_secrets_are_none_wherever_they_lie(morning_after: Evening, tmp_path: Path) -> None:
    assert morning_after.tell("proof").code == 0
    assert morning_after.tell("audit", "--pdf", "audit.pdf").code == 0
    assert morning_after.tell("track", "statement").code == 0
    shutil.copy(next((morning_after.work / "acts").iterdir()), morning_after.school / "vedomost.pdf")
    downloads = tmp_path / "Zagruzki"
    downloads.mkdir()
    for name in ("audit.pdf", "probnyy-list.pdf"):
        shutil.copy(morning_after.school / name, downloads)
    shutil.copy(morning_after.work / "101" / "1-komplekty.pdf", downloads)
    found = look(morning_after, downloads)
    assert [file.place for file in found.files if file.risks] == ["1-komplekty.pdf"]


def test_a_folder_that_is_not_there_is_said(morning_after: Evening) -> None:
    assert morning_after.run("audit", "net-takoy").code == ExitCode.OUTPUT
