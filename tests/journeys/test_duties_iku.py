"""The technician's day at a place of the teachers' assessment, from the first duty to the names that stay."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path

import official_form as f
import openpyxl
import pytest
from journeys.duties import IKU, LongDay, is_locked, read_duties
from journeys.evening import SITE, Evening, Told, numbers_of, open_ledger, read_manifest, write_sheet
from journeys.names_outside import files_with_names
from journeys.test_duties_vpr import DPI, paper_words
from sheets import Sheet, Stock, read_stock

from vpr_print.demo.materials import DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir

WORK = "2026-04-21-matematika"
TEACHERS = (
    ("Лаврова Есения Фоминична", "12"),
    ("Щукин Лука Игнатьевич", "12"),
    ("Рябинина Аглая Саввична", "12"),
    ("Соболев Мирон Лукич", "14"),
    ("Ёлкина Злата Игнатьевна", "14"),
)
ROOMS = ("12", "14")
TITLES = (*f.TITLES[:2], "Пункт", *f.TITLES[3:], "Номер бланка")
assessment: LongDay[Place] = LongDay()


@dataclass
class Place:
    """A place of assessment: its folder, what it printed, and what came of it."""

    evening: Evening
    said: list[tuple[str, ...]] = field(default_factory=list)
    stock: Stock | None = None
    forms: dict[str, str] = field(default_factory=dict)
    """Number of the answer form that each code got."""
    packet: str = ""
    """To the scanning centre."""
    scans: Path = Path()

    def tell(self, *words: object, typed: tuple[object, ...] = (), code: int = 0, cwd: Path | None = None) -> Told:
        self.said.append(tuple(map(str, words)))
        told = self.evening.tell(*words, typed=typed, cwd=cwd)
        assert told.code == code, told.out + told.err
        assert not any(name.split()[0] in told.out + told.err for name, _ in TEACHERS), "a name on the screen"
        return told

    @property
    def work(self) -> Path:
        return self.evening.school / "works" / WORK

    def label(self, room: str, first: str) -> str:
        assert self.stock
        (number,) = {s.number for s in self.stock.papers if s.kind == "label" and s.file.parent.name == room
                     and s.number.startswith(first)}  # fmt: skip
        return number

    def sheets(self, room: str, kind: str) -> list[Sheet]:
        assert self.stock
        return [sheet for sheet in self.stock.sheets if sheet.file.parent.name == room and sheet.kind == kind]

    def sets(self, room: str) -> list[str]:
        numbers = numbers_of(read_manifest(self.work), room)
        return [numbers[name] for name in sorted(name for name in numbers if name.startswith("set "))]

    def codes(self, room: str) -> list[str]:
        with open_ledger(self.evening.school) as ledger:
            places = ledger.code_places(WORK)
        return sorted((code for code, at in places.items() if at[0] == room), key=lambda code: places[code][1])


@assessment.step("обязанности, поддержка", "подготовка, хранение", "после оценки, перенос")
def papers_are_made_for_every_auditorium(place: Place) -> None:
    evening, folder = place.evening, place.evening.school
    place.tell("init", folder, "--site", SITE, "--name", "Лицей № 3", "--procedure", "iku", cwd=folder.parent)
    words = (evening.materials.archive, "--rooms", evening.materials.allocation, "--codes", evening.materials.codes,
             "--date", "21.04.2026", "--spares", 1, "--spare-codes", 1, "--answer-forms")  # fmt: skip
    checked = place.tell("check", *words, "--json").json
    assert [room["participants"] for room in checked["rooms"]] == [3, 2]
    password = evening.beside("parol.txt")
    password.write_text("сложный пароль\n", "utf-8")
    place.tell("build", *words, "--workers", 1, "--encrypt", "--encrypt-password-file", password)
    assert all(is_locked(path) for path in (place.work / "12").glob("*.pdf"))
    place.tell("build", *words, "--workers", 1, "--replace")
    place.tell("printed", *ROOMS)
    place.stock = read_stock(place.work)
    for room in ROOMS:
        forms = place.sheets(room, "answer_forms")
        assert len({sheet.number for sheet in forms}) == len(forms) == len(place.sets(room))
        protocol = paper_words(place.work / room / "3-protokol.pdf")
        assert "Номер выданного бланка" in protocol and "класс" not in protocol.casefold()


@assessment.step("после оценки, сдача")
def what_the_organisers_hand_in_is_counted(place: Place) -> None:
    for event in ("accepted", "packed", "issued", "opened"):
        place.tell("track", "record", event, *ROOMS)
    labels = [place.label(room, first) for room in ROOMS for first in "34"]
    place.tell("track", "station", "--mode", "return", typed=(*labels, "конец"))
    for room in ROOMS:
        used, unused = place.label(room, "3"), place.label(room, "4")
        *written, spare = place.sets(room)
        lines = (used, *written, used, unused, spare, unused, "конец")
        place.tell("track", "station", "--mode", "count", "--room", room, typed=lines)
    rows = place.tell("track", "balance", "--json").json["rooms"]
    assert [(row["printed"], row["used"], row["unused"]) for row in rows] == [(4, 3, 1), (3, 2, 1)]


@assessment.step("после оценки, перенос")
def codes_and_form_numbers_are_typed_and_fill_the_form(place: Place) -> None:
    evening = place.evening
    for room in ROOMS:
        numbers = [sheet.number for sheet in place.sheets(room, "answer_forms")]
        people = place.codes(room)[:-1]
        place.forms |= dict(zip(people, numbers, strict=False))
    lines = [f"{code} {number}" for code, number in place.forms.items()]
    place.tell("protocol", "enter", "--answer-forms", typed=(*lines, "конец"))
    place.tell("protocol", "diff")
    form = evening.beside("forma.xlsx")
    listed = [code for room in ROOMS for code in place.codes(room)]
    form.write_bytes(f.official_form(listed, titles=TITLES, protected=False))
    place.tell("protocol", "fill", form, "--csv", evening.beside("protokol.csv"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(evening.beside("forma-zapolnen.xlsx"))["Протокол"]
    rows = sheet.iter_rows(min_row=f.HEAD + 1, values_only=True)
    assert {row[1]: row[len(TITLES) - 1] for row in rows if row[len(TITLES) - 1]} == place.forms, "no digit is lost"


@assessment.step("после оценки, возврат")
def the_paper_protocol_goes_back_to_the_organiser(place: Place) -> None:
    told = place.tell("track", "record", "handed_back", *ROOMS)
    assert told.out.count("возвращён организатору") == len(ROOMS)
    place.tell("track", "act", "handed_back")
    assert "возврат протоколов" in paper_words(next((place.work / "acts").glob("*handed_back*.pdf")))


@assessment.step("термины, сейф-пакет", "термины, доставочный пакет")
def works_are_sealed_and_sent(place: Place) -> None:
    used = [place.label(room, "3") for room in ROOMS]
    bags = [f"SB77001{room}" for room in ROOMS]
    typed = [line for pair in zip(used, bags, strict=True) for line in pair]
    assert "СТОП" not in place.tell("track", "station", "--mode", "bag", typed=(*typed, "конец")).out
    place.tell("track", "record", "kept", *(place.label(room, "4") for room in ROOMS))
    place.packet = place.tell("track", "dispatch", "--empty", "--json").json["packet"]["number"]
    place.tell("track", "station", "--mode", "dispatch", typed=(place.packet, *used, "конец"), code=3)
    place.tell("track", "dispatch", place.packet)
    label = place.packet  # scanned again at once it would be taken for a double scan
    sent = place.tell("track", "station", "--mode", "dispatch", typed=(label, "?", label, "?", label, "конец"))
    assert "отправлен" in sent.out
    papers = {path.name: paper_words(path) for path in (place.work / "acts").glob("paket*.pdf")}
    on_label, opis = (next(text for name, text in papers.items() if kind in name) for kind in ("etiketka", "opis"))
    assert "ДОСТАВОЧНЫЙ ПАКЕТ" in on_label
    assert all(bag in opis for bag in bags)
    place.tell("track", "act", "dispatched")


@assessment.step("термины, центр сканирования")
def the_centre_receives_the_packet_and_accounts_for_every_page(place: Place) -> None:
    assert "получен" in place.tell("track", "station", "--mode", "receive", typed=(place.packet, "конец")).out
    images = []
    for room in ROOMS:
        used = {number[:12] for number in place.sets(room)[:-1]}
        forms = [sheet for sheet in place.sheets(room, "answer_forms") if sheet.number in place.forms.values()]
        written = [sheet for sheet in place.sheets(room, "sets") if sheet.number[:12] in used]
        label = [sheet for sheet in place.sheets(room, "label") if sheet.number.startswith("3")]
        images += [sheet.picture(DPI) for sheet in (*label, *written, *forms)]
    scan = place.evening.beside("paket.pdf")
    images[0].save(scan, save_all=True, append_images=images[1:], resolution=DPI, quality=70)
    place.scans = place.evening.beside("gotovo")
    told = place.tell("scan", scan, "--out", place.scans, "--json").json
    assert told["pages_in"] == told["pages_accounted"] == len(images)
    found = {state: count for state, count in told["counts"].items() if count}
    assert found == {"set_page": 15, "label": 2, "answer_form": len(place.forms)}
    assert (told["facts"], told["notices"]) == ([], [])
    assert not any(room["lacking"] for room in told["rooms"]), "what is kept is not missing"


@assessment.step("подготовка, аудит", "после оценки, персональные данные")
def storage_is_audited(place: Place) -> None:
    place.tell("audit", "--pdf", place.evening.beside("audit.pdf"))
    assert f"works/{WORK}/source" in paper_words(place.evening.beside("audit.pdf"))


@assessment.step("после оценки, персональные данные")
def no_name_is_in_what_leaves_the_place(place: Place) -> None:
    outside = [place.evening.beside(name) for name in ("forma-zapolnen.xlsx", "protokol.csv")]
    outside += [path for path in place.work.rglob("*") if path.is_file() and "source" not in path.parts]
    outside += [path for path in place.scans.rglob("*") if path.is_file()]
    names = [name for name, _ in TEACHERS]
    assert files_with_names(outside, names) == [], "not even in the protocol, which was printed blank"
    assert files_with_names((place.work / "source").iterdir(), names)


def test_the_whole_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    materials = write_materials(tmp_path / "materialy", DemoOptions(rooms=2, participants=5, pages=3), fonts_dir())
    teachers = write_sheet(tmp_path / "uchitelya.xlsx", [("ФИО участника оценки", "Аудитория"), *TEACHERS])
    codes = write_sheet(tmp_path / "kody.xlsx", [("Уникальный код",), *((f"{n:05d}",) for n in range(70, 82))])
    given = replace(materials, allocation=teachers, codes=codes)
    assessment.live(Place(Evening(tmp_path / "ppo", given, monkeypatch)))
    assert [assessment.not_given(duty) for duty in read_duties(IKU) if assessment.not_given(duty)] == []
