"""Bad input: the exit code of its room, four parts of a message, and nothing written."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock
from journeys.evening import BUILT_WITH, HEADER, TITLE, Evening, rest, snapshot, write_sheet
from journeys.test_options import plain_zip, variant_files

from vpr_print.track import sqlite

NAME, CLASS, ROOM = 1, 2, 3
Case = tuple[int, str, str]


def refused(evening: Evening, code: int, id: str, *said: str, options: tuple[object, ...] = (), **inputs: Path) -> str:
    """The build stops with this code and error, says all this, and leaves everything as it was."""
    before, serial = snapshot(evening.school, without=()), evening.next_serial()
    told = evening.build(*options, "--json", **inputs)
    assert (told.code, told.ids) == (code, [id]), told.err
    assert told.json["exit"] == code
    assert told.json["ok"] is False
    for error in told.json["errors"]:
        for part in ("what", "where", "needed", "todo"):
            assert error[part].strip(), part
            assert any("а" <= letter <= "я" for letter in error["what"])
    for words in said:
        assert words in told.err, words
    assert "Traceback" not in told.err
    assert not any(surname in told.err + told.out for surname in evening.surnames)
    assert snapshot(evening.school, without=()) == before
    assert evening.next_serial() == serial
    assert rest(evening.school) == []
    return told.err


# ── archives ─────────────────────────────────────────────────────────────────────────────────────────────────


def not_a_zip(path: Path, good: dict[str, bytes]) -> None:
    path.write_bytes(b"not a zip at all" * 100)


def empty_zip(path: Path, good: dict[str, bytes]) -> None:
    plain_zip(path, {})


def path_traversal(path: Path, good: dict[str, bytes]) -> None:
    plain_zip(path, {**good, "../../наружу.pdf": b"%PDF-1.4"})


def no_variant(path: Path, good: dict[str, bytes]) -> None:
    plain_zip(path, {"читайте.txt": "привет".encode()})


def damaged_pdf(path: Path, good: dict[str, bytes]) -> None:
    plain_zip(path, {"v1.pdf": good["v1.pdf"], "v2.pdf": good["v2.pdf"][:600]})


def cut_short(path: Path, good: dict[str, bytes]) -> None:
    plain_zip(path, good)
    path.write_bytes(path.read_bytes()[:-200])


def bomb(path: Path, good: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("v1.pdf", b"\0" * 90_000_000)


def link(path: Path, good: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as out:
        member = zipfile.ZipInfo("v1.pdf")
        member.create_system = 3
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(member, "/etc/passwd")


def same_variant_twice(path: Path, good: dict[str, bytes]) -> None:
    plain_zip(path, {"a.pdf": good["v1.pdf"], "b.pdf": good["v1.pdf"] + b"\n%\n"})


@pytest.mark.parametrize(
    ("make", "code", "id"),
    [
        (not_a_zip, 10, "NotAnArchive"),
        (empty_zip, 10, "EmptyArchive"),
        (path_traversal, 10, "UnsafeName"),
        (cut_short, 10, "NotAnArchive"),
        (bomb, 10, "Bomb"),
        (link, 10, "LinkInArchive"),
        (no_variant, 14, "NoVariantFound"),
        (damaged_pdf, 14, "UndecidedFile"),
        (same_variant_twice, 14, "TwoFilesForVariant"),
    ],
)
def test_bad_archive(
    evening: Evening, make: Callable[[Path, dict[str, bytes]], None], code: int, id: str
) -> None:
    archive = evening.beside("плохой.zip")
    make(archive, variant_files(evening.materials.archive))
    refused(evening, code, id, "плохой.zip" if code == 10 else "", archive=archive)


def test_missing_files_are_told_all_at_once(evening: Evening) -> None:
    nothing = evening.beside("нет")
    told = evening.build("--json", archive=nothing / "а.zip", rooms=nothing / "б.xlsx", codes=nothing / "в.xlsx")
    assert told.code == 10
    assert [error["exit"] for error in told.json["errors"]] == [10, 11, 13]


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────


def twice(rows: list[list[object]]) -> None:
    rows[1][NAME : CLASS + 1] = rows[0][NAME : CLASS + 1]
    for row in rows:
        row[4:6] = None, None


def roomless(rows: list[list[object]]) -> None:
    rows[2][ROOM] = None


def latin(rows: list[list[object]]) -> None:
    rows[3][CLASS] = "5A"


def odd_letter(rows: list[list[object]]) -> None:
    rows[4][NAME] = "Ли 李明 Пётр"


def nobody(rows: list[list[object]]) -> None:
    rows.clear()


@pytest.mark.parametrize(
    ("spoil", "code", "id", "cell"),
    [
        (twice, 11, "DuplicateParticipant", "ячейк"),
        (roomless, 11, "RoomMissing", "7"),
        (latin, 11, "LatinInClass", "8"),
        (odd_letter, 31, "MissingLetters", "B9"),
        (nobody, 11, "NothingForWork", "spisok.xlsx"),
    ],
)
def test_bad_line(
    evening: Evening, spoil: Callable[[list[list[object]]], None], code: int, id: str, cell: str
) -> None:
    rows = evening.rows
    spoil(rows)
    err = refused(evening, code, id, cell, "spisok.xlsx", rooms=evening.write_list(rows))
    assert "李" in err or spoil is not odd_letter


def test_a_needed_column_is_missing(evening: Evening) -> None:
    rows = [[*row[:ROOM], *row[4:]] for row in evening.rows]
    path = evening.write_list(rows, header=(*HEADER[:ROOM], *HEADER[4:]))
    refused(evening, 11, "ColumnsNotFound", "абинет", rooms=path)


def test_an_empty_sheet(evening: Evening) -> None:
    refused(evening, 11, "ListEmpty", "пусто.xlsx", rooms=write_sheet(evening.beside("пусто.xlsx"), []))


def test_a_list_that_is_none(evening: Evening) -> None:
    path = evening.beside("картинка.xlsx")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    told = evening.build("--json", rooms=path)
    assert told.code == 11
    assert "картинка.xlsx" in told.err


def test_two_participants_with_one_code(evening: Evening) -> None:
    rows = [[*row, "60132" if index < 2 else f"7{index:04d}"] for index, row in enumerate(evening.rows)]
    path = evening.write_list(rows, header=(*HEADER, "Код участника"))
    refused(evening, 11, "DuplicateCode", "60132", "5", "6", rooms=path)


def codes_file(evening: Evening, *codes: str) -> Path:
    return write_sheet(evening.beside("kody.xlsx"), [("Код участника",), *((code,) for code in codes)])


def test_a_code_that_is_too_short(evening: Evening) -> None:
    codes = codes_file(evening, "60132", "6013", *evening.materials.code_list)
    refused(evening, 13, "CodeLength", "kody.xlsx", "A3", codes=codes)


def test_one_code_twice_in_the_code_list(evening: Evening) -> None:
    codes = codes_file(evening, "60132", "60132", *evening.materials.code_list)
    refused(evening, 13, "DuplicateCode", "60132", codes=codes)


def test_more_participants_than_codes(evening: Evening) -> None:
    refused(evening, 20, "CodeShortage", codes=codes_file(evening, *evening.materials.code_list[:5]))


def test_spare_codes_that_the_list_does_not_have(evening: Evening) -> None:
    refused(evening, 20, "CodeShortage", options=("--spare-codes", 40))


def test_a_variant_in_the_list_that_the_archive_does_not_have(evening: Evening) -> None:
    rows = [[*row, 7 if index == 3 else None] for index, row in enumerate(evening.rows)]
    path = evening.write_list(rows, header=(*HEADER, "Вариант"))
    refused(evening, 11, "UnknownVariant", "1, 2", rooms=path)


def test_several_flaws_are_told_together_with_the_lowest_code(evening: Evening) -> None:
    rows = evening.rows
    roomless(rows)
    latin(rows)
    archive = evening.beside("плохой.zip")
    not_a_zip(archive, {})
    codes = codes_file(evening, "60132", "6013")
    told = evening.build("--json", archive=archive, rooms=evening.write_list(rows), codes=codes)
    assert told.code == 10
    assert told.json["exit"] == 10
    assert told.ids == ["NotAnArchive", "LatinInClass", "RoomMissing", "CodeLength"]
    assert [told.err.count(words) for words in ("где:", "нужно:", "сделайте:")] == [4, 4, 4]


def test_two_flaws_of_different_rooms_give_the_lowest_code(evening: Evening) -> None:
    rows = evening.rows
    latin(rows)
    told = evening.build("--json", rooms=evening.write_list(rows), codes=codes_file(evening, "6013"))
    assert (told.code, told.ids) == (11, ["LatinInClass", "CodeLength"])


# ── layouts, places, disks, the ledger ───────────────────────────────────────────────────────────────────────


def test_a_spoiled_layout_of_the_region(evening: Evening) -> None:
    layouts = evening.beside("макеты")
    layouts.mkdir()
    (layouts / "conduct-protocol.toml").write_text("[page]\nsize = 'огромный'\n", encoding="utf-8")
    told = evening.build("--layouts", layouts, "--json")
    assert told.code == 30, told.err
    assert "conduct-protocol.toml" in told.err
    assert list((evening.school / "works").iterdir()) == []
    assert evening.next_serial() == 1


def test_a_folder_of_layouts_that_is_not_there(evening: Evening) -> None:
    told = evening.build("--layouts", evening.beside("нет такой"), "--json")
    assert told.code in (2, 12, 30), told.err
    assert "нет такой" in told.err
    assert evening.next_serial() == 1


def test_a_target_with_other_peoples_files(evening: Evening) -> None:
    target = evening.beside("чужое")
    target.mkdir()
    (target / "диплом.docx").write_text("мой", encoding="utf-8")
    refused(evening, 40, "ForeignFolder", "диплом.docx", "--out", options=("--out", target))
    assert [entry.name for entry in target.iterdir()] == ["диплом.docx"]


def test_a_work_that_is_built_elsewhere_is_said_before_its_numbers_die(morning_after: Evening) -> None:
    stick = morning_after.beside("fleshka")
    told = morning_after.build(*BUILT_WITH, "--out", stick, "--sides", "two")
    assert told.code == 40
    assert "эта работа уже собрана в другой папке" in told.err
    assert "скопируйте её папку целиком" in told.err
    again = morning_after.build(*BUILT_WITH, "--sides", "two")
    assert again.code == 40 and "в другой папке" not in again.err


def test_a_target_with_another_work(morning_after: Evening) -> None:
    """Even with --replace: those papers belong to a work that the ledger counts as built."""
    undated = morning_after.write_list(morning_after.rows, title=TITLE[:1])
    options = ("--date", "23.04.2026", "--out", morning_after.work, "--replace")
    refused(morning_after, 40, "ForeignFolder", options=options, rooms=undated)


@pytest.mark.parametrize("where", ["target", "parent", "room"])
def test_a_file_in_place_of_a_folder(evening: Evening, where: str) -> None:
    """A place that nobody can write to, for root too."""
    blocked = evening.beside("файл")
    blocked.write_text("мой", encoding="utf-8")
    if where == "room":
        target = evening.beside("папка")
        target.mkdir()
        (target / "101").write_text("мой", encoding="utf-8")
        refused(evening, 40, "ForeignFolder", "101", options=("--out", target))
    else:
        told = evening.build("--json", "--out", blocked if where == "target" else blocked / "работа")
        assert told.code == 40, told.err
        assert "файл" in told.err
    assert blocked.read_text(encoding="utf-8") == "мой"
    assert rest(evening.school) == []


def full_disk(size: int) -> Callable[[], None]:
    """No file may grow over so many bytes: writing fails as on a full disk, for every user alike."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize(("spares", "size", "id"), [(0, 120_000, "StoreFull"), (50, 250_000, "DiskFull")])
