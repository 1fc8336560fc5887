"""A procedure that the program has never heard of is a folder: papers and screens speak its words, and no others."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from journeys.evening import REPOSITORY, SITE, Evening, Told, numbers_of, read_manifest, write_sheet

WORK = "2026-04-21-matematika"
ODD = {
    'room = "ауд."': 'room = "зал"',
    'room_papers = "бумаги аудитории"': 'room_papers = "листы зала"',
    'site_of = "ППО"': 'site_of = "площадки"',
    'room = "аудитория"': 'room = "игровой зал"',
    'room_of = "аудитории"': 'room_of = "игрового зала"',
    'rooms = "аудитории"': 'rooms = "игровые залы"',
    'rooms_of = "аудиторий"': 'rooms_of = "игровых залов"',
    "пакет с материалами": "короб туда",
    "Пакет с материалами": "Короб туда",
    "пакеты с материалами": "коробы туда",
    "сейф-пакет с работами": "короб обратно",
    "пакет с работами": "короб обратно",
    "пакет неиспользованных материалов": "короб остатков",
    "пакет неиспользованных": "короб остатков",
    "доставочный пакет в центр сканирования": "ящик в центр",
}
OTHERS = re.compile(r"каб\.|кабинет|школ|возвратн|доставочн|ауд\.|аудитор|ппо\b", re.IGNORECASE)
ON_SCREEN = re.compile(rf"{OTHERS.pattern}|с материалами|с работами|неиспользованн\w+ материал", re.IGNORECASE)
"""Names that its papers, which are changed by hand, keep in their headings."""


@pytest.fixture
def place(evening: Evening) -> Evening:
    """A folder of the third procedure with the work built."""
    layouts = shutil.copytree(REPOSITORY / "layouts" / "iku", evening.beside("turnir"))
    for file in layouts.glob("*.toml"):
        text = file.read_text("utf-8")
        for words, odd in ODD.items() if file.name == "procedure.toml" else ():
            assert words in text, words
            text = text.replace(words, odd)
        text = re.sub(r"[Аа]удитори[а-я]+", "зал", text.replace("ауд.", "зал").replace("в аудитории", "в зале"))
        for words in (r"[Дд]оставочн[а-я]+|ДОСТАВОЧН[А-Я]+", r"\bППО\b"):
            text = re.sub(words, "турнира", text)
        file.write_text(text, "utf-8")
    school = evening.beside("turnirnaya")
    options = ("--site", SITE, "--name", "Дворец", "--procedure", "turnir", "--layouts", layouts)
    init = evening.tell("init", school, *options)
    assert said(init) == []
    people = [("№", "ФИО", "Аудитория"), (1, "Лаврова Есения Фоминична", "12"), (2, "Щукин Лука Игнатьевич", "12")]
    players = write_sheet(evening.beside("igroki.xlsx"), people)
    codes = write_sheet(evening.beside("kody.xlsx"), [("Код",), *((f"{n:05d}",) for n in range(70, 76))])
    materials = replace(evening.materials, allocation=players, codes=codes)
    given = replace(evening, school=school, materials=materials)
    made = given.build("--date", "21.04.2026", "--spares", 1, "--spare-codes", 1, "--answer-forms")
    assert made.code in (0, 3), made.err
    assert said(made) == []
    assert "игровой зал" in made.out
    return given


def said(told: Told) -> list[str]:
    """Words of other procedures on the screen."""
    return ON_SCREEN.findall(f"{told.out}{told.err}")


def folder(place: Evening) -> Path:
    return place.school / "works" / WORK


def test_a_third_procedure_needs_no_python(place: Evening) -> None:
    numbers = numbers_of(read_manifest(folder(place)), "12")
    delivery, used, unused = (numbers[f"packet {kind}"] for kind in ("delivery", "return_used", "return_unused"))
    sets = [numbers[f"set {n}"] for n in (1, 2, 3)]
    screens = [place.tell("printed", "12"), place.tell("track", "record", "packed", "99")]

    def station(mode: str, *lines: str) -> None:
        screens.append(place.tell("track", "station", "--mode", mode, typed=[*lines, "?", "конец"]))

    inside = [sets[2], numbers["conduct_protocol 0"], numbers["code_sheet 0"], used, unused]
    station("pack", delivery, *sets[:2], delivery, *inside, delivery)
    station("issue", sets[2], "отмена", delivery)
    station("return", delivery, used, unused)
    station("count", used, sets[0], sets[1], unused, sets[2], used, unused)
    station("bag", used, "SB770012")
    commands = ("status", "room 12", "missing", "balance", f"find {sets[0]}", f"find {delivery}", "dispatch",
                "record handed_back 12", "act handed_back", "act counted", "journal", "statement")  # fmt: skip
    screens += [place.tell("track", *command.split()) for command in commands]
    assert [told.code for told in screens[-len(commands) :]] == [0] * len(commands), screens[-1].err
    typed = ["00070", numbers["answer_forms 0"], "00071", sets[1], "00099", "н 00072", "?", "конец"]
    screens += [place.tell("protocol", "enter", "12", typed=typed), place.tell("protocol", "diff", "--all")]
    for screen in screens:
        assert said(screen) == [], f"{screen.out}{screen.err}"
    everything = "".join(screen.out for screen in screens).casefold()
    for odd in ("зал 12", "игровой зал", "короб туда", "короб обратно", "короб остатков", "ящик в центр"):
        assert odd in everything, odd
    papers = [path for path in folder(place).rglob("*.pdf") if "source" not in path.parts]
    assert len(papers) > 10
    for path in papers:
        words = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        assert OTHERS.findall(words) == [], path.name
