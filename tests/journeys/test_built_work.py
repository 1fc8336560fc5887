"""What lies in the folders after a build."""

from __future__ import annotations

import hashlib
import itertools
import re
import sqlite3
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from journeys.evening import SITE, Evening, rest
from journeys.paper_symbols import differences, expected_of_sets, numbers_on, read_by_zxing

from vpr_print.documents import individual_sets
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import CodeNumber, Identifier, parse_number

ROOMS = ("101", "102", "103")
ROOM_FILES = ["1-komplekty.pdf", "2-kody.pdf", "3-protokol.pdf", "4-etiketki.pdf", "5-opisi.pdf"]
A3_FILE = "1a-komplekty-a3.pdf"
WORK_FILES = {"kody-vse.pdf", "manifest.json", "plan-razdachi.pdf", "svodka.pdf", "source"}


def room_of(evening: Evening, name: str) -> Any:
    return next(record for record in evening.manifest["rooms"] if record["room"] == name)


def test_every_room_has_its_folder_with_its_papers_and_nothing_else(built: Evening) -> None:
    assert {entry.name for entry in built.work.iterdir()} == WORK_FILES | set(ROOMS)
    with_a3 = 0
    for room in ROOMS:
        names = sorted(entry.name for entry in (built.work / room).iterdir())
        with_a3 += A3_FILE in names
        assert [name for name in names if name != A3_FILE] == ROOM_FILES
    assert with_a3 == 1
    assert rest(built.school) == []


def test_counts_are_tied(built: Evening) -> None:
    people = Counter(str(row[3]) for row in built.rows)
    for room in built.manifest["rooms"]:
        participants = people[room["room"]]
        assert room["participants"] == participants
        assert len(room["sets"]) == participants + 1
        assert [item["spare"] for item in room["sets"]] == [False] * participants + [True]
        assert room["codes"] == participants + 1
        assert room["draft_sheets"] == 2 * participants
        packets = {packet["kind"]: packet for packet in room["packets"]}
        assert list(packets) == ["delivery", "return_used", "return_unused"]
        contents = Counter(number[0] for number in packets["delivery"]["contents"])
        # sets, both return packets, protocol, manifest, code sheet
        assert contents == {"1": participants + 1, "3": 1, "4": 1, "5": 1, "6": 1, "9": 1}
        assert {item["number"] for item in room["sets"]} <= set(packets["delivery"]["contents"])
        for kind in ("return_used", "return_unused"):
            assert packets[kind]["number"] in packets["delivery"]["contents"]
            assert [number[0] for number in packets[kind]["contents"]] == ["6"]


def test_every_number_is_there_once_and_is_right(built: Evening) -> None:
    wholes: list[str] = []
    for room in built.manifest["rooms"]:
        sets = [parse_number(item["number"]) for item in room["sets"]]
        serials = [number.serial for number in sets if isinstance(number, Identifier)]
        assert serials == list(range(serials[0], serials[0] + len(sets)))
        for item, number in zip(room["sets"], sets, strict=True):
            assert isinstance(number, Identifier)
            assert [page["number"] for page in item["pages"]] == [str(number.of_page(page)) for page in (1, 2, 3)]
        wholes += [number for file in room["files"] for number in file["numbers"]]
    wholes += [number for paper in built.manifest["papers"] for number in paper["numbers"]]
    assert len(wholes) == len(set(wholes))
    assert sorted(int(number[7:12]) for number in wholes) == list(range(1, built.next_serial()))


