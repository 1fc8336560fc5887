"""Each option of a build does what its help says."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
import pyzipper
import zip_builder
from journeys.evening import HEADER, WORK, Evening, write_sheet
from journeys.paper_symbols import differences, expected_of_sets

PASSWORD = "Пароль 2026"


def room_of(manifest: Any, name: str) -> Any:
    return next(record for record in manifest["rooms"] if record["room"] == name)


def set_numbers(manifest: Any) -> list[list[str]]:
    return [[item["number"] for item in room["sets"]] for room in manifest["rooms"]]


def variant_files(archive: Path) -> dict[str, bytes]:
    """The PDFs of the archive in the archive."""
    with zipfile.ZipFile(archive) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".zip"))
        with zipfile.ZipFile(io.BytesIO(outer.read(inner))) as nested:
            return {f"v{index}.pdf": nested.read(name) for index, name in enumerate(nested.namelist(), 1)}


def plain_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


def test_two_sides_pad_a_set_to_even_and_mark_and_number_the_blank_back(evening: Evening) -> None:
    done = evening.build("--sides", "two")
    assert done.code == 0, done.err
    room = room_of(evening.manifest, "102")
    for item in room["sets"]:
        assert len(item["pages"]) == 4
        assert item["pages"][3]["number"][12:14] == "04"
        assert item["pages"][0]["page"] % 2 == 1  # a set begins on a front
    sets = evening.work / "102" / "1-komplekty.pdf"
    assert list(differences(sets, expected_of_sets(room)["102/1-komplekty.pdf"])) == []
    back = pypdf.PdfReader(sets).pages[3].extract_text()
    assert "стр. 4 из 4" in back
    assert "пуст" in back.casefold() or "оборот" in back.casefold()


def test_each_set_in_its_own_file(evening: Evening) -> None:
    assert evening.build("--per-set-files", "--spares", 1).code == 0
    for room in evening.manifest["rooms"]:
        files = [file for file in room["files"] if file["kind"] in ("sets", "sets_enlarged")]
        of_set = {item["number"]: item["file"] for item in room["sets"]}
        assert {number: file["path"] for file in files for number in file["numbers"]} == of_set
        assert len(files) == len(of_set)
        assert all(file["pages"] == 3 for file in files)
        assert [file["path"] for file in files] == sorted(file["path"] for file in files)


def test_changing_the_number_of_files_keeps_the_numbers(morning_after: Evening) -> None:
    before = morning_after.manifest
    options = ("--spares", 1, "--spare-codes", 1, "--per-set-files")
    assert morning_after.build(*options).code == 40
    assert morning_after.build(*options, "--replace").code == 0
    assert set_numbers(morning_after.manifest) == set_numbers(before)


def test_drafts_are_counted_or_printed(evening: Evening) -> None:
    refused = evening.build("--drafts", 1, "--json")
    assert (refused.code, refused.ids) == (2, ["TooFewDrafts"])
    assert not evening.work.exists()
    assert evening.build("--drafts", 3).code == 0
    room = room_of(evening.manifest, "101")
    assert room["draft_sheets"] == 3 * room["participants"]
    assert "drafts" not in [file["kind"] for file in room["files"]]
    assert evening.manifest["paper"]["draft_sheets"] == 3 * 7
    assert evening.build("--drafts", 3, "--print-drafts", "--replace").code == 0
    room = room_of(evening.manifest, "101")
    drafts = next(file for file in room["files"] if file["kind"] == "drafts")
    assert drafts["pages"] == 3 * room["participants"]
    assert all(number.startswith("8") for number in drafts["numbers"])
    assert list(differences(evening.work / drafts["path"], None)) == []


def test_spares_come_last_and_count(evening: Evening) -> None:
    done = evening.build("--spares", 3)
    assert done.code == 0, done.err
    for room in evening.manifest["rooms"]:
        assert [item["spare"] for item in room["sets"]][-3:] == [True] * 3
        assert len(room["sets"]) == room["participants"] + 3
        assert room["codes"] == room["participants"]


def test_without_codes_a_person_is_told_and_slips_are_left_out(evening: Evening) -> None:
    done = evening.build("--json", codes=None)
    assert done.code == 3, done.err
    assert [notice["id"] for notice in done.json["notices"] if notice["look"]] == ["no_codes"]
    room = room_of(evening.manifest, "101")
    assert room["codes"] == 0
    assert "code_sheet" not in [file["kind"] for file in room["files"]]
    assert not (evening.work / "kody-vse.pdf").exists()
    later = evening.build("--replace")
    assert later.code == 0, later.err
    assert (evening.work / "kody-vse.pdf").exists()


def test_only_the_classes_that_were_asked_for(evening: Evening) -> None:
    rows = evening.rows
    for index, row in enumerate(rows):
        row[2] = "5А" if index % 2 else "5Б"
    rooms = evening.write_list(rows)
    done = evening.build("--class", "5А", "--json", rooms=rooms)
    assert done.code in (0, 3), done.err
    assert [item["count"] for item in done.json["skipped"] if item["id"] == "other_class"] == [4]
    manifest = next((evening.school / "works").iterdir())
    assert manifest.name.endswith("5a")
    assert sum(room["participants"] for room in done.json["rooms"]) == 3


def test_an_unknown_class_is_an_error(evening: Evening) -> None:
    done = evening.build("--class", "5Я", "--json")
    assert (done.code, done.ids) == (11, ["NothingForWork"])
    assert "5Я" in done.err


def test_the_date_comes_from_the_list_or_the_command_never_from_the_clock(evening: Evening) -> None:
    undated = evening.write_list(evening.rows, title=("Математика, 5 класс",))
    missing = evening.build("--json", rooms=undated)
    assert (missing.code, missing.ids) == (2, ["MissingDate"])
    assert "--date" in missing.err
    assert not evening.work.exists()
    assert evening.next_serial() == 1
    done = evening.build("--date", "22.04.2026", rooms=undated)
    assert done.code == 0, done.err
    assert (evening.school / "works" / "2026-04-22-matematika-5").is_dir()


def test_facts_that_contradict_each_other_stop_the_build(evening: Evening) -> None:
    other_day = evening.build("--date", "22.04.2026", "--json")
    assert other_day.code in (2, 11)
    assert "22.04.2026" in other_day.err
    other_grade = evening.build("--grade", 6, "--json")
    assert other_grade.code in (11, 14)
    other_subject = evening.build("--subject", "Физика", "--json")
    assert other_subject.code in (11, 14)
    assert list((evening.school / "works").iterdir()) == []


def test_a_scan_without_text_is_taken_for_the_variant_that_it_is_called(evening: Evening) -> None:
    pages = pypdf.PdfWriter()
    for _ in range(3):
        pages.add_blank_page(595, 842)
    data = io.BytesIO()
    pages.write(data)
    archive = plain_zip(evening.beside("скан.zip"), {"скан.pdf": data.getvalue()})
    refused = evening.build("--json", archive=archive)
    assert refused.code == 14
    assert "--variant" in refused.err
    options = ("--variant", "1=скан.pdf", "--subject", "Математика", "--grade", 5)
    done = evening.build(*options, archive=archive)
    assert done.code in (0, 3), done.err
    assert {item["variant"] for room in evening.manifest["rooms"] for item in room["sets"]} == {1}


def test_a_list_with_counts_only(evening: Evening) -> None:
    path = write_sheet(
        evening.beside("counts.xlsx"),
        [("Математика, 5 класс, 21.04.2026",), ("Кабинет", "Количество участников"), ("101", 3), ("каб. 102", 2)],
    )
    done = evening.build(rooms=path)
    assert done.code in (0, 3), done.err
    assert [(room["room"], room["participants"]) for room in evening.manifest["rooms"]] == [("101", 3), ("102", 2)]


def test_a_participant_marked_for_a3_has_a_set_of_its_own_size(built: Evening) -> None:
    enlarged = [(room, item) for room in built.manifest["rooms"] for item in room["sets"] if item["enlarged"]]
    [(room, item)] = enlarged
    assert item["file"].endswith("a3.pdf")
    pages = pypdf.PdfReader(built.work / item["file"]).pages
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in pages] == [(842, 1191)] * 3
    assert room["codes"] == room["participants"] + 1


def zip_crypto(path: Path, files: dict[str, bytes]) -> None:
    """The old cipher, which no library of ours writes."""
    entries = [zip_builder.encrypted(name.encode(), data, PASSWORD.encode()) for name, data in files.items()]
    path.write_bytes(zip_builder.build(entries))


def aes(path: Path, files: dict[str, bytes]) -> None:
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as out:
        out.setpassword(PASSWORD.encode())
        for name, data in files.items():
            out.writestr(name, data)


@pytest.mark.parametrize("encrypt", [aes, zip_crypto])
def test_an_encrypted_archive_opens_with_its_password(
    evening: Evening, encrypt: Callable[[Path, dict[str, bytes]], None]
) -> None:
    archive = evening.beside("закрыт.zip")
    encrypt(archive, variant_files(evening.materials.archive))
    silent = evening.build("--json", archive=archive)
    assert (silent.code, silent.ids) == (10, ["EncryptedArchive"])
    wrong, right = evening.beside("не тот.txt"), evening.beside("пароль.txt")
    wrong.write_text("иной\n")
    right.write_text(f"\ufeff{PASSWORD}\r\n", encoding="utf-8")
    refused = evening.build("--password-file", wrong, "--json", archive=archive)
    assert (refused.code, refused.ids) == (10, ["WrongPassword"])
    done = evening.build("--password-file", right, archive=archive)
    assert done.code == 0, done.err
    assert PASSWORD not in done.out + done.err


def test_a_folder_is_an_archive_too(evening: Evening, built: Evening) -> None:
    folder = evening.beside("материалы")
    folder.mkdir()
    for name, data in variant_files(evening.materials.archive).items():
        (folder / name).write_bytes(data)
    done = evening.build("--spares", 1, "--spare-codes", 1, archive=folder)
    assert done.code == 0, done.err
    assert set_numbers(evening.manifest) == set_numbers(built.manifest)


def test_a_list_in_csv_of_an_old_code_page(evening: Evening) -> None:
    path = evening.beside("список.csv")
    names = ("Иванов Пётр", "Сидорова Анна", "Кузнецова Ольга")
    lines = ["Математика, 5 класс, 21.04.2026", ";".join(HEADER[:4])]
    lines += [f"{index};{name};5А;Каб. 7" for index, name in enumerate(names, 1)]
    path.write_bytes("\r\n".join(lines).encode("cp1251"))
    done = evening.build(rooms=path)
    assert done.code in (0, 3), done.err
    assert [(room["room"], room["participants"]) for room in evening.manifest["rooms"]] == [("7", 3)]


@pytest.mark.parametrize(
    "names", [("source", "works", "manifest.json"), ("101", "101.json", "101.part"), ("Каб/../7", "к" * 300)]
)
def test_rooms_with_odd_names_have_folders_of_their_own(evening: Evening, names: tuple[str, ...]) -> None:
    rows = [[index, f"Иванов Пётр {'И' * index}", "5А", name, None, None, None] for index, name in enumerate(names, 1)]
    done = evening.build("--json", rooms=evening.write_list(rows))
    if done.code not in (0, 3):
        assert done.code in (11, 30), done.err
        return
    folders = Counter(room["folder"] for room in evening.manifest["rooms"])
    assert len(folders) == len(names) == sum(folders.values())
    assert not set(folders) & {"source", ".build", "manifest.json"}
    for folder in folders:
        assert (evening.work / folder / "1-komplekty.pdf").exists()
    assert (evening.work / "source" / "inputs.json").exists()
    assert evening.work.name == WORK
    assert evening.build("--json", rooms=evening.beside("spisok.xlsx")).json["new_papers"] == 0
