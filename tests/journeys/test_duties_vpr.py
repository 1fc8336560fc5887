"""The technician's year of VPR, paragraph by paragraph: from the codes of the year to what is destroyed in the end."""

from __future__ import annotations

import os
import stat
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import official_form as f
import openpyxl
import pypdf
import pytest
from journeys.duties import VPR, LongDay, is_locked, read_duties
from journeys.evening import SITE, WORK, Evening, Told, numbers_of, open_ledger
from journeys.names_outside import files_with_names
from reading_back import picture, zxing
from scan.proof_prints import skewed
from sheets import Sheet, Stock, read_plainly, read_stock

from vpr_print.demo.materials import DemoMaterials, DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir

DPI = 150
ROOMS = ("101", "102")
DRAFTS = 2
PAPERS = ("conduct_protocol", "protocol_copy", "drafts")
FOUND = ("set_page", "protocol_copy", "label")
"""States of pages that are what they should be."""
year: LongDay[School] = LongDay()


@dataclass
class School:
    """What the technician has on the desk, and what has come of it so far."""

    evening: Evening
    said: list[tuple[str, ...]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    """Of the year, by name."""
    stock: Stock | None = None
    """Every sheet that came out of the copier, as the manifest and the symbols on the papers say."""
    scans: Path = Path()
    """What the scanning centre made of the scans."""
    packet: str = ""
    """To the scanning centre."""
    late: str = ""
    """The set that a latecomer took."""

    def tell(self, *words: object, typed: tuple[object, ...] = (), code: int = 0, cwd: Path | None = None) -> Told:
        self.said.append(tuple(map(str, words)))
        told = self.evening.tell(*words, typed=typed, cwd=cwd)
        assert told.code == code, told.out + told.err
        shown = {name.split()[0] for name in self.names if name.split()[0] in told.out + told.err}
        assert not shown or words[0] == "amend", "a name on the screen, which is copied into letters and logs"
        return told

    @property
    def materials(self) -> DemoMaterials:
        return self.evening.materials

    def numbers(self, kind: str, room: str) -> list[str]:
        """Of all papers of a room of this kind, as their symbols say."""
        assert self.stock
        return sorted({s.number for s in self.stock.papers if s.kind == kind and s.file.parent.name == room})

    def contents(self, room: str) -> list[str]:
        """What is scanned to pack a room's packet: its label, then everything that goes in."""
        assert self.stock
        sets = sorted({s.number for s in self.stock.sets if s.file.parent.name == room and s.number[12:14] == "01"})
        slip = sorted(codes_on(self.evening.work / room / "2-kody.pdf", 0, whole=True))[0]
        labels = [self.paper("label", room, first=first) for first in "234"]
        papers = [number for kind in PAPERS for number in self.numbers(kind, room)]
        return [labels[0], *sets, slip, *papers, *labels[1:]]

    def pack(self, *numbers: str, code: int = 0, room: str = "") -> Told:
        only = ("--room", room) if room else ()
        return self.tell("track", "station", "--mode", "pack", *only, typed=(*numbers, "конец"), code=code)

    @property
    def names(self) -> list[str]:
        return [str(row[1]) for row in self.evening.rows]

    def codes_of(self, room: str) -> list[str]:
        """Of those whom the list puts into the room, in their order."""
        (people,) = (item.participants for item in self.materials.rooms if item.name == room)
        return [self.codes[person.name.text] for person in people if person.name and person.name.text in self.codes]

    @property
    def with_codes(self) -> Path:
        return self.evening.school / "spiski" / "raspredelenie-s-kodami.xlsx"

    @property
    def build_words(self) -> tuple[object, ...]:
        m = self.materials
        return (m.archive, "--rooms", self.with_codes, "--codes", m.codes, "--spares", 1, "--spare-codes", 1)

    def number(self, room: str, ordinal: int) -> str:
        """Of the living set with this ordinal."""
        return numbers_of(self.evening.manifest, room)[f"set {ordinal}"]

    came: list[str] = field(default_factory=list)
    """Codes of those who wrote the work."""

    def placed(self, room: str) -> list[str]:
        """Codes on the rows of a room's protocol, in their order."""
        with open_ledger(self.evening.school) as ledger:
            places = ledger.code_places(WORK)
        return sorted((code for code, place in places.items() if place[0] == room), key=lambda code: places[code][1])

    def written(self) -> dict[str, str]:
        """The set that each of those wrote in."""
        sets = [("101", 1), ("101", 2), ("101", 4), ("102", 4), ("102", 2), ("102", 3)]
        return dict(zip(self.came, (self.number(*item) for item in sets), strict=True))

    def pages(self, room: str, ordinal: int) -> list[Sheet]:
        """The pages of a set, in their order."""
        assert self.stock
        number = self.number(room, ordinal)
        return sorted((s for s in self.stock.sets if s.number[:12] == number[:12]), key=lambda s: s.number)

    def paper(self, kind: str, room: str, *, first: str = "") -> str:
        """Number of the one paper of a room of this kind, as its symbols say; ``first`` digit of labels."""
        assert self.stock
        found = {
            sheet.number[:12] + "00"
            for sheet in self.stock.papers
            if sheet.kind == kind and sheet.file.parent.name == room and sheet.number.startswith(first)
        }
        (one,) = found
        return next(s.number for s in self.stock.papers if s.number.startswith(one[:12]))


def paper_words(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


@year.step("5.1")
def the_school_gets_its_folder(school: School) -> None:
    folder = school.evening.school
    school.tell("init", folder, "--site", SITE, "--name", "МБОУ «СОШ № 7»", cwd=folder.parent)
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@year.step("6.13.2")
def codes_for_the_year(school: School) -> None:
    evening = school.evening
    told = school.tell("codes", "assign", school.materials.allocation, "--codes", school.materials.codes,
                       "--with-codes", school.with_codes.parent)  # fmt: skip
    assert str(school.with_codes) in told.out
    register = evening.school / "reestr-kodov.xlsx"
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (register, school.with_codes)} == {0o600}
    sheet = openpyxl.load_workbook(register)["Реестр"]
    school.codes = {name: code for code, name, *_ in sheet.iter_rows(min_row=4, values_only=True)}
    assert set(school.codes) == set(school.names)
    again = school.tell("codes", "assign", school.materials.allocation, "--codes", school.materials.codes)
    assert f"с прежним кодом {len(school.names)}, новых кодов 0" in again.out, "the second subject has the same codes"
    school.tell("codes", "check")


@year.step("6.13", "5.3", "6.13.1", "6.13.3", "6.13.4")
def what_was_downloaded_is_recognised(school: School) -> None:
    checked = school.tell("check", *school.build_words, "--json").json
    kinds = [file["kind"] for file in checked["files"]]
    assert sorted(kinds) == ["instructions", "mark_scheme", "variant", "variant"]
    assert checked["preflight"] and checked["codes"]
    school.tell("preview", school.materials.archive, "--dpi", 50)
    assert (next(school.evening.school.glob("preview-*")) / "index.html").exists()


@year.step("5.4")
def the_copier_is_proved(school: School) -> None:
    school.tell("proof")
    pdf = (school.evening.school / "probnyy-list.pdf").read_bytes()
    front, back = (picture(pdf, side, 200) for side in range(2))
    scan = school.evening.school / "kopir.pdf"
    skewed(front, 1.5).save(scan, save_all=True, append_images=[back.rotate(180)], resolution=200, quality=60)
    assert "КОПИР ГОДЕН" in school.tell("scan", "--proof", scan).out


@year.step("5.4", "6.2", "6.13.2", "6.13.3", "7", "7, возвратные пакеты")
def sets_and_codes_for_every_room(school: School) -> None:
    evening = school.evening
    password = evening.beside("parol.txt")
    password.write_text("сложный пароль\n", "utf-8")
    school.tell("build", *school.build_words, "--encrypt", "--encrypt-password-file", password, "--workers", 1)
    assert all(is_locked(path) for path in (evening.work / "101").glob("*.pdf"))
    papers = ("--protocol", "filled", "--protocol-copy", "--door-list", "--print-drafts")
    school.tell("build", *school.build_words, *papers, "--workers", 1, "--replace")
    school.stock = read_stock(evening.work)
    for room in evening.manifest["rooms"]:
        own = school.codes_of(room["room"])
        folder = evening.work / room["folder"]
        whole = {sheet.number[:12] for sheet in school.stock.sets if sheet.file.parent == folder}
        assert len(whole) == len(own) + 1, "a set for everybody and a spare one"
        slips = pypdf.PdfReader(folder / "2-kody.pdf").pages
        read = {text for page in range(len(slips)) for text in codes_on(folder / "2-kody.pdf", page)}
        assert len(read) == len(own) + 1, "a slip for everybody and a spare one"
        assert read & set(school.codes.values()) == set(own), "the spare code is nobody's for the year"
        tasks = " ".join(paper_words(path) for path in folder.glob("1*.pdf"))
        assert "Система оценивания" not in tasks and "организатор" not in tasks
    for sheet in school.stock.sets:
        assert {code.text for code in read_plainly(sheet.picture(200))} == {sheet.number}, "both symbols of each page"


@year.step("5.4", "7")
def what_the_copier_spoils_is_replaced(school: School) -> None:
    spoiled = school.number("101", 2)
    school.tell("printed", *ROOMS)
    told = school.tell("replace", spoiled, "--reason", "замял копир", "--json").json["replaced"]
    assert (told["old"], told["spoiled"]) == (spoiled, True)
    school.tell("printed", told["new"])
    school.stock = read_stock(school.evening.work)
    assert spoiled[:12] not in {sheet.number[:12] for sheet in school.stock.sets}


@year.step("7, доставочный пакет")
def packets_are_packed_and_none_is_closed_that_lacks_something(school: School) -> None:
    assert school.stock
    school.tell("build", *school.build_words, "--drafts", 1, code=2)
    for room in ROOMS:
        own = school.codes_of(room)
        assert len(school.numbers("drafts", room)) >= DRAFTS * len(own)
        delivery, first, *others = school.contents(room)
        lacking = school.pack(delivery, *others, delivery, code=3)
        assert "пакет НЕ СОБРАН" in lacking.out
        assert "доставочный пакет собран" in school.pack(delivery, first, delivery).out
        rows = {text[9:14] for text in protocol_codes(school, room)}
        assert set(own) < rows and len(rows) == len(own) + 1


@year.step("8")
def who_leaves_at_the_last_moment_is_taken_out_of_a_packet(school: School) -> None:
    gone = school.codes_of("102")[-1]
    was = school.evening.manifest
    told = school.tell("amend", "--remove", gone, "--reason", "перешёл в другую школу", "--yes")
    assert "Вскройте доставочный пакет" in told.out and gone in told.out
    now = school.evening.manifest
    assert [room for room in now["rooms"] if room["room"] == "101"] == [
        room for room in was["rooms"] if room["room"] == "101"
    ], "nothing of another room has changed"
    school.tell("printed", "102")
    school.codes = {name: code for name, code in school.codes.items() if code != gone}
    school.stock = read_stock(school.evening.work)
    delivery, *inside = school.contents("102")
    assert "доставочный пакет собран" in school.pack(delivery, *inside, delivery, room="102").out


@year.step("6.13.2", "8")
def packets_are_handed_out_and_a_latecomer_gets_a_spare_set(school: School) -> None:
    lost = school.evening.beside("poteryan.pdf")
    school.tell("codes", "slip", school.codes_of("101")[0], "--out", lost)
    assert codes_on(lost, 0) == {school.codes_of("101")[0]}
    first, second = (school.paper("label", room, first="2") for room in ROOMS)
    school.late = school.number("102", 4)
    told = school.tell("track", "station", "--mode", "issue", typed=(first, second, school.late, first, "конец"))
    assert "СТОП" not in told.out
    assert "каб. 101" in school.tell("track", "find", school.late).out


@year.step("7, возвратные пакеты")
def what_comes_back_is_counted_until_the_equation_closes(school: School) -> None:
    used, unused = ({room: school.paper("label", room, first=first) for room in ROOMS} for first in "34")
    school.tell("track", "station", "--mode", "return", typed=(*used.values(), *unused.values(), "конец"))
    inside = [school.number("101", 1), school.number("101", 2), school.number("101", 4), school.late]
    counted = school.tell("track", "station", "--mode", "count", code=3,
                          typed=(used["101"], *inside, used["101"], unused["101"], unused["101"], "конец"))  # fmt: skip
    assert "03" in counted.out, "the set that is not there is named"
    rest = (unused["101"], school.number("101", 3), "испорчен", unused["101"])
    school.tell("track", "station", "--mode", "count", "--room", "101", typed=(*rest, "конец"))
    other = (used["102"], school.number("102", 2), school.number("102", 3), used["102"])
    school.tell("track", "station", "--mode", "count",
                typed=(*other, unused["102"], school.number("102", 1), unused["102"], "конец"))  # fmt: skip
    rows = school.tell("track", "balance", "--json").json["rooms"]
    equations = [(row["room"], row["printed"], row["used"], row["unused"], row["spoiled"], row["lost"]) for row in rows]
    assert equations == [("101", 5, 3, 0, 2, 0), ("102", 6, 3, 1, 2, 0)]
    school.tell("track", "missing")


@year.step("7, возвратные пакеты")
def works_go_to_be_checked_and_arrive(school: School) -> None:
    assert school.stock
    for room in ROOMS:
        (copy,) = {s.file for s in school.stock.papers if s.kind == "protocol_copy" and s.file.parent.name == room}
        assert codes_on(copy, 0) == codes_on(copy.with_name("3-protokol.pdf"), 0), "the same rows, but no names"
    used, unused = ([school.paper("label", room, first=first) for room in ROOMS] for first in "34")
    bags = ("SB7700101", "SB7700102")
    bagging = [word for pair in zip(used, bags, strict=True) for word in pair]
    school.tell("track", "station", "--mode", "bag", typed=(*bagging, "конец"))
    school.tell("track", "record", "kept", *unused)
    packet = school.tell("track", "dispatch", *used, "--json").json["packet"]["number"]
    for event in ("packed", "dispatched"):
        school.tell("track", "record", event, packet)
    school.tell("track", "act", "dispatched")
    opis = paper_words(next((school.evening.work / "acts").glob("*opis*.pdf")))
    assert all(bag in opis for bag in bags)
    received = school.tell("track", "station", "--mode", "receive", typed=(packet, "конец"))
    assert "получен" in received.out
    school.tell("track", "record", "opened", packet)
    school.packet = packet
    school.tell("track", "verify")


@year.step("7, возвратные пакеты")
def every_used_page_is_seen_by_the_scanner(school: School) -> None:
    assert school.stock
    used = {"101": [("101", 1), ("101", 2), ("101", 4), ("102", 4)], "102": [("102", 2), ("102", 3)]}
    folder = school.evening.beside("skany")
    folder.mkdir()
    for room, sets in used.items():
        first = school.paper("label", room, first="3")
        sheets = [sheet for sheet in school.stock.papers if sheet.number == first]
        sheets += [s for ordinal in sets for s in school.pages(*ordinal)]
        sheets += [s for s in school.stock.papers if s.kind == "protocol_copy" and s.file.parent.name == room]
        images = [sheet.picture(DPI).rotate(180 * (at % 2)) for at, sheet in enumerate(sheets)]
        images[0].save(folder / f"{room}.pdf", save_all=True, append_images=images[1:], resolution=DPI, quality=70)
    school.scans = school.evening.beside("skany-gotovo")
    told = school.tell("scan", folder, "--out", school.scans, "--json").json
    assert told["pages_in"] == told["pages_accounted"] == sum(told["counts"][state] for state in FOUND)
    assert (told["facts"], told["notices"]) == ([], [])
    assert not any(room["lacking"] for room in told["rooms"]), "what is kept at school is not missing"
    fates = {item["number"]: item["fate"] for room in told["rooms"] for item in room["sets"]}
    assert fates == {school.number(*ordinal): "used" for sets in used.values() for ordinal in sets}
    school.tell("track", "record", "scanned", school.packet)
    school.tell("track", "balance")


@year.step("5.8")
def the_paper_protocol_is_typed_once(school: School) -> None:
    first, second = map(school.codes_of, ROOMS)
    spare = next(code for code in school.placed("101") if code not in first)
    school.came = [first[0], first[1], first[2], spare, second[1], second[2]]
    rows = [f"{first[0]} +", f"{first[1]} +", f"{first[2]} 04", f"{spare} {school.late}"]
    school.tell("protocol", "enter", "101", typed=(*rows, "конец"))
    absent = school.tell("protocol", "enter", "102", typed=(f"н {second[0]}", f"{second[1]} +", "конец"), code=3)
    assert "осталось" in absent.out or "нет" in absent.out
    school.tell("protocol", "enter", "102", typed=(f"{second[2]} +", "конец"))
    school.tell("protocol", "diff")


@year.step("6.13.5", "9.1")
def the_electronic_protocol_is_filled(school: School) -> None:
    evening = school.evening
    form = evening.beside("forma.xlsx")
    form.write_bytes(f.official_form([*school.placed("101"), *school.placed("102")]))
    before = form.read_bytes()
    marks = [f"{code} 1 2 0 X 1 3" for code in school.came]
    school.tell("protocol", "enter", "--marks", "--form", form, typed=(*marks, "конец"))
    school.tell("protocol", "diff")
    school.tell("protocol", "fill", form, "--csv", evening.beside("protokol.csv"))
    assert form.read_bytes() == before
    filled = evening.beside("forma-zapolnen.xlsx")
    old, new = f.parts_of(before), f.parts_of(filled.read_bytes())
    assert {name for name in old if old[name] != new[name]} == {"xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(filled)["Протокол"]
    rows = {row[1]: row for row in sheet.iter_rows(min_row=f.HEAD + 1, values_only=True) if row[1]}
    variants = {item["number"]: item["variant"] for room in evening.manifest["rooms"] for item in room["sets"]}
    written = {code: variants[number] for code, number in school.written().items()}
    assert {code: row[3] for code, row in rows.items() if row[3]} == written
    assert {code for code, row in rows.items() if row[f.FIRST_TASK - 1] == 1} == set(school.came)


@year.step("9.2")
def everything_is_where_it_should_be(school: School) -> None:
    school.tell("track", "status")
    school.tell("track", "missing")
    school.tell("track", "statement")
    school.tell("track", "journal")
    statement = paper_words(next((school.evening.work / "acts").glob("vedomost*.pdf")))
    assert "1 101 5 3 0 2 0 0" in statement and "2 102 6 3 1 2 0 0" in statement


@year.step("6.4")
def storage_is_audited(school: School) -> None:
    evening, paper = school.evening, school.evening.beside("audit.pdf")
    told = school.tell("audit", "--pdf", paper, "--json", code=3).json["audit"]
    files = {file["place"]: file for folder in told["folders"] for file in folder["files"]}
    assert {"names", "codes"} == set(files["reestr-kodov.xlsx"]["holds"])
    assert "names" in files[f"works/{WORK}/101/3-protokol.pdf"]["holds"]
    loose = [place for place, file in files.items() if "loose" in file["risks"]]
    assert {"spiski", "preview-arhiv"} <= {place.split("/")[0] for place in loose}, "made on the way, needed no more"
    assert "spiski/raspredelenie-s-kodami.xlsx" in paper_words(paper)
    for place in loose:
        (evening.school / place).unlink()
    school.tell("audit")


@year.step("6.2", "9.1")
def no_name_is_in_what_leaves_the_school(school: School) -> None:
    evening = school.evening
    school.tell("track", "export", evening.beside("zhurnal.jsonl"))
    outside = [evening.beside(name) for name in ("forma-zapolnen.xlsx", "protokol.csv", "zhurnal.jsonl")]
    outside += [path for path in evening.work.rglob("*") if path.is_file() and not stays(path, evening.work)]
    outside += [path for path in school.scans.rglob("*") if path.is_file() and "ne-peredavat" not in path.name]
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in evening.school.rglob("*")} == {0}
    assert len(outside) > 20
    assert files_with_names(outside, school.names) == []
    stay = [evening.work / "101" / "3-protokol.pdf", evening.work / "plan-razdachi.pdf"]
    for path in (*stay, evening.school / "reestr-kodov.xlsx"):
        assert files_with_names([path], school.names), "the search finds what is there"


@year.step("6.4")
def what_is_past_its_term_is_destroyed_with_an_act(school: School) -> None:
    evening = school.evening
    settings = evening.school / "vpr-print.toml"
    settings.write_text(settings.read_text("utf-8").replace("keep_days = 0", "keep_days = 30"), "utf-8")
    school.tell("purge", "--dry-run")
    assert (evening.work / "source").exists()
    school.tell("purge", "--yes")
    left = {path.relative_to(evening.work).parts[0] for path in evening.work.rglob("*")}
    assert left == {"acts", "manifest.json"}
    assert "уничтож" in paper_words(next((evening.work / "acts").glob("akt-unichtozheniya*.pdf"))).casefold()
    assert (evening.school / "reestr-kodov.xlsx").exists(), "the register is the year's"
    school.tell("track", "verify")
    assert school.tell("track", "find", school.late).out, "and the ledger knows everything still"


def stays(path: Path, work: Path) -> bool:
    """Whether the file is one of those that hold names and stay at school."""
    return "source" in path.relative_to(work).parts or path.name in ("3-protokol.pdf", "plan-razdachi.pdf")


def codes_on(path: Path, page: int, *, whole: bool = False) -> set[str]:
    """Participant codes that the symbols of the slips say, or their whole numbers."""
    numbers = [text.split(":")[1] for text in zxing(picture(path.read_bytes(), page, 300))]
    return {number if whole else number[9:14] for number in numbers if number.startswith(f"0{SITE}")}


def protocol_codes(school: School, room: str) -> set[str]:
    """Numbers of the codes on the rows of the conduct protocol."""
    path = school.evening.work / room / "3-protokol.pdf"
    pages = range(len(pypdf.PdfReader(path).pages))
    return {number for page in pages for number in codes_on(path, page, whole=True)}


def test_the_whole_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    materials = write_materials(tmp_path / "materialy", DemoOptions(rooms=2, participants=7, pages=3), fonts_dir())
    year.live(School(Evening(tmp_path / "shkola", materials, monkeypatch)))
    assert [year.not_given(duty) for duty in read_duties(VPR) if year.not_given(duty)] == []