def test_manifest_describes_the_files_that_are_there(built: Evening) -> None:
    described = [file for room in built.manifest["rooms"] for file in room["files"]] + built.manifest["papers"]
    on_disk = {str(p.relative_to(built.work)) for p in built.work.rglob("*.pdf") if "source" not in p.parts}
    assert {file["path"] for file in described} == on_disk
    for file in described:
        data = (built.work / file["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        assert len(pypdf.PdfReader(built.work / file["path"]).pages) == file["pages"]


@pytest.mark.parametrize("name", ROOMS)
def test_every_symbol_of_a_room_reads_back_by_two_decoders(built: Evening, name: str) -> None:
    room = room_of(built, name)
    wanted = expected_of_sets(room)
    for file in room["files"]:
        path = built.work / file["path"]
        assert list(differences(path, wanted.get(file["path"]))) == []
        if file["kind"] not in ("sets", "sets_enlarged"):
            numbers = numbers_on(read_by_zxing(path), "23456789")
            assert sorted({str(whole(number)) for number in numbers}) == sorted(file["numbers"])


def test_every_symbol_of_the_works_papers_reads_back_by_two_decoders(built: Evening) -> None:
    packets = {packet["number"] for room in built.manifest["rooms"] for packet in room["packets"]}
    for file in built.manifest["papers"]:
        path = built.work / file["path"]
        assert list(differences(path, None)) == []
        found = {str(whole(number)) for number in numbers_on(read_by_zxing(path), "123456789")}
        assert found == {*file["numbers"], *(packets if file["kind"] == "summary" else ())}


def test_each_code_is_on_one_slip_and_one_line_of_the_same_room(built: Evening) -> None:
    everywhere: list[str] = []
    for name in ROOMS:
        slips = codes_in(built.work / name / "2-kody.pdf")
        assert codes_in(built.work / name / "3-protokol.pdf") == slips
        assert len(slips) == room_of(built, name)["codes"]
        everywhere += slips
    assert len(everywhere) == len(set(everywhere))
    assert set(everywhere) <= set(built.materials.code_list)
    assert codes_in(built.work / "kody-vse.pdf") == sorted(everywhere)


def test_names_stand_nowhere_in_what_is_printed_blank(built: Evening) -> None:
    assert names_found(built.school, built.surnames) == {}


def test_names_stand_in_the_filled_protocol_and_nowhere_else(evening: Evening) -> None:
    rows = [[*row, code] for row, code in zip(evening.rows, evening.materials.code_list, strict=False)]
    tied = evening.write_list(rows, header=("№", "ФИО", "Класс", "Кабинет", "Ряд", "Место", "Формат А3", "Код"))
    refused = evening.build("--protocol", "filled", "--json")
    assert (refused.code, refused.ids) == (11, ["NamesNotTied"])
    done = evening.build("--protocol", "filled", "--spares", 1, rooms=tied)
    assert done.code == 0, done.err
    found = names_found(evening.school, evening.surnames)
    assert {Path(path).name for path in found} == {"3-protokol.pdf"}
    for room in ROOMS:
        path = next(path for path in found if Path(path).parent.name == room)
        assert found[path] == {str(row[1]).split()[0] for row in rows if row[3] == room}
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(evening.school / path).pages)
        for row in rows:
            assert (row[3] == room) == (str(row[1]).split()[0] in text.split())


def test_only_the_owner_can_read(built: Evening) -> None:
    for path in [built.school, *built.school.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_originals_are_left_alone(evening: Evening) -> None:
    originals = [evening.materials.archive, evening.materials.allocation, evening.materials.codes]
    before = [(path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()) for path in originals]
    beside = sorted(evening.materials.archive.parent.iterdir())
    assert evening.build().code == 0
    after = [(path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()) for path in originals]
    assert after == before
    assert sorted(evening.materials.archive.parent.iterdir()) == beside


def test_answers_and_mark_scheme_reach_no_room(built: Evening) -> None:
    for room in ROOMS:
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(built.work / room / ROOM_FILES[0]).pages)
        assert "ВПР. Математика" in text
        assert "оценивани" not in text.casefold()


def test_neighbours_write_different_variants(built: Evening) -> None:
    for room in built.manifest["rooms"]:
        variants = {item["ordinal"]: item["variant"] for item in room["sets"] if not item["spare"]}
        seats = sorted((int(str(row[4])), int(str(row[5]))) for row in built.rows if row[3] == room["room"])
        by_seat = {seat: variants[ordinal] for ordinal, seat in enumerate(seats, 1)}
        for (line, desk), variant in by_seat.items():
            for neighbour in ((line + 1, desk), (line, desk + 1)):
                assert by_seat.get(neighbour) != variant


def whole(number: str) -> Identifier:
    parsed = parse_number(number)
    assert isinstance(parsed, Identifier)
    return parsed.whole


def codes_in(path: Path) -> list[str]:
    numbers = map(parse_number, numbers_on(read_by_zxing(path), "0"))
    return sorted(number.code(5) for number in numbers if isinstance(number, CodeNumber))


def names_found(school: Path, surnames: set[str]) -> dict[str, set[str]]:
    """Files below the school folder (``source/`` apart) in whose name, text or bytes a surname stands."""
    found: dict[str, set[str]] = {}
    for path in sorted(school.rglob("*")):
        relative = path.relative_to(school)
        if "source" in relative.parts or path.is_dir():
            continue
        text = folded("\n".join([str(relative), *texts_of(path)]))
        here = {name for name in surnames if re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", text)}
        if here:
            found[str(relative)] = here
    return found


def folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def texts_of(path: Path) -> list[str]:
    """Everything that could be read in a file, in every way that somebody might try."""
    data = path.read_bytes()
    raw = [data]
    texts = []
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(path)
        texts += [page.extract_text() for page in reader.pages]
        texts.append(str(reader.metadata))
        with pikepdf.open(path) as pdf:
            streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
            raw += [stream.read_bytes() for stream in streams if "/Width" not in stream]
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as ledger:
            texts.append("\n".join(ledger.iterdump()))
        ledger.close()
    texts += [block.decode(code, "replace") for block in raw for code in ("utf-8", "utf-16-be", "utf-16-le", "cp1251")]
    texts += [piece.encode().decode("unicode_escape", "replace") for piece in texts[-4:] if path.suffix == ".json"]
    return texts


@pytest.mark.parametrize(
    ("place", "name", "page"),
    [(individual_sets, "qr_number_path", 14), (individual_sets, "code128_path", 14), (FontBook, "shaped", 1)],
    ids=["qr", "code128", "text"],
)
def test_a_wrong_symbol_or_word_is_found_before_the_folder_appears(
    evening: Evening, place: object, name: str, page: int
) -> None:
    """The drawing of one page, behind those that are moulds of others, is sabotaged; the proof stops the build and
    nothing is left to print."""
    drawn = getattr(place, name)
    spoilt: list[str] = []
    pages = itertools.count()

    def spoiling(*args: Any, **options: object) -> object:
        *before, text = args
        if not spoilt and text.startswith((f"1{SITE}", "каб. 102 · комплект")) and next(pages) == page:
            spoilt.append(text)
            text = f"{text[:-1]}{'1' if text[-1] != '1' else '2'}"
        return drawn(*before, text, **options)

    evening.patch.setattr(place, name, spoiling)
    told = evening.build("--json")
    assert spoilt and told.code == 42, told.err
    assert not evening.work.exists() or not list(evening.work.glob("*/*.pdf"))