def test_a_disk_that_fills_up_leaves_nothing_by_half(evening: Evening, spares: int, size: int, id: str) -> None:
    options = ("--spares", spares, "--json")
    full = evening.run(*evening.build_command(*options), preexec_fn=full_disk(size))
    assert (full.code, full.ids) == (40, [id]), full.err
    assert not [entry for entry in evening.work.rglob("*") if entry.is_file()]
    assert rest(evening.school) == []
    done = evening.build()
    assert done.code == 0, done.err
    assert [room["room"] for room in evening.manifest["rooms"]] == ["101", "102", "103"]


def test_a_ledger_that_another_program_holds(evening: Evening) -> None:
    holder = sqlite3.connect(evening.school / "ledger.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    evening.patch.setattr(sqlite, "PRAGMAS", (("busy_timeout", "200", 200), *sqlite.PRAGMAS[1:]))
    try:
        told = evening.build("--json")
    finally:
        holder.rollback()
        holder.close()
    assert (told.code, told.ids) == (50, ["LedgerBusy"]), told.err
    assert list((evening.school / "works").iterdir()) == []


def test_two_builds_at_once(evening: Evening) -> None:
    lock = FileLock(evening.school / ".vpr-print.lock")
    with lock:
        told = evening.build("--json")
    assert (told.code, told.ids) == (40, ["FolderBusy"]) or told.ids == ["FolderBusy"], told.err
    assert evening.next_serial() == 1


def test_a_damaged_ledger(evening: Evening) -> None:
    ledger = evening.school / "ledger.sqlite"
    data = bytearray(ledger.read_bytes())
    data[:4096] = os.urandom(4096)
    ledger.write_bytes(data)
    told = evening.build("--json")
    assert told.code == 50, told.err
    assert list((evening.school / "works").iterdir()) == []


def test_outside_of_any_school(evening: Evening) -> None:
    told = evening.tell(*evening.build_command("--json"), cwd=evening.materials.archive.parent)
    assert (told.code, told.ids) == (12, ["NoSchool"])
    assert "vpr-print init" in told.err


def test_unreadable_settings(evening: Evening) -> None:
    (evening.school / "vpr-print.toml").write_text("[site]\nnumber = 640123\nlishnee = 1\n", encoding="utf-8")
    told = evening.build("--json")
    assert told.code == 12, told.err
    assert "vpr-print.toml" in told.err


def test_what_is_odd_but_can_be_printed_is_said(evening: Evening) -> None:
    """Namesakes, an unknown column, a code that Excel made a number, a row of totals."""
    rows = evening.rows
    rows[1][NAME] = rows[0][NAME]
    rows[1][CLASS] = "5Б" if rows[0][CLASS] != "5Б" else "5А"
    path = evening.write_list([[*row, "да"] for row in rows] + [["Итого", 7]], header=(*HEADER, "Любимый цвет"))
    book = openpyxl.Workbook()
    assert book.active is not None
    for code in evening.materials.code_list:
        book.active.append([float(code)] if not code.startswith("0") else [code])
    book.save(evening.beside("kody.xlsx"))
    done = evening.build("--json", rooms=path, codes=evening.beside("kody.xlsx"))
    assert done.code == 3, done.err
    assert "Любимый цвет" in done.err
    assert sum(room["participants"] for room in evening.manifest["rooms"]) == 7
    assert not any(surname in done.err + done.out for surname in evening.surnames)
