"""The teachers' assessment: another procedure by one word of the settings, from the list to the scanning centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from journeys.evening import Evening, numbers_of, read_manifest, write_sheet

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


@pytest.fixture
def place(evening: Evening) -> Iterator[Evening]:
    """A place of assessment whose settings name the procedure, with the work built."""
    settings = evening.school / "vpr-print.toml"
    text = settings.read_text("utf-8").replace('procedure = "vpr"', 'procedure = "iku"').replace("СОШ № 7", "Лицей № 3")
    settings.write_text(text, "utf-8")
    teachers = write_sheet(evening.beside("uchitelya.xlsx"), [HEADER, *TEACHERS])
    codes = write_sheet(evening.beside("kody.xlsx"), [("Уникальный код",), *((f"{n:05d}",) for n in range(70, 82))])
    given = replace(evening, materials=replace(evening.materials, allocation=teachers, codes=codes))
    made = given.build("--date", "21.04.2026", "--spares", 1, "--spare-codes", 1)
    assert made.code in (0, 3), made.err
    assert "класс" not in made.out
    yield given


def folder(place: Evening) -> Path:
    return place.school / "works" / WORK


def words(path: Path) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def papers(place: Evening) -> dict[str, str]:
    """Words of every paper but the sets, by file."""
    paths = sorted(path for path in folder(place).rglob("*.pdf") if "source" not in path.parts)
    return {str(path.relative_to(folder(place))): words(path) for path in paths if "komplekt" not in path.name}


def test_a_place_of_assessment_goes_from_the_list_to_the_centre(place: Evening) -> None:
    manifest = read_manifest(folder(place))
    rooms = [room["room"] for room in manifest["rooms"]]
    numbers = {room: numbers_of(manifest, room) for room in rooms}
    assert rooms == ["12", "14"]
    assert place.tell("printed", *rooms).code == 0

    def record(what: str, *items: str, **options: str) -> None:
        told = place.tell("track", "record", what, *items, *(x for k, v in options.items() for x in (f"--{k}", v)))
        assert told.code == 0, told.err

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
