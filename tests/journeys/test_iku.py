"""The teachers' assessment: another procedure by one word of the settings, from the list to the scanning centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdf
import pytest
from journeys.evening import SITE, Evening, Told, numbers_of, read_manifest, write_sheet
from reading_back import picture

WORK = "2026-04-21-matematika"
HEADER = ("№", "ФИО участника оценки", "Аудитория")
TEACHERS = (
    (1, "Лаврова Есения Фоминична", "12"),
    (2, "Щукин Лука Игнатьевич", "12"),
    (3, "Рябинина Аглая Саввична", "12"),
    (4, "Соболев Мирон Лукич", "14"),
    (5, "Ёлкина Злата Игнатьевна", "14"),
)
OF_SCHOOLS = ("кабинет", "каб.", "школ", "класс", "возвратн")
"""«Доставочный пакет» is their packet to the centre too."""


@pytest.fixture
def place(evening: Evening) -> Iterator[Evening]:
    """A place of assessment whose settings name the procedure, with the work built."""
    school = evening.beside("ppo")
    init = evening.tell("init", school, "--site", SITE, "--name", "Лицей № 3", "--procedure", "iku")
    assert init.code == 0, init.err
    teachers = write_sheet(evening.beside("uchitelya.xlsx"), [HEADER, *TEACHERS])
    codes = write_sheet(evening.beside("kody.xlsx"), [("Уникальный код",), *((f"{n:05d}",) for n in range(70, 82))])
    given = replace(evening, school=school, materials=replace(evening.materials, allocation=teachers, codes=codes))
    made = given.build("--date", "21.04.2026", "--spares", 1, "--spare-codes", 1, "--answer-forms")
    assert made.code in (0, 3), made.err
    assert spoken_of_schools(made) == []
    yield given


def folder(place: Evening) -> Path:
    return place.school / "works" / WORK


def words(path: Path) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def papers(place: Evening) -> dict[str, str]:
    """Words of every paper but the sets, by file."""
    paths = sorted(path for path in folder(place).rglob("*.pdf") if "source" not in path.parts)
    return {str(path.relative_to(folder(place))): words(path) for path in paths if "komplekt" not in path.name}


def spoken_of_schools(told: Told) -> list[str]:
    return [word for word in OF_SCHOOLS if word in f"{told.out}{told.err}".casefold()]


def test_a_place_of_assessment_goes_from_the_list_to_the_centre(place: Evening) -> None:
    manifest = read_manifest(folder(place))
    rooms = [room["room"] for room in manifest["rooms"]]
    numbers = {room: numbers_of(manifest, room) for room in rooms}
    assert rooms == ["12", "14"]
    assert place.tell("printed", *rooms).code == 0

    def record(what: str, *items: str, **options: str) -> None:
        told = place.tell("track", "record", what, *items, *(x for k, v in options.items() for x in (f"--{k}", v)))
        assert told.code == 0, told.err
        assert spoken_of_schools(told) == []

    for what in ("accepted", "packed", "issued", "opened", "returned"):
        record(what, *rooms)
    for room in rooms:
        sets = [number for name, number in numbers[room].items() if name.startswith("set ")]
        record("used", *sets[:-1])
        record("unused", sets[-1])
    record("counted", *rooms)
    back = place.tell("track", "record", "handed_back", *rooms)
    assert back.out.count("возвращён организатору") == len(rooms), back.err
    for room in rooms:
        record("bagged", numbers[room]["packet return_used"], bag=f"SB77001{room}")
        record("kept", numbers[room]["packet return_unused"])
    bags = [numbers[room]["packet return_used"] for room in rooms]
    sent = place.tell("track", "dispatch", *bags, "--json")
    assert sent.code == 0, sent.err
    packet = sent.json["packet"]["number"]
    for what in ("packed", "dispatched", "received"):
        record(what, packet)
    assert place.tell("track", "balance").code == 0
    act = place.tell("track", "act", "handed_back")
    assert act.code == 0, act.err
    found = papers(place)
    of_act = next(text for name, text in found.items() if "handed_back" in name)
    assert "возврат протоколов проведения организатору" in " ".join(of_act.split())
    label = next(text for name, text in found.items() if "etiketka" in name)
    manifest_of_packet = next(text for name, text in found.items() if "opis" in name and "acts" in name)
    assert "ДОСТАВОЧНЫЙ ПАКЕТ" in label
    assert all(f"SB77001{room}" in manifest_of_packet for room in rooms)
    assert "сейф-пакет с работами" in " ".join(manifest_of_packet.split())
    history = place.tell("track", "find", numbers["12"]["conduct_protocol 0"])
    assert "возвращён организатору" in history.out


def test_its_papers_speak_its_own_words(place: Evening) -> None:
    found = papers(place)
    assert len(found) >= 10
    for name, text in found.items():
        assert [word for word in OF_SCHOOLS if word in text.casefold()] == [], name
    protocol = next(text for name, text in found.items() if "protokol" in name)
    assert "Номер выданного бланка" in protocol
    assert "Уникальный" in protocol


def test_no_name_leaves_the_place(place: Evening) -> None:
    surnames = [str(row[1]).split()[0] for row in TEACHERS]
    for name, text in papers(place).items():
        assert [surname for surname in surnames if surname in text] == [] or "protokol" in name, name


def test_what_the_archive_says_of_grades_does_not_count(place: Evening) -> None:
    told = place.tell("check", place.materials.archive, "--rooms", place.materials.allocation, "--date", "21.04.2026",
                      "--json")  # fmt: skip
    assert told.json["work"] == {"key": WORK, "subject": "Математика", "grade": None, "date": "2026-04-21"}


def test_a_station_speaks_of_rooms_and_packets_as_the_procedure_does(place: Evening) -> None:
    numbers = numbers_of(read_manifest(folder(place)), "12")
    assert place.tell("printed", "12").code == 0
    inside = [number for name, number in numbers.items() if name.startswith(("set ", "code_sheet", "conduct_protocol"))]
    back = [numbers["packet return_used"], numbers["packet return_unused"]]
    delivery = numbers["packet delivery"]
    told = place.tell("track", "station", "--mode", "pack", typed=[delivery, *inside, *back, delivery, "конец"])
    assert "пакет с материалами собран — ауд. 12" in told.out
    for mode, lines in (
        ("issue", [delivery, "?"]),
        ("return", [back[0], "?", back[1]]),
        ("count", [back[0], numbers["set 1"], "?", numbers["answer_forms 0"], "утрачен 02 03 04"]),
    ):
        session = place.tell("track", "station", "--mode", mode, typed=[*lines, "конец"])
        assert spoken_of_schools(session) == [], session.out
    for command in ("status", "room 12", "missing", "balance", f"find {delivery}", "record packed 99"):
        assert spoken_of_schools(place.tell("track", *command.split())) == []


def test_printed_forms_come_into_the_electronic_protocol_by_their_barcodes(place: Evening) -> None:
    numbers = numbers_of(read_manifest(folder(place)), "12")
    forms = [numbers[f"answer_forms {at}"] for at in range(4)]
    strange = numbers_of(read_manifest(folder(place)), "14")["code_sheet 0"]
    typed = ["00070", forms[1], "00071", "03", "00072", strange, " ".join((forms[0][:8], forms[0][8:])), "конец"]
    told = place.tell("protocol", "enter", "12", typed=typed)
    assert "00072 (ауд. 12, № 03): бланка" in told.out
    assert spoken_of_schools(told) == []
    agreed = place.tell("protocol", "diff", "--json").json
    assert [(row["code"], row["form_number"]) for row in agreed["rows"]] == [
        ("00070", forms[1]), ("00071", forms[2]), ("00072", forms[0]),
    ]  # fmt: skip
    assert "по введённому протоколу: код 00070" in place.tell("track", "find", forms[1]).out
    table = write_sheet(place.beside("protokol.xlsx"), [("Код участника", "Номер бланка"), ("00074", "12345")])
    assert place.tell("protocol", "enter", "--from", table).code == 3
    differs = place.tell("protocol", "diff", "--json").json
    assert [found["id"] for found in differs["contradictions"]] == ["unknown_form"]
    assert spoken_of_schools(place.tell("protocol", "diff", "--all")) == []
    place.tell("protocol", "enter", typed=["верно 00074 бланк привезли", "конец"])
    form = write_sheet(
        place.beside("forma.xlsx"), [("Код участника", "Номер бланка"), *((f"{n:05d}",) for n in range(70, 76))]
    )
    filled = place.tell("protocol", "fill", form, "--json")
    assert filled.code == 3, filled.err
    sheet = openpyxl.load_workbook(place.beside("forma-zapolnen.xlsx")).active
    assert sheet is not None
    values = {str(row[0]): row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert values["00070"] == forms[1], "sixteen digits are a text: a spreadsheet would lose the last one"


@pytest.mark.parametrize("where", ["place", "centre"])
def test_scanned_forms_go_on_with_the_packet(place: Evening, where: str) -> None:
    """A centre has no ledger and no manifest.json: the first sheet of the packet tells it what the forms are."""
    room = folder(place) / "12"
    pages = [picture((room / "5-opisi.pdf").read_bytes(), 1), picture((room / "7-blanki.pdf").read_bytes(), 0)]
    pile = place.beside("skan.pdf")
    pages[0].save(pile, save_all=True, append_images=pages[1:], resolution=200)
    out = place.beside("razlozheno")
    told = place.tell("scan", pile, "--out", out, "--json", cwd=place.school if where == "place" else pile.parent)
    assert [page["state"] for page in told.json["pages"]] == ["manifest", "answer_form"]
    [packet] = out.glob("*_12_3*.pdf")
    assert len(pypdf.PdfReader(packet).pages) == 2, "the form is handed on with the packet that it lies in"


def test_a_procedure_that_has_no_form_prints_none(evening: Evening) -> None:
    told = evening.build("--answer-forms", "--json")
    assert (told.code, told.ids) == (30, ["NoAnswerForms"])


def test_an_unknown_procedure_is_named_with_those_that_there_are(evening: Evening) -> None:
    school = evening.beside("ppo")
    told = evening.tell("init", school, "--site", SITE, "--name", "Лицей", "--procedure", "ocenka")
    assert told.code == 12
    assert "iku, vpr" in told.err
    assert not school.exists()


def test_who_comes_late_is_asked_for_no_class_and_gets_a_form(place: Evening) -> None:
    told = place.tell("amend", "--add", "14", "--yes", "--workers", 1, typed=["Белова Анна Ильинична", ""])
    assert told.code == 0, told.err
    assert "Класс" not in told.err
    assert "бланк ответов 04 №" in told.out
    assert spoken_of_schools(told) == []
    late = pypdf.PdfReader(folder(place) / "izmeneniya" / "14" / "7-blanki.pdf")
    assert len(late.pages) == 1, "the forms of the others stay as they are"
